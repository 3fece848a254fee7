package style

import "github.com/tdewolff/parse/v2/css"

// values reads the tokens of one declaration's value, white space left out.
type values struct {
	toks   []token
	i      int
	quirks bool    // unitless lengths and colors without # are taken (Quirks Mode, 3.1 and 3.2)
	width  float64 // of the pane, for min(), max() and clamp()
}

// newValues is a reader of toks without their white space.
func newValues(toks []token, quirks bool, width float64) *values {
	kept := make([]token, 0, len(toks))
	for _, t := range toks {
		if t.kind != css.WhitespaceToken {
			kept = append(kept, t)
		}
	}
	return &values{toks: kept, quirks: quirks, width: width}
}

// peek is the next token; its kind is ErrorToken at the end.
func (v *values) peek() token {
	if v.i < len(v.toks) {
		return v.toks[v.i]
	}
	return token{}
}

// next takes the next token.
func (v *values) next() token {
	t := v.peek()
	if v.i < len(v.toks) {
		v.i++
	}
	return t
}

// done reports whether all is read.
func (v *values) done() bool { return v.i >= len(v.toks) }

// accept takes the next token where it is one of these identifiers, and says which.
func (v *values) accept(names ...string) (string, bool) {
	t := v.peek()
	for _, name := range names {
		if t.is(name) {
			v.i++
			return name, true
		}
	}
	return "", false
}

// comma takes a comma where one is next.
func (v *values) comma() bool {
	if v.peek().kind == css.CommaToken {
		v.i++
		return true
	}
	return false
}

// slash takes a slash where one is next.
func (v *values) slash() bool {
	if v.peek().delim("/") {
		v.i++
		return true
	}
	return false
}

// arguments takes a function or a bracketed block, which is next, and reads what is in it.
func (v *values) arguments() *values {
	v.i++
	from, depth := v.i, 1
	for ; v.i < len(v.toks); v.i++ {
		switch v.toks[v.i].kind {
		case css.FunctionToken, css.LeftParenthesisToken, css.LeftBracketToken, css.LeftBraceToken:
			depth++
		case css.RightParenthesisToken, css.RightBracketToken, css.RightBraceToken:
			depth--
		}
		if depth == 0 {
			break
		}
	}
	in := &values{toks: v.toks[from:v.i], quirks: v.quirks, width: v.width}
	if v.i < len(v.toks) {
		v.i++
	}
	return in
}

// skip takes one component value: a token, or a function or block as a whole.
func (v *values) skip() {
	switch v.peek().kind {
	case css.FunctionToken, css.LeftParenthesisToken, css.LeftBracketToken, css.LeftBraceToken:
		v.arguments()
	default:
		v.next()
	}
}
