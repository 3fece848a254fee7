package reader

import (
	"html"

	"fyne.io/fyne/v2"

	"popmail/assets/plain"
	"popmail/gui/htmlview"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
	"popmail/storage/eml"
	"popmail/storage/mailbox"
)

// menu opens the menu of the three dots.
func (c *card) menu() {
	cv := c.r.canvas()
	if cv == nil {
		return
	}
	widgets.ShowMenuBelow(fyne.NewMenu("", c.r.menuItems()...), cv, c.more, true)
}

// ShowMenu opens the menu of the message that is shown; it reports whether there is
// one.
func (r *Reader) ShowMenu() bool {
	if r.card == nil {
		return false
	}
	r.card.menu()
	return true
}

// menuItems are the entries for the message that is shown.
func (r *Reader) menuItems() []*fyne.MenuItem {
	id := r.content.Summary.ID
	ids := []mailbox.ID{id}
	var items []*fyne.MenuItem
	add := func(wanted bool, icon widgets.IconName, text, keys string, do func()) {
		if wanted {
			items = append(items, widgets.MenuItem(icon, text, keys, do))
		}
	}
	ctrl := lang.L("Ctrl")
	line := func() {
		if n := len(items); n > 0 && !items[n-1].IsSeparator {
			items = append(items, fyne.NewMenuItemSeparator())
		}
	}
	r.answerItems(add)
	line()
	stays, kept := r.Stays != nil && r.Stays(ids), r.Kept != nil && r.Kept(ids)
	add(r.OnMarkUnread != nil && !stays, widgets.IconMail, lang.L("Mark unread"), ctrl+"+U", func() { r.OnMarkUnread(id) })
	add(r.OnArchive != nil && !stays && !kept, widgets.IconArchive, lang.X("put into the archive", "Archive"), ctrl+"+E", func() { r.OnArchive(ids) })
	add(r.OnDelete != nil && !stays, widgets.IconTrash, lang.L("Delete"), lang.X("key Delete", "Delete"), func() { r.OnDelete(ids) })
	if r.MenuItems != nil {
		items = append(items, r.MenuItems(ids)...)
	}
	add(r.OnWhyJunk != nil && r.content.Summary.Is(mailbox.Suspect) && !r.inJunk(), widgets.IconJunk, lang.L("Why junk?"), "", r.card.toggleWhy)
	if from := r.card.from(); from.Email != "" {
		add(r.OnBlock != nil && !stays, widgets.IconBlock, lang.L("Block sender…"), "", func() { r.OnBlock(from.Email, ids) })
		add(r.card.canTrust() && !stays && r.content.Summary.FolderRole != mailbox.Sent, widgets.IconCheck, lang.L("Always trust sender"), "", r.card.trust)
	}
	line()
	if from := r.card.from(); from.Email != "" {
		text := lang.L("Add the sender to the address book")
		if r.senderKnown {
			text = lang.L("Edit the sender…")
		}
		add(r.OnSender != nil, widgets.IconPerson, text, "", func() { r.OnSender(mailbox.Address{Name: from.Name, Email: from.Email}) })
		add(true, "", lang.L("Copy the sender’s address"), "", func() { fyne.CurrentApp().Clipboard().SetContent(from.Email) })
	}
	read := lang.L("Read aloud")
	if r.ReadsAloud() {
		read = lang.L("Stop reading")
	}
	add(r.Speak != nil, widgets.IconPlay, read, ctrl+"+Shift+U", r.ToggleAloud)
	add(true, "", lang.L("Copy the text"), "", r.copyText)
	items = append(items, r.viewItems()...)
	add(r.folds(), "", lang.L("Fold this letter"), "", func() { r.card.fold() })
	add(true, "", lang.L("Details"), "", func() { r.card.toggleDetails() })
	line()
	if list := shown(r.content.Message.Attachments); len(list) > 1 && r.OnSaveAttachment != nil {
		item := widgets.MenuItem(widgets.IconAttachment, lang.L("Save attachment"), "", nil)
		item.ChildMenu = fyne.NewMenu("")
		for _, a := range list {
			item.ChildMenu.Items = append(item.ChildMenu.Items, fyne.NewMenuItem(short(a), func() { r.OnSaveAttachment(id, a.Index) }))
		}
		items = append(items, item)
	}
	add(r.OnSaveMessage != nil, widgets.IconSave, lang.L("Save the message…"), ctrl+"+S", func() { r.OnSaveMessage(id) })
	add(r.OnBrowser != nil, "", lang.L("Open in browser"), "", func() { r.openOutside(false) })
	add(r.OnBrowser != nil, "", lang.L("Print…"), ctrl+"+P", func() { r.openOutside(true) })
	add(r.OnOriginal != nil, widgets.IconDocument, lang.L("View source"), "", r.showOriginal)
	for n := len(items); n > 0 && items[n-1].IsSeparator; n-- {
		items = items[:n-1]
	}
	return items
}

// Sender is the sender of the message that is shown; without an address: nobody is known.
func (r *Reader) Sender() mailbox.Address {
	if r.card == nil {
		return mailbox.Address{}
	}
	return r.card.from()
}

// SetSenderKnown says whether the sender of the message that is shown is in the address book.
func (r *Reader) SetSenderKnown(known bool) { r.senderKnown = known }

// copyText copies the text that is shown, else what the cards say.
func (r *Reader) copyText() {
	text := r.card.body.Text() + r.card.rest
	if text == "" {
		text = r.readable()
	}
	fyne.CurrentApp().Clipboard().SetContent(text)
}

func short(a eml.Attachment) string {
	name, _ := fitName(widgets.OneLine(a.Name), 300*widgets.Unit(), theme.Size(theme.SizeSmall))
	return name
}

// MostOriginal is how much is shown of a message as it was received, in octets. The rest is
// for a file.
const MostOriginal = 2 << 20

// showOriginal shows the octets of the message in the place of its text.
func (r *Reader) showOriginal() {
	c, id := r.card, r.content.Summary.ID
	r.OnOriginal(id, func(raw []byte, err error) {
		if r.card != c || c == nil {
			return // another message has come
		}
		if err != nil {
			r.ShowError(err)
			return
		}
		r.original(raw)
	})
}

// Back returns from the original to the message, and reports whether it was shown.
func (r *Reader) Back() bool {
	if r.back == nil {
		return false
	}
	r.back()
	return true
}

func (r *Reader) original(raw []byte) {
	content := r.content
	var parts []fyne.CanvasObject
	if whole := content.Summary.Size; whole > int64(len(raw)) && len(raw) >= MostOriginal {
		said := widgets.NewText(lang.L("This is the beginning of a message of {{.Size}}. Save it to have all of it.", map[string]any{"Size": words.Size(whole)}), "", theme.ColorMuted)
		save := widgets.NewButton(widgets.Quiet, lang.L("Save the message…"), "", func() { r.OnSaveMessage(content.Summary.ID) })
		parts = append(parts, flow.NewColumn(8, said, flow.NewTiles(0, save)))
	}
	r.inPlace(lang.L("The original message"), parts, string(raw), func(part string, _ bool) htmlview.Document { return source(part) })
}

// inPlace shows a text in the place of the message, of a long one the first part, below a title
// and some parts that say what it is. as makes a document of a part of it.
func (r *Reader) inPlace(name string, said []fyne.CanvasObject, text string, as func(part string, joined bool) htmlview.Document) *htmlview.View {
	if r.over != nil {
		return r.over.inPlace(name, said, text, as)
	}
	content := r.content
	title := widgets.NewSpans(widgets.Span{Text: name, Bold: true})
	title.SizeName = theme.SizeTitle
	r.back = func() { r.ShowMessage(content) }
	back := widgets.NewButton(widgets.Quiet, lang.L("Back to the message"), "", r.back)
	head, left := cutLine(text, firstPart)
	v := r.newBody()
	more := flow.NewColumn(0)
	button := widgets.NewButton(widgets.Quiet, lang.L("Show more of this long message"), "", nil)
	button.OnTapped = func() {
		var part string
		part, left = cutLine(left, firstPart)
		v.Append(as(part, true))
		more.Hidden = left == ""
		r.resized()
	}
	more.Objects = []fyne.CanvasObject{flow.NewTiles(0, button)}
	more.Hidden = left == ""
	r.rest = rest{v, func() {
		for left != "" {
			button.OnTapped()
		}
	}}
	r.body = v
	v.Window(0, max(r.page.Size().Height, 1000))
	v.Set(as(head, false))
	parts := append([]fyne.CanvasObject{title, flow.NewTiles(0, back)}, said...)
	r.set(asCard(flow.NewColumn(14, append(parts, v, more)...)), false)
	return v
}

// source is a text in letters of fixed pitch, as it is.
func source(text string) htmlview.Document {
	return htmlview.Document{HTML: `<!DOCTYPE html><body style="margin:0"><div style="white-space:pre-wrap;overflow-wrap:anywhere;font:13px monospace">` +
		html.EscapeString(plain.Text(text, plain.Forced|plain.Unseen)) + "</div>", Joined: true}
}
