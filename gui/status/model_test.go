package status

import (
	"errors"
	"strings"
	"testing"
	"time"

	"popmail/account"
	"popmail/account/event"
	"popmail/gui/words"
)

var now = time.Date(2026, 11, 21, 14, 32, 0, 0, time.UTC)

func model(accounts ...string) *Model {
	words.Use("en-GB")
	m := &Model{Explain: func(error) string { return "The server is busy" }}
	var list []account.Account
	for i, a := range accounts {
		list = append(list, account.Account{ID: account.ID(i + 1), Email: a, Interval: 10 * time.Minute})
	}
	m.SetAccounts(list)
	m.SetMessages(12408)
	return m
}

func TestLine(t *testing.T) {
	tests := []struct {
		name     string
		accounts []string
		happens  []event.Activity
		kind     Kind
		text     string
	}{
		{"nothing yet", []string{"ann@example.org"}, nil, Quiet, "Not checked yet"},
		{"no accounts", nil, nil, Quiet, ""},
		{"up to date", []string{"ann@example.org"},
			[]event.Activity{event.Started{Account: 1}, event.Finished{Account: 1, At: now.Add(-time.Minute), Next: now.Add(9 * time.Minute)}},
			Good, "Up to date · checked 14:31 · next check in 9 min"},
		{"looking", []string{"ann@example.org"}, []event.Activity{event.Started{Account: 1}}, Busy, "ann@example.org: checking for new mail…"},
		{"receiving", []string{"ann@example.org"},
			[]event.Activity{event.Started{Account: 1}, event.Progress{Account: 1, Messages: 3114, TotalMessages: 5020, Bytes: 84e6, TotalBytes: 136e6, Left: 2 * time.Minute}},
			Busy, "ann@example.org: receiving 3,114 of 5,020 · 84 of 136 MB · about 2 min left"},
		{"rests", []string{"ann@example.org"},
			[]event.Activity{event.Started{Account: 1}, event.Progress{Account: 1, Rests: 2, Bytes: 4e6, TotalBytes: 14e6, Left: time.Minute}},
			Busy, "ann@example.org: receiving the rest of 2 messages · 4 of 14 MB · about 1 min left"},
		{"new mail before rests", []string{"ann@example.org"},
			[]event.Activity{event.Started{Account: 1}, event.Progress{Account: 1, Messages: 2, TotalMessages: 3, Rests: 2, Bytes: 1e6, TotalBytes: 34e6}},
			Busy, "ann@example.org: receiving 2 of 3 · 1 of 34 MB"},
		{"rests behind new mail", []string{"ann@example.org"},
			[]event.Activity{event.Started{Account: 1}, event.Progress{Account: 1, Messages: 3, TotalMessages: 3, Rests: 2, Bytes: 3e6, TotalBytes: 34e6}},
			Busy, "ann@example.org: receiving the rest of 2 messages · 3 of 34 MB"},
		{"offline", []string{"ann@example.org"},
			[]event.Activity{event.Failed{Account: 1, Offline: true, Err: &account.Problem{Trouble: account.TroubleOffline}}},
			Offline, "Offline · all 12,408 messages can be read and searched · mail will be checked when you are back online"},
		{"server gone", []string{"ann@example.org"},
			[]event.Activity{event.Failed{Account: 1, Err: &account.Problem{Trouble: account.TroubleRefused, Server: "pop.example.org"}}},
			Offline, "Offline · pop.example.org can’t be reached · all 12,408 messages can be read and searched · mail will be checked when you are back online"},
		{"offline, as a letter finds out", []string{"ann@example.org"},
			[]event.Activity{event.Finished{Account: 1, At: now.Add(-time.Hour)}, event.SendEnded{Account: 1, Waiting: 1, Err: &account.Problem{Trouble: account.TroubleOffline, Sending: true}}},
			Offline, "Offline · all 12,408 messages can be read and searched · mail will be checked when you are back online"},
		{"back online, as a letter finds out", []string{"ann@example.org"},
			[]event.Activity{event.Finished{Account: 1, At: now.Add(-time.Hour)}, event.Failed{Account: 1, Err: &account.Problem{Trouble: account.TroubleOffline}}, event.SendEnded{Account: 1, Sent: 1}},
			Good, "Up to date · checked 13:32"},
		{"no way to the outgoing server is no way offline", []string{"ann@example.org"},
			[]event.Activity{event.Finished{Account: 1, At: now.Add(-time.Hour)}, event.SendEnded{Account: 1, Waiting: 1, Err: &account.Problem{Trouble: account.TroubleRefused, Sending: true}}},
			Good, "Up to date · checked 13:32"},
		{"a pause that the server lists", []string{"ann@example.org"},
			[]event.Activity{event.Finished{Account: 1, At: now.Add(-time.Minute), Next: now.Add(14 * time.Minute)}, event.Scheduled{Account: 1, Next: now.Add(14*time.Minute - time.Second), Asked: true}},
			Good, "Up to date · checked 14:31 · the server asks for a pause until 14:46"},
		{"a pause that it has asked for", []string{"ann@example.org"},
			[]event.Activity{event.Failed{Account: 1, Err: &account.Problem{Trouble: account.TroubleTooMany}, Retry: now.Add(10 * time.Minute)}, event.Scheduled{Account: 1, Next: now.Add(10 * time.Minute), Asked: true}},
			Waits, "The server asks for a pause until 14:42"},
		{"one until tomorrow", []string{"ann@example.org"},
			[]event.Activity{event.Failed{Account: 1, Err: &account.Problem{Trouble: account.TroubleTooMany}}, event.Scheduled{Account: 1, Next: now.Add(12 * time.Hour), Asked: true}},
			Waits, "The server asks for a pause until tomorrow, 02:32"},
		{"from an earlier start", []string{"ann@example.org"}, []event.Activity{event.Scheduled{Account: 1, Next: now.Add(10 * time.Minute), Asked: true}}, Waits, "The server asks for a pause until 14:42"},
		{"over", []string{"ann@example.org"},
			[]event.Activity{event.Failed{Account: 1, Err: &account.Problem{Trouble: account.TroubleTooMany}}, event.Scheduled{Account: 1, Next: now, Asked: true}},
			Problem, "The server is busy · next try in less than a minute"},
		{"asked by hand meanwhile", []string{"ann@example.org"},
			[]event.Activity{event.Scheduled{Account: 1, Next: now.Add(10 * time.Minute), Asked: true}, event.Started{Account: 1}, event.Finished{Account: 1, At: now, Next: now.Add(10 * time.Minute)}, event.Scheduled{Account: 1, Next: now.Add(10 * time.Minute)}},
			Good, "Up to date · checked 14:32 · next check in 10 min"},
		{"a quota", []string{"ann@example.org"},
			[]event.Activity{event.Failed{Account: 1, Err: &account.Problem{Trouble: account.TroubleQuota}, Held: account.Held{At: now, Messages: 500, Missing: 300}}, event.Scheduled{Account: 1, Next: now.Add(5 * time.Minute), Asked: true}},
			Waits, "The server gives only so many messages at a time · next try in 5 min · 300 messages are still on the server"},
		{"another trouble with a pause", []string{"ann@example.org"},
			[]event.Activity{event.Failed{Account: 1, Err: &account.Problem{Trouble: account.TroubleServer}}, event.Scheduled{Account: 1, Next: now.Add(5 * time.Minute), Asked: true}},
			Problem, "The server is busy · next try in 5 min"},
		{"busy server names the account when there are two", []string{"ann@example.org", "club@example.org"},
			[]event.Activity{event.Finished{Account: 1, At: now, Next: now.Add(time.Minute)}, event.Failed{Account: 2, Err: &account.Problem{Trouble: account.TroubleBusy}, Retry: now.Add(3 * time.Minute)}},
			Problem, "club@example.org: The server is busy · next try in 3 min"},
		{"stopped by the person", []string{"ann@example.org"},
			[]event.Activity{event.Finished{Account: 1, At: now.Add(-time.Hour)}, event.Started{Account: 1}, event.Failed{Account: 1, Err: &account.Problem{Trouble: account.TroubleStopped}, Retry: now.Add(10 * time.Minute)}},
			Good, "Up to date · checked 13:32 · next check in 10 min"},
		{"password", []string{"ann@example.org"}, []event.Activity{event.Started{Account: 1}, event.NeedsPassword{Account: 1}},
			Password, "ann@example.org: PopMail needs your password to check for new mail."},
		{"a bad certificate", []string{"ann@example.org"}, []event.Activity{event.Started{Account: 1}, event.Failed{Account: 1, Err: &account.Problem{Trouble: account.TroubleCertName}}, event.Scheduled{Account: 1}},
			Problem, "The server is busy · PopMail has stopped getting mail"},
		{"a good session clears the problem", []string{"ann@example.org"},
			[]event.Activity{event.Failed{Account: 1, Err: errors.New("x")}, event.Started{Account: 1}, event.Finished{Account: 1, At: now}},
			Good, "Up to date · checked 14:32"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := model(tt.accounts...)
			for _, a := range tt.happens {
				m.Apply(a)
			}
			l := m.Line(now)
			if l.Kind != tt.kind || l.Text != tt.text {
				t.Errorf("got %d %q\nwant %d %q", l.Kind, l.Text, tt.kind, tt.text)
			}
		})
	}
}

// TestHowMuchIsHere: no sentence says that all is here unless it is known to be.
func TestHowMuchIsHere(t *testing.T) {
	held := func(at time.Time, messages, missing int) account.Held {
		return account.Held{At: at, Messages: messages, Missing: missing}
	}
	stopped := &account.Problem{Trouble: account.TroubleStopped}
	cut := &account.Problem{Trouble: account.TroubleCut, Server: "pop.example.org"}
	offline := &account.Problem{Trouble: account.TroubleOffline}
	progress := event.Progress{Account: 1, Messages: 37, TotalMessages: 1452}
	for _, tt := range []struct {
		name     string
		accounts int
		messages int
		stored   map[account.ID]account.Status
		happens  []event.Activity
		here     string
		line     string
		action   Kind
	}{
		{"nothing is known", 1, 0, nil, nil, "", "Not checked yet", Quiet},
		{"never checked, mail kept from before", 1, 5, nil, nil, "5 messages are on this computer.", "Not checked yet", Quiet},
		{"all", 1, 5, nil, []event.Activity{event.Finished{Account: 1, At: now, Held: held(now, 5, 0)}}, "All 5 messages are on this computer.", "Up to date · checked 14:32", Good},
		{"an empty mailbox", 1, 0, nil, []event.Activity{event.Finished{Account: 1, At: now, Held: held(now, 0, 0)}}, "", "Up to date · checked 14:32", Good},
		{"receiving", 1, 3037, nil, []event.Activity{event.Started{Account: 1}, progress},
			"3,037 of 4,452 messages are on this computer so far.", "ann@example.org: receiving 37 of 1,452", Busy},
		{"stopped", 1, 3037, nil, []event.Activity{event.Started{Account: 1}, progress, event.Failed{Account: 1, Err: stopped, Held: held(now, 4452, 1415)}},
			"3,037 of 4,452 messages are on this computer so far.", "Stopped. 1,415 messages are still on the server.", Rest},
		{"stopped before the server was heard", 1, 3037, nil, []event.Activity{event.Started{Account: 1}, event.Failed{Account: 1, Err: stopped}},
			"3,037 messages are on this computer.", "Stopped", Rest},
		{"cut", 1, 3037, nil, []event.Activity{event.Started{Account: 1}, progress, event.Failed{Account: 1, Err: cut}},
			"3,037 of 4,452 messages are on this computer so far.", "The server is busy · 1,415 messages are still on the server", Problem},
		{"offline with a rest", 1, 1000, nil, []event.Activity{event.Started{Account: 1}, event.Progress{Account: 1, Messages: 1000, TotalMessages: 4452},
			event.Failed{Account: 1, Err: offline, Offline: true}},
			"1,000 of 4,452 messages are on this computer so far.",
			"Offline · 1,000 messages can be read and searched · 3,452 messages are still on the server · mail will be checked when you are back online", Offline},
		{"offline, empty", 1, 0, nil, []event.Activity{event.Failed{Account: 1, Err: offline, Offline: true}}, "", "Offline · mail will be checked when you are back online", Offline},
		{"restart after Stop", 1, 3037, map[account.ID]account.Status{1: {LastCheck: now.Add(-time.Hour), Stopped: true, Held: held(now.Add(-time.Minute), 4452, 1415)}}, nil,
			"3,037 of 4,452 messages are on this computer so far.", "Stopped. 1,415 messages are still on the server.", Rest},
		{"restart, all was here", 1, 9, map[account.ID]account.Status{1: {LastCheck: now.Add(-time.Hour), Held: held(now.Add(-time.Hour), 9, 0)}}, nil,
			"All 9 messages are on this computer.", "Up to date · checked 13:32", Good},
		{"some could not come", 1, 9, nil, []event.Activity{event.Finished{Account: 1, At: now, Held: held(now, 11, 2)}},
			"9 of 11 messages are on this computer so far.", "Last checked: 14:32 · 2 messages are still on the server", Good},
		{"one of two has a rest", 2, 20, nil, []event.Activity{event.Finished{Account: 1, At: now, Held: held(now, 5, 0)}, event.Finished{Account: 2, At: now, Held: held(now, 20, 3)}},
			"20 of 23 messages are on this computer so far.", "Last checked: 14:32 · 3 messages are still on the server", Good},
		{"one of two was never checked", 2, 20, nil, []event.Activity{event.Finished{Account: 1, At: now, Held: held(now, 5, 0)}},
			"20 messages are on this computer.", "ann@example.org: Up to date · checked 14:32", Good},
		{"after Stop all came", 1, 4452, nil, []event.Activity{event.Failed{Account: 1, Err: stopped, Held: held(now, 4452, 1415)}, event.Started{Account: 1}, event.Finished{Account: 1, At: now, Held: held(now, 4452, 0)}},
			"All 4,452 messages are on this computer.", "Up to date · checked 14:32", Good},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m := model([]string{"ann@example.org", "club@example.org"}[:tt.accounts]...)
			m.SetMessages(tt.messages)
			for id, st := range tt.stored {
				m.SetStatus(id, st)
			}
			for _, a := range tt.happens {
				m.Apply(a)
			}
			if s := m.accounts[1]; s.held.Known() {
				// What the store says late is older than what was heard.
				m.SetStatus(1, account.Status{LastCheck: now.Add(-48 * time.Hour), Held: held(now.Add(-48*time.Hour), 900, 899)})
			}
			if l := m.Line(now); l.Text != tt.line || l.Kind != tt.action {
				t.Errorf("line %d %q\nwant %d %q", l.Kind, l.Text, tt.action, tt.line)
			}
			if got := m.Here(); got != tt.here {
				t.Errorf("here %q\nwant %q", got, tt.here)
			}
		})
	}
}

// TestWants: what a person has to do is told until it is done, also after a restart.
func TestWants(t *testing.T) {
	failed := func(trouble account.Trouble) account.Status {
		return account.Status{Failure: account.FailureOf(&account.Problem{Trouble: trouble})}
	}
	m := model("ann@example.org", "club@example.org")
	is := func(what string, ann, club string, kind Kind) {
		t.Helper()
		if a, c := m.Wants(1), m.Wants(2); a != ann || c != club || m.Line(now).Kind != kind {
			t.Errorf("%s: %q %q %+v", what, a, c, m.Line(now))
		}
	}
	const bad = "The server is busy" // as Explain says
	is("at first", "", "", Quiet)
	m.SetStatus(1, failed(account.TroubleCertExpired))
	m.SetStatus(2, failed(account.TroubleRefused))
	is("from before", bad, "", Problem)
	if m.GoesOn(1) {
		t.Error("it goes on by itself")
	}
	m.SetStatus(1, account.Status{LastCheck: now})
	is("another program has found it good", "", "", Good)
	m.SetStatus(1, failed(account.TroubleCertExpired))
	m.Apply(event.Started{Account: 1})
	is("while it is tried", bad, "", Busy)
	m.Apply(event.Failed{Account: 1, Err: &account.Problem{Trouble: account.TroubleCertExpired}})
	m.SetStatus(1, account.Status{LastCheck: now})
	is("found bad again", bad, "", Problem)
	m.Apply(event.Failed{Account: 1, Err: &account.Problem{Trouble: account.TroubleStopped}})
	is("stopped", bad, "", Problem)
	m.Apply(event.Finished{Account: 1, At: now, Next: now.Add(time.Minute)})
	m.Apply(event.NeedsPassword{Account: 2, Rejected: true, SignIn: true})
	is("signed out", "", "Sign in again to check for new mail.", Password)
	m.Apply(event.NeedsPassword{Account: 2, Rejected: true})
	is("refused", "", "The server did not accept the password.", Password)
	m.Apply(event.NeedsPassword{Account: 2})
	is("none", "", "PopMail needs your password to check for new mail.", Password)
	m.SetAccounts([]account.Account{{ID: 1}, {ID: 2, Paused: true}})
	m.SetStatus(2, failed(account.TroubleCertExpired))
	is("paused", "", "", Good)
}

func TestASlowServer(t *testing.T) {
	m := model("ann@example.org")
	m.Apply(event.Started{Account: 1})
	for after, want := range map[time.Duration]bool{0: false, LongWait / 2: false, LongWait: true} {
		m.Line(now)
		if got := strings.Contains(m.Line(now.Add(after)).Text, "Still waiting"); got != want {
			t.Errorf("after %v: %v", after, got)
		}
	}
	m.Apply(event.Progress{Account: 1, Messages: 1, TotalMessages: 3})
	if text := m.Line(now.Add(time.Hour)).Text; !strings.Contains(text, "receiving 1 of 3") {
		t.Error(text)
	}
}

func TestActivityOfARemovedAccountIsIgnored(t *testing.T) {
	m := model("ann@example.org")
	m.Apply(event.Progress{Account: 9, Messages: 1, TotalMessages: 2})
	if m.Running() || strings.Contains(m.Line(now).Text, "receiving") {
		t.Error("an account that is not there is shown")
	}
}

// TestPaused: a paused account is not spoken of, also where it was in trouble.
func TestPaused(t *testing.T) {
	m := model("ann@example.org", "club@example.org")
	list := []account.Account{{ID: 1, Email: "ann@example.org"}, {ID: 2, Email: "club@example.org"}}
	m.Apply(event.Finished{Account: 1, At: now, Next: now.Add(time.Minute)})
	m.Apply(event.NeedsPassword{Account: 2, Rejected: true})
	list[1].Paused = true
	m.SetAccounts(list)
	m.Apply(event.NeedsPassword{Account: 2}) // from the session that has ended
	if l := m.Line(now); l.Kind != Good || strings.Contains(l.Text, "club") || m.Paused() {
		t.Errorf("%+v", l)
	}
	if _, _, ok := m.NeedsPassword(); ok {
		t.Error("a password is asked for a paused account")
	}
	m.Apply(event.Started{Account: 1})
	list[0].Paused = true
	m.SetAccounts(list)
	if l := m.Line(now); l.Kind != Quiet || l.Text != "Checking for new mail is paused" || !m.Paused() || m.Running() {
		t.Errorf("%+v", l)
	}
	list[0].Paused, list[1].Paused = false, false
	m.SetAccounts(list)
	m.Apply(event.Started{Account: 2})
	if l := m.Line(now); l.Kind != Busy || l.Account != 2 {
		t.Errorf("%+v", l)
	}
}

// TestServerRemovesNothing: that a server removes nothing of what is to be removed stays in the line until it
// does, also where another account is well.
func TestServerRemovesNothing(t *testing.T) {
	const says = "The server doesn’t remove mail"
	for _, who := range [][]string{{"ann@example.org"}, {"club@example.org", "ann@example.org"}} {
		m := model(who...)
		id := account.ID(len(who))
		is := func(what string, want bool) {
			t.Helper()
			if l := m.Line(now); strings.Contains(l.Text, says) != want || l.Kind != Good || want && (l.Account != id || len(who) > 1 && !strings.HasPrefix(l.Text, "ann@example.org: ")) {
				t.Errorf("%s: %+v", what, l)
			}
		}
		for i := range who {
			m.SetStatus(account.ID(i+1), account.Status{LastCheck: now})
		}
		is("at first", false)
		m.SetStatus(id, account.Status{LastCheck: now, Stays: account.Stays{Messages: 4}})
		is("from before", true)
		for _, stays := range []bool{true, true, false} {
			m.Apply(event.Started{Account: id})
			m.Apply(event.Finished{Account: id, Stays: stays, At: now})
			is("a check", stays)
		}
	}
}
