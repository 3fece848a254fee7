package main

import (
	"os"
	"strings"
	"testing"
)

// TestWorldSignInByMouse is TestSignInInTheWindow by the mouse alone: the person says no at
// first, is somebody else then, and signs in at last.
func TestWorldSignInByMouse(t *testing.T) {
	if testing.Short() {
		t.Skip("a real window takes a while")
	}
	if os.Getenv(worldVar) != "all" {
		t.Skip("make world runs this")
	}
	c := newClub(t)
	c.publishTokens()
	c.deliver(2)
	bin, err := sightedProgram()
	if err != nil {
		t.Fatal(err)
	}
	command := call(t, c.data)
	command.Path = bin
	v := openSightedBy(newScreen(t, "signin-mouse"), c.data, command, "SSL_CERT_FILE="+c.pop.CAFile, "PATH="+c.bin+":"+os.Getenv("PATH"))
	h := mouse{v}
	h.fill(clubUser, "some password") // which goes nowhere
	h.goOn("Continue")
	v.until("You sign in with your browser")
	v.shot("found")
	h.goOn("Test and continue")
	if _, err := c.auth.Deny(t.Context(), c.opened(v.screen)); err != nil {
		t.Fatal(err)
	}
	v.until("The sign-in wasn’t allowed")
	v.shot("denied")
	h.press("Sign in again")
	c.auth.Email = "bob@club.example"
	if _, err := c.auth.Login(t.Context(), c.opened(v.screen)); err != nil {
		t.Fatal(err)
	}
	v.until("You signed in as someone else")
	v.shot("other")
	c.auth.Email = clubUser
	h.press("Sign in again")
	page := c.opened(v.screen)
	v.until("Open the page again")
	h.press("Open the page again")
	if again := c.opened(v.screen); again != page {
		t.Errorf("another page is opened: %s", again)
	}
	if _, err := c.auth.Login(t.Context(), page); err != nil {
		t.Fatal(err)
	}
	v.until("Start receiving")
	h.goOn("Start receiving")
	v.until("Show my mail")
	h.goOn("Show my mail")
	v.wait("the mail arrives", func() bool { return strings.Contains(v.title(), "Inbox · 2 unread") })
	v.shot("arrived")
	v.leave()
	c.seen = append(c.seen, v.errs.String())
	c.mustBeSecret()
}
