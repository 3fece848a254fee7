package eml

import "context"

// Limits of one reading of a message, whatever its octets are. What lies beyond
// them is left out and told as a problem.
const (
	maxDepth = 50   // entities within entities, packed ones included
	maxParts = 2000 // parts of one message, and as many attachments

	// Steps: one is about the time that an octet takes that is looked at. A reader
	// of HTML takes several for each.
	stepsBase, stepsPerOctet = 8 << 20, 32
	// Octets that are made: decoded, turned into UTF-8, written as text.
	roomBase, roomPerOctet = 8 << 20, 16

	askEvery = 1 << 20 // steps between two looks at the context
)

// budget is what one reading of a message may use. It is handed to every reader
// of foreign octets. A nil one has no limits, for octets that are bounded by
// other means.
type budget struct {
	ctx    context.Context
	size   int
	steps  int64 // that are left
	room   int64 // octets that may still be made
	parts  int   // that may still be taken apart
	files  int   // that may still be listed
	asked  int64 // steps that were left when the context was last asked
	over   bool  // something was left out
	halted error // the context's
}

// newBudget is the budget for a message of size octets.
func newBudget(ctx context.Context, size int) *budget {
	b := &budget{size: size, parts: maxParts, files: maxParts}
	b.refill(ctx)
	return b
}

// refill begins another reading of the same message. What was left out stays so.
func (b *budget) refill(ctx context.Context) {
	b.ctx = ctx
	b.steps = stepsBase + stepsPerOctet*int64(b.size)
	b.room = roomBase + roomPerOctet*int64(b.size)
	b.asked = b.steps
	b.halted = ctx.Err()
}

// spend takes n steps. Where it is false nothing more is to be read.
func (b *budget) spend(n int) bool {
	if b == nil {
		return true
	}
	b.steps -= int64(n)
	if b.steps < 0 || b.halted != nil {
		b.steps, b.over = -1, true
		return false
	}
	if b.asked-b.steps >= askEvery {
		b.asked = b.steps
		if b.halted = b.ctx.Err(); b.halted != nil {
			b.over = true
			return false
		}
	}
	return true
}

// make takes the room for n octets. Where it is false they are not to be made.
func (b *budget) make(n int) bool {
	if b == nil {
		return true
	}
	if b.room -= int64(n); b.room < 0 {
		b.room, b.over = -1, true
		return false
	}
	return true
}

// afford returns as much of the beginning of v as may be read at steps each, and
// turned into up to size octets each.
func (b *budget) afford(v []byte, steps, size int) []byte {
	if b == nil {
		return v
	}
	n := len(v)
	if steps > 0 {
		n = min(n, int(max(b.steps, 0)/int64(steps)))
	}
	if size > 0 {
		n = min(n, int(max(b.room, 0)/int64(size)))
	}
	if n < len(v) {
		b.over = true
	}
	if !b.spend(n*steps) || !b.make(n*size) {
		return nil
	}
	return v[:n]
}

// part takes one part, or one file of a list; false where there are too many.
func (b *budget) part() bool {
	if b == nil {
		return true
	}
	b.parts--
	return b.parts >= 0
}

func (b *budget) file() bool {
	if b == nil {
		return true
	}
	b.files--
	return b.files >= 0
}
