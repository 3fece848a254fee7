package browser

import (
	"encoding/base64"
	"net/http"
	"strings"

	"golang.org/x/net/html"

	"popmail/gui/htmlview/style"
	"popmail/gui/kit/picture"
)

// picture writes a picture with its octets, else the words that stand for it.
func (w *writer) picture(n *html.Node) {
	w.octets(n, attr(n, "src"), strings.TrimSpace(attr(n, "alt")))
}

// embedded are the elements that play something or hold a page of their own.
var embedded = set("video audio iframe embed object")

// embedded writes what lies in such an element to be shown in its place, else the picture that
// a video has, else words.
func (w *writer) embedded(n *html.Node, deep int) {
	if style.Fallback(n) {
		w.children(n, min(deep+1, mostDeep))
		return
	}
	if _, controls := said(n, "controls"); n.Data == "audio" && !controls {
		return // browsers show nothing
	}
	words := ""
	if w.p.Tell != nil && !tiny(n) {
		words = w.p.Tell(n.Data)
	}
	poster := ""
	if n.Data == "video" {
		poster = attr(n, "poster")
	}
	w.octets(n, poster, words)
}

// tiny reports whether an element is made so small that nobody sees it.
func tiny(n *html.Node) bool {
	for _, side := range []string{"width", "height"} {
		if v, ok := said(n, side); ok && len(strings.TrimSpace(v)) <= 1 {
			return true
		}
	}
	return false
}

// octets writes the picture of ref in the place of n, else words.
func (w *writer) octets(n *html.Node, ref, alt string) {
	sides := ""
	for _, side := range []string{"width", "height"} {
		if l := length(attr(n, side)); l != "" {
			sides += side + ":" + l + ";"
		}
	}
	own := declarations(tokens(attr(n, "style")))
	if data := w.data(ref); data != "" {
		w.out.WriteString(`<img src="` + data + `" alt="` + html.EscapeString(alt) + `"`)
		for _, a := range n.Attr {
			if a.Namespace == "" && (a.Key == "class" || a.Key == "align" || a.Key == "border" || a.Key == "hspace" || a.Key == "vspace") && harmless(a.Val) {
				w.out.WriteString(" " + a.Key + `="` + html.EscapeString(a.Val) + `"`)
			}
		}
		if sides+own != "" {
			w.out.WriteString(` style="` + html.EscapeString(sides+own) + `"`)
		}
		if m, ok := strings.CutPrefix(strings.TrimSpace(attr(n, "usemap")), "#"); ok && name.MatchString(m) {
			w.out.WriteString(` usemap="#` + w.mapName(m) + `"`)
		}
		w.out.WriteString(">")
		return
	}
	if alt == "" {
		return
	}
	w.out.WriteString(`<span class="` + w.class + `alt"`)
	if sides+own != "" {
		w.out.WriteString(` style="` + html.EscapeString(sides+"max-width:100%;"+own) + `"`)
	}
	w.out.WriteString(">" + html.EscapeString(alt) + "</span>")
}

// data is the data: URL of a picture whose octets are here, or what refer says; "" for none. What it is said to
// be counts for nothing.
func (w *writer) data(ref string) string {
	ref = strings.TrimSpace(ref)
	var octets []byte
	if len(ref) > 5 && strings.EqualFold(ref[:5], "data:") {
		octets, _ = picture.InPage(ref)
	} else if ref != "" && w.p.Picture != nil {
		octets, _ = w.p.Picture(ref)
	}
	return w.dataOf(octets)
}

// drawing writes an svg of the page as a picture.
func (w *writer) drawing(n *html.Node) {
	octets, ok := style.Drawing(n, mostDrawing)
	if !ok {
		return
	}
	if data := w.dataOf(octets); data != "" {
		sides := ""
		for _, side := range []string{"width", "height"} {
			if l := length(attr(n, side)); l != "" {
				sides += side + ":" + l + ";"
			}
		}
		if attr(n, "width") == "" {
			sides += "max-width:100%;"
		}
		w.out.WriteString(`<img src="` + data + `" alt="" style="` + html.EscapeString(sides+declarations(tokens(attr(n, "style")))) + `">`)
	}
}

// dataOf is data for octets. A drawing is written anew, so that nothing in it runs or refers
// to anything.
func (w *writer) dataOf(octets []byte) string {
	if picture.Drawn(octets) {
		if w.refer != nil || w.drawn >= mostDrawn { // others' mail programs draw none
			return ""
		}
		svg, took, err := picture.Plain(octets)
		if w.drawn += took; err != nil || w.pictures+len(svg) > mostPictures {
			return ""
		}
		w.pictures += len(svg)
		return "data:image/svg+xml;base64," + base64.StdEncoding.EncodeToString(svg)
	}
	kind := http.DetectContentType(octets)
	if len(octets) == 0 || !pictures[kind] || w.pictures+len(octets) > mostPictures {
		return ""
	}
	w.pictures += len(octets)
	if w.refer != nil {
		return html.EscapeString(w.refer(octets, kind))
	}
	return "data:" + kind + ";base64," + base64.StdEncoding.EncodeToString(octets)
}
