package storage

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"path/filepath"
)

// Shelf writes octets of a message, which are known by their SHA-256, into w, and checks them
// by it. Those that it does not have as they came are mailbox.ErrDamaged.
type Shelf func(ctx context.Context, sum [sha256.Size]byte, w io.Writer) error

// OpenCopied opens the file FileName in dir that Copy has made, so that its mail can be listed,
// read and searched; octets come from the shelf. The file is brought up to date, and gets an
// index of words: it is no copy any more that Restore could read.
func OpenCopied(ctx context.Context, dir string, shelf Shelf) (*Store, error) {
	w, err := openBare(ctx, filepath.Join(dir, FileName))
	if err != nil {
		return nil, problem(err)
	}
	for _, q := range []string{
		fmt.Sprintf("UPDATE octets SET codec = %d WHERE size > 0", codecShelf),
		"INSERT OR IGNORE INTO unindexed (message, words) SELECT id, x'' FROM messages",
	} {
		if _, err := w.conn.ExecContext(ctx, q); err != nil {
			return nil, problem(errors.Join(err, w.closeBare()))
		}
	}
	if err := w.closeBare(); err != nil {
		return nil, problem(err)
	}
	s, err := Open(ctx, dir, &Options{shelf: shelf})
	if err == nil {
		s.wakeIndex()
	}
	return s, err
}

// fromShelf reads octets whole.
func (s *Store) fromShelf(ctx context.Context, sum []byte, size int64) ([]byte, error) {
	if len(sum) != sha256.Size || size < 0 || size > 1<<31 || s.shelf == nil {
		return nil, damaged(errors.New("its octets are not here"))
	}
	b := bytes.NewBuffer(make([]byte, 0, size))
	err := s.shelf(ctx, [sha256.Size]byte(sum), b)
	return b.Bytes(), err
}

// first keeps the first of what is written, and then wants no more.
type first struct {
	octets []byte
	left   int64
}

var errEnough = errors.New("no more is wanted")

func (f *first) Write(b []byte) (int, error) {
	n := min(f.left, int64(len(b)))
	f.octets, f.left = append(f.octets, b[:n]...), f.left-n
	if f.left == 0 {
		return int(n), errEnough
	}
	return len(b), nil
}
