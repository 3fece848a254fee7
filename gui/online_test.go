package gui

import (
	"strings"
	"testing"
	"time"

	"popmail/account"
	"popmail/account/event"
	"popmail/account/send"
	"popmail/gui/kit/guitest"
	"popmail/gui/words"
	"popmail/storage/mailbox"
)

// onTwoAccounts is a window with two accounts that send, Ann's and the club's.
func onTwoAccounts(t *testing.T) *stage {
	t.Helper()
	s := onRealStore(t)
	s.addAccountFor("club@example.org")
	s.listing.loadFolders(nil)
	for _, a := range s.known.accounts {
		a.Outgoing = account.Server{Host: "smtp.example.org", Port: 465, Security: account.TLS}
		s.must(s.store.UpdateAccount(t.Context(), a, nil))
	}
	s.listing.loadFolders(nil)
	s.news()
	return s
}

// TestLetterGoesByItsAccount: whether a letter goes is what is known of the way to the network from its own account,
// whatever the line at the bottom tells of receiving: a server of mail that refuses says nothing about sending,
// and an account that waits for its password says nothing about the network.
func TestLetterGoesByItsAccount(t *testing.T) {
	refused := func(id account.ID) event.Activity {
		return event.Failed{Account: id, Err: &account.Problem{Trouble: account.TroubleRefused}}
	}
	gone := func(id account.ID) event.Activity {
		return event.Failed{Account: id, Offline: true, Err: &account.Problem{Trouble: account.TroubleOffline}}
	}
	for what, c := range map[string]struct {
		says   []event.Activity
		from   account.ID
		online bool
	}{
		"nothing is known":                    {nil, 1, true},
		"the other one's server refuses":      {[]event.Activity{event.Finished{Account: 1, At: noon}, refused(2)}, 1, true},
		"its own server refuses":              {[]event.Activity{event.Finished{Account: 2, At: noon}, refused(1)}, 1, true},
		"its server refuses, the other's too": {[]event.Activity{event.Finished{Account: 1, At: noon}, event.Finished{Account: 2, At: noon}, refused(1), refused(2)}, 1, false},
		"it refuses, and a letter went":       {[]event.Activity{refused(1), refused(2), event.SendEnded{Account: 1, Sent: 1}}, 1, true},
		"the outgoing server is not found":    {[]event.Activity{event.Finished{Account: 1, At: noon}, event.SendEnded{Account: 1, Waiting: 1, Err: &account.Problem{Trouble: account.TroubleNoHost, Sending: true}}}, 1, true},
		"no network":                          {[]event.Activity{gone(1), gone(2)}, 1, false},
		"no network, and being checked":       {[]event.Activity{gone(1), event.Started{Account: 1}}, 1, false},
		"no network, the other asks":          {[]event.Activity{gone(1), event.NeedsPassword{Account: 2}}, 1, false},
		"no network, and it asks itself":      {[]event.Activity{event.NeedsPassword{Account: 1}, gone(2)}, 1, false},
		"a letter found that out":             {[]event.Activity{event.Finished{Account: 1, At: noon}, event.SendEnded{Account: 1, Waiting: 1, Err: &account.Problem{Trouble: account.TroubleOffline, Sending: true}}}, 1, false},
		"mail comes again":                    {[]event.Activity{gone(1), event.Started{Account: 1}, event.Progress{Account: 1, Bytes: 100}}, 1, true},
		"a letter went while it was checked":  {[]event.Activity{gone(1), event.SendEnded{Account: 1, Sent: 1}}, 1, true},
		"the other finds the network again":   {[]event.Activity{gone(1), gone(2), event.Finished{Account: 2, At: noon}}, 1, true},
		"the other one's mail comes":          {[]event.Activity{gone(1), event.Progress{Account: 2, Bytes: 100}}, 1, true},
		"and it is gone again":                {[]event.Activity{gone(1), event.Finished{Account: 2, At: noon}, gone(2)}, 1, false},
		"another one's server is not found":   {[]event.Activity{event.Finished{Account: 1, At: noon}, gone(2)}, 1, true},
		"checked again":                       {[]event.Activity{gone(1), event.Finished{Account: 1, At: noon}}, 1, true},
	} {
		t.Run(what, func(t *testing.T) {
			s := onTwoAccounts(t)
			s.says(c.says...)
			foot, bar, state := "Offline · this letter will be sent", "Your letter will be sent when you are online again.", "Will be sent when you’re online"
			if c.online {
				foot, bar, state = "Online · this letter goes out 10 seconds", "Your letter goes out in 10 seconds.", "Goes out in a few seconds"
			}
			s.write()
			s.letterWindow(t).sees(t, foot)
			s.letterWindow(t).side.window.Close()
			id := s.written("jonas@boatmuseum.example", "Tickets")
			if s.toasts.now == nil || s.toasts.now.Text() != bar {
				t.Errorf("the bar is not %q", bar)
			}
			if s.news(); s.writing.standing(id) == nil || !strings.HasPrefix(s.writing.standing(id).Text, state) {
				t.Errorf("%+v", s.writing.standing(id))
			}
			ended := 0
			s.leaveFrom(func() { ended++ })
			if asked := s.window.Canvas().Overlays().Top() != nil; asked != c.online || (ended == 1) == c.online {
				t.Errorf("asked: %v, ended %d times", asked, ended)
			}
		})
	}
}

// TestUnreachableAlone: while no server can be reached a letter waits for a connection, as the line at the bottom says,
// and can be tried all the same; what else is in its way is said of it.
func TestUnreachableAlone(t *testing.T) {
	for trouble, short := range map[account.Trouble]string{
		account.TroubleSilent: "Will be sent when you’re online",
		account.TroubleBusy:   "Next try",
	} {
		s := onTwoAccounts(t)
		id := s.written("jonas@boatmuseum.example", "Tickets")
		s.says(event.Failed{Account: 1, Err: &account.Problem{Trouble: account.TroubleSilent}}, event.Failed{Account: 2, Err: &account.Problem{Trouble: account.TroubleNoHost}})
		s.settle(id, send.Outcome{State: send.Waits, NextTry: noon.Add(time.Hour), Problem: &account.Problem{Trouble: trouble, Sending: true}})
		if st := s.writing.standing(id); !strings.HasPrefix(st.Text, short) || st.Actions[0].Off {
			t.Errorf("%v: %+v", trouble, st)
		}
	}
}

// TestQuitWhileSending: a letter that is being sent is asked about, whatever the servers of mail say, but where there is no network.
func TestQuitWhileSending(t *testing.T) {
	for trouble, asks := range map[account.Trouble]bool{account.TroubleSilent: true, account.TroubleOffline: false} {
		s := onTwoAccounts(t)
		id := s.written("jonas@boatmuseum.example", "Tickets")
		_, err := s.store.TakeLetter(t.Context(), 1, send.Which{Now: noon.Add(time.Minute), IDs: []int64{int64(id)}})
		s.must(err)
		s.news()
		s.says(event.Failed{Account: 1, Err: &account.Problem{Trouble: trouble}}, event.Failed{Account: 2, Err: &account.Problem{Trouble: trouble}})
		ended := 0
		s.leaveFrom(func() { ended++ })
		if asked := s.window.Canvas().Overlays().Top() != nil; asked != asks || (ended == 0) != asks {
			t.Errorf("%v: asked: %v, ended %d times", trouble, asked, ended)
		}
	}
}

// TestWhatHindersALetter: while the server of mail refuses, a letter says what hinders it, and can be tried again;
// the line at the bottom does not promise for it.
func TestWhatHindersALetter(t *testing.T) {
	s := onTwoAccounts(t)
	id := s.written("jonas@boatmuseum.example", "Tickets")
	s.settle(id, send.Outcome{State: send.Waits, NextTry: noon.Add(time.Hour), Problem: &account.Problem{Trouble: account.TroubleBusy, Sending: true}})
	s.says(event.Finished{Account: 1, At: noon}, event.Failed{Account: 2, Err: &account.Problem{Trouble: account.TroubleRefused}})
	l := s.writing.letters[id]
	a, _ := s.account(1)
	if st := s.writing.standing(id); !strings.HasPrefix(st.Text, words.OfLetter(&l, a, true, noon).Short) || st.Actions[0].Off {
		t.Errorf("%+v", st)
	}
	if line := s.activity.bar.Line().Text; strings.Contains(line, "will be sent") {
		t.Error(line)
	}
	// The state follows, account for account.
	s.says(event.SendEnded{Account: 1, Waiting: 1, Err: &account.Problem{Trouble: account.TroubleOffline, Sending: true}})
	if st := s.writing.standing(id); !strings.HasPrefix(st.Text, "Will be sent when you’re online") {
		t.Errorf("%+v", st)
	}
	s.showRole(mailbox.Outbox)
	guitest.Sees(t, guitest.Reading(readWriting).Text(s.listing.list), "Will be sent when you’re online")
}
