package gui

import (
	"context"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

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
	var got []mailbox.ID
	s.onRest = func(id mailbox.ID, on bool) { got = append(got, id) }
	canvas := s.window.Canvas()
	tap := func(text string) {
		t.Helper()
		b := find(canvas.Overlays().Top(), text)
		if b == nil {
			t.Fatalf("there is no %q", text)
		}
		test.Tap(b)
		if canvas.Overlays().Top() != nil {
			t.Fatalf("%q leaves the question there", text)
		}
	}
	asks := func(would string) {
		t.Helper()
		seen := guitest.Reading(readWriting).Text(guitest.Over(s.window)...)
		for _, want := range []string{"Only the beginning is here", "The rest (24 MB) waits on the server. " + would, "Cancel", "Get the rest"} {
			if !strings.Contains(seen, want) {
				t.Errorf("%q is not in %s", want, seen)
			}
		}
	}
	const note = "Only the beginning of the message is here, so"
	for _, how := range []reader.Answer{reader.Reply, reader.Forward} {
		if s.writing.answer(id+1, how); how == reader.Forward {
			asks("Only the beginning would be in the letter, without attachments.")
			tap("Go on anyway")
		}
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
		asks("A message is sent on like this only as a whole.")
		if find(canvas.Overlays().Top(), "Go on anyway") != nil {
			t.Error("it could go on")
		}
		tap("Cancel")
		s.writing.answer(id+1, how)
		tap("Get the rest")
	}
	if len(s.writing.open) != 0 || !slices.Equal(got, []mailbox.ID{id + 1, id + 1}) {
		t.Errorf("%d letters, got %v", len(s.writing.open), got)
	}
	s.saving.saveMessage(id + 1)
	asks("Only the beginning would be saved.")
	tap("Get the rest")
	s.listing.list.Select(id + 1)
	s.reading.reader.Print()
	asks("In the browser and on paper there would be only the beginning.")
	s.key(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if canvas.Overlays().Top() != nil || len(got) != 3 {
		t.Errorf("Escape gets %v", got)
	}
	// Once the rest is wanted, or gone, there is nothing to be got.
	s.must(s.store.WantRest(t.Context(), []mailbox.ID{id + 1}, true))
	s.news()
	s.saving.saveMessage(id + 1)
	if find(canvas.Overlays().Top(), "Get the rest") != nil {
		t.Error("it is offered again")
	}
	tap("Cancel")
	s.must(s.store.Listed(t.Context(), 1, []string{"film"}, nil))
	s.news()
	s.writing.answer(id+1, reader.Redirect)
	tap("OK")
	if len(s.writing.open) != 0 {
		t.Error("it was redirected")
	}
}
