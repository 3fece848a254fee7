package plain

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"popmail/gui/htmlview/layout"
	"popmail/gui/htmlview/style"
)

// outline writes what a part shows, a row for each block: marks of quotation as ">",
// "=" for letters of fixed pitch, "~" for muted ones, "<" from right to left.
func outline(p *Part) string {
	var out strings.Builder
	var walk func(n *style.Node, depth int)
	walk = func(n *style.Node, depth int) {
		if n.Style.Display == style.None {
			return
		}
		if n.Tag == quoteTag {
			depth++
		}
		if n.Style.White == style.PreWrap || n.Style.White == style.Pre {
			marks := strings.Repeat(">", depth)
			if n.Style.Font.Family == style.Mono {
				marks += "="
			}
			if n.Style.Color == Light.Muted {
				marks += "~"
			}
			if n.Style.RTL {
				marks += "<"
			}
			text := strings.TrimSuffix(content(n), "\n")
			for line := range strings.SplitSeq(text, "\n") {
				fmt.Fprintf(&out, "%s|%s\n", marks, line)
			}
			return
		}
		for _, c := range n.Children {
			walk(c, depth)
		}
	}
	walk(p.Page.Root, 0)
	return out.String()
}

func content(n *style.Node) string {
	if n.Tag == "" {
		return n.Text
	}
	var b strings.Builder
	for _, c := range n.Children {
		text := content(c)
		if c.Tag == "a" {
			text = "[" + text + "]"
		}
		b.WriteString(text)
	}
	return b.String()
}

func outlines(text string, o Options) string {
	var b strings.Builder
	for p := range Parts(text, o) {
		b.WriteString(outline(&p))
	}
	return b.String()
}

func TestQuotes(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"none", "One\n\nTwo\n\n", "|One\n|\n|Two\n"},
		{"empty", "", "|\n"},
		{"levels", "Ann wrote:\n> > deep\n>> too\n> mid\nme", "|Ann wrote:\n>>~|deep\n>>~|too\n>~|mid\n|me\n"},
		{"a blank before it", " > one\n > two\nme", ">~|one\n>~|two\n|me\n"},
		{"indented in it", ">   code\n>\n> end", ">~|  code\n>~|\n>~|end\n"},
		{"ends of lines", "> a\r\n> b\r\rc", ">~|a\n>~|b\n|c\n"},
		{"not from a mailbox", "one\n>From here on\ntwo", "|one\n|>From here on\n|two\n"},
		{"bars", "Bob:\n| one\n|\n| three\nme", "|Bob:\n>~|one\n>~|\n>~|three\n|me\n"},
		{"bars of two levels", "| one\n| | two\nme", ">~|one\n>>~|two\n|me\n"},
		{"bars further in", "   | one\n   | two\nme", ">~|one\n>~|two\n|me\n"},
		{"bars of a drawing", "  |    a\n  |  b\nme", "|  |    a\n|  |  b\n|me\n"},
		{"what was broken off", "> " + strings.Repeat("word ", 14) + "the\nend\n> more", ">~|" + strings.Repeat("word ", 14) + "the\n>~|end\n>~|more\n"},
		{"an answer between", "> " + strings.Repeat("word ", 14) + "the\nEnd\n> more", ">~|" + strings.Repeat("word ", 14) + "the\n|End\n>~|more\n"},
		{"initials", "AB> one\nAB> two\n  C> alone\nme", ">~|AB> one\n>~|AB> two\n|  C> alone\n|me\n"},
		{"initials further in", "    J> one\n    J>\n    J>> two", ">~|J> one\n>~|J>\n>>~|J> two\n"},
		{"signature", "me\n\n-- \nAnn\nBerlin", "|me\n|\n~|--\n~|Ann\n~|Berlin\n"},
		{"signature above a quotation", "me\n-- \nAnn\n\nBob wrote:\n> x\nlast", "|me\n~|--\n~|Ann\n~|\n|Bob wrote:\n>~|x\n|last\n"},
		{"signature of a list", "me\n\n______________\nA mailing list\nx", "|me\n|\n~|______________\n~|A mailing list\n~|x\n"},
		{"signature for programs", "me\n-----BEGIN PGP SIGNATURE-----\n\niQEz\n-----END PGP SIGNATURE-----\nyou", "|me\n~|-----BEGIN PGP SIGNATURE-----\n~|\n~|iQEz\n~|-----END PGP SIGNATURE-----\n|you\n"},
		{"a line of dashes", "me\n---\nyou", "|me\n|---\n|you\n"},
		{"right to left", "שלום Ann\nAnn\n\nme", "<|שלום Ann\n<|Ann\n<|\n|me\n"},
		{"controls", "a\x00b\x1b[1mc\u202ed", "|ab[1mcd\n"},
		{"tabs", "a\tb\n> \tb", "|a       b\n>~|        b\n"},
		{"not text", "a\xff\xfe", "|a\uFFFD\uFFFD\n"},
	} {
		if got := outlines(c.in, Options{}); got != c.want {
			t.Errorf("%s:\n%s, want\n%s", c.name, got, c.want)
		}
	}
}

// TestManyLevels holds more levels than have bars.
func TestManyLevels(t *testing.T) {
	got := outlines(strings.Repeat(">", 5000)+" deep\n"+strings.Repeat("> ", 30)+"less", Options{})
	if got != strings.Repeat(">", maxBars)+"~|"+strings.Repeat(">", 5000-maxLevels)+" deep\n"+strings.Repeat(">", maxBars)+"~|less\n" {
		t.Errorf("%.200s", got)
	}
}

func folding() Options {
	return Options{More: func(n int) string { return fmt.Sprintf("%d more", n) }, Less: "less"}
}

// TestTail: the quotation at the end is folded as a whole, with the line that says whose words it is
// where that is plain; words of one's own never are.
func TestTail(t *testing.T) {
	o := folding()
	o.Tail, o.TailLess = func(n int) string { return fmt.Sprintf("quoted %d", n) }, "hide"
	const quote = "> a\n> b\n>\n> c\n"
	for _, c := range []struct{ name, in, closed string }{
		{"with the line before", "me\n\nOn 12 Nov 2026, Jan wrote:\n\n" + quote, "|me\n|\n~|[quoted 4]\n"},
		{"of two lines", "me\n\nOn 12 Nov, Jan Kowalski\n<jan@x.example> wrote:\n" + quote, "|me\n|\n~|[quoted 4]\n"},
		{"words of one's own", "No.\n\nThis is wrong:\n" + quote, "|No.\n|\n|This is wrong:\n~|[quoted 4]\n"},
		{"a signature below", "me\n" + quote + "\n-- \nAnn\nUtrecht", "|me\n~|[quoted 4]\n|\n~|--\n~|Ann\n~|Utrecht\n"},
		{"a signature above", "me\n\n-- \nAnn\n\n" + quote, "|me\n|\n~|--\n~|Ann\n~|\n~|[quoted 4]\n"},
		{"empty lines within", "me\n> a\n\n> b\n\n> c\n\n", "|me\n~|[quoted 3]\n"},
		{"CR and others", "me\r\r\n> a\r> b\r\n> c", "|me\n~|[quoted 3]\n"},
		{"answered below", quote + "yes", ">~|a\n>~|b\n>~|\n>~|c\n|yes\n"},
		{"answered in between", "me\n" + quote + "yes\n> a\n> b\n> c", "|me\n>~|a\n>~|b\n>~|\n>~|c\n|yes\n~|[quoted 3]\n"},
		{"one line", "me\n\n> a", "|me\n|\n~|[quoted 1]\n"},
		{"nothing else", "Ann wrote:\n" + quote, "|Ann wrote:\n>~|a\n>~|b\n>~|\n>~|c\n"},
	} {
		if got := outlines(c.in, o); got != c.closed {
			t.Errorf("%s:\n%s, want\n%s", c.name, got, c.closed)
		}
	}
	// It is opened as any other, in however many parts it lies, with one label.
	text := strings.Repeat("words of my own\n\n", 900) + "On 12 Nov 2026, Jan wrote:\n" + strings.Repeat("> a line that is quoted\n", 3000)
	closed, opened := "", ""
	for p := range Parts(text, o) {
		closed += outline(&p)
		for _, fold := range p.Folds {
			p.Unfold(fold, true)
		}
		opened += outline(&p)
	}
	if strings.Count(closed, "[quoted 3000]") != 1 || strings.Contains(closed, "that is quoted") || strings.Contains(closed, "Jan wrote") || strings.Count(closed, "my own") != 900 {
		t.Errorf("closed: %.200s … %s", closed, closed[max(len(closed)-200, 0):])
	}
	if strings.Count(opened, "[hide]") != 1 || strings.Count(opened, "that is quoted") != 3000 || strings.Count(opened, "Jan wrote") != 1 {
		t.Errorf("opened: … %s", opened[max(len(opened)-200, 0):])
	}
}

func TestFold(t *testing.T) {
	quote := func(n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, "> line %d\n", i)
		}
		return b.String()
	}
	if got := outlines(quote(foldLong)+"me", folding()); strings.Contains(got, "more") {
		t.Errorf("a short quotation is folded: %s", got)
	}
	if got := outlines("Ann wrote:\n\n"+quote(40), folding()); strings.Contains(got, "more") {
		t.Errorf("nothing is left beside what is folded: %s", got)
	}
	if got := outlines(quote(40)+"me", Options{}); strings.Count(got, "line") != 40 {
		t.Errorf("folded without being asked: %s", got)
	}
	var parts []Part
	for p := range Parts("Ann wrote:\n"+quote(40)+"me\n"+quote(20)+"end", folding()) {
		parts = append(parts, p)
	}
	p := &parts[0]
	if len(parts) != 1 || !slices.Equal(p.Folds, []int{1, 2}) {
		t.Fatalf("%d parts, folds %v", len(parts), p.Folds)
	}
	const closed = "|Ann wrote:\n>~|line 0\n>~|line 1\n>~|line 2\n>~|line 3\n>~|[36 more]\n|me\n>~|line 0\n>~|line 1\n>~|line 2\n>~|line 3\n>~|[16 more]\n|end\n"
	if got := outline(p); got != closed {
		t.Errorf("%s, want\n%s", got, closed)
	}
	if p.Unfold(3, true) || !p.Unfold(2, true) {
		t.Error("the second is not to be opened")
	}
	if got := outline(p); strings.Count(got, "line") != 24 || !strings.Contains(got, "[36 more]") || !strings.Contains(got, "[less]") || strings.Contains(got, "16 more") {
		t.Errorf("opened: %s", got)
	}
	p.Unfold(2, false)
	if got := outline(p); got != closed {
		t.Errorf("closed again: %s", got)
	}
	labels, hidden := 0, 0
	var walk func(n *style.Node)
	walk = func(n *style.Node) {
		if n.Tag == "" {
			fold, label, ok := foldOf(n)
			switch {
			case label && ok:
				labels++
				if n.Style.Link != fmt.Sprint(FoldLink, fold) {
					t.Errorf("%q leads to %q", n.Text, n.Style.Link)
				}
			case ok:
				hidden += strings.Count(n.Text, "line")
			}
		}
		for _, c := range n.Children {
			walk(c)
		}
	}
	walk(p.Page.Root)
	if labels != 4 || hidden != 52 {
		t.Errorf("%d labels, %d lines hidden", labels, hidden)
	}
	// A quotation that goes on in further parts, which are all opened at once.
	parts = nil
	for p := range Parts("me\n"+quote(5000)+"me", folding()) {
		parts = append(parts, p)
	}
	if len(parts) < 4 {
		t.Fatalf("%d parts", len(parts))
	}
	if got := outline(&parts[0]); !strings.HasSuffix(got, "[4996 more]\n") {
		t.Errorf("%.300s", got)
	}
	if got := outline(&parts[2]); got != "" {
		t.Errorf("not folded: %.300s", got)
	}
	all := ""
	for i := range parts {
		if !parts[i].Unfold(1, true) {
			t.Errorf("part %d has nothing of it", i)
		}
		all += outline(&parts[i])
	}
	if strings.Count(all, "line") != 5000 || !strings.HasSuffix(all, "|me\n") {
		t.Error("lines are lost")
	}
}

// TestParts cuts a long text where paragraphs end, and loses nothing.
func TestParts(t *testing.T) {
	var b strings.Builder
	for i := range 2000 {
		fmt.Fprintf(&b, "Paragraph %d of some words,\r\nin two lines.\r\n\r\n", i)
	}
	text := b.String()
	n, got := 0, ""
	for p := range Parts(text, Options{}) {
		out := outline(&p)
		if !strings.HasPrefix(out, "|Paragraph") || p.Joined || p.Wide {
			t.Errorf("part %d begins with %.40q", n, out)
		}
		got += out
		n++
	}
	if want := len(text) / partLeast; n < want/2 || n > want+1 {
		t.Errorf("%d parts of %d octets", n, len(text))
	}
	if got != "|"+strings.ReplaceAll(strings.TrimSpace(strings.ReplaceAll(text, "\r", "")), "\n", "\n|")+"\n" {
		t.Error("the text is another one")
	}
	// Without an end of line.
	for name, text := range map[string]string{"no blank": strings.Repeat("äb", 50_000), "blanks": strings.Repeat("word ", 30_000), "no UTF-8": strings.Repeat("\x80", 100_000)} {
		got, first := "", true
		for p := range Parts(text, Options{}) {
			if p.Joined == first {
				t.Errorf("%s: joined is %v", name, p.Joined)
			}
			first = false
			s := strings.TrimSuffix(strings.TrimPrefix(outline(&p), "|"), "\n")
			if len(s) > partMost*3 {
				t.Errorf("%s: a part of %d octets", name, len(s))
			}
			got += s
		}
		if strings.ReplaceAll(got, " ", "") != strings.ReplaceAll(strings.ToValidUTF8(strings.ReplaceAll(text, " ", ""), "\uFFFD"), "\x80", "\uFFFD") && name != "no UTF-8" {
			t.Errorf("%s: the text is another one", name)
		}
	}
	for range Parts(text, Options{}) {
		break // one who needs only the first screen
	}
}

// TestRule cuts a line across the pane off where that is narrow.
func TestRule(t *testing.T) {
	line := strings.Repeat("-", 72)
	for p := range Parts("one\n"+line+"\ntwo", Options{}) {
		page := layout.Lay(context.Background(), p.Page, 300, squares{}, nil)
		if page.Width != 300 || page.Height > 3*16 {
			t.Errorf("%v wide, %v high", page.Width, page.Height)
		}
	}
	if got := outlines("one\n"+line+"\ntwo", Options{}); got != "|one\n|"+line+"\n|two\n" {
		t.Error(got)
	}
}

// TestWide gives wide lines that line up a part of their own.
func TestWide(t *testing.T) {
	row := "alpha      beta       gamma      delta      epsilon"
	var got []string
	for p := range Parts("Hello\n\n"+strings.Repeat(row+"\n", 4)+"\nBye", Options{}) {
		got = append(got, fmt.Sprint(p.Wide))
	}
	if want := []string{"false", "true", "false"}; !slices.Equal(got, want) {
		t.Errorf("%v", got)
	}
	n := 0
	for p := range Parts("Hello\n\nmon    1\ntue    2\nwed    3\n\nBye", Options{}) {
		n++
		if p.Wide {
			t.Error("narrow lines are called wide")
		}
	}
	if n != 1 {
		t.Errorf("%d parts", n)
	}
}

// TestNotJoined: lines of a script without blanks between words are not joined by one, nor
// to lines of another.
func TestNotJoined(t *testing.T) {
	const text = "The train leaves Vienna at half past nine and arrives at twelve o'clock.\n" +
		"日本語のメールです。改行の規則「括弧」と句読点、を確かめる。とても長い行なのでどこかで折り返さなければなりません。そうでしょう。\n" +
		"他的火车九点半从维也纳出发，十二点到达。"
	if got := outlines(text, Options{Width: 300}); strings.Count(got, "\n") != 3 {
		t.Errorf("joined: %s", got)
	}
}

func TestJoin(t *testing.T) {
	const text = "This is the first line of a paragraph which a program has broken\n" +
		"because it was full, and this is the next one, also full of words\nthat end here.\n\n" +
		"1. This is an item of a list that is as long as the other lines\n2. And another\n" +
		"> This is the first line of a paragraph which a program has broken\n> because it was full.\n" +
		"Ann\nBerlin"
	const want = "|This is the first line of a paragraph which a program has broken because it was full, and this is the next one, also full of words that end here.\n|\n" +
		"|1. This is an item of a list that is as long as the other lines\n|2. And another\n" +
		">~|This is the first line of a paragraph which a program has broken because it was full.\n|Ann\n|Berlin\n"
	if got := outlines(text, Options{Width: 400}); got != want {
		t.Errorf("%s, want\n%s", got, want)
	}
	if got := outlines(text, Options{}); strings.Count(got, "\n") != strings.Count(text, "\n")+1 {
		t.Errorf("joined without being asked: %s", got)
	}
	if got := outlines(text, Options{Width: 700}); strings.Count(got, "\n") != strings.Count(text, "\n")+1 {
		t.Errorf("joined where there is room: %s", got)
	}
	if got := outlines(text, Options{Width: 700, Size: 32}); got != want {
		t.Errorf("not joined in large letters: %s", got)
	}
}

// foldOf is the number of the folded quotation in which n lies; ok is false where it lies
// in none. label: n is of the words that open and close it.
func foldOf(n *style.Node) (fold int, label, ok bool) {
	for ; n != nil; n = n.Parent {
		if v, has := n.Attrs[foldAttr]; has {
			fold = 0
			for _, c := range v {
				fold = fold*10 + int(c-'0')
			}
			return fold, n.Tag == labelTag, true
		}
	}
	return 0, false, false
}
