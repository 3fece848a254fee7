package widgets

import (
	"image"
	"image/color"
	"math"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"popmail/gui/kit/flow"
	"popmail/gui/kit/text"
)

// bleed is how far letters may reach over the place of their lines, as slanted ones do.
const bleed = 4

// Ink is a picture of lines of text, of whole pixels of the screen. Its Raster is what a
// renderer shows, placed by Set.
type Ink struct {
	*canvas.Raster
	lines []InkLine
	ink   color.Color
}

// InkLine is a line that is drawn with its left end at X and its base line at Base, from the
// top left of the widget.
type InkLine struct {
	Text    string // that Line is of
	Line    text.Line
	Tints   []text.Tint // in Text
	X, Base float32
}

// NewInk returns an empty picture.
func NewInk() *Ink {
	k := &Ink{}
	k.Raster = canvas.NewRaster(k.paint)
	k.ScaleMode = canvas.ImageScalePixels
	return k
}

// Set changes what is drawn, on an area that begins at the widget's top left, and draws anew
// only if something has changed.
func (k *Ink) Set(lines []InkLine, c color.Color, size fyne.Size) {
	size = fyne.NewSize(flow.WholeUp(size.Width+2*bleed), flow.WholeUp(size.Height+2*bleed))
	at := fyne.NewPos(flow.Whole(-bleed), flow.Whole(-bleed))
	if k.ink == c && k.Size() == size && k.Position() == at && slices.EqualFunc(k.lines, lines, sameLine) {
		return
	}
	k.lines, k.ink = lines, c
	k.Move(at)
	k.Resize(size)
	k.Refresh()
}

func sameLine(a, b InkLine) bool {
	return a.Text == b.Text && a.X == b.X && a.Base == b.Base && a.Line.Start == b.Line.Start && a.Line.End == b.Line.End &&
		a.Line.Width == b.Line.Width && slices.Equal(a.Line.Runs, b.Line.Runs) && slices.Equal(a.Tints, b.Tints)
}

// paint draws the lines on w by h pixels of the screen.
func (k *Ink) paint(w, h int) image.Image {
	dst := image.NewRGBA(image.Rect(0, 0, w, h))
	scale := float64(w) / float64(k.Size().Width)
	left, top := -float64(k.Position().X), -float64(k.Position().Y)
	for i := range k.lines {
		l := &k.lines[i]
		for j := range l.Line.Runs {
			r := &l.Line.Runs[j]
			if l.Text[r.Start] == '\t' {
				continue
			}
			text.Shared().Draw(dst, text.Ink{
				Face: r.Face, Text: r.Shown(l.Text), RTL: r.RTL, Color: k.ink, Tints: tintsOf(l.Tints, r),
				X: (left + float64(l.X) + r.X) * scale, Baseline: (top + float64(l.Base)) * scale, Scale: scale,
			})
		}
	}
	return dst
}

// tintsOf are the tints in a run, counted from its start.
func tintsOf(tints []text.Tint, r *text.Run) (out []text.Tint) {
	for _, t := range tints {
		if t.End > r.Start && t.Start < r.End {
			out = append(out, text.Tint{Start: t.Start - r.Start, End: t.End - r.Start, Color: t.Color})
		}
	}
	return out
}

// Drawn is what of the lines is seen where.
func (k *Ink) Drawn() (out []text.Placed) {
	for i := range k.lines {
		l := &k.lines[i]
		if len(l.Line.Runs) == 0 {
			continue
		}
		p := text.Placed{X: l.X, Y: l.Base - float32(l.Line.Ascent), Width: float32(l.Line.Width), Height: float32(l.Line.Ascent + l.Line.Descent)}
		start, end := l.Line.Runs[0].Start, l.Line.Runs[0].End
		for _, r := range l.Line.Runs {
			start, end = min(start, r.Start), max(end, r.End)
		}
		p.Text = l.Text[start:end]
		out = append(out, p)
	}
	return out
}

// Face is the window's letters in a size.
func Face(size float32, bold bool) text.Face { return text.Face{Size: float64(size), Bold: bold} }

// BaseLine is how far below the top of a line's box its base line is, in whole pixels.
func BaseLine(size, height float32) float32 {
	ascent, descent, _ := text.Shared().Metrics(Face(size, false))
	return round((height-float32(ascent+descent))/2 + float32(math.Ceil(ascent)))
}
