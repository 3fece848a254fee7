package style

import "testing"

func fontOf(c *Computed) any   { return c.Font }
func sizeOf(c *Computed) any   { return c.Font.Size }
func bold(c *Computed) any     { return c.Font.Bold }
func family(c *Computed) any   { return c.Font.Family }
func lineOf(c *Computed) any   { return c.LineHeight }
func alignOf(c *Computed) any  { return c.Align }
func colorOf(c *Computed) any  { return c.Color }
func linesOf(c *Computed) any  { return [3]bool{c.Underline, c.Overline, c.Strike} }
func listType(c *Computed) any { return c.ListType }

func TestFontSizes(t *testing.T) {
	run(t, []check{
		{inline("font-size:12px"), sizeOf, 12.0},
		{inline("font-size:12pt"), sizeOf, 16.0},
		{inline("font-size:150%"), sizeOf, 24.0},
		{inline("font-size:1.5em"), sizeOf, 24.0},
		{inline("font-size:x-small"), sizeOf, 10.0},
		{inline("font-size:xx-large"), sizeOf, 32.0},
		{inline("font-size:larger"), sizeOf, 19.2},
		{inline("font-size:-1px"), sizeOf, 16.0},
		{inline("font-size:0"), sizeOf, 0.0},
		{quirky("font-size:12"), sizeOf, 12.0},
		{inline("font-size:12"), sizeOf, 16.0},
		{inline("font-size:.1em"), sizeOf, 6.0},
		{std + `<p style="font-size:1px"><b id=x style="font-size:2em">`, sizeOf, 2.0},
		{std + `<style>html{font-size:20px}</style><p id=x style="font-size:1.5rem">`, sizeOf, 30.0},
		{std + `<h1 id=x>`, sizeOf, 32.0},
		// Letters of fixed pitch begin at 13 px, unless a length says otherwise.
		{std + `<code id=x>`, sizeOf, 13.0},
		{std + `<p style="font-size:20px"><code id=x>`, sizeOf, 20.0},
		{std + `<p style="font-size:large"><code id=x>`, sizeOf, 16.0},
		{std + `<p style="font-size:1.5em"><code id=x>`, sizeOf, 19.5},
		{std + `<code id=x style="font-family:monospace,monospace">`, sizeOf, 16.0},
		{std + `<code><span id=x style="font-family:Arial">`, sizeOf, 16.0},
	})
}

func TestFonts(t *testing.T) {
	run(t, []check{
		{inline("font-family:Georgia"), family, Serif},
		{inline("font-family:'Times New Roman',Arial"), family, Serif},
		{inline("font-family:Times  New   Roman"), family, Serif},
		{inline("font-family:Arial,Georgia"), family, Sans},
		{inline("font-family:Unknown,serif"), family, Serif},
		{inline("font-family:SFMono-Regular,Consolas,monospace"), family, Mono},
		{inline("font-family:'Fira Code',monospace"), family, Mono},
		{inline("font-family:Unknown,Arial,serif"), family, Sans},
		{inline("font-family:Unknown"), family, Sans},
		{inline("font-family:COURIER NEW"), family, Mono},
		{inline("font-family:Menlo,'Consolas'"), family, Mono},
		{inline("font-family:Georgia;font-family:12px"), family, Serif},
		{inline("font:italic small-caps bold 12px/30px Georgia, serif"), fontOf, Font{Serif, 12, true, true}},
		{inline("font:italic bold 12px/30px x"), lineOf, 30.0},
		{inline("font:600 14px/1.5 Arial"), fontOf, Font{Sans, 14, true, false}},
		{inline("font-weight:bold;font:14px Arial"), bold, false},
		{inline("font:Arial"), fontOf, Font{Sans, 16, false, false}},
		{inline("font-weight:599"), bold, false},
		{inline("font-weight:600"), bold, true},
		{std + `<b><span id=x style="font-weight:lighter">`, bold, false},
		{std + `<b id=x>`, bold, true},
		{std + `<em id=x>`, func(c *Computed) any { return c.Font.Italic }, true},
	})
}

func TestLineHeights(t *testing.T) {
	run(t, []check{
		{inline(""), lineOf, 0.0},
		{inline("line-height:1.5"), lineOf, 24.0},
		{inline("line-height:150%"), lineOf, 24.0},
		{inline("line-height:20px"), lineOf, 20.0},
		{inline("line-height:0"), lineOf, zeroLine},
		{inline("line-height:-1"), lineOf, 0.0},
		{std + `<div style="line-height:1.5"><p id=x style="font-size:10px">`, lineOf, 15.0},
		{std + `<div style="line-height:150%"><p id=x style="font-size:10px">`, lineOf, 24.0},
		{std + `<div style="line-height:2"><p id=x style="line-height:normal">`, lineOf, 0.0},
	})
}

func TestText(t *testing.T) {
	run(t, []check{
		{inline("text-align:center"), alignOf, AlignCenter},
		{inline("text-align:-webkit-center"), alignOf, HTMLCenter},
		{inline("text-align:justify;text-align:bogus"), alignOf, Justify},
		{std + `<center><table id=x>`, alignOf, Start},
		{std + `<center><table><th id=x>`, alignOf, AlignCenter},
		{std + `<table style="text-align:right"><th id=x>`, alignOf, AlignRight},
		{std + `<center><div><span id=x>`, alignOf, HTMLCenter},
		{inline("white-space:pre-line"), func(c *Computed) any { return c.White }, PreLine},
		{inline("word-break:break-all"), func(c *Computed) any { return [2]bool{c.BreakAll, c.BreakWords} }, [2]bool{true, false}},
		{inline("word-wrap:break-word"), func(c *Computed) any { return [2]bool{c.BreakAll, c.BreakWords} }, [2]bool{false, true}},
		{inline("word-break:break-word"), func(c *Computed) any { return [2]bool{c.BreakAll, c.BreakWords} }, [2]bool{false, true}},
		{inline("text-transform:uppercase"), func(c *Computed) any { return c.Transform }, "uppercase"},
		{inline("letter-spacing:.5em;text-indent:5%"), func(c *Computed) any { return [2]any{c.Letter, c.Indent} }, [2]any{8.0, pct(5)}},
		{inline("vertical-align:super"), func(c *Computed) any { return c.VAlign }, Super},
		{inline("vertical-align:-3px"), func(c *Computed) any { return [2]any{c.VAlign, c.Shift} }, [2]any{Shifted, -3.0}},
		{inline("line-height:40px;vertical-align:25%"), func(c *Computed) any { return c.Shift }, 10.0},
		{inline("direction:rtl"), func(c *Computed) any { return [2]bool{c.RTL, c.Isolate} }, [2]bool{true, false}},
		{std + `<p id=x dir=rtl>`, func(c *Computed) any { return [2]bool{c.RTL, c.Isolate} }, [2]bool{true, true}},
		{std + `<p id=x dir=auto>12 <b>שלום</b> abc`, func(c *Computed) any { return c.RTL }, true},
		{std + `<p id=x dir=auto>abc שלום`, func(c *Computed) any { return c.RTL }, false},
		{std + `<p dir=auto>שלום</p><p id=x dir=auto>abc`, func(c *Computed) any { return c.RTL }, false},
	})
}

func TestDecorations(t *testing.T) {
	run(t, []check{
		{inline("text-decoration:underline"), linesOf, [3]bool{true, false, false}},
		{inline("text-decoration:underline line-through red"), linesOf, [3]bool{true, false, true}},
		{inline("text-decoration:underline red"), func(c *Computed) any { return c.LineColor }, rgb(0xFF0000)},
		{std + `<a href=u><span id=x style="color:red">`, linesOf, [3]bool{true, false, false}},
		{std + `<a href=u style="color:lime"><span id=x style="color:red">`, func(c *Computed) any { return c.LineColor }, rgb(0x00FF00)},
		{std + `<a href=u><span id=x style="text-decoration:none">`, linesOf, [3]bool{true, false, false}},
		{std + `<a href=u id=x style="text-decoration:none">`, linesOf, [3]bool{}},
		{std + `<a href=u><span id=x style="display:inline-block">`, linesOf, [3]bool{}},
		{std + `<del id=x>`, linesOf, [3]bool{false, false, true}},
	})
}

func TestLists(t *testing.T) {
	run(t, []check{
		{std + `<ul><li id=x>`, listType, "disc"},
		{std + `<ul><ul><li id=x>`, listType, "circle"},
		{std + `<ul><ol><ul><li id=x>`, listType, "square"},
		{std + `<ol><li id=x>`, listType, "decimal"},
		{std + `<ol type=a><li id=x>`, listType, "lower-alpha"},
		{std + `<ol><li id=x type=I>`, listType, "upper-roman"},
		{inline("list-style:none"), listType, "none"},
		{inline("list-style:inside square"), func(c *Computed) any { return [2]any{c.ListType, c.ListInside} }, [2]any{"square", true}},
		{inline("list-style:url(a.png) circle"), listType, "circle"},
		{`<li id=x>`, func(c *Computed) any { return c.ListInside }, true},
		{`<ul><li id=x>`, func(c *Computed) any { return c.ListInside }, false},
	})
}

func TestLinks(t *testing.T) {
	run(t, []check{
		{std + `<a href=" http://h/a "><b id=x>`, func(c *Computed) any { return c.Link }, "http://h/a"},
		{std + `<a name=n id=x>`, func(c *Computed) any { return c.Link }, ""},
		{std + `<a href=u id=x>`, colorOf, rgb(0x0000EE)},
		{std + `<body link=red><a href=u id=x>`, colorOf, rgb(0xFF0000)},
		{std + `<body link=red><a name=u id=x>`, colorOf, rgb(0)},
		{std + `<style>a:link{color:lime} a:visited{color:red} a:hover{color:blue}</style><a href=u id=x>`, colorOf, rgb(0x00FF00)},
	})
	p := read(`<a href=1>a</a><a href=2>b</a>`)
	if a, b := p.Body.Children[0].Style.Link, p.Body.Children[1].Style.Link; a != "1" || b != "2" {
		t.Errorf("links %q %q", a, b)
	}
}
