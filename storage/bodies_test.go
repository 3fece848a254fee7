package storage

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// apart takes a message apart and puts it together again, with its bodies in a table and beside
// the rest, and tells how large they are and how large is what is stored without them.
func apart(t testing.TB, raw []byte) (bodies int, stored int) {
	t.Helper()
	if len(raw) <= largeMessage {
		sum := sha256.Sum256(raw)
		m := &unpacked{codec: codecPlain, size: int64(len(raw)), sum: sum[:], data: raw}
		m.pack()
		data := m.rest
		if m.now == codecApart {
			data = appendRecipe(nil, m.bodies, m.size, int(m.rest[0]), m.rest[1:])
		}
		back, err := assemble(m.now, m.size, data, func(id int64) ([]byte, error) {
			p := m.packs[id-1]
			return unpack(p.codec, int64(len(m.bodies[id-1].data)), p.data)
		})
		if err != nil || !bytes.Equal(back, raw) {
			t.Fatalf("%d octets differ: %v", len(raw), err)
		}
		bodies, stored = len(m.bodies), len(data)
	}
	var back []byte
	for piece := range bytesChunks(raw, pieceOctets) {
		var err error
		if back, err = unpackPiece(back, appendPiece(nil, piece), int64(len(raw))); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(back, raw) {
		t.Fatalf("%d octets differ in pieces", len(raw))
	}
	return bodies, stored
}

func bytesChunks(raw []byte, n int) func(func([]byte) bool) {
	return func(yield func([]byte) bool) {
		for at := 0; at < len(raw); at += n {
			if !yield(raw[at:min(at+n, len(raw))]) {
				return
			}
		}
	}
}

// lines is data in base64, in lines of width characters that end in end.
func lines(data []byte, width int, end string) string {
	s := base64.StdEncoding.EncodeToString(data)
	var b strings.Builder
	for len(s) > width {
		b.WriteString(s[:width] + end)
		s = s[width:]
	}
	return b.String() + s
}

// TestBodies: what is taken out of a message is what can be put back octet for octet; all else
// stays where it is.
func TestBodies(t *testing.T) {
	r := rand.NewChaCha8([32]byte{9})
	noise := make([]byte, 200_001)
	_, _ = r.Read(noise) // never an error
	head := "Subject: x\r\nContent-Transfer-Encoding: base64\r\n\r\n"
	usual := lines(noise[:30_000], 76, "\r\n")
	padded := lines(noise[:29_998], 76, "\r\n")
	odd := []byte(usual)
	odd[len(odd)/2] = '\n' // somewhere within a line
	for _, tt := range []struct {
		name, raw string
		bodies    int
		most      int // octets that are stored beside the bodies
	}{
		{"usual", head + usual + "\r\n", 1, 200},
		{"without an end", head + usual, 1, 200},
		{"padded with one", head + lines(noise[:29_999], 76, "\r\n") + "\r\n--b--\r\n", 1, 200},
		{"padded with two", head + lines(noise[:29_998], 76, "\r\n") + "\r\n--b--\r\n", 1, 200},
		{"the last line is whole", head + lines(noise[:57*400], 76, "\r\n") + "\r\n\r\n", 1, 200},
		{"LF", head + lines(noise[:30_000], 76, "\n") + "\n", 1, 200},
		{"lines of 64", head + lines(noise[:30_000], 64, "\r\n") + "\r\n", 1, 200},
		{"one line", head + lines(noise[:30_000], 1<<20, "\r\n") + "\r\n", 1, 200},
		{"two", head + usual + "\r\n--b\r\n\r\n" + usual + "\r\n", 2, 300},
		{"another end in the middle", head + lines(noise[:20_000], 76, "\r\n") + "\n" + usual, 2, 400},
		{"spaces at the ends", head + lines(noise[:30_000], 76, " \r\n"), 0, 50_000},
		{"lines of 75", head + lines(noise[:30_000], 75, "\r\n"), 0, 50_000},
		{"cut in a line", head + string(odd), 2, 1000},
		{"padded with what is not nothing", head + strings.TrimSuffix(padded, padded[len(padded)-3:]) + "B==\r\n", 0, 50_000},
		{"padded in the middle", head + lines(noise[:29_998], 76, "\r\n") + "\r\n" + usual, 2, 300},
		{"small", head + lines(noise[:600], 76, "\r\n") + "\r\n", 0, 2000},
		{"noise", string(noise), 0, len(noise)},
		{"another alphabet", head + strings.NewReplacer("+", "-", "/", "_").Replace(usual), 0, 50_000},
	} {
		bodies, stored := apart(t, []byte(tt.raw))
		if bodies < tt.bodies || tt.bodies == 0 && bodies > 0 || stored > tt.most {
			t.Errorf("%s: %d bodies, %d octets beside them", tt.name, bodies, stored)
		}
	}
}

// TestBodiesOfCorpora: every message that we have comes back octet for octet.
func TestBodiesOfCorpora(t *testing.T) {
	var files, apartOf, all, stored int
	for _, root := range []string{"../../shared/corpora", "../../../shared/corpora", "eml/testdata"} {
		_ = filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() {
				return nil
			}
			raw, err := os.ReadFile(path)
			if err != nil {
				t.Error(err)
				return nil
			}
			n, size := apart(t, raw)
			files, all, stored = files+1, all+len(raw), stored+size
			if n > 0 {
				apartOf++
			}
			return nil
		})
	}
	if files < 50 {
		t.Skip("no mail in ../shared/corpora")
	}
	t.Logf("%d files, %d with bodies, %d octets, %d without bodies and packed", files, apartOf, all, stored)
}

// TestRecipes: what is spoiled gives an error and takes no more memory than the message has.
func TestRecipes(t *testing.T) {
	data := bytes.Repeat([]byte("data"), 3000)
	raw := []byte("Subject: x\r\n\r\n" + lines(data, 76, "\r\n") + "\r\n")
	bodies := numbered(bodiesOf(raw))
	codec, rest := without(raw, bodies, false)
	good := appendRecipe(nil, bodies, int64(len(raw)), codec, rest)
	fetch := func(int64) ([]byte, error) { return data, nil }
	if got, err := assemble(codecApart, int64(len(raw)), good, fetch); err != nil || !bytes.Equal(got, raw) {
		t.Fatal(err)
	}
	for i := range good {
		for _, c := range []byte{0, 1, 0x7f, 0xff, good[i] ^ 1} {
			bad := bytes.Clone(good)
			bad[i] = c
			if got, err := assemble(codecApart, int64(len(raw)), bad, fetch); err == nil && int64(len(got)) != int64(len(raw)) {
				t.Errorf("octet %d is %d: %d octets", i, c, len(got))
			}
		}
		if _, err := assemble(codecApart, int64(len(raw)), good[:i], fetch); err == nil {
			t.Errorf("cut at %d: no error", i)
		}
	}
	for _, size := range []int64{-1, 0, int64(len(raw)) - 1, int64(len(raw)) + 1, 1 << 40} {
		if _, err := assemble(codecApart, size, good, fetch); err == nil {
			t.Errorf("size %d: no error", size)
		}
	}
	if _, err := assemble(codecApart, int64(len(raw)), good, noBody); err == nil {
		t.Error("no body: no error")
	}
}

// TestAppendTo: base64 in lines is what encoding/base64 makes of each of them, whatever is left for
// the last one, and behind what is there.
func TestAppendTo(t *testing.T) {
	data := make([]byte, 700)
	_, _ = rand.NewChaCha8([32]byte{3}).Read(data) // never an error
	for _, width := range []int{32, 60, 64, 72, 76, 1 << 20} {
		for n := 1; n <= len(data); n++ {
			b := body{line: width, crlf: n%2 == 0}
			end := map[bool]string{true: "\r\n", false: "\n"}[b.crlf]
			want := "before" + strings.TrimSuffix(lines(data[:n], width, end), end)
			for _, room := range []int{0, 5000} {
				if got := b.appendTo(append(make([]byte, 0, 6+room), "before"...), data[:n]); string(got) != want {
					t.Fatalf("%d octets in lines of %d: %q, not %q", n, width, got, want)
				}
			}
			if got := int(b.length(int64(n))); got != len(want)-len("before") {
				t.Errorf("%d octets in lines of %d: a length of %d, not %d", n, width, got, len(want)-len("before"))
			}
		}
	}
}

// FuzzBodies: whatever a message holds, it comes back octet for octet. The seeds are hardly longer
// than what is taken out of a message, for the time goes into making inputs small.
func FuzzBodies(f *testing.F) {
	data := bytes.Repeat([]byte("some data\x00\xff"), minBody*3/4/11+2)
	f.Add([]byte("\n"+lines(data, 76, "\r\n")+"\r\n-"), byte(1))
	f.Add([]byte(lines(data, 64, "\n")+"=\n\r"), byte(7))
	f.Add(appendRecipe(nil, []body{{at: 3, end: 3 + 64, line: 64, crlf: true, data: data[:48], id: 1}}, 64+48, codecLoose, data[:48]), byte(48/8)) // twice its length
	f.Fuzz(func(t *testing.T, raw []byte, spoil byte) {
		if len(raw) > 64<<10 {
			return
		}
		apart(t, raw)
		// What is read is foreign as well: a recipe of any octets.
		out, err := assemble(codecApart, int64(len(raw))*2, raw, func(id int64) ([]byte, error) { return make([]byte, int(spoil)*8), nil })
		if err == nil && len(out) != 2*len(raw) {
			t.Errorf("%d octets", len(out))
		}
	})
}
