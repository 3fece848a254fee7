package gui

import (
	"context"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"popmail/account"
	"popmail/account/event"
	"popmail/gui/kit/field"
	"popmail/gui/kit/guitest"
	"popmail/storage/mailbox"
)

// storedMail is ServerMail without a server.
type storedMail struct{ *brittle }

func (storedMail) Maildrop(context.Context, account.ID, account.Look) (account.Maildrop, error) {
	return account.Maildrop{}, nil
}

func (storedMail) LastMaildrop(context.Context, account.ID) (account.Maildrop, error) {
	return account.Maildrop{}, nil
}

func (storedMail) Quota(context.Context, account.ID) (int64, error)  { return 0, nil }
func (storedMail) SetQuota(context.Context, account.ID, int64) error { return nil }

func (storedMail) Get(context.Context, account.ID, []string, func(event.Progress)) (account.Done, error) {
	return account.Done{}, nil
}

func (storedMail) Drop(context.Context, account.ID, []account.Seen) (account.Done, error) {
	return account.Done{}, nil
}

// onServer chooses from the menu of messages what becomes of them on the server.
func (s *stage) onServer(ids []mailbox.ID, word string) {
	s.t.Helper()
	for _, item := range s.filing.serverMenu(ids) {
		for _, sub := range item.ChildMenu.Items {
			if sub.Label == word {
				sub.Action()
				return
			}
		}
	}
	s.t.Fatalf("the menu has no %q", word)
}

// days is the field that offers days in the question on top.
func (s *stage) days() *field.Select {
	return guitest.Last(s.t, func(fyne.CanvasObject) (string, bool) { return "", false }, "days", func(*field.Select) bool { return true }, s.front())
}

// TestOnServer: what was chosen for messages is told, noted, and taken back.
func TestOnServer(t *testing.T) {
	s := newStage(t, 3, func(o *Options) { o.ServerMail = storedMail{o.Mail.(*brittle)} })
	a := s.account1()
	a.Leave = account.Retention{Mode: account.LeaveDays, Days: 13}
	s.must(s.store.UpdateAccount(t.Context(), a, nil))
	s.news()
	s.tapRow(0)
	ids := s.listing.list.Selected()
	says := func(want string) {
		t.Helper()
		s.news()
		if !strings.Contains(s.pane(), want) {
			t.Errorf("the details do not say %q:\n%s", want, s.pane())
		}
	}
	wish := func() account.Wish {
		t.Helper()
		all, err := s.store.Chosen(t.Context(), 1)
		s.must(err)
		return all["letter 1"].Wish
	}
	s.pick("Details")
	says("will be removed from the server on 4 December")
	s.onServer(ids, "Keep on the server")
	says("stays there, as you wished")
	if wish().Kind != account.WishKeep {
		t.Errorf("%+v", wish())
	}
	s.toasts.now.Action().Tapped(nil)
	says("will be removed from the server on 4 December")
	s.onServer(ids, "Remove from the server…")
	s.sees("On this computer nothing is deleted. Until the next check you can take this back.")
	s.tap("Cancel")
	if wish().Kind != account.WishNone {
		t.Errorf("%+v", wish())
	}
	s.onServer(ids, "Remove from the server…")
	s.tap("Remove")
	says("will be removed from the server at the next check")
	s.onServer(ids, "As in the account’s settings")
	says("will be removed from the server on 4 December")
	s.onServer(ids, "Remove on a day…")
	s.sees("That happens at the first check on that day. What is on this computer stays here. Until then you can take it back.")
	if got := s.days().Selected; got != "In a week · 28 November" {
		t.Error(got)
	}
	s.tap("Remove then")
	says("will be removed from the server on 28 November")
	if got := s.toasts.now.Text(); got != "1 message will be removed from the server on 28 November" {
		t.Error(got)
	}
	s.window.Canvas().(fyne.Shortcutable).TypedShortcut(&fyne.ShortcutUndo{})
	says("will be removed from the server on 4 December")
	// Another day is typed; one that is over is not taken.
	s.onServer(ids, "Remove on a day…")
	choice := s.days()
	choice.SetSelectedIndex(len(choice.Options) - 1)
	day := guitest.Last(t, func(fyne.CanvasObject) (string, bool) { return "", false }, "day", func(*field.Entry) bool { return true }, s.front())
	for text, want := range map[string]string{"": "Type a day like 28/11/2026.", "soon": "Type a day like", "21/11/2026": "Type a day after today", "1/1/2000": "Type a day after today", "1/1/2200": "That’s too far away."} {
		day.SetText(text)
		s.tap("Remove then")
		s.sees(want)
	}
	if wish().Kind != account.WishNone {
		t.Errorf("%+v", wish())
	}
	day.SetText("24 Dec")
	guitest.Picture(t, s.window, "remove_on_a_day")
	day.OnSubmitted(day.Text)
	says("will be removed from the server on 24 December")
	if w := wish(); w.Kind != account.WishRemoveOn || w.On.Format(time.DateTime) != "2026-12-24 00:00:00" {
		t.Errorf("%+v", w)
	}
	s.onServer(ids, "As in the account’s settings")
	// Many at once; what the server has removed is left out.
	var all []mailbox.ID
	for _, m := range []string{"letter 1", "letter 2", "letter 3"} {
		hits, err := s.store.Index(t.Context(), mailbox.View{}, 0)
		s.must(err)
		for _, h := range hits {
			if s.row(h.ID).Subject == m {
				all = append(all, h.ID)
			}
		}
	}
	s.must(s.store.Removed(t.Context(), 1, []string{"letter 3"}))
	s.onServer(all, "Keep on the server")
	if got := s.toasts.now.Text(); got != "2 messages stay on the server" {
		t.Error(got)
	}
	// A check has asked the server to remove one of them, and has no answer yet.
	s.must(s.store.SetNotes(t.Context(), 1, []byte(`{"Asked":["bGV0dGVyIDE="]}`))) // letter 1
	s.onServer(all, "Keep on the server")
	late := "It may be too late for 1 message: the server has already been asked to remove it."
	if got := s.toasts.now.Text(); got != "2 messages stay on the server. "+late {
		t.Error(got)
	}
	s.window.Canvas().(fyne.Shortcutable).TypedShortcut(&fyne.ShortcutUndo{})
	if got := s.toasts.now.Text(); got != late {
		t.Error(got)
	}
	s.must(s.store.SetNotes(t.Context(), 1, nil))
	if kept, err := s.store.Chosen(t.Context(), 1); err != nil || len(kept) != 2 {
		t.Errorf("%v %v", kept, err)
	}
	s.must(s.store.Removed(t.Context(), 1, []string{"letter 1", "letter 2"}))
	s.onServer(all, "Remove from the server…")
	if got := s.toasts.now.Text(); got != "As far as PopMail knows, nothing of this is on a server." {
		t.Error(got)
	}
	s.news()
	if strings.Contains(s.pane(), "On the server:") {
		t.Errorf("what is gone is told to be there:\n%s", s.pane())
	}
}
