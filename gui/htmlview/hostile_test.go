package htmlview

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
)

// TestHostile takes pages that are made to cost much from their octets to the first screen:
// none takes much more than a page of its length may.
func TestHostile(t *testing.T) {
	rep := func(s string, n int) string { return strings.Repeat(s, max(n/slower, 1)) }
	many := func(n int, f func(i int) string) string {
		var b strings.Builder
		for i := range max(n/slower, 1) {
			b.WriteString(f(i))
		}
		return b.String()
	}
	bomb := func() string {
		var b strings.Builder
		b.WriteString(`<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="100" height="100"><defs><g id="a0"><rect width="1" height="1"/></g>`)
		for i := 1; i < 40; i++ {
			fmt.Fprintf(&b, `<g id="a%d">%s</g>`, i, rep(fmt.Sprintf(`<use xlink:href="#a%d" href="#a%d"/>`, i-1, i-1), 10))
		}
		b.WriteString(`</defs><use xlink:href="#a39" href="#a39"/></svg>`)
		return b.String()
	}
	svg := func(s string) string {
		return `<img width=100 height=100 src="data:image/svg+xml;base64,` + base64.StdEncoding.EncodeToString([]byte(s)) + `">`
	}
	for _, c := range []struct{ name, html string }{
		{"nested tables with widths", rep("<table width=50%><tr><td width=30%><td>", 500) + "x"},
		{"colspan huge", "<table>" + rep("<tr><td colspan=1000000 rowspan=1000000>x<td colspan=1000000>", 20000)},
		{"nested flex", rep("<div style='display:flex;flex-wrap:wrap;flex:1 1 auto;height:100%'><div style='flex:1'>x</div>", 500)},
		{"nested flex columns", rep("<div style='display:flex;flex-direction:column;flex:1;height:100%;min-height:50%'><p>x</p>", 500)},
		{"nested grid", rep("<div style='display:grid;grid-template-columns:repeat(auto-fit,minmax(1px,1fr))'><i>x</i>", 500)},
		{"grid repeat", "<div style='display:grid;grid-template-columns:repeat(1000000,1px)'>" + rep("<b>x</b>", 20000)},
		{"grid columns 10^9", rep("<div style='display:grid'><b style='grid-column:1/1000000000'>x</b></div>", 2000)},
		{"rules x nodes", "<style>" + many(100000, func(i int) string { return fmt.Sprintf(".c%d .d{color:red}", i) }) + "</style><div class=c1>" + rep("<p class=d>x", 10000)},
		{"rules x nodes, types", "<style>" + many(100000, func(i int) string { return fmt.Sprintf("div p:nth-child(%dn+1) b{color:red}", i) }) + "</style><div>" + rep("<p><b>x</b>", 10000)},
		{"rules all match", "<style>" + rep("*{color:red;margin:1px}", 100000) + "</style><div>" + rep("<p>x", 10000)},
		{"nth-last-of-type", "<style>" + rep("p:nth-last-of-type(odd):not(:first-child)~p{color:red}", 2000) + "</style>" + rep("<p>x", 20000)},
		{"has", "<style>" + rep("div:has(p b:has(i)) p{color:red}", 2000) + "</style>" + rep("<div><p><b><i>", 100) + rep("<p>x", 20000)},
		{"giant selector", "<style>" + rep("div>", 200000) + "p{color:red}</style>" + rep("<div>", 400) + "<p>x"},
		{"giant class selector", "<style>" + rep(".a", 300000) + "{color:red}</style>" + rep("<b class=a>x</b>", 10000)},
		{"attr substring", "<style>" + rep("[class*='aaaaaaaaaaab']{color:red}", 5000) + "</style><b class='" + rep("a", 1000000) + "'>x</b>" + rep("<b class=q>x</b>", 5000)},
		{"svg use bomb", svg(bomb())},
		{"svg use bomb inline", bomb()},
		{"svg path", svg(`<svg xmlns="http://www.w3.org/2000/svg" width="5000" height="5000"><path d="M0 0` + rep("L5000 5000 0 5000 5000 0", 50000) + `" stroke="red" stroke-width="99" stroke-dasharray="0.001 0.001"/></svg>`)},
		{"svg dash", svg(`<svg xmlns="http://www.w3.org/2000/svg" width="500" height="500"><path d="M0 0L1e9 1e9" stroke="red" stroke-width="1" stroke-dasharray="0.0001"/></svg>`)},
		{"svg many", rep(`<svg width=100 height=100><circle r=50 cx=50 cy=50 fill=red /></svg>`, 20000)},
		{"svg deep", svg(`<svg xmlns="http://www.w3.org/2000/svg" width="50" height="50">` + rep("<g transform='scale(2)'>", 100000) + `</svg>`)},
		{"svg entities", svg(`<!DOCTYPE svg [<!ENTITY a "xxxxxxxxxx"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;">]><svg xmlns="http://www.w3.org/2000/svg" width="50" height="50"><text>&d;&d;&d;&d;</text></svg>`)},
		{"svg style", svg(`<svg xmlns="http://www.w3.org/2000/svg" width="50" height="50"><style>` + rep("*{fill:red}", 50000) + `</style>` + rep("<rect/>", 20000) + `</svg>`)},
		{"svg gradient", svg(`<svg xmlns="http://www.w3.org/2000/svg" width="3000" height="3000"><linearGradient id="a">` + rep(`<stop offset="0.5"/>`, 10000) + `</linearGradient>` + rep(`<rect width="3000" height="3000" fill="url(#a)"/>`, 500) + `</svg>`)},
		{"data 8 MB", `<p>a<img src="data:image/png;base64,` + rep("A", 8<<20) + `">`},
		{"data 8 MB css", `<style>p{background:url(data:image/png;base64,` + rep("A", 8<<20) + `)}</style><p>a`},
		{"data many", rep(`<img src="data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7">`, 20000)},
		{"media", "<style>" + rep("@media (min-width:1px) and (max-width:9999px) and (prefers-color-scheme:light){p{color:red}}", 20000) + "</style>" + rep("<p>x", 3000)},
		{"media nested", "<style>" + rep("@media all{", 100000) + "p{color:red}" + rep("}", 100000) + "</style><p>x"},
		{"media list", "<style>@media " + rep("(max-width:1px),", 200000) + "all{p{color:red}}</style><p>x"},
		{"counters", "<style>p{counter-increment:a b c d}p::before{content:counters(a,'.') counter(b,upper-roman)}</style>" + rep("<div style='counter-reset:a'><p>x", 400) + rep("<p>x", 20000)},
		{"before content", "<style>p::before,p::after{content:'" + rep("long ", 2000) + "'}</style>" + rep("<p>x", 5000)},
		{"before attr", "<style>p::before{content:attr(title) attr(title) attr(title)}</style>" + rep("<p title='"+rep("x", 500)+"'>x", 5000)},
		{"br", rep("<br>", 300000)},
		{"hr", rep("<hr>", 100000)},
		{"bidi controls", rep("\u202e\u2066a\u2069\u202d b \u202c\u202a", 60000)},
		{"bidi deep", rep("\u202e", 200000) + "abc" + rep("\u202c", 200000)},
		{"bidi elements", rep("<bdo dir=rtl>a<bdi>", 400) + rep("<bdo dir=rtl>a</bdo> ", 30000)},
		{"bidi isolates deep", rep("\u2067a ", 150000)},
		{"zero width", rep("\u200b", 400000)},
		{"zero width joiners", "a" + rep("\u200d", 500000) + " " + rep("\U0001F468\u200d", 100000)},
		{"combining", "a" + rep("\u0301", 100000)},
		{"combining many", rep("a"+rep("\u0301\u0323", 50)+" ", 3000)},
		{"combining indic", "क" + rep("्क", 100000)},
		{"arabic long word", rep("ب", 300000)},
		{"distinct words", many(60000, func(i int) string { return fmt.Sprintf("w%dx ", i) })},
		{"distinct fonts", many(20000, func(i int) string { return fmt.Sprintf("<b style='font:%dpx/1 f%d'>w</b> ", i%200+1, i) })},
		{"hangul/han", rep("漢字かな", 60000)},
		{"variation selectors", "x" + rep("\ufe0f\ufe0e", 200000)},
		{"tags", "\U0001F3F4" + rep("\U000E0067", 200000)},
		{"shadows", rep("<div style='box-shadow:"+rep("0 0 999px red,", 500)+"0 0 9px red;width:9999px;height:9999px'>x</div>", 200)},
		{"gradients", rep("<div style='background:linear-gradient("+rep("red,blue,", 1000)+"red);height:300px'>x</div>", 100)},
		{"radial tiny repeat", rep("<div style='background:repeating-linear-gradient(45deg,red 0,blue .001px);height:9999px'>x</div>", 100)},
		{"bg tiny repeat", rep("<div style='background:url(data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7) 0 0/1px 1px;height:99999px'>x</div>", 300)},
		{"opacity nest", rep("<div style='opacity:.99'>", 450) + "x"},
		{"clip nest", rep("<div style='overflow:hidden;border-radius:50%;padding:1px;background:red'>", 450) + "x"},
		{"relative", rep("<div style='position:relative;left:1px;top:-99999px'>x", 450)},
		{"absolute", rep("<div style='position:absolute;left:1px;top:-9px;right:3%;bottom:10%'>x", 450)},
		{"absolute many", "<div style='position:relative'>" + rep("<div style='position:absolute;left:1px;top:9px;width:100%'>x</div>", 20000)},
		{"columns", "<div style='columns:1000000'>" + rep("<p>x", 20000)},
		{"details", rep("<details open><summary>x</summary>", 450) + rep("<details><summary>x</summary>y</details>", 20000)},
		{"select", rep("<select>"+rep("<option>x", 2000)+"</select>", 50)},
		{"textarea", rep("<textarea rows=100000 cols=100000>x</textarea>", 1000)},
		{"input size", rep("<input size=100000000>", 3000)},
		{"map areas", "<img usemap=#a width=9 height=9><map name=a>" + rep("<area coords='"+rep("1,", 500)+"1' shape=poly href=x>", 2000) + "</map>"},
		{"map many imgs", "<map name=a>" + rep("<area coords='1,2,3,4' href=http://x/>", 2000) + "</map>" + rep("<img usemap=#a width=9 height=9>", 5000)},
		{"ordered huge", "<ol start=2000000000 type=I>" + rep("<li>x", 50000)},
		{"ol roman", "<ol start=3999 type=i>" + rep("<li>x", 50000)},
		{"letter-spacing wrap", "<p style='width:1px;letter-spacing:-3px;word-break:break-all'>" + rep("word ", 100000)},
		{"justify", "<p style='text-align:justify'>" + rep("wo rd ", 200000)},
		{"first-letter", "<style>p::first-letter{font-size:99px}p::first-line{color:red}</style>" + rep("<p>x", 20000)},
		{"transform", rep("<p style='text-transform:uppercase'>ßßßß ΰΰ", 30000)},
		{"links", rep("<a href='http://x/"+rep("y", 100)+"'>x</a> ", 20000)},
		{"urls in text", rep("http://a.example/"+rep("(", 50)+" ", 20000)},
		{"quotes deep", rep("<blockquote>", 450) + rep("<p>x", 10000)},
		{"entities", rep("&nbsp;&zwnj;&#x200b;", 100000)},
		{"rowspan collapse", "<table border=1 style='border-collapse:collapse'>" + rep("<tr>"+rep("<td rowspan=1000 colspan=3>x", 30), 600)},
		{"var chain", "<style>:root{" + many(5000, func(i int) string { return fmt.Sprintf("--a%d:var(--a%d);", i+1, i) }) + "}</style>" + rep("<p style='color:var(--a5000)'>x", 3000)},
		{"calc", "<style>p{width:calc(" + rep("(1px + ", 2000) + "1px" + rep(")", 2000) + ")}</style>" + rep("<p>x", 1000)},
		{"inline block chain", rep("<span style='display:inline-block;max-width:50%'>x ", 450) + rep("<span style='display:inline-block;width:10%'>x</span>", 10000)},
	} {
		t.Run(c.name, func(t *testing.T) { screen(t, c.html, testTime, fuzzMemory+500*uint64(len(c.html))) })
	}
}
