package storage_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"popmail/account/fetch"
	"popmail/storage"
	"popmail/storage/eml"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// photos is a message with as many attachments as there are names.
func photos(names ...string) []byte {
	var b strings.Builder
	b.WriteString("Subject: photos\r\nFrom: a@example.org\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n")
	for _, n := range names {
		fmt.Fprintf(&b, "--b\r\nContent-Type: image/jpeg; name=%s.jpg\r\n\r\n%s\r\n", n, n)
	}
	b.WriteString("--b--\r\n")
	return []byte(b.String())
}

func deliverRaw(t *testing.T, s *storage.Store, raws ...[]byte) []mailbox.ID {
	t.Helper()
	id := storagetest.AddAccount(t, s, "me@example.org")
	var in []fetch.Incoming
	for i, raw := range raws {
		in = append(in, fetch.Incoming{UID: fmt.Sprint(i), Raw: raw, At: time.Unix(int64(1e9+i), 0)})
	}
	storagetest.Deliver(t, s, id, in...)
	folders, err := s.Folders(ctx)
	if err != nil {
		t.Fatal(err)
	}
	list := rows(t, s, mailbox.View{Folder: folders[0].ID})
	if len(list) != len(raws) {
		t.Fatalf("%d messages", len(list))
	}
	ids := make([]mailbox.ID, 0, len(list))
	for _, r := range list {
		ids = append(ids, r.ID)
	}
	return ids
}

// TestHandleOnce: several parts cost one reading. The octets are spoiled after the
// first, so that a second reading would show.
func TestHandleOnce(t *testing.T) {
	dir := t.TempDir()
	s := storagetest.OpenIn(t, dir, nil)
	ids := deliverRaw(t, s, photos("one", "two", "three"), photos("four"))
	var id, other mailbox.ID
	var first *eml.Handle
	for _, i := range ids {
		h, err := s.Handle(ctx, i)
		if err != nil {
			t.Fatal(err)
		}
		m, err := h.Message(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if len(m.Attachments) == 3 {
			id = i
		} else {
			other = i
		}
	}
	first, err := s.Handle(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	sqlite(t, filepath.Join(dir, storage.FileName), fmt.Sprint("UPDATE octets SET codec = 0, data = zeroblob(size) WHERE message = ", id))
	for i, want := range []string{"one", "two", "three"} {
		h, err := s.Handle(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		data, _, err := h.Data(ctx, i)
		if err != nil || h != first || string(data) != want {
			t.Errorf("part %d is %q of another reading (%v): %v", i, data, h != first, err)
		}
	}
	// Another message takes its place; the octets are then read anew, and refused.
	if h, err := s.Handle(ctx, other); err != nil || h == first {
		t.Fatal("the wrong message", err)
	}
	if h, err := s.Handle(ctx, id); !errors.Is(err, mailbox.ErrDamaged) || h != nil {
		t.Errorf("octets of another hash: %v", err)
	}
	if _, err := s.Handle(ctx, other); err != nil {
		t.Errorf("after a damaged one: %v", err)
	}
	// A hash that has changed is not that of what is open.
	sqlite(t, filepath.Join(dir, storage.FileName), fmt.Sprint("UPDATE octets SET sha256 = zeroblob(32) WHERE message = ", other))
	if _, err := s.Handle(ctx, other); !errors.Is(err, mailbox.ErrDamaged) {
		t.Errorf("a hash of other octets: %v", err)
	}
	if _, err := s.Handle(ctx, id+other+1); !errors.Is(err, mailbox.ErrNotFound) {
		t.Errorf("none: %v", err)
	}
}

// TestWaitCancelled: who waits while another program writes, stops when it is told
// to, long before the store's own patience ends.
func TestWaitCancelled(t *testing.T) {
	dir := t.TempDir()
	s := storagetest.OpenIn(t, dir, &storage.Options{Busy: 10 * time.Minute})
	id := storagetest.AddAccount(t, s, "me@example.org")
	db, err := sql.Open("sqlite3", filepath.Join(dir, storage.FileName))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	db.SetMaxOpenConns(1)
	if _, err := db.Exec("BEGIN IMMEDIATE"); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"cancelled", "late"} {
		t.Run(name, func(t *testing.T) {
			want := context.Canceled
			wait, cancel := context.WithCancel(ctx)
			if name == "late" {
				want = context.DeadlineExceeded
				wait, cancel = context.WithTimeout(ctx, 30*time.Millisecond)
			}
			defer cancel()
			done := make(chan error, 1)
			go func() { done <- s.RemoveAccount(wait, id, true) }()
			if name == "cancelled" {
				cancel()
			}
			select {
			case err := <-done:
				if !errors.Is(err, want) {
					t.Errorf("%v", err)
				}
			case <-time.After(time.Minute):
				t.Fatal("it goes on waiting")
			}
		})
	}
	if _, err := db.Exec("ROLLBACK"); err != nil {
		t.Fatal(err)
	}
	if err := s.RemoveAccount(ctx, id, true); err != nil {
		t.Errorf("the writer is free: %v", err)
	}
}
