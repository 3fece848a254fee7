package storage_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"popmail/account"
	"popmail/account/fetch"
	"popmail/storage"
	"popmail/storage/mailbox"
	"popmail/storage/query"
	"popmail/storage/storagetest"
)

var ctx = context.Background()

func mail(uid, subject string) fetch.Incoming {
	return storagetest.Mail{Subject: subject, Text: "text of " + subject}.Incoming(uid)
}

func rows(t testing.TB, s *storage.Store, v mailbox.View) []mailbox.Summary {
	t.Helper()
	out, err := s.List(ctx, v, 0)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func subjects(t testing.TB, s *storage.Store, v mailbox.View) []string {
	t.Helper()
	var out []string
	for _, m := range rows(t, s, v) {
		out = append(out, m.Subject)
	}
	return out
}

func find(t testing.TB, s *storage.Store, text string) []mailbox.ID {
	t.Helper()
	r, err := s.Search(ctx, query.Parse(text, time.Now()), 0)
	if err != nil {
		t.Fatal(err)
	}
	if r.Total != len(r.Entries) {
		t.Errorf("%q: total %d, %d entries", text, r.Total, len(r.Entries))
	}
	ids := []mailbox.ID{}
	for _, e := range r.Entries {
		ids = append(ids, e.ID)
	}
	return ids
}

func TestContract(t *testing.T) {
	storagetest.Contract(t, func(t testing.TB) (fetch.Store, account.ID, func(uid string) []byte) {
		s := storagetest.Open(t, nil)
		id := storagetest.AddAccount(t, s, "me@example.org")
		return s, id, func(uid string) []byte {
			for _, m := range rows(t, s, mailbox.View{}) {
				if m.UID == uid {
					raw, err := s.Raw(ctx, m.ID)
					if err != nil {
						t.Fatal(err)
					}
					return raw
				}
			}
			return nil
		}
	})
}

func TestDeliverRow(t *testing.T) {
	s := storagetest.Open(t, nil)
	id := storagetest.AddAccount(t, s, "me@example.org")
	sub := s.Changes().Subscribe(10)
	m := storagetest.Mail{
		From: "Ann Other <ann@example.org>", To: "Me <me@example.org>, you@example.org", Subject: "A trip to Łódź",
		Text: "Let us go there.", Attachment: "plan.pdf", Date: time.Date(2025, 5, 6, 7, 8, 9, 0, time.UTC),
	}
	in := m.Incoming("uid-1")
	raw := bytes.Clone(in.Raw)
	storagetest.Deliver(t, s, id, in)
	told := storagetest.Told(sub)
	folders, err := s.Folders(ctx)
	if err != nil {
		t.Fatal(err)
	}
	inbox := folders[0]
	c, ok := told[0].(mailbox.Arrived)
	if !ok || len(told) != 2 || told[1] != mailbox.Change(mailbox.FoldersChanged{}) || len(c.Entries) != 1 || c.Folder != inbox.ID || !c.Entries[0].Date.Equal(m.Date) {
		t.Fatalf("told %+v", told)
	}
	if inbox.Role != mailbox.Inbox || inbox.Total != 1 || inbox.Unread != 1 {
		t.Errorf("inbox %+v", inbox)
	}
	got, row, err := s.Message(ctx, c.Entries[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	if d := time.Since(row.Received); d < 0 || d > time.Hour {
		t.Errorf("received %v", row.Received)
	}
	row.Received = time.Time{}
	want := mailbox.Summary{
		ID: c.Entries[0].ID, Account: id, Folder: inbox.ID, FolderRole: mailbox.Inbox, FolderName: "Inbox", UID: "uid-1", MessageID: row.MessageID,
		From: mailbox.Address{Name: "Ann Other", Email: "ann@example.org"},
		To:   []mailbox.Address{{Name: "Me", Email: "me@example.org"}, {Email: "you@example.org"}}, Subject: m.Subject,
		Date: m.Date, SortKey: m.Date, Size: int64(len(raw)), Attachments: 1, Snippet: "Let us go there.",
	}
	if diff := cmp.Diff(want, row); diff != "" {
		t.Error(diff)
	}
	if row.MessageID == "" || !strings.Contains(string(raw), "<"+row.MessageID+">") {
		t.Errorf("message id %q", row.MessageID)
	}
	if got.Subject != m.Subject || strings.TrimSpace(got.Text) != m.Text || len(got.Attachments) != 1 {
		t.Errorf("message %+v", got)
	}
	if back, err := s.Raw(ctx, row.ID); err != nil || !bytes.Equal(back, raw) {
		t.Errorf("octets differ: %v", err)
	}
	data, a, err := s.Attachment(ctx, row.ID, 0)
	if err != nil || string(data) != "%PDF-1.4\n" || a.Name != "plan.pdf" {
		t.Errorf("attachment %q %+v %v", data, a, err)
	}
	if _, _, err := s.Attachment(ctx, row.ID, 5); !errors.Is(err, mailbox.ErrNotFound) {
		t.Errorf("no attachment: %v", err)
	}
	if got.Attachments[0].Name != "plan.pdf" || got.Attachments[0].Size != 9 {
		t.Errorf("attachments %+v", got.Attachments)
	}
	if _, err := s.Raw(ctx, 999); !errors.Is(err, mailbox.ErrNotFound) {
		t.Errorf("no message: %v", err)
	}
}

// TestDeliverOdd stores octets that are hardly messages.
func TestDeliverOdd(t *testing.T) {
	random := make([]byte, 300_000)
	r := rand.NewChaCha8([32]byte{1})
	if _, err := r.Read(random); err != nil {
		t.Fatal(err)
	}
	deep := strings.Repeat("Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n", 500)
	odd := map[string][]byte{
		"empty": {}, "nil": nil, "random": random, "nul": []byte("Subject: a\x00b\r\n\r\nc\x00d\r\n"), "dot": []byte("."), "crlf": []byte("\r\n"),
		"no head": []byte("\r\nonly text\r\n"), "no body": []byte("Subject: only a head\r\n"), "bare lf": []byte("Subject: lf\n\ntext\n"),
		"8 bit": []byte("Subject: \xe4\xff\xfe\r\nFrom: \xff <\x80@x>\r\n\r\n\xc3\x28\r\n"), "deep": []byte(deep),
		"far date": []byte("Subject: far\r\nDate: Mon, 1 Jan 99999 00:00:00 +0000\r\n\r\n\r\n"),
		"quotes":   []byte("Subject: \"'; DROP TABLE messages; --\r\n\r\n\" OR 1=1\r\n"),
		"long":     append([]byte("Subject: "+strings.Repeat("x", 500_000)+"\r\n\r\n"), bytes.Repeat([]byte("line\r\n"), 100_000)...),
		"word":     bytes.Repeat([]byte("a"), 3<<20),
	}
	s := storagetest.Open(t, nil)
	id := storagetest.AddAccount(t, s, "me@example.org")
	var in []fetch.Incoming
	for uid, raw := range odd {
		in = append(in, fetch.Incoming{UID: uid, Raw: bytes.Clone(raw), At: time.Date(2026, 2, 3, 4, 5, 6, 0, time.UTC)})
	}
	for _, o := range storagetest.Deliver(t, s, id, in...) {
		if o.Err != nil || o.Already && o.UID != "nil" && o.UID != "empty" || o.Size != int64(len(odd[o.UID])) {
			t.Errorf("%+v", o)
		}
	}
	list := rows(t, s, mailbox.View{})
	if len(list) != len(odd) {
		t.Fatalf("%d messages of %d", len(list), len(odd))
	}
	for _, m := range list {
		raw, err := s.Raw(ctx, m.ID)
		if err != nil || !bytes.Equal(raw, odd[m.UID]) {
			t.Errorf("%s: octets differ: %v", m.UID, err)
		}
		if _, _, err := s.Message(ctx, m.ID); err != nil {
			t.Errorf("%s: %v", m.UID, err)
		}
		if y := m.Date.Year(); y < 1 || y > 9999 {
			t.Errorf("%s: date %v", m.UID, m.Date)
		}
	}
	if n, bad, err := s.Verify(ctx); n != len(odd) || len(bad) > 0 || err != nil {
		t.Errorf("verify: %d %v %v", n, bad, err)
	}
}

// TestDeliverLarge stores a message that is larger than the whole queue.
func TestDeliverLarge(t *testing.T) {
	if testing.Short() {
		t.Skip("short")
	}
	s := storagetest.Open(t, nil)
	id := storagetest.AddAccount(t, s, "me@example.org")
	head := "Subject: large\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n\r\n"
	raw := append([]byte(head), bytes.Repeat([]byte(strings.Repeat("QUJD", 19)+"\r\n"), 100<<20/78)...)
	want := bytes.Clone(raw)
	storagetest.Deliver(t, s, id, mail("before", "before"), fetch.Incoming{UID: "large", Raw: raw}, mail("after", "after"))
	list := rows(t, s, mailbox.View{})
	if len(list) != 3 {
		t.Fatal(len(list))
	}
	for _, m := range list {
		if m.UID == "large" {
			if got, err := s.Raw(ctx, m.ID); err != nil || !bytes.Equal(got, want) {
				t.Error("octets differ", err)
			}
		}
	}
}

func TestDeliverOrder(t *testing.T) {
	s := storagetest.Open(t, nil)
	id := storagetest.AddAccount(t, s, "me@example.org")
	var in []fetch.Incoming
	for i := range 300 {
		// Some take much longer to read than others.
		m := storagetest.Mail{Subject: fmt.Sprint(i), Text: strings.Repeat("some words ", (i*7919%50)*(i*7919%50))}
		in = append(in, m.Incoming(fmt.Sprintf("u%03d", i)))
	}
	out := storagetest.Deliver(t, s, id, in...)
	for i, o := range out {
		if o.UID != in[i].UID {
			t.Fatalf("outcome %d is that of %s", i, o.UID)
		}
	}
	list := rows(t, s, mailbox.View{})
	for _, m := range list {
		if fmt.Sprintf("u%03d", m.ID-1) != m.UID {
			t.Errorf("message %d has unique-id %s", m.ID, m.UID)
		}
	}
	// The same date: what came last stands first.
	if list[0].Subject != "299" || list[299].Subject != "0" {
		t.Errorf("first %s, last %s", list[0].Subject, list[299].Subject)
	}
}

func outcomes(out []fetch.Outcome) string {
	var b strings.Builder
	for _, o := range out {
		state := "new"
		if o.Err != nil {
			state = "error"
		} else if o.Already {
			state = "already"
		}
		fmt.Fprintf(&b, "%s %s;", o.UID, state)
	}
	return b.String()
}

// TestChangedUniqueIDs is about servers that number their messages anew.
func TestChangedUniqueIDs(t *testing.T) {
	a, b := mail("a", "first"), mail("b", "second")
	as := func(uid string, m fetch.Incoming) fetch.Incoming {
		m.UID, m.Raw = uid, bytes.Clone(m.Raw)
		return m
	}
	tests := []struct {
		name    string
		first   []fetch.Incoming
		purge   bool
		present []string
		second  []fetch.Incoming
		want    string
		total   int
	}{
		{"all new numbers", []fetch.Incoming{as("1", a), as("2", b)}, false, []string{"11", "12"}, []fetch.Incoming{as("11", a), as("12", b)}, "11 already;12 already;", 2},
		{"twins that are both listed", []fetch.Incoming{as("1", a)}, false, []string{"1", "2"}, []fetch.Incoming{as("2", a)}, "2 new;", 2},
		{"twins at once", nil, false, []string{"1", "2"}, []fetch.Incoming{as("1", a), as("2", a)}, "1 new;2 new;", 2},
		{"one vanished takes in one", []fetch.Incoming{as("1", a)}, false, []string{"2", "3"}, []fetch.Incoming{as("2", a), as("3", a)}, "2 already;3 new;", 2},
		{"two twins, both new numbers", []fetch.Incoming{as("1", a), as("2", a)}, false, []string{"3", "4", "5"},
			[]fetch.Incoming{as("3", a), as("4", a), as("5", a)}, "3 already;4 already;5 new;", 3},
		{"removed for ever stays removed", []fetch.Incoming{as("1", a)}, true, []string{"2"}, []fetch.Incoming{as("2", a)}, "2 already;", 0},
		{"other octets", []fetch.Incoming{as("1", a)}, false, []string{"2"}, []fetch.Incoming{as("2", b)}, "2 new;", 2},
		{"the same unique-id again", []fetch.Incoming{as("1", a)}, false, []string{"1"}, []fetch.Incoming{as("1", a)}, "1 already;", 1},
		{"nothing is told of the list", nil, false, nil, []fetch.Incoming{as("1", a), as("2", a)}, "1 new;2 new;", 2},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := storagetest.Open(t, nil)
			id := storagetest.AddAccount(t, s, "me@example.org")
			storagetest.Deliver(t, s, id, tt.first...)
			if tt.purge {
				for _, m := range rows(t, s, mailbox.View{}) {
					if err := s.Purge(ctx, []mailbox.ID{m.ID}); err != nil {
						t.Fatal(err)
					}
				}
			}
			out := storagetest.DeliverPresent(t, s, id, tt.present, tt.second...)
			if got := outcomes(out); got != tt.want {
				t.Errorf("got %s want %s", got, tt.want)
			}
			list := rows(t, s, mailbox.View{})
			if len(list) != tt.total {
				t.Errorf("%d messages, want %d", len(list), tt.total)
			}
			known, err := s.Known(ctx, id)
			if err != nil {
				t.Fatal(err)
			}
			for _, uid := range tt.present {
				if _, ok := known[uid]; !ok {
					t.Errorf("%s is not known", uid)
				}
			}
			// A further session with the same list brings nothing, whatever it does.
			var again []fetch.Incoming
			for _, m := range tt.second {
				again = append(again, as(m.UID, m))
			}
			for _, o := range storagetest.DeliverPresent(t, s, id, tt.present, again...) {
				if !o.Already {
					t.Errorf("again: %+v", o)
				}
			}
			if n := len(rows(t, s, mailbox.View{})); n != tt.total {
				t.Errorf("%d messages after that, want %d", n, tt.total)
			}
		})
	}
}

// TestChangedUniqueIDShown: a row tells the unique-id that the server uses now, and
// the time of the first storing counts for the days on the server.
func TestChangedUniqueIDShown(t *testing.T) {
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	s := storagetest.Open(t, &storage.Options{Now: func() time.Time { return now }})
	id := storagetest.AddAccount(t, s, "me@example.org")
	storagetest.Deliver(t, s, id, mail("old", "x"))
	first := now
	now = now.Add(48 * time.Hour)
	storagetest.DeliverPresent(t, s, id, []string{"new"}, mail("new", "x"))
	list := rows(t, s, mailbox.View{})
	if len(list) != 1 || list[0].UID != "new" {
		t.Errorf("%+v", list)
	}
	known, err := s.Known(ctx, id)
	if err != nil || !known["new"].Stored.Equal(first) || !known["old"].Stored.Equal(first) {
		t.Errorf("%v %v", known, err)
	}
}

func TestKnownAndRemoved(t *testing.T) {
	s := storagetest.Open(t, nil)
	id := storagetest.AddAccount(t, s, "me@example.org")
	other := storagetest.AddAccount(t, s, "other@example.org")
	uids := []string{"plain", "with space", " ", "tab\there", "\x80\xff\xfe", "nul\x00nul", "ünïcode", "1 2 0", strings.Repeat("x", 300), "Case", "case", `"`, "'"}
	var in []fetch.Incoming
	for i, uid := range uids {
		in = append(in, mail(uid, fmt.Sprint("message ", i)))
	}
	storagetest.Deliver(t, s, id, in...)
	storagetest.Deliver(t, s, other, mail("plain", "of another account"))
	if err := s.Removed(ctx, id, []string{uids[4], "never seen"}); err != nil {
		t.Fatal(err)
	}
	known, err := s.Known(ctx, id)
	if err != nil || len(known) != len(uids) {
		t.Fatalf("%d known: %v", len(known), err)
	}
	for i, uid := range uids {
		k, ok := known[uid]
		if !ok || k.Gone != (i == 4) || time.Since(k.Stored) > time.Hour {
			t.Errorf("%q: %+v %v", uid, k, ok)
		}
	}
	if k, err := s.Known(ctx, other); err != nil || len(k) != 1 {
		t.Errorf("other account: %v %v", k, err)
	}
	for _, m := range rows(t, s, mailbox.View{Account: id}) {
		if _, ok := known[m.UID]; !ok {
			t.Errorf("row with unique-id %q", m.UID)
		}
	}
	// Unique-ids outlive their messages.
	var all []mailbox.ID
	for _, m := range rows(t, s, mailbox.View{}) {
		all = append(all, m.ID)
	}
	if err := s.Purge(ctx, all); err != nil {
		t.Fatal(err)
	}
	if k, err := s.Known(ctx, id); err != nil || len(k) != len(uids) {
		t.Errorf("after removing for ever: %d %v", len(k), err)
	}
}

// What is perhaps not whole says so, until it is replaced.
func TestShort(t *testing.T) {
	s := storagetest.Open(t, nil)
	id := storagetest.AddAccount(t, s, "me@example.org")
	half, later := mail("half", "a half"), mail("later", "whole")
	half.Short, half.Listed, later.Listed = true, 5000, 100
	storagetest.Deliver(t, s, id, half, later, mail("whole", "whole too"))
	short := func() (uids []string) {
		for _, m := range rows(t, s, mailbox.View{Account: id}) {
			if m.Short {
				uids = append(uids, m.UID)
			}
		}
		slices.Sort(uids)
		return uids
	}
	if got := short(); !slices.Equal(got, []string{"half"}) {
		t.Errorf("%v", got)
	}
	if err := s.Rename(ctx, id, []fetch.Renaming{{From: "later", To: "later", Listed: 100, Short: true}}); err != nil {
		t.Fatal(err)
	}
	if got := short(); !slices.Equal(got, []string{"half", "later"}) {
		t.Errorf("%v", got)
	}
	whole := mail("half", "a half and the other half")
	whole.Replace, whole.Listed = true, 5000
	storagetest.Deliver(t, s, id, whole)
	if got := short(); !slices.Equal(got, []string{"later"}) {
		t.Errorf("%v", got)
	}
}

// TestDeliverClose: what was not committed is dropped and can be delivered later.
func TestDeliverClose(t *testing.T) {
	s := storagetest.Open(t, nil)
	id := storagetest.AddAccount(t, s, "me@example.org")
	d, err := s.Deliver(ctx, id, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 100 {
		if err := d.Add(ctx, mail(fmt.Sprint(i), fmt.Sprint(i))); err != nil {
			t.Fatal(err)
		}
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	stored := len(d.Stored())
	if n := len(rows(t, s, mailbox.View{})); n != stored {
		t.Errorf("%d messages, %d reported", n, stored)
	}
	if err := d.Add(ctx, mail("x", "x")); err == nil {
		t.Error("Add after Close")
	}
	if err := d.Close(); err != nil {
		t.Error(err)
	}
	var in []fetch.Incoming
	for i := range 100 {
		in = append(in, mail(fmt.Sprint(i), fmt.Sprint(i)))
	}
	storagetest.Deliver(t, s, id, in...)
	if n := len(rows(t, s, mailbox.View{})); n != 100 {
		t.Errorf("%d messages", n)
	}
}

// TestDeliverByItself: messages are committed without Flush after a moment.
func TestDeliverByItself(t *testing.T) {
	s := storagetest.Open(t, nil)
	id := storagetest.AddAccount(t, s, "me@example.org")
	sub := s.Changes().Subscribe(10)
	d, err := s.Deliver(ctx, id, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = d.Close() }()
	if err := d.Add(ctx, mail("1", "one")); err != nil {
		t.Fatal(err)
	}
	select {
	case <-sub.C():
	case <-time.After(time.Minute):
		t.Fatal("never committed")
	}
	if err := d.Flush(ctx); err != nil {
		t.Fatal(err)
	}
	if out := d.Stored(); len(out) != 1 || out[0].UID != "1" {
		t.Errorf("%+v", out)
	}
}

// TestDeliverAccountGone: the account is removed while its mail arrives.
func TestDeliverAccountGone(t *testing.T) {
	s := storagetest.Open(t, nil)
	id := storagetest.AddAccount(t, s, "me@example.org")
	d, err := s.Deliver(ctx, id, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = d.Close() }()
	if err := s.RemoveAccount(ctx, id, false); err != nil {
		t.Fatal(err)
	}
	if err := d.Add(ctx, mail("1", "one")); err != nil {
		t.Fatal(err)
	}
	if err := d.Flush(ctx); !errors.Is(err, mailbox.ErrNotFound) {
		t.Errorf("flush: %v", err)
	}
	if out := d.Stored(); len(out) != 1 || out[0].Err == nil {
		t.Errorf("%+v", out)
	}
	if _, err := s.Deliver(ctx, id, nil); !errors.Is(err, mailbox.ErrNotFound) {
		t.Errorf("deliver: %v", err)
	}
}

// TestDeliverCancel: a caller that gives up waiting for room or for Flush.
func TestDeliverCancel(t *testing.T) {
	s := storagetest.Open(t, nil)
	id := storagetest.AddAccount(t, s, "me@example.org")
	d, err := s.Deliver(ctx, id, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = d.Close() }()
	gone, cancel := context.WithCancel(ctx)
	cancel()
	if err := d.Add(gone, mail("1", "one")); err == nil {
		// There was room at once; then Flush with a dead context must not report it.
		if err := d.Flush(gone); err == nil && len(d.Stored()) != 1 {
			t.Error("flushed, and nothing stored")
		}
	}
	if err := d.Flush(ctx); err != nil {
		t.Error(err)
	}
}

func TestNotes(t *testing.T) {
	s := storagetest.Open(t, nil)
	id := storagetest.AddAccount(t, s, "me@example.org")
	other := storagetest.AddAccount(t, s, "other@example.org")
	for _, notes := range []string{"", "a", "\xff\x00", "b", ""} {
		if err := s.SetNotes(ctx, id, []byte(notes)); err != nil {
			t.Fatal(err)
		}
		if got, err := s.Notes(ctx, id); err != nil || string(got) != notes {
			t.Errorf("%q: %q %v", notes, got, err)
		}
		if got, err := s.Notes(ctx, other); err != nil || len(got) != 0 {
			t.Errorf("of another account: %q %v", got, err)
		}
	}
	if err := s.SetNotes(ctx, 999, []byte("x")); err == nil {
		t.Error("noted for an account that is not there")
	}
}

var _ fetch.Store = (*storage.Store)(nil)

// Of messages of one time that come together, the newest first, the later one stands above.
func TestDeliverNewestFirst(t *testing.T) {
	s := storagetest.Open(t, nil)
	id := storagetest.AddAccount(t, s, "me@example.org")
	var in []fetch.Incoming
	for place := 9; place > 0; place-- {
		in = append(in, fetch.Incoming{UID: fmt.Sprint(place), Place: place, Raw: []byte("Date: Mon, 2 Feb 2026 10:00:00 +0000\r\n\r\n" + fmt.Sprint(place))})
	}
	storagetest.Deliver(t, s, id, in...)
	var order string
	for _, m := range rows(t, s, mailbox.View{}) {
		order += m.UID
	}
	if order != "987654321" {
		t.Errorf("listed as %s", order)
	}
}
