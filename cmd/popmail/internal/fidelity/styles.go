package main

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"popmail/gui/htmlview/style"
)

//go:embed styles.js
var stylesJS string

// element is what a browser computes for an element.
type element struct {
	Path, Tag string
	Values    []string
}

// styled are the browser's computed values of some properties for each element.
func (b *browser) styled(properties []string) (all []element, err error) {
	names, err := json.Marshal(properties)
	if err != nil {
		return nil, err
	}
	err = b.evaluate(stylesJS+"("+string(names)+")", &all)
	return all, err
}

// A styleTally counts how many computed values are the browser's.
type styleTally struct {
	elements, values int
	other            map[string]int // what differs, and how often
	where            map[string]string
}

// styles compares the computed styles of pages and tells what differs most.
func styles(ctx context.Context, w io.Writer, k *keeper, pages []page, o options) error {
	t := styleTally{other: map[string]int{}, where: map[string]string{}}
	for _, p := range pages {
		for _, width := range o.widths {
			var theirs []element
			err := k.page(ctx, p.html, width, func(b *browser) (err error) {
				theirs, err = b.styled(styleNames)
				return err
			})
			if err != nil {
				fmt.Fprintln(w, p.name, width, err)
				continue
			}
			t.add(p.name, style.Parse(ctx, p.html, style.Media{Width: float64(width)}), theirs)
		}
	}
	wrong := 0
	for _, n := range t.other {
		wrong += n
	}
	fmt.Fprintf(w, "%d elements, %d values, %d (%.4f %%) are not the browser's\n", t.elements, t.values, wrong, 100*float64(wrong)/max(1, float64(t.values)))
	kinds := slices.SortedFunc(maps.Keys(t.other), func(a, b string) int { return t.other[b] - t.other[a] })
	for _, kind := range kinds[:min(len(kinds), o.worst)] {
		fmt.Fprintf(w, "%6d %s, first in %s\n", t.other[kind], kind, t.where[kind])
	}
	return nil
}

// add compares one page. Elements that are not shown and what browsers draw in their own
// way, controls and pictures that have failed, are left out.
func (t *styleTally) add(name string, p *style.Page, theirs []element) {
	nodes := map[string]*style.Node{}
	number(p.Root, "", nodes)
	for _, e := range theirs {
		n := nodes[e.Path]
		if n == nil || n.Tag != e.Tag || e.Path == "" || n.Style.Display == style.None || ownLook[e.Tag] {
			continue
		}
		t.elements++
		for i, ours := range told(n.Style) {
			t.values++
			if same(ours, usual(styleNames[i], e.Values[i])) {
				continue
			}
			kind := fmt.Sprintf("%s { %s: %s } is %s", e.Tag, styleNames[i], e.Values[i], ours)
			t.other[kind]++
			if t.where[kind] == "" {
				t.where[kind] = name + " " + e.Path
			}
		}
	}
}

var ownLook = map[string]bool{"input": true, "select": true, "textarea": true, "button": true, "img": true, "iframe": true, "object": true, "embed": true, "svg": true}

// number gives each element its path.
func number(n *style.Node, path string, to map[string]*style.Node) {
	to[path] = n
	i := 0
	for _, c := range n.Children {
		if c.Tag != "" {
			i++
			number(c, path+"/"+strconv.Itoa(i), to)
		}
	}
}

// styleNames are the properties that are compared, in the order of told.
var styleNames = []string{"display", "float", "clear", "color", "background-color", "font-size", "font-weight", "font-style", "font-family", "line-height",
	"text-align", "white-space", "width", "height", "min-width", "min-height", "max-width", "max-height", "box-sizing", "letter-spacing", "text-indent",
	"text-transform", "direction", "opacity", "visibility", "border-collapse", "border-spacing", "table-layout", "flex-direction", "flex-grow", "flex-basis",
	"margin-top", "margin-right", "margin-bottom", "margin-left", "padding-top", "padding-right", "padding-bottom", "padding-left",
	"border-top-width", "border-right-width", "border-bottom-width", "border-left-width", "border-top-style", "border-right-style", "border-bottom-style", "border-left-style",
	"border-top-color", "border-right-color", "border-bottom-color", "border-left-color"}

// told are the values of a style as CSS writes them, in the order of styleNames.
func told(c *style.Computed) []string {
	column := pick(c.Column, "column", "row")
	if c.Reverse {
		column += "-reverse"
	}
	out := []string{displayNames[c.Display], [...]string{"none", "left", "right"}[c.Float], [...]string{"none", "left", "right", "both"}[c.Clear],
		colorText(c.Color), colorText(c.Background.Color), pixels(c.Font.Size), pick(c.Font.Bold, "bold", "normal"), pick(c.Font.Italic, "italic", "normal"),
		[...]string{"sans", "serif", "mono"}[c.Font.Family], pick(c.LineHeight == 0, "normal", pixels(c.LineHeight)),
		alignNames[c.Align], [...]string{"normal", "nowrap", "pre", "pre-wrap", "pre-line"}[c.White],
		lengthText(c.Width, "auto"), lengthText(c.Height, "auto"), lengthText(c.MinWidth, "auto"), lengthText(c.MinHeight, "auto"),
		lengthText(c.MaxWidth, "none"), lengthText(c.MaxHeight, "none"), pick(c.BorderBox, "border-box", "content-box"),
		pick(c.Letter == 0, "normal", pixels(c.Letter)), lengthText(c.Indent, ""), pick(c.Transform == "", "none", c.Transform), pick(c.RTL, "rtl", "ltr"),
		strconv.FormatFloat(c.Opacity, 'f', -1, 64), pick(c.Hidden, "hidden", "visible"), pick(c.Collapse, "collapse", "separate"),
		pixels(c.Spacing[0]) + " " + pixels(c.Spacing[1]), pick(c.FixedTable, "fixed", "auto"), column, strconv.FormatFloat(c.Grow, 'f', -1, 64), lengthText(c.Basis, "auto")}
	for _, four := range [][4]style.Length{c.Margin, c.Padding} {
		for _, l := range four {
			out = append(out, lengthText(l, "auto"))
		}
	}
	for _, e := range c.Border {
		out = append(out, pixels(e.Width))
	}
	for _, e := range c.Border {
		out = append(out, e.Style)
	}
	for _, e := range c.Border {
		out = append(out, colorText(e.Color))
	}
	return out
}

// usual is a browser's value in the form of told.
func usual(name, v string) string {
	switch name {
	case "font-weight":
		weight, _ := strconv.Atoi(v)
		return pick(weight >= 600, "bold", "normal")
	case "font-style":
		return pick(v == "normal", v, "italic")
	case "font-family":
		first, _, _ := strings.Cut(v, ",")
		return letters(strings.Trim(first, `" `))
	case "border-spacing":
		if !strings.Contains(v, " ") {
			return v + " " + v
		}
	case "visibility":
		return pick(v == "visible", v, "hidden")
	case "min-width", "min-height":
		return pick(v == "0px", "auto", v)
	}
	switch v {
	case "grid", "flow-root":
		return "block"
	case "hidden":
		return "none"
	case "-internal-center":
		return "center"
	case "ruby", "contents":
		return "inline"
	}
	return v
}

var numbers = regexp.MustCompile(`-?[\d.]+(e-?\d+)?`)

// same reports whether two values are alike but for rounding.
func same(a, b string) bool {
	if a == b {
		return true
	}
	x, y := numbers.FindAllString(a, -1), numbers.FindAllString(b, -1)
	if len(x) == 0 || len(x) != len(y) || numbers.ReplaceAllString(a, "#") != numbers.ReplaceAllString(b, "#") {
		return false
	}
	for i := range x {
		p, _ := strconv.ParseFloat(x[i], 64)
		q, _ := strconv.ParseFloat(y[i], 64)
		if math.Abs(p-q) > 0.02+math.Abs(p)*1e-4 {
			return false
		}
	}
	return true
}
