package storage_test

import (
	"database/sql"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"popmail/account/fetch"
	"popmail/storage"
	"popmail/storage/eml"
	"popmail/storage/index"
	"popmail/storage/mailbox"
	"popmail/storage/query"
	"popmail/storage/storagetest"
)

// again closes a store and opens it anew: nothing has told it of words that wait.
func again(t testing.TB, s *storage.Store, dir string) *storage.Store {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return storagetest.OpenIn(t, dir, nil)
}

// unindex takes the words of messages out of the index again, as if nobody had had the time to
// write it yet.
func unindex(t testing.TB, s *storage.Store, dir string, ids ...mailbox.ID) {
	t.Helper()
	takeBack(t, s, dir, false, ids...)
}

// takeBack is unindex; with unread messages are as if nobody had read more than their rows.
func takeBack(t testing.TB, s *storage.Store, dir string, unread bool, ids ...mailbox.ID) {
	t.Helper()
	if err := s.CatchUp(ctx); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite3", filepath.Join(dir, storage.FileName)+"?_busy_timeout=10000&_txlock=immediate")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	tx, err := db.Begin()
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range ids {
		raw, err := s.Raw(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		h, err := eml.Open(ctx, raw)
		if err != nil {
			t.Fatal(err)
		}
		m, err := h.Digest(ctx)
		if err != nil {
			t.Fatal(err)
		}
		words := []byte(index.Of(m))
		if unread {
			words = []byte{}
			if _, err := tx.Exec("DELETE FROM parts WHERE message = ?", id); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := tx.Exec("INSERT INTO unindexed (message, words) VALUES (?, ?)", id, words); err != nil {
			t.Fatal(err)
		}
		if _, err := tx.Exec("DELETE FROM words WHERE rowid = ?", id); err != nil {
			t.Fatal(err)
		}
	}
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
}

// oncePlaced checks that the words of each message are in one place, and no others are there.
func oncePlaced(t testing.TB, dir string) (indexed, waiting int64) {
	t.Helper()
	got := ask(t, dir, `SELECT 'messages', count(*) FROM messages UNION ALL SELECT 'indexed', count(*) FROM words_docsize
		UNION ALL SELECT 'waiting', count(*) FROM unindexed UNION ALL SELECT 'both', count(*) FROM unindexed WHERE message IN (SELECT id FROM words_docsize)
		UNION ALL SELECT 'orphans', count(*) FROM words_docsize WHERE id NOT IN (SELECT id FROM messages)`)
	if got["both"] != 0 || got["orphans"] != 0 || got["indexed"]+got["waiting"] != got["messages"] {
		t.Fatalf("where the words are: %v", got)
	}
	return got["indexed"], got["waiting"]
}

// Messages whose words are not in the index are removed, moved, renewed and written anew like
// all others, and are found by what they say then, before and after they come into it.
func TestUnindexed(t *testing.T) {
	for _, c := range []struct{ later, unread bool }{{}, {later: true}, {unread: true}, {true, true}} {
		later := c.later
		t.Run(fmt.Sprintf("%+v", c), func(t *testing.T) {
			dir := t.TempDir()
			s := storagetest.OpenIn(t, dir, nil)
			a, b := storagetest.AddAccount(t, s, "a@example.org"), storagetest.AddAccount(t, s, "b@example.org")
			var in []fetch.Incoming
			for i := range 20 {
				in = append(in, storagetest.Mail{Subject: fmt.Sprintf("number%d", i), Text: "ferry old"}.Incoming(fmt.Sprint(i)))
			}
			storagetest.Deliver(t, s, a, in...)
			storagetest.Deliver(t, s, b, mail("other", "ferry of the other account"))
			draft := func(id mailbox.ID, text string) mailbox.ID {
				raw := []byte("From: a@example.org\r\nTo: x@example.net\r\nSubject: draft\r\nMessage-ID: <d@example.org>\r\n\r\n" + text + "\r\n")
				id, err := s.SaveDraft(ctx, mailbox.Draft{ID: id, Account: a, From: "a@example.org", Raw: raw})
				if err != nil {
					t.Fatal(err)
				}
				return id
			}
			d := draft(0, "quill first")
			s = again(t, s, dir)
			var all []mailbox.ID
			for _, m := range rows(t, s, mailbox.View{}) {
				all = append(all, m.ID)
			}
			takeBack(t, s, dir, c.unread, all...)
			if _, waiting := oncePlaced(t, dir); waiting != 22 {
				t.Fatalf("%d wait", waiting)
			}
			one := func(text string) mailbox.ID {
				t.Helper()
				ids := find(t, s, text)
				if len(ids) != 1 {
					t.Fatalf("%q: %v", text, ids)
				}
				return ids[0]
			}
			if err := s.Purge(ctx, []mailbox.ID{one("number1 "), one("number2 ")}); err != nil {
				t.Fatal(err)
			}
			if _, err := s.MoveTo(ctx, []mailbox.ID{one("number3 ")}, mailbox.Trash); err != nil {
				t.Fatal(err)
			}
			if err := s.SetFlag(ctx, []mailbox.ID{one("number4 ")}, mailbox.Starred, true); err != nil {
				t.Fatal(err)
			}
			renewed := storagetest.Mail{Subject: "number5", Text: "ferry new whole"}.Incoming("5")
			renewed.Replace = true
			storagetest.Deliver(t, s, a, renewed)
			draft(d, "quill second")
			if later {
				if err := s.CatchUp(ctx); err != nil {
					t.Fatal(err)
				}
				if _, waiting := oncePlaced(t, dir); waiting != 0 {
					t.Fatalf("%d still wait", waiting)
				}
			}
			check := func(counts map[string]int) {
				t.Helper()
				for text, want := range counts {
					if got := len(find(t, s, text)); got != want {
						t.Errorf("%q: %d, want %d", text, got, want)
					}
				}
			}
			check(map[string]int{
				"ferry ": 18, "ferry old ": 16, "new ": 1, "in:trash ferry ": 1, "is:starred ferry ": 1, "-ferry ": 1, "number1 ": 0, "in:anywhere ferry ": 19,
				"quill ": 1, "second quill ": 1, "first ": 0, "numb": 17, "subject:number5 whole ": 1, "number5 OR second ": 2, `"new whole" -old `: 1, "fe": 1, "subject:nu": 17,
			})
			if err := s.RemoveAccount(ctx, a, false); err != nil {
				t.Fatal(err)
			}
			check(map[string]int{"ferry ": 1, "quill ": 0, "in:anywhere ferry ": 1})
			oncePlaced(t, dir)
		})
	}
}

// What begins with one or two letters, and whatever the language of search has, finds the same
// in the index and beside it, by the words of each field.
func TestFoundAlike(t *testing.T) {
	dir := t.TempDir()
	s := storagetest.OpenIn(t, dir, &storage.Options{Busy: time.Millisecond})
	id := storagetest.AddAccount(t, s, "me@example.org")
	words := strings.Fields("a an ant anta о ов овца 東 東京 x1 1x été Straße ss s ﬁn fin e-mail o'neil www.site.example/p?q=1 😀 ไทย 가나")
	r := rand.New(rand.NewPCG(8, 1))
	some := func(n int) string {
		var out []string
		for range n {
			out = append(out, words[r.IntN(len(words))])
		}
		return strings.Join(out, " ")
	}
	var in []fetch.Incoming
	for i := range 80 {
		in = append(in, storagetest.Mail{
			From: some(1) + " <f@x.example>", To: some(1) + " <t@y.example>", Subject: some(r.IntN(3)), Text: some(r.IntN(6)), Attachment: some(r.IntN(2)),
		}.Incoming(fmt.Sprint(i)))
	}
	storagetest.Deliver(t, s, id, in...)
	if err := s.CatchUp(ctx); err != nil {
		t.Fatal(err)
	}
	var texts []string
	for _, field := range []string{"", "from:", "to:", "subject:", "body:", "filename:"} {
		for _, w := range words {
			texts = append(texts, field+w, field+w+" ", field+`"`+w+` `+words[r.IntN(len(words))]+`"`, words[r.IntN(len(words))]+" "+field+w, field+w+" OR "+some(1), "-"+field+w+" "+some(1),
				some(2)+" (has:attachment OR "+field+w+")", "("+some(1)+" OR "+field+w+") -"+some(1)+" ")
		}
	}
	now := time.Now()
	looked := 0 // times that the newest messages were enough
	search := func(text string) mailbox.Result {
		t.Helper()
		st := s
		if r.IntN(8) == 0 { // without a catalog in memory
			fresh, err := storage.Open(ctx, dir, &storage.Options{Busy: time.Millisecond})
			if err != nil {
				t.Fatal(err)
			}
			defer func() {
				if err := fresh.Close(); err != nil {
					t.Error(err)
				}
			}()
			st = fresh
		}
		res, err := st.Search(ctx, query.Parse(text, now), 5)
		if err != nil {
			t.Fatal(err)
		}
		if r.IntN(3) > 0 {
			return res
		}
		if first, err := st.SearchFirst(ctx, query.Parse(text, now), 5); err != nil || !slices.Equal(first.Entries, res.Entries) || !first.More && first.Total != res.Total {
			t.Errorf("the first of %q: %d %t %v (%v), want %d %v", text, first.Total, first.More, first.Entries, err, res.Total, res.Entries)
		} else if first.More {
			looked++
		}
		return res
	}
	want := map[string]mailbox.Result{}
	found := 0
	for _, text := range texts {
		want[text] = search(text)
		found += want[text].Total
	}
	if found < len(texts) || looked < len(texts)/12 || looked > len(texts)/4 {
		t.Fatalf("%d found by %d searches, %d times by looking at the newest messages", found, len(texts), looked)
	}
	var ids []mailbox.ID
	for _, m := range rows(t, s, mailbox.View{}) {
		ids = append(ids, m.ID)
	}
	for n, share := range []int{3, 1, 3, 1} {
		var out []mailbox.ID
		for i, id := range ids {
			if i%share == 0 {
				out = append(out, id)
			}
		}
		takeBack(t, s, dir, n > 1, out...)
		if n == 3 { // they are read by every search anew: it cannot keep the words
			free := occupied(t, dir)
			defer free()
		}
		for _, text := range texts {
			if got := search(text); got.Total != want[text].Total || !slices.Equal(got.Entries, want[text].Entries) {
				t.Errorf("one in %d beside the index: %q: %d %v, want %d %v", share, text, got.Total, got.Entries, want[text].Total, want[text].Entries)
			}
		}
	}
}

// A window writes the index of what another process has left.
func TestIndexLeft(t *testing.T) {
	for _, unread := range []bool{false, true} {
		t.Run(fmt.Sprintf("unread %t", unread), func(t *testing.T) { indexLeft(t, unread) })
	}
}

func indexLeft(t *testing.T, unread bool) {
	dir := t.TempDir()
	s, err := storage.Open(ctx, dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	id := storagetest.AddAccount(t, s, "me@example.org")
	var in []fetch.Incoming
	var ids []mailbox.ID
	for i := range 1200 {
		in, ids = append(in, crashMail(i)), append(ids, mailbox.ID(i+1))
	}
	storagetest.Deliver(t, s, id, in...)
	s = again(t, s, dir)
	takeBack(t, s, dir, unread, ids...)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, waiting := oncePlaced(t, dir); waiting != 1200 {
		t.Fatalf("%d wait", waiting)
	}
	s = storagetest.OpenIn(t, dir, &storage.Options{Window: true})
	for end := time.Now().Add(time.Minute); ; time.Sleep(10 * time.Millisecond) {
		if _, waiting := oncePlaced(t, dir); waiting == 0 {
			break
		} else if time.Now().After(end) {
			t.Fatalf("%d still wait", waiting)
		}
		if got := find(t, s, "subject777 "); len(got) != 1 {
			t.Fatalf("found %v", got)
		}
	}
	if got := find(t, s, "text subject777 word777 "); len(got) != 1 {
		t.Errorf("found %v", got)
	}
}

// TestKilledIndexing kills a process that writes the index, again and again: no words are lost
// or doubled.
func TestKilledIndexing(t *testing.T) {
	for _, unread := range []bool{false, true} {
		t.Run(fmt.Sprintf("unread %t", unread), func(t *testing.T) { killedIndexing(t, unread) })
	}
}

func killedIndexing(t *testing.T, unread bool) {
	dir := t.TempDir()
	s, err := storage.Open(ctx, dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	id := storagetest.AddAccount(t, s, "me@example.org")
	var in []fetch.Incoming
	var ids []mailbox.ID
	for i := range crashMessages {
		in, ids = append(in, crashMail(i)), append(ids, mailbox.ID(i+1))
	}
	storagetest.Deliver(t, s, id, in...)
	s = again(t, s, dir)
	takeBack(t, s, dir, unread, ids...)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	kills, between, before := 0, 0, int64(0)
	for done := false; !done; {
		c, out := startChild(t, "index", dir)
		if !out.Scan() {
			t.Fatal("the child does not begin")
		}
		if kills < 12 {
			if kills%3 > 0 { // else perhaps before the first transaction
				for end := time.Now().Add(time.Minute); ask(t, dir, "SELECT 'n', count(*) FROM words_docsize")["n"] == before && time.Now().Before(end); {
					time.Sleep(time.Millisecond)
				}
			}
			time.Sleep(time.Duration(rand.IntN(20)) * time.Millisecond)
			if err := c.Process.Kill(); err != nil {
				t.Fatal(err)
			}
			kills++
		}
		for out.Scan() {
			done = done || out.Text() == "done"
		}
		_ = c.Wait() // it was killed
		indexed, waiting := oncePlaced(t, dir)
		before = indexed
		if indexed > 0 && waiting > 0 {
			between++
		}
		check := storagetest.OpenIn(t, dir, nil)
		for _, i := range []int{0, 1, 500, 1234, crashMessages - 1} {
			if got := find(t, check, fmt.Sprintf("subject%d word%d ", i, i)); len(got) != 1 {
				t.Fatalf("message %d found %d times", i, len(got))
			}
		}
	}
	if between == 0 {
		t.Error("no kill came in between")
	}
	if _, waiting := oncePlaced(t, dir); waiting != 0 {
		t.Errorf("%d wait", waiting)
	}
}
