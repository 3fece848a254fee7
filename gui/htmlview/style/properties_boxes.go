package style

import (
	"strings"

	"github.com/tdewolff/parse/v2/css"
)

// defineBoxes are the properties of boxes in the flow (CSS 2.2, 8 to 11; Backgrounds 3).
func defineBoxes() {
	define(pDisplay, "display", word(false, func(c *Computed) *Display { return &c.Display }, displays))
	properties[pDisplay].read = readDisplay
	define(pFloat, "float", word(false, func(c *Computed) *Float { return &c.Float },
		map[string]Float{"none": NoFloat, "left": FloatLeft, "right": FloatRight, "inline-start": FloatLeft, "inline-end": FloatRight}))
	define(pClear, "clear", word(false, func(c *Computed) *Clear { return &c.Clear },
		map[string]Clear{"none": NoClear, "left": ClearLeft, "right": ClearRight, "both": ClearBoth, "inline-start": ClearLeft, "inline-end": ClearRight}))
	define(pPosition, "position", property{false, func(v *values) setter {
		t, ok := v.accept("static", "relative", "absolute", "fixed", "sticky", "-webkit-sticky")
		if !ok {
			return nil
		}
		return func(c *computing) { c.Relative, c.outOfFlow = t == "relative", t == "absolute" || t == "fixed" }
	}, func(to, from *Computed) { to.Relative, to.outOfFlow = from.Relative, from.outOfFlow }})
	for i, side := range sideNames {
		define(pTop+prop(i), side, size(percents|autos|minus|unitless, func(c *Computed) *Length { return &c.Offset[i] }))
		define(pMarginTop+prop(i), "margin-"+side, margin(i))
		define(pPaddingTop+prop(i), "padding-"+side, size(percents|unitless, func(c *Computed) *Length { return &c.Padding[i] }))
		define(pBorderTopWidth+prop(i), "border-"+side+"-width", property{false, func(v *values) setter { return v.borderWidth(i) },
			func(to, from *Computed) { to.Border[i].Width = from.Border[i].Width }})
		define(pBorderTopStyle+prop(i), "border-"+side+"-style", word(false, func(c *Computed) *string { return &c.Border[i].Style }, borderStyles))
		define(pBorderTopColor+prop(i), "border-"+side+"-color", property{false, inkReader(func(c *Computed) *ink { return &c.edgeInk[i] }),
			func(to, from *Computed) { to.edgeInk[i] = from.edgeInk[i] }})
	}
	for i, corner := range []string{"top-left", "top-right", "bottom-right", "bottom-left"} {
		define(pRadiusTopLeft+prop(i), "border-"+corner+"-radius", size(percents|unitless, func(c *Computed) *Length { return &c.Radius[i] }))
		read := properties[pRadiusTopLeft+prop(i)].read
		properties[pRadiusTopLeft+prop(i)].read = func(v *values) setter {
			set := read(v)
			if !v.done() { // the second one, of an ellipse
				v.measure(percents)
			}
			return set
		}
	}
	bounds := percents | autos | fits | unitless
	define(pWidth, "width", size(bounds, func(c *Computed) *Length { return &c.Width }))
	define(pHeight, "height", size(bounds, func(c *Computed) *Length { return &c.Height }))
	define(pMinWidth, "min-width", size(bounds, func(c *Computed) *Length { return &c.MinWidth }))
	define(pMinHeight, "min-height", size(bounds, func(c *Computed) *Length { return &c.MinHeight }))
	bounds = percents | nones | fits | unitless
	define(pMaxWidth, "max-width", size(bounds, func(c *Computed) *Length { return &c.MaxWidth }))
	define(pMaxHeight, "max-height", size(bounds, func(c *Computed) *Length { return &c.MaxHeight }))
	define(pBoxSizing, "box-sizing", word(false, func(c *Computed) *bool { return &c.BorderBox }, map[string]bool{"content-box": false, "border-box": true}))
	define(pOverflow, "overflow", property{false, func(v *values) setter {
		t, ok := v.accept("visible", "hidden", "scroll", "auto", "clip", "overlay")
		if !ok {
			return nil
		}
		return func(c *computing) {
			c.Clip, c.scrolls = t != "visible", t == "scroll" || t == "auto" || t == "overlay"
		}
	}, func(to, from *Computed) { to.Clip, to.scrolls = from.Clip, from.scrolls }})
	define(pAspectRatio, "aspect-ratio", property{false, readRatio, func(to, from *Computed) { to.Ratio, to.AutoRatio = from.Ratio, from.AutoRatio }})
	define(pObjectFit, "object-fit", word(false, func(c *Computed) *Fit { return &c.Fit },
		map[string]Fit{"fill": Fill, "contain": Contain, "cover": Cover, "none": NoScale, "scale-down": ScaleDown}))
	defineBackgrounds()
	define(pBoxShadow, "box-shadow", property{false, readShadows, func(to, from *Computed) { to.Shadows = from.Shadows }})
	define(pOpacity, "opacity", factor(1, true, func(c *Computed) *float64 { return &c.Opacity }))
	define(pVisibility, "visibility", word(true, func(c *Computed) *bool { return &c.Hidden }, map[string]bool{"visible": false, "hidden": true, "collapse": true}))
	define(pClip, "clip", property{false, readClip, func(to, from *Computed) { to.clipped = from.clipped }})
	define(pClipPath, "clip-path", property{false, readClipPath, func(to, from *Computed) { to.cut = from.cut }})
	define(pMsoHide, "mso-hide", property{false, func(*values) setter { return nil }, func(to, from *Computed) {}})
	define(pTransform, "transform", property{false, readTransform, func(to, from *Computed) { to.Move = from.Move }})
	defineFlex()
	defineGrid()
}

// readTransform takes a transform (CSS Transforms 1, section 13); only what it moves counts.
func readTransform(v *values) setter {
	var move [2]measure
	for !v.done() {
		t := v.peek()
		if t.kind != css.FunctionToken {
			v.skip()
			continue
		}
		in := v.arguments()
		first := 0
		switch t.low {
		case "translatey":
			first = 1
		case "translate", "translatex", "translate3d":
		default:
			continue
		}
		for i := first; i < 2 && !in.done(); i++ {
			m, ok := in.measure(percents | minus)
			if !ok {
				break
			}
			move[i] = m
			in.comma()
		}
	}
	return func(c *computing) { c.Move = [2]Length{move[0].length(c), move[1].length(c)} }
}

// readRatio takes an aspect-ratio (CSS Sizing 4, section 5): "auto", "16 / 9", or both.
func readRatio(v *values) setter {
	_, auto := v.accept("auto")
	w, ok := v.number()
	ratio := 0.0
	if ok {
		h := 1.0
		if v.slash() {
			if h, ok = v.number(); !ok {
				return nil
			}
		}
		if w < 0 || h < 0 {
			return nil
		}
		if w > 0 && h > 0 {
			ratio = w / h
		}
	} else if !auto {
		return nil
	}
	if _, after := v.accept("auto"); after {
		auto = true
	}
	return func(c *computing) { c.Ratio, c.AutoRatio = ratio, auto }
}

// readDisplay takes a display, in one word or two (CSS Display 3, 2).
func readDisplay(v *values) setter {
	var names []string
	for v.peek().kind == css.IdentToken && len(names) < 3 {
		names = append(names, v.next().low)
	}
	name := strings.Join(names, " ")
	switch name {
	case "block flow", "block flow-root":
		name = "block"
	case "inline flow":
		name = "inline"
	case "inline flow-root":
		name = "inline-block"
	case "block flex":
		name = "flex"
	case "inline flex":
		name = "inline-flex"
	case "block table":
		name = "table"
	}
	d, ok := displays[name]
	if !ok {
		return nil
	}
	grid := isGrid(name)
	return func(c *computing) { c.Display, c.IsGrid = d, grid }
}

// margin is the margin on a side; those that quirks mode may drop are known again.
func margin(i int) property {
	return property{false, func(v *values) setter {
		m, ok := v.measure(percents | autos | minus | unitless)
		if !ok {
			return nil
		}
		return func(c *computing) {
			c.Margin[i] = m.length(c)
			if i == Top || i == Bottom {
				c.MarginQuirk[i/2] = m.quirky
			}
		}
	}, func(to, from *Computed) {
		to.Margin[i] = from.Margin[i]
		if i == Top || i == Bottom {
			to.MarginQuirk[i/2] = from.MarginQuirk[i/2]
		}
	}}
}

// borderWidth takes the width of the border on a side.
func (v *values) borderWidth(i int) setter {
	if name, ok := v.accept("thin", "medium", "thick"); ok {
		w := map[string]float64{"thin": 1, "medium": 3, "thick": 5}[name]
		return func(c *computing) { c.Border[i].Width = w }
	}
	m, ok := v.measure(unitless)
	if !ok {
		return nil
	}
	return func(c *computing) { c.Border[i].Width = max(0, m.pixels(c, c.Font.Size)) }
}

// inkReader reads a color into a field.
func inkReader(field func(*Computed) *ink) func(*values) setter {
	return func(v *values) setter {
		k, ok := v.ink()
		if !ok {
			return nil
		}
		return func(c *computing) { *field(c.Computed) = k }
	}
}

// readClip takes a clip (CSS Masking 1, appendix A); only whether it leaves more than a
// pixel to be seen counts.
func readClip(v *values) setter {
	if _, ok := v.accept("auto"); ok {
		return func(c *computing) { c.clipped = false }
	}
	if t := v.peek(); t.kind != css.FunctionToken || t.low != "rect" {
		return nil
	}
	in := v.arguments()
	var sides [4]measure
	for i := range sides {
		m, ok := in.measure(autos | minus)
		if !ok {
			return nil
		}
		sides[i] = m
		in.comma()
	}
	if !in.done() {
		return nil
	}
	return func(c *computing) {
		span := func(from, to measure) bool {
			return !to.auto && to.pixels(c, c.Font.Size)-from.pixels(c, c.Font.Size) <= 1
		}
		c.clipped = span(sides[Top], sides[Bottom]) || span(sides[Left], sides[Right])
	}
}

// readClipPath takes a clip-path (CSS Masking 1, 5.1); only an inset that leaves nothing counts.
func readClipPath(v *values) setter {
	cut := false
	if t := v.peek(); t.kind == css.FunctionToken && t.low == "inset" {
		in := v.arguments()
		m, ok := in.measure(percents)
		cut = ok && in.done() && m.pct >= 50
	}
	for !v.done() {
		v.skip()
	}
	return func(c *computing) { c.cut = cut }
}

// offPage is how far out a box out of the flow is put so that nobody sees it, CSS pixels.
const offPage = -999

// unseen reports whether a box out of the flow is made not to be seen, as texts for screen
// readers and hidden first lines are. It would lie in the flow otherwise.
func (c *Computed) unseen() bool {
	if !c.outOfFlow {
		return false
	}
	for _, l := range c.Offset {
		if l.Kind == Px && l.V <= offPage {
			return true
		}
	}
	return c.clipped
}
