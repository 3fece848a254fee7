package reader

import (
	"strings"

	"fyne.io/fyne/v2"

	"popmail/gui/kit/ask"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/selectable"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/gui/reader/link"
)

// A Lead says where a link leads, with the part that matters by itself; it is empty where
// nothing can be told.
type Lead struct{ Before, Strong, After string }

func leadOf(href string) Lead {
	t := link.To(href)
	switch t.Kind {
	case link.Web:
		_, after, _ := strings.Cut(t.Address, t.Host)
		return Lead{Before: lang.L("Opens") + " ", Strong: t.Host, After: clip(after)}
	case link.Mail:
		return Lead{Before: lang.L("E-mail address:") + " ", Strong: clip(widgets.OneLine(t.Mail))}
	case link.Phone:
		return Lead{Before: lang.L("Phone number:") + " ", Strong: clip(t.Phone)}
	}
	return Lead{}
}

// followLink opens a link whose words are shown at a place of the window. What is doubtful
// is asked about first.
func (r *Reader) followLink(href, shown string, at fyne.Position) {
	t := link.To(href)
	if r.inJunk() {
		r.refuseInJunk(t)
		return
	}
	if t.Kind == link.Other {
		r.refuseLink(t)
		return
	}
	doubts, named := t.Doubts(shown)
	if len(doubts) == 0 {
		if r.OnOpenLink != nil {
			r.OnOpenLink(t.Address)
		}
		return
	}
	r.askLink(t, doubts, named, at)
}

// refuseLink says that a link is of a kind that is not opened.
func (r *Reader) refuseLink(t link.Target) {
	c := r.canvas()
	if c == nil {
		return
	}
	q := &ask.Question{
		Title:   lang.L("PopMail doesn’t open this link"),
		Text:    lang.L("It isn’t the address of a web page."),
		Buttons: []*widgets.Button{widgets.NewButton(widgets.Primary, lang.L("OK"), "", nil)},
	}
	if s := widgets.OneLine(t.Scheme); s != "" && s != "http" && s != "https" {
		q.Text = lang.L("It begins with “{{.Start}}”. PopMail opens web pages, e-mail addresses and phone numbers, and nothing else.", map[string]any{"Start": s + ":"})
	}
	q.Show(c)
}

// refuseInJunk says where a link in Junk leads, and that it is not opened.
func (r *Reader) refuseInJunk(t link.Target) {
	c := r.canvas()
	if c == nil {
		return
	}
	q := &ask.Question{
		Title: lang.L("Links don’t open in Junk"),
		Text:  lang.L("If this letter isn’t junk, choose “Not junk” first."),
		Buttons: []*widgets.Button{
			widgets.NewButton(widgets.Flat, lang.L("Copy link"), "", func() { fyne.CurrentApp().Clipboard().SetContent(t.Address) }),
			widgets.NewButton(widgets.Primary, lang.L("OK"), "", nil),
		},
	}
	q.Show(c)
}

// askLink shows where a doubtful link leads, and opens it when the person says so. It is
// a small card beside the link: a tap elsewhere takes it away.
func (r *Reader) askLink(t link.Target, doubts []link.Doubt, named string, at fyne.Position) {
	c := r.canvas()
	if c == nil {
		return
	}
	strong := t.Host
	if t.Kind == link.Mail {
		strong = t.Mail
	}
	title := widgets.NewSpans(widgets.Span{Text: lang.L("This link goes to") + " "}, widgets.Span{Text: clip(strong), Bold: true})
	column := flow.NewColumn(8, title)
	column.Inset = flow.Same(14)
	if t.Kind == link.Web {
		before, after, _ := strings.Cut(t.Address, t.Host)
		column.Objects = append(column.Objects, selectable.New(func(p *widgets.Text) { p.SizeName = theme.SizeSmall },
			selectable.Run{Text: before, Color: theme.ColorMuted}, selectable.Run{Text: t.Host, Bold: true}, selectable.Run{Text: clip(after), Color: theme.ColorMuted}))
	}
	for _, d := range doubts {
		column.Objects = append(column.Objects, widgets.NewNotice(widgets.IconWarning, doubtful(d, t, named)))
	}
	var pop *widgets.Over
	copy, copied := lang.L("Copy link"), t.Address
	if t.Kind == link.Mail {
		copy, copied = lang.L("Copy address"), t.Mail
	}
	keep := widgets.NewButton(widgets.Primary, lang.L("Don’t open"), "", func() { pop.Hide() })
	buttons := []fyne.CanvasObject{
		widgets.NewButton(widgets.Quiet, copy, "", func() {
			fyne.CurrentApp().Clipboard().SetContent(copied)
			pop.Hide()
		}),
	}
	if r.OnOpenLink != nil {
		buttons = append(buttons, widgets.NewButton(widgets.Flat, lang.L("Open anyway"), "", func() {
			pop.Hide()
			r.OnOpenLink(t.Address)
		}))
	}
	column.Objects = append(column.Objects, flow.NewEnds(8, nil, append(buttons, keep)...))
	box := flow.Wide(column, func() float32 { return min(440*widgets.Unit(), c.Size().Width-40) })
	pop = widgets.ShowOverAt(box, c, fyne.NewPos(flow.Start(at.X, 0, box.MinSize().Width, 40), at.Y+16))
	c.Focus(keep) // the link may have been followed by the keyboard
}

// doubtful says what is doubtful about a link.
func doubtful(d link.Doubt, t link.Target, named string) string {
	switch d {
	case link.OtherName:
		return lang.L("Its text says {{.Name}}, but that’s not where it goes.", map[string]any{"Name": clip(named)})
	case link.Poses:
		if strings.Contains(t.Posing, ".") {
			return lang.L("Its address begins with {{.Name}}, but that’s not where it goes.", map[string]any{"Name": clip(widgets.OneLine(t.Posing))})
		}
		return lang.L("The link’s text makes it look like it goes somewhere else.")
	case link.LookAlike:
		return lang.L("This name can easily be mistaken for another one.")
	default:
		return lang.L("This is a number, not a name. Check with the sender before you open it.")
	}
}

// clip cuts an address that is longer than anybody reads.
func clip(s string) string {
	const most = 600
	if len(s) <= most {
		return s
	}
	cut, _ := cutLine(s, most)
	return cut + "…"
}
