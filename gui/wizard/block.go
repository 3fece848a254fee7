package wizard

import (
	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"

	"popmail/account"
	"popmail/gui/kit/field"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/gui/servers"
)

// block is one of the two servers on their page: a line that tells it, or its fields.
type block struct {
	p      *serverPage
	fields *servers.Fields
	line   *widgets.Text
	button *widgets.Button
	body   *flow.Column // the fields and what is said of them
	card   *flow.Column
	note   *flow.Column
	later  bool // the account is to be without this server for now
	open   bool
	// onOpen is told when the person has opened or closed it; nil: nobody is.
	onOpen func()
}

func newBlock(p *serverPage, kind servers.Kind, icon widgets.IconName, title string) *block {
	b := &block{p: p, line: muted("")}
	small := func(name string, input fyne.CanvasObject) *field.Labelled {
		l := field.Label("", input)
		l.Objects = append([]fyne.CanvasObject{widgets.NewText(name, theme.SizeSmall, theme.ColorMuted)}, l.Objects...)
		return l
	}
	labels := servers.Labels{Host: lang.L("Server"), Port: lang.L("Port"), Security: lang.X("of a connection", "Security"), Label: small}
	b.fields = servers.NewFields(kind, labels, func() *field.Entry { return newEntry(p.w) }, b.changed)
	b.button = widgets.NewButton(widgets.Flat, lang.L("Change"), "", b.pressed)
	text := flow.NewColumn(0, widgets.NewSpans(widgets.Span{Text: title, Bold: true}), b.line)
	head := flow.NewBeside(10, func() float32 { return 170 * widgets.Unit() }, flow.NewRow(12, text, tile(icon), text), flow.NewTiles(0, b.button))
	head.Below = 6
	// The security stands with the port, which follows it.
	ways := flow.NewRow(10, b.fields.SecurityField, b.fields.SecurityField, flow.Wide(b.fields.PortField, portWidth))
	ways.Top = true
	line := flow.NewHalves(10, func() float32 { return 200 * widgets.Unit() }, b.fields.HostField, ways)
	line.Below = 10
	b.note = flow.NewColumn(0)
	b.body = flow.NewColumn(9, line, b.fields.PortField.Apart(), b.note, b.fields.Agreed)
	b.card = flow.NewColumn(10, head, b.body).Card(flow.Insets{Left: 14, Top: 14, Right: 14, Bottom: 14})
	b.card.Radius = fynetheme.SizeNameInputRadius
	b.say()
	return b
}

// portWidth is the width of a field for a port: five digits fit at any text size.
func portWidth() float32 {
	return flow.WholeUp(max(76*widgets.Unit(), widgets.TextWidth("00000", theme.Size(fynetheme.SizeNameText), false)+36))
}

// pressed opens the fields, or leaves the server for later.
func (b *block) pressed() {
	if b.open && b.fields.Kind() == servers.Outgoing {
		b.postpone()
		b.p.w.sending.declined = true
		b.p.w.relayout()
		b.p.w.focus(b.button)
		return
	}
	if b.expand(); b.fields.Kind() == servers.Outgoing {
		b.p.w.sending.declined = false
	}
	b.p.w.relayout()
	b.p.w.focus(b.fields.Host)
}

// expand shows the fields.
func (b *block) expand() {
	b.open, b.later = true, false
	b.say()
}

// fold shows what is set in one line. What a person has to agree to stays in sight.
func (b *block) fold() {
	b.open, b.later = b.fields.Chosen() == account.None, false
	b.say()
}

// postpone leaves the server for later.
func (b *block) postpone() {
	b.open, b.later = false, true
	b.say()
}

// used reports whether there is a server.
func (b *block) used() bool { return !b.later && b.fields.Server().Host != "" }

// changed follows what was typed and chosen.
func (b *block) changed() {
	if b.card != nil { // else it is being made
		b.say()
		b.p.w.relayout()
	}
}

// say writes what is said of the server.
func (b *block) say() {
	outgoing := b.fields.Kind() == servers.Outgoing
	b.body.Hidden = !b.open
	b.button.Hidden = b.open && !outgoing
	s := b.fields.Server()
	switch {
	case b.later:
		b.line.SetText(lang.L("For writing and replying. Not set up for now."))
		b.button.SetText(lang.L("Set up"))
	case b.open && outgoing:
		b.line.SetText(lang.L("For writing and replying. You can set it up later."))
		b.button.SetText(lang.L("Set up later"))
	case b.open:
		b.line.SetText(lang.L("Where PopMail gets your mail."))
	default:
		b.line.SetText(servers.Line(s))
		b.button.SetText(lang.L("Change"))
	}
	icon, role, text := widgets.IconLock, theme.ColorMuted, lang.L("Nobody on the way can read your password or mail.")
	switch b.fields.Chosen() {
	case account.STARTTLS:
		text = lang.L("The connection is protected before your password is sent. If that is not possible, PopMail stops.")
	case account.None:
		icon, role, text = widgets.IconWarning, theme.ColorNoticeText, lang.L("Anyone on the same network could read your password and mail.")
	}
	words := widgets.NewText(text, theme.SizeSmall, role)
	sign := flow.NewColumn(0, widgets.NewGlyph(icon, role))
	sign.Inset.Top = 1
	row := flow.NewRow(8, words, sign, words)
	row.Top = true
	b.note.Set(row)
	if b.onOpen != nil {
		b.onOpen()
	}
}

func (b *block) lock(on bool) {
	b.fields.Lock(on)
	if on {
		b.button.Disable()
	} else {
		b.button.Enable()
	}
}
