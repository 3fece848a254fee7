package journal

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	"github.com/gofrs/flock"
)

// The bounds of the log.
const (
	maxFile   = 2 << 20 // octets of one file
	maxFiles  = 4
	maxLines  = 2048     // that wait to be written
	maxLine   = 8 << 10  // octets
	maxBatch  = 64 << 10 // octets written at once
	closeTime = 2 * time.Second
)

// file is the log on the disk. Several processes may write to it: each batch of lines is
// one write at the end of the file, which no other can come between, and who finds the file
// full gives it another name while holding a lock.
//
// Nobody waits for it: lines go to its goroutine, and where that does not keep up, some
// are left out. Where nothing can be written, nothing is, and the program goes on.
type file struct {
	dir     string
	lines   chan []byte
	end     chan struct{} // closed by close
	done    chan struct{} // closed when all is written
	lost    atomic.Int64  // lines left out
	closed  atomic.Bool
	torn    bool // the last write broke off within a line
	maxFile int64
}

// open begins a log in a folder, which is made when there is something to write.
func open(dir string) *file {
	f := &file{dir: dir, lines: make(chan []byte, maxLines), end: make(chan struct{}), done: make(chan struct{}), maxFile: maxFile}
	go f.run()
	return f
}

// Write takes one line. It never fails and never waits.
func (f *file) Write(p []byte) (int, error) {
	if f.closed.Load() {
		return len(p), nil
	}
	line := bytes.Clone(p)
	if len(line) > maxLine {
		line = append(line[:maxLine], '\n')
	}
	select {
	case f.lines <- line:
	default:
		f.lost.Add(1)
	}
	return len(p), nil
}

// close writes what waits, for closeTime at most.
func (f *file) close() {
	if f.closed.Swap(true) {
		return
	}
	close(f.end)
	select {
	case <-f.done:
	case <-time.After(closeTime):
	}
}

func (f *file) run() {
	defer close(f.done)
	for {
		select {
		case line := <-f.lines:
			f.put(f.gather(line))
		case <-f.end:
			for {
				select {
				case line := <-f.lines:
					f.put(f.gather(line))
				default:
					return
				}
			}
		}
	}
}

// gather joins line with those that wait.
func (f *file) gather(line []byte) []byte {
	batch := line
	if n := f.lost.Swap(0); n > 0 {
		batch = append(fmt.Appendf(nil, "level=WARN msg=\"%d lines were left out\"\n", n), batch...)
	}
	for len(batch) < maxBatch {
		select {
		case next := <-f.lines:
			batch = append(batch, next...)
		default:
			return batch
		}
	}
	return batch
}

// put writes whole lines to the end of the file. It is opened for each batch: so it can
// have another name by then, also on systems that rename nothing that is open.
func (f *file) put(lines []byte) {
	path := filepath.Join(f.dir, Name)
	w, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if os.IsNotExist(err) && os.Mkdir(f.dir, 0o700) == nil {
		w, err = os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	}
	if err != nil {
		return
	}
	if f.torn {
		lines = append([]byte{'\n'}, lines...)
	}
	n, err := w.Write(lines)
	f.torn = err != nil && n > 0 || f.torn && n == 0
	size := int64(0)
	if st, err := w.Stat(); err == nil {
		size = st.Size()
	}
	if w.Close() == nil && size > f.maxFile {
		f.turn(path)
	}
}

// turn gives the files other names, the oldest goes. Another process may have done so.
func (f *file) turn(path string) {
	lock := flock.New(filepath.Join(f.dir, "log.lock"))
	if ok, err := lock.TryLock(); err != nil || !ok {
		return // the next time
	}
	defer func() { _ = lock.Unlock() }()
	if st, err := os.Stat(path); err != nil || st.Size() <= f.maxFile {
		return
	}
	for i := maxFiles - 1; i > 0; i-- {
		from := f.old(i - 1)
		if i == 1 {
			from = path
		}
		_ = os.Rename(from, f.old(i))
	}
}

// old is the file that was full i files ago.
func (f *file) old(i int) string {
	return filepath.Join(f.dir, fmt.Sprintf("%s.%d.log", strings.TrimSuffix(Name, ".log"), i))
}
