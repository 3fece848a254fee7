package paint

import (
	"image"
	"image/color"
	"math"

	"popmail/gui/htmlview/layout"
	"popmail/gui/kit/text"
)

// text draws a run of text with its lines under, through and over it.
func (p *Painter) text(s *surface, t *layout.Text) {
	c := t.Color
	clip := s.clip(t.Clip)
	if c.A == 0 || clip.Empty() {
		return
	}
	part, ok := s.img.SubImage(clip).(*image.RGBA)
	if !ok {
		return
	}
	letter := 0.0
	if t.Style != nil {
		letter = t.Style.Letter
	}
	baseline := s.px(t.Baseline)
	p.Fonts.Draw(part, text.Ink{
		Face: Face(t.Font, p.Fine), Text: t.Text, RTL: t.RTL, Letter: letter, Color: c,
		X: t.X * s.scale, Baseline: float64(baseline), Scale: s.scale,
	})
	if t.Style != nil && (t.Style.Underline || t.Style.Strike || t.Style.Overline) {
		s.decorate(t, clip, baseline, lineColor(t))
	}
}

// decorate draws the lines of text-decoration, a sixteenth of the letters thick. They lie
// a little below the baseline, at the middle of small letters and at the top of the text.
func (s *surface) decorate(t *layout.Text, clip image.Rectangle, baseline int, c color.NRGBA) {
	thick := max(1, int(math.Round(t.Font.Size*s.scale/16)))
	x0, x1 := s.px(t.X), s.px(t.X+t.W)
	line := func(top int) { s.fill(image.Rect(x0, top, x1, top+thick), clip, c) }
	if t.Style.Underline {
		line(baseline + max(1, int(math.Round(t.Font.Size*s.scale/10))))
	}
	if t.Style.Strike {
		line(baseline - int(math.Round(t.Font.Size*s.scale*0.29)))
	}
	if t.Style.Overline {
		line(s.px(t.Y))
	}
}

// lineColor is the colour of the lines of a text: that of the element which asked for them
// (CSS Text Decoration 3, section 2), such as the link around colored letters.
func lineColor(t *layout.Text) color.NRGBA {
	if t.Node == nil || t.Color != t.Style.Color {
		return t.Color
	}
	c := t.Style.Color
	for n := t.Node.Parent; n != nil && n.Style != nil && (n.Style.Underline || n.Style.Strike || n.Style.Overline); n = n.Parent {
		c = n.Style.Color
	}
	return c
}
