package gui

import (
	"errors"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"popmail/gui/kit/guitest"
	"popmail/gui/kit/widgets"
	"popmail/gui/settings"
	"popmail/gui/wizard"
	"popmail/storage/mailbox"
)

// TestRowsOfTwoKinds: rows of single letters and of conversations are not taken for each other where
// a search follows a list of conversations, and the other way round.
func TestRowsOfTwoKinds(t *testing.T) {
	s := conversations(t)
	s.put(mailbox.Archive, 2)
	s.must(s.store.SetFlag(t.Context(), []mailbox.ID{4}, mailbox.Read, true))
	s.must(s.store.SetFlag(t.Context(), []mailbox.ID{1}, mailbox.Starred, true))
	s.news()
	both := func() {
		t.Helper()
		if c := s.content(0); c.Letters != "3" || c.Name != "Jan, Dad" || !c.Unread || !c.Starred {
			t.Errorf("a conversation says %+v", c)
		}
	}
	both()
	for range 2 {
		s.listing.bar.SetText("room")
		s.run.Fire(time.Hour)
		for i, c := range s.rows() {
			if c.Letters != "" {
				t.Errorf("row %d says that it is %s letters", i, c.Letters)
			}
		}
		if c := s.content(0); c.Unread || c.Starred || c.Name != "Jan Kowalski" {
			t.Errorf("the newest letter says %+v", c)
		}
		s.listing.bar.Leave()
		both()
	}
	// What changes while a search is shown is known when the conversations are shown again.
	s.listing.bar.SetText("room")
	s.run.Fire(time.Hour)
	s.listing.list.SelectFirst()
	if s.listing.list.Unread() {
		t.Error("what is read is to be marked read")
	}
	s.must(s.store.SetFlag(t.Context(), []mailbox.ID{1, 2}, mailbox.Read, true))
	s.news()
	s.listing.bar.Leave()
	if c := s.content(0); c.Unread {
		t.Error("the conversation is still unread")
	}
}

// TestBlockUndone: Undo after a sender was blocked brings the letter back, and what was decided
// before holds again.
func TestBlockUndone(t *testing.T) {
	for _, trusted := range []bool{false, true} {
		s := judgedStage(t)
		from := s.row(1).From.Email
		if trusted {
			s.must(s.store.DecideSender(t.Context(), mailbox.Sender{Address: from, Trusted: true}, true))
		}
		s.filing.archive([]mailbox.ID{2})
		s.news()
		s.listing.list.Select(1)
		s.filing.block(strings.ToUpper(from), []mailbox.ID{1})
		s.tap("Block sender")
		s.news()
		if got := s.role(1); got != mailbox.Junk {
			t.Fatalf("it lies in %q", got)
		}
		if trusted {
			s.filing.undo() // as Ctrl+Z does
		} else if !s.toasts.takeBack() {
			t.Fatal("there is no Undo")
		}
		s.news()
		if got := s.role(1); got != mailbox.Inbox {
			t.Errorf("it lies in %q", got)
		}
		if got := s.role(2); got != mailbox.Archive {
			t.Errorf("something older was taken back: it lies in %q", got)
		}
		list, err := s.store.Senders(t.Context())
		s.must(err)
		if want := len(list) == 1 && list[0].Trusted; want != trusted || !trusted && len(list) > 0 {
			t.Errorf("trusted before: %t, now %+v", trusted, list)
		}
		s.must(s.store.Close())
	}
}

// TestNoticeOpensTheLetter: a click on what was told opens the letter, whatever is shown and however
// much room there is.
func TestNoticeOpensTheLetter(t *testing.T) {
	opened := func(t *testing.T, s *stage, id mailbox.ID) {
		t.Helper()
		if got := s.reading.reader.Shown(); got != id {
			t.Errorf("message %d is shown, want %d", got, id)
		}
		if !s.panes.Shows(paneReader) {
			t.Error("the message is not seen")
		}
	}
	click := func(s *stage, id mailbox.ID) { s.telling.open([]mailbox.Summary{s.row(id)}) }
	t.Run("narrow", func(t *testing.T) {
		s := newStage(t, 3)
		s.window.Resize(fyne.NewSize(600, 800))
		click(s, 2)
		opened(t, s, 2)
		s.goes(mailbox.Archive)
		click(s, 1)
		opened(t, s, 1)
	})
	t.Run("filter", func(t *testing.T) {
		s := newStage(t, 3)
		s.listing.setOnly(mailbox.OnlyStarred)
		s.expect("")
		click(s, 2)
		opened(t, s, 2)
		s.expect("1 2 3")
	})
	t.Run("many", func(t *testing.T) {
		s := newStage(t, 70)
		s.goes(mailbox.Archive)
		click(s, 65)
		opened(t, s, 65)
	})
	for _, where := range []mailbox.Role{mailbox.Inbox, mailbox.Trash} {
		t.Run("conversation, from "+string(where), func(t *testing.T) {
			s := conversations(t)
			s.window.Resize(fyne.NewSize(600, 800))
			s.goes(where)
			click(s, 2)
			opened(t, s, 2)
			if got := s.listing.list.Selected(); len(got) != 1 || got[0] != 4 {
				t.Errorf("chosen is %v", got)
			}
		})
	}
}

// TestNoticeOpensNoOtherList: where the list does not come, or something else is wanted before it is
// there, the letter of a notice is not opened by a later list; it is where the same list is only read
// anew meanwhile.
func TestNoticeOpensNoOtherList(t *testing.T) {
	for name, c := range map[string]struct {
		click func(s *stage, click func())
		opens bool
	}{
		"the list fails": {func(s *stage, click func()) {
			s.store.listErr = errors.New("busy")
			click()
			s.store.listErr = nil
		}, false},
		"all of the list fails": {func(s *stage, click func()) {
			s.store.arrange = func() {
				s.listing.news++ // so that it is read anew
				s.store.arrange = func() { s.store.listErr = errors.New("busy") }
			}
			click()
			s.store.listErr = nil
		}, false},
		"a search begins": {func(s *stage, click func()) {
			s.store.arrange = func() { s.listing.beginSearch() }
			click()
		}, false},
		"another folder": {func(s *stage, click func()) {
			s.store.arrange = func() { s.goes(mailbox.Archive) }
			click()
		}, false},
		"it is read anew": {func(s *stage, click func()) {
			s.store.arrange = func() { s.listing.reloadList(nil) }
			click()
		}, true},
	} {
		t.Run(name, func(t *testing.T) {
			s := conversations(t)
			s.goes(mailbox.Trash)
			if got := s.reading.reader.Shown(); got != 0 {
				t.Fatalf("message %d is shown before", got)
			}
			c.click(s, func() { s.telling.open([]mailbox.Summary{s.row(2)}) })
			if !s.listing.searching {
				s.listing.beginSearch()
			}
			shown := s.reading.reader.Shown()
			if got := shown == 2; got != c.opens {
				t.Errorf("at once: %d is shown", shown)
			}
			for _, list := range []func(){s.listing.leaveSearch, func() { s.goes(mailbox.Inbox) }} {
				if list(); s.reading.reader.Shown() == 2 && !c.opens {
					t.Error("it is opened by a later list")
				}
			}
		})
	}
}

// TestClosingAskedAgain: a question that came over work which has ended meanwhile is still asked.
func TestClosingAskedAgain(t *testing.T) {
	s := newStage(t, 1)
	s.tray.inSight = true
	below := widgets.ShowOver(widgets.NewText("work", "", ""), s.window.Canvas())
	s.tray.closing(func() { t.Error("it ends") })
	below.Hide()
	if s.window.Canvas().Overlays().Top() == nil {
		t.Fatal("the question has gone with what lay below it")
	}
	s.tray.closing(func() {})
	if n := len(s.window.Canvas().Overlays().List()); n != 1 {
		t.Errorf("%d lie over the window", n)
	}
	s.press(fyne.KeyEscape)
	s.tray.closing(func() {})
	if s.window.Canvas().Overlays().Top() == nil {
		t.Error("it is not asked again")
	}
}

// TestRuleAfterTheLook: who looks at all that a rule would catch finds the rule again as it was,
// from the bar below, or when the settings are opened.
func TestRuleAfterTheLook(t *testing.T) {
	for _, bar := range []bool{true, false} {
		s := newStage(t, 3)
		s.accounts.showSettings(func(v *settings.Settings) { v.NewRule("from:bob@example.net subject:letter", "letter 1") })
		chip := guitest.Last(t, guitest.Reading(func(fyne.CanvasObject) (string, bool) { return "", false }), "a condition",
			func(c *widgets.Chip) bool { return c.Text == "subject: letter" }, s.front())
		chip.OnRemove() // it is another rule than the one that was made from the letter
		s.tap("Show all 3")
		if s.sheet != nil || s.listing.bar.Text() != "from:bob@example.net" {
			t.Fatalf("searched is %q", s.listing.bar.Text())
		}
		if bar {
			s.toasts.now.Action().Tapped(nil)
		} else {
			s.accounts.showSettings(nil)
		}
		v, ok := s.sheet.(*settings.Settings)
		if !ok {
			t.Fatal("the settings are not shown")
		}
		s.shows("New rule", "made from “letter 1”")
		if !v.Unsaved() {
			t.Error("the rule is as it was made")
		}
		v.Leave(func() { t.Error("it is left unasked") })
		s.sees("The rule isn’t saved yet.")
	}
}

// TestRuleNotLostByQuitting: who quits while a rule waits to be gone on with is asked about it, also
// where something else lies over the window; it ends once the rule is saved.
func TestRuleNotLostByQuitting(t *testing.T) {
	for name, over := range map[string]func(s *stage){
		"the list":         func(*stage) {},
		"the settings":     func(s *stage) { s.accounts.showSettings(nil) },
		"the address book": func(s *stage) { s.book.show() },
		"the room":         func(s *stage) { s.showRoom() },
		"the wizard":       func(s *stage) { s.accounts.addAccount() },
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t, 3)
			notDrawn(t)
			s.accounts.ruleKept = &settings.KeptRule{Rule: mailbox.Rule{Query: "from:bob@example.net", Do: mailbox.RuleStar}}
			over(s)
			left := 0
			leave := func() { s.leaveThen(func() { left++ }) }
			leave()
			s.sees("The rule isn’t saved yet.")
			s.tap("Keep editing")
			s.shows("New rule")
			leave()
			s.tap("Save rule")
			rules, err := s.store.Rules(t.Context())
			if s.must(err); left != 1 || len(rules) != 1 || rules[0].Do != mailbox.RuleStar {
				t.Errorf("left %d times, rules %+v", left, rules)
			}
		})
	}
}

// notDrawn has the driver know of no object on which canvas it is, as of those that came since the last
// picture.
func notDrawn(t *testing.T) {
	app := fyne.CurrentApp()
	fyne.SetCurrentApp(undrawn{app})
	t.Cleanup(func() { fyne.SetCurrentApp(app) })
}

type undrawn struct{ fyne.App }

func (u undrawn) Driver() fyne.Driver { return undrawnDriver{u.App.Driver()} }

type undrawnDriver struct{ fyne.Driver }

func (undrawnDriver) CanvasForObject(fyne.CanvasObject) fyne.Canvas { return nil }

// TestRuleNotLostByAnother: who begins a rule from a letter while another one waits to be gone on with
// is asked about that one first.
func TestRuleNotLostByAnother(t *testing.T) {
	s := newStage(t, 3)
	notDrawn(t)
	s.accounts.ruleKept = &settings.KeptRule{Rule: mailbox.Rule{Query: "from:bob@example.net", Do: mailbox.RuleStar}}
	s.accounts.ruleOf(1)
	s.sees("The rule isn’t saved yet.")
	s.tap("Save rule")
	if rules, err := s.store.Rules(t.Context()); err != nil || len(rules) != 1 {
		t.Errorf("%+v %v", rules, err)
	}
	s.shows("New rule", "made from “letter 1”")
}

// TestWizardKeptByQuitting: what was typed of a new account is kept also where quitting opens the
// settings over it.
func TestWizardKeptByQuitting(t *testing.T) {
	s := newStage(t, 3)
	notDrawn(t)
	s.accounts.ruleKept = &settings.KeptRule{Rule: mailbox.Rule{Query: "from:bob@example.net", Do: mailbox.RuleStar}}
	s.accounts.addAccount()
	s.window.Canvas().Focus(s.sheet.(*wizard.Wizard).First())
	test.Type(s.window.Canvas().Focused(), "Zora")
	s.leaveThen(func() {})
	if d := s.accounts.draft(); d.Name != "Zora" {
		t.Errorf("kept is %+v", d)
	}
}
