package main

import (
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"popmail/pop3/pop3test"
)

// TestReceiveLater: of a server that gives only so many messages at a time, and of one that
// wants a pause, receive says so, and when it is of use again.
func TestReceiveLater(t *testing.T) {
	var gave atomic.Int32
	in := pop3test.New(pop3test.Options{Users: map[string]string{testUser: testPassword}, LoginDelay: 10 * time.Minute, NoPipelining: true, Hook: func(_, line string) string {
		if strings.HasPrefix(line, "RETR") && gave.Add(1) > 2 {
			return "-ERR no more mail for now"
		}
		return ""
	}})
	if err := in.Start(); err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	for i := range 9 {
		in.AddMessage(testUser, filmOf(fmt.Sprint("Letter ", i), 1000))
	}
	data := dataFolder(t)
	popIn(t, data, testPassword+"\n", "account", "add", "--email", testUser, "--server", "127.0.0.1", "--port", fmt.Sprint(in.Port()), "--security", "none", "--keep-password", "file", "--password-stdin").must(t, 0)
	r := pop(t, data, "receive").must(t, 1)
	if !strings.Contains(r.stdout, "2 new messages") || !strings.Contains(r.stderr, "only so many messages at a time") || !strings.Contains(r.stderr, "The server asks for a pause until ") || strings.Count(r.stderr, "\n") != 2 {
		t.Errorf("%q %q", r.stdout, r.stderr)
	}
	r = pop(t, data, "receive", "--json").must(t, 1)
	if got := row[receiveRow](t, r); got.Error == "" || !strings.Contains(r.stderr, "The server asks for a pause until ") {
		t.Errorf("%+v %q", got, r.stderr)
	}
}
