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
	if what := occupation(c); len(what) > 0 {
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
		add(saying(birthday(c.Birthday, p), lang.L("birthday")))
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

// occupation is what somebody does, and where.
func occupation(c *eml.Contact) (what []string) {
	for _, s := range []string{c.Title, c.Org} {
		if s != "" && s != c.Name {
			what = append(what, widgets.OneLine(s))
		}
	}
	return what
}

// birthday is a birthday in words, as it stands where it is no date.
func birthday(s string, p *Place) string {
	s = widgets.OneLine(s)
	if t, err := time.Parse("2006-01-02", "2000"+strings.TrimPrefix(s, "-")); err == nil && strings.HasPrefix(s, "--") {
		return words.Day(t, t) // nobody says in which year
	}
	if t, err := time.Parse("2006-01-02", s); err == nil {
		return words.Day(time.Date(t.Year(), t.Month(), t.Day(), 12, 0, 0, 0, p.Now.Location()), p.Now)
	}
	return s
}

// factKind says what a number or an address is of; "" where nobody says.
func factKind(f eml.Fact) string {
	switch f.Kind {
	case "home":
		return lang.L("home")
	case "work":
		return lang.L("work")
	case "mobile":
		return lang.L("mobile")
	case "fax":
		return lang.L("fax")
	}
	return ""
}

// factLine is a number or an address with a link that copies it.
func factLine(f eml.Fact) fyne.CanvasObject {
	text := saying(f.Value, factKind(f))
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
