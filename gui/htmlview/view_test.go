package htmlview

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"popmail/gui/htmlview/browser"
	"popmail/gui/htmlview/layout"
	"popmail/gui/kit/loop"
	"popmail/gui/kit/theme"
)

// TestCopy: what is copied has blocks on lines, cells with tabs between, lists with marks.
func TestCopy(t *testing.T) {
	for _, c := range []struct{ html, want string }{
		{`<p>One <b>two</b>th<i>ree</i></p><p>four</p>`, "One twothree\n\nfour"},
		{`<div>a</div><div>b<br>c</div>d`, "a\nb\nc\nd"},
		{`a<br><br>b`, "a\n\nb"},
		{`<table><tr><td>Cabin</td><td>2-berth</td></tr><tr><td>Total</td><td>184</td></tr></table>after`, "Cabin\t2-berth\nTotal\t184\nafter"},
		{`<table><tr><th>a<td><p>b</p><tr><td>c<td><table><tr><td>d<td>e</table></table>`, "a\tb\nc\td\te"},
		{`<ul><li>one<li>two<ul><li>deep</ul></ul><ol start=3><li>x<li>y</ol>`, "• one\n• two\n  • deep\n\n3. x\n4. y"},
		{`<table><tr><td><p>a</p><p>b</p><td>c<br>d<td><div>e</div><div>f</div><tr><td>g<td>h</table>`, "a b\tc d\te f\ng\th"},
		{`<table><tr><td>a<td>b<tr><td><td>c<tr><td>d<td></table><p>e`, "a\tb\n\tc\nd\n\ne"},
		{`<table><tr><td><h1>Head</h1><p>text</p><td><p>side</p><p>bar</p></table>`, "Head\n\ntext\tside\n\nbar"},
		{`<table><tr><td><p>a</p><p>b</p></table>c`, "a\n\nb\nc"},
		{`<table><tr><td>a<td style="display:none">x<td><span style="visibility:hidden">y</span><td>b</table>`, "a\t\tb"},
		{`a<blockquote>b<blockquote><p>c</p></blockquote></blockquote>d`, "a\n\nb\n\nc\n\nd"},
		{`<ol type=a start=3><li>x<li value=9>y<ol type=I><li>deep</ol></ol>`, "c. x\ni. y\n  I. deep"},
		{`<ol reversed><li>x<li>y</ol><ol style="list-style:lower-roman inside"><li>z</ol>`, "2. x\n1. y\n\ni. z"},
		{`<p dir=rtl>שלום (abc), מחיר 12.5% ו-Zoom. abc,def «x» 3-4 (א)</p>`, "שלום (abc), מחיר 12.5% ו-Zoom. abc,def «x» 3-4 (א)"},
		{`<p>1. ראשון 2) שני 3- שלישי; 4/5; -6; +7; 8% עוד 9</p>`, "1. ראשון 2) שני 3- שלישי; 4/5; -6; +7; 8% עוד 9"},
		{`<p>Hello (שלום), b</p>`, "Hello (שלום), b"},
		{`<ol dir=rtl start=9><li>אחד<li>שתיים</ol>`, "9. אחד\n10. שתיים"},
		{`<ol dir=rtl style="list-style-position:inside"><li>אחד</ol>`, "1. אחד"},
		{`<ol style="list-style:none"><li>x<li><b>y</b></ol>`, "x\ny"},
		{`<table><tr><td style="font-size:0;line-height:0"><img alt="A picture" src="https://a.example/x.png" width=200 height=50></table>`, "A picture"},
		{`<h1>Head</h1>text`, "Head\n\ntext"},
		{"<pre>one\n  two\n\nthree</pre>", "one\n  two\n\nthree"},
		{`<p style="display:none">hidden</p><p>seen&nbsp;there`, "seen there"},
		{`<div>` + strings.Repeat("word ", 60) + `</div>`, strings.TrimSpace(strings.Repeat("word ", 60))},
		{`<p style="text-transform:uppercase">the street is here</p>x`, "THE STREET IS HERE\n\nx"},
		{`<p dir=rtl>שלום עולם</p>`, "שלום עולם"},
		{`<a href="http://a.example/">link</a>, then <span>more</span>.`, "link, then more."},
		{`<p>https://a.example/` + strings.Repeat("abcdefghij", 20) + `</p>`, "https://a.example/" + strings.Repeat("abcdefghij", 20)},
		{`<img alt="A picture" width=100 height=50>`, "A picture"},
	} {
		s := newStage(t, 400, 400, &loop.Inline{})
		s.set(Document{HTML: "<!DOCTYPE html>" + c.html})
		s.v.SelectAll()
		if got := s.v.SelectedText(); got != c.want {
			t.Errorf("%s\n got %q\nwant %q", c.html, got, c.want)
		}
	}
}

// TestDocuments: documents are copied a blank line apart, and what one leaves open ends
// with it.
func TestDocuments(t *testing.T) {
	s := newStage(t, 400, 400, &loop.Inline{})
	s.set(Document{HTML: `<style>* { color: white } div { display: none }</style><table><tr><td>first<!--`}, Document{HTML: `<div>second</div>`}, Document{Text: "third\n\n   part  of it\nends"})
	if got := s.v.Text(); got != "first\n\nsecond\n\nthird\n\n   part  of it\nends" {
		t.Errorf("%q", got)
	}
	last := float32(-1)
	for _, p := range s.v.sheet.parts {
		if p.y <= last {
			t.Errorf("a part at %v below one that ends at %v", p.y, last)
		}
		last = p.y + p.h
	}
}

func TestSelect(t *testing.T) {
	s := newStage(t, 400, 300, &loop.Inline{})
	s.set(Document{HTML: `<!DOCTYPE html><p>The ferry leaves early.</p><table><tr><td>left<td>right</table>`}, Document{Text: "the end of it"})
	at := s.where("ferry")
	s.press(at, 0)
	s.press(at, 0)
	if got := s.v.SelectedText(); got != "ferry" {
		t.Errorf("a double click selects %q", got)
	}
	s.press(at, 0)
	if got := s.v.SelectedText(); got != "The ferry leaves early." {
		t.Errorf("a triple click selects %q", got)
	}
	s.v.Unpress()
	s.press(s.where("ferry").SubtractXY(200, 0), 0)
	s.v.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: s.where("the end").AddXY(300, 0)}})
	s.v.DragEnd()
	if got, want := s.v.SelectedText(), "The ferry leaves early.\n\nleft\tright\n\nthe end of it"; got != want {
		t.Errorf("dragging selects %q", got)
	}
	s.v.TypedShortcut(&fyne.ShortcutCopy{})
	if got := fyne.CurrentApp().Clipboard().Content(); !strings.HasPrefix(got, "The ferry") {
		t.Errorf("copied %q", got)
	}
	s.v.Unpress()
	s.press(s.where("leaves").SubtractXY(s.size("leaves")/2, 0), 0)
	for _, c := range []struct {
		key  fyne.KeyName
		far  bool
		want string
	}{
		{fyne.KeyRight, false, "l"}, {fyne.KeyRight, true, "leaves"}, {fyne.KeyLeft, false, "leave"}, {fyne.KeyEnd, false, "leaves early."},
		{fyne.KeyHome, false, "The ferry "}, {fyne.KeyEnd, true, "leaves early.\n\nleft\tright\n\nthe end of it"}, {fyne.KeyHome, true, "The ferry "},
	} {
		s.v.Extend(c.key, c.far)
		if got := s.v.SelectedText(); got != c.want {
			t.Errorf("%s, %v: %q, want %q", c.key, c.far, got, c.want)
		}
	}
	s.v.Select(position{Part: 0, Offset: 0}, position{Part: 0, Offset: 0})
	s.v.Extend(fyne.KeyDown, false)
	if got := s.v.SelectedText(); got != "The ferry leaves early.\n\n" {
		t.Errorf("a line down selects %q", got)
	}
	s.v.Extend(fyne.KeyDown, false)
	s.v.Extend(fyne.KeyUp, false)
	s.v.Extend(fyne.KeyUp, false)
	if got := s.v.SelectedText(); got != "" {
		t.Errorf("down and up again: %q", got)
	}
}

// TestAutoscroll: a selection that is dragged out of sight takes the page along.
func TestAutoscroll(t *testing.T) {
	run := &loop.Inline{}
	s := newStage(t, 400, 200, run)
	s.set(Document{Text: strings.Repeat("a line of text\n", 100)})
	s.press(fyne.NewPos(0, 10), 0)
	s.v.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(10, 230)}})
	for range 20 {
		run.Fire(time.Second)
	}
	if s.page.Scroll.Offset.Y < 300 || strings.Count(s.v.SelectedText(), "\n") < 20 {
		t.Errorf("scrolled to %v, %d lines", s.page.Scroll.Offset.Y, strings.Count(s.v.SelectedText(), "\n"))
	}
	s.v.DragEnd()
	at := s.page.Scroll.Offset.Y
	run.Fire(time.Second)
	if s.page.Scroll.Offset.Y != at {
		t.Error("it scrolls on after the button was let go")
	}
}

func TestLinks(t *testing.T) {
	s := newStage(t, 400, 300, &loop.Inline{})
	s.set(Document{Base: "https://base.example/a/", HTML: `<!DOCTYPE html><p>See <a href=" https://a.example/x ">the <b>harbour</b> map</a> or <a href="b?c">this</a>,
		<a href="#end">below</a> <a>none</a></p><p><a href="mailto:a@b.example"><img alt=write width=50 height=20></a></p><div style="height:2000px"></div><a name=end>end</a>`})
	s.v.MouseMoved(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: s.where("harbour")}})
	if s.v.Cursor() != desktop.PointerCursor {
		t.Error("no hand over a link")
	}
	s.v.MouseMoved(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: s.where("or")}})
	if s.v.Cursor() != desktop.TextCursor {
		t.Error("a hand beside a link")
	}
	if got := strings.Join(s.hovered, "|"); got != "https://a.example/x|" {
		t.Errorf("told %q", got)
	}
	for _, w := range []string{"map", "this", "none", "write"} {
		s.v.Tapped(&fyne.PointEvent{Position: s.where(w)})
	}
	if got := strings.Join(s.opened, "|"); got != "https://a.example/x the harbour map|https://base.example/a/b?c this|mailto:a@b.example write" {
		t.Errorf("opened %q", got)
	}
	s.opened = nil
	s.win.Canvas().Focus(s.v)
	s.v.TypedKey(&fyne.KeyEvent{Name: fyne.KeyTab})
	s.v.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	s.v.TypedKey(&fyne.KeyEvent{Name: fyne.KeyTab})
	s.v.TypedKey(&fyne.KeyEvent{Name: fyne.KeyTab})
	if !s.v.AcceptsTab() {
		t.Error("Tab leaves before the last link")
	}
	s.v.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if s.page.Scroll.Offset.Y < 1000 {
		t.Errorf("the link within the page leads to %v", s.page.Scroll.Offset.Y)
	}
	s.v.TypedKey(&fyne.KeyEvent{Name: fyne.KeyTab})
	if s.v.AcceptsTab() {
		t.Error("there is a link after the last one")
	}
	if got := strings.Join(s.opened, "|"); got != "https://a.example/x the harbour map" {
		t.Errorf("opened %q", got)
	}
	if s.page.Scroll.Offset.Y > 100 {
		t.Error("a link that the keyboard is on is out of sight")
	}
}

// TestTurnedLink: the words of a link are those that are read.
func TestTurnedLink(t *testing.T) {
	s := newStage(t, 400, 300, &loop.Inline{})
	s.set(Document{HTML: `<p>x</p><bdo dir=rtl><a href="https://evil.example/">elpmaxe.knab</a></bdo><p><a href="https://evil.example/"><bdo dir=RTL>elpmaxe.knab</bdo></a><p><bdo dir=ltr><a href="https://evil.example/">bank.example</a></bdo>`})
	for _, l := range s.v.Stops() {
		s.v.Follow(l, l.At)
	}
	if got := strings.Join(s.opened, "|"); got != strings.TrimSuffix(strings.Repeat("https://evil.example/ bank.example|", 3), "|") {
		t.Errorf("opened %q", got)
	}
}

// TestLinkAsItReads: no sign turns the words of a link around, and what is moved by less than
// a blank is one word.
func TestLinkAsItReads(t *testing.T) {
	for _, c := range []struct{ html, want string }{
		{`<a href="https://evil.example/">&#8238;bank.com&#8236;</a>`, "bank.com"},
		{`<a href="https://evil.example/">&#x2067;&#x202e;bank.com</a>`, "bank.com"},
		{`<a href="https://evil.example/">ba&#8206;nk.com</a>`, "ba\u200enk.com"},
		{`<style>b::before{content:"\202e" attr(data-x) ".com"}</style><a href="https://evil.example/"><b data-x="&#8238;bank"></b></a>`, "bank.com"},
		{`<a href="https://evil.example/"><bdo style="direction:rtl">moc.knab</bdo></a>`, "bank.com"},
		{`<a href="https://evil.example/"><bdo dir=rtl style="direction:ltr">bank.com</bdo></a>`, "bank.com"},
		{`<a href="https://evil.example/"><bdo dir=rtl>moc.<b>knab</b></bdo></a>`, "bank.com"},
		{`<a href="https://evil.example/">bank<span style="margin-left:2px">.com</span></a>`, "bank.com"},
		{`<a href="https://evil.example/">bank<span style="position:relative;top:1px">.com</span></a>`, "bank.com"},
		{`<a href="https://evil.example/">bank<sup style="vertical-align:3px">.com</sup></a>`, "bank.com"},
		{`<a href="https://evil.example/"><span style="display:inline-block;width:90px"></span><span style="position:relative;left:0">bank</span>.com</a>`, "bank.com"},
		{`<a href="https://evil.example/"><span style="position:relative;left:100px">.com</span><span style="position:relative;left:60px"> </span></a>`, ".com"},
		{`<a href="https://evil.example/">bank<span style="margin-left:12px">.com</span></a>`, "bank .com"},
		{`<a href="https://evil.example/">bank<br>.com</a>`, "bank .com"},
		{`<a href="https://evil.example/"><b>Pay</b> <b>bank.com</b></a>`, "Pay bank.com"},
		{`<a href="https://evil.example/"><b>Pay</b> <i>bank.com</i></a>`, "Pay bank.com"},
		{`<a href="https://evil.example/" style="display:block;text-align:justify">Pay bank.com</a>`, "Pay bank.com"},
		{`<a href="https://evil.example/" style="font-size:40px"><b>Pay</b> <b>bank.com</b></a>`, "Pay bank.com"},
		{`<a href="https://evil.example/" style="font-size:9px"><b>Pay</b> <b>bank.com</b></a>`, "Pay bank.com"},
	} {
		s := newStage(t, 400, 300, &loop.Inline{})
		s.set(Document{HTML: "<!DOCTYPE html><p>" + c.html})
		for _, l := range s.v.Stops() {
			s.v.Follow(l, l.At)
		}
		if got := strings.Join(s.opened, "|"); got != "https://evil.example/ "+c.want {
			t.Errorf("%s: opened %q", c.html, got)
		}
	}
}

// TestNoSignTurnsText: what a page says by the number of a character is as clean as its
// octets: in text, in what stands for pictures, in fields and in what rules add.
func TestNoSignTurnsText(t *testing.T) {
	page := `<style>i::after{content:"\202e end"}</style><p>invoice&#8238;fdp.exe &#x2067;x&#x2069;</p><img src="cid:x" alt="a&#8238;b"><input value="c&#8238;d"><input placeholder="e&#x202e;f"><select><option>g&#8238;h</select><textarea>k&#8238;l</textarea><i>m</i><details><summary>n&#8238;o</summary>p&#8238;q</details>`
	s := newStage(t, 400, 300, &loop.Inline{})
	s.set(Document{HTML: page})
	texts := []string{s.v.Text(), s.v.sheet.parts[0].page.Closed, string(browser.Write(browser.Message{Parts: []browser.Part{{HTML: page}}})), browser.Fragment([]browser.Part{{HTML: page}}, "q", nil)}
	for _, item := range s.v.sheet.parts[0].laid.Items {
		switch it := item.(type) {
		case *layout.Text:
			texts = append(texts, it.Text)
		case *layout.Picture:
			texts = append(texts, it.Alt)
		}
	}
	for _, text := range texts {
		if strings.ContainsAny(text, "\u202e\u2066\u2067\u2069") {
			t.Errorf("%q", text)
		}
	}
	if !strings.Contains(s.v.Text(), "invoicefdp.exe") {
		t.Errorf("%q", s.v.Text())
	}
}

// TestOneRoom: the pictures of all documents of a view share what they take, also of those that
// come later, and each document has its own pictures.
func TestOneRoom(t *testing.T) {
	s := newStage(t, 400, 300, &loop.Inline{})
	doc := func(name string) Document {
		return Document{HTML: "<img src=x>", Picture: func(string) ([]byte, bool) { return []byte(name), true }}
	}
	s.set(doc("a"), doc("b"), Document{HTML: "<img src=x>", Alone: true})
	s.v.Append(doc("c"), doc("d"), Document{HTML: "<img src=x>", Alone: true})
	for i, want := range []string{"a", "b", "", "c", "d", ""} {
		p, first := s.v.pics[i], s.v.pics[0]
		if want == "" {
			first = s.v.pics[2]
		}
		if p.Room == nil || p.Room != first.Room || string(p.Octets("x")) != want {
			t.Errorf("%d: room %p of %p, %q", i, p.Room, first.Room, p.Octets("x"))
		}
	}
	s.v.Reload()
	if p := s.v.pics; p[0].Room == nil || p[0].Room != p[4].Room || p[2].Room != p[5].Room || p[0].Room == p[2].Room {
		t.Error("after a while they do not share")
	}
}

func TestFind(t *testing.T) {
	s := newStage(t, 300, 200, &loop.Inline{})
	s.set(Document{HTML: `<p>Ferry <b>boat</b></p><div style="height:1500px"></div><p>the FERRY   boat</p><p>ferry b<i>oat</i>s</p>`}, Document{Text: "a ferry\nboat"})
	for _, c := range []struct {
		text      string
		count, at int
	}{{"ferry boat", 4, 1}, {"FERRY", 4, 1}, {"missing", 0, 0}, {"  ", 0, 0}, {"ferry  BOATS", 1, 1}} {
		if count, at := s.v.Find(c.text); count != c.count || at != c.at {
			t.Errorf("%q: %d of %d, want %d of %d", c.text, at, count, c.at, c.count)
		}
		s.page.ToTop()
	}
	s.v.Find("ferry")
	if _, at := s.v.FindNext(1); at != 2 || s.page.Scroll.Offset.Y < 1000 {
		t.Errorf("the second hit is %d, at %v", at, s.page.Scroll.Offset.Y)
	}
	if got := s.v.SelectedText(); got != "FERRY" {
		t.Errorf("selected %q", got)
	}
	s.v.FindNext(-1)
	if _, at := s.v.FindNext(-1); at != 4 {
		t.Errorf("before the first comes %d", at)
	}
}

// TestWidthKeepsPlace: after a change of the width the same text is at the top.
func TestWidthKeepsPlace(t *testing.T) {
	s := newStage(t, 600, 300, &loop.Inline{})
	var b strings.Builder
	for i := range 200 {
		b.WriteString("<p>Paragraph " + strings.Repeat("of some words ", 5+i%20) + "</p>")
	}
	s.set(Document{HTML: "<!DOCTYPE html>" + b.String()})
	s.page.By(5000)
	at, y, ok := s.v.topmost()
	if !ok {
		t.Fatal("nothing is at the top")
	}
	gap := y - s.page.Scroll.Offset.Y
	for _, w := range []float32{420, 800, 350, 600} {
		s.win.Resize(fyne.NewSize(w, 300))
		now, _ := s.v.yOf(at)
		if d := now - s.page.Scroll.Offset.Y - gap; d < -25 || d > 25 {
			t.Errorf("%v wide: the text is %v lower", w, d)
		}
	}
}

// TestOnlyWhatIsNear: of a long message only what is near to what is in sight is drawn.
func TestOnlyWhatIsNear(t *testing.T) {
	s := newStage(t, 400, 300, &loop.Inline{})
	s.set(Document{HTML: strings.Repeat("<p>paragraph</p>", 3000)})
	for range 30 {
		s.page.By(1500)
		octets := 0
		for _, tl := range s.v.tiles {
			if tl.img == nil {
				t.Fatal("a tile is not drawn")
			}
			octets += len(tl.img.Pix)
		}
		if octets > 8<<20 {
			t.Errorf("%d octets of pictures", octets)
		}
	}
}

// TestWide: a page that is a little too wide is made smaller, one that is much too wide
// is so and scrolls sideways, by itself.
func TestWide(t *testing.T) {
	s := newStage(t, 480, 300, &loop.Inline{})
	s.set(Document{HTML: `<body style="margin:0"><table width=640 bgcolor="#ffeeee"><tr><td>first</table>`}, Document{HTML: `<body style="margin:0"><table width=3000 bgcolor="#eeffee"><tr><td>second<td align=right>last</table>`})
	p := s.v.sheet.parts
	if p[0].scale > 0.76 || p[0].scale < 0.74 || p[0].wide > p[0].w+1 {
		t.Errorf("scale %v, %v of %v", p[0].scale, p[0].wide, p[0].w)
	}
	if p[1].wide < 1500 {
		t.Errorf("the wide page is %v", p[1].wide)
	}
	e := &fyne.ScrollEvent{Scrolled: fyne.NewDelta(-5000, 0)}
	e.Position = fyne.NewPos(10, p[1].y+2)
	s.v.Scrolled(e)
	if p[0].shift != 0 || p[1].shift < p[1].wide-p[1].w-1 {
		t.Errorf("shifted by %v and %v", p[0].shift, p[1].shift)
	}
	if at := s.where("last"); at.X > 480 || at.X < 300 {
		t.Errorf("the end stands at %v", at)
	}
}

// TestWiderStill: a page that is wider than can be made to fit is made smaller and then
// scrolled sideways; what wraps in it stays in the view.
func TestWiderStill(t *testing.T) {
	s := newStage(t, 600, 300, &loop.Inline{})
	s.set(Document{HTML: "<body style='margin:0'><p>" + strings.Repeat("prose that wraps ", 40) + "end</p><table width=1400><tr><td>first<td align=right>last</table>"})
	p := s.v.sheet.parts[0]
	if p.scale != leastShrunk || p.wide < 830 || p.wide > 841 {
		t.Errorf("scale %v, %v wide", p.scale, p.wide)
	}
	if at := s.where("end"); at.X > 600 {
		t.Errorf("prose ends at %v", at)
	}
}

// TestNotWide: a page with the usual margin of a body that fits has no bar and does not
// scroll sideways; of one that does not fit all can be scrolled to.
func TestNotWide(t *testing.T) {
	s := newStage(t, 480, 300, &loop.Inline{})
	s.set(Document{HTML: "<p>short</p>"}, Document{HTML: "<!doctype html><body><p>" + strings.Repeat("words ", 100)}, Document{HTML: "<body></body>"},
		Document{HTML: "<p>x</p><div style='width:3000px;text-align:right'>end</div>"})
	for i, p := range s.v.sheet.parts {
		e := &fyne.ScrollEvent{Scrolled: fyne.NewDelta(-5000, 0)}
		e.Position = fyne.NewPos(10, p.y+1)
		s.v.Scrolled(e)
		if wide := i == 3; wide != (p.shift > 0) || wide != (p.wide > p.w) {
			t.Errorf("page %d: %v of %v, shifted by %v", i, p.wide, p.w, p.shift)
		}
	}
	if at := s.where("end"); at.X > 480 || at.X < 300 {
		t.Errorf("the end stands at %v", at)
	}
}

// TestDark: light pages are adapted, unless the original colours are asked for.
func TestDark(t *testing.T) {
	s := newStage(t, 400, 300, &loop.Inline{})
	fyne.CurrentApp().Settings().SetTheme(&theme.Theme{Mode: theme.Dark})
	s.set(Document{HTML: `<body bgcolor=white><p>text`})
	light := func() bool {
		img := s.v.tiles[first(s.v)].img
		c := img.RGBAAt(img.Rect.Dx()/2, img.Rect.Dy()-4)
		return int(c.R)+int(c.G)+int(c.B) > 3*128
	}
	if light() || !s.v.Adapted() {
		t.Error("a light page in the dark")
	}
	s.v.SetOriginalColors(true)
	if !light() || !s.v.Adapted() {
		t.Error("the original colors are not shown")
	}
	s.v.SetOriginalColors(false)
	s.set(Document{HTML: `<body bgcolor=#111111 text=#eeeeee><p>text on dark`})
	if light() || s.v.Adapted() {
		t.Error("a page that is dark by itself is said to be adapted")
	}
	s.set(Document{HTML: `<body bgcolor=white><p>text`})
	s.v.SetOriginalColors(true)
	fyne.CurrentApp().Settings().SetTheme(&theme.Theme{Mode: theme.Light})
	s.v.Refresh()
	if !light() || s.v.Adapted() {
		t.Error("adapted in the light")
	}
}

func first(v *View) tileKey {
	for k := range v.tiles {
		return k
	}
	return tileKey{}
}

// TestPixels: tiles are drawn in the device's pixels at every scale, and stand on them.
func TestPixels(t *testing.T) {
	for _, scale := range []float32{0.8, 1, 1.25, 1.5, 2, 3} {
		s := newStage(t, 401, 300, &loop.Inline{})
		s.win.Canvas().(test.WindowlessCanvas).SetScale(scale)
		s.set(Document{HTML: `<p>one`}, Document{Text: strings.Repeat("two\n", 200)})
		for k, tl := range s.v.tiles {
			pos, size := tl.at(s.v.sheet)
			img := tl.raster.Generator(int(size.Width*scale+0.5), int(size.Height*scale+0.5))
			if img.Bounds().Dx() != int(size.Width*scale+0.5) || img.Bounds().Dy() != int(size.Height*scale+0.5) {
				t.Errorf("%v: %v drawn as %v for %v", scale, k, img.Bounds(), size)
			}
			if y := pos.Y * scale; y-float32(int(y+0.5)) > 0.01 || y-float32(int(y+0.5)) < -0.01 {
				t.Errorf("%v: a tile at %v", scale, y)
			}
		}
	}
}

// TestRemote: pictures that are not here and would be seen are told, others are not.
func TestRemote(t *testing.T) {
	s := newStage(t, 400, 300, &loop.Inline{})
	dot := "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"
	have := map[string]bool{"https://here.example/b.gif": true}
	s.set(Document{Picture: func(ref string) ([]byte, bool) { return nil, have[ref] && false }, HTML: `<img src="https://a.example/1.png" width=100 height=50><img src="http://b.example/pixel.gif" width=1 height=1>
		<p style="display:none"><img src="https://c.example/x.png" width=50 height=50></p><img src="https://a.example/1.png" width=30 height=30>
		<img src="` + dot + `" width=50 height=50><img src="cid:x" width=50 height=50><table background="https://d.example/back.jpg" width=100 height=100><tr><td>x</table>
		<video src="https://e.example/film.mp4" poster="https://f.example/film.jpg" width=100 height=50></video><audio src="https://e.example/a.mp3" controls></audio><iframe src="https://e.example/"></iframe>
		<embed src="https://e.example/a.swf" width=90 height=90><object data="https://e.example/a.png" width=90 height=90></object><video poster="https://g.example/1.jpg" width=1 height=1></video>`})
	if got := strings.Join(s.v.Remote(), " "); got != "https://a.example/1.png https://d.example/back.jpg https://f.example/film.jpg" {
		t.Errorf("%q", got)
	}
}
