package style

import (
	"context"
	"testing"
)

// sheet is a page with a style sheet.
func sheet(css, body string) string { return std + "<style>" + css + "</style>" + body }

func TestSelectors(t *testing.T) {
	lime, black := rgb(0x00FF00), rgb(0)
	for _, c := range []struct {
		selector, body string
		matches        bool
	}{
		{"p", "<p id=x>", true},
		{"P", "<p id=x>", true},
		{"*", "<p id=x>", true},
		{".a", "<p id=x class='b a'>", true},
		{".A", "<p id=x class=a>", false},
		{"#x", "<p id=x>", true},
		{"p.a.b#x", "<p id=x class='a b'>", true},
		{"p.a.c", "<p id=x class='a b'>", false},
		{"div p", "<div><b><p id=x></b></div>", true},
		{"div > p", "<div><span><p id=x></span></div>", false},
		{"div>p", "<div><p id=x></div>", true},
		{"i + p", "<i></i>text<p id=x>", true},
		{"i + p", "<i></i><b></b><p id=x>", false},
		{"i ~ p", "<i></i><b></b><p id=x>", true},
		{"body div > .a b", "<div><i class=a><u><b id=x>", true},
		{"[title]", "<p id=x title>", true},
		{"[title=a]", "<p id=x title=A>", false},
		{"[title=a i]", "<p id=x title=A>", true},
		{"[align=CENTER]", "<p id=x align=center>", true},
		{"[title~=b]", "<p id=x title='a b c'>", true},
		{"[lang|=en]", "<p id=x lang=en-US>", true},
		{"[title^='a b']", "<p id=x title='a b c'>", true},
		{"[title$=c]", "<p id=x title='a b c'>", true},
		{"[title*=' b ']", "<p id=x title='a b c'>", true},
		{"[title*='']", "<p id=x title='a'>", false},
		{"p:first-child", "<p id=x>", true},
		{"p:last-child", "<p id=x></p><p>", false},
		{"p:nth-child(2n)", "<p></p><p id=x>", true},
		{"p:nth-child(odd)", "<p></p><p id=x>", false},
		{"p:nth-child(-n+2)", "<p></p><p id=x>", true},
		{"p:nth-last-child( 2 )", "<p id=x></p><p>", true},
		{"p:nth-of-type(2)", "<p></p><b></b><p id=x>", true},
		{"p:only-of-type", "<b></b><p id=x>", true},
		{"p:root", "<p id=x>", false},
		{":root p", "<p id=x>", true},
		{"p:empty", "<p id=x></p>", true},
		{"p:empty", "<p id=x>a</p>", false},
		{"a:link", "<a id=x href=u>", true},
		{"a:visited", "<a id=x href=u>", false},
		{"a:hover", "<a id=x href=u>", false},
		{"p:not(.b)", "<p id=x class=a>", true},
		{"p:not(.a, .b)", "<p id=x class=a>", false},
		{"p:not(:hover)", "<p id=x>", true},
		{":is(h1, p)", "<p id=x>", true},
		{":where(h1, :bogus, p)", "<p id=x>", true},
		{"p::before", "<p id=x>", false},
		{"b, p", "<p id=x>", true},
		{"p, a:hover", "<p id=x>", true},
		{"p, b:bogus", "<p id=x>", false},
		{"p, b::-moz-thing", "<p id=x>", false},
		{"p, b::-webkit-thing", "<p id=x>", true},
		{"p,", "<p id=x>", false},
		{"> p", "<p id=x>", false},
		{`.\31 23`, "<p id=x class=123>", true},
		{`#\78`, "<p id=x>", true},
		{":lang(en)", "<div lang=en-GB><p id=x></div>", true},
	} {
		want := black
		if c.matches {
			want = lime
		}
		if got := one(t, sheet(c.selector+"{color:lime!important}", c.body)); got.Color != want && !(c.matches == false && got.Color != lime) {
			t.Errorf("%s on %s: matches %v, want %v", c.selector, c.body, got.Color == lime, c.matches)
		}
	}
	if got := one(t, `<style>.Big,#Y{color:lime}</style><p id=x class=bIG>`); got.Color != lime {
		t.Error("quirks mode compares classes without regard to case")
	}
}

func TestCascade(t *testing.T) {
	run(t, []check{
		{sheet("p{color:lime} p{color:blue}", "<p id=x>"), colorOf, rgb(0x0000FF)},
		{sheet(".a{color:lime} p{color:blue}", "<p id=x class=a>"), colorOf, rgb(0x00FF00)},
		{sheet("#x{color:lime} .a.b.c{color:blue}", "<p id=x class='a b c'>"), colorOf, rgb(0x00FF00)},
		{sheet(":where(#x){color:blue} p{color:lime}", "<p id=x>"), colorOf, rgb(0x00FF00)},
		{sheet("p{color:lime!important} #x{color:blue}", "<p id=x style='color:red'>"), colorOf, rgb(0x00FF00)},
		{sheet("p{color:blue!important}", "<p id=x style='color:lime ! important'>"), colorOf, rgb(0x00FF00)},
		{sheet("#x{color:blue}", "<p id=x style='color:lime'>"), colorOf, rgb(0x00FF00)},
		{sheet("p{color:blue;color:bogus}", "<p id=x>"), colorOf, rgb(0x0000FF)},
		{sheet("p{color:blue}", "<div><p id=x></div><style>p{color:lime}</style>"), colorOf, rgb(0x00FF00)},
		{sheet("p{border:1px solid red;color:blue;margin:5px} b{border:inherit;color:initial;margin:unset}", "<p><b id=x>"), func(c *Computed) any {
			return [3]any{c.Border[0], c.Color, c.Margin[0]}
		}, [3]any{Edge{1, "solid", rgb(0xFF0000)}, rgb(0), px(0)}},
		{sheet("b{font-weight:normal} #x{font-weight:revert}", "<b id=x>"), bold, true},
		{sheet("p{color:red} #x{all:initial}", "<p id=x>"), display, Inline},
	})
}

func TestSheetSyntax(t *testing.T) {
	lime := rgb(0x00FF00)
	for _, css := range []string{
		"<!-- p{color:lime} -->", "/* a */p/**/{/* b */color/**/:/**/lime}", "@charset 'x';p{color:lime}", "@import url(http://h/x.css);p{color:lime}",
		"@import 'http://h/x';p{color:lime}", "@font-face{font-family:A;src:url(http://h/f)}p{color:lime}", "@page{margin:1cm}p{color:lime}",
		"@keyframes a{from{color:red}to{color:blue}}p{color:lime}", "p{color:lime", "p{color:lime;}}", "b{;;}p{;color:lime;;}", "p{x{y:z};color:lime}",
		"p{a:b;{};color:lime}", "p{color:lime;b}", "p{color:lime;b:}", "p{*zoom:1;_height:1px;color:lime}", "p{filter:progid:DX.M(a='b',c=d);color:lime}",
		"bogus::{x:y} p{color:lime}", "p{background:url(a;b);color:lime}", "p{content:'}';color:lime}", "@media{p{color:lime}}", "@layer a{p{color:lime}}",
		"@bogus{p{color:red}} p{color:lime}", "p{COLOR:LIME}", "p\n{\tcolor\r\n:\flime\n}", "p{color:\\6cime}",
		"@supports (display:flex){p{color:lime}}", "@supports not (display:bogus){p{color:lime}}", "@supports (a:b) or (color:red){p{color:lime}}",
	} {
		if got := one(t, sheet(css, "<p id=x>")).Color; got != lime {
			t.Errorf("%s: %v", css, got)
		}
	}
	for _, page := range []string{
		std + "<style type=text/less>p{color:lime}</style><p id=x>", std + "<style media=print>p{color:lime}</style><p id=x>", std + "<!--[if mso]><style>p{color:lime}</style><![endif]--><p id=x>",
		std + "<link rel=stylesheet href='data:text/css,p{color:lime}'><p id=x>", sheet("@supports (display:bogus){p{color:lime}}", "<p id=x>"),
	} {
		if got := one(t, page).Color; got == lime {
			t.Errorf("%s: is used", page)
		}
	}
}

func TestMedia(t *testing.T) {
	for query, want := range map[string]bool{
		"all": true, "screen": true, "print": false, "not print": true, "only screen": true, "screen, print": true, "tv": false,
		"(max-width:700px)": true, "(max-width:699px)": false, "(min-width:700px)": true, "screen and (min-width:600px) and (max-width:800px)": true,
		"(min-width:43.75em)": true, "(min-width:44em)": false, "(width >= 650px)": true, "(400px < width < 700px)": false, "(400px < width <= 700px)": true,
		"(width:700px)": true, "not (min-width:5000px)": true, "not screen and (min-width:5000px)": true, "(max-width:1px) or (min-width:2px)": true,
		"((max-width:1px) or (color)) and (width > 1px)": true, "only screen and (max-device-width:480px)": false, "(prefers-color-scheme:dark)": false,
		"(prefers-color-scheme:light)": true, "bogus and (": false, "(bogus:1)": false, "screen and": false, "(min-width:)": false,
		"screen and (-webkit-min-device-pixel-ratio:0)": true, "(orientation:portrait)": true, "": true,
	} {
		got := one(t, sheet("@media "+query+"{p{color:lime}}", "<p id=x>")).Color == rgb(0x00FF00)
		if got != want {
			t.Errorf("@media %s fits: %v, want %v", query, got, want)
		}
	}
	dark := Parse(context.Background(), sheet("@media (prefers-color-scheme:dark){p{color:lime}}", "<p id=x>"), Media{Width: 700, Dark: true})
	if byID(dark.Root, "x").Style.Color != rgb(0x00FF00) {
		t.Error("the dark scheme does not fit in the dark")
	}
}

func TestVariables(t *testing.T) {
	run(t, []check{
		{sheet(":root{--c:lime}p{color:var(--c)}", "<p id=x>"), colorOf, rgb(0x00FF00)},
		{sheet(":root{--c:lime}p{color:VAR( --c )}", "<p id=x>"), colorOf, rgb(0x00FF00)},
		{sheet("p{color:var(--c, lime)}", "<p id=x>"), colorOf, rgb(0x00FF00)},
		{sheet("p{color:var(--c, var(--d, lime))}", "<p id=x>"), colorOf, rgb(0x00FF00)},
		{sheet(":root{--C:red}p{color:var(--c, lime)}", "<p id=x>"), colorOf, rgb(0x00FF00)},
		{sheet("body{--c:red}div{--c:lime}p{color:var(--c)}", "<div><p id=x>"), colorOf, rgb(0x00FF00)},
		{sheet(":root{--a:var(--b);--b:var(--a)}div{color:blue}p{color:red;color:var(--a)}", "<div><p id=x>"), colorOf, rgb(0x0000FF)},
		{sheet(":root{--p:1px 2px}p{padding:var(--p) 3px}", "<p id=x>"), paddings, [4]Length{px(1), px(2), px(3), px(2)}},
		{sheet(":root{--w:3}p{width:calc(var(--w)*10px)}", "<p id=x>"), width, px(30)},
		{sheet("p{margin:5px;margin:var(--none)}", "<p id=x>"), margins, all4(px(0))},
		{sheet("p{border:1px solid var(--c)}", "<p id=x style='--c:lime'>"), func(c *Computed) any { return c.Border[Left].Color }, rgb(0x00FF00)},
		{sheet(":root{--c:lime}p{--c:initial;color:var(--c, blue)}", "<p id=x>"), colorOf, rgb(0x0000FF)},
	})
}

// TestHiddenPreheader holds the ways in which mail hides a first line.
func TestHiddenPreheader(t *testing.T) {
	run(t, []check{
		{inline("display:none !important;visibility:hidden;mso-hide:all;font-size:1px"), display, None},
		{inline("max-height:0;overflow:hidden"), func(c *Computed) any { return [2]any{c.MaxHeight, c.Clip} }, [2]any{px(0), true}},
		{inline("max-height:0px;max-width:0px;opacity:0;overflow:hidden"), func(c *Computed) any { return c.Opacity }, 0.0},
		{inline("font-size:0;line-height:0"), fontOf, Font{Size: 0}},
		{inline("visibility:hidden"), func(c *Computed) any { return c.Hidden }, true},
		{inline("mso-hide:all"), display, Block},
		{inline("position:absolute;left:-9999px"), display, None},
		{inline("position:absolute;top:-10000px"), display, None},
		{inline("position:relative;left:-9999px"), display, Block},
		{inline("position:absolute;left:-9px"), display, Block},
		{inline("position:absolute;width:1px;height:1px;overflow:hidden;clip:rect(0,0,0,0)"), display, None},
		{inline("position:absolute;clip:rect(1px 1px 1px 1px)"), display, None},
		{inline("position:absolute;clip:rect(0, 100px, 50px, 0)"), display, Block},
		{inline("clip:rect(0,0,0,0)"), display, Block},
		{inline("clip-path:inset(50%)"), display, None},
		{inline("clip-path:circle(40%)"), display, Block},
		{sheet(".preheader{display:none!important}", "<span id=x class=preheader style='display:block'>a"), display, None},
	})
	if n := byID(read(std+"<div id=x style='display:none'><b>a</b></div>").Root, "x"); len(n.Children) != 0 {
		t.Error("what is not shown has children")
	}
}

func TestStructure(t *testing.T) {
	for page, want := range map[string]bool{
		"<script>w</script>": false, "<style>w</style>": false, "<title>w</title>": false, "<template>w</template>": false, "<noscript>w</noscript>": true,
		"<noembed>w</noembed>": false, "<iframe>w</iframe>": false, "<details>w</details>": false, "<details open>w</details>": true,
		"<details><summary>w</summary></details>": true, "<svg><text>w</text></svg>": false, "<video>w</video>": false, "<object>w</object>": true,
		"<unknown>w</unknown>": true, "<o:p>w</o:p>": true, "<!--[if mso]>w<![endif]-->": false, "<![if !mso]>w<![endif]>": true, "<dialog>w</dialog>": false,
		"<datalist><option>w</datalist>": false, "<marquee>w</marquee>": true, "<center>w": true, "<select><option>v<option>w</select>": false,
	} {
		found := false
		var walk func(*Node)
		walk = func(n *Node) {
			if n.Style.Display == None {
				return
			}
			found = found || n.Text == "w"
			for _, c := range n.Children {
				walk(c)
			}
		}
		walk(read(page).Root)
		if found != want {
			t.Errorf("%s: shown %v, want %v", page, found, want)
		}
	}
}
