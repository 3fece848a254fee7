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
	// OnCreateIn makes a folder in an own one. OnPlace puts one into another, 0: into none, as
	// number at of those there, counted from 0 without itself; -1: wherever it belongs. OnDress
	// gives it a color (0: none) and an icon of Icons (empty: the usual one). OnDragging is told
	// what is dragged, and where it is; an empty title: nothing any more.
	OnCreateIn func(in mailbox.FolderID)
	OnPlace    func(id, in mailbox.FolderID, at int)
	OnDress    func(id mailbox.FolderID, color int, icon string)
	OnDragging func(title string, at fyne.Position)
	// Away reports whether what is dragged is over something else than this window; nil: that is not known.
	Away func() bool
	// Wrote reports whether the messages that are dragged are the person's own; nil: they are not.
	Wrote    func() bool
	OnFolded func(names []string) // other rows are folded: the Fold of each
	// AccountItems is the menu of an account: at its heading, and below that of its folders;
	// nil: there is none.
	AccountItems func(id account.ID) []*fyne.MenuItem

	accounts   []account.Account
	folders    []mailbox.Folder
	searches   []mailbox.Search
	found      map[mailbox.SearchID]int // unread messages
	unanswered int                      // letters of which the person is to be reminded
	marks      map[account.ID]string
	all        []Row           // nothing is folded
	rows       []Row           // that are seen
	folded     map[string]bool // by Row.Fold
	heading    string          // the Fold of the Heading that the keyboard is on; empty: it is on a Place
	view       mailbox.View
	chosen     bool // view is shown as chosen
	focused    bool
	naming     naming
	dragging   mailbox.FolderID // 0: none
	lands      landing
	ended      bool // the drag, before the button was let go
	pull       pull

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
	f.scroll.OnScrolled = func(fyne.Position) { f.again() }
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

// SetFolded folds what was folded when the window was closed last, see OnFolded.
func (f *Folders) SetFolded(names []string) {
	f.folded = map[string]bool{}
	for _, n := range names {
		f.folded[n] = true
	}
	f.build()
}

// Folded are the names of the rows that are folded, in the order of the alphabet.
func (f *Folders) Folded() []string { return slices.Sorted(maps.Keys(f.folded)) }

// View is the chosen view; ok is false when none is.
func (f *Folders) View() (v mailbox.View, ok bool) { return f.view, f.chosen }

// Title is the name of the chosen view.
func (f *Folders) Title() string {
	if i := find(f.all, f.view); i >= 0 && f.chosen {
		return f.all[i].Title
	}
	return ""
}

// Rows are the lines that are shown.
func (f *Folders) Rows() []Row { return slices.Clone(f.rows) }

// Select chooses a view without calling OnSelected; it reports whether it is in
// the sidebar, be it folded away.
func (f *Folders) Select(v mailbox.View) bool {
	f.view, f.chosen, f.heading = v, true, ""
	f.build()
	f.chosen = find(f.all, v) >= 0
	f.show()
	f.reveal()
	return f.chosen
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
	return find(f.rows, f.view)
}

// at is the row that the keyboard is on, chosen or not.
func (f *Folders) at() int {
	if f.heading != "" {
		return slices.IndexFunc(f.rows, func(r Row) bool { return r.Kind == Heading && r.Fold == f.heading })
	}
	return find(f.rows, f.view)
}

// find is the row of a view; -1: there is none.
func find(rows []Row, v mailbox.View) int {
	return slices.IndexFunc(rows, func(r Row) bool { return r.Kind == Place && same(r.View, v) })
}

func (f *Folders) choose(r Row) {
	f.view, f.chosen, f.heading = r.View, true, ""
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

// build makes the rows anew.
func (f *Folders) build() {
	present := mailbox.View{}
	if f.chosen {
		present = f.view
	}
	f.all = append(withUnanswered(Rows(f.accounts, f.folders, present), f.unanswered, present), searchRows(f.searches, f.found)...)
	if f.Fixed {
		f.all = slices.DeleteFunc(f.all, func(r Row) bool { return r.Kind == Create })
	}
	for i := range f.all {
		if r := &f.all[i]; r.Owner != 0 {
			r.Mark = f.marks[r.Owner]
		}
	}
	f.rows = visible(f.all, f.folded)
	if f.heading != "" && f.at() < 0 {
		f.heading = ""
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
			f.headings[headings].set(r, f.focused && r.Fold != "" && r.Fold == f.heading)
			// What can be folded has its arrow there; its menu opens as that of a folder does.
			f.headings[headings].more.Hidden = r.Fold != "" || r.Owner == 0 || f.AccountItems == nil || len(f.AccountItems(r.Owner)) == 0
			headings++
			continue
		}
		if items == len(f.items) {
			f.items = append(f.items, newItem(f))
		}
		here := r.Kind == Place && same(r.View, f.view)
		f.items[items].show(r, f.chosen && here, f.focused && here && f.heading == "")
		items++
	}
	f.headings, f.items = f.headings[:headings], f.items[:items]
	f.body.Refresh()
	f.scroll.Refresh()
}

// reveal scrolls to the chosen row.
func (f *Folders) reveal() {
	seen := func(top, bottom float32) {
		switch view := f.scroll.Size().Height; {
		case view <= 0:
		case top < f.scroll.Offset.Y:
			f.scroll.ScrollToOffset(fyne.NewPos(0, top))
		case bottom > f.scroll.Offset.Y+view:
			f.scroll.ScrollToOffset(fyne.NewPos(0, bottom-view))
		}
	}
	for _, h := range f.headings {
		if f.heading != "" && h.row.Fold == f.heading {
			seen(h.tap.Position().Y, h.tap.Position().Y+h.tap.Size().Height)
			return
		}
	}
	for _, i := range f.items {
		if i.chosen {
			seen(i.Position().Y, i.Position().Y+i.Size().Height)
		}
	}
}

// FocusGained implements fyne.Focusable.
func (f *Folders) FocusGained() { f.focused = true; f.show() }

// FocusLost implements fyne.Focusable.
func (f *Folders) FocusLost() { f.focused = false; f.show() }

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
