package account

import (
	"math"
	"testing"
)

func TestRoom(t *testing.T) {
	const mb = 1_000_000
	for _, c := range []struct {
		free   int64
		sizes  []int64
		enough bool
	}{
		{reserve + 900*mb, []int64{300 * mb}, true},
		{reserve + 900*mb - 1, []int64{300 * mb}, false},
		{reserve + 1200*mb, []int64{300 * mb, 300 * mb}, true},
		{reserve + 1200*mb - 1, []int64{300 * mb, 300 * mb}, false},
		{reserve + 1100*mb, []int64{200 * mb, 300 * mb}, true},
		{reserve, nil, true},
		{0, []int64{1}, false},
		{math.MaxInt64, []int64{math.MaxInt64, math.MaxInt64}, true},
		{1 << 40, []int64{math.MaxInt64, math.MaxInt64}, false},
		{reserve, []int64{-5}, true},
	} {
		if r := RoomFor(c.free, c.sizes...); r.Enough() != c.enough || r.Needs < 0 {
			t.Errorf("%d free for %v: %+v", c.free, c.sizes, r)
		}
	}
	for _, free := range []int64{-1, 0, reserve, reserve + 1, reserve + 3, reserve + 1000*mb} {
		most := Most(free)
		if most > 0 && !RoomFor(free, most).Enough() || RoomFor(free, most+1).Enough() && most > 0 {
			t.Errorf("%d free: %d is not the most", free, most)
		}
	}
}
