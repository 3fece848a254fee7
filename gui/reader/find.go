package reader

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"popmail/gui/htmlview"
	"popmail/gui/kit/field"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
	"popmail/storage/mailbox"
)

// finder is the bar above the message in which one looks for words in it.
type finder struct {
	r     *Reader
	bar   *flow.Column
	entry *field.Entry
	count *widgets.Text
	in    mailbox.ID // the letter that it looks in, of those beside the one that is shown; 0: that one
}

// findWide is the width of the field at 100 % text size.
const findWide = 220

func newFinder(r *Reader) *finder {
	f := &finder{r: r, count: widgets.NewLine("", false, theme.SizeSmall, theme.ColorMuted)}
	f.entry = field.NewEntry(func() {
		if modifiers()&fyne.KeyModifierShift != 0 {
			f.next(-1)
		} else {
			f.next(1)
		}
	}, f.close)
	f.entry.SetPlaceHolder(lang.L("Find in this message"))
	f.entry.OnChanged = func(string) { f.look() }
	button := func(icon widgets.IconName, tip string, do func()) *widgets.Button {
		b := widgets.NewButton(widgets.Flat, "", icon, do)
		b.Tip = tip
		return b
	}
	row := flow.NewRow(6, f.count, field.Sized(f.entry, findWide), f.count,
		button(widgets.IconUp, lang.L("Previous"), func() { f.next(-1) }),
		button(widgets.IconDown, lang.L("Next"), func() { f.next(1) }),
		button(widgets.IconClose, lang.L("Close"), f.close))
	f.bar = flow.NewColumn(0, row, widgets.NewHairline())
	f.bar.Fill, f.bar.Inset = theme.ColorCard, flow.Insets{Left: 12, Top: 6, Right: 12}
	f.bar.Before(f.bar.Objects[1], 6)
	f.bar.Hide()
	return f
}

func modifiers() fyne.KeyModifier {
	if d, ok := fyne.CurrentApp().Driver().(desktop.Driver); ok {
		return d.CurrentKeyModifiers()
	}
	return 0
}

// look finds what stands in the field, in all of a long text.
func (f *finder) look() {
	v := f.r.read()
	if v == nil {
		return
	}
	in := f.r
	if l := in.leaves[f.in]; l != nil {
		in = l
	}
	if in.rest.of == v && strings.TrimSpace(f.entry.Text) != "" {
		in.rest.show()
		in.rest = rest{}
	}
	v.OnFound = func(count, at int) {
		if f.bar.Visible() && f.r.read() == v {
			f.say(count, at)
		}
	}
	f.say(v.Find(f.entry.Text))
}

// rest is what a view doesn't show yet of a long text.
type rest struct {
	of   *htmlview.View
	show func()
}

// next shows another hit.
func (f *finder) next(by int) {
	if v := f.r.read(); v != nil {
		f.say(v.FindNext(by))
	}
}

func (f *finder) say(count, at int) {
	switch {
	case f.entry.Text == "":
		f.count.Set("", false, nil)
	case count == 0 && f.r.card != nil && len(shown(f.r.content.Message.Attachments)) > 0:
		f.count.Set(lang.L("Not found in the text"), false, nil) // but maybe in what is attached
	case count == 0:
		f.count.Set(lang.L("Not found"), false, nil)
	default:
		f.count.Set(lang.L("{{.At}} of {{.Count}}", map[string]any{"At": words.Count(at), "Count": words.Count(count)}), false, nil)
	}
}

// close takes the bar away; the keyboard goes to the message.
func (f *finder) close() {
	if !f.bar.Visible() {
		return
	}
	f.bar.Hide()
	f.r.Refresh()
	if v := f.r.read(); v != nil {
		v.EndFind()
		if c := f.r.canvas(); c != nil && c.Focused() == fyne.Focusable(f.entry) {
			c.Focus(v)
		}
	}
	f.in = 0
}

// read is the text in which one looks for words.
func (r *Reader) read() *htmlview.View {
	if l := r.leaves[r.finder.in]; l != nil {
		return l.body
	}
	return r.body
}

// beside is the letter beside the one that is shown whose text has the keyboard; 0: none.
func (r *Reader) beside() mailbox.ID {
	if c := r.canvas(); c != nil {
		for id, l := range r.leaves {
			if c.Focused() == fyne.Focusable(l.body) {
				return id
			}
		}
	}
	return 0
}

// Find opens the bar in which one looks for words in the message; it reports whether
// there is a message.
func (r *Reader) Find() bool {
	c := r.canvas()
	if r.body == nil || c == nil {
		return false
	}
	f := r.finder
	if id := r.beside(); !f.bar.Visible() {
		f.in = id
		f.bar.Show()
		r.Refresh()
	}
	c.Focus(f.entry)
	f.entry.SelectAll()
	f.look()
	return true
}

// FindNext shows the next hit (1) or the one before (-1), if the bar is open; it reports
// whether it is.
func (r *Reader) FindNext(by int) bool {
	if !r.finder.bar.Visible() {
		return false
	}
	r.finder.next(by)
	return true
}

// EndFind takes the bar away; it reports whether it was there.
func (r *Reader) EndFind() bool {
	was := r.finder.bar.Visible()
	r.finder.close()
	return was
}
