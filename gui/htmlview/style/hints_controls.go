package style

import "math"

// How wide a letter and how high a line of DejaVu Sans Mono are, in em.
const (
	monoEm   = 0.602
	monoLine = 1.164
)

// boxes gives form controls the size that they have by the number of their letters
// (HTML, 15.5.6 and 15.5.16).
func (h *hinter) boxes() {
	count := func(name string, or int) float64 {
		if v, ok := integer(h.n.Attrs[name]); ok && v > 0 {
			return float64(min(v, 1000))
		}
		return float64(or)
	}
	edges := 0.0
	if h.quirks { // quirks.css makes it the size of the border box
		edges = 6
	}
	switch h.n.Tag {
	case "textarea": // and its scroll bar
		cols, rows := count("cols", 20), count("rows", 2)
		h.set(pWidth, func(c *computing) { c.Width = Length{Kind: Px, V: math.Round(cols*monoEm*c.Font.Size) + 15 + edges} })
		h.set(pHeight, func(c *computing) { c.Height = Length{Kind: Px, V: rows*math.Floor(c.Font.Size*monoLine) + edges} })
	case "input":
		switch h.attr("type") {
		case "submit", "reset", "button", "image", "hidden", "checkbox", "radio", "range", "color", "file":
		default:
			// As browsers have it: average letters, and once the widest.
			n := count("size", 20)
			if h.quirks {
				edges = 8
			}
			h.set(pWidth, func(c *computing) {
				em := [...][2]float64{Sans: {0.579, 3.42}, Serif: {0.598, 3.5}, Mono: {0.605, 1.286}}[c.Font.Family]
				letter := em[0] * c.Font.Size
				letter = max(letter, math.Round(letter))
				c.Width = Length{Kind: Px, V: (n-1)*letter + math.Round(em[1]*c.Font.Size) + edges}
			})
		}
	}
}
