package layout_test

import (
	"strings"
	"testing"

	"popmail/gui/htmlview/layout"
	"popmail/gui/htmlview/style"
)

// telling says what is not drawn, and has one picture.
type telling struct{}

func (telling) Size(ref string) (w, h float64, ok bool) { return 40, 30, ref == "here" }
func (telling) Tell(tag string) string                  { return "the-" + tag }

// What is not played stands as what the page has for it, as its picture, or as words in a box
// of its size. What nobody is to see stays unseen.
func TestMedia(t *testing.T) {
	for _, c := range []struct {
		html, words, ref string
		w, h             float64 // of the box; 0: there is none
	}{
		{`<video src=a width=320 height=180>Get a newer program</video>`, "the-video", "", 320, 180},
		{`<video src=a></video>`, "the-video", "", 300, 150},
		{`<video src=a style="width:100%;display:block"></video>`, "the-video", "", 400, 200},
		{`<video src=a style="width:50%;display:block"></video>`, "the-video", "", 200, 100},
		{`<video src=a style="width:50%"></video>`, "the-video", "", 200, 100},
		{`<div style="width:300px"><iframe src=a style="width:50%;height:80px;border:0"></iframe></div>`, "the-iframe", "", 150, 80},
		{`<video src=a width=200></video>`, "the-video", "", 200, 100},
		{`<video src=a height=100></video>`, "the-video", "", 200, 100},
		{`<video src=a poster=" https://a.example/p.jpg " width=320 height=180></video>`, "the-video", "https://a.example/p.jpg", 320, 180},
		{`<video src=a poster=here width=320 height=180></video>`, "", "here", 0, 0},
		{`<video src=a poster=here></video>`, "", "here", 0, 0},
		{`<video src=a poster=there><source src=b><a href=x><img src=here alt=film></a></video>`, "", "here", 0, 0},
		{`<video src=a><p>Or <a href=x>look there</a></video>`, "Or look there", "", 0, 0},
		{`<video src=a width=1 height=1></video><video src=a style="display:none"></video>`, "", "", 0, 0},
		{`<audio src=a controls></audio>`, "the-audio", "", 300, 54},
		{`<audio src=a></audio><audio src=a><a href=x>unheard</a></audio>`, "", "", 0, 0},
		{`<audio src=a controls><a href=x>Hear it</a></audio>`, "Hear it", "", 0, 0},
		{`<iframe src=a width=200 height=80 style="border:0">text</iframe>`, "the-iframe", "", 200, 80},
		{`<embed src=a width=200 height=80>`, "the-embed", "", 200, 80},
		{`<object data=a width=200 height=80><param name=x value=y></object>`, "the-object", "", 200, 80},
		{`<object data=a width=200 height=80>A film</object>`, "A film", "", 0, 0},
		{`<object data=a><embed src=b width=120 height=80></object>`, "the-embed", "", 120, 80},
		{strings.Repeat(`<video src=a>`, 300) + `<a href=x>inmost</a>`, "inmost", "", 0, 0},
	} {
		page := style.Parse(t.Context(), "<!doctype html><style>body{margin:0;font-size:10px}</style>"+c.html, style.Media{Width: 400})
		var words []string
		var ref string
		var box layout.Rect
		for _, it := range layout.Lay(t.Context(), page, 400, squares{}, telling{}).Items {
			switch it := it.(type) {
			case *layout.Text:
				words = append(words, strings.TrimSpace(it.Text))
			case *layout.Picture:
				if it.Node != nil {
					ref = it.Ref
				}
			case *layout.Box:
				box = it.Rect
			}
		}
		if got := strings.Join(words, " "); got != c.words || strings.TrimSpace(ref) != c.ref || box.W != c.w || box.H != c.h {
			t.Errorf("%.90s: %q, picture %q in a box of %v × %v", c.html, got, ref, box.W, box.H)
		}
	}
}
