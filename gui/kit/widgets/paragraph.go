package widgets

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
	"github.com/rivo/uniseg"

	"popmail/gui/kit/theme"
)

// Span is a piece of a Paragraph in one style.
type Span struct {
	Text  string
	Bold  bool
	Color fyne.ThemeColorName // empty: the paragraph's
}

// Paragraph is text that wraps at its width. Its height depends on its width, so
// MinSize gives the height at the present width, as Fyne's own labels do;
// HeightFor tells it for any width.
type Paragraph struct {
	widget.BaseWidget
	Spans    []Span
	SizeName fyne.ThemeSizeName  // empty: normal text
	Color    fyne.ThemeColorName // empty: foreground
	Align    fyne.TextAlign

	lines     []line
	wrapped   float32 // the width of lines; 0: not wrapped
	wrapSize  float32
	wrapSpans []Span
}

// NewParagraph returns a paragraph in the theme's normal text.
func NewParagraph(spans ...Span) *Paragraph {
	p := &Paragraph{Spans: spans}
	p.ExtendBaseWidget(p)
	return p
}

// NewText returns a paragraph of one style.
func NewText(text string, size fyne.ThemeSizeName, c fyne.ThemeColorName) *Paragraph {
	p := NewParagraph(Span{Text: text})
	p.SizeName, p.Color = size, c
	return p
}

// SetText replaces all spans by one.
func (p *Paragraph) SetText(text string) {
	if len(p.Spans) == 1 && p.Spans[0].Text == text {
		return
	}
	bold := len(p.Spans) == 1 && p.Spans[0].Bold
	p.Spans = []Span{{Text: text, Bold: bold}}
	p.Refresh()
}

// Text is the text of all spans.
func (p *Paragraph) Text() string {
	var b strings.Builder
	for _, s := range p.Spans {
		b.WriteString(s.Text)
	}
	return b.String()
}

// HeightFor is the height that the text needs at a width.
func (p *Paragraph) HeightFor(width float32) float32 {
	p.wrap(width)
	return float32(len(p.lines)) * LineHeight(p.wrapSize)
}

// piece is a run of one style in a line.
type piece struct {
	span  int
	text  string
	x, w  float32
	style fyne.TextStyle
}

type line struct {
	pieces []piece
	w      float32
}

func (p *Paragraph) size() float32 {
	if p.SizeName == "" {
		return theme.Size(fynetheme.SizeNameText)
	}
	return theme.Size(p.SizeName)
}

func (p *Paragraph) wrap(width float32) {
	size := p.size()
	if p.wrapped == width && p.wrapSize == size && slices.Equal(p.wrapSpans, p.Spans) {
		return
	}
	p.wrapped, p.wrapSize = width, size
	p.wrapSpans = append(p.wrapSpans[:0], p.Spans...)
	p.lines = nil
	var cur line
	flush := func() {
		if n := len(cur.pieces); n > 0 {
			last := &cur.pieces[n-1]
			if t := strings.TrimRight(last.text, " "); t != last.text {
				cur.w -= last.w
				last.text, last.w = t, fyne.MeasureText(t, size, last.style).Width
				cur.w += last.w
			}
		}
		p.lines = append(p.lines, cur)
		cur = line{}
	}
	add := func(span int, text string, style fyne.TextStyle) {
		if n := len(cur.pieces); n > 0 && cur.pieces[n-1].span == span {
			last := &cur.pieces[n-1]
			last.text += text
			cur.w -= last.w
			last.w = fyne.MeasureText(last.text, size, style).Width
			cur.w += last.w
			return
		}
		w := fyne.MeasureText(text, size, style).Width
		cur.pieces = append(cur.pieces, piece{span: span, text: text, x: cur.w, w: w, style: style})
		cur.w += w
	}
	for i, s := range p.Spans {
		style := fyne.TextStyle{Bold: s.Bold}
		rest, state := s.Text, -1
		for rest != "" {
			var seg string
			seg, rest, _, state = uniseg.FirstLineSegmentInString(rest, state)
			text := strings.TrimRight(seg, "\r\n\u2028\u2029\v\f\u0085")
			must := text != seg // uniseg counts the end of a text as a break too, but a span may follow
			text = strings.ReplaceAll(text, "\t", "    ")
			if w := fyne.MeasureText(strings.TrimRight(text, " "), size, style).Width; cur.w > 0 && cur.w+w > width {
				flush()
			}
			for text != "" { // a word wider than the line is cut between characters
				w := fyne.MeasureText(strings.TrimRight(text, " "), size, style).Width
				if cur.w+w <= width {
					break
				}
				n := fitting(text, width-cur.w, size, style)
				if n >= len(text) {
					break
				}
				// Addresses are better cut after one of their signs.
				if sign := strings.LastIndexAny(text[:n], "@/._-"); sign > 0 {
					n = sign + 1
				}
				add(i, text[:n], style)
				flush()
				text = text[n:]
			}
			if text != "" {
				add(i, text, style)
			}
			if must {
				flush()
			}
		}
	}
	if len(cur.pieces) > 0 || len(p.lines) == 0 {
		flush()
	}
}

// fitting is the length in bytes of the longest start of text that is at most
// width wide, at least one character.
func fitting(text string, width, size float32, style fyne.TextStyle) int {
	ends := boundaries(text, len(text))
	lo, hi := 1, len(ends)
	for hi-lo > 1 {
		mid := (lo + hi) / 2
		if fyne.MeasureText(text[:ends[mid]], size, style).Width <= width {
			lo = mid
		} else {
			hi = mid
		}
	}
	return ends[lo]
}

// CreateRenderer implements fyne.Widget.
func (p *Paragraph) CreateRenderer() fyne.WidgetRenderer {
	p.ExtendBaseWidget(p)
	r := &parts{}
	r.layout = func(size fyne.Size) {
		p.wrap(size.Width)
		step := LineHeight(p.wrapSize)
		n := 0
		draw := func(text string, x, y float32, c fyne.ThemeColorName, style fyne.TextStyle) {
			if n == len(r.objects) {
				r.objects = append(r.objects, &canvas.Text{})
			}
			t := r.objects[n].(*canvas.Text)
			n++
			setText(t, text, theme.Color(c), p.wrapSize, style)
			place(t, x, y, step)
		}
		for li, l := range p.lines {
			x, y := float32(0), float32(li)*step
			switch p.Align {
			case fyne.TextAlignCenter:
				x = (size.Width - l.w) / 2
			case fyne.TextAlignTrailing:
				x = size.Width - l.w
			}
			for _, pc := range l.pieces {
				c := p.Spans[pc.span].Color
				if c == "" {
					c = p.Color
				}
				if c == "" {
					c = fynetheme.ColorNameForeground
				}
				draw(pc.text, x+pc.x, y, c, pc.style)
				for _, again := range Strikes(pc.text, p.wrapSize, pc.style) {
					draw(again.Text, x+pc.x+again.X, y, c, pc.style)
				}
			}
		}
		r.objects = r.objects[:n]
	}
	r.min = func() fyne.Size {
		w := p.Size().Width
		if w <= 0 {
			w = 320
		}
		return fyne.NewSize(3*p.size(), p.HeightFor(w))
	}
	r.refresh = func() {
		r.layout(p.Size())
		canvas.Refresh(p)
	}
	r.layout(p.Size())
	return r
}
