package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"hash"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"

	"popmail/account"
	"popmail/account/fetch"
	"popmail/gui"
	"popmail/storage/mailbox"
)

// A message of 60 MB is read, shown as it came, saved, and so is what is attached to it: each
// without a copy of it in memory, and what is saved is what came.
func TestLargeSaved(t *testing.T) {
	const alone = "POPMAIL_TEST_LARGE_ALONE"
	if os.Getenv(alone) == "" {
		// In a process of its own: others have made the heap large.
		c := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestLargeSaved$", "-test.v")
		c.Env = append(os.Environ(), alone+"=1")
		if out, err := c.CombinedOutput(); err != nil || !bytes.Contains(out, []byte("--- PASS: TestLargeSaved")) {
			t.Errorf("%v\n%s", err, out)
		}
		return
	}
	ctx := t.Context()
	app, err := openApp(ctx, dataFolder(t))
	if err != nil {
		t.Fatal(err)
	}
	a := account.Account{Email: "ann@example.org", User: "ann", Keep: account.KeepFile, Incoming: account.Server{Host: "127.0.0.1", Port: 1, Security: account.None}}
	if a.ID, err = app.accounts.Add(ctx, a, account.Password("secret")); err != nil {
		t.Fatal(err)
	}
	id, whole, film := deliverFilm(t, app, a.ID, 60<<20)

	// The driver of the database copies each piece of 1 MB, and the garbage of that is gone
	// soon. What the heap has grown to at any time shows whether all were held at once.
	const most = 24 << 20
	heap := func() int64 {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return int64(m.HeapSys)
	}
	before := heap()
	measured := func(what string, do func() error) {
		t.Helper()
		err := do()
		grown := heap() - before
		t.Logf("%s: the heap has grown from %d MB by %.1f MB", what, before>>20, float64(grown)/(1<<20))
		if err != nil || grown > most {
			t.Errorf("%s: the heap has grown by %.1f MB, %v", what, float64(grown)/(1<<20), err)
		}
	}
	holds := func(path string, want hash.Hash) {
		t.Helper()
		f, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		h := sha256.New()
		if _, err := io.Copy(h, f); err != nil || !bytes.Equal(h.Sum(nil), want.Sum(nil)) {
			t.Errorf("%s holds something else, %v", filepath.Base(path), err)
		}
	}
	dir := t.TempDir()
	var store gui.Reading = app.store
	measured("the message", func() error {
		m, _, err := store.Message(ctx, id)
		if err == nil && (m.Readable() == "" || len(m.Attachments) != 2) {
			t.Errorf("%q with %d attachments", m.Readable(), len(m.Attachments))
		}
		return err
	})
	measured("its source", func() error {
		begin, err := store.Beginning(ctx, id, 2<<20)
		if len(begin) != 2<<20 {
			t.Errorf("%d octets", len(begin))
		}
		return err
	})
	measured("the message, saved", func() error {
		return files{}.Replace(filepath.Join(dir, "a.eml"), func(w io.Writer) error { return store.Stream(ctx, id, w) })
	})
	holds(filepath.Join(dir, "a.eml"), whole)
	measured("the film, saved", func() error {
		at, err := store.Describe(ctx, id, 1)
		if err != nil || at.Name != "film.mp4" {
			t.Errorf("%+v, %v", at, err)
		}
		_, err = files{}.New(dir, at.Name, func(w io.Writer) error {
			_, err := store.StreamAttachment(ctx, id, 1, w)
			return err
		})
		return err
	})
	holds(filepath.Join(dir, "film.mp4"), film)
	defer func() {
		// So that the measure is known to be one.
		if raw, err := app.store.Raw(ctx, id); err != nil || len(raw) < 60<<20 || heap()-before < 2*most {
			t.Errorf("a copy of the message does not show: %.1f MB, %v", float64(heap()-before)/(1<<20), err)
		}
		app.Close()
	}()
	data := app.dir
	measured("by command", func() error {
		e := &env{out: bufio.NewWriter(io.Discard), err: io.Discard, data: data}
		return e.save(context.Background(), id, dir, true, 1)
	})
	holds(filepath.Join(dir, "film (2).mp4"), film)
}

// deliverFilm stores a message of about size octets with a note and a film in it, as a session
// does, and returns the sums of all its octets and of the film.
func deliverFilm(t *testing.T, app *app, a account.ID, size int) (id mailbox.ID, whole, film hash.Hash) {
	t.Helper()
	f, err := app.store.Spool(a)
	if err != nil {
		t.Fatal(err)
	}
	whole, film = sha256.New(), sha256.New()
	w := bufio.NewWriter(io.MultiWriter(f, whole))
	_, _ = w.WriteString("From: a@example.org\r\nSubject: the film of the quinces\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" +
		"--b\r\nContent-Type: text/plain\r\n\r\nhere are the quinces\r\n--b\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename=note.txt\r\n\r\na note\r\n" +
		"--b\r\nContent-Type: video/mp4\r\nContent-Disposition: attachment; filename=film.mp4\r\nContent-Transfer-Encoding: base64\r\n\r\n")
	rnd := rand.NewChaCha8([32]byte{7})
	var line [54]byte
	for n := 0; n < size; n += 74 {
		_, _ = rnd.Read(line[:])
		_, _ = film.Write(line[:])
		_, _ = w.WriteString(base64.StdEncoding.EncodeToString(line[:]) + "\r\n")
	}
	_, _ = w.WriteString("--b--\r\n")
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	octets, err := f.Octets()
	if err != nil {
		t.Fatal(err)
	}
	d, err := app.store.Deliver(t.Context(), a, nil)
	if err != nil {
		t.Fatal(err)
	}
	err = d.Add(t.Context(), fetch.Incoming{UID: "u1", Raw: octets, File: f, Listed: f.Size()})
	if err == nil {
		err = d.Flush(t.Context())
	}
	if err == nil {
		err = d.Close()
	}
	ids, failed := app.store.List(t.Context(), mailbox.View{}, 0)
	if err != nil || failed != nil || len(ids) != 1 {
		t.Fatal(ids, err, failed)
	}
	return ids[0].ID, whole, film
}
