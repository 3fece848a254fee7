package main

import "math"

// How far a word may stand from its place: across in CSS pixels, down as a share of the
// page's height.
const (
	nearX = 12
	nearY = 0.03
)

// A score is what a page of ours has of the browser's.
type score struct {
	wanted int     // words that the browser shows
	drawn  int     // of them, those that we draw
	extra  int     // words that we draw and it does not show
	near   int     // of those drawn, the ones in their place
	height float64 // ours over the browser's, to the end of the last word
}

// key names a word of a page: the how many-th of its kind it is in reading order.
type key struct {
	word string
	nth  int
}

func places(words []word) map[key]word {
	seen, out := map[string]int{}, make(map[key]word, len(words))
	for _, w := range words {
		out[key{w.Word, seen[w.Word]}] = w
		seen[w.Word]++
	}
	return out
}

func bottom(words []word) (end float64) {
	for _, w := range words {
		end = max(end, w.Y+w.H)
	}
	return max(end, 1)
}

// isNear reports whether ours stands where theirs does, on pages of these heights. Ours is
// stretched to their height first, so that what is above does not count twice.
func isNear(theirs, ours word, full, height float64) bool {
	return math.Abs(theirs.X-ours.X) <= nearX && math.Abs(theirs.Y-ours.Y*full/height) <= max(12, nearY*full)
}

func compare(theirs, ours []word) score {
	a, b := places(theirs), places(ours)
	full, height := bottom(theirs), bottom(ours)
	s := score{wanted: len(a), height: height / full}
	for k, w := range a {
		if o, ok := b[k]; ok {
			s.drawn++
			if isNear(w, o, full, height) {
				s.near++
			}
		}
	}
	s.extra = len(b) - s.drawn
	return s
}
