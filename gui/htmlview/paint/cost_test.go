package paint

import (
	"fmt"
	"image"
	"strings"
	"testing"
	"time"

	"popmail/gui/htmlview/layout"
	"popmail/gui/htmlview/style"
	"popmail/gui/kit/guitest"
	"popmail/gui/kit/text"
)

// TestCostlyPages holds that pages made to cost much cost little, and that what they say is
// still drawn.
func TestCostlyPages(t *testing.T) {
	const dot = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAEElEQVR4nGP4z8AARAwQCgAf7gP9i18U1AAAAABJRU5ErkJggg=="
	whole := layout.Rect{W: 1000, H: 100_000}
	for name, box := range map[string]func(i int) layout.Item{
		"boxes": func(int) layout.Item {
			return &layout.Box{Rect: whole, Background: style.Background{Color: blue}, Opacity: 1}
		},
		"veils": func(int) layout.Item {
			return &layout.Box{Rect: whole, Background: style.Background{Color: faded(blue, 0.1)}, Opacity: 1}
		},
		"round boxes": func(int) layout.Item {
			return &layout.Box{Rect: whole, Background: style.Background{Color: blue}, Radius: [4]float64{9e9, 9, 9, 9}, Opacity: 1}
		},
		"layers": func(i int) layout.Item {
			return &layout.Box{Rect: whole, Background: style.Background{Color: blue}, Opacity: 0.1 + float64(i%2)/10}
		},
		"borders": func(int) layout.Item {
			return &layout.Box{Rect: whole, Border: edges(1e9, "ridge", red), Radius: [4]float64{50, 50, 50, 50}, Opacity: 1}
		},
		"dashes": func(int) layout.Item { return &layout.Box{Rect: whole, Border: edges(1, "dotted", red), Opacity: 1} },
		"dots": func(int) layout.Item {
			return &layout.Box{Rect: whole, Background: style.Background{Image: dot, RepeatX: true, RepeatY: true}, Opacity: 1}
		},
		"pictures": func(int) layout.Item { return &layout.Picture{Rect: whole, Ref: dot, Here: true, Opacity: 1} },
		"far away": func(int) layout.Item {
			return &layout.Box{Rect: layout.Rect{X: -1e300, Y: -1e300, W: 1e308, H: 1e308}, Border: edges(1e300, "double", red), Opacity: 1}
		},
	} {
		t.Run(name, func(t *testing.T) {
			page := &layout.Page{Width: 1000, Height: 100_000, Background: white}
			for i := range 5000 {
				page.Items = append(page.Items, box(i))
			}
			page.Items = append(page.Items, &layout.Text{Rect: layout.Rect{X: 10, Y: 50_000, W: 200, H: 30}, Baseline: 50_024, Text: "seen", Font: style.Font{Size: 24, Bold: true}, Color: white, Opacity: 1})
			p := &Painter{Fonts: text.Shared(), Pictures: &Pictures{}}
			img := image.NewRGBA(image.Rect(0, 49_900, 1000, 50_412))
			p.Draw(img, &layout.Page{}, 1)
			if took := guitest.Took(func() { p.Draw(img, page, 1) }); took > slower*2*time.Second {
				t.Errorf("%v", took)
			}
			if name == "boxes" {
				lights := 0
				for y := 50_000; y < 50_030; y++ {
					for x := 10; x < 100; x++ {
						if img.RGBAAt(x, y).R > 0x80 {
							lights++
						}
					}
				}
				if lights < 50 {
					t.Error("the text is not drawn")
				}
			}
		})
	}
}

// TestManyDrawings holds that many drawings that take all that one may take cost no more than
// a few of them, and that those which take little are all drawn.
func TestManyDrawings(t *testing.T) {
	heavy := strings.Repeat(`<g transform="scale(1)">`, 3) + `<path d="M0 0` + strings.Repeat("L9000 9000 0 9000 9000 0", 50_000) + `" stroke="red" stroke-width="99"/></g></g></g>`
	for body, want := range map[string]int{heavy: 0, `<path d="M0 0` + strings.Repeat("L9 9 0 9 9 0", 5000) + `"/>`: 40} {
		p := &Pictures{Source: func(string) ([]byte, bool) {
			return []byte(`<svg xmlns="http://www.w3.org/2000/svg" width="100" height="100" viewBox="0 0 10 10">` + body + `</svg>`), true
		}}
		drawn := 0
		for i := range 40 {
			if p.image(fmt.Sprint("cid:", i)) != nil {
				drawn++
			}
		}
		if drawn != want || p.own.drawn > mostDrawn+1 {
			t.Errorf("%d are drawn, not %d; they took %.2f", drawn, want, p.own.drawn)
		}
	}
}

// TestPictureBombs holds that what a picture says of its size is not believed at any cost.
func TestPictureBombs(t *testing.T) {
	head := []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\xff\xff\x00\x00\xff\xff\x08\x06\x00\x00\x00")
	p := &Pictures{Source: func(string) ([]byte, bool) { return head, true }}
	if _, _, ok := p.Size("cid:a"); ok || p.image("cid:a") != nil {
		t.Error("a picture of 65,535 pixels square is taken")
	}
	for i := range 100 {
		if p.image(fmt.Sprint("cid:", i)) != nil {
			t.Fatal("a picture without an end is drawn")
		}
	}
}
