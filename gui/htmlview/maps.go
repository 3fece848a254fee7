package htmlview

import (
	"strconv"
	"strings"

	"popmail/gui/htmlview/layout"
	"popmail/gui/htmlview/style"
)

// Bounds of what is taken in of the maps of a page.
const (
	mostAreas  = 1000
	mostCoords = 400 // of an area
)

// An area is a part of a picture that is a link by itself (HTML, 4.8.13).
type area struct {
	node   *style.Node
	href   string
	shape  string // rect, circle or poly
	coords []float64
	box    layout.Rect // around it, on the page
	on     layout.Rect // the picture
}

// areasOf are the areas of a page's pictures that lead somewhere or hide one that does.
func areasOf(root *style.Node, items []layout.Item) (out []area) {
	var maps map[string]*style.Node
	for _, item := range items {
		pic, ok := item.(*layout.Picture)
		if !ok || pic.Node == nil {
			continue
		}
		_, name, ok := strings.Cut(pic.Node.Attrs["usemap"], "#")
		if !ok || name == "" {
			continue
		}
		if maps == nil {
			maps = mapsIn(root)
		}
		if m := maps[strings.ToLower(name)]; m != nil {
			out = appendAreas(out, m, pic.Rect)
		}
	}
	return out
}

// mapsIn are the maps of a page by their names in lower case.
func mapsIn(root *style.Node) map[string]*style.Node {
	maps := map[string]*style.Node{}
	var look func(n *style.Node)
	look = func(n *style.Node) {
		if n.Tag == "map" {
			for _, name := range [...]string{n.Attrs["id"], n.Attrs["name"]} {
				if name = strings.ToLower(name); name != "" && maps[name] == nil {
					maps[name] = n
				}
			}
		}
		for _, c := range n.Children {
			look(c)
		}
	}
	if root != nil {
		look(root)
	}
	return maps
}

func appendAreas(out []area, n *style.Node, on layout.Rect) []area {
	if n.Tag == "area" && len(out) < mostAreas {
		a := area{node: n, on: on}
		if _, no := n.Attrs["nohref"]; !no {
			a.href = strings.TrimSpace(n.Attrs["href"])
		}
		if a.takeShape(n) {
			out = append(out, a)
		}
	}
	for _, c := range n.Children {
		out = appendAreas(out, c, on)
	}
	return out
}

// takeShape reads shape and coordinates; it reports whether they make an area.
func (a *area) takeShape(n *style.Node) bool {
	for f := range strings.FieldsFuncSeq(n.Attrs["coords"], func(r rune) bool { return r == ',' || r == ';' || r <= ' ' }) {
		v, err := strconv.ParseFloat(strings.TrimRight(f, "px%"), 64)
		if err != nil || v != v || len(a.coords) == mostCoords {
			break
		}
		a.coords = append(a.coords, min(max(v, -1e6), 1e6))
	}
	c := a.coords
	switch s := strings.ToLower(strings.TrimSpace(n.Attrs["shape"])); {
	case s == "default":
		a.shape, a.coords = "rect", []float64{0, 0, a.on.W, a.on.H}
	case (s == "circle" || s == "circ") && len(c) >= 3 && c[2] > 0:
		a.shape = "circle"
		a.box = layout.Rect{X: c[0] - c[2], Y: c[1] - c[2], W: 2 * c[2], H: 2 * c[2]}
	case (s == "poly" || s == "polygon") && len(c) >= 6:
		a.shape, a.coords = "poly", c[:len(c)/2*2]
		left, top, right, bottom := c[0], c[1], c[0], c[1]
		for i := 2; i+1 < len(c); i += 2 {
			left, right = min(left, c[i]), max(right, c[i])
			top, bottom = min(top, c[i+1]), max(bottom, c[i+1])
		}
		a.box = layout.Rect{X: left, Y: top, W: right - left, H: bottom - top}
	case s != "circle" && s != "circ" && s != "poly" && s != "polygon" && len(c) >= 4:
		a.shape = "rect"
	default:
		return false
	}
	if c = a.coords; a.shape == "rect" {
		a.box = layout.Rect{X: min(c[0], c[2]), Y: min(c[1], c[3]), W: max(c[0], c[2]) - min(c[0], c[2]), H: max(c[1], c[3]) - min(c[1], c[3])}
	}
	// Nothing of it reaches out of its picture.
	left, top := max(a.box.X, 0), max(a.box.Y, 0)
	right, bottom := min(a.box.X+a.box.W, a.on.W), min(a.box.Y+a.box.H, a.on.H)
	a.box = layout.Rect{X: a.on.X + left, Y: a.on.Y + top, W: right - left, H: bottom - top}
	return a.box.W > 0 && a.box.H > 0
}

// holds reports whether a place of the page is in the area.
func (a *area) holds(x, y float64) bool {
	if x < a.box.X || y < a.box.Y || x >= a.box.X+a.box.W || y >= a.box.Y+a.box.H {
		return false
	}
	x, y = x-a.on.X, y-a.on.Y
	c := a.coords
	switch a.shape {
	case "circle":
		return (x-c[0])*(x-c[0])+(y-c[1])*(y-c[1]) <= c[2]*c[2]
	case "poly":
		in := false
		for i, k := 0, len(c)-2; i < len(c); k, i = i, i+2 {
			if (c[i+1] > y) != (c[k+1] > y) && x < (c[k]-c[i])*(y-c[i+1])/(c[k+1]-c[i+1])+c[i] {
				in = !in
			}
		}
		return in
	}
	return true
}

// areaAt is the link of the first area at a place of a part; hit tells that there is an
// area, which may lead nowhere.
func (v *View) areaAt(i int, x, y float64) (l *link, hit bool) {
	p := v.sheet.parts[i]
	for k := range p.areas {
		if a := &p.areas[k]; a.holds(x, y) {
			return v.linkOfArea(i, a), true
		}
	}
	return nil, false
}

// linkOfArea is the link that an area is; nil: it leads nowhere.
func (v *View) linkOfArea(i int, a *area) *link {
	if a.href == "" {
		return nil
	}
	return &link{i, a.node, absolute(v.sheet.parts[i].base, a.href)}
}
