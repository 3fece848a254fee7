package folders

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/storage/mailbox"
)

// Path is what a folder is called with the folders that it lies in.
func Path(folders []mailbox.Folder, f mailbox.Folder) string {
	var names []string
	for _, in := range mailbox.FolderPath(folders, f.ID) {
		names = append(names, Name(in))
	}
	return strings.Join(names, " / ")
}

// ownItems is the menu of an own folder.
func (f *Folders) ownItems(id mailbox.FolderID) []*fyne.MenuItem {
	at := slices.IndexFunc(f.folders, func(x mailbox.Folder) bool { return x.ID == id })
	if at < 0 {
		return nil
	}
	own := f.folders[at]
	items := []*fyne.MenuItem{fyne.NewMenuItem(lang.L("Rename…"), func() { f.name(naming{on: true, id: id}, f.folderName(id)) })}
	if f.OnCreateIn != nil {
		items = append(items, fyne.NewMenuItem(lang.L("New folder in it…"), func() { f.OnCreateIn(id) }))
	}
	if f.OnPlace != nil {
		items = append(items, f.placeItems(own)...)
	}
	if f.OnDress != nil {
		items = append(items, f.dressItems(own)...)
	}
	return append(items, fyne.NewMenuItem(lang.L("Delete folder"), func() {
		if f.OnDelete != nil {
			f.OnDelete(id)
		}
	}))
}

// placeItems put a folder elsewhere.
func (f *Folders) placeItems(own mailbox.Folder) []*fyne.MenuItem {
	beside := Inside(f.folders, own.Parent)
	at := slices.IndexFunc(beside, func(x mailbox.Folder) bool { return x.ID == own.ID })
	var items []*fyne.MenuItem
	if at > 0 {
		items = append(items, widgets.MenuItem(widgets.IconUp, lang.L("Move up"), "", func() { f.OnPlace(own.ID, own.Parent, at-1) }))
	}
	if at >= 0 && at < len(beside)-1 {
		items = append(items, widgets.MenuItem(widgets.IconDown, lang.L("Move down"), "", func() { f.OnPlace(own.ID, own.Parent, at+1) }))
	}
	into := fyne.NewMenu("")
	if own.Parent != 0 {
		into.Items = append(into.Items, fyne.NewMenuItem(lang.L("Out of other folders"), func() { f.OnPlace(own.ID, 0, -1) }))
	}
	for _, r := range f.all {
		to := r.View.Folder
		if r.Role == mailbox.Own && to != own.Parent && f.mayHold(to, own.ID) {
			into.Items = append(into.Items, widgets.MenuItem(r.Icon, Path(f.folders, f.folder(to)), "", func() { f.OnPlace(own.ID, to, -1) }))
		}
	}
	if len(into.Items) > 0 {
		item := widgets.MenuItem(widgets.IconFolder, lang.L("Put into"), "", nil)
		item.ChildMenu = into
		items = append(items, item)
	}
	return items
}

func (f *Folders) folder(id mailbox.FolderID) mailbox.Folder {
	for _, x := range f.folders {
		if x.ID == id {
			return x
		}
	}
	return mailbox.Folder{}
}

// mayHold reports whether a folder can come to lie in another one, which is neither itself nor
// in it.
func (f *Folders) mayHold(in, id mailbox.FolderID) bool {
	return !slices.ContainsFunc(mailbox.FolderPath(f.folders, in), func(x mailbox.Folder) bool { return x.ID == id })
}

// dressItems give a folder an icon and a color.
func (f *Folders) dressItems(own mailbox.Folder) []*fyne.MenuItem {
	icons, colors := fyne.NewMenu(""), fyne.NewMenu("")
	names := iconNames()
	for _, name := range Icons {
		kept := string(name)
		if name == widgets.IconFolder {
			kept = ""
		}
		item := widgets.MenuItem(name, names[name], "", func() { f.OnDress(own.ID, own.Color, kept) })
		item.Checked = IconOf(own) == name
		icons.Items = append(icons.Items, item)
	}
	for n, name := range colorNames() {
		item := fyne.NewMenuItem(name, func() { f.OnDress(own.ID, n, own.Icon) })
		item.Checked = own.Color == n
		colors.Items = append(colors.Items, item)
	}
	icon, color := widgets.MenuItem(IconOf(own), lang.L("Icon"), "", nil), widgets.MenuItem(widgets.IconSun, lang.L("Color"), "", nil)
	icon.ChildMenu, color.ChildMenu = icons, colors
	return []*fyne.MenuItem{icon, color}
}

func iconNames() map[widgets.IconName]string {
	return map[widgets.IconName]string{
		widgets.IconFolder: lang.L("Folder"), widgets.IconPeople: lang.L("People"), widgets.IconPerson: lang.L("Person"), widgets.IconSuitcase: lang.L("Suitcase"),
		widgets.IconDocument: lang.L("Document"), widgets.IconPicture: lang.L("Picture"), widgets.IconCalendar: lang.L("Calendar"), widgets.IconPin: lang.L("Place"),
		widgets.IconPlane: lang.L("Plane"), widgets.IconKey: lang.L("Key"), widgets.IconSun: lang.X("sun in the sky", "Sun"), widgets.IconComputer: lang.L("Computer"),
	}
}

// colorNames are those of theme.AccountBar, behind that of none.
func colorNames() []string {
	names := []string{lang.L("No color"), lang.L("Violet"), lang.L("Green"), lang.L("Orange"), lang.L("Blue"), lang.L("Plum"), lang.L("Slate"), lang.L("Amber"), lang.L("Cyan")}
	return names[:min(len(names), theme.AccountColors+1)]
}

// landing is where an own folder that is dragged would come to lie.
type landing struct {
	in mailbox.FolderID
	at int // see OnPlace
	ok bool
}

// landed finds out where a folder would come to lie at a place on the canvas, and marks it: the
// upper and the lower edge of another one are before and behind it, its middle is in it.
func (f *Folders) landed(id mailbox.FolderID, at fyne.Position) (to landing) {
	for _, i := range f.items {
		i.mark(false)
		i.line.Hide()
		r := i.row
		if !f.over(i, at) {
			continue
		}
		own := f.folder(r.View.Folder)
		switch {
		case r.Kind == Create:
			to = landing{0, -1, true}
			i.mark(true)
			continue
		case own.Role != mailbox.Own || own.ID == id || !f.mayHold(own.ID, id):
			continue
		}
		y := at.Y - fyne.CurrentApp().Driver().AbsolutePositionForObject(i).Y
		high := i.Size().Height
		beside := slices.DeleteFunc(Inside(f.folders, own.Parent), func(x mailbox.Folder) bool { return x.ID == id })
		n := slices.IndexFunc(beside, func(x mailbox.Folder) bool { return x.ID == own.ID })
		switch {
		case y < high/4:
			to = landing{own.Parent, n, true}
			i.edge(0)
		case y > high*3/4 && (r.Fold == "" || r.Folded):
			to = landing{own.Parent, n + 1, true}
			i.edge(high - 2)
		default:
			to = landing{own.ID, -1, true}
			i.mark(true)
		}
	}
	return to
}

// edge shows the line between folders.
func (i *item) edge(y float32) {
	i.line.FillColor = theme.Color(theme.ColorMuted)
	i.line.Move(fyne.NewPos(20+indent(i.row.Depth), y))
	i.line.Resize(fyne.NewSize(max(i.Size().Width-40-indent(i.row.Depth), 0), 2))
	flow.Mirror(i.Size().Width, i.line)
	i.line.Show()
	i.line.Refresh()
}

// Dragged implements fyne.Draggable: own folders are put elsewhere by it.
func (i *item) Dragged(e *fyne.DragEvent) {
	f := i.owner
	if f.dragging == 0 && i.row.Role != mailbox.Own || f.Fixed || f.OnPlace == nil || f.ended {
		return
	}
	if f.dragging == 0 { // later, what was unfolded may have given the item another row
		f.dragging = i.row.View.Folder
	}
	f.pull.on, f.pull.at = true, e.AbsolutePosition
	f.lands = f.landed(f.dragging, e.AbsolutePosition)
	if f.OnDragging != nil {
		f.OnDragging(f.folderName(f.dragging), e.AbsolutePosition)
	}
}

// DragEnd implements fyne.Draggable.
func (i *item) DragEnd() {
	f := i.owner
	id, to := f.dragging, f.lands
	if f.Away != nil && f.Away() {
		id = 0 // over what covers the sidebar
	}
	f.EndDrag()
	f.ended = false
	if id != 0 && to.ok {
		f.OnPlace(id, to.in, to.at)
	}
}

// EndDrag ends the dragging of a folder, which then stays; it reports whether one was dragged.
func (f *Folders) EndDrag() bool {
	was := f.dragging != 0
	f.dragging, f.lands, f.ended, f.pull = 0, landing{}, was, pull{}
	f.landed(0, fyne.NewPos(-1, -1))
	if was && f.OnDragging != nil {
		f.OnDragging("", fyne.Position{})
	}
	return was
}
