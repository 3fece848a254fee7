package style

import (
	"strings"

	"github.com/tdewolff/parse/v2/css"
)

// wide are the words that every property takes (CSS Cascade 4, 7.3).
type wide uint8

const (
	noWide wide = iota
	initial
	inherit
	unset
	revert
)

var wides = map[string]wide{"initial": initial, "inherit": inherit, "unset": unset, "revert": revert, "revert-layer": revert}

// A decl is what one declaration says of one longhand.
type decl struct {
	prop   prop
	set    setter // nil with neither wide nor later: the initial value
	wide   wide
	later  *pending
	serial uint32 // 0 where it must not be shared
}

// pending is a value that holds var() and is read when its variables are known.
type pending struct {
	name string
	toks []token
}

// A variable is a custom property as it is declared.
type variable struct {
	name string
	toks []token
}

// A block is a list of declarations, apart by their importance.
type block struct {
	normal, important        []decl
	variables, importantVars []variable
}

// cost is what applying a block counts for in steps of matching.
func (b *block) cost() int {
	return len(b.normal) + len(b.important) + 16*(len(b.variables)+len(b.importantVars))
}

// declarations reads declarations as they stand within braces or in a style attribute
// (CSS Syntax 3, 5.4.4).
func (d *document) declarations(toks []token) *block {
	b := &block{}
	for i := 0; i < len(toks); {
		t := toks[i]
		if t.kind == css.WhitespaceToken || t.kind == css.SemicolonToken {
			i++
			continue
		}
		end, brace := declarationEnd(toks, i)
		if t.kind == css.IdentToken || t.kind == css.CustomPropertyNameToken {
			if brace < 0 || t.kind == css.CustomPropertyNameToken {
				d.declare(b, toks[i:end])
			} else {
				end = brace
			}
		} else if brace >= 0 {
			end = brace
		}
		i = end
	}
	return b
}

// declarationEnd is where the declaration at i ends, at a semicolon outside brackets.
// brace is where a block in braces within it ends, which is no part of a declaration, or -1.
func declarationEnd(toks []token, i int) (end, brace int) {
	depth := 0
	brace = -1
	for ; i < len(toks); i++ {
		switch toks[i].kind {
		case css.SemicolonToken:
			if depth == 0 {
				return i, brace
			}
		case css.FunctionToken, css.LeftParenthesisToken, css.LeftBracketToken, css.LeftBraceToken:
			depth++
		case css.RightParenthesisToken, css.RightBracketToken, css.RightBraceToken:
			if depth == 0 {
				continue
			}
			if depth--; depth == 0 && toks[i].kind == css.RightBraceToken && brace < 0 {
				brace = i + 1
			}
		}
	}
	return i, brace
}

// quirkyShorthands are those within which the quirks of lengths and colors hold too.
var quirkyShorthands = map[string]bool{"margin": true, "padding": true, "border-width": true, "border-color": true}

// declare reads one declaration, from its name to before its semicolon.
func (d *document) declare(b *block, toks []token) {
	name := toks[0]
	if d.decls += 1 + len(shorthands[name.low].longs); d.decls > maxDecls {
		d.problem(tooMuchCSS)
		return
	}
	rest := trim(toks[1:])
	if len(rest) == 0 || rest[0].kind != css.ColonToken {
		return
	}
	rest = trim(rest[1:])
	normal, variables := &b.normal, &b.variables
	if n := len(rest); n > 1 && rest[n-1].is("important") {
		if before := trim(rest[:n-1]); len(before) > 0 && before[len(before)-1].delim("!") {
			rest = trim(before[:len(before)-1])
			normal, variables = &b.important, &b.importantVars
		}
	}
	if name.kind == css.CustomPropertyNameToken {
		if len(rest) <= maxVariable {
			*variables = append(*variables, variable{name.text, rest})
		}
		return
	}
	for _, t := range rest {
		if t.kind == css.FunctionToken && t.low == "var" {
			if longs := longsOf(name.low); longs != nil && len(rest) <= maxVariable {
				later := &pending{name.low, rest}
				for _, p := range longs {
					*normal = append(*normal, decl{prop: p, later: later, serial: d.newSerial()})
				}
			}
			return
		}
		if t.kind == css.BadStringToken || t.kind == css.BadURLToken || t.delim("!") {
			return
		}
	}
	d.read(normal, name.low, rest)
}

// longsOf are the longhands that a property of that name sets.
func longsOf(name string) []prop {
	if p, ok := longhands[name]; ok {
		return []prop{p}
	}
	return shorthands[name].longs
}

// read reads a value and appends what it says of each longhand.
func (d *document) read(to *[]decl, name string, toks []token) {
	v := newValues(toks, d.quirks, d.media.Width)
	p, long := longhands[name]
	s, short := shorthands[name]
	if !long && !short {
		return
	}
	if len(v.toks) == 1 && v.toks[0].kind == css.IdentToken {
		if w := wides[v.toks[0].low]; w != noWide {
			for _, p := range longsOf(name) {
				*to = append(*to, decl{prop: p, wide: w, serial: d.newSerial()})
			}
			return
		}
	}
	if long && !short {
		if p == pMsoHide {
			return
		}
		if set := properties[p].read(v); set != nil && v.done() {
			*to = append(*to, decl{prop: p, set: set, serial: d.newSerial()})
		}
		return
	}
	v.quirks = v.quirks && quirkyShorthands[name]
	set := s.read(v)
	if set == nil || !v.done() {
		return
	}
	for i, p := range s.longs {
		one := decl{prop: p, set: set[i], serial: d.newSerial()}
		if set[i] == nil {
			one.wide = initial
		}
		*to = append(*to, one)
	}
}

// trim leaves out the white space at both ends.
func trim(toks []token) []token {
	for len(toks) > 0 && toks[0].kind == css.WhitespaceToken {
		toks = toks[1:]
	}
	for len(toks) > 0 && toks[len(toks)-1].kind == css.WhitespaceToken {
		toks = toks[:len(toks)-1]
	}
	return toks
}

// inline reads a style attribute; the same text is read once.
func (d *document) inline(text string) *block {
	if b, ok := d.inlines[text]; ok {
		return b
	}
	b := &block{}
	if strings.IndexByte(text, ':') >= 0 {
		toks, _ := tokenize(text, d.tokensLeft())
		d.tokens += len(toks)
		b = d.declarations(toks)
	}
	d.inlines[text] = b
	return b
}
