package htmlview

import (
	"slices"
	"strings"
	"testing"

	"popmail/gui/htmlview/layout"
	"popmail/gui/kit/loop"
)

const clearGIF = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"

// linkWords are what is read for the link of a page that leads to evil.example.
func (s *stage) linkWords(html string) []string {
	s.t.Helper()
	s.set(Document{HTML: html})
	for i, p := range s.v.sheet.parts {
		for _, item := range p.laid.Items {
			if l := s.v.linkOf(i, item); l != nil && strings.Contains(l.target, "evil.example") {
				return strings.Split(s.v.words(l), "\n")
			}
			if pic, ok := item.(*layout.Picture); ok {
				for k := range p.areas {
					if p.areas[k].on == pic.Rect {
						return strings.Split(s.v.words(s.v.linkOfArea(i, &p.areas[k])), "\n")
					}
				}
			}
		}
	}
	s.t.Fatalf("no link: %s", html)
	return nil
}

// A link is known by the words that are seen of it, whatever else it says.
func TestWordsThatAreSeen(t *testing.T) {
	s := newStage(t, 700, 600, &loop.Inline{})
	for _, inner := range []string{
		`www.paypal.com<span style="font-size:1px;color:#fff">.evil.example</span>`,
		`www.paypal.com<span style="font-size:1px">.evil.example</span>`,
		`www.paypal.com<span style="font-size:5px">.evil.example</span>`,
		`www.paypal.com<span style="color:#fff">.evil.example</span>`,
		`www.paypal.com<span style="color:#fdfdfd">.evil.example</span>`,
		`www.paypal.com<span style="color:#ccc">.evil</span><span style="color:#ddd">.example</span>`,
		`www.paypal.com<span style="color:transparent">.evil.example</span>`,
		`www.paypal.com<span style="opacity:.01">.evil.example</span>`,
		`www.paypal.com<span style="letter-spacing:-1em">.evil.example</span>`,
		`www.paypal.com<span style="display:inline-block;width:1px;overflow:hidden;white-space:nowrap">.evil.example</span>`,
		`<span style="font-size:5px;color:#ccc">evil.example/</span>www.paypal.com`,
		`<span style="position:absolute;left:-900px">evil.example/</span>www.paypal.com`,
		`www.paypal<span style="font-size:1px">&nbsp;</span>.com`,
		`www.paypal<span style="font-size:1px;color:#fff">(</span>.com`,
		`<b style="font-size:60px">Log in</b> <span style="font-size:12px">www.paypal.com<span style="font-size:5px">.evil.example</span></span>`,
		`<span style="background:#000;color:#fff">www.paypal.com<span style="color:#000">.evil.example</span></span>`,
	} {
		if got := s.linkWords(`<p style="font-size:16px"><a href="http://evil.example/">` + inner + `</a></p>`); !slices.ContainsFunc(got, func(line string) bool { return slices.Contains(strings.Fields(line), "www.paypal.com") }) {
			t.Errorf("%s: %q", inner, got)
		}
	}
	for _, width := range []string{"100px", "105px", "110px", "112px"} {
		got := s.linkWords(`<p style="font:16px sans-serif"><a href="http://evil.example/" style="display:inline-block;width:` + width + `;overflow:hidden;white-space:nowrap">www.paypal.com.evil.example</a></p>`)
		if len(got) < 2 || !strings.HasPrefix(got[1], "www.paypal.") || strings.Contains(got[1], "evil.example") {
			t.Errorf("%s: %q", width, got)
		}
	}
	// What honest letters write is read as it stands.
	for inner, want := range map[string]string{
		`my<b style="color:#c00">shop</b>.com`:                                                                  "myshop.com",
		`<span style="color:#888">my</span>shop.com`:                                                            "myshop.com",
		`<span style="background:#07c;color:#fff">shop.com</span>`:                                              "shop.com",
		`<span style="font-size:24px">Big</span> <small>www.shop.com</small>`:                                   "Big www.shop.com",
		`<span style="display:inline-block;width:300px;overflow:hidden;white-space:nowrap">www.shop.com</span>`: "www.shop.com",
		`<span style="color:#bbb">www.shop.com</span>`:                                                          "www.shop.com",
	} {
		if got := s.linkWords(`<p style="font-size:16px"><a href="http://evil.example/">` + inner + `</a></p>`); !slices.Equal(got, []string{want}) {
			t.Errorf("%s: %q", inner, got)
		}
	}
}

// A link that lies over words without hiding them is known by these.
func TestWordsBelowALink(t *testing.T) {
	s := newStage(t, 700, 600, &loop.Inline{})
	const over = `<div style="position:relative;width:600px;height:200px"><span><a href="https://www.paypal.com/">Go to www.paypal.com now</a></span>`
	const place = `style="position:absolute;left:0;top:0;width:300px;height:40px`
	for _, link := range []string{
		`<a href="http://evil.example/" ` + place + `"><img src="` + clearGIF + `" width=300 height=40></a>`,
		`<a href="http://evil.example/" ` + place + `;background:rgba(255,255,255,.01)"></a>`,
		`<a href="http://evil.example/" ` + place + `;font-size:30px;color:transparent">xxxxxxxxxxxxxxxxxx</a>`,
		`<a href="http://evil.example/" ` + place + `;border:1px solid #fff"></a>`,
		`<div ` + place + `"><img src="` + clearGIF + `" width=300 height=40 usemap="#m"><map name=m><area href="http://evil.example/" coords="0,0,300,40"></map></div>`,
	} {
		if got := s.linkWords(over + link + `</div>`); !slices.ContainsFunc(got, func(line string) bool { return strings.Contains(line, "www.paypal.com") }) {
			t.Errorf("%s: %q", link, got)
		}
	}
	for _, page := range []string{
		over + `<a href="http://evil.example/" ` + place + `;background:#fff"></a></div>`, // what is hidden is not read
		`<p>www.paypal.com</p><p><a href="http://evil.example/" style="display:inline-block;padding:9px;border:1px solid red">Shop</a></p><p>www.bank.com</p>`,
		`<table><tr><td>www.paypal.com<td><a href="http://evil.example/"><img src="` + clearGIF + `" width=90 height=40></a><td>www.bank.com</table>`,
		`<img src="https://a.example/a.png" width=50 height=60 alt="www.bank.com"> <a href="http://evil.example/"><img src="https://a.example/b.png" width=300 height=60></a>`,
		`<div style="position:relative"><a href="http://evil.example/"><img src="` + clearGIF + `" width=300 height=90></a><div style="position:absolute;top:5px">www.paypal.com</div></div>`, // it lies on top
	} {
		if got := strings.Join(s.linkWords(page), "|"); strings.Contains(got, ".com") {
			t.Errorf("%s: %q", page, got)
		}
	}
}

// The words of a link are found quickly on any page.
func TestWordsOfHostileLinks(t *testing.T) {
	s := newStage(t, 700, 600, &loop.Inline{})
	boxes := strings.Repeat(`<span style="border:1px solid red">a<i style="opacity:.01">b</i></span>`, 3000)
	got := s.linkWords(`<p>` + boxes + `</p><a href="http://evil.example/">` + boxes + `</a>`)
	if len(got) == 0 || len(got[0]) == 0 {
		t.Error("no words")
	}
	// Many texts below one box, and many above it.
	const each = 4000
	many := func(what string) string { return strings.Repeat("<span>a</span><br>", each/2) + what }
	over := `<a href="http://evil.example/" style="position:absolute;left:0;top:0;width:600px;height:50000px;background:rgba(255,255,255,.01)">x</a>`
	s.linkWords(`<div style="position:relative">` + many("") + `<div style="position:absolute;left:0;top:0;width:700px;height:50000px;background:#fff">` + many("") + "www.paypal.com" + `</div>` + over + `</div>`)
	if p := s.v.sheet.parts[0]; len(p.laid.Items) < each || p.steps > mostSteps+len(p.laid.Items) {
		t.Errorf("%d steps for %d things", p.steps, len(p.laid.Items))
	}
}
