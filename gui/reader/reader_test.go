package reader

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"popmail/gui/htmlview"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/guitest"
	"popmail/gui/kit/loop"
	"popmail/gui/kit/picture"
	"popmail/gui/kit/selectable"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
	"popmail/storage/eml"
	"popmail/storage/mailbox"
)

var now = time.Date(2026, 11, 21, 14, 32, 0, 0, time.UTC)

const ferryText = `Dear Ann,

thank you for booking with us. Your cabin is reserved:

Departure    Fri 27 Nov, 18:30 · Pier 4
Cabin        2-berth outside, deck 7
Total        184,00 €

Please be at the pier 45 minutes before. You can see the harbour map at
https://ferry.example/harbour?from=mail or change your booking.

> Could we have a cabin outside, please?
> Best wishes, Ann

--
North Sea Ferries`

func ferry() Content {
	maria := mailbox.Address{Name: "Maria Bauer", Email: "bookings@ferry.example"}
	ann := mailbox.Address{Name: "Ann Example", Email: "Ann@example.org"}
	return Content{
		Summary: mailbox.Summary{ID: 42, From: maria, Subject: "Your booking for the ferry on Friday", Date: now.Add(-11 * time.Minute),
			Received: now.Add(-10 * time.Minute), Size: 291_000, FolderName: "Inbox"},
		Message: &eml.Message{Header: eml.Header{From: []mailbox.Address{maria}, To: []mailbox.Address{ann}, Subject: "Your booking for the ferry on Friday", Date: now.Add(-11 * time.Minute)},
			Text:        ferryText,
			Attachments: []eml.Attachment{{Index: 0, Name: "ticket.pdf", Type: "application/pdf", Size: 212_000}, {Index: 1, Name: "trip.ics", Type: "text/calendar", Size: 3000}}},
		Own: []string{"ann@example.org"},
	}
}

// stage is a reading pane in a window and what it was asked for.
type stage struct {
	t     *testing.T
	r     *Reader
	win   fyne.Window
	said  []string
	links []string
}

func newStage(t *testing.T, w, h float32) *stage {
	t.Helper()
	words.Use("en-GB")
	guitest.App(theme.Light, 1)
	s := &stage{t: t}
	s.r = New(&loop.Inline{})
	s.r.Now = func() time.Time { return now }
	say := func(format string, args ...any) { s.said = append(s.said, fmt.Sprintf(format, args...)) }
	s.r.OnStar = func(id mailbox.ID, on bool) { say("star %d %v", id, on) }
	s.r.OnMarkUnread = func(id mailbox.ID) { say("unread %d", id) }
	s.r.OnArchive = func(ids []mailbox.ID) { say("archive %v", ids) }
	s.r.OnDelete = func(ids []mailbox.ID) { say("delete %v", ids) }
	s.r.OnToggleRead = func(ids []mailbox.ID, read bool) { say("read %v %v", ids, read) }
	s.r.OnSaveMessage = func(id mailbox.ID) { say("save %d", id) }
	s.r.OnOpenAttachment = func(id mailbox.ID, i int) { say("open %d %d", id, i) }
	s.r.OnSaveAttachment = func(id mailbox.ID, i int) { say("save %d %d", id, i) }
	s.r.OnSaveAll = func(id mailbox.ID) { say("save all %d", id) }
	s.r.OnOpenLink = func(a string) { s.links = append(s.links, a) }
	s.r.OnNext = func() { say("next") }
	s.r.OnOriginal = func(id mailbox.ID, done func([]byte, error)) {
		done([]byte("Subject: raw\r\nX-Test: 1\r\n\r\nthe body\r\n"), nil)
	}
	s.win = guitest.Window(t, s.r, w, h)
	return s
}

// reading is what a person reads in the things of the pane.
func reading(o fyne.CanvasObject) (text string, whole bool) {
	switch v := o.(type) {
	case *widgets.Text:
		return v.Text(), true
	case *selectable.Text:
		return v.Text(), true
	case *htmlview.View:
		return v.Text(), true
	case *widgets.Button:
		return "[" + v.Text + "]", true
	case *tile:
		return v.a.Name + " " + words.Size(v.a.Size), true
	case *widgets.Menu:
		return "", true
	}
	return "", false
}

func (s *stage) text() string { return guitest.Reading(reading).Text(guitest.Over(s.win)...) }

func (s *stage) sees(want ...string) {
	s.t.Helper()
	guitest.Sees(s.t, s.text(), want...)
}

func (s *stage) tap(name string) {
	s.t.Helper()
	test.Tap(guitest.Last(s.t, reading, "button "+name, func(b *widgets.Button) bool { return b.Text == name }, guitest.Over(s.win)...))
}

func (s *stage) tile(name string) *tile {
	s.t.Helper()
	return guitest.Last(s.t, reading, "attachment "+name, func(t *tile) bool { return t.a.Name == name }, s.r)
}

func (s *stage) wants(want ...string) {
	s.t.Helper()
	guitest.Asked(s.t, &s.said, want...)
}

func (s *stage) choose(name string) {
	s.t.Helper()
	for _, i := range s.r.menuItems() {
		if i.Label == name {
			i.Action()
			return
		}
	}
	s.t.Fatalf("there is no %q in the menu", name)
}

func TestTheCard(t *testing.T) {
	s := newStage(t, 672, 720)
	s.sees("Select a message to read it here.")
	guitest.Picture(t, s.win, "reader_empty")
	s.r.ShowMessage(ferry())
	s.sees("Your booking for the ferry on Friday", "Maria Bauer <bookings@ferry.example>", "to you · Today 14:21", "Dear Ann,", "ticket.pdf 212 KB", "trip.ics 3 KB", "[Save all…]")
	guitest.Picture(t, s.win, "reader_light")
	if s.r.Shown() != 42 {
		t.Error("not shown")
	}
	test.Tap(s.r.card.star)
	s.wants("star 42 true")
	test.Tap(s.r.card.star)
	s.wants("star 42 false")
	s.r.SetFlags(mailbox.Starred)
	if !s.r.card.starred || s.r.card.star.Icon != widgets.IconStarred {
		t.Error("the star does not follow the store")
	}
	test.Tap(s.tile("ticket.pdf"))
	s.wants("open 42 0")
	s.tap("Save all…")
	s.wants("save all 42")
	s.choose("Mark unread")
	s.choose("Archive")
	s.choose("Delete")
	s.choose("Save the message…")
	s.wants("unread 42", "archive [42]", "delete [42]", "save 42")
	s.choose("Copy the sender’s address")
	if got := fyne.CurrentApp().Clipboard().Content(); got != "bookings@ferry.example" {
		t.Errorf("copied %q", got)
	}
	s.choose("Copy the text")
	if got := fyne.CurrentApp().Clipboard().Content(); got != strings.TrimSpace(ferryText) {
		t.Errorf("copied %q", got)
	}
	test.Tap(s.r.card.more)
	guitest.Picture(t, s.win, "reader_menu")
}

func TestLooksAndSizes(t *testing.T) {
	for _, c := range []struct {
		name  string
		w, h  float32
		mode  theme.Mode
		scale float32
	}{
		{"dark", 672, 720, theme.Dark, 1}, {"large", 672, 720, theme.Light, 2}, {"narrow", 320, 600, theme.Light, 1},
		{"narrow_large", 320, 600, theme.Dark, 2}, {"wide", 1400, 800, theme.Light, 1}, {"small", 672, 720, theme.Light, 0.8},
	} {
		s := newStage(t, c.w, c.h)
		fyne.CurrentApp().Settings().SetTheme(&theme.Theme{Mode: c.mode, Scale: c.scale})
		m := ferry()
		m.Message.Problems = []string{"The date could not be read."}
		m.Terms = []string{"ferry"}
		s.r.ShowMessage(m)
		guitest.Picture(t, s.win, "reader_"+c.name)
		if got := s.r.card.column.Size().Width; got > c.w {
			t.Errorf("%s: the card is %v wide", c.name, got)
		}
		if content := s.r.page.Scroll.Content.Size(); content.Height < s.r.card.column.Size().Height {
			t.Errorf("%s: the end cannot be scrolled to: %v, card %v", c.name, content, s.r.card.column.Size())
		}
		for _, o := range s.r.card.column.Objects {
			if o.Visible() && o.Size().Height+0.5 < o.MinSize().Height {
				t.Errorf("%s: %T is %v, needs %v", c.name, o, o.Size(), o.MinSize())
			}
		}
	}
}

func TestProblemsAndHTML(t *testing.T) {
	s := newStage(t, 672, 720)
	m := ferry()
	m.Message.Problems = []string{"The date could not be read.", "A part was cut short."}
	m.Message.Text, m.Message.Pages = "", []eml.Page{{HTML: `<p>Dear Ann <img src="https://tracker.example/x.gif"></p>`}}
	s.r.ShowMessage(m)
	m.Summary.Short = true
	s.r.ShowMessage(m)
	s.sees("Part of this message may be missing. PopMail leaves it on the server.")
	s.sees("Part of this message is damaged")
	if strings.Contains(s.text(), "A part was cut short.") {
		t.Error("the details are open")
	}
	guitest.Picture(t, s.win, "reader_problems")
	list := s.r.card.notices.Objects[1]
	list.Show()
	s.sees("A part was cut short.")
	s.sees("Dear Ann")

	// What was left out for its length is not damaged, and there is a way to it.
	m.Message.LeftOut, m.Summary.Short = true, false
	s.r.ShowMessage(m)
	if strings.Contains(s.text(), "damaged") {
		t.Errorf("damaged: %s", s.text())
	}
	s.sees("PopMail doesn’t show all of this message.")
	s.tap("Save the message…")
	if !slices.Contains(s.said, "save 42") {
		t.Errorf("%v", s.said)
	}
}

func TestEmptyAndOddMessages(t *testing.T) {
	s := newStage(t, 672, 720)
	s.r.ShowMessage(Content{Message: &eml.Message{}})
	s.sees("(no subject)", "No sender", "This message has no text.")
	for _, page := range []string{"<html><body></body></html>", `<body bgcolor="#ffffff">&nbsp;<div style="display:none">hidden</div></body>`, `<img src="https://t.example/o.gif" width=1 height=1>`} {
		s.r.ShowMessage(Content{Message: &eml.Message{Pages: []eml.Page{{HTML: page}}}})
		s.sees("This message has no text.")
	}
	for _, page := range []string{"<p>.</p>", `<img src="https://t.example/o.jpg" width=100 height=80>`, "<table width=90 height=90 background=https://t.example/o.jpg><tr><td></table>"} {
		s.r.ShowMessage(Content{Message: &eml.Message{Pages: []eml.Page{{HTML: page}}}})
		if strings.Contains(s.text(), "has no text") {
			t.Errorf("%s: it is said that nothing is there", page)
		}
	}
	// Technical parts alone are nothing to read.
	s.r.ShowMessage(Content{Message: &eml.Message{Attachments: []eml.Attachment{{Name: "signature.asc", Minor: true}}}})
	s.sees("This message has no text.")
	// A letter whose HTML form is blank has a text.
	blank := "Content-Type: multipart/alternative; boundary=b\n\n--b\n\nYour code is 4711. The gate is open until ten.\n--b\nContent-Type: text/html\n\n<html><head></head><body>&nbsp;</body></html>\n--b--\n"
	s.r.ShowMessage(received(t, blank))
	s.sees("4711")
	if strings.Contains(s.text(), "has no text") {
		t.Error("a letter with a blank page is said to have no text")
	}
	// A key that was attached is a file; so it is seen.
	s.r.ShowMessage(received(t, "Content-Type: application/pgp-keys; name=key.asc\nContent-Disposition: attachment; filename=key.asc\n\nabc\n"))
	s.tile("key.asc")
	// A piece of a message says which one it is.
	s.r.ShowMessage(received(t, "Content-Type: message/partial; id=x; number=2; total=3\n\nJVBERi0xLjQKJcfsj6IKNSAwIG9iago8PC9M\n"))
	s.sees("This is piece 2 of 3 of a message that was sent in several. PopMail can’t put them together.")
	if text := s.text(); strings.Contains(text, "JVBER") || strings.Contains(text, "damaged") {
		t.Error(text)
	}
	m := ferry()
	m.Message.Subject = "a\u202egnp.exe\x00 and a very long subject that goes on and on, " + strings.Repeat("again and ", 30)
	m.Message.From[0].Name = "security@bank.example"
	s.r.ShowMessage(m)
	if strings.Contains(s.text(), "has no text") {
		t.Error("a letter with a text is said to have none")
	}
	if strings.Contains(s.text(), "\u202e") {
		t.Error("the subject turns the writing direction")
	}
	s.sees("security@bank.example <bookings@ferry.example>")
	guitest.Picture(t, s.win, "reader_long_subject")
	s.r.ShowError(errors.New("disk I/O error"))
	s.sees("could not be read")
	if strings.Contains(s.text(), "disk I/O error") {
		t.Error("the raw error is shown unasked")
	}
	s.tap("Details")
	s.sees("disk I/O error")
	s.r.ShowNothing()
	if s.r.Shown() != 0 || s.r.PageDown() {
		t.Error("something is still shown")
	}
}

// A message that its sender dates later than it came tells both.
func TestDatedAfterItCame(t *testing.T) {
	s := newStage(t, 672, 720)
	m := ferry()
	came := m.Message.Date.Add(-40 * time.Minute) // clocks are apart
	m.Summary.Date, m.Summary.SortKey = m.Message.Date, came
	s.r.ShowMessage(m)
	s.sees("to you · Today 13:41")
	if strings.Contains(s.text(), "dated") {
		t.Error("clocks that are apart are told of")
	}
	m.Message.Date = time.Date(2028, 10, 4, 8, 0, 0, 0, time.UTC)
	m.Summary.Date = m.Message.Date
	s.r.ShowMessage(m)
	s.sees("to you · Today 13:41 · dated 4 Oct 2028, 08:00")
}

func TestDetails(t *testing.T) {
	s := newStage(t, 672, 720)
	m := ferry()
	for i := range 6 {
		m.Message.To = append(m.Message.To, mailbox.Address{Name: fmt.Sprintf("Guest %d", i), Email: fmt.Sprintf("g%d@example.org", i)})
	}
	m.Message.Cc = []mailbox.Address{{Email: "copy@example.org"}}
	s.r.ShowMessage(m)
	s.sees("to you, Guest 0, Guest 1, 4 others · Today 14:21 · Details")
	if strings.Contains(s.text(), "copy@example.org") {
		t.Error("the details are open")
	}
	s.r.card.meta.OnLink(detailsLink, fyne.Position{})
	s.sees("copy@example.org", "Guest 5 <g5@example.org>", "Saturday, 21 November 2026, 14:21 (UTC)", "Folder:", "Inbox", "291 KB")
	guitest.Picture(t, s.win, "reader_details")
	s.r.card.meta.OnLink(detailsLink, fyne.Position{})
	if strings.Contains(s.text(), "copy@example.org") {
		t.Error("the details stay open")
	}
}

func TestDoubtfulLinksAreAskedAbout(t *testing.T) {
	s := newStage(t, 672, 720)
	s.r.ShowMessage(ferry())
	at := fyne.NewPos(100, 300)
	s.r.followLink("https://harbor.evil.example/harbour?from=mail", "https://ferry.example/harbour", at)
	if len(s.links) != 0 {
		t.Fatal("opened without a question")
	}
	s.sees("This link goes to harbor.evil.example", "https://harbor.evil.example/harbour?from=mail", "Its text says ferry.example, but that’s not where it goes.", "[Open anyway]", "[Don’t open]")
	guitest.Picture(t, s.win, "reader_link")
	s.tap("Don’t open")
	if len(s.links) != 0 || s.win.Canvas().Overlays().Top() != nil {
		t.Error("opened, or the question stays")
	}
	for _, c := range []struct{ link, words, says, opens string }{
		{"https://bank.example@evil.example/x", "Log in", "Its address begins with bank.example, but that’s not where it goes.", "https://evil.example/x"},
		{"https://pаypal.com/", "Log in", "This name can easily be mistaken for another one.", "https://xn--pypal-4ve.com/"},
		{"http://192.0.2.7/x", "Log in", "This is a number, not a name.", "http://192.0.2.7/x"},
		{"mailto:ann@evil.example", "ann@bank.com", "Its text says bank.com, but that’s not where it goes.", "mailto:ann@evil.example"},
	} {
		s.links = nil
		s.r.followLink(c.link, c.words, at)
		if s.win.Canvas().Overlays().Top() == nil {
			t.Fatalf("%s: not asked about", c.link)
		}
		s.sees(c.says)
		copy, copied := "Copy link", c.opens
		if mail, ok := strings.CutPrefix(c.opens, "mailto:"); ok {
			copy, copied = "Copy address", mail
		}
		s.tap(copy)
		if got := fyne.CurrentApp().Clipboard().Content(); got != copied {
			t.Errorf("%s: copied %q", c.link, got)
		}
		s.r.followLink(c.link, c.words, at)
		s.tap("Open anyway")
		if len(s.links) != 1 || s.links[0] != c.opens {
			t.Errorf("%s opened %q", c.link, s.links)
		}
	}
	s.links = nil
	for _, l := range []string{"javascript:alert(1)", "file:///etc/passwd", "ms-msdt:/id"} {
		s.r.followLink(l, "Click", at)
		s.sees("PopMail doesn’t open this link", "It begins with “"+l[:strings.IndexByte(l, ':')]+":”")
		s.tap("OK")
	}
	if len(s.links) != 0 {
		t.Errorf("opened %q", s.links)
	}
}

// What says where it goes, and goes there, opens at once.
func TestLinksOpen(t *testing.T) {
	s := newStage(t, 672, 720)
	m := ferry()
	m.Message.Pages = []eml.Page{{HTML: `<p>See <a href="https://ferry.example/harbour">the harbour map</a>.`}}
	s.r.ShowMessage(m)
	s.tapLink(t)
	if len(s.links) != 1 || s.links[0] != "https://ferry.example/harbour" || s.win.Canvas().Overlays().Top() != nil {
		t.Errorf("opened %q", s.links)
	}
	for _, l := range []string{"mailto:ann@example.org?subject=Hi", "tel:+4420"} {
		s.links = nil
		s.r.followLink(l, "here", fyne.NewPos(1, 1))
		if len(s.links) != 1 || s.links[0] != l {
			t.Errorf("opened %q", s.links)
		}
	}
	// The words of a link are those that a person sees, whatever they are made of.
	s.links = nil
	m.Message.Pages = []eml.Page{{HTML: `<p>See <a href="https://evil.example/"><b>www.</b>bank<i>.com</i></a>.`}}
	s.r.ShowMessage(m)
	s.tapLink(t)
	s.sees("Its text says www.bank.com")
	if len(s.links) != 0 {
		t.Errorf("opened %q", s.links)
	}
}

// TestJunkLinks: links in Junk are not opened, by tap or by key.
func TestJunkLinks(t *testing.T) {
	s := newStage(t, 672, 720)
	m := ferry()
	m.Summary.FolderRole = mailbox.Junk
	m.Message.Pages = []eml.Page{{HTML: `<p>See <a href="https://ferry.example/harbour">the harbour map</a>.`}}
	s.r.ShowMessage(m)
	s.tapLink(t)
	s.sees("Links don’t open in Junk")
	s.tap("OK")
	if len(s.links) != 0 {
		t.Errorf("opened %q", s.links)
	}
}

// tapLink taps the first link of the message.
func (s *stage) tapLink(t *testing.T) {
	t.Helper()
	for y := float32(0); y < s.r.body.Size().Height; y += 5 {
		for x := float32(0); x < s.r.body.Size().Width; x += 15 {
			e := &fyne.PointEvent{Position: fyne.NewPos(x, y), AbsolutePosition: fyne.NewPos(x, y)}
			s.r.body.MouseMoved(&desktop.MouseEvent{PointEvent: *e})
			if s.r.body.Cursor() == desktop.PointerCursor {
				s.r.body.Tapped(e)
				return
			}
		}
	}
	t.Error("the link in the text cannot be tapped")
}

func TestWhereLinksLeadIsTold(t *testing.T) {
	for link, want := range map[string]Lead{
		"https://u@Tickets.rail.example/winter?letter=48": {"Opens ", "tickets.rail.example", "/winter?letter=48"},
		"https://pаypal.com/":                             {"Opens ", "xn--pypal-4ve.com", "/"},
		"mailto:ann%40example.org?subject=x":              {"E-mail address: ", "ann@example.org", ""},
		"tel:+44%2020":                                    {"Phone number: ", "+44 20", ""},
		"javascript:x":                                    {},
	} {
		if got := leadOf(link); got != want {
			t.Errorf("%s: %+v", link, got)
		}
	}
}

func TestProgramsAreAskedAbout(t *testing.T) {
	s := newStage(t, 672, 720)
	m := ferry()
	m.Message.Attachments = []eml.Attachment{{Index: 3, Name: "invoice.pdf.exe", Type: "application/pdf", Size: 100}}
	s.r.ShowMessage(m)
	test.Tap(s.tile("invoice.pdf.exe"))
	s.wants()
	s.sees("This attachment is a program")
	guitest.Picture(t, s.win, "reader_program")
	s.tap("Don’t open")
	s.wants()
	test.Tap(s.tile("invoice.pdf.exe"))
	s.tap("Open anyway")
	s.wants("open 42 3")
	test.Tap(s.tile("invoice.pdf.exe")) // asked once
	s.wants("open 42 3")
	s.tap("Save…")
	s.wants("save 42 3")
	for name, want := range map[string]bool{
		"a.exe": true, "a.EXE": true, "a.pdf.scr ": true, "a.js": true, "a.lnk": true, "a.html": true, "a.sh": true, "run.ps1": true,
		"a.jar": true, "a.app": true, "a.vbs": true, "a.msi": true, "a.cmd.": true, "a\u202efdp.exe": true, "a.exe:x.pdf": true,
		"a.ex\u200be": true, "a.e\u00adxe": true, "a.\u061cexe\ufeff": true, "a.docm": true, "a.svg": true,
		"a.exe/": true, "a.exe\\": true, "a.exe/.": true, "a.exe\u0600": true, "a.exe\u0378": true, "a.e\u0600xe": true, "x/a.exe/ ": true,
		"a.exe/b.pdf": false, strings.Repeat("é", 88) + "a.exe." + strings.Repeat("y", 25): false, // it is cut before its last ending, and has none
		"a.rdp": true, "a.mobileconfig": true, "a.webloc": true, "a.iqy": true, "a.appref-ms": true, "a.mdb": true, "a.cab": true,
		"a.xht": true, "a.appxbundle": true, "a.odc": true, "a.deskthemepack": true, "a.ppa": true, "a.wll": true, "a.webarchive": true, "a.flatpak": true, "a.prf": true, "a.mav": true,
		"Report.searchConnector-ms": true, "fix.diagcfg": true, "x.diagpkg": true, "setup.ppkg": true, "me.contact": true, "all.group": true, "play.asx": true, "a.wvx": true, "a.wax": true, "a.wmx": true,
		"a.m3u": true, "a.M3U8": true, "a.pls": true, "a.xspf": true, "picture.svgz": true, "a.mp3": false, "a.wmv": false,
		"a.pdf": false, "exe": false, "photo.jpeg": false, "a.docx": false, "trip.ics": false, "a.zip": false, "": false, "com": false,
	} {
		if got := isProgram(eml.Attachment{Name: name, Type: "application/octet-stream"}); got != want {
			t.Errorf("%q: %v", name, got)
		}
	}
	for _, n := range []int{174, 175, 176, 177, 178, 179, 180} { // a long name is cut
		for _, end := range []string{".exe", ".exe." + strings.Repeat("y", 25), ".exe.pdf", ".exe" + strings.Repeat("é", 20)} {
			name := strings.Repeat("a", n) + end
			if safe := eml.SafeName(name, 0); strings.HasSuffix(safe, ".exe") != isProgram(eml.Attachment{Name: name}) {
				t.Errorf("%d %s: %s, a program: %v", n, end, safe, isProgram(eml.Attachment{Name: name}))
			}
		}
	}
	if !isProgram(eml.Attachment{Name: "x", Type: "application/x-msdownload"}) {
		t.Error("the type does not count")
	}
}

// TestHeadOfANarrowCard: with large letters in a narrow card the sender stands below
// the picture, in the whole width, and the address is not cut in pieces.
func TestHeadOfANarrowCard(t *testing.T) {
	for _, tt := range []struct {
		width, scale float32
		below        bool
	}{{600, 2, true}, {320, 2, true}, {660, 2, true}, {900, 2, false}, {600, 1, false}, {420, 1, false}, {320, 1, true}, {400, 0.8, false}} {
		guitest.App(theme.Light, tt.scale)
		people := widgets.NewText("The Slow Traveller <letter@slowtraveller.example>", "", "")
		picture, tools := widgets.NewAvatar("The Slow Traveller", "letter@slowtraveller.example"), flow.NewRow(4, nil, widgets.NewButton(widgets.Flat, "", widgets.IconStar, nil), widgets.NewButton(widgets.Flat, "", widgets.IconMore, nil))
		h := newHead(picture, people, tools)
		w := tt.width - 2*marginX
		h.Resize(fyne.NewSize(w, h.HeightFor(w)))
		below := people.Position().Y >= picture.Position().Y+picture.Size().Height
		if below != tt.below || below && people.Size().Width != w {
			t.Errorf("%v at %v: the sender is at %v, %v wide", tt.width, tt.scale, people.Position(), people.Size().Width)
		}
		if end := people.Position().Y + people.Size().Height; end > h.Size().Height+1 {
			t.Errorf("%v at %v: the sender ends at %v of %v", tt.width, tt.scale, end, h.Size().Height)
		}
		if end := tools.Position().X + tools.Size().Width; end > w+1 || !below && people.Position().X+people.Size().Width > tools.Position().X {
			t.Errorf("%v at %v: the button ends at %v of %v", tt.width, tt.scale, end, w)
		}
	}
}

func TestSmallPictures(t *testing.T) {
	s := newStage(t, 672, 800)
	m := ferry()
	m.Message.Attachments = []eml.Attachment{
		{Index: 0, Name: "garden.jpg", Type: "image/jpeg", Size: 1000},
		{Index: 1, Name: "inline.png", Type: "image/png", Size: 1000, Inline: true},
		{Index: 2, Name: "broken.png", Type: "image/png", Size: 1000},
		{Index: 3, Name: "huge.png", Type: "image/png", Size: picture.MostOctets + 1},
		{Index: 4, Name: "dot.png", Type: "image/png", Size: 70},
		{Index: 5, Name: "notes.txt", Type: "text/plain", Size: 70},
	}
	var asked []int
	s.r.LoadAttachment = func(_ context.Context, id mailbox.ID, i int) ([]byte, error) {
		asked = append(asked, i)
		var b bytes.Buffer
		switch i {
		case 0:
			return guitest.Photo(t, 1600, 1200), nil
		case 1:
			err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 300, 300)))
			return b.Bytes(), err
		case 4:
			err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 1, 1)))
			return b.Bytes(), err
		}
		return []byte("no picture"), nil
	}
	s.r.ShowMessage(m)
	if fmt.Sprint(asked) != "[0 1 2 4]" {
		t.Errorf("asked for %v", asked)
	}
	if n := len(s.r.card.shots.Objects); n != 2 {
		t.Errorf("%d pictures", n)
	}
	guitest.Picture(t, s.win, "reader_pictures")
	test.Tap(s.r.card.shots.Objects[0].(*shot))
	s.wants("open 42 0")
	if strings.Contains(s.text(), "inline.png") {
		t.Error("a picture of the HTML counts as an attachment")
	}
}

func TestSpacePagesAndGoesOn(t *testing.T) {
	s := newStage(t, 500, 300)
	m := ferry()
	m.Message.Text = strings.Repeat(ferryText+"\n", 5)
	s.r.ShowMessage(m)
	pages := 0
	for s.r.PageDown() {
		pages++
		if pages > 50 {
			t.Fatal("there is no end")
		}
	}
	if pages < 4 {
		t.Errorf("%d pages", pages)
	}
	s.r.Next()
	s.wants("next")
	if !s.r.PageUp() {
		t.Error("it does not go up")
	}
	s.r.Next()
	s.wants()
}

func TestALongTextIsQuickAndWhole(t *testing.T) {
	s := newStage(t, 672, 720)
	m := ferry()
	line := "The ferry leaves at half past six from pier four; see https://ferry.example/t for more of this.\n"
	m.Message.Text = strings.Repeat(line, 3<<20/len(line))
	s.r.ShowMessage(ferry()) // the fonts are loaded
	start := time.Now()
	s.r.ShowMessage(m)
	t.Logf("a text of %s is shown after %v", words.Size(int64(len(m.Message.Text))), time.Since(start))
	s.sees("[Show more of this long message]")
	n := 0
	for !s.r.card.longer.Hidden {
		s.tap("Show more of this long message")
		if n++; n > 5 {
			t.Fatal("there is no end")
		}
	}
	if got := strings.Count(s.r.card.body.Text(), "ferry leaves"); got != 3<<20/len(line) {
		t.Errorf("%d of %d lines", got, 3<<20/len(line))
	}
	start = time.Now()
	pages := 0
	for s.r.PageDown() && pages < 100 {
		pages++
	}
	t.Logf("%d pages in %v", pages, time.Since(start))
	if objects := len(test.WidgetRenderer(s.r.card.body).Objects()); objects > 600 {
		t.Errorf("%d objects are drawn", objects)
	}
	guitest.Picture(t, s.win, "reader_long")
}

func TestSeveral(t *testing.T) {
	s := newStage(t, 672, 720)
	s.r.ShowSeveral([]mailbox.ID{1, 2, 3})
	s.sees("3 messages selected", "[Archive]", "[Delete]", "[Mark read]", "[Mark unread]")
	guitest.Picture(t, s.win, "reader_several")
	s.tap("Archive")
	s.tap("Delete")
	s.tap("Mark read")
	s.tap("Mark unread")
	s.wants("archive [1 2 3]", "delete [1 2 3]", "read [1 2 3] true", "read [1 2 3] false")
	s.r.ShowSeveral(nil)
	s.sees("Select a message")
}

// The browser gets a file in which nothing of the message acts.
func TestOpenInBrowser(t *testing.T) {
	s := newStage(t, 672, 720)
	m := ferry()
	m.Message.Pages = []eml.Page{{HTML: `<script>x()</script><p>Hello <a href="https://ferry.example/h">map</a><a href="file:///etc/passwd">f</a><img src="http://far.example/a.png" alt="boat">`}}
	s.r.ShowMessage(m)
	var title, page string
	s.r.OnBrowser = func(id mailbox.ID, name string, make func() []byte) { title, page = name, string(make()) }
	s.choose("Open in browser")
	for _, want := range []string{"<p>Hello", `href="https://ferry.example/h"`, "boat", "bookings@ferry.example", "Content-Security-Policy"} {
		if !strings.Contains(page, want) {
			t.Errorf("%s is missing in %s", want, page)
		}
	}
	for _, not := range []string{"script>", "far.example", "file:", "To print"} {
		if strings.Contains(page, not) {
			t.Errorf("%s is in %s", not, page)
		}
	}
	if title != m.Message.Subject {
		t.Errorf("titled %q", title)
	}
	m.Message.Pages = nil
	s.r.ShowMessage(m)
	s.choose("Print…")
	if !strings.Contains(page, "To print") || !strings.Contains(page, "Dear Ann,") {
		t.Error(page)
	}
}

func TestUnsubscribing(t *testing.T) {
	const line = "You get this letter because you’re on a mailing list."
	for _, c := range []struct {
		u       *eml.Unsubscribe
		says    string
		press   string
		opens   string
		posted  bool
		nothing bool
	}{
		{u: nil, nothing: true},
		{u: &eml.Unsubscribe{Targets: []string{"https://bank.example@evil.example/"}}, nothing: true},
		{u: &eml.Unsubscribe{Targets: []string{"http://192.0.2.1/u"}}, nothing: true},
		{u: &eml.Unsubscribe{Targets: []string{"mailto:leave@a.example?subject=off"}}, says: "This begins a letter to leave@a.example that asks to take you off the list. Send it. It can take a few days until no more letters come.", press: "Write letter", opens: "mailto:leave@a.example?subject=off"},
		{u: &eml.Unsubscribe{Targets: []string{"mailto:leave@a.example", "https://a.example/u"}}, says: "a page of a.example", press: "Open page", opens: "https://a.example/u"},
		{u: &eml.Unsubscribe{Targets: []string{"mailto:leave@a.example", "https://a.example/u"}, OneClick: true}, says: "then asks a.example", press: "Unsubscribe", posted: true},
	} {
		s := newStage(t, 672, 720)
		var posted string
		var answer func(error)
		s.r.Unsubscribe = func(_ mailbox.ID, address string, done func(error)) { posted, answer = address, done }
		m := ferry()
		m.Message.Unsubscribe = c.u
		s.r.ShowMessage(m)
		if c.nothing {
			if strings.Contains(s.text(), line) {
				t.Errorf("%+v: offered", c.u)
			}
			continue
		}
		s.sees(line)
		s.tap("Unsubscribe…")
		s.sees(c.says)
		if posted != "" || len(s.links) > 0 {
			t.Fatal("done without a question")
		}
		guitest.Picture(t, s.win, "reader_unsubscribe")
		s.tap(c.press)
		if strings.Join(s.links, " ") != c.opens || (posted == "https://a.example/u") != c.posted {
			t.Errorf("opened %q, posted %q", s.links, posted)
		}
		if !c.posted {
			continue
		}
		answer(nil)
		s.sees("a.example has taken the request")
		s.tap("OK")
		answer(errors.New("cut"))
		s.sees("a.example didn’t answer", "You may be off the list, or not.", "Open page")
		if strings.Contains(s.text(), "still on the list") {
			t.Error("more is said than is known")
		}
		s.tap("Cancel")
		answer(ErrNotTaken)
		s.sees("You’re still on the list", "a.example did not take the request.")
		s.tap("Cancel")
		answer(ErrNotAsked)
		s.sees("You’re still on the list", "The internet or a.example could not be reached, so nothing was sent.")
		s.tap("Cancel")
		answer(ErrUnsigned)
		s.sees("You’re still on the list", "PopMail didn’t ask a.example")
		s.tap("Open page")
		if strings.Join(s.links, " ") != "https://a.example/u" {
			t.Errorf("opened %q", s.links)
		}
		m.Summary.FolderRole = mailbox.Junk
		s.r.ShowMessage(m)
		if strings.Contains(s.text(), line) {
			t.Error("junk is answered")
		}
	}
}

func TestTheOriginal(t *testing.T) {
	s := newStage(t, 672, 720)
	s.r.ShowMessage(ferry())
	s.choose("View source")
	s.sees("The original message", "X-Test: 1", "the body")
	guitest.Picture(t, s.win, "reader_original")
	s.tap("Back to the message")
	s.sees("Dear Ann,")
	if s.r.Back() {
		t.Error("there is nothing to go back from")
	}
	s.choose("View source")
	if !s.r.Back() {
		t.Error("Escape does not go back")
	}
	s.sees("Dear Ann,")
}

// Of a large message the beginning is shown, and it is said that there is more.
func TestTheOriginalOfALargeOne(t *testing.T) {
	s := newStage(t, 672, 720)
	s.r.OnOriginal = func(_ mailbox.ID, done func([]byte, error)) {
		done([]byte("Subject: raw\r\n\r\n" + strings.Repeat("a long message\r\n", 200_000))[:MostOriginal], nil)
	}
	m := ferry()
	m.Summary.Size = 60_000_000
	s.r.ShowMessage(m)
	s.choose("View source")
	s.sees("The original message", "This is the beginning of a message of 60 MB. Save it to have all of it.", "Subject: raw")
	s.said = nil
	s.tap("Save the message…")
	if len(s.said) != 1 || s.said[0] != fmt.Sprintf("save %d", m.Summary.ID) {
		t.Errorf("%q", s.said)
	}
	m.Summary.Size = MostOriginal
	s.r.ShowMessage(m)
	s.choose("View source")
	if strings.Contains(s.text(), "This is the beginning") {
		t.Error("all of it is here")
	}
}

func TestFoundWordsAreMarked(t *testing.T) {
	s := newStage(t, 672, 720)
	m := ferry()
	m.Terms = []string{"booking", "ferry"}
	s.r.ShowMessage(m)
	guitest.Picture(t, s.win, "reader_found")
	yellow := func() (n int) {
		img, mark := s.win.Canvas().Capture(), color.NRGBAModel.Convert(theme.Color(theme.ColorMark))
		for y := range img.Bounds().Dy() {
			for x := range img.Bounds().Dx() {
				if color.NRGBAModel.Convert(img.At(x, y)) == mark {
					n++
				}
			}
		}
		return n
	}
	both := yellow()
	s.r.SetTerms(nil)
	if both == 0 || yellow() != 0 {
		t.Errorf("%d marked points, %d without a search", both, yellow())
	}
	s.r.SetTerms([]string{"cabin"})
	if one := yellow(); one == 0 || one == both {
		t.Errorf("%d marked points for another word, %d before", one, both)
	}
}

// slow runs work when it is told to.
type slow struct {
	loop.Inline
	work []func()
}

func (s *slow) Go(work func(context.Context), done func()) {
	s.work = append(s.work, func() { work(context.Background()); done() })
}

func TestLatePicturesOfAnotherMessageAreDropped(t *testing.T) {
	s := newStage(t, 672, 720)
	run := &slow{}
	s.r.run, s.r.pictures.Run = run, run
	s.r.LoadAttachment = func(context.Context, mailbox.ID, int) ([]byte, error) { return guitest.Photo(t, 100, 100), nil }
	m := ferry()
	m.Message.Attachments = []eml.Attachment{{Index: 0, Name: "a.jpg", Type: "image/jpeg", Size: 10}}
	s.r.ShowMessage(m)
	other := ferry()
	other.Message.Attachments = nil
	s.r.ShowMessage(other)
	for _, w := range run.work {
		w()
	}
	if len(s.r.card.shots.Objects) != 0 {
		t.Error("a picture of the message before is shown")
	}
}

// What is opened, saved or dragged is the file of the letter whose menu or tile it is, also once the next letter is
// shown, and whether it is a program was looked at before: the next one may have a program in that place.
func TestMenuOfAFileOfALetterThatLeft(t *testing.T) {
	next := ferry()
	next.Summary.ID = 99
	next.Message.Attachments = []eml.Attachment{{Index: 0, Name: "setup.exe", Size: 100}, {Index: 1, Name: "setup.exe", Size: 100}}
	for _, entry := range []string{"Open", "Save as…", "Show", "tap", "drag"} {
		s := newStage(t, 672, 720)
		m := ferry()
		m.Message.Attachments = []eml.Attachment{{Index: 0, Name: "ticket.pdf", Type: "application/pdf", Size: 212_000}, {Index: 1, Name: "sea.png", Type: "image/png", Size: 3000}}
		s.r.OnDragAttachment = func(id mailbox.ID, i int) func(bool) {
			s.said = append(s.said, fmt.Sprintf("drag %d %d", id, i))
			return func(bool) {}
		}
		s.r.ShowMessage(m)
		file, want := s.tile("ticket.pdf"), fmt.Sprintf("open %d 0", m.Summary.ID)
		items := s.r.attachmentMenu(file.a)
		switch entry {
		case "Save as…":
			want = fmt.Sprintf("save %d 0", m.Summary.ID)
		case "drag":
			want = fmt.Sprintf("drag %d 0", m.Summary.ID)
		case "Show":
			want = fmt.Sprintf("show %d [sea.png] 1", m.Summary.ID)
			s.r.OnPictures = func(id mailbox.ID, list []eml.Attachment, i int) {
				s.said = append(s.said, fmt.Sprintf("show %d [%s] %d", id, list[0].Name, i))
			}
			items = s.r.attachmentMenu(s.tile("sea.png").a)
		}
		s.r.ShowMessage(next)
		switch entry {
		case "tap":
			file.Tapped(nil)
		case "drag":
			e := &fyne.DragEvent{}
			e.Dragged = fyne.NewDelta(0, 40)
			file.Dragged(e)
		default:
			for _, i := range items {
				if i.Label == entry {
					i.Action()
				}
			}
		}
		s.wants(want)
	}
}

// A tap of a hand that is not steady opens a file, and dragging it does not.
func TestTileIsDragged(t *testing.T) {
	s := newStage(t, 672, 720)
	s.r.ShowMessage(ferry())
	var out []string
	opened := 0
	s.r.OnOpenAttachment = func(mailbox.ID, int) { opened++ }
	s.r.OnDragAttachment = func(mailbox.ID, int) func(bool) {
		out = append(out, "begun")
		return func(drop bool) { out = append(out, fmt.Sprint("let go ", drop)) }
	}
	tile := s.tile("ticket.pdf")
	move := func(dx, dy float32) {
		e := &fyne.DragEvent{}
		e.Dragged = fyne.NewDelta(dx, dy)
		tile.Dragged(e)
	}
	move(3, 2)
	move(-1, 2)
	tile.DragEnd()
	if opened != 1 || len(out) != 0 {
		t.Fatalf("opened %d times, %q", opened, out)
	}
	move(3, 2)
	move(0, -20)
	move(0, -20)
	tile.DragEnd()
	move(0, 20)
	tile.DragEnd()
	if want := []string{"begun", "let go true", "begun", "let go true"}; opened != 1 || !slices.Equal(out, want) {
		t.Fatalf("opened %d times, %q", opened, out)
	}
}

// TestANewDayBegins: what came today came yesterday once midnight has passed, also while the message stays open.
func TestANewDayBegins(t *testing.T) {
	s := newStage(t, 672, 720)
	later := now
	s.r.Now = func() time.Time { return later }
	s.r.ShowMessage(ferry())
	s.sees("to you · Today 14:21")
	run, ok := s.r.run.(*loop.Inline)
	if !ok {
		t.Fatalf("%T", s.r.run)
	}
	run.Fire(time.Minute)
	s.sees("to you · Today 14:21")
	later = now.AddDate(0, 0, 1)
	run.Fire(time.Minute)
	s.sees("to you · Yesterday 14:21")
}

// TestANewDayBeside: so does what is said of days beside the text: of an invitation, of a letter in the letter, of one that is
// put off or back, and of the folded letters of a conversation. What was unfolded stays so, and the pane where it was.
func TestANewDayBeside(t *testing.T) {
	putOff := func(until, back time.Time) Content {
		c := ferry()
		c.Summary.Snoozed, c.Summary.Back = until, back
		return c
	}
	off := putOff(now.AddDate(0, 0, 1), time.Time{})
	for name, c := range map[string]struct {
		show   Content
		thread *Thread
		before []string
		after  []string
	}{
		"invitation":   {show: received(t, strings.ReplaceAll(invitation, "20261212", "20261122")), before: []string{"Sunday", "· tomorrow", "dad@example.org · accepted"}, after: []string{"Sunday", "· today", "!tomorrow", "dad@example.org · accepted"}},
		"event beside": {show: received(t, strings.ReplaceAll(strings.ReplaceAll(invitation, "REQUEST", "PUBLISH"), "20261212", "20261123")), before: []string{"in 2 days"}, after: []string{"· tomorrow", "!in 2 days"}},
		"put off":      {show: off, before: []string{"Snoozed until tomorrow, 14:32.", "[Bring back now]"}, after: []string{"Snoozed until 14:32 today.", "[Bring back now]", "!Snoozed until tomorrow"}},
		"back":         {show: putOff(time.Time{}, now), before: []string{"It’s been back since 14:32 today."}, after: []string{"It’s been back since yesterday, 14:32."}},
		"letter within": {show: received(t, "Content-Type: message/rfc822\n\nFrom: Zoe <zoe@x.example>\nTo: ann@example.org\nSubject: Within\nDate: Sat, 21 Nov 2026 13:07:00 +0000\n\nHello.\n"),
			before: []string{"Zoe · Today 13:07"}, after: []string{"Zoe · Yesterday 13:07"}},
		"conversation":     {show: ferry(), thread: foldedToday(nil), before: []string{"\n13:59\n", "Today 14:21"}, after: []string{"to you · Yesterday 14:21", "as always.\nYesterday\n", "!\n13:59\n"}},
		"put off and open": {show: ferry(), thread: foldedToday(&off), before: []string{"Snoozed until tomorrow, 14:32."}, after: []string{"Snoozed until 14:32 today."}},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t, 672, 720)
			later := now
			s.r.Now = func() time.Time { return later }
			s.r.OnLetter = func(mailbox.ID) {}
			s.r.OnUnsnooze = func([]mailbox.ID) {}
			s.r.ShowMessage(c.show)
			if c.thread != nil {
				s.r.SetThread(42, c.thread)
			}
			if name == "invitation" {
				s.tap("Show everyone")
			}
			s.sees(c.before...)
			s.r.page.By(60)
			at := s.r.page.Scroll.Offset
			run, ok := s.r.run.(*loop.Inline)
			if !ok {
				t.Fatalf("%T", s.r.run)
			}
			later = now.AddDate(0, 0, 1)
			run.Fire(time.Minute)
			for _, want := range c.after {
				if not, no := strings.CutPrefix(want, "!"); no {
					if strings.Contains(s.text(), not) {
						t.Errorf("%q is still seen", not)
					}
					continue
				}
				s.sees(want)
			}
			if got := s.r.page.Scroll.Offset; got != at {
				t.Errorf("the pane is at %v, was at %v", got, at)
			}
		})
	}
}

// foldedToday is a conversation whose third letter came today and is a line, or beside is open in its place.
func foldedToday(beside *Content) *Thread {
	t := room()
	t.Letters[2].Date = now.Add(-33 * time.Minute)
	if beside != nil {
		c := *beside
		c.Summary.ID = t.Letters[2].ID
		t.Open = []Content{c}
	}
	return t
}
