package gui

import (
	"testing"

	"popmail/gui/kit/text"
	"popmail/storage/storagetest"
)

// TestRowsWaitForTheirFonts: a row whose letters need a font that was not read yet comes once it was.
func TestRowsWaitForTheirFonts(t *testing.T) {
	const far = "ሰላም ለሁሉም" // in a script that no other test shows
	if text.Shared().Ready(rowFaces, far) {
		t.Skip("another round has read the font")
	}
	s := newStageOf(t, true, []storagetest.Mail{{From: "Ann <ann@a.example>", Subject: "near"}, {From: "Ann <ann@a.example>", Subject: far}})
	for i, want := range []string{far, "near"} {
		if got := s.content(i).Subject; got != want {
			t.Errorf("row %d says %q, want %q", i, got, want)
		}
	}
	if !text.Shared().Ready(rowFaces, far) {
		t.Error("the font was not read")
	}
}
