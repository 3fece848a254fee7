package gui

import (
	"context"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"popmail/account"
	"popmail/gui/kit/guitest"
	"popmail/gui/kit/widgets"
)

// neglected is mail whose accounts were last reached at a time.
type neglected struct {
	Mail
	reached time.Time
	failure account.Failure
	quota   int64 // octets, of which held are used
	held    int64
}

func (n *neglected) Status(context.Context) (map[account.ID]account.Status, error) {
	return map[account.ID]account.Status{1: {LastCheck: n.reached, Failure: n.failure, Quota: n.quota, Held: account.Held{At: n.reached, Octets: n.held}}}, nil
}

// Once a week the window says what the mail lacks, each with what helps; what the person does not
// want to hear is not said again, and nothing before the week is over or where all is well.
func TestWeeklyWord(t *testing.T) {
	mail := &neglected{reached: noon.Add(-4 * day), failure: account.FailureOf(&account.Problem{Trouble: account.TroubleNoHost})}
	now := noon
	tr := &fakeTravel{rests: Rests{Messages: 4, Larger: 1}}
	s := newStage(t, 1, func(o *Options) {
		mail.Mail = o.Mail
		o.ServerMail = &heldMail{brittle: o.Mail.(*brittle)}
		o.Mail, o.Travel, o.Now = mail, tr, func() time.Time { return now }
	})
	s.news()
	links := guitest.Reading(func(fyne.CanvasObject) (string, bool) { return "", false })
	says := func() string {
		if !s.weekly.card.Visible() {
			return ""
		}
		return guitest.Reading(func(o fyne.CanvasObject) (string, bool) {
			switch o := o.(type) {
			case *widgets.Text:
				return o.Text(), true
			case *widgets.Button:
				return "[" + o.Text + "]", true
			}
			return "", false
		}).Text(s.weekly.card)
	}
	tap := func(text string) {
		t.Helper()
		test.Tap(guitest.Last(t, links, "link "+text, func(b *widgets.Button) bool { return b.Text == text }, s.weekly.card))
	}
	quiet := func(why string) {
		t.Helper()
		if s.weekly.look(); says() != "" {
			t.Fatalf("%s: it says %s", why, says())
		}
	}
	quiet("used for the first time")
	now = now.Add(6 * day)
	quiet("before the week is over")
	now = now.Add(2 * day)
	s.weekly.began = now
	quiet("just opened")
	s.weekly.began = now.Add(-time.Hour)
	s.weekly.look()
	guitest.Sees(t, says(), "No check for mail of ann@example.org has been finished since 17 November.", "[Check now]", "The rest of 3 large messages is still on the server.", "[Get the rest]", "[Close]")
	tap("Get the rest")
	if tr.gets != 1 {
		t.Errorf("%d gets", tr.gets)
	}
	tap("Don’t tell me this")
	quiet("said this week")
	now = now.Add(8 * day)
	quiet("what is not to be told, and all else is well")
	tr.rests = Rests{Messages: 1}
	s.travel.count()
	s.weekly.look()
	if got := says(); got == "" {
		t.Error("it says nothing of a large message")
	}
	now = now.Add(2 * day)
	tr.rests = Rests{Messages: 7}
	s.travel.count()
	was := says()
	if s.weekly.look(); says() != was {
		t.Errorf("within the week it says %q for %q", says(), was)
	}
	now = now.Add(6 * day) // nobody has closed it
	s.weekly.look()
	guitest.Sees(t, says(), "The rest of 7 large messages is still on the server.")
	tr.rests = Rests{}
	s.travel.count()
	now = now.Add(8 * day)
	quiet("what it says is over")
	tr.rests = Rests{Messages: 1}
	s.travel.count()
	s.weekly.look()
	tap("Close")
	quiet("closed")

	// An account that is well, and one that PopMail does not ask.
	s.app.Preferences().SetStringList(prefWeeklyNot, nil)
	s.app.Preferences().SetInt(prefWeekly, int(now.Add(-8*day).Unix()))
	tr.rests = Rests{}
	s.travel.count()
	mail.failure = account.Failure{}
	quiet("no check has failed")
	mail.failure, mail.reached = account.FailureOf(&account.Problem{Trouble: account.TroubleNoHost}), now.Add(-2*day)
	quiet("reached two days ago")
	mail.reached = now.Add(-4 * day)
	s.app.Preferences().SetBool(prefOffline, true)
	quiet("working offline")
	s.app.Preferences().SetBool(prefOffline, false)
	if s.weekly.look(); says() == "" {
		t.Error("it says nothing of the account")
	}

	// One that was never reached, three days after that was seen first.
	s.weekly.hide()
	mail.reached = time.Time{}
	s.app.Preferences().SetInt(prefWeekly, int(now.Add(-8*day).Unix()))
	quiet("never reached, and seen just now")
	now = now.Add(3 * day)
	s.weekly.look()
	guitest.Sees(t, says(), "No check for mail of ann@example.org has been finished since", "[Check now]")
	s.weekly.hide()
	mail.failure = account.Failure{}
	s.app.Preferences().SetInt(prefWeekly, int(now.Add(90*day).Unix())) // the clock was ahead
	s.weekly.look()
	if told := int64(s.app.Preferences().Int(prefWeekly)); told != now.Unix() {
		t.Errorf("the week began at %v", time.Unix(told, 0))
	}

	// A mailbox that is nearly full.
	s.weekly.hide()
	again := func() { s.app.Preferences().SetInt(prefWeekly, int(now.Add(-8*day).Unix())) }
	again()
	mail.failure, mail.quota, mail.held = account.Failure{}, 2e9, 1.79e9
	quiet("a mailbox that is 89 % full")
	mail.held = 1.88e9
	s.weekly.look()
	guitest.Sees(t, says(), "The mailbox of ann@example.org is 94% full at the provider.", "[Show what is there]")
	tap("Show what is there")
	if s.Window.onServer.open() == nil {
		t.Error("the page of the server is not opened")
	}
	s.closeSheet()
	again()
	mail.quota = 0
	quiet("a mailbox of which nobody has said how big it is")
}
