package wire

import (
	"bytes"
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"
)

func TestListRow(t *testing.T) {
	for _, c := range []struct {
		row  string
		n    int
		size int64
		ok   bool
	}{
		{"1 120", 1, 120, true},
		{"  2\t 200 extra words", 2, 200, true},
		{"3", 3, -1, true},
		{"3 ", 3, -1, true},
		{"4 -5", 4, -1, true},
		{"5 12x", 5, -1, true},
		{"6 99999999999999999999999999", 6, -1, true},
		{"7 9223372036854775807", 7, -1, true}, // beyond what is counted
		{"0 10", 0, 0, false},
		{"-1 10", 0, 0, false},
		{"x 10", 0, 0, false},
		{"1x 10", 0, 0, false},
		{"", 0, 0, false},
		{"99999999999 1", 0, 0, false},
		{"99999999999999999999999 1", 0, 0, false},
	} {
		n, size, ok := ListRow([]byte(c.row))
		if n != c.n || size != c.size || ok != c.ok {
			t.Errorf("%q: got %d %d %v", c.row, n, size, ok)
		}
	}
}

func TestUIDRow(t *testing.T) {
	long := strings.Repeat("u", 500)
	for _, c := range []struct {
		row, uid string
		n        int
		ok       bool
	}{
		{"1 whqtswO00WBw418f9t5JxYwZ", "whqtswO00WBw418f9t5JxYwZ", 1, true},
		{"2   QhdPYR:00WBw1Ph7x7  ", "QhdPYR:00WBw1Ph7x7", 2, true},
		{"\t3\tab cd", "ab cd", 3, true},
		{"4 \x00\xff\x7f", "\x00\xff\x7f", 4, true},
		{"5 " + long, long, 5, true},
		{"6", "", 6, true},
		{"6 ", "", 6, true},
		{"abc", "", 0, false},
		{"0 a", "", 0, false},
		{"1:2 a", "", 0, false},
	} {
		n, uid, ok := UIDRow([]byte(c.row))
		if n != c.n || string(uid) != c.uid || ok != c.ok {
			t.Errorf("%q: got %d %q %v", c.row, n, uid, ok)
		}
	}
}

func TestOctets(t *testing.T) {
	for text, want := range map[string]int64{"120 octets": 120, "1 OCTET": 1, "120": 0, "": 0, "message follows (5 octets)": 0, "12 bytes": 0, "-1 octets": 0} {
		if got := Octets(text); got != want {
			t.Errorf("%q: got %d", text, got)
		}
	}
}

func TestRows(t *testing.T) {
	for _, c := range []struct {
		in   string
		want []string
		err  error
	}{
		{".\r\n", nil, nil},
		{".\n", nil, nil},
		{". \r\n", nil, nil},
		{"1 2\r\n2 3\n.\r\n+OK", []string{"1 2", "2 3"}, nil},
		{"..dot\r\n.\r\n", []string{".dot"}, nil},
		{"\r\n.\r\n", []string{""}, nil},
		{"1 2\r\n", []string{"1 2"}, io.ErrUnexpectedEOF},
		{"1 2\r\n.", []string{"1 2"}, io.ErrUnexpectedEOF},
		{strings.Repeat("x", MaxRow+1) + "\r\n.\r\n", []string{strings.Repeat("x", MaxRow)}, nil},
		{"1 a\r\n2 " + strings.Repeat("x", 9*MaxRow) + "\r\n3 c\n.\r\n", []string{"1 a", "2 " + strings.Repeat("x", MaxRow-2), "3 c"}, nil},
		{strings.Repeat("x", 9*MaxRow), nil, io.ErrUnexpectedEOF},
	} {
		for name, src := range sources(c.in) {
			var got []string
			err := NewReader(src, 0).Rows(func(row []byte) error {
				got = append(got, string(row))
				return nil
			})
			if !reflect.DeepEqual(got, c.want) || !errors.Is(err, c.err) {
				t.Errorf("%.20q %s: got %q %v", c.in, name, got, err)
			}
		}
	}
}

// endless repeats text for ever.
type endless struct {
	text []byte
	at   int
}

func (e *endless) Read(p []byte) (int, error) {
	n := 0
	for n < len(p) {
		k := copy(p[n:], e.text[e.at:])
		n += k
		e.at = (e.at + k) % len(e.text)
	}
	return n, nil
}

func TestRowsHaveALimit(t *testing.T) {
	for _, row := range []string{"1 2\r\n", strings.Repeat("9", 1000) + "\n", "\n"} {
		n := 0
		err := NewReader(&endless{text: []byte(row)}, 1<<20).Rows(func([]byte) error { n++; return nil })
		if !errors.Is(err, ErrListing) || n == 0 || n > MaxRows {
			t.Errorf("%.10q: %d rows, %v", row, n, err)
		}
	}
}

// FuzzRows: no listing panics, and each row that is understood is what it says.
func FuzzRows(f *testing.F) {
	for _, s := range []string{"1 100\r\n2 200\r\n.\r\n", "1 abc\n2  def \n.\n", "..\r\n.\r\n", "9999999999999999999 1\r\n.\r\n", "1\x00 2\r\n", ". \r\n", "1 \xff\r\n.\r\n"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		results := map[string]string{}
		for name, src := range sources(string(in)) {
			var all []byte
			err := NewReader(src, 0).Rows(func(row []byte) error {
				if bytes.ContainsRune(row, '\n') {
					t.Fatal("line end in a row")
				}
				n, size, ok := ListRow(row)
				if ok && (n < 1 || n > MaxNumber || size < -1) {
					t.Fatalf("LIST %q: %d %d", row, n, size)
				}
				m, uid, ok2 := UIDRow(row)
				if ok != ok2 || n != m || !bytes.Contains(row, uid) {
					t.Fatalf("UIDL %q: %d %q", row, m, uid)
				}
				all = append(append(all, row...), '\n')
				return nil
			})
			if err == nil {
				all = append(all, "end"...)
			}
			results[name] = string(all)
		}
		if results["whole"] != results["bytes"] {
			t.Fatalf("%q: %q", in, results)
		}
	})
}
