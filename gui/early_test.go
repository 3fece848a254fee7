package gui

import (
	"strings"
	"testing"

	"popmail/account"
	"popmail/account/event"
)

// early is a window whose first check is over before the accounts were read.
func early(t *testing.T, before map[account.ID]account.Status, what ...event.Activity) *stage {
	var store *brittle
	s := newStage(t, 1, func(o *Options) {
		o.Before = before
		store = o.Mail.(*brittle)
		store.deaf = true
		if err := store.SetNotes(t.Context(), 1, asideNotes(t)); err != nil {
			t.Fatal(err)
		}
		post := o.Post.(*fakePost)
		post.activity.Hold(100)
		for _, a := range what {
			post.activity.Publish(a)
		}
	})
	s.post.activity.Release()
	s.run.Step()
	s.toasts.hide()
	s.toasts.now = nil // what was said of the store
	store.deaf = false
	s.listing.loadFolders(nil)
	return s
}

// What sessions have found before the accounts were read is shown once they are.
func TestEarlySessions(t *testing.T) {
	done := []event.Activity{event.Started{Account: 1}, event.Progress{Account: 1, Messages: 1, TotalMessages: 9}, event.Progress{Account: 1, Messages: 9, TotalMessages: 9}}
	s := early(t, nil, append(done, event.Finished{Account: 1, At: noon, Problems: 2})...)
	if l := s.activity.bar.Line(); !strings.Contains(l.Text, "2 messages could not be received") {
		t.Errorf("%+v", l)
	}
	if s.toasts.now == nil || !strings.HasPrefix(s.toasts.now.Text(), "2 messages could not be received") {
		t.Error("nothing is told of what is new")
	}
	// Known before the check, they are not told again.
	s = early(t, map[account.ID]account.Status{1: {Aside: 2}}, append(done, event.Finished{Account: 1, At: noon, Problems: 2})...)
	if s.toasts.now != nil {
		t.Errorf("told again: %s", s.toasts.now.Text())
	}
	s = early(t, nil, done...)
	if !s.activity.status.Running() || s.activity.bar.Line().Progress != 1 {
		t.Errorf("%+v", s.activity.bar.Line())
	}
	s = early(t, nil, event.NeedsPassword{Account: 1, Rejected: true})
	s.sees("the server did not accept the password")
}
