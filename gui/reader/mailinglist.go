package reader

import (
	"fyne.io/fyne/v2"

	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/storage/mailbox"
)

// listed is the line that offers a folder for the letters of the mailing list that the message came
// through; nil: nothing is offered.
func (c *card) listed() fyne.CanvasObject {
	l := c.r.content.Offer
	if l.Address == "" || c.r.OnListFolder == nil || c.r.OnRefuseList == nil {
		return nil
	}
	data := map[string]any{"List": widgets.OneLine(clip(l.Title()))}
	text := widgets.NewText(lang.L("Letters from the list “{{.List}}” can have a folder of their own.", data), theme.SizeSmall, theme.ColorMuted)
	yes := widgets.NewButton(widgets.Quiet, lang.L("Give it a folder…"), "", func() { c.r.OnListFolder(l) })
	no := widgets.NewButton(widgets.Flat, lang.L("Not for this list"), "", func() { c.r.OnRefuseList(l) })
	says := flow.NewRow(8, text, widgets.NewGlyph(widgets.IconFolder, theme.ColorMuted), text)
	c.offer = flow.NewColumn(0, flow.NewBeside(12, func() float32 { return 210 * widgets.Unit() }, says, flow.NewTiles(4, yes, no)))
	return c.offer
}

// SettleList offers no folder for a mailing list any more.
func (r *Reader) SettleList(address string) {
	for _, l := range r.leaves {
		l.SettleList(address)
	}
	if c := r.card; c != nil && c.offer != nil && r.content.Offer.Address == address {
		r.content.Offer = mailbox.MailingList{}
		c.offer.Hide()
		r.resized()
	}
}
