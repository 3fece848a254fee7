package paint

import (
	"image/color"

	"popmail/gui/htmlview/layout"
)

// ShowAlt lets the words that stand for pictures stand out from what they lie on: they have
// the color of the words around, which the page means for another ground than that of the
// picture's place. paper is what the page itself has no background for.
func ShowAlt(page *layout.Page, paper color.NRGBA) {
	eachText(page, paper, nil, func(t *layout.Text, back color.NRGBA) {
		if t.Alt && contrast(over(t.Color, back), back) < Contrast {
			t.Color = readable(color.NRGBA{t.Color.R, t.Color.G, t.Color.B, 0xff}, back, Contrast)
		}
	})
}
