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

// What several pages show takes no more than what one does, and octets that wait to be decoded
// have a bound of their own: beyond it they are read again.
func TestRoomOfPages(t *testing.T) {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 4000, 4000))); err != nil {
		t.Fatal(err)
	}
	octets := append(b.Bytes(), make([]byte, 25<<20)...)
	room := &Room{}
	read, shown := 0, 0
	var pages []*Pictures
	for range 4 {
		p := &Pictures{Source: func(string) ([]byte, bool) { read++; return octets, true }, Room: room}
		if w, _, ok := p.Size("a"); !ok || w != 4000 {
			t.Fatal(w, ok)
		}
		pages = append(pages, p)
	}
	if read != 4 || room.octets != 2*len(octets) {
		t.Errorf("%d octets are kept, read %d times", room.octets, read)
	}
	for _, p := range pages {
		if p.image("a") != nil {
			shown++
		}
	}
	if shown != 2 || room.pixels != 2*4000*4000 || room.octets != 0 {
		t.Errorf("%d are shown, of %d pixels; %d octets are kept", shown, room.pixels, room.octets)
	}
	fails := &Pictures{Source: func(string) ([]byte, bool) { return b.Bytes()[:len(b.Bytes())/2], true }, Room: &Room{}}
	if fails.Size("a"); fails.image("a") == nil && fails.Room.pixels != 0 {
		t.Errorf("what cannot be decoded takes %d pixels", fails.Room.pixels)
	}
}
