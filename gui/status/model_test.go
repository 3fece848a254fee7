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
		{"looking", []string{"ann@example.org"}, []event.Activity{event.Started{Account: 1}}, Busy, "ann@example.org: looking for new mail…"},
		{"receiving", []string{"ann@example.org"},
			[]event.Activity{event.Started{Account: 1}, event.Progress{Account: 1, Messages: 3114, TotalMessages: 5020, Bytes: 84e6, TotalBytes: 136e6, Left: 2 * time.Minute}},
			Busy, "ann@example.org: receiving 3,114 of 5,020 · 84 of 136 MB · about 2 min left"},
		{"offline", []string{"ann@example.org"},
			[]event.Activity{event.Failed{Account: 1, Offline: true, Err: &account.Problem{Trouble: account.TroubleOffline}}},
			Offline, "Offline · all 12,408 messages can be read and searched · mail will be checked when you are back online"},
		{"server gone", []string{"ann@example.org"},
			[]event.Activity{event.Failed{Account: 1, Err: &account.Problem{Trouble: account.TroubleRefused, Server: "pop.example.org"}}},
			Offline, "Offline · pop.example.org cannot be reached · all 12,408 messages can be read and searched · mail will be checked when you are back online"},
		{"busy server names the account when there are two", []string{"ann@example.org", "club@example.org"},
			[]event.Activity{event.Finished{Account: 1, At: now, Next: now.Add(time.Minute)}, event.Failed{Account: 2, Err: &account.Problem{Trouble: account.TroubleBusy}, Retry: now.Add(3 * time.Minute)}},
			Problem, "club@example.org: The server is busy · next try in 3 min"},
		{"stopped by the person", []string{"ann@example.org"},
			[]event.Activity{event.Finished{Account: 1, At: now.Add(-time.Hour)}, event.Started{Account: 1}, event.Failed{Account: 1, Err: &account.Problem{Trouble: account.TroubleStopped}, Retry: now.Add(10 * time.Minute)}},
			Good, "Up to date · checked 13:32 · next check in 10 min"},
		{"password", []string{"ann@example.org"}, []event.Activity{event.Started{Account: 1}, event.NeedsPassword{Account: 1}},
			Password, "ann@example.org: PopMail needs your password to look for new mail."},
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

func TestActivityOfARemovedAccountIsIgnored(t *testing.T) {
	m := model("ann@example.org")
	m.Apply(event.Progress{Account: 9, Messages: 1, TotalMessages: 2})
	if m.Running() || strings.Contains(m.Line(now).Text, "receiving") {
		t.Error("an account that is not there is shown")
	}
}
