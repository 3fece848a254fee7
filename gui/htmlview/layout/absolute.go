package layout

import (
	"math"

	"popmail/gui/htmlview/style"
)

// Boxes with position absolute or fixed are laid out when the box that they are placed in is
// drawn, as its size is known then (CSS 2.2, 10.3.7 and 10.6.4). A box around it that is
// positioned is what places them, never the pane.

// placed draws what has its place in b: behind its content what is large and has no words,
// so that it covers none, all else on top. s is b's stage, from its border box.
func (d *drawer) placed(b *box, s stage, behind bool) {
	for _, k := range b.placed {
		if d.e.stop() {
			return
		}
		d.e.place(k, b)
		if behind != (2*k.w*k.h > b.w*b.h && !k.worded()) {
			continue
		}
		// It does not leave the page, nor make it wider.
		k.x = max(min(k.x, max(d.page.Width, s.x+b.w)-s.x-k.w), -s.x)
		k.y = max(k.y, -s.y)
		d.box(k, s, phaseAll)
	}
}

// place lays a box out in the padding box of b.
func (e *engine) place(k, b *box) {
	edge := func(side int) float64 { return b.borderWidth(side) }
	w, h := max(0, b.w-edge(style.Left)-edge(style.Right)), max(0, b.h-edge(style.Top)-edge(style.Bottom))
	o, m := k.st.Offset, k.margins(w)
	left, hasLeft := px(o[style.Left], w)
	right, hasRight := px(o[style.Right], w)
	top, hasTop := px(o[style.Top], h)
	bottom, hasBottom := px(o[style.Bottom], h)

	height := e.heightOf(k, h, w)
	if height < 0 && hasTop && hasBottom && k.kind != kTable {
		height = max(0, h-top-bottom-m[style.Top]-m[style.Bottom])
	}
	switch given, ok := e.widthOf(k, w); {
	case k.kind == kReplaced:
		k.w, k.h = e.replaced(k, w, h)
		k.own = true
	case !ok && hasLeft && hasRight && k.kind != kTable:
		e.lay(k, e.limitWidth(k, max(0, w-left-right-m[style.Left]-m[style.Right]), w), height, w)
	case ok && k.kind != kTable:
		e.lay(k, given, height, w)
	default:
		e.lay(k, e.shrink(k, max(0, w-left-right)), height, w)
	}

	spare := w - left - right - k.w - m[style.Left] - m[style.Right]
	k.x = edge(style.Left) + left + m[style.Left]
	switch autos := [2]bool{k.st.Margin[style.Left].Kind == style.Auto, k.st.Margin[style.Right].Kind == style.Auto}; {
	case hasLeft && hasRight && autos[0] && autos[1]:
		k.x += max(0, spare/2)
	case hasLeft && hasRight && autos[0], !hasLeft && hasRight:
		k.x += spare
	case !hasLeft: // about where the flow is
		k.x += max(0, orZero(b.st.Padding[style.Left], w))
	}
	k.y = edge(style.Top) + top + m[style.Top]
	if !hasTop && hasBottom {
		k.y = edge(style.Top) + h - bottom - m[style.Bottom] - k.h
	}
	k.x += orZero(k.st.Move[0], k.w)
	k.y += orZero(k.st.Move[1], k.h)
	k.x, k.y = math.Round(sane(k.x)), math.Round(sane(k.y))
}

// worded reports whether a box has words in it.
func (b *box) worded() bool {
	if b.kind == kText && !b.blank() && !b.alt {
		return true
	}
	for _, k := range b.kids {
		if k.worded() {
			return true
		}
	}
	return false
}
