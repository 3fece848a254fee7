package main

import (
	"fmt"
	"strings"
	"syscall"
	"testing"
	"time"

	"popmail/pop3/pop3test"
)

// TestRedirectInTheWindow: by keyboard; what was typed outlives a kill; the message goes on as it
// came, once, and the keyboard is in the list afterwards.
func TestRedirectInTheWindow(t *testing.T) {
	if testing.Short() {
		t.Skip("a real window takes a while")
	}
	in := pop3test.New(pop3test.Options{Users: map[string]string{testUser: testPassword}})
	if err := in.Start(); err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	original := "Received: from mx.ferry.example by pop\r\nFrom: Maria Bauer <bookings@ferry.example>\r\nTo: " + testUser + "\r\nSubject: Your booking\r\nDate: " + time.Now().Add(-time.Hour).Format(time.RFC1123Z) +
		"\r\nMessage-ID: <b1@ferry.example>\r\nDKIM-Signature: v=1; d=ferry.example;\r\n\tb=abc\r\nMIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>Your <b>cabin</b> is booked.</p>\r\n.\r\n..two\r\n"
	in.AddMessage(testUser, []byte(original))
	out := newSubmitted(t, nil)
	data := dataFolder(t)
	popIn(t, data, testPassword+"\n", "account", "add", "--email", testUser, "--name", "Ann Example", "--server", "127.0.0.1", "--port", fmt.Sprint(in.Port()), "--security", "none", "--keep-password", "file", "--password-stdin",
		"--smtp-server", "127.0.0.1", "--smtp-port", fmt.Sprint(out.port), "--smtp-security", "none").must(t, 0)
	listed := func(folder string) []summaryRow {
		t.Helper()
		r := pop(t, data, "list", "--folder", folder, "--json")
		if r.code != 0 {
			return nil // there is no such folder yet
		}
		return rows[summaryRow](t, r)
	}
	s := newScreen(t, "redirect")
	n := openPopMail(s, data)
	s.wait("the mail arrives", func() bool { return len(listed("Inbox")) == 1 })
	time.Sleep(time.Second)
	s.click(400, 205)
	time.Sleep(time.Second)
	s.keys("shift+f")
	s.wait("the redirection opens", func() bool { return s.title() == "Redirect: Your booking" })
	s.typ("dad@home.example,")
	s.shot("redirect")
	s.wait("the draft is kept", func() bool { return len(listed("Drafts")) == 1 })
	_ = n.cmd.Process.Signal(syscall.SIGKILL)
	_, _ = n.cmd.Process.Wait()

	n = openPopMail(s, data)
	time.Sleep(2 * time.Second)
	s.click(80, 229)
	s.wait("the drafts are shown", func() bool { return strings.Contains(s.title(), "Drafts") })
	time.Sleep(500 * time.Millisecond)
	s.click(400, 205)
	s.wait("the draft opens", func() bool { return s.title() == "Redirect: Your booking" })
	s.typ("Lena <lena@kitchen.example>")
	s.keys("Next") // reads on in the message
	s.shot("again")
	s.keys("ctrl+Return")
	s.wait("it is taken", func() bool { return len(out.all()) == 1 })
	s.wait("it is in Sent", func() bool { return len(listed("Sent")) == 1 && len(listed("Drafts")) == 0 })
	got := out.all()[0]
	head, rest, _ := strings.Cut(got.raw, "Resent-Message-ID: <")
	_, rest, _ = strings.Cut(rest, "\r\n")
	if fmt.Sprint(got.to) != "[dad@home.example lena@kitchen.example]" || strings.TrimRight(rest, "\r\n") != strings.TrimRight(original, "\r\n") ||
		!strings.HasPrefix(head, "Resent-Date: ") || !strings.HasSuffix(head, "Resent-From: Ann Example <"+testUser+">\r\nResent-To: dad@home.example, Lena <lena@kitchen.example>\r\n") {
		t.Errorf("%+v", got)
	}

	s.click(80, 157)
	s.wait("the Inbox is shown", func() bool { return strings.Contains(s.title(), "Inbox") })
	time.Sleep(500 * time.Millisecond)
	s.click(400, 205)
	time.Sleep(time.Second)
	s.shot("forwarded")
	s.keys("f")
	s.wait("one press forwards", func() bool { return s.title() == "Fwd: Your booking" })
	s.typ("dad@home.example,")
	s.keys("ctrl+Return")
	s.wait("the main window is back", func() bool { return strings.HasSuffix(s.title(), "PopMail") })
	s.keys("f")
	s.wait("one press forwards again", func() bool { return s.title() == "Fwd: Your booking" })
	s.keys("Escape")
	s.wait("the second is taken", func() bool { return len(out.all()) == 2 })
	s.wait("it is told", func() bool { return len(listed("Sent")) == 2 })
	s.keys("f")
	s.wait("one press forwards after it was sent", func() bool { return s.title() == "Fwd: Your booking" })
	s.keys("Escape")
	n.leave()
	if len(out.all()) != 2 {
		t.Errorf("%d letters were handed over", len(out.all()))
	}
}
