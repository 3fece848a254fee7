package fetch

import (
	"errors"

	"popmail/account"
)

// What a disk has no room for is not asked for: it would come, and be dropped.

const (
	fullDisk  = 64 << 10 // octets below which nothing can be stored
	spooledBy = 8 << 20  // octets over which a message lies on the disk as it comes; others may be packed to less
)

var errFullBefore = errors.New("there is no room for the messages that wait on the server")

// leaveUnstorable leaves out the messages that the disk surely has no room for. Its error says that the disk is full; the session goes on with the others,
// and with what is to be removed.
func (v *connection) leaveUnstorable(l *listing) error {
	if v.s.Room == nil {
		return nil
	}
	comes := func(it *item) bool { return it.fetch && it.part() != wishes }
	if !l.any(comes) {
		return nil
	}
	free, err := v.s.Room()
	if err != nil {
		return nil // what comes will tell
	}
	full := false
	for _, it := range l.items {
		switch size := min(it.size, account.AnySize); {
		case !comes(it):
		case size > spooledBy && size > free && !it.begin:
			it.fetch, full = false, true
			v.state.refuse(it)
			v.fail(it, &account.NoRoomError{Room: account.Room{Free: free, Needs: size}})
		case free < fullDisk:
			it.fetch, full = false, true
		}
	}
	if !full {
		return nil
	}
	return &account.Problem{Trouble: account.TroubleDiskFull, Err: errFullBefore}
}
