package backup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"popmail/storage"
	"popmail/storage/mailbox"
)

// Looked is a backup whose mail is listed, read and searched as that of a store. Nothing of it
// is in the mail file, and what is done to the store is not done to the backup.
type Looked struct {
	*storage.Store
	drop  func() error
	files []*at // those that are kept open
	where map[sum]shelved
	key   opener // of the packs
}

// shelved is where the octets of a message lie.
type shelved struct {
	path  string // of a pack, which is opened for each message: its disk may be taken away meanwhile
	file  *at    // or what is open
	place int64
}

// Look opens the backup to be read. What it needs besides lies in a folder of its own in the
// folder near until Close; the octets of messages stay where they are.
func (b *Backup) Look(ctx context.Context, near string) (_ *Looked, err error) {
	dir, drop, err := newTemp(near)
	if err != nil {
		return nil, err
	}
	l := &Looked{drop: drop, key: b.opener, where: map[sum]shelved{}}
	defer func() {
		if err != nil {
			err = errors.Join(err, l.Close())
		}
	}()
	if err := l.find(ctx, b); err != nil {
		return nil, err
	}
	path, _, err := b.database(ctx, dir)
	if err == nil {
		err = os.Rename(path, filepath.Join(dir, storage.FileName))
	}
	if err == nil {
		l.Store, err = storage.OpenCopied(ctx, dir, l.octets)
	}
	return l, err
}

// find finds out where octets lie. Packs that are missing or damaged are left out.
func (l *Looked) find(ctx context.Context, b *Backup) error {
	for _, path := range b.files() {
		in := shelved{path: path}
		f, err := openAt(path, b.opener)
		if err == nil {
			if b.packs == "" {
				in.path, in.file = "", f
				l.files = append(l.files, f)
			}
			_, err = f.index(func(key sum, place int64) { in.place = place; l.where[key] = in })
			if b.packs != "" {
				err = errors.Join(err, f.Close())
			}
			if errors.Is(err, errBroken) { // the index is what is damaged
				_, err = eachRecord(ctx, path, b.opener, func(s *streamReader) error {
					if s.kind == kindOctets {
						in.place = s.begin
						l.where[s.key] = in
					}
					return nil
				})
			}
		}
		if err != nil && !errors.Is(err, errBroken) && !(b.packs != "" && (errors.Is(err, os.ErrNotExist) || errors.Is(err, ErrWrong))) {
			return err
		}
	}
	return nil
}

// octets is a storage.Shelf.
func (l *Looked) octets(ctx context.Context, key sum, w io.Writer) (err error) {
	at, ok := l.where[key]
	if !ok {
		return fmt.Errorf("%w: the backup does not have it", mailbox.ErrDamaged)
	}
	f := at.file
	if f == nil {
		if f, err = openAt(at.path, l.key); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, f.Close()) }()
	}
	if err = f.octets(ctx, at.place, key, w); errors.Is(err, errBroken) {
		err = fmt.Errorf("%w: %w", mailbox.ErrDamaged, err)
	}
	return err
}

// Close ends it.
func (l *Looked) Close() (err error) {
	if l.Store != nil {
		err = l.Store.Close()
	}
	for _, f := range l.files {
		err = errors.Join(err, f.Close())
	}
	return errors.Join(err, l.drop())
}
