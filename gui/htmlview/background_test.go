package htmlview

import (
	"testing"
	"testing/synctest"
	"time"
)

// A message whose parts take for ever is given up: what there is until then is known.
func TestBackgroundRemoteIsBounded(t *testing.T) {
	for _, c := range []struct {
		each time.Duration // that a picture takes
		want int
	}{{time.Second, 4}, {20 * time.Second, 2}} {
		synctest.Test(t, func(t *testing.T) {
			var docs []Document
			for _, name := range []string{"a", "b", "c", "d"} {
				docs = append(docs, Document{
					HTML:    `<p>x</p><img src="https://example.org/` + name + `.png" width="20" height="20"><p>y</p>`,
					Picture: func(string) ([]byte, bool) { time.Sleep(c.each); return nil, false },
				})
			}
			if got := RemoteOf(t.Context(), docs); len(got) != c.want {
				t.Errorf("%v each: %q", c.each, got)
			}
		})
	}
}
