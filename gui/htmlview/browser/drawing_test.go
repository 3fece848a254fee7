package browser

import (
	"encoding/base64"
	"encoding/xml"
	"errors"
	"io"
	"net/url"
	"os"
	"strings"
	"testing"
)

// drawingLeaks lists what of a drawing could run or ask anybody for anything: all but shapes,
// gradients, numbers and colors.
func drawingLeaks(encoded string) (list []string) {
	octets, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil {
		return []string{err.Error()}
	}
	elements := set("svg defs linearGradient radialGradient stop path rect circle ellipse line polyline polygon")
	dec := xml.NewDecoder(strings.NewReader(string(octets)))
	for {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return list
		} else if err != nil {
			return append(list, err.Error())
		}
		switch t := token.(type) {
		case xml.StartElement:
			if !elements[t.Name.Local] || t.Name.Space != "http://www.w3.org/2000/svg" {
				list = append(list, "drawing: element "+t.Name.Local)
			}
			for _, a := range t.Attr {
				own := strings.HasPrefix(a.Value, "url(#g") && strings.TrimLeft(a.Value[6:], "0123456789") == ")"
				if a.Name.Local == "xmlns" && a.Value == "http://www.w3.org/2000/svg" || own {
					continue
				}
				if strings.HasPrefix(a.Name.Local, "on") || a.Name.Local == "href" || a.Name.Local == "style" || a.Name.Space != "" || strings.ContainsAny(a.Value, ":/\\&;") || strings.Contains(a.Value, "url") {
					list = append(list, "drawing: "+a.Name.Local+"="+a.Value)
				}
			}
		case xml.EndElement, xml.CharData:
		default:
			list = append(list, "drawing: something else")
		}
	}
}

// hostileDrawing refers to things in every way that a drawing can, and has a red square.
const hostileDrawing = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="40" height="30" onload="x()" style="background:url(http://leak.example/x)">` +
	`<style>@import "http://leak.example/x";rect{fill:url(http://leak.example/x);stroke:u\72l(http://leak.example/x)}</style><script>x()</script><script href="http://leak.example/x"/>` +
	`<linearGradient id="a" xlink:href="http://leak.example/x#a"><stop offset="0" stop-color="url(http://leak.example/x)" style="stop-color:red"/><stop offset="1" stop-color="red"/></linearGradient>` +
	`<image href="http://leak.example/x"/><use href="http://leak.example/x#y"/><foreignObject><img src="http://leak.example/x"/></foreignObject><a href="http://leak.example/x" onclick="x()"><rect onclick="x()" width="9" height="9" fill="red" filter="url(http://leak.example/x)" mask="url(http://leak.example/x)" cursor="url(http://leak.example/x)" marker-start="url(http://leak.example/x)" stroke-linecap="url(http://leak.example/x)"/></a>` +
	`<path d="M0 0L9 9 url(http://leak.example/x)&quot; onload=&quot;x()" fill="url(#a)"/><text font-family="http://leak.example/x" x="5" y="20">Seen</text><rect id="&quot;/&gt;&lt;script&gt;" width="url(http://leak.example/x)" transform="url(http://leak.example/x)"><animate attributeName="href" to="http://leak.example/x"/><set/></rect></svg>`

// Drawings are in the file, made anew: whatever they refer to is not.
func TestDrawings(t *testing.T) {
	parts := []Part{{HTML: `<p>a ` + hostileDrawing + ` b <img src="cid:1" alt="c"><img src="data:image/svg+xml,` + url.PathEscape(hostileDrawing) + `" alt="d"><table background="cid:1"><tr><td>x</table>`,
		Picture: func(string) ([]byte, bool) { return []byte(hostileDrawing), true }}}
	file := Write(Message{Parts: parts})
	if n := strings.Count(string(file), "data:image/svg+xml;base64,"); n != 4 {
		t.Errorf("%d drawings in\n%s", n, file)
	}
	for _, l := range leaks(t, file) {
		t.Error(l)
	}
	if strings.Contains(string(file), "leak.example") {
		t.Error("an address is in it")
	}
	// The way in which leaks are looked for finds them.
	if n := len(drawingLeaks(base64.StdEncoding.EncodeToString([]byte(hostileDrawing)))); n < 15 {
		t.Errorf("only %d leaks are found in the drawing as it came", n)
	}
	// A letter that quotes it has none: others' programs draw none.
	if f := Fragment(parts, "q", func([]byte, string) string { t.Error("it is kept"); return "" }); strings.Contains(f, "svg") {
		t.Error(f)
	}
}

// Many drawings that cost much are left out, not their words.
func TestManyDrawings(t *testing.T) {
	heavy := `<svg width="9" height="9">` + strings.Repeat(`<g transform="scale(1)"><rect width="5" height="5"/></g>`, 9900) + `</svg>`
	file := string(Write(Message{Parts: []Part{{HTML: strings.Repeat(heavy, 8) + "<p>the words"}}}))
	if n := strings.Count(file, "data:image/svg+xml"); n == 0 || n > 5 || !strings.Contains(file, "the words") {
		t.Errorf("%d drawings", n)
	}
}

func FuzzDrawing(f *testing.F) {
	f.Add(hostileDrawing)
	if page, err := os.ReadFile("testdata/leaks.html"); err == nil {
		for _, line := range strings.Split(string(page), "\n") {
			if strings.Contains(line, "<svg") {
				f.Add(line)
			}
		}
	}
	f.Fuzz(func(t *testing.T, drawing string) {
		file := Write(Message{Parts: []Part{{HTML: "<p>" + drawing + `<img src="cid:1">`, Picture: func(string) ([]byte, bool) { return []byte(drawing), true }}}})
		if l := leaks(t, file); len(l) > 0 {
			t.Fatalf("%q: %q", drawing, l)
		}
	})
}
