package picture

import (
	"errors"
	"flag"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the pictures anew")

// TestGallery compares what each page of testdata/gallery looks like, light and dark, with
// pictures that were looked at beside Chromium's. A picture that differs is left in
// build/gallery.
func TestGallery(t *testing.T) {
	for _, font := range []string{"NotoSerif-Regular.ttf", "NotoSansHebrew-Regular.ttf", "NotoColorEmoji.ttf"} {
		if _, err := os.Stat("/usr/share/fonts/truetype/noto/" + font); err != nil {
			t.Skip("the fonts of Debian's fonts-noto-core and fonts-noto-color-emoji are not here")
		}
	}
	pages, err := filepath.Glob("testdata/gallery/*.html")
	if err != nil || len(pages) == 0 {
		t.Fatalf("%d pages: %v", len(pages), err)
	}
	for _, path := range pages {
		html, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for mode, dark := range map[string]bool{"light": false, "dark": true} {
			name := strings.TrimSuffix(path, ".html") + "_" + mode + ".png"
			t.Run(filepath.Base(name), func(t *testing.T) {
				d, err := Lay(t.Context(), []Page{{HTML: string(html)}}, 480, dark)
				if err != nil {
					t.Fatal(err)
				}
				got := d.Image()
				if *update {
					if err := save(name, got); err != nil {
						t.Fatal(err)
					}
				}
				want, err := load(name)
				if err != nil {
					t.Fatal(err)
				}
				if why := differ(got, want); why != "" {
					left := filepath.Join("../../../../build/gallery", filepath.Base(name))
					t.Errorf("%s; see %s (%v)", why, left, save(left, got))
				}
			})
		}
	}
}

func save(path string, img image.Image) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	e := png.Encoder{CompressionLevel: png.BestCompression}
	return errors.Join(e.Encode(f, img), f.Close())
}

func load(path string) (image.Image, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	return png.Decode(f)
}

// differ says how two pictures differ; a few pixels at the edges of letters, which other
// processors round otherwise, do not count.
func differ(got, want image.Image) string {
	if got.Bounds().Size() != want.Bounds().Size() {
		return "the size is " + got.Bounds().Size().String() + ", not " + want.Bounds().Size().String()
	}
	off, b := 0, got.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			r1, g1, b1, _ := got.At(x, y).RGBA()
			r2, g2, b2, _ := want.At(x, y).RGBA()
			if far(r1, r2) || far(g1, g2) || far(b1, b2) {
				off++
			}
		}
	}
	if off > b.Dx()*b.Dy()/5000 {
		return "it looks otherwise"
	}
	return ""
}

func far(a, b uint32) bool { return max(a, b)-min(a, b) > 0x1000 }
