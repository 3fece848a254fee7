package htmlview

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"popmail/gui/htmlview/layout"
	"popmail/gui/kit/guitest"
	"popmail/gui/kit/loop"
	"popmail/gui/kit/theme"
	"popmail/gui/words"
)

// show puts documents into a view of a width, all of it in sight.
func show(t *testing.T, width float32, docs ...Document) *View {
	t.Helper()
	words.Use("en-GB")
	guitest.App(theme.Light, 1)
	v := New(&loop.Inline{})
	v.Set(docs...)
	h := v.HeightFor(width)
	v.Resize(fyne.NewSize(width, h))
	v.Window(0, h)
	return v
}

// placeOf is the middle of the text that is drawn with some words in it.
func placeOf(t *testing.T, v *View, words string) fyne.Position {
	t.Helper()
	for _, p := range v.sheet.parts {
		for _, item := range p.laid.Items {
			if it, ok := item.(*layout.Text); ok && strings.Contains(it.Text, words) {
				pos, size := p.place(it.Rect)
				return pos.AddXY(size.Width/2, size.Height/2)
			}
		}
	}
	t.Fatalf("%q is not drawn", words)
	return fyne.Position{}
}

const asked = "Ann wrote:\n> > When does it leave?\n> At six.\n\nAnd from  where?\n\n\n  See https://pier.example/4.\n\n-- \nBob"

// TestPlainText holds what is copied of plain text, and what its links are.
func TestPlainText(t *testing.T) {
	v := show(t, 500, Document{Text: asked}, Document{Text: "Another one"})
	const want = "Ann wrote:\n> > When does it leave?\n> At six.\n\nAnd from  where?\n\n\n  See https://pier.example/4.\n\n--\nBob\n\nAnother one"
	v.SelectAll()
	if got := v.SelectedText(); got != want {
		t.Errorf("%q, want\n%q", got, want)
	}
	if got := v.Text(); got != asked+"\n\nAnother one" {
		t.Errorf("the text is %q", got)
	}
	v.Select(position{Part: 0, Offset: 11}, position{Part: 0, Offset: 30})
	if got := v.SelectedText(); got != "When does it leave?" {
		t.Errorf("a line of a quotation is %q", got)
	}
	v.Select(position{}, position{})
	var opened, hovered []string
	v.OnLink = func(target, words string, _ fyne.Position) { opened = append(opened, target, words) }
	v.OnHover = func(target string) { hovered = append(hovered, target) }
	at := placeOf(t, v, "pier.example")
	v.MouseMoved(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: at}})
	v.Tapped(&fyne.PointEvent{Position: at})
	if fmt.Sprint(opened, hovered) != "[https://pier.example/4 https://pier.example/4] [https://pier.example/4]" {
		t.Errorf("%v %v", opened, hovered)
	}
	if n, i := v.Find("WHERE?  see"); n != 1 || i != 1 || v.SelectedText() != "where?\n\n\n  See" {
		t.Errorf("found %d: %q", n, v.SelectedText())
	}
}

// shown is the text that is not folded away, as it would be copied.
func shown(v *View) string { return v.Between(position{}, v.End()) }

// TestBrokenAddress holds that an address is told as it stands, also where it takes several
// lines.
func TestBrokenAddress(t *testing.T) {
	address := "https://ferry.example/" + strings.Repeat("timetable", 20) + "?from=pier-4&to=the-island"
	v := show(t, 200, Document{Text: "See " + address + " please"})
	var said string
	v.OnLink = func(target, words string, _ fyne.Position) { said = target + " " + words }
	v.Tapped(&fyne.PointEvent{Position: placeOf(t, v, "timetable")})
	if said != address+" "+address {
		t.Errorf("%s", said)
	}
	v.SelectAll()
	if got := v.SelectedText(); got != "See "+address+" please" {
		t.Errorf("copied %q", got)
	}
}

// TestSelectPlainText selects by mouse and by keys, over quotations and parts.
func TestSelectPlainText(t *testing.T) {
	row := strings.Repeat("column     ", 8)
	v := show(t, 400, Document{Text: "Ann wrote:\n" + quoted(20) + "\nWords above\n\n" + row + "\n" + row + "\n" + row + "\n\nשלום and words below"})
	press := func(words string, times int) {
		v.Unpress()
		for range times {
			v.MouseDown(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: placeOf(t, v, words)}, Button: desktop.MouseButtonPrimary})
			v.MouseUp(&desktop.MouseEvent{Button: desktop.MouseButtonPrimary})
		}
	}
	for _, c := range []struct {
		words string
		times int
		want  string
	}{
		{"Words above", 1, ""}, {"Words above", 3, "Words above"}, {"quoted 2", 3, "quoted 2"}, {"Ann wrote", 2, "wrote"}, {"שלום", 2, "שלום"}, {"column", 3, strings.TrimSpace(row)},
	} {
		press(c.words, c.times)
		if got := strings.TrimRight(v.SelectedText(), "\n "); got != c.want {
			t.Errorf("%d presses on %q select %q", c.times, c.words, got)
		}
	}
	press("quoted 2", 2)
	v.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: placeOf(t, v, "Words above")}})
	v.DragEnd()
	if got := strings.TrimSpace(v.SelectedText()); got != "> quoted 2\n> quoted 3\n\nWords" && got != "> quoted 2\n> quoted 3\n\nWords above" { // its middle is a blank
		t.Errorf("dragged over a quotation: %q", got)
	}
	// From the top to the end by lines: nothing holds the caret.
	v.Select(position{}, position{})
	for range 100 {
		v.Extend(fyne.KeyDown, false)
	}
	v.Extend(fyne.KeyEnd, false)
	if got, want := v.SelectedText(), shown(v); got != want {
		t.Errorf("by lines: %q, want %q", got, want)
	}
	for range 100 {
		v.Extend(fyne.KeyUp, false)
	}
	v.Extend(fyne.KeyHome, false)
	if v.SelectedText() != "" {
		t.Errorf("and back: %q", v.SelectedText())
	}
	for i := 0; i < 2000 && v.Head() != v.End(); i++ {
		v.Extend(fyne.KeyRight, false)
	}
	if got, want := v.SelectedText(), shown(v); got != want {
		t.Errorf("by letters: %q", got)
	}
}

func quoted(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "> quoted %d\n", i)
	}
	return b.String()
}

// TestFoldedQuotation opens and closes a long quotation, by mouse and by keyboard.
func TestFoldedQuotation(t *testing.T) {
	text := "Ann wrote:\n" + quoted(30) + "below\n" + quoted(20) + "end"
	v := show(t, 500, Document{Text: text}, Document{Text: text})
	first := shown(v)
	if strings.Count(first, "quoted") != 2*8 || strings.Contains(first, "more") {
		t.Fatalf("%q", first)
	}
	var opened, hovered []string
	v.OnLink = func(target, _ string, _ fyne.Position) { opened = append(opened, target) }
	v.OnHover = func(target string) { hovered = append(hovered, target) }
	resized := 0
	v.OnResized = func() { resized++ }
	height := v.HeightFor(500)
	at := placeOf(t, v, "Show 26 more quoted lines")
	v.MouseMoved(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: at}})
	if v.Cursor() != desktop.PointerCursor {
		t.Error("the words do not look like something to press")
	}
	v.Tapped(&fyne.PointEvent{Position: at})
	if got := strings.Count(shown(v), "quoted"); got != 2*8+26 {
		t.Errorf("opened: %d lines", got)
	}
	if resized == 0 || v.HeightFor(500) < height+26*15 {
		t.Errorf("the height was %v and is %v, told %d times", height, v.HeightFor(500), resized)
	}
	v.Tapped(&fyne.PointEvent{Position: placeOf(t, v, "Show less of the quoted text")})
	if got := shown(v); got != first || v.HeightFor(500) != height {
		t.Errorf("closed again: %q", got)
	}
	// By keyboard: the second quotation of the first document.
	v.FocusGained()
	tab := func() { v.TypedKey(&fyne.KeyEvent{Name: fyne.KeyTab}) }
	enter := func() { v.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn}) }
	tab()
	tab()
	enter()
	if got := strings.Count(shown(v), "quoted"); got != 2*8+16 {
		t.Errorf("opened by key: %d lines", got)
	}
	enter()
	if shown(v) != first {
		t.Error("not closed by key")
	}
	if len(opened) > 0 || strings.Join(hovered, "") != "" {
		t.Errorf("told of links %q, %q", opened, hovered)
	}
	v.Set(Document{Text: text})
	if strings.Contains(shown(v), "quoted 9") {
		t.Error("another message has an open quotation")
	}
}

// TestFoldedTail: where it is asked for, the quotation at the end has one line in its place, in plain
// text and in a page; it opens and closes by mouse and by keyboard, and where it holds what is
// looked for.
func TestFoldedTail(t *testing.T) {
	for _, c := range []struct {
		name, close string
		doc         Document
	}{
		{"text", "Hide the quoted text", Document{Text: "me\n\nOn 12 Nov 2026, Ann wrote:\n" + quoted(8)}},
		{"page", "Quoted text · 8 lines", Document{HTML: "<p>me</p><blockquote type=cite>" + strings.ReplaceAll(quoted(8), "\n", "<br>") + "</blockquote>"}},
	} {
		v := show(t, 500, c.doc)
		if !strings.Contains(shown(v), "quoted 7") {
			t.Fatalf("%s: %q", c.name, shown(v))
		}
		v.FoldTails(true)
		folded := func(want bool) {
			t.Helper()
			if got := !strings.Contains(shown(v), "quoted 7"); got != want {
				t.Errorf("%s: folded %v: %q", c.name, got, shown(v))
			}
			if !strings.Contains(shown(v), "me") {
				t.Errorf("%s: words of one's own are folded: %q", c.name, shown(v))
			}
		}
		folded(true)
		v.Tapped(&fyne.PointEvent{Position: placeOf(t, v, "Quoted text · 8 lines")})
		folded(false)
		v.Tapped(&fyne.PointEvent{Position: placeOf(t, v, c.close)})
		folded(true)
		v.FocusGained()
		v.TypedKey(&fyne.KeyEvent{Name: fyne.KeyTab})
		v.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
		folded(false)
		v.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
		folded(true)
		if n, _ := v.Find("quoted 7"); n != 1 {
			t.Errorf("%s: %d found", c.name, n)
		}
		folded(false)
		v.FoldTails(false)
		folded(false)
	}
}

// TestFindInFolded opens quotations where what is looked for stands in one.
func TestFindInFolded(t *testing.T) {
	text := "Ann wrote:\n" + quoted(30) + "below, not quoted 2"
	v := show(t, 500, Document{Text: text})
	if n, at := v.Find("quoted 2"); n != 12 || at != 1 { // 2, 20 to 29 and the one below
		t.Errorf("%d found, %d is shown", n, at)
	}
	v.Select(position{}, position{})
	v.Tapped(&fyne.PointEvent{Position: placeOf(t, v, "Show less")})
	if strings.Contains(shown(v), "quoted 20") {
		t.Error("cannot be closed again")
	}
	v.Set(Document{Text: text})
	if n, _ := v.Find("below"); n != 1 || strings.Contains(shown(v), "quoted 20") {
		t.Errorf("%d found; opened for nothing", n)
	}
	v.Set(Document{Text: text})
	v.EndFind()
	v.Marks([]string{"27"})
	if !strings.Contains(shown(v), "quoted 27") {
		t.Error("a word that was searched for is folded away")
	}
}

// TestWidePlainText scrolls what lines up sideways by itself, without making it smaller.
func TestWidePlainText(t *testing.T) {
	row := strings.Repeat("column     ", 8)
	v := show(t, 400, Document{Text: "Words above\n\n" + row + "\n" + row + "\n" + row + "\n\nand words below"})
	if len(v.sheet.parts) != 3 {
		t.Fatalf("%d parts", len(v.sheet.parts))
	}
	p := v.sheet.parts[1]
	if p.wide <= p.w || p.scale != v.sheet.parts[0].scale || p.laid.Height > 100 {
		t.Errorf("%v of %v wide, %v high", p.wide, p.w, p.laid.Height)
	}
	if !v.sideways(1, 50) || v.sideways(0, 50) || p.shift != 50 {
		t.Error("does not scroll")
	}
	if got := shown(v); !strings.HasPrefix(got, "Words above\n\n"+strings.TrimSpace(row)+"\n") || !strings.HasSuffix(got, "\n\nand words below") {
		t.Errorf("%q", got)
	}
}

// TestLongLine holds that a line that is cut into parts is copied as one.
func TestLongLine(t *testing.T) {
	line := strings.TrimSpace(strings.Repeat("word and ", 6000))
	v := show(t, 500, Document{Text: line})
	if len(v.sheet.parts) < 2 {
		t.Fatalf("%d parts", len(v.sheet.parts))
	}
	if got := shown(v); got != line {
		t.Errorf("%d octets of %d", len(got), len(line))
	}
	if n, _ := v.Find("word"); n != 6000 {
		t.Errorf("%d found", n)
	}
}

// TestWideLetters: letters of Chinese, Japanese and Korean take two cells of fixed pitch at
// every size, and the lines are as high as others.
func TestWideLetters(t *testing.T) {
	for _, zoom := range []float64{1, 1.25, 2} {
		s := newStage(t, 900, 500, &loop.Inline{})
		s.v.SetZoom(zoom)
		s.set(Document{Text: "+----------+------+\n| abcdefgh | r1   |\n+----------+------+\n| 日本ご茶 | r2   |\n| 한국어는 | r3   |\n| 日本한국 | r4   |\n| ａ、中ab | r5   |\n| https://x.example/中 r6\n+----------+------+\n"})
		first, second := s.where("r1"), s.where("r2")
		for i, w := range []string{"r2", "r3", "r4", "r5"} {
			at := s.where(w)
			if d := at.X - first.X; d < -1 || d > 1 {
				t.Errorf("at %v %s is %v right of the others", zoom, w, d)
			}
			if d := at.Y - first.Y - float32(i+2)*(second.Y-first.Y)/2; d < -1 || d > 1 {
				t.Errorf("at %v %s is %v lower", zoom, w, d)
			}
		}
		if !strings.Contains(s.v.Text(), "| 日本한국 | r4") {
			t.Errorf("%q", s.v.Text())
		}
	}
}

// TestOwn: what is a person's own in a letter is without the quotation at the end of its page,
// however that is shown; a summary of the page itself stays.
func TestOwn(t *testing.T) {
	quote := `<p>On 12.11.2026 at 9:50 Jan wrote:</p><blockquote type=cite><p>old</p><p>words</p></blockquote>`
	page := `<!DOCTYPE html><p>before</p><details open><summary>Sum</summary>mary</details><p>mine</p>`
	for _, folds := range []bool{false, true} {
		s := newStage(t, 400, 300, &loop.Inline{})
		s.v.FoldTails(folds)
		s.set(Document{HTML: page + quote}, Document{HTML: `<p>second</p>`})
		if got := strings.Fields(s.v.Own()); !slices.Equal(got, []string{"before", "Sum", "mary", "mine", "second"}) {
			t.Errorf("folded %v: %q", folds, got)
		}
		if all := s.v.Text(); strings.Contains(all, "Quoted text") != folds || strings.Contains(all, "old") == folds {
			t.Errorf("folded %v: all is %q", folds, all)
		}
		s.set(Document{HTML: quote}) // nothing else
		if got := s.v.Own(); got != "" {
			t.Errorf("folded %v: of a quotation alone %q is left", folds, got)
		}
		s.set(Document{HTML: page + quote + "<p>below</p>"})
		if got := s.v.Own(); !strings.Contains(got, "old") || !strings.Contains(got, "below") {
			t.Errorf("folded %v: with words below %q is left", folds, got)
		}
	}
}
