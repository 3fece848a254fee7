package storage_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"popmail/account/fetch"
	"popmail/storage"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

const crashLarge = 16

// largeCrashMail are messages of two large files, with a head of their own each.
func largeCrashMail(i int) fetch.Incoming {
	return fetch.Incoming{UID: fmt.Sprint("large", i), Raw: carrying(fmt.Sprintf("%s %d", []string{"stays", "stays", "gone", "stays"}[i%4], i), noise(3_400_000, byte(i%2)))}
}

// called lists the messages with a subject.
func called(s *storage.Store, subject string) (ids []mailbox.ID) {
	list, err := s.List(ctx, mailbox.View{}, 0)
	if err != nil {
		return nil
	}
	for _, e := range list {
		if sums, err := s.Summaries(ctx, []mailbox.ID{e.ID}); err == nil && len(sums) == 1 && sums[0].Subject == subject {
			ids = append(ids, e.ID)
		}
	}
	return ids
}

// TestKilledAmongLargeMail kills a process that stores and removes large messages with equal
// files, again and again: what was reported as stored is there octet for octet, and no file
// without a message.
func TestKilledAmongLargeMail(t *testing.T) {
	dir := t.TempDir()
	s, err := storage.Open(ctx, dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	id := storagetest.AddAccount(t, s, "me@example.org")
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	reported := map[string]bool{}
	for round, done := 0, false; !done; round++ {
		c, out := startChild(t, "deliver large", dir)
		for n := 0; out.Scan() && n < 3; n++ {
			if done = out.Text() == "done"; done {
				break
			}
			uid, _, _ := strings.Cut(out.Text(), " ")
			reported[uid] = true
		}
		if !done {
			time.Sleep(time.Duration(round*7) * time.Millisecond) // somewhere within the next one
			if err := c.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
		for out.Scan() {
			if uid, _, ok := strings.Cut(out.Text(), " "); ok {
				reported[uid] = true
			}
		}
		_ = c.Wait() // it was killed
		check, err := storage.Open(ctx, dir, nil)
		if err != nil {
			t.Fatal(err)
		}
		known, err := check.Known(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		for uid := range reported {
			if _, ok := known[uid]; !ok {
				t.Fatalf("%s was reported as stored and is lost", uid)
			}
		}
		if _, bad, err := check.Verify(ctx); len(bad) > 0 || err != nil {
			t.Fatalf("damaged %v: %v", bad, err)
		}
		if err := check.Close(); err != nil {
			t.Fatal(err)
		}
		if n := count(t, dir, "SELECT count(*) FROM bodies WHERE id NOT IN (SELECT body FROM message_bodies)"); n > 0 {
			t.Fatalf("%d files are of no message", n)
		}
	}
	s = storagetest.OpenIn(t, dir, nil)
	stays := 0
	for _, m := range rows(t, s, mailbox.View{}) {
		var i int
		if _, err := fmt.Sscanf(m.Subject, "stays %d", &i); err == nil {
			stays++
		} else if _, err := fmt.Sscanf(m.Subject, "gone %d", &i); err != nil {
			t.Fatal(m.Subject)
		}
		if raw, err := s.Raw(ctx, m.ID); err != nil || !bytes.Equal(raw, largeCrashMail(i).Raw) {
			t.Errorf("%s: %v", m.Subject, err)
		}
	}
	if stays != crashLarge*3/4 {
		t.Errorf("%d messages", stays)
	}
	if size := count(t, dir, "SELECT sum(size) FROM bodies"); size != 2*3_400_000 {
		t.Errorf("files of %d octets", size)
	}
}

// wrapped is carrying with lines of another length and other ends.
func wrapped(subject string, file []byte, width int, end string) []byte {
	raw := carrying(subject, nil)
	at := bytes.Index(raw, []byte("--b--"))
	text := strings.ReplaceAll(strings.TrimSuffix(string(raw[:at]), "\r\n"), "\r\n", end) + end
	var b strings.Builder
	b.WriteString(text)
	s := base64.StdEncoding.EncodeToString(file)
	for len(s) > 0 {
		n := min(width, len(s))
		b.WriteString(s[:n] + end)
		s = s[n:]
	}
	return []byte(b.String() + "--b--" + end)
}

// manyLarge are messages that have a few files among them, and what their files take once.
func manyLarge() (in []fetch.Incoming, once int) {
	film, plan, text := noise(3_400_000, 1), noise(1_200_000, 2), []byte(nil)
	for i := 0; len(text) < 4_300_000; i++ {
		text = fmt.Appendf(text, "line %x of the log, in which not much is like the others %d\r\n", noise(9, byte(i)), i*i)
	}
	add := func(raw []byte) {
		in = append(in, fetch.Incoming{UID: fmt.Sprint("u", len(in)), Raw: raw})
	}
	add(carrying("film 0", film))
	add(wrapped("film 1", film, 72, "\r\n"))
	add(wrapped("film 2", film, 64, "\n"))
	add(wrapped("film 3", film, 100, "\r\n"))
	add(carrying("plan 0", plan)) // that is not large
	both := carrying("plan and film", film)
	add(append(both[:len(both)-len("--b--\r\n")], bytes.ReplaceAll(carrying("x", plan)[bytes.Index(carrying("x", plan), []byte("--b\r\nContent-Type: app")):], []byte("a.bin"), []byte("b.bin"))...))
	plain := func(subject string) []byte {
		return append(append([]byte("From: a@example.org\r\nSubject: "+subject+"\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n"+strings.Repeat("Hello. ", len(subject)*300)+
			"\r\n--b\r\nContent-Type: text/plain; name=a.log\r\nContent-Disposition: attachment; filename=a.log\r\n\r\n"), text...), "\r\n--b--\r\n"...)
	}
	add(plain("log 0"))
	add(plain("a longer subject of the log"))
	return in, len(film) + len(plan)
}

// TestEqualLargeFilesOnce: a file that is attached to several large messages is stored once, in whatever
// lines it stands, and also where it came in a small one; one that is in no base64 nearly so.
func TestEqualLargeFilesOnce(t *testing.T) {
	in, once := manyLarge()
	for _, order := range []string{"as they are", "the other way round"} {
		t.Run(order, func(t *testing.T) {
			dir := t.TempDir()
			s := storagetest.OpenIn(t, dir, &storage.Options{Window: true})
			id := storagetest.AddAccount(t, s, "me@example.org")
			want := map[string][]byte{}
			list := slices.Clone(in)
			if order != "as they are" {
				slices.Reverse(list)
			}
			for i := range list {
				list[i].Raw = bytes.Clone(list[i].Raw)
				want[list[i].UID] = bytes.Clone(list[i].Raw)
			}
			storagetest.Deliver(t, s, id, list...)
			settled(t, dir, "SELECT count(*) FROM octets WHERE codec = 0")
			texts := count(t, dir, "SELECT coalesce(sum(length(data)), 0) FROM bodies WHERE id IN (SELECT body FROM pieces WHERE hex(substr(data, 2, 1)) = '00')")
			size := count(t, dir, "SELECT sum(length(data)) FROM bodies") - texts
			if size != once {
				t.Errorf("files in base64 take %d octets, not %d", size, once)
			}
			if beside := count(t, dir, "SELECT sum(length(data)) FROM pieces"); beside > 50_000 {
				t.Errorf("%d octets beside the files", beside)
			}
			if uses := count(t, dir, "SELECT count(*) FROM pieces WHERE hex(substr(data, 2, 1)) = '00'"); uses < 10 || count(t, dir, "SELECT count(DISTINCT body) FROM pieces WHERE hex(substr(data, 2, 1)) = '00'") > uses/2+3 {
				t.Errorf("text of the logs is shared too little, %d pieces", uses)
			}
			same := func(s *storage.Store) {
				t.Helper()
				for _, m := range rows(t, s, mailbox.View{}) {
					raw := want[m.UID]
					if got, err := s.Raw(ctx, m.ID); err != nil || !bytes.Equal(got, raw) {
						t.Errorf("%s differs: %v", m.Subject, err)
					}
					var whole, part bytes.Buffer
					if err := s.Stream(ctx, m.ID, &whole); err != nil || !bytes.Equal(whole.Bytes(), raw) {
						t.Errorf("%s differs in steps: %v", m.Subject, err)
					}
					data, _, err := s.Attachment(ctx, m.ID, 0)
					if err != nil || len(data) < 1_000_000 {
						t.Errorf("%s: a file of %d octets, %v", m.Subject, len(data), err)
					}
					if _, err := s.StreamAttachment(ctx, m.ID, 0, &part); err != nil || !bytes.Equal(part.Bytes(), data) {
						t.Errorf("%s: the file differs in steps: %v", m.Subject, err)
					}
				}
			}
			same(s)
			if err := s.CatchUp(ctx); err != nil {
				t.Fatal(err)
			}
			if c, err := s.Check(ctx); c.Messages != len(in) || !c.OK() || err != nil {
				t.Errorf("%+v %v", c, err)
			}
			copied := keep(t, s)
			for range len(in) - 2 {
				if err := s.Purge(ctx, []mailbox.ID{rows(t, s, mailbox.View{})[0].ID}); err != nil {
					t.Fatal(err)
				}
				if n := count(t, dir, "SELECT count(*) FROM bodies WHERE id NOT IN (SELECT body FROM message_bodies)"); n > 0 {
					t.Fatalf("%d files are of no message", n)
				}
			}
			same(s)
			copied.into(t, s, storage.Pick{})
			if n := len(rows(t, s, mailbox.View{})); n != len(in) {
				t.Errorf("%d messages after putting back", n)
			}
			same(s)
			settled(t, dir, "SELECT count(*) FROM octets WHERE codec = 0")
			if size := count(t, dir, "SELECT sum(length(data)) FROM bodies") - texts; size != once {
				t.Errorf("put back, files in base64 take %d octets, not %d", size, once)
			}
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			if r, err := storage.Rescue(ctx, dir, time.Now()); err != nil || r.Messages != len(in) || r.Lost != 0 {
				t.Fatalf("%+v %v", r, err)
			}
			same(storagetest.OpenIn(t, dir, nil))
		})
	}
}

// TestDamagedLargeFile: a file that is damaged costs the messages that it stands in and no others, in a
// check and in a rescue; none comes to rely on it, and with a good one all are whole again.
func TestDamagedLargeFile(t *testing.T) {
	dir := t.TempDir()
	s := storagetest.OpenIn(t, dir, nil)
	id := storagetest.AddAccount(t, s, "me@example.org")
	film, other := noise(3_400_000, 1), noise(3_300_000, 2)
	deliver := func(name string, file []byte) {
		t.Helper()
		if out := storagetest.DeliverPresent(t, s, id, nil, fetch.Incoming{UID: name, Raw: carrying(name, file)}); len(out) != 1 || out[0].Err != nil {
			t.Fatal(out)
		}
	}
	deliver("film 0", film)
	deliver("film 1", film)
	deliver("other", other)
	spoil := func() {
		t.Helper()
		sqlite(t, filepath.Join(dir, storage.FileName), "UPDATE bodies SET data = zeroblob(size) WHERE id = (SELECT min(body) FROM message_bodies GROUP BY body HAVING count(*) > 1)")
		if n, bad, err := s.Verify(ctx); n < 3 || len(bad) != n-1 || err != nil {
			t.Fatalf("%d %v %v", n, bad, err)
		}
	}
	spoil()
	copied := filepath.Join(t.TempDir(), "data")
	if err := os.CopyFS(copied, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	if r, err := storage.Rescue(ctx, copied, time.Now()); err != nil || r.Messages != 1 || r.Lost != 2 {
		t.Errorf("%+v %v", r, err)
	}
	deliver("film 2", film)
	if n, bad, err := s.Verify(ctx); n != 4 || len(bad) > 0 || err != nil {
		t.Errorf("%d %v %v", n, bad, err)
	}
	spoil()
	// A repair asks the server for them again.
	if c, err := s.Mend(ctx); len(c.Damaged) != 3 || err != nil {
		t.Errorf("%+v %v", c, err)
	}
	again := fetch.Incoming{UID: "film 1", Raw: carrying("film 1", film), Replace: true}
	storagetest.DeliverPresent(t, s, id, []string{"film 0", "film 1", "film 2", "other"}, again)
	if n, bad, err := s.Verify(ctx); n != 4 || len(bad) > 0 || err != nil {
		t.Errorf("after a repair: %d %v %v", n, bad, err)
	}
	sqlite(t, filepath.Join(dir, storage.FileName), "DELETE FROM bodies WHERE id = (SELECT max(id) FROM bodies)")
	if _, bad, err := s.Verify(ctx); len(bad) == 0 || err != nil {
		t.Errorf("with a file that is not there: %v %v", bad, err)
	}
}
