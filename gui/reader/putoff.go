package reader

import (
	"fyne.io/fyne/v2"

	"popmail/gui/kit/lang"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
	"popmail/storage/mailbox"
)

// putOff says that the message is put off, or is back after it was; nil: it is neither.
func (c *card) putOff() fyne.CanvasObject {
	s, now := &c.r.content.Summary, c.r.now()
	ids := []mailbox.ID{s.ID}
	switch {
	case !s.Snoozed.IsZero():
		n := widgets.NewNotice(widgets.IconClock, lang.L("Snoozed until {{.When}}", map[string]any{"When": words.Near(s.Snoozed, now)})+".")
		if c.r.OnUnsnooze != nil {
			n.AddAction(lang.L("Bring back now"), func() { c.r.OnUnsnooze(ids) })
		}
		return n
	case !s.Back.IsZero():
		return widgets.NewNotice(widgets.IconClock, lang.L("You snoozed this message. It’s been back since {{.When}}.", map[string]any{"When": words.Near(s.Back, now)}))
	}
	return nil
}
