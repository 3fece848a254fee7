package fetch

import (
	"context"
	"encoding/binary"
	"hash/maphash"

	"popmail/account/disk"
	"popmail/pop3"
)

// A size that several messages share does not tell them apart.
//
// QUIRK: servers, and programs in between, that give an answer twice, or none to one of
// several commands that were sent ahead. All answers behind it are then taken for those
// to the command before or after, and sizes show it only where neighbors differ. What came
// since the last message whose size no other one has is known to be in its place once the
// line is known to be in step. Where it is not, it is asked for again.

// alike reports whether another message that is asked for has about the size of it.
func (d *delivery) alike(it *item) bool {
	n := -1
	for size := it.size - 2; size <= it.size+2; size++ {
		n += d.sizes[size]
	}
	return n > 0
}

// twins notices a message that comes twice in a row.
//
// QUIRK: where one answer did not come before and one comes twice now, the line is in step
// again, and everything between stands under other names. The second one is asked for once
// more, by itself: two messages that are really alike come so again.
type twins struct {
	size    int
	sum     uint64 // of what came last
	second  *item  // came as the one before
	asked   bool   // it is asked for once more
	twin    uint64 // its sum
	differs bool   // it came as another message then
}

var twinSeed = maphash.MakeSeed()

// came notes a message, and reports whether it is the same as the one before.
func (t *twins) came(it *item, raw []byte) bool {
	var sum uint64
	if it.file != nil {
		s := it.file.Sum()
		sum = binary.LittleEndian.Uint64(s[:]) // it was made as the message came
	} else {
		sum = maphash.Bytes(twinSeed, raw)
	}
	same := len(raw) > 0 && len(raw) == t.size && sum == t.sum
	t.size, t.sum = len(raw), sum
	t.differs = t.asked && it == t.second && sum != t.twin
	if it == t.second {
		t.second, t.asked = nil, false
	} else if same && t.second == nil {
		t.second, t.twin = it, sum
	}
	return same
}

// ask notes that the second one is asked for once more.
func (t *twins) ask() { t.asked, t.size = t.second != nil, 0 }

// sized counts the messages in items by their sizes.
func sized(items []pop3.Listing) map[int64]int {
	sizes := make(map[int64]int, len(items))
	for _, m := range items {
		sizes[m.Size]++
	}
	return sizes
}

// shifts reports whether a line that is lost so may have been out of step before.
func (v *connection) shifts(lost error) bool {
	return lost != nil && (as[*pop3.ProtocolError](lost) || as[*pop3.PipelineError](lost) || v.ahead && isSilent(lost))
}

// checkAlike sees whether the line is in step, where sizes do not show it. The error is
// that of the line.
func (d *delivery) checkAlike(ctx context.Context, c client) error {
	v := d.v
	if len(v.alike) == 0 || v.state.notes.NoSTAT > noStatAfter {
		return nil
	}
	err := v.sync(ctx, c)
	if err == nil {
		v.alike = nil
		return nil
	}
	if ctx.Err() == nil && !as[*pop3.ProtocolError](err) {
		v.state.notes.NoSTAT++
	}
	v.shifted() // perhaps
	d.blameless, v.state.last.again = true, true
	return err
}

// shifted notes that the line was not in step: what came under perhaps another one's
// unique-id is not removed, and is asked for again.
func (v *connection) shifted() {
	for _, it := range v.alike {
		it.shifted = true
	}
	v.astray, v.alike = append(v.astray, v.alike...), nil
}

// doubtShifted notes for later lines what is perhaps another message. It is replaced once
// it has come again.
func (v *connection) doubtShifted(ctx context.Context) error {
	var names []Renaming
	for _, it := range v.astray {
		if !it.odd && it.here {
			names = append(names, Renaming{From: it.uid, To: it.uid, Listed: marked(Shifted, it.size), Short: true})
		}
	}
	if len(names) == 0 {
		return nil
	}
	ctx, cancel := grace(ctx)
	defer cancel()
	return disk.Problem(v.s.Store.Rename(ctx, v.a.ID, names))
}
