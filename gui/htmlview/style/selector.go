package style

import (
	"strings"

	"github.com/tdewolff/parse/v2/css"
)

// A selector is a complex selector, its compounds from the right to the left
// (Selectors 4, 3).
type selector struct {
	parts       []compound
	specificity uint32 // ids, classes, types, ten bits each
	part        part   // of the element, the whole of it where there is none
}

// A part is a pseudo-element that the page makes (CSS Pseudo 4, 4.1).
type part uint8

const (
	whole part = iota
	before
	after
)

var partNames = [...]string{before: "::before", after: "::after"}

// A compound is what one element has to be.
type compound struct {
	tag     string // "" for any
	id      string
	classes []string
	attrs   []attrTest
	pseudos []pseudo
	part    part
	comb    byte // how the next part to the left lies: ' ', '>', '+', '~', 0 at the end
}

// An attrTest is an attribute selector.
type attrTest struct {
	name, value string
	op          byte // 0 is there, '=' equal, '~' a word, '|' a language, '^' start, '$' end, '*' within
	fold        bool // without regard to case
}

// A pseudo is a pseudo-class that can match.
type pseudo struct {
	kind  pseudoKind
	a, b  int        // of an+b
	inner []selector // of :is(), :not(), :where(), :has()
	text  string     // of :lang()
}

type pseudoKind uint8

const (
	pseudoLink pseudoKind = iota
	pseudoRoot
	pseudoEmpty
	pseudoNth
	pseudoNthLast
	pseudoNthType
	pseudoNthLastType
	pseudoOnly
	pseudoOnlyType
	pseudoIs
	pseudoNot
	pseudoChecked
	pseudoEnabled
	pseudoDisabled
	pseudoLang
	pseudoHas
	pseudoAnchor // the element that :has() stands at
	pseudoNever
)

const (
	maxCompounds = 64 // of one selector
	maxSelectors = 4096
)

// foldedAttrs are the attributes whose values HTML compares without regard to case
// (HTML, 4.16.2).
var foldedAttrs = map[string]bool{"accept": true, "align": true, "alink": true, "axis": true, "bgcolor": true, "charset": true, "checked": true, "clear": true,
	"color": true, "compact": true, "dir": true, "direction": true, "disabled": true, "face": true, "frame": true, "hreflang": true, "lang": true,
	"link": true, "media": true, "method": true, "multiple": true, "nohref": true, "noshade": true, "nowrap": true, "readonly": true, "rel": true, "rev": true,
	"rules": true, "scope": true, "selected": true, "shape": true, "target": true, "text": true, "type": true, "valign": true, "valuetype": true, "vlink": true}

// selectors reads a list of selectors; ok is false where one of them is none, which makes
// the rule invalid. forgiving lists leave such ones out instead.
func (d *document) selectors(toks []token, depth int, forgiving bool) (all []selector, ok bool) {
	start, nest := 0, 0
	for i := 0; i <= len(toks); i++ {
		if i < len(toks) {
			switch toks[i].kind {
			case css.FunctionToken, css.LeftParenthesisToken, css.LeftBracketToken:
				nest++
			case css.RightParenthesisToken, css.RightBracketToken:
				nest--
			}
			if nest > 0 || toks[i].kind != css.CommaToken {
				continue
			}
		}
		s, never, ok := d.selector(trim(toks[start:i]), depth)
		start = i + 1
		switch {
		case !ok && !forgiving:
			return nil, false
		case !ok || never || depth > 0 && s.part != whole:
		case len(all) < maxSelectors:
			all = append(all, s)
		}
	}
	return all, true
}

// selector reads one complex selector. never is true for what is right and matches nothing
// here: pseudo-elements and states.
func (d *document) selector(toks []token, depth int) (s selector, never, ok bool) {
	if len(toks) == 0 || depth > 4 {
		return s, false, false
	}
	var parts []compound
	var ids, classes, types uint32
	comb := byte(0)
	for i := 0; i < len(toks); {
		var c compound
		at := i
		for i < len(toks) {
			t := toks[i]
			switch {
			case t.kind == css.IdentToken && i == at:
				c.tag = t.low
				types++
				i++
			case t.delim("*") && i == at:
				i++
			case t.delim("|") && i+1 < len(toks): // a namespace
				c.tag = ""
				if toks[i+1].kind == css.IdentToken {
					c.tag = toks[i+1].low
				}
				i += 2
			case t.kind == css.HashToken:
				if c.id != "" && c.id != d.nameCase(t.text) {
					never = true
				}
				c.id = d.nameCase(t.text)
				ids++
				i++
			case t.delim(".") && i+1 < len(toks) && toks[i+1].kind == css.IdentToken:
				c.classes = append(c.classes, d.nameCase(toks[i+1].text))
				classes++
				i += 2
			case t.kind == css.LeftBracketToken:
				test, end, ok := attribute(toks, i)
				if !ok {
					return s, false, false
				}
				c.attrs = append(c.attrs, test)
				classes++
				i = end
			case t.kind == css.ColonToken:
				end, weight, dead, ok := d.pseudo(&c, toks, i, depth)
				if !ok {
					return s, false, false
				}
				ids += weight >> 20
				classes += weight >> 10 & 1023
				types += weight & 1023
				never = never || dead
				i = end
			default:
				goto combinator
			}
		}
	combinator:
		if i == at {
			return s, false, false
		}
		c.comb = comb
		if s.part != whole { // only the last one has parts
			never = true
		}
		s.part = c.part
		parts = append(parts, c)
		if len(parts) > maxCompounds {
			return s, false, false
		}
		if i == len(toks) {
			break
		}
		space := toks[i].kind == css.WhitespaceToken
		if space {
			i++
		}
		switch t := toks[i]; {
		case t.delim(">"), t.delim("+"), t.delim("~"):
			comb = t.text[0]
			i++
			if i < len(toks) && toks[i].kind == css.WhitespaceToken {
				i++
			}
			if i == len(toks) {
				return s, false, false
			}
		case space:
			comb = ' '
		default:
			return s, false, false
		}
	}
	n := len(parts)
	s.parts = make([]compound, n)
	for i := range parts {
		s.parts[n-1-i] = parts[i]
	}
	// Each part holds how its left neighbour lies.
	s.specificity = min(ids, 1023)<<20 | min(classes, 1023)<<10 | min(types, 1023)
	return s, never, true
}

// nameCase is a class or id as it is compared: quirks mode does so without regard to case
// (Quirks Mode, 3.3).
func (d *document) nameCase(s string) string {
	if d.quirks {
		return strings.ToLower(s)
	}
	return s
}

// attribute reads an attribute selector whose bracket is at i.
func attribute(toks []token, i int) (test attrTest, end int, ok bool) {
	end = i + 1
	for end < len(toks) && toks[end].kind != css.RightBracketToken {
		end++
	}
	var in []token
	for _, t := range toks[i+1 : min(end, len(toks))] {
		if t.kind != css.WhitespaceToken {
			in = append(in, t)
		}
	}
	end = min(end+1, len(toks)) // the end of the sheet closes it
	if len(in) == 0 || in[0].kind != css.IdentToken {
		return test, 0, false
	}
	test = attrTest{name: in[0].low, fold: foldedAttrs[in[0].low]}
	if len(in) == 1 {
		return test, end, true
	}
	switch t := in[1]; {
	case t.delim("="):
		test.op = '='
	case t.kind == css.IncludeMatchToken, t.kind == css.DashMatchToken, t.kind == css.PrefixMatchToken, t.kind == css.SuffixMatchToken, t.kind == css.SubstringMatchToken:
		test.op = t.text[0]
	default:
		return test, 0, false
	}
	if len(in) < 3 || in[2].kind != css.IdentToken && in[2].kind != css.StringToken {
		return test, 0, false
	}
	test.value = in[2].text
	switch {
	case len(in) == 3:
	case len(in) == 4 && in[3].is("i"):
		test.fold = true
	case len(in) == 4 && in[3].is("s"):
		test.fold = false
	default:
		return test, 0, false
	}
	if test.fold {
		test.value = strings.ToLower(test.value)
	}
	return test, end, true
}
