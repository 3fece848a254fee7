package widgets

import (
	"image/color"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"popmail/gui/kit/bidi"
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
		if now == drawn && slices.Equal(drawnMarks, m.marks) {
			return
		}
		drawn, drawnMarks = now, append(drawnMarks[:0], m.marks...)
		shown, used, kept := fit(m.look.text, width, size(), style())
		m.shown, m.used = shown, used
		pieces := linePieces(shown, kept, m.look.text, m.marks, func(s string) float32 {
			return fyne.MeasureText(s, size(), style()).Width
		})
		r.objects = r.objects[:0]
		line := LineHeight(size())
		g := 0
		for _, p := range pieces {
			if !p.marked {
				continue
			}
			if g == len(grounds) {
				grounds = append(grounds, canvas.NewRectangle(nil))
				grounds[g].CornerRadius = 3
			}
			h := min(line-1, round(size()*1.42))
			grounds[g].FillColor = theme.Color(theme.ColorMark)
			grounds[g].Move(fyne.NewPos(round(p.x)-1, round((line-h)/2)))
			grounds[g].Resize(fyne.NewSize(round(p.w)+2, h))
			grounds[g].Refresh()
			r.objects = append(r.objects, grounds[g])
			g++
		}
		n := 0
		draw := func(text string, x float32, role fyne.ThemeColorName) {
			if n == len(texts) {
				texts = append(texts, &canvas.Text{})
			}
			setText(texts[n], text, theme.Color(role), size(), style())
			place(texts[n], x, 0, line)
			r.objects = append(r.objects, texts[n])
			n++
		}
		for _, p := range pieces {
			role := m.look.role
			if p.marked {
				role = theme.ColorMarkText
			}
			draw(p.text, p.x, role)
			for _, again := range Strikes(p.text, size(), style()) {
				draw(again.Text, p.x+again.X, role)
			}
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

// linePiece is a part of a line in one direction, marked or not.
type linePiece struct {
	text   string
	x, w   float32
	marked bool
}

// linePieces cuts a line at its marks, and puts what runs from right to left
// into the order in which it is seen. kept is how much of whole is in shown;
// the rest of shown is the ellipsis.
func linePieces(shown string, kept int, whole string, marks []Range, measure func(string) float32) []linePiece {
	mixed := bidi.HasRTL(shown)
	var cuts []Range // in the order of the text, by turns unmarked and marked
	pos := 0
	for _, mk := range marks {
		if mixed {
			mk = wholeWords(whole, mk)
		}
		mk.Start, mk.End = max(mk.Start, pos), min(mk.End, kept)
		if mk.Start >= mk.End {
			continue
		}
		cuts = append(cuts, Range{pos, mk.Start}, mk)
		pos = mk.End
	}
	cuts = append(cuts, Range{pos, len(shown)})

	var out []linePiece
	if !mixed {
		// Advance by the width up to each piece, so that kerning across the borders
		// does not add up.
		x := float32(0)
		for i, c := range cuts {
			if c.Start == c.End {
				continue
			}
			end := measure(shown[:c.End])
			out = append(out, linePiece{shown[c.Start:c.End], x, end - x, i%2 == 1})
			x = end
		}
		return out
	}
	x := float32(0)
	for _, run := range bidi.Visual(shown, bidi.RightToLeft(whole)) {
		var parts []linePiece
		for i, c := range cuts {
			if from, to := max(c.Start, run.Start), min(c.End, run.End); from < to {
				for _, part := range apart(shown[from:to], run.RTL) {
					parts = append(parts, linePiece{text: bidi.Shown(part, run.RTL), marked: i%2 == 1})
				}
			}
		}
		if run.RTL {
			slices.Reverse(parts)
		}
		for _, p := range parts {
			p.x, p.w = x, measure(p.text)
			x += p.w
			out = append(out, p)
		}
	}
	return out
}

// apart parts the blanks at the ends from a text that runs from right to left,
// since Fyne would put them at the wrong one.
func apart(text string, rtl bool) []string {
	core := strings.Trim(text, " ")
	if !rtl || len(core) == len(text) || core == "" {
		return []string{text}
	}
	at := strings.Index(text, core)
	out := []string{text[:at], core, text[at+len(core):]}
	return slices.DeleteFunc(out, func(s string) bool { return s == "" })
}

// wholeWords widens a mark that ends inside a word whose letters are joined,
// since they would be drawn unjoined at its border.
func wholeWords(text string, m Range) Range {
	joined := func(r rune) bool {
		return r >= 0x600 && r <= 0x8ff && unicode.IsLetter(r) || unicode.Is(unicode.M, r)
	}
	for m.End < len(text) {
		r, n := utf8.DecodeRuneInString(text[m.End:])
		last, _ := utf8.DecodeLastRuneInString(text[:m.End])
		if !joined(r) || !joined(last) {
			break
		}
		m.End += n
	}
	for m.Start > 0 && m.Start < len(text) {
		r, n := utf8.DecodeLastRuneInString(text[:m.Start])
		first, _ := utf8.DecodeRuneInString(text[m.Start:])
		if !joined(r) || !joined(first) {
			break
		}
		m.Start -= n
	}
	return m
}

// NewLine returns a line of text without marks that is cut where it is too long.
func NewLine(text string, bold bool, size fyne.ThemeSizeName, role fyne.ThemeColorName) *MarkedText {
	m := NewMarkedText(size, role)
	m.Set(OneLine(text), bold, nil)
	return m
}
