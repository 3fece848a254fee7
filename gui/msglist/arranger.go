package msglist

import (
	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
	"popmail/storage/mailbox"
)

// Arranger stands above the rows: chips for what of a folder is listed, and at the end of
// their last line the menu of the order. In Trash and Junk the name of the folder takes the
// place of the chips, and there is a button that empties it. How many messages are chosen is
// told where there is room, see SetChosen.
type Arranger struct {
	widget.BaseWidget

	OnOnly  func(o mailbox.Only)  // another choice of chips
	OnOrder func(o mailbox.Order) // another order
	OnGroup func(g Grouping)
	// OnColumns has the rows have columns, or not; nil: it is not offered.
	OnColumns func(on bool)
	// MoreItems are more entries for the menu of the order; nil: none.
	MoreItems func() []*fyne.MenuItem

	only     mailbox.Only
	order    mailbox.Order
	group    Grouping
	columns  bool // the rows are to have columns
	sent     bool // the messages are one's own
	chips    []*widgets.Chip
	marks    []mailbox.Only
	title    *widgets.Text
	name     string
	count    int
	chosen   int
	menu     *widgets.Button
	empty    *widgets.Button
	emptying func()
}

// Grouping is what the rows are grouped by.
type Grouping uint8

// The groupings.
const (
	ByDay    Grouping = iota // in lists by date; others have no groups then
	ByPerson                 // all messages of a person together
	NoGroups
)

func newArranger() *Arranger {
	a := &Arranger{title: widgets.NewSpans(), marks: []mailbox.Only{mailbox.OnlyUnread, mailbox.OnlyStarred, mailbox.OnlyWithFiles, mailbox.OnlyKnown}}
	for i, text := range []string{lang.L("Unread"), lang.L("Starred"), lang.L("With attachment"), lang.L("From people I know")} {
		c := widgets.NewChip(text, func() { a.toggle(a.marks[i]) }, nil)
		c.Icon = []widgets.IconName{"", widgets.IconStar, widgets.IconAttachment, widgets.IconPerson}[i]
		c.Dot = i == 0
		a.chips = append(a.chips, c)
	}
	a.menu = widgets.NewButton(widgets.Flat, "", widgets.IconSort, a.ShowMenu)
	a.menu.Small, a.menu.Drop = true, true
	a.menu.Tip = lang.L("Order of the list")
	a.empty = widgets.NewButton(widgets.Flat, lang.L("Empty…"), widgets.IconTrash, func() { a.emptying() })
	a.empty.Small = true
	a.empty.Tip = lang.L("Delete all of it permanently") + " (" + lang.L("Ctrl") + "+Shift+" + lang.X("key Delete", "Delete") + ")"
	a.ExtendBaseWidget(a)
	a.update()
	return a
}

func (a *Arranger) toggle(m mailbox.Only) {
	if a.OnOnly != nil {
		a.OnOnly(a.only ^ m)
	}
}

// Set shows what is listed, in which order and in which groups.
func (a *Arranger) Set(only mailbox.Only, order mailbox.Order, group Grouping) {
	a.only, a.order, a.group = only, order, group
	a.update()
}

// SetPlace fits the bar to a folder: sent says that its messages are one's own, and with
// emptying it is one that is emptied now and then, whose name takes the place of the chips.
func (a *Arranger) SetPlace(name string, sent bool, emptying func()) {
	a.name, a.sent, a.emptying = name, sent, emptying
	a.update()
}

// Only is what is listed.
func (a *Arranger) Only() mailbox.Only { return a.only }

// Empties reports whether the folder can be emptied here.
func (a *Arranger) Empties() bool { return a.emptying != nil }

// Emptying is the button that does so.
func (a *Arranger) Emptying() *widgets.Button { return a.empty }

// Chips are the choices of what is listed.
func (a *Arranger) Chips() []*widgets.Chip { return a.chips }

// SetChosen tells that more than one message is chosen; fewer: nothing is told.
func (a *Arranger) SetChosen(n int) {
	if n < 2 {
		n = 0
	}
	if a.chosen != n {
		a.chosen = n
		a.update()
	}
}

func (a *Arranger) setCount(n int) {
	if a.count != n {
		a.count = n
		a.update()
	}
}

func (a *Arranger) update() {
	for i, c := range a.chips {
		c.On = a.only&a.marks[i] != 0
		c.Hidden = a.emptying != nil || a.marks[i] == mailbox.OnlyKnown && a.sent
		c.Refresh()
	}
	a.empty.Hidden = a.emptying == nil
	a.titled(a.emptying != nil, true)
	a.title.Refresh()
	a.menu.Text = a.orderName(a.order)
	if a.emptying != nil {
		a.menu.Text = ""
	}
	a.menu.Refresh()
	a.Refresh()
}

// titled fills the title; wide: there is room for all of it.
func (a *Arranger) titled(shown, wide bool) {
	a.title.Hidden = !shown
	bold, muted := a.name, a.counted()
	if a.chosen > 0 {
		bold, muted = lang.N("{{.Count}} messages selected", a.chosen, map[string]any{"Count": words.Count(a.chosen)}), ""
		if !wide {
			bold = lang.N("{{.Count}} selected", a.chosen, map[string]any{"Count": words.Count(a.chosen)})
		}
	}
	a.title.Spans = []widgets.Span{{Text: bold, Bold: true}, {Text: muted, Color: theme.ColorMuted}}
}

// titleWidth is the room that the title takes as it is filled.
func (a *Arranger) titleWidth() float32 {
	size := fynetheme.Size(fynetheme.SizeNameText)
	return flow.WholeUp(widgets.TextWidth(a.title.Spans[0].Text, size, true) + widgets.TextWidth(a.title.Spans[1].Text, size, false) + 2)
}

// counted is what follows the name of the folder.
func (a *Arranger) counted() string {
	return " · " + lang.N("{{.Count}} messages", a.count, map[string]any{"Count": words.Count(a.count)})
}

// orderName is how an order reads in the menu.
func (a *Arranger) orderName(o mailbox.Order) string {
	switch o {
	case mailbox.Oldest:
		return lang.L("Oldest first")
	case mailbox.ByPerson:
		if a.sent {
			return lang.L("By recipient")
		}
		return lang.L("By sender")
	case mailbox.BySubject:
		return lang.L("By subject")
	case mailbox.BySize:
		return lang.L("Largest first")
	}
	return lang.L("Newest first")
}

// Menu is the menu of the order.
func (a *Arranger) Menu() *fyne.Menu {
	m := fyne.NewMenu("")
	add := func(text string, on bool, do func()) *fyne.MenuItem {
		i := widgets.MenuItem("", text, "", do)
		i.Checked = on
		m.Items = append(m.Items, i)
		return i
	}
	for _, o := range []mailbox.Order{mailbox.Newest, mailbox.Oldest, mailbox.ByPerson, mailbox.BySubject, mailbox.BySize} {
		add(a.orderName(o), a.order == o, func() { a.OnOrder(o) })
	}
	m.Items = append(m.Items, fyne.NewMenuItemSeparator())
	person := lang.L("Group by sender")
	if a.sent {
		person = lang.L("Group by recipient")
	}
	day := add(lang.L("Group by day"), a.group == ByDay && a.byDate(), func() { a.OnGroup(ByDay) })
	day.Disabled = !a.byDate()
	add(person, a.group == ByPerson, func() { a.OnGroup(ByPerson) })
	add(lang.L("No groups"), a.group == NoGroups || a.group == ByDay && !a.byDate(), func() { a.OnGroup(NoGroups) })
	if a.OnColumns != nil {
		m.Items = append(m.Items, fyne.NewMenuItemSeparator())
		add(lang.L("Columns in a wide list"), a.columns, func() { a.OnColumns(!a.columns) })
	}
	if a.MoreItems != nil {
		if more := a.MoreItems(); len(more) > 0 {
			m.Items = append(append(m.Items, fyne.NewMenuItemSeparator()), more...)
		}
	}
	return m
}

func (a *Arranger) byDate() bool { return a.order == mailbox.Newest || a.order == mailbox.Oldest }

// ShowMenu opens the menu of the order below its button.
func (a *Arranger) ShowMenu() {
	if c := fyne.CurrentApp().Driver().CanvasForObject(a); c != nil {
		widgets.ShowMenuBelow(a.Menu(), c, a.menu, true)
	}
}

// mostLines is how many lines the bar has where chips have their texts.
const mostLines = 3

// walk stands the chips in lines, and what is at the end flush with the right edge of the
// last one, or in a line of its own. Chips that would take more lines are without texts.
func (a *Arranger) walk(width float32, f func(o fyne.CanvasObject, x, y, w, h float32)) float32 {
	bare := a.chips[0].Bare
	a.bare(false)
	if _, lines := a.lines(width, nil); lines > mostLines {
		a.bare(true)
	}
	high, _ := a.lines(width, f)
	if f == nil {
		a.bare(bare)
	} else if bare != a.chips[0].Bare {
		for _, c := range a.chips {
			c.Refresh()
		}
	}
	return high
}

func (a *Arranger) bare(on bool) {
	for _, c := range a.chips {
		c.Bare = on
	}
}

// lines stands all in lines of a width, and tells how high and how many they are.
func (a *Arranger) lines(width float32, f func(o fyne.CanvasObject, x, y, w, h float32)) (height float32, lines int) {
	u := widgets.Unit()
	gapX, gapY := flow.Whole(6*u), flow.WholeUp(max(7*u, 6))
	type placed struct {
		o       fyne.CanvasObject
		x, w, h float32
	}
	var line []placed
	var x, y, high float32
	flush := func() {
		for _, p := range line {
			if f != nil {
				f(p.o, p.x, y+flow.Whole((high-p.h)/2), p.w, p.h)
			}
		}
		line = line[:0]
	}
	lines = 1
	next := func() {
		flush()
		lines++
		y += high + gapY
		x, high = 0, 0
	}
	add := func(o fyne.CanvasObject, at, w float32) {
		h := flow.HeightFor(o, w)
		line = append(line, placed{o, at, w, h})
		high = max(high, h)
	}
	for _, c := range a.chips {
		if !c.Visible() {
			continue
		}
		w := min(c.MinSize().Width, width)
		if x > 0 && x+w > width {
			next()
		}
		add(c, x, w)
		x += w + gapX
	}
	var ends float32
	tail := []*widgets.Button{a.menu, a.empty}
	for _, b := range tail {
		if b.Visible() {
			ends += b.MinSize().Width
		}
	}
	if a.emptying != nil {
		w := min(a.titleWidth(), width)
		add(a.title, 0, w)
		x = w + gapX
	}
	if x > 0 && x+ends > width+flow.Whole(11*u) {
		next()
	}
	if a.emptying == nil && f != nil { // it takes the room that is left, so that no row moves while several are chosen
		was, hidden := a.title.Spans[0], a.title.Hidden
		left := width - ends - x - gapX
		if a.titled(a.chosen > 0, true); a.titleWidth() > left {
			a.titled(a.chosen > 0, false)
		}
		if w := a.titleWidth(); w > left {
			a.title.Hidden = true
		} else if a.chosen > 0 {
			add(a.title, x, w)
		}
		if a.title.Spans[0] != was || a.title.Hidden != hidden {
			a.title.Refresh()
		}
	}
	at := max(width-ends+flow.Whole(11*u), 0) // its text ends with the rows'
	for _, b := range tail {
		if b.Visible() {
			w := min(b.MinSize().Width, width)
			add(b, at, w)
			at += w
		}
	}
	flush()
	return y + high, lines
}

// HeightFor implements flow.Sizer.
func (a *Arranger) HeightFor(width float32) float32 { return a.walk(width, nil) }

// CreateRenderer implements fyne.Widget.
func (a *Arranger) CreateRenderer() fyne.WidgetRenderer {
	a.ExtendBaseWidget(a)
	return &flow.Walked{Of: a, Parts: a.parts, Walk: a.walk, Least: func() float32 { return 100 }}
}

func (a *Arranger) parts() []fyne.CanvasObject {
	out := []fyne.CanvasObject{a.title}
	for _, c := range a.chips {
		out = append(out, c)
	}
	return append(out, a.menu, a.empty)
}
