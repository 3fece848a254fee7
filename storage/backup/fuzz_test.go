package backup

import (
	"bytes"
	"crypto/sha256"
	"io"
	"testing"
)

// FuzzStream: whatever octets a stream has, reading it ends, and what is given out whole fits
// its checksum.
func FuzzStream(f *testing.F) {
	var b bytes.Buffer
	w, err := newStreamWriter(&b)
	if err != nil {
		f.Fatal(err)
	}
	for _, raw := range [][]byte{[]byte("Subject: one\r\n\r\ntext text text text text\r\n"), {}, bytes.Repeat([]byte("line\r\n"), 300_000)} {
		if err := w.record(kindOctets, sha256.Sum256(raw), int64(len(raw)), func(w io.Writer) error { _, err := w.Write(raw); return err }); err != nil {
			f.Fatal(err)
		}
	}
	if _, err := w.end([]byte("{}")); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Add(b.Bytes()[:b.Len()/2])
	f.Fuzz(func(t *testing.T, octets []byte) {
		s, err := newStreamReader(bytes.NewReader(octets))
		if err != nil {
			return
		}
		for s.next() == nil {
			raw, err := io.ReadAll(s)
			if err == nil && s.kind != kindEnd && len(raw) > 0 && sha256.Sum256(raw) != s.key {
				t.Error("octets that do not fit were given out")
			}
		}
	})
}
