package gui

import (
	"context"

	"fyne.io/fyne/v2/lang"

	"popmail/gui/folders"
	"popmail/gui/kit/ask"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
	"popmail/storage/mailbox"
)

// undoDepth is how many moves can be taken back, one after the other.
const undoDepth = 20

// step is one thing that Undo takes back.
type step struct{ moves []mailbox.Moved }

// counted is the number of messages of a step.
func (s step) counted() int {
	n := 0
	for _, m := range s.moves {
		n += len(m.IDs)
	}
	return n
}

// remove puts messages into the Trash; from the Trash they go for ever, after
// one question.
func (w *Window) remove(ids []mailbox.ID) {
	if len(ids) == 0 {
		return
	}
	if w.allIn(ids, mailbox.Trash) {
		w.purge(ids)
		return
	}
	w.moveTo(ids, mailbox.Trash, func(n int) string {
		return lang.N("{{.Count}} messages moved to Trash", n, map[string]any{"Count": words.Count(n)})
	})
}

// allIn reports whether all of ids are in folders of a role, as far as their rows
// are loaded.
func (w *Window) allIn(ids []mailbox.ID, role mailbox.Role) bool {
	if f, ok := w.folder(w.view.Folder); ok && !w.searching {
		return f.Role == role
	}
	for _, id := range ids {
		s := w.list.Summary(id)
		if s == nil {
			return false
		}
		if f, ok := w.folder(s.Folder); !ok || f.Role != role {
			return false
		}
	}
	return true
}

func (w *Window) purge(ids []mailbox.ID) {
	data := map[string]any{"Count": words.Count(len(ids))}
	w.ask(lang.N("Delete {{.Count}} messages forever?", len(ids), data),
		lang.N("They will be gone from this computer. This can’t be undone.", len(ids)),
		lang.L("Keep"), lang.L("Delete permanently"), func() {
			w.do(func(ctx context.Context) error { return w.filing.Purge(ctx, ids) }, func() {
				w.toasts.show(lang.N("{{.Count}} messages deleted permanently", len(ids), data), nil)
			})
		})
}

// ask puts a question with two answers; do is carried out for yes. The keyboard
// is at no, so that Enter pressed in haste changes nothing.
func (w *Window) ask(title, text, no, yes string, do func()) {
	q := &ask.Question{Title: title, Text: text, Buttons: []*widgets.Button{
		widgets.NewButton(widgets.Flat, yes, "", do),
		widgets.NewButton(widgets.Primary, no, "", nil),
	}}
	q.Show(w.window.Canvas())
}

func (w *Window) archive(ids []mailbox.ID) {
	w.moveTo(ids, mailbox.Archive, func(n int) string {
		return lang.N("{{.Count}} messages moved to Archive", n, map[string]any{"Count": words.Count(n)})
	})
}

// moveTo moves messages to the folder with a role of their own account.
func (w *Window) moveTo(ids []mailbox.ID, role mailbox.Role, said func(n int) string) {
	if len(ids) == 0 {
		return
	}
	var s step
	w.do(func(ctx context.Context) (err error) {
		s.moves, err = w.filing.MoveTo(ctx, ids, role)
		return err
	}, func() { w.moved(s, said) })
}

// move moves messages to one folder.
func (w *Window) move(ids []mailbox.ID, to mailbox.Folder) {
	if len(ids) == 0 {
		return
	}
	var s step
	w.do(func(ctx context.Context) error {
		m, err := w.filing.Move(ctx, ids, to.ID)
		s.moves = []mailbox.Moved{m}
		return err
	}, func() {
		w.moved(s, func(n int) string {
			return lang.N("{{.Count}} messages moved to {{.Folder}}", n, map[string]any{"Count": words.Count(n), "Folder": folderName(to)})
		})
	})
}

// moved offers to take a move back.
func (w *Window) moved(s step, said func(n int) string) {
	n := s.counted()
	if n == 0 {
		return
	}
	for _, m := range s.moves {
		if w.leaves(m.To) {
			w.list.Gone(m.IDs) // at once; the store tells it a little later
		}
	}
	w.steps = append(w.steps, s)
	if len(w.steps) > undoDepth {
		w.steps = w.steps[1:]
	}
	w.toasts.show(said(n), w.undo)
}

// leaves reports whether messages moved to a folder are no longer in the list.
func (w *Window) leaves(to mailbox.FolderID) bool {
	if w.searching {
		f, ok := w.folder(to)
		return ok && (f.Role == mailbox.Trash || f.Role == mailbox.Junk) // a search leaves these out
	}
	return w.view.Folder != 0 && w.view.Folder != to
}

// undo takes the last move back.
func (w *Window) undo() {
	if len(w.steps) == 0 {
		return
	}
	s := w.steps[len(w.steps)-1]
	w.steps = w.steps[:len(w.steps)-1]
	w.do(func(ctx context.Context) error { return w.filing.Undo(ctx, s.moves) }, func() {
		if !w.searching {
			w.reloadList(func() { w.chooseAgain(s) })
		}
		w.toasts.show(lang.N("{{.Count}} messages restored", s.counted(), map[string]any{"Count": words.Count(s.counted())}), nil)
	})
}

// chooseAgain chooses the message that Undo has brought back, where it was the
// only one and is listed.
func (w *Window) chooseAgain(s step) {
	if len(s.moves) == 1 && len(s.moves[0].IDs) == 1 {
		w.list.Select(s.moves[0].IDs[0])
	}
}

func (w *Window) mark(ids []mailbox.ID, f mailbox.Flag, on bool) {
	if len(ids) == 0 {
		return
	}
	w.do(func(ctx context.Context) error { return w.filing.SetFlag(ctx, ids, f, on) }, nil)
}

// do runs a change of the store in the background, then done when it succeeded.
func (w *Window) do(change func(ctx context.Context) error, done func()) {
	var err error
	w.run.Go(func(ctx context.Context) { err = change(ctx) }, func() {
		if err != nil {
			w.failed(err)
			return
		}
		if done != nil {
			done()
		}
	})
}

// folderName is what a folder is called on the screen.
func folderName(f mailbox.Folder) string { return folders.Name(f) }
