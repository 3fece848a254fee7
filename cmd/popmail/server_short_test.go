package main

import (
	"bytes"
	"strings"
	"testing"

	"popmail/pop3/pop3test"
)

// TestServerGetShort: what comes with a little less than announced has come, and is told as perhaps not whole. What comes with much
// less is told with what came, as long as it is not taken.
func TestServerGetShort(t *testing.T) {
	big := append(crlf(letters(1)[0]), bytes.Repeat([]byte("A line of a large letter.\r\n"), 12_000)...)
	for _, c := range []struct {
		more int64 // octets announced in excess
		exit int
		says string
	}{{int64(len(big)) / 50, 0, "came, perhaps not whole: "}, {3e8, 1, "octets instead of "}} {
		s := pop3test.New(pop3test.Options{Users: map[string]string{testUser: testPassword}, Size: func(raw []byte) int64 {
			if len(raw) > 100_000 {
				return int64(len(raw)) + c.more
			}
			return int64(len(raw))
		}})
		if err := s.Start(); err != nil {
			t.Fatal(err)
		}
		defer func() { _ = s.Close() }()
		list := []pop3test.Message{{UID: "big", Raw: big}}
		for i, raw := range letters(5) {
			list = append(list, pop3test.Message{UID: string(rune('a' + i)), Raw: crlf(raw)})
		}
		s.SetMessages(testUser, list)
		data := dataFolder(t)
		addTo(t, data, s.Port(), "none", "--leave", "forever")
		pop(t, data, "receive", "--max-size", "100KB").must(t, 0)
		r := pop(t, data, "server", "get", "big").must(t, c.exit)
		if all := r.stdout + r.stderr; !strings.Contains(all, c.says) || strings.Contains(all, "did not do it") {
			t.Errorf("%q", all)
		}
		if n := len(s.Messages(testUser)); n != 6 {
			t.Errorf("%d are on the server", n)
		}
	}
}
