package fetch

import (
	"errors"
	"slices"

	"popmail/account"
)

// What a disk has no room for is not asked for: it would come, and be dropped.

const (
	spareRoom  = 4 << 20 // octets that are left for all else
	smallFetch = 1 << 20 // octets up to which a message needs no look of its own
	roomTimes  = 2       // a message takes this many times its size until it is stored, one that is not small once more
)

var errFullBefore = errors.New("there is no room for the messages that wait on the server")

// leaveUnstorable leaves out the messages that the disk has no room for, those that have come last
// are the first to get it. Its error says that the disk is full; the session goes on with the others,
// and with what is to be removed.
func (v *connection) leaveUnstorable(l *listing) error {
	if v.s.Room == nil {
		return nil
	}
	need := func(it *item) int64 {
		size := min(max(it.size, 1), account.AnySize)
		if it.begin {
			size = min(size, beginningOctets)
		}
		if size > smallFetch {
			return (roomTimes + 1) * size
		}
		return roomTimes * size
	}
	comes := func(it *item) bool { return it.fetch && it.part() != wishes }
	var all int64
	for _, it := range l.items {
		if comes(it) {
			all += need(it)
		}
	}
	if all == 0 {
		return nil
	}
	free, err := v.s.Room()
	if err != nil || all+spareRoom <= free {
		return nil // else what comes will tell
	}
	left, full := free-spareRoom, false
	for _, it := range slices.Backward(l.items) {
		if !comes(it) {
			continue
		}
		n := need(it)
		if n <= left {
			left -= n
			continue
		}
		it.fetch = false
		if full = true; it.size > smallFetch && n > free-spareRoom {
			v.state.refuse(it)
			v.fail(it, &account.NoRoomError{Room: account.Room{Free: free, Needs: n + spareRoom}})
		}
	}
	if !full {
		return nil
	}
	return &account.Problem{Trouble: account.TroubleDiskFull, Err: errFullBefore}
}
