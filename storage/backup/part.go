package backup

import (
	"cmp"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"

	"github.com/gofrs/flock"
	"github.com/klauspost/readahead"

	"popmail/account/disk"
)

// partSuffix ends the name of a file that is being written.
const partSuffix = ".part"

// part is a file that is being written beside the one whose place it takes. Only one process
// writes it; what another one has left that was killed is overwritten.
type part struct {
	path  string
	lock  *flock.Flock
	f     *os.File
	at    int64 // octets that were written
	begun int64 // of them, those that the disk has begun to write
}

// aheadOctets are written by the disk while more is made ready, so that little is left to wait for
// at the end.
const aheadOctets = 8 << 20

// Write writes behind what is there.
func (p *part) Write(b []byte) (int, error) {
	n, err := p.f.Write(b)
	if p.at += int64(n); p.at-p.begun >= aheadOctets {
		beginWriting(p.f, p.begun, p.at-p.begun)
		p.begun = p.at
	}
	return n, err
}

// newPart makes one for path. While another process has it the error is ErrInUse.
func newPart(path string) (p *part, err error) {
	p = &part{path: path, lock: flock.New(path+partSuffix, flock.SetPermissions(0o600))}
	// QUIRK: some file systems of sticks and networks know no locks.
	ok, err := p.lock.TryLock()
	if err == nil && !ok {
		return nil, ErrInUse
	} else if errors.Is(err, os.ErrNotExist) || errors.Is(err, os.ErrPermission) {
		return nil, err
	}
	if p.f, err = os.OpenFile(path+partSuffix, os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o600); err != nil {
		return nil, errors.Join(err, p.lock.Close())
	}
	if ok && !p.locked() {
		return nil, errors.Join(ErrInUse, p.f.Close(), p.lock.Close())
	}
	return p, nil
}

// locked reports whether the file that is locked is the one that is written, and not one that got
// its name in between.
func (p *part) locked() bool {
	lock, err := p.lock.Stat()
	if err != nil {
		return false
	}
	f, err := p.f.Stat()
	return err == nil && os.SameFile(lock, f)
}

// drop removes it.
func (p *part) drop() error {
	err := errors.Join(p.f.Close(), p.lock.Close()) // Windows removes nothing that is open
	if e := os.Remove(p.path + partSuffix); !errors.Is(e, os.ErrNotExist) {
		err = errors.Join(err, e)
	}
	return err
}

// proved gives the file its name, or that of to unless it is empty, after prove has read it
// from the disk. After an error there is none, and the older one is as it was.
func (p *part) proved(ctx context.Context, to string, prove func(r io.Reader) error) error {
	err := p.f.Sync()
	var h *withHead
	if err == nil {
		forgetCached(p.f)
		h, err = openHead(p.f)
	}
	if err == nil && h.hurt {
		err = broken("its head is not what was written")
	}
	if err == nil {
		err = prove(interruptible{ctx, h.reader()})
	}
	if err != nil {
		return errors.Join(err, p.drop())
	}
	if err = p.f.Close(); err == nil {
		err = p.rename(cmp.Or(to, p.path))
	}
	if err != nil {
		return errors.Join(err, p.lock.Close(), os.Remove(p.path+partSuffix))
	}
	return errors.Join(p.lock.Close(), disk.SyncDir(filepath.Dir(p.path)))
}

// ahead calls read with a reader of what r has, which another goroutine reads, and unlocks, before
// it is asked for.
func ahead(r io.Reader, read func(r io.Reader) error) error {
	a, err := readahead.NewReaderSize(r, aheadBlocks, 1<<20)
	if err != nil {
		return err
	}
	return errors.Join(read(a), a.Close()) // which waits for the other one
}

// aheadBlocks are read before they are asked for, of a mebibyte each.
const aheadBlocks = 3

// interruptible is a reader that ends with a context.
type interruptible struct {
	ctx context.Context
	r   io.Reader
}

func (i interruptible) Read(b []byte) (int, error) {
	if err := i.ctx.Err(); err != nil {
		return 0, err
	}
	return i.r.Read(b)
}
