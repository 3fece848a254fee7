package browser

import (
	"strings"

	"golang.org/x/net/html"
)

// mostAreas bounds the areas of all maps of a part.
const mostAreas = 1000

// mapName is what a map of the part is called in the file.
func (w *writer) mapName(m string) string { return w.scope + "-" + strings.ToLower(m) }

// areas writes a map of a picture (HTML, 4.8.13): the areas with nothing but their shape,
// the words for them and where they lead. What else stands in it is shown as in browsers.
func (w *writer) areas(n *html.Node, deep int) {
	m := attr(n, "name")
	if m == "" {
		m = attr(n, "id")
	}
	if !name.MatchString(m) || deep >= mostDeep {
		w.children(n, min(deep+1, mostDeep))
		return
	}
	w.out.WriteString(`<map name="` + w.mapName(m) + `">`)
	w.children(n, deep+1)
	w.out.WriteString("</map>")
}

// area writes one area of a map.
func (w *writer) area(n *html.Node) {
	if w.mapped++; w.mapped > mostAreas {
		return
	}
	w.out.WriteString("<area")
	switch shape := strings.ToLower(strings.TrimSpace(attr(n, "shape"))); shape {
	case "rect", "circle", "poly", "default":
		w.out.WriteString(` shape="` + shape + `"`)
	case "circ":
		w.out.WriteString(` shape="circle"`)
	case "polygon":
		w.out.WriteString(` shape="poly"`)
	}
	if coords := attr(n, "coords"); len(coords) < 4000 && strings.Trim(coords, "0123456789.,;-+ \t\r\n") == "" {
		w.out.WriteString(` coords="` + html.EscapeString(coords) + `"`)
	}
	if alt := attr(n, "alt"); alt != "" {
		w.out.WriteString(` alt="` + html.EscapeString(alt) + `"`)
	}
	w.link(n)
	w.out.WriteString(">")
}
