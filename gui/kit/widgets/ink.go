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

// ink is a picture of lines of text, of whole pixels of the screen.
type ink struct {
	*canvas.Raster
	lines []inkLine
	ink   color.Color
}

// inkLine is a line that is drawn with its left end at x and its base line at base.
type inkLine struct {
	text    string // that line is of
	line    text.Line
	tints   []text.Tint
	x, base float32
}

func newInk() *ink {
	k := &ink{}
	k.Raster = canvas.NewRaster(k.paint)
	k.ScaleMode = canvas.ImageScalePixels
	return k
}

// set changes what is drawn, on an area that begins at the widget's top left.
func (k *ink) set(lines []inkLine, c color.Color, size fyne.Size) {
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

func sameLine(a, b inkLine) bool {
	return a.text == b.text && a.x == b.x && a.base == b.base && a.line.Start == b.line.Start && a.line.End == b.line.End &&
		a.line.Width == b.line.Width && slices.Equal(a.line.Runs, b.line.Runs) && slices.Equal(a.tints, b.tints)
}

// paint draws the lines on w by h pixels of the screen.
func (k *ink) paint(w, h int) image.Image {
	dst := image.NewRGBA(image.Rect(0, 0, w, h))
	scale := float64(w) / float64(k.Size().Width)
	left, top := -float64(k.Position().X), -float64(k.Position().Y)
	for i := range k.lines {
		l := &k.lines[i]
		for j := range l.line.Runs {
			r := &l.line.Runs[j]
			if l.text[r.Start] == '\t' {
				continue
			}
			text.Shared().Draw(dst, text.Ink{
				Face: r.Face, Text: r.Shown(l.text), RTL: r.RTL, Color: k.ink, Tints: tintsOf(l.tints, r),
				X: (left + float64(l.x) + r.X) * scale, Baseline: (top + float64(l.base)) * scale, Scale: scale,
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

// drawn is what of the lines is seen where.
func (k *ink) drawn() (out []text.Placed) {
	for i := range k.lines {
		l := &k.lines[i]
		if len(l.line.Runs) == 0 {
			continue
		}
		p := text.Placed{X: l.x, Y: l.base - float32(l.line.Ascent), Width: float32(l.line.Width), Height: float32(l.line.Ascent + l.line.Descent)}
		start, end := l.line.Runs[0].Start, l.line.Runs[0].End
		for _, r := range l.line.Runs {
			start, end = min(start, r.Start), max(end, r.End)
		}
		p.Text = l.text[start:end]
		out = append(out, p)
	}
	return out
}

// face is the window's letters in a size.
func face(size float32, bold bool) text.Face { return text.Face{Size: float64(size), Bold: bold} }

// baseLine is how far below the top of a line's box its base line is, in whole pixels.
func baseLine(size, height float32) float32 {
	ascent, descent, _ := text.Shared().Metrics(face(size, false))
	return round((height-float32(ascent+descent))/2 + float32(math.Ceil(ascent)))
}
