package style

import (
	"reflect"
	"testing"
)

// A check is a page whose element x has a value.
type check struct {
	html string
	get  func(*Computed) any
	want any
}

func run(t *testing.T, checks []check) {
	t.Helper()
	for _, c := range checks {
		if got := c.get(one(t, c.html)); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s\n got %+v\nwant %+v", c.html, got, c.want)
		}
	}
}

// inline is a page in standards mode with one element of that style.
func inline(css string) string { return std + `<div id=x style="` + css + `">a</div>` }

// quirky is the same in quirks mode.
func quirky(css string) string { return `<div id=x style="` + css + `">a</div>` }

func margins(c *Computed) any  { return c.Margin }
func paddings(c *Computed) any { return c.Padding }
func width(c *Computed) any    { return c.Width }
func widths(c *Computed) any {
	return [4]float64{c.Border[0].Width, c.Border[1].Width, c.Border[2].Width, c.Border[3].Width}
}
func edgeStyles(c *Computed) any {
	return [4]string{c.Border[0].Style, c.Border[1].Style, c.Border[2].Style, c.Border[3].Style}
}
func display(c *Computed) any { return c.Display }

func all4(l Length) [4]Length { return [4]Length{l, l, l, l} }

func TestLengths(t *testing.T) {
	run(t, []check{
		{inline("width:12px"), width, px(12)},
		{inline("width:12pt"), width, px(16)},
		{inline("width:2pc"), width, px(32)},
		{inline("width:1in"), width, px(96)},
		{inline("width:2.54cm"), width, px(96)},
		{inline("width:25.4mm"), width, px(96)},
		{inline("font-size:20px;width:1.5em"), width, px(30)},
		{inline("font-size:20px;width:1.5rem"), width, px(24)},
		{inline("width:50%"), width, pct(50)},
		{inline("width:10vw"), width, px(70)},
		{inline("width:AUTO"), width, Length{}},
		{inline("width:12"), width, Length{}},
		{quirky("width:12"), width, px(12)},
		{inline("width:0"), width, px(0)},
		{inline("width:-5px"), width, Length{}},
		{inline("width:5px;width:5bogus"), width, px(5)},
		{inline("width:5px 6px"), width, Length{}},
		{inline("width:calc(10px + 2*3px)"), width, px(16)},
		{inline("width:calc(100% - 20px)"), width, Length{Kind: Percent, V: 100, Plus: -20}},
		{inline("width:calc((1em + 4px) / 2)"), width, px(10)},
		{inline("width:calc(1px - 5px)"), width, px(0)},
		{inline("width:max(10px, 2em)"), width, px(32)},
		{inline("width:min(100%, 600px)"), width, px(600)},
		{inline("width:clamp(10px, 5px, 30px)"), width, px(10)},
		{inline("width:1e2px"), width, px(100)},
		{inline("width:fit-content"), width, Length{}},
		{inline("max-width:none;max-width:600px"), func(c *Computed) any { return c.MaxWidth }, px(600)},
		{inline("min-height:1in"), func(c *Computed) any { return c.MinHeight }, px(96)},
		{inline("box-sizing:border-box"), func(c *Computed) any { return c.BorderBox }, true},
		{inline("width:12p\\78"), width, px(12)},
	})
}

func TestMarginsAndPaddings(t *testing.T) {
	run(t, []check{
		{inline("margin:1px"), margins, all4(px(1))},
		{inline("margin:1px 2px"), margins, [4]Length{px(1), px(2), px(1), px(2)}},
		{inline("margin:1px auto 3px"), margins, [4]Length{px(1), {}, px(3), {}}},
		{inline("margin:1px 2px 3px 4px"), margins, [4]Length{px(1), px(2), px(3), px(4)}},
		{inline("margin:1px 2px 3px 4px 5px"), margins, all4(px(0))},
		{inline("margin:-1px;margin-left:10%"), margins, [4]Length{px(-1), px(-1), px(-1), pct(10)}},
		{quirky("margin:10 5"), margins, [4]Length{px(10), px(5), px(10), px(5)}},
		{inline("margin:10 5"), margins, all4(px(0))},
		{inline("padding:-1px;padding-top:2em"), paddings, [4]Length{px(32), px(0), px(0), px(0)}},
		{inline("margin-inline:3px 4px"), margins, [4]Length{px(0), px(4), px(0), px(3)}},
		{std + `<ul id=x><li>a</ul>`, paddings, [4]Length{px(0), px(0), px(0), px(40)}},
		{std + `<ul id=x dir=rtl><li>a</ul>`, paddings, [4]Length{px(0), px(40), px(0), px(0)}},
		{std + `<ul><li><ul id=x></ul></ul>`, margins, all4(px(0))},
	})
	if c := one(t, std+"<p id=x style='margin-top:1em'>a"); c.MarginQuirk != [2]bool{false, true} {
		t.Errorf("only the default margin is a quirk: %v", c.MarginQuirk)
	}
}

func TestBorders(t *testing.T) {
	red := func(c *Computed) any { return c.Border[Left].Color }
	run(t, []check{
		{inline("border:1px solid red"), widths, [4]float64{1, 1, 1, 1}},
		{inline("border:red solid"), widths, [4]float64{3, 3, 3, 3}},
		{inline("border:5px"), widths, [4]float64{}},
		{inline("border-style:solid dashed;border-width:thin thick"), widths, [4]float64{1, 5, 1, 5}},
		{inline("border-style:solid dashed"), edgeStyles, [4]string{"solid", "dashed", "solid", "dashed"}},
		{inline("border:2px double #123456"), red, rgb(0x123456)},
		{inline("color:lime;border:2px solid"), red, rgb(0x00FF00)},
		{inline("border-left-color:red;border:2px solid"), red, rgb(0)},
		{inline("border:2px solid;border-bottom:none"), widths, [4]float64{2, 2, 0, 2}},
		{quirky("border:1 solid red"), widths, [4]float64{}},
		{quirky("border-style:solid;border-width:4"), widths, [4]float64{4, 4, 4, 4}},
		{inline("border-radius:1px 2px 3px/9px"), func(c *Computed) any { return c.Radius }, [4]Length{px(1), px(2), px(3), px(2)}},
		{inline("border-radius:50%"), func(c *Computed) any { return c.Radius }, all4(pct(50))},
		{inline("border-top-left-radius:4px 6px"), func(c *Computed) any { return c.Radius[0] }, px(4)},
	})
}

func TestDisplays(t *testing.T) {
	run(t, []check{
		{inline("display:inline-block"), display, InlineBlock},
		{inline("display:none;display:bogus"), display, None},
		{inline("display:inline flow-root"), display, InlineBlock},
		{std + `<span id=x style="float:left">a`, display, Block},
		{std + `<span id=x style="float:left;display:inline-table">a`, display, Table},
		{std + `<span id=x style="position:absolute">a`, display, Block},
		{std + `<div style="display:flex"><span id=x>a`, display, Block},
		{std + `<div style="display:grid"><span id=x>a`, display, Block},
		{std + `<container id=x>a`, display, Inline},
		{std + `<image id=x>`, display, Inline},
		{std + `<table><td id=x style="display:block">a`, display, Block},
		{std + `<li id=x>a`, display, ListItem},
		{inline("float:right;clear:both"), func(c *Computed) any { return [2]any{c.Float, c.Clear} }, [2]any{FloatRight, ClearBoth}},
		{inline("float:left;position:fixed"), func(c *Computed) any { return c.Float }, NoFloat},
		{inline("position:relative;top:3px;left:-1em"), func(c *Computed) any { return [2]any{c.Relative, c.Offset} }, [2]any{true, [4]Length{px(3), {}, {}, px(-16)}}},
		{inline("overflow:hidden auto"), func(c *Computed) any { return c.Clip }, true},
		{inline("opacity:50%"), func(c *Computed) any { return c.Opacity }, 0.5},
		{inline("opacity:7"), func(c *Computed) any { return c.Opacity }, 1.0},
		{inline("visibility:hidden"), func(c *Computed) any { return c.Hidden }, true},
	})
}

func TestBackgrounds(t *testing.T) {
	back := func(c *Computed) any {
		b := c.Background
		b.Gradient = nil
		return b
	}
	plain := initialStyle.Background
	with := func(change func(*Background)) Background {
		b := plain
		change(&b)
		return b
	}
	run(t, []check{
		{inline("background:red"), back, with(func(b *Background) { b.Color = rgb(0xFF0000) })},
		{inline("background-image:url(a.png)"), back, with(func(b *Background) { b.Image = "a.png" })},
		{inline("background:url('a b.png') no-repeat center top / cover #eee"), back, with(func(b *Background) {
			b.Image, b.Color, b.RepeatX, b.RepeatY, b.Cover = "a b.png", rgb(0xEEEEEE), false, false, true
			b.Position = [2]Length{pct(50), pct(0)}
		})},
		{inline("background:url(a) right 10px bottom 5px"), back, with(func(b *Background) {
			b.Image = "a"
			b.Position = [2]Length{{Percent, 100, -10}, {Percent, 100, -5}}
		})},
		{inline("background:top url(a)"), back, with(func(b *Background) { b.Image, b.Position = "a", [2]Length{pct(50), pct(0)} })},
		{inline("background:url(a);background:none"), back, plain},
		{inline("background:linear-gradient(red, blue), url(z.png)"), back, with(func(b *Background) { b.Image, b.Veil = "z.png", true })},
		{inline("background:linear-gradient(to right, #102030, #304050 20%)"), back, with(func(b *Background) { b.Color = rgb(0x203040) })},
		{inline("background:radial-gradient(red, blue) lime"), back, with(func(b *Background) { b.Color = rgb(0x00FF00) })},
		{inline("background-image:linear-gradient(45deg, transparent, red)"), back, with(func(b *Background) { b.Color = rgb(0xFF0000) })},
		{inline("background-size:50% auto"), back, with(func(b *Background) { b.Size = [2]Length{pct(50), {}} })},
		{inline("background-repeat:repeat-y"), back, with(func(b *Background) { b.RepeatX = false })},
		{inline("background:red bogus"), back, plain},
		{inline("background:red, blue"), back, plain},
		{inline("background:url(a) 1px 2px 3px 4px 5px"), back, plain},
		{inline("background:url(data:image/png;base64,AA==) blue"), back, with(func(b *Background) { b.Image, b.Color = "data:image/png;base64,AA==", rgb(0x0000FF) })},
		{inline(`background:\75rl('http://h/x')`), back, with(func(b *Background) { b.Image = "http://h/x" })},
	})
}

func TestFlex(t *testing.T) {
	three := func(c *Computed) any { return [3]any{c.Grow, c.Shrink, c.Basis} }
	run(t, []check{
		{inline(""), three, [3]any{0.0, 1.0, Length{}}},
		{inline("flex:1"), three, [3]any{1.0, 1.0, pct(0)}},
		{inline("flex:1px 2px"), three, [3]any{0.0, 1.0, Length{}}},
		{inline("flex-grow:10%"), three, [3]any{0.0, 1.0, Length{}}},
		{inline("flex:none"), three, [3]any{0.0, 0.0, Length{}}},
		{inline("flex:auto"), three, [3]any{1.0, 1.0, Length{}}},
		{inline("flex:2 3 10px"), three, [3]any{2.0, 3.0, px(10)}},
		{inline("flex:0 0 50%"), three, [3]any{0.0, 0.0, pct(50)}},
		{inline("display:flex;flex-flow:column-reverse wrap"), func(c *Computed) any { return [4]any{c.Display, c.Column, c.Reverse, c.Wrap} }, [4]any{Flex, true, true, true}},
		{inline("gap:1em 2px"), func(c *Computed) any { return c.Gap }, [2]float64{16, 2}},
		{inline("gap:7px"), func(c *Computed) any { return c.Gap }, [2]float64{7, 7}},
		{inline("justify-content:end;align-items:center;align-self:start;order:-2"),
			func(c *Computed) any { return [4]any{c.JustifyC, c.AlignI, c.AlignS, c.Order} }, [4]any{"flex-end", "center", "flex-start", -2}},
	})
}

func TestTables(t *testing.T) {
	run(t, []check{
		{inline("border-collapse:collapse"), func(c *Computed) any { return c.Collapse }, true},
		{inline("border-spacing:3px"), func(c *Computed) any { return c.Spacing }, [2]float64{3, 3}},
		{inline("border-spacing:3px 1em"), func(c *Computed) any { return c.Spacing }, [2]float64{3, 16}},
		{std + `<table id=x><td>a</table>`, func(c *Computed) any { return c.Spacing }, [2]float64{2, 2}},
		{std + `<table id=x><td>a</table>`, func(c *Computed) any { return c.BorderBox }, true},
		{std + `<table><td id=x>a</table>`, paddings, all4(px(1))},
		{std + `<table><td id=x>a</table>`, func(c *Computed) any { return c.VAlign }, VMiddle},
		{std + `<table><tr valign=top><td id=x>a</table>`, func(c *Computed) any { return c.VAlign }, VTop},
		{inline("table-layout:fixed;caption-side:bottom"), func(c *Computed) any { return [2]bool{c.FixedTable, c.CaptionBottom} }, [2]bool{true, true}},
	})
}
