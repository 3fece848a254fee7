package gui

import (
	"context"
	"strings"
	"testing"

	"popmail/account"
	"popmail/account/event"
	"popmail/storage/mailbox"
)

// storedMail is ServerMail without a server.
type storedMail struct{ *brittle }

func (storedMail) Maildrop(context.Context, account.ID, func(account.Maildrop)) (account.Maildrop, error) {
	return account.Maildrop{}, nil
}

func (storedMail) Get(context.Context, account.ID, []string, func(event.Progress)) (account.Done, error) {
	return account.Done{}, nil
}

func (storedMail) Drop(context.Context, account.ID, []string) (account.Done, error) {
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
