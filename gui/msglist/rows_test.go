package msglist

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"popmail/gui/kit/widgets"
	"popmail/gui/words"
	"popmail/storage/mailbox"
)

func at(s string) time.Time {
	t, err := time.Parse("2006-01-02 15:04", s)
	if err != nil {
		panic(err)
	}
	return t
}

func TestDays(t *testing.T) {
	words.Use("en-GB")
	var r Rows
	var entries []mailbox.Entry
	for i, s := range []string{
		"2031-01-01 00:00", "2026-11-22 00:00", // ahead
		"2026-11-21 23:59", "2026-11-21 14:21", "2026-11-21 00:00",
		"2026-11-20 23:59", "2026-11-20 00:00",
		"2026-11-19 23:59", "2026-11-01 00:00",
		"2026-10-31 23:59", "2026-10-01 00:00",
		"2026-01-15 10:00",
		"2025-12-31 23:59",
		"1970-01-01 00:00",
		"0001-01-01 00:00",
	} {
		entries = append(entries, mailbox.Entry{ID: mailbox.ID(100 - i), Date: at(s)})
	}
	r.Set(entries)
	want := []widgets.Section{
		{Title: "Dated in the future", Rows: 2}, {Title: "Today", Rows: 3}, {Title: "Yesterday", Rows: 2}, {Title: "This week", Rows: 1}, {Title: "Earlier this month", Rows: 1},
		{Title: "October", Rows: 2}, {Title: "January", Rows: 1}, {Title: "December 2025", Rows: 1}, {Title: "January 1970", Rows: 1}, {Title: "January 1", Rows: 1},
	}
	if diff := cmp.Diff(want, r.Days(at("2026-11-21 14:32"))); diff != "" {
		t.Error(diff)
	}
	// On the first of a month, yesterday belongs to the month before.
	r.Set([]mailbox.Entry{{ID: 3, Date: at("2026-12-01 08:00")}, {ID: 2, Date: at("2026-11-30 08:00")}, {ID: 1, Date: at("2026-11-29 08:00")}})
	want = []widgets.Section{{Title: "Today", Rows: 1}, {Title: "Yesterday", Rows: 1}, {Title: "November", Rows: 1}}
	if diff := cmp.Diff(want, r.Days(at("2026-12-01 09:00"))); diff != "" {
		t.Error(diff)
	}
}

// The days are those of the person's own zone, also where a day has 23 hours.
func TestDaysInAZone(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Skip("this machine has no time zones: ", err)
	}
	now := time.Date(2026, 3, 30, 0, 30, 0, 0, zone) // the clocks went forward on the 29th
	var r Rows
	r.Set([]mailbox.Entry{
		{ID: 3, Date: time.Date(2026, 3, 29, 22, 10, 0, 0, time.UTC)}, // 00:10 of the 30th there
		{ID: 2, Date: time.Date(2026, 3, 28, 23, 10, 0, 0, time.UTC)}, // 00:10 of the 29th
		{ID: 1, Date: time.Date(2026, 3, 28, 22, 50, 0, 0, time.UTC)}, // 23:50 of the 28th
	})
	want := []widgets.Section{{Title: "Today", Rows: 1}, {Title: "Yesterday", Rows: 1}, {Title: "Earlier this month", Rows: 1}}
	if diff := cmp.Diff(want, r.Days(now)); diff != "" {
		t.Error(diff)
	}
}

// Whatever comes and goes, the rows must be what sorting all of them gives.
func TestRowsStayInOrder(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 4))
	base := at("2026-11-21 14:32")
	for range 100 {
		var r Rows
		all := map[mailbox.ID]mailbox.Entry{}
		next := mailbox.ID(1)
		fresh := func() mailbox.Entry {
			e := mailbox.Entry{ID: next, Date: base.Add(time.Duration(rnd.IntN(50)) * time.Hour)} // many share a time
			next++
			return e
		}
		for range 20 {
			switch rnd.IntN(4) {
			case 0:
				var set []mailbox.Entry
				clear(all)
				for range rnd.IntN(30) {
					e := fresh()
					set = append(set, e)
					all[e.ID] = e
				}
				r.Set(set)
			case 1, 2:
				var add []mailbox.Entry
				added := 0
				for range rnd.IntN(30) {
					e := fresh()
					add = append(add, e, e)
					all[e.ID] = e
					added++
				}
				for _, e := range all { // some that are there already
					if rnd.IntN(3) == 0 {
						add = append(add, e)
					}
				}
				if got := r.Add(add); got != added {
					t.Fatalf("Add says %d, want %d", got, added)
				}
			case 3:
				var gone []mailbox.ID
				for id := range all {
					if rnd.IntN(3) == 0 {
						gone = append(gone, id)
						delete(all, id)
					}
				}
				if got := r.Remove(append(gone, 9999)); got != len(gone) {
					t.Fatalf("Remove says %d, want %d", got, len(gone))
				}
			}
			var want []mailbox.Entry
			for _, e := range all {
				want = append(want, e)
			}
			slices.SortFunc(want, order)
			if !slices.Equal(r.entries, want) {
				t.Fatalf("rows are %v, want %v", r.entries, want)
			}
			for i, e := range want {
				for range 2 { // the second time from memory
					if got := r.Index(e.ID); got != i {
						t.Fatalf("%d is said to be at %d, not at %d", e.ID, got, i)
					}
				}
			}
			if r.Index(next) != -1 {
				t.Fatal("a message that is not there was found")
			}
		}
	}
}

func TestAfter(t *testing.T) {
	var r Rows
	r.Set(entries(5)) // 5 4 3 2 1
	for _, c := range []struct {
		at   int
		gone []mailbox.ID
		want mailbox.ID
	}{
		{0, []mailbox.ID{5}, 4},
		{1, []mailbox.ID{4, 3}, 2},
		{4, []mailbox.ID{1}, 2},
		{2, []mailbox.ID{1, 2, 3}, 4},
		{0, []mailbox.ID{5, 4, 3, 2, 1}, 0},
	} {
		if got, ok := r.After(c.at, c.gone); got != c.want || ok != (c.want != 0) {
			t.Errorf("After(%d, %v) = %d, %v, want %d", c.at, c.gone, got, ok, c.want)
		}
	}
}

// entries makes n messages, one an hour, the newest last in ID.
func entries(n int) []mailbox.Entry {
	out := make([]mailbox.Entry, n)
	for i := range out {
		out[i] = mailbox.Entry{ID: mailbox.ID(n - i), Date: at("2026-11-21 14:00").Add(-time.Duration(i) * time.Hour)}
	}
	return out
}

func TestCacheForgetsWhatWasUsedLongAgo(t *testing.T) {
	c := newCache()
	for i := range cacheSize + 100 {
		c.put(mailbox.Summary{ID: mailbox.ID(i)})
		c.get(0) // keeps this one
	}
	if c.get(0) == nil || c.get(1) != nil || c.get(cacheSize+99) == nil || c.order.Len() != cacheSize || len(c.byID) != cacheSize {
		t.Errorf("%d summaries are kept, of %d", c.order.Len(), cacheSize)
	}
	c.put(mailbox.Summary{ID: 5, Subject: "new"})
	c.stale(5)
	c.put(mailbox.Summary{ID: 5, Subject: "newer"})
	if s := c.get(5); s.stale || s.Subject != "newer" {
		t.Errorf("got %+v", s)
	}
	c.drop(5)
	if c.get(5) != nil {
		t.Error("a dropped summary is there")
	}
}

func BenchmarkAddBatch(b *testing.B) {
	var r Rows
	r.Set(entries(100_000))
	id := mailbox.ID(200_000)
	for b.Loop() {
		var batch []mailbox.Entry
		for range 100 {
			id++
			batch = append(batch, mailbox.Entry{ID: id, Date: at("2026-11-21 15:00")})
		}
		r.Add(batch)
		r.Days(at("2026-11-21 14:32"))
		if r.Len() > 200_000 {
			b.StopTimer()
			r.Set(entries(100_000))
			b.StartTimer()
		}
	}
}

func ExampleRows_Days() {
	words.Use("en-GB")
	var r Rows
	r.Set(entries(20))
	fmt.Println(r.Days(at("2026-11-21 14:32")))
	// Output: [{Today 15 0} {Yesterday 5 0}]
}

func TestDaysOfThisWeekStandTogether(t *testing.T) {
	t.Cleanup(func() { words.Use("en-GB") })
	now := time.Date(2026, 11, 26, 14, 30, 0, 0, time.UTC) // a Thursday
	var rows Rows
	for i, day := range []int{26, 25, 24, 23, 22, 21, 3} {
		rows.entries = append(rows.entries, mailbox.Entry{ID: mailbox.ID(10 - i), Date: time.Date(2026, 11, day, 12, 0, 0, 0, time.UTC)})
	}
	for locale, week := range map[string]int{"en-GB": 2, "en-US": 3} { // Americans begin it on Sunday
		words.Use(locale)
		want := []widgets.Section{{Title: "Today", Rows: 1}, {Title: "Yesterday", Rows: 1}, {Title: "This week", Rows: week}, {Title: "Earlier this month", Rows: 5 - week}}
		if got := rows.Days(now); !slices.Equal(got, want) {
			t.Errorf("%s: groups %v, want %v", locale, got, want)
		}
	}
}
