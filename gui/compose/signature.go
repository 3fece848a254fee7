package compose

import (
	"strings"
	"unicode/utf8"

	"popmail/account/letter"
)

// Sign puts a signature in the place of the one that the letter has, unless the person has
// changed that. The caret stays where it is, but for one that stood in the signature.
func (e *Editor) Sign(signature string) {
	text, ok := letter.SignAgain(e.text.Text, e.base.Signature, signature)
	if !ok {
		return
	}
	caret := e.text.CursorTextOffset()
	if was, now := []rune(e.text.Text), []rune(text); caret > len(now) || string(was[:caret]) != string(now[:caret]) {
		caret = -1
	}
	e.base.Signature = signature
	if text == e.text.Text {
		return
	}
	e.text.write(text, 0)
	if caret < 0 {
		caret = e.ownEnd()
	}
	e.text.place(caret)
}

// ownEnd is how many letters stand before the end of the person's own words, below which
// there is nothing but the signature.
func (e *Editor) ownEnd() int {
	text := e.text.Text
	if own, ok := letter.SignAgain(text, e.base.Signature, ""); ok && e.base.Signature != "" {
		text = strings.TrimRight(own, "\n")
	}
	return utf8.RuneCountInString(text)
}
