package layout_test

import (
	"strings"
	"testing"

	"popmail/gui/htmlview/layout"
	"popmail/gui/htmlview/style"
)

func bench(b *testing.B, html string) {
	b.Helper()
	p := style.Parse(b.Context(), html, style.Media{Width: 700})
	b.ReportAllocs()
	for b.Loop() {
		layout.Lay(b.Context(), p, 700, squares{}, nil)
	}
}

// BenchmarkTable lays out a table of 2,000 rows with 5 cells.
func BenchmarkTable(b *testing.B) {
	bench(b, "<table border=1 width=100%>"+strings.Repeat("<tr><td>one<td>two words<td align=right>3.00<td><b>four</b> is bold<td>five", 2000)+"</table>")
}

// BenchmarkParagraph lays out 100 KB of words.
func BenchmarkParagraph(b *testing.B) {
	bench(b, "<p>"+strings.Repeat("Some words of a long paragraph that wraps. ", 2400))
}

// BenchmarkNested lays out tables seven deep.
func BenchmarkNested(b *testing.B) {
	bench(b, strings.Repeat("<table width=100%><tr><td>a</td><td width=90%>", 7)+"some words that wrap in the innermost one"+strings.Repeat("</td></tr></table>", 7))
}
