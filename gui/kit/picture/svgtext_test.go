package picture

import (
	"image"
	"image/color"
	"runtime"
	"strings"
	"testing"
	"time"
)

// inked is where an SVG of 200 × 100 has pixels of a colour.
func inked(t *testing.T, body string, c color.NRGBA) (r image.Rectangle) {
	t.Helper()
	img, err := Decode([]byte(`<svg `+svgNS+` width="200" height="100" viewBox="0 0 200 100">`+body+`</svg>`), 0)
	if err != nil {
		t.Fatalf("%s: %v", body, err)
	}
	for y := range 100 {
		for x := range 200 {
			if n, _ := color.NRGBAModel.Convert(img.At(x, y)).(color.NRGBA); n == c {
				r = r.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	return r
}

func TestSVGText(t *testing.T) {
	red, green := color.NRGBA{0xff, 0, 0, 0xff}, color.NRGBA{0, 0x80, 0, 0xff}
	black := color.NRGBA{0, 0, 0, 0xff}
	near := func(r image.Rectangle, x0, y0, x1, y1 int) bool {
		d := func(a, b int) bool { return a-b <= 3 && b-a <= 3 }
		return d(r.Min.X, x0) && d(r.Min.Y, y0) && d(r.Max.X, x1) && d(r.Max.Y, y1)
	}
	for _, c := range []struct {
		body  string
		color color.NRGBA
		box   [4]int // of the ink, within 3 pixels; none: all zero
	}{
		// An H of Noto Sans is 0.74 em wide with its room, of which 0.1 em at each side, and 0.71 high.
		{`<text x="50" y="80" font-size="50">H</text>`, black, [4]int{55, 45, 82, 80}},
		{`<text x="50" y="80" font-size="50" fill="red" text-anchor="middle">H</text>`, red, [4]int{36, 45, 64, 80}},
		{`<text x="50" y="80" style="font-size:50px;fill:red;text-anchor:end">H</text>`, red, [4]int{18, 45, 45, 80}},
		{`<style>.t{font:bold 50px/1 sans-serif;fill:red}</style><text class="t" x="50" y="80">H</text>`, red, [4]int{55, 45, 84, 80}},
		{`<g font-size="50" fill="red"><text x="25%" y="80%"> <tspan>H</tspan> </text></g>`, red, [4]int{55, 45, 82, 80}},
		{`<text font-size="50" y="80"><tspan x="50" fill="red">H</tspan><tspan x="120" fill="green">H</tspan></text>`, red, [4]int{55, 45, 82, 80}},
		{`<text font-size="50" y="80"><tspan x="50" fill="red">H</tspan><tspan x="120" fill="green">H</tspan></text>`, green, [4]int{125, 45, 152, 80}},
		{`<text font-size="50" x="13" y="80"><tspan>H</tspan><tspan fill="red">H</tspan></text>`, red, [4]int{55, 45, 82, 80}},
		{`<text font-size="50" x="20" y="40" dx="30" dy="40" fill="red">H</text>`, red, [4]int{55, 45, 82, 80}},
		{`<text font-size="5" x="5" y="8" transform="scale(10)" fill="red">H</text>`, red, [4]int{55, 45, 82, 80}},
		{`<text font-size="50" transform="translate(50 80) rotate(-90)" fill="red">H</text>`, red, [4]int{15, 48, 50, 75}},
		{`<text x="50" y="80" font-size="50" fill="red" textLength="74">H</text>`, red, [4]int{60, 45, 114, 80}},
		{`<text x="50" y="62" dominant-baseline="central" font-size="50" fill="red">H</text>`, red, [4]int{55, 45, 82, 80}},
		{`<text x="50" y="80" font-size="50" fill="none" stroke="red" stroke-width="3">H</text>`, red, [4]int{54, 43, 83, 81}},
		{`<text x="50" y="80" font-size="50" fill="red" visibility="hidden">H</text>`, red, [4]int{}},
		{`<text x="50" y="80" font-size="0" fill="red">H</text>`, red, [4]int{}},
		{`<text x="50" y="80" font-size="50"><desc>no</desc><script>H</script><textPath href="#p" fill="red">H</textPath></text>`, red, [4]int{}},
		{`<title fill="red">H</title><desc>H</desc>`, red, [4]int{}},
	} {
		if got := inked(t, c.body, c.color); !near(got, c.box[0], c.box[1], c.box[2], c.box[3]) {
			t.Errorf("%s\nink in %v, want %v", c.body, got, c.box)
		}
	}
	one, two := inked(t, `<text x="0" y="80" font-size="30">A B</text>`, black), inked(t, "<text x='0' y='80' font-size='30'>\n  A\n\t B  </text>", black)
	if one != two || one.Empty() {
		t.Errorf("white space: %v and %v", one, two)
	}
	// Right to left: the first letter stands at the right.
	if r := inked(t, `<text x="0" y="80" font-size="30">אבג</text>`, black); r.Empty() {
		t.Error("Hebrew is not drawn")
	}
}

// Text costs no more than other shapes.
func TestSVGTextBudget(t *testing.T) {
	for _, body := range []string{
		"<text>" + strings.Repeat("abc ", 500_000) + "</text>",
		strings.Repeat("<text stroke='red'>%&amp;@</text>", 9_000),
		"<text>" + strings.Repeat("<tspan>", 60) + "x" + strings.Repeat("</tspan>", 60) + "</text>",
		"<text>" + strings.Repeat("<tspan>a</tspan>", 9_000) + "</text>",
		"<text font-size='1e9' x='1e9' textLength='1e9'>H</text>",
		"<g id='a'>" + strings.Repeat("<text>many words here</text>", 100) + "</g>" + strings.Repeat("<use href='#a'/>", 2000),
	} {
		late := time.AfterFunc(time.Minute, func() { panic("takes too long: " + body[:40]) })
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := Decode([]byte(`<svg `+svgNS+` width="200" height="100">`+body+`</svg>`), 0)
		runtime.ReadMemStats(&after)
		late.Stop()
		t.Logf("%s…: %d MB, %v", body[:40], (after.TotalAlloc-before.TotalAlloc)>>20, err)
		if took := (after.TotalAlloc - before.TotalAlloc) >> 20; took > 640 {
			t.Errorf("%s…: %d MB, %v", body[:40], took, err)
		}
	}
	// What stands behind so many letters is not drawn; here they have no ink.
	for n, drawn := range map[int]bool{svgLetters / 2: true, svgLetters: false} {
		for _, before := range []string{`<text>` + strings.Repeat("\u00a0", n) + "</text>", "<text>" + strings.Repeat("<tspan>\u00a0\u00a0\u00a0\u00a0</tspan>", n/4) + "</text>"} {
			if got := !inked(t, before+`<text x="0" y="80" font-size="80">H</text>`, color.NRGBA{0, 0, 0, 0xff}).Empty(); got != drawn {
				t.Errorf("behind %d letters of %.20s…: drawn is %v", n, before, got)
			}
		}
	}
}
