package gui

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"popmail/account"
	"popmail/gui/htmlview"
	"popmail/gui/kit/guitest"
	"popmail/gui/kit/widgets"
	"popmail/gui/reader"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// signedStage is a window with three accounts: ann@ with a signature, club@ with another one
// and as plain text alone, bare@ without any.
func signedStage(t *testing.T, letters ...storagetest.Mail) (*stage, *fakeWriting) {
	t.Helper()
	s, f := writingStage(t, letters...)
	for _, email := range []string{"club@example.org", "bare@example.org"} {
		s.addAccountFor(email)
	}
	s.listing.loadFolders(nil)
	for _, a := range s.known.accounts {
		a.Outgoing = account.Server{Host: "smtp.example.org", Port: 465, Security: account.TLS}
		switch a.Email {
		case "ann@example.org":
			a.Signature = "Ann\nPier 4"
		case "club@example.org":
			a.Signature, a.PlainOnly = "The Club", true
		}
		s.must(s.store.UpdateAccount(t.Context(), a, nil))
	}
	s.listing.loadFolders(nil)
	return s, f
}

// writesFrom chooses the sender as the menu does.
func (s *stage) writesFrom(d *draft, email string) {
	s.t.Helper()
	for _, a := range s.known.accounts {
		if a.Email == email {
			d.writeFrom(a)
			return
		}
	}
	s.t.Fatal("no account", email)
}

var booking = storagetest.Mail{From: "Maria <maria@ferry.example>", To: "Ann <ann@example.org>", Subject: "Your cabin",
	HTML: "<p>Dear <b>Ann</b>, your cabin is on deck 7 of the page.</p>", Text: "Dear Ann, your cabin is on deck 7.\r\n-- \r\nMaria", Date: noon.Add(-2 * 3600e9)}

// TestSignatures: every new letter begins with the signature of its account, above the
// quote, with the caret above it; what is opened again has the one that it was written with.
func TestSignatures(t *testing.T) {
	const signed = "\n\n-- \nAnn\nPier 4\n"
	s, f := signedStage(t, booking)
	s.listing.list.SelectFirst()
	id := s.listing.list.Selected()[0]
	open := map[string]func(){
		"new": s.write, "mailto": func() { s.openLink("mailto:club@example.net?subject=Hello&body=Dear%20all") },
		"reply": func() { s.writing.answer(id, reader.Reply) }, "all": func() { s.writing.answer(id, reader.ReplyAll) },
		"forward": func() { s.writing.answer(id, reader.Forward) }, "file": func() { s.writing.answer(id, reader.ForwardFile) },
		"again": func() { s.writing.answer(id, reader.EditAsNew) },
		"book":  func() { s.book.write([]mailbox.Address{{Name: "Dad", Email: "dad@home.example"}}) },
	}
	for name, do := range open {
		do()
		d := s.letterWindow(t)
		want := signed
		switch name {
		case "mailto":
			want = "Dear all" + signed
		case "again":
			want = "" // all of it stands below, as it looked
		}
		if l := d.editor.Letter(); l.Text != want || l.Plain {
			t.Errorf("%s: %q, plain %v", name, l.Text, l.Plain)
		}
		d.side.window.Close()
	}
	if f.saves != 0 {
		t.Error("a letter in which there is nothing but a signature is kept")
	}
	open["reply"]()
	d := s.letterWindow(t)
	typeInto(d, "Deck 8?\nPlease")
	if l := d.editor.Letter(); l.Text != "Deck 8?\nPlease"+signed {
		t.Fatalf("%q", l.Text)
	}
	s.run.Fire(saveAfter)
	raw := string(f.drafts[d.keeper.ID()].Raw)
	if !strings.Contains(raw, "Deck 8?\r\nPlease\r\n\r\n--=20\r\nAnn\r\nPier 4\r\n\r\nOn ") || !strings.Contains(raw, "text/html") {
		t.Error(raw)
	}
	kept := d.keeper.ID()
	d.side.window.Close()
	a := s.known.accounts[0]
	a.Signature = "Ann Example"
	s.must(s.store.UpdateAccount(t.Context(), a, nil))
	s.listing.loadFolders(nil)
	s.writing.openDraft(kept)
	d = s.letterWindow(t)
	typeInto(d, "!")
	if l := d.editor.Letter(); l.Text != "Deck 8?\nPlease!"+signed {
		t.Errorf("opened again: %q", l.Text)
	}
	s.writesFrom(d, "club@example.org")
	if l := d.editor.Letter(); l.Text != "Deck 8?\nPlease!\n\n-- \nThe Club\n" {
		t.Errorf("from another account: %q", l.Text)
	}
}

// TestChooseSender: the signature goes with the sender unless it was changed by hand, the
// caret and what was written stay, and so does what was chosen for this letter.
func TestChooseSender(t *testing.T) {
	s, f := signedStage(t, booking)
	s.listing.list.SelectFirst()
	s.rune('r')
	d := s.letterWindow(t)
	text := func(want string) {
		t.Helper()
		if l := d.editor.Letter(); l.Text != want {
			t.Errorf("%q, want %q", l.Text, want)
		}
	}
	s.writesFrom(d, "bare@example.org")
	text("\n\n")
	s.writesFrom(d, "club@example.org")
	text("\n\n-- \nThe Club\n")
	if !d.editor.Plain() {
		t.Error("it has HTML")
	}
	s.run.Fire(saveAfter)
	if f.saves != 0 {
		t.Error("nothing was written, and it is kept")
	}
	typeInto(d, "One\ntwo")
	s.writesFrom(d, "ann@example.org")
	if d.editor.Plain() {
		t.Error("it is still plain")
	}
	typeInto(d, "!")
	text("One\ntwo!\n\n-- \nAnn\nPier 4\n")
	d.editor.SetPlain(true) // for this letter
	s.writesFrom(d, "club@example.org")
	s.writesFrom(d, "bare@example.org")
	s.writesFrom(d, "ann@example.org")
	text("One\ntwo!\n\n-- \nAnn\nPier 4\n")
	c := d.side.window.Canvas()
	for range 5 { // into the signature
		c.Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	}
	s.writesFrom(d, "club@example.org")
	typeInto(d, "?")
	text("One\ntwo!?\n\n-- \nThe Club\n")
	for range 5 {
		c.Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	}
	typeInto(d, "of Pier 4")
	s.writesFrom(d, "ann@example.org")
	text("One\ntwo!?\n\n-- \nThe Club\nof Pier 4")
}

// TestPlainOnly: the letters of an account that sends plain text have no HTML, and the quote
// is seen as it goes.
func TestPlainOnly(t *testing.T) {
	to := booking
	to.To = "The Club <club@example.org>"
	s, f := signedStage(t, to)
	s.listing.list.SelectFirst()
	s.rune('r')
	d := s.letterWindow(t)
	if l := d.editor.Letter(); l.From.Email != "club@example.org" || !l.Plain || l.Text != "\n\n-- \nThe Club\n" {
		t.Fatalf("%+v", l)
	}
	typeInto(d, "Thanks")
	s.run.Fire(saveAfter)
	raw := func() string { return string(f.drafts[d.keeper.ID()].Raw) }
	if strings.Contains(raw(), "text/html") || !strings.HasSuffix(raw(), "Thanks\r\n\r\n--=20\r\nThe Club\r\n\r\nOn Saturday, 21 November at 10:00, Maria wrote:\r\n> Dear Ann, your cabin is on deck 7.\r\n") {
		t.Error(raw())
	}
	looks := func() bool {
		v := guitest.Last(t, readWriting, "the quote", func(*htmlview.View) bool { return true }, d.side.window.Content())
		return strings.Contains(v.Text(), "of the page")
	}
	if looks() {
		t.Error("the quote is shown with looks that it will not have")
	}
	plain := func() *fyne.MenuItem {
		for _, i := range d.menu() {
			if i.Label == "Send as plain text" {
				return i
			}
		}
		t.Fatal("no item")
		return nil
	}
	if i := plain(); !i.Checked {
		t.Error("the menu does not say that it is plain")
	} else {
		i.Action()
	}
	s.run.Fire(saveAfter)
	if !looks() || !strings.Contains(raw(), "text/html") || plain().Checked {
		t.Error("for this letter it cannot be changed")
	}
	plain().Action()
	s.run.Fire(saveAfter)
	if looks() || strings.Contains(raw(), "text/html") {
		t.Error("it cannot be changed back")
	}
}

// TestNothingButSignature: what was typed and taken out again leaves no draft; a letter of
// nothing but a signature is asked about as an empty one.
func TestNothingButSignature(t *testing.T) {
	s, f := signedStage(t)
	for _, end := range []func(d *draft){func(d *draft) { d.side.window.Close() }, func(d *draft) { d.discard() }} {
		s.write()
		d := s.letterWindow(t)
		typeInto(d, "x")
		d.side.window.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyBackspace})
		s.writesFrom(d, "club@example.org")
		s.run.Fire(saveAfter)
		end(d)
		if f.saves != 0 || len(s.writing.open) != 0 {
			t.Fatalf("%d saves, %d open", f.saves, len(s.writing.open))
		}
	}
	s.write()
	d := s.letterWindow(t)
	typeInto(d, "dad@home.example\n")
	d.editor.Send()
	seen := guitest.Reading(readWriting).Text(append(guitest.Over(d.side.window), d.side.window.Content())...)
	guitest.Sees(t, seen, "Send an empty letter?", "There is nothing in it, and it has no subject.")
	if strings.Contains(seen, "Send without a subject?") {
		t.Error("the subject is asked about, too")
	}
	test.Tap(guitest.Last(t, readWriting, "", func(b *widgets.Button) bool { return b.Text == "Send anyway" }, guitest.Over(d.side.window)...))
	if len(f.sent) != 1 {
		t.Error("it was not sent")
	}
	for _, k := range f.drafts {
		if raw := string(k.Raw); !strings.HasSuffix(raw, "\r\n\r\n--=20\r\nAnn\r\nPier 4\r\n") {
			t.Errorf("%q", raw)
		}
	}
}

// TestEditQuoteBelowSignature: the signature is below the quote that was moved into the text,
// as all that is below one counts as a part of it.
func TestEditQuoteBelowSignature(t *testing.T) {
	s, f := signedStage(t, booking)
	s.listing.list.SelectFirst()
	s.rune('r')
	d := s.letterWindow(t)
	typeInto(d, "Hi,\nwell")
	test.Tap(guitest.Last(t, readWriting, "", func(b *widgets.Button) bool { return b.Text == "Edit the quoted text" }, d.side.window.Content()))
	typeInto(d, "!")
	want := "Hi,\nwell!\n\nOn Saturday, 21 November at 10:00, Maria wrote:\n> Dear Ann, your cabin is on deck 7.\n\n-- \nAnn\nPier 4\n"
	if l := d.editor.Letter(); l.Text != want {
		t.Errorf("%q", l.Text)
	}
	s.writesFrom(d, "bare@example.org")
	s.run.Fire(saveAfter)
	if raw := string(f.drafts[d.keeper.ID()].Raw); strings.Contains(raw, "Pier 4") {
		t.Error(raw)
	}
}

// TestRedirectAsItCame: a message that is redirected gets neither a signature nor another form,
// whichever account it is sent from.
func TestRedirectAsItCame(t *testing.T) {
	to := booking
	to.To = "The Club <club@example.org>"
	s, _ := signedStage(t, to)
	s.listing.list.SelectFirst()
	s.writing.answer(s.listing.list.Selected()[0], reader.Redirect)
	d := s.letterWindow(t)
	for _, email := range []string{"club@example.org", "bare@example.org", "ann@example.org", "club@example.org"} {
		s.writesFrom(d, email)
		v := guitest.Last(t, readWriting, "the message", func(*htmlview.View) bool { return true }, d.side.window.Content())
		if l := d.editor.Letter(); l.From.Email != email || l.Text != "" || l.Plain || !strings.Contains(v.Text(), "of the page") {
			t.Errorf("%s: %q, plain %v, %q", email, l.Text, l.Plain, v.Text())
		}
	}
}

// TestEditAsNewKeepsForm: a letter that is written again goes as it did, and its signature is
// known for one although the account has another by now.
func TestEditAsNewKeepsForm(t *testing.T) {
	s, id := inbox(t, booking.Raw())
	a := s.known.accounts[0]
	sign := func(signature string) {
		a.Signature = signature
		s.must(s.store.UpdateAccount(t.Context(), a, nil))
		s.listing.loadFolders(nil)
	}
	sign("Ann")
	s.writing.answer(id, reader.Reply)
	d := s.letterWindow(t)
	typeInto(d, "Thanks")
	d.editor.SetPlain(true)
	s.run.Fire(saveAfter)
	kept := d.keeper.ID()
	d.side.window.Close()
	sign("Ann of Pier 4")
	s.writing.answer(kept, reader.EditAsNew)
	d = s.letterWindow(t)
	if l := d.editor.Letter(); l.Text != "Thanks\n\n-- \nAnn\n" || !l.Plain {
		t.Errorf("%q, plain %v", l.Text, l.Plain)
	}
	d.editor.Sign("The Club")
	if l := d.editor.Letter(); l.Text != "Thanks\n\n-- \nThe Club\n" {
		t.Errorf("%q", l.Text)
	}
}
