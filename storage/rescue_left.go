package storage

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// A new mail file is made in a folder of its own, whose name begins with rescueFolder. Once it is
// whole, rescueWhole lies beside it.
const (
	rescueFolder = "rescue-"
	rescueWhole  = "whole"
)

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
