package gui

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"popmail/gui/htmlview"
	"popmail/gui/kit/guitest"
	"popmail/gui/kit/selectable"
	"popmail/gui/kit/widgets"
	"popmail/storage/storagetest"
)

// reads takes a text of the reading pane as one thing.
func reads(o fyne.CanvasObject) (string, bool) {
	if v, ok := o.(*selectable.Text); ok {
		return v.Text(), true
	}
	if v, ok := o.(*htmlview.View); ok {
		return v.Text(), true
	}
	return "", false
}

// A message has the same sender in the list and in the reading pane: words and
// picture.
func TestOneSender(t *testing.T) {
	for _, header := range []string{
		" ", "\"\t\"", "\"\u200b\" <>", "bob@example.net", "Bob\tStone", "\" \" <x@y.example>", "Bob <bob@example.net>", "東京\u202e <a@b.example>",
	} {
		l := numbered(1)
		l.From = header
		s := newStageOf(t, true, []storagetest.Mail{l})
		s.listing.list.Select(1)
		from := s.row(1).From
		line := s.listing.list.Rows()[0]
		picture := func(avatars []*widgets.Avatar) *widgets.Avatar {
			if len(avatars) != 1 {
				t.Fatalf("%q: %d pictures", from, len(avatars))
			}
			return avatars[0]
		}
		row := picture(guitest.All(reads, func(*widgets.Avatar) bool { return true }, s.listing.list.View().Row(0)))
		pane := picture(guitest.All(reads, func(*widgets.Avatar) bool { return true }, s.reading.reader))
		if row.Initials() != pane.Initials() || row.Color() != pane.Color() {
			t.Errorf("%q: %q on %v in the list, %q on %v in the pane", from, row.Initials(), row.Color(), pane.Initials(), pane.Color())
		}
		if text := guitest.Reading(reads).Text(s.reading.reader); !strings.Contains(text, "\n"+line.Name) {
			t.Errorf("%q: %q in the list, in the pane:\n%s", from, line.Name, text)
		}
		if from.Email == "" && strings.TrimSpace(widgets.OneLine(from.Name)) == "" && (line.Name != "No sender" || row.Initials() != "?") {
			t.Errorf("nobody is %q with %q", line.Name, row.Initials())
		}
	}
}
