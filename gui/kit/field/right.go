package field

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"popmail/gui/kit/bidi"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
)

// SetPlaceHolder implements the method of widget.Entry. Fyne draws all signs of a text from left to
// right but the letters of a word; what ends a sentence in a mirrored window therefore goes first.
func (e *Entry) SetPlaceHolder(text string) {
	if body := strings.TrimRight(text, "….:"); bidi.RightToLeft(text) {
		text = text[len(body):] + body
	}
	e.Entry.SetPlaceHolder(text)
}

// Mirrored stands what is in a field of Fyne's at the other side, where the window is mirrored:
// what is typed in one line begins at the right, and signs stand at the left. objects are the
// field's, which has just laid them out in a width. It returns how far the text has moved.
//
// Fyne's fields know lines from left to right alone. The text is therefore given the width that
// it needs, at the right; one of several lines stays at the left.
func Mirrored(e *widget.Entry, objects []fyne.CanvasObject, width float32) (moved float32) {
	if !lang.RightToLeft() || e.MultiLine {
		return 0
	}
	for _, o := range objects[2:] { // behind the ground and the frame
		s, ok := o.(*container.Scroll)
		if !ok || s.Content == nil {
			flow.Mirror(width, o)
			continue
		}
		from := s.Position().X
		flow.Mirror(width, s)
		at, size := s.Position(), s.Size()
		w := min(flow.WholeUp(s.Content.MinSize().Width), size.Width)
		s.Move(at.AddXY(size.Width-w, 0))
		s.Resize(fyne.NewSize(w, size.Height))
		if w < size.Width && s.Offset.X != 0 { // all of it has room
			s.ScrollToOffset(fyne.NewPos(0, s.Offset.Y))
		}
		moved = s.Position().X - from
	}
	return moved
}
