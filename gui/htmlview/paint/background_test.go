package paint

import (
	"bytes"
	"image"
	"image/color"
	"image/gif"
	"testing"
	"time"
)

// While one picture is read or decoded, what is known of others is told at once, and they move.
func TestBackgroundPicturesKeepNobodyWaiting(t *testing.T) {
	var moving bytes.Buffer
	frame := func() *image.Paletted {
		return image.NewPaletted(image.Rect(0, 0, 4, 4), color.Palette{color.Black, color.White})
	}
	if err := gif.EncodeAll(&moving, &gif.GIF{Image: []*image.Paletted{frame(), frame()}, Delay: []int{20, 20}}); err != nil {
		t.Fatal(err)
	}
	reading, may := make(chan struct{}), make(chan struct{})
	p := &Pictures{Source: func(ref string) ([]byte, bool) {
		if ref == "slow" {
			close(reading)
			<-may
		}
		return moving.Bytes(), true
	}}
	first := p.image("gif")
	if first == nil {
		t.Fatal("no picture")
	}
	read := make(chan image.Image)
	go func() { read <- p.image("slow") }()
	<-reading
	next := frame()
	asked := make(chan struct{})
	go func() {
		defer close(asked)
		if !p.Moves("gif") || p.Moves("slow") {
			t.Error("it is not known which one moves")
		}
		p.Put("gif", next)
		p.Put("slow", next) // of which nothing is known yet
		if _, _, ok := p.Size("gif"); !ok || p.image("gif") != image.Image(next) {
			t.Error("the frame is not shown")
		}
	}()
	select {
	case <-asked:
	case <-time.After(10 * time.Second):
		t.Error("it waits")
	}
	close(may)
	if img := <-read; img == nil || img == image.Image(next) || p.image("slow") != img {
		t.Error("the picture is not shown")
	}
}
