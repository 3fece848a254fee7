package settings

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"popmail/account"
	"popmail/gui/kit/guitest"
	"popmail/gui/kit/theme"
)

func typ(st *stage, text string) {
	for _, r := range text {
		if r == '\n' {
			st.key(fyne.KeyReturn)
			continue
		}
		st.win.Canvas().Focused().TypedRune(r)
	}
}

// TestSignatureByKeyboard sets the signature and how letters go by keyboard alone, offline:
// Enter is a line of the signature there, nothing is tested, and nothing else changes.
func TestSignatureByKeyboard(t *testing.T) {
	st := editing(t)
	c, f := st.win.Canvas(), st.s.form
	guitest.Sees(t, st.text(), "Writing", "No signature")
	for range 40 {
		if c.Focused() == f.letters.row.change {
			break
		}
		c.FocusNext()
	}
	st.key(fyne.KeyReturn)
	if c.Focused() != f.letters.signature {
		t.Fatalf("%T has the keyboard", c.Focused())
	}
	typ(st, "-- \nAnn Example\n\nPier 4 ")
	if st.s.form == nil || len(st.saved) > 0 {
		t.Fatal("Enter in the signature has saved")
	}
	c.FocusNext()
	if c.Focused() != f.letters.plain {
		t.Fatalf("Tab leads to %T", c.Focused())
	}
	st.key(fyne.KeySpace)
	guitest.Sees(t, st.text(), "Signature: Ann Example … · plain text only")
	st.key(fyne.KeyReturn)
	if len(st.saved) != 1 || st.s.form != nil || strings.Contains(strings.Join(st.said, " "), "probe") {
		t.Fatalf("%d saved, %v", len(st.saved), st.said)
	}
	want := ann().Accounts[0].Account
	for _, a := range ann().Accounts {
		if a.Account.ID == st.saved[0].ID {
			want = a.Account
		}
	}
	want.Signature, want.PlainOnly = "Ann Example\n\nPier 4", true
	if st.saved[0] != want {
		t.Errorf("%+v\nwant %+v", st.saved[0], want)
	}
}

// TestSignatureTooLong: what is more than a signature can have is said, and stays to be
// made shorter.
func TestSignatureTooLong(t *testing.T) {
	for _, text := range []string{strings.Repeat("Ann\n", account.MaxSignatureLines+1), strings.Repeat("ä", account.MaxSignature+1)} {
		st := editing(t)
		f := st.s.form
		f.letters.signature.SetText(text)
		f.submit()
		guitest.Sees(t, st.text(), "A signature can have 20 lines and 2,000 letters.")
		if len(st.saved) > 0 || st.win.Canvas().Focused() != f.letters.signature || f.letters.signature.Text != text {
			t.Errorf("%d saved, %T has the keyboard", len(st.saved), st.win.Canvas().Focused())
		}
		f.letters.signature.SetText("Ann")
		f.submit()
		if len(st.saved) != 1 || st.saved[0].Signature != "Ann" {
			t.Errorf("%+v", st.saved)
		}
	}
}

// TestSignatureChangedElsewhere: what was typed stays, what was not follows, and blanks at
// an end are no change to be asked about.
func TestSignatureChangedElsewhere(t *testing.T) {
	st := editing(t)
	f := st.s.form
	f.letters.row.open()
	elsewhere := func(change func(*account.Account)) {
		now := st.s.state
		now.Accounts = append([]Account(nil), now.Accounts...)
		for i := range now.Accounts {
			if now.Accounts[i].Account.ID == f.card.id {
				change(&now.Accounts[i].Account)
			}
		}
		st.s.Set(now)
	}
	elsewhere(func(a *account.Account) { a.Signature, a.PlainOnly = "Ann", true })
	if f.letters.signature.Text != "Ann" || !f.letters.plain.Checked || f.changed() {
		t.Errorf("%q", f.letters.signature.Text)
	}
	f.letters.signature.SetText("Ann\n ")
	if f.changed() {
		t.Error("a blank is a change")
	}
	elsewhere(func(a *account.Account) { a.Name = "Anna" })
	if f.letters.signature.Text != "Ann\n " {
		t.Error("what is being typed was written anew")
	}
	f.letters.signature.SetText("Ann of Pier 4")
	elsewhere(func(a *account.Account) { a.Signature, a.PlainOnly = "Somebody", false })
	if f.letters.signature.Text != "Ann of Pier 4" || f.letters.plain.Checked || !f.changed() {
		t.Errorf("%q", f.letters.signature.Text)
	}
}

// TestLooksOfSignature: the field is as high as its text, and all of it can be read.
func TestLooksOfSignature(t *testing.T) {
	for _, mode := range []theme.Mode{theme.Light, theme.Dark} {
		for _, c := range []struct {
			name    string
			w, h, s float32
		}{{"600", 600, 1100, 1}, {"900", 900, 1000, 1}, {"1280", 1280, 1000, 1}, {"600_200", 600, 1400, 2}} {
			st := newStage(t, c.w, c.h, mode, c.s)
			st.s.Set(ann())
			st.tap("Edit", 0)
			l := st.s.form.letters
			l.row.open()
			before := l.signature.Size().Height
			st.s.relayout()
			l.signature.SetText("Ann Example\nHarbor Master of the Island of Sylt, and Treasurer of the Club of the Friends of the Lighthouse\n\nPier 4\n25980 Sylt")
			if after := l.signature.Size().Height; after <= before || after <= 5*theme.Size("text") {
				t.Errorf("%s: %v high, and empty it was %v", c.name, after, before)
			}
			st.win.Canvas().Focus(l.plain)
			guitest.Fits(t, st.win, c.name)
			guitest.Picture(t, st.win, "settings_signature_"+c.name+"_"+string(mode))
		}
	}
}
