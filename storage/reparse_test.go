package storage_test

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"popmail/account/fetch"
	"popmail/storage"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// spoil makes all caches wrong, as if another version had written them.
func spoil(t testing.TB, path string) {
	sqlite(t, path,
		"UPDATE headers SET subject = 'wrong', from_name = 'wrong', from_email = 'wrong', recipients = '[]', snippet = 'wrong', message_id = 'wrong'",
		"UPDATE messages SET attachments = 7, date = 0 WHERE id <> 103",
		"DELETE FROM headers WHERE message = 102",
		"INSERT INTO words (words) VALUES ('delete-all')",
		"UPDATE unindexed SET words = CAST(char(10, 10, 10, 10, 10) AS BLOB)")
}

// madeAnew opens a store of another version, as state says, and waits until its caches
// are of this one.
func madeAnew(t *testing.T, dir, state string) *storage.Store {
	t.Helper()
	version := func() int64 { return ask(t, dir, "SELECT '', digest FROM state")[""] }
	want := version()
	sqlite(t, filepath.Join(dir, storage.FileName), "UPDATE state SET "+state)
	s := storagetest.OpenIn(t, dir, &storage.Options{Window: true})
	for end := time.Now().Add(time.Minute); version() != want && time.Now().Before(end); {
		time.Sleep(10 * time.Millisecond)
	}
	return s
}

func TestMadeAnew(t *testing.T) {
	for _, c := range []struct {
		name, state string
		kept        int // messages that are not read again
	}{
		{name: "another version", state: "digest = digest - 1"},
		{name: "another version that was interrupted", state: "digest = 1 - digest, reparsed = 100"},
		{name: "interrupted", state: "digest = -digest, reparsed = 100", kept: 100},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			s, err := storage.Open(ctx, dir, nil)
			if err != nil {
				t.Fatal(err)
			}
			id := storagetest.AddAccount(t, s, "me@example.org")
			var in []fetch.Incoming
			for i := range 230 {
				m := storagetest.Mail{Subject: fmt.Sprintf("subject%d", i), Text: "body", Date: time.Date(2025, 1, 1, 0, i, 0, 0, time.UTC)}
				if i%10 == 0 {
					m.Attachment = "f.pdf"
				}
				in = append(in, m.Incoming(fmt.Sprint(i)))
			}
			in[102].Raw = []byte("Subject: no date here\r\n\r\nbody\r\n")
			storagetest.Deliver(t, s, id, in...)
			if err := s.SetFlag(ctx, []mailbox.ID{105}, mailbox.Read, true); err != nil {
				t.Fatal(err)
			}
			want := rows(t, s, mailbox.View{})
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			spoil(t, filepath.Join(dir, storage.FileName))
			s = madeAnew(t, dir, c.state)
			list := rows(t, s, mailbox.View{})
			for i, m := range list {
				switch {
				case m.ID <= mailbox.ID(c.kept):
					if m.Subject != "wrong" {
						t.Errorf("message %d was read again", m.ID)
					}
					list[i] = want[i]
				case m.ID == 102: // the unique-id of a row that was lost is in another table
					list[i].UID = "101"
				}
			}
			if diff := cmp.Diff(want, list); diff != "" {
				t.Error(diff)
			}
			for query, n := range map[string]int{"body ": 230 - c.kept, "has:attachment filename:pdf ": 23 - c.kept/10, "wrong ": 0} {
				if got := len(find(t, s, query)); got != n {
					t.Errorf("%q: %d found, want %d", query, got, n)
				}
			}
		})
	}
}
