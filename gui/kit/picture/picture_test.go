package picture

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"runtime"
	"testing"
)

// grownPNG is a picture of one color whose octets are few and whose pixels are many.
func grownPNG(t *testing.T, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestPreviewMemory: no picture takes more memory for its preview than is allowed,
// whatever its header says.
func TestPreviewMemory(t *testing.T) {
	var photo bytes.Buffer
	if err := jpeg.Encode(&photo, image.NewYCbCr(image.Rect(0, 0, 4000, 3000), image.YCbCrSubsampleRatio420), nil); err != nil {
		t.Fatal(err)
	}
	slow := bytes.Replace(photo.Bytes(), []byte{0xFF, 0xC0}, []byte{0xFF, 0xC2}, 1) // says that it is progressive
	huge := append([]byte(nil), grownPNG(t, image.NewGray(image.Rect(0, 0, 10, 10)))...)
	binary.BigEndian.PutUint32(huge[16:], 60_000)
	binary.BigEndian.PutUint32(huge[20:], 60_000)
	binary.BigEndian.PutUint32(huge[29:], crc32.ChecksumIEEE(huge[12:29]))
	for _, c := range []struct {
		name string
		data []byte
		want error // nil: shown
	}{
		{"photo of 12 megapixels", photo.Bytes(), nil},
		{"36 megapixels, four octets each", grownPNG(t, image.NewNRGBA(image.Rect(0, 0, 6000, 6000))), ErrTooLarge},
		{"16 megapixels, eight octets each", grownPNG(t, image.NewNRGBA64(image.Rect(0, 0, 4000, 4000))), ErrTooLarge},
		{"36 megapixels with a palette", grownPNG(t, image.NewPaletted(image.Rect(0, 0, 6000, 6000), color.Palette{color.White, color.Black})), nil},
		{"progressive photo of 12 megapixels", slow, ErrTooLarge},
		{"a header that lies", huge, ErrTooLarge},
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		img, err := Decode(c.data, 640)
		runtime.ReadMemStats(&after)
		if !errors.Is(err, c.want) || c.want == nil && (err != nil || img == nil) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
		if n := after.TotalAlloc - before.TotalAlloc; n > mostMemory+16<<20 {
			t.Errorf("%s: took %d MB", c.name, n>>20)
		}
	}
}
