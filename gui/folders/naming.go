package folders

import (
	"strings"

	"fyne.io/fyne/v2"

	"popmail/gui/kit/widgets"
	"popmail/storage/mailbox"
)

// naming is the folder whose name is being typed.
type naming struct {
	on     bool
	id     mailbox.FolderID // 0: a new one, or a search
	search mailbox.SearchID // 0: a folder
}

// of reports whether a name is typed in the place of a row.
func (n naming) of(r Row) bool {
	switch {
	case !n.on:
		return false
	case n.search != 0:
		return r.View.Search == n.search
	case n.id != 0:
		return r.Kind == Place && r.View.Folder == n.id
	}
	return r.Kind == Create
}

// NewFolder lets the person type the name of a new folder.
func (f *Folders) NewFolder() { f.name(naming{on: true}, "") }

// name opens the field for a folder's name.
func (f *Folders) name(n naming, text string) {
	if n.search == 0 {
		f.Fold(foldFolders, false)
	}
	f.naming = n
	f.field.SetText(text)
	f.show()
	f.scroll.Offset.Y = max(f.field.Position().Y+f.field.Size().Height-f.scroll.Size().Height, min(f.scroll.Offset.Y, f.field.Position().Y))
	f.scroll.Refresh()
	if c := fyne.CurrentApp().Driver().CanvasForObject(f); c != nil {
		c.Focus(f.field)
	}
}

// named ends the typing of a name; ok is false when it was given up.
func (f *Folders) named(ok bool) {
	if !f.naming.on {
		return
	}
	n, text := f.naming, strings.TrimSpace(widgets.OneLine(f.field.Text))
	f.naming = naming{}
	f.show()
	f.Focus()
	switch {
	case !ok || text == "":
	case n.search != 0:
		if f.OnRenameSearch != nil && text != f.searchName(n.search) {
			f.OnRenameSearch(n.search, text)
		}
	case n.id == 0 && f.OnCreate != nil:
		f.OnCreate(text)
	case n.id != 0 && f.OnRename != nil && text != f.folderName(n.id):
		f.OnRename(n.id, text)
	}
}

func (f *Folders) folderName(id mailbox.FolderID) string {
	for _, x := range f.folders {
		if x.ID == id {
			return Name(x)
		}
	}
	return ""
}
