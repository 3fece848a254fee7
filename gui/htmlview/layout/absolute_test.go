package layout_test

import (
	"testing"

	"popmail/gui/htmlview/layout"
	"popmail/gui/htmlview/style"
)

// Words with a place of their own lie there in the positioned box around them; without one
// they stay in the flow. A picture over the whole of it covers no words.
func TestAbsolute(t *testing.T) {
	const in = `<!doctype html><style>body{margin:0;font:10px/10px a}.r{position:relative;width:200px;height:100px}.a{position:absolute}</style>`
	for _, c := range []struct {
		html string
		x, y float64 // of the word "x", 10 × 10
	}{
		{`<div class=r><div class=a style="left:20px;bottom:30px">x</div></div>`, 20, 60},
		{`<div class=r><div class=a style="right:20px;top:30px">x</div></div>`, 170, 30},
		{`<div class=r style="border:5px solid;padding:7px"><div class=a style="left:0;top:0">x</div></div>`, 5, 5},
		{`<div class=r style="padding:7px"><div class=a style="top:0">x</div></div>`, 7, 0},
		{`<div class=r><div class=a style="left:0;right:0;top:50%;text-align:center">x</div></div>`, 95, 50},
		{`<div class=r><div class=a style="top:50%;left:50%;transform:translate(-50%,-50%)">x</div></div>`, 95, 45},
		{`<div class=r><div class=a style="inset:0;width:40px;margin:0 auto">x</div></div>`, 80, 0},
		{`<div class=r><span class=a style="top:10px;left:10px;padding:3px">x</span>y</div>`, 13, 13},
		{`<div class=r><div class=a style="top:10px;left:10px;width:50%;height:50%"><b class=a style="right:0;bottom:0">x</b></div></div>`, 100, 50},
		{`<table cellspacing=0 cellpadding=0><tr><td style="position:relative;height:60px;width:90px"><i class=a style="bottom:0;right:0">x</i>y</table>`, 80, 50},
		{`<div style="display:flex;position:relative;height:50px"><div>y</div><div class=a style="left:30px;top:20px">x</div></div>`, 30, 20},
		{`<div>y</div><div class=a style="left:30px;top:-20px">x</div>`, 0, 10},
		{`<div>y</div><div style="position:fixed;left:30px;bottom:0">x</div>`, 0, 10},
		{`<div>y</div><div class=r><div class=a>x</div></div>`, 0, 10},
		{`<p style="margin:0"><span style="position:relative">y <b class=a style="top:5px">x</b></span>`, 0, 10},
		{`<div class=r style="left:7px;top:3px"><div class=a style="left:20px;top:30px">x</div></div>`, 27, 33},
	} {
		found := false
		for _, it := range layout.Lay(t.Context(), style.Parse(t.Context(), in+c.html, style.Media{Width: 400}), 400, squares{}, nil).Items {
			if w, ok := it.(*layout.Text); ok && w.Text == "x" {
				found = true
				if w.X != c.x || w.Y != c.y {
					t.Errorf("%s: at %v %v, want %v %v", c.html, w.X, w.Y, c.x, c.y)
				}
			}
		}
		if !found {
			t.Errorf("%s: it is not drawn", c.html)
		}
	}
}

// What is placed lies over what is in the flow, but a picture behind the words; it leaves
// neither the page nor what cuts it off, and makes the page no wider.
func TestAbsoluteOrder(t *testing.T) {
	items := func(html string) (page *layout.Page, word, picture int) {
		page = layout.Lay(t.Context(), style.Parse(t.Context(), `<!doctype html><style>body{margin:0;font:10px/10px a}.r{position:relative;width:200px;height:100px}.a{position:absolute}</style>`+html, style.Media{Width: 400}), 400, squares{}, telling{})
		word, picture = -1, -1
		for i, it := range page.Items {
			switch it := it.(type) {
			case *layout.Text:
				word = i
			case *layout.Picture:
				if it.Here {
					picture = i
				}
			}
		}
		return page, word, picture
	}
	for html, over := range map[string]bool{
		`<div class=r>x<img class=a src=here style="top:0;left:0;width:100%;height:100%"></div>`:                       false,
		`<div class=r>x<div class=a style="top:0;left:0"><a href=x><img src=here width=200 height=90></a></div></div>`: false,
		`<div class=r>x<img class=a src=here style="top:0;left:0"></div>`:                                              true,
	} {
		if _, word, picture := items(html); word < 0 || picture < 0 || over != (picture > word) {
			t.Errorf("%s: the picture is item %d, the word %d", html, picture, word)
		}
	}
	page, word, _ := items(`<div class=r><div class=a style="left:900px;top:0">x</div></div>`)
	if page.Width > 400 || word < 0 || page.Items[word].Place().X != 390 {
		t.Errorf("the page is %v wide, and the word is item %d", page.Width, word)
	}
	page, word, _ = items(`<div class=r><div class=a style="left:-90px;top:-50px">x</div></div>`)
	if word < 0 || page.Items[word].Place().X != 0 || page.Items[word].Place().Y != 0 {
		t.Errorf("the word is item %d", word)
	}
	if _, word, _ = items(`<div class=r style="overflow:hidden"><div class=a style="left:250px;top:0">x</div></div>`); word >= 0 {
		t.Error("a word is drawn out of what cuts it off")
	}
}

// What is positioned or let through lies above the ground of what follows it.
func TestLifted(t *testing.T) {
	for _, how := range []string{"position:relative", "opacity:.99", "position:relative;opacity:.99"} {
		for _, around := range []string{"", "<div style='float:left;width:300px'>", "<table><tr><td>", "<div style='position:relative'><div style='overflow:hidden'>"} {
			page := layout.Lay(t.Context(), style.Parse(t.Context(), around+`<div style="max-height:0;`+how+`"><b>x</b></div><div style="background:#fc9;height:80px"></div>`, style.Media{Width: 400}), 400, squares{}, nil)
			word, ground := -1, -1
			for i, it := range page.Items {
				switch it := it.(type) {
				case *layout.Text:
					word = i
				case *layout.Box:
					if it.Background.Color.A > 0 {
						ground = i
					}
				}
			}
			if ground < 0 || word < ground {
				t.Errorf("%s in %q: the word is item %d, the ground %d", how, around, word, ground)
			}
		}
	}
}
