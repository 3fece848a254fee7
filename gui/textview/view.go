// Package textview shows short text that can be read, selected and copied: subjects, names,
// addresses, what a server has said. Text from right to left stands right; links only ask;
// nothing is ever fetched. Messages themselves are shown by htmlview.
package textview

import (
	"strings"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"popmail/assets/plain"
	"popmail/gui/kit/text"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
)

// Run is a piece of text in one style, for SetRuns.
type Run struct {
	Text  string
	Bold  bool
	Color fyne.ThemeColorName // empty: that of the view
	Link  string              // what a tap asks for; empty: none
}

// View shows text. Its height follows from its width.
type View struct {
	widget.BaseWidget
	SizeName fyne.ThemeSizeName  // of the text; empty: normal
	Color    fyne.ThemeColorName // of the text; empty: foreground
	Bold     bool
	// LeftToRight lets every line begin at the left, also one that begins with
	// right-to-left letters: for lines of PopMail's own that hold a name.
	LeftToRight bool
	// OnLink is called when a link is followed, with its address and the place on
	// the canvas.
	OnLink func(address string, at fyne.Position)

	text  string
	runs  []run
	terms []string

	lines        []text.Line
	width, size  float32 // that the lines were made for; 0: not made
	anchor, head int     // of the selection, in octets
	hover        string  // the link under the pointer
	lastPress    pressed
	stop         int // the link that the keyboard is on; -1: the text as a whole
	focused      bool
	pressing     bool // the mouse is what gives the focus
	byKey        bool // the focus is shown: it did not come from the mouse
}

// run is a Run up to an offset of the text.
type run struct {
	start, end int
	bold       bool
	color      fyne.ThemeColorName
	link       string
}

// New returns an empty view.
func New() *View {
	v := &View{stop: -1}
	v.ExtendBaseWidget(v)
	return v
}

// NewPlain returns a view of plain text in one style.
func NewPlain(text string) *View {
	v := New()
	v.SetPlain(text)
	return v
}

// SetPlain shows text as it is.
func (v *View) SetPlain(text string) { v.SetRuns(Run{Text: strings.TrimRight(clean(text), "\n ")}) }

// SetRuns shows styled pieces.
func (v *View) SetRuns(runs ...Run) {
	v.text, v.runs = "", nil
	for _, r := range runs {
		start := len(v.text)
		v.text += clean(r.Text)
		v.runs = append(v.runs, run{start, len(v.text), r.Bold, r.Color, r.Link})
	}
	v.anchor, v.head, v.hover, v.stop, v.width = 0, 0, "", -1, 0
	v.Refresh()
}

// clean makes text fit for drawing: plain, lines ended by LF.
func clean(text string) string { return plain.Text(text, plain.Forced|plain.Unseen) }

// SetTerms marks found words; terms are as in mailbox.Result.
func (v *View) SetTerms(terms []string) {
	v.terms = terms
	v.Refresh()
}

// Text is the whole text as it would be copied.
func (v *View) Text() string { return v.text }

// Empty reports whether there is nothing to see.
func (v *View) Empty() bool { return v.text == "" }

func (v *View) textSize() float32 {
	if v.SizeName != "" {
		return theme.Size(v.SizeName)
	}
	return theme.Size(fynetheme.SizeNameText)
}

func (v *View) lineHeight() float32 { return widgets.LineHeight(v.size) }

// layout breaks the text into lines, if it is not yet.
func (v *View) layout(width float32) {
	size := v.textSize()
	if v.width == width && v.size == size {
		return
	}
	v.width, v.size = width, size
	spans := []text.Span{}
	for _, r := range v.runs {
		spans = append(spans, text.Span{End: r.end, Face: widgets.Face(size, r.bold || v.Bold)})
	}
	if len(spans) == 0 {
		spans = append(spans, text.Span{Face: widgets.Face(size, v.Bold)})
	}
	v.lines = text.Shared().Lines(v.text, spans, text.Options{Auto: !v.LeftToRight}, float64(width))
}

// HeightFor implements flow.Sizer.
func (v *View) HeightFor(width float32) float32 {
	v.layout(width)
	return float32(len(v.lines)) * v.lineHeight()
}

// left is where a line begins.
func (v *View) left(l *text.Line) float32 {
	if l.RTL {
		return max(v.width-float32(l.Width), 0)
	}
	return 0
}

// lineAt is the number of the line at y, the nearest if there is none.
func (v *View) lineAt(y float32) int {
	return min(max(int(y/v.lineHeight()), 0), len(v.lines)-1)
}

// offsetAt is the place in the text that is nearest to a point.
func (v *View) offsetAt(at fyne.Position) int {
	if len(v.lines) == 0 {
		return 0
	}
	l := &v.lines[v.lineAt(at.Y)]
	return text.Shared().Hit(v.text, l, float64(at.X-v.left(l)))
}

// runAt is what is drawn at a point, nil where there is nothing.
func (v *View) runAt(at fyne.Position) *run {
	if len(v.lines) == 0 || at.Y < 0 || at.Y >= float32(len(v.lines))*v.lineHeight() {
		return nil
	}
	l := &v.lines[v.lineAt(at.Y)]
	x := float64(at.X - v.left(l))
	for i := range v.runs {
		for _, p := range text.Shared().Marked(v.text, l, v.runs[i].start, v.runs[i].end) {
			if x >= p[0] && x < p[1] {
				return &v.runs[i]
			}
		}
	}
	return nil
}
