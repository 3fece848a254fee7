package style

import (
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// most is how many elements and texts the parser may make of one tag of a page that is made to grow.
const most = 60

// grown parses a page and says how many elements and texts there are, and how many tags.
func grown(page string) (nodes, tags int) {
	tree, _ := Tree(page)
	for range tree.Descendants() {
		nodes++
	}
	return nodes, strings.Count(page, "<")
}

// TestGrows: whatever leaves many unlike formatting elements open, they are not repeated in each of
// the paragraphs that follow.
func TestGrows(t *testing.T) {
	for name, unit := range map[string]string{
		"plainly":               "<font N>",
		"others end":            "<font N></b>",
		"beside alike ones":     "<font N><font><font><font><font>" + strings.Repeat("</font>", 4),
		"alike ones in blocks":  "<font N><p><font><p><font><p><font><p><font>" + strings.Repeat("</font>", 4),
		"in noscript":           "<noscript><font N></noscript>",
		"in noscript, ends":     "<font N><noscript></font></noscript>",
		"in a drawing's styles": "<svg><style><font color=N></style></svg>",
		"ends in styles":        "<font N><style></font></style>",
		"ends in a comment":     "<font N><!-- </font> -->",
		"ends in CDATA":         "<font color=N><svg><![CDATA[></svg></font>]]></svg>",
		"ends in a value":       `<font N><i title="</font>"></i>`,
		"cells without a table": "<td><font N></td>",
		"barred by a table":     "<font N><table></font></table>",
		"barred by a cell":      "<font N><table><tr><td></font></table>",
		"hidden table":          "<font N><svg><style><table></style></svg></font></table>",
		"many blocks":           "<font N>" + strings.Repeat("<div>", 9) + "</font>" + strings.Repeat("</div>", 9),
		"many blocks, closed":   "<font N><svg>" + strings.Repeat("<div/>", 9) + "</svg></font>" + strings.Repeat("</div>", 9),
		"many blocks, left":     "<font N><svg><p>" + strings.Repeat("<section/>", 9) + "</font>" + strings.Repeat("</section>", 9),
		"many blocks in a cell": "<td><font N>" + strings.Repeat("<div>", 9) + "</td>" + strings.Repeat("</div>", 9),
		"spans":                 "<span><font N><div></span></font></div>",
		"an object":             "<object><table></object><font N></table></object>",
		"a selection":           "<font N><select></font><select>",
		"templates":             "<font N><template></font></template>",
	} {
		page := "<p>"
		for i := range 480 {
			page += strings.ReplaceAll(unit, "N", "color=c"+itoa(i))
		}
		page += strings.Repeat("<p>x", 1500)
		if nodes, tags := grown(page + strings.Repeat(" <hr>", 300)); nodes > most*tags {
			t.Errorf("%s: %d elements and texts of %d tags", name, nodes, tags)
		}
	}
	atoms := append(strings.Split("<font N>,<font>,<font>,<font><font><font>,<b N>,<a N>,<i N/>,</font>,</b>,</a>,</i>,</td>,</table>,</svg>,</select>,</div>,</span>,</p>,</li>,</object>,</noscript>,</style>,</form>,</template>,</math>,x", ","),
		strings.Split("<td>,<tr>,<table>,<svg>,<select>,<option>,<div>,<span>,<p>,<li>,<ul>,<object>,<noscript>,<style>,<title>,<form>,<button>,<template>,<math>,<mi>,<div/>,<style/>,<desc>,<caption>,<![CDATA[,]]>,<!--,-->", ",")...)
	random := rand.New(rand.NewPCG(1, 2))
	for range 400 {
		unit := "<font N>"
		for range random.IntN(9) {
			unit += atoms[random.IntN(len(atoms))]
		}
		page := ""
		for i := range 300 {
			page += strings.ReplaceAll(unit, "N", "color=c"+itoa(i))
		}
		if nodes, tags := grown(page + strings.Repeat("<p>x", 1500)); nodes > most*tags {
			t.Errorf("%s: %d elements and texts of %d tags", unit, nodes, tags)
		}
	}
}

// TestTamed: what is tamed is the same page where nothing had to be left out.
func TestTamed(t *testing.T) {
	render := func(page string) string {
		tree, err := html.ParseWithOptions(strings.NewReader(page), html.ParseOptionEnableScripting(false))
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		_ = html.Render(&b, tree)
		return b.String()
	}
	for _, page := range []string{
		"<!DOCTYPE html><html><head><title>a<b</title><style>a>b{c:d}</style></head><body><p>a<b>b</b><p>c</body></html>", "<p><font color=red>a<p>b</font>c", "<b><div>x</b>y</div>z",
		"<table><tr><td>a<td><font>b<tr><td>c</table>d", "<ul><li>a<li>b<ul><li>c</ul>d</ul>", "<a href=x><table><tr><td><p>x</table></a>y", "<b><table><tr><td>x</b>y</td></tr></table>z</b>w",
		"<svg><path d=x /><g><path/></g></svg><p>x", "<svg><title>a</title><style/><path/></svg>b", "<noscript><b>a</b><p>b</noscript>c", "<div><span>a</div>b</span>c", "<select><option>a<option>b</select>c",
		"<a name=1>x<a name=2>y<p>z", "<dl><dt>a<dd>b<dt>c</dl>", "<form><div>a</form>b</div>c", "<table><tbody><tr><td>a</tbody><tbody><tr><td>b</table>", "a</div>b</p>c</b>d<br/>e</br>f", "<p>a<ul><li>b</ul>c</p>d",
		"<div><p>a<span>b</div>c", "<!--[if mso]><table><![endif]--><p>x<![if !mso]>y<![endif]>", "<textarea><b></textarea><xmp><i></xmp>", "<h1>a<h2>b</h2>c</h1>", "<object><p>a</object>b",
		"<h1>a</h2><p>b", "<div><h3>a</h4>b</div></h5>c", "<table><tr><td>a</td></tr><td>b</td></tr><td>c</td></tr></table>d", "<table><td>a</td></tbody><td>b</table>c",
		"<div><td>a</div>b", "<ul><li><td>a</li>b</ul>c", "<table><tr><td><form>a</td></form><td><form>b</form></table>c",
		"<p>a<table><tr><td>b</table><div>c</div>", "<!DOCTYPE html><p>a<table><tr><td>b</table><div>c</div>",
		"<table><tr><td><p>a<table><tr><td>b</table></td></tr></table>c", "<!DOCTYPE html><table><tr><td><p>a<table><tr><td>b</table></td></tr></table>c",
		"<span><p>a<span>b<table></table></span>c<p>d</span>e", "<!DOCTYPE html><span><p>a<span>b<table></table></span>c<p>d</span>e",
		"<p>a<b><table><tr><td>b</table>c</b></p>d", "<!DOCTYPE html><p>a<b><table><tr><td>b</table>c</b></p>d",
		"<div><p>a<table></table>b<p>c<table></table>d</div>e", "<!DOCTYPE html><div><p>a<table></table>b<p>c<table></table>d</div>e",
		"<p>a<li>b<li>c", "<div><p>a<li>b</div>c", "<!DOCTYPE html><p>a<li>b<li>c",
		"<p>a<dd>b<dt>c", "<div><p>a<dd>b<p>c</div>d", "<!DOCTYPE html><p>a<dd>b<dt>c",
		"<td><p>a<table></table></td><p>b", "<!DOCTYPE html><td><p>a<table></table></td><p>b",
		"<p>a<span><table></table><td>b</span>c</p>d", "<!DOCTYPE html><p>a<span><table></table><td>b</span>c</p>d",
		"<form><p>a<table></table></form>b</p>c", "<!DOCTYPE html><form><p>a<table></table></form>b</p>c",
		"<ul><li><p>a<table></table><li>b</ul>c", "<!DOCTYPE html><ul><li><p>a<table></table><li>b</ul>c",
		"<p>a<svg><desc><p>b<table></table></desc></svg>c</p>", "<!DOCTYPE html><p>a<svg><desc><p>b<table></table></desc></svg>c</p>",
		"<svg><path/></svg><style><!-- b{} --></style><xmp>a<b</xmp><p>c", "<svg><g><svg/></g></svg><style><!-- b{} --></style>",
		"<a href=x><svg/></a>b<p>c", "<b>a<math/></b>c<svg a=b/><i>d", "<svg><path d=M0/><g/>a</svg>",
		"<ul><li>a<blockquote><li>b</blockquote>c</ul>", "<dl><dd>a<blockquote><dd>b</blockquote>c</dl>", "<li>a<div><address><p>b<li>c", "<!DOCTYPE html><ul><li><p>a<table></table><section><li>b</section>c</ul>",
		strings.Repeat("<p>a<table></table>", 600), "<!DOCTYPE html>" + strings.Repeat("<p>a<table></table>", 600),
		strings.Repeat("<p><a href=x><b><i><font color=red>a</font></i></b></a></p>", 9000),
	} {
		if len(page) < 1000 && suspicious(page) {
			t.Errorf("%s is suspicious", page)
		}
		out, cut := tame(page, maxOpen)
		if got, want := render(out), render(page); got != want || cut {
			t.Errorf("%.300s\n%.300s\n%.300s, want\n%.300s", page, out, got, want)
		}
	}
}

// TestTamedAlike: formatting elements that are alike do not count for what the parser can repeat, so
// that pages which never end theirs keep the others.
func TestTamedAlike(t *testing.T) {
	for page, want := range map[string]int{
		strings.Repeat("<p><b>T<br><a href=x>y</a>", 60) + strings.Repeat("<i>z</i>", 900):                             60,
		strings.Repeat("<div><font color=red><b>T<a href=x>y</a></div>", 2000):                                         2000,
		strings.Repeat("<b>", 100) + strings.Repeat("</b>", 100) + strings.Repeat("<a href=x>y</a>", 500):              500,
		"<table>" + strings.Repeat("<tr><td><b><b><b><b><b>T<a href=x>y</a>", 300) + "</table>" + "<a href=x>y</a><p>": 301,
	} {
		if !suspicious(page) {
			t.Errorf("%.60s is not suspicious", page)
		}
		tree, cut := Tree(page)
		links := 0
		for n := range tree.Descendants() {
			if n.Type == html.ElementNode && n.Data == "a" && n.FirstChild != nil && n.FirstChild.Data == "y" {
				links++
			}
		}
		if links != want || cut {
			t.Errorf("%.60s: %d links, want %d; cut: %v", page, links, want, cut)
		}
	}
}

// TestTamedClosed: elements that close themselves in a drawing do so behind one, too, where it is not
// sure that it has ended, and are not nested deeper and deeper.
func TestTamedClosed(t *testing.T) {
	for _, before := range []string{"<div><svg></div>", "<svg><p>"} {
		page, cut := tame(before+strings.Repeat("<o:p/>x<section/>", 600), maxOpen)
		if _, err := html.Parse(strings.NewReader(page)); err != nil || cut {
			t.Errorf("%s: %v; cut: %v", before, err, cut)
		}
	}
}

// TestWords: a page that the parser cannot take keeps its words.
func TestWords(t *testing.T) {
	if got := wordsOf("<style>a{}</style><title>T</title><p>a<noscript><b>b</b></noscript><script>c</script>d"); got != "abd" {
		t.Errorf("%q", got)
	}
	if got := wordsOf("<title></title>a<script src=x></script>b<xmp>c</xmp><iframe src=y></iframe>d<style></style><noframes>e</noframes>f<textarea>g"); got != "abcdfg" {
		t.Errorf("%q", got)
	}
	for _, page := range []string{strings.Repeat("<svg><style>", 600) + "word", "<svg><style>" + strings.Repeat("<div>", 600) + "</style></svg>word", strings.Repeat("<noscript><div>", 400) + "word"} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		tree, _ := Tree(page)
		runtime.ReadMemStats(&after)
		found := false
		for n := range tree.Descendants() {
			found = found || n.Type == html.TextNode && strings.Contains(n.Data, "word")
		}
		if used := after.TotalAlloc - before.TotalAlloc; !found || used > roomyMemory {
			t.Errorf("%.40s: the word is there: %v, %d MB", page, found, used>>20)
		}
	}
}
