package gui

import (
	"strings"
	"testing"

	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// A message of which more has come is shown whole, and one of which nothing has come stays as
// it is.
func TestRenewed(t *testing.T) {
	s := newStage(t, 3)
	s.listing.list.Select(2)
	before := s.reading.reader.Message()
	if before == nil || strings.Contains(before.Text, "the rest") {
		t.Fatalf("%+v", before)
	}
	again := numbered(2)
	again.Text += "\r\nAnd the rest of it."
	in := again.Incoming(numbered(2).Subject)
	in.Replace = true
	for _, o := range storagetest.Deliver(t, s.store.Store, 1, in) {
		s.must(o.Err)
	}
	s.news()
	if got := s.reading.reader.Message(); got == nil || !strings.Contains(got.Text, "the rest") || s.reading.reader.Shown() != 2 {
		t.Errorf("%+v", got)
	}
	now := s.reading.reader.Message()
	other := numbered(1)
	other.Text += "\r\nMore of another."
	in = other.Incoming(numbered(1).Subject)
	in.Replace = true
	for _, o := range storagetest.Deliver(t, s.store.Store, 1, in) {
		s.must(o.Err)
	}
	s.news()
	if s.reading.reader.Message() != now {
		t.Error("a message that has not changed is shown anew")
	}
	s.must(s.store.SetFlag(t.Context(), []mailbox.ID{2}, mailbox.Starred, true))
	s.news()
	if s.reading.reader.Message() != now {
		t.Error("a message is shown anew for its star")
	}
}
