package backup

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"popmail/storage"
)

// Made is a backup in a folder.
type Made struct {
	Path     string
	Manifest Manifest
}

// List lists the backups in a folder, the newest first, or those in the folders below it that
// are made in a chosen place where it has none itself. What cannot be read is left out; of what
// is locked only the time is known.
func List(dir string) (list []Made, err error) {
	if _, err := os.ReadDir(dir); err != nil {
		return nil, err
	}
	if list = listIn(dir); len(list) > 0 {
		SortMade(list)
		return list, nil
	}
	below, err := filepath.Glob(filepath.Join(escaped(dir), ChosenFolder+"*"))
	for _, dir := range below {
		list = append(list, listIn(dir)...)
	}
	SortMade(list)
	return list, err
}

// SortMade sorts backups, the newest first, and those last that say that they are of the future.
func SortMade(list []Made) {
	order := newerFirst(time.Now())
	slices.SortStableFunc(list, func(a, b Made) int { return order(a.Manifest.Made, b.Manifest.Made) })
}

func listIn(dir string) (list []Made) {
	for _, path := range snapshots(dir) {
		m, err := manifestOf(path, opener{})
		if errors.Is(err, ErrPassword) {
			m, err = Manifest{}, nil
			m.Made, m.Origin, _ = timeOf(path)
		}
		if err == nil {
			list = append(list, Made{path, m})
		}
	}
	return list
}

// Alone lists the folders of backups, dir or those made in it as List has it, in which the octets
// of messages are left and nothing that tells more of them. Open takes such a folder.
func Alone(dir string) (dirs []string) {
	if len(listIn(dir)) > 0 {
		return nil
	}
	below, err := filepath.Glob(filepath.Join(escaped(dir), ChosenFolder+"*"))
	if err != nil {
		below = nil
	}
	for _, dir := range append([]string{dir}, below...) {
		if packs, err := packsIn(dir); err == nil && len(packs) > 0 && len(listIn(dir)) == 0 {
			dirs = append(dirs, dir)
		}
	}
	return dirs
}

// escaped is a path within a pattern of filepath.Glob.
func escaped(path string) string {
	if os.PathSeparator == '\\' {
		return path // there is no way, nor need: names cannot have * and ? in them
	}
	return strings.NewReplacer("\\", "\\\\", "*", "\\*", "?", "\\?", "[", "\\[").Replace(path)
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
	if b.packs == "" && b.opener == (opener{}) {
		if b.Manifest, err = manifestOf(b.path, b.opener); err != nil && !errors.Is(err, errBroken) {
			return in, err
		}
	}
	err = b.with(ctx, b.Near, func(database string, _ *lost) error {
		in, err = storage.LookInside(ctx, database)
		return err
	})
	return in, err
}

// Together counts the messages that there will be once what can be read of a damaged mail
// file and a backup are one.
func (b *Backup) Together(ctx context.Context, r *storage.Readable) (n int, err error) {
	err = b.with(ctx, b.Near, func(database string, _ *lost) error {
		n, err = r.Together(ctx, database)
		return err
	})
	return n, err
}
