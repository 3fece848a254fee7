package reader

import (
	"strings"

	"fyne.io/fyne/v2"

	"popmail/account/letter"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/widgets"
	"popmail/storage/mailbox"
)

// Answer is a letter about a message.
type Answer uint8

// The kinds of letters.
const (
	Reply Answer = iota
	ReplyAll
	ReplyList
	Forward     // its text, with its files
	ForwardFile // the message itself as a file
	Redirect    // it goes on as it came
	EditAsNew   // a letter of one's own that begins with what the message says
)

// answering is the button beside the star: to answer, or to go on with a letter that is not
// sent. It is nil where neither can be done.
func (c *card) answering() *widgets.Button {
	r, id := c.r, c.r.content.Summary.ID
	switch {
	case r.content.Summary.FolderRole == mailbox.Drafts && r.OnEdit != nil:
		return widgets.NewButton(widgets.Quiet, lang.L("Edit"), widgets.IconWrite, func() { r.OnEdit(id) })
	case r.inJunk(): // nobody answers junk; the menu can
	case r.answerable():
		answer := func() { r.OnAnswer(id, Reply) }
		if r.over != nil { // the letter that keys answer is another one
			b := widgets.NewButton(widgets.Flat, "", widgets.IconReply, answer)
			b.Tip = lang.L("Reply")
			return b
		}
		b := widgets.NewButton(widgets.Quiet, lang.L("Reply"), widgets.IconReply, answer)
		b.Tip = lang.L("Reply") + " (R)"
		return b
	}
	return nil
}

// newFoot is the bar at the end of a letter of a conversation: to answer it, and to pass it on. It is
// nil where neither can be done.
func (c *card) newFoot() *flow.Column {
	r, id := c.r, c.r.content.Summary.ID
	if !r.answerable() || r.inJunk() {
		return nil
	}
	button := func(look widgets.Look, icon widgets.IconName, text, key string, how Answer) fyne.CanvasObject {
		b := widgets.NewButton(look, text, icon, func() { r.OnAnswer(id, how) })
		b.Tip = text + " (" + key + ")"
		return b
	}
	bar := flow.NewTiles(8, button(widgets.Quiet, widgets.IconReply, lang.L("Reply"), "R", Reply))
	if r.others() {
		bar.Objects = append(bar.Objects, button(widgets.Flat, widgets.IconReplyAll, lang.L("Reply to all"), lang.L("Shift")+"+R", ReplyAll))
	}
	bar.Objects = append(bar.Objects, button(widgets.Flat, widgets.IconForward, lang.L("Forward"), "F", Forward))
	return flow.NewColumn(14, widgets.NewHairline(), bar)
}

// sayFoot has the letter that keys answer end with the bar for it, where it stands in a conversation.
// Elsewhere, and in the others that are open, the head has a button.
func (c *card) sayFoot(together bool) {
	if c.foot == nil {
		return
	}
	together = together && c.r.over == nil
	c.foot.Hidden = !together
	c.reply.Hidden = together
}

// CanAnswer reports whether a letter can be written about the message that is shown.
func (r *Reader) CanAnswer() bool { return r.card != nil && r.answerable() }

func (r *Reader) answerable() bool {
	role := r.content.Summary.FolderRole
	return r.OnAnswer != nil && role != mailbox.Drafts && role != mailbox.Outbox
}

// answerItems are the entries of the menu for letters about the message.
func (r *Reader) answerItems(add func(wanted bool, icon widgets.IconName, text, keys string, do func())) {
	id, m := r.content.Summary.ID, r.content.Message
	can := r.CanAnswer()
	do := func(how Answer) func() { return func() { r.OnAnswer(id, how) } }
	add(can, widgets.IconReply, lang.L("Reply"), "R", do(Reply))
	add(can && r.others(), widgets.IconReply, lang.L("Reply to all"), lang.L("Shift")+"+R", do(ReplyAll))
	add(can && strings.Contains(m.ListPost, "mailto:"), widgets.IconReply, lang.L("Reply to the mailing list"), "", do(ReplyList))
	add(can, widgets.IconForward, lang.L("Forward"), "F", do(Forward))
	add(can, widgets.IconForward, lang.L("Forward as a file"), "", do(ForwardFile))
	add(can, widgets.IconForward, lang.L("Redirect"), lang.L("Shift")+"+F", do(Redirect))
	add(can, widgets.IconWrite, lang.L("Edit as new"), "", do(EditAsNew))
}

// others reports whether more people would get an answer to all.
func (r *Reader) others() bool {
	m := r.content.Message
	o := letter.Original{Account: r.content.Holder}
	for _, l := range []struct {
		to   *[]letter.Person
		from []mailbox.Address
	}{{&o.From, m.From}, {&o.ReplyTo, m.ReplyTo}, {&o.To, m.To}, {&o.Cc, m.Cc}} {
		for _, a := range l.from {
			*l.to = append(*l.to, letter.Person(a))
		}
	}
	return o.Others(func(email string) bool { return r.you(mailbox.Address{Email: email}) })
}
