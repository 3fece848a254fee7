package reader

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/png"
	"net/url"
	"slices"
	"strings"
	"testing"

	"popmail/storage/eml"
	"popmail/storage/mailbox"
)

func pixels(t *testing.T) []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewRGBA(image.Rect(0, 0, 40, 30))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// newsletter is a message with pictures on two servers, and things that no picture is
// fetched for.
func newsletter() Content {
	c := ferry()
	c.Message.Text, c.Message.Attachments = "", nil
	c.Message.Pages = []eml.Page{{HTML: `<body background="https://back.rail.example/b.png"><p>Dear Ann</p>
		<img src="https://news.rail.example/train.png" width=300 height=100 alt="A train">
		<img src="https://news.rail.example/second.png" width=30 height=30>
		<img src="https://cdn.rail.example/logo.png">
		<img src="https://spy.rail.example/open.gif" width=1 height=1>
		<div style="display:none"><img src="https://hidden.rail.example/x.png" width=50 height=50></div>
		<img src="http://192.168.1.1/router.png" width=50 height=50><img src="file:///etc/x.png" width=50 height=50></body>`}}
	c.Summary.From.Email = "Letter@News.rail.example"
	return c
}

// web is the internet of a test.
type web struct {
	asked [][]string
	why   error
	give  func(ref string) (data []byte, answered bool)
}

func (w *web) connect(s *stage) {
	s.r.LoadAttachment = func(context.Context, mailbox.ID, int) ([]byte, error) { return nil, nil }
	s.r.PictureHost = func(ref string) string {
		u, err := url.Parse(ref)
		if err != nil || !strings.HasSuffix(u.Host, ".example") {
			return ""
		}
		return u.Host
	}
	s.r.FetchPictures = func(_ context.Context, _ mailbox.ID, refs []string) (map[string][]byte, error) {
		slices.Sort(refs)
		w.asked = append(w.asked, refs)
		got := map[string][]byte{}
		for _, ref := range refs {
			if data, answered := w.give(ref); answered {
				got[ref] = data
			}
		}
		return got, w.why
	}
	s.r.OnAlwaysPictures = func(address string) { s.said = append(s.said, "always "+address) }
}

// The picture of a video is one as all others: its host is told, and it is fetched, and
// nothing else of the video, when that is asked for.
func TestPosterOfAVideo(t *testing.T) {
	s := newStage(t, 672, 720)
	data := pixels(t)
	w := &web{give: func(string) ([]byte, bool) { return data, true }}
	w.connect(s)
	c := ferry()
	c.Message.Text, c.Message.Attachments = "", nil
	c.Message.Pages = []eml.Page{{HTML: `<p>Dear Ann</p><video src="https://film.rail.example/f.mp4" poster="https://still.rail.example/f.jpg" width=300 height=150><source src="https://film.rail.example/f.webm"><track src="https://film.rail.example/f.vtt"></video>`}}
	s.r.ShowMessage(c)
	s.sees("Pictures from still.rail.example are not loaded, so the sender can’t see that you opened this.", "A video is here. PopMail doesn’t play videos.")
	if len(w.asked) > 0 {
		t.Fatalf("asked for %v before anybody said so", w.asked)
	}
	s.tap("Show pictures")
	if len(w.asked) != 1 || !slices.Equal(w.asked[0], []string{"https://still.rail.example/f.jpg"}) || len(s.r.body.Remote()) != 0 {
		t.Fatalf("asked for %v, and %v are left", w.asked, s.r.body.Remote())
	}
	if strings.Contains(s.r.body.Text(), "A video is here") {
		t.Error("the picture that came is not shown")
	}
}

func TestPicturesOfTheInternet(t *testing.T) {
	s := newStage(t, 672, 720)
	data := pixels(t)
	w := &web{give: func(string) ([]byte, bool) { return data, true }}
	w.connect(s)
	s.r.ShowMessage(newsletter())
	s.sees("Pictures from back.rail.example, news.rail.example and cdn.rail.example are not loaded, so the sender can’t see that you opened this.")
	if len(w.asked) > 0 {
		t.Fatalf("asked for %v before anybody said so", w.asked)
	}
	s.tap("Show pictures")
	want := []string{"https://back.rail.example/b.png", "https://cdn.rail.example/logo.png", "https://news.rail.example/second.png", "https://news.rail.example/train.png"}
	if len(w.asked) != 1 || !slices.Equal(w.asked[0], want) {
		t.Fatalf("asked for %v", w.asked)
	}
	if strings.Contains(s.text(), "Pictures from") || len(s.r.body.Remote()) != 1 { // the router's, which is never asked
		t.Errorf("%v are left; %s", s.r.body.Remote(), s.text())
	}
	// They are kept: nobody is asked again.
	c := newsletter()
	c.Pictures = s.r.content.Pictures
	s.r.ShowMessage(c)
	if len(w.asked) != 1 || strings.Contains(s.text(), "Pictures from") {
		t.Errorf("asked again: %v; %s", w.asked, s.text())
	}
}

func TestAlwaysForASender(t *testing.T) {
	s := newStage(t, 672, 720)
	data := pixels(t)
	w := &web{give: func(string) ([]byte, bool) { return data, true }}
	w.connect(s)
	s.r.ShowMessage(newsletter())
	s.tap("Always for this sender")
	if !slices.Contains(s.said, "always letter@news.rail.example") || len(w.asked) != 1 {
		t.Errorf("%v, %v", s.said, w.asked)
	}
	c := newsletter()
	c.Always = true
	s.r.ShowMessage(c)
	if len(w.asked) != 2 {
		t.Errorf("not fetched for a sender of whom it always is: %v", w.asked)
	}
	c = newsletter()
	c.Always, c.Summary.FolderRole = true, mailbox.Junk
	s.r.ShowMessage(c)
	if len(w.asked) != 2 || strings.Contains(s.text(), "Show pictures") {
		t.Errorf("in Junk: %v; %s", w.asked, s.text())
	}
	// Whose address a letter has that may be junk is not known: the person has to ask.
	c = newsletter()
	c.Always, c.Summary.Flags = true, mailbox.Suspect
	s.r.ShowMessage(c)
	if len(w.asked) != 2 {
		t.Errorf("may be junk: %v", w.asked)
	}
	s.tap("Show pictures")
	if len(w.asked) != 3 {
		t.Errorf("may be junk, and shown: %v", w.asked)
	}
}

func TestPicturesThatDoNotCome(t *testing.T) {
	s := newStage(t, 672, 720)
	data, online := pixels(t), false
	w := &web{give: func(ref string) ([]byte, bool) {
		if strings.Contains(ref, "second") {
			return nil, true // there is none
		}
		return data, online
	}}
	w.connect(s)
	s.r.ShowMessage(newsletter())
	s.tap("Show pictures")
	s.sees("3 pictures didn’t come.", "Try again")
	for why, says := range map[error]string{
		ErrOffline:   "3 pictures didn’t come. PopMail couldn’t reach the internet. Check that this computer is online.",
		ErrUnreached: "3 pictures didn’t come. None of their 3 servers could be reached.",
		ErrAnswer:    "3 pictures didn’t come. Their 3 servers answered, but without pictures.",
		errors.Join(ErrPrivate, errors.New("disk")): "The names of their 3 servers lead to a private network, and PopMail doesn’t ask there."} {
		w.why = why
		s.tap("Try again")
		s.sees(says)
	}
	w.asked, online, w.why = w.asked[:1], true, nil
	s.tap("Try again")
	if len(w.asked) != 2 || len(w.asked[1]) != 3 || strings.Contains(s.text(), "didn’t come") {
		t.Errorf("%v; %s", w.asked, s.text())
	}
}

// Who presses the button learns that pictures will never come, too; who has not asked is
// told nothing of them.
func TestPicturesThatAreGone(t *testing.T) {
	s := newStage(t, 672, 720)
	w := &web{give: func(ref string) ([]byte, bool) { return nil, true }}
	w.connect(s)
	s.r.ShowMessage(newsletter())
	s.tap("Show pictures")
	s.sees("4 pictures are not on their servers anymore, or can’t be shown.")
	c := newsletter()
	c.Pictures = s.r.content.Pictures
	s.r.ShowMessage(c)
	if strings.Contains(s.text(), "anymore") {
		t.Errorf("told again: %s", s.text())
	}
	c = newsletter()
	c.Always = true
	s.r.ShowMessage(c)
	if len(w.asked) != 2 || strings.Contains(s.text(), "anymore") {
		t.Errorf("%v; %s", w.asked, s.text())
	}
}

// Where pictures were fetched before, nobody says that the sender cannot know.
func TestPicturesThatCameInPart(t *testing.T) {
	s := newStage(t, 672, 720)
	w := &web{}
	w.connect(s)
	c := newsletter()
	c.Pictures = map[string][]byte{"https://news.rail.example/train.png": pixels(t)}
	s.r.ShowMessage(c)
	s.sees("Some pictures from back.rail.example, news.rail.example and cdn.rail.example are not loaded.", "Show pictures")
	if strings.Contains(s.text(), "the sender can’t see") {
		t.Error(s.text())
	}
}

// Letters that have the person's own address as their sender, as anybody can write, never bring pictures by
// themselves, also where that was chosen before, and it is not offered; the bar does not speak of the sender.
func TestPicturesOfOneself(t *testing.T) {
	for _, role := range []mailbox.Role{mailbox.Sent, mailbox.Inbox} {
		for _, always := range []bool{false, true} {
			s := newStage(t, 672, 720)
			w := &web{give: func(string) ([]byte, bool) { return pixels(t), true }}
			w.connect(s)
			c := newsletter()
			c.Summary.FolderRole, c.Own, c.Always = role, []string{"ann@example.org", "letter@news.rail.example"}, always
			s.r.ShowMessage(c)
			s.sees("are not loaded, so their servers can’t see that you opened this.", "[Show pictures]")
			if text := s.text(); len(w.asked) > 0 || strings.Contains(text, "Always for this sender") || strings.Contains(text, "so the sender") {
				t.Errorf("%s, %v: asked for %v; %s", role, always, w.asked, text)
			}
			if s.tap("Show pictures"); len(w.asked) != 1 {
				t.Errorf("asked for %v", w.asked)
			}
		}
	}
}

// The shell says when pictures come by themselves, and takes the person online for those that are asked for.
func TestPicturesWait(t *testing.T) {
	s := newStage(t, 672, 720)
	w := &web{give: func(string) ([]byte, bool) { return pixels(t), true }}
	w.connect(s)
	alone, waiting := false, []func(){}
	s.r.ByThemselves = func() bool { return alone }
	s.r.GoOut = func(do func()) { waiting = append(waiting, do) }
	c := newsletter()
	c.Always = true
	s.r.ShowMessage(c)
	s.tap("Show pictures")
	s.tap("Show pictures")
	if len(w.asked) > 0 || len(waiting) != 2 {
		t.Fatalf("asked for %v, %d wait", w.asked, len(waiting))
	}
	waiting[0]()
	waiting[1]()
	if len(w.asked) != 1 {
		t.Errorf("asked for %v", w.asked)
	}
	s.r.ShowMessage(c)
	s.tap("Show pictures")
	s.r.ShowNothing()
	waiting[2]() // nothing is shown any more
	alone = true
	s.r.ShowMessage(c)
	if len(w.asked) != 2 {
		t.Errorf("asked for %v", w.asked)
	}
}
