package reader

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"popmail/gui/kit/guitest"
	"popmail/gui/kit/selectable"
	"popmail/gui/kit/theme"
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
		s.r.OnLetter, s.r.OnMute = func(mailbox.ID) {}, func(bool) {}
		s.r.ShowMessage(answered())
		s.r.SetThread(42, room())
		s.r.page.Scroll.ScrollToTop()
		guitest.Picture(t, s.win, "conversation_"+c.name)
		s.sees("4 letters")
	}
}
