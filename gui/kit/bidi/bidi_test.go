package bidi

import (
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"
)

// seen is the pieces from left to right, those that run from right to left in <>.
func seen(text string, rtl bool) string {
	var b strings.Builder
	for i, p := range Visual(text, rtl) {
		if i > 0 {
			b.WriteByte('|')
		}
		s := text[p.Start:p.End]
		if p.RTL {
			s = "<" + s + ">"
		}
		b.WriteString(s)
	}
	return b.String()
}

func TestVisual(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", ""},
		{"plain", "plain"},
		{"שלום עולם", "<שלום עולם>"},
		{"שלום ferry עולם", "< עולם>|ferry|<שלום >"},
		{"see שלום now", "see |<שלום>| now"},
		{"هذه رسالة…", "<هذه رسالة…>"},
	} {
		if got := seen(c.text, RightToLeft(c.text)); got != c.want {
			t.Errorf("%q: got %q, want %q", c.text, got, c.want)
		}
	}
	for text, want := range map[string]bool{"abc שלום": false, "שלום abc": true, "123 שלום": true, "…": false, "": false} {
		if got := RightToLeft(text); got != want {
			t.Errorf("RightToLeft(%q) = %v", text, got)
		}
	}
}

// Every octet must be in one piece, once, whatever the text.
func TestNothingIsLost(t *testing.T) {
	signs := []rune("ab1 2,.…()שלוםمرحب\u0301東🎉/-\u200d")
	rnd := rand.New(rand.NewPCG(5, 6))
	for range 3000 {
		var r []rune
		for range rnd.IntN(25) {
			r = append(r, signs[rnd.IntN(len(signs))])
		}
		text := string(r)
		covered := make([]int, len(text))
		for _, p := range Visual(text, rnd.IntN(2) == 0) {
			if !utf8.ValidString(text[p.Start:p.End]) {
				t.Fatalf("%q is cut inside a character", text)
			}
			for i := p.Start; i < p.End; i++ {
				covered[i]++
			}
		}
		for i, n := range covered {
			if n != 1 {
				t.Fatalf("%q: octet %d is in %d pieces", text, i, n)
			}
		}
	}
}
