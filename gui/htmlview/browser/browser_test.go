package browser

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

const red = "iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAEElEQVR4nGP4z8AARAwQCgAf7gP9i18U1AAAAABJRU5ErkJggg=="

func links(href string) string {
	if strings.HasPrefix(href, "https://") {
		return href
	}
	return ""
}

// leaks lists what of a file could make a browser ask anybody for anything.
func leaks(t *testing.T, file []byte) (list []string) {
	t.Helper()
	root, err := html.ParseWithOptions(bytes.NewReader(file), html.ParseOptionEnableScripting(false))
	if err != nil {
		t.Fatal(err)
	}
	refers := func(css string) bool {
		low := strings.ToLower(css)
		for {
			before, after, ok := strings.Cut(low, "url(data:image/")
			if !ok {
				break
			}
			_, after, _ = strings.Cut(after, ")")
			low = before + after
		}
		for _, s := range []string{"url", "@import", "@font-face", "image-set", "\\", "src", "//", "expression", "behavior", "binding"} {
			if strings.Contains(low, s) {
				return true
			}
		}
		return false
	}
	policies := 0
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.CommentNode {
			list = append(list, "comment: "+n.Data)
		}
		if n.Type == html.ElementNode {
			switch n.Data {
			case "script", "link", "base", "iframe", "frame", "frameset", "object", "embed", "applet", "svg", "math", "form", "input", "button", "video", "audio", "source", "track", "meta", "template", "noscript":
				if n.Data == "meta" && (attr(n, "charset") != "" || attr(n, "name") != "" || attr(n, "http-equiv") != "refresh") {
					if strings.EqualFold(attr(n, "http-equiv"), "content-security-policy") && attr(n, "content") == policy {
						policies++
					} else if strings.Contains(attr(n, "content"), "example") {
						list = append(list, "meta "+attr(n, "content"))
					}
					break
				}
				list = append(list, "element "+n.Data)
			case "style":
				if refers(text(n)) {
					list = append(list, "style sheet: "+text(n))
				}
			}
			for _, a := range n.Attr {
				low := strings.ToLower(a.Val)
				switch {
				case n.Data == "meta":
				case a.Key == "href" && (n.Data == "a" || n.Data == "area") && (strings.HasPrefix(low, "https://") || strings.HasPrefix(low, "#m")):
				case a.Key == "src" && n.Data == "img" && strings.HasPrefix(low, "data:image/svg+xml;base64,"):
					list = append(list, drawingLeaks(a.Val[len("data:image/svg+xml;base64,"):])...)
				case a.Key == "src" && n.Data == "img" && strings.HasPrefix(low, "data:image/"):
				case a.Key == "alt" || a.Key == "title":
				case a.Key == "style" && !refers(low):
				case strings.HasPrefix(a.Key, "on"), a.Key == "style", a.Key == "srcset", a.Key == "ping", a.Key == "href", a.Key == "src", a.Key == "background", a.Key == "cite", a.Key == "target",
					strings.Contains(low, "//"), strings.Contains(low, ":"):
					list = append(list, n.Data+" "+a.Key+"="+a.Val)
				}
			}
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	walk(root)
	if policies != 1 {
		list = append(list, "the policy is missing")
	}
	return list
}

func TestNothingLeaks(t *testing.T) {
	page, err := os.ReadFile("testdata/leaks.html")
	if err != nil {
		t.Fatal(err)
	}
	asked := map[string]bool{}
	file := Write(Message{Title: "Leaks", Parts: []Part{{HTML: string(page), Link: links, Tell: func(tag string) string { return "A " + tag + " is here" }, Picture: func(ref string) ([]byte, bool) {
		asked[ref] = true
		return nil, false
	}}}})
	for _, l := range leaks(t, file) {
		t.Error(l)
	}
	for _, want := range []string{"Words that are seen.", "A train", "typed", "Watch it outside", "A still", "A file is here", "A iframe is here", "A audio is here", "A object is here", `href="https://good.example/page"`} {
		if !bytes.Contains(file, []byte(want)) {
			t.Errorf("%q is missing", want)
		}
	}
	// The list of what was looked for is not empty by mistake.
	if !asked["http://seen.example.net/train.png"] || len(leaks(t, page)) < 200 {
		t.Error("the page is not looked at")
	}
}

func TestParts(t *testing.T) {
	png, _ := base64.StdEncoding.DecodeString(red)
	file := string(Write(Message{
		Title: `<b>Title</b> & more`, Note: "A <note>",
		Fields: []Field{{"From:", `"A" <a@example.org>`}, {"Cc:", ""}},
		Parts: []Part{
			{HTML: `<style>p{color:red} body{background:#eee url(http://x.example/y)} html body .a, #b > td{font-weight:bold} .popmail-head{display:none} @media (max-width: 400px){p{color:blue}} p{position:fixed;top:0}` +
				`</style><body bgcolor="#ffeedd" class="x"><p id=b>One <img src="http://remote.example/a.png" alt="the house" width=20 height="10"><img src="cid:1"><img src="data:image/png;base64,` + red + `"><a href="#b">down</a><img src="http://open`},
			{HTML: `<!DOCTYPE html><p>Two</p></div></div></body></html><p>Three<td>`},
			{Text: "Plain <i>text</i>\n  as it is"},
		},
	}))
	_ = png
	for _, want := range []string{"&lt;b&gt;Title&lt;/b&gt; &amp; more", "A &lt;note&gt;", "&#34;A&#34; &lt;a@example.org&gt;", ".m1 p{color:red;}", ".m1{background:#eee;}", ".m1 .a,.m1 #m1-b > td{font-weight:bold;}",
		".m1 .popmail-head{display:none;}", "@media (max-width: 400px){.m1 p{color:blue;}", `id="m1-b"`, `href="#m1-b"`, ">the house</span>", `<img src="data:image/png;base64,` + red + `"`,
		`style="background-color:#ffeedd;"`, `<div class="popmail-part m2 "><p>Two</p><p>Three</p></div>`, "Plain &lt;i&gt;text&lt;/i&gt;\n  as it is"} {
		if !strings.Contains(file, want) {
			t.Errorf("%s is missing in\n%s", want, file)
		}
	}
	for _, not := range []string{"Cc:", "position:fixed", "remote.example", "x.example", "http:", "open"} {
		if strings.Contains(strings.ReplaceAll(file, "noopener", ""), not) {
			t.Errorf("%s is in\n%s", not, file)
		}
	}
	if strings.HasPrefix(file, "<!DOCTYPE") {
		t.Error("a page without doctype is in quirks mode")
	}
	if l := leaks(t, []byte(file)); len(l) > 0 {
		t.Error(l)
	}
}

func TestPicturesThatAreHere(t *testing.T) {
	png, _ := base64.StdEncoding.DecodeString(red)
	have := map[string][]byte{"cid:1": png, "cid:html": []byte("<script>1</script>"), "cid:svg": []byte(`<svg xmlns="http://www.w3.org/2000/svg"><image href="http://x.example/"/></svg>`), "http://x.example/a.png": png}
	file := string(Write(Message{Parts: []Part{{HTML: `<table background="cid:1"><tr><td><img src=" cid:1"><img src="cid:html" alt="page"><img src="cid:svg" alt="drawing"><img src="http://x.example/a.png" alt="fetched">`,
		Picture: func(ref string) ([]byte, bool) { d, ok := have[ref]; return d, ok }}}}))
	if n := strings.Count(file, "data:image/png;base64,"+red); n != 3 {
		t.Errorf("%d pictures in\n%s", n, file)
	}
	for _, l := range leaks(t, []byte(file)) {
		t.Error(l)
	}
	if strings.Contains(file, "x.example") || strings.Contains(file, "script>") || strings.Count(file, "data:image/svg+xml;base64,") != 1 {
		t.Error(file)
	}
}

// A map of a picture stays, with links that may be opened and nothing else.
func TestMaps(t *testing.T) {
	png, _ := base64.StdEncoding.DecodeString(red)
	file := string(Write(Message{Parts: []Part{
		{HTML: `<img src="cid:1" usemap="#Nav"><map name="nav" onclick="x()"><area shape="RECT" coords="0,0, 10,10" href="https://good.example/page" alt="the <page>" ping="http://far.example/" onclick="x()" target=x>` +
			`<area shape="circ" coords="5,5,5" href="javascript:x()"><area shape="poly" coords="url(http://far.example)" href="#b"><p id=b>words</map><map name='"><b>'><area href="https://good.example/2"></map>`,
			Picture: func(string) ([]byte, bool) { return png, true }, Link: links},
		{HTML: `<img src="cid:1" usemap="http://far.example/#nav" alt="a"><map name="nav"></map>`, Picture: func(string) ([]byte, bool) { return png, true }},
	}}))
	for _, want := range []string{`usemap="#m1-nav"`, `<map name="m1-nav"><area shape="rect" coords="0,0, 10,10" alt="the &lt;page&gt;" href="https://good.example/page"`,
		`<area shape="circle" coords="5,5,5">`, `<area shape="poly" href="#m1-b">`, "words", `<map name="m2-nav">`} {
		if !strings.Contains(file, want) {
			t.Errorf("%s is missing in\n%s", want, file)
		}
	}
	for _, not := range []string{"far.example", "onclick", "ping", "javascript", "target", "<b>"} {
		if strings.Contains(file, not) {
			t.Errorf("%s is in\n%s", not, file)
		}
	}
	for _, l := range leaks(t, []byte(file)) {
		t.Error(l)
	}
}

// On paper nothing is cut off at the sides.
func TestPrintedWhole(t *testing.T) {
	_, rule, _ := strings.Cut(look, "}.popmail-part{contain:none;overflow:visible clip}}")
	if !strings.Contains(look, "@media print{") || rule == "" || strings.TrimSpace(rule) != "" {
		t.Error("a part keeps what cuts it off in the window")
	}
}

// Words that the window shows are in the file, too.
func TestWordsOfAllElements(t *testing.T) {
	page := "<noscript><p>one</p></noscript><math><mi>two</mi><mo>+</mo><mtext><b>three</b></mtext></math><xmp>four <b></xmp><listing>five</listing>six<plaintext>seven <i>"
	file := string(Write(Message{Parts: []Part{{HTML: page}}}))
	for _, want := range []string{"<p>one</p>", "two+<b>three</b>", "<pre>four &lt;b&gt;</pre>", "<pre>five</pre>", "six", "<pre>seven &lt;i&gt;"} {
		if !strings.Contains(file, want) {
			t.Errorf("%q is missing in %s", want, file)
		}
	}
	for _, l := range leaks(t, []byte(file)) {
		t.Error(l)
	}
}

// A page that is nested deep stays a page, and one that is made to grow in the parser does not.
func TestHostile(t *testing.T) {
	for n, wants := range map[int][]string{600: {"<div>Hello"}, 450: {"<div><p>Hello</p><p><a href="}} {
		deep := string(Write(Message{Parts: []Part{{HTML: "<style>p{color:red}</style><title>T</title>" + strings.Repeat("<div>", n) + "<p>Hello<p><a href='https://a.example/'>there</a>", Link: links}}}))
		for _, want := range append(wants, ".m1 p{color:red;}") {
			if !strings.Contains(deep, want) {
				t.Errorf("%d: %q is missing", n, want)
			}
		}
		if strings.Contains(deep, ">p{color") || strings.Contains(deep, "T<div") {
			t.Error("what is not shown is written")
		}
	}
	var page strings.Builder
	page.WriteString("<p>")
	for i := range 480 {
		fmt.Fprintf(&page, "<font color=#%06x>", i)
	}
	page.WriteString(strings.Repeat("<p>x", 2000))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	out := Fragment([]Part{{HTML: page.String()}}, "q", nil)
	runtime.ReadMemStats(&after)
	if used := after.TotalAlloc - before.TotalAlloc; used > 100<<20 || !strings.Contains(out, ">x<") {
		t.Errorf("%d octets take %d MB", page.Len(), used>>20)
	}
}

func FuzzWrite(f *testing.F) {
	page, err := os.ReadFile("testdata/leaks.html")
	if err != nil {
		f.Fatal(err)
	}
	for _, line := range strings.Split(string(page), "\n") {
		f.Add(line)
	}
	f.Add("<style>a{color:red}/*</style><p style='background:\\75rl(x)'>")
	f.Fuzz(func(t *testing.T, page string) {
		file := Write(Message{Title: "x", Parts: []Part{{HTML: page, Link: links}}})
		if l := leaks(t, file); len(l) > 0 {
			t.Fatalf("%q: %q", page, l)
		}
	})
}

// TestFragment: a quote refers to nothing but the pictures that were kept for it, and a quote
// of a quote keeps its looks.
func TestFragment(t *testing.T) {
	page, err := os.ReadFile("testdata/leaks.html")
	if err != nil {
		t.Fatal(err)
	}
	png, _ := base64.StdEncoding.DecodeString(red)
	var kept [][]byte
	refer := func(octets []byte, kind string) string {
		kept = append(kept, octets)
		return "cid:" + strings.TrimPrefix(kind, "image/")
	}
	f := Fragment([]Part{{HTML: string(page), Link: links}, {HTML: `<style>p{color:red}</style><p>One <img src="cid:1">`, Picture: func(string) ([]byte, bool) { return png, true }}, {Text: "<plain>"}}, "ma", refer)
	for _, l := range leaks(t, []byte(strings.ReplaceAll(f, `src="cid:png"`, ""))) {
		if l != "the policy is missing" && !strings.HasSuffix(l, "cid:png)") {
			t.Error(l)
		}
	}
	for _, want := range []string{`<img src="cid:png"`, ".ma1 p{color:red;}", "&lt;plain&gt;"} {
		if !strings.Contains(f, want) {
			t.Errorf("%q is missing", want)
		}
	}
	if strings.Contains(f, "data:") || len(kept) == 0 {
		t.Error("pictures are not kept apart")
	}
	again := Fragment([]Part{{HTML: f}}, "mb", refer)
	if !strings.Contains(again, ".ma1 p{color:red;}") || !strings.Contains(again, "ma1") {
		t.Error("the quote of a quote has lost its looks")
	}
}
