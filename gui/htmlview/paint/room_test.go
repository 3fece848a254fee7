package paint

import (
	"bytes"
	"image"
	"image/png"
	"testing"
)

// Pictures that share a room take no more of it than there is, and are kept small.
func TestRoom(t *testing.T) {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 2000, 2000))); err != nil {
		t.Fatal(err)
	}
	room := &Room{}
	drawn := 0
	for range 30 {
		p := &Pictures{Source: func(string) ([]byte, bool) { return b.Bytes(), true }, Side: 1280, Room: room}
		if w, h, ok := p.Size("a"); !ok || w != 2000 || h != 2000 {
			t.Fatal(w, h, ok)
		}
		img := p.image("a")
		if img == nil {
			continue
		}
		if size := img.Bounds().Size(); size != image.Pt(1280, 1280) {
			t.Fatal(size)
		}
		drawn++
	}
	if want := mostPixels / (1280 * 1280); drawn != want {
		t.Errorf("%d are drawn, want %d", drawn, want)
	}
}
