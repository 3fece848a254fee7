package style

import (
	"strings"

	"golang.org/x/net/html"
)

// childless are the elements whose content is not part of the page: it is never shown, or
// stands in for what a browser shows in its place.
var childless = map[string]bool{"head": true, "script": true, "style": true, "template": true, "title": true, "iframe": true, "video": true, "audio": true,
	"canvas": true, "noembed": true, "noframes": true, "datalist": true, "meter": true, "progress": true, "svg": true, "embed": true, "frame": true}

// node makes the node of an element.
func (d *document) node(h *html.Node, parent *Node) *Node {
	d.nodes++
	n := &Node{Parent: parent, Tag: h.Data}
	if len(h.Attr) > 0 {
		n.Attrs = make(map[string]string, len(h.Attr))
		look := d.keyBuf[:0]
		for i, a := range h.Attr {
			if i == maxAttributes {
				break
			}
			if _, has := n.Attrs[a.Key]; has || a.Namespace != "" {
				continue
			}
			n.Attrs[a.Key] = a.Val
			if lookAttrs[a.Key] {
				look = append(append(append(append(look, 0), a.Key...), 1), a.Val...)
			}
		}
		n.look, d.keyBuf = string(look), look
		if class := n.Attrs["class"]; class != "" {
			n.classes = strings.Fields(d.nameCase(class))
			n.classes = n.classes[:min(len(n.classes), maxAttributes)]
		}
	}
	return n
}

// build gives n the children that h has. Beyond maxDepth elements lie beside each other.
func (d *document) build(h *html.Node, n *Node, depth int) {
	for c := h.FirstChild; c != nil; c = c.NextSibling {
		if d.nodes >= maxNodes {
			d.problem(tooManyNodes)
			return
		}
		if d.done() {
			return
		}
		switch c.Type {
		case html.TextNode:
			if c.Data == "" {
				continue
			}
			d.nodes++
			n.Children = append(n.Children, &Node{Parent: n, Text: c.Data})
		case html.ElementNode:
			e := d.node(c, n)
			n.Children = append(n.Children, e)
			if childless[c.Data] {
				continue
			}
			if depth >= maxDepth {
				d.problem(tooDeep)
				d.build(c, n, depth)
				continue
			}
			if d.control(c, e) {
				continue
			}
			if c.Data == "details" && e.Attrs["open"] == "" {
				if _, open := e.Attrs["open"]; !open {
					d.closed(c, e, depth)
					continue
				}
			}
			d.build(c, e, depth+1)
		}
	}
	n.places()
}

// closed gives details that are not open their summary.
func (d *document) closed(h *html.Node, n *Node, depth int) {
	for c := h.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode && c.Data == "summary" {
			e := d.node(c, n)
			n.Children = append(n.Children, e)
			d.build(c, e, depth+1)
			break
		}
	}
	n.places()
}

// places works out where n's children lie among each other.
func (n *Node) places() {
	var before *Node
	var total int32
	var kinds map[string]int32
	if len(n.Children) > 1 {
		kinds = make(map[string]int32, 4)
	}
	for _, c := range n.Children {
		if c.Tag == "" {
			continue
		}
		total++
		c.at.index, c.at.before, c.at.kind = total, before, 1
		c.at.void = len(c.Children) == 0
		if kinds != nil {
			kinds[c.Tag]++
			c.at.kind = kinds[c.Tag]
		}
		before = c
	}
	for _, c := range n.Children {
		if c.Tag != "" {
			c.at.last, c.at.kinds = total, 1
			if kinds != nil {
				c.at.kinds = kinds[c.Tag]
			}
		}
	}
}
