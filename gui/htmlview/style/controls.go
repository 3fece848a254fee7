package style

import (
	"strings"

	"golang.org/x/net/html"
)

// control gives form controls the text that they show as their children (HTML, 15.5) and
// reports whether the element was one.
func (d *document) control(h *html.Node, n *Node) bool {
	text := func(s string) {
		if s = strings.Trim(s, "\r\n"); s != "" {
			d.nodes++
			n.Children = append(n.Children, &Node{Parent: n, Text: s})
		}
	}
	switch h.Data {
	case "input":
		value, has := n.Attrs["value"]
		switch strings.ToLower(n.Attrs["type"]) {
		case "hidden", "checkbox", "radio", "range", "color":
		case "image": // HTML, 15.5.12: as a picture
			n.Tag = "img"
		case "submit":
			if !has {
				value = "Submit"
			}
			text(value)
		case "reset":
			if !has {
				value = "Reset"
			}
			text(value)
		case "button":
			text(value)
		case "file":
			text("Choose File")
		case "password":
			text(strings.Repeat("•", min(len([]rune(value)), 64)))
		default:
			if value == "" {
				value = n.Attrs["placeholder"]
			}
			text(value)
		}
	case "textarea":
		var b strings.Builder
		for c := h.FirstChild; c != nil; c = c.NextSibling {
			b.WriteString(c.Data)
		}
		text(b.String())
	case "select":
		text(chosen(h))
		n.Options = options(h)
	default:
		return false
	}
	return true
}

// chosen is the text of the option that a select shows: the one that is selected, else
// the first.
func chosen(h *html.Node) string {
	var first, picked *html.Node
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			if c.Type == html.ElementNode && c.Data == "option" {
				if first == nil {
					first = c
				}
				for _, a := range c.Attr {
					if a.Key == "selected" {
						picked = c
					}
				}
				continue
			}
			walk(c)
		}
	}
	walk(h)
	if picked == nil {
		picked = first
	}
	if picked == nil {
		return ""
	}
	var b strings.Builder
	for c := picked.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// options are the texts of the options of a select, which is as wide as the widest.
func options(h *html.Node) (out []string) {
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		for c := n.FirstChild; c != nil && len(out) < 1000; c = c.NextSibling {
			if c.Type != html.ElementNode || c.Data != "option" {
				walk(c)
				continue
			}
			var b strings.Builder
			for t := c.FirstChild; t != nil; t = t.NextSibling {
				if t.Type == html.TextNode {
					b.WriteString(t.Data)
				}
			}
			out = append(out, strings.Join(strings.Fields(b.String()), " "))
		}
	}
	walk(h)
	return out
}
