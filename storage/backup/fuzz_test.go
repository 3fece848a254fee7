package backup

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
)

// FuzzStream: whatever octets a stream has, reading it ends, and what is given out whole fits
// its checksum. Chunks of zeros are a thousand times as large as what they are packed into; how
// much of them is unpacked is bounded, or one input takes seconds.
func FuzzStream(f *testing.F) {
	var b bytes.Buffer
	w, err := newStreamWriter(&b)
	if err != nil {
		f.Fatal(err)
	}
	for _, raw := range [][]byte{[]byte("Subject: one\r\n\r\ntext text text text text\r\n"), {}, bytes.Repeat([]byte("line\r\n"), 1000)} {
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
		if len(octets) > 64<<10 {
			return
		}
		s, err := newStreamReader(bytes.NewReader(octets))
		if err != nil {
			return
		}
		h := sha256.New()
		for unpacked := int64(0); unpacked < 2*chunkOctets && s.next() == nil; {
			h.Reset()
			n, err := io.Copy(h, io.LimitReader(s, chunkOctets))
			if unpacked += n; err == nil && n == s.size && s.kind != kindEnd && n > 0 && sum(h.Sum(nil)) != s.key {
				t.Error("octets that do not fit were given out")
			}
		}
	})
}

// FuzzFolder: whatever a snapshot or a pack is, looking for the newest backup of a folder and
// reading it ends without one whose lists cannot be read.
func FuzzFolder(f *testing.F) {
	var b bytes.Buffer
	w, err := newStreamWriter(&b)
	if err != nil {
		f.Fatal(err)
	}
	if _, err := w.end([]byte(`{"version":1,"packs":[{"name":"00","size":1}]}`)); err != nil {
		f.Fatal(err)
	}
	whole := b.Bytes()
	f.Add(whole, []byte(magic))
	f.Add(whole[:len(whole)-1], whole)
	f.Fuzz(func(t *testing.T, snapshot, pack []byte) {
		if len(snapshot)+len(pack) > 64<<10 {
			return
		}
		dir := t.TempDir()
		name := filepath.Join(dir, "20261128T100000Z-x"+snapshotSuffix)
		err := os.Mkdir(filepath.Join(dir, packsFolder), 0o700)
		for path, octets := range map[string][]byte{name: snapshot, packPath(dir, "00"): pack} {
			err = errors.Join(err, os.WriteFile(path, octets, 0o600))
		}
		if err != nil {
			t.Fatal(err)
		}
		if _, err := indexOf(packPath(dir, "00"), "00", opener{}); err == nil {
			t.Error("a pack with the wrong name was taken")
		}
		if b, err := newest(t.Context(), dir, opener{}); err == nil && b.path != "" && b.hasLists(t.Context()) != nil {
			t.Error("a snapshot whose lists cannot be read was taken")
		}
		if list, err := List(dir); err == nil && len(list) > 0 {
			if _, err := manifestOf(name, opener{}); err != nil && !errors.Is(err, ErrPassword) {
				t.Error(err)
			}
		}
	})
}
