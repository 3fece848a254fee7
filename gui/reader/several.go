package reader

import (
	"slices"

	"fyne.io/fyne/v2"

	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
)

// Action is something that can be done with several messages.
type Action struct {
	Icon widgets.IconName
	Text string
	Do   func()
	Menu func() *fyne.Menu // makes what is opened below the button, in the place of Do, if not nil; nil: there is none
}

// chosen is what the pane shows of several messages.
type chosen struct {
	title, about *widgets.Text
	buttons      []*widgets.Button
	actions      []Action
}

// ShowChosen shows that n messages are chosen, what else is to be said of them, which may be
// empty, and what can be done with them. Buttons that say the same stay where they are: it is called again
// whenever something has changed.
func (r *Reader) ShowChosen(n int, note string, actions []Action) {
	count := widgets.Span{Text: lang.N("{{.Count}} messages selected", n, map[string]any{"Count": words.Count(n)}), Bold: true}
	was := r.chosen
	if was != nil && slices.EqualFunc(was.actions, actions, func(a, b Action) bool {
		return a.Icon == b.Icon && a.Text == b.Text && (a.Menu == nil) == (b.Menu == nil)
	}) {
		was.title.Spans = []widgets.Span{count}
		was.title.Refresh()
		was.about.SetText(note)
		was.about.Hidden = note == ""
		copy(was.actions, actions) // which the buttons carry out
		r.page.Relayout()
		return
	}
	var held widgets.IconName // of the button with the keyboard
	at := -1
	if c := r.canvas(); c != nil && was != nil {
		for i, b := range was.buttons {
			if c.Focused() == fyne.Focusable(b) {
				at, held = i, b.Icon
			}
		}
	}
	r.clear()
	title := widgets.NewSpans(count)
	title.SizeName, title.Align = theme.SizeTitle, fyne.TextAlignCenter
	about := widgets.NewText(note, "", theme.ColorMuted)
	about.Align = fyne.TextAlignCenter
	about.Hidden = note == ""
	tiles := flow.NewTiles(8)
	tiles.Middle = true
	now := &chosen{title: title, about: about, actions: slices.Clone(actions)}
	for i, a := range actions {
		b := widgets.NewButton(widgets.Quiet, a.Text, a.Icon, func() { now.actions[i].Do() })
		if a.Menu != nil {
			b.Drop = true
			b.OnTapped = func() {
				if c := r.canvas(); c != nil {
					if m := now.actions[i].Menu(); m != nil {
						widgets.ShowMenuBelow(m, c, b, false)
					}
				}
			}
		}
		now.buttons = append(now.buttons, b)
		tiles.Objects = append(tiles.Objects, b)
	}
	r.set(middle(title, about, tiles), true)
	r.chosen = now
	if c := r.canvas(); c != nil && at >= 0 && len(now.buttons) > 0 {
		next := now.buttons[min(at, len(now.buttons)-1)]
		if i := slices.IndexFunc(actions, func(a Action) bool { return a.Icon == held }); i >= 0 {
			next = now.buttons[i]
		}
		c.Focus(next)
	}
}
