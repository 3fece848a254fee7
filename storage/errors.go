package storage

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"syscall"

	"github.com/mattn/go-sqlite3"

	"popmail/storage/mailbox"
)

// problem gives err its kind: a *mailbox.FileError for what the disk or the
// database reports, err itself for everything else.
func problem(err error) error {
	if err == nil {
		return nil
	}
	if _, ok := errors.AsType[*mailbox.FileError](err); ok {
		return err
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return &mailbox.FileError{Full: true, Err: err}
	}
	if se, ok := errors.AsType[sqlite3.Error](err); ok {
		switch {
		case se.Code == sqlite3.ErrInterrupt:
			return fmt.Errorf("%w: %w", context.Canceled, err)
		case se.Code == sqlite3.ErrFull, se.SystemErrno == syscall.ENOSPC, se.SystemErrno == syscall.EDQUOT:
			return &mailbox.FileError{Full: true, Err: err}
		case se.Code == sqlite3.ErrCorrupt, se.Code == sqlite3.ErrNotADB, se.Code == sqlite3.ErrError && se.Error() == "unsupported file format": // a number in its head
			err = fmt.Errorf("%w: %w", mailbox.ErrDamaged, err)
		case slices.Contains(lockErrors, se.ExtendedCode):
			err = fmt.Errorf("%w: %w", mailbox.ErrNoLocks, err)
		}
		return &mailbox.FileError{Err: err}
	}
	if _, ok := errors.AsType[*fs.PathError](err); ok {
		return &mailbox.FileError{Err: err}
	}
	if strings.Contains(err.Error(), scanError) {
		return &mailbox.FileError{Err: fmt.Errorf("%w: %w", mailbox.ErrDamaged, err)}
	}
	return err
}

// scanError is how the error of database/sql begins, which has no type, where a value is of another
// kind than its column is: nothing here writes such a value, a bit of the file is another one.
const scanError = "sql: Scan error on column index "

// lockErrors are those of a file system that knows no locks; those of another process are not among
// them.
var lockErrors = []sqlite3.ErrNoExtended{sqlite3.ErrIoErrLock, sqlite3.ErrIoErrRDlock, sqlite3.ErrIoErrUnlock, sqlite3.ErrIoErrCheckReservedLock, sqlite3.ErrIoErrSHMLock}

// unlockable adds mailbox.ErrNoLocks to an error of flock(2) where the file system knows no locks.
func unlockable(err error) error {
	if errors.Is(err, errors.ErrUnsupported) || errors.Is(err, syscall.ENOLCK) {
		err = &mailbox.FileError{Err: fmt.Errorf("%w: %w", mailbox.ErrNoLocks, err)}
	}
	return err
}

// lasting reports whether err would meet every message alike: the disk is full,
// the file cannot be written, the account is gone.
func lasting(err error) bool {
	se, ok := errors.AsType[sqlite3.Error](err)
	if !ok {
		return true
	}
	switch se.Code {
	case sqlite3.ErrTooBig, sqlite3.ErrMismatch, sqlite3.ErrConstraint, sqlite3.ErrRange, sqlite3.ErrError:
		return false
	}
	return true
}
