package htmlview

import (
	"context"
	"image"
	"image/color"
	"image/draw"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"popmail/gui/kit/widgets"
)

// Tiles are drawn in the device's pixels, in the background, as far as they are near to
// what is in sight; what is far from it is forgotten.

// tileRows is how much of a page is drawn in one piece, in device pixels.
const tileRows = 512

// tileKey is a piece of a part, in device pixels from its top left.
type tileKey struct {
	part, top, height, left, width int
}

type tile struct {
	tileKey
	img    *image.RGBA // nil: not drawn yet
	round  int         // in which it was drawn
	raster *canvas.Raster
}

// pixels is a length in device pixels.
func (s *spec) pixels(v float32) int { return int(math.Round(float64(v) * s.device)) }

// units is a number of device pixels as a length.
func (s *spec) units(n int) float32 { return float32(float64(n) / s.device) }

// tiles are those of what lies between two places of the view.
func (s *sheet) tiles(from, to float32) (out []*tile) {
	for i, p := range s.parts {
		if p.y > to || p.y+p.h < from {
			continue
		}
		height, width := s.spec.pixels(p.h), s.spec.pixels(p.w)
		left := s.spec.pixels(p.shift - p.x)
		for top := max(s.spec.pixels(from-p.y), 0) / tileRows * tileRows; top < height && s.spec.units(top)+p.y < to; top += tileRows {
			out = append(out, &tile{tileKey: tileKey{i, top, min(tileRows, height-top), left, width}})
		}
	}
	return out
}

// draw paints a piece of a part.
func (s *sheet) draw(k tileKey) *image.RGBA {
	p := s.parts[k.part]
	img := image.NewRGBA(image.Rect(k.left, k.top, k.left+k.width, k.top+k.height))
	draw.Draw(img, img.Rect, image.NewUniform(p.paper), image.Point{}, draw.Src)
	if p.around != nil {
		p.drawAround(img, p.scale*s.spec.device)
	} else {
		p.painter.Draw(img, p.laid, p.scale*s.spec.device)
	}
	if p.marks != nil {
		p.painter.Draw(img, p.marks, p.scale*s.spec.device)
	}
	img.Rect = image.Rect(0, 0, k.width, k.height)
	if p.framed {
		s.frame(img, k, s.spec.pixels(p.h))
	}
	return img
}

// frame draws the edge of a page that has a ground of its own, and takes the corners away
// that lie outside of it.
func (s *sheet) frame(img *image.RGBA, k tileKey, height int) {
	r := frameRadius * s.spec.device
	thick := max(1, math.Round(s.spec.device))
	n := min(int(math.Ceil(r)), k.width/2)
	edge := color.RGBAModel.Convert(s.spec.edge).(color.RGBA)
	for y := range k.height {
		row := k.top + y
		down := math.Min(float64(row), float64(height-1-row)) + 0.5 // from the nearer edge
		for x := range k.width {
			if x == n && down > max(r, thick) {
				x = k.width - n
			}
			if x >= n && x < k.width-n && down > thick {
				continue
			}
			side := math.Min(float64(x), float64(k.width-1-x)) + 0.5
			in := math.Min(side, down) // how far inside of the edge
			if side < r && down < r {
				in = r - math.Hypot(r-side, r-down)
			}
			if in > thick+0.5 {
				continue
			}
			line := min(max(thick+0.5-in, 0), 1)
			part := min(max(in+0.5, 0), 1)
			c := img.RGBAAt(x, y)
			mix := func(a, b uint8) uint8 { return uint8(part * (float64(a)*(1-line) + float64(b)*line)) }
			img.SetRGBA(x, y, color.RGBA{mix(c.R, edge.R), mix(c.G, edge.G), mix(c.B, edge.B), mix(c.A, edge.A)})
		}
	}
}

// shown gives a tile what is put on the screen for it.
func (v *View) shown(t *tile) *tile {
	blank := image.NewRGBA(image.Rect(0, 0, 1, 1))
	t.round = v.round
	t.raster = canvas.NewRaster(func(int, int) image.Image {
		if t.img == nil {
			return blank
		}
		return t.img
	})
	t.raster.ScaleMode = canvas.ImageScalePixels
	return t
}

func (v *View) dropTiles() {
	for k := range v.tiles {
		v.drop(k)
	}
	v.round++
}

// drop forgets a tile. Fyne remembers what it has drawn for a while, which must not keep
// the picture.
func (v *View) drop(k tileKey) {
	v.tiles[k].img = nil
	widgets.Gone(v.canvas(), v.tiles[k].raster)
	delete(v.tiles, k)
}

// repaint draws all tiles anew; the old ones are shown until then.
func (v *View) repaint() {
	v.round++
	v.tile()
}

// tile sees to it that what is near to what is in sight is drawn.
func (v *View) tile() {
	if v.sheet == nil {
		return
	}
	top := v.goal()
	bottom := top + v.bottom - v.top
	ahead := (bottom - top) / 2
	wanted := map[tileKey]bool{}
	changed := false
	for _, t := range v.sheet.tiles(top-ahead, bottom+ahead) {
		wanted[t.tileKey] = true
		if v.tiles[t.tileKey] == nil {
			t = v.shown(t)
			t.round = -1
			v.tiles[t.tileKey] = t
			changed = true
		}
	}
	for k := range v.tiles {
		if !wanted[k] {
			v.drop(k)
			changed = true
		}
	}
	v.paint()
	if changed {
		v.Refresh()
	}
}

// atOnce is how many tiles are drawn before they are shown.
const atOnce = 2

// paint draws the tiles that are missing in the background, the nearest first.
func (v *View) paint() {
	if v.painting {
		return
	}
	var todo []*tile
	middle := v.goal() + (v.bottom-v.top)/2
	far := func(t *tile) float64 {
		return math.Abs(float64(v.sheet.parts[t.part].y + v.sheet.spec.units(t.top+t.height/2) - middle))
	}
	for range atOnce {
		var best *tile
		for _, t := range v.tiles {
			if t.round != v.round && (best == nil || far(t) < far(best)) && (len(todo) == 0 || t != todo[0]) {
				best = t
			}
		}
		if best != nil {
			todo = append(todo, best)
		}
	}
	if len(todo) == 0 {
		return
	}
	s, round := v.sheet, v.round
	images := make([]*image.RGBA, len(todo))
	marked := s.frozen()
	v.painting = true
	v.run.Go(func(ctx context.Context) {
		for i, t := range todo {
			if ctx.Err() == nil {
				images[i] = marked.draw(t.tileKey)
			}
		}
	}, func() {
		v.painting = false
		if v.sheet == s {
			for i, t := range todo {
				if images[i] != nil && v.tiles[t.tileKey] == t {
					t.img, t.round = images[i], round
					t.raster.Refresh()
				}
			}
		}
		if v.sheet != nil {
			v.paint()
		}
	})
}

// frozen is a copy for the background.
func (s *sheet) frozen() *sheet {
	out := *s
	out.parts = make([]*part, len(s.parts))
	for i, p := range s.parts {
		c := *p
		out.parts[i] = &c
	}
	return &out
}

// at places a tile in the view.
func (t *tile) at(s *sheet) (fyne.Position, fyne.Size) {
	p := s.parts[t.part]
	return fyne.NewPos(0, p.y+s.spec.units(t.top)), fyne.NewSize(s.spec.units(t.width), s.spec.units(t.height))
}
