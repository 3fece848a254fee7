package reader

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"

	"popmail/gui/kit/field"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
	"popmail/storage/mailbox"
)

// beginningLeast is the least width of the sentence beside the button, in units.
const beginningLeast = 240

// beginning is the bar above a message of which only the beginning is here: where the rest is,
// and how it comes.
func (c *card) beginning(rest mailbox.Rest) fyne.CanvasObject {
	s := &c.r.content.Summary
	size := words.Size(max(rest.Whole-s.Size, 0))
	data := map[string]any{"Size": size}
	var text string
	var button *widgets.Button
	switch {
	case rest.Gone:
		text = lang.L("The rest is no longer on the server.")
	case rest.Wanted:
		text = lang.L("The rest ({{.Size}}) comes as soon as the server can be reached.", data)
		if c.r.Large != nil && c.r.Large(rest.Whole) {
			text = lang.L("The rest ({{.Size}}) comes as soon as the server can be reached and the disk has room for it.", data)
		}
		button = widgets.NewButton(widgets.Quiet, lang.L("Leave it on the server"), "", func() { c.r.OnRest(s.ID, false) })
	default:
		text = lang.L("The rest ({{.Size}}) waits on the server and stays there until you get it.", data)
		button = widgets.NewButton(widgets.Primary, lang.L("Get the rest ({{.Size}})", data), widgets.IconSave, func() { c.r.OnRest(s.ID, true) })
	}
	sentence := widgets.NewSpans(widgets.Span{Text: lang.L("Only the beginning is here."), Bold: true}, widgets.Span{Text: " " + text})
	sentence.SizeName = theme.SizeSmall
	signed := flow.NewRow(10, sentence, widgets.NewGlyph(widgets.IconServer, fynetheme.ColorNamePrimary), sentence)
	var inside fyne.CanvasObject = signed
	if button != nil && c.r.OnRest != nil {
		button.Small = true
		inside = flow.NewBeside(14, func() float32 { return beginningLeast * widgets.Unit() }, signed, flow.NewTiles(0, button))
	}
	bar := flow.NewColumn(0, inside)
	bar.Fill, bar.Radius, bar.Inset = theme.ColorOption, fynetheme.SizeNameInputRadius, flow.Insets{Left: 14, Top: 9, Right: 14, Bottom: 9}
	return bar
}

// below is what stands below the text of such a message: a line where the text breaks off, and
// what is said in the place of attachments.
func (c *card) below() []fyne.CanvasObject {
	s := &c.r.content.Summary
	if s.Rest.Whole == 0 {
		return nil
	}
	text := lang.L("the rest of the letter is on the server")
	if s.Rest.Gone {
		text = lang.L("the rest of the letter is gone")
	}
	line := func() fyne.CanvasObject {
		c := flow.NewColumn(0)
		c.Fill, c.Inset = fynetheme.ColorNameSeparator, flow.Insets{Bottom: 1}
		return c
	}
	rule := container.New(ruleLayout{widgets.TextWidth(text, theme.Size(theme.SizeSmall), false) + 2}, line(), widgets.NewLine(text, false, theme.SizeSmall, theme.ColorMuted), line())
	out := []fyne.CanvasObject{rule}
	if s.Attachments > 0 && !s.Rest.Gone {
		text := lang.L("Attachments come with the rest")
		note := widgets.NewLine(text, false, theme.SizeSmall, theme.ColorMuted)
		width := widgets.TextWidth(text, theme.Size(theme.SizeSmall), false) + 2
		box := flow.NewColumn(0, flow.NewRow(8, nil, widgets.NewGlyph(widgets.IconAttachment, theme.ColorMuted), field.Sized(note, width/widgets.Unit())))
		box.Edge, box.Radius, box.Inset = fynetheme.ColorNameSeparator, fynetheme.SizeNameInputRadius, flow.Insets{Left: 12, Top: 7, Right: 14, Bottom: 7}
		out = append(out, flow.NewTiles(0, box))
	}
	return out
}

// ruleLayout stands words, which have this width, in the middle of a line.
type ruleLayout struct{ width float32 }

// MinSize implements fyne.Layout.
func (ruleLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(40, objects[1].MinSize().Height)
}

// Layout implements fyne.Layout.
func (l ruleLayout) Layout(objects []fyne.CanvasObject, s fyne.Size) {
	const gap = 10
	w := min(l.width, s.Width)
	side := max((s.Width-w)/2, 0)
	y := flow.Whole(s.Height / 2)
	objects[0].Move(fyne.NewPos(0, y))
	objects[0].Resize(fyne.NewSize(max(side-gap, 0), 1))
	objects[1].Move(fyne.NewPos(flow.Whole(side), 0))
	objects[1].Resize(fyne.NewSize(w, s.Height))
	objects[2].Move(fyne.NewPos(flow.Whole(side+w+gap), y))
	objects[2].Resize(fyne.NewSize(max(s.Width-side-w-gap, 0), 1))
}

// Summary is that of the message in the pane.
func (r *Reader) Summary() mailbox.Summary { return r.content.Summary }

// SummaryOf is that of the message in the pane, or of one of its conversation that is open beside it;
// zero where neither is of that id.
func (r *Reader) SummaryOf(id mailbox.ID) mailbox.Summary {
	if l := r.leaves[id]; l != nil && id != r.content.Summary.ID {
		return l.content.Summary
	}
	if r.content.Summary.ID != id {
		return mailbox.Summary{}
	}
	return r.content.Summary
}
