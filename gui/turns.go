package gui

import (
	"slices"
	"time"

	"popmail/storage/mailbox"
)

// turns are presses on what is chosen in the list that come faster than the store moves messages: while what one of them
// has taken is on its way the list still has it chosen, and the next press means what is chosen after it.
type turns struct {
	moving []mailbox.ID // on their way; nil: none are
	since  time.Time
	next   []func() // presses that wait
}

const (
	mostTurns = 20 // presses that wait
	turnLasts = 5 * time.Second
)

// inTurn does something to what is chosen in the list. Where that is on its way already it waits, and does so to what is
// chosen then.
func (fl *filing) inTurn(do func(ids []mailbox.ID)) func(ids []mailbox.ID) {
	return func(ids []mailbox.ID) {
		t := &fl.past.turns
		on := len(t.moving) > 0 && time.Since(t.since) < turnLasts
		if on && slices.ContainsFunc(ids, func(id mailbox.ID) bool { return slices.Contains(t.moving, id) }) {
			if len(t.next) < mostTurns {
				t.next = append(t.next, func() { fl.inTurn(do)(fl.listing.list.Selected()) })
			}
			return
		}
		if !on && len(t.moving) > 0 { // it never told how it went
			t.next = nil
		}
		t.moving, t.since = ids, time.Now()
		do(ids)
	}
}

// over lets the next press have its turn: what was taken is gone from the list, or stays there.
func (fl *filing) over() {
	t := &fl.past.turns
	t.moving = nil
	if len(t.next) > 0 {
		next := t.next[0]
		t.next = t.next[1:]
		next()
	}
}

// stopped forgets the presses that wait: what was pressed first did not come to pass.
func (fl *filing) stopped() { fl.past.turns = turns{} }
