package moving

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"popmail/gui/kit/field"
	"popmail/gui/kit/guitest"
	"popmail/gui/kit/loop"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
	"popmail/storage/mailbox"
)

// fakeMover is a Mover that finds and does what it is told.
type fakeMover struct {
	places []Place
	found  Found
	err    error // of Survey, BringIn and Save
	so     Progress
	failed []Failure
	saved  Saved
	asked  []Bring
	looked [][]string
}

func (m *fakeMover) Places(context.Context) ([]Place, error) { return m.places, m.err }
func (m *fakeMover) HoldsMail(context.Context, string) bool  { return true }
func (m *fakeMover) Survey(_ context.Context, paths []string, _ func(int)) (Found, error) {
	m.looked = append(m.looked, paths)
	return m.found, m.err
}

func (m *fakeMover) BringIn(_ context.Context, b Bring, tell func(Progress)) (Progress, []Failure, error) {
	m.asked = append(m.asked, b)
	tell(m.so)
	return m.so, m.failed, m.err
}

func (m *fakeMover) Save(_ context.Context, ids []mailbox.ID, _ Format, _, _ string, tell func(int)) (Saved, error) {
	tell(len(ids))
	return m.saved, m.err
}

type pageStage struct {
	t     *testing.T
	mover fakeMover
	run   loop.Inline
	in    *In
	win   fyne.Window
	said  []string
	wrong []error
	shown []string
}

// begin prepares the words of the window.
func begin(t *testing.T) {
	t.Helper()
	words.Use("en-US")
	guitest.App(theme.Light, 1)
}

func newPageStage(t *testing.T) *pageStage {
	begin(t)
	s := &pageStage{t: t}
	s.in = NewIn(InOptions{
		Run: &s.run, Mover: &s.mover, Now: time.Now, Folders: func() []string { return []string{"Family", "Sent"} }, OnClose: func() {},
		OnShow: func(f string, _ mailbox.Role) { s.shown = append(s.shown, f) }, OnFailed: func(err error) { s.wrong = append(s.wrong, err) }, OnDone: func(text string, err error) {
			s.said = append(s.said, text)
			if err != nil {
				s.wrong = append(s.wrong, err)
			}
		},
	})
	s.win = guitest.Window(t, s.in, 900, 700)
	return s
}

func none(fyne.CanvasObject) (string, bool) { return "", false }

func reading(o fyne.CanvasObject) (string, bool) {
	switch o := o.(type) {
	case *widgets.Text:
		return o.Text(), true
	case *widgets.Button:
		return o.Text, true
	case *field.Check:
		return o.Text, true
	}
	return "", false
}

func (s *pageStage) reads() string { return guitest.Reading(reading).Text(guitest.Over(s.win)...) }

func (s *pageStage) sees(want string) {
	s.t.Helper()
	if got := s.reads(); !strings.Contains(got, want) {
		s.t.Errorf("%q is not said in:\n%s", want, got)
	}
}

func (s *pageStage) press(text string) {
	s.t.Helper()
	guitest.Last(s.t, none, "button "+text, func(b *widgets.Button) bool { return b.Text == text && b.Visible() && !b.Disabled() }, guitest.Over(s.win)...).OnTapped()
}

// TestPlacesThatHoldNothing: what nobody has asked for and holds no mail is not shown; what was
// asked for says so, once for the same files.
func TestPlacesThatHoldNothing(t *testing.T) {
	s := newPageStage(t)
	s.mover.places = []Place{{Program: "KMail", Paths: []string{"/k"}}}
	s.in.Begin()
	if strings.Contains(s.reads(), "KMail") || len(s.mover.looked) != 1 {
		t.Errorf("%v\n%s", s.mover.looked, s.reads())
	}
	s.in.Add([]string{"/a/b.mbox", "/a/c"})
	s.in.Add([]string{"/a/b.mbox", "/a/c"})
	s.sees("b.mbox and one more")
	s.sees("There is no mail in it that PopMail can read.")
	if len(s.mover.looked) != 2 {
		t.Errorf("looked at %v", s.mover.looked)
	}
	s.press("OK")
	if strings.Contains(s.reads(), "b.mbox") {
		t.Error("the card stays")
	}
}

// TestTagsAndFolders: where mail goes, and what becomes of tags where there may be some.
func TestTagsAndFolders(t *testing.T) {
	found := Found{Sources: []Source{{Key: "k1", Folder: "Inbox", Path: "Inbox", Role: mailbox.Inbox, Messages: 3, Octets: 300}, {Key: "k2", Folder: "Work / Plans", Path: "Work/Plans", Role: mailbox.Own, Messages: 4, Octets: 4000}}}
	for _, c := range []struct {
		name string
		tags bool
		do   func(b *batch)
		want Bring
	}{
		{"as it is", false, func(*batch) {}, Bring{}},
		{"no tags", false, func(b *batch) { b.tags.SetSelectedIndex(1) }, Bring{}},
		{"stars", true, func(*batch) {}, Bring{}},
		{"folders of tags", true, func(b *batch) { b.tags.SetSelectedIndex(1) }, Bring{Tagged: true}},
		{"one folder", true, func(b *batch) { b.tags.SetSelectedIndex(1); b.to.SetSelectedIndex(2) }, Bring{Folder: "/Family"}},
		{"called like one with a purpose", false, func(b *batch) { b.to.SetSelectedIndex(3) }, Bring{Folder: "/Sent"}},
		{"a new one", false, func(b *batch) { b.to.SetSelectedIndex(1); b.newName.SetText("  Old mail ") }, Bring{Folder: "Old mail"}},
	} {
		s := newPageStage(t)
		s.mover.found, s.mover.so = found, Progress{Came: 7}
		s.mover.found.Tags = c.tags
		s.in.Add([]string{"/p"})
		b := s.in.batches[0]
		c.do(b)
		if asks := b.tagsLabel.Visible(); asks != (c.tags && b.to.SelectedIndex() == 0) {
			t.Errorf("%s: it asks about tags: %v", c.name, asks)
		}
		s.press("Bring in")
		if len(s.mover.asked) != 1 {
			t.Fatalf("%s: %v", c.name, s.mover.asked)
		}
		got := s.mover.asked[0]
		if got.Folder != c.want.Folder || got.Tagged != c.want.Tagged || !slices.Equal(got.Wanted, []string{"k1", "k2"}) || !slices.Equal(got.Paths, []string{"/p"}) {
			t.Errorf("%s: %+v", c.name, got)
		}
		s.press("Show mail")
		if want := strings.TrimPrefix(c.want.Folder, "/"); !slices.Equal(s.shown, []string{want}) {
			t.Errorf("%s: %q is shown", c.name, s.shown)
		}
	}
	s := newPageStage(t)
	s.mover.found, s.mover.so = found, Progress{Came: 3}
	s.in.Add([]string{"/p"})
	s.in.batches[0].checks[1].SetChecked(false)
	s.press("Bring in")
	s.press("Show mail")
	if !slices.Equal(s.shown, []string{found.Sources[0].Path}) {
		t.Errorf("of one folder alone %q is shown", s.shown)
	}
	s = newPageStage(t)
	s.mover.found, s.mover.so = Found{Sources: []Source{{Key: "k", Folder: "Sent", Path: "/Sent", Role: mailbox.Own, Messages: 3, Octets: 300}}}, Progress{Came: 3}
	s.in.Add([]string{"/p"})
	s.press("Bring in")
	s.press("Show mail")
	if !slices.Equal(s.shown, []string{"Sent"}) {
		t.Errorf("of an own folder called like one with a purpose %q is shown", s.shown)
	}
	s = newPageStage(t)
	s.mover.found = found
	s.in.Add([]string{"/p"})
	s.in.batches[0].to.SetSelectedIndex(1)
	s.press("Bring in")
	s.sees("Type a name for the folder.")
	if len(s.mover.asked) != 0 {
		t.Error("it was brought in nevertheless")
	}
}

// TestResult: each count has its words, where there is one.
func TestResult(t *testing.T) {
	for want, so := range map[string]Progress{
		"0 messages came": {}, "1 message came · 1 was here already": {Came: 1, Here: 1},
		"1,200 messages came · 18 were here already · 2 were there more than once and came once · 3 could not be read": {Came: 1200, Here: 18, Twice: 2, Failed: 3},
		"0 messages came · 1 was there more than once and came once":                                                   {Twice: 1},
	} {
		begin(t)
		if got := result(so); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// TestWhatGoesWrong: an error in the middle keeps what came, and it can go on; while one card is
// at work no other one begins.
func TestWhatGoesWrong(t *testing.T) {
	s := newPageStage(t)
	s.mover.found = Found{Sources: []Source{{Key: "k", Folder: "Inbox", Messages: 9, Octets: 900}}, Failed: []Failure{{Where: "/p/bad.zip", Why: WhyCut}}}
	s.in.Add([]string{"/p"})
	s.sees("1 can’t be read")
	s.mover.err, s.mover.so, s.mover.failed = errors.New("the disk is full"), Progress{Came: 4, Failed: 1}, []Failure{{Where: "/p/x", Why: WhyTooBig}}
	s.press("Bring in")
	s.sees("Stopped: 4 messages came · 1 could not be read")
	if len(s.wrong) != 1 || !slices.Equal(s.said, []string{"p: 4 messages came · 1 could not be read"}) {
		t.Errorf("%v, %q", s.wrong, s.said)
	}
	s.press("Show it…")
	s.sees("/p/x")
	s.press("Close")
	s.mover.err, s.mover.so, s.mover.failed = nil, Progress{Came: 5, Here: 4}, nil
	s.press("Go on")
	s.sees("5 messages came · 4 were here already")
	if s.in.Busy() {
		t.Error("it is at work")
	}
}

// TestSaveFails: where saving fails nothing is said to be there.
func TestSaveFails(t *testing.T) {
	s := newPageStage(t)
	s.mover.err = errors.New("the stick was pulled out")
	p := NewOut(OutOptions{
		Run: &s.run, Mover: &s.mover, Now: time.Now, OnClose: func() {}, OnFailed: func(err error) { s.wrong = append(s.wrong, err) },
		OnDone:   func(text, _ string) { s.said = append(s.said, text) },
		Scopes:   []Scope{{Name: "All mail", IDs: func(context.Context) ([]mailbox.ID, error) { return []mailbox.ID{1, 2}, nil }}},
		OnFolder: func(chosen func(string)) { chosen("/media/stick") }, OnOpen: func(string) {},
	})
	s.win = guitest.Window(t, p, 900, 700)
	s.press("Choose where and save…")
	s.sees("That didn’t work. Nothing was saved.")
	if len(s.wrong) != 1 || len(s.said) != 0 || p.open.Visible() || p.Busy() {
		t.Errorf("%v, %q", s.wrong, s.said)
	}
	s.mover.err, s.mover.saved = nil, Saved{Path: "/media/stick/x", Messages: 1, Failed: []Failure{{Where: "Hello", Why: WhyDamaged}}}
	s.press("Choose where and save…")
	s.sees("1 message saved in /media/stick/x")
	s.press("Show it…")
	s.sees("Hello")
	if len(s.said) != 1 {
		t.Errorf("%q", s.said)
	}
}

// holding is a Runner that holds back what comes of work in the background.
type holding struct {
	loop.Inline
	dones []func()
}

func (h *holding) Go(work func(ctx context.Context), done func()) {
	work(context.Background())
	h.dones = append(h.dones, done)
}

// A card that is being looked for mail is drawn without it until the look has ended: another
// one may begin or end meanwhile.
func TestCardIsDrawnWhileItIsLookedAt(t *testing.T) {
	begin(t)
	run := &holding{}
	mover := &fakeMover{found: Found{Sources: []Source{{Key: "a", Folder: "A", Messages: 3}, {Key: "b", Folder: "B", Messages: 4}}, Tags: true, Fetched: true}}
	in := NewIn(InOptions{Run: run, Mover: mover, Now: time.Now, Folders: func() []string { return nil }, OnClose: func() {}, OnDone: func(string, error) {}, OnFailed: func(error) {}})
	guitest.Window(t, in, 900, 700)
	in.Add([]string{"/mail"})
	b := in.batches[0]
	if len(mover.looked) != 1 || len(b.found.Sources) != 0 || b.found.Tags {
		t.Errorf("the background writes to the card: %+v", b.found)
	}
	b.drawAll()
	run.dones[0]()
	if keys, messages, _ := b.wanted(); len(keys) != 2 || messages != 7 {
		t.Errorf("%q, %d", keys, messages)
	}
}

// TestSaveWholeFirst: where of some letters only the beginning is here the page asks before it saves, and
// says afterwards what it has saved.
func TestSaveWholeFirst(t *testing.T) {
	s := newPageStage(t)
	var chosen int
	var got []mailbox.ID
	all, waiting := []mailbox.ID{1, 2}, []mailbox.ID{2}
	p := NewOut(OutOptions{
		Run: &s.run, Mover: &s.mover, Now: time.Now, OnClose: func() {}, OnFailed: func(err error) { s.wrong = append(s.wrong, err) },
		OnDone:   func(text, _ string) { s.said = append(s.said, text) },
		Scopes:   []Scope{{Name: "All mail", IDs: func(context.Context) ([]mailbox.ID, error) { return []mailbox.ID{1, 2, 3}, nil }}},
		OnFolder: func(choose func(string)) { chosen++; choose("/media/stick") }, OnOpen: func(string) {},
		Begun: func(_ context.Context, ids []mailbox.ID) ([]mailbox.ID, []mailbox.ID, error) {
			if len(ids) != 3 {
				t.Errorf("it looks at %v", ids)
			}
			return all, waiting, nil
		},
		OnGet: func(ids []mailbox.ID) { got = ids },
	})
	s.win = guitest.Window(t, p, 900, 700)
	s.mover.saved = Saved{Path: "/media/stick/x", Messages: 3, Begun: 2, Failed: []Failure{{Where: "Film", Why: WhyBegun}, {Where: "Song", Why: WhyBegun}}}
	const ask = "Only the beginning is here"
	s.press("Choose where and save…")
	s.sees(ask)
	s.sees("The rest of one letter waits on the server. Only the beginning would be saved.")
	s.press("Cancel")
	s.press("Choose where and save…")
	s.press("Get the rest")
	if chosen != 0 || !slices.Equal(got, waiting) {
		t.Errorf("saved %d times, got %v", chosen, got)
	}
	s.press("Choose where and save…")
	s.press("Go on anyway")
	s.sees("Of 2 messages only the beginning was saved. The rest is not here.")
	s.press("Show the 2…")
	s.sees("Film\nOnly its beginning is here, and only that was saved.")
	s.press("Close")
	waiting = nil
	s.press("Choose where and save…")
	s.sees("The rest is no longer on the server. Only the beginning would be saved.")
	s.press("Go on anyway")
	all = nil
	s.press("Choose where and save…")
	if chosen != 3 || len(s.wrong) != 0 {
		t.Errorf("saved %d times, %v", chosen, s.wrong)
	}
}
