package storage_test

import (
	"context"
	"errors"
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
		"UPDATE messages SET attachments = 7, date = 0 WHERE id <> 3",
		"DELETE FROM headers WHERE message = 2",
		"INSERT INTO words (words) VALUES ('delete-all')")
}

func TestReparse(t *testing.T) {
	for _, how := range []string{"asked for", "interrupted", "by itself"} {
		t.Run(how, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, storage.FileName)
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
			in[2].Raw = []byte("Subject: no date here\r\n\r\nbody\r\n")
			storagetest.Deliver(t, s, id, in...)
			if err := s.SetFlag(ctx, []mailbox.ID{5}, mailbox.Read, true); err != nil {
				t.Fatal(err)
			}
			want := rows(t, s, mailbox.View{})
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			spoil(t, path)
			if how == "by itself" {
				sqlite(t, path, "UPDATE state SET digest = digest - 1")
				s = storagetest.OpenIn(t, dir, &storage.Options{Window: true})
				sub := s.Changes().Subscribe(100)
				select {
				case c := <-sub.C():
					if _, renewed := c.(mailbox.Renewed); !renewed {
						t.Errorf("%+v", c)
					}
				case <-time.After(50 * time.Millisecond): // it was done before we looked
				}
				for end := time.Now().Add(time.Minute); len(find(t, s, "subject229 ")) == 0 && time.Now().Before(end); {
					time.Sleep(10 * time.Millisecond)
				}
			} else {
				s = storagetest.OpenIn(t, dir, nil)
				if how == "interrupted" {
					stopped, stop := context.WithCancel(ctx)
					err := s.Reparse(stopped, func(done, total int) {
						if total != 230 || done > 230 {
							t.Errorf("%d of %d", done, total)
						}
						if done >= 100 {
							stop()
						}
					})
					if !errors.Is(err, context.Canceled) {
						t.Fatal(err)
					}
					if a, b := len(find(t, s, "subject10 ")), len(find(t, s, "subject200 ")); a != 1 || b != 0 {
						t.Errorf("after the interruption found %d and %d", a, b)
					}
				}
				first := 0
				err = s.Reparse(ctx, func(done, _ int) {
					if first == 0 {
						first = done
					}
				})
				if err != nil {
					t.Fatal(err)
				}
				if how == "interrupted" && first <= 100 {
					t.Errorf("began anew: %d", first)
				}
			}
			got := rows(t, s, mailbox.View{})
			// The unique-id of a row that was lost is in another table.
			for i := range got {
				if got[i].ID == 2 {
					got[i].UID = "1"
				}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
			if n := len(find(t, s, "body ")); n != 230 {
				t.Errorf("%d found", n)
			}
			if n := len(find(t, s, "has:attachment filename:pdf ")); n != 23 {
				t.Errorf("%d with attachments", n)
			}
			if n := len(find(t, s, "wrong ")); n != 0 {
				t.Errorf("%d wrong", n)
			}
		})
	}
}
