package guitest

import (
	"image"
	"image/color"
	"image/draw"
	"testing"
)

// TestChanged: dots here and there are no change, a button is; a palette keeps the frequent colors.
func TestChanged(t *testing.T) {
	page := func() *image.RGBA {
		img := image.NewRGBA(image.Rect(0, 0, 400, 300))
		draw.Draw(img, img.Rect, image.White, image.Point{}, draw.Src)
		return img
	}
	dots, button := page(), page()
	for i := range 300 {
		dots.Set(i, i, color.Gray{200})
	}
	draw.Draw(button, image.Rect(40, 40, 160, 80), image.NewUniform(color.NRGBA{0x2f, 0x6f, 0xed, 255}), image.Point{}, draw.Src)
	if n, of := Changed(page(), dots); n != 0 || of != 50*38 {
		t.Errorf("%d of %d squares", n, of)
	}
	if n, of := Changed(page(), button); n*fewOf <= of {
		t.Errorf("a button changes %d of %d squares", n, of)
	}
	if n, of := Changed(page(), image.NewRGBA(image.Rect(0, 0, 400, 299))); n < of {
		t.Error("another size is no change")
	}
	many := page()
	for x := range 256 {
		for y := range 4 {
			many.Set(x, 100+y, color.NRGBA{uint8(200 + x%16), uint8(200 + x/16), uint8(99 + y), 255})
		}
	}
	p := paletted(many)
	if len(p.Palette) != mostColor || p.At(0, 0) != (color.RGBA{255, 255, 255, 255}) {
		t.Errorf("%d colors, the page is %v", len(p.Palette), p.At(0, 0))
	}
	if n, _ := Changed(many, p); n != 0 {
		t.Errorf("%d squares have other colors", n)
	}
}
