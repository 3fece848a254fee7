package widgets

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"popmail/gui/kit/bidi"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/text"
	"popmail/gui/kit/theme"
)

// Span is a piece of a Text in one style.
type Span struct {
	Text  string
	Bold  bool
	Color fyne.ThemeColorName // empty: the text's
}

// Range is a piece of a text, in bytes: from Start up to but not including End.
type Range struct{ Start, End int }

// Text is text that wraps at its width, or that stands in one line and is cut there. The height
// of text that wraps depends on its width, so MinSize gives the height at the present width, as
// Fyne's own labels do; HeightFor tells it for any width. Text that begins with a letter of a
// right-to-left script begins at the right where it wraps.
type Text struct {
	widget.BaseWidget
	Spans    []Span
	SizeName fyne.ThemeSizeName  // empty: normal text
	Color    fyne.ThemeColorName // empty: foreground
	Align    fyne.TextAlign      // of text that wraps
	// LeftToRight lets every line begin at the left, also one that begins with
	// right-to-left letters: for lines of PopMail's own that hold a name. It means nothing
	// in a window that is written from right to left.
	LeftToRight bool
	// Cut keeps the text, of one span, in one line, with an ellipsis where it is too long.
	Cut bool
	// Marks are pieces of the text with a ground of their own, in order and without overlap.
	Marks []Range

	all     string // the text of all spans
	shown   string // what of it is seen
	kept    int    // how much of all is before the ellipsis
	lines   []text.Line
	wrapped wrapped // what lines were made of
	spans   []Span
	ink     *Ink
}

type wrapped struct {
	width, size float32
	ltr, cut    bool
}

// NewSpans returns text that wraps, in the theme's normal size.
func NewSpans(spans ...Span) *Text {
	t := &Text{Spans: spans}
	t.ExtendBaseWidget(t)
	return t
}

// NewText returns text of one style that wraps.
func NewText(text string, size fyne.ThemeSizeName, c fyne.ThemeColorName) *Text {
	t := NewSpans(Span{Text: text})
	t.SizeName, t.Color = size, c
	return t
}

// NewLine returns one line of text that is cut where it is too long.
func NewLine(text string, bold bool, size fyne.ThemeSizeName, c fyne.ThemeColorName) *Text {
	t := NewSpans(Span{Text: OneLine(text), Bold: bold})
	t.SizeName, t.Color, t.Cut = size, c, true
	return t
}

// SetText replaces all spans by one, without marks.
func (t *Text) SetText(text string) { t.Set(text, t.Bold(), nil) }

// Set replaces all spans by one, and the marks, which lie in text. A text that stands in one
// line should have gone through OneLine before its marks were found.
func (t *Text) Set(text string, bold bool, marks []Range) {
	now := Span{Text: text, Bold: bold}
	if len(t.Spans) == 1 && t.Spans[0] == now && slices.Equal(t.Marks, marks) {
		return
	}
	t.Spans, t.Marks = []Span{now}, slices.Clone(marks)
	t.Refresh()
}

// SetColor changes the color of the text.
func (t *Text) SetColor(c fyne.ThemeColorName) {
	if t.Color != c {
		t.Color = c
		t.Refresh()
	}
}

// Text is the text of all spans.
func (t *Text) Text() string {
	if len(t.Spans) == 1 {
		return t.Spans[0].Text
	}
	var b strings.Builder
	for _, s := range t.Spans {
		b.WriteString(s.Text)
	}
	return b.String()
}

// Bold reports whether the text is one bold span.
func (t *Text) Bold() bool { return len(t.Spans) == 1 && t.Spans[0].Bold }

// Shown is the text as it stands on the screen.
func (t *Text) Shown() string { return t.shown }

// UsedWidth is the width of the longest line.
func (t *Text) UsedWidth() (w float32) {
	for i := range t.lines {
		w = max(w, float32(t.lines[i].Width))
	}
	return w
}

// HeightFor is the height that the text needs at a width.
func (t *Text) HeightFor(width float32) float32 {
	t.wrap(width)
	return float32(len(t.lines)) * LineHeight(t.wrapped.size)
}

func (t *Text) size() float32 {
	if t.SizeName == "" {
		return theme.Size(fynetheme.SizeNameText)
	}
	return theme.Size(t.SizeName)
}

func (t *Text) wrap(width float32) {
	now := wrapped{width, t.size(), t.LeftToRight, t.Cut}
	if t.wrapped == now && slices.Equal(t.spans, t.Spans) && t.lines != nil {
		return
	}
	t.wrapped, t.spans = now, append(t.spans[:0], t.Spans...)
	t.all = t.Text()
	t.shown, t.kept = t.all, len(t.all)
	if t.Cut {
		face := Face(now.size, t.Bold())
		t.shown, t.kept, _ = text.Shared().Cut(face, t.all, float64(width))
		way := text.Options{RTL: fromRight(t.all, t.LeftToRight), NoWrap: true}
		t.lines = text.Shared().Lines(t.shown, []text.Span{{Face: face}}, way, 0)[:1]
		return
	}
	var spans []text.Span
	end := 0
	for _, s := range t.Spans {
		end += len(s.Text)
		spans = append(spans, text.Span{End: end, Face: Face(now.size, s.Bold)})
	}
	if spans == nil {
		spans = []text.Span{{Face: Face(now.size, false)}}
	}
	way := text.Options{Auto: !t.LeftToRight}
	if lang.RightToLeft() {
		way = text.Options{RTL: fromRight(t.all, false)}
	}
	t.lines = text.Shared().Lines(t.all, spans, way, float64(width))
}

// fromRight reports whether a text runs from right to left, as its first letter does, unless it is
// to run with a window that is written from left to right. In one that is written from right to
// left a text does that holds any such letter: its sentences may begin with a name.
func fromRight(s string, withWindow bool) bool {
	if lang.RightToLeft() {
		return bidi.HasRTL(s)
	}
	return !withWindow && bidi.RightToLeft(s)
}

// tints are the colors of spans that have their own, and of marks.
func (t *Text) tints() (out []text.Tint) {
	at, marks := 0, t.Marks
	for _, s := range t.Spans {
		end := min(at+len(s.Text), t.kept)
		own := s.Color != "" && s.Color != t.Color
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
func (t *Text) Lines() (lines []text.Line, height, base float32) {
	height = LineHeight(t.wrapped.size)
	return t.lines, height, BaseLine(t.wrapped.size, height)
}

// Left is where a line begins, in whole pixels. In a mirrored window all text begins at the
// right.
func (t *Text) Left(l *text.Line) float32 {
	x, free, right := float32(0), t.wrapped.width-float32(l.Width), lang.RightToLeft()
	switch {
	case t.Cut && !right:
	case t.Align == fyne.TextAlignCenter && !t.Cut:
		x = free / 2
	case (t.Align == fyne.TextAlignTrailing && !t.Cut) != (l.RTL || right):
		x = free
	}
	return round(x)
}

// Drawn is what is seen where.
func (t *Text) Drawn() []text.Placed {
	if t.ink == nil {
		return nil
	}
	return t.ink.Drawn()
}

// CreateRenderer implements fyne.Widget.
func (t *Text) CreateRenderer() fyne.WidgetRenderer {
	t.ExtendBaseWidget(t)
	t.ink = NewInk()
	r := &parts{objects: []fyne.CanvasObject{t.ink.Raster}, fixed: true}
	var grounds []*canvas.Rectangle
	r.place = func(size fyne.Size) {
		t.wrap(size.Width)
		step := LineHeight(t.wrapped.size)
		base, tints := BaseLine(t.wrapped.size, step), t.tints()
		lines := make([]InkLine, len(t.lines))
		r.objects = r.objects[:0]
		for i := range t.lines {
			l := &t.lines[i]
			x := t.Left(l)
			lines[i] = InkLine{Text: t.shown, Line: *l, Tints: tints, X: x, Base: float32(i)*step + base}
			for _, m := range t.Marks {
				for _, at := range text.Shared().Marked(t.shown, l, max(m.Start, l.Start), min(m.End, l.End, t.kept)) {
					if len(grounds) == len(r.objects) {
						grounds = append(grounds, canvas.NewRectangle(nil))
					}
					g, h := grounds[len(r.objects)], min(step-1, round(t.wrapped.size*1.42))
					g.FillColor, g.CornerRadius = theme.Color(theme.ColorMark), 3
					g.Move(fyne.NewPos(x+round(float32(at[0]))-1, float32(i)*step+round((step-h)/2)))
					g.Resize(fyne.NewSize(round(float32(at[1]-at[0]))+2, h))
					g.Refresh()
					r.objects = append(r.objects, g)
				}
			}
		}
		if t.Cut && !lang.RightToLeft() {
			size.Width = t.UsedWidth()
		}
		c := t.Color
		if c == "" {
			c = fynetheme.ColorNameForeground
		}
		t.ink.Set(lines, theme.Color(c), fyne.NewSize(size.Width, float32(len(lines))*step))
		r.objects = append(r.objects, t.ink.Raster)
	}
	r.min = func() fyne.Size {
		if t.Cut {
			return fyne.NewSize(t.size(), LineHeight(t.size()))
		}
		w := t.Size().Width
		if w <= 0 {
			w = 320
		}
		return fyne.NewSize(3*t.size(), t.HeightFor(w))
	}
	r.refresh = func() {
		r.layout(t.Size())
		canvas.Refresh(t)
	}
	r.layout(t.Size())
	return r
}
