package storage

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"sync"
	"syscall"

	"github.com/mattn/go-sqlite3"

	"popmail/storage/mailbox"
)

// sectorOctets is how much before and behind a place may not be readable together with it.
const sectorOctets = 64 << 10

// BadSector reports whether err, of reading a file at a place, says that the disk cannot read just
// there: other places can be read. Of a stick that was pulled out none can.
func BadSector(f *os.File, at int64, err error) bool {
	errno, ok := errors.AsType[syscall.Errno](err)
	return ok && slices.Contains(sectorErrors, errno) && readElsewhere(f, at)
}

// readElsewhere reports whether any of a file can be read but for what is near a place.
func readElsewhere(f *os.File, bad int64) bool {
	const looks = 16
	st, err := f.Stat()
	if err != nil {
		return false
	}
	forgetRead(f)
	var b [1]byte
	for i := range int64(looks) {
		at := st.Size() / looks * i
		if at > bad-sectorOctets && at < bad+sectorOctets {
			continue
		}
		if _, err := f.ReadAt(b[:], at); err == nil {
			return true
		}
	}
	return false
}

// readErrors are those of SQLite where the disk does not give what is in the file.
var readErrors = []sqlite3.ErrNoExtended{sqlite3.ErrIoErrRead, sqlite3.ErrIoErrShortRead, sqlite3.ErrNoExtended(sqlite3.ErrIoErr) | 33<<8}

// probe reads the mail file beside SQLite. Closing any descriptor of a file takes all locks that the
// process has on it (POSIX; https://www.sqlite.org/howtocorrupt.html, 2.2), and another process would then
// remove the log that this one writes into: there is one descriptor, which is closed after all
// connections.
type probe struct {
	mu sync.Mutex
	f  *os.File
}

// readable reports whether any of the file can be read.
func (p *probe) readable(path string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.f == nil {
		f, err := os.Open(path)
		if err != nil {
			return false
		}
		p.f = f
	}
	return readElsewhere(p.f, -sectorOctets)
}

func (p *probe) close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.f == nil {
		return nil
	}
	f := p.f
	p.f = nil
	return f.Close()
}

// unread is err, which is mailbox.ErrDamaged as well where the disk cannot read a part of the mail
// file: that is how most disks begin to die.
func (s *Store) unread(err error) error {
	se, ok := errors.AsType[sqlite3.Error](err)
	if !ok || !slices.Contains(readErrors, se.ExtendedCode) || errors.Is(err, mailbox.ErrDamaged) {
		return err
	}
	if !s.probe.readable(s.path) {
		return err
	}
	return &mailbox.FileError{Err: fmt.Errorf("%w: %w", mailbox.ErrDamaged, err)}
}
