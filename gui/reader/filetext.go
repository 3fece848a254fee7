package reader

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"

	"popmail/gui/htmlview"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
	"popmail/storage/eml"
	"popmail/storage/mailbox"
	"popmail/storage/query"
)

// SetFiles says what is known of the texts of the files that are attached to the message that is
// shown: where in them stands what is searched for, and which have a password.
func (r *Reader) SetFiles(files []mailbox.FileRead) {
	c := r.card
	if c == nil || c.files == nil {
		return
	}
	r.content.Files, c.files.Objects = files, nil
	c.stopDrawing()
	for _, f := range files {
		all := r.content.Message.Attachments
		if f.Index < 0 || f.Index >= len(all) {
			continue
		}
		switch a := all[f.Index]; {
		case len(f.Found) > 0:
			c.files.Objects = append(c.files.Objects, c.foundIn(a, f))
		case f.Encrypted && !a.Minor:
			c.files.Objects = append(c.files.Objects, widgets.NewText(
				lang.L("{{.File}} has a password, so PopMail can’t search what is in it.", map[string]any{"File": short(a)}), theme.SizeSmall, theme.ColorMuted))
		}
	}
	c.files.Hidden = len(c.files.Objects) == 0
	c.files.Refresh()
	r.resized()
}

// stopDrawing ends the drawing of pages that nobody wants any more.
func (c *card) stopDrawing() {
	for _, p := range c.filePages {
		p.latest.Cancel()
	}
	c.filePages = nil
}

// foundIn shows what was found in an attached file: one place, and the way to the others.
func (c *card) foundIn(a eml.Attachment, f mailbox.FileRead) fyne.CanvasObject {
	r := c.r
	head := widgets.NewSpans()
	head.SizeName = theme.SizeSmall
	count := widgets.NewText("", theme.SizeSmall, theme.ColorMuted)
	page := newFilePage(c, a, f)
	c.filePages = append(c.filePages, page)
	at := 0
	show := func(by int) {
		at = (at + by + len(f.Found)) % len(f.Found)
		head.Spans = foundWords(short(a), f.Found[at].Page, f.Pages)
		head.Refresh()
		places := map[string]any{"At": words.Count(at + 1), "Count": words.Count(len(f.Found))}
		if f.More {
			count.SetText(words.Whole(lang.L("{{.At}} of more than {{.Count}}", places)))
		} else {
			count.SetText(words.Whole(lang.L("{{.At}} of {{.Count}}", places)))
		}
		page.show(at)
		if by != 0 {
			r.resized()
		}
	}
	show(0)
	var tools []fyne.CanvasObject
	if len(f.Found) > 1 {
		step := func(icon widgets.IconName, tip string, by int) *widgets.Button {
			b := widgets.NewButton(widgets.Flat, "", icon, func() { show(by) })
			b.Tip = tip
			return b
		}
		tools = append(tools, count, step(widgets.IconUp, lang.L("Previous"), -1), step(widgets.IconDown, lang.L("Next"), 1))
	}
	if r.OnOpenAttachment != nil {
		of := r.attachment(a)
		tools = append(tools, widgets.NewButton(widgets.Flat, lang.L("Open"), "", func() { r.openAttachment(of) }))
	}
	line := flow.NewColumn(0, flow.NewRow(6, head, append([]fyne.CanvasObject{widgets.NewGlyph(iconFor(a), fynetheme.ColorNameForeground), head}, tools...)...))
	line.Inset = flow.Insets{Left: 14, Top: 4, Right: 6, Bottom: 4}
	parts := []fyne.CanvasObject{line, widgets.NewHairline(), page}
	whole := widgets.NewLink("", nil)
	label := func() {
		whole.SetText(lang.L("Show the whole page"))
		if page.whole {
			whole.SetText(lang.L("Show only what was found"))
		}
	}
	whole.OnTapped = func() {
		page.showWhole(!page.whole)
		label()
		r.resized()
	}
	whole.Small = true
	label()
	links := []fyne.CanvasObject{whole}
	if r.FileText != nil {
		link := widgets.NewLink(lang.L("Show the text of this file"), func() { r.showFile(a, f.Cut) })
		link.Small = true
		links = append(links, link)
	}
	foot := flow.NewColumn(0, flow.NewTiles(16, links...))
	foot.Inset = flow.Insets{Left: 14, Top: 6, Right: 14, Bottom: 8}
	page.onPaint = func() {
		whole.Hidden = page.picture == nil || !page.whole && !page.partly()
		foot.Hidden = whole.Hidden && len(links) == 1
	}
	page.onPaint()
	parts = append(parts, foot)
	return flow.NewColumn(0, parts...).Card(flow.Insets{Left: 1, Top: 1, Right: 1, Bottom: 1})
}

// foundWords says in which file, whose name is bold, and on which of how many pages something was found.
func foundWords(file string, page, pages int) []widgets.Span {
	const mark = "\uFFFC" // stands for the name
	data := map[string]any{"File": mark, "Page": words.Count(page), "Pages": words.Count(pages)}
	text := lang.L("Found in {{.File}}", data)
	switch {
	case page != 0 && pages == 0:
		text = lang.L("Found in {{.File}} · page {{.Page}}", data)
	case page != 0:
		text = lang.L("Found in {{.File}} · page {{.Page}} of {{.Pages}}", data)
	}
	before, after, _ := strings.Cut(text, mark)
	return []widgets.Span{{Text: before}, {Text: file, Bold: true}, {Text: after, Color: theme.ColorMuted}}
}

// showFile shows the text of an attached file in the place of the message; cut: there is more in the file.
func (r *Reader) showFile(a eml.Attachment, cut bool) {
	c, id, terms := r.card, r.content.Summary.ID, r.content.Terms
	var text, first string
	var err error
	r.run.Go(func(ctx context.Context) {
		if text, err = r.FileText(ctx, id, a.Index); err == nil {
			first = heldBy(text, terms)
		}
	}, func() {
		if r.card != c || c == nil {
			return // another message has come
		}
		if err != nil {
			r.ShowError(err)
			return
		}
		r.file(a, text, cut, first)
	})
}

// heldBy is the first of the terms that stands in a text, else the first of their words; empty: none does.
func heldBy(text string, terms []string) string {
	var each []string
	for _, t := range terms {
		each = append(each, strings.Fields(t)...)
	}
	for _, t := range slices.Concat(terms, each) {
		if query.First(text, []string{t}) >= 0 {
			return t
		}
	}
	return ""
}

// file shows the text of a file, at the term first.
func (r *Reader) file(a eml.Attachment, text string, cut bool, first string) {
	says := lang.L("This is only the text of the file, without pictures and layout.")
	if cut {
		says = lang.L("This is only the beginning of the text of the file, without pictures and layout.")
	}
	v := r.inPlace(widgets.OneLine(a.Name), []fyne.CanvasObject{widgets.NewText(says, "", theme.ColorMuted)},
		text, func(part string, joined bool) htmlview.Document { return htmlview.Document{Text: part, Joined: joined} })
	v.Marks(r.content.Terms)
	if first != "" {
		laid := false
		v.OnLaid = func() {
			if !laid {
				laid = true
				v.Find(first)
			}
		}
	}
}
