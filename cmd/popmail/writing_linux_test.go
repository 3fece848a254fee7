package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"popmail/pop3/pop3test"
)

// TestWritingInTheWindow: a letter is begun offline and kept when its window and PopMail are
// closed; it is sent later, and a message with looks of its own is answered.
func TestWritingInTheWindow(t *testing.T) {
	if testing.Short() {
		t.Skip("a real window takes a while")
	}
	in := pop3test.New(pop3test.Options{Users: map[string]string{testUser: testPassword}})
	if err := in.Start(); err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	page := "From: Maria Bauer <bookings@ferry.example>\r\nTo: " + testUser + "\r\nSubject: Your booking\r\nDate: " + time.Now().Format(time.RFC1123Z) +
		"\r\nMessage-ID: <b1@ferry.example>\r\nMIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>Your <b>cabin</b> is booked.<img src=\"http://track.example/p.png\"></p>\r\n"
	in.AddMessage(testUser, []byte(page))
	out := newSubmitted(t, nil)
	data := dataFolder(t)
	popIn(t, data, testPassword+"\n", "account", "add", "--email", testUser, "--name", "Ann Example", "--server", "127.0.0.1", "--port", fmt.Sprint(in.Port()), "--security", "none", "--keep-password", "file", "--password-stdin",
		"--smtp-server", "127.0.0.1", "--smtp-port", fmt.Sprint(out.port), "--smtp-security", "none", "--signature", `Ann Example\nPier 4`).must(t, 0)
	listed := func(folder string) []summaryRow {
		t.Helper()
		r := pop(t, data, "list", "--folder", folder, "--json")
		if r.code != 0 {
			return nil // there is no such folder yet
		}
		return rows[summaryRow](t, r)
	}
	s := newScreen(t, "writing")
	n := openPopMail(s, data)
	s.wait("the mail arrives", func() bool { return len(listed("Inbox")) == 1 })
	_ = in.Close()
	s.wait("offline is told", func() bool {
		s.keys("ctrl+r") // the first check may not have ended
		return strings.Contains(s.title(), "Offline")
	})

	s.keys("ctrl+n")
	s.wait("a letter opens", func() bool { return s.title() == "New letter" })
	s.typ("book")
	time.Sleep(700 * time.Millisecond)
	s.keys("Return", "Tab") // the person who was met in mail; then the subject
	s.typ("We take the ferry")
	s.keys("Return")
	s.typ("Bring warm coats.")
	s.shot("written")
	s.keys("Escape")
	s.wait("the draft is kept", func() bool { return len(listed("Drafts")) == 1 })
	s.wait("the letter is closed", func() bool { return strings.Contains(s.title(), "PopMail") })
	n.leave()

	n = openPopMail(s, data)
	time.Sleep(time.Second)
	s.click(80, 229)
	s.wait("the drafts are shown", func() bool { return strings.Contains(s.title(), "Drafts") })
	time.Sleep(500 * time.Millisecond)
	s.shot("drafts")
	s.click(400, 205)
	s.wait("the draft opens", func() bool { return s.title() == "We take the ferry" })
	s.typ(" Ann")
	s.shot("again")
	s.keys("ctrl+Return")
	time.Sleep(time.Second)
	s.shot("sent")
	if len(out.all()) != 0 {
		t.Error("the letter went out at once; there was no time to change one's mind")
	}
	s.wait("the letter is taken", func() bool { return len(out.all()) == 1 })
	s.wait("it is in Sent", func() bool { return len(listed("Sent")) == 1 && len(listed("Drafts")) == 0 })
	got := out.all()[0]
	if fmt.Sprint(got.to) != "[bookings@ferry.example]" || !strings.Contains(got.raw, "Bring warm coats. Ann\r\n\r\n--=20\r\nAnn Example\r\nPier 4\r\n") || !strings.Contains(got.raw, "To: Maria Bauer <bookings@ferry.example>") {
		t.Errorf("%+v", got)
	}

	s.click(80, 157)
	s.wait("the Inbox is shown", func() bool { return strings.Contains(s.title(), "Inbox") })
	time.Sleep(500 * time.Millisecond)
	s.click(400, 205)
	time.Sleep(time.Second)
	s.keys("r")
	s.wait("an answer opens", func() bool { return s.title() == "Re: Your booking" })
	s.typ("Thank you.")
	time.Sleep(time.Second)
	s.shot("answer")
	s.keys("ctrl+Return")
	s.wait("the answer is taken", func() bool { return len(out.all()) == 2 })
	raw := out.all()[1].raw
	for _, want := range []string{"Subject: Re: Your booking", "In-Reply-To: <b1@ferry.example>", "References: <b1@ferry.example>", "multipart/alternative", "Thank you.\r\n\r\n--=20\r\nAnn Example\r\nPier 4\r\n\r\nOn ", "-- <br>\r\nAnn Example<br>", "<b>cabin</b>", "> Your cabin is booked."} {
		if !strings.Contains(raw, want) {
			t.Errorf("%q is not in\n%s", want, raw)
		}
	}
	if strings.Contains(raw, "track.example") {
		t.Error("the picture of the internet went along")
	}
	s.wait("both are in Sent", func() bool { return len(listed("Sent")) == 2 })
	n.leave()
}
