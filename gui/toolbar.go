package gui

import (
	"slices"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
)

// toolbar is the row at the top of the window. Where there is no room for all
// the words, some buttons show their icons alone and their words as a tip.
type toolbar struct {
	widget.BaseWidget
	folders, getMail, write, archive, remove, junk, snooze, read, people, gear *widgets.Button
	back, previous, next                                                       *widgets.Button // while a message has the window to itself
	search                                                                     fyne.CanvasObject
	ground                                                                     *widgets.Ground
	edge                                                                       *widgets.Ground

	room      room
	front     pane
	noWriting bool // no letters are written
	noBook    bool // there is no address book
	several   bool // more than one message is chosen
	name      string
	labels    map[*widgets.Button]string
	shortcut  map[*widgets.Button]string // told in the tip
}

func newToolbar(search fyne.CanvasObject) *toolbar {
	t := &toolbar{
		folders:  widgets.NewButton(widgets.Flat, "", widgets.IconMenu, nil),
		getMail:  widgets.NewButton(widgets.Primary, "", widgets.IconRefresh, nil),
		write:    widgets.NewButton(widgets.Flat, "", widgets.IconWrite, nil),
		archive:  widgets.NewButton(widgets.Flat, "", widgets.IconArchive, nil),
		remove:   widgets.NewButton(widgets.Flat, "", widgets.IconTrash, nil),
		junk:     widgets.NewButton(widgets.Flat, "", widgets.IconJunk, nil),
		snooze:   widgets.NewButton(widgets.Flat, "", widgets.IconClock, nil),
		read:     widgets.NewButton(widgets.Flat, "", widgets.IconMail, nil),
		people:   widgets.NewButton(widgets.Flat, "", widgets.IconPeople, nil),
		gear:     widgets.NewButton(widgets.Flat, "", widgets.IconGear, nil),
		back:     widgets.NewButton(widgets.Flat, "", widgets.IconBack, nil),
		previous: widgets.NewButton(widgets.Flat, "", widgets.IconUp, nil),
		next:     widgets.NewButton(widgets.Flat, "", widgets.IconDown, nil),
		search:   search,
		ground:   widgets.NewGround(theme.ColorCard),
		edge:     widgets.NewHairline(),
	}
	ctrl := lang.L("Ctrl")
	t.shortcut = map[*widgets.Button]string{
		t.getMail: "F5", t.write: ctrl + "+N", t.archive: ctrl + "+E", t.remove: lang.X("key Delete", "Delete"), t.junk: ctrl + "+J", t.snooze: "B", t.read: ctrl + "+U",
		t.people: ctrl + "+" + lang.L("Shift") + "+B",
		t.back:   lang.L("Esc"), t.previous: "↑", t.next: "↓",
	}
	t.labels = map[*widgets.Button]string{t.getMail: lang.L("Get mail"), t.write: lang.L("Write"), t.remove: lang.L("Delete"), t.snooze: lang.L("Snooze")}
	t.read.Room = []string{lang.L("Mark read"), lang.L("Mark unread")}
	t.archive.Room = []string{lang.X("put into the archive", "Archive"), lang.L("Put back")}
	t.junk.Room = []string{lang.L("Junk"), lang.L("Not junk")}
	t.folders.Color, t.back.Color = fynetheme.ColorNameForeground, fynetheme.ColorNameHyperlink
	for b, words := range map[*widgets.Button]string{
		t.getMail: lang.L("Get mail"), t.write: lang.L("Write a letter"), t.remove: lang.L("Delete"), t.gear: lang.L("Settings"), t.people: lang.L("Address book"), t.snooze: lang.L("Snooze"), t.folders: lang.L("Folders"),
		t.previous: lang.L("Previous message"), t.next: lang.L("Next message"), t.back: lang.L("Back to the list"),
	} {
		t.tip(b, words)
	}
	t.setRead(true)
	t.setKeep(keepArchive)
	t.setJunk(false)
	t.ExtendBaseWidget(t)
	return t
}

func (t *toolbar) tip(b *widgets.Button, words string) {
	if k := t.shortcut[b]; k != "" {
		words += " (" + k + ")"
	}
	b.Tip = words
}

func (t *toolbar) all() []*widgets.Button {
	return []*widgets.Button{t.back, t.folders, t.getMail, t.write, t.archive, t.remove, t.junk, t.snooze, t.read, t.previous, t.next, t.people, t.gear}
}

// label gives a button its words, which may not be seen for want of room.
func (t *toolbar) label(b *widgets.Button, words string, icon widgets.IconName) {
	t.labels[b] = words
	t.tip(b, words)
	b.SetIcon(icon)
	if b.Text != "" {
		b.SetText(words)
	}
}

// setRead chooses the words of the read button: what a tap will do.
func (t *toolbar) setRead(willMarkUnread bool) {
	if willMarkUnread {
		t.label(t.read, lang.L("Mark unread"), widgets.IconMail)
		return
	}
	t.label(t.read, lang.L("Mark read"), widgets.IconMailOpen)
}

// keep is what the button that keeps messages out of the way does with them.
type keep uint8

const (
	keepArchive keep = iota
	keepPutBack      // out of the Trash
)

func (t *toolbar) setKeep(k keep) {
	switch k {
	case keepPutBack:
		t.label(t.archive, lang.L("Put back"), widgets.IconRestore)
	default:
		t.label(t.archive, lang.X("put into the archive", "Archive"), widgets.IconArchive)
	}
}

// setJunk chooses the words of the junk button: in Junk it says that a message is none.
func (t *toolbar) setJunk(not bool) {
	if not {
		t.label(t.junk, lang.L("Not junk"), widgets.IconCheck)
		return
	}
	t.label(t.junk, lang.L("Junk"), widgets.IconJunk)
}

// setFolder names the folder that is shown, with the number of its unread
// messages; empty: none.
func (t *toolbar) setFolder(name, unread string) {
	if t.name == name && t.folders.Count == unread {
		return
	}
	t.name = name
	cut, _ := widgets.Fit(name, 170*widgets.Unit(), fynetheme.Size(fynetheme.SizeNameText), true)
	t.labels[t.folders], t.labels[t.back] = cut, cut
	t.folders.Count = unread
	t.Refresh()
}

// setChosen enables what needs chosen messages: n of them; able: something can be done with them; later: so can
// putting them off.
func (t *toolbar) setChosen(n int, able, later bool) {
	for _, b := range []*widgets.Button{t.archive, t.remove, t.junk, t.snooze, t.read} {
		if able && (later || b != t.snooze) {
			b.Enable()
		} else {
			b.Disable()
		}
	}
	if several := n > 1; several != t.several {
		t.several = several
		t.Refresh()
	}
}

// setRoom says how many panes there is room for, and which one is in front.
func (t *toolbar) setRoom(r room, front pane) {
	t.room, t.front = r, front
	t.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (t *toolbar) CreateRenderer() fyne.WidgetRenderer { return &toolbarRenderer{t: t} }

type toolbarRenderer struct{ t *toolbar }

const (
	toolbarPad    = 14
	toolbarGap    = 4
	searchMin     = 260 // at a text size of 100 %
	searchLeast   = 120
	searchMaxLess = 22 // room between search field and gear
)

// arrangement is which buttons stand at the two ends, and how much the search
// field between them wants; 0: there is none.
func (t *toolbar) arrangement() (left, right []*widgets.Button, search float32) {
	switch {
	case t.room == roomForOne && t.front == paneReader:
		return []*widgets.Button{t.back}, []*widgets.Button{t.archive, t.remove, t.junk, t.read, t.previous, t.next}, 0
	case t.room == roomForOne && !t.several:
		return []*widgets.Button{t.folders, t.getMail, t.write}, []*widgets.Button{t.people, t.gear}, searchLeast
	case t.room == roomForAll:
		return []*widgets.Button{t.getMail, t.write, t.archive, t.remove, t.junk, t.snooze, t.read}, []*widgets.Button{t.people, t.gear}, searchMin
	case t.room == roomForOne:
		return []*widgets.Button{t.folders, t.getMail, t.write, t.archive, t.remove, t.junk, t.snooze, t.read}, []*widgets.Button{t.people, t.gear}, searchLeast
	}
	return []*widgets.Button{t.folders, t.getMail, t.write, t.archive, t.remove, t.junk, t.snooze, t.read}, []*widgets.Button{t.people, t.gear}, searchMin
}

// need reports whether buttons and the search field need more than a width.
func (t *toolbar) need(width float32, left, right []*widgets.Button, search float32) bool {
	w := float32(2*toolbarPad) + search*widgets.Unit()
	if search > 0 {
		w += searchMaxLess + 14
	}
	for _, b := range slices.Concat(left, right) {
		w += b.MinSize().Width + toolbarGap
	}
	return w > width
}

// words gives the buttons as many of their words as the width has room for. Where
// not even the icons and the search field have room, the buttons for later, for new mail and for junk,
// which have keys, are left out of what stands at the left end.
func (t *toolbar) words(width float32, left, right []*widgets.Button, search float32) []*widgets.Button {
	set := func(on bool, buttons ...*widgets.Button) {
		for _, b := range buttons {
			text := ""
			if on {
				text = t.labels[b]
			}
			b.SetText(text)
		}
	}
	set(true, t.folders, t.back, t.getMail, t.write, t.archive, t.remove, t.junk, t.snooze, t.read)
	for _, less := range [][]*widgets.Button{{t.snooze}, {t.read}, {t.junk}, {t.archive, t.remove}, {t.write}, {t.getMail}, {t.folders, t.back}} {
		if !t.need(width, left, right, search) {
			return left
		}
		set(false, less...)
	}
	if at := slices.Index(left, t.snooze); at >= 0 && t.need(width, left, right, search) {
		left = slices.Delete(left, at, at+1)
	}
	for _, b := range []*widgets.Button{t.getMail, t.junk} {
		if at := slices.Index(left, b); t.several && at >= 0 && t.need(width, left, right, search) {
			left = slices.Delete(left, at, at+1)
		}
	}
	return left
}

func (r *toolbarRenderer) Layout(s fyne.Size) {
	t := r.t
	if s.Width <= 0 {
		return
	}
	defer flow.Mirror(s.Width, r.Objects()...)
	t.ground.Resize(s)
	t.edge.Resize(fyne.NewSize(s.Width, 1))
	t.edge.Move(fyne.NewPos(0, s.Height-1))
	left, right, search := t.arrangement()
	right = t.usable(right)
	left = t.words(s.Width, t.usable(left), right, search)
	if over := t.need(s.Width, left, right, search); over && len(right) > 1 {
		right = right[1:] // the address book has a key
	}
	h := s.Height - 17
	at := func(o fyne.CanvasObject, x, w, h float32) {
		o.Resize(fyne.NewSize(w, h))
		o.Move(fyne.NewPos(x, flow.Whole((s.Height-1-h)/2)))
	}
	shown := map[*widgets.Button]bool{}
	row := func(x float32, buttons []*widgets.Button) float32 {
		for _, b := range buttons {
			shown[b] = true
			m := b.MinSize()
			at(b, x, m.Width, max(h, m.Height))
			x += m.Width + toolbarGap
		}
		return x
	}
	x := row(toolbarPad, left) + 10
	w := float32(-toolbarGap)
	for _, b := range right {
		w += b.MinSize().Width + toolbarGap
	}
	end := s.Width - toolbarPad - w + 8
	row(end, right)
	at(t.search, x, max(end-searchMaxLess-x, 0), t.search.MinSize().Height)
	if t.search.Visible() != (search > 0) {
		if search > 0 {
			t.search.Show()
		} else {
			t.search.Hide()
		}
	}
	for _, b := range t.all() {
		b.Hidden = !shown[b]
	}
}

// usable takes out what cannot be done.
func (t *toolbar) usable(list []*widgets.Button) []*widgets.Button {
	return slices.DeleteFunc(list, func(b *widgets.Button) bool { return b == t.write && t.noWriting || b == t.people && t.noBook })
}

func (r *toolbarRenderer) MinSize() fyne.Size {
	h := r.t.search.MinSize().Height
	for _, b := range r.t.all() {
		h = max(h, b.MinSize().Height)
	}
	return fyne.NewSize(320, h+17)
}

func (r *toolbarRenderer) Refresh() {
	for _, o := range r.Objects() {
		o.Refresh()
	}
	r.Layout(r.t.Size())
}

func (r *toolbarRenderer) Objects() []fyne.CanvasObject {
	o := []fyne.CanvasObject{r.t.ground, r.t.edge}
	for _, b := range r.t.all() {
		if b == r.t.previous {
			o = append(o, r.t.search) // in the order in which Tab goes through them
		}
		o = append(o, b)
	}
	return o
}

func (r *toolbarRenderer) Destroy() {}
