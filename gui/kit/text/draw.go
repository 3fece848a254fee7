package text

import (
	"image"
	"image/color"
	"image/draw"
	"math"
)

// Ink is text to draw, in one face and one direction.
type Ink struct {
	Face   Face
	Text   string
	RTL    bool
	Letter float64 // added after each character, in the units of the face's size
	Color  color.Color
	Tints  []Tint // parts in other colours, in order
	// X is the left end and Baseline the height of the baseline in dst, in device pixels.
	// The baseline is set on a whole pixel, glyphs on quarters of one.
	X, Baseline float64
	Scale       float64 // device pixels per unit
}

// A Tint is the colour of a part of a text, in octets. Letters that are joined stay so at its
// ends.
type Tint struct {
	Start, End int
	Color      color.Color
}

// Draw paints text on dst and returns the device pixel up to which it advanced. It takes
// Fonts.Width of the text times the scale, and Letter for each character.
func (f *Fonts) Draw(dst *image.RGBA, ink Ink) float64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	px := ink.Face.size() * ink.Scale
	if !(px > 0) || ink.Text == "" {
		return ink.X
	}
	style, x, base := ink.Face.style(), ink.X, int(math.Round(ink.Baseline))
	at := pieces(ink.Text)
	for i := range len(at) - 1 {
		if ink.RTL {
			i = len(at) - 2 - i
		}
		w := ink.Text[at[i]:at[i+1]]
		x = f.drawWord(dst, at[i], f.wordOf(wordKey{style, w, ink.RTL || leansRight(w), ink.Letter != 0}), x, base, &ink)
	}
	return x
}

// color is that of the glyph of the octet at an offset.
func (ink *Ink) color(offset int) color.Color {
	for _, t := range ink.Tints {
		if offset < t.End {
			if offset >= t.Start {
				return t.Color
			}
			break
		}
	}
	return ink.Color
}

// drawWord draws a word that begins at an offset of the text.
func (f *Fonts) drawWord(dst *image.RGBA, offset int, w *word, x float64, base int, ink *Ink) float64 {
	src := image.NewUniform(ink.Color)
	size, px, letter := ink.Face.size(), ink.Face.size()*ink.Scale, ink.Letter*ink.Scale
	at := 0.0 // where the glyph stands by its font, in ems
	for i := range w.glyphs {
		g := &w.glyphs[i]
		if i > 0 && g.at != w.glyphs[i-1].at {
			x += letter
		}
		if g.from != nil {
			if ink.Tints != nil {
				src.C = ink.color(offset + int(g.at))
			}
			f.drawGlyph(dst, src, g, x+(float64(g.x)-at)*px, float64(base)-float64(g.y)*px, px)
		}
		x += g.advance(size, ink.Face.Grid) * ink.Scale
		at += float64(g.width)
	}
	if len(w.glyphs) > 0 {
		x += letter
	}
	return x
}

func (f *Fonts) drawGlyph(dst *image.RGBA, src *image.Uniform, g *glyph, x, y, px float64) {
	b := dst.Bounds()
	if x < float64(b.Min.X)-4*px || x > float64(b.Max.X)+4*px || y < float64(b.Min.Y)-4*px || y > float64(b.Max.Y)+4*px {
		return
	}
	if px > largest {
		g.from.fill(dst, src, g, x, y, px)
		return
	}
	const steps = 4
	quarters := int(math.Floor(x*steps + 0.5))
	col, row := floorDiv(quarters, steps), int(math.Round(y))
	key := maskKey{g.from.id, uint32(g.id), int32(math.Round(px * 64)), uint8(quarters - col*steps)}
	m, ok := f.masks.get(key)
	if !ok {
		m = g.from.mask(g, float64(key.quarter)/steps, px)
		f.masks.put(key, m, m.cost())
	}
	switch {
	case m.colored != nil:
		r := m.colored.Bounds()
		_, _, _, a := src.C.RGBA()
		draw.DrawMask(dst, r.Add(image.Pt(col, row)), m.colored, r.Min, image.NewUniform(color.Alpha16{A: uint16(a)}), image.Point{}, draw.Over)
	case m.alpha != nil:
		r := m.alpha.Bounds()
		draw.DrawMask(dst, r.Add(image.Pt(col, row)), src, image.Point{}, m.alpha, r.Min, draw.Over)
	}
}

func floorDiv(a, b int) int {
	if a < 0 {
		return -((-a + b - 1) / b)
	}
	return a / b
}
