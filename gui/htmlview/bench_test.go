package htmlview

import (
	"os"
	"path/filepath"
	"testing"

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
