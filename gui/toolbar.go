package gui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"

	"popmail/gui/theme"
	"popmail/gui/widgets"
)

// toolbar is the row at the top of the window. In a narrow window its buttons
// show their icons alone.
type toolbar struct {
	widget.BaseWidget
	folders, getMail, archive, remove, read, gear *widgets.Button
	search                                        fyne.CanvasObject
	ground                                        *widgets.Ground
	edge                                          *widgets.Hairline
	narrow                                        bool
	labels                                        map[*widgets.Button]string
}

func newToolbar(search fyne.CanvasObject) *toolbar {
	t := &toolbar{
		folders: widgets.NewButton(widgets.Flat, "", widgets.IconFolder, nil),
		getMail: widgets.NewButton(widgets.Primary, lang.L("Get mail"), widgets.IconRefresh, nil),
		archive: widgets.NewButton(widgets.Flat, lang.L("Archive"), widgets.IconArchive, nil),
		remove:  widgets.NewButton(widgets.Flat, lang.L("Delete"), widgets.IconTrash, nil),
		read:    widgets.NewButton(widgets.Flat, lang.L("Mark unread"), widgets.IconMail, nil),
		gear:    widgets.NewButton(widgets.Flat, "", widgets.IconGear, nil),
		search:  search,
		ground:  widgets.NewGround(theme.ColorCard),
		edge:    widgets.NewHairline(),
	}
	t.labels = make(map[*widgets.Button]string)
	for _, b := range t.worded() {
		t.labels[b] = b.Text
	}
	t.folders.Hide()
	t.ExtendBaseWidget(t)
	return t
}

func (t *toolbar) worded() []*widgets.Button {
	return []*widgets.Button{t.getMail, t.archive, t.remove, t.read}
}

func (t *toolbar) all() []*widgets.Button {
	return []*widgets.Button{t.folders, t.getMail, t.archive, t.remove, t.read, t.gear}
}

// setRead chooses the words of the read button: what a tap will do.
func (t *toolbar) setRead(willMarkUnread bool) {
	word, icon := lang.L("Mark read"), widgets.IconMailOpen
	if willMarkUnread {
		word, icon = lang.L("Mark unread"), widgets.IconMail
	}
	t.labels[t.read] = word
	t.read.SetIcon(icon)
	if !t.narrow {
		t.read.SetText(word)
	}
}

// setChosen enables what needs chosen messages.
func (t *toolbar) setChosen(some bool) {
	for _, b := range []*widgets.Button{t.archive, t.remove, t.read} {
		if some {
			b.Enable()
		} else {
			b.Disable()
		}
	}
}

// CreateRenderer implements fyne.Widget.
func (t *toolbar) CreateRenderer() fyne.WidgetRenderer { return &toolbarRenderer{t: t} }

type toolbarRenderer struct{ t *toolbar }

const (
	toolbarPad    = 14
	toolbarGap    = 4
	searchMin     = 260 // at a text size of 100 %
	searchMaxLess = 22  // room between search field and gear
)

func (r *toolbarRenderer) wide() float32 {
	w := float32(2*toolbarPad+searchMaxLess) + searchMin*widgets.Unit()
	for _, b := range r.t.all() {
		if !b.Visible() {
			continue
		}
		if text, ok := r.t.labels[b]; ok {
			w += widgets.NewButton(b.Look, text, b.Icon, nil).MinSize().Width + toolbarGap
		} else {
			w += b.MinSize().Width + toolbarGap
		}
	}
	return w
}

func (r *toolbarRenderer) Layout(s fyne.Size) {
	t := r.t
	t.ground.Resize(s)
	t.edge.Resize(fyne.NewSize(s.Width, 1))
	t.edge.Move(fyne.NewPos(0, s.Height-1))
	if narrow := s.Width < r.wide(); narrow != t.narrow {
		t.narrow = narrow
		for _, b := range t.worded() {
			text := t.labels[b]
			if narrow {
				text = ""
			}
			b.SetText(text)
		}
	}
	h := s.Height - 17
	at := func(o fyne.CanvasObject, x, w, h float32) {
		o.Resize(fyne.NewSize(w, h))
		o.Move(fyne.NewPos(x, (s.Height-1-h)/2))
	}
	x := float32(toolbarPad)
	for _, b := range []*widgets.Button{t.folders, t.getMail, t.archive, t.remove, t.read} {
		if !b.Visible() {
			continue
		}
		m := b.MinSize()
		at(b, x, m.Width, max(h, m.Height))
		x += m.Width + toolbarGap
	}
	g := t.gear.MinSize()
	at(t.gear, s.Width-toolbarPad-g.Width+8, g.Width, max(h, g.Height))
	x += 14
	right := s.Width - toolbarPad - g.Width - searchMaxLess
	at(t.search, x, max(right-x, 0), t.search.MinSize().Height)
}

func (r *toolbarRenderer) MinSize() fyne.Size {
	h := r.t.search.MinSize().Height
	for _, b := range r.t.all() {
		h = max(h, b.MinSize().Height)
	}
	return fyne.NewSize(360, h+17)
}

func (r *toolbarRenderer) Refresh() {
	for _, o := range r.Objects() {
		o.Refresh()
	}
	r.Layout(r.t.Size())
}

func (r *toolbarRenderer) Objects() []fyne.CanvasObject {
	o := []fyne.CanvasObject{r.t.ground, r.t.edge, r.t.search}
	for _, b := range r.t.all() {
		o = append(o, b)
	}
	return o
}

func (r *toolbarRenderer) Destroy() {}
