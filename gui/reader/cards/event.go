package cards

import (
	"net/url"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"

	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
	"popmail/storage/eml"
)

// eventCard shows an event: a leaf of the calendar, and beside it what, when, where
// and who; alone: its file holds no other one.
func eventCard(m *eml.Message, e *eml.Event, p *Place, alone bool) fyne.CanvasObject {
	name := widgets.OneLine(e.Summary)
	if name == "" {
		name = lang.L("(no title)")
	}
	facts := flow.NewColumn(5)
	add := func(o fyne.CanvasObject) {
		if o != nil {
			facts.Objects = append(facts.Objects, o)
		}
	}
	if s, off := state(e, p); s != "" {
		t := widgets.NewSpans(widgets.Span{Text: s, Bold: true})
		t.SizeName, t.Color = theme.SizeSmall, theme.ColorMuted
		if off {
			t.Color = fynetheme.ColorNameError
		}
		add(t)
	}
	add(title(name))
	at := e.Start
	if e.Task && !e.End.Time.IsZero() || at.Time.IsZero() {
		at = e.End
	}
	if !at.Time.IsZero() {
		add(line(widgets.IconClock, p.dated(func() (string, []string) { return when(e, p.Now) })))
		if s := there(e, p.Now); s != "" {
			add(indent(widgets.NewText(s, theme.SizeSmall, theme.ColorMuted)))
		}
	}
	if e.Repeat != nil {
		add(line(widgets.IconRefresh, saying(repeats(e, p.Now), shifted(e, p.Now))))
	} else if e.One {
		add(line(widgets.IconRefresh, saying(lang.L("One date of an event that repeats"))))
	}
	add(place(e, p))
	add(people(e, p))
	if e.URL != "" && p.Link != nil {
		add(indent(webLink(e.URL, p)))
	}
	if e.Description != "" && (m.Carded || !within(e.Description, m.Readable())) {
		d := p.note(e.Description)
		add(d)
		facts.Before(d, 10)
	}
	if tools := p.tools(e.Attachment, lang.L("Open in calendar"), widgets.IconCalendar, lang.L("Save…")); alone && tools != nil {
		add(tools)
		facts.Before(tools, 11)
	}
	if at.Time.IsZero() {
		return frame(facts)
	}
	return frame(newBeside(leaf(here(at, p.Now), e.Canceled), facts))
}

// state is what is special about the event; off: it does not take place.
func state(e *eml.Event, p *Place) (text string, off bool) {
	switch {
	case e.Canceled:
		return lang.L("Canceled"), true
	case e.Method == "REPLY" && len(e.Attendees) == 1:
		data := map[string]any{"Name": p.name(e.Attendees[0].Address)}
		switch e.Attendees[0].Answer {
		case "ACCEPTED":
			return lang.L("{{.Name}} accepted", data), false
		case "DECLINED":
			return lang.L("{{.Name}} declined", data), false
		case "TENTATIVE":
			return lang.L("{{.Name}} may come", data), false
		}
	case e.Method == "COUNTER" && len(e.Attendees) > 0:
		return lang.L("{{.Name}} suggests a change", map[string]any{"Name": p.name(e.Attendees[0].Address)}), false
	case e.Tentative:
		return lang.L("Not confirmed yet"), false
	case e.Task:
		return lang.L("To do"), false
	}
	return "", false
}

// few is how many names are shown of many.
const few = 4

// people says who takes part, the host first; nil where nobody is named.
func people(e *eml.Event, p *Place) fyne.CanvasObject {
	names, answers := guests(e, p)
	if len(names) == 0 {
		return nil
	}
	all := len(names) + e.More
	if all > few+1 {
		n := all - few
		names = append(names[:few:few], lang.N("{{.Count}} others", n, map[string]any{"Count": words.Count(n)}))
	}
	text := saying(listed(names))
	if all <= few+1 && answers == 0 {
		return line(widgets.IconPeople, text)
	}
	column := flow.NewColumn(2, text)
	var more *widgets.Button
	more = widgets.NewLink(lang.L("Show everyone"), func() {
		more.Hide()
		column.Objects = append(column.Objects, everyone(e, p)...)
		column.Refresh()
		if p.Resized != nil {
			p.Resized()
		}
	})
	more.Small = true
	column.Objects = append(column.Objects, flow.NewTiles(0, more))
	return line(widgets.IconPeople, column)
}

// guests are the names of those who take part, the host first, and how many have answered;
// none where nobody is named.
func guests(e *eml.Event, p *Place) (names []string, answers int) {
	if e.Method == "REPLY" && len(e.Attendees) == 1 {
		return nil, 0 // that is what the card says first
	}
	host := e.Organizer
	if host.Name != "" || host.Email != "" {
		names = append(names, lang.L("{{.Name}} (host)", map[string]any{"Name": words.InList(p.name(host))}))
	}
	for i := range e.Attendees {
		a := &e.Attendees[i]
		if a.Answer != "" {
			answers++
		}
		if a.Thing || a.Email != "" && strings.EqualFold(a.Email, host.Email) {
			continue
		}
		names = append(names, words.InList(p.name(a.Address)))
	}
	return names, answers
}

// everyone lists all that are asked, with their answers.
func everyone(e *eml.Event, p *Place) []fyne.CanvasObject {
	var out []fyne.CanvasObject
	for i := range e.Attendees {
		a := &e.Attendees[i]
		answer := ""
		switch a.Answer {
		case "ACCEPTED":
			answer = lang.L("accepted")
		case "DECLINED":
			answer = lang.L("declined")
		case "TENTATIVE":
			answer = lang.L("maybe")
		}
		name := p.name(a.Address)
		address := ""
		if s := widgets.OneLine(a.Email); a.Name != "" && s != "" && s != name {
			address = s
		}
		t := saying(name, address, answer)
		t.SizeName = theme.SizeSmall
		out = append(out, t)
	}
	if e.More > 0 {
		out = append(out, widgets.NewText(lang.N("{{.Count}} others", e.More, map[string]any{"Count": words.Count(e.More)}), theme.SizeSmall, theme.ColorMuted))
	}
	return out
}

// place is where the event is, with links to the pages that it names: many meet on one. It
// is nil where that is not said, or is the page of the event.
func place(e *eml.Event, p *Place) fyne.CanvasObject {
	s := widgets.OneLine(e.Location)
	if s == "" {
		return nil
	}
	whole := webPage(s)
	switch {
	case p.Link == nil:
		return line(widgets.IconPin, saying(s))
	case whole != "" && whole == e.URL:
		return nil
	case whole != "":
		return line(widgets.IconPin, webLink(whole, p))
	}
	column := flow.NewColumn(2, saying(s))
	for word := range strings.FieldsFuncSeq(s, func(r rune) bool { return strings.ContainsRune(" ,;()<>[]\"", r) }) {
		if link := webPage(word); link != "" && link != e.URL && len(column.Objects) <= most {
			column.Objects = append(column.Objects, webLink(link, p))
		}
	}
	return line(widgets.IconPin, column)
}

// webPage is the address of a page, without blanks around; "" where s is none.
func webPage(s string) string {
	s = strings.TrimSpace(s)
	if u, err := url.Parse(s); err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" {
		return s
	}
	return ""
}

// shownOf is what a link to an address says, in at most 50 letters. Of the host the end is always seen,
// which is the part that somebody has registered.
func shownOf(address string) string {
	const most, end = 50, 40
	text, hostEnds := address, 0
	if u, err := url.Parse(address); err == nil && u.Host != "" {
		text, hostEnds = u.Host+u.EscapedPath(), len([]rune(u.Host))
	}
	r := []rune(text)
	if hostEnds > most-1 {
		r = append([]rune{'…'}, r[hostEnds-end:]...)
	}
	if len(r) > most {
		r = append(r[:most-1:most-1], '…')
	}
	return widgets.OneLine(string(r))
}

// webLink is a link that asks before it opens.
func webLink(address string, p *Place) fyne.CanvasObject {
	text := shownOf(address)
	var b *widgets.Button
	b = widgets.NewLink(text, func() {
		at := fyne.CurrentApp().Driver().AbsolutePositionForObject(b)
		p.Link(address, text, at.AddXY(0, b.Size().Height))
	})
	return flow.NewTiles(0, b)
}

// within reports whether a text holds the beginning of another, whatever the blanks.
func within(part, text string) bool {
	squeeze := func(s string, most int) string {
		var b strings.Builder
		for w := range strings.FieldsSeq(s) {
			if b.Len() > most {
				break
			}
			b.WriteString(w)
		}
		return b.String()
	}
	part = squeeze(part, 200)
	if len(part) > 200 {
		part = strings.ToValidUTF8(part[:200], "")
	}
	return strings.Contains(squeeze(text, 256<<10), part)
}

// indent sets something as far in as what has an icon in front.
func indent(o fyne.CanvasObject) fyne.CanvasObject {
	space := widgets.NewGlyph(widgets.IconClock, theme.ColorMuted)
	space.Hide()
	return newMarked(space, o, fynetheme.SizeNameText)
}

// leaf is a leaf of a calendar with a day.
func leaf(t time.Time, off bool) *widgets.Leaf {
	return widgets.NewLeaf(words.ShortMonth(t), words.Count(t.Day()), words.LongWeekday(t.Weekday()), off)
}
