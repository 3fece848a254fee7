package main

import (
	"bytes"
	"fmt"
	"image"
	"image/png"

	"golang.org/x/image/draw"

	"popmail/assets"
)

// iconSizes are those that desktops ask for (Icon Theme Specification, hicolor), in pixels. That
// of assets.IconPNG comes last; others are made of it.
var iconSizes = []int{16, 22, 24, 32, 48, 64, 96, 128, 256, 512}

// icon is the program's icon, size×size pixels, as PNG.
func icon(size int) ([]byte, error) {
	whole, err := png.Decode(bytes.NewReader(assets.IconPNG))
	if err != nil {
		return nil, err
	}
	if whole.Bounds().Dx() == size {
		return assets.IconPNG, nil
	}
	if whole.Bounds().Dx() < size {
		return nil, fmt.Errorf("an icon of %d pixels would be blurred", size)
	}
	small := image.NewNRGBA(image.Rect(0, 0, size, size))
	draw.CatmullRom.Scale(small, small.Bounds(), whole, whole.Bounds(), draw.Src, nil)
	var b bytes.Buffer
	err = (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&b, small)
	return b.Bytes(), err
}
