package storage

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"time"

	"popmail/storage/mailbox"
)

// Rescued tells what was saved from a damaged mail file.
type Rescued struct {
	Messages int    // in the new file
	Lost     int    // messages of which only a part could be read
	Accounts int    // whose settings could be read
	Unknown  bool   // there is mail of accounts whose settings could not be read, or of which it is not known whose it is
	Aside    string // where the damaged file is now

	lost [][sha256.Size]byte // the checksums of those of Lost of which that could be read
}

// Missing is how many of the lost messages the mail file of dir does not have, as after a
// backup was put back. One of which nobody knows what it was is missing.
func (r *Rescued) Missing(ctx context.Context, dir string) (n int, err error) {
	n = r.Lost
	left := map[[sha256.Size]byte]int{}
	for _, sum := range r.lost {
		left[sum]++
	}
	if len(left) == 0 {
		return n, nil
	}
	db, err := sql.Open("sqlite3", dsn(filepath.Join(dir, FileName), 30*time.Second, "_query_only=1"))
	if err != nil {
		return n, problem(err)
	}
	defer func() { err = problem(errors.Join(err, db.Close())) }()
	rows, err := db.QueryContext(ctx, "SELECT sha256 FROM octets WHERE message IN (SELECT id FROM messages)")
	var sum sql.RawBytes
	err = each(rows, err, func(rows *sql.Rows) error {
		if err := rows.Scan(&sum); err != nil || len(sum) != sha256.Size {
			return err
		}
		if key := [sha256.Size]byte(sum); left[key] > 0 {
			left[key]--
			n--
		}
		return nil
	})
	return n, err
}

// Rescue puts what can be read of the damaged mail file of dir into a new one,
// which takes its place: mail, and whatever else a person has typed or decided. Messages
// are trusted by their checksum, whatever the structure of the file says. The damaged file is renamed and stays as it is.
// Nobody has the file open meanwhile, nor opens it: others are waited for, and where they do not end the
// error is mailbox.ErrBusy. Where it fails, all is as it was.
func Rescue(ctx context.Context, dir string, now time.Time) (r Rescued, err error) {
	return rescue(ctx, dir, now, func(*finder) {})
}

// Afresh is Rescue without mail that has come from a server: it comes again if it is still
// there. Accounts, contacts and letters that were written here are saved, and what is not here
// any more stays away. So are messages in the Trash, and those of which a person has said when
// they go from their server, as far as they can be read: else they would come again without
// that. Other mail that did not come from a server is left out.
func Afresh(ctx context.Context, dir string, now time.Time) (r Rescued, err error) {
	return rescue(ctx, dir, now, func(f *finder) {
		maps.DeleteFunc(f.octets, func(id int64, _ cell) bool {
			_, written := f.letters[id]
			return !written && !f.wishes[id] && f.folders[f.messages[id].folder].role != mailbox.Trash
		})
		delete(f.found, "elsewhere") // what another program has brought is left out as well
	})
}

// rescue is Rescue of what less leaves of what was found.
func rescue(ctx context.Context, dir string, now time.Time, less func(*finder)) (r Rescued, err error) {
	begun := time.Now()
	defer func() {
		slog.Info("the mail file was rescued", "messages", r.Messages, "lost", r.Lost, "accounts", r.Accounts, "aside", filepath.Base(r.Aside), "took", time.Since(begun), "error", err)
	}()
	alone, err := use(ctx, dir, true, rescuePatience)
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, unuse(alone)) }()
	path := filepath.Join(dir, FileName)
	p, err := openPages(path)
	if err != nil {
		return r, problem(err)
	}
	defer func() {
		if p != nil {
			err = errors.Join(err, p.Close())
		}
	}()
	temp, err := os.MkdirTemp(dir, rescueFolder)
	if err != nil {
		return r, problem(err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(temp)) }()
	s, err := Open(ctx, temp, nil)
	if err != nil {
		return r, err
	}
	f := newFinder(p)
	if err = f.look(ctx); err == nil {
		less(f)
		err = f.fill(ctx, s, &r)
	}
	if err = errors.Join(err, s.Close()); err != nil {
		return r, err
	}
	if err := os.WriteFile(filepath.Join(temp, rescueWhole), nil, 0o600); err != nil {
		return r, problem(err)
	}
	err, p = p.Close(), nil // Windows does not rename what is open
	if err != nil {
		return r, problem(err)
	}
	aside, back, err := setAside(path, now)
	if err != nil {
		return r, problem(err)
	}
	sign(dir)
	if err := os.Rename(filepath.Join(temp, FileName), path); err != nil {
		return r, problem(errors.Join(err, back()))
	}
	r.Aside = aside
	return r, nil
}

// setAside gives a mail file and what belongs to it another name; back undoes that. Where the
// disk has links the mail file keeps its own name as well, until another takes it: there is one
// at any time, whatever ends the program.
func setAside(path string, now time.Time) (aside string, back func() error, err error) {
	for i := 1; ; i++ {
		aside = filepath.Join(filepath.Dir(path), "popmail damaged "+now.Format(time.DateOnly))
		if i > 1 {
			aside += fmt.Sprintf(" (%d)", i)
		}
		aside += ".db"
		if _, err := os.Lstat(aside); errors.Is(err, fs.ErrNotExist) {
			break
		} else if err != nil {
			return "", nil, err
		}
	}
	linked := os.Link(path, aside) == nil
	var moved []string
	back = func() (err error) {
		for _, suffix := range moved {
			err = errors.Join(err, os.Rename(aside+suffix, path+suffix))
		}
		if linked {
			err = errors.Join(err, os.Remove(aside))
		}
		return err
	}
	move := []string{"-wal", "-shm"} // or they would spoil the new file
	if !linked {
		move = append(move, "")
	}
	for _, suffix := range move {
		switch err := os.Rename(path+suffix, aside+suffix); {
		case err == nil:
			moved = append(moved, suffix)
		case suffix == "" || !errors.Is(err, fs.ErrNotExist):
			return "", nil, errors.Join(err, back())
		}
	}
	return aside, back, nil
}
