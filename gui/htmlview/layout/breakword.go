package layout

import (
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

// fill breaks the next word at the end of a line that has text already, where the page
// asks for that (CSS Text, 5.2, break-all).
func (ln *liner) fill(i int) (int, bool) {
	for k := i; k < len(ln.in.items); k++ {
		it := ln.item(k)
		switch it.kind {
		case iWord:
			if !it.wide || k != i {
				return 0, false
			}
			room := ln.avail() - ln.full
			n, w := ln.prefix(it, room, false)
			if n == 0 {
				return 0, false
			}
			ln.breakWord(k, it, n, w)
			return k, true
		case iOpen, iClose:
			continue
		}
		return 0, false
	}
	return 0, false
}

// split puts items into a line that is too narrow for them. A word that may be broken is,
// and the next line begins with the rest of it.
func (ln *liner) split(i, j int) (int, bool) {
	room := ln.avail() - ln.full
	for k := i; k < j; k++ {
		it := ln.item(k)
		switch it.kind {
		case iWord:
			if room-it.w < -slack && (it.any || it.wide) {
				n, w := ln.prefix(it, room, !ln.ink)
				if n > 0 && n < len(it.text) {
					ln.breakWord(k, it, n, w)
					return k, true
				}
				if n == 0 {
					return k, ln.ink
				}
			}
			room -= it.w
		case iAtomic:
			room -= ln.itemWidth(&it)
		case iSpace:
			if ln.ink || !it.hangs {
				room -= it.w
			}
		case iOpen, iClose:
			room -= ln.edge(&it)
		case iFloat:
			continue
		}
		if it.kind == iWord || it.kind == iAtomic || it.kind == iSpace && (ln.ink || !it.hangs) {
			ln.ink = true
		}
		if it.kind != iSpace || ln.ink {
			ln.cur = append(ln.cur, it)
		}
		if k == ln.from {
			ln.from = -1
		}
	}
	// Nothing could be broken: the items are in the line already.
	ln.width = ln.avail() - room
	ln.full = ln.width
	return j, false
}

// breakWord puts the first n octets of a word into the line and keeps the rest.
func (ln *liner) breakWord(k int, it item, n int, w float64) {
	head, rest := it, it
	head.text, head.w, head.wraps = it.text[:n], w, true
	rest.text, rest.w = it.text[n:], max(0, it.w-w)
	ln.cur = append(ln.cur, head)
	ln.ink = true
	ln.full += w
	ln.width = ln.full
	ln.from, ln.rest = k, rest
}

// prefix is how much of a word fits in room, in octets, and how wide that is; at least one
// grapheme where some is.
func (ln *liner) prefix(it item, room float64, some bool) (int, float64) {
	st := it.b.st
	n, w, state := 0, 0.0, -1
	rest := it.text
	for rest != "" {
		var g string
		if rest[0] < utf8.RuneSelf && (len(rest) == 1 || rest[1] < utf8.RuneSelf) {
			g, rest, state = rest[:1], rest[1:], -1
		} else {
			g, rest, _, state = uniseg.FirstGraphemeClusterInString(rest, state)
		}
		gw := ln.e.wordWidth(st, g)
		if w+gw > room+slack && (n > 0 || !some) {
			break
		}
		n += len(g)
		w += gw
	}
	return n, w
}
