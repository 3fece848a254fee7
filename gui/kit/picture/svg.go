package picture

import (
	"bytes"
	"encoding/xml"
	"errors"
	"image"
	"io"
	"math"
	"strings"

	"golang.org/x/net/html/charset"
)

// SVG, the part of it that pictures in mail are made of: shapes, strokes, gradients and text.
// What can run, move or refer to something outside is left out. The file is
// read into a small tree, which is written anew as plain shapes in pixels and drawn by oksvg;
// what that may take is counted (scan.go).

// Limits of an SVG.
const (
	svgOctets = 4 << 20
	svgNodes  = 20_000
	svgDeep   = 64
	svgShapes = 20_000 // with those that are drawn again
	svgStops  = 64     // of a gradient
	svgSide   = 2048   // longest side that is drawn, in pixels
)

var errNoSVG = errors.New("this is no SVG")

// Drawn reports whether a picture is a drawing, which Decode makes in any size.
func Drawn(data []byte) bool { return isSVG(data) }

// isSVG reports whether data begin as an SVG does (SVG 2, section 5.1).
func isSVG(data []byte) bool {
	head := bytes.TrimLeft(bytes.TrimPrefix(data[:min(len(data), 4<<10)], []byte("\xef\xbb\xbf")), " \t\r\n")
	return bytes.HasPrefix(head, []byte("<")) && bytes.Contains(bytes.ToLower(head), []byte("<svg"))
}

// drawing is an SVG that was read.
type drawing struct {
	root   *element
	ids    map[string]*element
	rules  []rule
	width  float64 // in CSS pixels
	height float64
	view   [4]float64 // the part of its plane that is shown
}

// element is an element of an SVG that is drawn, or refers to ones that are.
type element struct {
	name  string
	attrs map[string]string // of both, the attribute and style=, what counts
	kids  []*element
	text  string // of an element without a name
}

// kept are the elements that are read; those that do not stand here are left out with all
// that is in them.
var kept = map[string]bool{"svg": true, "g": true, "a": true, "symbol": true, "switch": true, "defs": true, "use": true, "style": true,
	"path": true, "rect": true, "circle": true, "ellipse": true, "line": true, "polyline": true, "polygon": true,
	"linearGradient": true, "radialGradient": true, "stop": true, "text": true, "tspan": true}

func readSVG(data []byte) (*drawing, error) {
	if len(data) > svgOctets {
		return nil, ErrTooLarge
	}
	d := &drawing{ids: map[string]*element{}}
	dec := xml.NewDecoder(bytes.NewReader(data))
	dec.Strict = false
	dec.CharsetReader = charset.NewReaderLabel
	var open []*element
	var css strings.Builder
	nodes := 0
	for {
		token, err := dec.Token()
		if err != nil {
			if errors.Is(err, io.EOF) || d.root != nil {
				break // QUIRK: what is cut off is drawn as far as it came
			}
			return nil, err
		}
		switch t := token.(type) {
		case xml.StartElement:
			if nodes++; nodes > svgNodes || len(open) > svgDeep {
				return nil, ErrTooLarge
			}
			if !kept[t.Name.Local] || len(open) == 0 && (t.Name.Local != "svg" || d.root != nil) {
				if err := skip(dec, &nodes); err != nil {
					return nil, err
				}
				continue
			}
			e := &element{name: t.Name.Local, attrs: map[string]string{}}
			for _, a := range t.Attr {
				e.attrs[a.Name.Local] = a.Value
			}
			if id := e.attrs["id"]; id != "" && d.ids[id] == nil {
				d.ids[id] = e
			}
			if len(open) == 0 {
				d.root = e
			} else {
				at := open[len(open)-1]
				at.kids = append(at.kids, e)
			}
			open = append(open, e)
		case xml.EndElement:
			if len(open) > 0 {
				open = open[:len(open)-1]
			}
		case xml.CharData:
			if len(open) == 0 {
				continue
			}
			switch at := open[len(open)-1]; at.name {
			case "style":
				css.Write(t)
			case "text", "tspan", "a":
				if nodes++; nodes > svgNodes {
					return nil, ErrTooLarge
				}
				at.kids = append(at.kids, textOf(t))
			}
		}
	}
	if d.root == nil {
		return nil, errNoSVG
	}
	d.rules = rulesOf(css.String())
	d.size()
	if !(d.width > 0 && d.height > 0 && d.view[2] > 0 && d.view[3] > 0) {
		return nil, errNoSVG
	}
	return d, nil
}

// skip leaves out the element that has begun.
func skip(dec *xml.Decoder, nodes *int) error {
	for deep := 1; deep > 0; {
		token, err := dec.Token()
		if err != nil {
			if errors.Is(err, io.EOF) {
				return nil
			}
			return err
		}
		switch token.(type) {
		case xml.StartElement:
			if *nodes++; *nodes > svgNodes {
				return ErrTooLarge
			}
			deep++
		case xml.EndElement:
			deep--
		}
	}
	return nil
}

// size finds how large the picture is by itself: what it says, else its view, else what
// browsers take (CSS Images 3, section 4).
func (d *drawing) size() {
	w, okW := number(d.root.attrs["width"], 0)
	h, okH := number(d.root.attrs["height"], 0)
	if v := numbers(d.root.attrs["viewBox"]); len(v) == 4 && v[2] > 0 && v[3] > 0 {
		copy(d.view[:], v)
		switch {
		case okW && okH:
		case okW:
			h = w * v[3] / v[2]
		case okH:
			w = h * v[2] / v[3]
		default:
			w, h = v[2], v[3]
		}
	} else {
		if !okW {
			w = 300
		}
		if !okH {
			h = 150
		}
		d.view = [4]float64{0, 0, w, h}
	}
	if w > svgSide*4 || h > svgSide*4 {
		k := svgSide * 4 / max(w, h)
		w, h = w*k, h*k
	}
	d.width, d.height = max(w, 1), max(h, 1)
}

// Draw makes a picture of a drawing; its longest side has side pixels, 0: as it says itself.
// took is how much of what one drawing may take it took, from 0 to 1, also where it failed.
func Draw(data []byte, side int) (img image.Image, took float64, err error) {
	d, err := readSVG(data)
	if err != nil {
		return nil, 1, err
	}
	longest := max(d.width, d.height)
	if side <= 0 {
		side = int(math.Ceil(longest))
	}
	k := float64(min(side, svgSide)) / longest
	return d.draw(max(int(math.Round(d.width*k)), 1), max(int(math.Round(d.height*k)), 1))
}

// Plain is a drawing written anew, of nothing but shapes, their colors and gradients: text is
// shapes too, and nothing in it has a name that the drawing gave, runs, or refers to anything
// but its gradients. took is as with Draw.
func Plain(data []byte) (svg []byte, took float64, err error) {
	d, err := readSVG(data)
	if err != nil {
		return nil, 1, err
	}
	text, took := d.flatten(int(math.Ceil(d.width)), int(math.Ceil(d.height)))
	if len(text) > 2*svgOctets {
		return nil, 1, ErrTooLarge
	}
	return []byte(text), took, nil
}
