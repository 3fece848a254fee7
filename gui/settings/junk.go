package settings

import (
	"strings"

	"fyne.io/fyne/v2"

	"popmail/account/discover"
	"popmail/gui/kit/field"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
	"popmail/storage/mailbox"
)

// Junk is what the page about junk shows.
type Junk struct {
	Filter  mailbox.JunkFilter
	Senders []mailbox.Sender
}

func junkName() string { return lang.L("Junk") }

// junk is the page about junk: whether new mail is judged, what was learned, and of whom the
// person has decided.
func (s *Settings) junk() []fyne.CanvasObject {
	j := &s.state.Junk
	on := makes(s, field.NewCheck(lang.L("Tell junk from good mail"), s.OnJunkFilter))
	on.Checked = !j.Filter.Off
	data := map[string]any{"Junk": words.Count(j.Filter.Junk), "Good": words.Count(j.Filter.Good)}
	filter := group(lang.L("Junk"),
		small(lang.L("PopMail learns from what you do: what you move to Junk is junk, and what you read and keep, answer or star is good. It learns on this computer only.")),
		on,
		small(lang.L("Letters it has learned from so far: {{.Junk}} junk, {{.Good}} good. After 20 junk and 100 good ones it marks what looks like junk; after 50 and 250 it moves such letters to Junk. It never deletes anything.", data)))
	if j.Filter.Junk+j.Filter.Good > 0 {
		filter.Objects = append(filter.Objects, flow.NewTiles(0, makes(s, widgets.NewButton(widgets.Quiet, lang.L("Forget what was learned…"), "", s.OnForgetJunk))))
	}
	list := func(name, none, some, again string, trusted bool) fyne.CanvasObject {
		c := group(name)
		for _, d := range j.Senders {
			if d.Trusted != trusted {
				continue
			}
			address := widgets.NewSpans(widgets.Span{Text: d.Address})
			c.Objects = append(c.Objects, flow.NewRow(16, address, address, makes(s, widgets.NewButton(widgets.Quiet, again, "", func() { s.OnSender(d, false) }))))
		}
		text := some
		if len(c.Objects) == 1 {
			text = none
		}
		c.Objects = append(c.Objects[:1], append([]fyne.CanvasObject{small(text)}, c.Objects[1:]...)...)
		var add *field.Entry
		var below *field.Labelled
		put := func() {
			a, err := discover.ParseAddress(add.Text)
			if err != nil {
				if strings.TrimSpace(add.Text) != "" {
					below.Say(lang.L("“{{.Address}}” isn’t an e-mail address", map[string]any{"Address": widgets.OneLine(add.Text)}))
					s.relayout()
				}
				return
			}
			s.added = name
			s.OnSender(mailbox.Sender{Address: a.Email, Trusted: trusted}, true)
		}
		add = field.NewEntry(put, s.escape)
		add.OnChanged = func(string) {
			if below.Saying() {
				below.Say("")
				s.relayout()
			}
		}
		if s.added == name {
			s.added, s.wanted = "", add
		}
		add.SetPlaceHolder(lang.L("Address"))
		below = field.Label("", flow.NewRow(12, add, makes(s, add), makes(s, widgets.NewButton(widgets.Quiet, lang.L("Add"), widgets.IconPlus, put))))
		c.Objects = append(c.Objects, below)
		return c
	}
	return []fyne.CanvasObject{filter,
		list(lang.L("Blocked senders"), lang.L("Nobody is blocked."), lang.L("Mail from these addresses goes to Junk."), lang.L("Unblock"), false),
		list(lang.L("Trusted senders"), lang.L("Nobody is on this list. Mail from people in your address book is never taken for junk anyway."), lang.L("Mail from these addresses is never taken for junk."), lang.L("Remove"), true),
	}
}
