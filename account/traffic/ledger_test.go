package traffic

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// clock is one that can be set.
type clock struct{ time.Time }

func (c *clock) now() time.Time { return c.Time }

func day(t *testing.T, s string) time.Time {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", s, time.FixedZone("here", -5*3600))
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// TestDays: octets belong to the day here on which they were moved, whatever the clock does.
func TestDays(t *testing.T) {
	dir := t.TempDir()
	c := &clock{}
	var l *Ledger
	for i, step := range []struct {
		at           string
		in, out      int
		again        bool // the program is started again
		today, month int64
		since        string
	}{
		{at: "2026-11-12 10:00", again: true, since: "2026-11-12"},
		{at: "2026-11-12 10:01", in: 900, out: 100, today: 1000, month: 1000, since: "2026-11-12"},
		{at: "2026-11-12 23:59", in: 5, today: 1005, month: 1005, since: "2026-11-12"},
		{at: "2026-11-13 00:00", today: 0, month: 1005, since: "2026-11-12"},
		{at: "2026-11-13 00:01", in: 20, again: true, today: 20, month: 1025, since: "2026-11-12"},
		// Set back over midnight, and set right again.
		{at: "2026-11-12 23:00", in: 1, today: 1006, month: 1026, since: "2026-11-12"},
		{at: "2026-11-13 00:02", today: 20, month: 1026, since: "2026-11-12"},
		{at: "2026-11-30 23:59", in: 4, today: 4, month: 1030, since: "2026-11-12"},
		// A month that was counted as a whole. Here it is still November when it is December in UTC.
		{at: "2026-12-01 00:00", today: 0, month: 0},
		{at: "2026-12-01 07:00", out: 7, today: 7, month: 7},
		// Years back, as after an empty battery: the counting had begun by then at the latest.
		{at: "2000-01-01 00:00", in: 2, today: 2, month: 2},
		{at: "2026-12-02 00:00", in: 3, again: true, today: 3, month: 10},
		// Years ahead, for a while.
		{at: "2099-01-01 00:00", in: 3, today: 3, month: 3},
		{at: "2026-12-02 00:01", today: 3, month: 10},
	} {
		c.Time = day(t, step.at)
		if step.again {
			l = Open(dir, c.now)
		}
		if step.in+step.out > 0 {
			move(t, step.in, step.out)
		}
		check := func(when string) {
			u := l.Used()
			since := ""
			if !u.Since.IsZero() {
				since = u.Since.Format(dateForm)
			}
			if u.Today != step.today || u.Month != step.month || since != step.since {
				t.Errorf("step %d, %s, at %s: %d, %d, %q; want %d, %d, %q", i, when, step.at, u.Today, u.Month, since, step.today, step.month, step.since)
			}
		}
		check("counted")
		if err := l.Settle(t.Context()); err != nil {
			t.Fatal(err)
		}
		check("settled")
	}
}

// TestAheadAtFirst: a counting that began under a clock years ahead has not begun later
// than today.
func TestAheadAtFirst(t *testing.T) {
	c := &clock{day(t, "2099-05-05 00:00")}
	l := Open(t.TempDir(), c.now)
	move(t, 10, 0)
	if err := l.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	c.Time = day(t, "2026-11-12 10:00")
	if u := l.Used(); u.Today != 0 || !u.Since.Equal(day(t, "2026-11-12 00:00")) {
		t.Errorf("%+v", u)
	}
}

// TestTogether: what several programs add at the same time is all there.
func TestTogether(t *testing.T) {
	dir := t.TempDir()
	c := &clock{day(t, "2026-11-12 10:00")}
	var all sync.WaitGroup
	const programs, times = 4, 10
	for range programs {
		l := Open(dir, c.now)
		all.Go(func() {
			for range times {
				l.mu.Lock()
				l.done.In -= 100 // each is a process with a count of its own
				l.mu.Unlock()
				for l.Settle(context.Background()) != nil {
				}
			}
		})
	}
	all.Wait()
	if u := Open(dir, c.now).Used(); u.Today != programs*times*100 {
		t.Errorf("%+v", u)
	}
}

// TestFolder: where nothing can be written the count goes on, and is written later; what
// is not the file that it should be harms nothing.
func TestFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "later")
	c := &clock{day(t, "2026-11-12 10:00")}
	l := Open(dir, c.now)
	move(t, 100, 0)
	if err := l.Settle(t.Context()); err == nil {
		t.Error("there is no folder")
	}
	move(t, 10, 0)
	if u := l.Used(); u.Today != 110 {
		t.Errorf("%+v", u)
	}
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := l.Settle(t.Context()); err != nil || Open(dir, c.now).Used().Today != 110 {
		t.Errorf("%v, %+v", err, Open(dir, c.now).Used())
	}
	for _, text := range []string{"", "{", `{"days":[]}`, strings.Repeat(" ", maxFile) + `{"days":{"2026-11-12":{"in":5}}}`,
		`{"since":"soon","days":{"2026-11-12":{"in":-5},"2026-11-1x":{"in":3},"":{"in":3},"2026-11-13":{"in":9223372036854775807}}}`} {
		if err := os.WriteFile(l.path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		l := Open(dir, c.now)
		if u := l.Used(); u.Today != 0 || u.Month != 0 || !u.Since.Equal(day(t, "2026-11-12 00:00")) {
			t.Errorf("%.40q: %+v", text, u)
		}
		move(t, 1, 0)
		if err := l.Settle(t.Context()); err != nil || Open(dir, c.now).Used().Today != 1 {
			t.Errorf("%.40q: %v", text, err)
		}
	}
}

// TestLongAgo: the file does not grow for ever, also where the clock shows a year that was
// long before all that was counted.
func TestLongAgo(t *testing.T) {
	dir := t.TempDir()
	c := &clock{day(t, "2026-11-12 10:00")}
	b := book{Since: "2020-01-01", Days: map[string]Octets{}}
	for i := range 2 * maxDays {
		b.Days[c.AddDate(0, 0, -i).Format(dateForm)] = Octets{In: 1}
	}
	data, err := json.Marshal(b)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, FileName), data, 0o600); err != nil {
		t.Fatal(err)
	}
	c.Time = day(t, "1980-01-01 00:00")
	l := Open(dir, c.now)
	move(t, 8, 0)
	if err := l.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	if u := l.Used(); u.Today != 8 || len(l.book.Days) > maxDays+1 {
		t.Errorf("%+v, %d days", u, len(l.book.Days))
	}
	c.Time = day(t, "2026-11-12 10:00")
	if u := Open(dir, c.now).Used(); u.Today != 1 || u.Month != 12 {
		t.Errorf("%+v", u)
	}
}

// TestRun: what was moved is on the disk within settleTime, and at the end.
func TestRun(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		l := Open(dir, nil)
		ctx, stop := context.WithCancel(t.Context())
		var runs sync.WaitGroup
		runs.Go(func() { l.Run(ctx) })
		for i, wait := range []time.Duration{settleTime, 3 * settleTime} {
			move(t, 50, 0)
			time.Sleep(wait)
			synctest.Wait()
			if got := Open(dir, nil).Used().Today; got != int64(50*(i+1)) {
				t.Errorf("%d octets are on the disk", got)
			}
		}
		move(t, 1, 0)
		stop()
		runs.Wait()
		if got := Open(dir, nil).Used().Today; got != 101 {
			t.Errorf("%d octets are on the disk at the end", got)
		}
	})
}

func FuzzRead(f *testing.F) {
	f.Add(fmt.Appendf(nil, `{"since":"2026-11-01","days":{"2026-11-12":{"in":%d,"out":3}}}`, 1<<40))
	f.Fuzz(func(t *testing.T, data []byte) {
		path := filepath.Join(t.TempDir(), FileName)
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		c := &clock{day(t, "2026-11-12 10:00")}
		u := Open(filepath.Dir(path), c.now).Used()
		if u.Today < 0 || u.Month < u.Today || u.Since.After(c.Time) {
			t.Errorf("%+v", u)
		}
	})
}
