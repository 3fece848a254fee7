package style

import "testing"

func height(c *Computed) any   { return c.Height }
func paper(c *Computed) any    { return c.Background.Color }
func floatOf(c *Computed) any  { return c.Float }
func valignOf(c *Computed) any { return c.VAlign }

func TestTableAttributes(t *testing.T) {
	auto := Length{}
	run(t, []check{
		{`<table id=x width=600>`, width, px(600)},
		{`<table id=x width="50%">`, width, pct(50)},
		{`<table id=x width="600px">`, width, px(600)},
		{`<table id=x width=0>`, width, auto},
		{`<table id=x width="*">`, width, auto},
		{`<table id=x bgcolor="#ff0000">`, paper, rgb(0xFF0000)},
		{`<table id=x background=a.gif>`, func(c *Computed) any { return c.Background.Image }, "a.gif"},
		{`<table id=x align=center>`, margins, [4]Length{px(0), auto, px(0), auto}},
		{`<table id=x align=left>`, floatOf, FloatLeft},
		{`<table id=x align=RIGHT>`, floatOf, FloatRight},
		{`<table id=x cellspacing=0>`, func(c *Computed) any { return c.Spacing }, [2]float64{}},
		{`<table id=x cellspacing=5>`, func(c *Computed) any { return c.Spacing }, [2]float64{5, 5}},
		{`<table cellpadding=7><td id=x>`, paddings, all4(px(7))},
		{`<table cellpadding=7><td><table><td id=x>`, paddings, all4(px(1))},
		{`<table cellpadding=7><td id=x style="padding-left:0">`, paddings, [4]Length{px(7), px(7), px(7), px(0)}},
		{`<table border=3 id=x>`, widths, [4]float64{3, 3, 3, 3}},
		{`<table border=3 id=x>`, edgeStyles, [4]string{"outset", "outset", "outset", "outset"}},
		{`<table border=3><td id=x>`, widths, [4]float64{1, 1, 1, 1}},
		{`<table border=0><td id=x>`, widths, [4]float64{}},
		{`<table border><td id=x>`, edgeStyles, [4]string{"inset", "inset", "inset", "inset"}},
		{`<table border=1 bordercolor=blue><td id=x>`, func(c *Computed) any { return c.Border[0] }, Edge{1, "solid", rgb(0x0000FF)}},
		{`<table rules=rows border=2><td id=x>`, widths, [4]float64{1, 0, 1, 0}},
		{`<table frame=hsides id=x>`, widths, [4]float64{1, 0, 1, 0}},
		{`<table><td id=x nowrap>`, func(c *Computed) any { return c.White }, NoWrap},
		{`<table><td id=x align=center>`, alignOf, HTMLCenter},
		{`<table><td id=x align=middle>`, alignOf, HTMLCenter},
		{`<table><tr align=right><td id=x>`, alignOf, HTMLRight},
		{`<table><td id=x valign=top>`, valignOf, VTop},
		{`<table><tr valign=bottom><td id=x>`, valignOf, VBottom},
		{`<table><td id=x width=30% height=20>`, height, px(20)},
		{`<table><tr bgcolor=lime id=x>`, paper, rgb(0x00FF00)},
		{`<table><td id=x bgcolor="">`, func(c *Computed) any { return c.Background.Color.A }, uint8(0)},
		{`<style>td{background:blue}</style><table><td id=x bgcolor=red>`, paper, rgb(0x0000FF)},
	})
}

func TestBodyAttributes(t *testing.T) {
	auto := func(c *Computed) any { return c.Background.Image }
	run(t, []check{
		{`<body id=x topmargin=0 leftmargin=2>`, margins, [4]Length{px(0), px(2), px(0), px(2)}},
		{`<body id=x marginwidth=3 marginheight=4>`, margins, [4]Length{px(4), px(3), px(4), px(3)}},
		{`<body id=x>`, margins, all4(px(8))},
		{`<body id=x bgcolor=abc>`, paper, rgb(0x0A0B0C)},
		{`<body id=x background=b.gif>`, auto, "b.gif"},
		{`<body text=red><p id=x>`, colorOf, rgb(0xFF0000)},
		{`<body text=red><table><td id=x>`, colorOf, rgb(0xFF0000)},
		{`<body style="color:lime"><font color=red><table><td id=x>`, colorOf, rgb(0x00FF00)},
	})
}

func TestTextAttributes(t *testing.T) {
	run(t, []check{
		{`<font id=x size=5>`, sizeOf, 24.0},
		{`<font id=x size="+2">`, sizeOf, 24.0},
		{`<font id=x size=-9>`, sizeOf, 10.0},
		{`<font id=x size=12px>`, sizeOf, 48.0},
		{`<font id=x size=x>`, sizeOf, 16.0},
		{`<font id=x face="Courier New, x">`, family, Mono},
		{`<font id=x color=00ff00>`, colorOf, rgb(0x00FF00)},
		{`<p id=x align=center>`, alignOf, HTMLCenter},
		{`<div id=x align=right>`, alignOf, HTMLRight},
		{`<h2 id=x align=center>`, alignOf, AlignCenter},
		{`<span id=x align=center>`, alignOf, AlignCenter},
		{`<div id=x align=bogus>`, alignOf, Start},
		{`<br id=x clear=all>`, func(c *Computed) any { return c.Clear }, ClearBoth},
		{`<pre id=x wrap>`, func(c *Computed) any { return c.White }, PreWrap},
		{`<p id=x hidden>`, display, None},
	})
}

func TestPictureAttributes(t *testing.T) {
	run(t, []check{
		{`<img id=x width=10 height="20%">`, height, pct(20)},
		{`<img id=x width=0>`, width, px(0)},
		{std + `<img id=x align=left hspace=3>`, margins, [4]Length{px(0), px(3), px(0), px(3)}},
		{`<img id=x align=left>`, margins, [4]Length{px(0), px(3), px(0), px(0)}},
		{`<img id=x align=right>`, floatOf, FloatRight},
		{`<img id=x align=absmiddle>`, valignOf, VMiddle},
		{`<img id=x align=texttop>`, valignOf, TextTop},
		{`<a href=u><img id=x border=2>`, func(c *Computed) any { return c.Border[0] }, Edge{2, "solid", rgb(0x0000EE)}},
		{`<a href=u><img id=x border=0>`, widths, [4]float64{}},
		{`<img id=x vspace=4>`, margins, [4]Length{px(4), px(0), px(4), px(0)}},
	})
}

func TestRules(t *testing.T) {
	run(t, []check{
		{`<hr id=x>`, widths, [4]float64{1, 1, 1, 1}},
		{`<hr id=x size=5>`, height, px(3)},
		{`<hr id=x size=1>`, widths, [4]float64{1, 1, 0, 1}},
		{`<hr id=x noshade>`, func(c *Computed) any { return c.Border[0] }, Edge{1, "solid", rgb(0x808080)}},
		{`<hr id=x color=red>`, paper, rgb(0xFF0000)},
		{`<hr id=x align=left width=50%>`, margins, [4]Length{px(8), {}, px(8), px(0)}},
	})
}

func TestControls(t *testing.T) {
	for page, want := range map[string]string{
		`<input id=x value=a>`: "a", `<input id=x type=submit>`: "Submit", `<input id=x type=Reset>`: "Reset", `<input id=x type=password value=abc>`: "•••",
		`<input id=x placeholder=p>`: "p", `<textarea id=x>t</textarea>`: "t", `<select id=x><option>a<option selected>b</select>`: "b",
		`<select id=x><optgroup label=g><option>a</select>`: "a", `<input id=x type=checkbox value=v>`: "", `<button id=x>k</button>`: "k",
	} {
		n := byID(read(page).Root, "x")
		got := ""
		for _, c := range n.Children {
			got += c.Text
		}
		if got != want || n.Style.Display != InlineBlock {
			t.Errorf("%s shows %q, want %q; display %v", page, got, want, n.Style.Display)
		}
	}
	run(t, []check{
		{`<input id=x type=hidden value=v>`, display, None},
		{`<input id=x type=hidden value=v style="display:block">`, display, None},
	})
	if n := byID(read(`<input type=image id=x src=p>`).Root, "x"); n.Tag != "img" || n.Attr("src") != "p" {
		t.Errorf("an image button is %s", n.Tag)
	}
}
