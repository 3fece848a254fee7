package text

import (
	"testing"

	"github.com/go-text/typesetting/language"
)

// TestPrepare: what texts need is told without looking for it, read once, and used by who measures.
func TestPrepare(t *testing.T) {
	f := NewFonts()
	faces := []Face{{}, {Bold: true}}
	for _, text := range []string{"", "word über Ωμέγα привет", "1 — 2 “x”", "\xff"} {
		if !f.Ready(faces, text) {
			t.Errorf("%q needs a font of the system", text)
		}
	}
	texts := []string{"日本語 and 한국어", "to שלום", "日 once more", "😀"}
	if got := f.lacking(faces, texts, -1); len(got) != 2*4 {
		t.Errorf("%d fonts are lacking: %v", len(got), got)
	}
	for _, text := range texts {
		if f.Ready(faces, text) {
			t.Errorf("%q is ready before anything was read", text)
		}
	}
	f.Prepare(faces, texts[1:]...)
	if f.Ready(faces, texts[0]) {
		t.Error("Korean is ready, and nobody has asked for it")
	}
	f.Prepare(faces, texts...)
	if !f.Ready(faces, texts...) {
		t.Error("what was prepared is not ready")
	}
	if f.Ready([]Face{{Family: Mono}}, "日") {
		t.Error("another style is ready, too")
	}
	if f.Width(Face{Bold: true, Size: 12}, "日本") <= 0 {
		t.Error("it has no width")
	}
	if face := f.find(Face{Bold: true}, []rune("日"), language.Han); face != nil {
		if l := f.stackOf(Face{Bold: true}).script[language.Han]; len(l) == 0 || l[0].face != face {
			t.Error("another font is used than the one that was read")
		}
	}
}
