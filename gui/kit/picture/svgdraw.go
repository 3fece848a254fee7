package picture

import (
	"fmt"
	"image"
	"maps"
	"math"
	"strings"

	"github.com/fyne-io/oksvg"
	"github.com/srwiley/rasterx"
)

// handed are the properties that an element takes from the one around it (SVG 2, section
// 6.4); opacity is multiplied.
var handed = []string{"fill", "stroke", "stroke-width", "stroke-linecap", "stroke-linejoin", "stroke-miterlimit", "stroke-dasharray",
	"fill-opacity", "stroke-opacity", "color", "visibility", "font-size", "font-family", "font-weight", "font-style", "text-anchor", "dominant-baseline"}

// flat writes an SVG of nothing but shapes in pixels.
type flat struct {
	d       *drawing
	defs    strings.Builder
	shapes  strings.Builder
	count   int
	grads   int
	letters int // of text
}

// look is what an element has of those around it.
type look struct {
	m       rasterx.Matrix2D
	style   map[string]string
	opacity float64
}

// flatten writes a drawing anew, w × h pixels large: shapes, their colors and gradients, and no
// name, text or address that came with it. took is how much of what it may take that took.
func (d *drawing) flatten(w, h int) (text string, took float64) {
	kx, ky := float64(w)/d.view[2], float64(h)/d.view[3]
	m := rasterx.Identity
	if strings.HasPrefix(strings.TrimSpace(d.root.attrs["preserveAspectRatio"]), "none") {
		m = m.Scale(kx, ky)
	} else {
		k := min(kx, ky)
		m = m.Translate((float64(w)-k*d.view[2])/2, (float64(h)-k*d.view[3])/2).Scale(k, k)
	}
	f := &flat{d: d}
	f.kids(d.root, f.within(d.root, look{m: m.Translate(-d.view[0], -d.view[1]), style: map[string]string{}, opacity: 1}, false), 0)
	text = fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d"><defs>%s</defs>%s</svg>`, w, h, w, h, f.defs.String(), f.shapes.String())
	return text, max(float64(f.count)/svgShapes, float64(len(text))/svgOctets)
}

func (d *drawing) draw(w, h int) (img image.Image, took float64, err error) {
	text, took := d.flatten(w, h)
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	// Too much work ends in a panic of the scanner, as may a shape that the library does
	// not expect.
	defer func() {
		if p := recover(); p != nil {
			img, took, err = nil, 1, ErrTooLarge
		}
	}()
	icon, err := oksvg.ReadIconStream(strings.NewReader(text), oksvg.IgnoreErrorMode)
	if err != nil {
		return nil, 1, err
	}
	s := newScanner(out)
	icon.Draw(rasterx.NewDasher(w, h, s), 1)
	return out, max(took, s.took()), nil
}

// says is what counts for an element: its attributes, then the sheet, then its style.
func (f *flat) says(e *element) map[string]string {
	out := maps.Clone(e.attrs)
	for i := range f.d.rules {
		if r := &f.d.rules[i]; r.fits(e) {
			maps.Copy(out, r.says)
		}
	}
	if s := e.attrs["style"]; s != "" {
		maps.Copy(out, declarations(s))
	}
	longhands(out)
	return out
}

// within is the look of what is in an element; with transform, also moved by it.
func (f *flat) within(e *element, l look, transform bool) look {
	says := f.says(e)
	style := maps.Clone(l.style)
	for _, k := range handed {
		if v, ok := says[k]; ok && v != "inherit" {
			style[k] = v
		}
	}
	if v, ok := number(says["opacity"], 1); ok {
		l.opacity *= min(max(v, 0), 1)
	}
	if says["display"] == "none" {
		l.opacity = 0
	}
	if transform {
		l.m = l.m.Mult(matrix(says["transform"]))
	}
	l.style = style
	return l
}

func (f *flat) kids(e *element, l look, deep int) {
	for _, k := range e.kids {
		f.element(k, l, deep+1)
	}
}

func (f *flat) element(e *element, l look, deep int) {
	if f.count++; f.count > svgShapes || deep > svgDeep || f.shapes.Len() > svgOctets {
		return
	}
	switch e.name {
	case "", "defs", "symbol", "style", "linearGradient", "radialGradient", "stop", "tspan":
		return
	}
	l = f.within(e, l, true)
	if l.opacity <= 0 {
		return
	}
	switch e.name {
	case "g", "a", "switch":
		f.kids(e, l, deep)
	case "svg":
		x, _ := number(e.attrs["x"], f.d.view[2])
		y, _ := number(e.attrs["y"], f.d.view[3])
		l.m = l.m.Translate(x, y).Mult(inner(e))
		f.kids(e, l, deep)
	case "use":
		to := f.d.ids[strings.TrimPrefix(e.attrs["href"], "#")]
		if to == nil || !strings.HasPrefix(e.attrs["href"], "#") {
			return
		}
		x, _ := number(e.attrs["x"], f.d.view[2])
		y, _ := number(e.attrs["y"], f.d.view[3])
		l.m = l.m.Translate(x, y)
		if to.name == "symbol" {
			size := &element{attrs: maps.Clone(to.attrs)}
			for _, k := range []string{"width", "height"} {
				if v, ok := e.attrs[k]; ok {
					size.attrs[k] = v
				}
			}
			l = f.within(to, l, true)
			l.m = l.m.Mult(inner(size))
			f.kids(to, l, deep+1)
			return
		}
		f.element(to, l, deep+1)
	case "text":
		f.text(e, l, deep)
	default:
		f.shape(e, l)
	}
}

// inner is how the view of an element is fitted into its size.
func inner(e *element) rasterx.Matrix2D {
	v := numbers(e.attrs["viewBox"])
	if len(v) != 4 || v[2] <= 0 || v[3] <= 0 {
		return rasterx.Identity
	}
	w, okW := number(e.attrs["width"], 0)
	h, okH := number(e.attrs["height"], 0)
	if !okW {
		w = v[2]
	}
	if !okH {
		h = v[3]
	}
	k := min(w/v[2], h/v[3])
	return rasterx.Identity.Translate((w-k*v[2])/2, (h-k*v[3])/2).Scale(k, k).Translate(-v[0], -v[1])
}

// attrsOf are the attributes that shapes are made of, and what 100 % is for each: 0 width, 1
// height, 2 the mean of both; -1: no length.
var attrsOf = map[string]map[string]int{
	"path": {"d": -1}, "polyline": {"points": -1}, "polygon": {"points": -1},
	"rect":    {"x": 0, "y": 1, "width": 0, "height": 1, "rx": 0, "ry": 1},
	"circle":  {"cx": 0, "cy": 1, "r": 2},
	"ellipse": {"cx": 0, "cy": 1, "rx": 0, "ry": 1},
	"line":    {"x1": 0, "y1": 1, "x2": 0, "y2": 1},
}

func (f *flat) shape(e *element, l look) {
	if v := l.style["visibility"]; v == "hidden" || v == "collapse" {
		return
	}
	wholes := [3]float64{f.d.view[2], f.d.view[3], math.Hypot(f.d.view[2], f.d.view[3]) / math.Sqrt2}
	b := &f.shapes
	b.WriteString("<" + e.name)
	size := map[string]float64{}
	for name, of := range attrsOf[e.name] {
		if of < 0 {
			put(b, name, plainPath(e.attrs[name]))
		} else if v, ok := number(e.attrs[name], wholes[of]); ok {
			size[name] = v
		}
	}
	if e.name == "rect" {
		// One radius counts for both (SVG 2, section 9.2).
		rx, okX := size["rx"]
		ry, okY := size["ry"]
		if !okX {
			rx = ry
		}
		if !okY {
			ry = rx
		}
		size["rx"], size["ry"] = max(min(rx, size["width"]/2), 0), max(min(ry, size["height"]/2), 0)
	}
	for name, v := range size {
		put(b, name, decimal(v))
	}
	put(b, "transform", matrixText(l.m))
	f.paint("fill", "black", l)
	f.paint("stroke", "none", l)
	scale := math.Sqrt(math.Abs(l.m.A*l.m.D - l.m.B*l.m.C))
	width, ok := number(l.style["stroke-width"], wholes[2])
	if !ok {
		width = 1
	}
	put(b, "stroke-width", decimal(min(max(width*scale, 0), 4*svgSide)))
	for _, k := range []string{"stroke-linecap", "stroke-linejoin"} {
		switch v := l.style[k]; v {
		case "round", "square", "bevel", "butt":
			put(b, k, v)
		}
	}
	if v, ok := number(l.style["stroke-miterlimit"], 0); ok && v >= 1 && v <= 100 {
		put(b, "stroke-miterlimit", decimal(v))
	}
	if list := numbers(l.style["stroke-dasharray"]); len(list) > 0 && len(list) <= 16 {
		var dashes []string
		for _, v := range list {
			dashes = append(dashes, decimal(max(v*scale, 0.2)))
		}
		if len(list)%2 == 1 {
			dashes = append(dashes, dashes...)
		}
		put(b, "stroke-dasharray", strings.Join(dashes, ","))
	}
	b.WriteString("/>")
}

// paint writes how a shape is filled or drawn around.
func (f *flat) paint(what, otherwise string, l look) {
	paint, gradient, alpha := paintOf(l.style[what], l.style["color"])
	if paint == "" && gradient == "" {
		paint, _, _ = paintOf(otherwise, "")
	}
	if gradient != "" {
		if id := f.gradient(gradient, l); id != "" {
			paint, alpha = "url(#"+id+")", 1
		} else if paint == "" {
			paint = "none"
		}
	}
	if v, ok := number(l.style[what+"-opacity"], 1); ok {
		alpha *= min(max(v, 0), 1)
	}
	put(&f.shapes, what, paint)
	put(&f.shapes, what+"-opacity", decimal(alpha*l.opacity))
}

// gradient writes a gradient for one shape, and returns its name; "" where there is none.
func (f *flat) gradient(id string, l look) string {
	says := map[string]string{}
	var stops []*element
	var name string
	e := f.d.ids[id]
	for range 8 { // one gradient may take from another
		if e == nil || e.name != "linearGradient" && e.name != "radialGradient" {
			break
		}
		if name == "" {
			name = e.name
		}
		for k, v := range e.attrs {
			if _, has := says[k]; !has {
				says[k] = v
			}
		}
		if len(stops) == 0 {
			stops = e.kids
		}
		if !strings.HasPrefix(e.attrs["href"], "#") {
			break
		}
		e = f.d.ids[e.attrs["href"][1:]]
	}
	if name == "" || len(stops) == 0 || f.grads >= 1000 || f.count > svgShapes || f.defs.Len() > svgOctets {
		return ""
	}
	f.grads++
	b := &f.defs
	out := fmt.Sprint("g", f.grads)
	b.WriteString("<" + name)
	put(b, "id", out)
	user := says["gradientUnits"] == "userSpaceOnUse"
	m := matrix(says["gradientTransform"])
	whole := [2]float64{1, 1}
	if user {
		m = l.m.Mult(m)
		whole = [2]float64{f.d.view[2], f.d.view[3]}
		put(b, "gradientUnits", "userSpaceOnUse")
	}
	for i, k := range []string{"x1", "y1", "x2", "y2", "cx", "cy", "fx", "fy", "r"} {
		v, ok := number(says[k], whole[i%2])
		switch {
		case ok:
		case user && k == "x2":
			v = whole[0]
		case user && (k == "cx" || k == "cy" || k == "r"):
			v = whole[i%2] / 2
		default:
			continue
		}
		put(b, k, decimal(v))
	}
	switch says["spreadMethod"] {
	case "reflect", "repeat":
		put(b, "spreadMethod", says["spreadMethod"])
	}
	put(b, "gradientTransform", matrixText(m))
	b.WriteString(">")
	last := 0.0
	for _, s := range stops[:min(len(stops), svgStops)] {
		if s.name != "stop" {
			continue
		}
		f.count++
		said := f.says(s)
		color, _, alpha := paintOf(said["stop-color"], l.style["color"])
		if color == "none" {
			alpha = 0
		}
		if color == "" || color == "none" {
			color = "#000000"
		}
		if v, ok := number(said["stop-opacity"], 1); ok {
			alpha *= min(max(v, 0), 1)
		}
		v, _ := number(said["offset"], 1)
		last = min(max(v, last), 1)
		b.WriteString("<stop")
		put(b, "offset", decimal(last))
		put(b, "stop-color", color)
		put(b, "stop-opacity", decimal(alpha))
		b.WriteString("/>")
	}
	b.WriteString("</" + name + ">")
	return out
}

func put(b *strings.Builder, name, value string) { b.WriteString(" " + name + `="` + value + `"`) }

func decimal(v float64) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		v = 0
	}
	return fmt.Sprintf("%.6f", min(max(v, -svgNumber), svgNumber))
}

func matrixText(m rasterx.Matrix2D) string {
	return "matrix(" + strings.Join([]string{decimal(m.A), decimal(m.B), decimal(m.C), decimal(m.D), decimal(m.E), decimal(m.F)}, " ") + ")"
}

// plainPath is the data of a path without anything that it cannot hold.
func plainPath(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '0' && r <= '9', r == '.', r == '-', r == ',', r == 'e', r == 'E', strings.ContainsRune("MmLlHhVvCcSsQqTtAaZz", r):
			return r
		case r == '+' || r <= ' ':
			return ' '
		}
		return -1
	}, s)
}
