package account

import (
	"fmt"
	"slices"
)

// AskAbove is the size in octets up to which messages come by themselves. What is larger comes
// only once the person has asked for it alone.
const AskAbove = 200_000_000

// What a message takes of the disk until it is stored: the file that it arrives in and the log
// of the database, which are given free then, and its place in the database; and the octets
// that are left for all else.
const (
	meanwhile = 2 // times its size
	reserve   = 512 << 20
)

// Room is what messages that come one after the other take of the disk, in octets.
type Room struct {
	Free  int64 // that may still be written
	Needs int64 // until they are stored, with what is left for all else
}

// RoomFor is the room for messages of these sizes where so much is free.
func RoomFor(free int64, sizes ...int64) Room {
	r := Room{Free: free, Needs: reserve}
	for _, n := range sizes {
		r.Needs += bounded(n)
	}
	if len(sizes) > 0 {
		r.Needs += meanwhile * bounded(slices.Max(sizes))
	}
	return r
}

// bounded keeps sums of sizes that servers name from running over.
func bounded(size int64) int64 { return max(min(size, AnySize), 0) }

// Enough reports whether there is room.
func (r Room) Enough() bool { return r.Needs <= r.Free }

// Most is the size of the largest message that there is room for where so much is free; 0: none.
func Most(free int64) int64 { return max(0, (free-reserve)/(meanwhile+1)) }

// NoRoomError says that a message was not asked for because the disk has no room for it.
type NoRoomError struct{ Room }

func (e *NoRoomError) Error() string {
	return fmt.Sprintf("the disk has not enough room for it: %d MB are needed while it comes, and %d MB are free", e.Needs/1e6, e.Free/1e6)
}
