package gui

import (
	"context"
	"errors"
	"io"
	"os"

	"fyne.io/fyne/v2"

	"popmail/gui/kit/lang"
	"popmail/storage/eml"
	"popmail/storage/mailbox"
)

// DragOut is called on the window's thread while something is dragged in a window. What it returns carries files to the
// windows of other programs, in the background, until letGo says that they were let go, true, or that nothing is to be
// dropped, and reports whether another program was handed them: it may read them for long after. nil: that cannot be.
// files is called when one asks for them; where it is nil, nothing is offered. The windows of not take nothing. other is
// called in the background with whether the pointer is on something else than these, each time that this changes; at
// first it is not.
type DragOut func(w fyne.Window, not []fyne.Window, other func(on bool), files func(ctx context.Context) ([]string, error)) func(ctx context.Context, letGo <-chan bool) bool

// mostOut is how many messages can be dragged out at once, also where rows are conversations. More are saved by a page that shows how far it is.
const mostOut = 200

// errTooMany says that more messages are dragged out than are written at once.
var errTooMany = errors.New("too many messages to drag out")

// begunError says that of a message only the beginning is here.
type begunError struct{ s mailbox.Summary }

func (begunError) Error() string { return "only the beginning is here" }

// out begins to carry what fill writes into a folder out of the window; nil: there is nothing to carry, and other is all
// that is wanted, see DragOut. What it returns ends that; nil: it cannot be. So does endOut.
func (sv *saving) out(other func(on bool), fill func(ctx context.Context, dir string) ([]string, error)) (letGo func(drop bool)) {
	if sv.o.DragOut == nil {
		return nil
	}
	var dir string
	var failed error
	var files func(ctx context.Context) ([]string, error)
	if fill != nil {
		files = func(ctx context.Context) (paths []string, err error) {
			if dir, failed = sv.lendFolder(); failed == nil {
				paths, failed = fill(ctx, dir)
			}
			return paths, failed
		}
	}
	carry := sv.o.DragOut(sv.window, []fyne.Window{sv.window, sv.o.Window}, other, files)
	if carry == nil {
		return nil
	}
	end := make(chan bool, 1)
	sv.run.Go(func(ctx context.Context) {
		if taken := carry(ctx, end); !taken && dir != "" {
			_ = os.RemoveAll(dir)
		}
	}, func() {
		var begun begunError
		switch {
		case errors.As(failed, &begun):
			sv.wholeFirst(begun.s, lang.L("Only the beginning would be saved."), nil)
		case errors.Is(failed, errTooMany):
			if sv.onTooMany != nil {
				sv.onTooMany()
			}
		case failed != nil && !errors.Is(failed, context.Canceled):
			sv.failed(failed)
		}
	})
	done := false
	letGo = func(drop bool) {
		if !done {
			done, sv.carried = true, nil
			end <- drop
		}
	}
	sv.carried = letGo
	return letGo
}

// endOut takes back what is carried out of the window, which is not dropped then; it reports whether there was anything.
func (sv *saving) endOut() bool {
	if sv.carried == nil {
		return false
	}
	sv.carried(false)
	return true
}

// attachmentOut carries an attachment out of the window.
func (sv *saving) attachmentOut(id mailbox.ID, index int) (letGo func(drop bool)) {
	return sv.out(func(bool) {}, func(ctx context.Context, dir string) ([]string, error) {
		a, err := sv.store.Describe(ctx, id, index)
		if err != nil {
			return nil, err
		}
		path, err := sv.lendFile(dir, eml.SafeName(a.Name, a.Index), func(w io.Writer) error {
			_, err := sv.store.StreamAttachment(ctx, id, index, w)
			return err
		})
		return []string{path}, err
	})
}

// messagesOut carries messages out of the window, as they were received. all returns them.
func (sv *saving) messagesOut(other func(on bool), all func(ctx context.Context) ([]mailbox.ID, error)) (letGo func(drop bool)) {
	return sv.out(other, func(ctx context.Context, dir string) (paths []string, err error) {
		ids, err := all(ctx)
		if err != nil {
			return nil, err
		}
		if len(ids) > mostOut {
			return nil, errTooMany
		}
		list, err := sv.o.Mail.Summaries(ctx, ids)
		if err != nil {
			return nil, err
		}
		for _, s := range list {
			if s.Rest.Whole != 0 {
				return nil, begunError{s}
			}
		}
		for _, s := range list {
			name := s.Subject
			if name == "" {
				name = "message"
			}
			path, err := sv.lendFile(dir, eml.SafeTitle(name, ".eml"), func(w io.Writer) error { return sv.store.Stream(ctx, s.ID, w) })
			if err != nil {
				return nil, err
			}
			paths = append(paths, path)
		}
		return paths, nil
	})
}

// messagesOut carries listed messages out of the window; in a list of conversations, all letters of these. other is
// that of DragOut.
func (w *Window) messagesOut(ids []mailbox.ID, other func(on bool)) (letGo func(drop bool)) {
	v, together := w.listing.view, w.listing.conversing()
	if len(ids) > mostOut {
		return w.saving.out(other, nil)
	}
	return w.saving.messagesOut(other, func(ctx context.Context) ([]mailbox.ID, error) {
		if !together {
			return ids, nil
		}
		return w.listing.store.InConversations(ctx, v, ids)
	})
}
