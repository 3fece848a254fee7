package style

import "github.com/tdewolff/parse/v2/css"

// Bounds of var(): how many tokens a value with it may have, before and after, and how
// deep variables may name others.
const (
	maxVariable      = 2000
	maxVariableDepth = 20
)

// customs are the custom properties of an element: its own and, behind, its parent's.
type customs struct {
	own    map[string][]token
	behind *customs
	serial uint32
}

// get finds a custom property.
func (c *customs) get(name string) ([]token, bool) {
	for ; c != nil; c = c.behind {
		if toks, ok := c.own[name]; ok {
			return toks, toks != nil
		}
	}
	return nil, false
}

// with are the custom properties of a child that declares these, the last one winning.
func (c *customs) with(d *document, declared []variable) *customs {
	depth := 0
	for o := c; o != nil; o = o.behind {
		depth++
	}
	n := &customs{own: make(map[string][]token, len(declared)), behind: c, serial: d.newSerial()}
	if depth > maxVariableDepth { // a flat copy keeps look-ups short
		var all []*customs
		for o := c; o != nil; o = o.behind {
			all = append(all, o)
		}
		for i := len(all) - 1; i >= 0; i-- {
			for name, toks := range all[i].own {
				n.own[name] = toks
			}
		}
		n.behind = nil
	}
	for _, v := range declared {
		toks := v.toks
		if len(toks) == 1 && toks[0].kind == css.IdentToken {
			switch wides[toks[0].low] {
			case initial:
				n.own[v.name] = nil
				continue
			case inherit, unset, revert:
				if got, ok := c.get(v.name); ok {
					n.own[v.name] = got
				}
				continue
			}
		}
		if toks == nil {
			toks = []token{}
		}
		n.own[v.name] = toks
	}
	return n
}

// substitute puts the values of variables into toks (CSS Variables 1, 3).
func (c *customs) substitute(toks []token, out []token, depth int, budget *int) ([]token, bool) {
	if depth > maxVariableDepth {
		return nil, false
	}
	for i := 0; i < len(toks); i++ {
		t := toks[i]
		if *budget--; *budget < 0 || len(out) > maxVariable {
			return nil, false
		}
		if t.kind != css.FunctionToken || t.low != "var" {
			out = append(out, t)
			continue
		}
		v := &values{toks: toks, i: i}
		in := v.arguments()
		i = v.i - 1
		body := trim(in.toks)
		if len(body) == 0 || body[0].kind != css.CustomPropertyNameToken {
			return nil, false
		}
		var ok bool
		if value, has := c.get(body[0].text); has {
			if out, ok = c.substitute(value, out, depth+1, budget); !ok {
				return nil, false
			}
			continue
		}
		rest := trim(body[1:])
		if len(rest) == 0 || rest[0].kind != css.CommaToken {
			return nil, false
		}
		if out, ok = c.substitute(trim(rest[1:]), out, depth+1, budget); !ok {
			return nil, false
		}
	}
	return out, true
}
