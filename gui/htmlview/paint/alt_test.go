package paint

import (
	"image/color"
	"testing"

	"popmail/gui/htmlview/layout"
	"popmail/gui/htmlview/style"
	"popmail/gui/kit/text"
)

// Words that stand for a picture can be read on every ground, on light and dark paper, also
// where the page is dark by itself; the page's own words keep their colors.
func TestAltStandsOut(t *testing.T) {
	for _, html := range []string{
		`<p>dark words</p><table bgcolor="#112233"><tr><td><img src="https://a.example/x.png" alt="Harbour" width=200 height=60></table>`,
		`<p>dark words</p><div style="background:#000;width:220px"><a href=x><img src="https://a.example/x.png" alt="Harbour" width=200 height=60></a></div>`,
		`<p>dark words</p><div style="color:#fff"><img src="https://a.example/x.png" alt="Harbour" width=200 height=60></div>`,
		`<p>dark words</p><div style="color:transparent"><img src="https://a.example/x.png" alt="Harbour"></div>`,
		`<p>dark words</p><div style="background:linear-gradient(#000,#222)"><img src="https://a.example/x.png" alt="Harbour" width=200 height=60></div>`,
		`<body style="background:#111;color:#eee"><p>many light words on dark ground</p><div style="color:#333"><img src="https://a.example/x.png" alt="Harbour" width=200 height=60></div>`,
		`<body style="background:#111;color:#eee"><p>many light words on dark ground</p><div style="background:#fff"><img src="https://a.example/x.png" alt="Harbour" width=200 height=60></div>`,
	} {
		for _, paper := range []struct {
			dark bool
			ink  uint32
		}{{false, 0xffffff}, {true, 0x1e2129}} {
			page := layout.Lay(t.Context(), style.Parse(t.Context(), html, style.Media{Width: 400}), 400, Measurer{Fonts: text.Shared()}, &Pictures{})
			if paper.dark {
				Darken(page, hex(paper.ink), nil)
			}
			own := map[*layout.Text]any{}
			for _, it := range page.Items {
				if x, ok := it.(*layout.Text); ok && !x.Alt {
					own[x] = x.Color
				}
			}
			ShowAlt(page, hex(paper.ink))
			seen := 0
			eachText(page, hex(paper.ink), nil, func(x *layout.Text, back color.NRGBA) {
				switch {
				case !x.Alt && own[x] != any(x.Color):
					t.Errorf("%s: %q is %v now", html, x.Text, x.Color)
				case x.Alt:
					seen++
					if c := contrast(over(x.Color, back), back); c < Contrast {
						t.Errorf("dark %v, %s: %v on %v has %.2f", paper.dark, html, x.Color, back, c)
					}
				}
			})
			if seen == 0 {
				t.Errorf("%s has no such words", html)
			}
		}
	}
}
