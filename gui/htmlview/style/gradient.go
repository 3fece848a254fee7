package style

import (
	"image/color"
	"math"
	"strings"

	"github.com/tdewolff/parse/v2/css"
)

// A Gradient is a background that goes from color to color (CSS Images 3, 3).
type Gradient struct {
	Radial  bool
	Circle  bool       // of a radial one; else an ellipse, both to the farthest corner
	Center  [2]Length  // of a radial one
	Angle   float64    // of a linear one, radians clockwise; 0 goes up
	Corner  [2]float64 // of a linear one to a corner: -1 or 1 to the right and down; else 0
	Repeats bool
	Stops   []Stop
	Under   color.NRGBA // the color below it
}

// A Stop is a color and where it stands along a gradient; Auto: between its neighbours.
type Stop struct {
	Color color.NRGBA
	At    Length
}

// mostStops bounds the colors of one gradient.
const mostStops = 64

// A blend is a gradient as it is written.
type blend struct {
	Gradient
	inks   []ink
	places []measure
	center [2]measure
}

// made is the gradient for an element, nil where there is none to draw.
func (b *blend) made(c *computing) *Gradient {
	if b == nil {
		return nil
	}
	g := b.Gradient
	g.Center = [2]Length{b.center[0].length(c), b.center[1].length(c)}
	g.Stops = make([]Stop, len(b.inks))
	for i := range g.Stops {
		g.Stops[i] = Stop{b.inks[i].of(c.Computed), b.places[i].length(c)}
	}
	return &g
}

// gradient reads what is in a gradient's brackets; nil where it is of a kind that only its
// mean color stands for.
func (v *values) gradient(name string) *blend {
	b := &blend{}
	b.Repeats = strings.Contains(name, "repeating-")
	b.Angle = math.Pi
	b.center = [2]measure{{pct: 50, percent: true}, {pct: 50, percent: true}}
	old := strings.HasPrefix(name, "-")
	switch {
	case strings.HasSuffix(name, "linear-gradient"):
		if !b.direction(v, old) {
			return nil
		}
	case strings.HasSuffix(name, "radial-gradient") && !old:
		b.Radial = true
		b.shape(v)
	default:
		return nil
	}
	for {
		k, ok := v.ink()
		if !ok {
			if v.measure(percents | minus); !v.comma() { // a hint between two colors
				return nil
			}
			continue
		}
		at, has := v.measure(percents | minus | unitless)
		if !has {
			at = measure{auto: true}
		}
		b.inks, b.places = append(b.inks, k), append(b.places, at)
		if second, ok := v.measure(percents | minus | unitless); ok {
			b.inks, b.places = append(b.inks, k), append(b.places, second)
		}
		if !v.comma() {
			break
		}
	}
	if !v.done() || len(b.inks) < 2 || len(b.inks) > mostStops {
		return nil
	}
	return b
}

// direction reads where a linear gradient goes, with the comma after it.
func (b *blend) direction(v *values, old bool) bool {
	if t := v.peek(); t.kind == css.DimensionToken {
		turn := map[string]float64{"deg": math.Pi / 180, "grad": math.Pi / 200, "rad": 1, "turn": 2 * math.Pi}[t.low]
		if turn == 0 {
			return false
		}
		b.Angle = math.Mod(t.num*turn, 2*math.Pi)
		if old {
			b.Angle = math.Pi/2 - b.Angle
		}
		v.next()
		return v.comma()
	}
	_, to := v.accept("to")
	var x, y float64
	for {
		word, ok := v.accept("left", "right", "top", "bottom")
		if !ok {
			break
		}
		switch word {
		case "left":
			x = -1
		case "right":
			x = 1
		case "top":
			y = -1
		default:
			y = 1
		}
	}
	if x == 0 && y == 0 {
		return !to
	}
	if old { // names where it comes from
		x, y = -x, -y
	}
	switch {
	case x == 0:
		b.Angle = (1 + y) / 2 * math.Pi
	case y == 0:
		b.Angle = x * math.Pi / 2
	default:
		b.Corner = [2]float64{x, y}
	}
	return (to || old) && v.comma()
}

// shape reads what comes before the colors of a radial gradient.
func (b *blend) shape(v *values) {
	at := v.i
	for !v.done() && v.peek().kind != css.CommaToken {
		if word, ok := v.accept("circle", "ellipse", "at"); ok {
			b.Circle = b.Circle || word == "circle"
			if word != "at" {
				continue
			}
			axis := 0
			for !v.done() && v.peek().kind != css.CommaToken && axis < 2 {
				switch word, _ := v.accept("left", "right", "top", "bottom", "center"); word {
				case "left":
					b.center[0] = measure{percent: true}
				case "right":
					b.center[0] = measure{pct: 100, percent: true}
				case "top":
					b.center[1] = measure{percent: true}
				case "bottom":
					b.center[1] = measure{pct: 100, percent: true}
				case "center":
				default:
					m, ok := v.measure(percents | minus)
					if !ok {
						v.skip()
					} else {
						b.center[axis] = m
					}
				}
				axis++
			}
			continue
		}
		if _, ok := v.ink(); ok { // a color: there is no shape
			break
		}
		v.skip()
	}
	if v.peek().kind == css.CommaToken {
		mark := v.i
		v.i = at
		if _, color := v.ink(); !color {
			v.i = mark
			v.comma()
			return
		}
	}
	v.i = at
	b.Circle, b.center = false, [2]measure{{pct: 50, percent: true}, {pct: 50, percent: true}}
}

// A Shadow is a shadow that a box throws (CSS Backgrounds 3, 6.1), in CSS pixels.
type Shadow struct {
	X, Y, Blur, Spread float64
	Color              color.NRGBA
}

// mostShadows bounds the shadows of one box.
const mostShadows = 6

// readShadows takes box-shadow. Those within the box are not drawn.
func readShadows(v *values) setter {
	if _, none := v.accept("none"); none {
		return func(c *computing) { c.Shadows = nil }
	}
	type written struct {
		lengths [4]measure
		ink     ink
	}
	var all []written
	for {
		w := written{ink: ink{current: true}}
		n, inset := 0, false
		for !v.done() && v.peek().kind != css.CommaToken {
			if _, ok := v.accept("inset"); ok {
				inset = true
			} else if m, ok := v.measure(minus | unitless); ok && n < 4 {
				w.lengths[n] = m
				n++
			} else if k, ok := v.ink(); ok {
				w.ink = k
			} else {
				return nil
			}
		}
		if n < 2 {
			return nil
		}
		if !inset && len(all) < mostShadows {
			all = append(all, w)
		}
		if !v.comma() {
			break
		}
	}
	return func(c *computing) {
		c.Shadows = nil
		for _, w := range all {
			px := func(i int) float64 { return w.lengths[i].pixels(c, c.Font.Size) }
			s := Shadow{X: px(0), Y: px(1), Blur: max(0, px(2)), Spread: px(3), Color: w.ink.of(c.Computed)}
			if s.Color.A > 0 && (s.Blur > 0 || s.Spread > 0 || s.X != 0 || s.Y != 0) {
				c.Shadows = append(c.Shadows, s)
			}
		}
	}
}
