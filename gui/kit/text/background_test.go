package text

import (
	"strings"
	"sync"
	"testing"
)

func TestBackgroundManyAtOnce(t *testing.T) {
	f := NewFonts()
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			for k := range 50 {
				s := strings.Repeat("word שלום 字 😀 ", k%3+1)
				f.Lines(s, []Span{{Face: Face{Size: float64(10 + i)}}}, Options{Auto: true}, 80)
				paper(f, Ink{Face: Face{Size: float64(10 + k)}, Text: s})
			}
		})
	}
	all.Wait()
}
