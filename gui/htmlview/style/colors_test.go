package style

import (
	"image/color"
	"testing"
)

func TestColors(t *testing.T) {
	for css, want := range map[string]color.NRGBA{
		"red": rgb(0xFF0000), "ReBeccaPurple": rgb(0x663399), "transparent": {}, "#abc": rgb(0xAABBCC), "#abcd": {0xAA, 0xBB, 0xCC, 0xDD},
		"#a1b2c3": rgb(0xA1B2C3), "#a1b2c3d4": {0xA1, 0xB2, 0xC3, 0xD4}, "rgb(1,2,3)": rgb(0x010203), "rgb(1 2 3 / 50%)": {1, 2, 3, 128},
		"rgba(1,2,3,.5)": {1, 2, 3, 128}, "rgb(10%,20%,30%)": rgb(0x1A334D), "rgb(300,-5,0)": rgb(0xFF0000), "hsl(120,100%,25%)": rgb(0x008000),
		"hsl(0.5turn 100% 50%)": rgb(0x00FFFF), "hsla(240deg,100%,50%,.5)": {0, 0, 255, 128}, "hwb(0 50% 0%)": rgb(0xFF8080), "canvastext": rgb(0),
	} {
		if got := one(t, inline("background-color:"+css)).Background.Color; got != want {
			t.Errorf("%s is %v, want %v", css, got, want)
		}
	}
	for _, css := range []string{"#ab", "#abcde", "rgb(1,2)", "rgb(1,2,3,4,5)", "ff0000", "bogus", "red blue", "hsl(1px 2% 3%)"} {
		if got := one(t, inline("background-color:"+css)).Background.Color; got != (color.NRGBA{}) {
			t.Errorf("%s is %v, want none", css, got)
		}
	}
	for css, want := range map[string]uint32{"ff0000": 0xFF0000, "123": 0x000123, "12ff": 0x0012FF, "009900": 0x009900, "abc": 0xAABBCC, "1e3": 0} {
		if got := one(t, quirky("color:"+css)).Color; got != rgb(want) {
			t.Errorf("%s in quirks mode is %v, want %06x", css, got, want)
		}
	}
	if got := one(t, quirky("background:ff0000")).Background.Color; got.A != 0 {
		t.Errorf("no quirk within a shorthand: %v", got)
	}
	if got := one(t, std+`<p style="color:red"><b id=x style="color:currentcolor">`).Color; got != rgb(0xFF0000) {
		t.Errorf("currentcolor is %v", got)
	}
}

func TestLegacyColors(t *testing.T) {
	for attr, want := range map[string]uint32{
		"red": 0xFF0000, " Red ": 0xFF0000, "#ABC": 0xAABBCC, "FFF": 0x0F0F0F, "#ffg": 0x0F0F00, "chucknorris": 0xC00000, "rgb(1,2,3)": 0x001030,
		"#1234567": 0x124570, "6": 0x060000, "#a1b2c3": 0xA1B2C3, "a1b2c3": 0xA1B2C3, "#00000012345600000000": 0x002300,
	} {
		if got, ok := legacyColor(attr); !ok || got != rgb(want) {
			t.Errorf("%q is %v, want %06x", attr, got, want)
		}
	}
	for _, attr := range []string{"", "  ", "transparent"} {
		if got, ok := legacyColor(attr); ok {
			t.Errorf("%q is %v, want none", attr, got)
		}
	}
}
