package wizard

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"popmail/account"
	"popmail/account/event"
)

func (s *stage) never(words ...string) {
	s.t.Helper()
	for _, w := range words {
		if strings.Contains(s.text(), w) {
			s.t.Errorf("shows %q:\n%s", w, s.text())
		}
	}
}

func (s *stage) toDone() {
	s.t.Helper()
	s.w.leave.submit()
	if s.w.at != stepDone {
		s.t.Fatalf("at step %d", s.w.at)
	}
}

func TestTheLastPageCountsWhatArrives(t *testing.T) {
	s := atStep(t, stepLeave)
	s.toDone()
	s.sees("All set — your mail is coming", "5,020 messages (136 MB)")
	s.never("arrived")
	s.w.Happened(event.Started{Account: 7})
	s.w.Happened(event.Progress{Account: 7, Messages: 37, TotalMessages: 5020})
	s.sees("37 of 5,020 messages have arrived.")
	if v := s.w.done.line.Value(); v < 0.007 || v > 0.008 {
		t.Errorf("the line stands at %v", v)
	}
	s.w.Happened(event.Progress{Account: 3, Messages: 1, TotalMessages: 2}) // another account
	s.sees("37 of 5,020")
	s.w.Happened(event.Progress{Account: 7, Messages: 2510, TotalMessages: 5020})
	s.sees("2,510 of 5,020 messages have arrived.")
	if !s.w.done.line.Visible() || s.w.done.line.Value() != 0.5 {
		t.Errorf("the line stands at %v", s.w.done.line.Value())
	}
	s.w.Happened(event.Finished{Account: 7, Received: 5019, Problems: 1})
	s.sees("✓ All set", "5,019 messages have arrived.")
	s.never("coming", " of 5,020", "fetching")
	s.key(fyne.KeyReturn)
	if s.done != 7 {
		t.Errorf("done with %d", s.done)
	}
}

func TestMailThatArrivesBeforeTheLastPage(t *testing.T) {
	run := &slow{}
	s := newStage(t, func(o *Options) { o.Run = run })
	next := func() { run.work[len(run.work)-1]() }
	s.fillPerson()
	s.w.person.submit()
	s.w.server.submit()
	next()
	s.w.leave.submit()
	s.w.Happened(event.Progress{Account: 7, Messages: 4, TotalMessages: 9})
	next()
	s.sees("4 of 9 messages have arrived.")
}

func TestTheLastPageOfAnEmptyMailbox(t *testing.T) {
	s := atStep(t, stepServer)
	s.waiting = Waiting{}
	s.w.server.submit()
	s.toDone()
	s.sees("There is no mail on the server right now.")
	s.w.Happened(event.Finished{Account: 7})
	s.sees("There is no mail on the server right now.")
	s.never("coming", "arrived")
	s.w.Happened(event.Progress{Account: 7, Messages: 0, TotalMessages: 1}) // it came just now
	s.sees("All set — your mail is coming", "0 of 1 message")
	s.never("no mail on the server")
}

func TestTheLastPageWhenReceivingFails(t *testing.T) {
	s := atStep(t, stepLeave)
	s.toDone()
	s.w.Happened(event.Progress{Account: 7, Messages: 12, TotalMessages: 5020})
	s.w.Happened(event.Failed{Account: 7, Err: &account.Problem{Trouble: account.TroubleDiskFull}})
	s.sees("✓ All set", "This computer’s disk is full.", "12 of 5,020 messages have arrived.")
	s.never("coming", "fetching")
}

func TestWhoeverChoosesDaysIsToldHowManyAndWhen(t *testing.T) {
	now := time.Date(2026, 11, 26, 23, 30, 0, 0, time.FixedZone("", -8*3600))
	at := func(messages int) *stage {
		s := newStage(t, func(o *Options) { o.Now = func() time.Time { return now } })
		s.waiting.Messages = messages
		s.fillPerson()
		s.w.person.submit()
		s.w.server.submit()
		return s
	}
	s := at(272)
	s.never("at the earliest")
	s.card("Keep a copy")
	s.sees("The 272 messages on the server now will be removed on 10 December at the earliest.")
	s.w.leave.days.SetText("60")
	s.sees("The 272 messages on the server now will be removed on 25 January 2027 at the earliest.")
	s.w.leave.days.SetText("x")
	s.never("at the earliest")
	s.w.leave.days.SetText("14")
	s.card("Keep everything")
	s.never("at the earliest")
	s = at(0)
	s.card("Keep a copy")
	s.never("at the earliest")
}

func TestDaysOfAnAccountThatIsChanged(t *testing.T) {
	for _, c := range []struct {
		leave account.Retention
		days  string
		told  bool
	}{
		{account.Retention{}, "14", true},
		{account.Retention{Mode: account.LeaveDays, Days: 30}, "30", false},
		{account.Retention{Mode: account.LeaveDays, Days: 30}, "31", false},
		{account.Retention{Mode: account.LeaveDays, Days: 30}, "7", true},
		{account.Retention{Mode: account.LeaveNone}, "7", false},
	} {
		old := example()
		old.Leave = c.leave
		s, _ := changing(t, old)
		s.tap("Continue")
		s.tap("Test and continue")
		s.card("Keep a copy")
		s.w.leave.days.SetText(c.days)
		want := "already been on this computer for " + c.days + " days will be removed from the server at the next check."
		if got := strings.Contains(s.text(), want); got != c.told {
			t.Errorf("%v to %s days: told %v:\n%s", c.leave, c.days, got, s.text())
		}
		s.never("at the earliest")
	}
}

func TestCardsOfAllStepsBeginAtTheSamePlace(t *testing.T) {
	for _, size := range []fyne.Size{fyne.NewSize(1280, 800), fyne.NewSize(600, 800), fyne.NewSize(900, 700), fyne.NewSize(1280, 600), fyne.NewSize(1920, 1080)} {
		s := atStep(t, stepLeave)
		s.win.Resize(size)
		s.w.problem.explain(&account.Problem{Trouble: account.TroubleNoHost, Server: "pop.example.org"}, stepServer)
		top := float32(-1)
		for at := stepPerson; at <= stepDone; at++ {
			s.w.show(at)
			y := s.w.card.Position().Y
			if top < 0 {
				top = y
			}
			if y != top || y < 16 {
				t.Errorf("%v: the card of step %d begins at %v, the first at %v", size, at, y, top)
			}
		}
		s.w.show(stepServer)
		choose(s.w.server, 2) // a higher card
		if y := s.w.card.Position().Y; y != top {
			t.Errorf("%v: the card jumps to %v when it grows", size, y)
		}
	}
}

// Gmail can be asked for mail that another program has got; other servers, and who signs in with
// the browser, cannot.
func TestRecentIsOffered(t *testing.T) {
	const offer, why = "Get mail of the last 30 days even if another device has already got it", "Otherwise Gmail gives each message to one program only."
	at := func(t *testing.T, email string, old *account.Account) *stage {
		s := newStage(t, func(o *Options) {
			if o.Find = offline; old != nil {
				o.First, o.Account, o.OnCancel = false, old, func() {}
			}
		})
		if old == nil {
			s.fillAs(email)
		}
		s.w.person.submit()
		s.tap("Test and continue")
		if s.w.at != stepLeave {
			t.Fatalf("at step %d\n%s", s.w.at, s.text())
		}
		return s
	}
	for _, other := range []string{"ann@gmx.de", "ann@yahoo.com"} {
		at(t, other, nil).never("30 days")
	}
	s := at(t, "ann@gmail.com", nil)
	s.sees(offer, why)
	d := s.w.Draft()
	test.Tap(s.w.leave.recent)
	if d.Recent || !s.w.Draft().Recent {
		t.Errorf("%+v", s.w.Draft())
	}
	s.tap("Back")
	s.tap("Test and continue")
	s.tap("Start receiving")
	if len(s.saved) != 1 || s.saved[0].User != "recent:ann@gmail.com" || s.saved[0].SendsAs() != "ann@gmail.com" {
		t.Fatalf("%+v", s.saved)
	}
	// It is shown as it is, and can be taken back.
	old := s.saved[0]
	old.ID = 4
	s = at(t, "", &old)
	if !s.w.leave.recent.Checked {
		t.Error("it does not show")
	}
	test.Tap(s.w.leave.recent)
	s.tap("Save")
	if len(s.saved) != 1 || s.saved[0].User != "ann@gmail.com" {
		t.Errorf("%+v", s.saved)
	}
	old.Auth = account.AuthOAuth
	if old.OffersRecent() {
		t.Error("a token has a name of its own")
	}
}
