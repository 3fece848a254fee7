package gui

import (
	"context"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"popmail/account/fetch"
	"popmail/gui/kit/guitest"
	"popmail/gui/kit/widgets"
	"popmail/gui/reader"
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

// A letter about a message of which only the beginning is here says so, and such a message does
// not go on as a file or as it came.
func TestAnswerToABeginning(t *testing.T) {
	s, id := inbox(t, ferryLetter(t))
	storagetest.DeliverPresent(t, s.store, 1, nil, fetch.Incoming{UID: "film", Raw: []byte("From: Dad <dad@x.example>\r\nSubject: Film\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nThe beginning\r\n--b\r\n" +
		"Content-Type: video/mp4; name=film.mp4\r\nContent-Disposition: attachment\r\nContent-Transfer-Encoding: base64\r\n\r\nQUJD\r\n"), Listed: 24_000_000, Short: true, Beginning: true})
	s.news()
	const note = "Only the beginning of the message is here"
	for _, how := range []reader.Answer{reader.Reply, reader.Forward} {
		s.writing.answer(id+1, how)
		d := s.letterWindow(t)
		text := guitest.Reading(readWriting).Text(d.side.window.Content())
		if !strings.Contains(text, note) || strings.Contains(text, "film.mp4") {
			t.Errorf("%s", text)
		}
		d.side.window.Close()
		s.writing.answer(id, how)
		if text := guitest.Reading(readWriting).Text(s.letterWindow(t).side.window.Content()); strings.Contains(text, note) {
			t.Errorf("a message that is whole: %s", text)
		}
		s.letterWindow(t).side.window.Close()
	}
	for _, how := range []reader.Answer{reader.ForwardFile, reader.Redirect} {
		s.writing.answer(id+1, how)
		if len(s.writing.open) != 0 || s.toasts.now.Text() != "Only the beginning of this message is here. Get the rest first, then send it on." {
			t.Errorf("%d letters", len(s.writing.open))
		}
	}
}
