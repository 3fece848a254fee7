//go:build linux

package main

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"popmail/assets/sample"
	"popmail/pop3/pop3test/dovecot"
)

// TestNewcomerByKeyboard sets up an account in the real window without the mouse:
// a port where nothing answers and a wrong password come first, Enter goes on
// everywhere, and what is typed replaces what was refused.
func TestNewcomerByKeyboard(t *testing.T) {
	if testing.Short() {
		t.Skip("a real window takes a while")
	}
	server := dovecot.Run(t, dovecot.Options{})
	const user, password = "ann@example.org", "rosebud 7"
	if err := server.AddUser(user, password); err != nil {
		t.Fatal(err)
	}
	mail := sample.Messages(time.Now())[:20]
	for _, m := range mail {
		if _, err := server.Deliver(user, bytes.ReplaceAll(m.Raw, []byte("\r\n"), []byte("\n"))); err != nil {
			t.Fatal(err)
		}
	}
	s := newScreen(t, "keyboard")
	data := dataFolder(t)
	publish(t, data, "example.org", "pop.example.org", 995)
	n := openPopMail(s, data, "SSL_CERT_FILE="+server.CAFile)
	s.settled()
	s.typ("Ann Example")
	s.keys("Tab")
	s.typ(user)
	s.keys("Tab")
	s.typ("secret")
	s.keys("Return")
	s.settled()

	// What was found can be changed, and is selected then: typing replaces it.
	s.keys("Tab", "Return")
	s.typ("localhost")
	s.keys("Tab", "Tab") // past the security
	s.typ("1")
	s.shot("server")
	s.keys("Return")
	time.Sleep(time.Second)
	s.shot("no-answer")
	s.keys("Return") // the main button leads to the port, which is selected
	s.settled()
	s.typ(fmt.Sprint(server.TLS))
	s.keys("Tab", "Tab") // past the outgoing server, to the user name
	s.shot("port-changed")
	s.keys("Return")
	s.wait("the wrong password is refused", func() bool { return strings.Contains(server.Log(), "auth failed") })
	time.Sleep(time.Second)
	s.shot("refused")
	s.typ(password)
	s.keys("Return")
	s.wait("the right password is taken", func() bool { return strings.Contains(server.Log(), "Login: user=<"+user) })
	time.Sleep(time.Second)
	s.shot("keep")
	s.keys("shift+Tab", "space") // Back, and no blank in the field that is selected then
	s.settled()
	s.shot("back")
	s.keys("Return")
	s.wait("the same settings are tested anew", func() bool { return strings.Count(server.Log(), "Login: user=<"+user) == 2 })
	time.Sleep(time.Second)
	s.keys("shift+Tab", "shift+Tab", "shift+Tab", "Down") // the cards are one stop, too
	s.settled()
	s.shot("days")
	s.keys("Up", "Return")
	s.wait("the account is saved", func() bool {
		return len(rows[accountRow](t, pop(t, data, "account", "list", "--json").must(t, 0))) == 1
	})
	s.shot("done")
	s.keys("Return")
	s.wait("the mail arrives", func() bool {
		return len(rows[summaryRow](t, pop(t, data, "list", "--json").must(t, 0))) == len(mail)
	})
	s.shot("mail")
	n.leave()
	// Once for the whole address, and once for what stands before its @.
	if got := strings.Count(server.Log(), "auth failed"); got != 2 {
		t.Errorf("%d wrong passwords were sent, want 2:\n%s", got, server.Log())
	}
	if files, err := server.Messages(user); err != nil || len(files) != len(mail) {
		t.Errorf("%d messages are on the server, want %d (%v)", len(files), len(mail), err)
	}
}
