package paint

import (
	"image"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"popmail/gui/htmlview/layout"
)

// tileHeight is how much of a page is drawn in one piece, in Fyne's units.
const tileHeight = 512

// Tiles are canvas objects that show a page, from a place down to another one, where one
// CSS pixel is zoom of Fyne's units. They draw themselves in the device's own pixels when
// they are shown.
func (p *Painter) Tiles(page *layout.Page, top, bottom float32, zoom float64) []fyne.CanvasObject {
	width, height := float32(page.Width*zoom), float32(page.Height*zoom)
	var out []fyne.CanvasObject
	for y := float32(math.Floor(float64(max(top, 0)/tileHeight))) * tileHeight; y < min(bottom, height); y += tileHeight {
		size := fyne.NewSize(width, min(tileHeight, height-y))
		tile := canvas.NewRaster(func(w, h int) image.Image { return p.tile(page, y, size, zoom, w, h) })
		tile.Move(fyne.NewPos(0, y))
		tile.Resize(size)
		out = append(out, tile)
	}
	return out
}

// tile draws the piece of a page that begins at y, as w times h device pixels.
func (p *Painter) tile(page *layout.Page, y float32, size fyne.Size, zoom float64, w, h int) image.Image {
	if w <= 0 || h <= 0 {
		return image.NewRGBA(image.Rectangle{})
	}
	device := float64(w) / float64(size.Width)
	if h > w { // the longer side tells the scale more exactly
		device = float64(h) / float64(size.Height)
	}
	top := int(math.Round(float64(y) * device))
	img := image.NewRGBA(image.Rect(0, top, w, top+h))
	p.Draw(img, page, zoom*device)
	img.Rect = image.Rect(0, 0, w, h)
	return img
}
