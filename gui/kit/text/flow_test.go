package text

import (
	"fmt"
	"math"
	"runtime"
	"strings"
	"testing"
	"time"
)

var (
	sans = Face{Size: 16}
	bold = Face{Size: 16, Bold: true}
	mono = Face{Family: Mono, Size: 10}
)

// rows is a text as its lines stand, each run in the order in which it is seen.
func rows(text string, lines []Line) string {
	var b strings.Builder
	for _, l := range lines {
		for i := range l.Runs {
			r := &l.Runs[i]
			if i > 0 {
				b.WriteString("_")
			}
			b.WriteString(r.Shown(text))
		}
		if l.Last {
			b.WriteString("¶")
		}
		b.WriteString("|")
	}
	return b.String()
}

// Ten signs of the fixed pitch are 60.2 wide.
func TestLines(t *testing.T) {
	f := NewFonts()
	for _, c := range []struct {
		width float64
		text  string
		o     Options
		want  string
	}{
		{61, "", Options{}, "¶|"},
		{61, "one two three", Options{}, "one two|three¶|"},
		{61, "one two   three", Options{}, "one two|three¶|"},
		{61, "1234567890 a", Options{}, "1234567890|a¶|"},
		{61, "12345678901 a", Options{}, "1234567890|1 a¶|"},
		{61, "a 12345678901", Options{}, "a|1234567890|1¶|"},
		{61, "one\ntwo\r\n\nx\n", Options{}, "one¶|two¶|¶|x¶|"},
		{61, "a well-known be-or", Options{}, "a well-|known be-|or¶|"},
		{61, "soft\u00adhyphens\u00adhere", Options{}, "soft\u00ad-|hyphens\u00ad-|here¶|"},
		{200, "soft\u00adhyphens", Options{}, "soft\u00adhyphens¶|"},
		{61, "me@a.example.org", Options{}, "me@a.|example.|org¶|"},
		{61, "one two three", Options{NoWrap: true}, "one two three¶|"},
		{0, "ab c", Options{}, "a|b|c¶|"},
		{61, "אבגד הוזחט אבג", Options{Auto: true}, "אבגד הוזחט|אבג¶|"},
		{200, "abc אבג 12 דהו x", Options{}, "abc _ דהו_12_אבג _ x¶|"},
		{200, "אב abc גד", Options{Auto: true}, " גד_abc_אב ¶|"},
		{200, "a\tb", Options{}, "a_\t_b¶|"},
		{61, "👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧", Options{}, "👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧|👨‍👩‍👧👨‍👩‍👧¶|"},
	} {
		if got := rows(c.text, f.Lines(c.text, []Span{{Face: mono}}, c.o, c.width)); got != c.want {
			t.Errorf("%q at %g: %q, want %q", c.text, c.width, got, c.want)
		}
	}
}

func TestSpans(t *testing.T) {
	f := NewFonts()
	const text = "plain bold plain"
	l := f.Lines(text, []Span{{6, sans}, {10, bold}, {12, sans}, {16, sans}}, Options{}, 500)
	if len(l) != 1 || rows(text, l) != "plain _bold_ plain¶|" {
		t.Fatalf("lines %v", l)
	}
	x := 0.0
	for i, r := range l[0].Runs {
		if math.Abs(r.X-x) > 1e-9 || math.Abs(r.Width-f.Width(r.Face, text[r.Start:r.End])) > 1e-9 || r.Face.Bold != (i == 1) {
			t.Errorf("run %d: %+v", i, r)
		}
		x += r.Width
	}
	if l[0].Width != x {
		t.Errorf("%v wide, want %v", l[0].Width, x)
	}
	tabs := f.Lines("a\tb\tc", []Span{{Face: sans}}, Options{Tab: 50}, 500)[0]
	if tabs.Runs[2].X != 50 || tabs.Runs[4].X != 100 {
		t.Errorf("tab stops at %v, %v", tabs.Runs[2].X, tabs.Runs[4].X)
	}
}

// A line never ends inside a character, loses nothing and is not too wide.
func checkLines(t *testing.T, f *Fonts, text string, spans []Span, o Options, width float64) {
	t.Helper()
	lines := f.Lines(text, spans, o, width)
	at := 0
	for _, l := range lines {
		if l.Start != at || l.End < l.Start || l.End == l.Start && text != "" {
			t.Fatalf("%+.40q: line %d to %d after %d", text, l.Start, l.End, at)
		}
		if !Boundary(text, l.Start) && len(text) < 250 && text[l.Start-1] > ' ' { // a mark may follow a blank
			t.Fatalf("%+.60q: a line begins at %d, inside a character", text, l.Start)
		}
		at = l.End
		sum, chars := 0, Characters(text[l.Start:l.Start+len(trimBlanks(text[l.Start:l.End]))])
		for _, r := range l.Runs {
			sum += r.End - r.Start
		}
		if sum != chars[len(chars)-1] {
			t.Fatalf("%+.60q: the runs of line %d..%d hold %d octets of %d", text, l.Start, l.End, sum, chars[len(chars)-1])
		}
		if slack := 2 + width/20; l.Width > width+slack && len(chars) > 2 && !o.NoWrap {
			t.Errorf("%+.60q: line %+q is %.1f wide, there is room for %.1f", text, text[l.Start:l.End], l.Width, width)
		}
	}
	if at != len(text) {
		t.Fatalf("%+.40q: lines end at %d of %d", text, at, len(text))
	}
}

var hostile = []string{
	"word ", "a", "-", "\u0301", "👨‍", "א", "א a ", "\u2068א", "一", " ", "\t", "\n", "\u00ad", "a\u00ad", "(", "\u200b", "\u202e", "ส", "ä", "x\u2066", "\u00a0", "क्ष", "ﷺ", "\u2028", "\x00", "\xff",
}

// No text takes the square of its length, which would be minutes.
func TestHostileText(t *testing.T) {
	f := NewFonts()
	for _, unit := range hostile {
		text := strings.Repeat(unit, 200_000/len(unit))
		start := time.Now()
		checkLines(t, f, text, []Span{{Face: sans}}, Options{Auto: true}, 300)
		if d := time.Since(start); d > 20*time.Second {
			t.Errorf("200 KB of %+q: %v", unit, d)
		}
	}
}

func TestCaret(t *testing.T) {
	f := NewFonts()
	for _, c := range []struct {
		text string
		rtl  bool
	}{{"Hamburg AV fi 12", false}, {"שלום לכם", true}, {"السلام عليكم لا", true}, {"नमस्ते", false}, {"👨‍👩‍👧👍🏽", false}, {"字体", false}} {
		chars := Characters(c.text)
		last := math.Inf(-1)
		for i, o := range chars {
			x := f.Caret(sans, c.text, c.rtl, o)
			if c.rtl {
				x = f.Width(sans, c.text) - x
			}
			if x < last-1e-6 || i == 0 && math.Abs(x) > 1e-6 || i == len(chars)-1 && math.Abs(x-f.Width(sans, c.text)) > 1e-6 {
				t.Errorf("%s: the caret at %d stands at %.2f after %.2f", c.text, o, x, last)
			}
			if x > last+0.5 && i > 0 {
				if got := f.Nearest(sans, c.text, c.rtl, f.Caret(sans, c.text, c.rtl, o)); got != o {
					t.Errorf("%s: nearest to the caret at %d is %d", c.text, o, got)
				}
			}
			last = x
		}
	}
	if x := f.Caret(sans, "ab", false, 1); math.Abs(x-f.Width(sans, "a")) > 1e-6 {
		t.Errorf("after a: %v", x)
	}
}

func TestLineCaret(t *testing.T) {
	f := NewFonts()
	const text = "abc אבג def"
	l := &f.Lines(text, []Span{{Face: sans}}, Options{}, 500)[0]
	at := func(o int) float64 { return math.Round(f.CaretX(text, l, o)*10) / 10 }
	abc, all := f.Width(sans, "abc "), f.Width(sans, text)
	if at(0) != 0 || math.Abs(at(4)-abc) > 0.1 || math.Abs(at(len(text))-all) > 0.1 {
		t.Errorf("carets at %v, %v, %v", at(0), at(4), at(len(text)))
	}
	if !(at(6) > at(8)) || math.Abs(at(10)-abc) > 0.1 { // inside Hebrew it goes left
		t.Errorf("in Hebrew: %v, %v, %v", at(6), at(8), at(10))
	}
	for o := range text {
		if o == 4 || o == 10 {
			continue // both ends of the Hebrew word stand in two places
		}
		if got := f.Hit(text, l, f.CaretX(text, l, o)); got != o {
			t.Errorf("hit at the caret of %d: %d", o, got)
		}
	}
	if got := fmt.Sprint(len(f.Marked(text, l, 2, 6)), len(f.Marked(text, l, 0, len(text)))); got != "2 1" {
		t.Errorf("stretches marked: %s, want 2 1", got)
	}
	if f.Hit(text, l, -5) != 0 || f.Hit(text, l, 1000) != len(text) {
		t.Error("outside the line")
	}
}

func TestWordAndParagraph(t *testing.T) {
	const text = "one don’t (x)\ntwo שלום. 敬"
	word := func(o int) string { a, b := WordAt(text, o); return text[a:b] }
	for o, want := range map[int]string{0: "one", 2: "one", 3: " ", 5: "don’t", 12: "(", 16: "two", len(text): "敬"} {
		if got := word(o); got != want {
			t.Errorf("word at %d: %q, want %q", o, got, want)
		}
	}
	if a, b := ParagraphAt(text, 5); text[a:b] != "one don’t (x)" {
		t.Errorf("paragraph %q", text[a:b])
	}
	if a, b := ParagraphAt(text, len(text)); text[a:b] != "two שלום. 敬" {
		t.Errorf("paragraph %q", text[a:b])
	}
}

func TestCut(t *testing.T) {
	f := NewFonts()
	w := f.Width(mono, "12345678")
	for text, want := range map[string]string{"12345678": "12345678", "123456789": "1234567…", "123456. 89": "123456…", "": "", "e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301": strings.Repeat("e\u0301", 7) + "…"} {
		got, kept, used := f.Cut(mono, text, w)
		if got != want || !strings.HasPrefix(text, strings.TrimSuffix(got, "…")) || kept != len(strings.TrimSuffix(got, "…")) || used > w+0.1 {
			t.Errorf("%q cut to %q (%d, %.1f of %.1f), want %q", text, got, kept, used, w, want)
		}
	}
}

func TestCharacters(t *testing.T) {
	for text, want := range map[string]int{"": 0, "abc": 3, "a\r\nb": 3, "e\u0301x": 2, "👨‍👩‍👧👍🏽": 2, "नमस्ते": 4, "각": 1, "a" + strings.Repeat("\u0301", 1000): 8} {
		if got := len(Characters(text)) - 1; got != want {
			t.Errorf("%.20q has %d characters, want %d", text, got, want)
		}
	}
}

func FuzzLines(f *testing.F) {
	for _, unit := range hostile {
		f.Add(unit+" "+unit, 40.0, false)
		f.Add(strings.Repeat(unit, 20), 5.0, true)
	}
	fonts := NewFonts()
	f.Fuzz(func(t *testing.T, text string, width float64, rtl bool) {
		if len(text) > 1<<16 || !(width >= 0 && width < 1e6) {
			return
		}
		start := time.Now()
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		checkLines(t, fonts, text, []Span{{len(text) / 3, sans}, {len(text) / 2, bold}, {len(text), sans}}, Options{RTL: rtl, Auto: len(text)%2 == 0}, width)
		if d := time.Since(start); d > time.Second+time.Duration(len(text))*40*time.Microsecond {
			t.Fatalf("%d octets: %v", len(text), d)
		}
		runtime.ReadMemStats(&after)
		if n := after.TotalAlloc - before.TotalAlloc; n > 64<<20+uint64(len(text))*8<<10 {
			t.Fatalf("%d octets: %d MB", len(text), n>>20)
		}
		lines := fonts.Lines(text, []Span{{Face: sans}}, Options{RTL: rtl}, width)
		for i := range min(len(lines), 5) {
			o := fonts.Hit(text, &lines[i], width/2)
			fonts.CaretX(text, &lines[i], o)
			fonts.Marked(text, &lines[i], o, len(text))
		}
	})
}

func BenchmarkParagraph100KB(b *testing.B) {
	text := strings.Repeat("The quick brown fox jumps over the lazy dog, and well-known words go on. ", 1400)
	f := NewFonts()
	b.ReportAllocs()
	for b.Loop() {
		f.Lines(text, []Span{{Face: sans}}, Options{}, 600)
	}
}

func BenchmarkParagraph100KBHebrew(b *testing.B) {
	text := strings.Repeat("שלום לכולם ומה שלומכם היום 123 abc (דהו) ", 1500)
	f := NewFonts()
	b.ReportAllocs()
	for b.Loop() {
		f.Lines(text, []Span{{Face: sans}}, Options{Auto: true}, 600)
	}
}

func BenchmarkFirstScreenOf5MB(b *testing.B) {
	text := strings.Repeat("The quick brown fox jumps over the lazy dog, and so on to the end of all. ", 70_000)
	for b.Loop() {
		f := NewFonts()
		w := f.Flow(text, []Span{{Face: sans}}, Options{Auto: true})
		for range 60 {
			w.Next(600)
		}
	}
}

func BenchmarkAllOf5MB(b *testing.B) {
	text := strings.Repeat("The quick brown fox jumps over the lazy dog, and so on to the end of all.\n", 70_000)
	f := NewFonts()
	for b.Loop() {
		f.Lines(text, []Span{{Face: sans}}, Options{Auto: true}, 600)
	}
}
