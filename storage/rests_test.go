package storage_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"popmail/account"
	"popmail/account/fetch"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

const filmHead = "Message-ID: <film@x>\r\nFrom: Dad <dad@x>\r\nTo: me@example.org\r\nSubject: The film\r\nDate: Mon, 2 Feb 2026 10:00:00 +0000\r\n" +
	"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nI found the film.\r\n--b\r\nContent-Type: video/mp4; name=film.mp4\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment\r\n\r\n"

var (
	filmBeginning = filmHead + "QUJD\r\n"
	filmWhole     = filmHead + strings.Repeat("QUJD\r\n", 1000) + "\r\n--b--\r\n"
)

func film(uid string, whole bool) fetch.Incoming {
	m := fetch.Incoming{UID: uid, Raw: []byte(filmBeginning), Listed: int64(len(filmWhole)), Short: true, Beginning: true, Head: "m1"}
	if whole {
		m.Raw, m.Short, m.Beginning, m.Replace = []byte(filmWhole), false, false, true
	}
	return m
}

// The beginning of a message is a message, and what comes later takes its place: its id, marks
// and folder stay.
func TestBeginning(t *testing.T) {
	s := storagetest.Open(t, nil)
	id := storagetest.AddAccount(t, s, "me@example.org")
	storagetest.Deliver(t, s, id, mail("a", "other"), film("f", false))
	only := func() mailbox.Summary {
		t.Helper()
		for _, m := range rows(t, s, mailbox.View{}) {
			if m.UID == "f" || m.UID == "g" {
				return m
			}
		}
		t.Fatal("the film is not listed")
		return mailbox.Summary{}
	}
	rest := func(want fetch.Rest, uid string) {
		t.Helper()
		known, err := s.Known(ctx, id)
		if k := known[uid]; err != nil || k.Rest != want || k.Short != (want != fetch.Whole) || known["a"].Rest != fetch.Whole {
			t.Errorf("%+v %v, want rest %d", k, err, want)
		}
	}
	waits := func(n, wanted int) {
		t.Helper()
		r, err := s.Rests(ctx, account.AskAbove)
		octets := int64(n * (len(filmWhole) - len(filmBeginning)))
		if err != nil || r.Messages != n || r.Wanted != wanted || r.Octets != octets || len(r.Accounts) != n {
			t.Errorf("%+v %v, want %d and %d wanted", r, err, n, wanted)
		}
		if ids, larger, err := s.Beginnings(ctx, account.AskAbove); err != nil || len(ids) != n || len(larger) > 0 {
			t.Errorf("%v %v", ids, err)
		}
	}
	m := only()
	if m.Rest != (mailbox.Rest{Whole: int64(len(filmWhole))}) || !m.Short || m.Attachments != 1 || !m.Rest.Waits() {
		t.Errorf("%+v", m)
	}
	rest(fetch.Waits, "f")
	waits(1, 0)
	full, _, err := s.Message(ctx, m.ID)
	if err != nil || len(full.Attachments) > 0 || len(full.Problems) > 0 || !strings.Contains(full.Text, "I found the film.") {
		t.Errorf("%+v %v", full, err)
	}
	if _, _, err := s.Attachment(ctx, m.ID, 0); !errors.Is(err, mailbox.ErrBeginning) {
		t.Errorf("an attachment of a beginning: %v", err)
	}
	if err := s.WantRest(ctx, []mailbox.ID{m.ID}, true); err != nil || !only().Rest.Wanted {
		t.Errorf("%v %+v", err, only())
	}
	rest(fetch.Wanted, "f")
	waits(1, 1)
	if err := s.Listed(ctx, id, []string{"f"}, nil); err != nil || !only().Rest.Gone || only().Rest.Waits() {
		t.Errorf("%v %+v", err, only())
	}
	if err := s.WantRest(ctx, []mailbox.ID{m.ID}, false); err != nil {
		t.Error(err)
	}
	waits(0, 0)
	if err := s.WantRest(ctx, []mailbox.ID{m.ID}, true); err != nil || only().Rest.Wanted {
		t.Errorf("what is gone is wanted: %v", err)
	}
	if err := s.Listed(ctx, id, nil, []string{"f"}); err != nil || !only().Rest.Waits() {
		t.Error(err)
	}
	rest(fetch.Wanted, "f") // as it was
	if err := s.WantRest(ctx, []mailbox.ID{m.ID}, false); err != nil {
		t.Error(err)
	}
	rest(fetch.Waits, "f")
	// It comes under another unique-id.
	storagetest.DeliverPresent(t, s, id, []string{"a", "g"}, film("g", false))
	if only().ID != m.ID {
		t.Error("it is here twice")
	}
	waits(1, 0)
	if err := s.SetFlag(ctx, []mailbox.ID{m.ID}, mailbox.Starred|mailbox.Answered, true); err != nil {
		t.Fatal(err)
	}
	if _, err := s.MoveTo(ctx, []mailbox.ID{m.ID}, mailbox.Archive); err != nil {
		t.Fatal(err)
	}
	known, err := s.Known(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	came := known["g"].Stored
	time.Sleep(2 * time.Millisecond) // times are kept in milliseconds
	storagetest.Deliver(t, s, id, film("g", true))
	if known, err := s.Known(ctx, id); err != nil || !known["g"].Stored.After(came) {
		t.Errorf("the days count from %v, and it came at %v: %v", known["g"].Stored, came, err)
	}
	now := only()
	if now.ID != m.ID || now.Rest != (mailbox.Rest{}) || now.Short || !now.Is(mailbox.Starred|mailbox.Answered) || now.FolderRole != mailbox.Archive || now.Size != int64(len(filmWhole)) {
		t.Errorf("%+v", now)
	}
	rest(fetch.Whole, "g")
	waits(0, 0)
	if data, a, err := s.Attachment(ctx, m.ID, 0); err != nil || len(data) != 3000 || a.Name != "film.mp4" {
		t.Errorf("%d octets of %+v, %v", len(data), a, err)
	}
	if full, _, err := s.Message(ctx, m.ID); err != nil || len(full.Attachments) != 1 {
		t.Errorf("%+v %v", full, err)
	}
}

// What the person has removed for ever does not come whole after all, and is still known not
// to be whole.
func TestBeginningRemoved(t *testing.T) {
	s := storagetest.Open(t, nil)
	id := storagetest.AddAccount(t, s, "me@example.org")
	storagetest.Deliver(t, s, id, film("f", false))
	if err := s.Purge(ctx, []mailbox.ID{rows(t, s, mailbox.View{})[0].ID}); err != nil {
		t.Fatal(err)
	}
	known, err := s.Known(ctx, id)
	if k := known["f"]; err != nil || k.Rest != fetch.Unwanted || !k.Short || k.Gone {
		t.Errorf("%+v %v", k, err)
	}
	if r, err := s.Rests(ctx, account.AskAbove); err != nil || r.Messages != 0 {
		t.Errorf("%+v %v", r, err)
	}
}

// What is over a size and not wanted is counted apart, and its octets are not among those that
// come when all is wanted.
func TestLargerRests(t *testing.T) {
	s := storagetest.Open(t, nil)
	id := storagetest.AddAccount(t, s, "me@example.org")
	small, large := film("f", false), film("g", false)
	large.Raw = []byte(strings.Replace(filmBeginning, "film@x", "other@x", 1))
	large.Listed *= 100
	storagetest.Deliver(t, s, id, small, large)
	above := small.Listed
	is := func(nIDs, nLarger int, want mailbox.Rests) {
		t.Helper()
		ids, larger, err := s.Beginnings(ctx, above)
		if err != nil || len(ids) != nIDs || len(larger) != nLarger {
			t.Errorf("%v %v %v", ids, larger, err)
		}
		r, err := s.Rests(ctx, above)
		if r.Accounts = nil; err != nil || r.Messages != want.Messages || r.Wanted != want.Wanted || r.Larger != want.Larger || r.Octets != want.Octets {
			t.Errorf("%+v %v, want %+v", r, err, want)
		}
	}
	missing := small.Listed - int64(len(small.Raw))
	is(1, 1, mailbox.Rests{Messages: 2, Larger: 1, Octets: missing})
	_, larger, err := s.Beginnings(ctx, above)
	if err == nil {
		err = s.WantRest(ctx, larger, true)
	}
	if err != nil {
		t.Fatal(err)
	}
	is(2, 0, mailbox.Rests{Messages: 2, Wanted: 1, Octets: missing + large.Listed - int64(len(large.Raw))})
	above = small.Listed - 1
	is(1, 1, mailbox.Rests{Messages: 2, Wanted: 1, Larger: 1, Octets: large.Listed - int64(len(large.Raw))})
}
