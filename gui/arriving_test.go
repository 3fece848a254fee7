package gui

import (
	"context"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"popmail/account"
	"popmail/account/event"
	"popmail/gui/kit/guitest"
	"popmail/gui/kit/widgets"
)

// goodSetup is a server that lets everybody in.
type goodSetup struct{ fakeSetup }

func (goodSetup) Probe(context.Context, account.Account, account.Credential) (Waiting, error) {
	return Waiting{Messages: 12, Bytes: 40000}, nil
}

// The wizard that has saved a new account counts the mail that comes for it.
func TestArrivingMailIsCountedInTheWizard(t *testing.T) {
	s := newStage(t, -1, func(o *Options) { o.Setup = goodSetup{} })
	text := func() string {
		return guitest.Reading(func(o fyne.CanvasObject) (string, bool) {
			p, ok := o.(*widgets.Text)
			if !ok {
				return "", false
			}
			return p.Text(), true
		}).Text(s.sheet)
	}
	typed := func(text string) {
		for _, r := range text {
			s.window.Canvas().Focused().TypedRune(r)
		}
	}
	typed("Ann")
	s.window.Canvas().FocusNext()
	typed("ann@example.org")
	s.window.Canvas().FocusNext()
	typed("secret")
	s.press(fyne.KeyReturn) // the server
	s.press(fyne.KeyReturn) // what stays there
	s.press(fyne.KeyReturn) // saved as account 2
	if !strings.Contains(text(), "All set") {
		t.Fatalf("not at the end:\n%s", text())
	}
	s.says(event.Started{Account: 2}, event.Progress{Account: 2, Messages: 3, TotalMessages: 12})
	if !strings.Contains(text(), "3 of 12 messages have arrived.") {
		t.Errorf("the mail that arrives is not counted:\n%s", text())
	}
}
