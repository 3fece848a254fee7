package eml

import (
	"slices"
	"strings"
	"testing"
)

// Pictures stand between texts where they were put, each part a page of its own.
func TestPicturesBetweenTexts(t *testing.T) {
	shot := func(name string) string { return picture(name, "Content-Disposition: inline; filename="+name) }
	file := func(name string) string { return picture(name, "Content-Disposition: attachment; filename="+name) }
	for name, c := range map[string]struct {
		mail string
		want []string // the beginning of a text or an HTML, or the name of a picture
	}{
		"plain texts": {many("mixed", 0, inText+"one\r\n", shot("1.png"), inText+"two > 1", shot("2.png"), inText+"three"),
			[]string{"one", "1.png", "two > 1", "2.png", "three"}},
		"HTML as the richer form": {many("alternative", 0, inText+"one two", many("mixed", 1, inHTML("<b>one"), shot("1.png"), inHTML("<b>two"), shot("2.png"))),
			[]string{"<b>one", "1.png", "<b>two", "2.png"}},
		"no disposition": {many("mixed", 0, inText+"one", picture("1.png"), inText+"two"), []string{"one", "1.png", "two"}},
		"first":          {many("mixed", 0, shot("1.png"), inText+"one"), []string{"1.png", "one"}},
		"a row of them":  {many("mixed", 0, inText+" \r\n", shot("1.png"), shot("2.png"), inText+"Sent from my phone"), []string{"1.png", "2.png", "Sent from my phone"}},
		"a footer around it": {many("mixed", 0, many("mixed", 1, inText+"one", shot("1.png")), inText+"the list"),
			[]string{"one", "1.png", "the list"}},
		"signed":            {many("signed", 0, many("mixed", 1, inText+"one", shot("1.png"), inText+"two"), "Content-Type: application/pgp-signature\r\n\r\nx"), []string{"one", "1.png", "two"}},
		"at the end":        {many("mixed", 0, inText+"one", shot("1.png"), inText+" \r\n"), nil},
		"attached":          {many("mixed", 0, inText+"one", file("1.png"), inText+"two"), nil},
		"one of them":       {many("mixed", 0, inText+"one", file("1.png"), shot("2.png"), inText+"two"), []string{"one", "2.png", "two"}},
		"of the other form": {many("alternative", 0, many("mixed", 1, inText+"one", shot("1.png"), inText+"two"), inHTML("<b>one two")), []string{"<b>one two"}},
		"shown in the HTML": {many("mixed", 0, inHTML("<img src=cid:a>"), picture("1.png", "Content-ID: <a>"), inHTML("two")), []string{"<img src=cid:a>", "two"}},
		"in another message": {many("mixed", 0, inText+"one", "Content-Type: message/rfc822\r\n\r\n"+many("mixed", 1, inText+"a", shot("1.png"), inText+"b"), inText+"two"),
			nil},
		"only beside a page": {many("mixed", 0, many("related", 1, inHTML("one"), picture("1.png", "Content-ID: <a>")), inText+"two"), []string{"one", "two"}},
	} {
		t.Run(name, func(t *testing.T) {
			m := Read([]byte("From: ann@example.org\r\nMIME-Version: 1.0\r\n" + c.mail + "\r\n"))
			var got []string
			for i := range m.Pages {
				p := &m.Pages[i]
				index, ok := p.Picture()
				switch {
				case !ok:
					got = append(got, p.HTML+p.Text)
					continue
				case m.Attachments[index].Inline:
					t.Error("a picture that was sent counts as a part of a page")
				}
				if at, ok := p.Part("cid:picture"); !ok || at != index || !strings.Contains(p.HTML, `src="cid:picture"`) {
					t.Errorf("its page %q leads to %d, %v", p.HTML, at, ok)
				}
				got = append(got, m.Attachments[index].Name)
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("%q, want %q", got, c.want)
			}
			if sent := strings.Contains(c.mail, "text/html"); sent != (m.HTML() != "") || strings.Contains(m.HTML(), "cid:picture") {
				t.Errorf("the HTML is %q", m.HTML())
			}
		})
	}
}

// Names of files cannot add to the page of their picture.
func TestNameOfAPictureBetweenTexts(t *testing.T) {
	m := Read([]byte(many("mixed", 0, inText+"one", "Content-Type: image/png\r\nContent-Disposition: inline; filename=\"a\\\"><b>.png\"\r\n\r\nx", inText+"two")))
	if len(m.Pages) != 3 || strings.Contains(m.Pages[1].HTML, "<b>") {
		t.Errorf("%+v", m.Pages)
	}
}
