package gui

import (
	"slices"
	"time"

	"popmail/storage/mailbox"
)

// turns are presses on what is chosen in the list that come faster than the store moves messages: while what one of them
// has taken is on its way the list still has it chosen, and the next press means the message that is chosen after it.
type turns struct {
	moving []mailbox.ID // on their way; nil: none are
	since  time.Time
	next   []turn // presses that wait
}

// turn is a press that waits.
type turn struct {
	heir mailbox.ID // what is chosen when all that was pressed before is gone: this alone was meant
	at   time.Time
	do   func(ids []mailbox.ID)
}

const (
	mostTurns = 4 // presses that wait
	turnLasts = 5 * time.Second
)

// inTurn does something to what is chosen in the list. Where that is on its way already it waits, and does so to the message
// that comes after it, if nothing else was chosen by then.
func (fl *filing) inTurn(do func(ids []mailbox.ID)) func(ids []mailbox.ID) {
	return func(ids []mailbox.ID) {
		t := &fl.past.turns
		if len(ids) == 0 || len(t.moving) == 0 || time.Since(t.since) >= turnLasts || !share(ids, t.moving) {
			fl.stopped()
			fl.begin(ids, do)
			return
		}
		gone := slices.Clone(t.moving)
		for _, n := range t.next {
			gone = append(gone, n.heir)
		}
		if heir, ok := fl.listing.list.Heir(gone); ok && len(t.next) < mostTurns {
			t.next = append(t.next, turn{heir, time.Now(), do})
		}
	}
}

func (fl *filing) begin(ids []mailbox.ID, do func(ids []mailbox.ID)) {
	fl.past.turns.moving, fl.past.turns.since = ids, time.Now()
	do(ids)
}

// over lets the next press have its turn after messages were moved, if they are those that it waits for and what it meant is
// chosen now.
func (fl *filing) over(moved []mailbox.ID) {
	t := &fl.past.turns
	if len(moved) > 0 && !share(moved, t.moving) {
		return // another move
	}
	t.moving = nil
	if len(t.next) == 0 {
		return
	}
	next := t.next[0]
	if !slices.Equal(fl.listing.list.Selected(), []mailbox.ID{next.heir}) || time.Since(next.at) >= turnLasts {
		fl.stopped()
		return
	}
	t.next = t.next[1:]
	fl.begin([]mailbox.ID{next.heir}, next.do)
}

// stopped forgets the presses that wait: what was pressed first did not come to pass, or the person did something else since.
func (fl *filing) stopped() { fl.past.turns = turns{} }

func share(a, b []mailbox.ID) bool {
	in := make(map[mailbox.ID]bool, len(b)) // a whole folder may be chosen
	for _, id := range b {
		in[id] = true
	}
	return slices.ContainsFunc(a, func(id mailbox.ID) bool { return in[id] })
}
