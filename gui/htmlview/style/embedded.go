package style

import "golang.org/x/net/html"

// mostFallback is how many nodes of what lies in an embedded thing are looked at.
const mostFallback = 1000

// Fallback reports whether what lies in a video, an audio or an object is shown in its place,
// as nothing is played here (HTML, 4.8.8 and 4.8.9): something to look at or to press. Words
// alone only tell that a program is old, but for those in an object, which say what it is.
func Fallback(h *html.Node) bool {
	switch h.Data {
	case "video", "audio", "object":
	default:
		return false
	}
	left := mostFallback
	for n := h.FirstChild; n != nil && left > 0; left-- {
		switch {
		case n.Type == html.TextNode:
			if h.Data == "object" && !blankText(n.Data) {
				return true
			}
		case n.Type == html.ElementNode && (n.Data == "img" || n.Data == "image" || n.Data == "a" || h.Data == "object" && (n.Data == "embed" || n.Data == "iframe" || n.Data == "video")):
			return true
		}
		if n.FirstChild != nil && (!childless[n.Data] || n.Data == "video" || n.Data == "audio") {
			n = n.FirstChild
			continue
		}
		for n != h && n.NextSibling == nil {
			n = n.Parent
		}
		if n == h {
			return false
		}
		n = n.NextSibling
	}
	return false
}

func blankText(s string) bool {
	for i := range len(s) {
		switch s[i] {
		case ' ', '\t', '\n', '\r', '\f':
		default:
			return false
		}
	}
	return true
}
