package htmlview

import (
	"bytes"
	"image"
	"image/color"
	"image/gif"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"popmail/gui/kit/loop"
)

// blinking is a GIF of a red frame and a green one.
func blinking(t *testing.T) []byte {
	pal := color.Palette{color.RGBA{0xff, 0, 0, 0xff}, color.RGBA{0, 0xff, 0, 0xff}}
	a, b := image.NewPaletted(image.Rect(0, 0, 60, 40), pal), image.NewPaletted(image.Rect(0, 0, 60, 40), pal)
	for i := range b.Pix {
		b.Pix[i] = 1
	}
	var out bytes.Buffer
	if err := gif.EncodeAll(&out, &gif.GIF{Image: []*image.Paletted{a, b}, Delay: []int{20, 30}}); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// A GIF shows its first frame, moves when it is pressed, and stops when it is pressed again,
// when it is out of sight, and when another message comes.
func TestMovieInMessage(t *testing.T) {
	run := &loop.Inline{}
	s := newStage(t, 400, 300, run)
	data := blinking(t)
	page := Document{HTML: `<!DOCTYPE html><body style="margin:0"><img src="cid:a" style="display:block"><p>` + strings.Repeat("words and words<br>", 200), Picture: func(ref string) ([]byte, bool) {
		return data, ref == "cid:a"
	}}
	red := func() bool {
		r, g, _, _ := s.win.Canvas().Capture().At(30, 20).RGBA()
		if (r > 0xf000) == (g > 0xf000) {
			t.Fatalf("neither red nor green: %x %x", r, g)
		}
		return r > 0xf000
	}
	tap := func() { s.v.Tapped(&fyne.PointEvent{Position: fyne.NewPos(30, 20)}) }
	s.set(page)
	if can, do := s.v.Movies(); !red() || !can || do {
		t.Fatal("it moves by itself, or cannot move")
	}
	run.Fire(200 * time.Millisecond)
	if !red() {
		t.Fatal("it moves by itself")
	}
	tap()
	run.Fire(200 * time.Millisecond)
	if _, do := s.v.Movies(); red() || !do {
		t.Fatal("it does not move when it is pressed")
	}
	run.Fire(300 * time.Millisecond)
	if !red() {
		t.Error("it does not begin again")
	}
	run.Fire(200 * time.Millisecond)
	tap()
	if _, do := s.v.Movies(); !red() || do {
		t.Error("it does not stop at its first frame when it is pressed again")
	}
	s.v.ToggleMovie()
	s.page.By(1000)
	run.Fire(200 * time.Millisecond)
	run.Fire(300 * time.Millisecond)
	if _, do := s.v.Movies(); do {
		t.Error("it moves out of sight")
	}
	s.page.By(-1000)
	tap()
	run.Fire(200 * time.Millisecond)
	s.set(Document{HTML: "<p>another"})
	if s.v.playing != nil {
		t.Error("it moves in another message")
	}
	s.set(Document{HTML: `<a href="https://x.example/"><img src="cid:a"></a>`, Picture: page.Picture})
	test.Tap(s.v)
	tap()
	if s.v.playing != nil || len(s.opened) == 0 {
		t.Errorf("a picture that is a link moves, opened %q", s.opened)
	}
}
