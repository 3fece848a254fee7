package fetch

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// The few that are looked at are those that sorting all of them would give.
func TestNewestKnown(t *testing.T) {
	for _, n := range []int{0, 1, 49, 50, 51, 1000} {
		known := make(map[string]Known)
		for i, at := range rand.Perm(n) {
			known[fmt.Sprint("u", i)] = Known{Stored: time.Unix(int64(at), 0)}
		}
		all := slices.SortedFunc(maps.Keys(known), func(a, b string) int { return known[b].Stored.Compare(known[a].Stored) })
		if got, want := newest(known, 50), all[:min(n, 50)]; !slices.Equal(got, want) {
			t.Errorf("of %d: %v, want %v", n, got, want)
		}
	}
	same := make(map[string]Known)
	for i := range 200 {
		same[fmt.Sprint("u", i)] = Known{}
	}
	got := newest(same, 50)
	slices.Sort(got)
	if len(got) != 50 || len(slices.Compact(got)) != 50 {
		t.Errorf("of 200 that were stored at once: %v", got)
	}
}

// BenchmarkRecall is what a check pays for what is known already.
func BenchmarkRecall(b *testing.B) {
	known := make(map[string]Known)
	for i := range 100_000 {
		known[fmt.Sprint("u", i)] = Known{Stored: time.Unix(int64(i*7919%100_003), 0), Size: 100, Listed: 100}
	}
	for b.Loop() {
		new(sizes).recall(known, &notes{})
	}
}
