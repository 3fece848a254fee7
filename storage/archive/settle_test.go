package archive

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
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
