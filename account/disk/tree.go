package disk

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// syncEach puts the files and the names in them below dir on the disk one by one.
func syncEach(dir string) error {
	return filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if e.IsDir() {
			return SyncDir(path)
		}
		if !e.Type().IsRegular() {
			return nil
		}
		f, err := os.OpenFile(path, os.O_RDWR, 0) // Windows does it only for who may write
		if err != nil {
			return err
		}
		return errors.Join(f.Sync(), f.Close())
	})
}
