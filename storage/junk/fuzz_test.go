package junk_test

import (
	"context"
	"math"
	"testing"
	"unicode/utf8"

	"popmail/pop3/pop3test"
	"popmail/storage/eml"
	"popmail/storage/junk"
)

// FuzzWords: whatever a letter holds, its words are few, short and text, and the judgment is a
// number from 0 to 1.
func FuzzWords(f *testing.F) {
	for _, s := range []string{"", "Subject: a\r\n\r\nhttp://x.example/y", "From: \"a@b.example\" <c@d.example>\r\nX-Spam-Flag: YES\r\nList-Id: <l.example>\r\nReceived: from [1.2.3.4] by x\r\n\r\ntext",
		"Content-Type: text/html; charset=\"\r\n\r\n<a href=\"://\">", "DAte:+++\xc4+000\xae0", "Received\r\n :\r\nDate: +\r\nDate: Mon -12\r\n\r\n://a.://b.c.d"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		pop3test.Within(t, len(raw), func() {
			if len(raw) > 64<<10 {
				return
			}
			h, err := eml.Open(context.Background(), raw)
			if err != nil {
				t.Fatal(err)
			}
			m, err := h.Message(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			words := junk.Words(raw, m)
			if len(words) > 3000 {
				t.Fatal(len(words), "words")
			}
			n := 0
			for _, w := range words {
				if n += len(w); len(w) > 220 || !utf8.ValidString(w) {
					t.Fatalf("%q", w)
				}
			}
			v := junk.Judge(words, junk.Learned{Junk: 20, Good: 100}, func(w string) junk.Count {
				return junk.Count{Junk: len(w) % 21, Good: int(w[0]) % 101}
			})
			if math.IsNaN(v.Points) || v.Points < 0 || v.Points > 1 {
				t.Fatal(v.Points)
			}
		})
	})
}
