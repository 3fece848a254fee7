package gui

import (
	"strings"
	"testing"

	"popmail/assets/licenses"
)

// The page names all that PopMail is made of, and unfolds one license at a time.
func TestLicensesPage(t *testing.T) {
	s := newStage(t, 1)
	s.showLicenses()
	p, ok := s.sheet.(*licensesPage)
	if !ok {
		t.Fatal("there is no page")
	}
	shown := func() string { return strings.Join(strings.Fields(s.reads()), " ") }
	begins := func(i int) string { return strings.Join(strings.Fields(p.parts[i].Text)[:12], " ") }
	text := shown()
	for _, part := range licenses.All() {
		for _, name := range part.Names {
			if !strings.Contains(text, name) {
				t.Errorf("%s is not named", name)
			}
		}
	}
	last := len(p.parts) - 1
	for i, other := range map[int]int{0: last, last: 0} {
		p.lines[i].OnTapped()
		if text := shown(); !strings.Contains(text, begins(i)) || strings.Contains(text, begins(other)) {
			t.Errorf("the license of %s is not shown, or another one as well", p.parts[i].Names[0])
		}
		p.lines[i].OnTapped()
		if strings.Contains(shown(), begins(i)) {
			t.Error("it does not fold")
		}
	}
	p.done.OnTapped()
	if s.sheet != nil {
		t.Error("the page stays")
	}
}
