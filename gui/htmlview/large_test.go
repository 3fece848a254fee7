package htmlview

import (
	"testing"

	"popmail/gui/kit/loop"
)

// TestLargeTextWraps: at 300 % text wraps in a narrow window, also long addresses and words, and
// none of it has to be scrolled sideways, but tables; it is three times as large.
func TestLargeTextWraps(t *testing.T) {
	const text = "Dear Ann,\n\nthank you for booking with us. You can see the harbour map at\nhttps://ferry.example/harbour/of/the/north/sea?from=mail&booking=12345678901234567890 or change your booking.\n\n" +
		"Departure    Fri 27 Nov, 18:30 · Pier 4\nCabin        2-berth outside, deck 7\nTotal        184,00 €\n\n" +
		"Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft\n\n> Could we have a cabin outside, please?\n> > Of course we have some of those.\n\n- one\n- two\n\n— \nNorth Sea Ferries"
	s := newStage(t, 600, 500, &loop.Inline{})
	s.set(Document{Text: text})
	small := s.size("thank you")
	s.v.SetZoom(3)
	s.page.Relayout()
	for i, p := range s.v.sheet.parts {
		if p.wide > p.w && !p.source.wide || p.scale < 2.99 {
			t.Errorf("part %d is %v wide in %v, and %v times as large", i, p.wide, p.w, p.scale)
		}
	}
	if n := len(s.v.sheet.parts); n != 3 {
		t.Errorf("%d parts, want the text before the table, it, and what follows", n)
	}
	if large := s.size("thank you"); large < 2.9*small {
		t.Errorf("%v becomes %v", small, large)
	}
}
