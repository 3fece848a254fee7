package main

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"slices"

	"golang.org/x/image/draw"

	"popmail/cmd/popmail/internal/picture"
)

// A look is how far our picture of a page is from the browser's, in hundredths of the
// whole scale from black to white, on average over squares of eight pixels.
type look struct {
	result
	off float64
}

// looks compares pictures, which words cannot tell of: colours, borders, backgrounds.
func looks(ctx context.Context, w io.Writer, k *keeper, results []result, worst int) ([]result, error) {
	var all []look
	for _, r := range results {
		theirs, err := k.shot(ctx, r.page.html, r.width)
		if err != nil {
			return nil, err
		}
		d, err := picture.Lay(ctx, []picture.Page{{HTML: r.page.html}}, float64(r.width), false)
		if err != nil {
			return nil, err
		}
		all = append(all, look{r, apart(theirs, d.First(highest))})
	}
	slices.SortStableFunc(all, func(a, b look) int { return -cmp.Compare(a.off, b.off) })
	var out []result
	seen := map[string]bool{}
	for _, l := range all {
		if len(out) == worst || seen[l.page.name] {
			continue
		}
		seen[l.page.name] = true
		out = append(out, l.result)
		fmt.Fprintf(w, "%6.2f off  %s at %d\n", l.off, l.page.name, l.width)
	}
	return out, nil
}

// shot is the browser's picture of a page.
func (k *keeper) shot(ctx context.Context, html string, width int) (img image.Image, err error) {
	var data []byte
	if err := k.page(ctx, html, width, func(b *browser) (err error) {
		data, err = b.picture()
		return err
	}); err != nil {
		return nil, err
	}
	return png.Decode(bytes.NewReader(data))
}

// apart is how far two pictures are from each other, as far down as both go.
func apart(a, b image.Image) float64 {
	h := min(a.Bounds().Dy(), b.Bounds().Dy(), highest)
	w := max(a.Bounds().Dx(), b.Bounds().Dx())
	x, y := shrunk(a, w, h), shrunk(b, w, h)
	sum := 0
	for i := range x.Pix {
		if i%4 != 3 {
			d := int(x.Pix[i]) - int(y.Pix[i])
			sum += max(d, -d)
		}
	}
	return 100 * float64(sum) / 255 / float64(max(len(x.Pix)*3/4, 1))
}

func shrunk(img image.Image, w, h int) *image.RGBA {
	full := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(full, full.Rect, image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.Draw(full, full.Rect, img, img.Bounds().Min, draw.Over)
	small := image.NewRGBA(image.Rect(0, 0, max(w/8, 1), max(h/8, 1)))
	draw.BiLinear.Scale(small, small.Rect, full, full.Rect, draw.Src, nil)
	return small
}
