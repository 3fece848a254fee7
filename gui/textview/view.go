// Package textview shows text that can be read, selected and copied: short styled
// lines as well as a message of a megabyte. Only the lines in sight are drawn.
// Text from right to left stands right; links ask before anything is opened;
// nothing is ever fetched.
package textview

import (
	"math"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/storage/query"
)

// position is a place in the text: a paragraph and an offset in bytes.
type position struct{ para, offset int }

func (p position) before(q position) bool {
	return p.para < q.para || p.para == q.para && p.offset < q.offset
}

// View shows text. Its height follows from its width.
type View struct {
	widget.BaseWidget
	SizeName fyne.ThemeSizeName  // of the text; empty: normal
	Color    fyne.ThemeColorName // of the text; empty: foreground
	Bold     bool
	Mono     bool
	// LeftToRight lets every line begin at the left, also one that begins with
	// right-to-left letters: for lines of PopMail's own that hold a name.
	LeftToRight bool
	// Meters may be shared by views that come one after the other; by itself a view
	// has its own.
	Meters *Meters
	// OnLink is called when a link is tapped, with its address and the place on
	// the canvas.
	OnLink func(address string, at fyne.Position)
	// OnScroll asks for a scroll by dy, when a selection is dragged out of sight.
	OnScroll func(dy float32)
	// OnResized says that the height has changed without a change of the width.
	OnResized func()

	paras  []para
	blocks []block
	terms  []string

	// The lines as they were written and with those joined that a program has
	// broken; nil soft: there are none. See flow.
	hard, soft             []para
	hardBlocks, softBlocks []block
	flowing                bool // soft is shown

	lines         []line
	width         float32 // the lines are wrapped at; 0: not wrapped
	size          float32
	regular, bold *meter
	top, bottom   float32 // what is in sight, when windowed
	windowed      bool
	anchor, head  position // of the selection
	hover         string   // the link under the pointer
	hoverToggle   bool
	lastPress     pressed
	stop          *stop // what the keyboard is on; nil: the text as a whole
	focused       bool
	pressing      bool // the mouse is what gives the focus
	byKey         bool // the focus is shown: it did not come from the mouse
	drawn         map[int][]sub
}

// New returns an empty view.
func New() *View {
	v := &View{Meters: new(Meters), paras: []para{{ascii: true}}}
	v.ExtendBaseWidget(v)
	return v
}

// NewPlain returns a view of plain text in one style.
func NewPlain(text string) *View {
	v := New()
	v.SetPlain(text)
	return v
}

// SetText shows the text of a message: quotations are set off, long ones folded,
// web and mail addresses are links.
func (v *View) SetText(text string) {
	v.paras, v.blocks = parse(text, true, true)
	v.stiff()
	if len(text) <= flowMost {
		if v.soft, v.softBlocks = joined(v.paras, v.blocks); v.soft != nil {
			v.hard, v.hardBlocks = v.paras, v.blocks
		}
	}
	v.changed()
}

// stiff shows all lines as they are written.
func (v *View) stiff() {
	v.hard, v.soft, v.hardBlocks, v.softBlocks, v.flowing = nil, nil, nil, nil, false
}

// Append adds more text of the same message.
func (v *View) Append(text string) { v.more(parse(text, true, true)) }

// AppendPlain adds more text as it is.
func (v *View) AppendPlain(text string) { v.more(parse(text, false, false)) }

func (v *View) more(paras []para, blocks []block) {
	v.stiff()
	for i := range blocks {
		blocks[i].first += len(v.paras)
		blocks[i].last += len(v.paras)
	}
	v.paras, v.blocks = append(v.paras, paras...), append(v.blocks, blocks...)
	v.width, v.drawn = 0, nil
	v.Refresh()
}

// SetPlain shows text as it is.
func (v *View) SetPlain(text string) {
	v.paras, v.blocks = parse(text, false, false)
	v.stiff()
	v.changed()
}

// SetRuns shows styled pieces.
func (v *View) SetRuns(runs ...Run) {
	v.paras, v.blocks = styled(runs), nil
	v.stiff()
	v.changed()
}

// SetTerms marks found words; terms are as in mailbox.Result. Folded quotations
// that hold one are opened.
func (v *View) SetTerms(terms []string) {
	v.terms = terms
	if len(terms) > 0 {
		for i := range v.blocks {
			b := &v.blocks[i]
			for p := b.first; p <= b.last && !b.open; p++ {
				b.open = len(query.Marks(v.paras[p].text, terms)) > 0
			}
		}
		v.width = 0
	}
	v.drawn = nil
	v.Refresh()
}

func (v *View) changed() {
	v.anchor, v.head = position{}, position{}
	v.hover, v.hoverToggle = "", false
	v.width, v.drawn = 0, nil
	v.Refresh()
}

// Text is the whole text as it would be copied.
func (v *View) Text() string { return v.between(position{}, v.end()) }

// Empty reports whether there is nothing to see.
func (v *View) Empty() bool { return len(v.paras) == 0 || len(v.paras) == 1 && v.paras[0].text == "" }

func (v *View) end() position {
	last := len(v.paras) - 1
	return position{last, len(v.paras[last].text)}
}

func (v *View) textSize() float32 {
	size := theme.Size(fynetheme.SizeNameText)
	if v.SizeName != "" {
		size = theme.Size(v.SizeName)
	}
	if v.Mono {
		size = wholeMono(size)
	}
	return size
}

// wholeMono is the size, at least the one given, in which monospaced text is
// drawn whole.
//
// QUIRK: Fyne rounds the base line down the picture of a line and its height to
// the nearest pixel, so that in many sizes the lowest row is cut off, and
// underscores with it.
func wholeMono(size float32) float32 {
	best, least := size, math.Inf(1)
	for s := size; s < size+2; s += 0.25 {
		box, base := fyne.CurrentApp().Driver().RenderedTextSize("_", s, fyne.TextStyle{Monospace: true}, nil)
		cut := math.Ceil(float64(base)) + float64(box.Height-base) - math.Round(float64(box.Height))
		if cut < 0.3 {
			return s
		}
		if cut < least {
			best, least = s, cut
		}
	}
	return best
}

func (v *View) style(bold bool) fyne.TextStyle {
	return fyne.TextStyle{Bold: bold || v.Bold, Monospace: v.Mono}
}

func (v *View) lineHeight() float32 { return widgets.LineHeight(v.size) }

// indent is how far a quotation stands in.
func (v *View) indent(quote int) float32 { return float32(min(quote, 5)) * 14 }

// layout wraps the text at width, if it is not yet.
func (v *View) layout(width float32) {
	size := v.textSize()
	if v.width == width && v.size == size {
		return
	}
	if v.size != size || v.regular == nil {
		v.regular, v.bold = v.Meters.of(size, v.style(false)), v.Meters.of(size, v.style(true))
	}
	v.flow(width)
	v.width, v.size, v.drawn = width, size, nil
	v.lines = v.lines[:0]
	next := 0 // block
	for i := 0; i < len(v.paras); i++ {
		if next < len(v.blocks) && v.blocks[next].first == i {
			b := &v.blocks[next]
			if !b.open {
				v.lines = append(v.lines, line{int32(i), 0, 0, int32(next)})
				i = b.last
				next++
				continue
			}
			next++
		}
		p := &v.paras[i]
		v.lines = wrap(v.lines, i, p, max(width-v.indent(p.quote), v.size*2), v.regular, v.bold, v.Bold)
		if prev := next - 1; prev >= 0 && v.blocks[prev].open && v.blocks[prev].last == i {
			v.lines = append(v.lines, line{int32(i), 0, 0, int32(prev)})
		}
	}
}

// HeightFor implements flow.Sizer.
func (v *View) HeightFor(width float32) float32 {
	v.layout(width)
	return float32(len(v.lines)) * v.lineHeight()
}

// Window tells what is in sight, from the top of the view. Without it all lines
// are drawn.
func (v *View) Window(top, bottom float32) {
	if v.windowed && v.top == top && v.bottom == bottom {
		return
	}
	first, last := v.inSight()
	v.windowed, v.top, v.bottom = true, top, bottom
	if f, l := v.inSight(); f != first || l != last {
		v.drawn = nil
		v.Refresh()
	}
}

// inSight is the range of lines to draw.
func (v *View) inSight() (first, last int) {
	n := len(v.lines)
	if !v.windowed {
		return 0, n
	}
	h := v.lineHeight()
	if h <= 0 {
		return 0, 0
	}
	first = min(max(int(v.top/h)-8, 0)/8*8, n) // in steps, so that not each pixel draws anew
	last = min(max(int(v.bottom/h)+16, 0)/8*8, n)
	return first, max(first, last)
}

func (v *View) toggle(b int) {
	v.blocks[b].open = !v.blocks[b].open
	v.resized()
}

func (v *View) resized() {
	v.width, v.drawn = 0, nil
	if v.OnResized != nil {
		v.OnResized()
	}
	v.Refresh()
}
