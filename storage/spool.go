package storage

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"path/filepath"

	"popmail/account"
	"popmail/account/spool"
	"popmail/storage/mailbox"
)

// spoolFolder is where large messages lie while they arrive and while they are read, in the
// data folder. Nothing in it is needed after the process that made it.
const spoolFolder = "spool"

// Spool makes a file for a message of an account that is on its way, see fetch.Session.
func (s *Store) Spool(id account.ID) (*spool.File, error) {
	return spool.Create(filepath.Join(s.dir, spoolFolder), fmt.Sprint(id))
}

// Stream writes the octets as received into w. They are checked before the first is written:
// those of a large message, which are never in memory at once, are read twice for that.
func (s *Store) Stream(ctx context.Context, id mailbox.ID, w io.Writer) error {
	large, err := s.large(ctx, s.r, id)
	if err != nil {
		return err
	}
	if !large {
		raw, err := s.Raw(ctx, id)
		if err == nil {
			_, err = w.Write(raw)
		}
		return err
	}
	if err = s.pour(ctx, s.r, id, io.Discard); errors.Is(err, mailbox.ErrDamaged) {
		err = s.pour(ctx, s.r, id, io.Discard) // pieces may have been replaced while they were read
	}
	if err != nil {
		return err
	}
	return s.pour(ctx, s.r, id, w)
}

// Beginning returns the first most octets of a message as received, or all where it has no
// more. Those of a large one are not checked against its checksum, which is that of all.
func (s *Store) Beginning(ctx context.Context, id mailbox.ID, most int64) ([]byte, error) {
	large, err := s.large(ctx, s.r, id)
	if err != nil {
		return nil, err
	}
	if !large {
		raw, err := s.Raw(ctx, id)
		return raw[:min(most, int64(len(raw)))], err
	}
	if s.shelf != nil {
		head := &first{left: most}
		if err = s.pour(ctx, s.r, id, head); errors.Is(err, errEnough) {
			err = nil
		}
		return head.octets, err
	}
	var out []byte
	err = s.pieces(ctx, id, 0, most, func(b []byte) error {
		out = append(out, b...)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("message %d: %w", id, problem(err))
	}
	return out, nil
}

// Look has fn read the octets of a message as received; those of a large one are not in
// memory. They are not to be used after fn.
func (s *Store) Look(ctx context.Context, id mailbox.ID, fn func(raw []byte) error) error {
	raw, f, err := s.lay(ctx, s.r, id)
	if err != nil {
		return err
	}
	lost := f.Look(func() { err = fn(raw) })
	return errors.Join(lost, err, f.Close())
}

// laidFrom is the size in octets from which on a message is not brought into memory to be read.
const laidFrom = 8 << 20

// large reports whether a message is there and large.
func (s *Store) large(ctx context.Context, q querier, id mailbox.ID) (large bool, err error) {
	err = q.QueryRowContext(ctx, "SELECT count(*) > 0 FROM octets WHERE message = ? AND codec IN (?, ?) AND size > ?", id, codecPiece, codecShelf, laidFrom).Scan(&large)
	if err != nil {
		err = fmt.Errorf("message %d: %w", id, problem(err))
	}
	return large, err
}

// lay returns the octets of a message as rawFrom does; those of a large one lie in f, and are
// to be read within f.Look. Who asks closes f, which is nil where they are in memory.
func (s *Store) lay(ctx context.Context, q querier, id mailbox.ID) (raw []byte, f *spool.File, err error) {
	large, err := s.large(ctx, q, id)
	if err != nil {
		return nil, nil, err
	}
	for try := 0; large && try < 2; try++ {
		f, err := spool.Create(filepath.Join(s.dir, spoolFolder), fmt.Sprint("m", id))
		if err != nil {
			break // nothing can be written here
		}
		if err = s.pour(ctx, q, id, f); err == nil {
			if raw, err = f.Octets(); err == nil {
				return raw, f, nil
			}
		}
		_ = f.Close() // nothing of it is wanted
		if !errors.Is(err, mailbox.ErrDamaged) {
			break // there is no room, or it is gone
		}
		// Pieces may have been replaced while they were read.
	}
	raw, err = s.rawFrom(ctx, q, id)
	return raw, nil, err
}

// pour writes the octets of a message into w as they are read, and checks them at the end.
func (s *Store) pour(ctx context.Context, q querier, id mailbox.ID, w io.Writer) (err error) {
	defer func() { err = s.unread(err) }()
	var codec int
	var size int64
	var sum []byte
	err = q.QueryRowContext(ctx, "SELECT codec, size, sha256 FROM octets WHERE message = ?", id).Scan(&codec, &size, &sum)
	if errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("message %d: %w", id, mailbox.ErrNotFound)
	}
	if err == nil && codec == codecShelf && len(sum) == sha256.Size {
		return problem(s.shelf(ctx, [sha256.Size]byte(sum), w))
	}
	if err == nil && codec != codecPiece {
		raw, err := s.rawFrom(ctx, q, id)
		if err == nil {
			_, err = w.Write(raw)
		}
		return err
	}
	h := sha256.New()
	var written int64
	if err == nil {
		var piece []byte
		err = eachPiece(ctx, q, func(p *storedPiece) (err error) {
			if piece, err = p.unpack(piece[:0], size); err == nil {
				_, err = io.MultiWriter(h, w).Write(piece)
			}
			written += int64(len(piece))
			return err
		}, selectPieces, id)
	}
	if err == nil && (written != size || !bytes.Equal(h.Sum(nil), sum)) {
		err = damaged(errors.New("the checksum does not fit"))
	}
	if err != nil {
		return fmt.Errorf("message %d: %w", id, problem(err))
	}
	return nil
}
