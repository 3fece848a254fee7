package backup

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/klauspost/compress/zstd"
)

// TestFrames: a frame of the store is written as it is where every version unpacks it; all else is
// packed anew, and what is written holds the octets.
func TestFrames(t *testing.T) {
	frame := func(raw []byte, o ...zstd.EOption) []byte {
		e, err := zstd.NewWriter(nil, o...)
		if err != nil {
			t.Fatal(err)
		}
		return e.EncodeAll(raw, nil)
	}
	text := bytes.Repeat([]byte("some text that packs well\r\n"), 20_000)
	long := bytes.Repeat(text, 3)
	noise := make([]byte, 3000)
	_, _ = rand.NewChaCha8([32]byte{1}).Read(noise) // never an error
	for _, tt := range []struct {
		name       string
		raw, frame []byte
		as         bool
	}{
		{"text", text, frame(text), true},
		{"none", text, nil, false},
		{"more than a chunk", long, frame(long), false},
		{"longer than its octets", noise, frame(noise), false},
		{"of other octets", text, frame(text[1:]), false},
		{"no frame", text, []byte("no frame"), false},
		{"nothing", nil, nil, false},
	} {
		chunks, err := appendChunks(nil, tt.raw, tt.frame)
		if err != nil {
			t.Fatal(tt.name, err)
		}
		if as := len(tt.frame) > 0 && len(chunks) > 4 && bytes.Equal(chunks[4:], tt.frame); as != tt.as {
			t.Errorf("%s: as it is: %v", tt.name, as)
		}
		var b bytes.Buffer
		w, err := newStreamWriter(&b)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.ready(kindOctets, sha256.Sum256(tt.raw), int64(len(tt.raw)), chunks); err != nil {
			t.Fatal(tt.name, err)
		}
		if _, err := w.end(nil); err != nil {
			t.Fatal(tt.name, err)
		}
		if err := prove(bytes.NewReader(b.Bytes())); err != nil {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

// TestProved: of a stream with many messages each octet counts, and what is wrong with one keeps
// none of the others from being read.
func TestProved(t *testing.T) {
	var b bytes.Buffer
	w, err := newStreamWriter(&b)
	if err != nil {
		t.Fatal(err)
	}
	const n = 200
	var keys []sum
	noise := rand.NewChaCha8([32]byte{2})
	for i := range n {
		raw := make([]byte, 100+i) // which no packing makes smaller
		_, _ = noise.Read(raw)     // never an error
		chunks, err := appendChunks(nil, raw, nil)
		if err != nil {
			t.Fatal(err)
		}
		keys = append(keys, sha256.Sum256(raw))
		if err := w.ready(kindOctets, keys[i], int64(len(raw)), chunks); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := w.end(nil); err != nil {
		t.Fatal(err)
	}
	whole := func(octets []byte) (good int, err error) {
		s, err := newStreamReader(bytes.NewReader(octets))
		if err != nil {
			return 0, err
		}
		at := 0
		err = through(s, func(r *read) error {
			if r.kind != kindOctets {
				return nil
			}
			if r.key != keys[at] {
				t.Fatalf("record %d is another one", at)
			}
			if at++; r.err == nil {
				good++
			}
			return nil
		})
		return good, err
	}
	if good, err := whole(b.Bytes()); good != n || err != nil {
		t.Fatal(good, err)
	}
	place := bytes.Index(b.Bytes(), keys[100][:]) + sha256.Size + 8 + 4
	bad := bytes.Clone(b.Bytes())
	bad[place+8] ^= 1
	if good, err := whole(bad); good != n-1 || err == nil {
		t.Errorf("%d are whole, %v", good, err)
	}
	if err := prove(bytes.NewReader(bad)); err == nil {
		t.Error("it was proved")
	}
	if good, err := whole(bad[:place]); good != 100 || err == nil {
		t.Errorf("cut: %d are whole, %v", good, err)
	}
}

// TestReread: a stream is read back as what its writer has written, and as nothing else.
func TestReread(t *testing.T) {
	stream := func(last byte) (*streamWriter, []byte) {
		var b bytes.Buffer
		w, err := newStreamWriter(&b)
		if err != nil {
			t.Fatal(err)
		}
		for i := range byte(3) {
			raw := bytes.Repeat([]byte{'a' + i, last}, 400)
			chunks, err := appendChunks(nil, raw, nil)
			if err == nil {
				err = w.ready(kindOctets, sha256.Sum256(raw), int64(len(raw)), chunks)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		if _, err := w.end([]byte("{}")); err != nil {
			t.Fatal(err)
		}
		return w, b.Bytes()
	}
	w, octets := stream('x')
	if err := ahead(bytes.NewReader(octets), w.reread); err != nil {
		t.Fatal(err)
	}
	for at := range octets {
		bad := bytes.Clone(octets)
		bad[at] ^= 4
		if err := w.reread(bytes.NewReader(bad)); err == nil {
			t.Errorf("octet %d is another one, and that is not seen", at)
		}
		if err := ahead(bytes.NewReader(octets[:at]), w.reread); err == nil {
			t.Errorf("it ends after %d octets, and that is not seen", at)
		}
	}
	if _, other := stream('y'); prove(bytes.NewReader(other)) != nil || w.reread(bytes.NewReader(other)) == nil {
		t.Error("another stream counts as this one")
	}
}

// TestPictures: what is in base64 and has nothing twice takes no more room than the octets it stands
// for, and a twentieth.
func TestPictures(t *testing.T) {
	picture := make([]byte, 600_000)
	_, _ = rand.NewChaCha8([32]byte{2}).Read(picture) // never an error
	var lines []byte
	for line := range slices.Chunk([]byte(base64.StdEncoding.EncodeToString(picture)), 76) {
		lines = append(append(lines, line...), "\r\n"...)
	}
	for _, raw := range [][]byte{lines, append([]byte("Subject: a picture\r\n\r\n"), lines...), []byte(base64.StdEncoding.EncodeToString(picture))} {
		chunk, err := appendChunk(nil, raw)
		if err != nil {
			t.Fatal(err)
		}
		if most := len(picture) + len(picture)/20; len(chunk) > most {
			t.Errorf("%d octets in base64 took %d, more than %d", len(raw), len(chunk), most)
		}
	}
}

// TestHolds: a frame that gives other octets, or none, is never written.
func TestHolds(t *testing.T) {
	raw := bytes.Repeat([]byte("some text that packs well\r\n"), 100)
	e, err := encoder()
	if err != nil {
		t.Fatal(err)
	}
	for name, frame := range map[string][]byte{"other": e.EncodeAll(bytes.ToUpper(raw), nil), "less": e.EncodeAll(raw[:len(raw)/2], nil), "none": []byte("no frame")} {
		if holds(frame, raw) {
			t.Error(name)
		}
	}
	if !holds(e.EncodeAll(raw, nil), raw) {
		t.Error("its own frame")
	}
}
