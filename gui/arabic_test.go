package gui

import (
	"testing"

	"popmail/gui/kit/lang"
	"popmail/gui/settings"
	"popmail/gui/words"
)

// TestArabicAtOnce: with Arabic the folders are at the right at once, and with English at the left
// again.
func TestArabicAtOnce(t *testing.T) {
	t.Cleanup(func() { lang.Use(lang.English); words.Use("en-GB") })
	var s *stage
	s = newStage(t, 3, func(o *Options) { o.OnAnew = func(w *Window) { s.Window = w } })
	for _, code := range []string{"ar", lang.English, "ar"} {
		s.accounts.showMenu()
		s.sheet.(*settings.Settings).OnLanguage(code)
		s.closeSheet()
		folders, list := s.listing.tree.Position().X, s.listing.list.Position().X
		if right := folders > list; right != (code == "ar") || lang.Code() != code {
			t.Errorf("%s: the folders are at %v, the list at %v; the language is %s", code, folders, list, lang.Code())
		}
	}
}
