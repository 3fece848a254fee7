package junk_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"popmail/storage/eml"
	"popmail/storage/junk"
)

// TestWordsOfLongLetters: who wrote a letter, its list, its links and what the server says of it are looked at
// however many words the letter has, and words of the text however many its header has.
func TestWordsOfLongLetters(t *testing.T) {
	many := func(n int, of string) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, "%s%s ", of, string([]rune{'a' + rune(i/676%26), 'a' + rune(i/26%26), 'a' + rune(i%26)}))
		}
		return b.String()
	}
	var club strings.Builder
	for i := range 700 {
		n := string([]rune{'a' + rune(i/676%26), 'a' + rune(i/26%26), 'a' + rune(i%26)})
		fmt.Fprintf(&club, ",\r\n Ann%s Lee%s <me@%s.example>", n, n, n)
	}
	for name, c := range map[string]struct{ subject, to, text string }{
		"long text":    {"Digest", "", many(4000, "word")},
		"long subject": {many(4000, "head"), "", "wordaaa"},
		"many people":  {"Digest", club.String(), "wordaaa"},
	} {
		raw := []byte("From: Ann <ann@lists.example>\r\nTo: me@example.org" + c.to + "\r\nSubject: " + strings.ReplaceAll(c.subject, " ", "\r\n ") + "x\r\nList-Id: <l.example>\r\nX-Spam-Flag: YES\r\n\r\n" +
			"http://shop.example/ " + c.text + "\r\n")
		h, err := eml.Open(context.Background(), raw)
		if err != nil {
			t.Fatal(err)
		}
		m, err := h.Message(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		got := junk.Words(raw, m)
		want := []string{"from:ann@lists.example", "link:shop.example", "wordaaa"}
		switch name { // of a header no more than its beginning is looked at
		case "long text":
			want = append(want, "list:l.example", "server:junk", "subject:digestx", "to:example.org")
		case "many people":
			want = append(want, "subject:digestx", "to:example.org")
		}
		for _, w := range want {
			if !slices.Contains(got, w) {
				t.Errorf("%s: no %s among %d words", name, w, len(got))
			}
		}
	}
}
