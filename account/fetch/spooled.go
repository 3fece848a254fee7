package fetch

import (
	"cmp"
)

// A large message lies in a file, which stands at its item until the message is handed over or
// it is known that nobody wants it. Its octets are read within
// its Look.

// looking runs fn, which may read the octets of all messages of list.
func looking(list []heldMessage, fn func()) (err error) {
	if len(list) == 0 {
		fn()
		return nil
	}
	failed := list[0].it.file.Look(func() { err = looking(list[1:], fn) })
	return cmp.Or(failed, err)
}

// release gives free what the message lies in.
func (it *item) release() {
	_ = it.file.Close() // nobody wants it
	it.file = nil
}

// waits reports whether the message waits for a judgment.
func (v *connection) waits(it *item) bool {
	for _, list := range [][]heldMessage{v.waiting.list, v.state.sizes.held} {
		for _, h := range list {
			if h.it == it {
				return true
			}
		}
	}
	return false
}
