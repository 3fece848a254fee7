package guitest

import (
	"bytes"
	"cmp"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// Pictures of screens that are kept for people are compared by the mean colors of small squares:
// letters are not drawn by the same dots on every computer. A picture has changed much where more
// than one square of a hundred is another one.
const (
	square    = 8  // pixels
	another   = 20 // of 255, in one of red, green and blue
	fewOf     = 100
	mostKept  = 60 << 10 // octets of a file
	mostColor = 128
)

// Kept fails where the picture in a file is not there or is not that of the screen any more. With
// update it is written anew.
func Kept(t testing.TB, path string, img image.Image, update bool) {
	t.Helper()
	if update {
		var b bytes.Buffer
		if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&b, paletted(img)); err != nil {
			t.Fatal(err)
		}
		if b.Len() > mostKept {
			t.Errorf("%s takes %d octets, more than %d", path, b.Len(), mostKept)
		}
		if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatalf("%v: run it with -update", err)
	}
	defer f.Close()
	kept, err := png.Decode(f)
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	if n, of := Changed(kept, img); n*fewOf > of {
		name := filepath.Base(path)
		Save(t, "kept/"+name[:len(name)-len(filepath.Ext(name))], img)
		t.Errorf("the screen is not that of %s any more: %d of %d squares differ. Look at build/kept/%s, and run this test with -update", path, n, of, name)
	}
}

// Changed counts the squares of two pictures that differ, of all; pictures of other sizes differ
// altogether.
func Changed(a, b image.Image) (n, of int) {
	if a.Bounds().Size() != b.Bounds().Size() {
		return 1, 1
	}
	size := a.Bounds().Size()
	for y := 0; y < size.Y; y += square {
		for x := 0; x < size.X; x += square {
			of++
			p, q := mean(a, x, y), mean(b, x, y)
			for i := range p {
				if d := p[i] - q[i]; d > another || -d > another {
					n++
					break
				}
			}
		}
	}
	return n, of
}

// mean is the mean color of a square.
func mean(img image.Image, left, top int) (sum [3]int) {
	r := image.Rect(left, top, left+square, top+square).Add(img.Bounds().Min).Intersect(img.Bounds())
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			red, green, blue, _ := img.At(x, y).RGBA()
			sum[0], sum[1], sum[2] = sum[0]+int(red>>8), sum[1]+int(green>>8), sum[2]+int(blue>>8)
		}
	}
	for i := range sum {
		sum[i] /= r.Dx() * r.Dy()
	}
	return sum
}

// paletted is a picture in its most frequent colors, and the others in those nearest to them.
func paletted(img image.Image) *image.Paletted {
	counts := map[color.RGBA]int{}
	b := img.Bounds()
	at := func(x, y int) color.RGBA {
		c := color.RGBAModel.Convert(img.At(x, y)).(color.RGBA)
		c.A = 255
		return c
	}
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			counts[at(x, y)]++
		}
	}
	all := make([]color.RGBA, 0, len(counts))
	for c := range counts {
		all = append(all, c)
	}
	slices.SortFunc(all, func(p, q color.RGBA) int {
		return cmp.Or(cmp.Compare(counts[q], counts[p]), cmp.Compare(p.R, q.R), cmp.Compare(p.G, q.G), cmp.Compare(p.B, q.B))
	})
	var colors color.Palette
	for _, c := range all[:min(len(all), mostColor)] {
		colors = append(colors, c)
	}
	out := image.NewPaletted(b, colors)
	near := map[color.RGBA]uint8{}
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			c := at(x, y)
			i, known := near[c]
			if !known {
				i = uint8(colors.Index(c))
				near[c] = i
			}
			out.SetColorIndex(x, y, i)
		}
	}
	return out
}
