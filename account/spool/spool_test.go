package spool

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

func filled(t *testing.T, dir string, data []byte) *File {
	t.Helper()
	f, err := Create(dir, "7")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	for part := range bytes.SplitAfterSeq(data, []byte("\n")) {
		if _, err := f.Write(part); err != nil {
			t.Fatal(err)
		}
	}
	return f
}

func TestFile(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "spool")
	data := bytes.Repeat([]byte("a line of a large message\n"), 100_000)
	f := filled(t, dir, data)
	octets, err := f.Octets()
	if err != nil {
		t.Fatal(err)
	}
	same := false
	if err := f.Look(func() { same = bytes.Equal(octets, data) }); err != nil || !same {
		t.Errorf("the octets are others: %v", err)
	}
	if f.Size() != int64(len(data)) || f.Sum() != sha256.Sum256(data) {
		t.Error("size or checksum is wrong")
	}
	if got, err := io.ReadAll(io.NewSectionReader(f, 7, 1000)); err != nil || !bytes.Equal(got, data[7:1007]) {
		t.Errorf("read at: %v", err)
	}
	if runtime.GOOS != "windows" {
		if list, _ := os.ReadDir(dir); len(list) != 0 {
			t.Errorf("the file has a name: %v", list)
		}
		if st, _ := os.Stat(dir); st.Mode().Perm() != 0o700 {
			t.Errorf("the folder has mode %v", st.Mode())
		}
		if st, _ := f.f.Stat(); st.Mode().Perm() != 0o600 {
			t.Errorf("the file has mode %v", st.Mode())
		}
	}
	if err := errors.Join(f.Close(), f.Close()); err != nil {
		t.Error(err)
	}
	if err := f.Look(func() { t.Error("a closed file was looked at") }); !errors.Is(err, os.ErrClosed) {
		t.Errorf("a closed file: %v", err)
	}
	if list, _ := os.ReadDir(dir); len(list) != 0 {
		t.Errorf("left behind: %v", list)
	}
}

// TestCloseWhileLookedAt: who looks keeps the octets until he is done.
func TestCloseWhileLookedAt(t *testing.T) {
	f := filled(t, t.TempDir(), []byte("in use"))
	octets, err := f.Octets()
	if err != nil {
		t.Fatal(err)
	}
	got := ""
	err = f.Look(func() {
		if err := f.Close(); err != nil {
			t.Error(err)
		}
		got = string(octets)
	})
	if err != nil || got != "in use" || f.mapped.octets != nil {
		t.Errorf("%q, %v, mapped still: %v", got, err, f.mapped.octets != nil)
	}
}

func TestEmptyFile(t *testing.T) {
	f := filled(t, t.TempDir(), nil)
	if b, err := f.Octets(); err != nil || len(b) != 0 {
		t.Errorf("%q, %v", b, err)
	}
	if err := errors.Join(f.Look(func() {}), f.Close(), (*File)(nil).Close()); err != nil {
		t.Error(err)
	}
}

// TestLostOctets: where the disk does not give the octets back that is an error, and not the
// end of the program. Other faults of a program stay what they are.
func TestLostOctets(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("a file that is shown as memory cannot be cut there")
	}
	f := filled(t, t.TempDir(), bytes.Repeat([]byte("x\n"), 1<<20))
	octets, err := f.Octets()
	if err != nil {
		t.Fatal(err)
	}
	if err := f.f.Truncate(100); err != nil {
		t.Fatal(err)
	}
	n := 0
	err = f.Look(func() { n = bytes.Count(octets, []byte("x")) })
	if !errors.Is(err, ErrRead) || n != 0 {
		t.Errorf("%d, %v", n, err)
	}
	defer func() {
		if recover() == nil {
			t.Error("another panic was hidden")
		}
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	}()
	_ = f.Look(func() { panic("another") })
}

func TestClean(t *testing.T) {
	dir := t.TempDir()
	f := filled(t, dir, []byte("in use"))
	for _, name := range []string{"1-abc", "1-def", ".nfs000", "folder/x"} {
		path := filepath.Join(dir, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, []byte("left"), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	Clean(dir)
	Clean(filepath.Join(dir, "missing"))
	for name, want := range map[string]bool{"1-abc": false, "1-def": false, ".nfs000": true, "folder/x": true} {
		if _, err := os.Stat(filepath.Join(dir, name)); (err == nil) != want {
			t.Errorf("%s: %v", name, err)
		}
	}
	octets, err := f.Octets()
	if err != nil {
		t.Fatal(err)
	}
	got := ""
	if err := f.Look(func() { got = string(octets) }); err != nil || got != "in use" {
		t.Errorf("what is in use holds %q, %v", got, err)
	}
}

func TestRoom(t *testing.T) {
	if n, err := Room(t.TempDir()); err != nil || n <= 0 {
		t.Errorf("%d, %v", n, err)
	}
	if _, err := Room(filepath.Join(t.TempDir(), "missing")); err == nil {
		t.Error("a folder that is not there has room")
	}
}
