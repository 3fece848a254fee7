package backup

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"popmail/storage"
	"popmail/storage/mailbox"
)

// Backup is one that can be read.
type Backup struct {
	path  string // of the file; "": it is what packs hold, of which nothing else is known
	packs string // the folder of its packs; "": it holds all
	opener
	// Near is a folder for what is needed while it is read, such as the data folder: its lists lie open
	// there. "": that of the system.
	Near string
	// Asked says that the person has named what is picked. It cannot be told any more where the lists
	// are damaged: the messages alone have one folder, and other numbers.
	Asked bool
	// Progress is told of the messages that are put back; nil: nobody is.
	Progress func(messages int)
	Manifest Manifest // of one in a folder; of another one as soon as it was read to its end
}

// Open finds a backup: a file, or a folder, of which it is the newest that is whole, those of the
// data folders of before all others: several computers may share a place. Where a folder has none itself it is
// the one of the folders below it that are made in a chosen place, see List. One with a password wants it
// here: ErrPassword, ErrWrong.
func Open(ctx context.Context, path, password string, of ...string) (*Backup, error) {
	st, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if st.IsDir() {
		if packs, err := packsIn(path); err == nil && len(packs) == 0 && len(snapshots(path)) == 0 {
			return openBelow(ctx, path, password, of)
		}
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
	return open(ctx, path, st.IsDir(), o, of...)
}

// openBelow finds one in the folders that are made in a chosen place.
func openBelow(ctx context.Context, place, password string, of []string) (*Backup, error) {
	list, err := List(place)
	if err != nil {
		return nil, err
	}
	for _, data := range of {
		mine := Mine(data)
		slices.SortStableFunc(list, func(a, b Made) int {
			switch am, bm := mine(a.Manifest), mine(b.Manifest); {
			case am == bm:
				return 0
			case am:
				return -1
			}
			return 1
		})
	}
	var dirs []string
	for _, m := range list {
		dirs = append(dirs, filepath.Dir(m.Path))
	}
	var first error
	seen := map[string]bool{}
	for _, dir := range append(dirs, Alone(place)...) {
		if seen[dir] {
			continue
		}
		seen[dir] = true
		b, err := Open(ctx, dir, password, of...)
		if !errors.Is(err, errBroken) && !errors.Is(err, ErrNothing) { // an older one is not taken for a password that is missing
			return b, err
		}
		first = cmp.Or(first, err)
	}
	return nil, cmp.Or(first, fmt.Errorf("%s: %w", place, ErrNothing))
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

func open(ctx context.Context, path string, folder bool, o opener, of ...string) (*Backup, error) {
	if folder {
		return newest(ctx, path, o, of...)
	}
	b := &Backup{path: path, opener: o}
	if filepath.Ext(path) == snapshotSuffix {
		return b, b.inFolder(filepath.Dir(path))
	}
	return b, b.canOpen(ctx)
}

// canOpen reports by an error that a file is no backup, or cannot be opened with what is known
// here.
func (b *Backup) canOpen(ctx context.Context) error {
	var err error
	for _, path := range b.files() {
		err = streamOf(ctx, path, b.opener, func(*streamReader) error { return nil })
		switch {
		case b.packs != "" && (errors.Is(err, errBroken) || errors.Is(err, ErrNotBackup) || errors.Is(err, ErrWrong) && b.key != nil):
			continue // perhaps only this pack, or only where it begins
		case errors.Is(err, errBroken), errors.Is(err, ErrNotBackup):
			if _, e := lastManifest(path, b.opener); e == nil {
				err = nil
			}
		}
		return err
	}
	if errors.Is(err, errBroken) || errors.Is(err, ErrNotBackup) {
		err = nil
	}
	return err
}

// files are those with octets of messages.
func (b *Backup) files() []string {
	if b.packs == "" {
		return []string{b.path}
	}
	var paths []string
	for _, p := range b.Manifest.Packs {
		paths = append(paths, packPath(b.packs, p.Name))
	}
	return paths
}

func streamOf(ctx context.Context, path string, o opener, fn func(s *streamReader) error) error {
	return unlocked(ctx, path, o, func(r io.Reader) error {
		s, err := newStreamReader(r)
		if err != nil {
			return err
		}
		return fn(s)
	})
}

// unlocked opens a file and calls fn with what is behind its lock, if there is one.
func unlocked(ctx context.Context, path string, o opener, fn func(r io.Reader) error) (err error) {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	h, err := openHead(f)
	if err != nil {
		return err
	}
	r, err := unlock(bufio.NewReaderSize(interruptible{ctx, h.reader()}, unlockBlock), o)
	if err != nil {
		return err
	}
	return fn(r)
}

// errNoLists says that the copy of the mail file cannot be read.
var errNoLists = fmt.Errorf("%w: its lists cannot be read", errBroken)

// hasLists reports by an error that the copy of the mail file cannot be read.
func (b *Backup) hasLists(ctx context.Context) error {
	return b.lists(ctx, func(r io.Reader) error { _, err := io.Copy(io.Discard, r); return err })
}

// lists gives out the copy of the mail file: the first that can be read whole, so take may be
// called twice.
func (b *Backup) lists(ctx context.Context, take func(r io.Reader) error) error {
	if b.path == "" {
		return errNoLists
	}
	first := func(s *streamReader) error {
		if err := s.next(); err != nil {
			return err
		}
		if s.kind != kindDatabase {
			return ErrNotBackup
		}
		return take(s)
	}
	err := streamOf(ctx, b.path, b.opener, first)
	if !errors.Is(err, errBroken) && !errors.Is(err, ErrNotBackup) {
		return err
	}
	found := false
	_, err = eachRecord(ctx, b.path, b.opener, func(s *streamReader) error {
		if s.kind != kindDatabase || found {
			return nil
		}
		err := take(s)
		found = err == nil
		return err
	})
	if err == nil && !found {
		err = errNoLists
	}
	return err
}

// database writes the copy of the mail file into a folder and returns its path. Where it cannot
// be read it is one of the messages alone, and lost says so.
func (b *Backup) database(ctx context.Context, dir string) (path string, lost *lost, err error) {
	path = filepath.Join(dir, "backup.db")
	err = b.lists(ctx, func(r io.Reader) error {
		f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
		if err != nil {
			return err
		}
		_, err = io.Copy(f, r)
		return errors.Join(err, f.Close())
	})
	if !errors.Is(err, errNoLists) {
		return path, nil, err
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return path, nil, err
	}
	return b.messagesAlone(ctx, path)
}

// octets gives out messages. What is damaged is passed over.
func (b *Backup) octets(ctx context.Context, want func(sum) bool, put func(sum, int64, io.Reader) error) error {
	n := 0
	give := func(s *streamReader) error {
		if s.kind != kindOctets || !want(s.key) {
			return nil
		}
		if err := put(s.key, s.size, s); err != nil {
			return err
		}
		if n++; b.Progress != nil {
			b.Progress(n)
		}
		return nil
	}
	for _, path := range b.files() {
		_, err := eachRecord(ctx, path, b.opener, give)
		if err != nil && !(b.packs != "" && (errors.Is(err, os.ErrNotExist) || errors.Is(err, errBroken) || errors.Is(err, ErrWrong))) { // a pack of another key is damaged
			return err
		}
	}
	return nil
}

// Restore puts back into an open store what it does not have, see storage.Store.Restore.
func (b *Backup) Restore(ctx context.Context, s *storage.Store, p storage.Pick) (r storage.Restored, err error) {
	err = b.with(ctx, s.Dir(), func(database string, lost *lost) error {
		if err := b.allows(lost, p); err != nil {
			return err
		}
		if r, err = s.Restore(ctx, database, p, b.octets); err != nil || lost == nil || len(p.Messages) > 0 {
			return err
		}
		n, err := lost.lacking(ctx, s)
		r.Missing += n
		r.ListsLost, r.Unsure = true, lost.unsure
		return err
	})
	return r, err
}

// RestoreNew makes the mail file of a data folder that has none, see storage.RestoreNew.
func (b *Backup) RestoreNew(ctx context.Context, dir string, p storage.Pick) (r storage.Restored, err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return r, err
	}
	err = b.with(ctx, dir, func(database string, lost *lost) error {
		if err := b.allows(lost, p); err != nil {
			return err
		}
		if r, err = storage.RestoreNew(ctx, dir, database, p, b.octets); err != nil || lost == nil || len(p.Messages) > 0 {
			return err
		}
		r.ListsLost, r.Missing, r.Unsure = true, r.Missing+len(lost.keys), lost.unsure
		return nil
	})
	return r, err
}

// with calls fn with the copy of the mail file, and with what is lost of the backup where that could not be
// read: nil where it could.
func (b *Backup) with(ctx context.Context, near string, fn func(database string, lost *lost) error) error {
	return inTemp(near, func(dir string) error {
		database, lost, err := b.database(ctx, dir)
		if err != nil {
			return err
		}
		return fn(database, lost)
	})
}

// Verified tells what was found in a backup.
type Verified struct {
	Manifest Manifest
	Messages int          // all of them
	Damaged  []mailbox.ID // those that are not there as they came
	// ListsLost says that its lists cannot be read: Messages are those that can, their folders and
	// marks are gone, and Lost more are damaged, or Unsure: some more may be.
	ListsLost bool
	Lost      int
	Unsure    bool
}

// Verify reads all of a backup. Err is ErrDamaged where any of it is not as it was written.
func (b *Backup) Verify(ctx context.Context) (v Verified, err error) {
	whole := map[sum]bool{}
	var first error
	note := func(err error) error {
		if errors.Is(err, errBroken) || b.packs != "" && (errors.Is(err, os.ErrNotExist) || errors.Is(err, ErrWrong)) {
			if first == nil {
				first = err
				if !errors.Is(err, errBroken) {
					first = broken("a file of it is missing, or has another key")
				}
			}
			return nil
		}
		return err
	}
	fast := func(r io.Reader) error {
		s, err := newStreamReader(r)
		if err != nil {
			return err
		}
		return through(s, func(r *read) error {
			switch {
			case r.err != nil:
				return r.err
			case r.kind == kindOctets:
				whole[r.key] = true
			case r.kind == kindManifest:
				if json.Unmarshal(r.raw, &b.Manifest) != nil {
					return broken("its manifest cannot be read")
				}
			}
			return nil
		})
	}
	careful := func(s *streamReader) error {
		if s.kind == kindManifest {
			m, err := readManifest(s)
			if err == nil {
				b.Manifest = m
			}
			return err
		}
		n, err := io.Copy(io.Discard, s)
		if err == nil && n == s.size && s.kind == kindOctets {
			whole[s.key] = true
		}
		return err
	}
	files := b.files()
	if b.packs != "" && b.path != "" {
		files = append([]string{b.path}, files...)
	}
	for _, path := range files {
		err := unlocked(ctx, path, b.opener, func(r io.Reader) error { return ahead(r, fast) })
		if errors.Is(err, errBroken) || errors.Is(err, ErrNotBackup) {
			if _, e := eachRecord(ctx, path, b.opener, careful); e != nil && !errors.Is(e, errBroken) {
				err = e
			} else if errors.Is(err, ErrNotBackup) {
				err = broken("its first octets are not those of a backup")
			}
		}
		if err == nil {
			err = headHurt(path)
		}
		if err := note(err); err != nil {
			return v, err
		}
	}
	if b.path == "" {
		if err := note(errNoLists); err != nil {
			return v, err
		}
	}
	v.Manifest = b.Manifest
	err = b.with(ctx, b.Near, func(database string, lost *lost) error {
		if lost != nil {
			v.ListsLost, v.Lost, v.Unsure = true, len(lost.keys), lost.unsure
		}
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
