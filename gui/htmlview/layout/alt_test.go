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

// What stands for a picture stands in the middle of its box, with the sign before it.
func TestAltInTheMiddle(t *testing.T) {
	for _, html := range []string{
		`<img src="https://a.example/x.png" alt="Harbour" width=200 height=100>`,
		`<img src="https://a.example/x.png" alt="Harbour" width=200 height=100 style="display:block">`,
		`<table cellpadding=0 cellspacing=0><tr><td align=right style="line-height:0"><img src="https://a.example/x.png" alt="Harbour" width=200 height=100></table>`,
		`<div style="text-align:right"><div style="width:200px;text-align:left"><img src="https://a.example/x.png" alt="Harbour" style="width:100%;height:100px"></div></div>`,
		`<div style="width:200px"><img src="https://a.example/x.png" alt="Harbour" width=400 height=200 style="width:100%;height:auto"></div>`,
		`<img src="https://a.example/x.png" alt="" width=200 height=100>`,
		`<div dir=rtl style="width:200px"><img src="https://a.example/x.png" alt="טירה" width=200 height=100></div>`,
	} {
		p := Lay(context.Background(), style.Parse(t.Context(), "<!doctype html><style>body{margin:0;font-size:16px}</style>"+html, style.Media{Width: 400}), 400, squares{}, waiting{})
		var box, sign *Picture
		left, right, top, bottom := 1e9, 0.0, 1e9, 0.0
		see := func(r Rect) {
			left, right, top, bottom = min(left, r.X), max(right, r.X+r.W), min(top, r.Y), max(bottom, r.Y+r.H)
		}
		for _, i := range p.Items {
			switch x := i.(type) {
			case *Text:
				see(x.Rect)
			case *Picture:
				if x.Ref == "" {
					sign = x
					see(x.Rect)
				} else {
					box = x
				}
			}
		}
		if box == nil || sign == nil {
			t.Fatalf("%s: %+v, %+v", html, box, sign)
		}
		before, after, above, below := left-box.X, box.X+box.W-right, top-box.Y, box.Y+box.H-bottom
		if max(before-after, after-before) > 8 || max(above-below, below-above) > 8 {
			t.Errorf("%s: %v before, %v after, %v above, %v below", html, before, after, above, below)
		}
	}
}

// The box of a picture that is not here is filled, and its words are quieter than those of
// the page; one that stands in the line, or is a line or a dot, is not filled.
func TestAltIsQuiet(t *testing.T) {
	for html, want := range map[string]bool{
		`<img src="https://a.example/x.png" alt="Harbour" width=200 height=100>`:                                                  true,
		`<div style="color:#fff;background:#802040"><img src="https://a.example/x.png" alt="Harbour" width=200 height=100></div>`: true,
		`<img src="https://a.example/x.png" alt="Harbour" width=200 height=100 style="display:block">`:                            true,
		`<img src="https://a.example/x.png" alt="Harbour">`:                                                                       false,
		`<img src="https://a.example/x.png" alt="" width=200 height=2>`:                                                           false,
	} {
		p := Lay(context.Background(), style.Parse(t.Context(), "<!doctype html>"+html, style.Media{Width: 400}), 400, squares{}, waiting{})
		filled := false
		for _, i := range p.Items {
			switch x := i.(type) {
			case *Box:
				filled = filled || x.Background.Color == waitingFill && x.W == 200 && x.H == 100
			case *Text:
				if quiet := x.Color.A < 0xff; quiet != want {
					t.Errorf("%s: words in %v", html, x.Color)
				}
			}
		}
		if filled != want {
			t.Errorf("%s: filled is %v", html, filled)
		}
	}
}
