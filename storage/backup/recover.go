package backup

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"popmail/storage"
	"popmail/storage/mailbox"
)

// Recovered tells what Recover has done.
type Recovered struct {
	storage.Restored
	Rescued *storage.Rescued // what came out of a damaged mail file; nil: it was whole, or not there
	New     bool             // there was no mail file
}

// Recover puts a backup back into a data folder, whatever is there: what a mail file holds
// stays, what can be read of a damaged one comes into a new one first (storage.Rescue), and a
// missing one is made. alone is called before a mail file is replaced or made: nobody may
// have the folder open then.
func (b *Backup) Recover(ctx context.Context, dir string, p storage.Pick, alone func() error) (r Recovered, err error) {
	path := filepath.Join(dir, storage.FileName)
	_, err = os.Lstat(path)
	if r.New = errors.Is(err, fs.ErrNotExist) && !storage.Orphaned(path); r.New {
		if err := alone(); err != nil {
			return r, err
		}
		r.Restored, err = b.RestoreNew(ctx, dir, p)
		return r, err
	}
	if r.Restored, err = b.into(ctx, dir, p); !storeDamaged(err) {
		return r, err
	}
	if err := alone(); err != nil {
		return r, err
	}
	got, err := storage.Rescue(ctx, dir, time.Now())
	if err != nil {
		return r, err
	}
	r.Rescued, p.Rescued = &got, true
	r.Restored, err = b.into(ctx, dir, p)
	return r, err
}

// into opens the store of a data folder for Restore.
func (b *Backup) into(ctx context.Context, dir string, p storage.Pick) (r storage.Restored, err error) {
	s, err := storage.Open(ctx, dir, nil)
	if err != nil {
		return r, err
	}
	// A message whose folder is not there is found by its octets, and in no list.
	if err = s.Sound(ctx); err == nil {
		r, err = b.Restore(ctx, s, p)
	}
	return r, errors.Join(err, s.Close())
}

// storeDamaged reports whether the mail file is what is damaged, and not the backup.
func storeDamaged(err error) bool {
	return (errors.Is(err, mailbox.ErrDamaged) || errors.Is(err, storage.ErrForeign)) && !errors.Is(err, errBroken)
}
