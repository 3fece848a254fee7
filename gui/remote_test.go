package gui

import (
	"context"
	"strings"
	"testing"
	"time"

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
