package layout

import (
	"testing"

	"popmail/gui/htmlview/style"
)

func table(set func(*style.Computed), rows ...*style.Node) *style.Node {
	return el("table", style.Table, func(st *style.Computed) {
		st.BorderBox = true
		if set != nil {
			set(st)
		}
	}, rows...)
}

func row(cells ...*style.Node) *style.Node { return el("tr", style.TableRow, nil, cells...) }

func cell(set func(*style.Computed), kids ...*style.Node) *style.Node {
	return el("td", style.TableCell, func(st *style.Computed) {
		red(st)
		st.VAlign = style.VMiddle
		if set != nil {
			set(st)
		}
	}, kids...)
}

func wide(v style.Length) func(*style.Computed) {
	return func(st *style.Computed) { st.Width = v }
}

func high(v float64) func(*style.Computed) {
	return func(st *style.Computed) { st.Height = pixels(v) }
}

// TestColumns holds widths worked out by hand from CSS Tables 3, 4: letters are 10 px
// wide, so "aaa bb" has a min-content width of 30 and a max-content width of 60.
func TestColumns(t *testing.T) {
	for _, c := range []struct {
		name  string
		table *style.Node
		want  string
	}{
		{"as wide as the content", table(nil, row(cell(nil, text("aaa bb")), cell(nil, text("c")))), "td 0,0 60x20; td 60,0 10x20"},
		{"more is shared by the maximums", table(wide(pixels(140)), row(cell(nil, text("aaa bb")), cell(nil, text("c")))), "td 0,0 120x20; td 120,0 20x20"},
		{"less is taken from what can wrap", table(wide(pixels(50)), row(cell(nil, text("aaa bb")), cell(nil, text("c")))), "td 0,0 40x40; td 40,0 10x40"},
		{"never narrower than a word", table(wide(pixels(10)), row(cell(nil, text("aaa bb")), cell(nil, text("c")))), "td 0,0 30x40; td 30,0 10x40"},
		{"a width, the rest to the other", table(wide(pixels(200)), row(cell(wide(pixels(50)), text("a")), cell(nil, text("c")))), "td 0,0 50x20; td 50,0 150x20"},
		{"all have widths: they grow", table(wide(pixels(200)), row(cell(wide(pixels(50)), text("a")), cell(wide(pixels(150)), text("c")))), "td 0,0 50x20; td 50,0 150x20"},
		{"percentages", table(wide(pixels(200)), row(cell(wide(percent(30)), text("a")), cell(nil, text("c")))), "td 0,0 60x20; td 60,0 140x20"},
		{"a percentage widens a table", table(nil, row(cell(wide(percent(80)), text("aa")), cell(nil, text("cc")))), "td 0,0 80x20; td 80,0 20x20"},
		{"more than the whole", table(wide(pixels(200)), row(cell(wide(percent(80)), text("a")), cell(wide(percent(80)), text("c")))), "td 0,0 160x20; td 160,0 40x20"},
		{"padding is beside a width", table(nil, row(cell(func(st *style.Computed) { st.Width = pixels(50); st.Padding[style.Left] = pixels(5) }, text("a")))), "td 0,0 55x20"},
		{"colspan", table(nil, row(with(cell(nil, text("aaaaaaaa")), "colspan", "2")), row(cell(nil, text("a")), cell(nil, text("ccc")))), "td 0,0 80x20; td 0,20 20x20; td 20,20 60x20"},
		{"columns that no cell begins in", table(func(st *style.Computed) { st.Spacing = [2]float64{4, 2} }, row(with(cell(nil, text("aa")), "colspan", "5")), row(with(cell(nil, text("b")), "colspan", "5"))), "td 4,2 20x20; td 4,24 20x20"},
		{"spacing", table(func(st *style.Computed) { st.Spacing = [2]float64{4, 2}; st.Width = pixels(112) }, row(cell(nil, text("a")), cell(nil, text("b")))), "td 4,2 50x20; td 58,2 50x20"},
		{"rowspan", table(nil, row(with(cell(nil, text("a")), "rowspan", "2"), cell(nil, text("b"))), row(cell(nil, text("c")))), "td 0,0 10x40; td 10,0 10x20; td 10,20 10x20"},
		{"a tall rowspan", table(nil, row(with(cell(high(100), text("a")), "rowspan", "2"), cell(nil, text("b"))), row(cell(high(40), text("c")))), "td 0,0 10x100; td 10,0 10x60; td 10,60 10x40"},
		{"fixed", table(func(st *style.Computed) { st.FixedTable = true; st.Width = pixels(150) }, row(cell(wide(pixels(30)), text("aaaaaa")), cell(nil, text("b")), cell(nil, text("c")))), "td 0,0 30x20; td 30,0 60x20; td 90,0 60x20"},
		{"height goes to rows without one", table(high(100), row(cell(high(30), text("a"))), row(cell(nil, text("b")))), "td 0,0 10x30; td 0,30 10x70"},
		{"col", table(nil, el("col", style.TableColumn, wide(pixels(70))), row(cell(nil, text("a")), cell(nil, text("b")))), "td 0,0 70x20; td 70,0 10x20"},
		{"block in a row makes a cell", table(nil, row(cell(nil, text("a")), el("td", style.Block, red, text("b")), el("td", style.Block, red, text("cc")), cell(nil, text("d")))), "td 0,0 10x40; td 10,0 20x20; td 10,20 20x20; td 30,0 10x40"},
		{"cells without a table", el("div", style.Block, nil, cell(nil, text("a")), cell(nil, text("bb"))), "td 0,0 10x20; td 10,0 20x20"},
		{"collapsed borders are shared", table(func(st *style.Computed) { st.Collapse = true }, row(cell(edge(2), text("a")), cell(edge(6), text("b")))), "td 1,3 14x26; td 0,2 18x28; td 15,3 16x26; td 12,0 22x32"},
	} {
		same(t, c.name, boxes(lay(t, page(false, c.table), 300)), c.want)
	}
}

func edge(w float64) func(*style.Computed) {
	return func(st *style.Computed) {
		for i := range st.Border {
			st.Border[i] = style.Edge{Width: w, Style: "solid"}
		}
	}
}

// The first column of a right-to-left table is the rightmost.
func TestColumnsFromTheRight(t *testing.T) {
	rtl := func(st *style.Computed) { st.RTL, st.Width = true, pixels(100) }
	span := with(cell(nil, text("e")), "colspan", "2")
	p := page(false, table(rtl,
		row(cell(wide(pixels(20)), text("a")), cell(wide(pixels(30)), text("b")), cell(wide(pixels(50)), text("c"))),
		row(span, cell(nil, text("f")))))
	same(t, "columns", boxes(lay(t, p, 100)), "td 80,0 20x20; td 50,0 30x20; td 0,0 50x20; td 50,20 50x20; td 0,20 50x20")
}

func TestCellsAlign(t *testing.T) {
	at := func(v style.VAlign) *style.Node {
		return cell(func(st *style.Computed) { st.VAlign = v }, text("a"))
	}
	p := page(false, table(nil, row(cell(high(100), text("x")), at(style.VTop), at(style.VMiddle), at(style.VBottom))))
	same(t, "vertical", words(lay(t, p, 300)), "x 0,45; a 10,5; a 20,45; a 30,85")
	big := cell(func(st *style.Computed) {
		st.VAlign = style.Baseline
		st.Font = style.Font{Size: 30}
		st.LineHeight = 30
	}, text("B"))
	p = page(false, table(nil, row(at(style.Baseline), big)))
	same(t, "baselines", words(lay(t, p, 300)), "a 0,16; B 10,0")
}

func TestTablesInBlocks(t *testing.T) {
	center := func(st *style.Computed) { st.Align = style.HTMLCenter }
	inner := table(wide(pixels(100)), row(cell(nil, text("a"))))
	same(t, "centered by its container", boxes(lay(t, page(false, block(center, inner)), 300)), "td 100,0 100x20")
	deep := table(wide(percent(100)), row(cell(nil, table(wide(percent(100)), row(cell(nil, text("a")))))))
	same(t, "percent of a cell", boxes(lay(t, page(false, deep), 300)), "td 0,0 300x20; td 0,0 300x20")
	full := table(func(st *style.Computed) { st.Height = pixels(90) }, row(cell(nil, table(func(st *style.Computed) { st.Height = percent(100) }, row(cell(nil, text("a")))))))
	same(t, "height in percent of a cell", boxes(lay(t, page(false, full), 300)), "td 0,0 10x90; td 0,0 10x90")
}

func TestFloats(t *testing.T) {
	float := func(side style.Float, w float64, s string) *style.Node {
		return el("table", style.Table, func(st *style.Computed) { st.Float = side; st.Width = pixels(w) }, row(cell(nil, text(s))))
	}
	p := page(false, block(nil, float(style.FloatLeft, 100, "a"), float(style.FloatLeft, 100, "b"), text("cc dd ee ff gg hh")))
	same(t, "side by side, text around", words(lay(t, p, 250)), "a 0,5; b 100,5; cc dd 200,5; ee ff gg hh 0,25")
	p = page(false, block(nil, float(style.FloatLeft, 200, "a"), float(style.FloatLeft, 100, "b")))
	same(t, "below where there is no room", words(lay(t, p, 250)), "a 0,5; b 0,25")
	p = page(false, block(nil, text("cc "), float(style.FloatRight, 50, "a"), text("dd")))
	same(t, "to the right", words(lay(t, p, 250)), "cc 0,5; a 200,5; dd 30,5")
	p = page(false, float(style.FloatLeft, 50, "a"), block(func(st *style.Computed) { st.Clear = style.ClearBoth }, text("b")))
	same(t, "clear", words(lay(t, p, 250)), "a 0,5; b 0,25")
	p = page(false, float(style.FloatLeft, 50, "a"), table(wide(pixels(100)), row(cell(nil, text("b")))))
	same(t, "a table beside", words(lay(t, p, 250)), "a 0,5; b 50,5")
	p = page(false, float(style.FloatLeft, 50, "a"), table(wide(pixels(220)), row(cell(nil, text("b")))))
	same(t, "a table below", words(lay(t, p, 250)), "a 0,5; b 0,25")
}

func TestListsAndFlex(t *testing.T) {
	li := func(kind, s string) *style.Node {
		return el("li", style.ListItem, func(st *style.Computed) { st.ListType = kind }, text(s))
	}
	ol := el("ol", style.Block, func(st *style.Computed) { st.Padding[style.Left] = pixels(60) }, li("lower-roman", "a"), li("upper-alpha", "b"))
	same(t, "numbers", words(lay(t, page(false, with(ol, "start", "4")), 300)), "iv. 20,5; a 60,5; E. 30,25; b 60,25")
	fx := func(set func(*style.Computed), kids ...*style.Node) *style.Page {
		return page(false, el("div", style.Flex, set, kids...))
	}
	grow := func(g float64) func(*style.Computed) {
		return func(st *style.Computed) { red(st); st.Grow = g }
	}
	same(t, "grow", boxes(lay(t, fx(nil, block(grow(1), text("a")), block(grow(3), text("b"))), 100)), "div 0,0 30x20; div 30,0 70x20")
	same(t, "between", boxes(lay(t, fx(func(st *style.Computed) { st.JustifyC = "space-between" }, block(red, text("a")), block(red, text("b"))), 100)), "div 0,0 10x20; div 90,0 10x20")
	same(t, "wrap", boxes(lay(t, fx(func(st *style.Computed) { st.Wrap = true; st.Gap = [2]float64{5, 0} }, block(wide2(60), text("a")), block(wide2(60), text("b"))), 100)), "div 0,0 60x20; div 0,25 60x20")
	same(t, "column", boxes(lay(t, fx(func(st *style.Computed) { st.Column = true; st.AlignI = "center" }, block(red, text("a"))), 100)), "div 45,0 10x20")
}

func wide2(w float64) func(*style.Computed) {
	return func(st *style.Computed) { red(st); st.Width = pixels(w) }
}

func TestHiddenTextIsNotDrawn(t *testing.T) {
	for name, set := range map[string]func(*style.Computed){
		"visibility":    func(st *style.Computed) { st.Hidden = true },
		"opacity":       func(st *style.Computed) { st.Opacity = 0 },
		"clipped":       func(st *style.Computed) { st.Clip = true; st.MaxHeight = pixels(0) },
		"display: none": func(st *style.Computed) { st.Display = style.None },
	} {
		n := block(set, text("a"))
		p := page(false, n, block(nil, text("b")))
		if name == "visibility" {
			n.Children[0].Style.Hidden = true
		}
		got := lay(t, p, 100)
		for _, it := range got.Items {
			if x, ok := it.(*Text); ok && x.Text == "a" {
				t.Errorf("%s: drawn at %v", name, x.Rect)
			}
		}
	}
}
