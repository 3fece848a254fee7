package backup

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"

	"popmail/storage"
)

// Made is a backup in a folder.
type Made struct {
	Path     string
	Manifest Manifest
}

// List lists the backups in a folder, the newest first, or those in ChosenFolder below it
// where it has none itself. What cannot be read is left out.
func List(dir string) (list []Made, err error) {
	if _, err := os.ReadDir(dir); err != nil {
		return nil, err
	}
	for _, dir := range []string{dir, filepath.Join(dir, ChosenFolder)} {
		for _, path := range snapshots(dir, "") {
			if m, err := manifestOf(path); err == nil {
				list = append(list, Made{path, m})
			}
		}
		if len(list) > 0 {
			return list, nil
		}
	}
	return nil, nil
}

// Taken is how many octets the files of a folder of backups have.
func Taken(dir string) (octets int64) {
	_ = filepath.WalkDir(dir, func(_ string, e fs.DirEntry, err error) error {
		if err != nil {
			return nil
		}
		if st, err := e.Info(); err == nil && st.Mode().IsRegular() {
			octets += st.Size()
		}
		return nil
	})
	return octets
}

// Inside tells what is in a backup. Its manifest is known afterwards but for one with a
// password.
func (b *Backup) Inside(ctx context.Context) (in storage.Inside, err error) {
	if b.packs == "" && b.password == "" {
		if b.Manifest, err = manifestOf(b.path); err != nil {
			return in, err
		}
	}
	err = b.with(ctx, "", func(database string) error {
		in, err = storage.LookInside(ctx, database)
		return err
	})
	return in, err
}
