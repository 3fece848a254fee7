package style

import (
	"slices"
	"strconv"
	"strings"
)

func itoa(v int) string { return strconv.Itoa(v) }

func atoi(s string) (int, bool) {
	v, err := strconv.Atoi(strings.TrimPrefix(s, "+"))
	return max(-largest, min(largest, v)), err == nil
}

// A rule is a selector with the declarations that it stands before.
type rule struct {
	selector selector
	block    *block
	order    int
}

// rules are the rules of one origin, in buckets by what the element itself has to have, so
// that few are tried for each.
type rules struct {
	ids, classes, tags map[string][]*rule
	rest               []*rule
	count              int
	parts              [after + 1]*rules // those of pseudo-elements
}

func newRules() *rules {
	return &rules{ids: map[string][]*rule{}, classes: map[string][]*rule{}, tags: map[string][]*rule{}}
}

func (r *rules) add(s selector, b *block) {
	one := &rule{s, b, r.count}
	r.count++
	if s.part != whole {
		if r.parts[s.part] == nil {
			r.parts[s.part] = newRules()
		}
		r = r.parts[s.part]
	}
	key := &s.parts[0]
	switch {
	case key.id != "":
		r.ids[key.id] = append(r.ids[key.id], one)
	case len(key.classes) > 0:
		r.classes[key.classes[0]] = append(r.classes[key.classes[0]], one)
	case key.tag != "":
		r.tags[key.tag] = append(r.tags[key.tag], one)
	default:
		r.rest = append(r.rest, one)
	}
}

// match appends the rules that match n, the weakest first (CSS Cascade 4, 6.1).
func (r *rules) match(d *document, n *Node, out []*rule) []*rule {
	try := func(some []*rule) {
		for _, one := range some {
			if d.matches(&one.selector, n) {
				out = append(out, one)
				d.steps -= one.block.cost()
			}
		}
	}
	if id := n.Attrs["id"]; id != "" && len(r.ids) > 0 {
		try(r.ids[d.nameCase(id)])
	}
	if len(r.classes) > 0 {
		for _, class := range n.classes {
			try(r.classes[class])
		}
	}
	try(r.tags[n.Tag])
	try(r.rest)
	slices.SortFunc(out, func(a, b *rule) int {
		if a.selector.specificity != b.selector.specificity {
			return int(a.selector.specificity) - int(b.selector.specificity)
		}
		return a.order - b.order
	})
	return out
}

// matches reports whether a selector matches n, as long as there are steps left.
func (d *document) matches(s *selector, n *Node) bool { return d.from(s.parts, n) }

// from matches parts, the first of them against n.
func (d *document) from(parts []compound, n *Node) bool {
	if d.steps--; d.steps < 0 || !d.compound(&parts[0], n) {
		return false
	}
	if len(parts) == 1 {
		return true
	}
	rest := parts[1:]
	switch parts[0].comb {
	case '>':
		return n.Parent != nil && d.from(rest, n.Parent)
	case '+':
		return n.at.before != nil && d.from(rest, n.at.before)
	case '~':
		for b := n.at.before; b != nil && d.steps >= 0; b = b.at.before {
			if d.from(rest, b) {
				return true
			}
		}
	default:
		for p := n.Parent; p != nil && d.steps >= 0; p = p.Parent {
			if d.from(rest, p) {
				return true
			}
		}
	}
	return false
}

// compound reports whether n is what one compound says.
func (d *document) compound(c *compound, n *Node) bool {
	if c.tag != "" && c.tag != n.Tag {
		return false
	}
	if c.id != "" && c.id != d.nameCase(n.Attrs["id"]) {
		return false
	}
	for _, class := range c.classes {
		if !slices.Contains(n.classes, class) {
			return false
		}
	}
	for i := range c.attrs {
		d.steps -= len(n.Attrs[c.attrs[i].name]) / 32
		if !c.attrs[i].matches(n) {
			return false
		}
	}
	for i := range c.pseudos {
		if !d.pseudoMatches(&c.pseudos[i], n) {
			return false
		}
	}
	return true
}

func (t *attrTest) matches(n *Node) bool {
	v, has := n.Attrs[t.name]
	if !has {
		return false
	}
	if t.fold {
		v = strings.ToLower(v)
	}
	switch t.op {
	case '=':
		return v == t.value
	case '~':
		return t.value != "" && slices.Contains(strings.Fields(v), t.value)
	case '|':
		return v == t.value || strings.HasPrefix(v, t.value+"-")
	case '^':
		return t.value != "" && strings.HasPrefix(v, t.value)
	case '$':
		return t.value != "" && strings.HasSuffix(v, t.value)
	case '*':
		return t.value != "" && strings.Contains(v, t.value)
	}
	return true
}

func (d *document) pseudoMatches(p *pseudo, n *Node) bool {
	has := func(name string) bool { _, ok := n.Attrs[name]; return ok }
	switch p.kind {
	case pseudoLink:
		return (n.Tag == "a" || n.Tag == "area") && has("href")
	case pseudoRoot:
		return n.Parent == nil
	case pseudoEmpty:
		return n.at.void
	case pseudoNth:
		return isNth(p.a, p.b, n.at.index)
	case pseudoNthLast:
		return isNth(p.a, p.b, n.at.last-n.at.index+1)
	case pseudoNthType:
		return isNth(p.a, p.b, n.at.kind)
	case pseudoNthLastType:
		return isNth(p.a, p.b, n.at.kinds-n.at.kind+1)
	case pseudoOnly:
		return n.at.last == 1
	case pseudoOnlyType:
		return n.at.kinds == 1
	case pseudoIs, pseudoNot:
		for i := range p.inner {
			if d.matches(&p.inner[i], n) {
				return p.kind == pseudoIs
			}
		}
		return p.kind == pseudoNot
	case pseudoHas:
		return d.has(p, n)
	case pseudoAnchor:
		return n == d.anchor
	case pseudoChecked:
		return n.Tag == "input" && has("checked") || n.Tag == "option" && has("selected")
	case pseudoEnabled, pseudoDisabled:
		switch n.Tag {
		case "input", "button", "select", "textarea", "option", "optgroup", "fieldset":
			return has("disabled") == (p.kind == pseudoDisabled)
		}
	case pseudoLang:
		for e := n; e != nil; e = e.Parent {
			if lang := strings.ToLower(e.Attrs["lang"]); lang != "" {
				return lang == p.text || strings.HasPrefix(lang, p.text+"-")
			}
		}
	}
	return false
}

// isNth reports whether i is a*n+b for some n from 0 on.
func isNth(a, b int, at int32) bool {
	i := int(at)
	if a == 0 {
		return i == b
	}
	return (i-b)%a == 0 && (i-b)/a >= 0
}
