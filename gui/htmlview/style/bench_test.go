package style

import (
	"context"
	"strings"
	"testing"
)

// newsletter is a page as they are sent: nested tables, attributes, inline CSS, a sheet.
func newsletter(rows int) string {
	row := `<tr><td align="center" valign="top" bgcolor="#ffffff" style="padding:20px 30px;font-family:Arial,sans-serif;font-size:16px;line-height:24px;color:#333333" class="cell">
<table width="100%" cellpadding="0" cellspacing="0" border="0" class="inner"><tr><td class="text"><h2 style="margin:0 0 10px">Title</h2><p>Some <b>text</b> with <a href="https://example.org/a" class="link">a link</a>.</p>
<img src="https://example.org/p.png" width="120" height="80" alt="Picture" style="display:block;border:0"></td></tr></table></td></tr>`
	return `<!doctype html><html><head><style>body{margin:0;padding:0}.cell{background:#fff}.inner td{padding:0}a.link{color:#06c!important}
@media only screen and (max-width:600px){.cell{padding:10px!important}.inner{width:100%!important}h2{font-size:18px!important}}</style></head><body bgcolor="#eeeeee"><table width="600" align="center">` +
		strings.Repeat(row, rows) + `</table></body></html>`
}

func bench(b *testing.B, page string) {
	b.SetBytes(int64(len(page)))
	b.ReportAllocs()
	for b.Loop() {
		Parse(context.Background(), page, Media{Width: 700})
	}
}

func BenchmarkNewsletter(b *testing.B) { bench(b, newsletter(20)) }

// BenchmarkTable is a table of 2,000 rows and 5 columns.
func BenchmarkTable(b *testing.B) {
	bench(b, "<table border=1>"+strings.Repeat("<tr>"+strings.Repeat("<td align=right>12.50</td>", 5)+"</tr>", 2000)+"</table>")
}
