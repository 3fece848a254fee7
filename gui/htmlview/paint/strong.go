package paint

import (
	"image/color"
	"math"
	"slices"

	"popmail/gui/htmlview/layout"
	"popmail/gui/htmlview/style"
)

// Strengthen makes the text of a page stand out from what it lies on by Enhanced, for those
// who have asked for high contrast: grounds that neither black nor white stands out from that
// far become darker, gradients with such colors become plain, and text darker or lighter, each
// in its hue; what is half transparent becomes as strong as that takes. What the page itself has no
// background for lies on paper. Words that stand on a picture stay as they are, where pics has it.
// It reports whether colors are others now.
func Strengthen(page *layout.Page, paper color.NRGBA, pics layout.Pictures) (changed bool) {
	was := page.Background
	page.Background = firm(page.Background)
	changed = page.Background != was
	back := backdrops{{place: everywhere, color: over(page.Background, paper)}}
	stand := func(c *color.NRGBA, opacity *float64, at layout.Rect) {
		on, picture := back.on(at)
		if picture || c.A == 0 || opacity != nil && *opacity <= 0 {
			return
		}
		seen := *c
		if opacity != nil {
			seen = faded(*c, *opacity)
		}
		if contrast(over(seen, on), on) >= Enhanced {
			return
		}
		if opacity != nil {
			*opacity = 1
		}
		if changed = true; contrast(over(*c, on), on) < Enhanced {
			*c = readable(*c, on, Enhanced)
		}
	}
	for _, item := range page.Items {
		switch it := item.(type) {
		case *layout.Picture:
			if it.Here && it.Opacity > 0 {
				back.addPicture(it.Rect)
			}
		case *layout.Box:
			below, picture := back.on(it.Rect)
			if it.Background.Image != "" && it.Opacity > 0 && pics != nil {
				if _, _, here := pics.Size(it.Background.Image); here {
					back.addPicture(it.Rect)
					continue
				}
			}
			if picture && !Opaque(it) {
				continue // the picture shows through
			}
			g := it.Background.Gradient
			if g != nil && !isFirm(g) {
				it.Background.Gradient, changed = nil, true
				if it.Background.Color.A == 0 && len(g.Stops) > 0 {
					it.Background.Color = g.Stops[0].Color
				}
				g = nil
			}
			c := it.Background.Color
			if g != nil {
				c = worst(g)
			}
			if c.A == 0 || it.Opacity <= 0 {
				continue
			}
			seen := over(faded(c, it.Opacity), below)
			if to := firm(seen); to != seen {
				it.Background.Gradient, it.Background.Color, it.Opacity, seen, changed = nil, to, 1, to, true
			}
			back.add(it.Rect, seen)
		case *layout.Text:
			stand(&it.Color, &it.Opacity, it.Rect)
		case *layout.Mark:
			stand(&it.Color, nil, it.Rect)
		}
	}
	return changed
}

// Opaque reports whether nothing is seen through the ground of a box.
func Opaque(b *layout.Box) bool {
	if g := b.Background.Gradient; g != nil {
		return b.Opacity >= 1 && !slices.ContainsFunc(g.Stops, func(s style.Stop) bool { return s.Color.A < 0xff })
	}
	return b.Opacity >= 1 && b.Background.Color.A == 0xff
}

// The luminances of grounds between which neither white nor black has a contrast of Enhanced.
const (
	whiteUpTo = 1.05/Enhanced - 0.05
	blackFrom = 0.05*Enhanced - 0.05
)

// firm is a ground that white or black stands out from.
func firm(c color.NRGBA) color.NRGBA {
	if c.A == 0 {
		return c
	}
	if l := luminance(c); l <= whiteUpTo || l >= blackFrom {
		return c
	}
	h, s, l := hsl(c)
	for luminance(c) > whiteUpTo && l > 0 {
		l = max(l-0.02, 0)
		c = rgb(h, s, l, c.A)
	}
	return c
}

// worst is the color of a gradient that is nearest to those in between.
func worst(g *style.Gradient) (c color.NRGBA) {
	near := 2.0
	for _, s := range g.Stops {
		if d := min(math.Abs(luminance(s.Color)-whiteUpTo), math.Abs(luminance(s.Color)-blackFrom)); d < near {
			c, near = s.Color, d
		}
	}
	return c
}

// isFirm reports whether black stands out from all of a gradient, or white from all of it.
func isFirm(g *style.Gradient) bool {
	light, dark := true, true
	for _, s := range g.Stops {
		l := luminance(s.Color)
		light, dark = light && l >= blackFrom && s.Color.A == 0xff, dark && l <= whiteUpTo && s.Color.A == 0xff
	}
	return light || dark
}
