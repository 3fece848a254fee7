package gui

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2/test"

	"popmail/account/event"
	"popmail/storage/mailbox"
)

// Who works offline is told so, is asked before mail is fetched, and finds a letter waiting;
// the line at the bottom leads back.
func TestWorkOffline(t *testing.T) {
	s := onRealStore(t)
	s.says(event.Finished{Account: 1, At: noon})
	s.written("dad@home.example", "Ferry")
	s.written("lena@kitchen.example", "They worked")
	s.news()
	s.activity.toggleOffline()
	if !s.post.offline {
		t.Fatal("the poller does not know")
	}
	s.statusIs("You are working offline · 2 letters will be sent when you’re online")
	if s.activity.bar.Action().Text != "Go online" || !strings.Contains(s.window.Title(), "Offline") {
		t.Errorf("%q, %q", s.activity.bar.Action().Text, s.window.Title())
	}
	s.showRole(mailbox.Outbox)
	if got := s.outline(); !strings.Contains(got, "Will be sent when you’re online · # bytes | (Send now) Edit Cancel") {
		t.Error(got)
	}
	// What ends meanwhile changes nothing.
	s.says(event.Started{Account: 1}, event.Finished{Account: 1, At: noon})
	s.statusIs("You are working offline · 2 letters will be sent when you’re online")
	checks := s.post.checks
	s.activity.getMail()
	if s.post.checks != checks {
		t.Error("mail was fetched")
	}
	if s.toasts.now == nil || s.toasts.now.Text() != "You are working offline, so no mail is received." || s.toasts.now.Action().Text != "Go online" {
		t.Error("nothing was said")
	}
	test.Tap(s.activity.bar.Action())
	if s.post.offline || !strings.HasPrefix(s.activity.bar.Line().Text, "Up to date") {
		t.Errorf("offline %v, %q", s.post.offline, s.activity.bar.Line().Text)
	}
}
