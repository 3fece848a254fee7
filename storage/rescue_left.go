package storage

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// A new mail file is made in a folder of its own, whose name begins with rescueFolder. Once it is
// whole, rescueWhole lies beside it.
const (
	rescueFolder = "rescue-"
	rescueWhole  = "whole"
)

// Present reports whether the data folder dir has a mail file, and makes nothing there. A process that puts another file in
// its place is waited for; where one was killed at that, its work is ended first.
func Present(ctx context.Context, dir string) bool {
	path := filepath.Join(dir, FileName)
	here := func() bool { _, err := os.Stat(path); return !errors.Is(err, fs.ErrNotExist) } // else opening it says what is wrong
	if here() {
		return true
	}
	all, err := os.ReadDir(dir)
	if err != nil || !slices.ContainsFunc(all, func(e fs.DirEntry) bool { return strings.HasPrefix(e.Name(), rescueFolder) }) {
		return false
	}
	if l, err := use(ctx, dir, false, rescuePatience); err == nil {
		_ = unuse(l)
	}
	if l, err := Lock(dir); err == nil { // ends it
		_ = l.Release()
	}
	return here()
}

// endRescues ends what Rescue had begun in a data folder when it was killed; nobody is at it now.
// Where the damaged file has its other name already and the new one has not taken its place yet,
// it does so. Else what was made of the damaged file goes, for that is still there.
func endRescues(dir string) error {
	all, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	path := filepath.Join(dir, FileName)
	for _, e := range all {
		if !e.IsDir() || !strings.HasPrefix(e.Name(), rescueFolder) {
			continue
		}
		temp := filepath.Join(dir, e.Name())
		made := filepath.Join(temp, FileName)
		_, whole := os.Lstat(filepath.Join(temp, rescueWhole))
		_, err = os.Lstat(path)
		switch _, none := os.Lstat(made); {
		case errors.Is(none, fs.ErrNotExist), err == nil:
		case errors.Is(err, fs.ErrNotExist) && none == nil && whole == nil:
			if err := os.Rename(made, path); err != nil {
				return err
			}
		default:
			continue // perhaps there is no other
		}
		if err := os.RemoveAll(temp); err != nil {
			return err
		}
	}
	return nil
}
