package text

import "strconv"

// pen takes the lines that a glyph is made of.
type pen interface {
	MoveTo(ax, ay float32)
	LineTo(bx, by float32)
	QuadTo(bx, by, cx, cy float32)
	CubeTo(bx, by, cx, cy, dx, dy float32)
	ClosePath()
}

// Outline is text in one direction as the data of a path (SVG 2, section 9.3), in the units
// of the face's size: it begins at 0, 0 on the baseline, and y grows downwards. Letters that
// are pictures, such as emoji, are left out.
func (f *Fonts) Outline(face Face, text string, rtl bool) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	size := face.size()
	if !(size > 0) || text == "" {
		return ""
	}
	var out pathData
	x := 0.0
	at := pieces(text)
	for i := range len(at) - 1 {
		if rtl {
			i = len(at) - 2 - i
		}
		s := text[at[i]:at[i+1]]
		w := f.wordOf(wordKey{face.style(), s, rtl || leansRight(s), false})
		by := 0.0 // where the glyph stands by its font, in ems
		for k := range w.glyphs {
			g := &w.glyphs[k]
			if g.from != nil {
				if d, ok := g.from.face.GlyphDataOutline(g.id); ok {
					g.from.path(d, &out, x+(float64(g.x)-by)*size, -float64(g.y)*size, size)
				}
			}
			x += g.advance(size, face.Grid)
			by += float64(g.width)
		}
	}
	return string(out)
}

// pathData writes a path.
type pathData []byte

func (p *pathData) put(op byte, coords ...float32) {
	*p = append(*p, op)
	for i, c := range coords {
		if i > 0 {
			*p = append(*p, ' ')
		}
		*p = strconv.AppendFloat(*p, float64(c), 'g', 6, 32)
	}
}

func (p *pathData) MoveTo(ax, ay float32)                 { p.put('M', ax, ay) }
func (p *pathData) LineTo(bx, by float32)                 { p.put('L', bx, by) }
func (p *pathData) QuadTo(bx, by, cx, cy float32)         { p.put('Q', bx, by, cx, cy) }
func (p *pathData) CubeTo(bx, by, cx, cy, dx, dy float32) { p.put('C', bx, by, cx, cy, dx, dy) }
func (p *pathData) ClosePath()                            { p.put('Z') }
