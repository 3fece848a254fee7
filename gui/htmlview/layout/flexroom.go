package layout

import (
	"popmail/gui/htmlview/style"
)

// resolveFlex makes the items of a line grow or shrink into room (CSS Flexbox, 9.7).
func resolveFlex(items []*flexItem, room float64) {
	total := 0.0
	for _, it := range items {
		room -= it.m[style.Left] + it.m[style.Right]
		total += it.size
	}
	growing := total < room
	for range len(items) + 1 {
		free, sum := room, 0.0
		for _, it := range items {
			if it.frozen {
				free -= it.size
				continue
			}
			free -= it.base
			if growing {
				sum += max(0, sane(it.b.st.Grow))
			} else {
				sum += max(0, sane(it.b.st.Shrink)) * it.inner()
			}
		}
		if growing && sum > 0 && sum < 1 {
			free *= sum
		}
		violation := 0.0
		for _, it := range items {
			if it.frozen {
				continue
			}
			it.target = it.base
			if growing && sum > 0 && free > 0 {
				it.target += free * max(0, sane(it.b.st.Grow)) / sum
			}
			if !growing && sum > 0 && free < 0 {
				it.target += free * max(0, sane(it.b.st.Shrink)) * it.inner() / sum
			}
			it.size = max(it.least, min(it.target, it.most))
			violation += it.size - it.target
		}
		again := false
		for _, it := range items {
			if over := it.size - it.target; !it.frozen && over != 0 && (violation >= 0 && over > 0 || violation <= 0 && over < 0) {
				it.frozen, again = true, true
			}
		}
		if !again {
			return
		}
	}
}

// inner is the width from which an item shrinks: that of what is in it.
func (it *flexItem) inner() float64 {
	edges := it.b.edges(0)
	return max(0, it.base-edges[style.Left]-edges[style.Right])
}

// justify gives the place of the first item and the room between two (CSS Flexbox, 8.2).
func justify(how string, free float64, n int, reverse, auto bool) (start, between float64) {
	if auto && free > 0 {
		return 0, 0
	}
	switch how {
	case "center":
		return free / 2, 0
	case "flex-end":
		if reverse {
			return 0, 0
		}
		return free, 0
	case "end", "right":
		return free, 0
	case "start", "left":
		return 0, 0
	case "space-between":
		if n > 1 && free > 0 {
			return 0, free / float64(n-1)
		}
	case "space-around":
		if free > 0 {
			return free / float64(2*n), free / float64(n)
		}
		return free / 2, 0
	case "space-evenly":
		if free > 0 {
			return free / float64(n+1), free / float64(n+1)
		}
		return free / 2, 0
	}
	if reverse {
		return free, 0
	}
	return 0, 0
}

func alignOf(b, k *box) string {
	if s := k.st.AlignS; s != "" && s != "auto" && !k.anon {
		return s
	}
	return b.st.AlignI
}

// autoSides counts the margins of a box on two sides that are auto.
func autoSides(b *box, one, other int) (n int) {
	if b.anon {
		return 0
	}
	for _, side := range [...]int{one, other} {
		if b.st.Margin[side].Kind == style.Auto {
			n++
		}
	}
	return n
}
