package pdf

import (
	"fmt"
	"strings"
	"testing"

	"popmail/storage/textin"
)

// form is a PDF of a page with a line, a field that was filled in, one that is hidden, a button, and a note that was
// typed onto it.
func form() []byte {
	stream := func(dict, s string) string {
		return fmt.Sprintf("<< %s /Length %d >>\nstream\n%s\nendstream", dict, len(s), s)
	}
	look := func(word string) string {
		return stream("/Type /XObject /Subtype /Form /BBox [0 0 200 30] /Resources << /Font << /F1 5 0 R >> >>", "BT /F1 20 Tf 4 8 Td ("+word+") Tj ET")
	}
	return objects("", "<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [6 0 R 7 0 R 8 0 R] /DR << /Font << /F1 5 0 R >> >> /DA (/F1 20 Tf) >> >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> /Annots [6 0 R 7 0 R 8 0 R 9 0 R] >>",
		stream("", "BT /F1 12 Tf 72 720 Td (Application form name) Tj ET"), "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
		"<< /Type /Annot /Subtype /Widget /FT /Tx /T (name) /V (Zimmermann) /F 4 /Rect [100 500 300 530] /P 3 0 R /AP << /N 10 0 R >> >>",
		"<< /Type /Annot /Subtype /Widget /FT /Tx /T (secret) /V (Nobody) /F 2 /Rect [100 300 300 330] /P 3 0 R /AP << /N 10 0 R >> >>",
		"<< /Type /Annot /Subtype /Widget /FT /Btn /T (box) /V /Ticked /AS /Off /F 4 /Rect [100 200 120 220] /P 3 0 R >>",
		"<< /Type /Annot /Subtype /FreeText /Contents (Paid in cash) /DA (/F1 20 Tf) /F 4 /Rect [100 400 300 430] /P 3 0 R /AP << /N 11 0 R >> >>",
		look("Zimmermann"), look("Paid in cash"))
}

// What was filled in is found and drawn, at its place; what nobody sees is not.
func TestForm(t *testing.T) {
	e := open(t)
	text, err := e.Text(form())
	if err != nil || !strings.Contains(text, "form name\nZimmermann\nPaid in cash") && !strings.Contains(text, "form name\r\nZimmermann\nPaid in cash") || strings.Contains(text, "Nobody") || strings.Contains(text, "Ticked") {
		t.Errorf("%q %v", text, err)
	}
	p, err := e.Draw(form(), textin.View{Page: 1, Width: 612, PerPoint: 1})
	if err != nil {
		t.Fatal(err)
	}
	if len([]rune(p.Text)) != len(p.Boxes) {
		t.Fatalf("%d characters, %d boxes", len([]rune(p.Text)), len(p.Boxes))
	}
	for word, at := range map[string]textin.Box{"Zimmermann": {Left: 100, Top: 262, Right: 300, Bottom: 292}, "Paid in cash": {Left: 100, Top: 362, Right: 300, Bottom: 392}} {
		i := strings.Index(p.Text, word)
		if i < 0 {
			t.Fatalf("%q has no %s", p.Text, word)
		}
		b := p.Boxes[len([]rune(p.Text[:i]))]
		if b.Left < at.Left-2 || b.Right > at.Right+2 || b.Top < at.Top-2 || b.Bottom > at.Bottom+2 || b.Right-b.Left < 150 {
			t.Errorf("%s stands at %+v, want %+v", word, b, at)
		}
		if got := ink(p, at); got < 0.02 {
			t.Errorf("of %s nothing is drawn: %v", word, got)
		}
	}
	if got := ink(p, textin.Box{Left: 100, Top: 462, Right: 300, Bottom: 492}); got > 0 {
		t.Errorf("what is hidden is drawn: %v", got)
	}
	if _, err := e.Draw(sheet("plain", ""), textin.View{Page: 1, Width: 100, PerPoint: 1}); err != nil {
		t.Error(err)
	}
}

// TestFormPlaces: what was filled into a field that stands at several places is found at each, also of one whose kind
// stands above it; what a button says and a password are not.
func TestFormPlaces(t *testing.T) {
	widget := func(parent, page, more string) string {
		return "<< /Type /Annot /Subtype /Widget /Parent " + parent + " /F 4 /Rect [100 500 300 530] /P " + page + " " + more + " >>"
	}
	e := open(t)
	file := objects("", "<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [6 0 R 9 0 R 11 0 R 13 0 R 14 0 R] /DR << /Font << /F1 5 0 R >> >> /DA (/F1 20 Tf) >> >>", "<< /Type /Pages /Kids [3 0 R 4 0 R] /Count 2 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Annots [7 0 R 10 0 R 12 0 R 13 0 R] >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Annots [8 0 R] >>", "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
		"<< /FT /Tx /T (name) /V (Zimmermann) /Kids [7 0 R 8 0 R] >>", widget("6 0 R", "3 0 R", ""), widget("6 0 R", "4 0 R", ""),
		"<< /FT /Ch /Ff 131072 /T (town) /V (Lisbon) /Opt [(Lisbon) (Porto)] /Kids [10 0 R] >>", widget("9 0 R", "3 0 R", ""),
		"<< /FT /Btn /T (box) /V (Ticked) /Kids [12 0 R] >>", widget("11 0 R", "3 0 R", "/AS /Off"),
		"<< /Type /Annot /Subtype /Widget /FT /Tx /Ff 8192 /T (pin) /V (Sesame) /F 4 /Rect [100 100 300 130] /P 3 0 R >>",
		"<< /FT /Tx /T (nowhere) /V (Nobody) >>")
	text, err := e.Text(file)
	first, second, ok := strings.Cut(text, textin.Page)
	if err != nil || !ok || !strings.Contains(first, "Zimmermann\nLisbon") || !strings.Contains(second, "Zimmermann") || strings.Contains(text, "Ticked") || strings.Contains(text, "Sesame") || strings.Contains(text, "Nobody") {
		t.Errorf("%q %v", text, err)
	}
	for n := range 2 {
		if p, err := e.Draw(file, textin.View{Page: n + 1, Width: 612, PerPoint: 1}); err != nil || !strings.Contains(p.Text, "Zimmermann") || strings.Contains(p.Text, "Sesame") || len([]rune(p.Text)) != len(p.Boxes) {
			t.Errorf("page %d: %+v %v", n+1, p, err)
		}
	}
}
