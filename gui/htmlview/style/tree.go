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
			if c == d.quoted {
				d.quotes = e
			}
			if (childless[c.Data] || c.Data == "object") && !Fallback(c) {
				if c.Data == "svg" {
					if e.Attrs == nil {
						e.Attrs = map[string]string{}
					}
					e.Attrs["src"] = d.drawing(c)
				}
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
			if c.Data == "details" && !d.opened(e) {
				d.closed(c, e, depth)
				continue
			}
			d.build(c, e, depth+1)
		}
	}
	n.places()
}

// opened reports whether details are open, and notes that in their attributes.
func (d *document) opened(n *Node) bool {
	if d.details == nil {
		d.details = map[*Node]int{}
	}
	number := len(d.details)
	d.details[n] = number
	_, open := n.Attrs["open"]
	if d.media.Opened == nil {
		return open
	}
	now := d.media.Opened(number, open)
	if now && !open {
		if n.Attrs == nil {
			n.Attrs = map[string]string{}
		}
		n.Attrs["open"] = ""
	} else if !now {
		delete(n.Attrs, "open")
	}
	return now
}

// closed gives details that are not open their summary.
func (d *document) closed(h *html.Node, n *Node, depth int) {
	found := false
	for c := h.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode && c.Data == "summary" && !found {
			found = true
			e := d.node(c, n)
			n.Children = append(n.Children, e)
			d.build(c, e, depth+1)
			continue
		}
		d.unseen(c, n)
	}
	n.places()
}

// unseen takes the words of what is closed, and the numbers of details in it.
func (d *document) unseen(h *html.Node, n *Node) {
	for at := h; at != nil; {
		switch {
		case at.Type == html.TextNode:
			d.closedText.WriteString(at.Data)
		case at.Type == html.ElementNode && at.Data == "details":
			d.details[&Node{Parent: n}] = len(d.details)
		case at.Type == html.ElementNode && blockTags[at.Data]:
			d.closedText.WriteByte(' ')
		}
		if at.FirstChild != nil && !(at.Type == html.ElementNode && childless[at.Data]) {
			at = at.FirstChild
			continue
		}
		for at != h && at.NextSibling == nil {
			at = at.Parent
		}
		if at == h {
			return
		}
		at = at.NextSibling
	}
}

// blockTags are elements whose words are apart from those before.
var blockTags = map[string]bool{"p": true, "div": true, "br": true, "td": true, "th": true, "tr": true, "li": true, "h1": true, "h2": true, "h3": true, "h4": true, "dd": true, "dt": true, "blockquote": true, "table": true, "ul": true, "ol": true, "pre": true}

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
