package jump

import (
	"testing"

	"popmail/gui/kit/widgets"
)

// TestMatch: words begin as typed, whatever their case and accents; the places are whole letters.
func TestMatch(t *testing.T) {
	for _, c := range []struct {
		text, typed string
		want        []string // what of text matches; nil: nothing does
	}{
		{"Travel", "tra", []string{"Tra"}},
		{"Turn on travel mode", "tra", []string{"tra"}},
		{"Turn on travel mode", "mode tu", []string{"mode", "Tu"}},
		{"Contract", "tra", nil},
		{"Réunion été", "ete", []string{"été"}},
		{"E\u0301te\u0301", "et", []string{"E\u0301t"}},
		{"Straße", "strass", []string{"Straß"}},
		{"maria@example.org", "maria@exa", []string{"maria", "exa"}},
		{"Bob", "bob bob", nil},
		{"東京ホテル", "東京", []string{"東京"}},
		{"Anything", "", []string{}},
		{"Anything", " -", []string{}},
	} {
		at, ok := Match(c.text, c.typed)
		if ok != (c.want != nil) || len(at) != len(c.want) {
			t.Errorf("%q in %q: %v, %v", c.typed, c.text, at, ok)
			continue
		}
		for i, r := range at {
			if got := c.text[r.Start:r.End]; got != c.want[i] {
				t.Errorf("%q in %q: %q, want %q", c.typed, c.text, got, c.want[i])
			}
		}
	}
	var text string
	for _, s := range spans("Turn on travel mode", []widgets.Range{{Start: 15, End: 17}, {Start: 0, End: 2}}) {
		if s.Bold {
			text += "[" + s.Text + "]"
		} else {
			text += s.Text
		}
	}
	if text != "[Tu]rn on travel [mo]de" {
		t.Errorf("%q", text)
	}
}
