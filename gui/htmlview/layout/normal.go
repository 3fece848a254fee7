package layout

import (
	"slices"

	"popmail/gui/htmlview/style"
)

// normalise puts anonymous boxes where a box's children do not fit it (CSS 2.2, 9.2.1.1
// and 17.2.1).
func (e *engine) normalise(b *box) {
	switch b.kind {
	case kTable:
		b.kids = e.wrap(b, b.kids, kRow, func(k *box) bool {
			return k.kind == kGroup || k.kind == kRow || k.kind == kCaption || k.kind == kColumn
		})
	case kGroup:
		b.kids = e.wrap(b, b.kids, kRow, func(k *box) bool { return k.kind == kRow })
	case kRow:
		b.kids = e.wrap(b, b.kids, kCell, func(k *box) bool { return k.kind == kCell })
	case kInline:
		b.kids = e.strayParts(b, b.kids)
	case kColumn:
		kids := b.kids[:0]
		for _, k := range b.kids {
			if k.kind == kColumn {
				kids = append(kids, k)
			}
		}
		b.kids = kids
	case kFlex:
		e.flexItems(b)
	case kBlock, kCell, kCaption:
		b.kids = e.strayParts(b, b.kids)
		e.lines(b)
		if b.hasMarker() && b.inl == nil && !slices.ContainsFunc(b.kids, func(k *box) bool { return !k.floating() }) {
			b.inl = &inlines{}
		}
	}
}

// wrap puts runs of children that do not fit into anonymous boxes of the kind k.
func (e *engine) wrap(b *box, kids []*box, k kind, fits func(*box) bool) []*box {
	out := make([]*box, 0, len(kids))
	var run *box
	flush := func() {
		if run != nil {
			e.normalise(run)
			run = nil
		}
	}
	for _, c := range kids {
		switch {
		case fits(c):
			flush()
			out = append(out, c)
		case c.blank():
		case c.kind == kColumn:
		default:
			if run == nil {
				run = e.anonymous(k, b.st, b)
				e.boxes++
				out = append(out, run)
			}
			c.parent = run
			run.kids = append(run.kids, c)
		}
	}
	flush()
	return out
}

// strayParts puts parts of tables that lie outside one into anonymous tables.
func (e *engine) strayParts(b *box, kids []*box) []*box {
	stray := false
	for _, k := range kids {
		stray = stray || k.internal()
	}
	if !stray {
		return kids
	}
	out := make([]*box, 0, len(kids))
	for i := 0; i < len(kids); {
		if !kids[i].internal() {
			out = append(out, kids[i])
			i++
			continue
		}
		t := e.anonymous(kTable, b.st, b)
		t.inline = b.kind == kInline
		e.boxes++
		for ; i < len(kids) && (kids[i].internal() || kids[i].blank() && i+1 < len(kids) && kids[i+1].internal()); i++ {
			kids[i].parent = t
			t.kids = append(t.kids, kids[i])
		}
		e.normalise(t)
		out = append(out, t)
	}
	return out
}

// blockIn reports whether a box is a block in the flow or an inline box that holds one.
func blockIn(b *box) bool {
	if b.kind == kInline {
		for _, k := range b.kids {
			if blockIn(k) {
				return true
			}
		}
		return false
	}
	return !b.inline && !b.floating()
}

// lines sees to it that a block container holds either blocks or what stands in lines.
// Inline boxes that hold blocks are split (CSS 2.2, 9.2.1.1).
func (e *engine) lines(b *box) {
	blocks, some := false, false
	for _, k := range b.kids {
		if blockIn(k) {
			blocks = true
			break
		}
		some = some || k.inline
	}
	if !blocks {
		if some {
			b.inl = &inlines{}
		}
		return
	}
	s := splitter{e: e, b: b}
	for _, k := range b.kids {
		if e.boxes >= maxBoxes {
			e.tell(problemBoxes)
			break
		}
		s.take(k)
	}
	s.flush()
	b.kids = s.out
}

// A splitter gathers what stands in lines between blocks into anonymous blocks.
type splitter struct {
	e    *engine
	b    *box
	out  []*box
	run  []*box
	path []*box // inline boxes that hold a block and are being split
	open []*box // their fragments in run
	cut  []bool // whether the box of path had a fragment before
}

func (s *splitter) take(k *box) {
	switch {
	case !blockIn(k):
		s.add(k)
	case k.kind == kInline:
		s.path = append(s.path, k)
		s.cut = append(s.cut, false)
		n := len(s.path)
		edges, margins := k.edges(0), k.margins(0)
		if edges[style.Left]+margins[style.Left] != 0 {
			s.reopen()
		}
		for _, c := range k.kids {
			if s.e.boxes >= maxBoxes {
				break
			}
			s.take(c)
		}
		if edges[style.Right]+margins[style.Right] != 0 {
			s.reopen()
		}
		if len(s.open) >= n {
			s.open[n-1].last = true
			s.open = s.open[:n-1]
		}
		s.path, s.cut = s.path[:n-1], s.cut[:n-1]
	default:
		s.flush()
		k.parent = s.b
		s.out = append(s.out, k)
	}
}

// reopen makes fragments of the inline boxes around what comes next.
func (s *splitter) reopen() {
	for i := len(s.open); i < len(s.path); i++ {
		f := *s.path[i]
		f.kids, f.first, f.last = nil, !s.cut[i], false
		s.cut[i] = true
		s.e.boxes++
		if i == 0 {
			s.run = append(s.run, &f)
		} else {
			f.parent = s.open[i-1]
			s.open[i-1].kids = append(s.open[i-1].kids, &f)
		}
		s.open = append(s.open, &f)
	}
}

func (s *splitter) add(k *box) {
	if len(s.path) == 0 {
		s.run = append(s.run, k)
		return
	}
	if k.blank() && len(s.open) < len(s.path) && len(s.run) == 0 {
		return
	}
	s.reopen()
	top := s.open[len(s.open)-1]
	k.parent = top
	top.kids = append(top.kids, k)
}

// flush ends a run: it becomes an anonymous block where it has anything to show.
func (s *splitter) flush() {
	if len(s.run) > 0 {
		if ink(s.run) {
			a := s.e.anonymous(kBlock, s.b.st, s.b)
			s.e.boxes++
			a.kids = s.run
			for _, k := range a.kids {
				k.parent = a
			}
			a.inl = &inlines{}
			s.out = append(s.out, a)
		} else {
			s.out = appendFloats(s.out, s.run, s.b)
		}
	}
	s.run, s.open = nil, nil
}

// ink reports whether any of the boxes makes a line.
func ink(kids []*box) bool {
	for _, k := range kids {
		switch {
		case k.floating():
		case k.kind == kText:
			if !k.blank() {
				return true
			}
		case k.kind == kInline:
			if ink(k.kids) {
				return true
			}
			edges, margins := k.edges(0), k.margins(0)
			if edges[style.Left] != 0 || edges[style.Right] != 0 || margins[style.Left] != 0 || margins[style.Right] != 0 {
				return true
			}
		default:
			return true
		}
	}
	return false
}

// appendFloats appends the floats among the boxes.
func appendFloats(out, kids []*box, parent *box) []*box {
	for _, k := range kids {
		if k.floating() {
			k.parent = parent
			out = append(out, k)
		} else if k.kind == kInline {
			out = appendFloats(out, k.kids, parent)
		}
	}
	return out
}

// flexItems makes every child of a flex box a block; runs of text are wrapped (CSS
// Flexbox, 4).
func (e *engine) flexItems(b *box) {
	var out []*box
	var run *box
	flush := func() {
		if run != nil && ink(run.kids) {
			e.normalise(run)
			out = append(out, run)
		}
		run = nil
	}
	kids := e.strayParts(b, b.kids)
	for _, k := range kids {
		if k.kind == kText || k.kind == kBreak || k.kind == kInline {
			if run == nil {
				run = e.anonymous(kBlock, b.st, b)
				e.boxes++
			}
			k.parent = run
			run.kids = append(run.kids, k)
			continue
		}
		flush()
		k.inline = false
		out = append(out, k)
	}
	flush()
	b.kids = out
}
