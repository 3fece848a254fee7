package gui

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	fynetheme "fyne.io/fyne/v2/theme"

	"popmail/account"
	"popmail/account/letter"
	"popmail/gui/kit/guitest"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/gui/reader"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

func readWriting(o fyne.CanvasObject) (string, bool) {
	switch v := o.(type) {
	case *widgets.Button:
		return v.Text, true
	case *widgets.Text:
		return v.Text(), true
	}
	return "", false
}

// writingStage is a window with an account that can send, and people who are known.
func writingStage(t *testing.T, letters ...storagetest.Mail) (*stage, *fakeWriting) {
	t.Helper()
	f := &fakeWriting{people: []mailbox.Suggestion{{Address: mailbox.Address{Name: "Maria Bauer", Email: "bookings@ferry.example"}}, {Address: mailbox.Address{Name: "Mark Olsen", Email: "mark.olsen@harbor.example"}}, {Address: mailbox.Address{Name: "Lena Martins", Email: "lena@kitchen.example"}}}}
	s := newStageOf(t, true, letters, func(o *Options) { o.Writing = f })
	a := s.known.accounts[0]
	a.Outgoing = account.Server{Host: "smtp.example.org", Port: 465, Security: account.TLS}
	s.must(s.store.UpdateAccount(t.Context(), a, nil))
	s.listing.loadFolders(nil)
	return s, f
}

func (s *stage) letterWindow(t testing.TB) *draft {
	t.Helper()
	if len(s.writing.open) == 0 {
		t.Fatal("no letter is open")
	}
	return s.writing.open[len(s.writing.open)-1]
}

func typeInto(d *draft, text string) {
	for _, r := range text {
		f := d.side.window.Canvas().Focused()
		if r == '\n' {
			f.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
			continue
		}
		f.TypedRune(r)
	}
}

func TestWriteSaveAndReopen(t *testing.T) {
	s, f := writingStage(t)
	s.write()
	d := s.letterWindow(t)
	typeInto(d, "ma")
	d.side.window.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	d.side.window.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	typeInto(d, "dad@home.example,half;")
	if got := d.editor.Letter().To; len(got) != 3 || got[0].Email != "mark.olsen@harbor.example" || got[2].Email != "half" {
		t.Fatalf("%v", got)
	}
	guitest.Sees(t, guitest.Reading(readWriting).Text(d.side.window.Content()), "“half” isn’t an e-mail address. An e-mail address has an @ in it.")
	d.side.window.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyBackspace}) // the chip is text again
	for range 4 {
		d.side.window.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyBackspace})
	}
	d.side.window.Canvas().FocusNext()
	typeInto(d, "We take the ferry\nHi all,\n\nBring warm coats.")
	if f.saves != 0 {
		t.Error("it was saved while the person typed")
	}
	s.run.Fire(saveAfter)
	if f.saves != 1 || len(f.drafts) != 1 {
		t.Fatalf("%d saves, %d drafts", f.saves, len(f.drafts))
	}
	guitest.Sees(t, guitest.Reading(readWriting).Text(d.side.window.Content()), "Saved as draft · 12:00")
	typeInto(d, "\nAnn")
	id := d.keeper.ID()
	d.side.window.Close()
	if f.saves != 2 || len(f.drafts) != 1 || len(s.writing.open) != 0 {
		t.Fatalf("%d saves, %d drafts after closing", f.saves, len(f.drafts))
	}
	s.writing.openDraft(id)
	l := s.letterWindow(t).editor.Letter()
	if l.Subject != "We take the ferry" || l.Text != "Hi all,\n\nBring warm coats.\nAnn" || len(l.To) != 2 {
		t.Errorf("%+v", l)
	}
	s.writing.openDraft(id)
	if len(s.writing.open) != 1 {
		t.Error("a draft is open twice")
	}
	s.letterWindow(t).side.window.Close()
	if f.saves != 2 {
		t.Error("nothing was changed, and it was saved")
	}
}

// A draft that may have arrived as it was goes under the same Message-ID as it is, and under another one once it is
// changed: servers drop what comes twice under one.
func TestDraftThatMayBeOut(t *testing.T) {
	for name, c := range map[string]struct {
		mayBeOut, other bool
		do              func(s *stage, d *draft)
	}{
		"unchanged":         {true, false, func(*stage, *draft) {}},
		"closed and opened": {true, false, func(s *stage, d *draft) { d.side.window.Close(); s.writing.openDraft(d.keeper.ID()) }},
		"changed and back": {true, false, func(s *stage, d *draft) {
			typeInto(d, "x")
			s.run.Fire(saveAfter)
			d.side.window.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyBackspace})
		}},
		"changed":            {true, true, func(_ *stage, d *draft) { typeInto(d, "x") }},
		"saved":              {true, true, func(s *stage, d *draft) { typeInto(d, "x"); s.run.Fire(saveAfter) }},
		"as plain text":      {true, true, func(_ *stage, d *draft) { d.editor.SetPlain(true) }},
		"signed another way": {true, true, func(_ *stage, d *draft) { d.editor.Sign("Ann") }},
		"never out":          {false, false, func(*stage, *draft) {}},
		"never out, changed": {false, false, func(_ *stage, d *draft) { typeInto(d, "x") }},
	} {
		t.Run(name, func(t *testing.T) {
			s, f := writingStage(t)
			s.write()
			typeInto(s.letterWindow(t), "dad@home.example;")
			s.letterWindow(t).side.window.Canvas().FocusNext()
			typeInto(s.letterWindow(t), "Plans\nHello.")
			s.run.Fire(saveAfter)
			first, n := s.letterWindow(t).editor.Letter().MessageID, s.letterWindow(t).keeper.ID()
			s.letterWindow(t).side.window.Close()
			d := f.drafts[n]
			d.MayBeOut = c.mayBeOut
			f.drafts[n] = d
			s.writing.openDraft(n)
			c.do(s, s.letterWindow(t))
			s.letterWindow(t).editor.Send()
			if _, sent := f.sent[n]; !sent {
				t.Fatal("it was not sent")
			}
			l, err := letter.Reopen(f.drafts[n].Raw, f.drafts[n].Writing)
			if err != nil || (l.MessageID != first) != c.other || !strings.Contains(string(f.drafts[n].Raw), l.MessageID) {
				t.Errorf("%q, before %q, %v", l.MessageID, first, err)
			}
		})
	}
}

// TestLargeDraftThatMayBeOut: what is stored of a letter with large files that may have arrived has the Message-ID of
// what is known of it at all times, also where the program ends before it is saved whole again.
func TestLargeDraftThatMayBeOut(t *testing.T) {
	s, f := writingStage(t)
	s.write()
	d := s.letterWindow(t)
	typeInto(d, "dad@home.example\n")
	d.editor.Attach(letter.Attachment{Name: "x.bin", Data: make([]byte, largeFiles)})
	d.editor.FocusSubject()
	s.run.Fire(saveAfter)
	first, n := d.editor.Letter().MessageID, d.keeper.ID()
	d.side.window.Close()
	kept := f.drafts[n]
	kept.MayBeOut = true
	f.drafts[n] = kept
	s.writing.openDraft(n)
	d = s.letterWindow(t)
	d.editor.FocusSubject()
	for i, do := range []func(){
		func() { typeInto(d, "x") },
		func() { d.side.window.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyBackspace}) },
		func() { typeInto(d, "y") },
		func() { typeInto(d, "z") },
	} {
		do()
		s.run.Fire(saveAfter)
		same := i == 1
		l, err := letter.Reopen(f.drafts[n].Raw, f.drafts[n].Writing)
		if err != nil || (l.MessageID == first) != same || f.drafts[n].MayBeOut != same || !strings.Contains(string(f.drafts[n].Raw), l.MessageID) {
			t.Errorf("%d: %v, may be out: %v, as before: %v", i, err, f.drafts[n].MayBeOut, l.MessageID == first)
		}
	}
	if f.light == 0 {
		t.Error("its files are saved with each change")
	}
}

func TestSendAsksAndCanBeUndone(t *testing.T) {
	s, f := writingStage(t)
	s.write()
	d := s.letterWindow(t)
	seen := func() string {
		return guitest.Reading(readWriting).Text(append(guitest.Over(d.side.window), d.side.window.Content())...)
	}
	answer := func(word string) {
		t.Helper()
		test.Tap(guitest.Last(t, readWriting, word, func(b *widgets.Button) bool { return b.Text == word }, guitest.Over(d.side.window)...))
	}
	d.editor.Send()
	guitest.Sees(t, seen(), "Who is this letter for?")
	answer("OK")
	typeInto(d, "half")
	d.editor.Send()
	guitest.Sees(t, seen(), "“half” isn’t an e-mail address")
	answer("OK")
	d.side.window.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyBackspace})
	typeInto(d, "@home\n")
	d.editor.Attach(letter.Attachment{Name: "x.txt", Data: []byte("x")})
	d.editor.Send()
	guitest.Sees(t, seen(), "Send without a subject?")
	answer("Send anyway")
	guitest.Sees(t, seen(), "Is “half@home” right?")
	if len(f.sent) != 0 {
		t.Fatal("it was sent before all was answered")
	}
	answer("Send anyway")
	if len(f.sent) != 1 || len(s.writing.open) != 0 {
		t.Fatalf("%d sent, %d open", len(f.sent), len(s.writing.open))
	}
	for id, at := range f.sent {
		if !at.Equal(noon.Add(undoSend)) || f.drafts[id].From != "ann@example.org" || strings.Join(f.drafts[id].Recipients, " ") != "half@home" {
			t.Errorf("%v %+v", at, f.drafts[id])
		}
		if raw := string(f.drafts[id].Raw); !strings.Contains(raw, "Date: Sat, 21 Nov 2026 12:00:00 +0000\r\n") || !strings.Contains(raw, "Message-ID: <") {
			t.Error(raw)
		}
	}
	if text := s.toasts.now.Text(); text != "Your letter goes out in 10 seconds." {
		t.Error(text)
	}
	test.Tap(s.toasts.now.Action())
	if len(f.sent) != 0 || len(s.writing.open) != 1 || s.letterWindow(t).editor.Letter().To[0].Email != "half@home" {
		t.Error("Undo has not brought the letter back")
	}
}

func TestNoOutgoingServer(t *testing.T) {
	f := &fakeWriting{}
	s := newStageOf(t, true, nil, func(o *Options) { o.Writing = f })
	s.write()
	d := s.letterWindow(t)
	typeInto(d, "a@example.org\n")
	d.editor.Send()
	guitest.Sees(t, guitest.Reading(readWriting).Text(guitest.Over(d.side.window)...), "PopMail can’t send from ann@example.org yet", "Set it up")
	if len(f.sent) != 0 {
		t.Error("it was sent")
	}
}

func TestDiscardNothing(t *testing.T) {
	s, f := writingStage(t)
	s.write()
	s.letterWindow(t).discard()
	if f.saves != 0 || len(s.writing.open) != 0 {
		t.Errorf("%d saves, %d open", f.saves, len(s.writing.open))
	}
}

// TestAnswers: to whom, under which subject and with which quote, from the keyboard.
func TestAnswers(t *testing.T) {
	html := "<p>Dear <b>Ann</b></p><img src=\"http://track.example/x.png\"><script>1</script>"
	s, f := writingStage(t, storagetest.Mail{From: "Bob <bob@example.net>", To: "Ann <ann@example.org>, carl@example.net", Subject: "AW: Ferry", HTML: html, Text: "Dear Ann\r\n-- \r\nBob", Date: noon.Add(-24 * 3600e9)})
	s.listing.list.SelectFirst()
	id := s.listing.list.Selected()[0]
	for _, c := range []struct {
		key        rune
		to, cc     int
		subject    string
		line, text string
	}{
		{'r', 1, 0, "Re: Ferry", "On Friday, 20 November at 12:00, Bob wrote:", "Dear Ann\n"},
		{'R', 1, 1, "Re: Ferry", "On Friday, 20 November at 12:00, Bob wrote:", "Dear Ann\n"},
		{'f', 0, 0, "Fwd: AW: Ferry", "---------- Forwarded message ----------\nFrom: Bob <bob@example.net>", "Dear Ann\n-- \nBob\n"},
	} {
		s.rune(c.key)
		d := s.letterWindow(t)
		l := d.editor.Letter()
		if len(l.To) != c.to || len(l.Cc) != c.cc || l.Subject != c.subject || !strings.HasPrefix(l.Quote.Line, c.line) || l.Quote.Text != c.text {
			t.Errorf("%c: %+v %+v", c.key, l, l.Quote)
		}
		if !strings.Contains(l.Quote.HTML, "<b>Ann</b>") || strings.Contains(l.Quote.HTML, "track.example") || strings.Contains(l.Quote.HTML, "script") {
			t.Errorf("%c: %s", c.key, l.Quote.HTML)
		}
		if c.to > 0 && (l.InReplyTo == "" || len(l.References) == 0) {
			t.Errorf("%c: no thread", c.key)
		}
		d.side.window.Close()
	}
	if f.saves != 0 {
		t.Error("an answer in which nothing was written is kept")
	}
	s.writing.answer(id, reader.Reply)
	d := s.letterWindow(t)
	typeInto(d, "Thanks!")
	edit := guitest.Last(t, readWriting, "", func(b *widgets.Button) bool { return b.Text == "Edit the quoted text" }, d.side.window.Content())
	test.Tap(edit)
	if l := d.editor.Letter(); l.Quote != nil || l.Text != "Thanks!\n\nOn Friday, 20 November at 12:00, Bob wrote:\n> Dear Ann\n" {
		t.Errorf("%q", l.Text)
	}
	s.run.Fire(saveAfter)
	if k := f.drafts[d.keeper.ID()]; k.Answers != id {
		t.Errorf("it answers %d, not %d", k.Answers, id)
	}
}

func TestMailtoLink(t *testing.T) {
	s, _ := writingStage(t)
	s.openLink("mailto:club@example.net?subject=Hello&body=Dear%20all")
	l := s.letterWindow(t).editor.Letter()
	if l.To[0].Email != "club@example.net" || l.Subject != "Hello" || l.Text != "Dear all" || l.From.Email != "ann@example.org" {
		t.Errorf("%+v", l)
	}
}

// TestMailtoFromOutside: what other programs ask for waits until there is an account, and opens
// one letter each; what is too long opens none.
func TestMailtoFromOutside(t *testing.T) {
	s, _ := writingStage(t)
	known := s.known.accounts
	s.known.accounts = nil
	s.Write("mailto:club@example.net?subject=One&bcc=x@example.net&attach=/etc/passwd")
	s.Write("mailto:club@example.net?subject=Two")
	if len(s.writing.open) != 0 {
		t.Fatal("a letter was opened that nobody can send")
	}
	s.known.accounts = known
	s.listing.loadFolders(nil)
	if len(s.writing.open) != 2 {
		t.Fatalf("%d letters are open", len(s.writing.open))
	}
	for i, want := range []string{"One", "Two"} {
		if l := s.writing.open[i].editor.Letter(); l.Subject != want || len(l.To) != 1 || len(l.Bcc)+len(l.Attachments) != 0 || l.From.Email != "ann@example.org" {
			t.Errorf("%+v", l)
		}
	}
	s.Write("mailto:club@example.net?subject=Three")
	if len(s.writing.open) != 3 || s.letterWindow(t).editor.Letter().Subject != "Three" {
		t.Error("the third was not opened")
	}
	s.openLink("mailto:a@b.example?body=" + strings.Repeat("x", 1<<17))
	if text := s.toasts.now.Text(); text != "This link can’t be opened." || len(s.writing.open) != 3 {
		t.Errorf("%q, %d letters", text, len(s.writing.open))
	}
}

func TestAttachFiles(t *testing.T) {
	s, f := writingStage(t)
	s.write()
	d := s.letterWindow(t)
	path := filepath.Join(t.TempDir(), "notes of the trip.txt")
	s.must(os.WriteFile(path, []byte("hello"), 0o600))
	typed := 0
	text := func() { typed++ }
	if !d.paste("file://"+strings.ReplaceAll(path, " ", "%20"), text) || d.paste("just words", text) || d.paste(path+"\nand words", text) {
		t.Error("what is pasted is not told apart")
	}
	d.attachFiles([]string{filepath.Dir(path), path + ".gone"})
	if got := d.editor.Letter().Attachments; len(got) != 1 || string(got[0].Data) != "hello" || got[0].Name != "notes of the trip.txt" {
		t.Errorf("%+v", got)
	}
	s.must(os.Remove(path)) // the file is in the letter
	s.run.Fire(saveAfter)
	if !strings.Contains(string(f.drafts[d.keeper.ID()].Raw), "aGVsbG8=") {
		t.Error("the file is not in the draft")
	}
}

// TestLooksOfLetters draws the windows for people to look at.
func TestLooksOfLetters(t *testing.T) {
	page := `<table width=640 style="border:1px solid #ddd"><tr><td style="background:#0b3a75;color:#fff;padding:20px;font-size:20px;font-weight:bold">North Sea Ferries</td></tr><tr><td style="padding:20px">Dear Ann,<p>thank you for booking with us. Your cabin is reserved:<p>Departure <b>Fri 27 Nov, 18:30</b> · Pier 4</td></tr></table>`
	for _, mode := range []theme.Mode{theme.Light, theme.Dark} {
		for _, c := range []struct {
			name  string
			w, h  float32
			scale int
		}{{"900", 900, 700, 100}, {"600", 600, 500, 100}, {"600_200", 600, 700, 200}, {"1280_80", 1280, 800, 80}} {
			s, _ := writingStage(t, storagetest.Mail{From: "Maria Bauer <bookings@ferry.example>", To: "Ann <ann@example.org>", Subject: "Your booking for the ferry on Friday", HTML: page, Date: noon.Add(-2 * 3600e9)})
			setLook(s.app, Look{mode, c.scale})
			s.write()
			d := s.letterWindow(t)
			d.side.window.Resize(fyne.NewSize(c.w, c.h))
			typeInto(d, "dad@home.example,Jan Kowalski <jan@x.example>,half,ma")
			guitest.Save(t, "gui/compose_new_"+c.name+"_"+string(mode), d.side.window.Canvas().Capture()) // the list lies over the rest
			s.listing.list.SelectFirst()
			s.rune('r')
			d = s.letterWindow(t)
			d.side.window.Resize(fyne.NewSize(c.w, c.h))
			typeInto(d, "Dear Ms. Bauer,\n\nthank you. Could we have a cabin on deck 8 instead? My father doesn’t like to hear the engines.\nIf it costs more, that’s fine.\n\nBest regards,\nAnn Example")
			d.editor.Attach(letter.Attachment{Name: "ticket.pdf", Type: "application/pdf", Data: make([]byte, 212<<10)}, letter.Attachment{Name: "pier.jpg", Type: "image/jpeg", Data: guitest.Photo(t, 400, 300)})
			s.run.Fire(saveAfter)
			guitest.Picture(t, d.side.window, "compose_reply_"+c.name+"_"+string(mode))
		}
	}
}

// TestRoomToWrite: large type in a narrow window leaves room for the text, whatever stands in
// the fields above it, and the field with the keyboard is seen.
func TestRoomToWrite(t *testing.T) {
	s, _ := writingStage(t)
	setLook(s.app, Look{theme.Light, 200})
	s.write()
	d := s.letterWindow(t)
	d.side.window.Resize(fyne.NewSize(600, 700))
	typeInto(d, "dad@home.example,jan@kowalski.example,lena@kitchen.example,a@b.example,")
	c := d.side.window.Canvas()
	c.FocusNext()
	typeInto(d, "Ferry\n"+strings.Repeat("word ", 60))
	top, high := d.editor.TextRoom()
	if line := widgets.LineHeight(theme.Size(fynetheme.SizeNameText)); high < 6*line {
		t.Errorf("the text has %v, and a line is %v high", high, line)
	}
	c.FocusPrevious() // the subject, which had to be scrolled to
	o := c.Focused().(fyne.CanvasObject)
	if y := fyne.CurrentApp().Driver().AbsolutePositionForObject(o).Y; y < 0 || y+o.Size().Height > top+2 {
		t.Errorf("the subject stands at %v, %v high, and the text begins at %v", y, o.Size().Height, top)
	}
	guitest.Picture(t, d.side.window, "compose_room_600_200")
}

// TestAttachSeveral: the system's dialog gives several files at once; where there is none,
// Fyne's asks for one.
func TestAttachSeveral(t *testing.T) {
	s, _ := writingStage(t)
	dir := t.TempDir()
	d := &fakeDesktop{}
	for _, name := range []string{"a.txt", "b c.pdf", "folder"} {
		path := filepath.Join(dir, name)
		if name == "folder" {
			s.must(os.Mkdir(path, 0o700))
		} else {
			s.must(os.WriteFile(path, []byte(name), 0o600))
		}
		d.files = append(d.files, path)
	}
	s.o.Desktop = d
	s.write()
	w := s.letterWindow(t)
	w.editor.OnAttach()
	l := w.editor.Letter()
	if len(l.Attachments) != 2 || l.Attachments[0].Name != "a.txt" || l.Attachments[1].Name != "b c.pdf" || string(l.Attachments[1].Data) != "b c.pdf" {
		t.Errorf("%+v", l.Attachments)
	}
	if text := w.side.toasts.now.Text(); text != "A folder can’t be attached, only the files in it: folder." {
		t.Error(text)
	}
	d.files = nil // the person has changed their mind
	w.editor.OnAttach()
	if n := len(w.editor.Letter().Attachments); n != 2 || asksForPath(w.side.window) {
		t.Errorf("%d files", n)
	}
	d.none = errors.New("no portal")
	w.editor.OnAttach()
	if !asksForPath(w.side.window) {
		t.Error("without the system's dialog nothing asks for a file")
	}
}
