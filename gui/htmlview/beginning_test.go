package htmlview

import (
	"fmt"
	"strings"
	"testing"

	"popmail/gui/kit/loop"
)

// A stepper is an inline runner that tells of each step towards the window.
type stepper struct {
	loop.Inline
	each func()
}

func (r *stepper) Do(f func()) {
	f()
	if r.each != nil {
		r.each()
	}
}

// longPages are long pages of all shapes, one of five megabytes.
func longPages() map[string]string {
	size := 1 << 20 / slower
	fill := func(before, s string) string {
		var b strings.Builder
		b.WriteString(before)
		for i := 0; b.Len() < size; i++ {
			b.WriteString(strings.ReplaceAll(s, "#", fmt.Sprint(i)))
		}
		return b.String()
	}
	size = 5 << 20 / slower
	paragraphs := fill("<!DOCTYPE html>", "<p>Paragraph # has some words that wrap and <b>more of them</b>.</p>\n")
	size = 1 << 20 / slower
	return map[string]string{
		"paragraphs": paragraphs,
		"list":       fill("<ul>", "<li>Item # of a long list of many more"),
		"table":      fill("<html><head><style>td{padding:2px}</style></head><body><table>", "<tr><td>Row #<td>with some words<td>and more"),
		"one text":   fill("<div>", "word# and "),
		"sheet":      fill("<style>"+strings.Repeat("a.b{color:red}\n", 5000)+"</style>", "<div>Line #<br>and its end</div>"),
	}
}

// TestBeginning: a long page begins to be seen when a small part of it is laid out, and
// what is in sight stays where it is when the rest comes, selected text with it.
func TestBeginning(t *testing.T) {
	for name, html := range longPages() {
		t.Run(name, func(t *testing.T) {
			run := &stepper{}
			s := newStage(t, 400, 300, run)
			steps, hits := 0, 0
			var at position
			var y, top, first float32
			run.each = func() {
				if steps++; steps > 1 || s.v.sheet == nil {
					return
				}
				p := s.v.sheet.parts[0]
				first = p.h
				if n := len(p.laid.Items); n < 10 || n > 20000 || p.h < 600 || p.h > 100_000 {
					t.Errorf("%d items and a height of %v come first", n, p.h)
				}
				if len(s.v.tiles) == 0 {
					t.Error("nothing is drawn")
				}
				s.page.Relayout()
				s.page.By(333)
				at, y, _ = s.v.topmost()
				top = s.v.top
				s.v.Select(position{Part: 0, Offset: at.Offset}, position{Part: 0, Offset: at.Offset + 5})
				s.v.find = finding{text: "n", at: 2}
				s.v.find.look(s.v)
				hits = len(s.v.find.hits)
			}
			s.set(Document{HTML: html}, Document{Text: "the second part"})
			if steps < 2 || top == 0 {
				t.Fatalf("%d steps, scrolled to %v", steps, top)
			}
			parts := s.v.sheet.parts
			if len(parts) != 2 || parts[0].partial || parts[0].h < 3*first || parts[1].y < parts[0].h {
				t.Fatalf("%d parts, the first %v high", len(parts), parts[0].h)
			}
			now, _ := s.v.yOf(at)
			if d := (now - s.v.top) - (y - top); d < -1 || d > 1 {
				t.Errorf("the text in sight has moved by %v", d)
			}
			if got := s.v.SelectedText(); got != parts[0].reading().text[at.Offset:at.Offset+5] {
				t.Errorf("%q is selected", got)
			}
			if f := &s.v.find; f.at != 2 || len(f.hits) <= hits {
				t.Errorf("hit %d of %d", f.at, len(f.hits))
			}
		})
	}
}

// TestBeginningLeft: another message ends the layout of a long page, and none of it comes.
func TestBeginningLeft(t *testing.T) {
	run := &stepper{}
	s := newStage(t, 400, 300, run)
	run.each = func() {
		run.each = nil
		s.set(Document{HTML: "<p>another"})
	}
	s.set(Document{HTML: longPages()["paragraphs"]})
	if got := s.v.Text(); got != "another" {
		t.Errorf("%.60q is shown", got)
	}
}

func TestBeginningOf(t *testing.T) {
	long := strings.Repeat("<p>words</p>", 50_000)
	for name, page := range map[string]string{"head": "<head><style>" + strings.Repeat("a{b:c}", 20_000) + "</style></head><body>" + long, "none": long} {
		got, ok := beginningOf(page, beginning)
		if body := strings.Count(got, "<p>"); !ok || !strings.HasPrefix(page, got) || body < 3000 || body > 5000 || !strings.HasSuffix(got, ">") && !strings.HasSuffix(got, "words") {
			t.Errorf("%s: %d paragraphs, %v, %q", name, body, ok, got[max(len(got)-20, 0):])
		}
	}
	if _, ok := beginningOf(long[:longPage-1], beginning); ok {
		t.Error("a short page has a beginning")
	}
}
