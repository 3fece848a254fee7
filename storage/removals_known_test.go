package storage

import (
	"database/sql"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"popmail/account"
	"popmail/storage/mailbox"
)

// TestNextRemoval: what is told of removals is what each message says for itself, whatever the account's settings are and
// whatever the person has chosen; it is read once, and anew where something of that has changed, or the time has come.
func TestNextRemoval(t *testing.T) {
	s, _ := aside(t)
	ctx := t.Context()
	now := time.Date(2026, 11, 26, 12, 0, 0, 123_456_789, time.UTC)
	s.now = func() time.Time { return now }
	a := account.Account{Email: "me@example.org", Incoming: account.Server{Host: "pop.example.org"}}
	var err error
	if a.ID, err = s.AddAccount(ctx, a, nil); err != nil {
		t.Fatal(err)
	}
	day := int64(24 * time.Hour / time.Millisecond)
	put := func(uid string, stored, goes, deleted int64, gone, replaced bool, listed int) {
		t.Helper()
		err := s.write(ctx, func(t *tx) error {
			_, err := t.exec("INSERT OR REPLACE INTO unique_ids (account, uid, stored, size, sha256, gone, replaced, listed, goes, deleted) VALUES (?, ?, ?, 1, x'00', ?, ?, ?, ?, ?)",
				a.ID, []byte(uid), stored, gone, replaced, listed, goes, deleted)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	found := func() mailbox.Readiness {
		t.Helper()
		var r mailbox.Readiness
		if err := s.nextRemoval(ctx, &r); err != nil {
			t.Fatal(err)
		}
		return r
	}
	// asked asks every message.
	asked := func() (out mailbox.Readiness) {
		t.Helper()
		rows, err := s.r.QueryContext(ctx, "SELECT stored, goes, deleted, message IS NULL FROM unique_ids WHERE gone = 0 AND replaced = 0 AND listed >= 0")
		err = each(rows, err, func(rows *sql.Rows) error {
			var stored, goes, deleted int64
			var purged bool
			err := rows.Scan(&stored, &goes, &deleted, &purged)
			switch g := a.Goes(keptOf(stored, goes, deleted, purged), now); {
			case g.Never():
			case g.Due(now):
				out.Due++
			case out.Removes.IsZero() || g.At.Before(out.Removes):
				out.Removes = g.At
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	same := func(what string) {
		t.Helper()
		if got, want := found(), asked(); got.Due != want.Due || !got.Removes.Equal(want.Removes) {
			t.Errorf("%s: %d due, then %v; want %d, %v", what, got.Due, got.Removes, want.Due, want.Removes)
		}
	}
	same("nothing")
	r := rand.New(rand.NewPCG(1, 2))
	some := func(list ...int64) int64 { return list[r.IntN(len(list))] }
	for i := range 300 {
		ms := now.UnixMilli()
		put(fmt.Sprint(i), ms-some(-2, 0, 1, 3, 13, 14, 15, 400)*day+some(-1, 0, 1), some(0, 0, 0, goesNever, goesNext, ms-day, ms+day), some(0, 0, 0, ms-day, ms, ms+day), r.IntN(9) == 0, r.IntN(9) == 0, r.IntN(9)-1)
	}
	for _, leave := range []account.Retention{{}, {Mode: account.LeaveNone}, {Mode: account.LeaveDays, Days: 14}, {Mode: account.LeaveDays, Days: 1}} {
		for _, deleted := range []account.Retention{{}, {Mode: account.LeaveNone}, {Mode: account.LeaveDays, Days: 2}} {
			a.Leave, a.LeaveDeleted = leave, deleted
			if err := s.UpdateAccount(ctx, a, nil); err != nil {
				t.Fatal(err)
			}
			for range 4 {
				same(fmt.Sprint(leave, deleted))
				now = now.Add(17 * time.Hour)
			}
			now = now.Add(-68 * time.Hour)
			same("the clock was set back")
		}
	}
	// It is not read again as long as it is so.
	now = now.Add(time.Minute) // nothing is due within the next one
	before := found()
	s.removals[a.ID].due += 1000
	if now = now.Add(time.Second); found().Due != before.Due+1000 {
		t.Error("it is read at each look")
	}
	put("another", now.UnixMilli()-400*day, 0, 0, false, false, 0)
	same("another one is there")
	s.removals[a.ID].due += 1000
	now = before.Removes
	same("the time has come")
	var plan string
	rows, err := s.r.QueryContext(ctx, "EXPLAIN QUERY PLAN "+plainRemovals, a.ID, 1)
	err = lastOfPlan(rows, err, &plan)
	if err != nil || plan != "SEARCH unique_ids USING COVERING INDEX unique_ids_sum (account=?)" {
		t.Error(plan, err)
	}
}

// lastOfPlan reads the last line of a plan.
func lastOfPlan(rows *sql.Rows, err error, plan *string) error {
	return each(rows, err, func(rows *sql.Rows) error {
		var a, b, c int
		return rows.Scan(&a, &b, &c, plan)
	})
}
