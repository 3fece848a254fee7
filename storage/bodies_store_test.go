package storage_test

import (
	"bytes"
	"database/sql"
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"popmail/account/fetch"
	"popmail/storage"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// carrying is a message with an attached file, its base64 in lines of 76.
func carrying(subject string, file []byte) []byte {
	s := base64.StdEncoding.EncodeToString(file)
	var b strings.Builder
	fmt.Fprintf(&b, "From: a@example.org\r\nSubject: %s\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nHello\r\n--b\r\nContent-Type: application/octet-stream; name=a.bin\r\nContent-Transfer-Encoding: base64\r\n\r\n", subject)
	for len(s) > 0 {
		n := min(76, len(s))
		b.WriteString(s[:n] + "\r\n")
		s = s[n:]
	}
	return []byte(b.String() + "--b--\r\n")
}

func noise(n int, seed byte) []byte {
	b := make([]byte, n)
	_, _ = rand.NewChaCha8([32]byte{seed}).Read(b) // never an error
	return b
}

// count asks the mail file of a folder.
func count(t *testing.T, dir, query string) (n int) {
	t.Helper()
	db, err := sql.Open("sqlite3", filepath.Join(dir, storage.FileName))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	if err := db.QueryRow(query).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// settled waits until the store has done what it does beside its work.
func settled(t *testing.T, dir, query string) {
	t.Helper()
	end := time.Now().Add(time.Minute)
	for left := count(t, dir, query); left > 0; time.Sleep(50 * time.Millisecond) {
		now := count(t, dir, query)
		if now < left {
			end = time.Now().Add(time.Minute) // the computer may have other work
		}
		if left = now; time.Now().After(end) {
			t.Fatalf("for a minute there has been %d of %s", left, query)
		}
	}
}

// TestEqualFilesOnce: a file that is attached to several messages is stored once, as long as
// one of them is there; each message is what came, wherever it is read.
func TestEqualFilesOnce(t *testing.T) {
	dir := t.TempDir()
	s := storagetest.OpenIn(t, dir, &storage.Options{Window: true})
	id := storagetest.AddAccount(t, s, "me@example.org")
	file, other := noise(300_000, 1), noise(20_000, 2)
	var raws []fetch.Incoming
	for i := range 6 {
		raws = append(raws, fetch.Incoming{UID: fmt.Sprint(i), Raw: carrying(fmt.Sprint("plan ", i), file)})
	}
	raws = append(raws, fetch.Incoming{UID: "other", Raw: carrying("other", other)})
	storagetest.Deliver(t, s, id, raws...)
	settled(t, dir, "SELECT count(*) FROM octets WHERE codec = 0")
	if n, size := count(t, dir, "SELECT count(*) FROM bodies"), count(t, dir, "SELECT sum(length(data)) FROM bodies"); n != 2 || size != len(file)+len(other) {
		t.Errorf("%d files of %d octets", n, size)
	}
	if size := count(t, dir, "SELECT sum(length(data)) FROM octets"); size > 5000 {
		t.Errorf("%d octets beside the files", size)
	}
	same := func(s *storage.Store) {
		t.Helper()
		list := rows(t, s, mailbox.View{})
		for _, m := range list {
			raw, err := s.Raw(ctx, m.ID)
			want := carrying(m.Subject, file)
			if m.Subject == "other" {
				want = carrying(m.Subject, other)
			}
			if err != nil || !bytes.Equal(raw, want) {
				t.Errorf("%s: differs: %v", m.Subject, err)
			}
			var b bytes.Buffer
			if err := s.Stream(ctx, m.ID, &b); err != nil || !bytes.Equal(b.Bytes(), want) {
				t.Errorf("%s: streamed, differs: %v", m.Subject, err)
			}
			data, _, err := s.Attachment(ctx, m.ID, 0)
			if err != nil || m.Subject != "other" && !bytes.Equal(data, file) || m.Subject == "other" && !bytes.Equal(data, other) {
				t.Errorf("%s: the attachment differs: %v", m.Subject, err)
			}
		}
	}
	same(s)
	if n, bad, err := s.Verify(ctx); n != len(raws) || len(bad) > 0 || err != nil {
		t.Errorf("%d %v %v", n, bad, err)
	}
	list := rows(t, s, mailbox.View{})
	for len(list) > 1 {
		if err := s.Purge(ctx, []mailbox.ID{list[0].ID}); err != nil {
			t.Fatal(err)
		}
		list = rows(t, s, mailbox.View{})
		same(s)
		want := 0
		for _, m := range list {
			if m.Subject == "other" {
				want |= 1
			} else {
				want |= 2
			}
		}
		if n := count(t, dir, "SELECT count(*) FROM bodies"); n != want/2+want%2 {
			t.Errorf("%d messages, %d files", len(list), n)
		}
	}
	if n := count(t, dir, "SELECT count(*) FROM message_bodies"); n != 1 {
		t.Errorf("%d uses of files by one message", n)
	}
}

// TestEqualFilesElsewhere: who reads the octets by other ways gets them as well: a copy for a
// backup, and a rescue, where what cannot be read costs only the messages it stands in.
func TestEqualFilesElsewhere(t *testing.T) {
	dir := t.TempDir()
	s := storagetest.OpenIn(t, dir, &storage.Options{Window: true})
	id := storagetest.AddAccount(t, s, "me@example.org")
	shared, lone := noise(60_000, 1), noise(60_000, 2)
	want := map[string][]byte{}
	var in []fetch.Incoming
	for i, file := range [][]byte{shared, shared, lone, noise(300, 3)} {
		m := fetch.Incoming{UID: fmt.Sprint(i), Raw: carrying(fmt.Sprint("plan ", i), file)}
		want[fmt.Sprint("plan ", i)] = bytes.Clone(m.Raw)
		in = append(in, m)
	}
	storagetest.Deliver(t, s, id, in...)
	settled(t, dir, "SELECT count(*) FROM octets WHERE codec = 0")
	if n := count(t, dir, "SELECT count(*) FROM octets WHERE codec = 4"); n != 3 {
		t.Fatalf("%d messages without their files", n)
	}
	err := s.Copy(ctx, filepath.Join(t.TempDir(), "copy"), func(c *storage.Copied) error {
		return c.Each(ctx, func(id mailbox.ID, _ [32]byte, _ int64) error {
			var b bytes.Buffer
			err := c.Write(ctx, id, &b)
			if m := rowOf(t, s, id); !bytes.Equal(b.Bytes(), want[m.Subject]) {
				t.Errorf("%s differs in a copy", m.Subject)
			}
			return err
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	sqlite(t, filepath.Join(dir, storage.FileName), "UPDATE bodies SET data = zeroblob(size) WHERE id = (SELECT body FROM message_bodies GROUP BY body HAVING count(*) = 1)")
	if r, err := storage.Rescue(ctx, dir, time.Now()); err != nil || r.Messages != 3 || r.Lost != 1 {
		t.Fatalf("%+v %v", r, err)
	}
	s = storagetest.OpenIn(t, dir, nil)
	for _, m := range rows(t, s, mailbox.View{}) {
		raw, err := s.Raw(ctx, m.ID)
		if err != nil || m.Subject == "plan 2" || !bytes.Equal(raw, want[m.Subject]) {
			t.Errorf("%s after a rescue: %v", m.Subject, err)
		}
	}
}

func rowOf(t *testing.T, s *storage.Store, id mailbox.ID) mailbox.Summary {
	t.Helper()
	list, err := s.Summaries(ctx, []mailbox.ID{id})
	if err != nil || len(list) != 1 {
		t.Fatal(list, err)
	}
	return list[0]
}

// TestDamagedFileIsNotShared: a message never comes to rely on a file that is damaged; with a
// good one those that have it are whole again.
func TestDamagedFileIsNotShared(t *testing.T) {
	dir := t.TempDir()
	s := storagetest.OpenIn(t, dir, &storage.Options{Window: true})
	id := storagetest.AddAccount(t, s, "me@example.org")
	file := noise(60_000, 1)
	deliver := func(uid string) {
		t.Helper()
		storagetest.Deliver(t, s, id, fetch.Incoming{UID: uid, Raw: carrying(uid, file)})
		settled(t, dir, "SELECT count(*) FROM octets WHERE codec = 0")
	}
	deliver("one")
	sqlite(t, filepath.Join(dir, storage.FileName), "UPDATE bodies SET data = zeroblob(size)")
	if _, bad, err := s.Verify(ctx); len(bad) != 1 || err != nil {
		t.Fatalf("%v %v", bad, err)
	}
	deliver("two")
	if n, bad, err := s.Verify(ctx); n != 2 || len(bad) > 0 || err != nil {
		t.Errorf("%d %v %v", n, bad, err)
	}
	if n := count(t, dir, "SELECT count(*) FROM bodies"); n != 1 {
		t.Errorf("%d files", n)
	}
}

// TestOldMailIsSorted: what was stored before files were stored apart is gone through when
// there is time, damaged messages stay what they are, and what is free then is given back.
func TestOldMailIsSorted(t *testing.T) {
	dir := t.TempDir()
	s := storagetest.OpenIn(t, dir, nil)
	id := storagetest.AddAccount(t, s, "me@example.org")
	const n = 60
	var in []fetch.Incoming
	for i := range n {
		in = append(in, fetch.Incoming{UID: fmt.Sprint(i), Raw: carrying(fmt.Sprint(i), noise(300_000, byte(i/3)))})
	}
	storagetest.Deliver(t, s, id, in...)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, storage.FileName)
	sqlite(t, path, "UPDATE octets SET codec = 2", "UPDATE octets SET data = zeroblob(size) WHERE message = 7", "UPDATE state SET unsorted = next_message - 1")
	before := count(t, dir, "PRAGMA page_count")
	s = storagetest.OpenIn(t, dir, &storage.Options{Window: true})
	settled(t, dir, "SELECT unsorted FROM state")
	settled(t, dir, "SELECT max(0, freelist_count - 511) FROM pragma_freelist_count")
	if got := count(t, dir, "SELECT count(*) FROM octets WHERE codec = 4"); got != n-1 {
		t.Errorf("%d messages without their files", got)
	}
	if after := count(t, dir, "PRAGMA page_count"); after > before/2 {
		t.Errorf("%d pages of %d", after, before)
	}
	for _, m := range rows(t, s, mailbox.View{}) {
		raw, err := s.Raw(ctx, m.ID)
		if m.ID != 7 && (err != nil || !bytes.Equal(raw, carrying(m.Subject, noise(300_000, byte(m.ID-1)/3)))) {
			t.Errorf("%d: %v", m.ID, err)
		}
	}
	if got, bad, err := s.Verify(ctx); got != n || len(bad) != 1 || bad[0] != 7 || err != nil {
		t.Errorf("%d %v %v", got, bad, err)
	}
}
