package picture

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"testing"
)

// TestCutOff: of pictures whose end is missing what is there is seen, and nothing below.
func TestCutOff(t *testing.T) {
	src := image.NewNRGBA(image.Rect(0, 0, 300, 200))
	for y := range 200 {
		for x := range 300 {
			src.SetNRGBA(x, y, color.NRGBA{uint8(x * y), uint8(x + y), uint8(x ^ y), 0xff})
		}
	}
	palette := image.NewPaletted(src.Rect, color.Palette{color.Black, color.White, color.NRGBA{0xff, 0, 0, 0xff}})
	seed := uint32(1)
	for i := range palette.Pix {
		seed = seed*1664525 + 1013904223
		palette.Pix[i] = uint8(seed >> 16 % 3)
	}
	var jpg, whole, few bytes.Buffer
	if err := jpeg.Encode(&jpg, src, nil); err != nil {
		t.Fatal(err)
	}
	if err := png.Encode(&whole, src); err != nil {
		t.Fatal(err)
	}
	if err := png.Encode(&few, palette); err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{"jpeg": jpg.Bytes(), "png": whole.Bytes(), "palette": few.Bytes()} {
		full, err := Decode(data, 0)
		if err != nil {
			t.Fatal(err)
		}
		img, err := Decode(data[:len(data)/2], 0)
		if err != nil || img.Bounds() != full.Bounds() {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got, want := color.NRGBAModel.Convert(img.At(100, 20)), color.NRGBAModel.Convert(full.At(100, 20)); got != want {
			t.Errorf("%s: the top is %v, not %v", name, img.At(100, 20), full.At(100, 20))
		}
		if _, _, _, a := img.At(150, 190).RGBA(); a != 0 {
			t.Errorf("%s: the bottom is %v", name, img.At(150, 190))
		}
		for _, n := range []int{0, 1, 10, 40, 60, 100} {
			if _, err := Decode(data[:n], 0); err == nil && n < 40 {
				t.Errorf("%s: a picture of %d octets", name, n)
			}
		}
	}
}
