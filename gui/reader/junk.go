package reader

import (
	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"

	"popmail/gui/kit/field"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
	"popmail/storage/mailbox"
)

// judging is what a card shows of the junk filter: buttons in Junk, a notice elsewhere, and the
// reasons.
type judging struct {
	column *flow.Column
	why    *flow.Column    // the reasons; hidden until they are asked for, but in Junk
	block  *widgets.Button // which unblocks a sender who is blocked; nil: there is none
	asked  bool            // the judgment was asked for
	off    *widgets.Notice // says that the message is put off, or was; nil: it was not
}

// canTrust reports whether mail of the sender can be said to be never junk.
func (c *card) canTrust() bool {
	from := c.from()
	return c.r.OnTrust != nil && from.Email != "" && (c.r.Mine == nil || !c.r.Mine(from.Email))
}

func (c *card) trust() { c.r.OnTrust(c.from().Email, []mailbox.ID{c.r.content.Summary.ID}) }

// inJunk reports whether the message lies in Junk.
func (r *Reader) inJunk() bool { return r.content.Summary.FolderRole == mailbox.Junk }

// newJudging is empty where nothing is to be said.
func (c *card) newJudging() *flow.Column {
	c.judging = judging{column: flow.NewColumn(14), why: flow.NewColumn(0)}
	j, s := &c.judging, &c.r.content.Summary
	j.why.Hide()
	ids := []mailbox.ID{s.ID}
	if pose := c.pose(); pose != nil {
		j.column.Objects = append(j.column.Objects, pose)
	}
	if j.off = c.putOff(); j.off != nil {
		j.column.Objects = append(j.column.Objects, j.off)
	}
	switch {
	case c.r.OnNotJunk == nil:
	case c.r.inJunk():
		tiles := flow.NewTiles(8, widgets.NewButton(widgets.Primary, lang.L("Not junk"), widgets.IconCheck, func() { c.r.OnNotJunk(ids, true) }))
		if c.r.OnDelete != nil {
			tiles.Objects = append(tiles.Objects, widgets.NewButton(widgets.Quiet, lang.L("Delete"), widgets.IconTrash, func() { c.r.OnDelete(ids) }))
		}
		if from := c.from(); c.r.OnBlock != nil && from.Email != "" {
			j.block = widgets.NewButton(widgets.Quiet, lang.L("Block sender"), widgets.IconBlock, func() { c.r.OnBlock(from.Email, ids) })
			tiles.Objects = append(tiles.Objects, j.block)
		}
		if c.canTrust() {
			tiles.Objects = append(tiles.Objects, widgets.NewButton(widgets.Quiet, lang.L("Always trust sender"), widgets.IconCheck, c.trust))
		}
		j.column.Objects = append(j.column.Objects, tiles, j.why)
	case s.Is(mailbox.Suspect):
		n := widgets.NewNotice(widgets.IconJunk, lang.L("This looks like junk."))
		n.AddAction(lang.L("Move to Junk"), func() { c.r.OnJunk(ids) })
		n.AddAction(lang.L("Not junk"), func() { c.r.OnNotJunk(ids, false) })
		if c.canTrust() {
			n.AddAction(lang.L("Always trust sender"), c.trust)
		}
		n.AddAction(lang.L("Why?"), c.toggleWhy)
		j.column.Objects = append(j.column.Objects, n, j.why)
	}
	if c.r.inJunk() {
		text := widgets.NewText(lang.L("Pictures are not loaded and links don’t open in Junk."), theme.SizeSmall, theme.ColorMuted)
		j.column.Objects = append(j.column.Objects, flow.NewRow(8, text, widgets.NewGlyph(widgets.IconLock, theme.ColorMuted), text))
	}
	j.column.Hidden = len(j.column.Objects) == 0
	return j.column
}

// SayJudging says anew what is thought of the message that is shown, if there is one: what holds of its sender is
// perhaps another thing now.
func (r *Reader) SayJudging() {
	if r.card != nil && r.OnWhyJunk != nil {
		r.card.sayJudging()
	}
	for _, l := range r.leaves {
		l.SayJudging()
	}
}

// sayJudging says anew what is thought of the message.
func (c *card) sayJudging() {
	old := c.judging.column
	fresh := c.newJudging()
	old.Set(fresh.Objects...)
	old.Hidden = fresh.Hidden
	c.judging.column = old
	c.whyInJunk()
	c.r.resized()
}

// pose says how the sender's name misleads; nil: it does not.
func (c *card) pose() fyne.CanvasObject {
	from := c.from()
	data := map[string]any{"Name": widgets.OneLine(from.Name), "Address": widgets.OneLine(from.Email)}
	switch c.r.content.Summary.Pose {
	case mailbox.PoseAddress:
		return widgets.NewNotice(widgets.IconWarning, lang.L("The sender’s name shows one address, but the letter’s From line says {{.Address}}.", data))
	case mailbox.PoseKnown:
		return widgets.NewNotice(widgets.IconWarning, lang.L("This isn’t an address you know for {{.Name}}: the letter’s From line says {{.Address}}.", data))
	}
	return nil
}

// whyInJunk asks for what is seen at once in Junk.
func (c *card) whyInJunk() {
	if c.r.inJunk() {
		c.askWhy()
	}
}

// askWhy asks for the judgment, once.
func (c *card) askWhy() {
	if c.judging.asked || c.r.OnWhyJunk == nil {
		return
	}
	c.judging.asked = true
	why := c.judging.why
	c.r.OnWhyJunk(c.r.content.Summary.ID, func(j mailbox.Judgment, err error) {
		if err != nil || c.r.card != c || c.judging.why != why { // it is said anew
			return
		}
		c.judging.why.Set(c.reasons(j))
		if b := c.judging.block; b != nil && j.Exempt == mailbox.Blocked && c.r.OnUnblock != nil {
			ids := []mailbox.ID{c.r.content.Summary.ID}
			b.OnTapped = func() { c.r.OnUnblock(c.from().Email, ids) }
			b.SetText(lang.L("Unblock"))
		}
		c.judging.why.Show()
		c.judging.column.Refresh()
		c.r.resized()
	})
}

// toggleWhy shows the reasons, or hides them.
func (c *card) toggleWhy() {
	if !c.judging.asked {
		c.askWhy()
		return
	}
	c.judging.why.Hidden = !c.judging.why.Hidden
	c.judging.column.Refresh()
	c.r.resized()
}

// reasons is the box with the points, the words and what was learned.
func (c *card) reasons(j mailbox.Judgment) fyne.CanvasObject {
	title := lang.L("Why is this letter junk?")
	points := lang.L("{{.Points}} of 100 points · junk from {{.Line}} on", map[string]any{"Points": j.Points, "Line": j.Line})
	switch {
	case j.Exempt == mailbox.Blocked:
		title = lang.L("You blocked this sender")
	case !j.Ready:
		title, points = lang.L("PopMail can’t tell junk yet"), ""
	case j.Points < j.Line:
		title = lang.L("By its words this letter isn’t junk")
	}
	head := widgets.NewSpans(widgets.Span{Text: title, Bold: true})
	var top fyne.CanvasObject = head
	if points != "" {
		side := widgets.NewLine(points, false, theme.SizeSmall, theme.ColorMuted)
		width := widgets.TextWidth(points, theme.Size(theme.SizeSmall), false) + 2
		top = flow.NewBeside(12, func() float32 { return 180 * widgets.Unit() }, head, field.Sized(side, width/widgets.Unit()))
	}
	inset := flow.Insets{Left: 16, Top: 11, Right: 16, Bottom: 11}
	bar := flow.NewColumn(4, top)
	bar.Inset = inset
	if s := exempt(j.Exempt); s != "" {
		bar.Objects = append(bar.Objects, widgets.NewText(s, theme.SizeSmall, theme.ColorMuted))
	}
	box := flow.NewColumn(0, bar)
	box.Edge, box.Radius = fynetheme.ColorNameSeparator, fynetheme.SizeNameInputRadius
	line := func() fyne.CanvasObject {
		l := flow.NewColumn(0)
		l.Fill, l.Inset = fynetheme.ColorNameSeparator, flow.Insets{Bottom: 1}
		return l
	}
	if j.Ready && len(j.Against)+len(j.For) > 0 {
		against := c.clues(widgets.IconJunk, lang.L("Words that point to junk"), j.Against, fynetheme.ColorNameError)
		good := c.clues(widgets.IconCheck, lang.L("Words that point to good mail"), j.For, theme.ColorGood)
		both := flow.NewHalves(32, func() float32 { return 210 * widgets.Unit() }, against, good)
		inside := flow.NewColumn(0, both)
		inside.Inset = inset
		box.Objects = append(box.Objects, line(), inside)
	}
	learned := widgets.NewText(learnedFrom(j.Learned, j.Ready), theme.SizeSmall, "")
	var foot fyne.CanvasObject = flow.NewRow(8, learned, widgets.NewGlyph(widgets.IconDocument, theme.ColorMuted), learned)
	if c.r.OnJunkSettings != nil {
		settings := widgets.NewLink(lang.L("Junk settings"), c.r.OnJunkSettings)
		settings.Small = true
		foot = flow.NewRow(12, foot, foot, settings)
	}
	last := flow.NewColumn(0, foot)
	last.Inset = inset
	box.Objects = append(box.Objects, line(), last)
	return box
}

// learnedFrom says how much the filter knows.
func learnedFrom(l mailbox.Lessons, ready bool) string {
	data := map[string]any{"Junk": words.Count(l.Junk), "Good": words.Count(l.Good)}
	if !ready {
		return lang.L("Letters that PopMail has learned from: {{.Junk}} junk, {{.Good}} good. It needs 20 junk and 100 good ones to tell them apart.", data)
	}
	return lang.L("Letters that PopMail has learned from: {{.Junk}} junk, {{.Good}} good.", data)
}

// exempt says why words do not count; empty: they do.
func exempt(e mailbox.Exempt) string {
	switch e {
	case mailbox.Blocked:
		return lang.L("All mail from this address goes to Junk, whatever its words are.")
	case mailbox.Trusted:
		return lang.L("You said that mail from this sender is never junk.")
	case mailbox.Known:
		return lang.L("You know this sender, so PopMail doesn’t take such letters for junk.")
	case mailbox.Answer:
		return lang.L("It answers a letter of yours, so PopMail doesn’t take it for junk.")
	case mailbox.OwnList:
		return lang.L("It came through a mailing list that you read, so PopMail doesn’t take it for junk.")
	}
	return ""
}

// clues is one half of the words: each with how often it was seen, and a bar.
func (c *card) clues(icon widgets.IconName, title string, list []mailbox.Clue, color fyne.ThemeColorName) fyne.CanvasObject {
	name := widgets.NewSpans(widgets.Span{Text: title, Bold: true})
	name.SizeName, name.Color = fynetheme.SizeNameCaptionText, theme.ColorMuted
	out := flow.NewColumn(8, flow.NewRow(8, name, widgets.NewGlyph(icon, theme.ColorMuted), name))
	if len(list) == 0 {
		out.Objects = append(out.Objects, widgets.NewText(lang.L("None."), theme.SizeSmall, theme.ColorMuted))
	}
	for _, k := range list {
		word := widgets.NewText(clueName(k), theme.SizeSmall, "")
		seen := widgets.NewText(seenIn(k), fynetheme.SizeNameCaptionText, theme.ColorMuted)
		both := flow.NewColumn(1, word, seen)
		out.Objects = append(out.Objects, flow.NewRow(12, both, both, newWeight(float32(k.Weight), color)))
	}
	return out
}

// seenIn says in how many letters a word stood.
func seenIn(k mailbox.Clue) string {
	data := map[string]any{"Junk": words.Count(k.Junk), "Good": words.Count(k.Good)}
	switch {
	case k.Good == 0:
		return lang.L("in {{.Junk}} junk, no good", data)
	case k.Junk == 0:
		return lang.L("in no junk, {{.Good}} good", data)
	}
	return lang.L("in {{.Junk}} junk, {{.Good}} good", data)
}

// clueName says what a word is about.
func clueName(k mailbox.Clue) string {
	data := map[string]any{"Word": widgets.OneLine(clip(k.Word))}
	switch k.Kind {
	case "":
		return widgets.OneLine(clip(k.Word))
	case "subject":
		return lang.L("“{{.Word}}” in the subject", data)
	case "name":
		return lang.L("“{{.Word}}” in the sender’s name", data)
	case "from":
		return lang.L("from {{.Word}}", data)
	case "to":
		return lang.L("sent to “{{.Word}}”", data)
	case "reply":
		return lang.L("answers go to {{.Word}}", data)
	case "link":
		return lang.L("link to {{.Word}}", data)
	case "mailer":
		return lang.L("written with “{{.Word}}”", data)
	case "list":
		return lang.L("mailing list {{.Word}}", data)
	case "relay":
		return lang.L("came by way of {{.Word}}", data)
	case "type":
		return lang.L("a part of the kind {{.Word}}", data)
	case "server":
		if k.Word == "junk" {
			return lang.L("your provider calls it junk")
		}
		return lang.L("your provider calls it good")
	}
	switch k.Word {
	case "no-to":
		return lang.L("sent to nobody by name")
	case "answer":
		return lang.L("it answers a letter")
	case "loud":
		return lang.L("subject all in capital letters")
	case "!", "?":
		return lang.L("“{{.Word}}” in the subject", data)
	case "$", "!!":
		return lang.L("“{{.Word}}” in the text", data)
	}
	return lang.L("a time zone of the sender")
}
