// Package jump is the field that goes to any folder, account, person, setting or action by
// its beginning.
package jump

import (
	"context"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"popmail/gui/kit/field"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/loop"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/storage/mailbox"
)

// Item is a place that can be gone to, or something that can be done.
type Item struct {
	Icon   widgets.IconName
	Who    *mailbox.Address // whose face stands in the place of the icon; nil: nobody's
	Text   string           // what is matched
	Beside string           // muted, behind Text; it is matched too
	At     string           // muted, at the right; may be empty
	Count  func() string    // what stands there, made when the row is; nil: At
	Do     func()
}

// Group is items under a heading.
type Group struct {
	Title string
	Most  int // items that are shown of it
	Items func() []Item
	// Look finds items in the background, in the place of Items.
	Look func(ctx context.Context, typed string) []Item
}

// Options are what the field is shown with.
type Options struct {
	Run    loop.Runner
	Groups []Group
	Hint   string   // at the right of the last line; empty: none
	Keys   []string // behind it
	OnGone func()   // the field has gone, whatever for; before Item.Do
}

// patience is how long the field waits for the next letter before it looks in the background.
const patience = 60 * time.Millisecond

// Jump is the field with what matches below it, over the dimmed window.
type Jump struct {
	widget.BaseWidget
	o      Options
	canvas fyne.Canvas
	entry  *entry
	all    [][]Item // of each group; of those with Look, what was found last
	looked []string // for which text that was
	looks  []loop.Latest
	wish   bool // the person goes to what is found, as soon as something is
	rows   []*row
	at     int // of rows
	card   *card
}

// Show opens the field over a window.
func Show(c fyne.Canvas, o Options) *Jump {
	j := &Jump{o: o, canvas: c, all: make([][]Item, len(o.Groups)), looked: make([]string, len(o.Groups)), looks: make([]loop.Latest, len(o.Groups))}
	j.entry = newEntry(j)
	for i, g := range o.Groups {
		j.looks[i] = loop.Latest{Run: o.Run, Delay: patience}
		if g.Items != nil {
			j.all[i] = g.Items()
		}
	}
	j.card = newCard(j)
	j.ExtendBaseWidget(j)
	j.fill()
	c.Overlays().Add(j)
	j.Resize(c.Size())
	c.Focus(j.entry)
	return j
}

// Hide takes the field away.
func (j *Jump) Hide() {
	for i := range j.looks {
		j.looks[i].Cancel()
	}
	j.canvas.Overlays().Remove(j)
	if j.o.OnGone != nil {
		j.o.OnGone()
	}
}

// SetText types into the field.
func (j *Jump) SetText(text string) { j.entry.SetText(text) }

// Texts are the rows as they read, each behind its group.
func (j *Jump) Texts() []string {
	var out []string
	for _, r := range j.rows {
		text := j.o.Groups[r.group].Title + ": " + r.item.Text
		if r.item.At != "" {
			text += " (" + r.item.At + ")"
		}
		out = append(out, text)
	}
	return out
}

// Chosen is what the row says that Enter goes to; empty: there is none.
func (j *Jump) Chosen() string {
	if j.at < 0 || j.at >= len(j.rows) {
		return ""
	}
	return j.rows[j.at].item.Text
}

// Tapped beside the card takes the field away.
func (j *Jump) Tapped(e *fyne.PointEvent) { j.outside(e.Position) }

// TappedSecondary is the same with the other button.
func (j *Jump) TappedSecondary(e *fyne.PointEvent) { j.outside(e.Position) }

func (j *Jump) outside(p fyne.Position) {
	at, size := j.card.Position(), j.card.Size()
	if p.X < at.X || p.Y < at.Y || p.X > at.X+size.Width || p.Y > at.Y+size.Height {
		j.Hide()
	}
}

// typed follows the text of the field.
func (j *Jump) typed(text string) {
	j.at, j.wish = 0, false
	for i, g := range j.o.Groups {
		if g.Look != nil && strings.TrimSpace(text) == "" {
			j.looks[i].Cancel()
			j.all[i], j.looked[i] = nil, text
		}
	}
	j.fill()
	for i, g := range j.o.Groups {
		if g.Look == nil || strings.TrimSpace(text) == "" {
			continue
		}
		var found []Item
		j.looks[i].Start(func(ctx context.Context) { found = g.Look(ctx, text) }, func() {
			chosen := j.Chosen()
			j.all[i], j.looked[i] = found, text
			j.fill()
			if j.wish && len(j.rows) > 0 {
				j.submit()
				return
			}
			for n, r := range j.rows { // the row that the person is at stays
				if r.item.Text == chosen && j.at != 0 {
					j.point(n)
					break
				}
			}
		})
	}
}

// hit is an item that matches, and where its text does.
type hit struct {
	item  Item
	where []widgets.Range
}

// fill shows what matches: first the groups in which a name begins as typed.
func (j *Jump) fill() {
	text := j.entry.Text
	var ahead, after []*row
	for g, items := range j.all {
		var best, others []hit
		for _, it := range items {
			where, ok := Match(it.Text, text)
			if !ok && it.Beside != "" { // such as an address
				_, ok = Match(it.Text+" "+it.Beside, text)
			}
			if !ok && (j.o.Groups[g].Look == nil || j.looked[g] != text) { // who looks for a text knows what matches it
				continue
			}
			switch most := j.o.Groups[g].Most; {
			case first(it.Text, where):
				best = append(best, hit{it, where})
			case len(others) < most:
				others = append(others, hit{it, where})
			}
			if len(best) == j.o.Groups[g].Most {
				break
			}
		}
		var rows []*row
		for _, h := range slices.Concat(best, others) {
			if len(rows) < j.o.Groups[g].Most {
				rows = append(rows, newRow(j, g, h.item, h.where))
			}
		}
		if len(best) > 0 {
			ahead = append(ahead, rows...)
		} else {
			after = append(after, rows...)
		}
	}
	j.rows = append(ahead, after...)
	j.at = min(max(j.at, 0), len(j.rows)-1)
	if len(j.rows) > 0 {
		j.at = max(j.at, 0)
	}
	j.card.fill()
	j.paint()
	j.Refresh()
}

func (j *Jump) paint() {
	for i, r := range j.rows {
		r.paint(i == j.at)
	}
}

// point goes to a row.
func (j *Jump) point(to int) {
	if to < 0 || to >= len(j.rows) {
		return
	}
	j.at = to
	j.paint()
	j.card.reveal(j.rows[to], to == 0)
}

func (j *Jump) step(by int) {
	if n := len(j.rows); n > 0 {
		j.point((j.at + by + n) % n)
	}
}

// submit goes to the row that is chosen, or, where nothing matches yet, to the first one that is found.
func (j *Jump) submit() {
	if j.at >= 0 && j.at < len(j.rows) {
		j.do(j.rows[j.at].item)
		return
	}
	j.wish = j.looking()
}

// looking reports whether it is not known yet what the text finds in the background.
func (j *Jump) looking() bool {
	for i, g := range j.o.Groups {
		if g.Look != nil && j.looked[i] != j.entry.Text {
			return true
		}
	}
	return false
}

// Says is what stands in the place of rows; empty: there are some.
func (j *Jump) Says() string {
	if len(j.rows) > 0 {
		return ""
	}
	return j.card.nothing.Text()
}

func (j *Jump) do(it Item) {
	j.Hide()
	if it.Do != nil {
		it.Do()
	}
}

// entry is the text field.
type entry struct {
	field.Entry
	j *Jump
}

func newEntry(j *Jump) *entry {
	e := &entry{j: j}
	e.Wrapping, e.Scroll, e.Bare = fyne.TextWrapOff, fyne.ScrollHorizontalOnly, true
	e.SetPlaceHolder(lang.L("Go to a folder, a person, a setting…"))
	e.OnChanged = j.typed
	e.OnSubmitted = func(string) { j.submit() }
	e.ExtendBaseWidget(e)
	return e
}

// TypedKey implements fyne.Focusable.
func (e *entry) TypedKey(k *fyne.KeyEvent) {
	switch k.Name {
	case fyne.KeyEscape:
		e.j.Hide()
	case fyne.KeyUp:
		e.j.step(-1)
	case fyne.KeyDown:
		e.j.step(1)
	case fyne.KeyPageUp:
		e.j.point(max(e.j.at-6, 0))
	case fyne.KeyPageDown:
		e.j.point(min(e.j.at+6, len(e.j.rows)-1))
	case fyne.KeyReturn, fyne.KeyEnter:
		e.j.submit()
	default:
		e.Entry.TypedKey(k)
	}
}

// TypedShortcut implements fyne.Shortcutable: what is under the field does not get any.
func (e *entry) TypedShortcut(s fyne.Shortcut) {
	e.Entry.Entry.TypedShortcut(s)
}

// AcceptsTab implements fyne.Tabbable: there is nothing else that could have the keyboard.
func (e *entry) AcceptsTab() bool { return true }

// CreateRenderer implements fyne.Widget.
func (j *Jump) CreateRenderer() fyne.WidgetRenderer {
	j.ExtendBaseWidget(j)
	shade := canvas.NewRectangle(theme.Color(fynetheme.ColorNameShadow))
	return &renderer{j: j, shade: shade}
}

type renderer struct {
	j     *Jump
	shade *canvas.Rectangle
}

func (r *renderer) Destroy()                     {}
func (r *renderer) MinSize() fyne.Size           { return fyne.NewSize(1, 1) }
func (r *renderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.shade, r.j.card} }

func (r *renderer) Refresh() {
	r.shade.FillColor = theme.Color(fynetheme.ColorNameShadow)
	r.Layout(r.j.Size())
	r.j.card.Refresh()
	canvas.Refresh(r.j)
}

// Layout puts the card below the toolbar, in the middle of the window.
func (r *renderer) Layout(all fyne.Size) {
	r.shade.Resize(all)
	u := widgets.Unit()
	w := min(flow.Whole(570*u), all.Width-24)
	y := flow.Whole(min(70*u, all.Height/10))
	h := min(r.j.card.HeightFor(w), all.Height-y-12)
	r.j.card.Move(fyne.NewPos(flow.Whole((all.Width-w)/2), y))
	r.j.card.Resize(fyne.NewSize(w, h))
}

// card is the field, what matches, and the keys.
type card struct {
	widget.BaseWidget
	j       *Jump
	ground  *canvas.Rectangle
	icon    *widgets.Glyph
	field   fyne.CanvasObject
	esc     *keycap
	lines   [2]*widgets.Ground
	column  *flow.Column
	page    *flow.Page
	nothing *widgets.Text
	foot    *flow.Ends
	keys    *flow.Row
	hint    *flow.Row // nil: there is none
}

func newCard(j *Jump) *card {
	c := &card{j: j, ground: canvas.NewRectangle(nil), icon: widgets.NewGlyph(widgets.IconJump, theme.ColorMuted), esc: newKeycap(lang.L("Esc")),
		lines: [2]*widgets.Ground{widgets.NewHairline(), widgets.NewHairline()}, column: flow.NewColumn(0)}
	c.field = container.NewThemeOverride(j.entry, fieldTheme{})
	c.column.Inset = flow.Insets{Left: 6, Top: 6, Right: 6, Bottom: 6}
	c.page = flow.NewPage(c.column)
	c.page.Fill = theme.ColorCard
	c.nothing = widgets.NewText("", "", theme.ColorMuted)
	c.keys = flow.NewRow(6, nil, newKeycap("↑"), newKeycap("↓"), small(lang.L("choose")))
	right := []fyne.CanvasObject{}
	if j.o.Hint != "" {
		parts := []fyne.CanvasObject{small(j.o.Hint)}
		for _, k := range j.o.Keys {
			parts = append(parts, newKeycap(k))
		}
		c.hint = flow.NewRow(6, nil, parts...)
		right = append(right, c.hint)
	}
	c.foot = flow.NewEnds(10, c.keys, right...)
	c.ExtendBaseWidget(c)
	return c
}

// small is a short line of muted text, as wide as it is.
func small(s string) fyne.CanvasObject {
	t := widgets.NewLine(s, false, theme.SizeSmall, theme.ColorMuted)
	return flow.Wide(t, func() float32 { return widgets.TextWidth(s, theme.Size(theme.SizeSmall), false) + 2 })
}

// fill puts rows under their headings.
func (c *card) fill() {
	var objects []fyne.CanvasObject
	last := -1
	for _, r := range c.j.rows {
		if r.group != last {
			last = r.group
			head := widgets.NewSpans(widgets.Span{Text: c.j.o.Groups[last].Title, Bold: true})
			head.SizeName, head.Color = fynetheme.SizeNameCaptionText, theme.ColorMuted
			box := flow.NewColumn(0, head)
			box.Inset = flow.Insets{Left: 12, Top: 7, Bottom: 4}
			objects = append(objects, box)
		}
		objects = append(objects, r)
	}
	if len(objects) == 0 {
		if c.nothing.SetText(lang.L("No results")); c.j.looking() {
			c.nothing.SetText(lang.L("Looking for people…"))
		}
		box := flow.NewColumn(0, c.nothing)
		box.Inset = flow.Insets{Left: 12, Top: 12, Right: 12, Bottom: 12}
		objects = append(objects, box)
	}
	c.column.Set(objects...)
	c.page.Relayout()
	c.page.ToTop()
}

// reveal brings a row into view; top: with what stands above it.
func (c *card) reveal(r *row, top bool) {
	y, h := r.Position().Y-c.page.Scroll.Offset.Y, c.page.Size().Height
	switch {
	case top:
		c.page.ToTop()
	case y < 0:
		c.page.By(y)
	case y+r.Size().Height > h:
		c.page.By(y + r.Size().Height - h)
	}
}

func (c *card) fieldHeight() float32 { return flow.Whole(54 * widgets.Unit()) }
func (c *card) footHeight() float32  { return flow.Whole(42 * widgets.Unit()) }

// HeightFor implements flow.Sizer.
func (c *card) HeightFor(width float32) float32 {
	return flow.WholeUp(c.fieldHeight() + c.column.HeightFor(width) + c.footHeight() + 2)
}

// CreateRenderer implements fyne.Widget.
func (c *card) CreateRenderer() fyne.WidgetRenderer {
	c.ExtendBaseWidget(c)
	r := &cardRenderer{c}
	r.paint()
	return r
}

type cardRenderer struct{ c *card }

func (r *cardRenderer) Destroy()           {}
func (r *cardRenderer) MinSize() fyne.Size { return fyne.NewSize(200, 100) }
func (r *cardRenderer) Objects() []fyne.CanvasObject {
	c := r.c
	return []fyne.CanvasObject{c.ground, c.page, c.icon, c.field, c.esc, c.lines[0], c.lines[1], c.foot}
}

func (r *cardRenderer) paint() {
	r.c.ground.FillColor = theme.Color(theme.ColorCard)
	r.c.ground.StrokeColor, r.c.ground.StrokeWidth = theme.Color(theme.ColorLine), 1
	r.c.ground.CornerRadius = theme.Size(theme.SizeCardEdge)
}

func (r *cardRenderer) Refresh() {
	r.paint()
	for _, o := range r.Objects() {
		o.Refresh()
	}
	r.Layout(r.c.Size())
}

func (r *cardRenderer) Layout(s fyne.Size) {
	c, u := r.c, widgets.Unit()
	if s.Width <= 0 {
		return
	}
	defer flow.Mirror(s.Width, r.Objects()...)
	c.ground.Resize(s)
	high, foot := c.fieldHeight(), c.footHeight()
	side := flow.Whole(17 * u)
	x := flow.Whole(20 * u)
	c.icon.Move(fyne.NewPos(x, flow.Whole((high-side)/2)))
	c.icon.Resize(fyne.NewSquareSize(side))
	esc := c.esc.MinSize()
	c.esc.Move(fyne.NewPos(s.Width-14-esc.Width, flow.Whole((high-esc.Height)/2)))
	c.esc.Resize(esc)
	x += side + flow.Whole(4*u)
	h := c.field.MinSize().Height
	c.field.Move(fyne.NewPos(x, flow.Whole((high-h)/2)))
	c.field.Resize(fyne.NewSize(max(s.Width-14-esc.Width-8-x, 40), h))
	c.lines[0].Move(fyne.NewPos(0, high))
	c.lines[0].Resize(fyne.NewSize(s.Width, 1))
	c.page.Move(fyne.NewPos(1, high+1))
	c.page.Resize(fyne.NewSize(s.Width-2, max(s.Height-high-foot-2, 0)))
	c.lines[1].Move(fyne.NewPos(0, s.Height-foot-1))
	c.lines[1].Resize(fyne.NewSize(s.Width, 1))
	if c.hint != nil { // not where there is no room for both
		c.hint.Hidden = c.keys.MinSize().Width+10+c.hint.MinSize().Width > s.Width-36
	}
	fh := c.foot.HeightFor(s.Width - 36)
	c.foot.Move(fyne.NewPos(18, flow.Whole(s.Height-foot+(foot-fh)/2)))
	c.foot.Resize(fyne.NewSize(s.Width-36, fh))
}
