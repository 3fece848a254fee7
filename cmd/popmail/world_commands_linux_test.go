package main

import (
	"crypto/tls"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"popmail/pop3/pop3test"
)

// TestWorldCommands: the commands look for reasons as the window does, and tell which port
// answers and what a hotel does.
func TestWorldCommands(t *testing.T) {
	w := enterTown(t, false)
	if w == nil {
		return
	}
	data, password := dataFolder(t), filepath.Join(t.TempDir(), "pw")
	if err := os.WriteFile(password, []byte(townPassword+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	add := func(domain string, more ...string) result {
		return pop(t, data, append([]string{"account", "add", "--email", "ann@" + domain, "--server", "pop." + domain, "--keep-password", "file", "--password-file", password}, more...)...)
	}
	says := func(text, want string) {
		t.Helper()
		if !strings.Contains(text, want) {
			t.Errorf("%q is not said: %s", want, text)
		}
	}
	w.Mailboxes("pop.port.example:110", pop3test.New(w.options("pop.port.example", "ann@port.example", nil)), nil)
	says(add("port.example", "--test").must(t, 1).stderr, "port 110 answers, with starttls")
	add("port.example").must(t, 0)
	says(pop(t, data, "account", "test", "ann@port.example").must(t, 1).stdout, "port 110 answers, with starttls")

	// A known account in a hotel.
	w.box("home.example", "ann@home.example", nil)
	add("home.example").must(t, 0)
	pop(t, data, "receive", "--account", "ann@home.example").must(t, 0)
	shows(func(w *town, _ string) *tls.Config { return w.Stranger("login.hotel.example") })(w, "hotel.example")
	w.Portal("pop.hotel.example")
	says(pop(t, data, "receive", "--account", "ann@home.example").must(t, 1).stderr, "sign in with your browser")
	says(pop(t, data, "account", "test", "ann@home.example").must(t, 1).stdout, "sign in with your browser")
	w.Portal("")
	pop(t, data, "receive", "--account", "ann@home.example").must(t, 0)
	for _, line := range w.Told() {
		if strings.Contains(line, townPassword) {
			t.Error(line)
		}
	}
}
