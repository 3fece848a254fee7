package layout

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"popmail/gui/htmlview/style"
)

func TestLines(t *testing.T) {
	big := func(st *style.Computed) { st.Font = style.Font{Size: 20} }
	for _, c := range []struct {
		name string
		page *style.Page
		want string
	}{
		{"wraps", page(false, block(nil, text(" aa bb\n cc "))), "aa bb 0,5; cc 0,25"},
		{"white space collapses over elements", page(false, block(nil, text("a "), span1(nil, text(" b")), text("c"))), "a 0,5; b 20,5; c 30,5"},
		{"no end of line within a word over elements", page(false, block(nil, text("aa b"), span1(nil, text("cc")))), "aa 0,5; b 0,25; cc 10,25"},
		{"br", page(false, block(nil, text("a"), el("br", style.Inline, nil), el("br", style.Inline, nil), text(" b"))), "a 0,5; b 0,45"},
		{"long words stick out", page(false, block(nil, text("a bbbbbbbb c"))), "a 0,5; bbbbbbbb 0,25; c 0,45"},
		{"long words are broken", page(false, block(func(st *style.Computed) { st.BreakWords = true }, text("a bbbbbbbbb c"))), "a 0,5; bbbbb 0,25; bbbb 0,45; c 0,65"},
		{"what is no word is broken", page(false, block(nil, text("a "+strings.Repeat("b", 401)))), "a 0,5; " + strings.Join(slices.Collect(func(yield func(string) bool) {
			for y := 25; y < 25+81*20; y += 20 {
				if !yield(fmt.Sprintf("%s 0,%d", strings.Repeat("b", min(5, 401-(y-25)/4)), y)) {
					return
				}
			}
		}), "; ")},
		{"soft hyphen", page(false, block(nil, text("aaa\u00adbbb"))), "aaa- 0,5; bbb 0,25"},
		{"soft hyphen not used", page(false, block(nil, text("aa\u00adbb"))), "aabb 0,5"},
		{"nbsp keeps together", page(false, block(nil, text("a b\u00a0ccc"))), "a 0,5; b\u00a0ccc 0,25"},
		{"hyphen", page(false, block(nil, text("aaa-bbb"))), "aaa- 0,5; bbb 0,25"},
		{"pre", page(false, block(func(st *style.Computed) { st.White = style.Pre }, text("a  b\n  c"))), "a  b 0,5; c 0,25"},
		{"nowrap", page(false, block(func(st *style.Computed) { st.White = style.NoWrap }, text("aa bb cc"))), "aa bb cc 0,5"},
		{"baseline", page(false, block(nil, text("a"), span1(big, text("B")))), "a 0,8; B 10,0"},
		{"indent", page(false, block(func(st *style.Computed) { st.Indent = pixels(20) }, text("aa bb cc"))), "aa 20,5; bb cc 0,25"},
		{"right", page(false, block(func(st *style.Computed) { st.Align = style.AlignRight }, text("aa bb cc"))), "aa bb 0,5; cc 30,25"},
		{"justify", page(false, block(func(st *style.Computed) { st.Align = style.Justify }, text("a b cccc"))), "a 0,5; b 40,5; cccc 0,25"},
		{"letter-spacing", page(false, block(nil, span1(func(st *style.Computed) { st.Letter = 2 }, text("ab")), text("c"))), "ab 0,5; c 24,5"},
		{"ideographs", page(false, block(nil, text("漢字漢字漢字漢"))), "漢字漢字漢 0,5; 字漢 0,25"},
		{"block in inline", page(false, block(nil, span1(nil, text("a"), block(nil, text("b")), text("c")))), "a 0,5; b 0,25; c 0,45"},
	} {
		hand(c.page.Root)
		same(t, c.name, words(lay(t, c.page, 50)), c.want)
	}
}

func TestInlineBlock(t *testing.T) {
	ib := func(w float64, kids ...*style.Node) *style.Node {
		return el("b", style.InlineBlock, func(st *style.Computed) { red(st); st.Width = pixels(w) }, kids...)
	}
	p := page(false, block(nil, text("a "), ib(60, text("bb ccccc")), text(" d")))
	got := lay(t, p, 100)
	same(t, "text", words(got), "a 0,25; bb 20,5; ccccc 20,25; d 80,25")
	same(t, "box", boxes(got), "b 20,0 60x40")
	p = page(false, block(nil, el("b", style.InlineBlock, red, text("aaa bbb"))))
	same(t, "shrinks to fit", boxes(lay(t, p, 300)), "b 0,0 70x20")
	same(t, "and wraps", boxes(lay(t, p, 60)), "b 0,0 60x40")
}

func TestRightToLeft(t *testing.T) {
	p := page(false, block(func(st *style.Computed) { st.RTL = true }, text("אב גד")))
	p.Root.Children[0].Style.RTL = false
	same(t, "starts at the right", words(lay(t, p, 100)), "אב גד 50,5")
}

func TestQuirksLineHeight(t *testing.T) {
	small := func(st *style.Computed) { st.Font = style.Font{Size: 5}; st.LineHeight = 10 }
	kids := func() []*style.Node {
		return []*style.Node{block(func(st *style.Computed) { red(st) }, span1(small, text("a")))}
	}
	same(t, "standards", boxes(lay(t, page(false, kids()...), 100)), "div 0,0 100x20")
	same(t, "quirks", boxes(lay(t, page(true, kids()...), 100)), "div 0,0 100x10")
}

// TestHangingSpace holds that a blank that is kept needs no room at the end of a line.
func TestHangingSpace(t *testing.T) {
	pre := func(st *style.Computed) { st.White = style.PreWrap }
	got := words(lay(t, page(false, block(pre, text("aaaa bbbb  cc"))), 90))
	if want := "aaaa bbbb 0,5; cc 0,25"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// Elements with a direction of their own (x counts from the blank before) are put into the line as one, in their order.
func TestDirectionsOfTheirOwn(t *testing.T) {
	dir := func(rtl bool) func(*style.Computed) {
		return func(st *style.Computed) { st.Isolate, st.RTL = true, rtl }
	}
	for _, c := range []struct {
		name string
		node *style.Node
		want string
	}{
		{"bdi", block(nil, text("a "), el("bdi", style.Inline, dir(false), text("ב")), text(" 1")), "a 0,5; ב 20,5; 1 30,5"},
		{"without bdi", block(nil, text("a "), span1(nil, text("ב")), text(" 1")), "a 0,5; ב 40,5; 1 20,5"},
		{"span dir=rtl", block(nil, text("a "), span1(dir(true), text("1 b")), text(" c")), "a 0,5; 1 40,5; b 20,5; c 50,5"},
		{"bdo", block(nil, text("a "), el("bdo", style.Inline, dir(true), text("b c")), text(" d")), "a 0,5; b c 20,5; d 50,5"},
	} {
		same(t, c.name, words(lay(t, page(false, c.node), 200)), c.want)
	}
}
