package gui

import (
	"fmt"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"popmail/account/fetch"
	"popmail/account/letter"
	"popmail/account/send"
	"popmail/gui/kit/guitest"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/gui/reader"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

const ferryPage = `<table width=640 style="border:1px solid #ddd"><tr><td style="background:#0b3a75;color:#fff;padding:20px;font-size:20px;font-weight:bold">North Sea Ferries</td></tr><tr><td style="padding:20px">Dear Ann,<p>thank you for booking with us. Your cabin is <b>reserved</b>:<p>Departure <b>Fri 27 Nov, 18:30</b> · Pier 4<img src="http://track.example/p.png"></td></tr></table>`

// ferryLetter is a message with looks and a file.
func ferryLetter(t *testing.T) []byte {
	t.Helper()
	raw, err := letter.Compose(&letter.Letter{From: letter.Person{Name: "Maria Bauer", Email: "bookings@ferry.example"}, To: []letter.Person{{Name: "Ann", Email: "ann@example.org"}, {Email: "carl@example.net"}},
		Subject: "Your booking", Quote: &letter.Quote{Forward: true, Text: "Dear Ann,\n", HTML: ferryPage}, Attachments: []letter.Attachment{{Name: "ticket.pdf", Type: "application/pdf", Data: []byte("%PDF")}},
		Date: noon.Add(-48 * 3600e9), MessageID: "booking@ferry.example"})
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// brought brings a message into the Inbox, and chooses it.
func (s *stage) brought(raw []byte) mailbox.ID {
	s.t.Helper()
	known, err := s.store.Known(s.t.Context(), 1)
	s.must(err)
	var present []string
	for k := range known {
		present = append(present, k)
	}
	storagetest.DeliverPresent(s.t, s.store, 1, present, fetch.Incoming{UID: fmt.Sprint("raw", len(present)), Raw: raw})
	s.news()
	list, err := s.store.Index(s.t.Context(), mailbox.View{}, 0)
	s.must(err)
	var newest mailbox.ID
	for _, e := range list {
		newest = max(newest, e.ID)
	}
	s.showRole(mailbox.Inbox)
	s.Open(newest)
	return newest
}

// inbox is a window on the real store with one message, which is chosen.
func inbox(t *testing.T, raw []byte) (s *stage, id mailbox.ID) {
	t.Helper()
	s = onRealStore(t)
	return s, s.brought(raw)
}

func (s *stage) raw(id mailbox.ID) string {
	s.t.Helper()
	raw, err := s.store.Raw(s.t.Context(), id)
	s.must(err)
	return string(raw)
}

// TestRedirect: by key; only whom it goes to is asked; it is kept as a draft, waits in the
// outbox with Undo and Edit, and goes as it came. The first message is marked.
func TestRedirect(t *testing.T) {
	s, id := inbox(t, ferryLetter(t))
	original := s.raw(id)
	s.rune('F')
	d := s.letterWindow(t)
	seen := func() string {
		return guitest.Reading(readWriting).Text(append(guitest.Over(d.side.window), d.side.window.Content())...)
	}
	guitest.Sees(t, seen(), "The message goes on as it came. Answers to it go to Maria Bauer, not to you.", "From: Maria Bauer <bookings@ferry.example>", "Files: ticket.pdf", "Send", "Discard")
	for _, gone := range []string{"Subject\n", "Attach", "Edit the quoted text", "Leave it out"} {
		for _, b := range guitest.All(readWriting, func(b *widgets.Button) bool { return b.Visible() && b.Text == gone }, d.side.window.Content()) {
			t.Errorf("%q is offered", b.Text)
		}
	}
	if title := d.side.window.Title(); title != "Redirect: Your booking" {
		t.Error(title)
	}
	d.editor.Send()
	guitest.Sees(t, seen(), "Who is this letter for?")
	test.Tap(guitest.Last(t, readWriting, "", func(b *widgets.Button) bool { return b.Text == "OK" }, guitest.Over(d.side.window)...))
	d.attachFiles([]string{"/etc/hostname"})
	if text := d.side.toasts.now.Text(); text != "A message that you redirect goes on as it came. To add files, forward it." {
		t.Error(text)
	}
	typeInto(d, "Dad <dad@home.example>,")
	s.run.Fire(saveAfter)
	letterID := d.keeper.ID()
	d.side.window.Close()
	s.news()

	// Kept, and opened again from Drafts.
	s.showRole(mailbox.Drafts)
	if rows := s.rows(); len(rows) != 1 || rows[0].Name != "To Dad" || rows[0].Subject != "Your booking" {
		t.Fatalf("%+v", rows)
	}
	s.writing.openDraft(letterID)
	d = s.letterWindow(t)
	guitest.Sees(t, seen(), "The message goes on as it came. Answers to it go to Maria Bauer, not to you.", "Files: ticket.pdf")
	d.editor.Send()
	if len(s.writing.open) != 0 || s.toasts.now.Text() != "Your letter goes out in 10 seconds." {
		t.Fatal("it was not sent")
	}
	test.Tap(s.toasts.now.Action()) // Undo
	if len(s.writing.open) != 1 || fmt.Sprint(s.letterWindow(t).editor.Letter().To) != "[Dad <dad@home.example>]" {
		t.Fatal("Undo has not brought it back")
	}
	d = s.letterWindow(t)
	typeInto(d, "lena@kitchen.example,")
	d.editor.Send()
	s.news()
	s.showRole(mailbox.Outbox)
	s.listing.list.SelectFirst()
	if rows := s.rows(); len(rows) != 1 || rows[0].Name != "To Dad, lena@kitchen.example" {
		t.Errorf("%+v", rows)
	}
	guitest.Sees(t, s.pane(), "Send now", "Edit", "Cancel letter")
	s.tapIn("Edit")
	if len(s.writing.open) != 1 {
		t.Fatal("Edit has not opened it")
	}
	s.letterWindow(t).editor.Send()
	s.settle(letterID, send.Outcome{State: send.Sent})
	head, rest, _ := strings.Cut(s.raw(letterID), "Resent-Message-ID: <")
	_, rest, _ = strings.Cut(rest, "\r\n")
	if head != "Resent-Date: Sat, 21 Nov 2026 12:00:00 +0000\r\nResent-From: Ann <ann@example.org>\r\nResent-To: Dad <dad@home.example>, lena@kitchen.example\r\n" || rest != original {
		t.Errorf("%s", s.raw(letterID))
	}
	list, err := s.store.Summaries(t.Context(), []mailbox.ID{id, letterID})
	s.must(err)
	if !list[0].Is(mailbox.Forwarded) || list[1].FolderRole != mailbox.Sent || len(list[1].To) != 2 {
		t.Errorf("%+v", list)
	}
	s.showRole(mailbox.Sent)
	s.listing.list.SelectFirst()
	guitest.Sees(t, s.pane(), "redirected by you to Dad, lena@kitchen.example")
}

// TestRedirectAnswers: the sentence says whom answers go to.
func TestRedirectAnswers(t *testing.T) {
	s, _ := inbox(t, ferryLetter(t))
	for head, want := range map[string]string{
		"From: Bob <bob@example.net>\r\n": "Answers to it go to Bob, not to you.",
		"From: bob@example.net\r\n":       "Answers to it go to bob@example.net, not to you.",
		"From: Bob <bob@example.net>\r\nReply-To: Club, The <c@example.net>, d@x.example\r\n": "Answers to it go to “Club, The”, d@x.example, not to you.",
		"From: Ann <ann@example.org>\r\n":                                               "Answers to it come to you.",
		"From: Bob <bob@example.net>\r\nReply-To: bob@example.net, Ann@Example.org\r\n": "Answers to it go to bob@example.net, Ann@Example.org.",
		"To: x@example.net\r\n":                                                         "",
	} {
		s.writing.answer(s.brought([]byte(head+"Subject: S\r\n\r\nText\r\n")), reader.Redirect)
		d := s.letterWindow(t)
		guitest.Sees(t, guitest.Reading(readWriting).Text(d.side.window.Content()), strings.TrimSpace("The message goes on as it came. "+want))
		d.side.window.Close()
	}
}

func TestRedirectDamaged(t *testing.T) {
	s, _ := inbox(t, []byte("\r\nNo header at all.\r\n"))
	s.rune('F')
	if len(s.writing.open) != 0 || s.toasts.now.Text() != "This message can’t be redirected, because its first lines are damaged. Forward it instead." {
		t.Errorf("%d letters", len(s.writing.open))
	}
}

// TestEditAsNew: what was written here comes as it was written, with those in Bcc; what was
// received keeps its looks below an empty text, or is the text; both are about no message.
func TestEditAsNew(t *testing.T) {
	fresh := func(l *letter.Letter, was string) {
		t.Helper()
		if l.MessageID == "" || strings.Contains(was, l.MessageID) || l.InReplyTo != "" || l.References != nil || !l.Date.IsZero() {
			t.Errorf("%q %q %v %v", l.MessageID, l.InReplyTo, l.References, l.Date)
		}
	}
	s, id := inbox(t, ferryLetter(t))
	s.writing.answer(id, reader.EditAsNew)
	l := s.letterWindow(t).editor.Letter()
	fresh(l, s.raw(id))
	if fmt.Sprint(l.To) != "[Ann <ann@example.org> carl@example.net]" || l.Subject != "Your booking" || l.Text != "" || !strings.Contains(l.Quote.HTML, "<b>reserved</b>") || strings.Contains(l.Quote.HTML, "track.example") || len(l.Attachments) != 1 || l.From.Email != "ann@example.org" {
		t.Errorf("%+v %+v", l, l.Quote)
	}
	s.letterWindow(t).side.window.Close()

	// An answer that was sent, with a quote, a file and somebody in Bcc.
	s.rune('r')
	d := s.letterWindow(t)
	typeInto(d, "Thank you.")
	d.editor.Attach(letter.Attachment{Name: "x.txt", Type: "text/plain", Data: []byte("hello")})
	answer := d.editor.Letter()
	answer.Bcc = []letter.Person{{Email: "eve@example.net"}}
	d.editor.Set(answer)
	d.changed()
	s.run.Fire(saveAfter)
	sent := d.keeper.ID()
	d.editor.Send()
	s.settle(sent, send.Outcome{State: send.Sent})
	s.writing.answer(sent, reader.EditAsNew)
	l = s.letterWindow(t).editor.Letter()
	fresh(l, s.raw(sent))
	if fmt.Sprint(l.To, l.Bcc) != fmt.Sprint(answer.To, answer.Bcc) || l.Text != "Thank you." || l.Quote == nil || l.Quote.HTML != answer.Quote.HTML || len(l.Attachments) != 1 || string(l.Attachments[0].Data) != "hello" || l.Subject != "Re: Your booking" {
		t.Errorf("%+v", l)
	}
	s.letterWindow(t).side.window.Close()

	// Plain text, and a sent copy that was not written here.
	for _, c := range []struct{ head, bcc string }{
		{"From: Ann <ann@example.org>\r\nTo: bob@example.net\r\nBcc: eve@example.net\r\n", "[eve@example.net]"},
		{"From: Bob <bob@example.net>\r\nTo: ann@example.org\r\nBcc: eve@example.net\r\n", "[]"},
	} {
		s.writing.answer(s.brought([]byte(c.head+"Subject: Plain\r\nIn-Reply-To: <a@b>\r\nMessage-ID: <p@example.org>\r\n\r\nHello\r\nBob\r\n")), reader.EditAsNew)
		l = s.letterWindow(t).editor.Letter()
		fresh(l, "p@example.org")
		if fmt.Sprint(l.Bcc) != c.bcc || strings.TrimSpace(l.Text) != "Hello\nBob" || l.Quote != nil || l.Subject != "Plain" {
			t.Errorf("%+v", l)
		}
		s.letterWindow(t).side.window.Close()
	}
}

// TestLooksOfRedirect draws the window for people to look at.
func TestLooksOfRedirect(t *testing.T) {
	for _, mode := range []theme.Mode{theme.Light, theme.Dark} {
		for _, c := range []struct {
			name  string
			w, h  float32
			scale int
		}{{"900", 900, 700, 100}, {"600", 600, 500, 100}, {"600_200", 600, 700, 200}, {"1280", 1280, 800, 100}} {
			s, _ := writingStage(t, storagetest.Mail{From: "Maria Bauer <bookings@ferry.example>", To: "Ann <ann@example.org>", Subject: "Your booking for the ferry on Friday", HTML: ferryPage, Attachment: "ticket.pdf", Date: noon.Add(-2 * 3600e9)})
			setLook(s.app, Look{mode, c.scale})
			s.listing.list.SelectFirst()
			s.rune('F')
			d := s.letterWindow(t)
			d.side.window.Resize(fyne.NewSize(c.w, c.h))
			typeInto(d, "dad@home.example,Jan Kowalski <jan@x.example>,")
			s.run.Fire(saveAfter)
			guitest.Picture(t, d.side.window, "redirect_"+c.name+"_"+string(mode))
		}
	}
}

// TestAnswerWithinHouse: what was written to the person from another account of this
// computer is answered to that one, from the account that got it.
func TestAnswerWithinHouse(t *testing.T) {
	s, _ := inbox(t, ferryLetter(t))
	s.addAccountFor("dad@example.org")
	s.news()
	s.brought([]byte("From: dad@example.org\r\nTo: ann@example.org, mia@example.net\r\nSubject: Dinner\r\n\r\nAt six?\r\n"))
	for key, want := range map[rune]string{'r': "[dad@example.org]", 'R': "[dad@example.org mia@example.net]"} {
		s.rune(key)
		d := s.letterWindow(t)
		l := d.editor.Letter()
		var got []string
		for _, p := range l.Everyone() {
			got = append(got, p.Email)
		}
		if fmt.Sprint(got) != want || l.From.Email != "ann@example.org" {
			t.Errorf("%c: from %s to %v, want %s", key, l.From.Email, got, want)
		}
		d.side.window.Close()
	}
}
