package htmlview

import (
	"slices"
	"testing"

	"popmail/gui/kit/loop"
)

func TestOccurrences(t *testing.T) {
	for _, c := range []struct {
		text, wanted string
		want         []string
	}{
		{"Café, CAFÉ, cafe\u0301 and cafe", "cafe", []string{"Café", "CAFÉ", "cafe\u0301", "cafe"}},
		{"a cafe", "CAFÉ", []string{"cafe"}},
		{"Straße and STRASSE", "strasse", []string{"Straße", "STRASSE"}},
		{"Ελλάδα", "ελλαδα", []string{"Ελλάδα"}},
		{"Smør", "smor", []string{"Smør"}},
		{"Łódź", "lodz", []string{"Łódź"}},
		{"two\nlines  here", "two lines here", []string{"two\nlines  here"}},
		{"a.b-c", ".b-", []string{".b-"}},
		{"it’s", "it's", []string{"it’s"}},
		{"日本語", "本", []string{"本"}},
		{"Fer\u00adry", "ferry", []string{"Fer\u00adry"}},
		{"x", "", nil},
		{"שָׁלוֹם", "שלום", []string{"שָׁלוֹם"}},
	} {
		var got []string
		for _, h := range occurrences(c.text, c.wanted, 100) {
			got = append(got, c.text[h[0]:h[1]])
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%q in %q: %q", c.wanted, c.text, got)
		}
	}
}

// TestFindFar: what is found stands in any part of a message and across elements and lines,
// and is brought into sight.
func TestFindFar(t *testing.T) {
	s := newStage(t, 300, 200, &loop.Inline{})
	s.set(Document{HTML: `<p>The <b>fer</b>ry<br>leaves</p><div style="height:900px"></div>`}, Document{HTML: `<div style="height:700px"></div><p>Zürich <i>first</i></p>`},
		Document{Text: "A zurich of text"})
	if n, at := s.v.Find("ferry leaves"); n != 1 || at != 1 {
		t.Errorf("across elements: %d of %d", at, n)
	}
	n, at := s.v.Find("ZURICH")
	if n != 2 || at != 1 || s.v.SelectedText() != "Zürich" {
		t.Errorf("%d of %d, %q", at, n, s.v.SelectedText())
	}
	for range 2 {
		from, _ := s.v.Range()
		if y, ok := s.v.yOf(from); !ok || y < s.v.top || y > s.v.bottom {
			t.Errorf("a hit at %v, in sight is %v to %v", y, s.v.top, s.v.bottom)
		}
		s.v.FindNext(1)
	}
}

// TestFindAcrossParts: what goes on from one part into the next is found and selected as one
// where they follow each other directly, and not past a picture.
func TestFindAcrossParts(t *testing.T) {
	s := newStage(t, 300, 200, &loop.Inline{})
	s.set(Document{Text: "See you at the green"}, Document{HTML: `<p>gate <b>at</b> nine`}, Document{HTML: `<img src="cid:picture" width=10 height=10>`}, Document{Text: "o’clock sharp"})
	if n, at := s.v.Find("Green GATE at"); n != 1 || at != 1 || s.v.SelectedText() != "green\n\ngate at" {
		t.Errorf("%d of %d, selected %q", at, n, s.v.SelectedText())
	}
	if n, _ := s.v.Find("nine o'clock"); n != 0 {
		t.Errorf("%d hits past a picture", n)
	}
	if n, _ := s.v.Find("at"); n != 3 { // "at", "gate", "at"
		t.Errorf("%d times “at”", n)
	}
	if n, at := s.v.Find("o'clock sharp"); n != 1 || at != 1 || s.v.SelectedText() != "o’clock sharp" {
		t.Errorf("%d of %d, selected %q", at, n, s.v.SelectedText())
	}
}
