package wire

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Kind is the kind of a status line.
type Kind uint8

// The kinds of status lines.
const (
	Other    Kind = iota // not POP3
	OK                   // "+OK"
	Err                  // "-ERR"
	Continue             // "+ ", a SASL challenge (RFC 5034, section 4)
)

// Status is a server's one-line answer.
type Status struct {
	Kind Kind
	Code string // extended response code without brackets, upper case (RFC 2449, section 8); only with Err
	Text string // the rest, as sent
	Bare bool   // the line ended in LF alone
}

// ParseStatus reads a status line without its line end. It never fails: what is
// not POP3 gives Other and the whole line as Text.
//
// QUIRK: the indicator is matched without regard to case, and the space after
// it may be missing.
func ParseStatus(line []byte) Status {
	s := string(line)
	switch {
	case hasFold(s, "+OK"):
		return Status{Kind: OK, Text: strings.TrimSpace(s[3:])}
	case hasFold(s, "-ERR"):
		st := Status{Kind: Err, Text: strings.TrimSpace(s[4:])}
		st.Code, st.Text = cutCode(st.Text)
		return st
	case s == "+" || strings.HasPrefix(s, "+ "):
		return Status{Kind: Continue, Text: strings.TrimPrefix(s[1:], " ")}
	}
	return Status{Kind: Other, Text: s}
}

// maxStray bounds the lines that are passed over before a status line.
const maxStray = 8

// Status reads one status line. QUIRK: a few empty lines and lone dots before it
// are passed over; some servers send the end of a message twice.
func (r *Reader) Status() (Status, error) {
	for blank := 0; ; blank++ {
		line, bare, err := r.Line(MaxStatus)
		if err != nil {
			return Status{}, err
		}
		if (len(line) == 0 || string(line) == ".") && blank < maxStray {
			r.loneEnds += len(line)
			continue
		}
		st := ParseStatus(line)
		st.Bare = bare
		return st, nil
	}
}

// cutCode takes "[CODE] text" apart (RFC 2449, section 8). Brackets that do not
// hold a code stay in the text.
//
// QUIRK: the codes of RFC 2449 and RFC 3206 are also found within the text:
// "Login failed [IN-USE]".
func cutCode(s string) (code, text string) {
	if len(s) == 0 || s[0] != '[' {
		upper := strings.ToUpper(s)
		for _, c := range []string{"IN-USE", "LOGIN-DELAY", "SYS/TEMP", "SYS/PERM", "AUTH"} {
			if i := strings.Index(upper, "["+c+"]"); i >= 0 && len(upper) == len(s) {
				return c, strings.TrimSpace(strings.TrimSpace(s[:i]) + " " + strings.TrimSpace(s[i+len(c)+2:]))
			}
		}
		return "", s
	}
	code, text, ok := strings.Cut(s[1:], "]")
	if !ok || code == "" || len(code) > 64 {
		return "", s
	}
	for _, c := range []byte(code) {
		// RFC 2449, section 9: printable, no space, none of %x5B-5D.
		if c <= ' ' || c >= 0x7f || c == '[' || c == '\\' {
			return "", s
		}
	}
	return strings.ToUpper(code), strings.TrimSpace(text)
}

func hasFold(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}

// Clean makes foreign text fit for one line of a log: what cannot be seen is a
// blank, octets that are not UTF-8 are replaced, and what goes beyond limit octets is
// cut off.
func Clean(s string, limit int) string {
	var b strings.Builder
	for _, c := range s {
		if !unicode.IsGraphic(c) {
			c = ' '
		}
		if b.Len()+utf8.RuneLen(c) > limit {
			b.WriteString("…")
			break
		}
		b.WriteRune(c)
	}
	return strings.TrimSpace(b.String())
}

// SkipEnds returns b without the empty lines and lone dots at its beginning: what
// follows the end of a message that was sent twice. A last line that is not
// complete is taken for one of them while it may still become one.
func SkipEnds(b []byte) []byte {
	for len(b) > 0 {
		n := 0
		if b[0] == '.' {
			n = 1
		}
		switch {
		case n == len(b), b[n] == '\r' && n+1 == len(b):
			return nil
		case b[n] == '\n':
			b = b[n+1:]
		case b[n] == '\r' && b[n+1] == '\n':
			b = b[n+2:]
		default:
			return b
		}
	}
	return b
}
