package layout

import (
	"testing"

	"popmail/gui/htmlview/style"
)

func margin(top, right, bottom, left float64) func(*style.Computed) {
	return func(st *style.Computed) {
		red(st)
		st.Margin = [4]style.Length{pixels(top), pixels(right), pixels(bottom), pixels(left)}
	}
}

func TestMarginsCollapse(t *testing.T) {
	for _, c := range []struct {
		name string
		page *style.Page
		want string
	}{
		{"siblings: the larger", page(false, block(margin(10, 0, 20, 0), text("a")), block(margin(15, 0, 0, 0), text("b"))), "div 0,10 300x20; div 0,50 300x20"},
		{"a negative one is added", page(false, block(margin(0, 0, 20, 0), text("a")), block(margin(-5, 0, 0, 0), text("b"))), "div 0,0 300x20; div 0,35 300x20"},
		{"parent and first child", page(false, block(margin(10, 0, 0, 0), block(margin(30, 0, 0, 0), text("a")))), "div 0,30 300x20; div 0,30 300x20"},
		{"not through padding", page(false, block(func(st *style.Computed) { margin(10, 0, 0, 0)(st); st.Padding[style.Top] = pixels(1) }, block(margin(30, 0, 0, 0), text("a")))), "div 0,10 300x51; div 0,41 300x20"},
		{"last child and parent", page(false, block(margin(0, 0, 5, 0), block(margin(0, 0, 30, 0), text("a"))), block(red, text("b"))), "div 0,0 300x20; div 0,0 300x20; div 0,50 300x20"},
		{"through an empty block", page(false, block(red, text("a")), block(margin(10, 0, 25, 0)), block(margin(20, 0, 0, 0), text("b"))), "div 0,0 300x20; div 0,45 300x0; div 0,45 300x20"},
		{"not out of a box with a context of its own", page(false, block(func(st *style.Computed) { red(st); st.Clip = true }, block(margin(10, 0, 10, 0), text("a")))), "div 0,0 300x40; div 0,10 300x20"},
		{"not out of a height", page(false, block(func(st *style.Computed) { red(st); st.Height = pixels(50) }, block(margin(0, 0, 40, 0), text("a"))), block(red, text("b"))), "div 0,0 300x50; div 0,0 300x20; div 0,50 300x20"},
	} {
		same(t, c.name, boxes(lay(t, c.page, 300)), c.want)
	}
}

func TestWidths(t *testing.T) {
	auto := style.Length{}
	for _, c := range []struct {
		name string
		set  func(*style.Computed)
		want string
	}{
		{"auto", func(st *style.Computed) { st.Margin[style.Left] = pixels(10); st.Margin[style.Right] = pixels(20) }, "div 10,0 270x20"},
		{"content box", func(st *style.Computed) {
			st.Width = pixels(100)
			st.Padding[style.Left] = pixels(7)
			st.Border[style.Right] = style.Edge{Width: 3, Style: "solid"}
		}, "div 0,0 110x20"},
		{"border box", func(st *style.Computed) {
			st.Width, st.BorderBox = pixels(100), true
			st.Padding[style.Left] = pixels(7)
		}, "div 0,0 100x20"},
		{"centered", func(st *style.Computed) {
			st.Width, st.Margin[style.Left], st.Margin[style.Right] = percent(50), auto, auto
		}, "div 75,0 150x20"},
		{"to the right", func(st *style.Computed) { st.Width, st.Margin[style.Left] = pixels(100), auto }, "div 200,0 100x20"},
		{"max-width centered", func(st *style.Computed) {
			st.MaxWidth, st.Margin[style.Left], st.Margin[style.Right] = pixels(200), auto, auto
		}, "div 50,0 200x20"},
		{"min-width wins", func(st *style.Computed) { st.Width, st.MaxWidth, st.MinWidth = pixels(10), pixels(20), pixels(60) }, "div 0,0 60x20"},
		{"too wide stays at the left", func(st *style.Computed) {
			st.Width, st.Margin[style.Left], st.Margin[style.Right] = pixels(400), auto, auto
		}, "div 0,0 400x20"},
	} {
		p := page(false, block(func(st *style.Computed) { red(st); c.set(st) }, text("a")))
		same(t, c.name, boxes(lay(t, p, 300)), c.want)
	}
}

func TestHTMLAlignmentMovesBlocks(t *testing.T) {
	center := func(st *style.Computed) { st.Align = style.HTMLCenter }
	p := page(false, block(center, block(func(st *style.Computed) { red(st); st.Width = pixels(100) }, text("ab"))))
	got := lay(t, p, 300)
	same(t, "block", boxes(got), "div 100,0 100x20")
	same(t, "text", words(got), "ab 140,5")
	p = page(false, block(func(st *style.Computed) { st.Align = style.AlignCenter }, block(func(st *style.Computed) { red(st); st.Width = pixels(100) }, text("ab"))))
	got = lay(t, p, 300)
	same(t, "CSS leaves the block", boxes(got), "div 0,0 100x20")
	same(t, "CSS moves the text", words(got), "ab 40,5")
}

func TestQuirkyMargins(t *testing.T) {
	par := func(s string) *style.Node {
		return el("p", style.Block, func(st *style.Computed) {
			st.Margin[style.Top], st.Margin[style.Bottom] = pixels(10), pixels(10)
			st.MarginQuirk = [2]bool{true, true}
		}, text(s))
	}
	same(t, "in the body, quirks", words(lay(t, page(true, par("a"), par("b")), 300)), "a 0,5; b 0,35")
	same(t, "in the body, standards", words(lay(t, page(false, par("a"), par("b")), 300)), "a 0,15; b 0,45")
}
