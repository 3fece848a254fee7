package gui

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"popmail/gui/kit/guitest"
	"popmail/gui/kit/widgets"
	"popmail/gui/reader"
	"popmail/gui/textview"
	"popmail/storage/eml"
	"popmail/storage/mailbox"
)

// reads takes a text of the reading pane as one thing.
func reads(o fyne.CanvasObject) (string, bool) {
	if v, ok := o.(*textview.View); ok {
		return v.Text(), true
	}
	return "", false
}

// A message has the same sender in the list and in the reading pane: words and
// picture.
func TestOneSender(t *testing.T) {
	s := newStage(t, 1)
	for _, from := range []mailbox.Address{
		{}, {Name: " \t"}, {Name: "\u200b", Email: " "}, {Email: "bob@example.net"}, {Name: "Bob\tStone"},
		{Name: " ", Email: "x@y.example"}, {Name: "Bob", Email: "bob@example.net"}, {Name: "東京\u202e", Email: "a@b.example"},
	} {
		s.fake.messages[1].From = from
		s.list.Updated([]mailbox.ID{1})
		s.list.Select(1)
		s.reader.ShowMessage(reader.Content{Summary: *s.fake.messages[1], Message: &eml.Message{Header: eml.Header{From: []mailbox.Address{from}}, Text: "x"}})
		line := s.list.Lines()[0]
		picture := func(avatars []*widgets.Avatar) *widgets.Avatar {
			if len(avatars) != 1 {
				t.Fatalf("%q: %d pictures", from, len(avatars))
			}
			return avatars[0]
		}
		row := picture(guitest.All(reads, func(*widgets.Avatar) bool { return true }, s.list.View().Row(0)))
		pane := picture(guitest.All(reads, func(*widgets.Avatar) bool { return true }, s.reader))
		if row.Initials() != pane.Initials() || row.Color() != pane.Color() {
			t.Errorf("%q: %q on %v in the list, %q on %v in the pane", from, row.Initials(), row.Color(), pane.Initials(), pane.Color())
		}
		if text := guitest.Reading(reads).Text(s.reader); !strings.Contains(text, "\n"+line.Name) {
			t.Errorf("%q: %q in the list, in the pane:\n%s", from, line.Name, text)
		}
		if from.Email == "" && strings.TrimSpace(widgets.OneLine(from.Name)) == "" && (line.Name != "No sender" || row.Initials() != "?") {
			t.Errorf("nobody is %q with %q", line.Name, row.Initials())
		}
	}
}
