// Package prefs keeps what the window remembers (its size, the look, the folder
// last seen) in one small file of the data folder.
//
// Fyne writes its own preferences in place and reads them again whenever the file
// changes, so that a second program, or a crash in between, meets half a file.
// Here each change replaces the file as a whole.
package prefs

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"fyne.io/fyne/v2"

	"popmail/account/disk"
)

// FileName is the name of the file in the data folder: a JSON object with
// booleans, numbers, strings and lists of those.
const FileName = "window.json"

// maxFile bounds what is read, in octets.
const maxFile = 1 << 20

// settle is how long a change waits for others before the file is written.
const settle = 300 * time.Millisecond

// File is fyne.Preferences in a file. Its methods may be called from any
// goroutine and never wait for the disk; Keep and Close do.
type File struct {
	path string
	kick chan struct{} // room for one: something is to be written

	unread bool // there is a file that could not be read; of flush, after Open

	mu        sync.Mutex
	values    map[string]any // bool, float64, string, []bool, []float64, []string
	dirty     bool
	listeners []func()

	stop, done chan struct{} // of the goroutine of Keep; nil: there is none
}

var _ fyne.Preferences = (*File)(nil)

// Open reads the file path. Where there is none, or it cannot be read as what it
// should be, the values are those of first, which may be nil; the error says why,
// and is nil when the file is just missing. The File is usable in any case and
// writes nothing before Keep. A file that could not be read is never replaced: before
// the first write it gets a name that begins with Unread.
func Open(path string, first map[string]any) (*File, error) {
	p := &File{path: path, kick: make(chan struct{}, 1), values: make(map[string]any)}
	values, err := read(path)
	if values == nil {
		values = first
	}
	for key, v := range values {
		if v := plain(v); v != nil {
			p.values[key] = v
		}
	}
	if os.IsNotExist(err) {
		err = nil
	}
	p.unread = err != nil
	return p, err
}

// Unread is how the names begin of files that were put aside since they could not be read.
const Unread = FileName + ".unread"

// putAside gives a file that could not be read another name.
func (p *File) putAside() error {
	aside := filepath.Join(filepath.Dir(p.path), Unread)
	for n := 2; ; n++ {
		if _, err := os.Lstat(aside); err != nil {
			break // there is none of that name, or the renaming says why not
		}
		aside = filepath.Join(filepath.Dir(p.path), fmt.Sprint(Unread, n))
	}
	err := os.Rename(p.path, aside)
	if os.IsNotExist(err) {
		return nil // it is gone
	}
	return err
}

func read(path string) (map[string]any, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	data, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return nil, err
	}
	if len(data) > maxFile {
		return nil, fmt.Errorf("%s is too large", path)
	}
	var values map[string]any
	if err := json.Unmarshal(data, &values); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return values, nil
}

// plain brings a value into one of the types that File.values holds; nil: it
// cannot.
func plain(v any) any {
	switch v := v.(type) {
	case bool, float64, string:
		return v
	case int:
		return float64(v)
	case []bool:
		return slices.Clone(v)
	case []float64:
		return slices.Clone(v)
	case []string:
		return slices.Clone(v)
	case []int:
		return floats(v)
	case []any: // from JSON
		if len(v) == 0 {
			return nil // of which type nobody can tell, and it reads like none
		}
		switch v[0].(type) {
		case bool:
			return list[bool](v)
		case float64:
			return list[float64](v)
		case string:
			return list[string](v)
		}
	}
	return nil
}

func list[T any](in []any) any {
	out := make([]T, 0, len(in))
	for _, v := range in {
		v, ok := v.(T)
		if !ok {
			return nil
		}
		out = append(out, v)
	}
	return out
}

func floats(in []int) []float64 {
	out := make([]float64, len(in))
	for i, v := range in {
		out[i] = float64(v)
	}
	return out
}

// Keep begins to write changes to the file, soon after they are made, until
// Close. It is called by the one program that owns the data folder. failed is
// told of each write that did not succeed; the next change or Close tries again.
func (p *File) Keep(failed func(error)) {
	p.stop, p.done = make(chan struct{}), make(chan struct{})
	go p.write(failed)
}

func (p *File) write(failed func(error)) {
	defer close(p.done)
	flush := func() {
		if err := p.flush(); err != nil {
			failed(err)
		}
	}
	for {
		select {
		case <-p.stop:
			flush()
			return
		case <-p.kick:
		}
		select {
		case <-p.stop:
		case <-time.After(settle):
		}
		flush()
	}
}

func (p *File) flush() error {
	p.mu.Lock()
	if !p.dirty {
		p.mu.Unlock()
		return nil
	}
	p.dirty = false
	values := maps.Clone(p.values) // the values themselves are never changed
	p.mu.Unlock()
	data, err := json.MarshalIndent(values, "", "\t")
	if err == nil && p.unread {
		if err = p.putAside(); err == nil {
			p.unread = false
		}
	}
	if err == nil {
		err = disk.Replace(p.path, append(data, '\n'))
	}
	if err != nil {
		p.mu.Lock()
		p.dirty = true
		p.mu.Unlock()
	}
	return err
}

// Close writes what has changed, waits for that at most d, and ends the writing.
// Later changes are forgotten. It may be called more than once, and without Keep.
func (p *File) Close(d time.Duration) {
	if p.stop == nil {
		return
	}
	select {
	case <-p.stop:
	default:
		close(p.stop)
	}
	select {
	case <-p.done:
	case <-time.After(d):
	}
}
