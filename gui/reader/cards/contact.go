package cards

import (
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
	"popmail/storage/eml"
)

// contactCard shows a person or a company with numbers and addresses to copy; alone: its
// file holds no other one.
func contactCard(c *eml.Contact, p *Place, alone bool) fyne.CanvasObject {
	email := ""
	if len(c.Emails) > 0 {
		email = c.Emails[0].Value
	}
	facts := flow.NewColumn(5)
	add := func(o fyne.CanvasObject) {
		if o != nil {
			facts.Objects = append(facts.Objects, o)
		}
	}
	if c.Name != "" {
		add(title(widgets.OneLine(c.Name)))
	}
	var what []string
	for _, s := range []string{c.Title, c.Org} {
		if s != "" && s != c.Name {
			what = append(what, widgets.OneLine(s))
		}
	}
	if len(what) > 0 {
		add(widgets.NewText(strings.Join(what, " · "), "", theme.ColorMuted))
	}
	for _, list := range [][]eml.Fact{c.Emails, c.Phones, c.Addresses} {
		for _, f := range list {
			add(factLine(f))
		}
	}
	for _, f := range c.Links {
		if p.Link != nil {
			add(webLink(f.Value, p))
		}
	}
	if c.Birthday != "" {
		date := widgets.OneLine(c.Birthday)
		if t, err := time.Parse("2006-01-02", date); err == nil {
			date = words.Day(time.Date(t.Year(), t.Month(), t.Day(), 12, 0, 0, 0, p.Now.Location()), p.Now)
		}
		add(saying(date, lang.L("birthday")))
	}
	if c.Note != "" {
		add(p.note(c.Note))
	}
	if tools := p.tools(c.Attachment, lang.L("Open"), widgets.IconPerson, lang.L("Save…")); alone && tools != nil {
		add(tools)
		facts.Before(tools, 11)
	}
	return frame(newBeside(widgets.NewAvatar(c.Name, email), facts))
}

// factLine is a number or an address with a link that copies it.
func factLine(f eml.Fact) fyne.CanvasObject {
	kind := ""
	switch f.Kind {
	case "home":
		kind = lang.L("home")
	case "work":
		kind = lang.L("work")
	case "mobile":
		kind = lang.L("mobile")
	case "fax":
		kind = lang.L("fax")
	}
	text := saying(f.Value, kind)
	var copied *widgets.Button
	copied = widgets.NewLink(lang.L("Copy"), func() {
		fyne.CurrentApp().Clipboard().SetContent(f.Value)
		copied.SetText(lang.L("Copied"))
	})
	copied.Small, copied.Room = true, []string{lang.L("Copy"), lang.L("Copied")}
	row := flow.NewRow(10, text, text, copied)
	row.Top = true
	return row
}
