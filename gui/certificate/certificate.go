// Package certificate shows what is wrong with the certificate of a server, and what it
// says, wherever the window speaks of one.
package certificate

import (
	"time"

	fynetheme "fyne.io/fyne/v2/theme"

	"popmail/account"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/selectable"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
)

// New shows all of a certificate: its faults, a line each, and below them what it says.
func New(c *account.Certificate, now time.Time) *flow.Column {
	return flow.NewColumn(10, Faults(c, now), Facts(c, now))
}

// Faults are what is wrong with it, the worst first.
func Faults(c *account.Certificate, now time.Time) *flow.Column {
	lines := flow.NewColumn(6)
	for _, f := range c.Faults {
		sign := flow.NewColumn(0, widgets.NewGlyph(widgets.IconWarning, theme.ColorNoticeText))
		sign.Inset.Top = 2
		text := selectable.NewText(words.FaultSays(f, c, now), "", "")
		row := flow.NewRow(8, text, sign, text)
		row.Top = true
		lines.Objects = append(lines.Objects, row)
	}
	return lines
}

// Facts are what it says, to be compared with what somebody else tells.
func Facts(c *account.Certificate, now time.Time) *flow.Column {
	return box(words.Facts(c, now))
}

// Authority are what the certificate of an authority says.
func Authority(c *account.Certificate, now time.Time) *flow.Column {
	return box(words.FactsOfAuthority(c, now))
}

// Exception is a certificate that the person trusts; since says from when on.
func Exception(e account.Exception, since string) *flow.Column {
	return box([]words.Fact{{Name: lang.L("Fingerprint (SHA-256)"), Value: words.Fingerprint(e.Sum) + " · " + since}})
}

func box(facts []words.Fact) *flow.Column {
	box := flow.NewColumn(6)
	for _, f := range facts {
		box.Objects = append(box.Objects, selectable.New(func(p *widgets.Text) { p.SizeName = theme.SizeSmall },
			selectable.Run{Text: f.Name + ": ", Color: theme.ColorMuted}, selectable.Run{Text: f.Value}))
	}
	box.Fill, box.Inset, box.Radius = theme.ColorField, flow.Same(14), fynetheme.SizeNameInputRadius
	return box
}
