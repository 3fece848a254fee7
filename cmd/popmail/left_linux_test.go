package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"popmail/pop3/pop3test"
)

// TestNothingRunsAfterTheWindow: when the real window has closed, with a server that is asked for mail, an icon in the
// tray, a notification of a real daemon on the screen and a letter in a window of its own, no goroutine of all these
// is left.
func TestNothingRunsAfterTheWindow(t *testing.T) {
	if testing.Short() {
		t.Skip("a real window takes a while")
	}
	in := pop3test.New(pop3test.Options{Users: map[string]string{testUser: testPassword}})
	if err := in.Start(); err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	data := dataFolder(t)
	popIn(t, data, testPassword+"\n", "account", "add", "--email", testUser, "--name", "Ann Example", "--server", "127.0.0.1", "--port", fmt.Sprint(in.Port()), "--security", "none", "--keep-password", "file", "--password-stdin").must(t, 0)
	s := newScreen(t, "left")
	b := newDesktopBus(s)
	bin, err := sightedProgram()
	if err != nil {
		t.Fatal(err)
	}
	c := call(t, data)
	c.Path = bin
	left := filepath.Join(t.TempDir(), "left")
	v := openSightedBy(s, data, c, append(b.env(s), "POPMAIL_LEFT="+left)...)
	b.icon(v.newcomer)
	letter := func(subject string) {
		now := time.Now().UTC().Format(time.RFC1123Z)
		in.AddMessage(testUser, []byte("From: Dad <dad@orchard.example>\r\nTo: ann@example.org\r\nSubject: "+subject+"\r\nDate: "+now+"\r\n\r\nHello.\r\n"))
		b.picks("Check now")
		v.until(subject)
	}
	letter("Keys")
	v.keys("Home", "ctrl+Return")
	v.wait("a window of its own", func() bool { return strings.Contains(v.text(), "Hello.") })
	v.keys("Escape")
	letter("Photos from the garden")
	raw, err := v.ask("runs")
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{"tray.(*Tray).Run", "notices.(*Board).Run", "poll.(*Poller).Run", "storage.(*Store)", "godbus", "loop.(*follower"} {
		if !strings.Contains(string(raw), part) {
			t.Errorf("%s does not run while the window is open", part)
		}
	}
	v.leave()
	got, err := os.ReadFile(left)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != "nothing" {
		t.Errorf("left: %s", got)
	}
}
