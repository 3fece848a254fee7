package storage

import (
	"bytes"
	"crypto/sha256"
	"testing"

	"popmail/storage/mailbox"
)

// SetGlimpse notes that words were shown of a message, for tests.
func SetGlimpse(s *Store, id mailbox.ID, words string) { s.glimpses.saw(id, words) }

// In a hurry the first words are left for later, but for a large message.
func TestHurryLeavesFirstWords(t *testing.T) {
	raw := []byte("From: ann@example.org\r\nSubject: s\r\n\r\nsome words\r\n")
	large := append(bytes.Clone(raw), bytes.Repeat([]byte("more and more words\r\n"), mostWordless/21+1)...)
	for _, c := range []struct {
		raw   []byte
		hurry bool
		words bool
	}{{raw, false, true}, {raw, true, false}, {large, true, true}} {
		d := makeRow(c.raw, nil, [sha256.Size]byte{}, c.hurry, false)
		if d.Subject != "s" || (d.Snippet != "") != c.words {
			t.Errorf("%d octets, in a hurry %v: %+v", len(c.raw), c.hurry, d.Row)
		}
	}
}

// What was shown of very many messages is not kept.
func TestGlimpsesAreBounded(t *testing.T) {
	var g glimpses
	for id := range mailbox.ID(glimpsesKept + 10) {
		g.saw(id, "a")
		if len(g.words) > glimpsesKept {
			t.Fatalf("%d are kept", len(g.words))
		}
	}
	if g.other(1, "b") || !g.other(glimpsesKept+5, "b") || g.other(glimpsesKept+6, "a") {
		t.Error("not what was seen")
	}
}

// What is brought in leaves its first words for later, and is packed at once all the same; the sum
// that comes with it is believed.
func TestBroughtLeavesFirstWords(t *testing.T) {
	raw := append([]byte("From: ann@example.org\r\nSubject: s\r\n\r\n"), bytes.Repeat([]byte("some words\r\n"), 100)...)
	m := Brought{Raw: raw, Sum: [sha256.Size]byte{1}}
	m.Ready()
	if d := m.ready; d.Subject != "s" || d.Snippet != "" || d.codec != codecZstd || d.sum != m.Sum {
		t.Errorf("%+v", d)
	}
	m = Brought{Raw: raw}
	if m.Ready(); m.ready.sum != sha256.Sum256(raw) {
		t.Error("it has another sum")
	}
}
