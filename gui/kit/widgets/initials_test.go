package widgets

import (
	"strings"
	"testing"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	fynetheme "fyne.io/fyne/v2/theme"
	"github.com/rivo/uniseg"

	"popmail/gui/kit/guitest"
	"popmail/gui/kit/theme"
)

func TestOneLine(t *testing.T) {
	for in, want := range map[string]string{
		"":                                  "",
		"plain":                             "plain",
		"  two\r\n lines\tand  blanks ":     "two lines and blanks",
		"a\x00b\x1b[31mc":                   "ab[31mc",
		"spoof\u202egpj.exe":                "spoofgpj.exe",
		"pre\u200b\u034f\u00adheader\ufeff": "preheader",
		"👩\u200d👧 می\u200cخواهم":            "👩\u200d👧 می\u200cخواهم", // joiners stay
		"no\u00a0break\u3000wide":           "no break wide",
		"bad \xff utf8":                     "bad utf8",
	} {
		if got := OneLine(in); got != want {
			t.Errorf("OneLine(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestInitials(t *testing.T) {
	for name, want := range map[string]string{
		"Maria Bauer":             "MB",
		"東京ホテル":                   "東",
		"Dad":                     "D",
		"anna-lena von der Heide": "AH",
		"Guía Alpina":             "GA",
		"ångström élan":           "ÅÉ",
		"O'Neill, Jim":            "OJ",
		`"Bank"`:                  "B",
		"bank@example.com":        "B",
		"Иван Петров":             "ИП",
		"김 철수":                    "김",
		"🎉 Party":                 "🎉",
		"3M Germany":              "3",
		"":                        "?",
		"---":                     "?",
		"e\u0301mile zola":        "E\u0301Z", // an accent that is a sign of its own
	} {
		if got := Initials(name); got != want {
			t.Errorf("Initials(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestFit(t *testing.T) {
	guitest.App(theme.Light, 1)
	texts := []string{
		"Your booking for the ferry on Friday is confirmed and paid",
		"この度はご予約いただき、誠にありがとうございます。お客様のご予約内容は以下の通りです。",
		strings.Repeat("👩‍👩‍👧‍👦", 30),
		strings.Repeat("i", 3000),
		strings.Repeat("W", 3000),
		strings.Repeat("e\u0301", 500),
		"a" + strings.Repeat("\u0301", 5000),
		"short",
		"",
	}
	for _, text := range texts {
		for _, width := range []float32{0, 3, 20, 77, 200, 306.5} {
			got, w := Fit(text, width, 14, false)
			measured := TextWidth(got, 14, false)
			if got != "" && measured != w {
				t.Errorf("width of %q is %v, said %v", got, measured, w)
			}
			whole := TextWidth(text, 14, false) <= width
			cut := strings.TrimSuffix(got, "…")
			switch {
			case !utf8.ValidString(got):
				t.Errorf("%q is cut inside a character", got)
			case whole && got != text && len(text) < 400:
				t.Errorf("%q fits in %v but became %q", text, width, got)
			case cut != "" && w > width:
				t.Errorf("%q is %v wide, more than %v", got, w, width)
			case !strings.HasPrefix(text, cut):
				t.Errorf("%q is no beginning of %q", cut, text)
			}
			if !whole && cut != "" && len(text) < 400 { // one more character must not fit
				rest := text[len(cut):]
				cluster, _, _, _ := uniseg.FirstGraphemeClusterInString(rest, -1)
				more := TextWidth(cut+cluster+"…", 14, false)
				if more <= width && !strings.ContainsAny(cluster, " .,;:") {
					t.Errorf("%q is cut too early for %v: %v with one more", got, width, more)
				}
			}
		}
	}
}

func TestParagraphWraps(t *testing.T) {
	guitest.App(theme.Light, 1)
	p := NewText("Club · treasurer@club.example", "", theme.ColorMuted)
	one := p.HeightFor(1000)
	if got := p.HeightFor(120); got != 2*one && got != 3*one {
		t.Errorf("height at 120 is %v, one line is %v", got, one)
	}
	for _, l := range p.lines {
		if l.Width > 120 {
			t.Errorf("a line is %v wide", l.Width)
		}
	}
	p = NewText(strings.Repeat("x", 500), "", "")
	p.HeightFor(100)
	var all string
	for _, l := range p.lines {
		if l.Width > 100 {
			t.Errorf("a line is %v wide", l.Width)
		}
		for _, r := range l.Runs {
			all += p.all[r.Start:r.End]
		}
	}
	if len(all) != 500 {
		t.Errorf("%d of 500 letters are left", len(all))
	}
	if got := NewText("one\ntwo\r\nthree", "", "").HeightFor(400); got != 3*one {
		t.Errorf("three lines are %v high, one is %v", got, one)
	}
	if got := NewSpans(Span{Text: "bold ", Bold: true}, Span{Text: "and plain"}).HeightFor(400); got != one {
		t.Errorf("two spans on a line are %v high", got)
	}
}

// Paragraphs of right-to-left scripts begin at the right, and what is mixed into a line stands
// in the order in which it is read.
func TestParagraphDirection(t *testing.T) {
	guitest.App(theme.Light, 1)
	at := func(p *Text) (left, right float32) {
		p.Resize(fyne.NewSize(300, 20))
		test.WidgetRenderer(p)
		d := p.Drawn()[0]
		return d.X, d.X + d.Width
	}
	if left, _ := at(NewText("No mail", "", "")); left != 0 {
		t.Errorf("English begins at %v", left)
	}
	if _, right := at(NewText("אין דואר", "", "")); right < 299 || right > 300.5 {
		t.Errorf("Hebrew begins at %v of 300", right)
	}
	p := NewText("אין דואר", "", "")
	p.Align = fyne.TextAlignTrailing
	if left, _ := at(p); left != 0 {
		t.Errorf("Hebrew at the other end begins at %v", left)
	}
	p = NewSpans(Span{Text: "The folder "}, Span{Text: "דואר נכנס", Bold: true}, Span{Text: " (12) is full"})
	at(p)
	var seen []string
	for _, r := range p.ink.lines[0].Line.Runs {
		seen = append(seen, p.all[r.Start:r.End])
	}
	if got, want := strings.Join(seen, "|"), "The folder |)|12| (|דואר נכנס| is full"; got != want {
		t.Errorf("seen %q, want %q", got, want)
	}
	p = NewText("נכנס 12 מ-20", "", "")
	at(p)
	seen = nil
	for _, r := range p.ink.lines[0].Line.Runs {
		seen = append(seen, p.all[r.Start:r.End])
	}
	if got, want := strings.Join(seen, "|"), "20| מ-|12|נכנס "; got != want {
		t.Errorf("seen %q, want %q", got, want)
	}
}

func FuzzFit(f *testing.F) {
	guitest.App(theme.Light, 1)
	f.Add("Your booking for the ferry", float32(60))
	f.Add("👩‍👩‍👧‍👦 \xff\xfe é ", float32(12))
	f.Fuzz(func(t *testing.T, text string, width float32) {
		line := OneLine(text)
		if strings.ContainsAny(line, "\r\n\t\x00") {
			t.Fatalf("%q is not one line", line)
		}
		if again := OneLine(line); again != line {
			t.Fatalf("OneLine is not stable: %q, then %q", line, again)
		}
		if !(width > 0 && width < 4000) {
			return
		}
		got, w := Fit(line, width, 14, false)
		if strings.TrimSuffix(got, "…") != "" && w > width {
			t.Fatalf("%q is %v wide, more than %v", got, w, width)
		}
		Initials(text)
	})
}

func BenchmarkFit(b *testing.B) {
	guitest.App(theme.Light, 1)
	for _, n := range []int{100, 10_000} {
		text := strings.Repeat("Dear Ann, thank you ", n/20)
		b.Run("", func(b *testing.B) {
			i := 0
			for b.Loop() {
				i++
				Fit(string(rune('a'+i%26))+text, 300, 13, false)
			}
		})
	}
}

// Bold is bold in scripts that the window's bold font lacks.
func TestBoldEverywhere(t *testing.T) {
	guitest.App(theme.Light, 1)
	m := NewLine("", false, fynetheme.SizeNameText, fynetheme.ColorNameForeground)
	w := guitest.Window(t, m, 300, 30)
	ink := func(bold bool) (n int) {
		m.Set("会议记录 会议记录", bold, nil)
		img := w.Canvas().Capture()
		for y := range img.Bounds().Dy() {
			for x := range img.Bounds().Dx() {
				if r, _, _, _ := img.At(x, y).RGBA(); r < 0x8000 {
					n++
				}
			}
		}
		return n
	}
	if plain, thick := ink(false), ink(true); thick*10 < plain*12 {
		t.Errorf("%d dark points when bold, %d when not", thick, plain)
	}
}
