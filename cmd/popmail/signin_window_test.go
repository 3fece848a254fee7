//go:build linux

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"popmail/account/discover"
)

// publishTokens says in the data folder that the club's server takes tokens only.
func (c *club) publishTokens() {
	c.t.Helper()
	dir := filepath.Join(c.data, discover.FolderName)
	config := fmt.Sprintf(`<clientConfig version="1.1"><emailProvider id="club.example"><domain>club.example</domain><incomingServer type="pop3"><hostname>localhost</hostname><port>%d</port><socketType>SSL</socketType><username>%%EMAILADDRESS%%</username><authentication>OAuth2</authentication></incomingServer></emailProvider></clientConfig>`, c.pop.TLS)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		c.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "club.example.xml"), []byte(config), 0o600); err != nil {
		c.t.Fatal(err)
	}
}

// opened is the page that the browser's stand-in was opened with, once it was.
func (c *club) opened(s *screen) string {
	c.t.Helper()
	address := ""
	s.wait("the browser opens", func() bool {
		text, err := os.ReadFile(c.page)
		address = string(text)
		return err == nil
	})
	_ = os.Remove(c.page)
	c.seen = append(c.seen, address)
	c.lookAtProcesses()
	return address
}

// TestSignInInTheWindow is the way of a person whose provider takes no password: set up
// with the keyboard alone, signed in with the browser, mail arrives; then the permission
// is taken back, and the person signs in again.
func TestSignInInTheWindow(t *testing.T) {
	if testing.Short() {
		t.Skip("a real window takes a while")
	}
	c := newClub(t)
	c.publishTokens()
	c.deliver(3)
	s := newScreen(t, "signin")
	n := openPopMail(s, c.data, "SSL_CERT_FILE="+c.pop.CAFile, "PATH="+c.bin+":"+os.Getenv("PATH"))
	s.settled()
	s.typ("Ann Example")
	s.keys("Tab")
	s.typ(clubUser)
	s.keys("Tab")
	s.typ("some password") // which goes nowhere
	s.press()
	s.settled()
	s.shot("found")
	s.press()
	first := c.opened(s)
	s.shot("waiting")
	// The person says no at first, and then is somebody else.
	if _, err := c.auth.Deny(t.Context(), first); err != nil {
		t.Fatal(err)
	}
	s.settled()
	s.shot("denied")
	s.press()
	c.auth.Email = "bob@club.example"
	if _, err := c.auth.Login(t.Context(), c.opened(s)); err != nil {
		t.Fatal(err)
	}
	s.settled()
	s.shot("other")
	c.auth.Email = clubUser
	s.press()
	page := c.opened(s)
	if !strings.Contains(page, "prompt=select_account") {
		t.Errorf("nobody else can be chosen: %s", page)
	}
	s.settled()
	s.keys("Return") // opens the page once more
	if again := c.opened(s); again != page {
		t.Errorf("another page is opened: %s", again)
	}
	if _, err := c.auth.Login(t.Context(), page); err != nil {
		t.Fatal(err)
	}
	s.wait("the mailbox is opened", func() bool { return strings.Contains(c.pop.Log(), "Login: user=<"+clubUser) })
	s.settled()
	s.shot("keep")
	s.press()
	arrived := func(want int) func() bool {
		return func() bool {
			r := pop(t, c.data, "list", "--json")
			return len(rows[summaryRow](t, r.must(t, 0))) == want
		}
	}
	s.wait("the mail arrives", arrived(3))
	s.settled()
	s.press()
	s.wait("the title counts", func() bool { return strings.Contains(s.title(), "Inbox · 3 unread") })

	c.auth.RevokeAll()
	c.deliver(1)
	s.keys("ctrl+r")
	s.wait("the failed check is known", func() bool {
		return strings.Contains(c.cmd("account", "list", "--json").must(t, 0).stdout, "sign in again")
	})
	s.settled()
	s.shot("ended")
	s.keys("ctrl+r")
	s.settled()
	s.shot("asked")
	s.press()
	if _, err := c.auth.Login(t.Context(), c.opened(s)); err != nil {
		t.Fatal(err)
	}
	s.wait("the mail comes again", arrived(4))
	s.settled()
	s.shot("again")
	n.leave()
	c.seen = append(c.seen, n.errs.String())
	c.mustBeSecret()
	if said := c.auth.Complaints(); len(said) > 0 || c.auth.Count("reuse") > 0 {
		t.Errorf("the provider complains: %q", said)
	}
}
