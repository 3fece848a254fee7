package storage

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"time"

	"popmail/account/spool"
	"popmail/storage/eml"
	"popmail/storage/mailbox"
)

// madeOfOctets marks, as state.edits, a file of CopyOctets: nothing says whose its messages are.
const madeOfOctets = -1

// CopyOctets makes the file path, which must not be there, as Copy would of a store that had
// the messages of a backup and nothing else: it is for one whose copy of the mail file cannot
// be read. The messages lie in the inbox of no account, each once, and are read.
func CopyOctets(ctx context.Context, path string, octets Octets) (err error) {
	defer func() { err = problem(err) }()
	w, err := openBare(ctx, path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.closeBare()) }()
	seen := map[[sha256.Size]byte]struct{}{}
	next, now := mailbox.ID(1), time.Now()
	var batch []*digest
	flush := func() error {
		err := w.run(ctx, &tx{conn: w.conn, now: time.Now}, func(t *tx) error {
			folder, err := roleFolder(t, 0, mailbox.Inbox)
			if err != nil {
				return err
			}
			for _, d := range batch {
				date := d.Date
				if date.IsZero() || date.After(now) {
					date = now
				}
				if err := insertMessage(t, next, 0, folder, date, now, mailbox.Read, []byte{}, d); err != nil {
					return err
				}
				next++
			}
			_, err = t.exec("UPDATE state SET next_message = ?, edits = ?", next, madeOfOctets)
			return err
		})
		batch = batch[:0]
		return err
	}
	want := func(sum [sha256.Size]byte) bool { _, there := seen[sum]; return !there }
	err = octets(ctx, want, func(sum [sha256.Size]byte, size int64, r io.Reader) error {
		if err := ctx.Err(); err != nil || !want(sum) {
			return err
		}
		d, err := rowOf(filepath.Dir(path), sum, size, r)
		if d == nil || err != nil {
			return err
		}
		seen[sum] = struct{}{}
		if batch = append(batch, d); len(batch) < restoreCount {
			return nil
		}
		return flush()
	})
	if err != nil {
		return err
	}
	return flush()
}

// rowOf reads what the row of a message shows, without octets; nil: these are not those of the
// checksum. Large ones lie in a file in dir meanwhile.
func rowOf(dir string, sum [sha256.Size]byte, size int64, r io.Reader) (d *digest, err error) {
	d = &digest{size: size, sum: sum, codec: codecLoose, data: []byte{}}
	read := func(raw []byte) {
		row, _ := eml.ReadRow(context.Background(), raw) // with which there is no error
		d.Row = *row
		d.tidy(raw)
	}
	if size <= largeMessage {
		raw, err := io.ReadAll(io.LimitReader(r, size+1))
		if err != nil {
			return nil, err
		}
		if int64(len(raw)) != size || sha256.Sum256(raw) != sum {
			return nil, nil
		}
		read(raw)
		return d, nil
	}
	f, err := spool.Create(dir, "restore")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if _, err = io.Copy(f, r); err != nil {
		return nil, err
	}
	if f.Size() != size || f.Sum() != sum {
		return nil, nil
	}
	raw, err := f.Octets()
	if err != nil {
		return nil, err
	}
	if err := f.Look(func() { read(raw) }); err != nil {
		return nil, fmt.Errorf("a large message: %w", err)
	}
	return d, nil
}
