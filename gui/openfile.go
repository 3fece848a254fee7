package gui

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"popmail/gui/kit/lang"
	"popmail/gui/words"
	"popmail/storage/eml"
	"popmail/storage/mailbox"
)

// Refused is what OpenAddress is handed in the place of an address that cannot be handed on: it is too long,
// or leads to another computer.
const Refused = "refused:"

// OpenAddress opens what another program asks for by its address: with mailto: a letter that is to be
// written, with file: a message that lies in a file.
func (w *Window) OpenAddress(address string) {
	if address == Refused {
		w.toasts.show(lang.L("This link can’t be opened."), nil)
		return
	}
	u, err := url.Parse(address)
	if err != nil || !strings.EqualFold(u.Scheme, "file") {
		w.writing.ask(address)
		return
	}
	path := u.Path
	if len(path) > 2 && path[2] == ':' {
		path = path[1:] // /C:/… of Windows
	}
	w.openFile(filepath.FromSlash(path))
}

// Errors of readLetter.
var (
	errNoLetter    = errors.New("the file holds no message")
	errLetterLarge = errors.New("the message is too large to be read from a file")
)

// openFile shows a message that lies in a file in a window of its own. Nothing of it is kept, and
// nobody is asked for its pictures.
func (w *Window) openFile(path string) {
	var in *enclosed
	var err error
	w.run.Go(func(ctx context.Context) { in, err = readLetter(ctx, path) }, func() {
		name := map[string]any{"Name": filepath.Base(path), "Size": words.Size(mostEnclosed)}
		switch {
		case err == nil:
			w.sides.openLetter(in, nil)
		case errors.Is(err, errNoLetter):
			w.toasts.show(lang.L("There is no letter in “{{.Name}}”.", name), nil)
		case errors.Is(err, errLetterLarge):
			w.toasts.show(lang.L("“{{.Name}}” is larger than {{.Size}}, too large to read from a file. Bring it in instead.", name), nil)
		default:
			w.toasts.show(lang.L("“{{.Name}}” can’t be read.", name), nil)
		}
	})
}

// readLetter takes the message of a file apart.
func readLetter(ctx context.Context, path string) (*enclosed, error) {
	st, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, err
	case !st.Mode().IsRegular(): // such as a pipe, which would keep who reads it waiting
		return nil, fmt.Errorf("%s: %w", path, errNoLetter)
	case st.Size() > mostEnclosed:
		return nil, fmt.Errorf("%s: %w", path, errLetterLarge)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, mostEnclosed+1))
	switch {
	case err != nil:
		return nil, err
	case len(data) > mostEnclosed: // it grows
		return nil, fmt.Errorf("%s: %w", path, errLetterLarge)
	// Whatever its name: programs save messages under all kinds of them.
	case !eml.IsMessage(eml.Attachment{Name: "letter.eml"}, data):
		return nil, fmt.Errorf("%s: %w", path, errNoLetter)
	}
	in := &enclosed{raw: data, place: "file:" + path, depth: 1, alone: true}
	if in.Handle, err = eml.Open(ctx, data); err != nil {
		return nil, err
	}
	m, err := in.Handle.Message(ctx)
	if err != nil {
		return nil, err
	}
	in.summary = mailbox.Summary{Subject: m.Subject, Date: m.Date, Size: int64(len(data))}
	if len(m.From) > 0 {
		in.summary.From = m.From[0]
	}
	return in, nil
}
