package layout

import "popmail/gui/kit/breaks"

// An opportunity says before which octets of a text a line may end: one bit each.
type opportunity []uint64

func (o opportunity) at(i int) bool { return i>>6 < len(o) && o[i>>6]>>(i&63)&1 != 0 }

func (o opportunity) set(i int) { o[i>>6] |= 1 << (i & 63) }

// opportunities finds where a line may end.
func opportunities(s string) opportunity {
	o := make(opportunity, len(s)/64+1)
	for _, b := range breaks.Lines(s) {
		o.set(b.At)
	}
	return o
}
