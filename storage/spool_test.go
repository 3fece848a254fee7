package storage_test

import (
	"bytes"
	"database/sql"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"popmail/account/fetch"
	"popmail/account/spool"
	"popmail/storage"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// largeFilm is a message with an attachment, and more than 8 MB.
func largeFilm() (raw, data []byte) {
	data = make([]byte, 9<<20)
	rnd := rand.NewChaCha8([32]byte{1})
	_, _ = rnd.Read(data)
	var b bytes.Buffer
	b.WriteString("From: a@example.org\r\nSubject: the film of the quinces\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" +
		"--b\r\nContent-Type: text/plain\r\n\r\nhere are the quinces\r\n--b\r\nContent-Type: video/mp4\r\nContent-Disposition: attachment; filename=film.mp4\r\nContent-Transfer-Encoding: base64\r\n\r\n")
	for rest := data; len(rest) > 0; {
		n := min(54, len(rest))
		b.WriteString(base64.StdEncoding.EncodeToString(rest[:n]) + "\r\n")
		rest = rest[n:]
	}
	b.WriteString("--b--\r\n")
	return b.Bytes(), data
}

// TestSpooled: what comes in a file is stored as what comes in memory is, read again in every
// way, and the files are given free.
func TestSpooled(t *testing.T) {
	raw, data := largeFilm()
	s := storagetest.Open(t, nil)
	a := storagetest.AddAccount(t, s, "me@example.org")
	d, err := s.Deliver(ctx, a, nil)
	if err != nil {
		t.Fatal(err)
	}
	files := []*spool.File{}
	for i := range 3 {
		f, err := s.Spool(a)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write(raw); err != nil {
			t.Fatal(err)
		}
		octets, err := f.Octets()
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
		if err := d.Add(ctx, fetch.Incoming{UID: fmt.Sprint("u", i), Raw: octets, File: f, Listed: int64(len(raw))}); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(d.Flush(ctx), d.Close()); err != nil {
		t.Fatal(err)
	}
	for i, f := range files {
		if _, err := f.Octets(); !errors.Is(err, os.ErrClosed) {
			t.Errorf("file %d is open: %v", i, err)
		}
	}
	ids, err := s.List(ctx, mailbox.View{}, 0)
	if err != nil || len(ids) != 3 {
		t.Fatalf("%d messages, %v", len(ids), err)
	}
	id := ids[0].ID
	if got, err := s.Raw(ctx, id); err != nil || !bytes.Equal(got, raw) {
		t.Errorf("raw: %v", err)
	}
	var streamed bytes.Buffer
	if err := s.Stream(ctx, id, &streamed); err != nil || !bytes.Equal(streamed.Bytes(), raw) {
		t.Errorf("streamed: %v", err)
	}
	m, _, err := s.Message(ctx, id)
	if err != nil || m.Subject != "the film of the quinces" || !strings.Contains(m.Text, "here are the quinces") || len(m.Attachments) != 1 {
		t.Fatalf("%+v, %v", m, err)
	}
	if got, _, err := s.Attachment(ctx, id, 0); err != nil || !bytes.Equal(got, data) {
		t.Errorf("attachment: %v", err)
	}
	if n, damaged, err := s.Verify(ctx); n != 3 || len(damaged) != 0 || err != nil {
		t.Errorf("verify: %d, %v, %v", n, damaged, err)
	}
	if err := s.Stream(ctx, 99, io.Discard); !errors.Is(err, mailbox.ErrNotFound) {
		t.Errorf("a message that is not there: %v", err)
	}
}

// TestSpoolDropped: what is not stored is given free, too, and what was left is cleaned up.
func TestSpoolDropped(t *testing.T) {
	raw, _ := largeFilm()
	s := storagetest.Open(t, nil)
	a := storagetest.AddAccount(t, s, "me@example.org")
	d, err := s.Deliver(ctx, a, nil)
	if err != nil {
		t.Fatal(err)
	}
	spooled := func() fetch.Incoming {
		f, err := s.Spool(a)
		if err != nil {
			t.Fatal(err)
		}
		_, err = f.Write(raw)
		octets, err2 := f.Octets()
		if err := errors.Join(err, err2); err != nil {
			t.Fatal(err)
		}
		return fetch.Incoming{UID: "u", Raw: octets, File: f}
	}
	first, second := spooled(), spooled()
	if err := d.Add(ctx, first); err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	if err := d.Add(ctx, second); err == nil {
		t.Error("a closed delivery took a message")
	}
	for _, m := range []fetch.Incoming{first, second} {
		if _, err := m.File.Octets(); !errors.Is(err, os.ErrClosed) {
			t.Errorf("a file is open: %v", err)
		}
	}
}

func TestSpoolFolderIsCleaned(t *testing.T) {
	dir := t.TempDir()
	left := filepath.Join(dir, "spool", "1-left")
	if err := errors.Join(os.MkdirAll(filepath.Dir(left), 0o700), os.WriteFile(left, []byte("x"), 0o600)); err != nil {
		t.Fatal(err)
	}
	storagetest.OpenIn(t, dir, nil)
	if _, err := os.Stat(left); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("what a process has left is there: %v", err)
	}
}

// TestStreamLarge: a large message and what is attached to it go out in steps, its beginning
// alone, and nothing of it where a piece is damaged.
func TestStreamLarge(t *testing.T) {
	raw, data := largeFilm()
	dir := t.TempDir()
	s, err := storage.Open(ctx, dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	folder, err := s.CreateFolder(ctx, "Films")
	if err != nil {
		t.Fatal(err)
	}
	id, err := s.Add(ctx, mailbox.New{Folder: folder, Raw: raw})
	if err != nil {
		t.Fatal(err)
	}
	var got bytes.Buffer
	if err := s.Stream(ctx, id, &got); err != nil || !bytes.Equal(got.Bytes(), raw) {
		t.Errorf("%d octets, %v", got.Len(), err)
	}
	got.Reset()
	if a, err := s.StreamAttachment(ctx, id, 0, &got); err != nil || a.Name != "film.mp4" || !bytes.Equal(got.Bytes(), data) {
		t.Errorf("%+v: %d octets, %v", a, got.Len(), err)
	}
	full := errors.New("full")
	if err := s.Stream(ctx, id, failing{full}); !errors.Is(err, full) {
		t.Errorf("what cannot be written: %v", err)
	}
	if _, err := s.StreamAttachment(ctx, id, 0, failing{full}); !errors.Is(err, full) {
		t.Errorf("what cannot be written of the film: %v", err)
	}
	for _, most := range []int64{0, 1, 500, 1 << 20, 1<<20 + 1, 3 << 20, 100 << 20} {
		if b, err := s.Beginning(ctx, id, most); err != nil || !bytes.Equal(b, raw[:min(most, int64(len(raw)))]) {
			t.Errorf("the first %d: %d octets, %v", most, len(b), err)
		}
	}
	if err := s.Look(ctx, id, func(b []byte) error {
		if !bytes.Equal(b, raw) {
			t.Error("something else is looked at")
		}
		return full
	}); !errors.Is(err, full) {
		t.Errorf("%v", err)
	}
	for _, err := range []error{s.Stream(ctx, id+1, &got), s.Look(ctx, id+1, func([]byte) error { return nil })} {
		if !errors.Is(err, mailbox.ErrNotFound) {
			t.Errorf("a message that is not there: %v", err)
		}
	}
	db, err := sql.Open("sqlite3", filepath.Join(dir, storage.FileName))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	// One octet in the middle of the film is another.
	if _, err := db.Exec("UPDATE pieces SET data = substr(data, 1, 5000) || x'2a' || substr(data, 5002) WHERE id = (SELECT id FROM pieces WHERE message = ? ORDER BY id LIMIT 1 OFFSET 5)", id); err != nil {
		t.Fatal(err)
	}
	got.Reset()
	if err := s.Stream(ctx, id, &got); !errors.Is(err, mailbox.ErrDamaged) || got.Len() != 0 {
		t.Errorf("damaged: %d octets, %v", got.Len(), err)
	}
	if _, err := s.StreamAttachment(ctx, id, 0, &got); !errors.Is(err, mailbox.ErrDamaged) || got.Len() != 0 {
		t.Errorf("damaged: %d octets of the film, %v", got.Len(), err)
	}
}

// failing takes nothing.
type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

// TestRescueLarge: a large message is found again through a file of its own, and one of which a
// piece is damaged is lost, not brought back as something else.
func TestRescueLarge(t *testing.T) {
	raw, _ := largeFilm()
	dir := t.TempDir()
	s, err := storage.Open(ctx, dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	a := storagetest.AddAccount(t, s, "me@example.org")
	storagetest.DeliverPresent(t, s, a, nil, fetch.Incoming{UID: "u1", Raw: raw, Listed: int64(len(raw))}, fetch.Incoming{UID: "u2", Raw: append([]byte("X-Two: 2\r\n"), raw...), Listed: int64(len(raw) + 10)})
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite3", filepath.Join(dir, storage.FileName))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec("UPDATE pieces SET data = substr(data, 1, 5000) || x'2a' || substr(data, 5002) WHERE id = (SELECT p.id FROM pieces p JOIN unique_ids u ON u.message = p.message WHERE u.uid = ? ORDER BY p.id LIMIT 1 OFFSET 5)", []byte("u2")); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	r, err := storage.Rescue(ctx, dir, time.Now())
	if err != nil || r.Lost != 1 {
		t.Fatalf("%+v, %v", r, err)
	}
	if s, err = storage.Open(ctx, dir, nil); err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	ids, err := s.List(ctx, mailbox.View{}, 0)
	if err != nil || len(ids) != 1 {
		t.Fatalf("%d messages, %v", len(ids), err)
	}
	var got bytes.Buffer
	if err := s.Stream(ctx, ids[0].ID, &got); err != nil || !bytes.Equal(got.Bytes(), raw) {
		t.Errorf("%d octets, %v", got.Len(), err)
	}
}
