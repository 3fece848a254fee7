// Package cards shows what a message brings beside its text: events, contacts, other
// messages, what became of a message that was sent, and how the message is signed or encrypted.
package cards

import (
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
	"popmail/storage/mailbox"
)

// Place is where the cards stand, and what they ask it for. Unset functions hide what
// would call them.
type Place struct {
	Now time.Time                    // in the person's zone
	You func(a mailbox.Address) bool // whether an address is the person's own
	// Open and Save open and save an attachment by its index.
	Open, Save func(index int)
	// Link asks whether to open a web address.
	Link func(address, words string, at fyne.Position)
	// Text shows a text of several lines with its links.
	Text func(text string) fyne.CanvasObject
	// Resized says that a card has become higher or lower.
	Resized func()

	anew []func() // write what says days anew, see SayDays
}

// SayDays writes anew, in the cards that stand here, what is said of days: "tomorrow" is today by now.
func (p *Place) SayDays(now time.Time) {
	p.Now = now
	for _, say := range p.anew {
		say()
	}
}

// dated is saying for what speaks of days; it is said anew by SayDays.
func (p *Place) dated(say func() (text string, muted []string)) *widgets.Text {
	text, muted := say()
	t := saying(text, muted...)
	p.anew = append(p.anew, func() {
		text, muted := say()
		t.Spans = saying(text, muted...).Spans
		t.Refresh()
	})
	return t
}

// How many cards are shown of each kind; of more the calendar or the file tells.
const most = 4

// Of returns the cards of a message: those that are what it is about, which stand
// above its text, and those of files that came with it.
func Of(m *eml.Message, p *Place) (above, below []fyne.CanvasObject) {
	if line := security(m.Security); line != nil {
		above = append(above, line)
	}
	if m.Report != nil {
		above = append(above, reportCards(m.Report, p)...)
	}
	to := &above
	put := func(o fyne.CanvasObject) {
		if o != nil {
			*to = append(*to, o)
		}
	}
	all := several(len(m.Events), m.EventsLeft, func(i int) int { return m.Events[i].Attachment })
	for i := range min(len(m.Events), most) {
		e := &m.Events[i]
		if subject(m, e) {
			to = &above
		} else {
			to = &below
		}
		put(eventCard(m, e, p, !all[e.Attachment].many))
		if f := all[e.Attachment]; f.many && f.last == i {
			put(p.tools(e.Attachment, lang.L("Open all in calendar"), widgets.IconCalendar, lang.L("Save all…")))
		}
	}
	if n := max(len(m.Events)-most, 0) + m.EventsLeft; n > 0 {
		put(widgets.NewText(lang.N("{{.Count}} more events are in the attached calendar.", n,
			map[string]any{"Count": words.Count(n)}), theme.SizeSmall, theme.ColorMuted))
	}
	to = &below
	if m.Carded {
		to = &above
	}
	all = several(len(m.Contacts), m.ContactsLeft, func(i int) int { return m.Contacts[i].Attachment })
	for i := range min(len(m.Contacts), most) {
		c := &m.Contacts[i]
		put(contactCard(c, p, !all[c.Attachment].many))
		if f := all[c.Attachment]; f.many && f.last == i {
			put(p.tools(c.Attachment, lang.L("Open all"), widgets.IconPerson, lang.L("Save all…")))
		}
	}
	if n := max(len(m.Contacts)-most, 0) + m.ContactsLeft; n > 0 {
		put(widgets.NewText(lang.N("{{.Count}} more contacts are in the attached file.", n,
			map[string]any{"Count": words.Count(n)}), theme.SizeSmall, theme.ColorMuted))
	}
	*to = append(*to, letterCards(m, p)...)
	return above, below
}

// A file is what the cards of one attachment share.
type file struct {
	last int  // of its cards
	many bool // it holds more than what one card shows
}

// several tells the files of n cards, of which the attachment of each is known; left more
// are in the last one, without a card. What a file that holds several is opened or saved by
// stands once, below its last card: it would do more than a card says.
func several(n, left int, attachment func(i int) int) map[int]file {
	out := map[int]file{}
	for i := range n {
		a := attachment(i)
		f, again := out[a]
		if f.many = again || left > 0 && i == n-1; i < most {
			f.last = i
		}
		out[a] = f
	}
	return out
}

// subject reports whether a message is about an event, as an invitation is, and not
// only brings its calendar as a file.
func subject(m *eml.Message, e *eml.Event) bool {
	return m.Carded || e.Method != "" && e.Method != "PUBLISH"
}

// Covers lists the attachments by their index that a card stands for which is no less than
// a tile: those above the text, and enclosed messages.
func Covers(m *eml.Message) map[int]bool {
	out := map[int]bool{}
	for i := range min(len(m.Events), most) {
		if e := &m.Events[i]; subject(m, e) {
			out[e.Attachment] = true
		}
	}
	if m.Carded {
		for i := range min(len(m.Contacts), most) {
			out[m.Contacts[i].Attachment] = true
		}
	}
	for i := range min(len(m.Enclosed), mostLetters) {
		out[m.Enclosed[i].Attachment] = true
	}
	return out
}

// frame is the ground of a card.
func frame(objects ...fyne.CanvasObject) *flow.Column {
	c := flow.NewColumn(5, objects...)
	c.Fill, c.Edge, c.Radius, c.Inset = theme.ColorCard, theme.ColorLine, fynetheme.SizeNameInputRadius, flow.Insets{Left: 17, Top: 14, Right: 17, Bottom: 14}
	return c
}

// line is a fact with its icon in front.
func line(icon widgets.IconName, o fyne.CanvasObject) fyne.CanvasObject {
	return newMarked(widgets.NewGlyph(icon, theme.ColorMuted), o, fynetheme.SizeNameText)
}

// headline is the name of a card with an icon in front.
func headline(icon widgets.IconName, role fyne.ThemeColorName, text string) fyne.CanvasObject {
	return newMarked(widgets.NewGlyph(icon, role), title(text), fynetheme.SizeNameSubHeadingText)
}

// saying is a line of text, and more of it in muted letters.
func saying(text string, muted ...string) *widgets.Text {
	p := widgets.NewSpans(widgets.Span{Text: text})
	for _, s := range muted {
		if s != "" {
			p.Spans = append(p.Spans, widgets.Span{Text: " · " + s, Color: theme.ColorMuted})
		}
	}
	return p
}

// title is the name of a card.
func title(text string) *widgets.Text {
	p := widgets.NewSpans(widgets.Span{Text: text, Bold: true})
	p.SizeName = fynetheme.SizeNameSubHeadingText
	return p
}

// tools are the buttons for an attachment that a card or several stand for; nil: there are
// none.
func (p *Place) tools(index int, open string, icon widgets.IconName, save string) fyne.CanvasObject {
	tiles := flow.NewTiles(4)
	if p.Open != nil {
		tiles.Objects = append(tiles.Objects, widgets.NewButton(widgets.Quiet, open, icon, func() { p.Open(index) }))
	}
	if p.Save != nil {
		tiles.Objects = append(tiles.Objects, widgets.NewButton(widgets.Flat, save, widgets.IconSave, func() { p.Save(index) }))
	}
	if len(tiles.Objects) == 0 {
		return nil
	}
	return tiles
}

// firstNote is how much of a long note is shown at first, in octets.
const firstNote = 800

// note shows a text of several lines, of a long one the beginning.
func (p *Place) note(text string) fyne.CanvasObject {
	if p.Text == nil {
		return widgets.NewText(text, "", "")
	}
	if len(text) <= firstNote+firstNote/4 {
		return p.Text(text)
	}
	n := firstNote
	if i := strings.LastIndexAny(text[:n], "\n "); i > n/2 {
		n = i
	}
	column := flow.NewColumn(4)
	column.Objects = []fyne.CanvasObject{p.Text(strings.ToValidUTF8(text[:n], "") + "…"), flow.NewTiles(0, widgets.NewLink(lang.L("Show more"), func() {
		column.Set(p.Text(text))
		if p.Resized != nil {
			p.Resized()
		}
	}))}
	return column
}

// name is how a person is called.
func (p *Place) name(a mailbox.Address) string {
	switch {
	case p.You != nil && p.You(a):
		return lang.L("you")
	case a.Name != "":
		return widgets.OneLine(a.Name)
	}
	return widgets.OneLine(a.Email)
}

// listed joins names with "and" before the last.
func listed(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	last := len(names) - 1
	return lang.L("{{.Names}} and {{.Last}}", map[string]any{"Names": words.Names(names[:last]), "Last": names[last]})
}
