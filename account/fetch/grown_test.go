package fetch

import (
	"fmt"
	"testing"
	"time"
)

// TestMailboxGrows: where the server lists a few more messages behind those that the last
// session has seen, only these are looked at; wherever more is to be known, all is.
func TestMailboxGrows(t *testing.T) {
	come := func(names ...string) func(w *double) {
		return func(w *double) {
			w.both(func(o *office) {
				for i, name := range names {
					o.post(name, letter(200+i, true, fmt.Sprint("new ", name)))
				}
			})
		}
	}
	many := make([]string, mostFresh+1)
	for i := range many {
		many[i] = fmt.Sprintf("many%d", i*3)
	}
	for name, c := range map[string]struct {
		before   func(w *double) // before the session that sees what there is; nil: nothing
		change   func(w *double)
		capa     string
		quick    bool // only what is new is looked at
		next     bool // the check after it reads nothing of what is known either
		received int
		removed  int
	}{
		"one":  {change: come("n"), quick: true, next: true, received: 1},
		"five": {change: come("n1", "n2", "n3", "n4", "n5"), quick: true, next: true, received: 5},
		"one, and an hour passes": {change: func(w *double) {
			come("n")(w)
			w.both(func(o *office) { o.clock = o.clock.Add(time.Hour) })
		}, quick: true, next: true, received: 1},
		"too many":       {change: come(many...), next: true, received: len(many)},
		"names alike":    {change: come("n", "n"), received: 2},
		"without a name": {change: come("n", ""), received: 2},
		"a key of ours":  {change: come(contentPrefix + "ab"), received: 1},
		"a claim of ours": {change: func(w *double) {
			come("n")(w)
			w.both(func(o *office) {
				o.memStore.known[ClaimPrefix+"n"] = Known{Stored: o.clock, Size: 7, Listed: 7}
				o.memStore.seenSum = o.memStore.sum()
			})
		}, received: 1},
		"known already": {change: come("u3"), received: 1},
		"one in between": {change: func(w *double) {
			come("n")(w)
			w.both(func(o *office) { m := o.maildrop.mail; m[4], m[30] = m[30], m[4] })
		}, next: true, received: 1},
		"another has changed": {change: func(w *double) {
			come("n")(w)
			w.both(func(o *office) { o.maildrop.mail[5].raw += "more\r\n" })
		}, received: 1},
		"sizes are wrong": {change: func(w *double) {
			come("n")(w)
			w.both(func(o *office) {
				o.wait = 100 * time.Millisecond
				o.size = func(p *post) int { return len(p.raw) + 700 }
			})
		}, received: 1},
		"it comes short": {change: func(w *double) {
			come("n")(w)
			w.both(func(o *office) {
				o.wait = 100 * time.Millisecond
				o.short = func(_ int, p *post) int {
					if p.uid == "n" {
						return len(p.raw) - 4
					}
					return -1
				}
			})
		}, quick: true},
		"it is refused": {change: func(w *double) {
			come("n1", "n2")(w)
			w.both(func(o *office) { o.deny = refuses("n1") })
		}, quick: true, received: 1},
		"a large one": {change: func(w *double) {
			w.both(func(o *office) { o.whole = wholeUpTo; o.post("big", bigLetter(99)) })
		}, before: func(w *double) { w.both(func(o *office) { o.whole = wholeUpTo }) }, quick: true, received: 1},
		"all go once they are here": {change: come("n1", "n2"), before: func(w *double) { w.a.Leave = deleteAll; w.both(func(o *office) { o.maildrop.mail = nil }) }, received: 2, removed: 2},
		"days pass": {change: func(w *double) {
			come("n")(w)
			w.both(func(o *office) { o.clock = o.clock.AddDate(0, 0, 7) })
		}, received: 1, removed: 30},
		"one of its size is not listed": {before: func(w *double) {
			w.both(func(o *office) { o.post("gone", letter(200, true, "new n")) })
			w.check()
			w.both(func(o *office) { o.maildrop.mail = o.maildrop.mail[:30] })
			w.check()
			come("other", "another", "third")(w)
		}, change: func(w *double) { w.both(func(o *office) { o.post("n", letter(201, true, "new n")) }) }, next: true, received: 1},
		"one of another size is not listed": {before: func(w *double) {
			w.both(func(o *office) { o.post("gone", letter(200, true, "a text of its own length")) })
			w.check()
			w.both(func(o *office) { o.maildrop.mail = o.maildrop.mail[:30] })
			w.check()
			come("other", "another", "third")(w)
		}, change: come("n"), quick: true, next: true, received: 1},
		"it is one that went, under another name": {before: func(w *double) {
			w.both(func(o *office) { o.post("gone", letter(200, true, "new n")) })
			w.check()
			w.both(func(o *office) { o.maildrop.mail = o.maildrop.mail[:30] })
			w.check()
			come("other", "another", "third")(w)
		}, change: func(w *double) { w.both(func(o *office) { o.post("n", letter(200, true, "new n")) }) }, received: 0},
		"LIST is refused": {change: func(w *double) { come("n1", "n2")(w); w.both(func(o *office) { o.noLIST = true }) }, received: 2},
		"two change their names": {change: func(w *double) {
			come("n")(w)
			w.both(func(o *office) {
				m := o.maildrop.mail
				m[3].raw, m[9].raw = m[9].raw+"more\r\n", m[3].raw[:len(m[3].raw)-6]
			})
		}, received: 3},
		"places": {before: func(w *double) { w.both(func(o *office) { m := o.maildrop.mail; m[0], m[1] = m[1], m[0] }) }, change: come("u31"), next: true, received: 1},
	} {
		t.Run(name, func(t *testing.T) {
			w := newDouble(t)
			if c.before != nil {
				c.before(w)
			}
			w.check()
			w.check()
			w.t = t
			c.change(w)
			looked, rep := w.check()
			if looked == c.quick || rep.Received != c.received || rep.Removed != c.removed {
				t.Errorf("looked at all: %v, %d received and %d removed, want %v, %d and %d", looked, rep.Received, rep.Removed, !c.quick, c.received, c.removed)
			}
			if looked, rep := w.check(); looked == c.next && !c.quick || c.next && looked || rep.Received > 0 {
				t.Errorf("the next check looked: %v, %d received", looked, rep.Received)
			}
			// What comes later is found in any case, and what is due goes.
			w.both(func(o *office) { o.deny, o.short, o.noLIST = nil, nil, false })
			come("later")(w)
			w.check()
			w.both(func(o *office) { o.clock = o.clock.AddDate(0, 0, 8) })
			w.check()
			w.check()
		})
	}
}
