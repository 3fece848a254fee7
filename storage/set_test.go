package storage

import "testing"

// TestSpan: exactly the places from from up to to are put, wherever words of the set begin and end.
func TestSpan(t *testing.T) {
	const n = 200
	for from := range n {
		for to := from; to <= n; to++ {
			s := newSet(n)
			s.put(3)
			s.span(from, to)
			for i := range n {
				if want := i == 3 || from <= i && i < to; s.has(i) != want {
					t.Fatalf("span(%d, %d): %d is in it: %v", from, to, i, s.has(i))
				}
			}
		}
	}
}
