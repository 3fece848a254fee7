package reader

import (
	"fmt"
	"image"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"popmail/gui/kit/guitest"
	"popmail/gui/kit/selectable"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/storage/eml"
	"popmail/storage/mailbox"
)

// room is a conversation of four letters, of which the last one is the ferry's.
func room() *Thread {
	letter := func(id mailbox.ID, name, email, snippet string, days int, f mailbox.Flag, role mailbox.Role) mailbox.Summary {
		return mailbox.Summary{ID: id, From: mailbox.Address{Name: name, Email: email}, Snippet: snippet, Date: now.Add(-time.Duration(days) * 24 * time.Hour), Flags: f, FolderRole: role}
	}
	return &Thread{Letters: []mailbox.Summary{
		letter(39, "Jan Kowalski", "jan@kowalski.example", "Are you coming through Utrecht before Christmas? The new room is ready.", 9, mailbox.Read, mailbox.Inbox),
		letter(40, "Ann Example", "ann@example.org", "Dear Jan, yes, from December 1 to 3! Is your spare room still free?", 8, mailbox.Read, mailbox.Sent),
		letter(41, "Jan Kowalski", "jan@kowalski.example", "Of course! The key is with the neighbor on the first floor, as always.", 7, mailbox.Read|mailbox.Starred, mailbox.Inbox),
		{ID: 42, From: ferry().Summary.From, Snippet: "Dear Ann, thank you", Date: now},
	}}
}

// answered is the ferry's letter with the one that it answers below it.
func answered() Content {
	c := ferry()
	c.Message.Text = "Dear Ann,\n\nyour cabin is reserved.\n\nMaria\n\nOn 12 Nov 2026 at 9:50, Ann Example <ann@example.org> wrote:\n\n> Dear Maria,\n>\n> could we have a cabin outside, please?\n>\n> Best wishes\n> Ann\n"
	return c
}

// TestQuotedInConversation: what a letter of a conversation quotes at its end stands above it, and is
// folded; where the letter stands alone it is not.
func TestQuotedInConversation(t *testing.T) {
	s := newStage(t, 640, 700)
	s.r.OnLetter = func(mailbox.ID) {}
	quoted := func(want bool) {
		t.Helper()
		text := s.r.body.Between(selectable.Place{}, s.r.body.End())
		if got := strings.Contains(text, "could we have"); got != want || !strings.Contains(text, "your cabin is reserved") {
			t.Errorf("the quotation is seen: %v in\n%s", got, text)
		}
	}
	s.r.ShowMessage(answered())
	quoted(true)
	s.r.SetThread(42, room())
	quoted(false)
	s.r.SetThread(42, nil)
	quoted(true)
	c := answered()
	c.Together = true // known of its row
	s.r.ShowMessage(c)
	quoted(false)
}

// TestSignsOfLines: the line of a letter of one's own says that it was sent, the line of one with a
// star has the star, no other has either, and the words end before them, however narrow it is.
func TestSignsOfLines(t *testing.T) {
	for _, width := range []float32{300, 600, 900} {
		s := newStage(t, width, 700)
		s.r.OnLetter = func(mailbox.ID) {}
		s.r.ShowMessage(ferry())
		s.r.SetThread(42, room())
		lines := guitest.All(reading, func(*folded) bool { return true }, guitest.Over(s.win)...)
		if len(lines) != 3 {
			t.Fatalf("%d lines", len(lines))
		}
		for i, f := range lines {
			if own := i == 1; f.sent.Visible() != own || f.plane.Visible() != own {
				t.Errorf("line %d is sent: %v", i, f.sent.Visible())
			}
			if star := i == 2; f.star.Visible() != star {
				t.Errorf("line %d has a star: %v", i, f.star.Visible())
			}
			end := f.when.Position().X
			if f.star.Visible() && f.star.Position().X+f.star.Size().Width > end || f.sent.Visible() && f.sent.Position().X+f.sent.Size().Width > end {
				t.Errorf("%v wide: a sign of line %d stands over the date", width, i)
			}
			if f.star.Visible() {
				end = f.star.Position().X
			}
			if f.sent.Visible() {
				end = f.plane.Position().X
			}
			if over := f.text.Position().X + f.text.Size().Width; over > end && f.text.Size().Width > 1 {
				t.Errorf("%v wide: the words of line %d end at %v, what follows begins at %v", width, i, over, end)
			}
		}
	}
}

// open is a conversation whose third letter is open beside the one that is shown.
func open() *Thread {
	t := room()
	m := &t.Letters[2]
	t.Open = []Content{{Summary: *m, Own: ferry().Own, Message: &eml.Message{Header: eml.Header{From: []mailbox.Address{m.From}, To: ferry().Message.To, Subject: "Spare room", Date: m.Date},
		Text: "Of course! The key is with the neighbor.\n" + strings.Repeat("\nWords.", 200) + "\nThe end.\n\n> Is it free\n> in December\n> as well?"}}}
	return t
}

// TestOpenBeside: a letter that is open beside the one that is shown has all that a letter has: its
// buttons and its menu are about it, its text is drawn where it is scrolled to, and what takes the
// place of the conversation gives it back.
func TestOpenBeside(t *testing.T) {
	s := newStage(t, 640, 700)
	s.r.OnLetter = func(mailbox.ID) {}
	s.r.OnAnswer = func(id mailbox.ID, how Answer) { s.said = append(s.said, fmt.Sprint("answer ", id, how)) }
	s.r.ShowMessage(answered())
	s.r.SetThread(42, open())
	s.sees("jan@kowalski.example", "bookings@ferry.example", "Of course! The key is with the neighbor.", "your cabin is reserved")
	lines := guitest.All(reading, func(*folded) bool { return true }, s.r)
	replies := guitest.All(reading, func(b *widgets.Button) bool { return b.Icon == widgets.IconReply }, s.r)
	if len(lines) != 2 || len(replies) != 2 {
		t.Fatalf("%d lines, %d letters that can be answered", len(lines), len(replies))
	}
	test.Tap(replies[0])
	test.Tap(replies[1])
	l := s.r.leaves[41]
	test.Tap(l.card.star)
	for _, item := range l.menuItems() {
		if item.Label == "Mark unread" || item.Label == "Delete" {
			item.Action()
		}
	}
	s.wants("answer 41 0", "answer 42 0", "star 41 false", "unread 41", "delete [41]")
	if text := l.body.Between(selectable.Place{}, l.body.End()); strings.Contains(text, "Is it free") || !strings.Contains(text, "The end.") {
		t.Errorf("what it quotes is seen: %.80q", text)
	}
	// The one that is shown is in sight; above it the other is drawn as far as one looks.
	if at := s.r.card.column.Position().Y - s.r.page.Scroll.Offset.Y; at < 0 || at > 400 || l.card.column.Size().Height < 1000 {
		t.Errorf("the letter stands %v below the top", at)
	}
	s.r.page.By(-300)
	guitest.Picture(t, s.win, "conversation_long")
	img := s.win.Canvas().Capture()
	if !inked(img, 48, 100, 300, 200) {
		t.Error("nothing is drawn of the letter above")
	}
	if img.At(40, 200) == img.At(8, 200) {
		t.Error("it has no ground")
	}
	// Marks and words come to it, and it goes.
	again := open()
	again.Open[0].Message = l.content.Message
	again.Open[0].Summary.Flags = mailbox.Read
	s.r.SetThread(42, again)
	if s.r.leaves[41] != l || l.card.starred {
		t.Error("it was made anew, or has a star still")
	}
	s.r.SetZoom(150)
	if l.Zoom() != 150 {
		t.Error("it has another size")
	}
	for _, item := range l.menuItems() {
		if item.Label == "View source" {
			item.Action()
		}
	}
	s.sees("the body")
	if !s.r.Back() {
		t.Fatal("there is no way back")
	}
	s.sees("Of course! The key is with the neighbor.", "your cabin is reserved")
	s.r.SetThread(42, room())
	if len(s.r.leaves) != 0 || strings.Contains(s.text(), "neighbor.\n") {
		t.Error("it is still open")
	}
}

// inked reports whether a part of a picture has more than one color.
func inked(img image.Image, x, y, w, h int) bool {
	first := img.At(x, y)
	for i := x; i < x+w; i++ {
		for k := y; k < y+h; k++ {
			if img.At(i, k) != first {
				return true
			}
		}
	}
	return false
}

// TestFindBeside: words are looked for in the letter whose text has the keyboard, also where it is
// not the one that was chosen.
func TestFindBeside(t *testing.T) {
	s := newStage(t, 640, 700)
	s.r.OnLetter = func(mailbox.ID) {}
	s.r.ShowMessage(answered())
	s.r.SetThread(42, open())
	find := func(word string) string {
		t.Helper()
		if !s.r.HasKeyboard() || !s.r.Find() {
			t.Fatal("the text has not the keyboard")
		}
		s.r.finder.entry.SetText(word)
		return s.r.finder.count.Text()
	}
	l := s.r.leaves[41]
	s.win.Canvas().Focus(l.body)
	if got := find("neighbor"); got != "1 of 1" {
		t.Errorf("%q in the letter beside", got)
	}
	s.r.EndFind()
	if s.win.Canvas().Focused() != fyne.Focusable(l.body) {
		t.Error("the keyboard went elsewhere")
	}
	s.win.Canvas().Focus(s.r.body)
	if got := find("neighbor"); got != "Not found in the text" {
		t.Errorf("%q in the letter that is shown", got)
	}
}

// TestUnfolding: the head offers to open all letters, or once all are open, to fold them.
func TestUnfolding(t *testing.T) {
	s := newStage(t, 640, 700)
	s.r.OnLetter = func(mailbox.ID) {}
	s.r.OnUnfold = func(all bool) { s.said = append(s.said, fmt.Sprint("unfold ", all)) }
	s.r.ShowMessage(answered())
	s.r.SetThread(42, open())
	s.tap("Unfold all")
	full := open()
	full.Full = true // as many as there is room for
	s.r.SetThread(42, full)
	s.tap("Fold all")
	both := open()
	both.Letters = both.Letters[2:]
	s.r.SetThread(42, both)
	s.tap("Fold all")
	s.wants("unfold true", "unfold false", "unfold false")
}

// TestToolKeepsTheKeyboard: what is pressed in the head by keyboard can be pressed again.
func TestToolKeepsTheKeyboard(t *testing.T) {
	s := newStage(t, 640, 700)
	s.r.OnLetter = func(mailbox.ID) {}
	s.r.OnUnfold = func(bool) {}
	s.r.OnMute = func(on bool) {
		s.said = append(s.said, fmt.Sprint("mute ", on))
		o := open()
		o.Muted = on
		s.r.SetThread(42, o)
	}
	s.r.ShowMessage(answered())
	s.r.SetThread(42, open())
	c := s.win.Canvas()
	c.Focus(s.r.tools[1].(fyne.Focusable))
	for range 2 {
		c.Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	}
	s.wants("mute true", "mute false")
	if c.Focused() != s.r.tools[1].(fyne.Focusable) {
		t.Errorf("%T has the keyboard", c.Focused())
	}
}

// TestConversationFits draws one for the eye, in the light and in the dark, narrow and large.
func TestConversationFits(t *testing.T) {
	for _, c := range []struct {
		name  string
		w     float32
		mode  theme.Mode
		scale float32
	}{{"light", 640, theme.Light, 1}, {"dark", 640, theme.Dark, 1}, {"narrow", 360, theme.Light, 1}, {"large", 600, theme.Light, 2}} {
		s := newStage(t, c.w, 700)
		fyne.CurrentApp().Settings().SetTheme(&theme.Theme{Mode: c.mode, Scale: c.scale})
		s.r.OnLetter, s.r.OnMute, s.r.OnUnfold = func(mailbox.ID) {}, func(bool) {}, func(bool) {}
		s.r.ShowMessage(answered())
		o := open()
		o.Open[0].Message.Text = "Of course! The key is with the neighbor.\n\n> Is it free\n> in December\n> as well?"
		s.r.SetThread(42, o)
		s.r.page.Scroll.ScrollToTop()
		guitest.Picture(t, s.win, "conversation_"+c.name)
		s.sees("4 letters")
	}
}

// TestFootOfLetter: in a conversation the letter that keys answer ends with the bar for it, and its
// head has no button; alone, and beside another one, it is the other way round.
func TestFootOfLetter(t *testing.T) {
	s := newStage(t, 640, 700)
	var told []string
	s.r.OnLetter = func(mailbox.ID) {}
	s.r.OnAnswer = func(id mailbox.ID, how Answer) { told = append(told, fmt.Sprint(id, how)) }
	s.r.ShowMessage(ferry())
	bars := func(head, foot bool) {
		t.Helper()
		if c := s.r.card; c.reply.Visible() != head || c.foot.Visible() != foot {
			t.Errorf("in the head %v, at the foot %v", c.reply.Visible(), c.foot.Visible())
		}
	}
	bars(true, false)
	th := room()
	beside := ferry()
	beside.Summary.ID = 41
	th.Open = []Content{beside}
	s.r.SetThread(42, th)
	bars(false, true)
	if l := s.r.leaves[41].card; !l.reply.Visible() || l.foot.Visible() {
		t.Error("a letter beside has a bar of its own")
	}
	for _, b := range guitest.All(reading, func(*widgets.Button) bool { return true }, s.r.card.foot) {
		test.Tap(b)
	}
	if want := []string{fmt.Sprint(42, Reply), fmt.Sprint(42, Forward)}; strings.Join(told, ",") != strings.Join(want, ",") {
		t.Errorf("told %v, want %v", told, want)
	}
	s.r.SetThread(42, nil)
	bars(true, false)
	c := ferry()
	c.Together = true // known of its row
	s.r.ShowMessage(c)
	bars(false, true)
	c.Summary.FolderRole = mailbox.Junk
	s.r.ShowMessage(c)
	if s.r.card.foot != nil {
		t.Error("junk has a bar to answer it")
	}
}
