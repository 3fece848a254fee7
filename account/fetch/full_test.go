package fetch

import (
	"strings"
	"testing"

	"popmail/account"
)

// TestNoRoom: what the disk has no room for is not asked for; what it has room for comes, and what
// is due is removed.
func TestNoRoom(t *testing.T) {
	o := newOffice(t, 0, true)
	for i := range 5 {
		o.post("old"+string(rune('a'+i)), letter(i, true, "old"))
	}
	o.must(t, testAccount, 5, 5, 0, 0)
	for i := range 100 {
		o.post("s"+string(rune(0x4e00+i)), letter(10+i, true, strings.Repeat("a line of thirty octets, about\r\n", 300)))
	}
	o.post("huge", letter(200, true, strings.Repeat("a line of thirty octets, about\r\n", 310_000)))
	for _, c := range []struct {
		name           string
		free           int64
		received, fail int
		full           bool
	}{{"none", 1 << 10, 0, 1, true}, {"little", 5 << 20, 100, 1, false}} { // one that is too large stops nobody else
		o.room = func() (int64, error) { return c.free, nil }
		o.commands()
		rep, err := o.run(t.Context(), testAccount)
		if (account.TroubleOf(err) == account.TroubleDiskFull) != c.full || (err != nil) != c.full || len(rep.Failed) != c.fail || rep.Received < c.received-5 || rep.Received > c.received+5 {
			t.Errorf("%s: %d received, %d failed, %v", c.name, rep.Received, len(rep.Failed), err)
		}
		if n := o.commands()["RETR"]; n != rep.Received {
			t.Errorf("%s: %d RETR, %d received", c.name, n, rep.Received)
		}
	}
	o.room = func() (int64, error) { return 1 << 10, nil }
	rep, err := o.run(t.Context(), leaving(deleteAll))
	if account.TroubleOf(err) != account.TroubleDiskFull || rep.Removed < 5 {
		t.Errorf("%+v, %v", rep, err)
	}
	o.room = func() (int64, error) { return 1 << 40, nil }
	if rep, err := o.run(t.Context(), leaving(deleteAll)); err != nil || len(rep.Failed) != 0 || o.count() != 0 {
		t.Errorf("%+v, %v", rep, err)
	}
	o.mustHold(t, o.mail...)
}

// TestTooLargeStopsNobodyElse: that a server refuses all removals is told although one message has no room.
func TestTooLargeStopsNobodyElse(t *testing.T) {
	o := keeping(t, nil, func(string) bool { return true })
	o.post("huge", letter(200, true, strings.Repeat("a line of thirty octets, about\r\n", 310_000)))
	o.room = func() (int64, error) { return 5 << 20, nil }
	if rep, err := o.run(t.Context(), leaving(deleteAll)); err != nil || rep.Received != 4 || len(rep.Failed) != 1 || !rep.Stays {
		t.Errorf("%+v, %v", rep, err)
	}
	o.room = func() (int64, error) { return 1 << 10, nil }
	if rep, err := o.run(t.Context(), leaving(deleteAll)); account.TroubleOf(err) != account.TroubleDiskFull || !rep.Stays {
		t.Errorf("%+v, %v", rep, err)
	}
}
