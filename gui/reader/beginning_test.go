package reader

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"popmail/gui/kit/guitest"
	"popmail/storage/mailbox"
)

// A message of which only the beginning is here says so, and what can be done about it.
func TestBeginning(t *testing.T) {
	for _, width := range []float32{300, 672, 1000} {
		s := newStage(t, width, 720)
		s.r.OnRest = func(id mailbox.ID, on bool) { s.said = append(s.said, fmt.Sprint("rest ", id, on)) }
		m := ferry()
		m.Message.Attachments = nil
		m.Summary.Attachments, m.Summary.Short, m.Summary.Size = 1, true, 2_000
		m.Summary.Rest = mailbox.Rest{Whole: 24_002_000}
		s.r.ShowMessage(m)
		s.sees("Only the beginning is here. The rest (24 MB) waits on the server and stays there until you get it.", "the rest of the letter is on the server", "Attachments come with the rest")
		if strings.Contains(s.text(), "may be missing") {
			t.Errorf("it is told twice: %s", s.text())
		}
		guitest.Picture(t, s.win, fmt.Sprintf("reader_beginning_%.0f", width))
		s.tap("Get the rest (24 MB)")
		m.Summary.Rest.Wanted = true
		s.r.ShowMessage(m)
		s.sees("The rest (24 MB) comes as soon as the server can be reached.")
		s.tap("Leave it on the server")
		if !slices.Contains(s.said, "rest 42 true") || !slices.Contains(s.said, "rest 42 false") {
			t.Errorf("%v", s.said)
		}
		m.Summary.Rest = mailbox.Rest{Whole: 24_002_000, Gone: true}
		s.r.ShowMessage(m)
		s.sees("The rest is no longer on the server.", "the rest of the letter is gone")
		if text := s.text(); strings.Contains(text, "Get the rest") || strings.Contains(text, "come with the rest") {
			t.Errorf("what is gone is offered: %s", text)
		}
	}
}
