package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"time"
)

// fetchRaw is a POP3 client of a few lines that shares nothing with package pop3:
// the second opinion on what a server sends. It returns each message by its
// unique-id.
func fetchRaw(t testing.TB, port int) map[string][]byte {
	t.Helper()
	return askRaw(t, port, "RETR %s")
}

// askRaw is fetchRaw with another command for a message, of which %s is the number.
func askRaw(t testing.TB, port int, command string) map[string][]byte {
	t.Helper()
	c, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", port))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	_ = c.SetDeadline(time.Now().Add(time.Minute))
	r := bufio.NewReader(c)
	read := func() string {
		s, err := r.ReadString('\n')
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	say := func(command string) {
		if command != "" {
			if _, err := io.WriteString(c, command+"\r\n"); err != nil {
				t.Fatal(err)
			}
		}
		if s := read(); !strings.HasPrefix(s, "+OK") {
			t.Fatalf("%s: %s", command, s)
		}
	}
	lines := func() []byte {
		var b bytes.Buffer
		for {
			s := read()
			if s == ".\r\n" {
				return b.Bytes()
			}
			b.WriteString(strings.TrimPrefix(s, "."))
		}
	}
	say("")
	say("USER " + testUser)
	say("PASS " + testPassword)
	say("UIDL")
	all := map[string][]byte{}
	list := string(lines())
	for entry := range strings.Lines(list) {
		number, uid, _ := strings.Cut(strings.TrimSpace(entry), " ")
		say(fmt.Sprintf(command, number))
		all[uid] = lines()
	}
	say("QUIT")
	return all
}
