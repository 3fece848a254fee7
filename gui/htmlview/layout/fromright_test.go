package layout

import (
	"context"
	"testing"

	"popmail/gui/htmlview/style"
)

// What does not fit on a page that begins at its right edge stands at the left, where it can be
// reached; on others nothing is looked for there.
func TestFromRight(t *testing.T) {
	const table = `<table width=600 bgcolor=red><tr><td>x</table>`
	for page, want := range map[string]float64{
		`<body dir=rtl style="margin:0">` + table:                                          600,
		`<html dir=rtl><body style="margin:0">` + table:                                    600,
		`<body style="margin:0"><div dir=rtl>` + table + `</div>`:                          600,
		`<body dir=rtl style="margin:0"><table width="100%"><tr><td>` + table + `</table>`: 603,
		`<body dir=rtl style="margin:0"><center>` + table + `</center>`:                    600,
		`<body dir=rtl style="margin:0;background:url(a)">` + table:                        600,
		`<body dir=rtl style="margin:0"><table width=300><tr><td>x</table>`:                400,
		`<body style="margin:0">` + table:                                                  600,
		`<body style="margin:0"><p dir=rtl>x</p><p style="margin-left:-200px">y</p>`:       400,
		`<body dir=rtl style="margin:0"><p style="text-indent:9999px">x</p>`:               400,
	} {
		p := lay(t, style.Parse(context.Background(), "<!DOCTYPE html>"+page, style.Media{Width: 400}), 400)
		if p.Width != want {
			t.Errorf("%s is %v wide, want %v", page, p.Width, want)
		}
		for _, it := range p.Items {
			if r := it.Place(); want > 400 && (r.X < 0 || r.X+r.W > p.Width) {
				t.Errorf("%s: something at %v", page, r)
			}
			if b, ok := it.(*Box); ok && b.Background.Image != "" && (b.X != 0 || b.W != p.Width) {
				t.Errorf("%s: its ground is %v", page, b.Rect)
			}
		}
	}
}
