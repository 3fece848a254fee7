package browser

import (
	"strconv"
	"strings"

	"github.com/tdewolff/parse/v2"
	"github.com/tdewolff/parse/v2/css"
)

// mostTokens bounds the CSS that is taken of one style sheet.
const mostTokens = 200_000

// properties are the declarations that are kept; none of them moves a box out of its place.
// Those with a hyphen at the end stand for all that begin so.
var properties = func() map[string]bool {
	m := map[string]bool{}
	for _, p := range strings.Fields("background background-color background-size background-repeat background-position border border- border-collapse border-spacing box-shadow box-sizing " +
		"caption-side clear color direction display empty-cells flex flex- align-items align-content align-self justify-content order gap row-gap column-gap float font font-family font-size font-style " +
		"font-weight font-variant height max-height min-height width max-width min-width letter-spacing line-height list-style list-style-type list-style-position margin margin- " +
		"opacity outline overflow overflow-x overflow-y overflow-wrap padding padding- table-layout text-align text-decoration text-decoration-line text-decoration-color " +
		"text-indent text-overflow text-shadow text-transform unicode-bidi vertical-align visibility white-space word-break word-spacing word-wrap hyphens border-radius page-break-inside") {
		m[p] = true
	}
	return m
}()

func kept(property string) bool {
	if properties[property] {
		return true
	}
	first, _, ok := strings.Cut(property, "-")
	return ok && (first == "border" || first == "flex" || first == "margin" || first == "padding") && property != "border-image" && !strings.HasPrefix(property, "border-image-")
}

// functions are those that a value may have: none of them refers to anything.
var functions = map[string]bool{"rgb(": true, "rgba(": true, "hsl(": true, "hsla(": true, "calc(": true, "min(": true, "max(": true, "clamp(": true,
	"linear-gradient(": true, "radial-gradient(": true}

type token struct {
	kind css.TokenType
	raw  string
}

func tokens(text string) []token {
	lexer := css.NewLexer(parse.NewInputString(strings.ReplaceAll(text, "\x00", "\uFFFD")))
	var out []token
	for len(out) < mostTokens {
		kind, raw := lexer.Next()
		switch kind {
		case css.ErrorToken:
			return out
		case css.CommentToken, css.CDOToken, css.CDCToken:
		default:
			out = append(out, token{kind, string(raw)})
		}
	}
	return out
}

// plain reports whether a token means what it looks like, to every browser.
func (t token) plain() bool { return !strings.ContainsAny(t.raw, "\\<>\x00") }

// safe reports whether a token may stand in a value.
func (t token) safe() bool {
	switch t.kind {
	case css.IdentToken, css.HashToken, css.NumberToken, css.PercentageToken, css.DimensionToken, css.WhitespaceToken, css.CommaToken, css.RightParenthesisToken, css.LeftParenthesisToken:
		return t.plain()
	case css.FunctionToken:
		return functions[strings.ToLower(t.raw)]
	case css.StringToken: // names of fonts
		return t.plain() && !strings.ContainsAny(t.raw, ":/")
	case css.DelimToken:
		return strings.ContainsAny(t.raw, "!/+-*.")
	}
	return false
}

// declarations are those of a block or a style attribute that are kept. How deep toks
// nests is told by its braces; a block inside is left out.
func declarations(toks []token) string {
	var b strings.Builder
	for len(toks) > 0 {
		end, depth := 0, 0
		for end < len(toks) && (depth > 0 || toks[end].kind != css.SemicolonToken) {
			switch toks[end].kind {
			case css.LeftBraceToken, css.LeftBracketToken:
				depth++
			case css.RightBraceToken, css.RightBracketToken:
				depth = max(0, depth-1)
			}
			end++
		}
		b.WriteString(declaration(toks[:end]))
		toks = toks[min(end+1, len(toks)):]
	}
	return b.String()
}

func declaration(toks []token) string {
	for len(toks) > 0 && toks[0].kind == css.WhitespaceToken {
		toks = toks[1:]
	}
	if len(toks) < 2 || toks[0].kind != css.IdentToken {
		return ""
	}
	name := strings.ToLower(toks[0].raw)
	i := 1
	for i < len(toks) && toks[i].kind == css.WhitespaceToken {
		i++
	}
	if i >= len(toks) || toks[i].kind != css.ColonToken || !kept(name) {
		return ""
	}
	var b strings.Builder
	open := 0
	for _, t := range toks[i+1:] {
		if t.kind == css.URLToken && t.plain() && name == "background" {
			continue // the color beside the picture stays
		}
		if !t.safe() {
			return ""
		}
		switch t.kind {
		case css.FunctionToken, css.LeftParenthesisToken:
			open++
		case css.RightParenthesisToken:
			open--
		case css.WhitespaceToken:
			t.raw = " "
		}
		if open < 0 {
			return ""
		}
		b.WriteString(t.raw)
	}
	value := strings.TrimSpace(b.String())
	if value == "" || open != 0 {
		return ""
	}
	return name + ":" + value + ";"
}

// sheet is a style sheet that reaches only what is inside of scope, the class of a part.
func sheet(text, scope string) string {
	return rules(tokens(text), scope, 0)
}

func rules(toks []token, scope string, depth int) string {
	var b strings.Builder
	for len(toks) > 0 {
		// What stands before a block, up to its brace.
		i := 0
		for i < len(toks) && toks[i].kind != css.LeftBraceToken && toks[i].kind != css.SemicolonToken && toks[i].kind != css.RightBraceToken {
			i++
		}
		before := toks[:i]
		if i == len(toks) || toks[i].kind != css.LeftBraceToken {
			toks = toks[min(i+1, len(toks)):]
			continue
		}
		end, open := i+1, 1
		for end < len(toks) && open > 0 {
			switch toks[end].kind {
			case css.LeftBraceToken:
				open++
			case css.RightBraceToken:
				open--
			}
			end++
		}
		inner := toks[i+1 : end]
		if open == 0 {
			inner = inner[:len(inner)-1]
		}
		toks = toks[end:]
		if at(before) {
			if media := mediaOf(before); media != "" && depth < 4 {
				b.WriteString("@media " + media + "{" + rules(inner, scope, depth+1) + "}")
			}
			continue
		}
		if sel := selectors(before, scope); sel != "" {
			if d := declarations(inner); d != "" {
				b.WriteString(sel + "{" + d + "}\n")
			}
		}
	}
	return b.String()
}

func at(toks []token) bool {
	for _, t := range toks {
		if t.kind != css.WhitespaceToken {
			return t.kind == css.AtKeywordToken
		}
	}
	return false
}

// mediaOf is the condition of an @media rule; "" for other rules and what is not understood.
func mediaOf(toks []token) string {
	var b strings.Builder
	seen := false
	for _, t := range toks {
		switch {
		case t.kind == css.AtKeywordToken:
			if seen || !strings.EqualFold(t.raw, "@media") {
				return ""
			}
			seen = true
			continue
		case t.kind == css.ColonToken, t.kind == css.FunctionToken && strings.EqualFold(t.raw, "and("):
		case t.kind == css.FunctionToken || !t.safe() || t.kind == css.StringToken:
			return ""
		}
		b.WriteString(t.raw)
	}
	return strings.TrimSpace(b.String())
}

// selectors scopes a list of selectors; those that are not understood make it empty, as in
// CSS.
func selectors(toks []token, scope string) string {
	var list []string
	var b strings.Builder
	done := func() bool {
		s := strings.TrimSpace(b.String())
		b.Reset()
		if s == "" {
			return false
		}
		list = append(list, s)
		return true
	}
	depth, fresh := 0, true // fresh: no part of a compound selector came yet
	for _, t := range toks {
		switch t.kind {
		case css.CommaToken:
			if depth != 0 {
				return ""
			}
			if !done() {
				return ""
			}
			fresh = true
			continue
		case css.WhitespaceToken:
			b.WriteByte(' ')
			fresh = true
			continue
		case css.IdentToken:
			if !t.plain() {
				return ""
			}
			low := strings.ToLower(t.raw)
			if fresh && depth == 0 && (low == "body" || low == "html") {
				b.WriteString("." + scope)
				fresh = false
				continue
			}
		case css.HashToken:
			if !t.plain() {
				return ""
			}
			b.WriteString("#" + scope + "-" + t.raw[1:])
			fresh = false
			continue
		case css.DelimToken:
			if !strings.ContainsAny(t.raw, ".*>+~=") {
				return ""
			}
			if strings.ContainsAny(t.raw, ">+~") {
				b.WriteString(t.raw)
				fresh = true
				continue
			}
		case css.LeftBracketToken:
			depth++
		case css.RightBracketToken:
			depth--
		case css.ColonToken, css.FunctionToken, css.RightParenthesisToken, css.NumberToken, css.DimensionToken, css.IncludeMatchToken,
			css.DashMatchToken, css.PrefixMatchToken, css.SuffixMatchToken, css.SubstringMatchToken, css.StringToken:
			if !t.plain() {
				return ""
			}
		default:
			return ""
		}
		b.WriteString(t.raw)
		fresh = false
	}
	if depth != 0 || !done() || strings.Count(b.String(), "(") != strings.Count(b.String(), ")") {
		return ""
	}
	for i, s := range list {
		switch {
		case strings.HasPrefix(s, ":root"):
			list[i] = "." + scope + s[len(":root"):]
		case s == "."+scope, strings.HasPrefix(s, "."+scope) && len(s) > len(scope)+1 && strings.ContainsRune(" >.:[#", rune(s[len(scope)+1])):
			// "html body" and "html > body" are the part itself.
			parts := strings.Fields(strings.ReplaceAll(s, ">", " > "))
			for len(parts) > 1 && strings.HasPrefix(parts[len(parts)-1], "."+scope) {
				parts = parts[len(parts)-1:]
			}
			for len(parts) > 2 && parts[0] == "."+scope && (parts[1] == "."+scope || parts[1] == ">" && parts[2] == "."+scope) {
				if parts[1] == ">" {
					parts = parts[2:]
				} else {
					parts = parts[1:]
				}
			}
			list[i] = strings.Join(parts, " ")
		default:
			list[i] = "." + scope + " " + s
		}
	}
	return strings.Join(list, ",")
}

// length is an HTML length as CSS, "" where it is none.
func length(s string) string {
	s = strings.TrimSpace(s)
	n := strings.TrimSuffix(strings.TrimSuffix(s, "%"), "px")
	v, err := strconv.ParseFloat(n, 64)
	if err != nil || v < 0 || v > 10000 {
		return ""
	}
	if strings.HasSuffix(s, "%") {
		return n + "%"
	}
	return n + "px"
}
