package guide

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"popmail/gui/htmlview"
	"popmail/gui/kit/field"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/loop"
	"popmail/gui/kit/nav"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
)

// Guide shows the guide: its contents at the left, in a narrow window above, and a field in which
// one looks for words.
type Guide struct {
	widget.BaseWidget
	OnPrint func()          // the guide is to be printed; set before it is shown
	OnZoom  func(steps int) // the text is to be larger or smaller

	book   *Book
	tops   []float32 // where the chapters begin in the text; -1: not laid out yet
	wanted string    // the place that is gone to once it is laid out; empty: none
	below  float32   // how far below that
	at     int       // the chapter in sight

	view     *htmlview.View
	column   *flow.Column
	page     *flow.Page
	contents *nav.Nav
	edge     *widgets.Ground
	choice   *field.Select     // in the place of contents
	above    fyne.CanvasObject // choice in its frame
	entry    *field.Entry
	count    *widgets.Text
	print    *widgets.Button // with its word where there is room
	find     *flow.Row
	bar      *flow.Column
}

// New returns the guide, from its beginning.
func New(run loop.Runner) *Guide {
	g := &Guide{book: Open(), edge: widgets.NewHairline()}
	g.tops = make([]float32, len(g.book.Chapters))
	items, names := make([]nav.Item, len(g.tops)), make([]string, len(g.tops))
	for i, c := range g.book.Chapters {
		g.tops[i], items[i].Name, names[i] = -1, c.Name, c.Name
	}
	g.contents = nav.New(items, g.turn)
	g.choice = field.NewSelect(names, func(string) { g.chosen() })
	g.choice.SetSelectedIndex(0)

	g.view = htmlview.New(run)
	g.view.OnZoom = func(steps int) { g.OnZoom(steps) }
	g.view.OnScroll = func(dy float32) { g.page.By(dy) }
	g.view.OnResized = func() { g.page.Relayout() }
	g.view.OnLaid = g.laid
	g.view.OnFound = g.say
	g.column = flow.NewColumn(0, g.view)
	g.page = flow.NewPage(g.column)
	g.page.Fill, g.page.OnMoved = theme.ColorCard, g.moved
	g.view.OnWheel = g.page.Scroll.Scrolled
	g.newBar()
	g.ExtendBaseWidget(g)
	g.view.Set(htmlview.Document{HTML: g.book.HTML, Picture: Picture})
	return g
}

// newBar makes the bar above the text.
func (g *Guide) newBar() {
	g.count = widgets.NewLine("", false, theme.SizeSmall, theme.ColorMuted)
	g.entry = field.NewEntry(func() {
		if shift() {
			g.next(-1)
		} else {
			g.next(1)
		}
	}, func() { g.EndFind() })
	g.entry.SetPlaceHolder(lang.L("Find in the guide"))
	g.entry.OnChanged = func(text string) {
		if text == "" {
			g.view.EndFind()
			g.say(0, 0)
			return
		}
		g.say(g.view.Find(text))
	}
	button := func(icon widgets.IconName, tip string, do func()) *widgets.Button {
		b := widgets.NewButton(widgets.Flat, "", icon, do)
		b.Tip = tip
		return b
	}
	up, down := button(widgets.IconUp, lang.L("Previous"), func() { g.next(-1) }), button(widgets.IconDown, lang.L("Next"), func() { g.next(1) })
	g.print = button(widgets.IconBrowser, lang.L("Print…"), func() { g.OnPrint() })
	count := flow.Wide(g.count, func() float32 {
		return widgets.TextWidth(g.count.Text(), theme.Size(theme.SizeSmall), false) + 1
	})
	g.find = flow.NewRow(6, g.entry, g.entry, count, up, down, g.print)
	g.above = field.Framed(g.choice)
	g.bar = flow.NewColumn(8, g.above, g.find)
	if !strings.HasPrefix(lang.Code(), lang.English) {
		g.bar.Objects = append(g.bar.Objects, widgets.NewText(lang.L("The guide is in English."), theme.SizeSmall, theme.ColorMuted))
	}
	line := widgets.NewHairline()
	g.bar.Objects = append(g.bar.Objects, line)
	g.bar.Fill, g.bar.Inset = theme.ColorCard, flow.Insets{Left: 12, Top: 8, Right: 12}
}

func shift() bool {
	d, ok := fyne.CurrentApp().Driver().(desktop.Driver)
	return ok && d.CurrentKeyModifiers()&fyne.KeyModifierShift != 0
}

// GoTo goes to a place of the guide, as soon as it is laid out.
func (g *Guide) GoTo(id string) {
	if y, ok := g.view.Places([]string{id})[id]; ok && g.page.Scroll.Size().Height > 0 {
		y += g.below
		g.wanted, g.below = "", 0
		g.page.By(y + g.view.Position().Y - g.page.Scroll.Offset.Y - headroom)
		return
	}
	g.wanted = id
}

// Place is where in the guide somebody reads.
type Place struct {
	ID    string  // of a chapter; empty: the beginning
	Below float32 // how far below its heading
}

// Place is where the guide is.
func (g *Guide) Place() Place {
	if g.wanted != "" {
		return Place{g.wanted, g.below}
	}
	y := g.page.Scroll.Offset.Y - g.view.Position().Y + headroom
	if len(g.tops) == 0 || g.at > 0 && g.tops[g.at] < 0 {
		return Place{}
	}
	return Place{g.book.Chapters[g.at].ID, y - max(g.tops[g.at], 0)}
}

// GoBack goes to such a place, as soon as it is laid out.
func (g *Guide) GoBack(p Place) {
	if p.ID != "" {
		g.below = p.Below
		g.GoTo(p.ID)
	}
}

// headroom is left above the heading that was gone to.
const headroom = 12

// turn goes to a chapter.
func (g *Guide) turn(i int) {
	g.mark(i)
	g.below = 0
	if i == 0 {
		g.wanted = ""
		g.page.ToTop()
		return
	}
	g.GoTo(g.book.Chapters[i].ID)
	g.mark(i) // also where the guide ends before it can stand at the top
}

// chosen goes to the chapter that was chosen above the text.
func (g *Guide) chosen() {
	if i := g.choice.SelectedIndex(); i >= 0 && i != g.at {
		g.turn(i)
	}
}

// mark says in the contents which chapter is in sight.
func (g *Guide) mark(i int) {
	if i != g.at {
		g.at = i
		g.contents.Mark(i)
		g.choice.SetSelectedIndex(i)
	}
}

// laid notes where the chapters stand, which was not known or has changed.
func (g *Guide) laid() {
	ids := make([]string, len(g.book.Chapters))
	for i, c := range g.book.Chapters {
		ids[i] = c.ID
	}
	places := g.view.Places(ids)
	for i, id := range ids {
		y, ok := places[id]
		if g.tops[i] = y; !ok {
			g.tops[i] = -1
		}
	}
	if g.wanted != "" {
		g.GoTo(g.wanted)
	}
}

// moved tells the text what of it is in sight, and marks its chapter.
func (g *Guide) moved() {
	height := g.page.Scroll.Size().Height
	if height <= 0 {
		return
	}
	top := g.page.Scroll.Offset.Y - g.view.Position().Y
	g.view.Window(max(top, 0), max(top+height, 1))
	at := 0
	for i, y := range g.tops {
		if y >= 0 && y <= top+height/4 {
			at = i
		}
	}
	g.mark(at)
}

// Find puts the keyboard into the field in which one looks for words.
func (g *Guide) Find() { g.focus(g.entry) }

// EndFind forgets what was looked for; it reports whether there was anything.
func (g *Guide) EndFind() bool {
	if g.entry.Text == "" {
		c := fyne.CurrentApp().Driver().CanvasForObject(g)
		if c == nil || c.Focused() != fyne.Focusable(g.entry) {
			return false
		}
	}
	g.entry.SetText("")
	g.focus(g.view)
	return true
}

// End lets go of what is laid out and drawn.
func (g *Guide) End() { g.view.Set() }

func (g *Guide) focus(o fyne.Focusable) {
	if c := fyne.CurrentApp().Driver().CanvasForObject(g); c != nil {
		c.Focus(o)
	}
}

func (g *Guide) next(by int) { g.say(g.view.FindNext(by)) }

// say tells how often what is looked for was found.
func (g *Guide) say(count, at int) {
	switch {
	case g.entry.Text == "":
		g.count.Set("", false, nil)
	case count == 0:
		g.count.Set(lang.L("Not found"), false, nil)
	default:
		g.count.Set(lang.L("{{.At}} of {{.Count}}", map[string]any{"At": words.Count(at), "Count": words.Count(count)}), false, nil)
	}
	g.find.Refresh()
}

// TypedKey takes keys that nothing in the window has taken; it reports whether it had a use for one.
func (g *Guide) TypedKey(e *fyne.KeyEvent) bool {
	step := g.page.Scroll.Size().Height * 0.9
	switch e.Name {
	case fyne.KeyEscape:
		return g.EndFind()
	case fyne.KeyF3:
		if shift() {
			g.next(-1)
		} else {
			g.next(1)
		}
	case fyne.KeyUp:
		g.page.By(-60)
	case fyne.KeyDown:
		g.page.By(60)
	case fyne.KeyPageUp:
		g.page.By(-step)
	case fyne.KeyPageDown, fyne.KeySpace:
		g.page.By(step)
	case fyne.KeyHome:
		g.page.ToTop()
	case fyne.KeyEnd:
		g.page.By(g.column.Size().Height)
	default:
		return false
	}
	return true
}
