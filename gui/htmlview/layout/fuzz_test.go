package layout_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// FuzzLay holds that no page makes the layout panic, take long or use much memory, and
// that every place is finite and on the page.
func FuzzLay(f *testing.F) {
	for _, s := range []string{
		"<p>a b<b>c</b><br>d", "<table border=1 width=50%><tr><td rowspan=2>a<td colspan=3 width=10%>b<tr><td>c</table>",
		"<div style='float:left;width:30%;margin:-5px'>a</div><div style='clear:both;overflow:hidden'>b</div>",
		"<ul><li>a<ol start=-3 type=i><li value=7>b</ol></ul>", "<img src=x alt='a b' width=30><img width=100% height=3>",
		"<div style='display:flex;flex-wrap:wrap;gap:3px'><span style='flex:1 0 30%'>a</span>b</div>",
		"<div style='display:table-cell'>a</div><span style='display:table-row'>b</span>",
		"<td style=display:block>a", "<center><table align=left cellspacing=7><caption align=bottom>a<col width=1%><td>b</table>",
		"<div dir=rtl>א b 1 <b>ג</b></div>", "<pre>a\tb\n\n c</pre>", "<!doctype html><span style='vertical-align:top;line-height:0;padding:1em'>a<img></span>",
		"<table style='border-collapse:collapse;height:100%'><tr height=30%><td style='border:3px double;vertical-align:baseline'>a</table>",
	} {
		f.Add(s)
	}
	for _, make := range hostile {
		f.Add(make(2000))
	}
	f.Fuzz(func(t *testing.T, html string) {
		if len(html) > 1<<20 {
			html = html[:1<<20]
		}
		page, took, bytes := cost(t.Context(), html, squares{})
		if took > slower*time.Second {
			t.Errorf("%d octets took %v", len(html), took)
		}
		if bytes > 256<<20 {
			t.Errorf("%d octets allocated %d MB", len(html), bytes>>20)
		}
		for _, it := range page.Items {
			r := it.Place()
			if s := fmt.Sprint(r); strings.Contains(s, "NaN") || strings.Contains(s, "Inf") || r.W < 0 || r.H < 0 {
				t.Fatalf("a place: %T %v", it, s)
			}
		}
	})
}
