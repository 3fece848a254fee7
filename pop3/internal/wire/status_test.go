package wire

import (
	"errors"
	"io"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestParseStatus(t *testing.T) {
	for _, c := range []struct {
		line string
		kind Kind
		code string
		text string
	}{
		{"+OK", OK, "", ""},
		{"+OK dewey POP3 server ready", OK, "", "dewey POP3 server ready"},
		{"+ok", OK, "", ""},
		{"+Ok  hello ", OK, "", "hello"},
		{"+OK\t2 320", OK, "", "2 320"},
		{"+OKhello", OK, "", "hello"},
		{"-ERR", Err, "", ""},
		{"-err no such message", Err, "", "no such message"},
		{"-ERR [IN-USE] Do you have another POP session running?", Err, "IN-USE", "Do you have another POP session running?"},
		{"-ERR [sys/temp]later", Err, "SYS/TEMP", "later"},
		{"-ERR [AUTH]", Err, "AUTH", ""},
		{"-ERR [not a code] x", Err, "", "[not a code] x"},
		{"-ERR [] x", Err, "", "[] x"},
		{"-ERR [open", Err, "", "[open"},
		{"+OK [AUTH] x", OK, "", "[AUTH] x"},
		{"+ ", Continue, "", ""},
		{"+", Continue, "", ""},
		{"+ dGVzdA==", Continue, "", "dGVzdA=="},
		{"* OK IMAP4rev1 ready", Other, "", "* OK IMAP4rev1 ready"},
		{"220 smtp.example ESMTP", Other, "", "220 smtp.example ESMTP"},
		{"", Other, "", ""},
		{"+O", Other, "", "+O"},
		{"-ER", Other, "", "-ER"},
		{"\x16\x03\x01", Other, "", "\x16\x03\x01"},
	} {
		st := ParseStatus([]byte(c.line))
		if st.Kind != c.kind || st.Code != c.code || st.Text != c.text {
			t.Errorf("%q: got %d %q %q", c.line, st.Kind, st.Code, st.Text)
		}
	}
}

func TestClean(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"plain", "plain"},
		{"a\x1b[31mb\x07", "a [31mb"},
		{"a\r\nb\x00c", "a  b c"},
		{"caf\xe9", "caf\uFFFD"},
		{"Ошибка входа", "Ошибка входа"},
		{"a\uf8ffb\ufeff\u200dc", "a b  c"},
		{"a\u202Eb\u2028c\u0085d", "a b c d"},
		{strings.Repeat("x", 100), strings.Repeat("x", 60) + "…"},
	} {
		if got := Clean(c.in, 60); got != c.want {
			t.Errorf("%q: got %q, want %q", c.in, got, c.want)
		}
	}
}

func TestLine(t *testing.T) {
	long := strings.Repeat("x", MaxStatus)
	for _, c := range []struct {
		in, want string
		bare     bool
		err      error
	}{
		{"+OK\r\nrest", "+OK", false, nil},
		{"+OK\nrest", "+OK", true, nil},
		{"\r\n", "", false, nil},
		{"a\rb\r\n", "a\rb", false, nil},
		{"no end", "", false, io.ErrUnexpectedEOF},
		{"", "", false, io.ErrUnexpectedEOF},
		{long + "\r\n", long, false, nil},
		{long + "x\r\n", "", false, ErrLong},
		{strings.Repeat("x", 1<<20), "", false, ErrLong},
	} {
		for name, src := range sources(c.in) {
			got, bare, err := NewReader(src, 0).Line(MaxStatus)
			if string(got) != c.want || bare != c.bare || !errors.Is(err, c.err) {
				t.Errorf("%.20q %s: got %.20q %v %v", c.in, name, got, bare, err)
			}
		}
	}
}

// FuzzStatus: no line panics, and what is shown of it is clean.
func FuzzStatus(f *testing.F) {
	for _, s := range []string{"+OK\r\n", "+ok x\n", "-ERR [IN-USE] x\r\n", "-ERR [[]]\r\n", "\r\n\n+OK\r\n", "\x16\x03\r\n", "+ \r\n", "-ERR \xff\u202e\r\n"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		var first Status
		for name, src := range sources(string(in)) {
			st, err := NewReader(src, 0).Status()
			if err != nil {
				continue
			}
			if first == (Status{}) {
				first = st
			} else if st != first {
				t.Fatalf("%s: %v, before %v", name, st, first)
			}
			if strings.ContainsAny(st.Code, "[] \r\n") || strings.ToUpper(st.Code) != st.Code || (st.Code != "" && st.Kind != Err) {
				t.Fatalf("code %q", st.Code)
			}
			shown := Clean(st.Text, 100)
			if !utf8.ValidString(shown) || len(shown) > 110 || strings.IndexFunc(shown, unicode.IsControl) >= 0 {
				t.Fatalf("not clean: %q", shown)
			}
		}
	})
}
