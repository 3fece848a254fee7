package guitest

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"
)

// Picture leaves what a window shows in build/gui, for people to look at, and looks
// whether all of its text fits.
func Picture(t testing.TB, w fyne.Window, name string) {
	t.Helper()
	Fits(t, w, name)
	Save(t, "gui/"+name, w.Canvas().Capture())
}

// Save writes a picture below build, for people to look at. Name has slashes and
// no ending. The folder of the module is the one with go.mod.
func Save(t testing.TB, name string, img image.Image) {
	t.Helper()
	root := ".."
	for range 8 {
		if _, err := os.Stat(filepath.Join(root, "go.mod")); err == nil {
			break
		}
		root = filepath.Join(root, "..")
	}
	path := filepath.Join(root, "build", filepath.FromSlash(name)+".png")
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	if err := quick.Encode(f, img); err != nil {
		t.Fatal(err)
	}
}

// quick writes large files soon: with the race detector on, packing pictures well
// was a tenth of all that the tests of the wizard do.
var quick = png.Encoder{CompressionLevel: png.BestSpeed}

// Photo is a JPEG picture of w by h pixels, dark at its top left.
func Photo(t testing.TB, w, h int) []byte {
	t.Helper()
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			img.Set(x, y, color.NRGBA{uint8(x * 255 / w), uint8(y * 255 / h), 120, 255})
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// Noise is a JPEG picture of w by h pixels that takes as many octets as a photo.
func Noise(t testing.TB, w, h int) []byte {
	t.Helper()
	r := rand.New(rand.NewPCG(1, 2))
	img := image.NewYCbCr(image.Rect(0, 0, w, h), image.YCbCrSubsampleRatio420)
	for i := range img.Y {
		img.Y[i] = uint8(100*(i%w)/w) + uint8(r.UintN(90))
	}
	for i := range img.Cb {
		img.Cb[i], img.Cr[i] = 120, 130
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 90}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
