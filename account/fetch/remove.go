package fetch

import (
	"context"
	"slices"
	"time"

	"popmail/account"
	"popmail/account/disk"
)

// due returns the numbers of the messages that are durably stored and that the person
// chose to have removed, by the settings of the account or for themselves.
func (v *connection) due(ctx context.Context, l *listing) (numbers []int, err error) {
	now := v.now()
	err = v.leaving(ctx, l, now, func(it *item, at account.Goes) {
		if at.Due(now) {
			numbers = append(numbers, it.number)
		}
	})
	return numbers, err
}

// leaving tells of the messages that are durably stored when they go from the server, as seen
// at now. From behind: QUIRK: for some servers the others move up at once.
func (v *connection) leaving(ctx context.Context, l *listing, now time.Time, tell func(*item, account.Goes)) error {
	chosen, err := v.s.Store.Chosen(ctx, v.a.ID)
	if err != nil {
		return disk.Problem(err)
	}
	for _, it := range slices.Backward(l.items) {
		k := chosen[it.key]
		k.Stored = it.stored
		if it.here && !it.doubtful && !it.shifted {
			tell(it, v.a.Goes(k, now))
		}
	}
	return nil
}

// removeDue marks what is due for removal. What the person has taken back meanwhile is
// not removed: the marks of the session are taken back (RSET, RFC 1939, section 5) and set
// anew without it.
func (v *connection) removeDue(ctx context.Context, c client, l *listing, known map[string]Known, due []int) (removed []string, count int, err error) {
	drop, err := v.dropped(ctx, c, l)
	if err != nil {
		return nil, 0, err
	}
	for {
		numbers := slices.Concat(due, drop)
		slices.SortFunc(numbers, func(a, b int) int { return b - a }) // as in due
		removed, count, err = v.remove(ctx, c, l, known, numbers)
		if err != nil || count == 0 {
			return removed, count, err
		}
		still, err := v.due(ctx, l)
		if err != nil {
			return nil, 0, err
		}
		remains := make(map[int]bool, len(still))
		for _, n := range still {
			remains[n] = true
		}
		kept := len(due)
		if due = slices.DeleteFunc(due, func(n int) bool { return !remains[n] }); len(due) == kept {
			return removed, count, nil
		}
		if err := c.Rset(ctx); err != nil {
			return nil, 0, err // and without QUIT nothing is removed
		}
	}
}

// remove marks numbers for removal (DELE, RFC 1939, section 5) and returns the
// keys that the server has marked. The numbers are those of this session's listing.
func (v *connection) remove(ctx context.Context, c client, l *listing, known map[string]Known, numbers []int) (removed []string, count int, err error) {
	if len(numbers) == 0 {
		return nil, 0, nil
	}
	keys := make(map[string]bool, len(l.items))
	for _, it := range l.items {
		keys[it.key] = true
	}
	err = c.DeleEach(ctx, numbers, func(n int, err error) error {
		if err == nil {
			v.last = nil
		}
		if it := l.byNumber[n]; err == nil {
			removed = append(removed, it.key)
			// A message that was recognised by its content frees its unique-id as
			// well: what comes under it from now on is looked at.
			if it.uid != it.key && has(known, it.uid) && !keys[it.uid] {
				removed = append(removed, it.uid)
			}
			count++
		}
		return nil // a message that the server keeps is asked for again next time
	})
	return removed, count, err
}
