package picture

import (
	"maps"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"popmail/gui/kit/text"
)

// Text in an SVG (SVG 2, section 11): lines that begin at a place, in parts of any look. The
// outlines of its letters are drawn as any other shape. Letters along a path or each in a
// place of its own are not placed so: their line begins where the first of them stands.

// svgLetters is how many characters of one SVG are drawn.
const svgLetters = 20_000

// A stretch is text in one look.
type stretch struct {
	text   string
	look   look
	dx, dy float64 // moved against what is before it
}

// A writer puts the lines of one text element together.
type writer struct {
	f      *flat
	x, y   float64 // where the line begins
	line   []stretch
	dx, dy float64
	blank  bool // the text so far ends with a blank, or is empty
}

// text draws a text element.
func (f *flat) text(e *element, l look, deep int) {
	w := &writer{f: f, blank: true}
	w.element(e, l, deep)
	w.end(e)
}

func (w *writer) element(e *element, l look, deep int) {
	if deep > svgDeep || l.opacity <= 0 {
		return
	}
	says := w.f.says(e)
	x, hasX := w.f.first(says["x"], 0)
	y, hasY := w.f.first(says["y"], 1)
	if hasX || hasY {
		at := w.x
		if !hasX {
			at += w.width()
		}
		w.end(nil)
		w.x = at
		if hasX {
			w.x = x
		}
		if hasY {
			w.y = y
		}
		w.blank = true
	}
	dx, _ := w.f.first(says["dx"], 0)
	dy, _ := w.f.first(says["dy"], 1)
	w.dx, w.dy = w.dx+dx, w.dy+dy
	for _, k := range e.kids {
		switch k.name {
		case "":
			w.add(k.text, l)
		case "tspan", "a":
			w.element(k, w.f.within(k, l, false), deep+1)
		}
	}
}

// first is the first number of a list; of is what 100 % is, as in attrsOf.
func (f *flat) first(list string, of int) (float64, bool) {
	fields := strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r <= ' ' })
	if len(fields) == 0 {
		return 0, false
	}
	return number(fields[0], f.d.view[2+of])
}

// add appends text, with one blank for all white space in a row.
func (w *writer) add(s string, l look) {
	var b strings.Builder
	for _, r := range s {
		if r == ' ' || r == '\n' || r == '\t' || r == '\r' {
			if !w.blank {
				b.WriteByte(' ')
			}
			w.blank = true
			continue
		}
		if w.f.letters++; w.f.letters > svgLetters {
			break
		}
		w.blank = false
		b.WriteRune(r)
	}
	if b.Len() > 0 {
		w.line = append(w.line, stretch{b.String(), l, w.dx, w.dy})
		w.dx, w.dy = 0, 0
	}
}

func (w *writer) width() (sum float64) {
	for _, s := range w.line {
		sum += s.dx + text.Shared().Width(faceOf(s.look.style), s.text)
	}
	return sum
}

// end draws the line; e is the element that it is all of, if there is one.
func (w *writer) end(e *element) {
	if n := len(w.line); n > 0 {
		w.line[n-1].text = strings.TrimRight(w.line[n-1].text, " ")
	}
	if len(w.line) == 0 {
		return
	}
	width, k := w.width(), 1.0
	if e != nil {
		// The room that the sender's own letters took (SVG 2, section 11.5).
		if room, ok := number(e.attrs["textLength"], w.f.d.view[2]); ok && room > width/2 && room < width*2 {
			k = room / width
		}
	}
	x, y := w.x, w.y
	switch w.line[0].look.style["text-anchor"] {
	case "middle":
		x -= width * k / 2
	case "end":
		x -= width * k
	}
	for i := range w.line {
		s := &w.line[i]
		x, y = x+s.dx*k, y+s.dy
		x += w.draw(s, x, y, k)
	}
	w.line = nil
}

// draw draws a stretch at a place and returns its width.
func (w *writer) draw(s *stretch, x, y, k float64) (width float64) {
	face := faceOf(s.look.style)
	y += drop(s.look.style["dominant-baseline"], face)
	lines := text.Shared().Lines(s.text, []text.Span{{End: len(s.text), Face: face}}, text.Options{NoWrap: true}, math.MaxFloat32)
	for _, line := range lines {
		for i := range line.Runs {
			r := &line.Runs[i]
			if w.f.shapes.Len() > svgOctets {
				return width
			}
			l := s.look
			l.m = l.m.Translate(x+r.X*k, y).Scale(k, 1)
			w.f.shape(&element{name: "path", attrs: map[string]string{"d": text.Shared().Outline(r.Face, r.Shown(s.text), r.RTL)}}, l)
		}
	}
	return text.Shared().Width(face, s.text) * k
}

// drop is how far below the place of a text its baseline lies (CSS Inline 3, section 4).
func drop(baseline string, face text.Face) float64 {
	ascent, descent, _ := text.Shared().Metrics(face)
	switch baseline {
	case "middle":
		return face.Size * 0.27 // half of a small letter
	case "central":
		return (ascent - descent) / 2
	case "hanging":
		return ascent * 0.8
	case "text-before-edge", "text-top":
		return ascent
	case "text-after-edge", "text-bottom", "ideographic":
		return -descent
	}
	return 0
}

// faceOf are the letters that an element says.
func faceOf(style map[string]string) text.Face {
	face := text.Face{Size: 16}
	if v, ok := number(style["font-size"], 16); ok && v >= 0 {
		face.Size = v
	}
	if weight := style["font-weight"]; weight == "bold" || weight == "bolder" || len(weight) == 3 && weight >= "600" {
		face.Bold = true
	}
	face.Italic = style["font-style"] == "italic" || style["font-style"] == "oblique"
	for name := range strings.SplitSeq(strings.ToLower(style["font-family"]), ",") {
		name = strings.Trim(name, ` "'`)
		switch {
		case strings.Contains(name, "mono") || strings.Contains(name, "courier") || name == "consolas" || name == "menlo":
			face.Family = text.Mono
		case name == "serif" || strings.Contains(name, "times") || strings.Contains(name, "georgia"):
			face.Family = text.Serif
		case name == "":
			continue
		}
		break
	}
	return face
}

// longhands adds to says what the shorthand font stands for (CSS Fonts 4, section 2.7).
func longhands(says map[string]string) {
	short, ok := says["font"]
	if !ok {
		return
	}
	words := strings.Fields(short)
	at := slices.IndexFunc(words, func(s string) bool {
		return s != "" && (s[0] >= '0' && s[0] <= '9' || s[0] == '.') && len(strings.Trim(s, "0123456789")) > 0
	})
	if at < 0 {
		return
	}
	size, _, _ := strings.Cut(words[at], "/")
	long := map[string]string{"font-size": size, "font-family": strings.Join(words[at+1:], " "), "font-weight": "normal", "font-style": "normal"}
	for _, s := range words[:at] {
		switch {
		case s == "italic" || s == "oblique":
			long["font-style"] = s
		case strings.HasPrefix(s, "bold") || len(s) == 3 && s[1:] == "00":
			long["font-weight"] = s
		}
	}
	maps.Copy(long, says)
	maps.Copy(says, long)
}

// textOf is the text that an element of a drawing holds.
func textOf(octets []byte) *element {
	s := string(octets)
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "\uFFFD")
	}
	return &element{text: s}
}
