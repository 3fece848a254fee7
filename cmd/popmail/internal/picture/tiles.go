package picture

import (
	"image"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// tileHeight is how much of a page is drawn in one piece, in pixels.
const tileHeight = 512

// tiles are canvas objects that show a page from a place down to another one, a unit of
// Fyne per CSS pixel. They draw themselves in the device's own pixels when they are shown.
func (p *part) tiles(top, bottom float32) []fyne.CanvasObject {
	width, height := float32(p.page.Width), float32(p.page.Height)
	var out []fyne.CanvasObject
	for y := float32(math.Floor(float64(max(top, 0)/tileHeight))) * tileHeight; y < min(bottom, height); y += tileHeight {
		size := fyne.NewSize(width, min(tileHeight, height-y))
		tile := canvas.NewRaster(func(w, h int) image.Image { return p.tile(y, size, w, h) })
		tile.Move(fyne.NewPos(0, y))
		tile.Resize(size)
		out = append(out, tile)
	}
	return out
}

// tile draws the piece of a page that begins at y, as w times h device pixels.
func (p *part) tile(y float32, size fyne.Size, w, h int) image.Image {
	if w <= 0 || h <= 0 {
		return image.NewRGBA(image.Rectangle{})
	}
	scale := float64(w) / float64(size.Width)
	if h > w { // the longer side tells the scale more exactly
		scale = float64(h) / float64(size.Height)
	}
	top := int(math.Round(float64(y) * scale))
	img := image.NewRGBA(image.Rect(0, top, w, top+h))
	p.painter.Draw(img, p.page, scale)
	img.Rect = image.Rect(0, 0, w, h)
	return img
}
