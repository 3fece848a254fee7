package bidi

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/unicode/bidi"
)

// turned is a line as it stands on the screen, right-to-left pieces turned round.
func turned(text string, rtl bool) string {
	var b strings.Builder
	for _, s := range Visual(text, rtl) {
		part := text[s.Start:s.End]
		if s.RTL {
			part = bidi.ReverseString(part)
		}
		b.WriteString(part)
	}
	return b.String()
}

func TestOnScreen(t *testing.T) {
	for _, c := range []struct {
		text string
		rtl  bool
		want string
	}{
		{"plain", false, "plain"},
		{"one אבג two", false, "one גבא two"},
		{"one אבג דהו two", false, "one והד גבא two"},
		{"אבג 123 דהו", false, "והד 123 גבא"},
		{"אבג 123 דהו", true, "והד 123 גבא"},
		{"אבג (one) דהו", true, "והד (one) גבא"},
		{"אבג one דהו", false, "גבא one והד"},
		{"price אב 12,50 € גד", false, "price דג € 12,50 בא"},
		{"אבג one", true, "one גבא"},
		{"אבג one  ", true, "  one גבא"},
		{"(אבג) x", false, "(גבא) x"},
		{"a (ב) c", true, "c (ב) a"},
		{"\u202eabc\u202c", false, "\u202ecba\u202c"},
		{"x \u2067abc א\u2069 y", false, "x \u2067א abc\u2069 y"},
		{"أ 12-34", true, "34-12 أ"},
		{"א (a) b", true, "b (a) א"}, // N0 c 1: after a right-to-left letter
		{"\u200f$[a]", true, "[a]$\u200f"},
		{"{אa}", true, "{aא}"}, // N0 b
		{"a (א) ב", false, "a (א) ב"},
		{"", true, ""},
	} {
		if got := turned(c.text, c.rtl); got != c.want {
			t.Errorf("%q (rtl %v) is seen as %q, want %q", c.text, c.rtl, got, c.want)
		}
	}
}

func TestOrder(t *testing.T) {
	for _, c := range []struct {
		levels []uint8
		want   string
	}{
		{[]uint8{0, 1, 2, 1}, "[0 3 2 1]"},
		{[]uint8{1, 2, 1}, "[2 1 0]"},
		{[]uint8{1, 2, 3, 2, 1}, "[4 1 2 3 0]"},
		{[]uint8{2, 2, 1, 0}, "[2 0 1 3]"},
		{nil, "[]"},
	} {
		if got := fmt.Sprint(Order(c.levels)); got != c.want {
			t.Errorf("Order(%v) = %s, want %s", c.levels, got, c.want)
		}
	}
}

func TestRightToLeft(t *testing.T) {
	for text, want := range map[string]bool{"": false, "12 (": false, "12 א a": true, "a א": false, "\u2067א\u2069 b": false, "« اب": true} {
		if RightToLeft(text) != want {
			t.Errorf("RightToLeft(%q) is %v", text, !want)
		}
	}
}

// The directions are those that x/text works out. Brackets are left out, which it does not
// always give the direction of N0.
func TestLevelsBesideXText(t *testing.T) {
	signs := []rune("ab א ב ع غ 1 2 ٣ ,.+-€$%!\u0301\u064b\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u200d\t")
	rnd := rand.New(rand.NewPCG(1, 2))
	bad := 0
	for range 200_000 {
		runes := make([]rune, 1+rnd.IntN(12))
		for i := range runes {
			runes[i] = signs[rnd.IntN(len(signs))]
		}
		text, rtl := string(runes), rnd.IntN(2) == 1
		want := make([]bool, len(text))
		var p bidi.Paragraph
		def := bidi.LeftToRight
		if rtl {
			def = bidi.RightToLeft
		}
		if RightToLeft(text) != rtl {
			continue // x/text lets the first letter decide
		}
		if _, err := p.SetString(text, bidi.DefaultDirection(def)); err != nil {
			t.Fatal(err)
		}
		o, err := p.Order()
		if err != nil {
			t.Fatal(err)
		}
		at := 0
		for i := range o.NumRuns() {
			r := o.Run(i)
			for range len(r.String()) {
				want[at] = r.Direction() == bidi.RightToLeft
				at++
			}
		}
		levels := LineLevels(text, Levels(text, rtl), 0, len(text), rtl)
		for i := range text {
			if c, _ := bidi.LookupString(text[i:]); c.Class() == bidi.BN || c.Class() >= bidi.Control {
				continue // not seen
			}
			got := levels != nil && levels[i]&1 == 1
			if got != want[i] {
				if bad++; bad < 10 {
					t.Errorf("%+q (rtl %v) at %d: right to left is %v, x/text says %v; levels %v", text, rtl, i, got, want[i], levels)
				}
				break
			}
		}
	}
	if bad > 0 {
		t.Errorf("%d differ", bad)
	}
}

// No text takes the square of its length, which would be minutes: nested isolates, brackets,
// embeddings.
func TestLevelsInTime(t *testing.T) {
	const n = 300_000
	for _, unit := range []string{"\u2066", "\u2068", "א(", "(א", "\u202b", "\u2067א\u2069", "\u2068א", "[א]", "א1", "\u202bא\u202c"} {
		text := strings.Repeat(unit, n/len(unit))
		start := time.Now()
		l := Levels(text, false)
		Line(text, l, 0, len(text), false)
		if d := time.Since(start); d > 10*time.Second {
			t.Errorf("%d times %+q: %v", n/len(unit), unit, d)
		}
	}
}
