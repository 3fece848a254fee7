package plain

import (
	"context"
	"runtime"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	chars "popmail/assets/plain"
	"popmail/gui/htmlview/layout"
	"popmail/gui/htmlview/style"
)

// squares measures text as if each letter were a square.
type squares struct{}

func (squares) Width(f style.Font, text string) float64 {
	return f.Size * float64(utf8.RuneCountInString(text)) / 2
}

func (squares) Metrics(f style.Font) (ascent, descent, gap float64) {
	return 0.8 * f.Size, 0.2 * f.Size, 0
}

var fuzzed = []string{
	"", "a", "> a\n>> b\n\n-- \nc", "| a\n| b\n|", "diff --git a b\n--- a\n+++ b\n@@ -1,2 +1 @@\n x\n-y\n+z\n", "2c2\n< a\n---\n> b", "*** a\n--- b\n! c",
	"a   b\nc   d\ne   f", "+--+--+\n|a |b |\n", "```\na\n```", "http://a.b/c(d) www.a.b ann@b.c mailto:a@b tel:123", "שלום http://a.b\nabc", "┌─┐\n│a│", "\t\ta\tb\r\n\r\rc\x00\xff\u202e",
	"1 2 3\n4 5 6", " /\\\n/  \\\n |", "____________\nlist", "日本 語です\n> 東京  大阪", "x\n^", "...... .....\n....", ">From me",
}

// check builds all parts of a text and lays them out, and fails where something of it is
// lost or it costs too much, with much to spare on a slow machine.
func check(t *testing.T, text string, o Options) {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start := time.Now()
	var got strings.Builder
	nodes, largest := 0, 0
	for p := range Parts(text, o) {
		var walk func(n *style.Node, depth int) int
		walk = func(n *style.Node, depth int) int {
			if n.Style == nil || depth > maxBars+8 {
				t.Fatalf("%s %q: no style, or nested %d deep", n.Tag, n.Text, depth)
			}
			count := 1
			if n.Tag == "" {
				if _, label, _ := foldOf(n); !label {
					got.WriteString(n.Text)
				}
			}
			for _, c := range n.Children {
				if c.Parent != n {
					t.Fatal("a child does not know its parent")
				}
				count += walk(c, depth+1)
			}
			return count
		}
		n := walk(p.Page.Root, 0)
		nodes, largest = nodes+n, max(largest, n)
		page := layout.Lay(context.Background(), p.Page, 300, squares{}, nil)
		if len(page.Problems) > 0 {
			t.Errorf("%v: %.80q", page.Problems, text)
		}
		for _, fold := range p.Folds {
			if !p.Unfold(fold, true) {
				t.Error("a fold is not there")
			}
		}
	}
	took := time.Since(start)
	runtime.ReadMemStats(&after)
	size := time.Duration(len(text))
	if used := after.TotalAlloc - before.TotalAlloc; took > 5*time.Second+size*100*time.Microsecond || used > 16<<20+2000*uint64(len(text)) {
		t.Errorf("%d octets took %v and %d MB: %.80q", len(text), took, used>>20, text)
	}
	if largest > 40_000 || nodes > 100+8*len(text) {
		t.Errorf("%d nodes, %d in one part, for %d octets: %.80q", nodes, largest, len(text), text)
	}
	if a, b := ink(chars.Text(text, chars.Forced|chars.Unseen)), ink(got.String()); a != b {
		t.Errorf("%q became %q", a, b)
	}
}

// ink is a text without blanks and marks of quotation.
func ink(s string) string {
	return strings.Map(func(r rune) rune {
		if chars.Of(r)&chars.Space != 0 || r == '>' || r == '|' {
			return -1
		}
		return r
	}, s)
}

func FuzzText(f *testing.F) {
	for _, s := range fuzzed {
		f.Add(s, false)
		f.Add(strings.Repeat("> "+s+"\n", 20), true)
	}
	f.Fuzz(func(t *testing.T, text string, join bool) {
		if len(text) > 64<<10 {
			return
		}
		o := folding()
		if join {
			o.Width = 300
		}
		check(t, text, o)
		o.Tail, o.TailLess = o.More, o.Less
		check(t, text, o)
	})
}

// TestHostile holds time and memory for texts made to cost much.
func TestHostile(t *testing.T) {
	const size = 48 << 10
	fill := func(s string) string { return strings.Repeat(s, size/len(s)) }
	long := func(line string) string { return fill(line + "\n") }
	for _, s := range []string{
		fill("a"), fill(" "), fill("\n"), fill("a\n\n"), fill(">"), fill("> "), long("> a"), long(">>>>>>>>>>>>>>>>>>> a"), long("> a\n>> b\n>>> c\nd"), long(strings.Repeat(">", 3000)),
		fill("|"), long("| a"), fill("a@"), fill("a@b.c "), fill("@"), fill("http://"), fill("http://a/"), fill("http://a "), fill("http://a.b/" + strings.Repeat("(", 500) + " "), fill("www."), fill("mailto:"), fill("tel:123 "), fill("."), fill(":"),
		fill("http:(((("), long("a  b"), long("a   b   c"), fill("a  "), fill("....  "), fill("\t"), fill("a\t"), long("```"), long("--- a\n+++ b"), long("@@ -1,999999 +1,999999 @@"), long("2c2\n> a"), long("*** a\n--- b"), long("-- \na"), long("____\nlist"),
		fill("א"), long("א a"), long("http://א.א"), fill("─"), long("│"), fill("\u0301"), fill("a\u0301"), fill("👩\u200d"), fill("\x00"), fill("\xff"), fill("\u202e"), fill("\u200f"), fill("漢"), fill("漢  "), fill("\u00ad"), fill("\r"), fill("- "), fill("-"), fill("\ufffc"), fill("a\u2028"),
		long("/\\"), long("1 2 3"), long("Ann:\n> a"), long("a:\nb:\nc:"), fill("\U000e0041"), long(" 1 | 2 +"), long(" " + strings.Repeat("a|", 90)),
	} {
		o := folding()
		check(t, s, o)
		o.Tail, o.TailLess = o.More, o.Less
		check(t, s, o)
		o.Width = 300
		check(t, s, o)
	}
}
