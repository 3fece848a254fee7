package textview

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	fynetheme "fyne.io/fyne/v2/theme"

	"popmail/gui/kit/guitest"
	"popmail/gui/kit/theme"
	"popmail/storage/query"
)

func show(t testing.TB, v *View, w, h float32) fyne.Window {
	t.Helper()
	guitest.App(theme.Light, 1)
	return guitest.Window(t, v, w, h)
}

func drawnText(v *View) string {
	var out []string
	for i := range v.lines {
		var line strings.Builder
		for _, s := range v.subs(i) {
			line.WriteString(s.text)
		}
		out = append(out, line.String())
	}
	return strings.Join(out, "\n")
}

func TestLinks(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"see https://example.org/a?b=c.", "https://example.org/a?b=c"},
		{"(http://example.org/wiki/X_(y))", "http://example.org/wiki/X_(y)"},
		{"<https://example.org>", "https://example.org"},
		{"www.example.org, and", "https://www.example.org"},
		{"write to ann.b+c@mail.example.org!", "mailto:ann.b+c@mail.example.org"},
		{"mailto:ann@example.org?subject=x", "mailto:ann@example.org?subject=x"},
		{"HTTPS://EXAMPLE.ORG/", "HTTPS://EXAMPLE.ORG/"},
		{"見て https://example.jp/道。次", "https://example.jp/道"},
		{"javascript:alert(1) ftp://x.example file:///etc/passwd", ""},
		{"xhttps://example.org", ""},
		{"https://", ""},
		{"a@b @example.org a@.org 1.2.3", ""},
		{"http://a.example http://b.example", "http://a.example http://b.example"},
		{"https://user:pw@host.example/x", "https://user:pw@host.example/x"},
	} {
		var got []string
		for _, s := range findLinks(c.text) {
			got = append(got, s.link)
		}
		if g := strings.Join(got, " "); g != c.want {
			t.Errorf("%q: got %q, want %q", c.text, g, c.want)
		}
	}
}

func TestCleanTakesOutWhatDeceives(t *testing.T) {
	for in, want := range map[string]string{
		"a\r\nb\rc":        "a\nb\nc",
		"a\tb":             "a       b",
		"\x1b[31mred\x00":  "[31mred",
		"exe\u202egpj.scr": "exegpj.scr",
		"bad\xffbyte":      "bad\ufffdbyte",
		"soft\u00adhyphen": "softhyphen",
		"ä\tb\n\tc\u3164":  "ä       b\n        c",
		"page\fbreak":      "page\nbreak",
	} {
		if got := clean(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestQuotes(t *testing.T) {
	for in, want := range map[string]string{
		"> a": "1 a", ">> a": "2 a", "> > a": "2 a", ">": "1 ", ">>> > a": "4 a", " > a": "0  > a", "a > b": "0 a > b",
	} {
		depth, rest := unquote(in)
		if got := fmt.Sprintf("%d %s", depth, rest); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestTextComesBackWhole(t *testing.T) {
	text := "Hello\n\n> one\n>> two\n> three\n\n-- \nAnn"
	v := New()
	v.SetText(text)
	show(t, v, 300, 300)
	if got := v.Text(); got != strings.ReplaceAll(text, ">> two", "> > two") {
		t.Errorf("got %q", got)
	}
}

func TestLongQuotesFold(t *testing.T) {
	text := "Top\n" + strings.Repeat("> quoted ferry\n", 30) + "Bottom"
	v := New()
	v.SetText(text)
	resized := 0
	v.OnResized = func() { resized++ }
	show(t, v, 400, 900)
	if n := len(v.lines); n != 1+quoteShown+1+1 {
		t.Fatalf("%d lines, want the quotation folded", n)
	}
	if got := drawnText(v); !strings.Contains(got, "26 more quoted lines") {
		t.Errorf("no button in %q", got)
	}
	y := v.lineHeight() * (1 + quoteShown + 0.5)
	v.Tapped(&fyne.PointEvent{Position: fyne.NewPos(20, y)})
	if resized != 1 || len(v.lines) != 1+30+1+1 {
		t.Fatalf("after the tap: resized %d, %d lines", resized, len(v.lines))
	}
	v.Tapped(&fyne.PointEvent{Position: fyne.NewPos(20, v.lineHeight()*31.5)})
	if len(v.lines) != 1+quoteShown+1+1 {
		t.Errorf("after the second tap: %d lines", len(v.lines))
	}
	v.SetTerms(query.Words("ferry"))
	if len(v.lines) != 1+30+1+1 {
		t.Errorf("a found word stays folded away: %d lines", len(v.lines))
	}
	if strings.Count(v.Text(), "quoted ferry") != 30 {
		t.Error("folded text is not copied")
	}
}

func TestWrapLosesNothing(t *testing.T) {
	for _, text := range []string{
		"The quick brown fox jumps over the lazy dog, again and again.",
		strings.Repeat("x", 500),
		"https://example.org/" + strings.Repeat("long-path/", 40),
		"日本語の文章は単語の間に空白がありません。それでも行は折り返されます。",
		"Příliš žluťoučký kůň úpěl ďábelské ódy 👩‍👩‍👧‍👦 👍🏽 " + strings.Repeat("ö", 90),
		"هذه رسالة قصيرة باللغة العربية مع رقم 12345 وكلمة English في الوسط.",
		"   leading blanks and trailing   ",
	} {
		for _, width := range []float32{30, 90, 200, 1000} {
			v := NewPlain(text)
			show(t, v, width, 400)
			v.HeightFor(width)
			var back strings.Builder
			for _, l := range v.lines {
				back.WriteString(v.paras[0].text[l.start:l.end])
			}
			if back.String() != v.paras[0].text {
				t.Errorf("width %v: got %q", width, back.String())
			}
			for i := range v.lines {
				subs := v.subs(i)
				if n := len(subs); n > 0 && width > 60 && subs[n-1].x+subs[n-1].w > width+1 {
					t.Errorf("width %v: line %q ends at %v", width, subs[n-1].text, subs[n-1].x+subs[n-1].w)
				}
			}
		}
	}
}

// TestAddressesBreakAtTheirSigns: an address that is wider than the line is cut
// after one of its signs, where there is one in the line's last two thirds.
func TestAddressesBreakAtTheirSigns(t *testing.T) {
	for _, text := range []string{
		"Maria Bauer <bookings@ferry.example>",
		"The Slow Traveller <letter@slow-traveller.example.org>",
		"Jörg <jörg.müller@grüße.example.org>",
		"see https://ferry.example/booking/88-204?name=Ann&day=Friday for more",
	} {
		for width := float32(90); width < 260; width += 10 {
			v := NewPlain(text)
			show(t, v, width, 400)
			v.HeightFor(width)
			para := v.paras[0].text
			for i, l := range v.lines[:len(v.lines)-1] {
				end := para[l.start:l.end]
				if last := end[len(end)-1]; !strings.ContainsRune(" @/._-?&=", rune(last)) {
					if at := strings.LastIndexAny(end, " @/._-?&="); at > 0 && fyne.MeasureText(end[:at+1], theme.Size(fynetheme.SizeNameText), fyne.TextStyle{}).Width > width/2 {
						t.Errorf("width %v: line %d is %q", width, i, end)
					}
				}
			}
		}
	}
	v := NewPlain(strings.Repeat("x", 500)) // no sign to cut at
	show(t, v, 200, 400)
	v.HeightFor(200)
	if n := len(v.lines); n > 30 {
		t.Errorf("%d lines", n)
	}
}

func TestRightToLeft(t *testing.T) {
	v := NewPlain("שלום, עולם!\nLatin שלום 123 עולם end\n(שלום)")
	show(t, v, 400, 200)
	s := v.subs(0)
	if last := s[len(s)-1]; last.x+last.w < 399 || s[0].start <= last.start {
		t.Errorf("the first line does not stand right, beginning at the right: %+v", s)
	}
	if s[0].text != "!" {
		t.Errorf("the exclamation mark is not leftmost: %+v", s)
	}
	s = v.subs(1)
	if s[0].text != "Latin " || s[0].x != 0 {
		t.Errorf("the second line does not begin left: %+v", s)
	}
	var order []string
	for _, p := range s {
		if text := strings.TrimSpace(p.text); text != "" {
			order = append(order, text)
		}
	}
	if got := strings.Join(order, "|"); got != "Latin|עולם|123|שלום|end" {
		t.Errorf("order is %s", got)
	}
	s = v.subs(2)
	if s[0].text != "(" || s[len(s)-1].text != ")" {
		t.Errorf("brackets are not turned: %+v", s)
	}
}

func press(v *View, x, y float32) {
	v.MouseDown(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(x, y)}, Button: desktop.MouseButtonPrimary})
}

func TestSelectAndCopy(t *testing.T) {
	v := New()
	v.SetText("first line\n> quoted one\nlast line")
	win := show(t, v, 400, 200)
	press(v, 0, 5)
	v.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(399, v.lineHeight()*2+5)}})
	want := "first line\n> quoted one\nlast line"
	if got := v.SelectedText(); got != want {
		t.Fatalf("selected %q", got)
	}
	v.TypedShortcut(&fyne.ShortcutCopy{})
	if got := fyne.CurrentApp().Clipboard().Content(); got != want {
		t.Errorf("copied %q", got)
	}
	guitest.Picture(t, win, "textview_selection")
	// a press elsewhere takes the selection away
	v.lastPress = pressed{}
	press(v, 100, 5)
	if got := v.SelectedText(); got != "" {
		t.Errorf("still selected: %q", got)
	}
	// twice: a word, three times: the paragraph
	press(v, 100, 5)
	press(v, 100, 5)
	if got := v.SelectedText(); got != "first line" {
		t.Errorf("three presses selected %q", got)
	}
	v.lastPress = pressed{}
	press(v, 2, 5)
	press(v, 2, 5)
	if got := v.SelectedText(); got != "first" {
		t.Errorf("two presses selected %q", got)
	}
	v.TypedShortcut(&fyne.ShortcutSelectAll{})
	if got := v.SelectedText(); got != want {
		t.Errorf("all is %q", got)
	}
}

func TestEveryCharacterCanBeHit(t *testing.T) {
	for _, text := range []string{"Hello, wide World", "日本語 text", "abc שלום def", "שלום עולם"} {
		v := NewPlain(text)
		show(t, v, 400, 100)
		p := &v.paras[0]
		for _, s := range v.subs(0) {
			for off := range text[s.start:s.end] {
				off += s.start
				x := v.offsetX(&s, p, off)
				if s.rtl {
					x -= 0.6
				} else {
					x += 0.6
				}
				if got := v.positionAt(fyne.NewPos(x, 5)); got.offset != off {
					t.Errorf("%q: at the left of %d is %d", text, off, got.offset)
				}
			}
		}
	}
}

func TestLinkTap(t *testing.T) {
	v := New()
	v.SetText("see https://example.org/page now")
	var asked string
	v.OnLink = func(a string, _ fyne.Position) { asked = a }
	show(t, v, 400, 100)
	for _, s := range v.subs(0) {
		if s.link == "" {
			v.Tapped(&fyne.PointEvent{Position: fyne.NewPos(s.x+2, 5)})
			if asked != "" {
				t.Fatalf("a tap on %q asked for %s", s.text, asked)
			}
		}
	}
	s := v.subs(0)[1]
	v.MouseMoved(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(s.x+5, 5)}})
	if v.Cursor() != desktop.PointerCursor {
		t.Error("no hand over the link")
	}
	v.Tapped(&fyne.PointEvent{Position: fyne.NewPos(s.x+5, 5)})
	if asked != "https://example.org/page" {
		t.Errorf("asked for %q", asked)
	}
}

func TestKeysGoOnToTheWindow(t *testing.T) {
	v := NewPlain("text")
	win := show(t, v, 100, 100)
	var key fyne.KeyName
	var typed rune
	win.Canvas().SetOnTypedKey(func(e *fyne.KeyEvent) { key = e.Name })
	win.Canvas().SetOnTypedRune(func(r rune) { typed = r })
	press(v, 1, 1)
	if win.Canvas().Focused() != v {
		t.Fatal("a press does not focus")
	}
	v.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDelete})
	v.TypedRune('?')
	if key != fyne.KeyDelete || typed != '?' {
		t.Errorf("window got %q and %q", key, typed)
	}
}

func TestMarks(t *testing.T) {
	v := New()
	v.SetText("The Ferry leaves. FERRYBOAT. A café. ferryman's coffee")
	v.SetTerms([]string{query.Fold("ferry"), query.Fold("cafe")})
	win := show(t, v, 600, 60)
	var marked []string
	for _, s := range v.subs(0) {
		if s.marked {
			marked = append(marked, s.text)
		}
	}
	if len(marked) < 2 || marked[0] != "Ferry" {
		t.Errorf("marked %q", marked)
	}
	guitest.Picture(t, win, "textview_marks")
}

func TestAMegabyteIsQuick(t *testing.T) {
	v := New()
	text := strings.Repeat("The ferry leaves at half past six from pier four; please be there in good time, with https://example.org/t.\n", 10_000)
	show(t, v, 600, 800)
	start := time.Now()
	v.SetText(text)
	v.Window(0, 800)
	v.HeightFor(590)
	v.Resize(fyne.NewSize(590, 200000))
	first := time.Since(start)
	start = time.Now()
	for y := float32(0); y < 40_000; y += 400 {
		v.Window(y, y+800)
	}
	t.Logf("%d bytes: shown after %v, 100 half pages in %v", len(text), first, time.Since(start))
	r := test.WidgetRenderer(v)
	if n := len(r.Objects()); n > 500 {
		t.Errorf("%d objects are drawn", n)
	}
}

func TestPicturesOfScripts(t *testing.T) {
	v := New()
	v.SetText("Dear Ann,\n\nthank you for booking. See https://example.org/harbour or write to bookings@ferry.example.\n\n" +
		"שלום עולם, זהו מכתב קצר (עם סוגריים) ומספר 1234.\nمرحبا بالعالم، هذه رسالة قصيرة 12:30 مع كلمة English هنا.\n" +
		"日本語の文章です。你好，世界。 안녕하세요. Ελληνικά. Кириллица. नमस्ते 👍🏽\n\n> quoted text\n> > deeper\n> back\n\n-- \nMaria Bauer")
	v.SetTerms([]string{"booking"})
	win := show(t, v, 560, 420)
	guitest.Picture(t, win, "textview_scripts")
	// What is drawn of each script is the letters of the text, none lost and none twice.
	drawn := map[rune]int{}
	for i := range v.lines {
		for _, s := range v.subs(i) {
			for _, r := range s.text {
				if unicode.IsLetter(r) {
					drawn[r]++
				}
			}
		}
	}
	for _, r := range "שלםמرحب日本語你안녕Ελκиनम" {
		if want := strings.Count(v.Text(), string(r)); drawn[r] != want && !unicode.In(r, unicode.Arabic) {
			t.Errorf("%c is drawn %d times, it stands there %d times", r, drawn[r], want)
		}
	}
	joined := 0 // Arabic letters may be drawn as their joined forms
	for r, n := range drawn {
		if unicode.In(r, unicode.Arabic) {
			joined += n
		}
	}
	if joined < 20 {
		t.Errorf("%d Arabic letters are drawn", joined)
	}
}

func FuzzText(f *testing.F) {
	for _, s := range []string{"> a\n>> b", "https://x.example/(a)", "שלום a 1", "\xff\xfe", "a\u0301\u200d", "www.", "a@b.c", strings.Repeat("> x\n", 40)} {
		f.Add(s, uint16(200))
	}
	guitest.App(theme.Light, 1)
	f.Fuzz(func(t *testing.T, s string, width uint16) {
		if len(s) > 2000 {
			return
		}
		v := New()
		v.SetText(s)
		w := float32(width%1000) + 1
		v.Resize(fyne.NewSize(w, v.HeightFor(w)))
		v.SetTerms([]string{"a", "x"})
		for i := range v.lines {
			for _, sb := range v.subs(i) {
				if v.lines[i].toggle < 0 && (sb.start < 0 || sb.end > len(v.paras[v.lines[i].para].text) || sb.start >= sb.end) {
					t.Fatalf("%+v", sb)
				}
			}
			v.positionAt(fyne.NewPos(w/2, float32(i)*v.lineHeight()))
		}
		v.SelectAll()
		if v.SelectedText() != v.Text() {
			t.Fatalf("%q is not %q", v.SelectedText(), v.Text())
		}
		for _, p := range v.paras {
			for _, sp := range p.spans {
				if sp.link != "" && !strings.HasPrefix(strings.ToLower(sp.link), "http") && !strings.HasPrefix(strings.ToLower(sp.link), "mailto:") {
					t.Fatalf("link %q", sp.link)
				}
			}
		}
	})
}

func TestMonospacedTextIsWhole(t *testing.T) {
	test.NewTempApp(t)
	for size := float32(10); size < 16; size += 0.5 { // larger ones have thicker underscores
		s := wholeMono(size)
		box, base := fyne.CurrentApp().Driver().RenderedTextSize("_", s, fyne.TextStyle{Monospace: true}, nil)
		drawn := math.Round(float64(box.Height))
		if low := math.Ceil(float64(base)) + float64(box.Height-base); s < size || s > size+2 || low > drawn+0.6 {
			t.Errorf("%v is drawn as %v: %v of %v rows", size, s, drawn, low)
		}
	}
}
