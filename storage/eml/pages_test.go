package eml

import (
	"slices"
	"strconv"
	"strings"
	"testing"
)

// picture is a part with a picture, and fields of its own.
func picture(name string, fields ...string) string {
	return strings.Join(append(fields, "Content-Type: image/png; name="+name, "Content-Transfer-Encoding: base64", "", "iVBORw0KGgo="), "\r\n")
}

// many puts parts in a multipart.
func many(kind string, n int, parts ...string) string {
	b := "b" + strconv.Itoa(n)
	s := "Content-Type: multipart/" + kind + "; boundary=" + b + "\r\n\r\n"
	for _, p := range parts {
		s += "--" + b + "\r\n" + p + "\r\n"
	}
	return s + "--" + b + "--"
}

func inHTML(s string, fields ...string) string {
	return strings.Join(append(fields, "Content-Type: text/html; charset=iso-8859-1", "", s), "\r\n")
}

const inText = "Content-Type: text/plain\r\n\r\n"

func TestPages(t *testing.T) {
	for name, c := range map[string]struct {
		mail  string
		pages []string            // what each begins with
		parts []map[string]string // for each page: reference -> name of the attachment, "" for none
		shown []string            // names of the attachments that are marked as shown in the HTML
	}{
		"two letters, each with a picture of the same Content-ID": {
			many("mixed", 0,
				many("related", 1, inHTML("one <img src=cid:a>"), picture("1.png", "Content-ID: <a>")),
				many("related", 2, many("alternative", 3, inText+"2", inHTML(`two <img src="CID:a">`)), picture("2.png", "Content-ID: <a>"))),
			[]string{"one", "two"},
			[]map[string]string{{"cid:a": "1.png", "CID:a": "1.png", " cid:a ": "1.png", "cid:b": "", "a": ""}, {"cid:a": "2.png"}},
			[]string{"1.png", "2.png"},
		},
		"pictures beside the related part, and around it": {
			many("mixed", 0,
				many("related", 1, many("related", 2, inHTML("p\xe4ge <img src='cid:x%40y'><i style='background:url(cid:z)'>"), picture("in.png", "Content-ID: <q>")),
					picture("out.png", "Content-ID: <x@y>")),
				picture("far.png", "Content-ID: <z>"), picture("other.png", "Content-ID: <x@y>")),
			[]string{"päge"},
			[]map[string]string{{"cid:x@y": "out.png", "cid:x%40y": "out.png", "cid:z": "far.png", "cid:q": "in.png"}},
			[]string{"out.png", "far.png"},
		},
		"by place": {
			many("related", 0, inHTML(`<img src="pictures/a%20b.png"><td background='/top.png'>`, "Content-Location: https://example.org/news/1.html"),
				picture("rel.png", "Content-Location: https://example.org/news/pictures/a%20b.png"),
				picture("top.png", "Content-Location: https://exam\r\n ple.org/top.png"), picture("no.png", "Content-Location: https://example.org/no.png")),
			[]string{"<img"},
			[]map[string]string{{"pictures/a%20b.png": "rel.png", "../top.png": "top.png", "https://example.org/no.png": "no.png", "no.png": ""}},
			[]string{"rel.png", "top.png"},
		},
		"by place, which nothing names": {
			many("related", 0, inHTML(`<IMG border=0 SRC = "our picture.png"> <img src=b.png>`), picture("a.png", "Content-Location: our picture.png"), picture("b.png", "Content-Location: ./b.png")),
			[]string{"<IMG"},
			[]map[string]string{{"our picture.png": "a.png", "b.png": "b.png", "thismessage:/b.png": "b.png"}},
			[]string{"a.png", "b.png"},
		},
		"a place that the part around it names": {
			"Content-Location: file:///C:/x/page.htm\r\n" + many("related", 0, inHTML("<img src=image001.png>", "Content-Location: page.htm"), picture("image001.png", "Content-Location: image001.png")),
			[]string{"<img"},
			[]map[string]string{{"image001.png": "image001.png", "file:///C:/x/image001.png": "image001.png", "file:///D:/image001.png": ""}},
			[]string{"image001.png"},
		},
		"texts beside HTML, and a picture that is only told of": {
			many("mixed", 0, inHTML("one"), inText+"a < b", inText+" ", picture("1.png", "Content-ID: <a>"), inHTML("two src=1.png")),
			[]string{"one", "a < b", "<!DOCTYPE html><img", "two"},
			[]map[string]string{{"cid:a": "1.png"}, {"cid:a": "1.png"}, {"cid:picture": "1.png"}, nil},
			nil,
		},
		"no HTML": {many("mixed", 0, inText+"see cid:a", picture("1.png", "Content-ID: <a>")), nil, nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			m := Read([]byte("From: ann@example.org\r\nMIME-Version: 1.0\r\n" + c.mail + "\r\n"))
			if len(m.Pages) != len(c.pages) {
				t.Fatalf("%d pages: %+v", len(m.Pages), m.Pages)
			}
			for i := range m.Pages {
				p := &m.Pages[i]
				if !strings.HasPrefix(p.HTML+p.Text, c.pages[i]) {
					t.Errorf("page %d is %q", i, p.HTML+p.Text)
				}
				for ref, want := range c.parts[i] {
					got := ""
					if n, ok := p.Part(ref); ok {
						got = m.Attachments[n].Name
					}
					if got != want {
						t.Errorf("page %d: %q is %q, want %q", i, ref, got, want)
					}
				}
			}
			var shown []string
			for _, a := range m.Attachments {
				if a.Inline {
					shown = append(shown, a.Name)
				}
			}
			if !slices.Equal(shown, c.shown) {
				t.Errorf("shown in the HTML are %q, want %q", shown, c.shown)
			}
		})
	}
	if n, ok := (&Page{HTML: "x"}).Part("cid:a"); ok {
		t.Errorf("a page of no message has part %d", n)
	}
}

// Parts of one name, and references to them, cost no more than others.
func TestNamesakes(t *testing.T) {
	var parts []string
	for range maxParts {
		parts = append(parts, picture("x.png", "Content-ID: <a>", "Content-Location: a"))
	}
	s := inHTML(strings.Repeat("<img src=a><img src=cid:a>", 40_000))
	for n := range maxDepth - 5 {
		s = many("related", n+1, s)
	}
	m := Read([]byte(many("related", 0, append([]string{s}, parts...)...)))
	if len(m.Pages) != 1 || len(m.Attachments) == 0 || !m.Attachments[0].Inline {
		t.Errorf("%d pages, %d attachments", len(m.Pages), len(m.Attachments))
	}
}

// TestBaseElement: what a page says of where it is from counts for its links and pictures.
func TestBaseElement(t *testing.T) {
	at := func(html string, heads ...string) string {
		return many("related", 0, "Content-Type: text/html\r\n"+strings.Join(append(heads, ""), "\r\n")+"\r\n"+html,
			picture("1.png", "Content-Location: img/top.jpg"), picture("2.png", "Content-Location: https://shop.example/news/img/low.jpg"))
	}
	const page = `<img src="img/top.jpg"><img src="img/low.jpg">`
	for name, c := range map[string]struct{ mail, base, top, low string }{
		"said":              {at(`<head><base href="https://shop.example/news/"></head>` + page), "https://shop.example/news/", "1.png", "2.png"},
		"in capitals":       {at(`<BASE target=_blank><BASE HREF=" https://shop.example/news/x.html "><base href="https://b.example/">` + page), "https://shop.example/news/x.html", "1.png", "2.png"},
		"of entities":       {at(`<base href="https://shop.example/news/?a&amp;b"/>` + page), "https://shop.example/news/?a&b", "1.png", "2.png"},
		"below the part's":  {at(`<base href="../news/">`+page, "Content-Location: https://shop.example/old/a.html"), "https://shop.example/news/", "", "2.png"},
		"not said":          {at(page), "thismessage:/", "1.png", ""},
		"in a comment":      {at(`<!--[if mso]><base href="https://b.example/"><![endif]--><title><base href="https://c.example/"></title>` + page), "thismessage:/", "1.png", ""},
		"no web address":    {at(`<base href="file:///etc/">` + page), "thismessage:/", "1.png", ""},
		"a script":          {at(`<base href="javascript:x"><base href="https://b.example/">` + page), "thismessage:/", "1.png", ""},
		"of another origin": {at(`<basefont href="https://b.example/"><base href=//c.example/>`+page, "Content-Location: https://shop.example/news/a.html"), "https://c.example/", "", "2.png"},
	} {
		m := Read([]byte("From: ann@example.org\r\nMIME-Version: 1.0\r\n" + c.mail + "\r\n"))
		if len(m.Pages) != 1 || m.Pages[0].Base != c.base {
			t.Fatalf("%s: %+v", name, m.Pages)
		}
		for ref, want := range map[string]string{"img/top.jpg": c.top, "img/low.jpg": c.low} {
			got := ""
			if n, ok := m.Pages[0].Part(ref); ok {
				got = m.Attachments[n].Name
			}
			if got != want {
				t.Errorf("%s: %s is %q, want %q", name, ref, got, want)
			}
			for _, a := range m.Attachments {
				if a.Name == want && !a.Inline {
					t.Errorf("%s: %s stands beside the page", name, want)
				}
			}
		}
	}
}
