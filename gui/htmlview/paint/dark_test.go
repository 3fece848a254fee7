package paint

import (
	"image/color"
	"testing"

	"popmail/gui/htmlview/layout"
	"popmail/gui/htmlview/style"
)

var paper = color.NRGBA{0x1e, 0x21, 0x29, 0xff}

func hex(v uint32) color.NRGBA { return color.NRGBA{uint8(v >> 16), uint8(v >> 8), uint8(v), 0xff} }

// TestDarkIsReadable darkens text of many colors on many backgrounds.
func TestDarkIsReadable(t *testing.T) {
	colors := []uint32{0x000000, 0x333333, 0x666666, 0x999999, 0xcccccc, 0xffffff, 0xff0000, 0x00ff00, 0x0000ff, 0x0000ee, 0xffff00, 0x990000, 0x003366, 0x2f6fed, 0xffeedd, 0xeeeeff, 0x808000}
	for _, b := range colors {
		for _, c := range colors {
			box := &layout.Box{Rect: layout.Rect{W: 100, H: 20}, Background: style.Background{Color: hex(b)}, Opacity: 1}
			text := &layout.Text{Rect: layout.Rect{X: 5, Y: 5, W: 50, H: 10}, Text: "x", Color: hex(c), Opacity: 1}
			// Most of the page is dark on light.
			rest := &layout.Text{Rect: layout.Rect{Y: 50, W: 50, H: 10}, Text: "a longer text", Color: black, Opacity: 1}
			Darken(&layout.Page{Items: []layout.Item{box, text, rest}}, paper)
			if got := contrast(text.Color, box.Background.Color); got < Contrast {
				t.Errorf("%06x on %06x: %v on %v has %.2f", c, b, text.Color, box.Background.Color, got)
			}
			if got := contrast(rest.Color, paper); got < Contrast {
				t.Errorf("black on paper becomes %v", rest.Color)
			}
		}
	}
}

func TestDarkBackgrounds(t *testing.T) {
	for _, c := range []struct {
		from uint32
		dark bool // is it to be dark afterwards?
	}{{0xffffff, true}, {0xeeeeee, true}, {0xffeedd, true}, {0xddeeff, true}, {0xffff00, true}} {
		if got := darkened(hex(c.from)); luminance(got) > 0.2 {
			t.Errorf("%06x becomes %v", c.from, got)
		}
	}
	for _, stays := range []uint32{0x000000, 0x1b3a5b, 0x2f6fed, 0xcc0000} {
		if got := darkened(hex(stays)); got != hex(stays) {
			t.Errorf("%06x becomes %v", stays, got)
		}
	}
	if got := darkened(color.NRGBA{}); got != (color.NRGBA{}) {
		t.Errorf("nothing becomes %v", got)
	}
}

// TestDarkStays holds that a page that is dark by itself is left alone.
func TestDarkStays(t *testing.T) {
	text := &layout.Text{Rect: layout.Rect{X: 5, Y: 5, W: 50, H: 10}, Text: "light on dark", Color: hex(0x7f7f7f), Opacity: 1}
	box := &layout.Box{Rect: layout.Rect{W: 60, H: 20}, Border: edges(1, "solid", white), Opacity: 1}
	page := &layout.Page{Background: hex(0x222222), Items: []layout.Item{box, text}}
	link := &layout.Text{Rect: layout.Rect{X: 5, Y: 25, W: 50, H: 10}, Text: "link", Color: hex(0x0000ee), Opacity: 1}
	own := &layout.Text{Rect: layout.Rect{X: 5, Y: 35, W: 50, H: 10}, Text: "link", Color: hex(0x0000cc), Opacity: 1}
	page.Items = append(page.Items, link, own)
	if Darken(page, paper) {
		t.Error("it is said to be adapted")
	}
	if contrast(link.Color, page.Background) < Contrast || own.Color != hex(0x0000cc) {
		t.Errorf("the links are %v and %v", link.Color, own.Color)
	}
	if page.Background != hex(0x222222) || text.Color != hex(0x7f7f7f) || box.Border[0].Color != white {
		t.Errorf("%v %v %v", page.Background, text.Color, box.Border[0].Color)
	}
}
