package picture

import (
	"errors"
	"fmt"
	"image/color"
	"os"
	"strings"
	"testing"
	"time"

	"popmail/gui/kit/guitest"
)

const svgNS = `xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"`

// pixel draws an SVG of 100 × 100 and looks at one place.
func pixel(t *testing.T, body string, x, y int) color.NRGBA {
	t.Helper()
	img, err := Decode([]byte(`<svg `+svgNS+` width="100" height="100" viewBox="0 0 10 10">`+body+`</svg>`), 0)
	if err != nil {
		t.Fatalf("%s: %v", body, err)
	}
	c, _ := color.NRGBAModel.Convert(img.At(x, y)).(color.NRGBA)
	return c
}

func TestSVG(t *testing.T) {
	red, green, none := color.NRGBA{0xff, 0, 0, 0xff}, color.NRGBA{0, 0x80, 0, 0xff}, color.NRGBA{}
	for _, c := range []struct {
		body string
		x, y int
		want color.NRGBA
	}{
		{`<rect width="5" height="10" fill="red"/>`, 25, 50, red},
		{`<rect width="5" height="10" fill="red"/>`, 75, 50, none},
		{`<rect width="50%" height="100%" fill="rgb(255,0,0)"/>`, 25, 50, red},
		{`<g transform="scale(2)"><rect width="4" height="4" fill="#f00"/></g>`, 70, 70, red},
		{`<g transform="translate(5,5) rotate(45)"><rect x="-2" y="-2" width="4" height="4" fill="#ff0000ff"/></g>`, 50, 25, red},
		{`<style>.a{fill:green} #b, path{fill:red}</style><rect class="x a" width="10" height="10"/>`, 50, 50, green},
		{`<style>.a{fill:green}</style><rect class="a" style="fill:red" width="10" height="10"/>`, 50, 50, red},
		{`<g fill="red" style="color:green"><rect fill="currentColor" width="10" height="10"/></g>`, 50, 50, green},
		{`<path d="M0 0H10V10H0Z" fill="inherit"/>`, 50, 50, color.NRGBA{0, 0, 0, 0xff}},
		{`<path d="M0 5H10" stroke="red" stroke-width="4"/>`, 50, 36, red},
		{`<path d="M0 5H10" stroke="red" stroke-width="4"/>`, 50, 25, none},
		{`<g transform="scale(5)"><path d="M0 1H2" stroke="red" stroke-width=".8"/></g>`, 50, 36, red},
		{`<defs><rect id="r" width="4" height="4" fill="red"/></defs><use xlink:href="#r" x="5" y="5"/>`, 70, 70, red},
		{`<defs><rect id="r" width="4" height="4" fill="red"/></defs><use href="#r" x="5" y="5"/>`, 20, 20, none},
		{`<symbol id="s" viewBox="0 0 100 100"><rect width="100" height="100" fill="red"/></symbol><use href="#s" width="5" height="5"/>`, 45, 45, red},
		{`<clipPath id="c"><rect width="10" height="10" fill="red"/></clipPath>`, 50, 50, none},
		{`<rect width="10" height="10" fill="red" display="none"/>`, 50, 50, none},
		{`<rect width="10" height="10" fill="url(https://x.example/a#b)"/>`, 50, 50, none},
		{`<linearGradient id="g"><stop offset="0" stop-color="red"/><stop offset="100%" style="stop-color:red"/></linearGradient><rect width="10" height="10" fill="url(#g)"/>`, 50, 50, red},
		{`<linearGradient id="a"><stop offset="0" stop-color="red"/><stop offset=".5" stop-color="red"/><stop offset=".5" stop-color="green"/></linearGradient>
			<linearGradient id="g" xlink:href="#a" gradientUnits="userSpaceOnUse" x1="0" x2="10"/><rect width="10" height="10" fill="url(#g)"/>`, 90, 50, green},
		{`<script>x</script><foreignObject><rect/></foreignObject><circle cx="5" cy="5" r="5" fill="red"/>`, 50, 50, red},
	} {
		if got := pixel(t, c.body, c.x, c.y); got != c.want {
			t.Errorf("%s\nat %d %d: %v, want %v", c.body, c.x, c.y, got, c.want)
		}
	}
}

// The size is what the picture says, else its view, else that of browsers.
func TestSVGSize(t *testing.T) {
	for in, want := range map[string][2]int{
		`<svg width="20" height="10"/>`:                                           {20, 10},
		"\ufeff<?xml version=\"1.0\"?>\n<!-- x -->\n<svg viewBox=\"0 0 30 40\"/>": {30, 40},
		`<!DOCTYPE svg><svg width="1in" viewBox="0 0 2 1"/>`:                      {96, 48},
		`<svg width="100%" height="100%" viewBox="0 0 7 8"/>`:                     {7, 8},
		`<svg/>`:                          {300, 150},
		`<svg width="9e9" height="9e9"/>`: {8192, 8192},
	} {
		if w, h, err := Size([]byte(in)); err != nil || [2]int{w, h} != want {
			t.Errorf("%s: %d %d %v", in, w, h, err)
		}
	}
	for _, in := range []string{`<svg width="0" height="5"`, "<html><svg></svg></html>", "<svg viewBox='0 0 0 0' width='-1' height='5'/>"} {
		if _, err := Decode([]byte(in), 0); err == nil && in[:5] != "<svg " {
			t.Errorf("%s is drawn", in)
		}
	}
}

// hostile are SVGs that would keep a careless program busy for long.
func hostile() map[string]string {
	in := func(s string) string { return `<svg ` + svgNS + ` width="1000" height="1000">` + s + `</svg>` }
	var laughs strings.Builder
	laughs.WriteString(`<g id="l0"><rect width="1000" height="1000"/></g>`)
	for i := range 40 {
		fmt.Fprintf(&laughs, `<g id="l%d">%s</g>`, i+1, strings.Repeat(fmt.Sprintf(`<use href="#l%d"/>`, i), 10))
	}
	return map[string]string{
		"uses itself":     in(`<g id="a"><use href="#a"/><use href="#a"/></g><defs><g id="b"><use href="#b"/></g></defs><use href="#b"/>`),
		"laughs":          in(laughs.String()),
		"deep":            strings.Repeat("<svg><g>", 100_000),
		"entities":        `<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]><svg><path d="&b;&c;"/></svg>`,
		"dashes":          in(`<path d="M0 0H1e6V1e6H0Z" stroke="red" stroke-width="3" stroke-dasharray="0.001 0.001" stroke-dashoffset="1e9"/>`),
		"dashes, many":    in(strings.Repeat(`<path d="M0 0L1e6 1e6" stroke="red" stroke-dasharray="1"/>`, 5000)),
		"many large":      in(strings.Repeat(`<rect width="1000" height="1000"/>`, 20_000)),
		"gradients":       in(`<radialGradient id="g"><stop offset="0"/><stop offset="1"/></radialGradient>` + strings.Repeat(`<rect width="1000" height="1000" fill="url(#g)"/>`, 5000)),
		"many stops":      in(`<linearGradient id="g">` + strings.Repeat(`<stop offset=".5"/>`, 10_000) + `</linearGradient>` + strings.Repeat(`<rect width="1000" height="1000" fill="url(#g)"/>`, 900)),
		"up and down":     in(`<path d="M0 0` + strings.Repeat("L1000 1000 0 1000 1000 0", 50_000) + `" stroke="red" stroke-width="99" stroke-dasharray="9 9"/>`),
		"to and fro":      in(`<path d="M0 0` + strings.Repeat("L1000 1 0 0 1000 0", 100_000) + `" stroke="red"/>`),
		"a gradient loop": in(`<linearGradient id="a" href="#b"/><linearGradient id="b" href="#a"/><rect width="9" height="9" fill="url(#a)"/>`),
		"curves":          in(`<path d="M0 0` + strings.Repeat(`c1e9 1e9-1e9 1e9 1e9-1e9`, 100_000) + `"/>`),
		"arcs":            in(`<path fill="none" stroke="red" stroke-width="1e9" stroke-linejoin="round" d="M0 0` + strings.Repeat(`a1e9 1e-9 0 1 1 5 5`, 50_000) + `"/>`),
		"long uses":       in(`<path id="p" d="M0 0` + strings.Repeat("l1 1", 200_000) + `"/>` + strings.Repeat(`<use href="#p"/>`, 15_000)),
		"scaled":          in(strings.Repeat(`<g transform="scale(1e6)">`, 50) + `<circle r="5"/>` + strings.Repeat("</g>", 50)),
		"not numbers":     `<svg viewBox="nan inf 1e999 -1"><rect width="nan" height="inf"/><circle r="1e-300"/></svg>`,
		"rules":           in("<style>" + strings.Repeat(".a{fill:red}", 5000) + "</style>" + strings.Repeat(`<g class="b c d e f g"/>`, 19_000)),
	}
}

// No SVG takes long, whatever is in it.
func TestSVGBudget(t *testing.T) {
	for name, in := range hostile() {
		var err error
		d := guitest.Took(func() { _, err = Decode([]byte(in), 0) })
		if d > slower*8*time.Second {
			t.Errorf("%s takes %v, %v", name, d, err)
		}
	}
	if _, err := Decode([]byte(`<svg>`+strings.Repeat(" ", svgOctets)+`</svg>`), 0); !errors.Is(err, ErrTooLarge) {
		t.Errorf("too many octets: %v", err)
	}
}

func FuzzSVG(f *testing.F) {
	for _, in := range hostile() {
		if len(in) < 10_000 {
			f.Add([]byte(in))
		}
	}
	f.Add([]byte(`<svg viewBox="0 0 10 10"><style>.a{fill:red}</style><g transform="rotate(9,1 2)skewX(3)"><path class="a" d="M1 2c3 4 5 6 7 8s1 2 3 4q1 2 3 4t5 6a1 2 3 0 1 4 5z" stroke="hsl(1,2%,3%)" stroke-dasharray="1 2"/><text>x</text></g></svg>`))
	if icon, err := os.ReadFile("../widgets/icons/gear.svg"); err == nil {
		f.Add(icon)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		b = append([]byte("<svg "), b...)
		late := time.AfterFunc(10*time.Second, func() { panic(fmt.Sprintf("takes too long: %q", b)) })
		img, err := Decode(b, 200)
		late.Stop()
		if err == nil && (img.Bounds().Dx() > 200 || img.Bounds().Dy() > 200) {
			t.Fatal(img.Bounds())
		}
	})
}
