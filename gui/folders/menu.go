package folders

import (
	"fyne.io/fyne/v2"

	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/widgets"
	"popmail/storage/mailbox"
)

// Menu is the context menu of a row; nil where there is nothing to offer.
func (f *Folders) Menu(r Row) *fyne.Menu {
	items := f.folderItems(r)
	id := r.Owner
	if r.Kind == Place && r.Role != mailbox.Own && r.Role != "" {
		id = r.View.Account
	}
	if id != 0 && f.AccountItems != nil {
		more := f.AccountItems(id)
		if len(items) > 0 && len(more) > 0 {
			items = append(items, fyne.NewMenuItemSeparator())
		}
		items = append(items, more...)
	}
	if r.Fold != "" {
		word := lang.L("Fold")
		if r.Folded {
			word = lang.L("Unfold")
		}
		if len(items) > 0 {
			items = append(items, fyne.NewMenuItemSeparator())
		}
		items = append(items, fyne.NewMenuItem(word, func() { f.Fold(r.Fold, !r.Folded) }))
	}
	if len(items) == 0 {
		return nil
	}
	return fyne.NewMenu("", items...)
}

func (f *Folders) folderItems(r Row) []*fyne.MenuItem {
	switch {
	case f.Fixed:
	case r.Fold == foldFolders:
		return []*fyne.MenuItem{fyne.NewMenuItem(lang.L("New folder"), f.NewFolder)}
	case r.Kind != Place:
	case r.View.Search != 0:
		return f.searchItems(r.View.Search)
	case r.Role == mailbox.Own:
		return f.ownItems(r.View.Folder)
	case (r.Role == mailbox.Trash || r.Role == mailbox.Junk) && f.OnEmpty != nil:
		return []*fyne.MenuItem{fyne.NewMenuItem(lang.L("Empty {{.Folder}}…", map[string]any{"Folder": r.Title}), func() { f.OnEmpty(r.View) })}
	}
	return nil
}

// ShowMenu opens the context menu of the row that the keyboard is on; it reports
// whether there is one.
func (f *Folders) ShowMenu() bool {
	at := f.at()
	if at < 0 || f.Menu(f.rows[at]) == nil {
		return false
	}
	for _, h := range f.headings {
		if f.heading != "" && h.row.Fold == f.heading {
			o := fyne.CurrentApp().Driver().AbsolutePositionForObject(h.tap)
			f.menu(f.rows[at], o.AddXY(flow.Across(h.tap.Size().Width, flow.Whole(50*widgets.Unit())), h.tap.Size().Height/2))
			return true
		}
	}
	for _, i := range f.items {
		if i.row.Kind == Place && same(i.row.View, f.view) {
			o := fyne.CurrentApp().Driver().AbsolutePositionForObject(i)
			f.menu(f.rows[at], o.AddXY(flow.Across(i.Size().Width, flow.Whole(50*widgets.Unit())), i.Size().Height/2))
			return true
		}
	}
	return false
}

func (f *Folders) menu(r Row, at fyne.Position) {
	m := f.Menu(r)
	if c := fyne.CurrentApp().Driver().CanvasForObject(f); m != nil && c != nil {
		widgets.ShowMenu(m, c, at)
	}
}
