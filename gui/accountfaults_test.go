package gui

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"popmail/account"
	"popmail/account/event"
)

// staying removes accounts and cannot delete their passwords.
type staying struct{ storeSetup }

func (u staying) Remove(ctx context.Context, id account.ID, keepMail bool) error {
	if err := u.storeSetup.Remove(ctx, id, keepMail); err != nil {
		return err
	}
	return fmt.Errorf("%w: no keyring", ErrPasswordStays)
}

// TestAPasswordThatStays: the account is gone, which is told, and what is not gone as well.
func TestAPasswordThatStays(t *testing.T) {
	s := newStage(t, 2)
	s.accounts.setup = staying{storeSetup{s: s}}
	gone := false
	s.accounts.removeAccount(1, true, func() { gone = true })
	if text := s.toasts.now.Text(); !strings.Contains(text, "was removed") || !strings.Contains(text, "could not delete its password") || strings.Contains(text, "didn’t work") {
		t.Errorf("%q", text)
	}
	if !gone || len(s.known.accounts) != 0 {
		t.Errorf("%d accounts are shown", len(s.known.accounts))
	}
}

// TestAPastedAnswer: what pasting brings along is no part of a password that is asked for.
func TestAPastedAnswer(t *testing.T) {
	for _, c := range []struct{ host, text, want string }{
		{"", "right\n", "right"}, {"", "right\r\n", "right"}, {"", "two words", "two words"}, {"", "a\rb", ""},
		{"pop.gmail.com", "abcd efgh ijkl mnop\r\n", "abcdefghijklmnop"},
	} {
		s := newStage(t, 1)
		if c.host != "" {
			s.known.accounts[0].Incoming.Host = c.host
		}
		s.activity.askPassword(1, event.NeedsPassword{Account: 1}, false)
		clip := fyne.CurrentApp().Clipboard()
		clip.SetContent(c.text)
		s.window.Canvas().Focused().(fyne.Shortcutable).TypedShortcut(&fyne.ShortcutPaste{Clipboard: clip})
		s.window.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
		if s.post.password != c.want {
			t.Errorf("%q: %q", c.text, s.post.password)
		}
		if asks := s.window.Canvas().Overlays().Top() != nil; asks != (c.want == "") || s.activity.asking != asks {
			t.Errorf("%q: is asked for still: %t", c.text, asks)
		}
	}
}
