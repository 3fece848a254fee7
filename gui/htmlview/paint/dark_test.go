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
			Darken(&layout.Page{Items: []layout.Item{box, text, rest}}, paper, nil)
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
	if Darken(page, paper, nil) {
		t.Error("it is said to be adapted")
	}
	if contrast(link.Color, page.Background) < Contrast || own.Color != hex(0x0000cc) {
		t.Errorf("the links are %v and %v", link.Color, own.Color)
	}
	if page.Background != hex(0x222222) || text.Color != hex(0x7f7f7f) || box.Border[0].Color != white {
		t.Errorf("%v %v %v", page.Background, text.Color, box.Border[0].Color)
	}
}

// sizes are pictures that are here.
type sizes map[string][2]float64

func (s sizes) Size(ref string) (width, height float64, ok bool) {
	size, ok := s[ref]
	return size[0], size[1], ok
}

// TestDarkPictures: words on a picture that is here keep their color, and the ground that it lies on
// its own; where the picture is not here, or is but a mark beside the words, all becomes dark.
func TestDarkPictures(t *testing.T) {
	ink := hex(0x222222)
	pics := sizes{"photo": {600, 400}, "tile": {4, 4}, "mark": {12, 12}}
	all, none := style.Background{RepeatX: true, RepeatY: true}, style.Background{}
	for name, c := range map[string]struct {
		ground style.Background
		image  string
		stays  bool
	}{
		"photo": {all, "photo", true}, "tile": {all, "tile", true}, "not here": {all, "far", false}, "mark": {none, "mark", false}, "photo once": {none, "photo", true},
		"mark as cover": {style.Background{Cover: true}, "mark", true}, "mark contained": {style.Background{Contain: true}, "mark", false}, "a row of marks": {style.Background{RepeatX: true}, "mark", false},
		"mark at full size": {style.Background{Size: [2]style.Length{{Kind: style.Percent, V: 100}, {Kind: style.Percent, V: 100}}}, "mark", true},
		"mark as wide":      {style.Background{Size: [2]style.Length{{Kind: style.Percent, V: 100}}}, "mark", true},
	} {
		for _, ground := range []color.NRGBA{white, {}} {
			on := func(opaque uint8) (*layout.Box, *layout.Text) {
				return &layout.Box{Rect: layout.Rect{X: 10, Y: 10, W: 80, H: 20}, Background: style.Background{Color: color.NRGBA{0xff, 0xff, 0xff, opaque}}, Opacity: 1},
					&layout.Text{Rect: layout.Rect{X: 15, Y: 15, W: 50, H: 10}, Text: "x", Color: ink, Opacity: 1}
			}
			b := c.ground
			b.Color, b.Image = ground, c.image
			box := &layout.Box{Rect: layout.Rect{W: 200, H: 60}, Background: b, Opacity: 1}
			text := &layout.Text{Rect: layout.Rect{X: 100, Y: 40, W: 50, H: 10}, Text: "x", Color: ink, Opacity: 1}
			thin, onThin := on(0x80)
			rest := &layout.Text{Rect: layout.Rect{Y: 100, W: 50, H: 10}, Text: "a longer text", Color: black, Opacity: 1}
			Darken(&layout.Page{Items: []layout.Item{box, text, thin, onThin, rest}}, paper, pics)
			if stays := text.Color == ink && onThin.Color == ink; stays != c.stays {
				t.Errorf("%s: %v and %v", name, text.Color, onThin.Color)
			}
			if c.stays && box.Background.Color != white || !c.stays && box.Background.Color == white {
				t.Errorf("%s lies on %v", name, box.Background.Color)
			}
			if contrast(rest.Color, paper) < Contrast {
				t.Errorf("%s: beside it %v", name, rest.Color)
			}
			// What is opaque on a picture is dark, with its words.
			full, onFull := on(0xff)
			Darken(&layout.Page{Items: []layout.Item{box, full, onFull, rest}}, paper, pics)
			if contrast(onFull.Color, full.Background.Color) < Contrast {
				t.Errorf("%s: %v on %v", name, onFull.Color, full.Background.Color)
			}
		}
	}
}

// TestDarkManyPictures: what a page lies on is known behind many small boxes and pictures, too.
func TestDarkManyPictures(t *testing.T) {
	ink := hex(0x222222)
	for name, small := range map[string]func(r layout.Rect) layout.Item{
		"boxes": func(r layout.Rect) layout.Item {
			return &layout.Box{Rect: r, Background: style.Background{Color: white}, Opacity: 1}
		},
		"pictures": func(r layout.Rect) layout.Item { return &layout.Picture{Rect: r, Here: true, Opacity: 1} },
	} {
		items := func(ground style.Background, words color.NRGBA) (*layout.Page, *layout.Text) {
			page := &layout.Page{Items: []layout.Item{
				&layout.Box{Rect: layout.Rect{W: 600, H: 9000}, Background: ground, Opacity: 1},
				&layout.Box{Rect: layout.Rect{X: 50, W: 500, H: 9000}, Background: ground, Opacity: 1},
			}}
			for i := range 200 {
				page.Items = append(page.Items, small(layout.Rect{X: 100, Y: float64(40 * i), W: 100, H: 30}))
			}
			text := &layout.Text{Rect: layout.Rect{X: 60, Y: 8900, W: 50, H: 10}, Text: "the address", Color: words, Opacity: 1}
			page.Items = append(page.Items, text)
			return page, text
		}
		page, text := items(style.Background{Color: white, Image: "tile", RepeatX: true, RepeatY: true}, ink)
		if Darken(page, paper, sizes{"tile": {4, 4}}); text.Color != ink {
			t.Errorf("%s on a picture: %v", name, text.Color)
		}
		page, text = items(style.Background{Color: black}, white)
		if Darken(page, paper, sizes{}) || text.Color != white {
			t.Errorf("%s on a dark ground: the page is not dark by itself, the words are %v", name, text.Color)
		}
	}
}
