package picture

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/srwiley/rasterx"
	"golang.org/x/image/colornames"
)

const svgNumber = 1e6 // the largest number

// number reads a length in CSS pixels; whole is what 100 % is, 0: percentages are none.
func number(s string, whole float64) (float64, bool) {
	s = strings.TrimSpace(s)
	n := strings.IndexFunc(s, func(r rune) bool {
		return (r < '0' || r > '9') && r != '.' && r != '-' && r != '+' && r != 'e' && r != 'E'
	})
	unit := ""
	if n >= 0 {
		s, unit = s[:n], strings.ToLower(strings.TrimSpace(s[n:]))
	}
	if e := len(s); unit == "m" && e > 0 && (s[e-1] == 'e' || s[e-1] == 'E') {
		s, unit = s[:e-1], "em" // 2em
	}
	v, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsNaN(v) {
		return 0, false
	}
	switch unit {
	case "":
	case "%":
		if whole == 0 {
			return 0, false
		}
		v *= whole / 100
	case "pt":
		v *= 4. / 3
	case "pc", "em":
		v *= 16
	case "mm":
		v *= 96 / 25.4
	case "cm":
		v *= 96 / 2.54
	case "in":
		v *= 96
	}
	return min(max(v, -svgNumber), svgNumber), true
}

// numbers reads a list of numbers.
func numbers(s string) (list []float64) {
	for _, f := range strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ' ' || r == '\t' || r == '\n' || r == '\r' }) {
		v, ok := number(f, 0)
		if !ok || len(list) == 64 {
			return nil
		}
		list = append(list, v)
	}
	return list
}

// matrix reads a list of transforms (CSS Transforms 1, section 8).
func matrix(s string) rasterx.Matrix2D {
	m := rasterx.Identity
	for range 32 {
		name, rest, ok := strings.Cut(s, "(")
		args, after, closed := strings.Cut(rest, ")")
		if !ok || !closed {
			break
		}
		s = after
		v := numbers(args)
		arg := func(i int, other float64) float64 {
			if i < len(v) {
				return v[i]
			}
			return other
		}
		switch a := arg(0, 0); strings.TrimSpace(strings.Trim(strings.TrimSpace(name), ",")) {
		case "translate":
			m = m.Translate(a, arg(1, 0))
		case "scale":
			m = m.Scale(arg(0, 1), arg(1, arg(0, 1)))
		case "rotate":
			x, y := arg(1, 0), arg(2, 0)
			m = m.Translate(x, y).Rotate(a*math.Pi/180).Translate(-x, -y)
		case "skewX":
			m = m.SkewX(a * math.Pi / 180)
		case "skewY":
			m = m.SkewY(a * math.Pi / 180)
		case "matrix":
			if len(v) == 6 {
				m = m.Mult(rasterx.Matrix2D{A: v[0], B: v[1], C: v[2], D: v[3], E: v[4], F: v[5]})
			}
		}
	}
	return m
}

// paintOf reads a colour as "#rrggbb", "none" or the name of a gradient; "" where it is none.
// alpha is how much of it is seen.
func paintOf(s, current string) (paint, gradient string, alpha float64) {
	s = strings.TrimSpace(s)
	low := strings.ToLower(s)
	if strings.HasPrefix(low, "url(") {
		ref, after, _ := strings.Cut(s[4:], ")")
		ref = strings.Trim(strings.TrimSpace(ref), `"'`)
		if !strings.HasPrefix(ref, "#") {
			return "none", "", 1
		}
		paint, _, alpha = paintOf(after, current)
		return paint, ref[1:], alpha
	}
	switch low {
	case "none", "transparent":
		return "none", "", 1
	case "currentcolor":
		if current == "" || strings.EqualFold(current, "currentColor") {
			return "#000000", "", 1
		}
		return paintOf(current, "")
	}
	if strings.HasPrefix(low, "#") {
		h := low[1:]
		if strings.Trim(h, "0123456789abcdef") != "" {
			return "", "", 1
		}
		if len(h) == 3 || len(h) == 4 {
			var long strings.Builder
			for _, c := range h {
				long.WriteRune(c)
				long.WriteRune(c)
			}
			h = long.String()
		}
		alpha = 1
		if len(h) == 8 {
			a, _ := strconv.ParseUint(h[6:], 16, 8)
			h, alpha = h[:6], float64(a)/255
		}
		if len(h) != 6 {
			return "", "", 1
		}
		return "#" + h, "", alpha
	}
	if c, ok := colornames.Map[low]; ok {
		return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B), "", 1
	}
	if args, ok := strings.CutPrefix(strings.Replace(low, "rgba(", "rgb(", 1), "rgb("); ok {
		parts := strings.FieldsFunc(strings.TrimSuffix(args, ")"), func(r rune) bool { return r == ',' || r == ' ' || r == '/' })
		if len(parts) < 3 {
			return "", "", 1
		}
		var c [3]int
		for i := range c {
			v, _ := number(parts[i], 255)
			c[i] = int(min(max(v, 0), 255))
		}
		alpha = 1
		if len(parts) > 3 {
			v, _ := number(parts[3], 1)
			alpha = min(max(v, 0), 1)
		}
		return fmt.Sprintf("#%02x%02x%02x", c[0], c[1], c[2]), "", alpha
	}
	return "", "", 1
}

// rule is what a style sheet says of one simple selector: a class, an id or an element.
type rule struct {
	selector string
	says     map[string]string
}

const svgRules = 500

// rulesOf reads a style sheet; selectors that are not simple are left out.
func rulesOf(css string) (rules []rule) {
	for len(rules) < svgRules {
		head, rest, ok := strings.Cut(css, "{")
		if !ok {
			break
		}
		body, after, _ := strings.Cut(rest, "}")
		css = after
		says := declarations(body)
		for s := range strings.SplitSeq(head, ",") {
			if s = strings.TrimSpace(s); s != "" && !strings.ContainsAny(s, " >+~[:@*") && len(rules) < svgRules {
				rules = append(rules, rule{s, says})
			}
		}
	}
	return rules
}

func declarations(s string) map[string]string {
	out := map[string]string{}
	for d := range strings.SplitSeq(s, ";") {
		if k, v, ok := strings.Cut(d, ":"); ok && len(out) < 100 {
			out[strings.ToLower(strings.TrimSpace(k))] = strings.TrimSpace(strings.Replace(v, "!important", "", 1))
		}
	}
	return out
}

func (r *rule) fits(e *element) bool {
	switch r.selector[0] {
	case '.':
		for c := range strings.FieldsSeq(e.attrs["class"]) {
			if c == r.selector[1:] {
				return true
			}
		}
		return false
	case '#':
		return e.attrs["id"] == r.selector[1:]
	}
	return e.name == r.selector
}
