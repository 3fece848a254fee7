package main

import (
	"context"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"

	"popmail/cmd/popmail/internal/picture"
)

// ours lays a page out as `popmail render` does. It returns its words and the milliseconds
// of CPU that it took to lay it out and to draw what a window shows first.
func ours(ctx context.Context, html string, width int) ([]word, float64, error) {
	start := cpuTime()
	d, err := picture.Lay(ctx, []picture.Page{{HTML: html}}, float64(width), false)
	if err != nil {
		return nil, 0, err
	}
	d.First(900)
	took := cpuTime() - start
	return d.Words(), took, nil
}

// tellWords prints the words that are missing, too many, elsewhere or, of those in their
// place, not quite there.
func tellWords(w io.Writer, theirs, ours []word) {
	a, b := places(theirs), places(ours)
	full, height := bottom(theirs), bottom(ours)
	seen := map[string]int{}
	for _, t := range theirs {
		k := key{t.Word, seen[t.Word]}
		seen[t.Word]++
		o, ok := b[k]
		switch {
		case !ok:
			fmt.Fprintf(w, "missing  %-24.24s at %.0f,%.0f\n", t.Word, t.X, t.Y)
		case !isNear(t, o, full, height):
			fmt.Fprintf(w, "moved    %-24.24s from %.0f,%.0f (%.0fx%.0f) to %.0f,%.0f (%.0fx%.0f)\n", t.Word, t.X, t.Y, t.W, t.H, o.X, o.Y, o.W, o.H)
		case math.Abs(t.X-o.X) >= 1 || math.Abs(t.Y-o.Y) >= 1 || math.Abs(t.W-o.W) >= 1:
			fmt.Fprintf(w, "a little %-24.24s from %.0f,%.0f (%.0fx%.0f) by %+.1f,%+.1f (%+.1fx%+.1f)\n", t.Word, t.X, t.Y, t.W, t.H, o.X-t.X, o.Y-t.Y, o.W-t.W, o.H-t.H)
		}
	}
	seen = map[string]int{}
	for _, o := range ours {
		k := key{o.Word, seen[o.Word]}
		seen[o.Word]++
		if _, ok := a[k]; !ok {
			fmt.Fprintf(w, "extra    %-24.24s at %.0f,%.0f\n", o.Word, o.X, o.Y)
		}
	}
}

// sideBySide leaves pictures of pages, the browser's on the left and ours on the right.
func sideBySide(ctx context.Context, k *keeper, results []result, dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for i, r := range results {
		theirs, err := k.shot(ctx, r.page.html, r.width)
		if err != nil {
			return err
		}
		d, err := picture.Lay(ctx, []picture.Page{{HTML: r.page.html}}, float64(r.width), false)
		if err != nil {
			return err
		}
		name := fmt.Sprintf("%02d-%s-%d.png", i+1, strings.NewReplacer("/", "_", "#", "_").Replace(r.page.name), r.width)
		if err := writePair(filepath.Join(dir, name), theirs, d.Image()); err != nil {
			return err
		}
		fmt.Println(filepath.Join(dir, name))
	}
	return nil
}

// highest is how much of a page is kept of each side, in pixels.
const highest = 4000

func writePair(path string, left, right image.Image) error {
	const gap = 8
	l, r := left.Bounds(), right.Bounds()
	h := min(max(l.Dy(), r.Dy()), highest)
	out := image.NewRGBA(image.Rect(0, 0, l.Dx()+gap+r.Dx(), h))
	draw.Draw(out, out.Rect, image.NewUniform(color.NRGBA{0x80, 0x80, 0xa0, 0xff}), image.Point{}, draw.Src)
	draw.Draw(out, image.Rect(0, 0, l.Dx(), min(l.Dy(), h)), left, l.Min, draw.Src)
	draw.Draw(out, image.Rect(l.Dx()+gap, 0, l.Dx()+gap+r.Dx(), min(r.Dy(), h)), right, r.Min, draw.Src)
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	if err := png.Encode(file, out); err != nil {
		_ = file.Close()
		return err
	}
	return file.Close()
}
