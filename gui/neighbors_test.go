package gui

import (
	"strings"
	"testing"

	"popmail/account/fetch"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// The message below and the one above are read ahead: a key shows them at once, without
// a turn of the background. One that has changed since is read again.
func TestNeighborsAreThereAtOnce(t *testing.T) {
	s, th := newLiveStage(t, 5)
	th.until("the list", func() bool { return s.listing.list.Len() == 5 })
	ids := s.listing.list.IDs()
	s.listing.list.Select(ids[2])
	th.until("the neighbors", func() bool { return len(s.reading.near.have) == 2 })
	for _, to := range []int{3, 2, 1} {
		s.listing.list.Select(ids[to])
		if got := s.reading.reader.Shown(); got != ids[to] {
			t.Fatalf("row %d: message %d is shown at once, want %d", to, got, ids[to])
		}
		th.until("the neighbors", func() bool { return len(s.reading.near.have) == 2 })
	}
	if s.is(ids[0], mailbox.Read) {
		t.Error("a message is marked as read, and only its neighbor was chosen")
	}
	s.must(s.store.SetFlag(t.Context(), []mailbox.ID{ids[0]}, mailbox.Starred, true))
	th.until("the change", func() bool { return s.reading.near.have[ids[0]].Summary.Flags&mailbox.Starred != 0 })
	s.listing.list.Select(ids[0])
	if got := s.reading.reader.Shown(); got != ids[0] {
		t.Errorf("message %d is shown at once, want %d", got, ids[0])
	}
}

// Large messages are not read before they are chosen.
func TestNeighborsAreSmall(t *testing.T) {
	s := newStage(t, 1)
	large := "From: bob@example.net\r\nTo: ann@example.org\r\nSubject: large\r\nDate: Fri, 20 Nov 2026 10:00:00 +0000\r\n\r\n" + strings.Repeat(strings.Repeat("x", 70)+"\r\n", neighborMost/72+1)
	storagetest.Deliver(t, s.store.Store, 1, fetch.Incoming{UID: "large", Raw: []byte(large), At: noon})
	s.news()
	ids := s.listing.list.IDs()
	s.listing.list.Select(ids[0])
	if got := s.reading.near.have; len(got) != 0 {
		t.Errorf("%d messages are read ahead, want none", len(got))
	}
	s.listing.list.Select(ids[1])
	if got := s.reading.near.have; len(got) != 1 {
		t.Errorf("%d messages are read ahead, want the small one", len(got))
	}
}

// What the person says about the pictures of a sender holds for the message below, too.
func TestNeighborsKnowThePictures(t *testing.T) {
	web := &internet{}
	s := newStageOf(t, true, nil, func(o *Options) {
		web.brittle = o.Mail.(*brittle)
		o.Pictures = web
	})
	for _, name := range []string{"a", "b", "c"} {
		raw := "From: Shop <news@shop.example>\r\nTo: ann@example.org\r\nSubject: " + name + "\r\nMIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n" +
			"Date: Fri, 20 Nov 2026 10:00:00 +0000\r\n\r\n<p>Offers</p><img src=\"https://cdn.shop.example/" + name + ".gif\" width=60 height=40>\r\n"
		storagetest.Deliver(t, s.store.Store, 1, fetch.Incoming{UID: name, Raw: []byte(raw), At: noon})
	}
	s.news()
	s.tapRow(0)
	s.tap("Always for this sender")
	if len(web.asked) != 1 {
		t.Fatalf("asked for %v", web.asked)
	}
	s.tapRow(1) // was read ahead before the person said so
	if len(web.asked) != 2 {
		t.Errorf("the message below asks for its pictures: %v", web.asked)
	}
	s.accounts.showMenu()
	s.settingsPage(1)
	s.tap("Ask again")
	s.closeSheet()
	s.tapRow(2) // was read ahead while the pictures were always shown
	if len(web.asked) != 2 {
		t.Errorf("pictures are fetched after that was taken back: %v", web.asked)
	}
}
