package gui

import (
	"context"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"popmail/gui/kit/guitest"
	"popmail/gui/kit/widgets"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// The rest of a message is asked for in the reading pane, which follows what becomes of it.
func TestRest(t *testing.T) {
	var asked []mailbox.ID
	var s *stage
	s = newStage(t, 3, func(o *Options) {
		o.Rest = func(ctx context.Context, ids []mailbox.ID, on bool) error {
			asked = append(asked, ids...)
			return s.store.WantRest(ctx, ids, on)
		}
	})
	whole := numbered(9)
	in := whole.Incoming("film")
	raw := in.Raw
	in.Raw, in.Listed, in.Short, in.Beginning = raw[:len(raw)-4], 24_000_000, true, true
	for _, o := range storagetest.Deliver(t, s.store.Store, 1, in) {
		s.must(o.Err)
	}
	s.news()
	s.listing.list.Select(4)
	text := func() string {
		return guitest.Reading(func(o fyne.CanvasObject) (string, bool) {
			p, ok := o.(*widgets.Text)
			if !ok {
				return "", false
			}
			return p.Text(), true
		}).Text(s.reading.reader)
	}
	if !strings.Contains(text(), "Only the beginning is here. The rest (24 MB) waits") {
		t.Fatalf("%s", text())
	}
	s.reading.reader.OnRest(4, true)
	s.news()
	if len(asked) != 1 || !strings.Contains(text(), "comes as soon as the server can be reached") {
		t.Errorf("%v: %s", asked, text())
	}
	in = whole.Incoming("film")
	in.Replace = true
	for _, o := range storagetest.Deliver(t, s.store.Store, 1, in) {
		s.must(o.Err)
	}
	s.news()
	if strings.Contains(text(), "the beginning") || s.reading.reader.Shown() != 4 {
		t.Errorf("%s", text())
	}
}
