package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"popmail/account/letter"
	"popmail/gui/kit/guitest"
	"popmail/gui/kit/picture"
	"popmail/pop3/pop3test"
)

// writer is a person with an account that can send, before the real window.
type writer struct {
	*sighted
	data string
	out  *submitted
}

// newWriter opens the window of an account without mail.
func newWriter(t *testing.T, name string) *writer {
	t.Helper()
	if testing.Short() {
		t.Skip("a real window takes a while")
	}
	in := pop3test.New(pop3test.Options{Users: map[string]string{testUser: testPassword}})
	if err := in.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = in.Close() })
	w := &writer{out: newSubmitted(t, nil), data: dataFolder(t)}
	popIn(t, w.data, testPassword+"\n", "account", "add", "--email", testUser, "--name", "Ann Example", "--server", "127.0.0.1", "--port", fmt.Sprint(in.Port()), "--security", "none", "--keep-password", "file", "--password-stdin",
		"--smtp-server", "127.0.0.1", "--smtp-port", fmt.Sprint(w.out.port), "--smtp-security", "none").must(t, 0)
	s := newScreen(t, name)
	w.sighted = openEyes(s, w.data)
	w.until("Inbox")
	return w
}

// begin opens a letter to somebody, with a subject.
func (w *writer) begin(subject string) {
	w.t.Helper()
	w.keys("ctrl+n")
	w.wait("a letter opens", func() bool { return w.title() == "New letter" })
	w.typ("bob@example.org")
	w.keys("Return", "Tab")
	w.typ(subject)
	w.wait("it has its subject", func() bool { return w.title() == subject })
	w.keys("Return")
}

func (w *writer) listed(folder string) []summaryRow {
	w.t.Helper()
	r := pop(w.t, w.data, "list", "--folder", folder, "--json")
	if r.code != 0 {
		return nil // there is no such folder yet
	}
	return rows[summaryRow](w.t, r)
}

// draft waits until a draft with a subject has n files.
func (w *writer) draft(subject string, n int) {
	w.t.Helper()
	w.wait(fmt.Sprintf("the draft %q has %d files", subject, n), func() bool {
		for _, d := range w.listed("Drafts") {
			if d.Subject == subject && d.Attachments == n {
				return true
			}
		}
		return false
	})
}

// filesOf are those of a message that was sent.
func filesOf(t *testing.T, raw string) []letter.Attachment {
	t.Helper()
	l, err := letter.Reopen([]byte(raw), []byte("{}"))
	if err != nil {
		t.Fatal(err)
	}
	return l.Attachments
}

// TestDropInTheWindow: files are dragged onto two letters and onto the main window, also such
// as cannot be attached, and files are pasted that a program for files has copied.
func TestDropInTheWindow(t *testing.T) {
	w := newWriter(t, "drop")
	d := newDragger(w.screen)
	dir := t.TempDir()
	path := func(name string, n int) string {
		p := filepath.Join(dir, name)
		if err := os.WriteFile(p, bytes.Repeat([]byte("x"), n), 0o600); err != nil {
			t.Fatal(err)
		}
		return p
	}
	ticket, plan := path("my ticket ü.pdf", 3000), path("plan.txt", 20)
	folder := filepath.Join(dir, "Holiday")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}

	w.begin("First")
	d.drop("First", ticket, folder, path("void.txt", 0), filepath.Join(dir, "gone.txt"))
	w.until("my ticket ü.pdf", "void.txt", "Not there anymore: gone.txt. A folder can’t be attached, only the files in it: Holiday. There is nothing in void.txt.")
	w.shot("what cannot be attached")
	w.draft("First", 2)

	d.drop("Inbox", plan) // the main window, behind
	w.wait("a letter opens", func() bool { return w.title() == "New letter" })
	w.until("plan.txt")
	w.draft("", 1)
	w.typ("carl@example.org")
	w.keys("Return", "Tab")
	w.typ("Second")
	w.wait("it has its subject", func() bool { return w.title() == "Second" })
	d.drop("First", plan) // while another letter has the keyboard
	w.draft("First", 3)
	w.draft("Second", 1)

	var many []string
	for i := range 200 {
		many = append(many, path(fmt.Sprintf("n%03d.bin", i), 500))
	}
	d.drop("Second", many...)
	w.draft("Second", 201)
	w.shot("two hundred")

	// As Nautilus, Thunar, Nemo and Caja copy: the paths as text.
	if _, err := exec.LookPath("xclip"); err != nil {
		t.Log("nothing is pasted: xclip is not installed")
	} else {
		for i, clip := range []string{plan, "x-special/nautilus-clipboard\ncopy\nfile://" + plan + "\n", "file://" + plan + "\r\n"} {
			c := exec.Command("xclip", "-selection", "clipboard")
			c.Env, c.Stdin = append(os.Environ(), "DISPLAY="+w.display), strings.NewReader(clip)
			if err := c.Run(); err != nil {
				t.Fatal(err)
			}
			w.keys("ctrl+v")
			w.draft("Second", 202+i)
		}
	}
	for _, l := range w.listed("Drafts") {
		if l.Subject != "Second" && l.Subject != "First" {
			t.Errorf("%+v", l)
		}
	}
	w.keys("ctrl+Return")
	w.wait("the letter is taken", func() bool { return len(w.out.all()) == 1 })
	if n := len(filesOf(t, w.out.all()[0].raw)); n < 201 {
		t.Errorf("%d files", n)
	}
	w.leave()
}

// TestPhotosInTheWindow: a photo is dragged into a letter and made smaller with the keyboard,
// PopMail is killed, the draft still has the whole photo, and the small one goes.
func TestPhotosInTheWindow(t *testing.T) {
	w := newWriter(t, "photos")
	photo := guitest.Noise(t, 4000, 3000)
	xmp := "http://ns.adobe.com/xap/1.0/\x00<x exif:GPSLatitude=\"50,56.17N\"/>"
	photo = append([]byte("\xff\xd8\xff\xe1\x00"+string(rune(len(xmp)+2))+xmp), photo[2:]...)
	path := filepath.Join(t.TempDir(), "pier.jpg")
	if err := os.WriteFile(path, photo, 0o600); err != nil {
		t.Fatal(err)
	}
	w.begin("The pier")
	newDragger(w.screen).drop("The pier", path)
	w.until("The photo tells where it was taken.", "Make the photo smaller: ", "Take out the place")
	w.shot("offered")
	offer := ""
	for _, s := range w.see() {
		if strings.HasPrefix(s.Text, "Make the photo smaller: ") {
			offer = s.Text
		}
	}
	w.tabTo(offer)
	w.keys("Return")
	w.until("and without the place where it was taken.", "Send full size")
	w.shot("smaller")
	w.wait("the draft has the photo", func() bool {
		l := w.listed("Drafts")
		return len(l) == 1 && l[0].Size > int64(len(photo))
	})
	time.Sleep(3 * time.Second) // so that the wish is saved, too
	if err := w.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = w.cmd.Wait()

	w.sighted = openEyes(w.screen, w.data)
	w.until("Drafts")
	w.tap("Drafts")
	w.wait("the drafts are shown", func() bool { return strings.Contains(w.title(), "Drafts") })
	w.until("The pier")
	w.tap("The pier")
	w.wait("the draft opens", func() bool { return w.title() == "The pier" })
	w.until("and without the place where it was taken.", "Send full size")
	w.keys("ctrl+Return")
	w.wait("it waits", func() bool { return len(w.listed("Outbox")) == 1 || len(w.out.all()) == 1 })
	w.wait("the letter is taken", func() bool { return len(w.out.all()) == 1 })
	got := filesOf(t, w.out.all()[0].raw)
	if len(got) != 1 || len(got[0].Data) > len(photo)/2 || picture.Place(got[0].Data) || got[0].Name != "pier.jpg" {
		t.Fatalf("%d files, %d of %d octets", len(got), len(got[0].Data), len(photo))
	}
	if width, height, err := picture.Size(got[0].Data); err != nil || width != 2048 || height != 1536 {
		t.Errorf("%d × %d %v", width, height, err)
	}
	w.leave()
}

// TestTooLargeInTheWindow: a photo that the server does not take is told of before it is sent;
// the person makes it smaller, and it goes.
func TestTooLargeInTheWindow(t *testing.T) {
	w := newWriter(t, "too-large")
	photo := guitest.Noise(t, 5200, 4000)
	if len(photo) < 8<<20 {
		t.Fatalf("%d octets, which the server takes", len(photo))
	}
	path := filepath.Join(t.TempDir(), "pier.jpg")
	if err := os.WriteFile(path, photo, 0o600); err != nil {
		t.Fatal(err)
	}
	w.begin("The pier")
	newDragger(w.screen).drop("The pier", path)
	w.until("Make the photo smaller: ")
	w.keys("ctrl+Return")
	w.wait("it waits", func() bool { return len(w.listed("Outbox")) == 1 })
	w.until("Outbox")
	w.tap("Outbox")
	w.until("The pier")
	w.tap("The pier")
	w.until("Take out a file or make it smaller, then send the letter again.")
	w.shot("told")
	if len(w.out.all()) != 0 {
		t.Error("it was taken")
	}
	w.tap("Edit")
	w.wait("the letter opens", func() bool { return w.title() == "The pier" })
	w.until("Make the photo smaller: ")
	for _, s := range w.see() {
		if strings.HasPrefix(s.Text, "Make the photo smaller: ") {
			w.tap(s.Text)
			break
		}
	}
	w.until("Photo made smaller: ")
	w.keys("ctrl+Return")
	w.wait("the letter is taken", func() bool { return len(w.out.all()) == 1 })
	if got := filesOf(t, w.out.all()[0].raw); len(got) != 1 || len(got[0].Data) > 3<<20 {
		t.Errorf("%d files, %d octets", len(got), len(got[0].Data))
	}
	w.leave()
}
