package style

import (
	"strings"

	"github.com/tdewolff/parse/v2/css"
)

// relative reads what stands in :has(): selectors that begin at the element itself, each
// with a combinator before it or a blank understood (Selectors 4, 4.5). Each gets the
// element as its leftmost part.
func (d *document) relative(toks []token, depth int) (all []selector, ok bool) {
	for _, one := range commaList(toks) {
		comb := byte(' ')
		one = trim(one)
		if len(one) > 0 {
			if t := one[0]; t.delim(">") || t.delim("+") || t.delim("~") {
				comb, one = t.text[0], trim(one[1:])
			}
		}
		s, never, ok := d.selector(one, depth)
		if !ok || s.hasInside() { // one :has() in another is invalid
			return nil, false
		}
		if never || s.part != whole || len(all) >= maxSelectors || len(s.parts) >= maxCompounds {
			continue
		}
		s.parts[len(s.parts)-1].comb = comb
		s.parts = append(s.parts, compound{pseudos: []pseudo{{kind: pseudoAnchor}}})
		all = append(all, s)
	}
	return all, true
}

// commaList cuts a list at its commas.
func commaList(toks []token) (out [][]token) {
	start, nest := 0, 0
	for i, t := range toks {
		switch t.kind {
		case css.FunctionToken, css.LeftParenthesisToken, css.LeftBracketToken:
			nest++
		case css.RightParenthesisToken, css.RightBracketToken:
			nest--
		case css.CommaToken:
			if nest == 0 {
				out = append(out, toks[start:i])
				start = i + 1
			}
		}
	}
	return append(out, toks[start:])
}

// hasInside reports whether there is a :has() in a selector.
func (s *selector) hasInside() bool {
	for i := range s.parts {
		for k := range s.parts[i].pseudos {
			p := &s.parts[i].pseudos[k]
			if p.kind == pseudoHas {
				return true
			}
			for n := range p.inner {
				if p.inner[n].hasInside() {
					return true
				}
			}
		}
	}
	return false
}

// has reports whether one of the selectors of a :has() leads from n to an element.
func (d *document) has(p *pseudo, n *Node) bool {
	before := d.anchor
	d.anchor = n
	defer func() { d.anchor = before }()
	for i := range p.inner {
		s := &p.inner[i]
		switch s.parts[len(s.parts)-2].comb {
		case '+', '~':
			if n.Parent == nil {
				continue
			}
			behind := false
			for _, k := range n.Parent.Children {
				if behind && k.Tag != "" && d.hasIn(s, k, true) {
					return true
				}
				behind = behind || k == n
			}
		default:
			if d.hasIn(s, n, false) {
				return true
			}
		}
	}
	return false
}

// hasIn reports whether a selector matches something in n, or with self n.
func (d *document) hasIn(s *selector, n *Node, self bool) bool {
	if d.steps--; d.steps < 0 {
		return false
	}
	if self && !strings.HasPrefix(n.Tag, "::") && d.matches(s, n) {
		return true
	}
	for _, k := range n.Children {
		if k.Tag != "" && d.hasIn(s, k, true) {
			return true
		}
	}
	return false
}
