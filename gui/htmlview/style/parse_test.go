package style

import (
	"context"
	"image/color"
	"testing"
)

// read reads a page for a pane 700 wide.
func read(html string) *Page { return Parse(context.Background(), html, Media{Width: 700}) }

// byID finds the element with an id, nil where there is none.
func byID(n *Node, id string) *Node {
	if n.Attrs["id"] == id {
		return n
	}
	for _, c := range n.Children {
		if found := byID(c, id); found != nil {
			return found
		}
	}
	return nil
}

// one is the style of the element whose id is x.
func one(t *testing.T, html string) *Computed {
	t.Helper()
	n := byID(read(html).Root, "x")
	if n == nil {
		t.Fatalf("no element with id x in %s", html)
	}
	return n.Style
}

func px(v float64) Length { return Length{Kind: Px, V: v} }

func pct(v float64) Length { return Length{Kind: Percent, V: v} }

func rgb(v uint32) color.NRGBA {
	return color.NRGBA{uint8(v >> 16), uint8(v >> 8), uint8(v), 255}
}

const std = "<!doctype html>"

func TestDefaults(t *testing.T) {
	p := read(std + "<p>Hello <b>you</b></p>")
	if p.Quirks || p.Body == nil || p.Body.Style.Margin != [4]Length{px(8), px(8), px(8), px(8)} {
		t.Errorf("body: quirks %v, %+v", p.Quirks, p.Body)
	}
	para := p.Body.Children[0]
	if para.Style.Display != Block || para.Style.Margin[Top] != px(16) || !para.Style.MarginQuirk[0] {
		t.Errorf("p: %+v", para.Style)
	}
	text := para.Children[0]
	if text.Tag != "" || text.Text != "Hello " || text.Style.Display != Inline || text.Style.Margin[Top] != px(0) {
		t.Errorf("text: %q %+v", text.Text, text.Style)
	}
	if b := para.Children[1]; !b.Style.Font.Bold || b.Children[0].Style.Font.Size != 16 {
		t.Errorf("b: %+v", b.Style.Font)
	}
}

func TestQuirks(t *testing.T) {
	for page, want := range map[string]bool{
		"\uFEFF<!doctype html><p>": false, "<p>x": true, std + "<p>x": false, "<!-- a --><!DOCTYPE html><p>": false,
		`<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN">`:                                                           true,
		`<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN" "http://www.w3.org/TR/html4/loose.dtd">`:                    false,
		`<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.0 Transitional//EN" "http://www.w3.org/TR/REC-html40/loose.dtd">`:                true,
		`<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">`: false,
		`<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 3.2 Final//EN">`:                                                                   true,
		`<!DOCTYPE letter><p>x`: true,
	} {
		if got := read(page).Quirks; got != want {
			t.Errorf("%s: quirks %v, want %v", page, got, want)
		}
	}
}

func TestQuirksTable(t *testing.T) {
	page := `<font size=6 color=red><b><table><tr><td id=x>a</table></b></font>`
	if c := one(t, page); c.Font.Size != 16 || c.Font.Bold || c.Color != rgb(0) {
		t.Errorf("in quirks mode: %+v %v", c.Font, c.Color)
	}
	if c := one(t, std+page); c.Font.Size != 32 || !c.Font.Bold || c.Color != rgb(0xFF0000) {
		t.Errorf("in standards mode: %+v %v", c.Font, c.Color)
	}
}
