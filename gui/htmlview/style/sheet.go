package style

import (
	"github.com/tdewolff/parse/v2/css"
)

// Bounds of style sheets.
const (
	maxRules  = 20000
	maxTokens = 500_000
	maxNested = 16 // at-rules within at-rules
)

// sheet reads the rules of a style sheet into to (CSS Syntax 3, 5.4.1).
func (d *document) sheet(text string, to *rules) {
	toks, whole := tokenize(text, d.tokensLeft())
	d.tokens += len(toks)
	if !whole {
		d.problem(tooMuchCSS)
	}
	d.ruleList(toks, to, 0)
}

func (d *document) tokensLeft() int { return max(0, maxTokens-d.tokens) }

// ruleList reads rules, at the top of a sheet or within an at-rule.
func (d *document) ruleList(toks []token, to *rules, depth int) {
	for i := 0; i < len(toks); {
		switch t := toks[i]; t.kind {
		case css.WhitespaceToken, css.CDOToken, css.CDCToken, css.SemicolonToken:
			i++
		case css.AtKeywordToken:
			i = d.atRule(toks, i, to, depth)
		default:
			open, end := braces(toks, i, false)
			if open < 0 {
				return
			}
			if to.count >= maxRules {
				d.problem(tooMuchCSS)
				return
			}
			if d.done() {
				return
			}
			if all, ok := d.selectors(trim(toks[i:open]), 0, false); ok && len(all) > 0 {
				b := d.declarations(inside(toks, open, end))
				for _, s := range all {
					to.add(s, b)
				}
			}
			i = end
		}
	}
}

// inside are the tokens of the block whose brace is at open and which ends before end.
func inside(toks []token, open, end int) []token {
	if end > open+1 && toks[end-1].kind == css.RightBraceToken {
		end--
	}
	return toks[open+1 : end]
}

// braces is where the next block in braces is and ends; open is -1 where there is none.
// An at-rule ends at a semicolon before it.
func braces(toks []token, i int, at bool) (open, end int) {
	depth, brackets := 0, 0
	open = -1
	for ; i < len(toks); i++ {
		switch toks[i].kind {
		case css.FunctionToken, css.LeftParenthesisToken, css.LeftBracketToken:
			brackets++
		case css.RightParenthesisToken, css.RightBracketToken:
			brackets = max(0, brackets-1)
		case css.SemicolonToken:
			if at && open < 0 && brackets == 0 {
				return -1, i + 1
			}
		case css.LeftBraceToken:
			if open < 0 {
				open = i
			}
			depth++
		case css.RightBraceToken:
			if open < 0 {
				continue
			}
			if depth--; depth == 0 {
				return open, i + 1
			}
		}
	}
	return open, len(toks)
}

// atRule reads the at-rule at i and says where it ends. What would have to be fetched,
// @import and @font-face, is passed over like all that says nothing of a mail's look.
func (d *document) atRule(toks []token, i int, to *rules, depth int) int {
	open, end := braces(toks, i, true)
	if open < 0 {
		return end
	}
	prelude := trim(toks[i+1 : open])
	holds := false
	switch toks[i].low {
	case "media":
		holds = d.mediaList(prelude)
	case "supports":
		holds = d.supports(newValues(prelude, false, 0), 0)
	case "layer", "scope", "starting-style":
		holds = toks[i].low == "layer"
	case "container":
	}
	if holds && depth < maxNested {
		d.ruleList(inside(toks, open, end), to, depth+1)
	}
	return end
}

// supports reads the condition of @supports (CSS Conditional 3, 6).
func (d *document) supports(v *values, depth int) bool {
	if depth > deepest {
		return false
	}
	one := func() bool {
		t := v.peek()
		switch {
		case t.kind == css.LeftParenthesisToken:
			in := v.arguments()
			first := in.peek()
			if first.kind == css.IdentToken && !first.is("not") || first.kind == css.CustomPropertyNameToken {
				return d.supportsDeclaration(in)
			}
			return d.supports(in, depth+1)
		case t.kind == css.FunctionToken:
			in := v.arguments()
			if t.low == "selector" {
				_, ok := d.selectors(in.toks, 0, false)
				return ok
			}
		default:
			v.next()
		}
		return false
	}
	if _, not := v.accept("not"); not {
		return !one()
	}
	result := one()
	for !v.done() {
		word, ok := v.accept("and", "or")
		if !ok {
			return false
		}
		next := one()
		if word == "and" {
			result = result && next
		} else {
			result = result || next
		}
	}
	return result
}

// supportsDeclaration reports whether a declaration says something that is drawn.
func (d *document) supportsDeclaration(in *values) bool {
	name := in.next()
	if in.next().kind != css.ColonToken {
		return false
	}
	if name.kind == css.CustomPropertyNameToken {
		return true
	}
	var got []decl
	rest := in.toks[in.i:]
	if len(rest) > 0 && rest[0].kind == css.IdentToken && (rest[0].low == "contents" || rest[0].low == "subgrid") {
		return false
	}
	d.read(&got, name.low, rest)
	return len(got) > 0
}
