package htmlview

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"popmail/gui/kit/guitest"
	"popmail/gui/kit/loop"
	"popmail/gui/kit/theme"
)

// BenchmarkNext shows one page of the corpora after the other, with what is in sight drawn.
func BenchmarkNext(b *testing.B) {
	files, _ := filepath.Glob("../../../shared/corpora/html/*/*.html")
	var pages []string
	for _, f := range files {
		if data, err := os.ReadFile(f); err == nil {
			pages = append(pages, string(data))
		}
	}
	if len(pages) == 0 {
		b.Skip("the corpora are not here")
	}
	guitest.App(theme.Light, 1)
	v := New(&loop.Inline{})
	v.Resize(fyne.NewSize(600, 700))
	v.Window(0, 700)
	v.Set(Document{HTML: pages[0]})
	v.HeightFor(600)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		v.Set(Document{HTML: pages[i%len(pages)]})
	}
}

// BenchmarkZoom makes the letters of a long message larger and smaller where two thirds of
// it stand above: the time until what is in sight is shown so, and that of all of it.
func BenchmarkZoom(b *testing.B) {
	var text, page, table strings.Builder
	for i := 0; text.Len() < 5<<20; i++ {
		fmt.Fprintf(&text, "Line %d of a long text that goes on and on, with some words more or less.\n", i)
	}
	for i := 0; page.Len() < 3<<20; i++ {
		fmt.Fprintf(&page, "<p>Paragraph %d has some words that wrap and <b>more of them</b>, and <a href='https://example.org/%d'>a link</a>.</p>\n", i, i)
	}
	table.WriteString("<table border=1>")
	for i := range 2000 {
		fmt.Fprintf(&table, "<tr><td>Row %d<td>some words<td>and more of them<td>%d.00<td>end", i, i*7)
	}
	for name, d := range map[string]Document{"5 MB of text": {Text: text.String()}, "3 MB of HTML": {HTML: page.String()}, "table": {HTML: table.String()}} {
		b.Run(name, func(b *testing.B) {
			guitest.App(theme.Light, 1)
			run := &stepper{}
			v := New(run)
			v.Resize(fyne.NewSize(600, 700))
			v.Set(d)
			at := v.HeightFor(600) * 2 / 3
			v.Window(at, at+700)
			v.OnScroll = func(dy float32) { v.Window(v.top+dy, v.bottom+dy) }
			var first time.Duration
			for i := 0; b.Loop(); i++ {
				begin, old, seen := time.Now(), v.sheet, false
				run.each = func() {
					if v.sheet != old && !seen {
						first += time.Since(begin)
						seen = true
					}
				}
				v.SetZoom(1.25 - 0.25*float64(i%2))
			}
			b.ReportMetric(float64(first.Microseconds())/1000/float64(b.N), "ms-to-sight")
		})
	}
}
