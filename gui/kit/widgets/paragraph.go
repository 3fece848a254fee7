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

	all     string // the text of all spans
	lines   []text.Line
	wrapped wrapped // what lines were made of
	spans   []Span
	ink     *Ink
}

type wrapped struct{ width, size float32 }

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
	now := wrapped{width, p.size()}
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
	p.lines = text.Shared().Lines(p.all, spans, text.Options{Auto: true}, float64(width))
}

// tints are the colours of spans that have their own.
func (p *Paragraph) tints() (out []text.Tint) {
	at := 0
	for _, s := range p.Spans {
		if s.Color != "" && s.Color != p.Color {
			out = append(out, text.Tint{Start: at, End: at + len(s.Text), Color: theme.Color(s.Color)})
		}
		at += len(s.Text)
	}
	return out
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
	r := &parts{objects: []fyne.CanvasObject{p.ink.Raster}}
	r.layout = func(size fyne.Size) {
		p.wrap(size.Width)
		step := LineHeight(p.wrapped.size)
		base, tints := BaseLine(p.wrapped.size, step), p.tints()
		lines := make([]InkLine, len(p.lines))
		for i, l := range p.lines {
			x, free := float32(0), size.Width-float32(l.Width)
			switch {
			case p.Align == fyne.TextAlignCenter:
				x = free / 2
			case (p.Align == fyne.TextAlignTrailing) != l.RTL:
				x = free
			}
			lines[i] = InkLine{Text: p.all, Line: l, Tints: tints, X: round(x), Base: float32(i)*step + base}
		}
		c := p.Color
		if c == "" {
			c = fynetheme.ColorNameForeground
		}
		p.ink.Set(lines, theme.Color(c), fyne.NewSize(size.Width, float32(len(lines))*step))
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
