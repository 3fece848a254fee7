package maildrop

import (
	"slices"

	"fyne.io/fyne/v2"

	"popmail/account"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
)

// show draws all that depends on the messages.
func (p *Page) show() {
	s := p.rows.sums
	there := !p.rows.drop.At.IsZero()
	p.sum.SetText("")
	p.counts.SetText("")
	p.full.whole.Hidden, p.unsaid.Hidden = !there, !there || p.full.quota > 0
	if there {
		p.sum.Set(p.showFull(s.octets), true, nil)
		if p.look.old {
			p.sum.Spans = append(p.sum.Spans, widgets.Span{Text: " · " + lang.L("as of {{.Time}}", map[string]any{"Time": p.when()}), Color: theme.ColorMuted})
			p.sum.Refresh()
		}
		text := counted(s) + "\n" + leaves(s)
		if said := words.Expires(p.rows.drop.Expires); said != "" {
			text += "\n" + said
		}
		p.counts.SetText(text)
	}
	p.setCard(p.cardWidth)
	texts := []string{lang.L("All"), lang.L("Not here"), lang.L("Biggest"), lang.L("Going soon")}
	if s.notHere > 0 {
		texts[NotHere] += " · " + words.Count(s.notHere)
	}
	for i, c := range p.chips {
		c.Text, c.On = texts[i], p.rows.which == Which(i)
		c.Refresh()
	}
	p.relist()
	p.showState()
}

// counted is "5,020 messages · 4,979 are on this computer too".
func counted(s sums) string {
	text := lang.N("{{.Count}} messages", s.messages, map[string]any{"Count": words.Count(s.messages)})
	switch {
	case s.messages == 0:
	case s.here == s.messages:
		text += " · " + lang.L("all on this computer too")
	case s.here > 0:
		text += " · " + lang.N("{{.Count}} are on this computer too", s.here, map[string]any{"Count": words.Count(s.here)})
	}
	return text
}

// leaves says what goes in the next days.
func leaves(s sums) string {
	data := map[string]any{"Count": words.Count(s.soon), "Days": words.Count(soonDays), "Size": words.Size(s.frees)}
	switch {
	case s.soon == 0:
		return lang.L("None will be removed in the next {{.Days}} days", data)
	case s.frees == 0:
		return lang.N("{{.Count}} will be removed in the next {{.Days}} days", s.soon, data)
	}
	return lang.N("{{.Count}} will be removed in the next {{.Days}} days, which frees {{.Size}}", s.soon, data)
}

// relist shows the rows anew.
func (p *Page) relist() {
	for i, c := range p.chips {
		if on := p.rows.which == Which(i); c.On != on {
			c.On = on
			c.Refresh()
		}
	}
	p.showHeads()
	p.list.SetSections([]widgets.Section{{Rows: len(p.rows.shown)}})
	p.watch()
	p.list.Deselect(p.unlisted()...)
	p.empty.Hidden = len(p.rows.shown) > 0 || p.rows.drop.At.IsZero()
	p.empty.SetText(p.nothing())
	p.showChosen()
}

// unlisted are the keys of messages that are not listed; what is ticked is always in sight.
func (p *Page) unlisted() (keys []int64) {
	for _, k := range p.rows.keys {
		if _, ok := p.rows.at[k]; !ok {
			keys = append(keys, k)
		}
	}
	return keys
}

// nothing says why the list is empty.
func (p *Page) nothing() string {
	switch {
	case len(p.rows.drop.Messages) == 0:
		return lang.L("There is no mail on the server.")
	case p.rows.find != "":
		return lang.L("Nothing found on the server.")
	case p.rows.which == NotHere:
		return lang.L("All that is on the server is on this computer too.")
	}
	return lang.L("Nothing goes from the server in the next {{.Days}} days.", map[string]any{"Days": words.Count(soonDays)})
}

// showChosen says what is ticked, and what can be done with it.
func (p *Page) showChosen() {
	keys := p.list.Selected()
	c := p.rows.pick(keys)
	if len(keys) == 0 {
		p.chosen.Spans = []widgets.Span{{Text: lang.L("Select messages to get, keep, or remove them."), Color: theme.ColorMuted}}
	} else {
		p.chosen.Spans = []widgets.Span{{Text: lang.N("{{.Count}} selected", len(keys), map[string]any{"Count": words.Count(len(keys))}), Bold: true}}
		if len(c.get) > 0 && c.octets > 0 {
			p.chosen.Spans = append(p.chosen.Spans, widgets.Span{Text: " · " + lang.L("{{.Size}} to get", map[string]any{"Size": words.Size(c.octets)}), Color: theme.ColorMuted})
		}
	}
	p.chosen.Refresh()
	free := p.free()
	able(p.clear, len(keys) > 0)
	able(p.keep, len(c.wish) > 0)
	able(p.remove, free && len(keys) > 0)
	able(p.get, free && len(c.get) > 0)
	if c := p.canvas(); c != nil {
		if b, ok := c.Focused().(*widgets.Button); ok && b.Disabled() && slices.Contains([]*widgets.Button{p.clear, p.keep, p.remove, p.get}, b) {
			p.focus(p.list)
		}
	}
	p.all.Checked = len(keys) > 0 && len(keys) == len(p.rows.shown)
	p.all.Partly = len(keys) > 0 && !p.all.Checked
	p.all.Refresh()
	p.relayout()
}

func able(b *widgets.Button, on bool) {
	if on == b.Disabled() {
		if on {
			b.Enable()
		} else {
			b.Disable()
		}
		b.Refresh()
	}
}

// showState is the line at the bottom.
func (p *Page) showState() {
	p.state.SetText(p.stateWords())
	p.ends.Hidden = p.stop == nil
	p.dot.Hidden = p.stop != nil || p.look.old || p.rows.drop.At.IsZero()
	able(p.again, p.stop == nil)
	p.status.Refresh()
	p.relayout()
}

// stateWords say what is under way, else from when the list is.
func (p *Page) stateWords() string {
	if p.said != "" || p.rows.drop.At.IsZero() {
		return p.said
	}
	text := lang.L("The server’s list from {{.Time}}", map[string]any{"Time": p.when()})
	if percent, ok := account.Full(p.rows.sums.octets, p.full.quota); ok && p.bare {
		text += " · " + fullWords(percent)
	}
	if n := p.rows.drop.Untold; n > 0 {
		text += " · " + lang.N("{{.Count}} senders not known yet", n, map[string]any{"Count": words.Count(n)})
	}
	if p.short {
		return text
	}
	return text + " · " + lang.L("nothing is removed before it’s safely on this computer, unless you remove it here")
}

// when is the time from which the list is.
func (p *Page) when() string {
	at := p.rows.drop.At
	if words.Days(at, p.o.Now()) != 0 {
		return words.LongDate(at, p.o.Now()) + ", " + words.Time(at)
	}
	return words.Time(at)
}

// tell puts a notice above the list; an empty text takes it away.
func (p *Page) tell(text, action string, do func()) {
	p.notice.Objects = nil
	if text != "" {
		n := widgets.NewNotice(widgets.IconWarning, text)
		if do != nil {
			n.AddAction(action, do)
		}
		p.notice.Objects = []fyne.CanvasObject{n}
	}
	p.notice.Refresh()
	p.relayout()
}

// relayout places everything anew after something has appeared, gone or grown.
func (p *Page) relayout() {
	if s := p.Size(); !s.IsZero() {
		layout{p}.Layout(p.parts(), s)
	}
}
