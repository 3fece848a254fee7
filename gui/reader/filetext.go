package reader

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"popmail/gui/htmlview"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
	"popmail/storage/eml"
	"popmail/storage/mailbox"
)

// SetFiles says what is known of the texts of the files that are attached to the message that is
// shown: where in them stands what is searched for, and which have a password.
func (r *Reader) SetFiles(files []mailbox.FileRead) {
	c := r.card
	if c == nil || c.files == nil {
		return
	}
	r.content.Files, c.files.Objects = files, nil
	for _, f := range files {
		all := r.content.Message.Attachments
		if f.Index < 0 || f.Index >= len(all) {
			continue
		}
		switch a := all[f.Index]; {
		case f.Found != "":
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

// foundIn shows the words around what was found in an attached file.
func (c *card) foundIn(a eml.Attachment, f mailbox.FileRead) fyne.CanvasObject {
	r := c.r
	head := widgets.NewText(foundWords(short(a), f), theme.SizeSmall, theme.ColorMuted)
	v := r.newBody()
	v.SetZoom(1)
	v.Marks(r.content.Terms)
	v.Set(htmlview.Document{Text: f.Found})
	parts := []fyne.CanvasObject{head, v}
	if r.FileText != nil {
		link := widgets.NewLink(lang.L("Show the text of this file"), func() { r.showFile(a) })
		link.Small = true
		parts = append(parts, flow.NewTiles(0, link))
	}
	return flow.NewColumn(4, parts...)
}

// foundWords says in which file, and on which page, something was found.
func foundWords(file string, f mailbox.FileRead) string {
	data := map[string]any{"File": file, "Page": words.Count(f.Page), "Pages": words.Count(f.Pages)}
	switch {
	case f.Page == 0:
		return lang.L("Found in {{.File}}", data)
	case f.Pages == 0:
		return lang.L("Found in {{.File}} · page {{.Page}}", data)
	}
	return lang.L("Found in {{.File}} · page {{.Page}} of {{.Pages}}", data)
}

// showFile shows the text of an attached file in the place of the message.
func (r *Reader) showFile(a eml.Attachment) {
	c, id := r.card, r.content.Summary.ID
	var text string
	var err error
	r.run.Go(func(ctx context.Context) { text, err = r.FileText(ctx, id, a.Index) }, func() {
		if r.card != c || c == nil {
			return // another message has come
		}
		if err != nil {
			r.ShowError(err)
			return
		}
		r.file(a, text)
	})
}

func (r *Reader) file(a eml.Attachment, text string) {
	terms := r.content.Terms
	v := r.inPlace(widgets.OneLine(a.Name), []fyne.CanvasObject{
		widgets.NewText(lang.L("This is only the text of the file, without pictures and layout."), "", theme.ColorMuted),
	}, text, func(part string, joined bool) htmlview.Document { return htmlview.Document{Text: part, Joined: joined} })
	v.Marks(terms)
	if len(terms) > 0 {
		laid := false
		v.OnLaid = func() {
			if !laid {
				laid = true
				v.Find(terms[0])
			}
		}
	}
}
