package picture

import (
	"bytes"
	"image"
	"image/png"
	"testing"

	"popmail/gui/kit/guitest"
)

func TestPictureLimitsAndTurning(t *testing.T) {
	// A PNG header that claims 100,000 x 100,000 pixels.
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 2, 2))); err != nil {
		t.Fatal(err)
	}
	bomb := b.Bytes()
	copy(bomb[16:], []byte{0, 1, 0x86, 0xa0, 0, 1, 0x86, 0xa0})
	if _, err := Decode(bomb, 640); err == nil {
		t.Error("a picture of ten thousand megapixels is decoded")
	}
	exif := func(o byte) []byte {
		tiff := append([]byte("Exif\x00\x00II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00"), o, 0, 0, 0)
		seg := append([]byte{0xff, 0xe1, 0, byte(len(tiff) + 2)}, tiff...)
		data := guitest.Photo(t, 40, 20)
		return append(append(append([]byte{}, data[:2]...), seg...), data[2:]...)
	}
	for o, want := range map[byte]image.Point{1: {40, 20}, 3: {40, 20}, 6: {20, 40}, 8: {20, 40}, 99: {40, 20}} {
		img, err := Decode(exif(o), 640)
		if w, h, _ := Size(exif(o)); (image.Point{X: w, Y: h}) != want {
			t.Errorf("orientation %d: the size is said to be %d x %d", o, w, h)
		}
		if err != nil || img.Bounds().Size() != want {
			t.Errorf("orientation %d: %v %v", o, img.Bounds(), err)
		}
	}
	img, _ := Decode(exif(6), 640) // the left edge comes to the top
	if r, _, _, _ := img.At(10, 1).RGBA(); r>>8 > 60 {
		t.Errorf("turned the wrong way: red %d at the top", r>>8)
	}
}

func FuzzOrientation(f *testing.F) {
	f.Add([]byte("\xff\xd8\xff\xe1\x00\x20Exif\x00\x00II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00\x06\x00\x00\x00"))
	f.Add([]byte("\xff\xd8\xff\xe1\x00\x20Exif\x00\x00MM\x00*\xff\xff\xff\xff\x01\x00"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if o := orientation(b); o < 1 || o > 8 {
			t.Fatal(o)
		}
	})
}
