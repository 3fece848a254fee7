package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"popmail/pop3/pop3test"
)

// TestWorkOfflineInTheWindow: who works offline sends a letter, and it waits, as the words
// say, also when PopMail is closed and started again; mail is not fetched. It goes once, when
// the person goes online.
func TestWorkOfflineInTheWindow(t *testing.T) {
	if testing.Short() {
		t.Skip("a real window takes a while")
	}
	in := pop3test.New(pop3test.Options{Users: map[string]string{testUser: testPassword}})
	if err := in.Start(); err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	out := newSubmitted(t, nil)
	data := dataFolder(t)
	popIn(t, data, testPassword+"\n", "account", "add", "--email", testUser, "--name", "Ann Example", "--server", "127.0.0.1", "--port", fmt.Sprint(in.Port()), "--security", "none", "--keep-password", "file", "--password-stdin",
		"--smtp-server", "127.0.0.1", "--smtp-port", fmt.Sprint(out.port), "--smtp-security", "none").must(t, 0)
	v := openEyes(newScreen(t, "offline"), data)
	v.until("Up to date")
	v.keys("ctrl+shift+o")
	v.until("You are working offline")

	v.keys("ctrl+n")
	v.wait("a letter opens", func() bool { return v.title() == "New letter" })
	v.typ("maria@ferry.example")
	time.Sleep(700 * time.Millisecond)
	v.keys("Return", "Tab")
	v.typ("We take the ferry")
	v.keys("Return")
	v.typ("Bring warm coats.")
	v.shot("letter")
	v.keys("ctrl+Return")
	v.wait("the letter is closed", func() bool { return strings.Contains(v.title(), "PopMail") })
	v.until("Your letter will be sent when you are online again.", "You are working offline · 1 letter will be sent when you’re online")
	in.AddMessage(testUser, []byte("From: bookings@ferry.example\r\nSubject: Your booking\r\n\r\nIt is booked.\r\n"))
	v.keys("F5")
	v.until("You are working offline, so no mail is received.")
	time.Sleep(undoHold + 2*time.Second)
	v.shot("waits")
	v.leave()

	v = openEyes(v.screen, data)
	v.until("You are working offline · 1 letter will be sent when you’re online")
	time.Sleep(3 * time.Second)
	if n := len(out.all()); n != 0 || strings.Contains(v.text(), "Your booking") {
		t.Fatalf("%d letters went out offline\n%s", n, v.text())
	}
	v.tap("Go online")
	v.wait("the letter is taken", func() bool { return len(out.all()) == 1 })
	v.until("Your booking", "Up to date")
	v.wait("it is in Sent", func() bool {
		r := pop(t, data, "list", "--folder", "Sent", "--json")
		return r.code == 0 && len(rows[summaryRow](t, r)) == 1
	})
	v.leave()
	if got := out.all(); len(got) != 1 || !strings.Contains(got[0].raw, "Bring warm coats.") {
		t.Errorf("%+v", got)
	}
}

// undoHold is how long a letter is held for Undo.
const undoHold = 10 * time.Second
