package text

import (
	"math"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	_ "fyne.io/fyne/v2/test"
)

// Words in whole sizes are as wide as Fyne measures and draws them: within a 32nd of a
// pixel, which is how far Fyne rounds its glyphs. Blanks are those of the window's font
// whatever stands beside them, as in a browser, where Fyne takes them from the font of the
// letters before; so words are compared one by one.
func TestWidthIsFynes(t *testing.T) {
	f := NewFonts()
	for _, c := range []struct{ script, text string }{
		{"Latin", "Dear Ms Grünwald, your order AV-2213 is waiting: Tomé & Søren"},
		{"Latin", "Te Ty AVAST fi ffl Yo. “quoted”…"},
		{"Greek", "Καλημέρα σας, τι κάνετε;"},
		{"Cyrillic", "Съешь ещё этих мягких булок"},
		{"Hebrew", "שלום לכולם ומה שלומכם"},
		{"Arabic", "السلام عليكم ورحمة الله"},
		{"Devanagari", "नमस्ते दुनिया क्षत्रिय"},
		{"Han", "敬启者感谢来信"},
		{"Kana", "こんにちはカタカナ"},
		{"Hangul", "안녕하세요 여러분"},
	} {
		for _, size := range []float64{12, 14, 16, 21, 40} {
			for _, word := range strings.Fields(c.text) {
				got := f.Width(Face{Size: size}, word)
				want := float64(fyne.MeasureText(word, float32(size), fyne.TextStyle{}).Width)
				if tolerance := float64(len(pieces(word))) / 32; math.Abs(got-want) > tolerance {
					t.Errorf("%s in %g: %s is %.3f wide, Fyne has %.3f", c.script, size, word, got, want)
				}
			}
		}
	}
	for _, style := range []Face{{Bold: true}, {Italic: true}, {Bold: true, Italic: true}, {Family: Mono}} {
		const text = "Grüße aus Wien, AV-2213"
		style.Size = 16
		got := f.Width(style, text)
		want := float64(fyne.MeasureText(text, 16, fyne.TextStyle{Bold: style.Bold, Italic: style.Italic, Monospace: style.Family == Mono}).Width)
		if math.Abs(got-want) > 0.3 {
			t.Errorf("%v: %.3f wide, Fyne has %.3f", style, got, want)
		}
	}
}

// Debian's fonts are chosen as Chromium 156 chooses them, which measures these widths at 16
// pixels on a screen of any density but the usual one, in 64ths.
func TestWidthIsChromiums(t *testing.T) {
	f := NewFonts()
	f.fontMap()
	for _, family := range []string{"Noto Sans Thai", "Noto Sans Tamil", "DejaVu Sans", "Noto Color Emoji"} {
		if f.system == nil {
			t.Skip("no fonts of the system")
		}
		if _, ok := f.system.FindSystemFont(family); !ok {
			t.Skipf("%s is not installed", family)
		}
	}
	for text, want := range map[string]float64{
		"The quick brown fox jumps over the lazy dog": 334.89, "Tomorrow,": 80.58, "שלום לכולם": 81.20, "สวัสดีครับ": 63.33, "नमस्ते": 33.80,
		"ဘာသာ": 50.58, "ខ្មែរ": 19.39, "தமிழ்": 44.86, "→": 13.41, "☀": 14.34, "😀": 19.97,
	} {
		if got := f.Width(Face{Size: 16}, text); math.Abs(got-want) > 0.06 {
			t.Errorf("%s is %.3f wide, want %v", text, got, want)
		}
	}
}

// What a sign is drawn with does not depend on what was drawn before.
func TestSignsByThemselves(t *testing.T) {
	for _, before := range []string{"", "한국어❤", "字✓❤", "𝒜", "א"} {
		f := NewFonts()
		f.Width(Face{Size: 16}, before)
		g := NewFonts()
		for _, sign := range []string{"☀", "→", "✓", "❤", "☎", "①", "…", "∑"} {
			if got, want := f.Width(Face{Size: 16}, sign), g.Width(Face{Size: 16}, sign); got != want {
				t.Errorf("%s after %q is %v wide, by itself %v", sign, before, got, want)
			}
		}
	}
}

// The lines of other scripts are as high as in Chromium 156, with Debian's fonts.
func TestExtent(t *testing.T) {
	f := NewFonts()
	for _, c := range []struct {
		text            string
		size            float64
		ascent, descent float64
	}{{"x", 16, 17, 5}, {"字", 16, 19, 5}, {"한", 16, 19, 5}, {"न", 16, 14, 7}, {"字", 13, 15, 4}, {"x字", 20, 23, 6}, {"", 16, 0, 0}} {
		if a, d := f.Extent(Face{Size: c.size}, c.text); a != c.ascent || d != c.descent {
			if l := f.word(Face{}, c.text, false).glyphs[0].from; l.face.Describe().Family != "Noto Sans" && !strings.HasPrefix(l.face.Describe().Family, "Noto Sans ") {
				continue // other fonts are installed
			}
			t.Errorf("%q of %g: %g, %g; want %g, %g", c.text, c.size, a, d, c.ascent, c.descent)
		}
	}
}

// Fyne spaces a fractional size as the next whole one; here it is in proportion.
func TestFractionalSizes(t *testing.T) {
	f := NewFonts()
	const text = "10 points of type are 13.33 pixels"
	whole := f.Width(Face{Size: 40}, text)
	for _, size := range []float64{13.333, 14.5, 9.75, 0.5} {
		if got, want := f.Width(Face{Size: size}, text), whole*size/40; math.Abs(got-want) > 1e-6 {
			t.Errorf("at %g: %.4f, want %.4f", size, got, want)
		}
	}
	for _, size := range []float64{0, -3, math.NaN()} {
		if got := f.Width(Face{Size: size}, text); got != 0 {
			t.Errorf("at %g: %v wide", size, got)
		}
	}
	if got := f.Width(Face{Size: math.Inf(1)}, "a"); got > 2*MaxSize {
		t.Errorf("an endless size is %v wide", got)
	}
}

// A text cut where a line may end is as wide as its parts.
func TestPartsAddUp(t *testing.T) {
	f := NewFonts()
	for _, text := range []string{
		"Well-known AV To-day  two blanks", "السلام عليكم", "敬启者,感谢 AV来信", "a\tb", "soft\u00adhyphen zero\u200bwidth",
		"👨‍👩‍👧 👍🏽 🇦🇹",
	} {
		whole := f.Width(Face{Size: 16}, text)
		sum := 0.0
		at := pieces(text)
		for i := range len(at) - 1 {
			sum += f.Width(Face{Size: 16}, text[at[i]:at[i+1]])
		}
		if math.Abs(whole-sum) > 1e-9 {
			t.Errorf("%q: %v, its parts %v", text, whole, sum)
		}
	}
}

func TestEmojiAreWhole(t *testing.T) {
	f := NewFonts()
	one := f.Width(Face{Size: 20}, "👩")
	for _, text := range []string{"👨‍👩‍👧", "👍🏽", "🇦🇹", "❤️", "👩🏽‍🚀", "1️⃣", "🏳️‍🌈"} {
		if got := f.Width(Face{Size: 20}, text); math.Abs(got-one) > 0.2*one {
			t.Errorf("%s is %.1f wide, one emoji %.1f", text, got, one)
		}
	}
	if one < 18 || one > 30 {
		t.Errorf("an emoji of 20 is %.1f wide", one)
	}
}

func TestMetrics(t *testing.T) {
	f := NewFonts()
	for _, c := range []struct {
		face                 Face
		ascent, descent, gap float64
	}{ // hhea of the fonts, per em
		{Face{Size: 100}, 106.9, 29.3, 0},
		{Face{Size: 100, Bold: true, Italic: true}, 106.9, 29.3, 0},
		{Face{Family: Mono, Size: 100}, 92.8, 23.6, 0},
	} {
		a, d, g := f.Metrics(c.face)
		if math.Abs(a-c.ascent) > 0.1 || math.Abs(d-c.descent) > 0.1 || math.Abs(g-c.gap) > 0.1 {
			t.Errorf("%v: %.1f, %.1f, %.1f; want %v, %v, %v", c.face, a, d, g, c.ascent, c.descent, c.gap)
		}
	}
}

// Without fonts of the system the window's own do for everything.
func TestNoSystemFonts(t *testing.T) {
	f := NewFonts()
	f.asked = true
	for _, style := range []Face{{Family: Serif}, {Family: Serif, Bold: true}, {Family: Mono, Bold: true}, {Family: Mono, Italic: true}} {
		style.Size = 20
		if dark, _, _ := paper(f, Ink{Face: style, Text: "Hamburg", X: 20}); dark < 50 {
			t.Errorf("%v: darkness %.0f", style, dark)
		}
	}
	regular, _, _ := paper(f, Ink{Face: Face{Family: Mono, Size: 20}, Text: "Hamburg", X: 20})
	if bold, _, _ := paper(f, Ink{Face: Face{Family: Mono, Size: 20, Bold: true}, Text: "Hamburg", X: 20}); bold < 1.1*regular {
		t.Errorf("bold is %.2f times as dark", bold/regular)
	}
	if got, want := f.Width(Face{Family: Serif, Size: 20}, "Hamburg"), f.Width(Face{Size: 20}, "Hamburg"); got != want {
		t.Errorf("serif is %v wide, want %v", got, want)
	}
	if dark, _, _ := paper(f, Ink{Face: Face{Size: 20}, Text: "😀", X: 20}); dark < 50 {
		t.Errorf("an emoji has darkness %.0f", dark)
	}
	if f.Width(Face{Size: 20}, "字") <= 0 {
		t.Error("what is missing takes no room")
	}
}
