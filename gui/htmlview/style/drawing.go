package style

import (
	"encoding/base64"
	"errors"
	"strings"

	"golang.org/x/net/html"
)

// mostDrawn bounds the drawings within a page, in octets of all together.
const mostDrawn = 4 << 20

// drawing is an svg of a page as a picture of its own (RFC 2397), of which nobody but the
// reader of pictures sees the inside; "" where the page has too much of that.
func (d *document) drawing(h *html.Node) string {
	octets, ok := Drawing(h, mostDrawn-d.drawn)
	if !ok {
		d.problem(tooMuchDrawn)
		return ""
	}
	d.drawn += len(octets)
	return "data:image/svg+xml;base64," + base64.StdEncoding.EncodeToString(octets)
}

// Drawing is an svg of a page as a file of at most so many octets; ok is false where it has more.
func Drawing(h *html.Node, most int) (octets []byte, ok bool) {
	w := &bounded{left: most}
	if err := html.Render(w, h); err != nil {
		return nil, false
	}
	return []byte(w.b.String()), true
}

// bounded takes no more than is left.
type bounded struct {
	b    strings.Builder
	left int
}

var errFull = errors.New("too long")

func (w *bounded) Write(p []byte) (int, error) {
	if w.left -= len(p); w.left < 0 {
		return 0, errFull
	}
	return w.b.Write(p)
}
