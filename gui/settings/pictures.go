package settings

import (
	"fyne.io/fyne/v2"

	"popmail/gui/kit/field"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/widgets"
)

// reading says how mail is listed, and lists the senders whose pictures are always fetched.
func (s *Settings) reading() (out []fyne.CanvasObject) {
	if s.OnTogether != nil {
		together := makes(s, field.NewCheck(lang.L("Show letters and their answers together, one row for each conversation"), s.OnTogether))
		together.Checked = s.state.Together
		out = append(out, group(lang.L("Conversations"), together))
	}
	if s.OnForget != nil {
		out = append(out, s.pictures())
	}
	if len(out) == 0 {
		out = append(out, small(lang.L("There is nothing to set here at present.")))
	}
	return out
}

func (s *Settings) pictures() fyne.CanvasObject {
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
	return c
}
