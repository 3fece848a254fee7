package layout

import (
	"context"
	"testing"

	"popmail/gui/htmlview/style"
)

// layHTML lays HTML out with letters that are squares of 10 px on lines of 20 px.
func layHTML(t testing.TB, html string, width float64) *Page {
	t.Helper()
	p := style.Parse(t.Context(), `<!doctype html><style>body{margin:0;font-size:10px;line-height:20px}table{border-spacing:0}td{padding:0}</style>`+html, style.Media{Width: width})
	return Lay(context.Background(), p, width, squares{}, nil)
}

// TestAsBrowsersPlace holds where Chromium puts words of constructs that mail is made of.
func TestAsBrowsersPlace(t *testing.T) {
	for _, c := range []struct {
		name, html string
		want       string
	}{
		{"a fixed table of the whole width is as wide as it may be", `<table><td><table style="table-layout:fixed;width:100%"><td>a<td>b</table></table>`, "a 0,5; b 150,5"},
		{"so is one of a part of it", `<table><td><table style="table-layout:fixed;width:50%"><td>a<td>b</table></table>`, "a 0,5; b 75,5"},
		{"not beyond its bound", `<table><td><table style="table-layout:fixed;width:100%;max-width:100px"><td>a<td>b</table></table>`, "a 0,5; b 50,5"},
		{"a column without width keeps none", `<table style="table-layout:fixed;width:100%"><td style="width:0">a<td>b</table>`, "a 0,5; b 0,5"},
		{"nor does a col", `<table style="table-layout:fixed;width:100%"><col style="width:0"><col><tr><td>a<td>b</table>`, "a 0,5; b 0,5"},
		{"no space between cells that are inline blocks", `<table style="width:300px"><tr><td style="display:inline-block;width:50%">a</td> <td style="display:inline-block;width:50%">b</td></tr></table>`, "a 0,5.32; b 150,5.32"},
		{"nor in a box that is a row", `<div style="display:table-row"><b>a</b> <i>b</i></div>`, "a 0,5; b 10,5"},
		{"a picture keeps its shape without its height", `<img src=x width=120 height=60 style="display:block;width:100%;height:auto"><p>a`, "a 0,165"},
		{"within its bound", `<img src=x width=120 height=60 style="display:block;width:100%;max-width:200px;height:auto"><p>a`, "a 0,115"},
		{"with words for it, too", `<img src=x alt=w width=120 height=60 style="display:block;height:auto"><p>a`, "w 16,5; a 0,75"},
		{"without its width", `<div>a<img src=x width=120 height=60 style="width:auto">b</div>`, "a 0,52; b 130,52"},
		{"a share is no shape", `<img src=x width=100% height=60 style="display:block;height:auto"><p>a`, "a 0,31"},
		{"a line ends at white space outside that what does not wrap has swallowed", `<div style="width:80px"><nobr>aaaa bb </nobr> cc</div>`, "aaaa bb 0,5; cc 0,25"},
		{"none does inside", `<div style="width:80px"><nobr>aaaa bb </nobr>cc</div>`, "aaaa bb 0,5; cc 80,5"},
		{"two capitals for one letter", `<b style="text-transform:uppercase">ß</b>`, "SS 0,5"},
		{"the parts of a word are read in their order", `<p dir=rtl>א (ab), 12% ו-c.</p>`, "א ( 270,15; ab 250,15; ), 220,15; 12% 190,15; ו- 160,15; c 150,15; . 140,15"},
		{"what is seen side by side need not be read so", `<p>1. אב 2</p>`, "1. 0,15; אב 40,15; 2 30,15"},
		{"what follows in the next line has a say", `<div style="width:90px">aaa בבב, 12 cc</div>`, "aaa 0,5; בבב, 40,5; 12 cc 0,25"},
		{"so has what came before", `<div style="width:60px">אבגד (הו) x</div>`, "אבגד 0,5; (הו) 0,25; x 40,25"},
		{"not beyond the end of a line", `<div style="width:200px">aaa בבב,<br>ג</div>`, "aaa 0,5; בבב 40,5; , 70,5; ג 0,25"},
		{"nor out of what has a direction of its own", `<div style="width:90px">aaa <bdi>בבב,</bdi> ג</div>`, "aaa 0,5; בבב 40,5; , 70,5; ג 0,25"},
		{"numbers from right to left", `<ol dir=rtl start=10><li>x</ol>`, "10 280,15; . 270,15; x 250,15"},
		{"what rules put around a text", `<style>p:before{content:"» "}p::after{content:"\41" attr(title);color:red}</style><p title=x>b</p>`, "» 0,15; b 20,15; Ax 30,15"},
		{"quotations", `<q>a <q>b</q></q>`, "“ 0,5; a 10,5; ‘ 30,5; b 40,5; ’ 50,5; ” 60,5"},
		{"none of a part's part", `<style>p:before:before{content:x}:is(p::before){content:"x"}p:after b{content:"y"}p:before{content:none}</style><p>b</p>`, "b 0,15"},
		{"floats end", `<style>.f:after{content:"";display:table;clear:both}</style><div class=f><div style="float:left;height:50px">a</div></div><div>b</div>`, "a 0,5; b 0,55"},
		{"a block before a text", `<style>div:before{content:"";display:block;height:30px}</style><div>b</div>`, "b 0,35"},
		{"a grid of shares", `<div style="display:grid;grid-template-columns:1fr 2fr;gap:0 30px"><b>a</b><b>b</b><b>c</b></div>`, "a 0,5; b 120,5; c 0,25"},
		{"of a width and the rest", `<div style="display:grid;grid-template-columns:100px auto">x<i>b</i></div>`, "x 0,5; b 100,5"},
		{"as many as fit", `<div style="display:grid;grid-template-columns:repeat(auto-fill,minmax(90px,1fr))"><b>a</b><b>b</b><b>c</b><b>d</b></div>`, "a 0,5; b 100,5; c 200,5; d 0,25"},
		{"over both columns", `<div style="display:grid;grid-template-columns:repeat(2,1fr)"><b style="grid-column:1/-1">a</b><b>b</b><b style="grid-column:span 2">c</b></div>`, "a 0,5; b 0,25; c 0,45"},
		{"in the middle", `<div style="display:grid;place-items:center;height:80px"><b>aa</b></div>`, "aa 140,35"},
		{"one needs more than its share", `<div style="display:grid;grid-template-columns:1fr 1fr"><b>aaaaaaaaaaaaaaaaaaaa</b><b>b</b></div>`, "aaaaaaaaaaaaaaaaaaaa 0,5; b 200,5"},
		{"a part that would scroll is shown whole", `<div style="overflow:auto;height:40px">a<br>b<br>c</div><div>d</div>`, "a 0,5; b 0,25; c 0,45; d 0,65"},
		{"up to a height, too", `<div style="overflow-y:scroll;max-height:40px">a<br>b<br>c</div><div>d</div>`, "a 0,5; b 0,25; c 0,45; d 0,65"},
		{"what hides still does", `<div style="overflow:hidden;height:20px">a<br>b</div><div style="overflow:auto;max-height:0">x</div><div>d</div>`, "a 0,5; d 0,25"},
		{"a picture of nothing is none", `a<img src="">b<img src=" " width=100>c`, "a 0,5; b 10,5; c 20,5"},
		{"a cell whose words break anywhere asks for a letter", `<table style="width:60px"><td style="word-break:break-word">aaaa<td>bbbb</table>`, "aa 0,5; aa 0,25; bbbb 20,15"},
		{"with overflow-wrap, too", `<table style="width:60px"><td style="overflow-wrap:anywhere">aaaa<td>bbbb</table>`, "aa 0,5; aa 0,25; bbbb 20,15"},
		{"not one whose words are broken where they must be", `<table style="width:60px"><td style="overflow-wrap:break-word">aaaa<td>bbbb</table>`, "aaaa 0,5; bbbb 40,5"},
	} {
		same(t, c.name, words(layHTML(t, c.html, 300)), c.want)
	}
}

// TestCover holds that what is stretched over a box and holds nothing lies behind what is in
// the box, and takes no room.
func TestCover(t *testing.T) {
	for name, html := range map[string]string{
		"a cell":           `<table style="width:100px"><td style="position:relative;height:60px"><div style="position:absolute;top:0;left:0;right:0;bottom:0;background:#000;opacity:.5"></div><div>a</div></table>`,
		"a pseudo-element": `<style>.r{position:relative;width:100px;height:60px}.r::before{content:"";position:absolute;top:0;left:0;width:100%;height:100%;background:#000;opacity:.5}</style><div class=r><p style="margin:20px 0">a</p></div>`,
	} {
		p := layHTML(t, html, 300)
		if got := words(p); got != "a 0,25" {
			t.Errorf("%s: %s", name, got)
		}
		found := -1
		for i, it := range p.Items {
			switch it := it.(type) {
			case *Box:
				if it.Background.Color.A > 0 && it.W == 100 && it.H == 60 && it.Opacity == 0.5 {
					found = i
				}
			case *Text:
				if found < 0 {
					t.Errorf("%s: the text comes before what covers", name)
				}
			}
		}
		if found < 0 {
			t.Errorf("%s: nothing covers it", name)
		}
	}
}
