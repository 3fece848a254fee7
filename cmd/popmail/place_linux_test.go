package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"syscall"
	"testing"

	"popmail/storage/backup"
)

// What is wrong with a place is said once and names it; what is wrong with something else is
// left as it is.
func TestPlaceProblem(t *testing.T) {
	at := func(e error) error {
		wrote := &fs.PathError{Op: "write", Path: "/stick/mail.part", Err: e}
		return fmt.Errorf("x: %w", errors.Join(wrote, wrote))
	}
	for _, c := range []struct {
		err  error
		want string
	}{
		{at(syscall.ENOSPC), "there is not enough room on the disk of /stick/mail (no space left on device)"},
		{at(syscall.EDQUOT), "there is not enough room on the disk of /stick/mail (disk quota exceeded)"},
		{at(syscall.EROFS), "nothing can be written to /stick/mail (read-only file system)"},
		{at(syscall.EACCES), "nothing can be written to /stick/mail (permission denied)"},
		{at(syscall.ENOENT), "/stick/mail is not there, or not any more (no such file or directory)"},
		{at(syscall.EIO), "the disk of /stick/mail cannot be read or written; it may be damaged, or was pulled out (input/output error)"},
		{context.Canceled, "context canceled"},
		{backup.ErrNotBackup, backup.ErrNotBackup.Error()},
	} {
		got := placeProblem(c.err, "/stick/mail")
		if got.Error() != c.want || !errors.Is(got, c.err) {
			t.Errorf("%v: %q, want %q", c.err, got, c.want)
		}
	}
	if placeProblem(nil, "x") != nil {
		t.Error("nothing is wrong")
	}
}
