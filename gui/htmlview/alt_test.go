package htmlview

import (
	"strings"
	"testing"

	"popmail/gui/kit/loop"
)

// Words that stand for a picture are copied as they are, wherever their lines end.
func TestAltIsCopied(t *testing.T) {
	for _, alt := range []string{"A harbour at the sea on a summer evening", "ein Hafen am Meer", "夏の夜の海辺の港です夏の夜の海辺の港です"} {
		s := newStage(t, 400, 300, &loop.Inline{})
		s.set(Document{HTML: `<p>before</p><img src="https://a.example/1.png" width=90 height=200 alt="` + alt + `"><p>after</p>`})
		if got := s.v.Text(); !strings.Contains(got, alt) {
			t.Errorf("%q has no %q", got, alt)
		}
	}
}
