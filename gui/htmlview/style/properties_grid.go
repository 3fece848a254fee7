package style

import (
	"strings"

	"github.com/tdewolff/parse/v2/css"
)

// A Track is a column of a grid: a Size that is known, a share Fr of what is left over, or
// Auto with neither (CSS Grid 2, 7.2).
type Track struct {
	Size Length
	Fr   float64
	Min0 bool // no wider than its share, whatever is in it
}

// mostTracks bounds the columns of a grid.
const mostTracks = 64

// A Grid is how a grid lays its children out.
type Grid struct {
	Tracks []Track // none: one column
	Fill   bool    // the last track is repeated as often as it fits, at least Least wide
	Least  Length
	Fit    bool // and those without a child take no room
}

type writtenTrack struct {
	size measure
	fr   float64
	min0 bool
}

// track takes the size of one column.
func (v *values) track() (t writtenTrack, least measure, ok bool) {
	t.size = measure{auto: true}
	switch tok := v.peek(); {
	case tok.kind == css.DimensionToken && tok.low == "fr":
		v.next()
		t.fr = max(0, min(tok.num, largest))
		return t, least, true
	case tok.is("auto"), tok.is("min-content"), tok.is("max-content"):
		v.next()
		return t, least, true
	case tok.kind == css.FunctionToken && tok.low == "minmax":
		in := v.arguments()
		least, ok = in.measure(percents)
		if !ok {
			in.skip()
			least = measure{auto: true}
		}
		if !in.comma() {
			return t, least, false
		}
		t, _, ok = in.track()
		t.min0 = t.fr > 0 && !least.auto
		return t, least, ok
	case tok.kind == css.FunctionToken && tok.low == "fit-content":
		v.arguments()
		return t, least, true
	}
	t.size, ok = v.measure(percents)
	return t, t.size, ok
}

// readTracks takes grid-template-columns.
func readTracks(v *values) setter {
	if _, none := v.accept("none"); none {
		return func(c *computing) { c.Grid.Tracks, c.Grid.Fill = nil, false }
	}
	var all []writtenTrack
	var least measure
	fill, fit := false, false
	for !v.done() {
		t := v.peek()
		if t.kind == css.LeftBracketToken { // names of lines
			v.skip()
			continue
		}
		if t.kind != css.FunctionToken || t.low != "repeat" {
			one, _, ok := v.track()
			if !ok {
				return nil
			}
			all = append(all, one)
			continue
		}
		in := v.arguments()
		n := 1
		if word, auto := in.accept("auto-fill", "auto-fit"); auto {
			fill, fit = true, word == "auto-fit"
		} else if f, ok := in.number(); ok && f >= 1 {
			n = int(min(f, mostTracks))
		} else {
			return nil
		}
		if !in.comma() {
			return nil
		}
		var some []writtenTrack
		for !in.done() {
			if in.peek().kind == css.LeftBracketToken {
				in.skip()
				continue
			}
			one, low, ok := in.track()
			if !ok {
				return nil
			}
			some = append(some, one)
			least = low
		}
		for range n {
			if len(all)+len(some) <= mostTracks {
				all = append(all, some...)
			}
		}
	}
	if len(all) == 0 || len(all) > mostTracks {
		return nil
	}
	return func(c *computing) {
		tracks := make([]Track, len(all))
		for i, t := range all {
			tracks[i] = Track{Size: t.size.length(c), Fr: t.fr, Min0: t.min0}
		}
		c.Grid = Grid{Tracks: tracks, Fill: fill, Fit: fit, Least: least.length(c)}
	}
}

// lineOf takes a line of a grid, or how many columns an item spans.
func (v *values) lineOf() (line, span int, ok bool) {
	if _, auto := v.accept("auto"); auto {
		return 0, 1, true
	}
	_, spans := v.accept("span")
	f, ok := v.number()
	if !ok || f != float64(int(f)) || f == 0 {
		return 0, 0, false
	}
	n := int(max(-mostTracks, min(f, mostTracks)))
	if spans {
		return 0, max(n, 1), true
	}
	return n, 1, true
}

// defineGrid are the properties of grids as far as mail uses them: columns; rows follow of
// themselves.
func defineGrid() {
	define(pGridColumns, "grid-template-columns", property{false, readTracks, func(to, from *Computed) { to.Grid = from.Grid }})
	define(pGridColumn, "grid-column", property{false, func(v *values) setter {
		start, span, ok := v.lineOf()
		if !ok {
			return nil
		}
		end := 0
		if v.slash() {
			var ends int
			if end, ends, ok = v.lineOf(); !ok {
				return nil
			}
			span = max(span, ends)
		}
		return func(c *computing) { c.GridLines, c.GridSpan = [2]int{start, end}, span }
	}, func(to, from *Computed) { to.GridLines, to.GridSpan = from.GridLines, from.GridSpan }})
	define(pJustifyItems, "justify-items", word(false, func(c *Computed) *string { return &c.JustifyI }, boxAligns))
	define(pJustifySelf, "justify-self", word(false, func(c *Computed) *string { return &c.JustifyS }, boxAligns))
}

// isGrid reports whether a value of display is a grid.
func isGrid(name string) bool { return strings.HasSuffix(name, "grid") }
