package eml

import (
	"slices"
	"strings"
	"testing"
)

// TestRichTextAround: heads, feet, text boxes, notes and cells of rich text are words of their own in what is
// searched, and what is no text stays out; what is read in the window has them no more than before.
func TestRichTextAround(t *testing.T) {
	const b = `{\rtf1\ansi{\header headword}{\footerl footword}one{\footnote noteword}two\par {\shp{\*\shpinst{\sp{\sn nameword}{\sv 1}}{\shptxt boxword\par}}}three\trowd\cellx1 cellword\cell\row ` +
		`{\*\unknown hiddenword{\header deepword}}{\info{\title titleword}}{\header{\pict 00ff}}four}`
	words := strings.Fields(RichText([]byte(b), 1000))
	if want := []string{"headword", "footword", "one", "noteword", "two", "boxword", "three", "cellword", "four"}; !slices.Equal(words, want) {
		t.Errorf("%q", words)
	}
	if shown := rtfText(newBudget(t.Context(), len(b)), []byte(b)); strings.Contains(shown, "headword") || strings.Contains(shown, "boxword") {
		t.Errorf("%q", shown)
	}
}
