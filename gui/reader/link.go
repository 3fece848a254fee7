package reader

import (
	"net/url"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	"golang.org/x/net/idna"

	"popmail/gui/kit/flow"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/gui/textview"
)

// target is where a link leads, in a form that cannot deceive.
type target struct {
	mail    string // address of a mailto link
	host    string // in ASCII: "xn--…" where other letters could be mistaken
	address string // whole, as it will be opened
	masked  bool   // something before an @ looks like a host
	ok      bool
}

// leads takes a link apart. Only web and mail addresses are good.
func leads(link string) target {
	u, err := url.Parse(strings.TrimSpace(link))
	if err != nil {
		return target{}
	}
	switch strings.ToLower(u.Scheme) {
	case "mailto":
		address := u.Opaque
		if a, err := url.PathUnescape(address); err == nil {
			address = a
		}
		address = widgets.OneLine(address)
		return target{mail: address, ok: address != ""}
	case "http", "https":
	default:
		return target{}
	}
	host := u.Hostname()
	if host == "" {
		return target{}
	}
	ascii, err := idna.Punycode.ToASCII(strings.ToLower(host))
	if err != nil {
		return target{}
	}
	t := target{host: ascii, masked: u.User != nil, ok: true}
	u.User = nil // a name and a password in a link are only used to deceive
	port := u.Port()
	u.Host = ascii
	if strings.Contains(ascii, ":") { // IPv6
		u.Host = "[" + ascii + "]"
	}
	if port != "" {
		u.Host += ":" + port
	}
	t.address = u.String()
	return t
}

// askLink shows where a link leads, and opens it when the person says so. It is
// a small card beside the link: a tap elsewhere takes it away.
func (r *Reader) askLink(link, _ string, at fyne.Position) {
	c := r.canvas()
	t := leads(link)
	if c == nil || !t.ok {
		return
	}
	var pop *widgets.Over
	column := flow.NewColumn(8)
	column.Inset = flow.Same(14)
	copied := func(text string) *widgets.Button {
		return widgets.NewButton(widgets.Quiet, lang.L("Copy address"), "", func() {
			fyne.CurrentApp().Clipboard().SetContent(text)
			pop.Hide()
		})
	}
	address := textview.New()
	address.SizeName = theme.SizeSmall
	if t.mail != "" {
		address.SetRuns(textview.Run{Text: lang.L("E-mail address:") + " ", Color: theme.ColorMuted}, textview.Run{Text: t.mail, Bold: true})
		column.Objects = []fyne.CanvasObject{address, flow.NewEnds(8, nil, copied(t.mail))}
	} else {
		title := widgets.NewParagraph(widgets.Span{Text: lang.L("This link goes to") + " "}, widgets.Span{Text: t.host, Bold: true})
		before, after, _ := strings.Cut(t.address, t.host)
		address.SetRuns(textview.Run{Text: before, Color: theme.ColorMuted}, textview.Run{Text: t.host, Bold: true}, textview.Run{Text: clip(after), Color: theme.ColorMuted})
		column.Objects = []fyne.CanvasObject{title, address}
		if t.masked {
			column.Objects = append(column.Objects, widgets.NewNotice(widgets.IconWarning, lang.L("The link’s text makes it look like it goes somewhere else.")))
		}
		buttons := []fyne.CanvasObject{copied(t.address)}
		if r.OnOpenLink != nil {
			buttons = append(buttons, widgets.NewButton(widgets.Primary, lang.L("Open in the browser"), "", func() {
				pop.Hide()
				r.OnOpenLink(t.address)
			}))
		}
		column.Objects = append(column.Objects, flow.NewEnds(8, nil, buttons...))
	}
	box := flow.Wide(column, func() float32 { return min(400*widgets.Unit(), c.Size().Width-40) })
	var first fyne.Focusable // gets the keyboard: the link may have been followed with it
	for _, o := range column.Objects {
		if ends, ok := o.(*flow.Ends); ok {
			first = ends.Right[len(ends.Right)-1].(*widgets.Button)
		}
	}
	pop = widgets.ShowOverAt(box, c, fyne.NewPos(at.X-40, at.Y+16))
	c.Focus(first)
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
