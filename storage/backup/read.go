package backup

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"

	"popmail/storage"
	"popmail/storage/mailbox"
)

// Backup is one that can be read.
type Backup struct {
	path  string // of the file
	packs string // the folder of its packs; "": it holds all
	opener
	// Progress is told of the messages that are put back; nil: nobody is.
	Progress func(messages int)
	Manifest Manifest // of one in a folder; of another one as soon as it was read to its end
}

// Open finds a backup: a file, or a folder, of which it is the newest that is whole. One with a
// password wants it here: ErrPassword, ErrWrong.
func Open(ctx context.Context, path, password string) (*Backup, error) {
	st, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	dir := path
	if !st.IsDir() && filepath.Ext(path) == snapshotSuffix {
		dir = filepath.Dir(path)
	}
	o := opener{password: password}
	if st.IsDir() || dir != path {
		if o, err = openerOf(dir, password); err != nil {
			return nil, err
		}
	}
	return open(ctx, path, st.IsDir(), o)
}

// OpenLocked finds one in a folder whose lock is known here.
func OpenLocked(ctx context.Context, path string, l *Lock) (*Backup, error) {
	o, err := l.opener()
	if err != nil {
		return nil, err
	}
	st, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	return open(ctx, path, st.IsDir(), o)
}

func open(ctx context.Context, path string, folder bool, o opener) (*Backup, error) {
	if folder {
		return newest(ctx, path, o)
	}
	b := &Backup{path: path, opener: o}
	if filepath.Ext(path) == snapshotSuffix {
		return b, b.inFolder(filepath.Dir(path))
	}
	return b, b.stream(ctx, func(*streamReader) error { return nil })
}

// stream opens the file.
func (b *Backup) stream(ctx context.Context, fn func(s *streamReader) error) error {
	return streamOf(ctx, b.path, b.opener, fn)
}

func streamOf(ctx context.Context, path string, o opener, fn func(s *streamReader) error) (err error) {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	r, err := unlock(bufio.NewReaderSize(interruptible{ctx, f}, 1<<20), o)
	if err != nil {
		return err
	}
	s, err := newStreamReader(r)
	if err != nil {
		return err
	}
	return fn(s)
}

// database writes the copy of the mail file into a folder and returns its path.
func (b *Backup) database(ctx context.Context, dir string) (path string, err error) {
	path = filepath.Join(dir, "backup.db")
	return path, b.stream(ctx, func(s *streamReader) (err error) {
		if err := s.next(); err != nil {
			return err
		}
		if s.kind != kindDatabase {
			return ErrNotBackup
		}
		f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if err != nil {
			return err
		}
		_, err = io.Copy(f, s)
		return errors.Join(err, f.Close())
	})
}

// octets gives out messages. A message that is damaged is passed over; where the file cannot
// be read on, the rest is.
func (b *Backup) octets(ctx context.Context, want func(sum) bool, put func(sum, int64, io.Reader) error) error {
	n := 0
	give := func(s *streamReader) error {
		for {
			if err := s.next(); err != nil {
				return err
			}
			if s.kind != kindOctets || !want(s.key) {
				continue
			}
			if err := put(s.key, s.size, s); err != nil && !errors.Is(err, errBroken) {
				return err
			}
			if n++; b.Progress != nil {
				b.Progress(n)
			}
		}
	}
	paths := []string{b.path}
	if b.packs != "" {
		paths = nil
		for _, p := range b.Manifest.Packs {
			paths = append(paths, packPath(b.packs, p.Name))
		}
	}
	for _, path := range paths {
		err := streamOf(ctx, path, b.opener, give)
		if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, errBroken) && !(b.packs != "" && errors.Is(err, os.ErrNotExist)) {
			return err
		}
	}
	return nil
}

// Restore puts back into an open store what it does not have, see storage.Store.Restore.
func (b *Backup) Restore(ctx context.Context, s *storage.Store, p storage.Pick) (r storage.Restored, err error) {
	err = b.with(ctx, s.Dir(), func(database string) error {
		r, err = s.Restore(ctx, database, p, b.octets)
		return err
	})
	return r, err
}

// RestoreNew makes the mail file of a data folder that has none, see storage.RestoreNew.
func (b *Backup) RestoreNew(ctx context.Context, dir string) (r storage.Restored, err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return r, err
	}
	err = b.with(ctx, dir, func(database string) error {
		r, err = storage.RestoreNew(ctx, dir, database, b.octets)
		return err
	})
	return r, err
}

func (b *Backup) with(ctx context.Context, near string, fn func(database string) error) error {
	return inTemp(near, func(dir string) error {
		database, err := b.database(ctx, dir)
		if err != nil {
			return err
		}
		return fn(database)
	})
}

// Verified tells what was found in a backup.
type Verified struct {
	Manifest Manifest
	Messages int          // all of them
	Damaged  []mailbox.ID // those that are not there as they came
}

// Verify reads all of a backup. Err is ErrDamaged where any of it is not as it was written.
func (b *Backup) Verify(ctx context.Context) (v Verified, err error) {
	whole := map[sum]bool{}
	var first error
	note := func(err error) error {
		if errors.Is(err, errBroken) || b.packs != "" && errors.Is(err, os.ErrNotExist) {
			if first == nil {
				first = err
				if !errors.Is(err, errBroken) {
					first = broken("a file of it is missing")
				}
			}
			return nil
		}
		return err
	}
	read := func(s *streamReader) error {
		return through(s, func(r *read) error {
			switch {
			case r.err != nil:
				return note(r.err)
			case r.kind == kindOctets:
				whole[r.key] = true
			case r.kind == kindManifest:
				if err := json.Unmarshal(r.raw, &b.Manifest); err != nil {
					return broken("its manifest cannot be read")
				}
			}
			return nil
		})
	}
	if err := note(b.stream(ctx, read)); err != nil {
		return v, err
	}
	if b.packs != "" {
		for _, p := range b.Manifest.Packs {
			if err := note(streamOf(ctx, packPath(b.packs, p.Name), b.opener, read)); err != nil {
				return v, err
			}
		}
	}
	v.Manifest = b.Manifest
	err = b.with(ctx, "", func(database string) error {
		return storage.EachCopied(ctx, database, func(id mailbox.ID, key sum) error {
			if v.Messages++; !whole[key] {
				v.Damaged = append(v.Damaged, id)
			}
			return nil
		})
	})
	if err := note(err); err != nil {
		return v, err
	}
	if first == nil && len(v.Damaged) > len(v.Manifest.Damaged) {
		first = broken("messages are missing")
	}
	return v, first
}
