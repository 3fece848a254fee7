package query

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

type tokenKind uint8

const (
	tokEnd tokenKind = iota
	tokWord
	tokQuoted
	tokKey   // an operator with its colon; text is its lower-case name
	tokOpen  // (
	tokClose // )
	tokMinus // - right before a word, a quotation, an operator or a parenthesis
	tokNot   // NOT: the same as tokMinus
	tokOr
	tokAnd
)

type token struct {
	kind       tokenKind
	text       string
	said       string // of an operator: its name as typed
	start, end int
	last       bool // nothing follows, not even a space: it is still being typed
	spaced     bool // a space stands before it
}

// keys are the operators, with the names people may try.
var keys = map[string]string{
	"from": "from", "to": "to", "cc": "to", "bcc": "to",
	"sender": "from", "recipient": "to",
	"subject": "subject",
	"has":     "has", "is": "is", "in": "in", "folder": "in", "account": "account", "mailbox": "account", "list": "list", "listid": "list",
	"before": "before", "until": "before", "after": "after", "since": "after", "on": "on", "date": "on",
	"filename": "filename", "file": "filename", "attachment": "filename",
	"body": "body", "text": "body",
	"newer": "after", "newer_than": "after", "older": "before", "older_than": "before",
	"larger": "larger", "larger_than": "larger", "bigger": "larger", "size": "larger",
	"smaller": "smaller", "smaller_than": "smaller",
}

// Quotes are the signs that begin or end a quotation, in the ways languages
// write them.
const Quotes = "\"“”„‟«»「」『』＂"

func isQuote(r rune) bool { return strings.ContainsRune(Quotes, r) }

// Unclosed reports whether a text ends within a quotation, which would take in whatever follows.
func Unclosed(text string) bool {
	tokens := lex(text)
	if len(tokens) < 2 {
		return false
	}
	t := tokens[len(tokens)-2] // before the end
	return t.kind == tokQuoted && t.last
}

// LastWord is where the word begins in which a text ends, behind a minus that means “without”; the length of the
// text where it ends in none, or in what stands behind an operator.
func LastWord(text string) int {
	tokens := lex(text)
	n := len(tokens) - 2 // before the end
	if n < 0 || tokens[n].kind != tokWord || tokens[n].end < len(text) || n > 0 && tokens[n-1].kind == tokKey {
		return len(text)
	}
	return tokens[n].start
}

// Value is a text as it can stand behind an operator: in quotation marks where it would end before its end
// otherwise. ok is false for what has such marks itself.
func Value(text string) (value string, ok bool) {
	if strings.ContainsAny(text, Quotes) {
		return "", false
	}
	if text == "" || strings.HasPrefix(text, "-") || strings.ContainsFunc(text, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r) || strings.ContainsRune("()（）:：", r)
	}) {
		text = `"` + text + `"`
	}
	return text, true
}

// lex takes text apart. It never fails.
func lex(text string) []token {
	var out []token
	spaced := true
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		switch {
		case unicode.IsSpace(r) || unicode.IsControl(r):
			spaced = true
			i += n
			continue
		case r == '(' || r == '（':
			out = append(out, token{kind: tokOpen, start: i, end: i + n, spaced: spaced})
			i += n
		case r == ')' || r == '）':
			out = append(out, token{kind: tokClose, start: i, end: i + n, spaced: spaced})
			i += n
		case isQuote(r):
			t := quoted(text, i, n)
			t.spaced = spaced
			out = append(out, t)
			i = t.end
		case r == '-' && spaced && startsSomething(text[i+1:]):
			out = append(out, token{kind: tokMinus, start: i, end: i + 1, spaced: spaced})
			i++
		default:
			t := word(text, i)
			t.spaced = spaced
			out = append(out, t)
			i = t.end
		}
		// After a colon, a minus or an opening parenthesis a minus may begin.
		k := out[len(out)-1].kind
		spaced = k == tokOpen
	}
	return append(out, token{kind: tokEnd, start: len(text), end: len(text), spaced: true})
}

// startsSomething reports whether a minus before s can mean "without".
func startsSomething(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return s != "" && r != '-' && r != ')' && !unicode.IsSpace(r)
}

// quoted reads a quotation; one without an end goes to the end of the text.
func quoted(text string, start, n int) token {
	for i := start + n; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if isQuote(r) {
			return token{kind: tokQuoted, text: text[start+n : i], start: start, end: i + size}
		}
		i += size
	}
	return token{kind: tokQuoted, text: text[start+n:], start: start, end: len(text), last: true}
}

// word reads a bare word, an operator, or one of OR, AND and NOT.
func word(text string, start int) token {
	i := start
	for i < len(text) {
		r, n := utf8.DecodeRuneInString(text[i:])
		if unicode.IsSpace(r) || unicode.IsControl(r) || r == '(' || r == ')' || r == '（' || r == '）' || isQuote(r) {
			break
		}
		i += n
		if r == ':' || r == '：' {
			if key, ok := keys[strings.ToLower(text[start:i-n])]; ok {
				return token{kind: tokKey, text: key, said: text[start : i-n], start: start, end: i, last: i == len(text)}
			}
		}
	}
	t := token{kind: tokWord, text: text[start:i], start: start, end: i, last: i == len(text)}
	switch t.text {
	case "OR", "||", "|":
		t.kind = tokOr
	case "AND", "&&":
		t.kind = tokAnd
	case "NOT":
		t.kind = tokNot
	}
	return t
}
