package gui

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"popmail/account"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/gui/moving"
	"popmail/gui/words"
	"popmail/storage/eml"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// TestUndoCanBeTriedAgain: what could not be taken back is the last step still.
func TestUndoCanBeTriedAgain(t *testing.T) {
	s := newStage(t, 3)
	s.filing.toTrash([]mailbox.ID{1})
	s.filing.toTrash([]mailbox.ID{2})
	s.store.err = errors.New("busy")
	s.filing.undo()
	s.store.err = nil
	s.filing.undo()
	s.goneTo(2, mailbox.Inbox)
	s.goneTo(1, mailbox.Trash)
	s.filing.undo()
	s.goneTo(1, mailbox.Inbox)
}

// TestUndoOfAnythingCanBeTriedAgain: the same for what is no move, and nothing before it is taken back
// in its place.
func TestUndoOfAnythingCanBeTriedAgain(t *testing.T) {
	server := func(o *Options) { o.ServerMail = storedMail{o.Mail.(*brittle)} }
	has := func(s *stage, id mailbox.ID, f mailbox.Flag) bool { r := s.row(id); return r.Is(f) }
	for name, c := range map[string]struct {
		do   func(s *stage)
		done func(s *stage) bool
	}{
		"mute": {
			func(s *stage) { s.filing.mute([]mailbox.ID{2}, true) },
			func(s *stage) bool { return has(s, 2, mailbox.Muted) },
		},
		"unmute": {
			func(s *stage) {
				s.must(s.store.Mute(t.Context(), []mailbox.ID{2}, true))
				s.filing.mute([]mailbox.ID{2}, false)
			},
			func(s *stage) bool { return !has(s, 2, mailbox.Muted) },
		},
		"another time": {
			func(s *stage) {
				_, err := s.store.Snooze(t.Context(), []mailbox.ID{2}, noon.Add(time.Hour))
				s.must(err)
				s.news()
				s.goes(mailbox.Snoozed)
				s.filing.snooze([]mailbox.ID{2}, noon.Add(48*time.Hour))
			},
			func(s *stage) bool { return s.row(2).Snoozed.Equal(noon.Add(48 * time.Hour)) },
		},
		"remind": {
			func(s *stage) {
				s.put(mailbox.Sent, 2)
				s.filing.remind([]mailbox.ID{2}, answerWait{after: time.Hour})
			},
			func(s *stage) bool { s.news(); _, ok := s.filing.reminder(2); return ok },
		},
		"remind no more": {
			func(s *stage) {
				s.put(mailbox.Sent, 2)
				s.must(s.store.Remind(t.Context(), []mailbox.ID{2}, noon.Add(time.Hour), 0))
				s.news()
				s.filing.remind([]mailbox.ID{2}, answerWait{})
			},
			func(s *stage) bool { s.news(); _, ok := s.filing.reminder(2); return !ok },
		},
		"a list": {
			func(s *stage) { s.filing.refuseList(mailbox.MailingList{Address: "club.example.com"}) },
			func(s *stage) bool { return s.store.refused["club.example.com"] },
		},
		"a search": {
			func(s *stage) {
				id, err := s.store.KeepSearch(t.Context(), "Boats", "boat")
				s.must(err)
				s.news()
				s.forgetSearch(id)
			},
			func(s *stage) bool { list, err := s.store.Searches(t.Context()); s.must(err); return len(list) == 0 },
		},
		"a folder": {
			func(s *stage) {
				f, err := s.store.CreateFolder(t.Context(), "Travel")
				s.must(err)
				s.news()
				s.filing.deleteFolder(f)
			},
			func(s *stage) bool {
				list, err := s.store.Folders(t.Context())
				s.must(err)
				return !slices.ContainsFunc(list, func(f mailbox.Folder) bool { return f.Name == "Travel" })
			},
		},
		"a sender": {
			func(s *stage) {
				s.filing.block("eve@example.net", []mailbox.ID{2})
				s.tap("Block sender")
			},
			func(s *stage) bool { return s.row(2).FolderRole == mailbox.Junk },
		},
		"a wish": {
			func(s *stage) { s.onServer([]mailbox.ID{2}, "Keep on the server") },
			func(s *stage) bool {
				all, err := s.store.Chosen(t.Context(), 1)
				s.must(err)
				return all["letter 2"].Wish.Kind == account.WishKeep
			},
		},
		"a conversation is read": {
			func(s *stage) {
				s.listing.setTogether(true)
				s.filing.markRows([]mailbox.ID{7}, mailbox.Read, true)
			},
			func(s *stage) bool { return has(s, 5, mailbox.Read) },
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t, 3, server)
			s.deliverAnswers(spareRoom()...)
			s.news()
			s.filing.toTrash([]mailbox.ID{1})
			c.do(s)
			s.news()
			if n := len(s.filing.past.steps); n != 2 || !c.done(s) {
				t.Fatalf("%d steps, done: %t", n, c.done(s))
			}
			for range 2 {
				s.store.err = errors.New("busy")
				s.filing.undo()
				s.store.err = nil
				s.news()
				if n := len(s.filing.past.steps); n != 2 || !c.done(s) {
					t.Fatalf("failed: %d steps, done: %t", n, c.done(s))
				}
			}
			s.toasts.hide()
			s.filing.undo()
			s.news()
			if s.toast() == "" {
				t.Error("nothing is said of what was taken back")
			}
			if n := len(s.filing.past.steps); n != 1 || c.done(s) {
				t.Errorf("taken back: %d steps, done: %t", n, c.done(s))
			}
			s.goneTo(1, mailbox.Trash)
		})
	}
}

// TestUndoIsSaid: what was done to several messages, or long ago, is not taken back without a word.
func TestUndoIsSaid(t *testing.T) {
	s := newStage(t, 3)
	says := func(want string) {
		t.Helper()
		s.news()
		s.toasts.hide()
		s.filing.undo()
		if s.news(); s.toast() != want {
			t.Errorf("%q is said, want %q", s.toast(), want)
		}
	}
	all := []mailbox.ID{1, 2, 3}
	s.filing.markRows(all, mailbox.Starred, true)
	s.filing.markRows(all, mailbox.Read, true)
	says("3 messages marked unread")
	says("3 stars removed")
	s.filing.mute(all, true)
	says("Unmuted. New answers are shown as unread again.")
	work, err := s.store.CreateFolder(t.Context(), "Work")
	s.must(err)
	plans, err := s.store.CreateFolder(t.Context(), "Plans")
	s.must(err)
	s.news()
	s.filing.placeFolder(plans, work, 0)
	s.news()
	if f, _ := s.filing.folder(plans); f.Parent != work {
		t.Errorf("it lies in %d", f.Parent)
	}
	says("Undone.")
	if f, _ := s.filing.folder(plans); f.Parent != 0 {
		t.Errorf("it lies in %d", f.Parent)
	}
}

func (s *stage) goneTo(id mailbox.ID, want mailbox.Role) {
	s.t.Helper()
	rows, err := s.store.Summaries(s.t.Context(), []mailbox.ID{id})
	if s.must(err); len(rows) != 1 || rows[0].FolderRole != want {
		s.t.Errorf("message %d: %+v, want it in %s", id, rows, want)
	}
}

// TestUndoInTurn: what has a bar of its own is a step, too: Undo takes back the last thing, not the
// one before it.
func TestUndoInTurn(t *testing.T) {
	s := newStage(t, 3)
	s.filing.toTrash([]mailbox.ID{1})
	s.filing.snooze([]mailbox.ID{2}, noon.Add(48*time.Hour))
	s.filing.mute([]mailbox.ID{3}, true)
	s.run.Fire(toastTime) // the bar is gone
	if s.toasts.now != nil {
		t.Fatal("the bar stays")
	}
	s.takeBack()
	s.goneTo(1, mailbox.Trash)
	s.goneTo(2, mailbox.Snoozed)
	s.takeBack()
	s.goneTo(1, mailbox.Trash)
	s.goneTo(2, mailbox.Inbox)
	s.takeBack()
	s.goneTo(1, mailbox.Inbox)
	if len(s.filing.past.steps) != 0 {
		t.Errorf("%d steps are left", len(s.filing.past.steps))
	}
	// By the bar it is gone from the steps.
	s.filing.toTrash([]mailbox.ID{1})
	s.filing.mute([]mailbox.ID{3}, true)
	test.Tap(s.toasts.now.Action())
	s.takeBack()
	s.goneTo(1, mailbox.Inbox)
}

// TestUndoAfterAnotherLanguage: what was done before the window was drawn anew can be taken back; not
// what lies before something that cannot be.
func TestUndoAfterAnotherLanguage(t *testing.T) {
	s := newStage(t, 4)
	s.filing.toTrash([]mailbox.ID{1})
	s.filing.mute([]mailbox.ID{4}, true)
	s.filing.toTrash([]mailbox.ID{2})
	s.filing.toTrash([]mailbox.ID{3})
	n := s.Window.anew()
	for range 4 {
		n.filing.undo()
	}
	s.goneTo(3, mailbox.Inbox)
	s.goneTo(2, mailbox.Inbox)
	s.goneTo(1, mailbox.Trash)
}

// TestUndoCounts: a rule marks in several steps; the number is that of all of them.
func TestUndoCounts(t *testing.T) {
	st := step{marks: []marked{{ids: make([]mailbox.ID, 200), flag: mailbox.Starred, on: true}, {ids: make([]mailbox.ID, 150), flag: mailbox.Read, on: true}, {ids: make([]mailbox.ID, 200), flag: mailbox.Starred, on: true}, {ids: make([]mailbox.ID, 50), flag: mailbox.Starred, on: true}}}
	if n := st.counted(); n != 450 {
		t.Errorf("%d", n)
	}
}

// failsLater is a store whose rules fail after the first letters.
type failsLater struct {
	Ruling
	after int
}

func (f *failsLater) MoveByRule(ctx context.Context, ids []mailbox.ID, to mailbox.Role) ([]mailbox.Moved, error) {
	if f.after--; f.after < 0 {
		return nil, errors.New("the disk is full")
	}
	return f.Ruling.MoveByRule(ctx, ids, to)
}

// TestRuleFailsInTheMidst: both are said, what was done and that it failed.
func TestRuleFailsInTheMidst(t *testing.T) {
	s := newStage(t, applyChunk+5)
	s.filing.obeyRule(&failsLater{s.accounts.ruling, 1}, mailbox.Rule{Query: "from:bob", Do: mailbox.RuleDelete})
	if got := s.toast(); !strings.HasPrefix(got, "The rule was applied to 200 letters · That didn’t work: ") {
		t.Errorf("%q", got)
	}
	test.Tap(s.toasts.now.Action())
	s.goneTo(1, mailbox.Inbox)
	s.filing.obeyRule(&failsLater{s.accounts.ruling, 0}, mailbox.Rule{Query: "from:bob", Do: mailbox.RuleDelete})
	if s.toasts.undo != nil || len(s.filing.past.steps) != 0 {
		t.Errorf("%q can be taken back", s.toast())
	}
}

// TestShowAfterBringingIn: the bar leads to what has come of it.
func TestShowAfterBringingIn(t *testing.T) {
	m := &failingMover{}
	s := newStage(t, 3, func(o *Options) { o.Mover = m })
	p := s.moving.bringIn("", nil)
	p.Add([]string{"/old.mbox"})
	m.during = s.closeSheet
	s.tap("Bring in")
	if got := s.toast(); !strings.HasPrefix(got, "old.mbox: 3 messages came · That didn’t work: ") {
		t.Errorf("%q", got)
	}
	test.Tap(s.toasts.now.Action())
	if s.moving.openIn() != p {
		t.Fatal("it is another page")
	}
	s.sees("Stopped: 3 messages came")
	s.closeSheet()
	if s.moving.bringIn("", nil) == p {
		t.Error("what was seen comes again")
	}
}

type failingMover struct{ fakeMover }

func (m *failingMover) BringIn(ctx context.Context, b moving.Bring, f func(moving.Progress)) (moving.Progress, []moving.Failure, error) {
	p, failed, _ := m.fakeMover.BringIn(ctx, b, f)
	return p, failed, errors.New("the disk is full")
}

// counting counts how often it is looked how things stand.
type counting struct {
	Prepared
	n int
}

func (c *counting) Readiness(ctx context.Context) (mailbox.Readiness, error) {
	c.n++
	return c.Prepared.Readiness(ctx)
}

// TestReadyLooksOnce: there is one look after the other, however often the button is pressed.
func TestReadyLooksOnce(t *testing.T) {
	s := newStage(t, 1)
	c := &counting{Prepared: s.prepared.store}
	s.prepared.store = c
	s.prepared.show()
	for range 5 {
		s.pushes("Get what’s missing")
	}
	c.n = 0
	if s.run.Fire(readyPause); c.n != 1 {
		t.Errorf("%d looks", c.n)
	}
}

// seldomRead counts the messages that are read.
type seldomRead struct {
	Reading
	n int
}

func (r *seldomRead) Message(ctx context.Context, id mailbox.ID) (*eml.Message, mailbox.Summary, error) {
	r.n++
	return r.Reading.Message(ctx, id)
}

// TestReadyLooksAtEachOnce: whether a message of a trusted sender lacks pictures is looked at once while the page is open,
// however long nothing comes, and also of those behind many that have none.
func TestReadyLooksAtEachOnce(t *testing.T) {
	const with, without = 50, mostAhead + 10
	for name, c := range map[string]struct{ older, newer string }{"with on top": {"without", "with"}, "with behind": {"with", "without"}} {
		t.Run(name, func(t *testing.T) {
			web := &internet{}
			var mail []storagetest.Mail
			for _, kind := range []string{c.older, c.newer} {
				n, body := without, "<p>No picture</p>"
				if kind == "with" {
					n, body = with, `<p>New <img src="https://shop.example/a.png" width=40 height=40></p>`
				}
				for range n {
					mail = append(mail, storagetest.Mail{From: "Shop <news@shop.example>", Subject: fmt.Sprint(kind, len(mail)), HTML: body, Date: noon})
				}
			}
			s := newStageOf(t, true, mail, func(o *Options) {
				web.brittle = o.Mail.(*brittle)
				o.Pictures = web
			})
			s.must(s.store.SetPictureSender(t.Context(), "news@shop.example", true))
			s.must(s.store.Settle(t.Context()))
			reads := &seldomRead{Reading: s.prepared.ahead.reading}
			s.prepared.ahead.reading = reads
			s.prepared.show()
			for range (with+without)/looksAtOnce + 4 {
				s.run.Fire(readyPause)
			}
			s.shows("Pictures of 50 messages from trusted senders")
			if reads.n != with+without || len(s.prepared.lacking) != with {
				t.Errorf("%d messages were read, %d lack some", reads.n, len(s.prepared.lacking))
			}
		})
	}
}

// TestDeletedInASearchOfTrash: what the search finds in the Trash stays listed.
func TestDeletedInASearchOfTrash(t *testing.T) {
	for _, text := range []string{"letter in:anywhere", "letter in:trash", "letter in:papierkorb", "letter in:papier", "(in:inbox OR in:corbeille) letter", "letter -in:papierkorb", "letter"} {
		s := newStage(t, 2)
		s.put(mailbox.Trash, 2)
		s.news()
		s.listing.bar.SetText(text)
		s.run.Fire(200e6)
		var trash mailbox.Folder
		for _, f := range s.known.folders {
			if f.Role == mailbox.Trash {
				trash = f
			}
		}
		if got, want := s.listing.leaves(trash.ID), text == "letter" || strings.Contains(text, "-in:"); got != want {
			t.Errorf("%s: what is deleted leaves: %v", text, got)
		}
	}
}

// TestEnterBeforeTheResults: Enter leads to the first result, also where it is pressed before there
// are any.
func TestEnterBeforeTheResults(t *testing.T) {
	s := newStage(t, 3)
	s.listing.bar.Focus()
	s.listing.bar.SetText("letter 3")
	down := func() { s.window.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn}) }
	down()
	if got := s.listing.list.Selected(); len(got) != 0 {
		t.Errorf("%v is chosen of what was listed before", got)
	}
	s.run.Fire(200e6)
	if got := s.listing.list.Selected(); len(got) != 1 || got[0] != 3 || s.listing.bar.Focused() {
		t.Errorf("%v is chosen", got)
	}
	// Who types on does not go there.
	s.listing.bar.Focus()
	s.listing.bar.SetText("letter 2")
	down()
	s.listing.bar.SetText("letter 1")
	s.run.Fire(200e6)
	if got := s.listing.list.Selected(); len(got) != 0 {
		t.Errorf("%v is chosen", got)
	}
}

// TestChipsKeepTheKeyboard: the chip with the keyboard is one of the window, whatever is searched
// for, and stays the same while mail comes in.
func TestChipsKeepTheKeyboard(t *testing.T) {
	s := newStage(t, 3)
	s.listing.bar.SetText("letter")
	s.run.Fire(200e6)
	c := s.window.Canvas()
	inWindow := func() *widgets.Chip {
		t.Helper()
		chip, ok := c.Focused().(*widgets.Chip)
		if !ok {
			t.Fatalf("%T has the keyboard", c.Focused())
		}
		found := false
		test.LaidOutObjects(s.listing.bar.Filters())
		for _, o := range test.LaidOutObjects(s.listing.bar.Filters()) {
			found = found || o == fyne.CanvasObject(chip)
		}
		if !found {
			t.Errorf("“%s” is not in the window any more", chip.Text)
		}
		return chip
	}
	for _, o := range test.LaidOutObjects(s.listing.bar.Filters()) {
		if chip, ok := o.(*widgets.Chip); ok && chip.Text == lang.L("unread") {
			c.Focus(chip)
		}
	}
	first := inWindow()
	s.listing.bar.Again()
	if inWindow() != first {
		t.Error("it is another chip")
	}
	enter := &fyne.KeyEvent{Name: fyne.KeyReturn}
	first.TypedKey(enter)
	if got := s.listing.bar.Text(); got != "letter is:unread" {
		t.Fatal(got)
	}
	if chip := inWindow(); chip.Text != lang.L("unread") || chip.OnRemove == nil {
		t.Errorf("“%s” has the keyboard", chip.Text)
	}
	inWindow().TypedKey(enter)
	if got := s.listing.bar.Text(); got != "letter" {
		t.Error(got)
	}
	inWindow()
	s.listing.bar.SetText("is:unread")
	for _, o := range test.LaidOutObjects(s.listing.bar.Filters()) {
		if chip, ok := o.(*widgets.Chip); ok && chip.OnRemove != nil {
			c.Focus(chip)
		}
	}
	inWindow().TypedKey(enter)
	if !s.listing.bar.Focused() {
		t.Errorf("%T has the keyboard", c.Focused())
	}
}

// TestSeveralKeepTheKeyboard: what is chosen is counted anew whenever something changes; the buttons
// that say the same stay.
func TestSeveralKeepTheKeyboard(t *testing.T) {
	s := newStage(t, 3)
	s.listing.list.SelectAll()
	button := func(text string) *widgets.Button {
		t.Helper()
		for _, o := range test.LaidOutObjects(s.reading.reader) {
			if b, ok := o.(*widgets.Button); ok && b.Text == text {
				return b
			}
		}
		t.Fatalf("there is no %q", text)
		return nil
	}
	b := button("Delete 3")
	s.window.Canvas().Focus(b)
	s.reading.several.again()
	if button("Delete 3") != b || s.window.Canvas().Focused() != fyne.Focusable(b) {
		t.Errorf("%T has the keyboard", s.window.Canvas().Focused())
	}
	s.filing.mark([]mailbox.ID{1}, mailbox.Starred, true)
	s.news()
	s.reading.several.again()
	button("Star 2")
	if s.window.Canvas().Focused() != fyne.Focusable(button("Delete 3")) {
		t.Errorf("%T has the keyboard", s.window.Canvas().Focused())
	}
}

// TestRoomInGerman: percent as in the language, and a long address stays on its card, also where the
// type grows while the page is open.
func TestRoomInGerman(t *testing.T) {
	s := newStageOf(t, true, []storagetest.Mail{{From: "notifications-of-the-harbor-master@a-rather-long-name-of-a-harbor.example", To: "ann@example.org", Subject: "x", Text: "x", Date: noon}, numbered(2)})
	lang.Use("de")
	words.Use("de")
	t.Cleanup(func() { lang.Use(lang.English); words.Use("en-GB") })
	s.showRoom()
	p := s.sheet.(*roomPage)
	setLook(s.app, Look{theme.Light, 200})
	s.window.Resize(fyne.NewSize(900, 700))
	percents := 0
	for _, o := range test.LaidOutObjects(p) {
		if text, ok := o.(*widgets.Text); ok && strings.Contains(text.Text(), "%") {
			percents++
			if !strings.HasSuffix(text.Text(), "\u00a0%") {
				t.Errorf("%q", text.Text())
			}
		}
	}
	if percents == 0 {
		t.Error("no shares")
	}
	for _, b := range p.lines {
		for _, o := range test.WidgetRenderer(b).Objects() {
			if l, ok := o.(*widgets.Label); ok && l.Position().X+l.Size().Width > b.Size().Width+1 {
				t.Errorf("%q leaves its place by %v", b.Text, l.Position().X+l.Size().Width-b.Size().Width)
			}
		}
	}
}

// TestUndoOfMarks: what the person has said of one message is taken back by the key, without a bar that offers it; that it
// counts as read once it was on the screen is no step.
func TestUndoOfMarks(t *testing.T) {
	s := newStage(t, 3)
	one := []mailbox.ID{1}
	for name, c := range map[string]struct {
		do   func()
		flag mailbox.Flag
	}{
		"read in the list":    {func() { s.listing.list.OnToggleRead(one, true) }, mailbox.Read},
		"star in the list":    {func() { s.listing.list.OnToggleStar(one, true) }, mailbox.Starred},
		"star of the letter":  {func() { s.reading.reader.OnStar(1, true) }, mailbox.Starred},
		"read, of the letter": {func() { s.reading.markRead(one, true) }, mailbox.Read},
		"star in its own window": {func() {
			s.openAlone(1)
			s.filing.past.steps = nil
			s.sides.open[ownKey(1)].window.Close()
			s.filing.markSaid(one, mailbox.Starred, true)
		}, mailbox.Starred},
	} {
		s.must(s.store.SetFlag(t.Context(), one, c.flag, false))
		s.toasts.hide()
		s.filing.past.steps = nil
		c.do()
		s.news()
		if !s.is(1, c.flag) || s.toasts.now != nil || len(s.filing.past.steps) != 1 {
			t.Errorf("%s: marked %v, bar %q, %d steps", name, s.is(1, c.flag), s.bar(), len(s.filing.past.steps))
		}
		s.undo(&fyne.ShortcutUndo{})
		if s.news(); s.is(1, c.flag) || s.bar() == "" {
			t.Errorf("%s: it is not taken back", name)
		}
	}
	s.must(s.store.SetFlag(t.Context(), one, mailbox.Read, true))
	s.reading.markRead(one, false)
	s.undo(&fyne.ShortcutUndo{})
	if !s.is(1, mailbox.Read) || s.bar() != "1 message marked read" {
		t.Errorf("%q", s.bar())
	}
	// By itself.
	s.filing.past.steps = nil
	s.openAlone(2)
	s.filing.mark([]mailbox.ID{3}, mailbox.Read, true)
	if s.news(); !s.is(2, mailbox.Read) || !s.is(3, mailbox.Read) || len(s.filing.past.steps) != 0 {
		t.Errorf("%d steps", len(s.filing.past.steps))
	}
	// A bar that offers to take back what was done before does not take back this.
	s.filing.toTrash([]mailbox.ID{2})
	s.reading.markRead(one, false)
	s.news()
	if s.toasts.now != nil {
		t.Errorf("%q is offered to be taken back", s.bar())
	}
	s.undo(&fyne.ShortcutUndo{})
	s.toasts.hide()
	s.undo(&fyne.ShortcutUndo{})
	if s.news(); !s.is(1, mailbox.Read) || s.role(2) != mailbox.Inbox {
		t.Error("they are not taken back one after the other")
	}
	// Where it fails it can be tried again, and it stays with another language.
	s.filing.markSaid(one, mailbox.Starred, true)
	s.store.err = errFull
	s.filing.undo()
	s.store.err = nil
	n := s.Window.anew()
	if n.filing.undo(); s.is(1, mailbox.Starred) {
		t.Error("the star is still there")
	}
}

// TestUndoOfFolders: the name and the look of a folder are what they were, and one that was made is gone, unless
// something lies in it meanwhile.
func TestUndoOfFolders(t *testing.T) {
	s := newStage(t, 2)
	back := func() { s.undo(&fyne.ShortcutUndo{}); s.news() }
	s.listing.tree.OnCreate("Trips")
	s.news()
	var id mailbox.FolderID
	own := func() mailbox.Folder {
		t.Helper()
		list, err := s.store.Folders(t.Context())
		s.must(err)
		for _, f := range list {
			if f.Role == mailbox.Own && f.Name != "Inner" {
				return f
			}
		}
		return mailbox.Folder{}
	}
	id = own().ID
	s.listing.tree.OnRename(id, "Journeys")
	s.news()
	s.listing.tree.OnDress(id, 3, "plane")
	s.news()
	s.listing.tree.OnDress(id, 3, "plane") // as it is
	if f := own(); f.Name != "Journeys" || f.Color != 3 || f.Icon != "plane" {
		t.Fatalf("%+v", f)
	}
	if back(); own().Color != 0 || own().Icon != "" || own().Name != "Journeys" || s.bar() != "“Journeys” looks as it did before" {
		t.Errorf("%+v, %q", own(), s.bar())
	}
	if back(); own().Name != "Trips" || s.bar() != "“Trips” has its old name again" {
		t.Errorf("%+v, %q", own(), s.bar())
	}
	s.listing.choose(mailbox.View{Folder: id}, "Trips")
	if back(); own().ID != 0 || s.listing.view.Folder == id || s.bar() != "Deleted the folder “Trips”" {
		t.Errorf("%+v, folder %d is shown, %q", own(), s.listing.view.Folder, s.bar())
	}
	// It is not empty any more.
	s.listing.tree.OnCreate("Trips")
	s.news()
	id = own().ID
	_, err := s.store.Move(t.Context(), []mailbox.ID{1}, id)
	s.must(err)
	if back(); own().ID != id || s.bar() != "This can’t be undone anymore." || len(s.filing.past.steps) != 0 {
		t.Errorf("%+v, %q", own(), s.bar())
	}
	// A folder that has the name now.
	s.listing.tree.OnRename(id, "Journeys")
	s.news()
	other, err := s.store.CreateFolder(t.Context(), "Trips")
	s.must(err)
	if back(); s.bar() != "This can’t be undone anymore." || len(s.filing.past.steps) != 0 {
		t.Errorf("%q", s.bar())
	}
	_, err = s.store.UnmakeFolder(t.Context(), other)
	s.must(err)
	// One in another, and one that something was moved to at once.
	s.news()
	s.filing.newFolder(id, "Inner")
	s.news()
	n := s.Window.anew()
	n.filing.undo()
	if list, err := s.store.Folders(t.Context()); err != nil || slices.ContainsFunc(list, func(f mailbox.Folder) bool { return f.Name == "Inner" }) {
		t.Error("the inner folder is still there")
	}
}
