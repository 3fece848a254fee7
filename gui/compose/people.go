package compose

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"popmail/account/letter"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/loop"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
	"popmail/storage/mailbox"
)

// mostFound is how many people are offered while somebody types.
const mostFound = 6

// peopleField is a line of people: those who are chosen as chips, and a field behind them.
type peopleField struct {
	widget.BaseWidget
	find      func(ctx context.Context, typed string, limit int) ([]mailbox.Suggestion, error) // nil: nobody is offered
	onChanged func()
	onResized func()
	onFiles   func(text string) bool // true: what is pasted are files; nil: it never is
	popup     *popup
	entry     *entry
	chips     []*chip
	at        int // chip that the keyboard is on; len(chips): the field
	wrong     *widgets.Text
	finding   loop.Latest
	filling   bool
}

func newPeopleField(run loop.Runner, p *popup) *peopleField {
	f := &peopleField{popup: p, entry: newEntry(false), finding: loop.Latest{Run: run}, wrong: widgets.NewText("", theme.SizeSmall, fynetheme.ColorNameError)}
	f.wrong.Hide()
	f.entry.OnChanged = func(string) {
		if !f.filling {
			f.typed()
		}
	}
	f.entry.onKey = f.key
	f.entry.onPaste = f.paste
	f.entry.takesTab = func() bool {
		if !f.popup.shows(f) {
			return false
		}
		_, ok := f.popup.taken(f.entry.Text)
		return ok
	}
	f.entry.onFocus = func(on bool) {
		if !on {
			f.choose(len(f.chips))
			f.popup.hide(f)
			f.take()
		}
	}
	f.ExtendBaseWidget(f)
	return f
}

// set replaces all people.
func (f *peopleField) set(list []letter.Person) {
	f.chips = nil
	f.fill("")
	f.add(list)
}

func (f *peopleField) add(list []letter.Person) {
	typed := make([]letter.Typed, len(list))
	for i, p := range list {
		typed[i] = letter.Typed{Person: p, Wrong: letter.Check(p.Email)}
	}
	f.put(typed)
}

// people are all who are chosen, those of groups too, with what still stands in the field.
func (f *peopleField) people() (out []letter.Person) {
	add := func(p letter.Person) {
		if !slices.ContainsFunc(out, func(o letter.Person) bool { return letter.Same(o.Email, p.Email) }) {
			out = append(out, p)
		}
	}
	for _, c := range f.chips {
		if c.group == nil {
			add(c.who.Person)
			continue
		}
		for _, m := range c.group.Members {
			add(letter.Person{Name: m.Name, Email: m.Email})
		}
	}
	for _, t := range letter.Read(f.entry.Text) {
		add(t.Person)
	}
	return out
}

// put makes chips of people; one who is there already is left out.
func (f *peopleField) put(list []letter.Typed) {
	for _, t := range list {
		if !f.has(t.Email) {
			f.chips = append(f.chips, f.chip(t))
		}
	}
	f.at = len(f.chips)
	f.changed()
}

// has reports whether an address has a chip of its own.
func (f *peopleField) has(email string) bool {
	return slices.ContainsFunc(f.chips, func(c *chip) bool { return c.group == nil && letter.Same(c.who.Email, email) })
}

func (f *peopleField) chip(t letter.Typed) *chip {
	c := newChip(t)
	c.onRemove = func() { f.remove(c) }
	c.onEdit = func() { f.edit(c) }
	return c
}

// open puts the people of a group in its place.
func (f *peopleField) open(c *chip) {
	i := slices.Index(f.chips, c)
	if i < 0 {
		return
	}
	f.chips = slices.Delete(f.chips, i, i+1)
	var people []*chip
	for _, m := range c.group.Members {
		if !f.has(m.Email) {
			people = append(people, f.chip(letter.Typed{Person: letter.Person{Name: m.Name, Email: m.Email}, Wrong: letter.Check(m.Email)}))
		}
	}
	f.chips = slices.Insert(f.chips, i, people...)
	f.at = len(f.chips)
	f.changed()
	f.focus()
}

func (f *peopleField) changed() {
	text := ""
	for _, c := range f.chips {
		if c.group != nil && len(c.group.Without) > 0 {
			n := len(c.group.Without)
			names := words.Names(c.group.Without[:min(n, 5)])
			if n > 5 {
				names += "…"
			}
			text = lang.N("{{.Count}} people of “{{.Group}}” have no e-mail address and are left out: {{.Names}}", n, map[string]any{"Count": words.Count(n), "Group": widgets.Short(c.who.Name, 60), "Names": widgets.Short(names, 200)})
		}
		if c.who.Wrong != nil {
			text = lang.L("“{{.Address}}” isn’t an e-mail address. {{.Reason}}", map[string]any{"Address": widgets.Short(c.name(), 60), "Reason": wrong(c.who.Wrong)})
		}
	}
	f.wrong.SetText(text)
	f.wrong.Hidden = text == ""
	f.Refresh()
	f.onResized()
	f.onChanged()
}

func (f *peopleField) remove(c *chip) {
	f.chips = slices.DeleteFunc(f.chips, func(x *chip) bool { return x == c })
	f.choose(min(f.at, len(f.chips)))
	f.changed()
}

// edit makes a chip text again, to be changed; a group opens.
func (f *peopleField) edit(c *chip) {
	if c.group != nil {
		f.open(c)
		return
	}
	f.take()
	i := slices.Index(f.chips, c)
	if i < 0 {
		return
	}
	f.chips = slices.Delete(f.chips, i, i+1)
	f.at = len(f.chips)
	text := c.who.String()
	if strings.ContainsAny(c.who.Name, `,;<>"`) {
		text = `"` + strings.ReplaceAll(c.who.Name, `"`, `'`) + `" <` + c.who.Email + ">"
	}
	f.fill(text)
	f.changed()
	f.focus()
	f.entry.end()
}

func (f *peopleField) focus() {
	if c := fyne.CurrentApp().Driver().CanvasForObject(f.entry); c != nil {
		c.Focus(f.entry)
	}
}

// fill sets the text of the field, as if nobody had typed.
func (f *peopleField) fill(text string) {
	f.popup.hide(f)
	f.filling = true
	f.entry.SetText(text)
	f.filling = false
}

// take makes chips of what stands in the field.
func (f *peopleField) take() {
	if strings.TrimSpace(f.entry.Text) == "" {
		return
	}
	list := letter.Read(f.entry.Text)
	f.fill("")
	f.put(list)
}

// typed follows what is typed: a comma or semicolon ends a person, and others are offered.
func (f *peopleField) typed() {
	text := f.entry.Text
	f.choose(len(f.chips))
	if strings.HasSuffix(text, ",") || strings.HasSuffix(text, ";") {
		if strings.Count(text, `"`)%2 == 0 {
			f.popup.hide(f)
			f.take()
			return
		}
	}
	f.onResized()
	f.onChanged()
	f.offer(strings.TrimSpace(text))
}

// offer looks for people that a text may mean.
func (f *peopleField) offer(text string) {
	if f.find == nil || text == "" {
		f.finding.Cancel()
		f.popup.hide(f)
		return
	}
	f.popup.narrow(f, text)
	var found []mailbox.Suggestion
	f.finding.Start(func(ctx context.Context) { found, _ = f.find(ctx, text, mostFound+len(f.chips)) }, func() {
		if strings.TrimSpace(f.entry.Text) != text {
			return
		}
		people := 0
		found = slices.DeleteFunc(found, func(s mailbox.Suggestion) bool {
			if s.Group {
				return slices.ContainsFunc(f.chips, func(c *chip) bool { return c.group != nil && c.who.Name == s.Name })
			}
			if f.has(s.Email) {
				return true
			}
			people++
			return people > mostFound
		})
		if len(found) == 0 {
			f.popup.hide(f)
			return
		}
		f.popup.show(f, found, text, f.accept)
	})
}

// accept takes a person or a group that was offered.
func (f *peopleField) accept(s mailbox.Suggestion) {
	f.popup.hide(f)
	f.fill("")
	if s.Group {
		c := f.chip(letter.Typed{Person: letter.Person{Name: s.Name}})
		c.group = &s
		f.chips = append(f.chips, c)
		f.put(nil)
	} else {
		f.add([]letter.Person{{Name: s.Name, Email: s.Email}})
	}
	f.focus()
}

// paste makes chips of a list at once; a text with one address or less is pasted as text.
func (f *peopleField) paste(text string) bool {
	if f.onFiles != nil && f.onFiles(text) {
		return true
	}
	list := letter.Read(text)
	good := 0
	for _, t := range list {
		if t.Wrong == nil {
			good++
		}
	}
	if good == 0 || f.entry.Text != "" && f.entry.SelectedText() != f.entry.Text {
		return false
	}
	f.fill("")
	f.put(list)
	return true
}

// choose moves the keyboard among the chips.
func (f *peopleField) choose(at int) {
	if at == f.at {
		return
	}
	f.at = at
	for i, c := range f.chips {
		if on := i == at; c.chosen != on {
			c.chosen = on
			c.Refresh()
		}
	}
}

// key takes the keys that the field itself has no use for.
func (f *peopleField) key(e *fyne.KeyEvent) bool {
	if f.popup.shows(f) && f.popup.key(e) {
		return true
	}
	if f.at < len(f.chips) {
		switch key := flow.Turned(e.Name); key {
		case fyne.KeyLeft:
			f.choose(max(f.at-1, 0))
		case fyne.KeyRight, fyne.KeyEnd, fyne.KeyEscape:
			to := f.at + 1
			if key != fyne.KeyRight {
				to = len(f.chips)
			}
			f.choose(to)
		case fyne.KeyHome:
			f.choose(0)
		case fyne.KeyDelete, fyne.KeyBackspace:
			f.remove(f.chips[f.at])
		case fyne.KeyReturn, fyne.KeyEnter:
			f.edit(f.chips[f.at])
		default:
			return false
		}
		return true
	}
	switch e.Name {
	case fyne.KeyReturn, fyne.KeyEnter:
		f.take()
		return true
	case fyne.KeyBackspace:
		if f.entry.Text == "" && len(f.chips) > 0 {
			f.edit(f.chips[len(f.chips)-1])
			return true
		}
	case fyne.KeyLeft, fyne.KeyRight:
		// In a text the keys are the field's own; before an empty one stands a person, where lines begin.
		key := e.Name
		if f.entry.Text == "" {
			key = flow.Turned(key)
		}
		if key == fyne.KeyLeft && f.entry.CursorColumn == 0 && f.entry.SelectedText() == "" && len(f.chips) > 0 {
			f.choose(len(f.chips) - 1)
			return true
		}
	}
	return false
}

// The gaps around chips, and how narrow the field may get, at 100 % text size.
const (
	chipGap    = 6
	entryLeast = 110
)

// walk places chips and field one behind the other, in as many lines as they take.
func (f *peopleField) walk(width float32, place func(o fyne.CanvasObject, x, y, w, h float32)) float32 {
	if place == nil {
		place = func(fyne.CanvasObject, float32, float32, float32, float32) {}
	}
	line := flow.WholeUp(max(f.entry.MinSize().Height, chipSide()+2*chipPad-2))
	x, y := float32(0), float32(0)
	for _, c := range f.chips {
		m := c.MinSize()
		w := min(m.Width, width)
		if x > 0 && x+w > width {
			x, y = 0, y+line+2
		}
		place(c, x, y+flow.Whole((line-m.Height)/2), w, m.Height)
		x += w + chipGap
	}
	if x > 0 && x+entryLeast*widgets.Unit() > width {
		x, y = 0, y+line+2
	}
	h := f.entry.MinSize().Height
	left := float32(8) // the field's own margin, which a line of text alone does not have
	if x == 0 {
		place(f.entry, -left, y+flow.Whole((line-h)/2), width+left, h)
	} else {
		place(f.entry, x-left/2, y+flow.Whole((line-h)/2), width-x+left/2, h)
	}
	y += line
	if f.wrong.Visible() {
		h := flow.WholeUp(f.wrong.HeightFor(width))
		place(f.wrong, 0, y+2, width, h)
		y += h + 4
	}
	return y
}

// HeightFor implements flow.Sizer.
func (f *peopleField) HeightFor(width float32) float32 { return f.walk(width, nil) }

// CreateRenderer implements fyne.Widget.
func (f *peopleField) CreateRenderer() fyne.WidgetRenderer {
	return &flow.Walked{Of: f, Walk: f.walk, Least: func() float32 { return 80 }, Parts: func() []fyne.CanvasObject {
		out := make([]fyne.CanvasObject, 0, len(f.chips)+2)
		for _, c := range f.chips {
			out = append(out, c)
		}
		return append(out, f.entry, f.wrong)
	}}
}
