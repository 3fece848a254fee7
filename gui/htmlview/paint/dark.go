package paint

import (
	"image/color"
	"math"
	"slices"

	"popmail/gui/htmlview/layout"
	"popmail/gui/htmlview/style"
)

// Contrast is the least that text has with what it lies on in a page that was darkened
// (WCAG 2.2, success criterion 1.4.3), and Enhanced in one for high contrast (1.4.6).
const (
	Contrast = 4.5
	Enhanced = 7
)

// darkest is the luminance below which light text stands out more than dark text.
const darkest = 0.18

// Darken makes a page that was made for light paper fit on dark paper: light backgrounds
// become dark, dark text light, each in its hue; pictures stay, where pics has them, and words
// that stand on one stay as they are, on the ground that they were written for. A page that is dark by
// itself stays as it is, but for links of which it does not say the color. What the page
// itself has no background for lies on paper. It reports whether colors of the page's own
// are others now.
func Darken(page *layout.Page, paper color.NRGBA, pics layout.Pictures) bool {
	if darkByItself(page, pics) {
		lightenLinks(page, pics)
		return false
	}
	back := backdrops{{place: everywhere, color: paper}}
	was := backdrops{{place: everywhere, color: over(page.Background, lightPaper)}}
	page.Background = darkened(page.Background)
	if page.Background.A == 0xff {
		back[0].color = page.Background
	}
	for _, item := range page.Items {
		switch it := item.(type) {
		case *layout.Picture:
			if it.Here && it.Opacity > 0 {
				back.addPicture(it.Rect)
			}
		case *layout.Box:
			if pictured(it, pics) {
				// What of its ground is seen beside the picture, or through it, is what the words stand on, too.
				it.Background.Color = over(it.Background.Color, was.at(it.Rect))
				was.add(it.Rect, it.Background.Color)
				back.addPicture(it.Rect)
				continue
			}
			if _, picture := back.on(it.Rect); picture && !Opaque(it) {
				continue // the picture shows through
			}
			if c := it.Background.Color; c.A > 0 && it.Opacity > 0 {
				was.add(it.Rect, over(faded(c, it.Opacity), was.at(it.Rect)))
			}
			it.Background.Color = darkened(it.Background.Color)
			if g := it.Background.Gradient; g != nil && !staysDark(g) {
				it.Background.Gradient = nil // what stands on it has to be readable everywhere
			}
			it.Shadows = slices.Clone(it.Shadows) // they belong to the style
			for i := range it.Shadows {
				it.Shadows[i].Color = darkened(it.Shadows[i].Color)
			}
			for i := range it.Border {
				it.Border[i].Color = darkened(it.Border[i].Color)
			}
			if c := it.Background.Color; c.A > 0 && it.Opacity > 0 {
				back.add(it.Rect, over(faded(c, it.Opacity), back.at(it.Rect)))
			}
		case *layout.Text:
			if on, picture := back.on(it.Rect); !picture {
				it.Color = readable(it.Color, on, Contrast)
			}
		case *layout.Mark:
			if on, picture := back.on(it.Rect); !picture {
				it.Color = readable(it.Color, on, Contrast)
			}
		}
	}
	return true
}

// pictured reports whether most of a box is covered by a picture that is here.
func pictured(b *layout.Box, pics layout.Pictures) bool {
	g := &b.Background
	if g.Image == "" || b.Opacity <= 0 || pics == nil || b.Rect.W <= 0 || b.Rect.H <= 0 {
		return false
	}
	w, h, here := pics.Size(g.Image)
	if !here || w <= 0 || h <= 0 {
		return false
	}
	room, own := [2]float64{b.Rect.W, b.Rect.H}, [2]float64{w, h}
	size := own
	switch {
	case g.Cover:
		return true
	case g.Contain:
		k := min(room[0]/w, room[1]/h)
		size = [2]float64{w * k, h * k}
	default:
		for i, l := range g.Size {
			switch other := g.Size[1-i]; {
			case l.Kind == style.Px:
				size[i] = l.V
			case l.Kind == style.Percent:
				size[i] = l.V/100*room[i] + l.Plus
			case other.Kind == style.Px:
				size[i] = own[i] * other.V / own[1-i]
			case other.Kind == style.Percent:
				size[i] = own[i] * (other.V/100*room[1-i] + other.Plus) / own[1-i]
			}
		}
	}
	if !g.RepeatX {
		room[0] = min(room[0], size[0])
	}
	if !g.RepeatY {
		room[1] = min(room[1], size[1])
	}
	return 2*room[0]*room[1] >= b.Rect.W*b.Rect.H
}

// darkByItself reports whether most of the page's words stand lighter than what they lie on.
func darkByItself(page *layout.Page, pics layout.Pictures) bool {
	onDark, all := 0, 0
	eachText(page, lightPaper, pics, func(t *layout.Text, back color.NRGBA) {
		all += len(t.Text)
		if b := luminance(back); b < 0.2 && luminance(t.Color) > b {
			onDark += len(t.Text)
		}
	})
	return all > 0 && 2*onDark > all
}

// lightPaper is what pages are made for.
var lightPaper = color.NRGBA{0xff, 0xff, 0xff, 0xff}

// plainLink is the color of links that pages give none.
var plainLink = color.NRGBA{0x00, 0x00, 0xee, 0xff}

func lightenLinks(page *layout.Page, pics layout.Pictures) {
	eachText(page, lightPaper, pics, func(t *layout.Text, back color.NRGBA) {
		if t.Color == plainLink && contrast(t.Color, back) < Contrast {
			t.Color = readable(t.Color, back, Contrast)
		}
	})
}

// eachText goes through the texts of a page on paper, with what they lie on; not through those that
// stand on a picture, where pics has it.
func eachText(page *layout.Page, paper color.NRGBA, pics layout.Pictures, see func(t *layout.Text, back color.NRGBA)) {
	back := backdrops{{place: everywhere, color: over(page.Background, paper)}}
	for _, item := range page.Items {
		switch it := item.(type) {
		case *layout.Picture:
			if pics != nil && it.Here && it.Opacity > 0 {
				back.addPicture(it.Rect)
			}
		case *layout.Box:
			if pictured(it, pics) {
				back.addPicture(it.Rect)
			} else if c := it.Background.Color; c.A > 0 && it.Opacity > 0 {
				back.add(it.Rect, over(faded(c, it.Opacity), back.at(it.Rect)))
			}
		case *layout.Text:
			if on, picture := back.on(it.Rect); !picture {
				see(it, on)
			}
		}
	}
}

// Contrasts tells how far each text of a page on paper stands out from what it lies on as it is painted
// (WCAG 2.2, success criterion 1.4.3: from 1, which is not seen, to 21); not of those that stand on a picture,
// where pics, which may be nil, has it.
func Contrasts(page *layout.Page, paper color.NRGBA, pics layout.Pictures, see func(t *layout.Text, contrast float64)) {
	eachText(page, paper, pics, func(t *layout.Text, back color.NRGBA) {
		see(t, contrast(over(faded(t.Color, t.Opacity), back), back))
	})
}

// A backdrop is what lies behind others: a box with a background, or a picture, whose colors are
// not known.
type backdrop struct {
	place   layout.Rect
	color   color.NRGBA
	picture bool
}

// backdrops are those that were drawn so far, the last on top.
type backdrops []backdrop

// everywhere is the place of what all else lies on.
var everywhere = layout.Rect{X: -1e9, Y: -1e9, W: 2e9, H: 2e9}

// mostBackdrops bounds what is looked through for each text.
const mostBackdrops = 64

func (b *backdrops) add(r layout.Rect, c color.NRGBA) { b.put(backdrop{place: r, color: c}) }

func (b *backdrops) addPicture(r layout.Rect) { b.put(backdrop{place: r, picture: true}) }

func (b *backdrops) put(d backdrop) {
	if len(*b) >= mostBackdrops { // of the older ones the smallest is forgotten: others may lie on the large ones still
		least := 1
		for i := 2; i < mostBackdrops/2; i++ {
			if p, q := (*b)[i].place, (*b)[least].place; p.W*p.H < q.W*q.H {
				least = i
			}
		}
		*b = slices.Delete(*b, least, least+1)
	}
	*b = append(*b, d)
}

// at is the colour that lies behind the middle of a place.
func (b backdrops) at(r layout.Rect) color.NRGBA {
	c, _ := b.on(r)
	return c
}

// on is the colour that lies behind the middle of a place, or that a picture does.
func (b backdrops) on(r layout.Rect) (c color.NRGBA, picture bool) {
	x, y := r.X+r.W/2, r.Y+r.H/2
	for i := len(b) - 1; i >= 0; i-- {
		if p := b[i].place; x >= p.X && x < p.X+p.W && y >= p.Y && y < p.Y+p.H {
			return b[i].color, b[i].picture
		}
	}
	return b[0].color, false
}

// faded is a colour with an opacity.
func faded(c color.NRGBA, opacity float64) color.NRGBA {
	c.A = uint8(math.Round(float64(c.A) * min(max(opacity, 0), 1)))
	return c
}

// over is what a colour looks like on an opaque one.
func over(c, below color.NRGBA) color.NRGBA {
	mix := func(a, b uint8) uint8 { return uint8((int(a)*int(c.A) + int(b)*(255-int(c.A)) + 127) / 255) }
	return color.NRGBA{mix(c.R, below.R), mix(c.G, below.G), mix(c.B, below.B), 0xff}
}

// darkened is a background or a line on dark paper: the lighter it was, the darker it
// becomes; white becomes nearly black, tints stay as faint as they were, and what is dark
// or strong already stays.
func darkened(c color.NRGBA) color.NRGBA {
	h, s, l := hsl(c)
	chroma := s * (1 - math.Abs(2*l-1))
	if c.A == 0 || l <= 0.4 || l <= 0.6 && chroma > 0.4 && luminance(c) < 0.35 {
		return c
	}
	l = 0.12 + (1-l)*0.4667
	for ; ; l -= 0.02 {
		out := rgb(h, min(chroma*0.8/(1-math.Abs(2*l-1)), 1), l, c.A)
		if luminance(out) < darkest || l < 0.1 {
			return out
		}
	}
}

// staysDark reports whether a gradient is one on dark paper, too.
func staysDark(g *style.Gradient) bool {
	for _, s := range g.Stops {
		if darkened(s.Color) != s.Color || s.Color.A < 0xff {
			return false
		}
	}
	return true
}

// readable is a text colour that stands out from what it lies on by least.
func readable(c, back color.NRGBA, least float64) color.NRGBA {
	if c.A == 0 {
		return c
	}
	h, s, l := hsl(c)
	if luminance(back) < darkest && l < 0.5 {
		l = 1 - l
		c = rgb(h, s, l, c.A)
	}
	up := luminance(back) < darkest
	for range 50 {
		if contrast(over(c, back), back) >= least {
			break
		}
		if up {
			l = min(l+0.02, 1)
		} else {
			l = max(l-0.02, 0)
		}
		c = rgb(h, s, l, 0xff)
	}
	return c
}

// luminance is the relative luminance of an opaque colour (WCAG 2.2).
func luminance(c color.NRGBA) float64 {
	lin := func(v uint8) float64 {
		f := float64(v) / 255
		if f <= 0.04045 {
			return f / 12.92
		}
		return math.Pow((f+0.055)/1.055, 2.4)
	}
	return 0.2126*lin(c.R) + 0.7152*lin(c.G) + 0.0722*lin(c.B)
}

func contrast(a, b color.NRGBA) float64 {
	x, y := luminance(a), luminance(b)
	if x < y {
		x, y = y, x
	}
	return (x + 0.05) / (y + 0.05)
}

// hsl are hue (0 to 6), saturation and lightness of a colour.
func hsl(c color.NRGBA) (h, s, l float64) {
	r, g, b := float64(c.R)/255, float64(c.G)/255, float64(c.B)/255
	hi, lo := max(r, g, b), min(r, g, b)
	l = (hi + lo) / 2
	d := hi - lo
	if d == 0 {
		return 0, 0, l
	}
	s = d / (1 - math.Abs(2*l-1))
	switch hi {
	case r:
		h = math.Mod((g-b)/d+6, 6)
	case g:
		h = (b-r)/d + 2
	default:
		h = (r-g)/d + 4
	}
	return h, s, l
}

func rgb(h, s, l float64, a uint8) color.NRGBA {
	c := (1 - math.Abs(2*l-1)) * s
	x := c * (1 - math.Abs(math.Mod(h, 2)-1))
	var r, g, b float64
	switch int(h) {
	case 0:
		r, g = c, x
	case 1:
		r, g = x, c
	case 2:
		g, b = c, x
	case 3:
		g, b = x, c
	case 4:
		r, b = x, c
	default:
		r, b = c, x
	}
	m := l - c/2
	to := func(v float64) uint8 { return uint8(math.Round(min(max(v+m, 0), 1) * 255)) }
	return color.NRGBA{to(r), to(g), to(b), a}
}
