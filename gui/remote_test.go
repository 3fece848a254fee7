package gui

import (
	"context"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2/test"

	"popmail/account/fetch"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// internet keeps what it fetches in the store of the stage.
type internet struct {
	*brittle
	asked []string
}

func (n *internet) PictureHost(ref string) string {
	host, _, _ := strings.Cut(strings.TrimPrefix(ref, "https://"), "/")
	return host
}

func (n *internet) FetchPictures(ctx context.Context, id mailbox.ID, refs []string) (map[string][]byte, error) {
	got := map[string][]byte{}
	for _, ref := range refs {
		n.asked = append(n.asked, ref)
		got[ref] = []byte("GIF89a\x10\x00\x10\x00\x00\x00\x00!\xf9\x04\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x01L\x00;")
	}
	return got, n.KeepPictures(ctx, id, got)
}

// Pictures of the internet are asked for once the person says so, kept, and fetched at once
// for a sender of whom the person said so; Settings take that back.
func TestRemotePictures(t *testing.T) {
	web := &internet{}
	s := newStageOf(t, true, nil, func(o *Options) {
		web.brittle = o.Mail.(*brittle)
		o.Pictures = web
	})
	for i, name := range []string{"two", "one"} { // one is the newer
		raw := "From: Shop <news@shop.example>\r\nTo: ann@example.org\r\nSubject: Letter " + name + "\r\nMIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n" +
			"Date: " + noon.Add(time.Duration(i)*time.Minute-time.Hour).Format(time.RFC1123Z) + "\r\n\r\n<p>Offers</p><img src=\"https://cdn.shop.example/" + name + ".gif\" width=60 height=40>\r\n"
		storagetest.Deliver(t, s.store.Store, 1, fetch.Incoming{UID: name, Raw: []byte(raw), At: noon})
	}
	s.news()
	s.tapRow(0)
	s.sees("Pictures from cdn.shop.example are not loaded")
	if len(web.asked) > 0 {
		t.Fatalf("asked for %v", web.asked)
	}
	s.tap("Show pictures")
	if len(web.asked) != 1 {
		t.Fatalf("asked for %v", web.asked)
	}
	s.tapRow(1)
	s.tapRow(0)
	if len(web.asked) != 1 || strings.Contains(s.said(), "are not loaded") {
		t.Errorf("what was fetched is not kept: %v", web.asked)
	}
	s.tapRow(1)
	s.tap("Always for this sender")
	if len(web.asked) != 2 {
		t.Errorf("asked for %v", web.asked)
	}
	// Those of a sender of whom it always is come with the mail, once that is chosen.
	s.app.Preferences().SetBool(prefAhead, true)
	for _, from := range []string{"news@shop.example", "other@shop.example"} {
		raw := "From: " + from + "\r\nTo: ann@example.org\r\nSubject: Later\r\nMIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n<img src=\"https://cdn.shop.example/" + from + ".gif\" width=60 height=40>\r\n"
		storagetest.Deliver(t, s.store.Store, 1, fetch.Incoming{UID: from, Raw: []byte(raw), At: noon})
	}
	s.must(s.store.Settle(t.Context())) // none is fetched before it is known whether it is junk
	s.news()
	if len(web.asked) != 3 || web.asked[2] != "https://cdn.shop.example/news@shop.example.gif" {
		t.Errorf("with the mail came %v", web.asked)
	}
	s.accounts.showMenu()
	s.settingsPage(1)
	s.sees("Pictures from the internet")
	s.sees("news@shop.example")
	s.tap("Ask again")
	if strings.Contains(s.said(), "news@shop.example\n") {
		t.Error("the sender is still listed")
	}
	if always, err := s.store.PictureSender(t.Context(), "news@shop.example"); err != nil || always {
		t.Errorf("%v, %v", always, err)
	}
}

// shopLetters is a window with letters of a sender whose pictures are always fetched.
func shopLetters(t *testing.T, change func(o *Options), names ...string) (*stage, *internet) {
	web := &internet{}
	s := newStageOf(t, true, nil, func(o *Options) {
		web.brittle = o.Mail.(*brittle)
		o.Pictures = web
		if change != nil {
			change(o)
		}
	})
	s.must(s.store.SetPictureSender(t.Context(), "news@shop.example", true))
	s.shopLetter(names...)
	s.news()
	return s, web
}

func (s *stage) shopLetter(names ...string) {
	for i, name := range names {
		raw := "From: Shop <news@shop.example>\r\nTo: ann@example.org\r\nSubject: Letter " + name + "\r\nMIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n" +
			"DKIM-Signature: v=1; a=rsa-sha256; d=shop.example; s=a; h=from:list-unsubscribe:list-unsubscribe-post; bh=eA==; b=eA==\r\n" +
			"List-Unsubscribe: <https://shop.example/leave>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" +
			"Date: " + noon.Add(time.Duration(i)*time.Minute-time.Hour).Format(time.RFC1123Z) + "\r\n\r\n<p>Offers</p><img src=\"https://cdn.shop.example/" + name + ".gif\" width=60 height=40>\r\n"
		storagetest.Deliver(s.t, s.store.Store, 1, fetch.Incoming{UID: name, Raw: []byte(raw), At: noon})
	}
}

// Who works offline tells nobody that a letter was opened: pictures come neither by themselves, also not
// ahead, nor when they are asked for, before the person is online again; a mailing list is not left either.
func TestNoPicturesOffline(t *testing.T) {
	left := 0
	s, web := shopLetters(t, func(o *Options) {
		o.Unsubscribe = func(context.Context, mailbox.ID, string) error { left++; return nil }
	}, "two", "one")
	s.activity.workOffline(true)
	s.tapRow(0)
	s.sees("Pictures from cdn.shop.example are not loaded")
	s.tap("Show pictures")
	if len(web.asked) > 0 || s.toasts.now == nil || s.toasts.now.Action().Text != "Go online" {
		t.Fatalf("asked for %v", web.asked)
	}
	s.app.Preferences().SetBool(prefAhead, true)
	s.shopLetter("three")
	s.must(s.store.Settle(t.Context()))
	s.news()
	if len(web.asked) > 0 {
		t.Fatalf("with the mail came %v", web.asked)
	}
	s.tap("Unsubscribe…")
	s.tap("Unsubscribe")
	if left > 0 || !s.activity.worksOffline() {
		t.Fatal("a list is left while the person works offline")
	}
	test.Tap(s.toasts.now.Action())
	if left != 1 || s.activity.worksOffline() {
		t.Errorf("left %d times, offline %v", left, s.activity.worksOffline())
	}
	s.tap("OK")
	s.activity.workOffline(true)
	s.tapRow(1)
	s.sees("Pictures from cdn.shop.example are not loaded")
	s.tap("Show pictures")
	test.Tap(s.toasts.now.Action())
	if len(web.asked) != 1 || s.activity.worksOffline() || strings.Contains(s.said(), "are not loaded") {
		t.Errorf("online came %v", web.asked)
	}
	// The word that leads online no longer speaks of a letter that is not shown.
	s.activity.workOffline(true)
	s.tapRow(2)
	s.tap("Show pictures")
	online := s.toasts.now.Action()
	s.tapRow(1)
	test.Tap(online)
	if len(web.asked) != 1 {
		t.Errorf("fetched for another letter: %v", web.asked)
	}
}

// What is under way ends when the person begins to work offline.
func TestOfflineEndsWhatIsFetched(t *testing.T) {
	s, web := shopLetters(t, nil, "one")
	var err error
	p := outwardPictures{fetchesWhile{web, func(ctx context.Context) { s.activity.workOffline(true); err = ctx.Err() }}, s.activity.outward}
	_, _ = p.FetchPictures(t.Context(), 1, []string{"https://cdn.shop.example/one.gif"})
	if err == nil {
		t.Error("it goes on")
	}
	if _, again := p.FetchPictures(t.Context(), 1, []string{"https://cdn.shop.example/one.gif"}); again == nil || len(web.asked) != 1 {
		t.Errorf("%v, %v", again, web.asked)
	}
	s.activity.workOffline(false)
	if way, done := s.activity.outward.through(t.Context()); way.Err() != nil {
		t.Error(way.Err())
	} else if done(); len(s.activity.outward.ways) > 0 {
		t.Error("what has ended is kept")
	}
}

// fetchesWhile does something else while it fetches.
type fetchesWhile struct {
	*internet
	do func(ctx context.Context)
}

func (f fetchesWhile) FetchPictures(ctx context.Context, id mailbox.ID, refs []string) (map[string][]byte, error) {
	f.do(ctx)
	return f.internet.FetchPictures(ctx, id, refs)
}

// In travel mode pictures come when they are asked for, not by themselves.
func TestPicturesInTravelMode(t *testing.T) {
	s, web := shopLetters(t, func(o *Options) { o.Travel = &fakeTravel{} }, "one", "two")
	s.travel.toggle()
	s.tapRow(0)
	s.sees("Pictures from cdn.shop.example are not loaded")
	if len(web.asked) > 0 {
		t.Fatalf("asked for %v", web.asked)
	}
	s.tap("Show pictures")
	if len(web.asked) != 1 {
		t.Errorf("asked for %v", web.asked)
	}
	s.travel.toggle()
	s.tapRow(1)
	if len(web.asked) != 2 {
		t.Errorf("asked for %v", web.asked)
	}
}
