package gui

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"popmail/gui/kit/ask"
	"popmail/gui/kit/field"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
	"popmail/storage/mailbox"
)

// keepButton does what the button beside Delete says in the folder that is shown.
func (w *Window) keepButton(ids []mailbox.ID) {
	switch {
	case len(ids) == 0:
	case w.allIn(ids, mailbox.Trash):
		w.putBack(ids)
	case w.allIn(ids, mailbox.Junk):
		w.notJunk(ids)
	default:
		w.archive(ids)
	}
}

// putBack returns messages from the Trash to the folders that they were in before.
func (w *Window) putBack(ids []mailbox.ID) {
	if len(ids) == 0 {
		return
	}
	var s step
	w.do(func(ctx context.Context) (err error) {
		s.moves, err = w.filing.PutBack(ctx, ids)
		return err
	}, func() {
		w.moved(s, func(n int) string {
			return lang.N("{{.Count}} messages put back", n, map[string]any{"Count": words.Count(n)})
		})
	})
}

func (w *Window) junk(ids []mailbox.ID) {
	w.moveTo(ids, mailbox.Junk, func(n int) string {
		return lang.N("{{.Count}} messages moved to Junk", n, map[string]any{"Count": words.Count(n)})
	})
}

func (w *Window) notJunk(ids []mailbox.ID) {
	w.moveTo(ids, mailbox.Inbox, func(n int) string {
		return lang.N("{{.Count}} messages moved to Inbox", n, map[string]any{"Count": words.Count(n)})
	})
}

func (w *Window) toggleJunk(ids []mailbox.ID) {
	if w.allIn(ids, mailbox.Junk) {
		w.notJunk(ids)
		return
	}
	w.junk(ids)
}

// emptyShown empties the Trash or Junk folder that is shown.
func (w *Window) emptyShown() {
	if f, ok := w.folder(w.view.Folder); ok && !w.searching && (f.Role == mailbox.Trash || f.Role == mailbox.Junk) {
		w.empty(w.view)
	}
}

// moveToNew asks for the name of a new folder and moves messages there.
func (w *Window) moveToNew(ids []mailbox.ID) {
	var hide func()
	var entry *field.Entry
	make := func() {
		name := widgets.OneLine(entry.Text)
		if name == "" {
			return
		}
		var s step
		w.do(func(ctx context.Context) error {
			id, err := w.cabinet.CreateFolder(ctx, name)
			if err != nil {
				return err
			}
			m, err := w.filing.Move(ctx, ids, id)
			s.moves = []mailbox.Moved{m}
			return err
		}, func() {
			w.loadFolders(nil)
			w.moved(s, func(n int) string {
				return lang.N("{{.Count}} messages moved to {{.Folder}}", n, map[string]any{"Count": words.Count(n), "Folder": name})
			})
		})
	}
	entry = field.NewEntry(func() { hide(); make() }, func() { hide() })
	q := &ask.Question{
		Title: lang.L("New folder"), Focus: entry, Extra: []fyne.CanvasObject{entry},
		Buttons: []*widgets.Button{
			widgets.NewButton(widgets.Flat, lang.L("Cancel"), "", nil),
			widgets.NewButton(widgets.Primary, lang.L("Move"), "", make),
		},
	}
	hide = q.Show(w.window.Canvas())
}
