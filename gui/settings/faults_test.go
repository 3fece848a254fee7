package settings

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"popmail/account"
	"popmail/gui/kit/field"
	"popmail/gui/kit/guitest"
	"popmail/gui/kit/theme"
	"popmail/storage/mailbox"
)

// TestThePasswordItselfIsForItsServer: who agrees to it for one server has not agreed to it for
// another.
func TestThePasswordItselfIsForItsServer(t *testing.T) {
	st := newStage(t, 1000, 1400, theme.Light, 1)
	s := state()
	a := &s.Accounts[0].Account
	a.Incoming, a.User, a.Auth = account.Server{Host: "pop.old.example", Port: 995, Security: account.TLS}, a.Email, account.AuthAuto
	a.Outgoing = account.Server{Host: "smtp.old.example", Port: 465, Security: account.TLS}
	st.s.Set(s)
	st.tap("Edit", 0)
	st.err = &account.Problem{Trouble: account.TroublePassword, Server: "pop.old.example", ProofOnly: true}
	st.tap("Test connection", 0)
	st.tap("Send the password itself", 0)
	f := st.s.form
	if f.now().Auth != account.AuthPlain {
		t.Fatal("not agreed to")
	}
	for host, auth := range map[string]account.Auth{"pop.new.example": account.AuthAuto, "POP.old.example.": account.AuthPlain} {
		set(f.incoming.fields.Host, host)
		if got := f.now().Auth; got != auth {
			t.Errorf("%s: %q", host, got)
		}
	}
	set(f.incoming.fields.Host, "pop.new.example")
	st.err = nil
	st.tap("Save", 0)
	if len(st.saved) != 1 || st.saved[0].Auth != account.AuthAuto {
		t.Errorf("%+v", st.saved)
	}
}

// TestWorks: that a server works is said of the log-in that was checked alone.
func TestWorks(t *testing.T) {
	for name, change := range map[string]func(f *form){
		"another user":     func(f *form) { f.login.user.SetText("x") },
		"another password": func(f *form) { f.login.password.SetText("x") },
		"another port":     func(f *form) { f.incoming.fields.Port.SetText("1995") },
	} {
		st := editing(t)
		f := st.s.form
		if !f.incoming.row.works.Visible() {
			t.Fatal("it works, and is not said to")
		}
		change(f)
		if f.incoming.row.works.Visible() {
			t.Errorf("%s is said to work", name)
		}
	}
}

// TestSignInInPlaceOfAPassword is offered where the provider has it, in the open card alone.
func TestSignInInPlaceOfAPassword(t *testing.T) {
	st := newStage(t, 1280, 900, theme.Light, 1)
	var signed account.ID
	st.s.OnSignIn = func(id account.ID) { signed = id }
	s := ann()
	st.s.Set(s)
	st.tap("Edit", 0)
	if strings.Contains(st.text(), "Sign in") {
		t.Error("offered where there is no such way")
	}
	st.s.closeForm()
	for i := range s.Accounts {
		s.Accounts[i].MaySignIn = true
	}
	st.s.Set(s)
	if strings.Contains(st.text(), "Sign in") {
		t.Error("offered although nobody has asked for it")
	}
	st.tap("Edit", 0)
	st.tap("Sign in with your browser", 0)
	if signed == 0 {
		t.Error("nothing happens")
	}
}

// TestSendersAsTheyAreTyped: an address that was copied with a name counts, and what is none is
// not taken without a word.
func TestSendersAsTheyAreTyped(t *testing.T) {
	for typed, want := range map[string]string{
		"pest@spam.example":               "pest@spam.example",
		" Pest <pest@spam.example> ":      "pest@spam.example",
		"\"Pest, The\" <p@spam.example>":  "p@spam.example",
		"mailto:pest@spam.example":        "pest@spam.example",
		"spam.example":                    "",
		"@spam.example":                   "",
		"pest@":                           "",
		"a@spam.example, b@spam.example,": "",
	} {
		st := newStage(t, 1280, 900, theme.Light, 1)
		var got []mailbox.Sender
		st.s.OnSender = func(d mailbox.Sender, decided bool) { got = append(got, d) }
		page := st.s.junk()
		var entry *field.Entry
		guitest.Window(t, page[1], 900, 500)
		entry = guitest.Last(t, reading, "the field", func(*field.Entry) bool { return true }, page[1])
		entry.SetText(typed)
		entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
		text := guitest.Reading(reading).Text(page[1])
		switch said := strings.Contains(text, "isn’t an e-mail address"); {
		case want == "" && (len(got) != 0 || !said):
			t.Errorf("%q: %v, said %t", typed, got, said)
		case want != "" && (len(got) != 1 || got[0].Address != want || said):
			t.Errorf("%q: %v, said %t", typed, got, said)
		case want == "":
			test.Type(entry, "x")
			if strings.Contains(guitest.Reading(reading).Text(page[1]), "isn’t an e-mail address") {
				t.Errorf("%q: the message stays", typed)
			}
		}
	}
}

// TestAPastedPassword: the line break of a copied line is no part of it.
func TestAPastedPassword(t *testing.T) {
	for _, text := range []string{"right\n", "right\r\n"} {
		st := editing(t)
		f := st.s.form
		c := fyne.CurrentApp().Clipboard()
		c.SetContent(text)
		f.login.password.TypedShortcut(&fyne.ShortcutPaste{Clipboard: c})
		st.s.Save = func(_ context.Context, _, _ account.Account, c account.Credential) error {
			st.secret = c.Password
			return nil
		}
		st.tap("Save", 0)
		if st.secret != "right" || !strings.Contains(fmt.Sprint(st.said), `"right"`) {
			t.Errorf("%q: saved %q, tested %q", text, st.secret, st.said)
		}
	}
}
