package widgets

import "testing"

// Parts of a notice are bold and the sentence stays what it was, whatever is asked for.
func TestEmbolden(t *testing.T) {
	for _, c := range []struct {
		text  string
		parts []string
		bold  string
	}{
		{"Pictures from a.example and b.a.example are not loaded.", []string{"a.example", "b.a.example"}, "|a.example|b.a.example"},
		{"From a.example and 3 others.", []string{"a.example", "x.example", ""}, "|a.example"},
		{"a.example", []string{"a.example", "a.example"}, "|a.example"},
		{"Nothing.", nil, ""},
	} {
		n := NewNotice("", c.text)
		n.Embolden(c.parts...)
		bold := ""
		for _, s := range n.text.Spans {
			if s.Bold {
				bold += "|" + s.Text
			}
		}
		if bold != c.bold || n.Text() != c.text {
			t.Errorf("%q: bold %q, want %q; it says %q", c.text, bold, c.bold, n.Text())
		}
	}
}
