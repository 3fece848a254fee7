package widgets

import (
	"image/color"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"popmail/gui/kit/bidi"
	"popmail/gui/kit/text"
	"popmail/gui/kit/theme"
)

// Range is a piece of a text, in bytes: from Start up to but not including End.
type Range struct{ Start, End int }

// MarkedText is one line of text, cut with an ellipsis where it is too long, with
// a coloured ground behind found words.
type MarkedText struct {
	widget.BaseWidget
	look  lineLook
	marks []Range
	shown string // after the cut
	kept  int    // how much of the text is before the ellipsis
	used  float32
	ink   *Ink
}

type lineLook struct {
	text string
	bold bool
	size fyne.ThemeSizeName
	role fyne.ThemeColorName
}

// NewMarkedText returns an empty line in a size and colour of the theme.
func NewMarkedText(size fyne.ThemeSizeName, role fyne.ThemeColorName) *MarkedText {
	m := &MarkedText{look: lineLook{size: size, role: role}}
	m.ExtendBaseWidget(m)
	return m
}

// Set changes what is shown. The marks lie in text, in order and without
// overlap; text should have gone through OneLine before they were found.
func (m *MarkedText) Set(text string, bold bool, marks []Range) {
	if m.look.text == text && m.look.bold == bold && slices.Equal(m.marks, marks) {
		return
	}
	m.look.text, m.look.bold = text, bold
	m.marks = append(m.marks[:0], marks...)
	m.Refresh()
}

// SetRole changes the colour of the text.
func (m *MarkedText) SetRole(role fyne.ThemeColorName) {
	if m.look.role != role {
		m.look.role = role
		m.Refresh()
	}
}

// Text is the whole text, Shown what is left of it after the cut.
func (m *MarkedText) Text() string { return m.look.text }

// Shown is the text as it stands on the screen.
func (m *MarkedText) Shown() string { return m.shown }

// UsedWidth is the width that the drawn text takes.
func (m *MarkedText) UsedWidth() float32 { return m.used }

// Bold reports whether the text is bold.
func (m *MarkedText) Bold() bool { return m.look.bold }

// Marks are the marked pieces of Text.
func (m *MarkedText) Marks() []Range { return m.marks }

// Drawn is what is seen where.
func (m *MarkedText) Drawn() []text.Placed {
	if m.ink == nil {
		return nil
	}
	return m.ink.Drawn()
}

// CreateRenderer implements fyne.Widget.
func (m *MarkedText) CreateRenderer() fyne.WidgetRenderer {
	m.ExtendBaseWidget(m)
	m.ink = NewInk()
	r := &parts{objects: []fyne.CanvasObject{m.ink.Raster}}
	var grounds []*canvas.Rectangle
	size := func() float32 { return theme.Size(m.look.size) }

	// What the present objects were made of, so that nothing is done twice.
	type key struct {
		look  lineLook
		width float32
		size  float32
		scale float32
		ink   color.Color
		mark  color.Color
	}
	var drawn key
	var drawnMarks []Range
	cut := func(width float32) {
		now := key{m.look, width, size(), round(1), theme.Color(m.look.role), theme.Color(theme.ColorMark)}
		if now == drawn && slices.Equal(drawnMarks, m.marks) {
			return
		}
		drawn, drawnMarks = now, append(drawnMarks[:0], m.marks...)
		fonts, height := text.Shared(), LineHeight(size())
		l := m.fit(fonts, Face(size(), m.look.bold), float64(width))
		r.objects = r.objects[:0]
		g := 0
		for _, mk := range m.marks {
			for _, x := range fonts.Marked(m.shown, &l.Line, mk.Start, min(mk.End, m.kept)) {
				if g == len(grounds) {
					grounds = append(grounds, canvas.NewRectangle(nil))
					grounds[g].CornerRadius = 3
				}
				h := min(height-1, round(size()*1.42))
				grounds[g].FillColor = theme.Color(theme.ColorMark)
				grounds[g].Move(fyne.NewPos(round(float32(x[0]))-1, round((height-h)/2)))
				grounds[g].Resize(fyne.NewSize(round(float32(x[1]-x[0]))+2, h))
				grounds[g].Refresh()
				r.objects = append(r.objects, grounds[g])
				g++
			}
			if mk.Start < m.kept {
				l.Tints = append(l.Tints, text.Tint{Start: mk.Start, End: min(mk.End, m.kept), Color: theme.Color(theme.ColorMarkText)})
			}
		}
		l.Base = BaseLine(size(), height)
		m.ink.Set([]InkLine{l}, theme.Color(m.look.role), fyne.NewSize(m.used, height))
		r.objects = append(r.objects, m.ink.Raster)
	}
	r.layout = func(s fyne.Size) { cut(s.Width) }
	r.min = func() fyne.Size { return fyne.NewSize(size(), LineHeight(size())) }
	r.refresh = func() {
		cut(m.Size().Width)
		canvas.Refresh(m)
	}
	return r
}

// fit cuts the text to a width and puts it into its order.
func (m *MarkedText) fit(fonts *text.Fonts, f text.Face, width float64) InkLine {
	var used float64
	m.shown, m.kept, used = fonts.Cut(f, m.look.text, width)
	m.used = float32(used)
	l := fonts.Lines(m.shown, []text.Span{{Face: f}}, text.Options{RTL: bidi.RightToLeft(m.look.text), NoWrap: true}, 0)
	return InkLine{Text: m.shown, Line: l[0]}
}

// NewLine returns a line of text without marks that is cut where it is too long.
func NewLine(text string, bold bool, size fyne.ThemeSizeName, role fyne.ThemeColorName) *MarkedText {
	m := NewMarkedText(size, role)
	m.Set(OneLine(text), bold, nil)
	return m
}
