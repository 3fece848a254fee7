package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"popmail/gui/kit/text"
)

// Label is a line of text in one face, put into its place by the renderer of the widget that
// it is part of. It is cut by nobody but Fit.
type Label struct {
	widget.BaseWidget
	text  string
	color color.Color
	size  float32
	bold  bool
	line  text.Line
	ink   *Ink
}

// NewLabel returns a label without text.
func NewLabel() *Label {
	l := &Label{ink: NewInk()}
	l.ExtendBaseWidget(l)
	return l
}

// Set changes what has changed and draws anew only then.
func (l *Label) Set(s string, c color.Color, size float32, bold bool) {
	if l.text != s || l.size != size || l.bold != bold {
		l.text, l.size, l.bold = s, size, bold
		l.line = text.Shared().Lines(s, []text.Span{{Face: Face(size, bold)}}, text.Options{RTL: fromRight(s, false), NoWrap: true}, 0)[0]
	}
	l.color = c
	l.draw()
}

// Place puts the text at x, with its base line as in a line of text that reaches from y to
// y+height.
func (l *Label) Place(x, y, height float32) {
	l.Move(fyne.NewPos(round(x), round(y)))
	l.Resize(fyne.NewSize(float32(l.line.Width), height))
}

func (l *Label) draw() {
	if l.text != "" {
		l.ink.Set([]InkLine{{Text: l.text, Line: l.line, Base: BaseLine(l.size, l.Size().Height)}}, l.color, l.Size())
	} else {
		l.ink.Set(nil, l.color, l.Size())
	}
}

// Text is what is shown.
func (l *Label) Text() string { return l.text }

// Drawn is what is seen where.
func (l *Label) Drawn() []text.Placed { return l.ink.Drawn() }

// MinSize implements fyne.CanvasObject.
func (l *Label) MinSize() fyne.Size { return fyne.NewSize(float32(l.line.Width), LineHeight(l.size)) }

// CreateRenderer implements fyne.Widget.
func (l *Label) CreateRenderer() fyne.WidgetRenderer {
	l.ExtendBaseWidget(l)
	return &parts{
		objects: []fyne.CanvasObject{l.ink.Raster},
		place:   func(fyne.Size) { l.draw() },
		fixed:   true,
		min:     l.MinSize,
		refresh: l.draw,
	}
}

// TextWidth is how wide a line of text is drawn.
func TextWidth(s string, size float32, bold bool) float32 {
	return float32(text.Shared().Width(Face(size, bold), s))
}

// Fit cuts a line of text so that it is at most width wide, with an ellipsis where something
// was cut, never inside of what a reader takes for one character. The width of the result is
// returned with it.
func Fit(s string, width, size float32, bold bool) (string, float32) {
	cut, _, used := text.Shared().Cut(Face(size, bold), s, float64(width))
	return cut, float32(used)
}
