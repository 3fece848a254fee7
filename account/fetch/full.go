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

// leaveUnstorable leaves out the messages that the disk surely has no room for. Where
// not one can be stored its error says that the disk is full; what is to be removed goes all the same. Else
// those that are too large have failed, each for itself.
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
	full := free < fullDisk
	for _, it := range l.items {
		switch size := min(it.size, account.AnySize); {
		case !comes(it):
		case size > spooledBy && size > free && !it.begin:
			it.fetch = false
			v.state.refuse(it)
			v.fail(it, &account.NoRoomError{Room: account.Room{Free: free, Needs: size}})
		case full:
			it.fetch = false
		}
	}
	if !full {
		return nil
	}
	return &account.Problem{Trouble: account.TroubleDiskFull, Err: errFullBefore}
}
