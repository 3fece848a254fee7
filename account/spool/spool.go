// Package spool keeps large messages in files while they arrive and while they are read,
// so that no memory of this process holds one whole.
//
// A file is the process's own: it has no name any more, or is removed by the system as it is
// closed, however the process ends. It lies on the floor of accounts because sessions write
// into it and the store reads from it.
package spool

import (
	"crypto/sha256"
	"errors"
	"hash"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"sync"
	"time"
)

// File holds the octets of one message. They are written first, by one goroutine; then any
// may read.
type File struct {
	f    *os.File
	sum  hash.Hash
	size int64

	mu     sync.Mutex
	mapped mapping
	looks  int // under way
	closed bool
}

// Create makes a file in the folder dir, which is made where it is missing; name begins what
// it is called as long as it has a name. Both are for their owner only.
func Create(dir, name string) (*File, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	f, err := create(dir, name)
	if err != nil {
		return nil, err
	}
	return &File{f: f, sum: sha256.New()}, nil
}

// Clean removes from the folder dir what processes have left that ended between making a
// file and taking its name away, or with the system. Files in use are not harmed: they have
// no name, or cannot be removed.
func Clean(dir string) {
	list, err := os.ReadDir(dir)
	if err != nil {
		return
	}
	for _, e := range list {
		// QUIRK: NFS keeps what is in use without a name under one like this.
		if !e.IsDir() && !strings.HasPrefix(e.Name(), ".nfs") {
			_ = os.Remove(filepath.Join(dir, e.Name())) // else the next time
		}
	}
}

// Write appends octets. An error leaves the file of no use.
func (f *File) Write(p []byte) (int, error) {
	n, err := f.f.Write(p)
	_, _ = f.sum.Write(p[:n]) // which has no error
	f.size += int64(n)
	return n, err
}

// ReadAt reads as io.ReaderAt says.
func (f *File) ReadAt(p []byte, off int64) (int, error) { return f.f.ReadAt(p, off) }

// Size is the number of octets.
func (f *File) Size() int64 { return f.size }

// Sum is the SHA-256 of the octets.
func (f *File) Sum() (sum [sha256.Size]byte) {
	f.sum.Sum(sum[:0])
	return sum
}

// Octets returns what was written without bringing it into memory: the system reads it from
// the file where it is looked at, which is to be done within Look. The octets are valid until
// Close.
func (f *File) Octets() ([]byte, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.closed {
		return nil, os.ErrClosed
	}
	if f.mapped.octets == nil && f.size > 0 {
		m, err := mapFile(f.f, f.size)
		if err != nil {
			return nil, err
		}
		f.mapped = m
	}
	return f.mapped.octets, nil
}

// ErrRead says that the disk did not give the octets back.
var ErrRead = errors.New("a large message cannot be read back from the disk")

// trimEvery is the time between two times that what was looked at is let go of.
const trimEvery = 5 * time.Millisecond

// Look runs fn, which may read the Octets. What it has read is let go of as it goes on, so
// that it does not count as memory of this process. A fault of the disk ends fn; the error
// is ErrRead then. A nil File is for octets that are in memory: fn runs.
func (f *File) Look(fn func()) (err error) {
	if f == nil {
		fn()
		return nil
	}
	f.mu.Lock()
	if f.closed {
		f.mu.Unlock()
		return os.ErrClosed
	}
	f.looks++
	m := f.mapped
	f.mu.Unlock()
	defer f.looked()
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		tick := time.NewTicker(trimEvery)
		defer tick.Stop()
		for {
			select {
			case <-stop:
				m.trim()
				return
			case <-tick.C:
				m.trim()
			}
		}
	}()
	defer func() {
		close(stop)
		<-stopped
	}()
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if p := recover(); p != nil {
			if fault, ok := p.(interface{ Addr() uintptr }); !ok || !m.holds(fault.Addr()) {
				panic(p)
			}
			err = ErrRead
		}
	}()
	fn()
	return nil
}

// looked ends a look.
func (f *File) looked() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.looks--; f.closed && f.looks == 0 {
		_ = f.free() // nobody needs it any more
	}
}

// Close gives the file and its octets free, as soon as nobody looks at them. It may be called
// again, and on nil.
func (f *File) Close() error {
	if f == nil {
		return nil
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.closed {
		return nil
	}
	f.closed = true
	if f.looks > 0 {
		return nil
	}
	return f.free()
}

func (f *File) free() error { return errors.Join(f.mapped.unmap(), f.f.Close()) }
