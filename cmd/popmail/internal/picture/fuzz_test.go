package picture

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// FuzzPage draws any page, light and dark: without a panic, in time, with words that lie
// somewhere.
func FuzzPage(f *testing.F) {
	pages, err := filepath.Glob("testdata/gallery/*.html")
	if err != nil {
		f.Fatal(err)
	}
	for _, path := range pages {
		html, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(html), uint16(480))
	}
	for _, leak := range leaks {
		f.Add(leak, uint16(200))
	}
	f.Fuzz(func(t *testing.T, html string, width uint16) {
		if len(html) > 1<<16 {
			t.Skip("more than a minute's worth")
		}
		ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
		defer cancel()
		start := time.Now()
		for _, dark := range []bool{false, true} {
			d, err := Lay(ctx, []Page{{HTML: html}}, float64(width%2000), dark)
			if err != nil {
				t.Fatal(err)
			}
			d.First(900)
			for _, w := range d.Words() {
				if w.Word == "" || !(w.W > 0) || w.X != w.X || w.Y != w.Y {
					t.Fatalf("%+v", w)
				}
			}
		}
		if took := time.Since(start); took > 10*time.Second {
			t.Fatalf("%v", took)
		}
	})
}
