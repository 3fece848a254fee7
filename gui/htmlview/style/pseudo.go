package style

import (
	"strings"

	"github.com/tdewolff/parse/v2/css"
)

// simplePseudos are the pseudo-classes without arguments.
var simplePseudos = map[string]pseudo{
	"link": {kind: pseudoLink}, "any-link": {kind: pseudoLink}, "-webkit-any-link": {kind: pseudoLink}, "root": {kind: pseudoRoot}, "scope": {kind: pseudoRoot}, "empty": {kind: pseudoEmpty},
	"first-child": {kind: pseudoNth, b: 1}, "last-child": {kind: pseudoNthLast, b: 1}, "only-child": {kind: pseudoOnly},
	"first-of-type": {kind: pseudoNthType, b: 1}, "last-of-type": {kind: pseudoNthLastType, b: 1}, "only-of-type": {kind: pseudoOnlyType},
	"checked": {kind: pseudoChecked}, "enabled": {kind: pseudoEnabled}, "disabled": {kind: pseudoDisabled},
	"visited": {kind: pseudoNever}, "hover": {kind: pseudoNever}, "active": {kind: pseudoNever}, "focus": {kind: pseudoNever}, "focus-within": {kind: pseudoNever},
	"focus-visible": {kind: pseudoNever}, "target": {kind: pseudoNever}, "autofill": {kind: pseudoNever}, "-webkit-autofill": {kind: pseudoNever}, "indeterminate": {kind: pseudoNever},
	"placeholder-shown": {kind: pseudoNever}, "default": {kind: pseudoNever}, "valid": {kind: pseudoNever}, "invalid": {kind: pseudoNever}, "required": {kind: pseudoNever},
	"optional": {kind: pseudoNever}, "read-only": {kind: pseudoNever}, "read-write": {kind: pseudoNever}, "fullscreen": {kind: pseudoNever}, "host": {kind: pseudoNever}, "defined": {kind: pseudoIs, inner: []selector{{parts: []compound{{}}}}},
}

// legacyElements are the pseudo-elements that one colon begins too.
var legacyElements = map[string]bool{"before": true, "after": true, "first-line": true, "first-letter": true}

// elements are the pseudo-elements that browsers know.
var elements = map[string]bool{"before": true, "after": true, "first-line": true, "first-letter": true, "marker": true, "selection": true, "placeholder": true,
	"backdrop": true, "cue": true, "file-selector-button": true, "grammar-error": true, "spelling-error": true, "target-text": true, "slotted": true, "part": true}

// pseudo reads what begins with the colon at i into c. weight is what it adds to the
// specificity; dead is true for what never matches.
func (d *document) pseudo(c *compound, toks []token, i, depth int) (end int, weight uint32, dead, ok bool) {
	i++
	element := i < len(toks) && toks[i].kind == css.ColonToken
	if element {
		i++
	}
	if i == len(toks) {
		return 0, 0, false, false
	}
	t := toks[i]
	if element || t.kind == css.IdentToken && legacyElements[t.low] {
		if t.kind == css.IdentToken && (t.low == "before" || t.low == "after") {
			dead = c.part != whole
			if c.part = before; t.low == "after" {
				c.part = after
			}
			return i + 1, 1, dead, true
		}
		known := elements[t.low] || strings.HasPrefix(t.low, "-webkit-")
		v := &values{toks: toks, i: i}
		v.skip()
		return v.i, 1, true, known && (t.kind == css.IdentToken || t.kind == css.FunctionToken)
	}
	if t.kind == css.IdentToken {
		p, known := simplePseudos[t.low]
		if !known {
			return 0, 0, false, false
		}
		c.pseudos = append(c.pseudos, p)
		return i + 1, 1 << 10, p.kind == pseudoNever, true
	}
	if t.kind != css.FunctionToken {
		return 0, 0, false, false
	}
	v := &values{toks: toks, i: i}
	in := trim(v.arguments().toks)
	weight = 1 << 10
	switch t.low {
	case "is", "where", "matches", "-webkit-any", "not":
		inner, ok := d.selectors(in, depth+1, t.low != "not")
		if !ok {
			return 0, 0, false, false
		}
		weight = 0
		if t.low != "where" {
			for _, s := range inner {
				weight = max(weight, s.specificity)
			}
		}
		p := pseudo{kind: pseudoIs, inner: inner}
		if t.low == "not" {
			p.kind = pseudoNot
		}
		c.pseudos = append(c.pseudos, p)
	case "nth-child", "nth-last-child", "nth-of-type", "nth-last-of-type":
		a, b, ok := nth(in)
		if !ok {
			return 0, 0, false, false
		}
		kind := map[string]pseudoKind{"nth-child": pseudoNth, "nth-last-child": pseudoNthLast, "nth-of-type": pseudoNthType, "nth-last-of-type": pseudoNthLastType}[t.low]
		c.pseudos = append(c.pseudos, pseudo{kind: kind, a: a, b: b})
	case "lang":
		if len(in) != 1 {
			return 0, 0, false, false
		}
		c.pseudos = append(c.pseudos, pseudo{kind: pseudoLang, text: strings.ToLower(in[0].text)})
	case "has":
		p := pseudo{kind: pseudoHas}
		if p.inner, ok = d.relative(in, depth+1); !ok {
			return 0, 0, false, false
		}
		weight = 0
		for _, s := range p.inner {
			weight = max(weight, s.specificity)
		}
		c.pseudos = append(c.pseudos, p)
	case "dir", "host", "host-context", "state":
		dead = true
	default:
		return 0, 0, false, false
	}
	return v.i, weight, dead, true
}

// nth reads an+b (CSS Syntax 3, 6).
func nth(toks []token) (a, b int, ok bool) {
	var sb strings.Builder
	for _, t := range toks {
		switch t.kind {
		case css.WhitespaceToken:
		case css.DimensionToken:
			sb.WriteString(itoa(int(t.num)) + t.low)
		case css.NumberToken:
			if t.num >= 0 && sb.Len() > 0 && !strings.HasSuffix(sb.String(), "-") && !strings.HasSuffix(sb.String(), "+") {
				sb.WriteByte('+')
			}
			sb.WriteString(itoa(int(t.num)))
		default:
			sb.WriteString(t.low)
		}
	}
	s := sb.String()
	switch s {
	case "odd":
		return 2, 1, true
	case "even":
		return 2, 0, true
	}
	before, after, found := strings.Cut(s, "n")
	if !found {
		b, ok = atoi(s)
		return 0, b, ok
	}
	switch before {
	case "", "+":
		a = 1
	case "-":
		a = -1
	default:
		if a, ok = atoi(before); !ok {
			return 0, 0, false
		}
	}
	if after == "" {
		return a, 0, true
	}
	b, ok = atoi(after)
	return a, b, ok
}
