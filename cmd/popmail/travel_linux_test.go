package main

import (
	"bytes"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"

	"popmail/pop3/pop3test"
)

// filmOf is a message of about n octets.
func filmOf(subject string, n int) []byte {
	head := "From: Dad <dad@orchard.example>\r\nTo: ann@example.org\r\nSubject: " + subject + "\r\nDate: Fri, 20 Nov 2026 11:00:00 +0000\r\n\r\nI found the film of the garden.\r\n"
	return append([]byte(head), bytes.Repeat([]byte("0123456789012345678901234567890123456789012345678901234567890123456789\r\n"), n/72)...)
}

// TestTravelModeInTheWindow: in travel mode the first lines of a large message come, also
// after PopMail was closed and started again; its rest comes when the person wants it, and by
// itself when travel mode ends. By keyboard, then by mouse.
func TestTravelModeInTheWindow(t *testing.T) {
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
	v := openEyes(newScreen(t, "travel"), data)
	v.until("Up to date")
	v.keys("ctrl+shift+t")
	v.until("Only the first lines of messages over 200 KB are fetched.", "Travel mode · checked", "used today")
	in.AddMessage(testUser, filmOf("The first film", 900_000))
	in.AddMessage(testUser, filmOf("A short letter", 2_000))
	v.keys("F5")
	v.until("The first film", "A short letter", "The rest of 1 message is waiting on the server.", "Get all (", "the rest of 1 message is on the server")
	v.shot("bar")
	v.leave()

	v = openEyes(v.screen, data)
	v.until("Only the first lines of messages over 200 KB are fetched. The rest of 1 message is waiting on the server.")
	v.tap("Get all (897 KB)")
	v.wait("all of it comes", func() bool { return !strings.Contains(v.text(), "is waiting on the server") })
	v.until("Travel mode · checked")
	in.AddMessage(testUser, filmOf("The second film", 700_000))
	v.keys("F5")
	v.until("The second film", "The rest of 1 message is waiting on the server.")
	v.keys("ctrl+shift+o")
	v.until("You are working offline", "will be fetched. The rest of 1 message is waiting on the server.")
	v.keys("ctrl+shift+o")
	v.until("Travel mode · checked")
	v.tap("End travel mode")
	v.until("Up to date")
	v.wait("the rest comes by itself", func() bool {
		for _, m := range rows[summaryRow](t, pop(t, data, "list", "--json").must(t, 0)) {
			if m.Subject == "The second film" {
				return m.Size > 690_000
			}
		}
		return false
	})
	v.leave()
}

// TestGetAllWhileReceiving: what is wanted while a session is under way comes right behind it,
// and the status line tells what comes.
func TestGetAllWhileReceiving(t *testing.T) {
	if testing.Short() {
		t.Skip("a real window takes a while")
	}
	var held atomic.Bool
	leave := make(chan struct{})
	in := pop3test.New(pop3test.Options{Users: map[string]string{testUser: testPassword}, Hook: func(_, line string) string {
		if strings.HasPrefix(line, "RETR") && held.Load() {
			<-leave
		}
		return ""
	}})
	if err := in.Start(); err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	defer close(leave)
	data := dataFolder(t)
	popIn(t, data, testPassword+"\n", "account", "add", "--email", testUser, "--name", "Ann Example", "--server", "127.0.0.1", "--port", fmt.Sprint(in.Port()), "--security", "none", "--keep-password", "file", "--password-stdin").must(t, 0)
	v := openEyes(newScreen(t, "getall"), data)
	v.until("Up to date")
	v.keys("ctrl+shift+t")
	v.until("Travel mode · checked")
	in.AddMessage(testUser, filmOf("The first film", 900_000))
	in.AddMessage(testUser, filmOf("The second film", 700_000))
	v.keys("F5")
	v.until("The rest of 2 messages is waiting on the server.", "Travel mode · checked")
	held.Store(true)
	in.AddMessage(testUser, filmOf("A short letter", 2_000))
	v.keys("F5")
	v.until("receiving 0 of 1")
	v.tap("Get all (1.6 MB)")
	v.wait("the wish is noted", func() bool { return !strings.Contains(v.text(), "Get all (") })
	leave <- struct{}{} // for the letter
	v.until("A short letter", "receiving the rest of 2 messages", "of 1.6 MB")
	v.shot("rests")
	held.Store(false)
	leave <- struct{}{}
	v.wait("all of it is here", func() bool { return !strings.Contains(v.text(), "is waiting on the server") })
	v.until("Travel mode · checked")
	v.leave()
}
