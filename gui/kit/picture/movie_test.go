package picture

import (
	"bytes"
	"image"
	"image/color"
	"image/gif"
	"testing"
	"time"
)

// moving is a GIF of frames of one color each, red, green, blue and so on.
func moving(t testing.TB, w, h, n, loops int) []byte {
	t.Helper()
	g := &gif.GIF{LoopCount: loops}
	pal := color.Palette{color.RGBA{0xff, 0, 0, 0xff}, color.RGBA{0, 0xff, 0, 0xff}, color.RGBA{0, 0, 0xff, 0xff}, color.RGBA{}}
	for i := range n {
		f := image.NewPaletted(image.Rect(0, 0, w, h), pal)
		for j := range f.Pix {
			f.Pix[j] = byte(i % 3)
		}
		g.Image, g.Delay, g.Disposal = append(g.Image, f), append(g.Delay, i), append(g.Disposal, gif.DisposalNone)
	}
	var b bytes.Buffer
	if err := gif.EncodeAll(&b, g); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestMovie(t *testing.T) {
	data := moving(t, 8, 6, 3, 1)
	if !Moves(data) || Moves(moving(t, 8, 6, 1, 0)) || Moves([]byte("GIF89a")) {
		t.Error("it is not told which pictures move")
	}
	m, err := Play(data)
	if err != nil {
		t.Fatal(err)
	}
	want := []color.NRGBA{{0xff, 0, 0, 0xff}, {0, 0xff, 0, 0xff}, {0, 0, 0xff, 0xff}}
	for i := range 6 { // once, and once again
		f, d, last := m.Next()
		if f.NRGBAAt(4, 3) != want[i%3] || last != (i == 5) {
			t.Errorf("frame %d is %v, last %v", i, f.NRGBAAt(4, 3), last)
		}
		if delay := []time.Duration{100, 100, 20}[i%3] * time.Millisecond; d != delay {
			t.Errorf("frame %d stays %v", i, d)
		}
	}
	if _, err := Play(moving(t, 8, 6, 1, 0)); err == nil {
		t.Error("a still picture is played")
	}
}

// What a frame covers comes back, or goes, as the frame says.
func TestDisposal(t *testing.T) {
	for how, want := range map[byte]color.NRGBA{gif.DisposalNone: {0, 0xff, 0, 0xff}, gif.DisposalPrevious: {0xff, 0, 0, 0xff}, gif.DisposalBackground: {}} {
		pal := color.Palette{color.RGBA{0xff, 0, 0, 0xff}, color.RGBA{0, 0xff, 0, 0xff}, color.RGBA{}}
		a, b, c := image.NewPaletted(image.Rect(0, 0, 4, 4), pal), image.NewPaletted(image.Rect(0, 0, 2, 2), pal), image.NewPaletted(image.Rect(3, 3, 4, 4), pal)
		for i := range b.Pix {
			b.Pix[i] = 1
		}
		var buf bytes.Buffer
		if err := gif.EncodeAll(&buf, &gif.GIF{Image: []*image.Paletted{a, b, c}, Delay: []int{5, 5, 5}, Disposal: []byte{gif.DisposalNone, how, gif.DisposalNone}}); err != nil {
			t.Fatal(err)
		}
		m, err := Play(buf.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		m.Next()
		m.Next()
		if f, _, _ := m.Next(); f.NRGBAAt(0, 0) != want {
			t.Errorf("disposal %d: %v, want %v", how, f.NRGBAAt(0, 0), want)
		}
	}
}

// A GIF of very many frames is played as far as the limit goes.
func TestMovieLimit(t *testing.T) {
	data := moving(t, 1000, 1000, 3, -1)
	head := data[:len(data)-1]
	end, _ := frames(moving(t, 1000, 1000, 1, -1))
	body := bytes.Repeat(head[end:], 60)
	m, err := Play(append(append(head[:end:end], body...), 0x3B))
	if err != nil {
		t.Fatal(err)
	}
	if n := len(m.g.Image); n < 50 || n*1000*1000 > mostFrames {
		t.Errorf("%d frames", n)
	}
}

func FuzzMovie(f *testing.F) {
	f.Add(moving(f, 8, 6, 3, 0))
	f.Add([]byte("GIF89a\x10\x00\x10\x00\x00\x00\x00,"))
	f.Fuzz(func(t *testing.T, b []byte) {
		begin := time.Now()
		if m, err := Play(b); err == nil {
			for range 4 {
				m.Next()
			}
		}
		if _, err := Decode(b, 64); err == nil {
			if w, h, err := Size(b); err != nil || w*h <= 0 {
				t.Fatal(w, h, err)
			}
		}
		if d := time.Since(begin); d > 10*time.Second {
			t.Fatal(d)
		}
	})
}
