package layout

import (
	"context"
	"testing"

	"popmail/gui/htmlview/style"
)

// waiting are pictures that may still come.
type waiting struct{}

func (waiting) Size(string) (w, h float64, ok bool) { return 0, 0, false }
func (waiting) Waits(string) bool                   { return true }

// What stands for a picture can be read also where the page has no letters, and takes no
// more room than the picture.
func TestAltWithoutLetters(t *testing.T) {
	for _, html := range []string{
		`<table><tr><td style="font-size:0;line-height:0"><img src="https://a.example/x.png" alt="A harbour" width=200 height=50></td></tr></table><p>after</p>`,
		`<table><tr><td style="font-size:16px"><img src="https://a.example/x.png" alt="A harbour" width=200 height=50></td></tr></table><p>after</p>`,
	} {
		p := Lay(context.Background(), style.Parse(t.Context(), "<!doctype html><style>body{margin:0}</style>"+html, style.Media{Width: 400}), 400, squares{}, waiting{})
		var alt, after *Text
		for _, i := range p.Items {
			if x, ok := i.(*Text); ok && x.Alt && alt == nil {
				alt = x
			} else if ok && x.Text == "after" {
				after = x
			}
		}
		if alt == nil || alt.Font.Size < leastAlt || alt.H < leastAlt || after == nil || after.Y > 95 {
			t.Errorf("%s: %+v, %+v", html, alt, after)
		}
	}
}
