package compose

import (
	"popmail/account/letter"
	"popmail/gui/kit/field"
)

// Redirects reports whether a message goes on as it came: only whom it goes to is asked then.
func (e *Editor) Redirects() bool { return e.base.Resent != nil }

// SetNote says something about the message that is redirected or answered, above the text.
func (e *Editor) SetNote(text string) {
	e.note.SetText(text)
	e.noteRow.Hidden = text == ""
	e.relaid()
}

// Note is what SetNote has said.
func (e *Editor) Note() string { return e.note.Text() }

// Quote is what the letter answers, passes on or redirects, as it is shown; nil: nothing.
func (e *Editor) Quote() *letter.Quote { return e.quote.of }

// onlyPeople leaves of the fields the people whom a message is redirected to. The message
// stands below them, as it is.
func (e *Editor) onlyPeople() {
	e.show(e.ccRow, false)
	e.show(e.bccRow, false)
	e.show(e.subRow, false)
	e.text.Hide()
	e.bar.attach.Hide()
	e.quote.fixed = true
	e.quote.edit.Hide()
	e.quote.out.Hide()
	e.bar.Refresh()
}

// pageBy scrolls the message by a part of what is seen of it.
func (e *Editor) pageBy(pages float32) bool {
	if !e.Redirects() {
		return false
	}
	e.page.By(pages * (e.page.Size().Height - 2*field.LineHeight()))
	return true
}
