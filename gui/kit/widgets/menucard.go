package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"popmail/gui/kit/theme"
)

// Lengths in a menu at 100 % text size.
const (
	menuInset  float32 = 6   // between the edge of the card and its rows
	menuGap    float32 = 3   // between a card and what it belongs to
	menuMargin float32 = 10  // left and right in a row
	menuWidest float32 = 420 // a longer name is cut
)

// cardPlace is where a card of a size stands in a window of another, and how large it is there.
type cardPlace func(size, all fyne.Size) (fyne.Position, fyne.Size)

// menuCard is the card of one menu.
type menuCard struct {
	widget.BaseWidget
	owner  *Menu
	menu   *fyne.Menu
	place  cardPlace
	least  float32 // width
	rows   []*menuRow
	at     int // the marked row; -1 for none
	scroll *container.Scroll
}

func newMenuCard(owner *Menu, menu *fyne.Menu, place cardPlace) *menuCard {
	c := &menuCard{owner: owner, menu: menu, place: place, at: -1}
	icons := false
	for _, item := range menu.Items {
		icons = icons || item.Icon != nil || item.Checked
	}
	box := container.New(menuRows{c})
	for i, item := range menu.Items {
		r := newMenuRow(c, i, item, icons)
		c.rows = append(c.rows, r)
		box.Add(r)
	}
	c.scroll = container.NewVScroll(box)
	c.ExtendBaseWidget(c)
	return c
}

// size is what all rows need.
func (c *menuCard) size() (s fyne.Size) {
	for _, r := range c.rows {
		w, h := r.needs()
		s = fyne.NewSize(max(s.Width, w), s.Height+h)
	}
	return s
}

// menuRows places the rows one below the other.
type menuRows struct{ card *menuCard }

// MinSize implements fyne.Layout.
func (m menuRows) MinSize([]fyne.CanvasObject) fyne.Size {
	s := m.card.size()
	s.Width = min(s.Width, m.card.owner.canvas.Size().Width-2*menuInset) // a row that is wider is cut at the edge of the window
	return s
}

// Layout implements fyne.Layout.
func (m menuRows) Layout(_ []fyne.CanvasObject, s fyne.Size) {
	y := float32(0)
	for _, r := range m.card.rows {
		_, h := r.needs()
		r.Move(fyne.NewPos(0, y))
		r.Resize(fyne.NewSize(s.Width, h))
		y += h
	}
}

// step marks the next row in a direction that something can be done with.
func (c *menuCard) step(from, by int) {
	n := len(c.rows)
	for i := 1; i <= n; i++ {
		next := ((from+by*i)%n + n) % n
		if c.rows[next].usable() {
			c.activate(next)
			return
		}
	}
}

// first marks the first row of a submenu that has just opened.
func (c *menuCard) first() {
	if c.at < 0 {
		c.step(-1, 1)
	}
}

// activate marks a row and takes the submenu of another one away.
func (c *menuCard) activate(i int) {
	if c.at != i {
		c.owner.closeBelow(c)
	}
	c.at = i
	for n, r := range c.rows {
		role := fyne.ThemeColorName("")
		if n == i {
			role = theme.ColorSelected
		}
		r.SetFill(role)
	}
	if i >= 0 {
		r := c.rows[i]
		y := max(r.Position().Y+r.Size().Height-c.scroll.Size().Height, min(c.scroll.Offset.Y, r.Position().Y))
		if y != c.scroll.Offset.Y {
			c.scroll.ScrollToOffset(fyne.NewPos(0, y))
		}
	}
}

// Tapped keeps a tap between two rows from taking the menu away.
func (c *menuCard) Tapped(*fyne.PointEvent) {}

// TappedSecondary is the same with the other button.
func (c *menuCard) TappedSecondary(*fyne.PointEvent) {}

// CreateRenderer implements fyne.Widget.
func (c *menuCard) CreateRenderer() fyne.WidgetRenderer {
	c.ExtendBaseWidget(c)
	back := canvas.NewRectangle(theme.Color(fynetheme.ColorNameMenuBackground))
	back.StrokeWidth = 1
	r := &parts{objects: []fyne.CanvasObject{back, c.scroll}}
	r.min = func() fyne.Size {
		s := c.size()
		return fyne.NewSize(s.Width+2*menuInset, s.Height+2*menuInset)
	}
	r.place = func(s fyne.Size) {
		back.Resize(s)
		c.scroll.Move(fyne.NewPos(menuInset, menuInset))
		c.scroll.Resize(s.SubtractWidthHeight(2*menuInset, 2*menuInset))
	}
	r.refresh = func() {
		back.CornerRadius = theme.Size(fynetheme.SizeNameInputRadius)
		back.StrokeColor = theme.Color(theme.ColorLine)
		fill(back, theme.Color(fynetheme.ColorNameMenuBackground))
		for _, row := range c.rows {
			row.Refresh()
		}
		c.scroll.Refresh()
	}
	r.refresh()
	return r
}

// menuRow is one entry.
type menuRow struct {
	Surface
	card  *menuCard
	index int
	item  *fyne.MenuItem
	icons bool // room for an icon at the left

	icon, more *Glyph
	text, keys *Text
	line       *canvas.Rectangle // of a separator
}

var (
	_ fyne.Tappable     = (*menuRow)(nil)
	_ desktop.Hoverable = (*menuRow)(nil)
)

func newMenuRow(c *menuCard, index int, item *fyne.MenuItem, icons bool) *menuRow {
	r := &menuRow{card: c, index: index, item: item, icons: icons}
	role := fynetheme.ColorNameForeground
	if item.Disabled {
		role = theme.ColorMuted
	}
	icon, more := IconName(""), IconName("")
	switch own, ok := item.Icon.(menuIcon); {
	case item.Checked:
		icon = IconCheck
	case ok:
		icon = IconName(own)
	}
	if item.ChildMenu != nil {
		more = IconNext
	}
	keys, _ := item.Shortcut.(menuKeys)
	r.icon, r.more = NewGlyph(icon, theme.ColorMuted), NewGlyph(more, theme.ColorMuted)
	r.text, r.keys = NewLine("", false, fynetheme.SizeNameText, role), NewLine("", false, theme.SizeSmall, theme.ColorMuted)
	r.text.Set(OneLine(item.Label), false, nil)
	r.keys.Set(string(keys), false, nil)
	r.line = canvas.NewRectangle(theme.Color(theme.ColorLine))
	r.Radius = theme.Size(fynetheme.SizeNameSelectionRadius)
	r.Place = r.arrange
	if item.IsSeparator {
		r.Content = []fyne.CanvasObject{r.line}
	} else {
		r.Content = []fyne.CanvasObject{r.icon, r.text, r.keys, r.more}
	}
	r.ExtendBaseWidget(r)
	return r
}

// usable reports whether something can be done with the row.
func (r *menuRow) usable() bool { return !r.item.IsSeparator && !r.item.Disabled }

// needs is the size that the row wants.
func (r *menuRow) needs() (width, height float32) {
	u := Unit()
	if r.item.IsSeparator {
		return 0, round(11 * u)
	}
	width = 2*menuMargin + ceil(TextWidth(r.text.Text(), theme.Size(fynetheme.SizeNameText), false)) + 2
	if r.icons {
		width += round(25 * u)
	}
	if keys := r.keys.Text(); keys != "" {
		width += 24 + ceil(TextWidth(keys, theme.Size(theme.SizeSmall), false)) + 2
	} else {
		width += round(26 * u) // as where an arrow stands
	}
	return min(max(width, round(140*u)), round(menuWidest*u)), max(round(34*u), LeastTarget)
}

func (r *menuRow) arrange(s fyne.Size) {
	u := Unit()
	if r.item.IsSeparator {
		fill(r.line, theme.Color(theme.ColorLine))
		r.line.Move(fyne.NewPos(menuMargin, round(s.Height/2)))
		r.line.Resize(fyne.NewSize(s.Width-2*menuMargin, 1))
		return
	}
	side := round(16 * u)
	x, right := menuMargin, s.Width-menuMargin
	for g, at := range map[*Glyph]float32{r.icon: x, r.more: right - side} {
		g.Move(fyne.NewPos(at, round((s.Height-side)/2)))
		g.Resize(fyne.NewSquareSize(side))
	}
	if r.icons {
		x += round(25 * u)
	}
	if r.item.ChildMenu != nil {
		right -= side + 8
	}
	keys := r.keys.Text()
	w := ceil(TextWidth(keys, theme.Size(theme.SizeSmall), false)) + 2
	// Where there is no room for both, the entry is worth more than the keys.
	r.keys.Hidden = keys == "" || right-w-12-x < TextWidth(r.text.Text(), theme.Size(fynetheme.SizeNameText), false)
	if !r.keys.Hidden {
		h := r.keys.MinSize().Height
		r.keys.Move(fyne.NewPos(right-w, round((s.Height-h)/2)))
		r.keys.Resize(fyne.NewSize(w, h))
		right -= w + 12
	}
	h := r.text.MinSize().Height
	r.text.Move(fyne.NewPos(x, round((s.Height-h)/2)))
	r.text.Resize(fyne.NewSize(max(right-x, 0), h))
}

// do does what the row stands for, or opens its submenu.
func (r *menuRow) do() {
	switch {
	case !r.usable():
	case r.item.ChildMenu != nil:
		r.card.activate(r.index)
		r.card.owner.open(r)
	default:
		r.card.owner.Dismiss()
		if r.item.Action != nil {
			r.item.Action()
		}
	}
}

// Tapped implements fyne.Tappable.
func (r *menuRow) Tapped(*fyne.PointEvent) { r.do() }

// MouseIn marks the row and opens its submenu.
func (r *menuRow) MouseIn(*desktop.MouseEvent) {
	if !r.usable() {
		r.card.activate(-1)
		return
	}
	if r.card.at == r.index && r.card != r.card.owner.last() {
		return // its submenu is open
	}
	r.card.activate(r.index)
	if r.item.ChildMenu != nil {
		r.card.owner.open(r)
	}
}

// MouseMoved implements desktop.Hoverable.
func (r *menuRow) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (r *menuRow) MouseOut() {}
