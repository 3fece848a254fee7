package style

import (
	"strings"

	"github.com/tdewolff/parse/v2/css"
)

// content is what a pseudo-element shows, in pieces (CSS Content 3, 2).
type content []contentPiece

// A contentPiece is text, the value of an attribute, or a quotation mark.
type contentPiece struct {
	text, attr string
	quote      int8 // 1 opens, -1 closes
}

// longest bounds the text of a pseudo-element, mostMade that of all of a page, in octets.
const (
	longest  = 4096
	mostMade = 256 << 10
)

func defineContent() {
	define(pContent, "content", property{false, readContent, func(to, from *Computed) { to.content = from.content }})
}

// readContent takes content. Pictures show nothing, nor do counters.
func readContent(v *values) setter {
	if _, none := v.accept("none", "normal"); none {
		return func(c *computing) { c.content = nil }
	}
	var out content
	for !v.done() {
		switch t := v.peek(); {
		case t.delim("/"): // what follows is read out, not shown
			for !v.done() {
				v.skip()
			}
			continue
		case t.kind == css.StringToken:
			out = append(out, contentPiece{text: t.text[:min(len(t.text), longest)]})
		case t.is("open-quote"):
			out = append(out, contentPiece{quote: 1})
		case t.is("close-quote"):
			out = append(out, contentPiece{quote: -1})
		case t.is("no-open-quote"), t.is("no-close-quote"), t.kind == css.URLToken:
		case t.kind == css.FunctionToken:
			if in := v.arguments(); t.low == "attr" {
				out = append(out, contentPiece{attr: in.peek().low})
			}
			continue
		default:
			return nil
		}
		v.next()
	}
	return func(c *computing) { c.content = &out }
}

// of is the text of a pseudo-element of n.
func (c *content) of(n *Node) string {
	var b strings.Builder
	for _, p := range *c {
		if b.Len() > longest {
			break
		}
		switch {
		case p.quote != 0:
			nested := 0
			for q := n.Parent; q != nil && nested < 8; q = q.Parent {
				if q.Tag == "q" {
					nested++
				}
			}
			marks := []rune("“”‘’")
			i := nested % 2 * 2
			if p.quote < 0 {
				i++
			}
			b.WriteRune(marks[i])
		case p.attr != "":
			v := n.Attrs[p.attr]
			b.WriteString(v[:min(len(v), longest)])
		default:
			b.WriteString(p.text)
		}
	}
	return Unforced(b.String())
}

// solid are the elements that show something of their own instead of what is in them.
var solid = map[string]bool{"br": true, "wbr": true, "img": true, "image": true, "input": true, "textarea": true, "select": true, "col": true, "colgroup": true, "option": true}

// generate gives n what the page's rules put before or after what is in it.
func (s *styler) generate(n *Node, p part) {
	ua, author := s.ua.parts[p], s.author.parts[p]
	if ua == nil && author == nil || solid[n.Tag] || childless[n.Tag] || s.full() || s.nodes >= maxNodes {
		return
	}
	w := &s.win
	w.clear()
	s.uaMatched = s.uaMatched[:0]
	if ua != nil {
		s.uaMatched = ua.match(s.document, n, s.uaMatched)
	}
	for _, r := range s.uaMatched {
		w.add(r.block.normal)
	}
	w.keep()
	s.matched = s.matched[:0]
	if author != nil && s.steps > 0 {
		s.matched = author.match(s.document, n, s.matched)
	}
	for _, r := range s.matched {
		w.add(r.block.normal)
	}
	for _, r := range s.matched {
		w.add(r.block.important)
	}
	if w.of[pContent] == nil {
		return
	}
	s.styles++
	c := computing{Computed: inheritedFrom(n.Style), parent: n.Style, doc: s.document}
	c.custom, c.Link = s.customsOf(n.Style, nil), n.Style.Link
	c.apply(w)
	c.finish(false)
	c.serial = s.newSerial()
	if c.content == nil || c.Display == None {
		return
	}
	s.nodes += 2
	made := &Node{Parent: n, Tag: partNames[p], Style: c.Computed}
	text := c.content.of(n)
	if s.made += len(text); s.made > mostMade {
		s.problem(tooManyNodes)
		return
	}
	if text != "" {
		made.Children = []*Node{{Parent: made, Text: text, Style: s.textStyle(c.Computed)}}
	}
	if p == before {
		n.Children = append([]*Node{made}, n.Children...)
	} else {
		n.Children = append(n.Children, made)
	}
}

// Generated reports whether a node is no element of the page but what its rules put there.
func (n *Node) Generated() bool { return strings.HasPrefix(n.Tag, "::") }
