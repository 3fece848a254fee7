package main

import (
	"strings"
	"testing"
)

// Letters that wait to be sent do not go with their account without a word.
func TestAccountRemoveWithLetters(t *testing.T) {
	data := dataFolder(t)
	pop(t, data, "account", "add", "--server", "pop.example.org", "--smtp-server", "smtp.example.org", "--keep-password", "ask", "--email", testUser).must(t, 0)
	popIn(t, data, "To: bob@example.net\nSubject: Tickets\n\nHello\n", "send", "--later").must(t, 0)
	popIn(t, data, "To: bob@example.net\nSubject: Keys\n\nHello\n", "send", "--later").must(t, 0)
	if r := pop(t, data, "account", "remove", testUser).must(t, 1); !strings.Contains(r.stderr, "2 letters in the outbox of "+testUser) || !strings.Contains(r.stderr, "--keep-mail") {
		t.Errorf("%q", r.stderr)
	}
	if r := pop(t, data, "outbox", "list").must(t, 0); !strings.Contains(r.stdout, "Tickets") || !strings.Contains(r.stdout, "Keys") {
		t.Errorf("%q", r.stdout)
	}
	pop(t, data, "account", "add", "--server", "pop.example.net", "--keep-password", "ask", "--email", "bob@example.net").must(t, 0)
	if r := pop(t, data, "account", "remove", "--keep-mail", testUser).must(t, 0); !strings.Contains(r.stderr, "2 letters in its outbox") {
		t.Errorf("%q", r.stderr)
	}
	if r := pop(t, data, "list", "--folder", "drafts").must(t, 0); !strings.Contains(r.stdout, "Tickets") || !strings.Contains(r.stdout, "Keys") {
		t.Errorf("%q", r.stdout)
	}
}
