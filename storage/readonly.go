package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"syscall"
	"time"

	"github.com/mattn/go-sqlite3"

	"popmail/storage/mailbox"
	"popmail/storage/migrations"
)

// Unwritable is why nothing can be changed, a *mailbox.FileError; nil: the file can
// be written. It stays as it is while the store is open.
func (s *Store) Unwritable() error { return s.unwritable }

// cannotWrite reports whether err says that something cannot be written, which
// says nothing about whether it can be read.
func cannotWrite(err error) bool {
	for _, e := range []error{syscall.EROFS, syscall.EACCES, syscall.EPERM, syscall.ENOSPC, syscall.EDQUOT, os.ErrPermission} {
		if errors.Is(err, e) {
			return true
		}
	}
	se, ok := errors.AsType[sqlite3.Error](err)
	if !ok {
		return false
	}
	switch se.Code {
	case sqlite3.ErrReadonly, sqlite3.ErrCantOpen, sqlite3.ErrPerm, sqlite3.ErrFull, sqlite3.ErrIoErr:
		return true
	}
	return false
}

// openToRead opens the file without writing anywhere; why is the reason for that.
func (s *Store) openToRead(ctx context.Context, busy time.Duration, why error) error {
	modes := []string{"mode=ro"}
	if s.logSize() == 0 {
		// A file in the mode of the write-ahead log wants an index of that log in the
		// same folder, also for reading. Where the log holds nothing the file is all
		// there is, and nobody changes it
		// (https://www.sqlite.org/wal.html#read_only_databases).
		modes = append(modes, "mode=ro&immutable=1")
	}
	var errs []error
	for _, mode := range modes {
		err := s.openReaders(ctx, busy, mode)
		if err == nil {
			file, ok := errors.AsType[*mailbox.FileError](why)
			s.unwritable = &mailbox.FileError{Full: ok && file.Full, Err: fmt.Errorf("%w: %w", mailbox.ErrReadOnly, why)}
			s.w, s.checkpoints, s.stop, s.readMode = nil, nil, func() {}, "&"+mode
			return nil
		}
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// openReaders opens the pool of connections that read, if the file is one that this
// program can read as it is.
func (s *Store) openReaders(ctx context.Context, busy time.Duration, mode string) (err error) {
	steps, err := migrations.All()
	if err != nil {
		return err
	}
	db, err := sql.Open("sqlite3", dsn(s.path, busy, "_query_only=1&_cache_size=-8192&"+mode))
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, db.Close())
		}
	}()
	db.SetMaxOpenConns(readers)
	db.SetMaxIdleConns(readers)
	c, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	version, err := checkVersion(ctx, c, len(steps))
	if err = errors.Join(err, c.Close()); err != nil {
		return err
	}
	if version != len(steps) {
		return fmt.Errorf("the mail file is of version %d and cannot be brought to %d", version, len(steps))
	}
	s.r = db
	return nil
}
