package folders

import (
	"fyne.io/fyne/v2"

	"popmail/gui/kit/flow"
	"popmail/gui/kit/widgets"
	"popmail/storage/mailbox"
)

// TypedKey goes from folder to folder, and to headings of what is folded; the arrows to the
// sides fold and unfold, F2 renames an own folder or a kept search and Delete removes it.
func (f *Folders) TypedKey(e *fyne.KeyEvent) {
	at := f.at()
	var row Row
	if at >= 0 {
		row = f.rows[at]
	}
	switch flow.Turned(e.Name) {
	case fyne.KeyUp:
		f.step(at, -1)
	case fyne.KeyDown:
		f.step(at, 1)
	case fyne.KeyHome:
		f.step(-1, 1)
	case fyne.KeyEnd:
		f.step(len(f.rows), -1)
	case fyne.KeyLeft:
		f.fold(row)
	case fyne.KeyRight:
		f.unfold(row)
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		switch {
		case f.heading != "":
			f.Fold(f.heading, !row.Folded)
		case at >= 0 && !f.chosen && e.Name != fyne.KeySpace:
			f.choose(row)
		default:
			widgets.KeyToWindow(f, e)
		}
	case fyne.KeyF2:
		if row.Role == mailbox.Own && !f.Fixed {
			f.name(naming{on: true, id: row.View.Folder}, f.folderName(row.View.Folder))
		}
		f.NameSearch(row.View.Search)
	case fyne.KeyDelete:
		if row.Role == mailbox.Own && f.OnDelete != nil {
			f.OnDelete(row.View.Folder)
		}
		if row.View.Search != 0 {
			f.forget(row.View.Search)
		}
	default:
		widgets.KeyToWindow(f, e)
	}
}

// TypedRune implements fyne.Focusable. A blank on a heading is its key.
func (f *Folders) TypedRune(r rune) {
	if r != ' ' || f.heading == "" {
		widgets.RuneToWindow(f, r)
	}
}

// step goes to the next row that can be shown, or is the heading of what is folded.
func (f *Folders) step(from, by int) {
	for i := from + by; i >= 0 && i < len(f.rows); i += by {
		switch r := f.rows[i]; {
		case r.Kind == Place:
			f.choose(r)
			return
		case r.Kind == Heading && r.Folded:
			f.heading = r.Fold
			f.show()
			f.reveal()
			return
		}
	}
}

// fold folds what lies under a row. Where nothing does, it goes to what the row lies under.
func (f *Folders) fold(r Row) {
	if r.Fold != "" && !r.Folded {
		f.Fold(r.Fold, true)
		return
	}
	if len(r.Within) == 0 {
		return
	}
	under := r.Within[len(r.Within)-1]
	for _, above := range f.rows {
		switch {
		case above.Fold != under:
		case above.Kind == Place:
			f.choose(above)
			return
		default:
			f.heading = under
			f.Fold(under, true)
			return
		}
	}
}

// unfold unfolds what lies under a row. What is unfolded is gone into.
func (f *Folders) unfold(r Row) {
	switch {
	case r.Fold == "":
	case r.Folded:
		f.Fold(r.Fold, false)
	default:
		f.step(f.at(), 1)
	}
}

// Fold folds or unfolds what lies under the row with a name, see Row.
func (f *Folders) Fold(name string, on bool) {
	if name == "" || f.folded[name] == on {
		return
	}
	if f.folded == nil {
		f.folded = map[string]bool{}
	}
	if on {
		f.folded[name] = true
	} else {
		delete(f.folded, name)
	}
	f.build()
	f.reveal()
	if f.OnFolded != nil {
		f.OnFolded(f.Folded())
	}
}
