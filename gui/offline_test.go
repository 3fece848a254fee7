package gui

import (
	"context"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"popmail/account/event"
	"popmail/gui/kit/guitest"
	"popmail/gui/kit/widgets"
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

// Whose settings cannot be read works offline until he says otherwise, and is told.
func TestSettingsThatAreLost(t *testing.T) {
	s := newStage(t, 3, func(o *Options) {
		o.SettingsLost = true
		BeginAnew(o.App.Preferences())
		o.MissingFonts = func(context.Context) ([]string, []string) { return []string{"Thai"}, nil }
	})
	if !WorksOffline(s.app.Preferences()) || !s.notice.Visible() || len(s.notice.Objects) != 1 {
		t.Fatal("nothing is told, or it is online")
	}
	bar := s.notice.Objects[0].(*widgets.Notice)
	if text := bar.Text(); !strings.Contains(text, "couldn’t read its settings") {
		t.Errorf("%q", text)
	}
	guitest.Last(t, func(fyne.CanvasObject) (string, bool) { return "", false }, "Go online", func(b *widgets.Button) bool { return b.Text == "Go online" && b.Visible() }, bar).OnTapped()
	if WorksOffline(s.app.Preferences()) || s.notice.Visible() {
		t.Error("it does not go online")
	}
}
