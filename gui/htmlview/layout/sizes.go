package layout

import (
	"unicode/utf8"

	"popmail/gui/htmlview/style"
)

// sizes are a box's min-content and max-content widths, of its border box (CSS Sizing, 4).
// They are worked out once.
func (e *engine) sizes(b *box) (lo, hi float64) {
	if b.sized {
		return b.lo, b.hi
	}
	b.sized = true
	edges := b.edges(0)
	sum := edges[style.Left] + edges[style.Right]
	switch b.kind {
	case kTable:
		lo, hi = e.tableSizes(b)
	case kReplaced:
		w, _ := e.replaced(b, definiteNone, definiteNone)
		lo, hi = w, w
		if b.st.Width.Kind == style.Percent || b.st.MaxWidth.Kind == style.Percent {
			lo = sum
		}
		b.lo, b.hi, b.within = lo, hi, lo
		return lo, hi
	case kFlex:
		lo, hi = e.flexSizes(b)
		lo, hi = lo+sum, hi+sum
	default:
		if b.inl != nil {
			lo, hi = e.lineSizes(b)
		} else {
			lo, hi = e.blockSizes(b)
		}
		if b.node != nil && !b.anon && b.node.Options != nil {
			for _, o := range b.node.Options {
				hi = max(hi, e.wordWidth(b.st, o))
			}
			lo = hi
		}
		lo, hi = lo+sum, hi+sum
	}
	b.within = sane(lo)
	if b.kind != kTable && b.kind != kCell {
		if w, ok := e.widthFrom(b, b.st.Width, definiteNone); ok {
			lo, hi = w, w
		}
		if w, ok := e.widthFrom(b, b.st.MaxWidth, definiteNone); ok {
			lo, hi = min(lo, w), min(hi, w)
		}
		if w, ok := e.widthFrom(b, b.st.MinWidth, definiteNone); ok {
			lo, hi = max(lo, w), max(hi, w)
		}
	}
	b.lo, b.hi = sane(lo), sane(max(lo, hi))
	return b.lo, b.hi
}

// outer are a box's sizes with its margins.
func (e *engine) outer(b *box) (lo, hi float64) {
	lo, hi = e.sizes(b)
	m := b.margins(0)
	sum := m[style.Left] + m[style.Right]
	return max(0, lo+sum), max(0, hi+sum)
}

// blockSizes are those of a container of blocks. Floats stand beside each other.
func (e *engine) blockSizes(b *box) (lo, hi float64) {
	left, right := 0.0, 0.0
	for _, k := range b.kids {
		if e.stop() {
			break
		}
		l, h := e.outer(k)
		lo = max(lo, l)
		if c := k.st.Clear; c != style.NoClear {
			hi = max(hi, left+right)
			if c != style.ClearRight {
				left = 0
			}
			if c != style.ClearLeft {
				right = 0
			}
		}
		switch {
		case k.floating():
			if k.st.Float == style.FloatLeft {
				left += h
			} else {
				right += h
			}
			hi = max(hi, left+right)
		case k.separate():
			hi = max(hi, left+right+h)
			left, right = 0, 0
		default:
			hi = max(hi, h, left+right)
			left, right = 0, 0
		}
	}
	return lo, max(hi, left+right)
}

// lineSizes are those of a container of lines.
func (e *engine) lineSizes(b *box) (lo, hi float64) {
	in := e.collect(b)
	if in.sized {
		return in.lo, in.hi
	}
	in.sized = true
	// Quirks: in a cell without a width no line ends beside a picture
	// (quirks.spec.whatwg.org, 3.10).
	sticky := e.quirks() && b.kind == kCell && b.st.Width.Kind == style.Auto
	word, line, space, gap, floats := 0.0, 0.0, 0.0, 0.0, 0.0
	ink := false
	if v, ok := px(b.st.Indent, 0); ok && b.st.Indent.Kind == style.Px {
		word, line = v, v
	}
	for i := range in.items {
		if i&1023 == 0 && e.stop() {
			break
		}
		it := &in.items[i]
		switch it.kind {
		case iWord:
			line += space + it.w
			space = 0
			ink = true
			word += gap
			gap = 0
			if it.wide || it.long || it.any && it.b.st.Anywhere {
				lo = max(lo, word, e.widest(it))
				word = 0
			} else {
				word += it.w
			}
			if it.wraps {
				lo, word = max(lo, word), 0
			}
		case iSpace:
			if it.hangs && !ink {
				continue
			}
			if it.hangs {
				space += it.w
			} else {
				line += space + it.w
				space = 0
			}
			switch {
			case it.wraps:
				lo, word, gap = max(lo, word), 0, 0
			case it.hangs:
				gap += it.w
			default:
				word += gap + it.w
				gap = 0
			}
		case iAtomic:
			l, h := e.outer(it.b)
			line += space + h
			space = 0
			ink = true
			word += gap + l
			gap = 0
			stuck := sticky && it.b.kind == kReplaced && isPicture(it.b)
			if it.wraps && !stuck {
				if !(sticky && i+1 < len(in.items) && in.items[i+1].kind == iAtomic && in.items[i+1].b.kind == kReplaced && isPicture(in.items[i+1].b)) {
					lo, word = max(lo, word), 0
				}
			}
		case iOpen, iClose:
			side := style.Left
			if it.kind == iClose {
				side = style.Right
			}
			edges, m := it.b.edges(0), it.b.margins(0)
			v := edges[side] + m[side]
			word += v
			line += v
		case iBreak:
			lo, hi = max(lo, word), max(hi, line+floats)
			word, line, space, gap, floats, ink = 0, 0, 0, 0, 0, false
		case iFloat:
			l, h := e.outer(it.b)
			lo = max(lo, l)
			floats += h
		}
	}
	in.lo, in.hi = max(lo, word), max(hi, line+floats)
	return in.lo, in.hi
}

// widest is the width of the widest letter of a word; of a long one it is the mean.
func (e *engine) widest(it *item) (w float64) {
	if len(it.text) > 40 {
		return it.w / float64(max(1, len(it.text)))
	}
	for text := it.text; text != ""; {
		_, n := utf8.DecodeRuneInString(text)
		w = max(w, e.width(it.b.st.Font, text[:n])+it.b.st.Letter)
		text = text[n:]
	}
	return w
}

// isPicture reports whether a box is an img, or stands for one.
func isPicture(b *box) bool { return b.node != nil && (b.node.Tag == "img" || b.node.Tag == "image") }
