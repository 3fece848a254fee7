package layout

import (
	"context"
	"math"
	"slices"

	"popmail/gui/htmlview/style"
)

// Bounds of a page. What goes beyond is left out and told in Page.Problems.
const (
	maxBoxes  = 300_000
	maxFrames = 100_000 // parts of inline boxes on lines
	maxDepth  = 512
	maxCells  = 200_000
	maxSpan   = 1000
	maxLength = 1_000_000 // CSS pixels that any one length may have
	maxHeight = 4_000_000 // CSS pixels of a page
)

// Sentences of Page.Problems.
const (
	problemBoxes  = "The message has too many parts. Some are left out."
	problemDepth  = "The message is nested too deeply. Some of it is left out."
	problemCells  = "A table has too many cells. Some are left out."
	problemTime   = "The message took too long to lay out. Some of it is left out."
	problemHeight = "The message is too tall. The end is left out."
)

// Lay puts a page into its places at a width in CSS pixels. It never fails: what goes
// beyond a bound, or comes after ctx is done, is left out and told in Page.Problems.
// pics may be nil.
func Lay(ctx context.Context, p *style.Page, width float64, m Measurer, pics Pictures) *Page {
	if !(width >= 1) {
		width = 1
	}
	width = min(width, 100_000)
	e := newEngine(ctx, p, m, pics)
	out := &Page{Width: width}
	if p == nil || p.Root == nil {
		return out
	}
	root := e.build(p.Root)
	if root != nil {
		e.layRoot(root, width)
		e.emit(root, out)
	}
	out.Problems = e.problems
	return out
}

// An engine is one page being laid out.
type engine struct {
	ctx      context.Context
	page     *style.Page
	m        Measurer
	pics     Pictures
	words    map[wordKey]float64
	faces    map[style.Font]face
	anon     map[*style.Computed]*style.Computed
	counters map[*style.Node]*counter
	boxes    int
	order    int // of text and pictures in the document
	cells    int
	frames   int
	steps    int
	again    int // how many boxes were laid out more than once
	stopped  bool
	problems []string
}

func newEngine(ctx context.Context, p *style.Page, m Measurer, pics Pictures) *engine {
	return &engine{
		ctx: ctx, page: p, m: m, pics: pics,
		words: map[wordKey]float64{}, faces: map[style.Font]face{}, anon: map[*style.Computed]*style.Computed{}, counters: map[*style.Node]*counter{},
	}
}

// tell notes a problem once.
func (e *engine) tell(problem string) {
	if !slices.Contains(e.problems, problem) {
		e.problems = append(e.problems, problem)
	}
}

// stop reports whether the time is over; it looks at the clock now and then.
func (e *engine) stop() bool {
	if e.stopped {
		return true
	}
	if e.steps++; e.steps&63 == 0 && e.ctx.Err() != nil {
		e.stopped = true
		e.tell(problemTime)
	}
	return e.stopped
}

// quirks reports whether the page is in quirks mode (quirks.spec.whatwg.org).
func (e *engine) quirks() bool { return e.page.Quirks }

type wordKey struct {
	font style.Font
	text string
}

// width is how wide a word is, without letter-spacing. Each is measured once.
func (e *engine) width(f style.Font, text string) float64 {
	if text == "" || f.Size <= 0 {
		return 0
	}
	k := wordKey{f, text}
	w, ok := e.words[k]
	if !ok {
		w = sane(e.m.Width(f, text))
		e.words[k] = w
	}
	return w
}

// A face is what is known of a font: whole CSS pixels, as browsers take them.
type face struct{ ascent, descent, gap, x float64 }

// face gives the metrics of a font.
func (e *engine) face(f style.Font) face {
	if f.Size <= 0 {
		return face{}
	}
	if out, ok := e.faces[f]; ok {
		return out
	}
	a, d, g := e.m.Metrics(f)
	out := face{math.Round(sane(a)), math.Round(sane(d)), math.Round(sane(g)), f.Size * 0.536}
	e.faces[f] = out
	return out
}

// extent is how far the fonts reach that a word is drawn with, where some of its letters may
// be in another one than the face's own. A normal line height holds them all (CSS 2.2, 10.8.1).
func (e *engine) extent(f style.Font, word string) (asc, desc float64, ok bool) {
	m, can := e.m.(Extenter)
	if !can || f.Size <= 0 {
		return 0, 0, false
	}
	for i := range len(word) {
		if word[i] >= 0xd6 { // from U+0590 on, beyond Latin, Greek and Cyrillic
			asc, desc = m.Extent(f, word)
			return sane(asc), sane(desc), true
		}
	}
	return 0, 0, false
}

// sane keeps a length finite and within bounds.
func sane(v float64) float64 {
	switch {
	case math.IsNaN(v):
		return 0
	case v > maxLength:
		return maxLength
	case v < -maxLength:
		return -maxLength
	}
	return v
}

// viewport is the height that percentages of the window's height are of, in CSS pixels: a
// page is not laid out anew when the window's height changes.
const viewport = 800

// definiteNone stands for a height that is not known before layout.
const definiteNone = -1

// px is a length in CSS pixels; percentages are of base, which is taken as 0 where it is
// not known. ok is false for auto.
func px(l style.Length, base float64) (v float64, ok bool) {
	switch l.Kind {
	case style.Px:
		return sane(l.V), true
	case style.Percent:
		return sane(l.V*max(base, 0)/100 + l.Plus), true
	}
	return 0, false
}

// orZero is px with auto as 0.
func orZero(l style.Length, base float64) float64 {
	v, _ := px(l, base)
	return v
}
