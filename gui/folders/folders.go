package folders

import (
	"maps"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"popmail/account"
	"popmail/gui/kit/field"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/storage/mailbox"
)

// Folders is the sidebar. It has the keyboard as a whole: the arrows go from
// folder to folder.
type Folders struct {
	widget.BaseWidget
	// Fixed: the folders can only be looked at.
	Fixed bool

	OnSelected func(v mailbox.View, title string)
	OnCreate   func(name string)
	OnRename   func(id mailbox.FolderID, name string)
	OnDelete   func(id mailbox.FolderID)
	// OnRenameSearch and OnForget are about kept searches.
	OnRenameSearch func(id mailbox.SearchID, name string)
	OnForget       func(id mailbox.SearchID)
	OnMark         func(id account.ID)  // the mark at an account was tapped
	OnEmpty        func(v mailbox.View) // empty a Trash or Junk folder; nil: not offered
	// AccountItems is the menu of an account: at its heading, and below that of its folders;
	// nil: there is none.
	AccountItems func(id account.ID) []*fyne.MenuItem

	accounts []account.Account
	folders  []mailbox.Folder
	searches []mailbox.Search
	found    map[mailbox.SearchID]int // unread messages
	marks    map[account.ID]string
	rows     []Row
	view     mailbox.View
	chosen   bool // view is shown as chosen
	focused  bool
	naming   naming

	items    []*item
	headings []*heading
	field    *field.Entry
	footer   []*widgets.Text
	body     *body
	scroll   *container.Scroll
	back     *widgets.Ground
}

var (
	_ fyne.Focusable = (*Folders)(nil)
)

// New returns an empty sidebar.
func New() *Folders {
	f := &Folders{back: widgets.NewGround(theme.ColorSidebar)}
	f.field = newNameEntry(f)
	f.body = &body{f: f}
	f.body.ExtendBaseWidget(f.body)
	f.scroll = container.NewVScroll(f.body)
	f.ExtendBaseWidget(f)
	return f
}

// Set shows accounts and folders. What is chosen stays chosen, as far as it is
// still there.
func (f *Folders) Set(accounts []account.Account, folders []mailbox.Folder) {
	f.accounts, f.folders = slices.Clone(accounts), slices.Clone(folders)
	f.build()
}

// SetMarks says at which accounts something has to be done by the person before they are
// checked again, each in a few words.
func (f *Folders) SetMarks(marks map[account.ID]string) {
	if !maps.Equal(marks, f.marks) {
		f.marks = marks
		f.build()
	}
}

// SetFooter replaces the lines at the lower end.
func (f *Folders) SetFooter(lines ...string) {
	for len(f.footer) < len(lines) {
		f.footer = append(f.footer, widgets.NewText("", fynetheme.SizeNameCaptionText, theme.ColorMuted))
	}
	f.footer = f.footer[:len(lines)]
	for i, s := range lines {
		f.footer[i].SetText(s)
	}
	f.Refresh()
}

// View is the chosen view; ok is false when none is.
func (f *Folders) View() (v mailbox.View, ok bool) { return f.view, f.chosen }

// Title is the name of the chosen view.
func (f *Folders) Title() string {
	if i := f.current(); i >= 0 {
		return f.rows[i].Title
	}
	return ""
}

// Rows are the lines that are shown.
func (f *Folders) Rows() []Row { return slices.Clone(f.rows) }

// Select chooses a view without calling OnSelected; it reports whether it is in
// the sidebar.
func (f *Folders) Select(v mailbox.View) bool {
	f.view, f.chosen = v, true
	f.build()
	i := f.current()
	f.chosen = i >= 0
	f.reveal()
	return i >= 0
}

// Unselect lets no view be shown as chosen, as while all mail is searched.
func (f *Folders) Unselect() {
	f.chosen = false
	f.show()
}

// SelectFirst chooses the first folder and calls OnSelected.
func (f *Folders) SelectFirst() bool {
	for _, r := range f.rows {
		if r.Kind == Place {
			f.choose(r)
			return true
		}
	}
	return false
}

// Focus gives the sidebar the keyboard.
func (f *Folders) Focus() {
	if c := fyne.CurrentApp().Driver().CanvasForObject(f); c != nil && c.Focused() != fyne.Focusable(f) {
		c.Focus(f)
	}
}

// same reports whether two views are one and the same place.
func same(a, b mailbox.View) bool {
	if a.Folder != 0 || b.Folder != 0 { // a folder is known by its own
		return a.Folder == b.Folder
	}
	return a == b
}

func (f *Folders) current() int {
	if !f.chosen {
		return -1
	}
	return f.at()
}

// at is the row that the keyboard is on, chosen or not.
func (f *Folders) at() int {
	return slices.IndexFunc(f.rows, func(r Row) bool { return r.Kind == Place && same(r.View, f.view) })
}

func (f *Folders) choose(r Row) {
	f.view, f.chosen = r.View, true
	f.build()
	f.reveal()
	if f.OnSelected != nil {
		f.OnSelected(r.View, r.Title)
	}
}

func (f *Folders) tapped(r Row) {
	switch r.Kind {
	case Place:
		f.choose(r)
	case Create:
		f.NewFolder()
	}
}

// Target marks the folder at a place on the canvas as the one that what is dragged
// would be dropped into, and returns it; 0 for none.
func (f *Folders) Target(at fyne.Position) (to mailbox.FolderID) {
	d := fyne.CurrentApp().Driver()
	for _, i := range f.items {
		o, s := d.AbsolutePositionForObject(i), i.Size()
		on := f.Visible() && i.Visible() && i.row.Kind == Place && i.row.View.Folder != 0 && !i.chosen &&
			at.X >= o.X && at.X < o.X+s.Width && at.Y >= o.Y && at.Y < o.Y+s.Height
		if on {
			to = i.row.View.Folder
		}
		if i.target != on {
			i.target = on
			i.paint()
		}
	}
	return to
}

// build makes the rows anew.
func (f *Folders) build() {
	present := mailbox.View{}
	if f.chosen {
		present = f.view
	}
	f.rows = append(Rows(f.accounts, f.folders, present), searchRows(f.searches, f.found)...)
	if f.Fixed {
		f.rows = slices.DeleteFunc(f.rows, func(r Row) bool { return r.Kind == Create })
	}
	for i := range f.rows {
		if r := &f.rows[i]; r.Owner != 0 {
			r.Mark = f.marks[r.Owner]
		}
	}
	f.show()
}

// show draws the rows.
func (f *Folders) show() {
	items, headings := 0, 0
	for _, r := range f.rows {
		if r.Kind == Heading {
			if headings == len(f.headings) {
				f.headings = append(f.headings, newHeading(f))
			}
			f.headings[headings].set(r)
			f.headings[headings].more.Hidden = r.Owner == 0 || f.AccountItems == nil || len(f.AccountItems(r.Owner)) == 0
			headings++
			continue
		}
		if items == len(f.items) {
			f.items = append(f.items, newItem(f))
		}
		here := r.Kind == Place && same(r.View, f.view)
		f.items[items].show(r, f.chosen && here, f.focused && here)
		items++
	}
	f.headings, f.items = f.headings[:headings], f.items[:items]
	f.body.Refresh()
	f.scroll.Refresh()
}

// reveal scrolls to the chosen row.
func (f *Folders) reveal() {
	for _, i := range f.items {
		if !i.chosen {
			continue
		}
		top, bottom := i.Position().Y, i.Position().Y+i.Size().Height
		switch view := f.scroll.Size().Height; {
		case view <= 0:
		case top < f.scroll.Offset.Y:
			f.scroll.ScrollToOffset(fyne.NewPos(0, top))
		case bottom > f.scroll.Offset.Y+view:
			f.scroll.ScrollToOffset(fyne.NewPos(0, bottom-view))
		}
	}
}

// FocusGained implements fyne.Focusable.
func (f *Folders) FocusGained() { f.focused = true; f.show() }

// FocusLost implements fyne.Focusable.
func (f *Folders) FocusLost() { f.focused = false; f.show() }

// TypedRune implements fyne.Focusable.
func (f *Folders) TypedRune(r rune) {
	widgets.RuneToWindow(f, r)
}

// TypedKey goes from folder to folder; F2 renames an own folder or a kept search and Delete
// removes it.
func (f *Folders) TypedKey(e *fyne.KeyEvent) {
	at := f.at()
	var row Row
	if at >= 0 {
		row = f.rows[at]
	}
	switch e.Name {
	case fyne.KeyUp:
		f.step(at, -1)
	case fyne.KeyDown:
		f.step(at, 1)
	case fyne.KeyHome:
		f.step(-1, 1)
	case fyne.KeyEnd:
		f.step(len(f.rows), -1)
	case fyne.KeyReturn, fyne.KeyEnter:
		if at >= 0 && !f.chosen {
			f.choose(row)
			return
		}
		widgets.KeyToWindow(f, e)
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

func (f *Folders) step(from, by int) {
	for i := from + by; i >= 0 && i < len(f.rows); i += by {
		if f.rows[i].Kind == Place {
			f.choose(f.rows[i])
			return
		}
	}
}

// CreateRenderer implements fyne.Widget.
func (f *Folders) CreateRenderer() fyne.WidgetRenderer {
	f.ExtendBaseWidget(f)
	return &renderer{f}
}

type renderer struct{ f *Folders }

func (r *renderer) Destroy() {}
func (r *renderer) Objects() []fyne.CanvasObject {
	out := []fyne.CanvasObject{r.f.back, r.f.scroll}
	for _, p := range r.f.footer {
		out = append(out, p)
	}
	return out
}
func (r *renderer) MinSize() fyne.Size { return fyne.NewSize(120, 120) }

func (r *renderer) Layout(s fyne.Size) {
	r.f.back.Resize(s)
	const edge = 20
	foot := float32(0)
	if len(r.f.footer) > 0 {
		foot = 19
		for _, p := range r.f.footer {
			foot += p.HeightFor(s.Width - 2*edge)
		}
		if foot > s.Height/3 { // a low window: the folders are worth more
			foot = 0
		}
	}
	y := flow.Whole(s.Height - foot)
	for _, p := range r.f.footer {
		p.Hidden = foot == 0
		h := p.HeightFor(s.Width - 2*edge)
		p.Move(fyne.NewPos(edge, y))
		p.Resize(fyne.NewSize(s.Width-2*edge, h))
		y += h
	}
	if foot > 0 {
		foot += 10
	}
	r.f.scroll.Resize(fyne.NewSize(s.Width, max(s.Height-foot, 0)))
	r.f.body.Refresh()
}

func (r *renderer) Refresh() {
	for _, p := range r.f.footer {
		p.Refresh()
	}
	r.f.back.Refresh()
	r.f.show()
	r.Layout(r.f.Size())
	canvas.Refresh(r.f)
}
