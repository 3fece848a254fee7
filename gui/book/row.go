package book

import (
	"fyne.io/fyne/v2"

	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
	"popmail/storage/mailbox"
)

// row is one person of the list.
type row struct {
	widgets.Surface
	avatar       *widgets.Avatar
	name, second *widgets.Text
}

func newRow() *row {
	r := &row{avatar: widgets.NewAvatar("", ""), name: widgets.NewLine("", false, "", ""), second: widgets.NewLine("", false, theme.SizeSmall, theme.ColorMuted)}
	r.Content = []fyne.CanvasObject{r.avatar, r.name, r.second}
	r.Place = r.place
	r.ExtendBaseWidget(r)
	return r
}

func (r *row) show(c *mailbox.Contact, s widgets.RowState) {
	name, email := lines(c)
	r.avatar.Set(name, first(c))
	r.name.SetText(name)
	r.second.SetText(email)
	r.second.Hidden = email == ""
	r.ShowState(s)
	r.Arrange()
}

// first is the address that is written to; empty: none.
func first(c *mailbox.Contact) string {
	if len(c.Emails) == 0 {
		return ""
	}
	return c.Emails[0]
}

// lines are the words of a row.
func lines(c *mailbox.Contact) (name, second string) {
	name, second = widgets.OneLine(c.Name), widgets.OneLine(first(c))
	if more := len(c.Emails) - 1; more > 0 {
		second = lang.N("{{.Address}} and {{.Count}} more", more, map[string]any{"Address": second, "Count": words.Count(more)})
	}
	if len(c.Emails) == 0 {
		second = lang.L("No e-mail address")
	}
	if name == "" {
		return second, ""
	}
	return name, second
}

func (r *row) place(s fyne.Size) {
	if s.Width <= 0 {
		return
	}
	const edge = 16
	side := flow.Whole(34 * widgets.Unit())
	r.avatar.Resize(fyne.NewSquareSize(side))
	r.avatar.Move(fyne.NewPos(edge, flow.Whole((s.Height-side)/2)))
	x := edge + side + 12
	w := max(s.Width-x-edge, 1)
	h := r.name.MinSize().Height
	all := h
	if r.second.Visible() {
		all += r.second.MinSize().Height
	}
	y := flow.Whole((s.Height - all) / 2)
	r.name.Move(fyne.NewPos(x, y))
	r.name.Resize(fyne.NewSize(w, h))
	r.second.Move(fyne.NewPos(x, y+h))
	r.second.Resize(fyne.NewSize(w, r.second.MinSize().Height))
}
