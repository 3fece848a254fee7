package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestMailtoOpensLetters: another program opens letters by their addresses, with PopMail closed
// and with its window open; they are of the window, and can be sent.
func TestMailtoOpensLetters(t *testing.T) {
	if testing.Short() {
		t.Skip("a real window takes a while")
	}
	out := newSubmitted(t, nil)
	data := dataFolder(t)
	popIn(t, data, testPassword+"\n", "account", "add", "--email", testUser, "--name", "Ann Example", "--server", "127.0.0.1", "--port", "1", "--security", "none", "--keep-password", "file", "--password-stdin",
		"--smtp-server", "127.0.0.1", "--smtp-port", fmt.Sprint(out.port), "--smtp-security", "none").must(t, 0)
	s := newScreen(t, "mailto")
	n := openBy(s, data, call(t, data, "mailto:club@example.net?subject=PopMail%20once&cc=lena@kitchen.example&body=Dear%20club,%0D%0A&bcc=spy@example.net&attach=/etc/hostname"))
	s.wait("the letter opens", func() bool { return s.title() == "PopMail once" })
	s.typ("hello.")
	s.shot("first")
	s.keys("ctrl+Return")
	s.wait("the letter is handed over", func() bool { return strings.HasSuffix(s.title(), "PopMail") || strings.HasSuffix(s.title(), "Offline") })

	// The second start ends at once, and its letter is in the first window.
	c := call(t, data, "mailto:lena@kitchen.example?subject=Again&body=Again%20")
	c.Env = append(c.Env, "DISPLAY="+s.display, "LANG=en_US.UTF-8", "LIBGL_ALWAYS_SOFTWARE=1")
	if said, err := c.CombinedOutput(); err != nil || len(said) > 0 {
		t.Errorf("the second start: %v, %q", err, said)
	}
	s.wait("the second letter opens", func() bool { return s.title() == "Again" })
	s.shot("second")
	s.typ("hello.")
	s.keys("ctrl+Return")
	s.wait("both are taken", func() bool { return len(out.all()) == 2 })
	for i, want := range []string{"Dear club,", "Again hello."} {
		got := out.all()[i]
		if !strings.Contains(got.raw, want) || strings.Contains(got.raw, "hostname") || strings.Contains(strings.Join(got.to, " "), "spy") {
			t.Errorf("%+v", got)
		}
	}
	if got := out.all()[0]; strings.Join(got.to, " ") != "club@example.net lena@kitchen.example" || !strings.Contains(got.raw, "Subject: PopMail once") || !strings.Contains(got.raw, "hello.") {
		t.Errorf("%+v", got)
	}
	n.leave()

	for _, args := range [][]string{{"mailto:a@b.c", "more"}, {"mailto:a@b.c?body=" + strings.Repeat("x", 70_000)}} {
		if r := pop(t, data, args...); r.code != exitUsage || !strings.Contains(r.stderr, "popmail: ") {
			t.Errorf("%.100q: %d %s", args, r.code, r.stderr)
		}
	}
}

// TestBecomesMailProgram: the Settings make PopMail the program for e-mail links, in the folders
// of a person of the test's own; then the system's own opener opens a letter in its window.
func TestBecomesMailProgram(t *testing.T) {
	if testing.Short() {
		t.Skip("a real window takes a while")
	}
	for _, p := range []string{"xdg-mime", "xdg-open"} {
		if _, err := exec.LookPath(p); err != nil {
			t.Skipf("%s is not installed", p)
		}
	}
	data := dataFolder(t)
	popIn(t, data, testPassword+"\n", "account", "add", "--email", testUser, "--server", "127.0.0.1", "--port", "1", "--security", "none", "--keep-password", "file", "--password-stdin").must(t, 0)
	s := newScreen(t, "mail-program")
	n := openBy(s, data, call(t, data, "--data", data))
	home := filepath.Join(data, "..", "home")
	entry := filepath.Join(home, ".local", "share", "applications", appID+".desktop")
	asked := func() string {
		c := exec.Command("xdg-mime", "query", "default", "x-scheme-handler/mailto")
		c.Env = call(t, data).Env
		out, _ := c.Output()
		return strings.TrimSpace(string(out))
	}
	s.click(1257, 48)
	s.wait("the Settings open", func() bool { return strings.Contains(s.title(), "Settings") })
	s.settled()
	s.shot("offer")
	if _, err := os.Stat(entry); err == nil || asked() == appID+".desktop" {
		t.Fatal("the system was told, and nobody had asked for it")
	}
	s.keys("shift+Tab", "shift+Tab", "space") // Done, and before it the last button of the page
	s.wait("PopMail is the program for mail", func() bool { return asked() == appID+".desktop" })
	s.settled()
	s.shot("done")
	said, err := os.ReadFile(entry)
	if err != nil || !strings.Contains(string(said), "MimeType=x-scheme-handler/mailto;") || !strings.Contains(string(said), "--data "+data+" %u") {
		t.Errorf("%v\n%s", err, said)
	}
	c := exec.Command("xdg-open", "mailto:club@example.net?subject=By%20the%20system")
	c.Env = append(call(t, data).Env, "DISPLAY="+s.display, "LANG=en_US.UTF-8", "LIBGL_ALWAYS_SOFTWARE=1")
	if out, err := c.CombinedOutput(); err != nil {
		t.Errorf("xdg-open: %v, %s", err, out)
	}
	s.wait("the letter opens", func() bool { return s.title() == "By the system" })
	s.shot("letter")
	s.keys("Escape")
	n.leave()
}
