package archive

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// TestOnDiskFirst: what is given out gets its name once all of it is on the disk; where that
// fails there is nothing, and no remains of it.
func TestOnDiskFirst(t *testing.T) {
	s := storagetest.Open(t, nil)
	id := storagetest.AddAccount(t, s, "me@example.org")
	storagetest.Deliver(t, s, id, storagetest.Mail{Subject: "a", Text: "x"}.Incoming("1"), storagetest.Mail{Subject: "b", Text: "y"}.Incoming("2"))
	list, err := s.Index(t.Context(), mailbox.View{}, 0)
	if err != nil {
		t.Fatal(err)
	}
	page := func(context.Context, mailbox.ID) (*Page, error) { return &Page{HTML: []byte("x")}, nil }
	for name, format := range map[string]Format{"all.mbox": MBox, "boxes": MBox, "letters": EML, "md": Maildir, "pages": HTML} {
		for _, broken := range []error{nil, errors.New("the disk is broken")} {
			dir := t.TempDir()
			to := filepath.Join(dir, name)
			asked, octets := 0, int64(0)
			x := Export{Store: s, Format: format, To: to, Page: page, Messages: []mailbox.ID{list[0].ID, list[1].ID}, sync: func(tree string) error {
				asked++
				if _, err := os.Lstat(to); !errors.Is(err, fs.ErrNotExist) {
					t.Errorf("%s is there before it is on the disk: %v", name, err)
				}
				octets = sizeOf(t, tree)
				return broken
			}}
			_, err := x.Run(t.Context())
			left, e := os.ReadDir(dir)
			if !errors.Is(err, broken) || asked != 1 || e != nil {
				t.Errorf("%s: %v, asked %d times, %v", name, err, asked, e)
			}
			if broken != nil && len(left) != 0 || broken == nil && (len(left) != 1 || octets == 0 || sizeOf(t, to) != octets) {
				t.Errorf("%s: %v is left, of %d octets %d", name, left, octets, sizeOf(t, dir))
			}
		}
	}
}

// TestStickTakesNoColons: on a disk that takes no colons in names, as USB sticks, a Maildir has the sign that
// Windows has in them, and comes back with its marks.
func TestStickTakesNoColons(t *testing.T) {
	s := storagetest.Open(t, nil)
	id := storagetest.AddAccount(t, s, "me@example.org")
	storagetest.Deliver(t, s, id, storagetest.Mail{Subject: "a"}.Incoming("1"), storagetest.Mail{Subject: "b"}.Incoming("2"))
	if err := s.SetFlag(t.Context(), []mailbox.ID{1}, mailbox.Read, true); err != nil {
		t.Fatal(err)
	}
	for _, stick := range []bool{true, false} {
		to := filepath.Join(t.TempDir(), "md")
		x := Export{Store: s, Format: Maildir, To: to, Messages: []mailbox.ID{1, 2}, create: func(path string) (*os.File, error) {
			if stick && strings.Contains(filepath.Base(path), ":") {
				return nil, &fs.PathError{Op: "open", Path: path, Err: errors.New("invalid argument")}
			}
			return os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		}}
		if done, err := x.Run(t.Context()); err != nil || done.Messages != 2 {
			t.Fatal(done, err)
		}
		sign := ":2,"
		if stick || runtime.GOOS == "windows" {
			sign = ";2,"
		}
		read := 0
		list, err := os.ReadDir(filepath.Join(to, "cur"))
		for _, e := range list {
			if !strings.Contains(e.Name(), sign) {
				t.Errorf("%s", e.Name())
			}
			if flags, _, _ := infoFlags(e.Name()); flags == mailbox.Read {
				read++
			}
		}
		if left, _ := os.ReadDir(filepath.Join(to, "tmp")); err != nil || len(list) != 2 || read != 1 || len(left) != 0 {
			t.Errorf("%v, %d read, %v, %v", list, read, left, err)
		}
	}
}

// TestKilledExport: what an export that was killed has left beside goes with the next one; one that is under
// way stays, and so does what only has such a name.
func TestKilledExport(t *testing.T) {
	s := storagetest.Open(t, nil)
	id := storagetest.AddAccount(t, s, "me@example.org")
	storagetest.Deliver(t, s, id, storagetest.Mail{Subject: "a"}.Incoming("1"))
	dir := t.TempDir()
	make := func(names ...string) {
		for _, name := range names {
			path := filepath.Join(dir, name)
			if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, []byte("x"), 0o600)); err != nil {
				t.Fatal(err)
			}
		}
	}
	make("PopMail-AAAAAAAAAAAA.part/popmail.lock", "PopMail-AAAAAAAAAAAA.part/mail/cur/1", "PopMail-BBBBBBBBBBBB.part/mine", "PopMail-2026.part/popmail.lock", "PopMail-CCCCCCCCCCCC.part")
	running, drop, err := newPart(dir)
	if err != nil {
		t.Fatal(err)
	}
	x := Export{Store: s, Format: EML, To: filepath.Join(dir, "out"), Messages: []mailbox.ID{1}}
	if _, err := x.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	names := func() (out []string) {
		list, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range list {
			out = append(out, e.Name())
		}
		return out
	}
	want := []string{"PopMail-2026.part", "PopMail-BBBBBBBBBBBB.part", "PopMail-CCCCCCCCCCCC.part", "out"}
	if got := append([]string{filepath.Base(running)}, want...); !slices.Equal(slices.Sorted(slices.Values(got)), names()) {
		t.Errorf("%q", names())
	}
	if err := drop(); err != nil || !slices.Equal(names(), want) {
		t.Errorf("%q %v", names(), err)
	}
	if list, err := os.ReadDir(filepath.Join(dir, "out")); err != nil || len(list) != 2 {
		t.Errorf("%v %v", list, err)
	}
}

func sizeOf(t *testing.T, dir string) (n int64) {
	err := filepath.WalkDir(dir, func(_ string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		info, err := e.Info()
		if err == nil {
			n += info.Size()
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	return n
}
