package backup

import (
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"io/fs"
	"os"
	"runtime"
	"syscall"
	"testing"

	"popmail/account/fetch"
	"popmail/storage"
	"popmail/storage/storagetest"
)

// TestBadSectors: a place of a pack that the disk cannot read loses what lies there, and nothing of what
// lies behind it; the next backup writes that anew.
func TestBadSectors(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("its errors are others")
	}
	defer func() { readFile = (*os.File).ReadAt }()
	ctx := t.Context()
	const each = 30
	for name, place := range map[string]func(size int64) int64{
		"in the middle":    func(size int64) int64 { return size / 2 },
		"at the beginning": func(int64) int64 { return 0 },
		"at the end":       func(size int64) int64 { return size - 1 },
	} {
		t.Run(name, func(t *testing.T) {
			readFile = (*os.File).ReadAt
			s := storagetest.Open(t, nil)
			owner := storagetest.AddAccount(t, s, "me@example.org")
			dir := t.TempDir()
			for pack := range 2 {
				var list []fetch.Incoming
				for i := range each {
					b := make([]byte, 15000) // it cannot be packed
					_, _ = rand.Read(b)
					m := storagetest.Mail{Subject: fmt.Sprint(i)}.Incoming(fmt.Sprint(pack, " ", i))
					m.Raw = append(m.Raw, base64.StdEncoding.EncodeToString(b)...)
					list = append(list, m)
				}
				storagetest.Deliver(t, s, owner, list...)
				if _, err := ToFolder(ctx, s, dir, Options{Origin: "here"}); err != nil {
					t.Fatal(err)
				}
			}
			first := "" // of the two: the one that is read first
			b, err := Open(ctx, dir, "")
			if err == nil && len(b.Manifest.Packs) == 2 {
				first = packPath(dir, b.Manifest.Packs[0].Name)
			}
			st, err := os.Stat(first)
			if err != nil {
				t.Fatal(err)
			}
			at := place(st.Size()) &^ 4095
			readFile = func(f *os.File, b []byte, off int64) (int, error) {
				if f.Name() == first && off < at+4096 && off+int64(len(b)) > at {
					n := 0
					if off < at {
						n, _ = f.ReadAt(b[:at-off], off)
					}
					return n, &fs.PathError{Op: "read", Path: first, Err: syscall.EIO}
				}
				return f.ReadAt(b, off)
			}
			to := storagetest.Open(t, nil)
			r, err := b.Restore(ctx, to, storage.Pick{})
			if err != nil || r.Messages < 2*each-8 || r.Messages+r.Missing != b.Manifest.Messages {
				t.Errorf("%+v, %v", r, err)
			}
			if _, err := b.Verify(ctx); err == nil {
				t.Error("it counts as whole")
			}
			made, err := ToFolder(ctx, s, dir, Options{Origin: "here"})
			if err != nil || len(made.Damaged) > 0 {
				t.Fatal(err)
			}
			if made.Written < st.Size() {
				t.Errorf("of what cannot be read only %d octets were written anew", made.Written)
			}
		})
	}
	// Of a file of which nothing can be read nothing is damaged: it is not there.
	f, err := os.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	if storage.BadSector(f, 0, syscall.EIO) || storage.BadSector(f, 0, syscall.ENOSPC) {
		t.Error("a disk that is gone counts as one with a bad sector")
	}
}
