package wizard

import (
	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"

	"popmail/account/discover"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
)

// noPOPPage says that a provider has no POP3, and what works instead.
type noPOPPage struct {
	w       *Wizard
	another *widgets.Button
	all     []fyne.CanvasObject
}

func newNoPOPPage(w *Wizard) *noPOPPage {
	p := &noPOPPage{w: w}
	p.another = widgets.NewButton(widgets.Primary, lang.L("Use another address"), "", p.submit)
	return p
}

func (p *noPOPPage) objects() []fyne.CanvasObject { return p.all }
func (p *noPOPPage) segment() int                 { return 2 }
func (p *noPOPPage) first() fyne.Focusable        { return p.another }
func (p *noPOPPage) back()                        { p.w.show(stepPerson) }

func (p *noPOPPage) submit() {
	p.w.show(stepPerson)
	p.w.focus(p.w.person.email)
}

// say fills the page.
func (p *noPOPPage) say(found discover.Result) {
	name, help := found.Address.Domain, ""
	ways := discover.Way(0)
	if found.Provider != nil {
		name, help, ways = found.Provider.Name, found.Provider.Help, found.Provider.Instead
	}
	d := map[string]any{"Provider": name}
	title := lang.L("PopMail can’t get mail from {{.Provider}}", d)
	intro := lang.L("PopMail gets mail by POP3, and {{.Provider}} doesn’t offer that. It isn’t your address or your password. Here is what works instead:", d)
	var cards []fyne.CanvasObject
	if ways&discover.Relay != 0 {
		title = lang.L("{{.Provider}} passes your mail on", d)
		intro = lang.L("This address keeps no mail of its own: everything goes on to another address of yours.")
		cards = append(cards, p.way(widgets.IconForward, lang.L("Set up the address that your mail goes to"), lang.L("PopMail can then get the mail there."), ""))
	}
	if ways&discover.Forward != 0 {
		cards = append(cards, p.way(widgets.IconForward, lang.L("Forward your mail"), lang.L("{{.Provider}} can send a copy to an address that PopMail can read. You turn it on in its settings.", d), help))
	}
	if ways&discover.Relay == 0 {
		cards = append(cards, p.way(widgets.IconPerson, lang.L("Use another address"), lang.L("For example, one from your internet provider, or from Gmail, GMX or Fastmail."), ""))
	}
	p.all = append([]fyne.CanvasObject{air(20), heading(title), air(11), muted(intro), air(14)}, flow.NewColumn(8, cards...))
	p.all = append(p.all, air(26), flow.NewEnds(10,
		widgets.NewButton(widgets.Flat, lang.L("Back"), "", p.back), widgets.NewButton(widgets.Flat, lang.L("Set up by hand…"), "", p.w.byHand), p.another))
}

// way is one thing that works.
func (p *noPOPPage) way(icon widgets.IconName, title, text, help string) fyne.CanvasObject {
	name := widgets.NewSpans(widgets.Span{Text: title, Bold: true})
	name.SizeName = theme.SizeSmall
	words := flow.NewColumn(3, name, widgets.NewText(text, theme.SizeSmall, theme.ColorMuted))
	line := flow.NewRow(14, words, tile(icon), words)
	var all fyne.CanvasObject = line
	if help != "" && p.w.o.OnOpenLink != nil {
		show := widgets.NewButton(widgets.Quiet, lang.L("Show me how"), "", func() { p.w.o.OnOpenLink(help) })
		beside := flow.NewBeside(14, func() float32 { return 220 * widgets.Unit() }, line, flow.NewTiles(0, show))
		beside.Below = 10
		all = beside
	}
	c := flow.NewColumn(0, all).Card(flow.Insets{Left: 14, Top: 12, Right: 14, Bottom: 12})
	c.Radius = fynetheme.SizeNameInputRadius
	return c
}
