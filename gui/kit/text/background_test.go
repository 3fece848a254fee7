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

// While a font is read from the disk others measure and draw.
func TestBackgroundPrepare(t *testing.T) {
	f := NewFonts()
	f.disk.Lock() // as long as a font is being read
	done := make(chan float64)
	go func() { done <- f.Width(Face{Size: 12}, "word") }()
	if <-done <= 0 {
		t.Error("a word has no width")
	}
	f.disk.Unlock()
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() { f.Prepare([]Face{{}, {Bold: true}}, "字 שלום 한 😀 สวัสดี") })
		all.Go(func() {
			for range 20 {
				f.Width(Face{Bold: true}, "字 word שלום 한 😀")
				paper(f, Ink{Face: Face{Size: 12}, Text: "字 สวัสดี"})
			}
		})
	}
	all.Wait()
}
