package style

import (
	"fmt"
	"math"
	"testing"
)

// TestGradients reads gradients as CSS Images 3 writes them, and as browsers once did.
func TestGradients(t *testing.T) {
	told := func(c *Computed) any {
		g := c.Background.Gradient
		if g == nil {
			return "none"
		}
		kind := fmt.Sprintf("%.0f°", g.Angle*180/math.Pi)
		if g.Radial {
			kind = fmt.Sprintf("radial %v %v,%v", g.Circle, g.Center[0].V, g.Center[1].V)
		} else if g.Corner != [2]float64{} {
			kind = fmt.Sprint("corner ", g.Corner)
		}
		if g.Repeats {
			kind += " again"
		}
		for _, s := range g.Stops {
			kind += fmt.Sprintf(" %02x%02x%02x", s.Color.R, s.Color.G, s.Color.B)
			switch s.At.Kind {
			case Px:
				kind += fmt.Sprintf("@%gpx", s.At.V)
			case Percent:
				kind += fmt.Sprintf("@%g%%", s.At.V)
			}
		}
		return kind
	}
	var all []check
	for css, want := range map[string]string{
		"linear-gradient(red, blue)":                                     "180° ff0000 0000ff",
		"linear-gradient(90deg, red 10%, lime 20px 30px, blue)":          "90° ff0000@10% 00ff00@20px 00ff00@30px 0000ff",
		"linear-gradient(to left, red, 30%, blue)":                       "-90° ff0000 0000ff",
		"linear-gradient(to right bottom, red, blue)":                    "corner [1 1] ff0000 0000ff",
		"-webkit-linear-gradient(left, red, blue)":                       "90° ff0000 0000ff",
		"-webkit-linear-gradient(top, red, blue)":                        "180° ff0000 0000ff",
		"repeating-linear-gradient(0.25turn, red 0 10px, blue 10px 1em)": "90° again ff0000@0px ff0000@10px 0000ff@10px 0000ff@16px",
		"radial-gradient(circle at top right, red, blue)":                "radial true 100,0 ff0000 0000ff",
		"radial-gradient(red, blue)":                                     "radial false 50,50 ff0000 0000ff",
		"conic-gradient(red, blue)":                                      "none",
		"linear-gradient(to nowhere, red, blue)":                         "none",
		"linear-gradient(red)":                                           "none",
	} {
		all = append(all, check{inline("background-image:" + css), told, want})
	}
	run(t, all)
}

func TestShadows(t *testing.T) {
	told := func(c *Computed) any { return fmt.Sprint(c.Shadows) }
	run(t, []check{
		{inline("box-shadow:0 2px 4px 1px rgba(0,0,0,.5), inset 0 0 5px red, -1em 0 blue"), told, "[{0 2 4 1 {0 0 0 128}} {-16 0 0 0 {0 0 255 255}}]"},
		{inline("-webkit-box-shadow:#f00 1px 1px"), told, "[{1 1 0 0 {255 0 0 255}}]"},
		{inline("box-shadow:1px 1px red;box-shadow:1px"), told, "[{1 1 0 0 {255 0 0 255}}]"},
		{inline("box-shadow:1px 1px red;box-shadow:none"), told, "[]"},
		{inline("box-shadow:0 0 0 red"), told, "[]"},
	})
}
