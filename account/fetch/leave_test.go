package fetch

import (
	"slices"
	"sync"
	"testing"
	"time"

	"popmail/account"
)

// TestQuitWhileItIsStored: QUIT is said while the last messages are brought to disk, but not where
// some of the mail is to be removed once it is there, nor before the last part of it is asked for.
func TestQuitWhileItIsStored(t *testing.T) {
	for name, c := range map[string]struct {
		a      account.Account
		before func(o *office)
		waits  bool
	}{
		"all stays":                   {a: leaving(account.Retention{})},
		"it goes after days":          {a: leaving(account.Retention{Mode: account.LeaveDays, Days: 3})},
		"it goes when it is here":     {a: leaving(deleteAll), waits: true},
		"days have passed for others": {a: leaving(account.Retention{Mode: account.LeaveDays, Days: 3}), before: func(o *office) { o.clock = o.clock.AddDate(0, 0, 4) }, waits: true},
		"one is chosen": {a: leaving(account.Retention{}), before: func(o *office) {
			o.wishes(map[string]account.Wish{"u2": {Kind: account.WishRemove}})
		}, waits: true},
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t, 4, true)
			o.must(t, leaving(account.Retention{}), 4, 4, 0, 0)
			o.post("n1", letter(11, true, "new"))
			if c.before != nil {
				c.before(o)
			}
			said := make(chan struct{})
			var once sync.Once
			o.answer = func(_ int, command string) string {
				if command == "QUIT" {
					once.Do(func() { close(said) })
				}
				return ""
			}
			var early []bool
			o.flushing = func() {
				wait := 5 * time.Second
				if c.waits {
					wait = 20 * time.Millisecond
				}
				select {
				case <-said:
					early = append(early, true)
				case <-time.After(wait):
					early = append(early, false)
				}
			}
			if rep, err := o.run(t.Context(), c.a); err != nil || rep.Received != 1 {
				t.Fatalf("%+v, %v", rep, err)
			}
			if !slices.Equal(early, []bool{!c.waits}) {
				t.Errorf("QUIT before the end of storing: %v", early)
			}
			if !slices.Contains(o.uids(), "n1") {
				t.Error("what is new is not here")
			}
		})
	}
}
