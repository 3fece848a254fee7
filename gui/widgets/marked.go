package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"popmail/gui/theme"
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
	used  float32
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
	if m.look.text == text && m.look.bold == bold && sameRanges(m.marks, marks) {
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

func sameRanges(a, b []Range) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// CreateRenderer implements fyne.Widget.
func (m *MarkedText) CreateRenderer() fyne.WidgetRenderer {
	m.ExtendBaseWidget(m)
	r := &parts{}
	var texts []*canvas.Text
	var grounds []*canvas.Rectangle
	style := func() fyne.TextStyle { return fyne.TextStyle{Bold: m.look.bold} }
	size := func() float32 { return theme.Size(m.look.size) }

	// What the present objects were made of, so that nothing is done twice.
	type key struct {
		look  lineLook
		width float32
		size  float32
		ink   color.Color
		mark  color.Color
	}
	var drawn key
	var drawnMarks []Range
	cut := func(width float32) {
		now := key{m.look, width, size(), theme.Color(m.look.role), theme.Color(theme.ColorMark)}
		if now == drawn && sameRanges(drawnMarks, m.marks) {
			return
		}
		drawn, drawnMarks = now, append(drawnMarks[:0], m.marks...)
		shown, used, kept := fit(m.look.text, width, size(), style())
		m.shown, m.used = shown, used
		// The line is drawn in pieces: what stands before, in and after each mark.
		var pieces []Range
		marked := map[int]bool{}
		pos := 0
		for _, mk := range m.marks {
			if mk.Start >= kept || mk.End <= mk.Start || mk.Start < pos {
				continue
			}
			if mk.Start > pos {
				pieces = append(pieces, Range{pos, mk.Start})
			}
			marked[len(pieces)] = true
			pos = min(mk.End, kept)
			pieces = append(pieces, Range{mk.Start, pos})
		}
		if pos < len(shown) {
			pieces = append(pieces, Range{pos, len(shown)})
		}
		for len(texts) < len(pieces) {
			texts = append(texts, &canvas.Text{})
		}
		for len(grounds) < len(marked) {
			g := canvas.NewRectangle(nil)
			g.CornerRadius = 3
			grounds = append(grounds, g)
		}
		r.objects = r.objects[:0]
		line := LineHeight(size())
		x, g := float32(0), 0
		for i, p := range pieces {
			t := texts[i]
			role := m.look.role
			// Advance by the width up to the piece's end, so that kerning and joined
			// letters across a border do not add up.
			end := fyne.MeasureText(shown[:p.End], size(), style()).Width
			if marked[i] {
				role = theme.ColorMarkText
				gr := grounds[g]
				g++
				h := min(line-1, round(size()*1.42))
				gr.FillColor = theme.Color(theme.ColorMark)
				gr.Move(fyne.NewPos(round(x)-1, round((line-h)/2)))
				gr.Resize(fyne.NewSize(round(end-x)+2, h))
				gr.Refresh()
				r.objects = append(r.objects, gr)
			}
			setText(t, shown[p.Start:p.End], theme.Color(role), size(), style())
			place(t, x, 0, line)
			x = end
		}
		for i := range pieces {
			r.objects = append(r.objects, texts[i])
		}
	}
	r.layout = func(s fyne.Size) { cut(s.Width) }
	r.min = func() fyne.Size { return fyne.NewSize(size(), LineHeight(size())) }
	r.refresh = func() {
		cut(m.Size().Width)
		canvas.Refresh(m)
	}
	return r
}

// NewLine returns a line of text without marks that is cut where it is too long.
func NewLine(text string, bold bool, size fyne.ThemeSizeName, role fyne.ThemeColorName) *MarkedText {
	m := NewMarkedText(size, role)
	m.Set(OneLine(text), bold, nil)
	return m
}
