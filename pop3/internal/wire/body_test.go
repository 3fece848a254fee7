package wire

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"testing/iotest"
)

// sources gives in in pieces of different sizes.
func sources(in string) iter.Seq2[string, io.Reader] {
	return maps.All(map[string]io.Reader{
		"whole":  strings.NewReader(in),
		"bytes":  iotest.OneByteReader(strings.NewReader(in)),
		"halves": iotest.HalfReader(strings.NewReader(in)),
	})
}

// quiet is a source after which nothing comes, for Reader.Soon.
func quiet(src io.Reader) func([]byte) (int, error) {
	return func(p []byte) (int, error) {
		n, err := src.Read(p)
		if errors.Is(err, io.EOF) {
			err = os.ErrDeadlineExceeded
		}
		return n, err
	}
}

func TestBody(t *testing.T) {
	more := func() bool { return true }
	for _, c := range []struct {
		name, in string
		o        Body
		want     string
		left     string // what must be unread
	}{
		// By the rules.
		{"empty", ".\r\n", Body{}, "", ""},
		{"one line", "a\r\n.\r\n", Body{}, "a\r\n", ""},
		{"stuffed", "..\r\n...a\r\n..b.\r\n.\r\n", Body{}, ".\r\n..a\r\n.b.\r\n", ""},
		{"next answer", "a\r\n.\r\n+OK", Body{More: more}, "a\r\n", "+OK"},
		{"dots within", "a.\r\n.\r\n", Body{}, "a.\r\n", ""},
		{"octets", "\x00\xff\r\r\n\x80\r\n.\r\n", Body{}, "\x00\xff\r\r\n\x80\r\n", ""},
		{"lone CR", "a\r.\r\n.\r\n", Body{}, "a\r.\r\n", ""},
		{"empty lines", "\r\n\r\n.\r\n", Body{}, "\r\n\r\n", ""},

		// LF alone all through.
		{"LF", "a\nb\n.\n", Body{BareLF: true}, "a\nb\n", ""},
		{"LF empty", ".\n", Body{BareLF: true}, "", ""},
		{"LF stuffed", "a\n..b\n.\n", Body{BareLF: true}, "a\n.b\n", ""},
		{"LF, CRLF end", "a\nb\n.\r\n", Body{BareLF: true}, "a\nb\n", ""},
		// Status line with CRLF, message with LF as it lies on the disk.
		{"LF in CRLF, size fits", "a\nb\n.\r\n", Body{Expect: 4}, "a\nb\n", ""},
		{"LF in CRLF, size as CRLF", "a\nb\n.\r\n", Body{Expect: 6}, "a\nb\n", ""},
		{"LF in CRLF, no size", "a\nb\n.\r\n", Body{}, "a\nb\n", ""},
		{"LF in CRLF, no size, pipelined", "a\nb\n.\r\n+OK", Body{More: more}, "a\nb\n", "+OK"},
		{"LF in CRLF, stuffed", "a\n..b\n.\r\n", Body{Expect: 5}, "a\n.b\n", ""},
		{"LF terminator after CRLF", "a\r\n.\n", Body{}, "a\r\n", ""},

		// Stray LF in a message from a server that goes by CRLF.
		{"stray dot, size", "a\r\nb\n.\r\nc\r\n.\r\n", Body{Expect: 11}, "a\r\nb\n.\r\nc\r\n", ""},
		{"stray dot, no size", "a\r\nb\n.\r\nc\r\n.\r\n", Body{}, "a\r\nb\n.\r\nc\r\n", ""},
		{"stray dot LF", "a\r\nb\n.\nc\r\n.\r\n", Body{}, "a\r\nb\n.\nc\r\n", ""},
		{"smuggled answer", "a\r\nb\n.\r\n+OK 3\r\nx\r\n.\r\n", Body{Expect: 18, Exact: true, More: more}, "a\r\nb\n.\r\n+OK 3\r\nx\r\n", ""},
		{"stray double dot", "a\r\nb\n..c\r\n.\r\n", Body{Expect: 10}, "a\r\nb\n..c\r\n", ""},
		{"stray double dot, no size", "a\r\nb\n..c\r\n.\r\n", Body{}, "a\r\nb\n..c\r\n", ""},
		{"stray double dot, stuffed", "a\r\nb\n..c\r\n.\r\n", Body{Expect: 9}, "a\r\nb\n.c\r\n", ""},

		// No stuffing, or half of it.
		{"not stuffed", "a\r\n.b\r\n.\r\n", Body{}, "a\r\n.b\r\n", ""},
		{"not stuffed, size", "a\r\n.b\r\n..\r\n.\r\n", Body{Expect: 11}, "a\r\n.b\r\n..\r\n", ""},
		{"half stuffed, size", "a\r\n.b\r\n..\r\n.\r\n", Body{Expect: 10}, "a\r\n.b\r\n.\r\n", ""},
		{"not stuffed, size too small", "a\r\n.b\r\n.\r\n", Body{Expect: 6}, "a\r\n.b\r\n", ""},
		{"not stuffed, lone dot", "a\r\n.\r\nb\r\n.\r\n", Body{Expect: 9}, "a\r\n.\r\nb\r\n", ""},
		{"dot and spaces", "a\r\n. \r\n.\r\n", Body{}, "a\r\n. \r\n", ""},
		{"dot CR", "a\r\n.\rb\r\n.\r\n", Body{}, "a\r\n.\rb\r\n", ""},

		// Sizes that are wrong do no harm to what keeps the rules.
		{"size too small", "a\r\n..b\r\n.\r\n", Body{Expect: 2}, "a\r\n.b\r\n", ""},
		{"size too large", "a\r\n..b\r\n.\r\n", Body{Expect: 200}, "a\r\n.b\r\n", ""},
		{"size as stuffed", "a\r\n..b\r\n.\r\n", Body{Expect: 8}, "a\r\n.b\r\n", ""},
		{"size at a full stop", "ab.\r\ncd\r\n.\r\n", Body{Expect: 2}, "ab.\r\ncd\r\n", ""},
		{"size absurd", "a\r\n.\r\n", Body{Expect: 1 << 62}, "a\r\n", ""},
		{"size too large, unasked refusal", "a\r\n.\r\n-ERR idle\r\n", Body{Expect: 200}, "a\r\n", "-ERR idle\r\n"},
		{"size negative", "a\r\n.\r\n", Body{Expect: -1}, "a\r\n", ""},

		// No line end before the terminating dot.
		{"no last line end", "a\r\nb.\r\n", Body{Expect: 4}, "a\r\nb", ""},
		{"no last line end, one line", "ab.\r\n", Body{Expect: 2}, "ab", ""},
		{"no last line end, pipelined", "a\r\nb.\r\n+OK", Body{Expect: 4, More: more}, "a\r\nb", "+OK"},
	} {
		whole := c.in
		for _, from := range []int64{inMemory, 0, 1, 4} {
			for name, src := range sources(whole) {
				r := NewReader(src, 0)
				r.Soon = quiet(src)
				if name == "whole" {
					_ = r.fill() // as far as it has come when reading begins
				}
				o, made := spooling(c.o, from)
				got, err := r.Body(o)
				if err != nil || string(got) != c.want {
					// What is here already decides in some cases; octet by octet the
					// strict end of the line of one dot comes first.
					if c.name == "not stuffed, lone dot" && name != "whole" {
						continue
					}
					t.Errorf("%s (%s, %d): got %q %v, want %q", c.name, name, from, got, err, c.want)
					continue
				}
				made.check(t, r, c.want, err)
				rest, _ := io.ReadAll(io.MultiReader(bytes.NewReader(r.Peek(100)), src))
				if string(rest) != c.left {
					t.Errorf("%s (%s, %d): left %q, want %q", c.name, name, from, rest, c.left)
				}
			}
		}
	}
}

func TestBodyCut(t *testing.T) {
	whole := "Subject: x\r\n\r\n..a\r\nb\r\n.\r\n"
	for n := range len(whole) {
		for name, src := range sources(whole[:n]) {
			got, err := NewReader(src, 0).Body(Body{Expect: int64(len(whole)) - 4})
			if !errors.Is(err, io.ErrUnexpectedEOF) || got != nil {
				t.Fatalf("%d octets (%s): %q %v", n, name, got, err)
			}
		}
	}
}

func TestBodyTooLong(t *testing.T) {
	in := strings.Repeat("0123456789012\r\n..\n.", 1000) + "\r\n.\r\n+OK next\r\n"
	r := NewReader(strings.NewReader(in), 0)
	var long *TooLong
	if _, err := r.Body(Body{Max: 10_000}); !errors.As(err, &long) || long.Size < 10_000 {
		t.Fatal(err)
	}
	if st, err := r.Status(); err != nil || st.Text != "next" {
		t.Fatal(st, err)
	}
	for _, expect := range []int64{1 << 30, 1<<63 - 1} { // which nobody has to believe
		from := &endless{text: []byte("abc\r\n")}
		if _, err := NewReader(from, 0).Body(Body{Max: 10_000, Expect: expect}); !errors.Is(err, ErrEndless) {
			t.Errorf("of %d octets: %v", expect, err)
		}
	}
	if _, err := NewReader(&endless{text: []byte("abc\r\n")}, 0).Body(Body{Max: 10_000}); !errors.Is(err, ErrEndless) {
		t.Fatal(err)
	}
	if got, err := NewReader(strings.NewReader("1234\r\n.\r\n"), 0).Body(Body{Max: 6}); err != nil || len(got) != 6 {
		t.Fatal(got, err)
	}
}

func TestTop(t *testing.T) {
	raw := "a: b\r\n\r\n1\r\n2\r\n3"
	for lines, want := range map[int]string{0: "a: b\r\n\r\n", 1: "a: b\r\n\r\n1\r\n", 3: raw, 9: raw} {
		if got := string(Top([]byte(raw), lines)); got != want {
			t.Errorf("%d: %q", lines, got)
		}
	}
	if got := string(Top([]byte("a: b\n"), 3)); got != "a: b\n" {
		t.Errorf("no body: %q", got)
	}
}

// FuzzRoundTrip: whatever a message holds, it arrives as it was, by size and
// without, alone and before another answer, in any pieces.
func FuzzRoundTrip(f *testing.F) {
	for _, s := range []string{"", ".", "..\r\n", "a\r\n.\r\nb", "\n.\n.\r\n", "a\n..b\r\n.c", ".\r", "\r\n.\r\n+OK\r\n", "a.\r\n", strings.Repeat("x\r\n.", 50)} {
		f.Add([]byte(s), true, true)
		f.Add([]byte(s), false, false)
	}
	f.Fuzz(func(t *testing.T, raw []byte, sized, more bool) {
		// CRLF, as RFC 1939 has it. Stray LF is for FuzzStray.
		raw = bytes.ReplaceAll(bytes.ReplaceAll(raw, []byte("\r\n"), []byte("\n")), []byte("\n"), []byte("\r\n"))
		want := raw
		if len(raw) > 0 && raw[len(raw)-1] != '\n' {
			want = append(bytes.Clone(raw), '\r', '\n')
		}
		o := Body{}
		if sized {
			o.Expect = int64(len(want))
		}
		stream := AppendMessage(nil, raw)
		if more {
			o.More = func() bool { return true }
			stream = append(stream, "+OK next\r\n"...)
		}
		for name, src := range sources(string(stream)) {
			r := NewReader(src, 0)
			r.Soon = quiet(src)
			got, err := r.Body(o)
			if err != nil || !bytes.Equal(got, want) {
				t.Fatalf("%s: %q arrived as %q, %v", name, want, got, err)
			}
			if more {
				if st, err := r.Status(); err != nil || st.Text != "next" {
					t.Fatalf("%s: then %v %v", name, st, err)
				}
			}
		}
	})
}

// FuzzStray: a server that goes by CRLF only and announces true sizes gets every
// message across, stray LF included.
func FuzzStray(f *testing.F) {
	for _, s := range []string{"a\n.\nb", "a\n.\r\n+OK\r\nb", "\n..\r\n.", "a\n..b\n.\n\r\n.c"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		raw = append(bytes.Clone(raw), '\r', '\n')
		var stream []byte
		for line := range bytes.SplitAfterSeq(raw, []byte("\r\n")) {
			if len(line) > 0 && line[0] == '.' {
				stream = append(stream, '.')
			}
			stream = append(stream, line...)
		}
		stream = append(stream, ".\r\n"...)
		for name, src := range sources(string(stream)) {
			r := NewReader(src, 0)
			r.Soon = quiet(src)
			got, err := r.Body(Body{Expect: int64(len(raw)), Exact: true})
			if err != nil || !bytes.Equal(got, raw) {
				t.Fatalf("%s: %q arrived as %q, %v", name, raw, got, err)
			}
		}
	})
}

// FuzzBody: no octets panic, hang or give more than was sent.
func FuzzBody(f *testing.F) {
	f.Add([]byte("a\r\n.\r\n"), int64(3), false, false, true)
	f.Add([]byte("a\n.\n+OK\n"), int64(0), true, true, false)
	f.Add([]byte(".a\n..\r\n.\r.\r\n.\r\n"), int64(9), true, false, false)
	f.Fuzz(func(t *testing.T, in []byte, expect int64, bare, more, exact bool) {
		for _, limit := range []int64{0, 7} {
			for _, src := range sources(string(in)) {
				r := NewReader(src, 0)
				r.Soon = quiet(src)
				o := Body{Expect: expect, Exact: exact, BareLF: bare, Max: limit, More: func() bool { return more }}
				got, err := r.Body(o)
				for _, from := range []int64{0, 1, 5} {
					// Octet by octet, so that both see the same at each moment.
					one := NewReader(iotest.OneByteReader(strings.NewReader(string(in))), 0)
					want, wantErr := one.Body(o)
					two := NewReader(iotest.OneByteReader(strings.NewReader(string(in))), 0)
					spooled, made := spooling(o, from)
					got, err := two.Body(spooled)
					if !bytes.Equal(got, want) || fmt.Sprint(err) != fmt.Sprint(wantErr) || one.LoneDots() != two.LoneDots() {
						t.Fatalf("%q, spooled from %d: %q %v, in memory %q %v", in, from, got, err, want, wantErr)
					}
					made.check(t, two, string(want), err)
				}
				if len(got) > len(in) || (limit > 0 && int64(len(got)) > limit) || (err != nil && got != nil) {
					t.Fatalf("%q: %q %v", in, got, err)
				}
			}
		}
	})
}

// A server that leaves one line unstuffed stuffs none, whatever its sizes say.
func TestUnstuffed(t *testing.T) {
	for _, expect := range []int64{0, 1, 9, 4096} {
		for name, src := range sources("a\r\n.one\r\n..two\r\n...three\r\n.\r\n") {
			r := NewReader(src, 0)
			r.Soon = quiet(src)
			got, err := r.Body(Body{Expect: expect})
			if want := "a\r\n.one\r\n..two\r\n...three\r\n"; err != nil || string(got) != want {
				t.Errorf("%s, %d announced: %q, %v", name, expect, got, err)
			}
		}
	}
}

func BenchmarkBody(b *testing.B) {
	var raw []byte
	for range 800 {
		raw = append(raw, "The quick brown fox jumps over the lazy dog. And then it sleeps...\r\n"...)
	}
	var stream []byte
	for range 100 {
		stream = AppendMessage(stream, raw)
	}
	b.SetBytes(int64(len(stream)))
	for b.Loop() {
		r := NewReader(bytes.NewReader(stream), 256<<10)
		for range 100 {
			if _, err := r.Body(Body{Expect: int64(len(raw))}); err != nil {
				b.Fatal(err)
			}
		}
	}
}

// TestFirst: what is asked for is returned, the rest is read and counted, and the next answer is
// found behind it.
func TestFirst(t *testing.T) {
	text := strings.Repeat("a line\r\n..dot\r\n", 100)
	want := strings.ReplaceAll(text, "\r\n..", "\r\n.")
	for _, first := range []int64{0, 1, 7, 8, 9, 10, 100, int64(len(want)) - 1, int64(len(want)), 1 << 20} {
		for _, size := range []int{16, 64, 4096} {
			r := NewReader(iotest.OneByteReader(strings.NewReader(text+".\r\n+OK next\r\n")), size)
			if size == 4096 {
				r = NewReader(strings.NewReader(text+".\r\n+OK next\r\n"), size)
			}
			raw, err := r.Body(Body{First: first, More: func() bool { return true }})
			expect := want
			if first > 0 {
				expect = want[:min(first, int64(len(want)))]
			}
			if err != nil || string(raw) != expect || r.Size() != int64(len(want)) {
				t.Errorf("the first %d: %d octets of %d, %v", first, len(raw), r.Size(), err)
			}
			if st, err := r.Status(); err != nil || st.Text != "next" {
				t.Errorf("the first %d: then %+v, %v", first, st, err)
			}
		}
	}
}

// TestLineDot: whatever stands around it, the first dot at the beginning of a line is found.
func TestLineDot(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 20_000 {
		alphabet := []string{".\n", "..\na", "....aaaa\r\n", strings.Repeat("a", 400) + ".\n", ".........ab\n"}[r.IntN(5)]
		buf := make([]byte, 1+r.IntN(600))
		for i := range buf {
			buf[i] = alphabet[r.IntN(len(alphabet))]
		}
		b := &body{last: [2]byte{'\r', "\na"[r.IntN(2)]}}
		want, there := len(buf), false
		for i, c := range buf {
			if c == '.' && (i == 0 && b.last[1] == '\n' || i > 0 && buf[i-1] == '\n') {
				want, there = i, true
				break
			}
		}
		if at, found := b.lineDot(buf); at != want || found != there {
			t.Fatalf("%q: %d, %v, want %d, %v", buf, at, found, want, there)
		}
	}
}
