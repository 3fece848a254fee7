package htmlview

import (
	"context"
	"image"
	"image/color"
	"runtime"
	"strings"
	"testing"
	"time"

	"popmail/gui/kit/text"
)

// What any page may take from its octets to its first screen: milliseconds are usual, and
// what grows faster than the page takes minutes.
const (
	fuzzTime   = 10 * time.Second
	testTime   = time.Minute // whatever else the machine does
	fuzzMemory = 256 << 20
)

func firstScreen(t *testing.T, html string) {
	t.Helper()
	screen(t, html, fuzzTime, fuzzMemory)
}

// screen takes a page through all that a message takes until it is seen.
func screen(t *testing.T, html string, limit time.Duration, memory uint64) {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start := time.Now()
	white := color.NRGBA{0xff, 0xff, 0xff, 0xff}
	s := &sheet{spec: spec{width: 600, device: 1, zoom: 1, paper: white}}
	docs := []Document{{HTML: html}}
	lay(context.Background(), docs, (&rooms{}).pictures(docs), folding{}, s.spec, -1, func(p *part) bool {
		p.reading()
		s.add([]*part{p})
		return true
	})
	var img *image.RGBA
	for _, tile := range s.tiles(0, 700) {
		img = s.draw(tile.tileKey)
	}
	took := time.Since(start)
	runtime.ReadMemStats(&after)
	if took > limit {
		t.Errorf("%d octets took %v: %.80q", len(html), took, html)
	}
	if used := after.TotalAlloc - before.TotalAlloc; used > memory*slower { // what is not inlined allocates
		t.Errorf("%d octets took %d MB: %.80q", len(html), used>>20, html)
	}
	if img == nil && s.height > 0 {
		t.Error("nothing is drawn")
	}
}

// FuzzPage holds that no page takes long or much memory until it is seen.
func FuzzPage(f *testing.F) {
	text.Shared()
	for _, s := range []string{
		"<p>a b<b>c</b><br>d", "<table border=1 width=50% bgcolor=red><tr><td rowspan=2>a<td colspan=3 width=10%>b<tr><td>c</table>",
		"<div style='float:left;width:30%;margin:-5px'>a</div><div style='clear:both;overflow:hidden;opacity:.5'>b</div>",
		"<ul><li>a<ol start=-3 type=i><li value=7>b</ol></ul><blockquote>x</blockquote>", "<img src=x alt='a b' width=30><img width=100% height=3>",
		"<div style='display:flex;flex-wrap:wrap;gap:3px'><span style='flex:1 0 30%'>a</span>b</div>", "<details><summary>a</summary>b</details>",
		"<center><table align=left cellspacing=7><caption align=bottom>a<col width=1%><td>b</table>", "<div dir=rtl>א b 1 <b>ג</b></div>\U0001F468\u200d\U0001F469",
		"<pre>a\tb\n\n c</pre><input type=text value=x><hr>", "<p style='border:3px dashed red;border-radius:50%;background:linear-gradient(red,blue)'>x",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, html string) {
		firstScreen(t, html)
		if n := len(html); n > 0 && n < 2048 {
			firstScreen(t, strings.Repeat(html, 16<<10/n))
		}
	})
}

// FuzzCSS holds the same for sheets and attributes of style on a page of all sorts.
func FuzzCSS(f *testing.F) {
	text.Shared()
	for _, s := range []string{
		"p{margin:1e9px -1e9px;padding:5%}", "td{display:block;width:1000000px}", "*{float:left;font-size:300%}", "div{display:flex;gap:1e6px}",
		"b{display:inline-block;width:0;word-break:break-all}", "table{border-collapse:collapse;border:1000px double red}", "*{opacity:.5;overflow:hidden;border-radius:9999px}",
		"p{line-height:0;font-size:0}", "p{background:url(x) repeat;letter-spacing:-50px}", "li{list-style:inside upper-roman;position:relative;left:9e9px}", "a::before{content:'x'}",
	} {
		f.Add(s, strings.Trim(s[strings.Index(s, "{"):], "{}"))
	}
	body := strings.Repeat("<p>a <b>b <i>c</i></b></p><table><tr><td>d<td colspan=2>e<tr><td>f</table><div><div><div>g</div></div></div><ul><li>h<li>i</ul><a href=x>j</a><img alt=k width=10 height=10>", 20)
	f.Fuzz(func(t *testing.T, sheet, inline string) {
		inline = strings.ReplaceAll(inline, `"`, "'")
		firstScreen(t, "<style>"+strings.ReplaceAll(sheet, "</", "< /")+"</style><div style=\""+inline+"\"><p style=\""+inline+"\">x</p>"+body+"</div>")
	})
}
