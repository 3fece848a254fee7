package widgets

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"popmail/gui/kit/text"
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
// HeightFor tells it for any width. Text that begins with a letter of a right-to-left script
// begins at the right.
type Paragraph struct {
	widget.BaseWidget
	Spans    []Span
	SizeName fyne.ThemeSizeName  // empty: normal text
	Color    fyne.ThemeColorName // empty: foreground
	Align    fyne.TextAlign
	// LeftToRight lets every line begin at the left, also one that begins with
	// right-to-left letters: for lines of PopMail's own that hold a name.
	LeftToRight bool
	// Marks are pieces of the text with a ground of their own, in order and without overlap.
	Marks []Range

	all     string // the text of all spans
	lines   []text.Line
	wrapped wrapped // what lines were made of
	spans   []Span
	ink     *Ink
}

type wrapped struct {
	width, size float32
	ltr         bool
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
	return float32(len(p.lines)) * LineHeight(p.wrapped.size)
}

func (p *Paragraph) size() float32 {
	if p.SizeName == "" {
		return theme.Size(fynetheme.SizeNameText)
	}
	return theme.Size(p.SizeName)
}

func (p *Paragraph) wrap(width float32) {
	now := wrapped{width, p.size(), p.LeftToRight}
	if p.wrapped == now && slices.Equal(p.spans, p.Spans) && p.lines != nil {
		return
	}
	p.wrapped, p.spans = now, append(p.spans[:0], p.Spans...)
	p.all = p.Text()
	var spans []text.Span
	end := 0
	for _, s := range p.Spans {
		end += len(s.Text)
		spans = append(spans, text.Span{End: end, Face: Face(now.size, s.Bold)})
	}
	if spans == nil {
		spans = []text.Span{{Face: Face(now.size, false)}}
	}
	p.lines = text.Shared().Lines(p.all, spans, text.Options{Auto: !p.LeftToRight}, float64(width))
}

// tints are the colours of spans that have their own, and of marks.
func (p *Paragraph) tints() (out []text.Tint) {
	at, marks := 0, p.Marks
	for _, s := range p.Spans {
		end := at + len(s.Text)
		own := s.Color != "" && s.Color != p.Color
		add := func(to int) {
			if own && to > at {
				out = append(out, text.Tint{Start: at, End: to, Color: theme.Color(s.Color)})
			}
			at = max(at, to)
		}
		for len(marks) > 0 && marks[0].Start < end {
			add(marks[0].Start)
			to := min(marks[0].End, end)
			out = append(out, text.Tint{Start: at, End: to, Color: theme.Color(theme.ColorMarkText)})
			if at = to; marks[0].End > end {
				break
			}
			marks = marks[1:]
		}
		add(end)
	}
	return out
}

// Lines are the lines in which the text was drawn last, or measured since, how high each of
// them is, and how far below its top its base line.
func (p *Paragraph) Lines() (lines []text.Line, height, base float32) {
	height = LineHeight(p.wrapped.size)
	return p.lines, height, BaseLine(p.wrapped.size, height)
}

// Left is where a line begins, in whole pixels.
func (p *Paragraph) Left(l *text.Line) float32 {
	x, free := float32(0), p.wrapped.width-float32(l.Width)
	switch {
	case p.Align == fyne.TextAlignCenter:
		x = free / 2
	case (p.Align == fyne.TextAlignTrailing) != l.RTL:
		x = free
	}
	return round(x)
}

// Drawn is what is seen where.
func (p *Paragraph) Drawn() []text.Placed {
	if p.ink == nil {
		return nil
	}
	return p.ink.Drawn()
}

// CreateRenderer implements fyne.Widget.
func (p *Paragraph) CreateRenderer() fyne.WidgetRenderer {
	p.ExtendBaseWidget(p)
	p.ink = NewInk()
	r := &parts{}
	var grounds []*canvas.Rectangle
	r.layout = func(size fyne.Size) {
		p.wrap(size.Width)
		step := LineHeight(p.wrapped.size)
		base, tints := BaseLine(p.wrapped.size, step), p.tints()
		lines := make([]InkLine, len(p.lines))
		r.objects = r.objects[:0]
		for i := range p.lines {
			l := &p.lines[i]
			x := p.Left(l)
			lines[i] = InkLine{Text: p.all, Line: *l, Tints: tints, X: x, Base: float32(i)*step + base}
			for _, m := range p.Marks {
				for _, at := range text.Shared().Marked(p.all, l, max(m.Start, l.Start), min(m.End, l.End)) {
					if len(grounds) == len(r.objects) {
						grounds = append(grounds, canvas.NewRectangle(nil))
					}
					g := grounds[len(r.objects)]
					g.FillColor, g.CornerRadius = theme.Color(theme.ColorMark), 3
					g.Move(fyne.NewPos(x+float32(at[0])-1, float32(i)*step+1))
					g.Resize(fyne.NewSize(float32(at[1]-at[0])+2, step-2))
					g.Refresh()
					r.objects = append(r.objects, g)
				}
			}
		}
		c := p.Color
		if c == "" {
			c = fynetheme.ColorNameForeground
		}
		p.ink.Set(lines, theme.Color(c), fyne.NewSize(size.Width, float32(len(lines))*step))
		r.objects = append(r.objects, p.ink.Raster)
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
