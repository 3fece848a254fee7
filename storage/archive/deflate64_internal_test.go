package archive

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"errors"
	"hash/crc32"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
)

// bitWriter writes bits as Deflate has them.
type bitWriter struct {
	b []byte
	n int
}

func (w *bitWriter) bits(v, n int) {
	for i := range n {
		if w.n%8 == 0 {
			w.b = append(w.b, 0)
		}
		w.b[w.n/8] |= byte(v >> i & 1 << (w.n % 8))
		w.n++
	}
}

// code writes one, the first bit of it first.
func (w *bitWriter) code(v, n int) {
	for i := n - 1; i >= 0; i-- {
		w.bits(v>>i&1, 1)
	}
}

func (w *bitWriter) literal(b byte) {
	if b < 144 {
		w.code(0x30+int(b), 8)
	} else {
		w.code(0x190+int(b)-144, 9)
	}
}

// TestDeflate64: what Windows packs so is unpacked, whatever it copies from how far back; nothing that makes no
// sense ends the program, or gives octets for whole.
func TestDeflate64(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	// Without matches of 258 octets Deflate is Deflate64.
	var text strings.Builder
	for range 60_000 {
		text.WriteString([]string{"letter ", "boat", "\r\n", "zebra fish", "é", string(rune('a' + random.IntN(26)))}[random.IntN(6)])
	}
	for _, level := range []int{flate.NoCompression, flate.HuffmanOnly, flate.BestSpeed, flate.BestCompression} {
		var b bytes.Buffer
		w, err := flate.NewWriter(&b, level)
		if err == nil {
			_, err = io.WriteString(w, text.String())
		}
		if err = errors.Join(err, w.Close()); err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(newInflater64(bytes.NewReader(b.Bytes())))
		if err != nil || string(got) != text.String() {
			t.Errorf("level %d: %d octets, not %d, %v", level, len(got), text.Len(), err)
		}
		for range 200 {
			bad := bytes.Clone(b.Bytes()[:random.IntN(b.Len())])
			if _, err := io.ReadAll(newInflater64(bytes.NewReader(bad))); err == nil {
				t.Error("a cut one is whole")
			}
			bad = bytes.Clone(b.Bytes()[:min(b.Len(), 3000)])
			bad[random.IntN(len(bad))] ^= 1 << random.IntN(8)
			_, _ = io.ReadAll(io.LimitReader(newInflater64(bytes.NewReader(bad)), 1<<20)) // it ends
		}
	}
	// What only Deflate64 has.
	var w bitWriter
	w.bits(1, 1)
	w.bits(1, 2)
	var want []byte
	for i := range 70_000 {
		b := byte(i * 7919 >> 3)
		want = append(want, b)
		w.literal(b)
	}
	for _, c := range [][3]int{{3, 30, 0}, {60_000, 31, 1<<14 - 1}, {65_538, 0, 0}, {258, 29, 8191}, {1000, 31, 5}} {
		length, d, more := c[0], c[1], c[2]
		w.code(0xC0+285-280, 8)
		w.bits(length-3, 16)
		w.code(d, 5)
		w.bits(more, distances64[d][1])
		back := distances64[d][0] + more
		for range length {
			want = append(want, want[len(want)-back])
		}
	}
	w.code(0, 7)
	got, err := io.ReadAll(newInflater64(bytes.NewReader(w.b)))
	if err != nil || !bytes.Equal(got, want) {
		t.Fatalf("%d octets, not %d, %v", len(got), len(want), err)
	}
	// In a zip file.
	const mail = "From: a@example.org\nSubject: a\n\none\n"
	var m bitWriter
	m.bits(1, 1)
	m.bits(1, 2)
	for _, b := range []byte(mail) {
		m.literal(b)
	}
	m.code(0, 7)
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	out, err := z.CreateRaw(&zip.FileHeader{Name: "a.eml", Method: deflate64, CRC32: crc32.ChecksumIEEE([]byte(mail)), CompressedSize64: uint64(len(m.b)), UncompressedSize64: uint64(len(mail))})
	if err == nil {
		_, err = out.Write(m.b)
	}
	if err = errors.Join(err, z.Close()); err != nil {
		t.Fatal(err)
	}
	tree, err := openZip(t.Context(), &file{ReaderAt: bytes.NewReader(b.Bytes()), size: int64(b.Len())}, nil)
	if err != nil {
		t.Fatal(err)
	}
	f, err := tree.open("a.eml")
	if err != nil || string(f.start(1000)) != mail {
		t.Error(err)
	}
}
