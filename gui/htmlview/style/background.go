package style

import (
	"image/color"
	"strings"

	"github.com/tdewolff/parse/v2/css"
)

// defineBackgrounds are the longhands of background (CSS Backgrounds 3, 2). Of several
// layers the last one that has a picture counts, the one nearest to the color.
func defineBackgrounds() {
	define(pBackgroundColor, "background-color", property{false, inkReader(func(c *Computed) *ink { return &c.backInk }),
		func(to, from *Computed) { to.backInk = from.backInk }})
	define(pBackgroundImage, "background-image", property{false, func(v *values) setter {
		var all picture
		for {
			one, ok := v.image()
			if !ok {
				return nil
			}
			all = all.under(one)
			if !v.comma() {
				return all.set()
			}
		}
	}, func(to, from *Computed) {
		to.Background.Image, to.Background.Gradient, to.Background.Veil, to.gradient = from.Background.Image, from.Background.Gradient, from.Background.Veil, from.gradient
	}})
	define(pBackgroundRepeat, "background-repeat", property{false, layered((*values).repeat),
		func(to, from *Computed) {
			to.Background.RepeatX, to.Background.RepeatY = from.Background.RepeatX, from.Background.RepeatY
		}})
	define(pBackgroundPosition, "background-position", property{false, layered((*values).position),
		func(to, from *Computed) { to.Background.Position = from.Background.Position }})
	define(pBackgroundSize, "background-size", property{false, layered((*values).backgroundSize),
		func(to, from *Computed) {
			to.Background.Size, to.Background.Cover, to.Background.Contain = from.Background.Size, from.Background.Cover, from.Background.Contain
		}})
}

// layered reads one value per layer; the first counts.
func layered(read func(*values) setter) func(*values) setter {
	return func(v *values) setter {
		first := read(v)
		for first != nil && v.comma() {
			if read(v) == nil {
				return nil
			}
		}
		return first
	}
}

// A picture is an image as it is written: what url() says, or a gradient and the color that
// stands for it.
type picture struct {
	ref      string
	gradient color.NRGBA
	blend    *blend
	veil     bool // the gradient lies on what url() says
}

// under is what two layers come to, the second one below.
func (p picture) under(below picture) picture {
	if below.ref != "" {
		p.ref, p.veil = below.ref, p.blend != nil
	}
	if below.gradient.A > p.gradient.A {
		p.gradient, p.blend, p.veil = below.gradient, below.blend, false
	}
	return p
}

func (p picture) set() setter {
	return func(c *computing) {
		c.Background.Image, c.Background.Gradient, c.Background.Veil, c.gradient = p.ref, p.blend.made(c), p.veil, p.gradient
	}
}

// image takes an image or none (CSS Images 3, 2).
func (v *values) image() (p picture, ok bool) {
	t := v.peek()
	switch {
	case t.is("none"):
		v.i++
		return p, true
	case t.kind == css.URLToken:
		v.i++
		return picture{ref: t.text}, true
	case t.kind == css.FunctionToken:
		switch name := t.low; {
		case name == "url" || name == "src":
			in := v.arguments()
			return picture{ref: in.peek().text}, in.peek().kind == css.StringToken
		case strings.HasSuffix(name, "gradient"):
			in := v.arguments()
			at := in.i
			p.blend = in.gradient(name)
			in.i = at
			p.gradient = in.stops()
			return p, true
		case strings.HasSuffix(name, "image-set"), name == "image", name == "cross-fade", name == "element", name == "paint":
			v.arguments()
			return p, true
		}
	}
	return p, false
}

// stops is the mean of a gradient's colors, for what stands on it and has to stand out.
func (v *values) stops() color.NRGBA {
	var sum [4]int
	n := 0
	for !v.done() {
		k, ok := v.ink()
		if !ok {
			v.skip()
			continue
		}
		if k.current || k.color.A == 0 {
			continue
		}
		n++
		for i, c := range [4]uint8{k.color.R, k.color.G, k.color.B, k.color.A} {
			sum[i] += int(c)
		}
	}
	if n == 0 {
		return color.NRGBA{}
	}
	return color.NRGBA{uint8(sum[0] / n), uint8(sum[1] / n), uint8(sum[2] / n), uint8(sum[3] / n)}
}

// repeat takes a background-repeat.
func (v *values) repeat() setter {
	words := map[string][2]bool{"repeat": {true, true}, "repeat-x": {true, false}, "repeat-y": {false, true}, "no-repeat": {}, "space": {true, true}, "round": {true, true}}
	t := v.peek()
	r, ok := words[t.low]
	if !ok || t.kind != css.IdentToken {
		return nil
	}
	v.i++
	if two := v.peek(); two.kind == css.IdentToken && !axisRepeat(t.low) {
		if second, ok := words[two.low]; ok && !axisRepeat(two.low) {
			v.i++
			r[1] = second[1]
		}
	}
	return func(c *computing) { c.Background.RepeatX, c.Background.RepeatY = r[0], r[1] }
}

func axisRepeat(name string) bool { return name == "repeat-x" || name == "repeat-y" }

// position takes a background-position of one, two or, with offsets from edges, up to
// four parts.
func (v *values) position() setter {
	var xy [2]measure
	var set [2]bool
	put := func(axis int, m measure) {
		xy[axis], set[axis] = m, true
	}
	percent := func(p float64) measure { return measure{pct: p, percent: true} }
	for n := 0; n < 2; n++ {
		if word, ok := v.accept("left", "right", "top", "bottom", "center"); ok {
			offset, has := measure{}, false
			if word != "center" && set == [2]bool{} || n == 1 {
				at := v.i
				// An offset follows its edge only where another edge comes after it.
				if m, ok := v.measure(percents | minus); ok && (n == 1 || v.peek().kind == css.IdentToken) {
					offset, has = m, true
				} else {
					v.i = at
				}
			}
			switch word {
			case "left", "top":
				put(map[string]int{"left": 0, "top": 1}[word], percent(0).plus(offset))
			case "right", "bottom":
				m := percent(100)
				if has {
					m = m.plus(offset.times(-1))
				}
				put(map[string]int{"right": 0, "bottom": 1}[word], m)
			default:
				axis := n
				if set[axis] {
					axis = 1 - axis
				}
				put(axis, percent(50))
			}
			continue
		}
		m, ok := v.measure(percents | minus | unitless)
		if !ok {
			if n == 0 {
				return nil
			}
			break
		}
		axis := n
		if set[axis] {
			axis = 1 - axis
		}
		put(axis, m)
	}
	for i := range xy {
		if !set[i] {
			xy[i] = percent(50)
		}
	}
	return func(c *computing) { c.Background.Position = [2]Length{xy[0].length(c), xy[1].length(c)} }
}

// backgroundSize takes a background-size.
func (v *values) backgroundSize() setter {
	if word, ok := v.accept("cover", "contain"); ok {
		return func(c *computing) {
			c.Background.Cover, c.Background.Contain, c.Background.Size = word == "cover", word == "contain", [2]Length{}
		}
	}
	x, ok := v.measure(percents | autos)
	if !ok {
		return nil
	}
	y := measure{auto: true}
	if m, ok := v.measure(percents | autos); ok {
		y = m
	}
	return func(c *computing) {
		c.Background.Cover, c.Background.Contain, c.Background.Size = false, false, [2]Length{x.length(c), y.length(c)}
	}
}

// backgroundShorthand takes background: per layer a picture, a place, a size, how it
// repeats and, in the last one, a color, in any order.
func backgroundShorthand(v *values) []setter {
	set := make([]setter, 5) // color, image, repeat, position, size
	var all picture
	for {
		any, placed := false, false
		if set[0] != nil { // only the last layer has a color
			return nil
		}
		for !v.done() && v.peek().kind != css.CommaToken {
			at := v.i
			if one, ok := v.image(); ok {
				all = all.under(one)
				set[1] = all.set()
			} else if v.i = at; v.peek().kind == css.IdentToken && boxWords[v.peek().low] {
				v.i++
			} else if r := v.repeat(); r != nil {
				set[2] = r
			} else if k, ok := v.ink(); ok && set[0] == nil {
				set[0] = func(c *computing) { c.backInk = k }
			} else if p := v.position(); p != nil && !placed {
				set[3], placed = p, true
				if v.slash() {
					if set[4] = v.backgroundSize(); set[4] == nil {
						return nil
					}
				}
			} else {
				return nil
			}
			any = true
		}
		if !any {
			return nil
		}
		if !v.comma() {
			return set
		}
	}
}

// boxWords are the words for attachment, origin and clip.
var boxWords = map[string]bool{"scroll": true, "fixed": true, "local": true, "border-box": true, "padding-box": true, "content-box": true, "text": true}
