package selectable

import (
	"image/color"
	"sort"
	"strings"

	"fyne.io/fyne/v2"
	fynewidget "fyne.io/fyne/v2/widget"

	"popmail/assets/plain"
	"popmail/gui/kit/text"
	"popmail/gui/kit/widgets"
)

// Run is a piece of a Text in one style.
type Run struct {
	Text  string
	Bold  bool
	Color fyne.ThemeColorName // empty: that of the text
	Link  string              // what a tap asks for; empty: none
	// Bar draws a thin bar of a color over the piece, which holds nothing but a blank; nil: none.
	Bar func() color.Color
}

// Text shows short text that can be selected and copied, and links in it. Its height follows
// from its width. Text from right to left stands right; nothing is ever fetched.
type Text struct {
	fynewidget.BaseWidget
	Selection
	// OnLink is called when a link is followed, with what it asks for and the place on
	// the canvas.
	OnLink func(link string, at fyne.Position)

	drawn *widgets.Text
	text  string
	runs  []run
	bars  []bar
	marks func(text string) []widgets.Range
}

// run is where a Run with a link stands.
type run struct {
	start, end int
	link       string
}

// bar is where a Run with a bar stands.
type bar struct {
	start, end int
	color      func() color.Color
}

var _ Subject = (*Text)(nil)

// New returns an empty text. change, which may be nil, sets how it is drawn.
func New(change func(p *widgets.Text), runs ...Run) *Text {
	t := &Text{drawn: widgets.NewSpans()}
	t.Of(t)
	t.OnHover = func(string) { t.Refresh() }
	if change != nil {
		change(t.drawn)
	}
	t.ExtendBaseWidget(t)
	t.SetRuns(runs...)
	return t
}

// NewText returns text in one style, as Set shows it.
func NewText(s string, size fyne.ThemeSizeName, c fyne.ThemeColorName) *Text {
	t := New(func(p *widgets.Text) { p.SizeName, p.Color = size, c })
	t.Set(s)
	return t
}

// Set shows text as it is, without blanks and ends of lines behind it.
func (t *Text) Set(s string) { t.SetRuns(Run{Text: strings.TrimRight(clean(s), "\n ")}) }

// SetRuns shows styled pieces.
func (t *Text) SetRuns(runs ...Run) {
	t.text, t.runs, t.bars, t.drawn.Spans = "", nil, nil, nil
	for _, r := range runs {
		start := len(t.text)
		shown := clean(r.Text)
		t.text += shown
		if r.Link != "" && shown != "" {
			t.runs = append(t.runs, run{start, len(t.text), r.Link})
			if r.Color == "" {
				r.Color = linkColor
			}
		}
		if r.Bar != nil {
			t.bars = append(t.bars, bar{start, len(t.text), r.Bar})
		}
		t.drawn.Spans = append(t.drawn.Spans, widgets.Span{Text: shown, Bold: r.Bold, Color: r.Color})
	}
	t.Reset()
	t.mark()
}

// SetMarks marks what a function finds in the text, such as the words of a search; nil:
// nothing.
func (t *Text) SetMarks(find func(text string) []widgets.Range) {
	t.marks = find
	t.mark()
}

func (t *Text) mark() {
	t.drawn.Marks = nil
	if t.marks != nil {
		t.drawn.Marks = t.marks(t.text)
	}
	t.drawn.Refresh()
	t.Refresh()
}

// clean makes text fit for drawing: plain, lines ended by LF.
func clean(text string) string { return plain.Text(text, plain.Forced|plain.Unseen) }

// Text is the whole text as it would be copied.
func (t *Text) Text() string { return t.text }

// Empty reports whether there is nothing to see.
func (t *Text) Empty() bool { return t.text == "" }

// HeightFor implements flow.Sizer.
func (t *Text) HeightFor(width float32) float32 { return t.drawn.HeightFor(width) }

// Parts implements Content.
func (t *Text) Parts() int { return 1 }

// Part implements Content.
func (t *Text) Part(int) string { return t.text }

// Between implements Content.
func (t *Text) Between(from, to Place) string { return t.text[from.Offset:to.Offset] }

// PlaceAt implements Content.
func (t *Text) PlaceAt(at fyne.Position) Place {
	lines, height, _ := t.drawn.Lines()
	if len(lines) == 0 {
		return Place{}
	}
	l := &lines[min(max(int(at.Y/height), 0), len(lines)-1)]
	return Place{0, text.Shared().Hit(t.text, l, float64(at.X-t.drawn.Left(l)))}
}

// lineOf is the number of the line that an offset is in.
func (t *Text) lineOf(offset int) int {
	lines, _, _ := t.drawn.Lines()
	return min(sort.Search(len(lines), func(i int) bool { return lines[i].End > offset }), max(len(lines)-1, 0))
}

// Line implements Lines.
func (t *Text) Line(at Place, down bool, wish float64) (Place, float64, bool) {
	lines, height, _ := t.drawn.Lines()
	if len(lines) == 0 {
		return at, wish, false
	}
	i := t.lineOf(at.Offset)
	if wish < 0 {
		wish = float64(t.drawn.Left(&lines[i])) + text.Shared().CaretX(t.text, &lines[i], at.Offset)
	}
	if i--; down {
		i += 2
	}
	if i < 0 || i >= len(lines) {
		return at, wish, false
	}
	return t.PlaceAt(fyne.NewPos(float32(wish), (float32(i)+0.5)*height)), wish, true
}

// Side implements Lines.
func (t *Text) Side(at Place, end bool) Place {
	lines, _, _ := t.drawn.Lines()
	if len(lines) == 0 {
		return at
	}
	l := &lines[t.lineOf(at.Offset)]
	if !end {
		return Place{0, l.Start}
	}
	return Place{0, l.Start + len(strings.TrimRight(t.text[l.Start:l.End], " \n"))}
}

// Reveal implements Lines: all of a short text is in sight.
func (t *Text) Reveal(Place) {}

// Top implements Lines.
func (t *Text) Top() fyne.Position {
	_, height, _ := t.drawn.Lines()
	return fyne.NewPos(0, height)
}

// Stops implements Links.
func (t *Text) Stops() (out []Stop) {
	if t.OnLink == nil {
		return nil
	}
	for i := range t.runs {
		out = append(out, t.stop(i))
	}
	return out
}

func (t *Text) stop(i int) Stop {
	s := Stop{Key: i}
	t.boxes(t.runs[i].start, t.runs[i].end, func(x, y, _, h float32) {
		if s.At == (fyne.Position{}) {
			s.At = fyne.NewPos(x, y+h/2)
		}
	})
	return s
}

// StopAt implements Links.
func (t *Text) StopAt(at fyne.Position) (Stop, bool) {
	for i, r := range t.runs {
		hit := false
		t.boxes(r.start, r.end, func(x, y, w, h float32) {
			hit = hit || at.X >= x && at.X < x+w && at.Y >= y && at.Y < y+h
		})
		if hit && t.OnLink != nil {
			return t.stop(i), true
		}
	}
	return Stop{}, false
}

// Follow implements Links.
func (t *Text) Follow(s Stop, at fyne.Position) {
	if i, ok := s.Key.(int); ok && i < len(t.runs) && t.OnLink != nil {
		t.OnLink(t.runs[i].link, at)
	}
}

// Reached implements Links.
func (t *Text) Reached(Stop) {}

// boxes calls f for each place that a part of the text takes.
func (t *Text) boxes(start, end int, f func(x, y, w, h float32)) {
	lines, height, _ := t.drawn.Lines()
	for i := range lines {
		l := &lines[i]
		if l.End <= start || l.Start >= end {
			continue
		}
		for _, p := range text.Shared().Marked(t.text, l, max(start, l.Start), min(end, l.End)) {
			f(t.drawn.Left(l)+float32(p[0]), float32(i)*height, float32(p[1]-p[0]), height)
		}
		if len(l.Runs) == 0 { // an empty line within what is selected
			f(t.drawn.Left(l), float32(i)*height, height/4, height)
		}
	}
}
