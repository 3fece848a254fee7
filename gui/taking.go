package gui

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"mime"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"popmail/account/letter"
)

// mostAttached bounds the octets of all files of a letter; hardly any server takes one as
// large.
const mostAttached = 100 << 20

// A file that another program writes is read again, a few times.
const (
	readTries = 3
	readPause = 400 * time.Millisecond
)

// reason is why a file is not in a letter, or what is worth telling about one that is.
type reason uint8

const (
	noFile reason = iota + 1
	folder
	forbidden
	unreadable
	tooLarge // for what is left of mostAttached
	changing // another program writes it
	empty    // it is in the letter
)

// taken is what has become of files that were to be attached.
type taken struct {
	files []letter.Attachment
	left  map[reason][]string // names
}

// takeFiles reads files that have at most room octets together. It is called in the
// background.
func takeFiles(ctx context.Context, paths []string, room int64) taken {
	t := taken{left: map[reason][]string{}}
	for _, p := range paths {
		name := filepath.Base(p)
		data, why := readFile(ctx, p, room)
		if why != 0 {
			t.left[why] = append(t.left[why], name)
		}
		if why != 0 && why != empty {
			continue
		}
		room -= int64(len(data))
		kind := mime.TypeByExtension(strings.ToLower(filepath.Ext(p)))
		if kind == "" {
			kind = http.DetectContentType(data)
		}
		t.files = append(t.files, letter.Attachment{Name: name, Type: kind, Data: data})
	}
	return t
}

// fit leaves out the files for which there is no room any more.
func (t *taken) fit(room int64) {
	t.files = slices.DeleteFunc(t.files, func(f letter.Attachment) bool {
		n := int64(len(f.Data))
		if n > max(room, 0) {
			t.left[tooLarge] = append(t.left[tooLarge], f.Name)
			return true
		}
		room -= n
		return false
	})
}

// readFile reads a file of at most room octets as it is at one time.
func readFile(ctx context.Context, path string, room int64) (data []byte, why reason) {
	for range readTries {
		if data, why = readOnce(ctx, path, room); why != changing {
			break
		}
		select {
		case <-ctx.Done():
			return nil, unreadable
		case <-time.After(readPause):
		}
	}
	return data, why
}

func readOnce(ctx context.Context, path string, room int64) ([]byte, reason) {
	// Before it is opened: a pipe would have the opening wait.
	switch i, err := os.Stat(path); {
	case err != nil:
		return nil, whyNot(err)
	case i.IsDir():
		return nil, folder
	case !i.Mode().IsRegular():
		return nil, unreadable
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, whyNot(err)
	}
	defer f.Close()
	before, err := f.Stat()
	if err != nil {
		return nil, whyNot(err)
	}
	if before.Size() > room {
		return nil, tooLarge
	}
	data, err := io.ReadAll(heeding{ctx, io.LimitReader(f, room+1)})
	if err != nil {
		return nil, whyNot(err)
	}
	after, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, whyNot(err)
	case int64(len(data)) > room:
		return nil, tooLarge
	case !os.SameFile(before, after) || before.Size() != after.Size() || !before.ModTime().Equal(after.ModTime()):
		return nil, changing
	case len(data) == 0:
		return data, empty
	}
	return data, 0
}

// heeding is a reader that ends with its context: a file may lie on a slow disk elsewhere.
type heeding struct {
	ctx  context.Context
	from io.Reader
}

// Read implements io.Reader.
func (h heeding) Read(p []byte) (int, error) {
	if err := h.ctx.Err(); err != nil {
		return 0, err
	}
	return h.from.Read(p)
}

func whyNot(err error) reason {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return noFile
	case errors.Is(err, fs.ErrPermission):
		return forbidden
	}
	return unreadable
}
