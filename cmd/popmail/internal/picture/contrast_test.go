package picture

import (
	"image"
	"image/color"
	"image/draw"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"popmail/gui/htmlview/layout"
	"popmail/gui/htmlview/paint"
	"popmail/gui/htmlview/style"
	"popmail/gui/kit/text"
)

// bright is the relative luminance of an opaque color (WCAG 2.2).
func bright(c color.RGBA) float64 {
	lin := func(v uint8) float64 {
		if f := float64(v) / 255; f > 0.04045 {
			return math.Pow((f+0.055)/1.055, 2.4)
		}
		return float64(v) / 255 / 12.92
	}
	return 0.2126*lin(c.R) + 0.7152*lin(c.G) + 0.0722*lin(c.B)
}

// contrasts are the contrasts of the words of a page with the pixels that they stand on,
// which are drawn for that without the words.
func contrasts(t *testing.T, page *layout.Page, tell func(it *layout.Text, contrast float64)) {
	t.Helper()
	bare := *page
	bare.Items = slices.Clone(page.Items)
	bare.Items = slices.DeleteFunc(bare.Items, func(it layout.Item) bool { _, is := it.(*layout.Text); return is })
	img := image.NewRGBA(image.Rect(0, 0, int(page.Width)+1, int(min(page.Height, 12_000))+1))
	draw.Draw(img, img.Rect, image.NewUniform(paperColor(true)), image.Point{}, draw.Src)
	painter := &paint.Painter{Fonts: text.Shared(), Pictures: &paint.Pictures{}, Frame: frame(true)}
	painter.Draw(img, &bare, 1)
	for _, item := range page.Items {
		it, ok := item.(*layout.Text)
		if !ok || it.Color.A == 0 || it.Opacity < 0.99 || it.Font.Size < 4 || it.Alt {
			continue
		}
		var all []float64
		for i := range 5 {
			x, y := int(it.X+it.W*(0.1+0.2*float64(i))), int(it.Y+it.H/2)
			if !image.Pt(x, y).In(img.Rect) {
				continue
			}
			ground := img.RGBAAt(x, y)
			over := image.NewRGBA(image.Rect(0, 0, 1, 1))
			over.SetRGBA(0, 0, ground)
			draw.Draw(over, over.Rect, image.NewUniform(it.Color), image.Point{}, draw.Over)
			a, b := bright(ground), bright(over.RGBAAt(0, 0))
			all = append(all, (max(a, b)+0.05)/(min(a, b)+0.05))
		}
		if len(all) > 0 {
			slices.Sort(all)
			tell(it, all[len(all)/2])
		}
	}
}

// TestDarkWordsCanBeRead holds that of a page that is not dark by itself every word of the
// corpora stands out from what it lies on, by 4.5 to 1 (WCAG 2.2, 1.4.3).
func TestDarkWordsCanBeRead(t *testing.T) {
	const corpora = "../../../../../shared/corpora"
	if _, err := os.Stat(corpora); err != nil {
		t.Skip("the corpora are not here")
	}
	if testing.Short() {
		t.Skip("takes half a minute")
	}
	pages, alone, words, faint := 0, 0, 0, 0
	err := filepath.WalkDir(corpora, func(path string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, html := range pagesOf(t, path, data) {
			styled := style.Parse(t.Context(), html, style.Media{Width: 700, Dark: true})
			page := layout.Lay(t.Context(), styled, 700, paint.Measurer{Fonts: text.Shared()}, &paint.Pictures{})
			pages++
			if !paint.Darken(page, paperColor(true), nil) {
				alone++
				continue
			}
			bad := 0
			contrasts(t, page, func(it *layout.Text, contrast float64) {
				words++
				if contrast < 4.45 { // colors are whole steps
					faint++
					if bad++; bad == 1 {
						t.Errorf("%s: %q at %.0f,%.0f in %v has %.2f", path, it.Text, it.X, it.Y, it.Color, contrast)
					}
				}
			})
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d pages, %d dark by themselves, %d runs of text, %d faint", pages, alone, words, faint)
	if pages < 400 || alone > pages/4 || words < 20_000 {
		t.Errorf("%d pages, %d left alone, %d runs of text", pages, alone, words)
	}
}
