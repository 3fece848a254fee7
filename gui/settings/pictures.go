package settings

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"popmail/gui/kit/field"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/widgets"
)

// reading lists the senders whose pictures are always fetched.
func (s *Settings) reading() []fyne.CanvasObject {
	if s.OnForget == nil {
		return []fyne.CanvasObject{small(lang.L("There is nothing to set here at present."))}
	}
	text := lang.L("A sender can see that you opened a message when its pictures are loaded, so PopMail asks you first.")
	if len(s.state.Senders) > 0 {
		text = lang.L("A sender can see that you opened a message when its pictures are loaded. PopMail asks you first, except for these senders:")
	}
	c := group(lang.L("Pictures from the internet"), small(text))
	for _, address := range s.state.Senders {
		name := widgets.NewSpans(widgets.Span{Text: address})
		c.Objects = append(c.Objects, flow.NewRow(16, name, name, makes(s, widgets.NewButton(widgets.Quiet, lang.L("Ask again"), "", func() { s.OnForget(address) }))))
	}
	if s.OnAhead != nil && len(s.state.Senders) > 0 {
		ahead := makes(s, field.NewCheck(lang.L("Get the pictures of these senders when their mail arrives, so you can see them without internet"), s.OnAhead))
		ahead.Checked = s.state.Ahead
		c.Objects = append(c.Objects, ahead)
	}
	return []fyne.CanvasObject{c}
}
