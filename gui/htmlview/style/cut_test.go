package style

import (
	"context"
	"strings"
	"testing"
)

// soon is over after it was asked a number of times.
type soon struct {
	context.Context
	left int
}

func (s *soon) Err() error {
	if s.left--; s.left < 0 {
		return context.DeadlineExceeded
	}
	return nil
}

// TestCutBody: wherever the time is over, the body of a page has a look, or the page has no body.
func TestCutBody(t *testing.T) {
	none := map[bool]int{}
	for left := range 12 {
		for n := 0; n < 130; n += 13 {
			page := "<html><head>" + strings.Repeat("<meta name=a>", n) + "<body style='margin:9px'>" + strings.Repeat("<p>Hello", 150)
			p := Parse(&soon{context.Background(), left}, page, Media{Width: 600})
			if p.Body != nil && p.Body.Style == nil {
				t.Fatalf("%d elements before the body, %d looks at the clock: it has no look", n, left)
			}
			none[p.Body == nil]++
		}
	}
	if none[true] == 0 || none[false] == 0 {
		t.Error(none)
	}
}
