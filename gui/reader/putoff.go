package reader

import (
	"popmail/gui/kit/lang"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
	"popmail/storage/mailbox"
)

// putOff says that the message is put off, or is back after it was; nil: it is neither.
func (c *card) putOff() *widgets.Notice {
	s, text := &c.r.content.Summary, c.putOffText()
	if text == "" {
		return nil
	}
	n := widgets.NewNotice(widgets.IconClock, text)
	if !s.Snoozed.IsZero() && c.r.OnUnsnooze != nil {
		ids := []mailbox.ID{s.ID}
		n.AddAction(lang.L("Bring back now"), func() { c.r.OnUnsnooze(ids) })
	}
	return n
}

// putOffText is what putOff says; "": nothing.
func (c *card) putOffText() string {
	s, now := &c.r.content.Summary, c.r.now()
	switch {
	case !s.Snoozed.IsZero():
		return lang.L("Snoozed until {{.When}}", map[string]any{"When": words.Near(s.Snoozed, now)}) + "."
	case !s.Back.IsZero():
		return lang.L("You snoozed this message. It’s been back since {{.When}}.", map[string]any{"When": words.Near(s.Back, now)})
	}
	return ""
}
