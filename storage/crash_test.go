package storage_test

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"popmail/account"
	"popmail/account/fetch"
	"popmail/storage"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// The test binary is its own helper process: with POPMAIL_TEST_CHILD it does one
// thing and ends.
func TestMain(m *testing.M) {
	if what, dir, ok := strings.Cut(os.Getenv("POPMAIL_TEST_CHILD"), ":"); ok {
		if err := child(what, dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

const crashMessages = 3000

func crashMail(i int) fetch.Incoming {
	return storagetest.Mail{Subject: fmt.Sprintf("subject%d", i), Text: strings.Repeat(fmt.Sprintf("word%d text ", i), 100)}.Incoming(fmt.Sprintf("uid%d", i))
}

// bare are the helpers that do not open the folder; who has one for this system adds it.
var bare = map[string]func(dir string) error{}

func child(what, dir string) error {
	if f := bare[what]; f != nil {
		return f(dir)
	}
	s, err := storage.Open(ctx, dir, nil)
	if err != nil {
		return err
	}
	accounts, err := s.Accounts(ctx)
	if err != nil {
		return err
	}
	switch what {
	case "open":
		return s.Close()
	case "deliver": // tells on stdout what was reported as stored
		d, err := s.Deliver(ctx, accounts[0].ID, nil)
		if err != nil {
			return err
		}
		known, err := s.Known(ctx, accounts[0].ID)
		if err != nil {
			return err
		}
		tell := func() {
			for _, o := range d.Stored() {
				fmt.Println(o.UID, o.Already, o.Err)
			}
		}
		for i := range crashMessages {
			m := crashMail(i)
			if _, ok := known[m.UID]; ok {
				continue
			}
			if err := d.Add(ctx, m); err != nil {
				return err
			}
			if i%20 == 0 {
				time.Sleep(time.Millisecond)
			}
			tell()
		}
		if err := d.Flush(ctx); err != nil {
			return err
		}
		tell()
		fmt.Println("done")
		return s.Close()
	case "deliver large":
		d, err := s.Deliver(ctx, accounts[0].ID, nil)
		if err != nil {
			return err
		}
		known, err := s.Known(ctx, accounts[0].ID)
		if err != nil {
			return err
		}
		for i := range crashLarge {
			m := largeCrashMail(i)
			if _, ok := known[m.UID]; ok {
				continue
			}
			if err := errors.Join(d.Add(ctx, m), d.Flush(ctx)); err != nil {
				return err
			}
			for _, o := range d.Stored() {
				fmt.Println(o.UID, o.Already, o.Err)
			}
			if i%4 == 3 { // what went shares what it held with what stays
				if err := s.Purge(ctx, called(s, fmt.Sprint("gone ", i-1))); err != nil {
					return err
				}
			}
		}
		fmt.Println("done")
		return s.Close()
	case "index":
		fmt.Println("go")
		if err := s.CatchUp(ctx); err != nil {
			return err
		}
		fmt.Println("done")
		return s.Close()
	case "flood": // as fast as it can
		d, err := s.Deliver(ctx, accounts[0].ID, nil)
		if err != nil {
			return err
		}
		fmt.Println("go")
		for i := range floodMessages {
			if err := d.Add(ctx, storagetest.Mail{Subject: fmt.Sprint(i), Text: strings.Repeat("some words ", 200)}.Incoming(fmt.Sprint(i))); err != nil {
				return err
			}
		}
		if err := d.Flush(ctx); err != nil {
			return err
		}
		return errors.Join(d.Close(), s.Close())
	case "flag":
		for range 50 {
			if err := s.SetFlag(ctx, []mailbox.ID{1}, mailbox.Starred, true); err != nil {
				return err
			}
			if err := s.SetFlag(ctx, []mailbox.ID{1}, mailbox.Starred, false); err != nil {
				return err
			}
		}
		return s.Close()
	}
	return fmt.Errorf("no child %q", what)
}

func startChild(t testing.TB, what, dir string) (*exec.Cmd, *bufio.Scanner) {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(exe, "-test.run=^$")
	c.Env = append(os.Environ(), "POPMAIL_TEST_CHILD="+what+":"+dir)
	c.Stderr = os.Stderr
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	return c, bufio.NewScanner(out)
}

// TestKilled kills a process in the middle of a delivery, again and again, until
// one delivery reaches its end: then every message is there once, and nothing that
// was ever reported as stored was lost.
func TestKilled(t *testing.T) {
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
	done := false
	kills := 0
	for round := 0; !done; round++ {
		c, out := startChild(t, "deliver", dir)
		lines, stop := 0, 1+round*300 // the first dies with its first commit
		for out.Scan() {
			if out.Text() == "done" {
				done = true
				break
			}
			uid, rest, _ := strings.Cut(out.Text(), " ")
			if rest != "false <nil>" {
				t.Errorf("%s: %s", uid, rest)
			}
			reported[uid] = true
			if lines++; lines >= stop && round < 8 {
				break
			}
		}
		if !done {
			if err := c.Process.Kill(); err != nil {
				t.Fatal(err)
			}
			kills++
		}
		for out.Scan() { // what it had said before it died
			if uid, _, ok := strings.Cut(out.Text(), " "); ok {
				reported[uid] = true
			}
		}
		_ = c.Wait() // it was killed
		check := storagetest.OpenIn(t, dir, nil)
		known, err := check.Known(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		for uid := range reported {
			if _, ok := known[uid]; !ok {
				t.Fatalf("%s was reported as stored and is lost", uid)
			}
		}
		if n, bad, err := check.Verify(ctx); n != len(known) || len(bad) > 0 || err != nil {
			t.Fatalf("%d messages, %d unique-ids, damaged %v: %v", n, len(known), bad, err)
		}
		oncePlaced(t, dir)
		some := 0
		for uid := range reported { // in any order
			if got := find(t, check, "subject"+strings.TrimPrefix(uid, "uid")+" "); len(got) != 1 {
				t.Fatalf("%s is found %d times", uid, len(got))
			}
			if some++; some == 20 {
				break
			}
		}
	}
	if kills == 0 {
		t.Error("no process was killed")
	}
	s = storagetest.OpenIn(t, dir, nil)
	list := rows(t, s, mailbox.View{})
	if len(list) != crashMessages {
		t.Fatalf("%d messages, want %d", len(list), crashMessages)
	}
	once := map[string]bool{}
	for _, m := range list {
		once[m.UID] = true
	}
	if len(once) != crashMessages {
		t.Errorf("%d different unique-ids", len(once))
	}
	for _, i := range []int{0, 1, 500, 1234, crashMessages - 1} {
		if got := find(t, s, fmt.Sprintf("subject%d word%d ", i, i)); len(got) != 1 {
			t.Errorf("message %d found %d times", i, len(got))
		}
	}
}

// TestTwoProcesses delivers the same mail in two processes at once while a third
// one and this one write as well.
func TestTwoProcesses(t *testing.T) {
	dir := t.TempDir()
	s := storagetest.OpenIn(t, dir, &storage.Options{Window: true, Watch: 5 * time.Millisecond})
	id := storagetest.AddAccount(t, s, "me@example.org")
	storagetest.Deliver(t, s, id, crashMail(0))
	sub := s.Changes().Subscribe(10000)
	var children []*exec.Cmd
	var outs []*bufio.Scanner
	for _, what := range []string{"deliver", "deliver", "flag"} {
		c, out := startChild(t, what, dir)
		children, outs = append(children, c), append(outs, out)
	}
	stop := make(chan struct{})
	quiet := make(chan struct{})
	go func() {
		defer close(quiet)
		for {
			select {
			case <-stop:
				return
			case <-time.After(5 * time.Millisecond):
			}
			if err := s.SetFlag(ctx, []mailbox.ID{1}, mailbox.Read, true); err != nil {
				t.Error(err)
			}
			if err := s.SetFlag(ctx, []mailbox.ID{1}, mailbox.Read, false); err != nil {
				t.Error(err)
			}
			if _, err := s.Index(ctx, mailbox.View{}, 0); err != nil {
				t.Error(err)
			}
		}
	}()
	for i, c := range children {
		for outs[i].Scan() {
			if strings.Contains(outs[i].Text(), "error") {
				t.Error(outs[i].Text())
			}
		}
		if err := c.Wait(); err != nil {
			t.Errorf("child %d: %v", i, err)
		}
	}
	close(stop)
	<-quiet
	list := rows(t, s, mailbox.View{})
	once := map[string]bool{}
	for _, m := range list {
		once[m.UID] = true
	}
	if len(list) != crashMessages || len(once) != crashMessages {
		t.Errorf("%d messages with %d unique-ids, want %d", len(list), len(once), crashMessages)
	}
	if n, bad, err := s.Verify(ctx); n != crashMessages || len(bad) > 0 || err != nil {
		t.Errorf("%d messages, damaged %v: %v", n, bad, err)
	}
	reload := false
	for _, c := range storagetest.Told(sub) {
		_, renewed := c.(mailbox.Renewed)
		reload = reload || renewed
	}
	if !reload {
		t.Error("commits of other processes were not noticed")
	}
}

const floodMessages = 20 * 2000 // many batches

// TestGiveWay: a process that writes without a pause lets others write in between.
func TestGiveWay(t *testing.T) {
	if testing.Short() {
		t.Skip("short")
	}
	dir := t.TempDir()
	s := storagetest.OpenIn(t, dir, nil)
	id := storagetest.AddAccount(t, s, "me@example.org")
	storagetest.Deliver(t, s, id, mail("first", "first"))
	c, out := startChild(t, "flood", dir)
	out.Scan()
	for i := range 4 {
		if err := s.SetFlag(ctx, []mailbox.ID{1}, mailbox.Starred, i%2 == 0); err != nil {
			t.Fatal(err)
		}
	}
	if f := folder(t, s, id, "Inbox"); f.Total > floodMessages {
		t.Error("this process could write only when the other had done everything")
	}
	for out.Scan() {
		t.Error(out.Text())
	}
	if err := c.Wait(); err != nil {
		t.Error(err)
	}
	if f := folder(t, s, id, "Inbox"); f.Total != floodMessages+1 {
		t.Errorf("%+v", f)
	}
}

// TestWatch: a change by another handle is told, one's own is not told twice.
func TestWatch(t *testing.T) {
	dir := t.TempDir()
	s := storagetest.OpenIn(t, dir, &storage.Options{Window: true, Watch: time.Millisecond})
	other := storagetest.OpenIn(t, dir, nil)
	sub := s.Changes().Subscribe(1000)
	id := storagetest.AddAccount(t, s, "me@example.org")
	if got := storagetest.Told(sub); !reflect.DeepEqual(got, []mailbox.Change{mailbox.AccountsChanged{}, mailbox.FoldersChanged{}}) {
		t.Errorf("%+v", got)
	}
	time.Sleep(50 * time.Millisecond)
	if n := len(sub.C()); n != 0 {
		t.Errorf("%d more changes, the first %+v", n, <-sub.C())
	}
	storagetest.Deliver(t, other, id, mail("1", "one"))
	select {
	case <-sub.C():
		if _, renewed := (<-sub.C()).(mailbox.FoldersChanged); !renewed {
			t.Error("the folders are not told of")
		}
		if _, renewed := (<-sub.C()).(mailbox.Renewed); !renewed {
			t.Error("the messages are not told of")
		}
	case <-time.After(time.Minute):
		t.Fatal("not noticed")
	}
	if got := find(t, s, "one "); len(got) != 1 {
		t.Errorf("found %v", got)
	}
}

// TestDiskFull fills the file to its limit: nothing that was not stored is reported
// as stored, and the store can be used afterwards.
func TestDiskFull(t *testing.T) {
	dir := t.TempDir()
	s, err := storage.Open(ctx, dir, &storage.Options{MaxPages: 300}) // 2.4 MB
	if err != nil {
		t.Fatal(err)
	}
	id := storagetest.AddAccount(t, s, "me@example.org")
	storagetest.Deliver(t, s, id, mail("small", "small"))
	full := func(uids ...string) map[string]error {
		d, err := s.Deliver(ctx, id, nil)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = d.Close() }()
		for i, uid := range uids {
			// Octets that cannot be packed.
			raw := append([]byte("Subject: large\r\nContent-Type: application/octet-stream\r\n\r\n"), random(i, 300_000)...)
			if err := d.Add(ctx, fetch.Incoming{UID: uid, Raw: raw}); err != nil {
				if account.TroubleOf(err) != account.TroubleDiskFull {
					t.Errorf("Add: %v", err)
				}
				return nil
			}
		}
		err = d.Flush(ctx)
		if file, ok := errors.AsType[*mailbox.FileError](err); !ok || !file.Full || account.TroubleOf(err) != account.TroubleDiskFull {
			t.Errorf("Flush: %v", err)
		}
		if err := d.Add(ctx, mail("later", "later")); account.TroubleOf(err) != account.TroubleDiskFull {
			t.Errorf("Add afterwards: %v", err)
		}
		out := map[string]error{}
		for _, o := range d.Stored() {
			out[o.UID] = o.Err
		}
		return out
	}
	uids := make([]string, 20)
	for i := range uids {
		uids[i] = fmt.Sprint("large", i)
	}
	for range 3 {
		out := full(uids...)
		known, err := s.Known(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		for uid, err := range out {
			if _, ok := known[uid]; ok != (err == nil) {
				t.Errorf("%s: known %v, reported %v", uid, ok, err)
			}
		}
		if _, ok := known["later"]; ok {
			t.Error("stored after the failure")
		}
		if got := find(t, s, "small "); len(got) != 1 {
			t.Errorf("found %v", got)
		}
	}
	if err := s.SetFlag(ctx, []mailbox.ID{1}, mailbox.Read, true); err != nil {
		t.Errorf("a small change: %v", err)
	}
	storagetest.Deliver(t, s, id, mail("small2", "small2"))
	if n, bad, err := s.Verify(ctx); n < 2 || len(bad) > 0 || err != nil {
		t.Errorf("%d %v %v", n, bad, err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	// With room again everything arrives.
	s = storagetest.OpenIn(t, dir, nil)
	d, err := s.Deliver(ctx, id, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i, uid := range uids {
		raw := append([]byte("Subject: large\r\nContent-Type: application/octet-stream\r\n\r\n"), random(i, 300_000)...)
		if err := d.Add(ctx, fetch.Incoming{UID: uid, Raw: raw}); err != nil {
			t.Fatal(err)
		}
	}
	if err := d.Flush(ctx); err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	if n := len(rows(t, s, mailbox.View{})); n != 22 {
		t.Errorf("%d messages", n)
	}
}

func random(seed, n int) []byte {
	b := make([]byte, n)
	x := uint64(seed)*2654435761 + 1
	for i := range b {
		x ^= x << 13
		x ^= x >> 7
		x ^= x << 17
		b[i] = byte(x)
	}
	return b
}

// TestDamage: octets that were changed on the disk are told from sound ones.
func TestDamage(t *testing.T) {
	dir := t.TempDir()
	s, err := storage.Open(ctx, dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	id := storagetest.AddAccount(t, s, "me@example.org")
	packed := storagetest.Mail{Subject: "packed", Text: strings.Repeat("the same again ", 500)}
	storagetest.Deliver(t, s, id, mail("1", "a"), mail("2", "b"), packed.Incoming("3"), packed.Incoming("4"), mail("5", "e"), mail("6", "f"))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, storage.FileName)
	if st, err := os.Stat(path); err != nil || st.Size() == 0 {
		t.Fatal(err)
	}
	sqlite(t, path,
		"UPDATE octets SET data = replace(data, 'text', 'tixt') WHERE message = 2",
		"UPDATE octets SET data = x'00112233' WHERE message = 3",
		"UPDATE octets SET codec = 77 WHERE message = 4",
		"UPDATE octets SET size = size + 1 WHERE message = 5")
	s = storagetest.OpenIn(t, dir, nil)
	n, bad, err := s.Verify(ctx)
	if err != nil || n != 6 || fmt.Sprint(bad) != "[2 3 4 5]" {
		t.Errorf("%d messages, damaged %v: %v", n, bad, err)
	}
	if raw, err := s.Raw(ctx, 1); err != nil || !bytes.Contains(raw, []byte("text of a")) {
		t.Error(err)
	}
}
