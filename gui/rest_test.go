package gui

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"popmail/account"
	"popmail/account/event"
	"popmail/account/fetch"
	"popmail/gui/kit/guitest"
	"popmail/gui/kit/widgets"
	"popmail/gui/reader"
	"popmail/storage/eml"
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

// Before mail is saved outside it is known of which letters only the beginning is here, and their rests can be got.
func TestRestsBeforeSaving(t *testing.T) {
	var asked []mailbox.ID
	var s *stage
	s = newStage(t, 3, func(o *Options) {
		o.Mover = &fakeMover{}
		o.Rest = func(ctx context.Context, ids []mailbox.ID, on bool) error {
			asked = append(asked, ids...)
			return s.store.WantRest(ctx, ids, on)
		}
	})
	var in []fetch.Incoming
	for i, uid := range []string{"film", "song"} {
		m := numbered(9 + i).Incoming(uid)
		m.Listed, m.Short, m.Beginning = 24_000_000, true, true
		in = append(in, m)
	}
	storagetest.Deliver(t, s.store.Store, 1, in...)
	s.must(s.store.Listed(t.Context(), 1, []string{"song"}, nil)) // it is gone there
	s.news()
	all, waiting, err := s.moving.begun(t.Context(), []mailbox.ID{1, 2, 3, 4, 5})
	if err != nil || !slices.Equal(all, []mailbox.ID{4, 5}) || !slices.Equal(waiting, []mailbox.ID{4}) {
		t.Fatal(all, waiting, err)
	}
	s.moving.save("", nil)
	s.tap("Choose where and save…")
	test.Tap(find(s.window.Canvas().Overlays().Top(), "Get the rest"))
	if !slices.Equal(asked, []mailbox.ID{4}) {
		t.Errorf("got %v", asked)
	}
}

// hugeMail makes every message one of which no letter can be made.
type hugeMail struct {
	Mail
	t *testing.T
}

func (h hugeMail) Message(ctx context.Context, id mailbox.ID) (*eml.Message, mailbox.Summary, error) {
	m, s, err := h.Mail.Message(ctx, id)
	if err == nil {
		s.Size = mostAttached + 1
		m.Attachments = []eml.Attachment{{Name: "a.mp4", Size: mostAttached / 2}, {Index: 1, Name: "b.mp4", Size: mostAttached/2 + 1}}
	}
	return m, s, err
}

func (h hugeMail) Raw(context.Context, mailbox.ID) ([]byte, error) {
	h.t.Error("all of it is read")
	return nil, io.EOF
}

func (h hugeMail) Attachment(context.Context, mailbox.ID, int) ([]byte, eml.Attachment, error) {
	h.t.Error("a file of it is read")
	return nil, eml.Attachment{}, io.EOF
}

// A letter does not take in what is larger than its files may be: that is said before any of it
// is read. An answer needs nothing of it.
func TestTooLargeForALetter(t *testing.T) {
	s := newStageOf(t, true, []storagetest.Mail{numbered(1)}, func(o *Options) { o.Writing, o.Mail = o.Mail.(*brittle), hugeMail{o.Mail, t} })
	s.listing.list.Select(1)
	id := s.listing.list.Selected()
	for _, how := range []reader.Answer{reader.ForwardFile, reader.Redirect, reader.Forward, reader.EditAsNew} {
		s.toasts.hide()
		s.writing.answer(id[0], how)
		if s.toasts.now == nil || !strings.Contains(s.toasts.now.Text(), "This message is too large for a letter. All files of a letter together can be 105 MB at most.") || len(s.writing.open) != 0 {
			t.Errorf("%v: %+v, %d letters", how, s.toasts.now, len(s.writing.open))
		}
	}
	s.writing.answer(id[0], reader.Reply)
	if len(s.writing.open) != 1 {
		t.Error("it cannot be answered")
	}
}

// largeFilm puts the beginning of a message of 300 MB behind the first letter, and says how much
// is free on the disk.
func largeFilm(t *testing.T, free *int64) (s *stage, asked *[]string, id mailbox.ID) {
	asked = new([]string)
	s = newStage(t, 3, func(o *Options) {
		o.Rest = func(ctx context.Context, ids []mailbox.ID, on bool) error {
			*asked = append(*asked, fmt.Sprint(ids, on))
			return s.store.WantRest(ctx, ids, on)
		}
		o.Large = Large{Room: func(_ context.Context, sizes ...int64) (account.Room, error) {
			if *free < 0 {
				return account.Room{}, errors.New("the disk says nothing")
			}
			return account.RoomFor(*free, sizes...), nil
		}}
	})
	in := numbered(9).Incoming("film")
	in.Raw, in.Listed, in.Short, in.Beginning = in.Raw[:len(in.Raw)-4], 300_000_000, true, true
	for _, o := range storagetest.Deliver(t, s.store.Store, 1, in) {
		s.must(o.Err)
	}
	s.news()
	s.listing.list.Select(4)
	return s, asked, 4
}

// Over 200 MB the rest is asked for first: how large it is and what is free; Cancel and Escape
// get nothing.
func TestLargeRest(t *testing.T) {
	free := int64(41_000_000_000)
	s, asked, id := largeFilm(t, &free)
	canvas := s.window.Canvas()
	seen := func() string { return guitest.Reading(readWriting).Text(guitest.Over(s.window)...) }
	rest := func() {
		s.reading.reader.OnRest(id, true)
		for _, want := range []string{"Get a message of 300 MB?", "On this computer 41 GB are free.", "Cancel", "Get it"} {
			if !strings.Contains(seen(), want) {
				t.Errorf("%q is not in %s", want, seen())
			}
		}
	}
	rest()
	test.Tap(find(canvas.Overlays().Top(), "Cancel"))
	rest()
	s.key(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if r, err := s.store.Rests(t.Context(), account.AskAbove); err != nil || r.Wanted != 0 || r.Larger != 1 || canvas.Overlays().Top() != nil || len(*asked) > 0 {
		t.Fatalf("%+v %v %v", r, err, *asked)
	}
	rest()
	test.Tap(find(canvas.Overlays().Top(), "Get it"))
	s.news()
	if text := guitest.Reading(readWriting).Text(s.reading.reader); canvas.Overlays().Top() != nil || fmt.Sprint(*asked) != "[[4] true]" || !strings.Contains(text, "can be reached and the disk has room for it") {
		t.Errorf("%v: %s", *asked, text)
	}
	s.reading.reader.OnRest(id, false)
	if canvas.Overlays().Top() != nil || len(*asked) != 2 {
		t.Errorf("leaving it is asked for: %v", *asked)
	}
	// Another question leads to this one.
	s.news()
	s.saving.saveMessage(id)
	test.Tap(find(canvas.Overlays().Top(), "Get the rest"))
	if !strings.Contains(seen(), "Get a message of 300 MB?") {
		t.Errorf("%s", seen())
	}
	s.key(&fyne.KeyEvent{Name: fyne.KeyEscape})

	free = account.RoomFor(0, 300_000_000).Needs - 1
	s.reading.reader.OnRest(id, true)
	for _, want := range []string{"There is not enough room on the disk", "This message has 300 MB.", "To get it, 1.4 GB have to be free on this computer; 1.4 GB are.", "Nothing was fetched. It all stays on the server."} {
		if !strings.Contains(seen(), want) {
			t.Errorf("%q is not in %s", want, seen())
		}
	}
	if find(canvas.Overlays().Top(), "Get it") != nil {
		t.Error("it can be got")
	}
	test.Tap(find(canvas.Overlays().Top(), "Close"))
	free = -1
	s.reading.reader.OnRest(id, true)
	if canvas.Overlays().Top() != nil || len(*asked) != 2 {
		t.Errorf("%v", *asked)
	}
}

// Once it was asked for, the disk has no room after all: that is told once, as what it is.
func TestNoRoomIsTold(t *testing.T) {
	free := int64(1 << 40)
	s, _, _ := largeFilm(t, &free)
	s.toasts.hide()
	s.says(event.Finished{Account: 1, At: noon, NoRoom: 1})
	if s.toasts.now == nil || s.toasts.now.Text() != "The disk of this computer has no room for a message. It stays on the server." {
		t.Errorf("%+v", s.toasts.now)
	}
	s.statusIs("Up to date · checked 12:00")
	s.toasts.hide()
	s.says(event.Finished{Account: 1, At: noon, NoRoom: 1})
	if s.toasts.now != nil {
		t.Error("it is told again")
	}
}

// Before a letter of a conversation is printed, it is asked about that letter, not about the one that is read.
func TestPrintABeginningBesideTheLetter(t *testing.T) {
	s := conversations(t)
	raw := answers{"room4@x", "Dad <dad@orchard.example>", "room1@x", "Re: Spare room in December", "Here is the film.", 2}.raw()
	for _, o := range storagetest.DeliverPresent(t, s.store, 1, nil, fetch.Incoming{UID: "room4", Raw: raw, Listed: 24_000_000, Short: true, Beginning: true}) {
		s.must(o.Err)
	}
	s.news()
	s.listing.list.SelectFirst()
	s.reading.unfold(true)
	r := s.reading.reader
	var begun, whole mailbox.ID
	for id, c := range s.reading.talk.open {
		if c.Summary.Rest.Whole > 0 {
			begun = id
		} else {
			whole = id
		}
	}
	if begun == 0 || whole == 0 {
		t.Fatalf("%v, %v", begun, whole)
	}
	var rests []mailbox.ID
	s.onRest = func(id mailbox.ID, _ bool) { rests = append(rests, id) }
	for _, shown := range []mailbox.ID{begun, whole} {
		s.reading.letter(shown)
		printed := 0
		page := func() []byte { printed++; return nil }
		if r.OnBrowser(whole, "x", page); printed != 1 || s.window.Canvas().Overlays().Top() != nil {
			t.Fatalf("%d is read: a whole letter is asked about", shown)
		}
		if r.OnBrowser(begun, "x", page); printed != 1 || s.window.Canvas().Overlays().Top() == nil {
			t.Fatalf("%d is read: %d is printed without its end", shown, begun)
		}
		test.Tap(find(s.window.Canvas().Overlays().Top(), "Get the rest"))
	}
	if !slices.Equal(rests, []mailbox.ID{begun, begun}) {
		t.Errorf("the rests of %v come", rests)
	}
}
