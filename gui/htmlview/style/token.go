package style

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/tdewolff/parse/v2"
	"github.com/tdewolff/parse/v2/css"
)

// A token is a token of CSS with its escapes undone (CSS Syntax 3, 4).
type token struct {
	kind css.TokenType
	// text is the name of an identifier, function, at-rule or hash, the value of a
	// string or url(), the unit of a dimension, or the octets of anything else.
	text string
	low  string // text in lower case
	num  float64
}

// is reports whether the token is an identifier of that name, given in lower case.
func (t token) is(name string) bool { return t.kind == css.IdentToken && t.low == name }

// delim reports whether the token is that octet alone.
func (t token) delim(c string) bool { return t.kind == css.DelimToken && t.text == c }

// tokenize splits CSS into at most most tokens; comments are left out. whole is false
// where there were more.
func tokenize(text string, most int) (toks []token, whole bool) {
	if strings.IndexByte(text, 0) >= 0 {
		text = strings.ReplaceAll(text, "\x00", "\uFFFD")
	}
	lexer := css.NewLexer(parse.NewInputString(text))
	toks = make([]token, 0, min(len(text)/4+4, most))
	for len(toks) < most {
		kind, raw := lexer.Next()
		switch kind {
		case css.ErrorToken:
			return toks, true
		case css.CommentToken:
			continue
		case css.WhitespaceToken:
			if len(toks) > 0 && toks[len(toks)-1].kind == css.WhitespaceToken {
				continue
			}
		}
		toks = append(toks, newToken(kind, raw))
	}
	return toks, false
}

// single are the texts of tokens that are always the same.
var single = map[css.TokenType]string{
	css.WhitespaceToken: " ", css.ColonToken: ":", css.SemicolonToken: ";", css.CommaToken: ",",
	css.LeftBraceToken: "{", css.RightBraceToken: "}", css.LeftParenthesisToken: "(", css.RightParenthesisToken: ")",
	css.LeftBracketToken: "[", css.RightBracketToken: "]",
}

func newToken(kind css.TokenType, raw []byte) token {
	t := token{kind: kind}
	switch kind {
	case css.WhitespaceToken, css.ColonToken, css.SemicolonToken, css.CommaToken, css.LeftBraceToken, css.RightBraceToken,
		css.LeftParenthesisToken, css.RightParenthesisToken, css.LeftBracketToken, css.RightBracketToken:
		t.text = single[kind]
		t.low = t.text
		return t
	case css.IdentToken, css.CustomPropertyNameToken:
		t.text = unescape(raw)
	case css.FunctionToken:
		t.text = unescape(raw[:len(raw)-1])
	case css.HashToken, css.AtKeywordToken:
		t.text = unescape(raw[1:])
	case css.StringToken:
		end := len(raw)
		if end > 1 && raw[end-1] == raw[0] {
			end--
		}
		t.text = unescape(raw[1:end])
		return t
	case css.URLToken:
		t.text = urlText(raw)
		return t
	case css.NumberToken:
		t.num = number(string(raw))
		t.text = string(raw)
		return t
	case css.PercentageToken:
		t.num = number(string(raw[:len(raw)-1]))
		return t
	case css.DimensionToken:
		n := numberEnd(raw)
		t.num, t.text = number(string(raw[:n])), unescape(raw[n:])
		t.low = strings.ToLower(t.text)
		return t
	default:
		t.text = string(raw)
	}
	t.low = strings.ToLower(t.text)
	return t
}

// numberEnd is where the number at the start of a dimension ends.
func numberEnd(raw []byte) int {
	digits := func(i int) int {
		for i < len(raw) && raw[i] >= '0' && raw[i] <= '9' {
			i++
		}
		return i
	}
	i := 0
	if raw[0] == '+' || raw[0] == '-' {
		i = 1
	}
	i = digits(i)
	if i+1 < len(raw) && raw[i] == '.' && raw[i+1] >= '0' && raw[i+1] <= '9' {
		i = digits(i + 1)
	}
	if i+1 < len(raw) && (raw[i] == 'e' || raw[i] == 'E') {
		j := i + 1
		if raw[j] == '+' || raw[j] == '-' {
			j++
		}
		if k := digits(j); k > j {
			i = k
		}
	}
	return i
}

// largest is as far as a number is believed; no page needs more, and sums stay finite.
const largest = 1e7

func number(s string) float64 {
	v, err := strconv.ParseFloat(s, 64)
	if err != nil && v == 0 || v != v {
		return 0
	}
	return max(-largest, min(largest, v))
}

// urlText is what stands within url( and ).
func urlText(raw []byte) string {
	raw = raw[strings.IndexByte(string(raw), '(')+1:]
	if n := len(raw); n > 0 && raw[n-1] == ')' {
		raw = raw[:n-1]
	}
	s := strings.Trim(string(raw), " \t\r\n\f")
	if len(s) > 0 && (s[0] == '"' || s[0] == '\'') {
		q := s[0]
		s = s[1:]
		if n := len(s); n > 0 && s[n-1] == q {
			s = s[:n-1]
		}
	}
	return unescape([]byte(s))
}

// unescape undoes CSS escapes (CSS Syntax 3, 4.3.7).
func unescape(raw []byte) string {
	s := string(raw)
	if strings.IndexByte(s, '\\') < 0 {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		if s[i] != '\\' {
			b.WriteByte(s[i])
			i++
			continue
		}
		i++
		if i == len(s) {
			b.WriteRune(utf8.RuneError)
			break
		}
		if s[i] == '\n' || s[i] == '\f' {
			i++
			continue
		}
		if s[i] == '\r' {
			i++
			if i < len(s) && s[i] == '\n' {
				i++
			}
			continue
		}
		n := 0
		for n < 6 && i+n < len(s) && isHex(s[i+n]) {
			n++
		}
		if n == 0 {
			r, size := utf8.DecodeRuneInString(s[i:])
			b.WriteRune(r)
			i += size
			continue
		}
		v, _ := strconv.ParseUint(s[i:i+n], 16, 32)
		if v == 0 || v > utf8.MaxRune || v >= 0xD800 && v < 0xE000 {
			v = utf8.RuneError
		}
		b.WriteRune(rune(v))
		i += n
		if i < len(s) && strings.IndexByte(" \t\n\r\f", s[i]) >= 0 {
			if s[i] == '\r' && i+1 < len(s) && s[i+1] == '\n' {
				i++
			}
			i++
		}
	}
	return b.String()
}

func isHex(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
}
