package storage

import "testing"

// SetRoom has a test say how much room a disk has.
func SetRoom(t *testing.T, room func(dir string) (int64, error)) {
	before := roomFor
	roomFor = room
	t.Cleanup(func() { roomFor = before })
}
