package status

import (
	"testing"
	"time"

	"popmail/account"
	"popmail/account/event"
)

// TestTravel: travel mode is told where nothing more urgent is, and nothing is called
// complete of which only the beginning is here.
func TestTravel(t *testing.T) {
	used := account.Used{Today: 3_100_000, Month: 84_000_000}
	held := account.Held{At: now, Messages: 12408}
	finished := func(id account.ID, ago time.Duration) event.Activity {
		return event.Finished{Account: id, At: now.Add(-ago), Next: now.Add(time.Minute), Held: held}
	}
	for _, c := range []struct {
		name     string
		accounts int
		travel   bool
		rest     int
		happens  []event.Activity
		kind     Kind
		text     string
		here     string
	}{
		{"at home", 1, false, 0, []event.Activity{finished(1, 0)}, Good, "Up to date · checked 14:32 · next check in 1 min", "All 12,408 messages are on this computer."},
		{"at home, with a rest", 1, false, 7, []event.Activity{finished(1, 0)}, Good, "Up to date · checked 14:32 · next check in 1 min", "12,401 of 12,408 messages are complete here."},
		{"traveling", 1, true, 7, []event.Activity{finished(1, 0)}, Good, "Travel mode · checked 14:32 · the rest of 7 messages is on the server · 3.1 MB used today, 84 MB this month", "12,401 of 12,408 messages are complete here."},
		{"not checked", 1, true, 0, nil, Quiet, "Travel mode · Not checked yet · 3.1 MB used today, 84 MB this month", "12,408 messages are on this computer."},
		{"two", 2, true, 0, []event.Activity{finished(1, 0), finished(2, time.Hour)}, Good, "Travel mode · checked 13:32 · 3.1 MB used today, 84 MB this month", "All 12,408 messages are on this computer."},
		{"one of two", 2, true, 0, []event.Activity{finished(2, time.Hour)}, Good, "Travel mode · Not checked yet · 3.1 MB used today, 84 MB this month", "12,408 messages are on this computer."},
		{"no account", 0, true, 0, nil, Quiet, "", "12,408 messages are on this computer."},
		{"under way", 1, true, 7, []event.Activity{event.Started{Account: 1}}, Busy, "ann@example.org: checking for new mail…", "12,401 of 12,408 messages are complete here."},
		{"trouble", 1, true, 7, []event.Activity{event.Failed{Account: 1, Err: &account.Problem{Trouble: account.TroubleBusy}}}, Problem, "The server is busy", "12,401 of 12,408 messages are complete here."},
		{"password", 1, true, 7, []event.Activity{event.NeedsPassword{Account: 1}}, Password, "ann@example.org: PopMail needs your password to check for new mail.", "12,401 of 12,408 messages are complete here."},
		{"no network", 1, true, 7, []event.Activity{finished(1, 0), event.Failed{Account: 1, Offline: true, Err: &account.Problem{Trouble: account.TroubleOffline}}}, Offline,
			"Offline · 12,401 messages can be read and searched · the rest of 7 messages is on the server · mail will be checked when you are back online", "12,401 of 12,408 messages are complete here."},
	} {
		m := model([]string{"ann@example.org", "club@example.org"}[:c.accounts]...)
		m.SetTravel(c.travel, c.rest, used)
		for _, a := range c.happens {
			m.Apply(a)
		}
		l := m.Line(now)
		if l.Kind != c.kind || l.Text != c.text || m.Here() != c.here || l.Travel != (c.travel && c.accounts > 0 && c.kind <= Good) {
			t.Errorf("%s: %d %q, %q\nwant %d %q, %q", c.name, l.Kind, l.Text, m.Here(), c.kind, c.text, c.here)
		}
	}
	m := model("ann@example.org")
	m.SetTravel(true, 7, used)
	m.Apply(finished(1, 0))
	m.SetLetters(1, 2)
	if got, want := m.Line(now).Text, "Travel mode · checked 14:32 · the rest of 7 messages is on the server · 3.1 MB used today, 84 MB this month · 2 letters need a decision"; got != want {
		t.Errorf("%q", got)
	}
	m.WorkOffline(true)
	if l := m.Line(now); !l.Chosen || l.Travel || l.Text != "You are working offline · 1 letter will be sent when you’re online · 2 letters need a decision" {
		t.Errorf("%+v", l)
	}
}
