package backup

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"filippo.io/age"
)

// lockedStream is a stream with one message, locked by a key.
func lockedStream(t *testing.T) (file []byte, o opener) {
	t.Helper()
	id, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	out, err := lockTo(&b, id.Recipient())
	if err != nil {
		t.Fatal(err)
	}
	w, err := newStreamWriter(out)
	if err != nil {
		t.Fatal(err)
	}
	raw := []byte("a message\r\n")
	chunks, err := appendChunks(nil, raw, nil)
	if err == nil {
		err = w.ready(kindOctets, sha256.Sum256(raw), int64(len(raw)), chunks)
	}
	if err == nil {
		_, err = w.end(nil)
	}
	if err := errors.Join(err, out.Close()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), opener{key: id}
}

// TestHeadCopy: any octet of the head of what is locked may be lost, all of the head, or any octet of
// its copy: what is locked is read all the same, and what is damaged is told.
func TestHeadCopy(t *testing.T) {
	file, o := lockedStream(t)
	path := filepath.Join(t.TempDir(), "file")
	read := func(octets []byte) (proved, hurt error) {
		t.Helper()
		if err := os.WriteFile(path, octets, 0o600); err != nil {
			t.Fatal(err)
		}
		a, err := openAt(path, o)
		if err == nil {
			_, err = a.index(func(sum, int64) {})
			err = errors.Join(err, a.Close())
		}
		return errors.Join(err, look(path), unlocked(t.Context(), path, o, prove)), headHurt(path)
	}
	if proved, hurt := read(file); proved != nil || hurt != nil {
		t.Fatal(proved, hurt)
	}
	copied := len(file) - copyOctets
	head := headOf(file[copied:])
	if !bytes.HasPrefix(file, head) || len(head) < 150 {
		t.Fatalf("%q", head)
	}
	for at := range file {
		if at == len(head) {
			at = copied
		}
		if len(head) < at && at < copied {
			continue
		}
		bad := bytes.Clone(file)
		bad[at] ^= 4
		if proved, hurt := read(bad); proved != nil || !errors.Is(hurt, errBroken) {
			t.Fatalf("octet %d of %d: %v, %v", at, len(file), proved, hurt)
		}
	}
	bad := bytes.Clone(file)
	clear(bad[:len(head)])
	if proved, hurt := read(bad); proved != nil || hurt == nil {
		t.Error(proved, hurt)
	}
	// Those that were written before there were copies.
	if proved, hurt := read(file[:copied]); proved != nil || hurt != nil {
		t.Error(proved, hurt)
	}
	// Without the copy it is a file of age's.
	if r, err := age.Decrypt(bytes.NewReader(file[:copied]), o.key); err != nil {
		t.Error(err)
	} else if b, err := io.ReadAll(r); err != nil || !bytes.HasPrefix(b, []byte(magic)) {
		t.Error(err)
	}
}

// TestKeyTwice: the key of a locked folder is there twice, and each will do.
func TestKeyTwice(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, packsFolder), 0o700); err != nil {
		t.Fatal(err)
	}
	l, err := NewLock("sesame")
	if err != nil {
		t.Fatal(err)
	}
	if err := l.put(dir); err != nil {
		t.Fatal(err)
	}
	for i, path := range keyPlaces(dir) {
		for _, spoil := range []func() error{
			func() error { b := bytes.Clone(l.Locked); b[60] ^= 1; return os.WriteFile(path, b, 0o600) },
			func() error { return os.Remove(path) },
		} {
			if err := spoil(); err != nil {
				t.Fatal(err)
			}
			got, err := LockOf(dir, "sesame")
			if err != nil || got.Key != l.Key || !bytes.Equal(got.Locked, l.Locked) {
				t.Errorf("without place %d: %v", i, err)
			}
			if _, err := LockOf(dir, ""); !errors.Is(err, ErrPassword) {
				t.Error(err)
			}
		}
		if err := l.put(dir); err != nil || len(keysIn(dir)) != 2 {
			t.Fatal(err, keysIn(dir))
		}
	}
}

// FuzzHead: whatever a file is, it is read as what it is without its copy of a head.
func FuzzHead(f *testing.F) {
	head := []byte(ageMagic + "-> X25519 x\ny\n--- z\n0123456789abcdef")
	f.Add(append(bytes.Clone(head), headCopy(head)...))
	f.Add(append([]byte(magic), headCopy(head)...))
	f.Add(headCopy(nil))
	f.Fuzz(func(t *testing.T, b []byte) {
		h, err := headIn(bytes.NewReader(b), int64(len(b)))
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(h.reader())
		if err != nil || int64(len(got)) != h.size || h.size > int64(len(b)) {
			t.Fatalf("%d of %d octets, %v", len(got), h.size, err)
		}
		if !bytes.HasPrefix(got, h.head) || !bytes.Equal(got[len(h.head):], b[len(h.head):h.size]) {
			t.Fatal("they are others")
		}
	})
}
