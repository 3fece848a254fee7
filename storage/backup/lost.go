package backup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"popmail/storage"
)

// lost is what cannot be read of a backup whose copy of the mail file is damaged. Nothing but
// its messages is left of that.
type lost struct {
	keys   []sum // of messages that it is known to have had
	unsure bool  // there may have been more
}

// messagesAlone makes the copy of a mail file that has the messages which can be read and nothing
// else.
func (b *Backup) messagesAlone(ctx context.Context, path string) (string, *lost, error) {
	quiet, read := *b, map[sum]bool{}
	quiet.Progress = nil
	err := storage.CopyOctets(ctx, path, func(ctx context.Context, want func(sum) bool, put func(sum, int64, io.Reader) error) error {
		return quiet.octets(ctx, want, func(key sum, size int64, r io.Reader) error {
			got := &counted{r: r}
			err := put(key, size, got)
			if err == nil && got.err == nil { // put passes over what does not fit
				read[key] = true
			}
			return err
		})
	})
	if err != nil {
		return path, nil, err
	}
	l, err := b.lost(ctx, read)
	return path, l, err
}

// counted keeps why a record could not be read to its end.
type counted struct {
	r   io.Reader
	err error
}

func (c *counted) Read(b []byte) (int, error) {
	n, err := c.r.Read(b)
	if err != nil && !errors.Is(err, io.EOF) {
		c.err = err
	}
	return n, err
}

// lost finds out what the backup had besides the messages that were read: its indexes say so, and
// where one is damaged the heads of the records, as far as they can be found.
func (b *Backup) lost(ctx context.Context, read map[sum]bool) (*lost, error) {
	l, known := &lost{}, map[sum]bool{}
	note := func(key sum) {
		if known[key] {
			return
		}
		if known[key] = true; !read[key] {
			l.keys = append(l.keys, key)
		}
	}
	for _, path := range b.files() {
		f, err := openAt(path, b.opener)
		if err == nil {
			_, err = f.index(func(key sum, _ int64) { note(key) })
			err = errors.Join(err, f.Close())
		}
		if errors.Is(err, errBroken) {
			l.unsure = true
			_, err = eachRecord(ctx, path, b.opener, func(s *streamReader) error {
				if s.kind == kindOctets {
					note(s.key)
				}
				return nil
			})
		}
		switch {
		case err == nil:
		case errors.Is(err, errBroken), errors.Is(err, ErrNotBackup), b.packs != "" && (errors.Is(err, os.ErrNotExist) || errors.Is(err, ErrWrong)):
			l.unsure = true
		default:
			return nil, err
		}
	}
	return l, nil
}

// allows reports by an error that a part was named of a backup of which nobody knows any more what
// folders and numbers it had.
func (b *Backup) allows(l *lost, p storage.Pick) error {
	if l != nil && b.Asked && !p.All() {
		return fmt.Errorf("%w: only all of it can be brought back", errNoLists)
	}
	return nil
}

// lacking counts the lost messages that a store does not have either.
func (l *lost) lacking(ctx context.Context, s *storage.Store) (n int, err error) {
	for _, key := range l.keys {
		has, err := s.HasOctets(ctx, key)
		if err != nil {
			return n, err
		}
		if !has {
			n++
		}
	}
	return n, nil
}
