package htmlview

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
)

// hugePages are long messages of all shapes.
func hugePages() map[string]Document {
	out := map[string]Document{}
	for name, html := range longPages() {
		out[name] = Document{HTML: html[:min(len(html), 110<<10)]}
	}
	fill := func(size int, line func(i int) string) string {
		var b strings.Builder
		for i := 0; b.Len() < max(size/slower, 100<<10); i++ {
			b.WriteString(line(i))
		}
		return b.String()
	}
	out["plain text"] = Document{Text: fill(200<<10, func(i int) string {
		return fmt.Sprintf("Line %d of a long text that goes on and on, with some words more or less.\n", i) + strings.Repeat("\n", i%7/6)
	})}
	out["table of data"] = Document{HTML: "<table border=1>" + fill(110<<10, func(i int) string {
		return fmt.Sprintf("<tr><td>Row %d<td>some words<td>and more of them<td>%d.00<td>end", i, i*7)
	}) + "</table>"}
	out["numbered"] = Document{HTML: "<ol>" + fill(110<<10, func(i int) string { return fmt.Sprintf("<li>Point %d <p>that is explained in a few words", i) }) + "</ol>"}
	out["in a frame"] = Document{HTML: `<!DOCTYPE html><body bgcolor="#dddddd"><center><table width=500 bgcolor=white cellpadding=20><tr><td>` +
		fill(110<<10, func(i int) string {
			return fmt.Sprintf("<h3>Part %d</h3><p>Words in it that wrap, <a href='https://example.org/%d'>a link</a> and more of them.", i, i)
		}) + "</table></center>"}
	out["wide"] = Document{HTML: fill(110<<10, func(i int) string {
		return fmt.Sprintf("<p>Paragraph %d on a page that is wider than the pane because of a table", i) + strings.Repeat("<table width=750><tr><td>w</table>", (i+1)%500/499)
	})}
	return out
}

// A seen is a run of text in sight: its place in the text and on the screen.
type seen struct {
	text string
	at   position
	x, y float64
}

// inSight is what of the text is in sight.
func (s *stage) inSight() (out []seen) {
	for i, p := range s.v.sheet.parts {
		for _, pc := range p.reading().pieces {
			y := p.y + float32(pc.item.Y*p.scale) - s.v.goal()
			if y >= 0 && y+float32(pc.item.H*p.scale) < s.v.bottom-s.v.top {
				out = append(out, seen{pc.item.Text, position{Part: i, Offset: pc.start}, float64(p.x) + pc.item.X*p.scale, float64(y)})
			}
		}
	}
	return out
}

// distance compares two sights: whether their text is the same, and how far it stands apart at most.
func distance(a, b []seen) (same bool, far float64) {
	same = slices.EqualFunc(a, b, func(a, b seen) bool {
		far = max(far, math.Abs(a.y-b.y))
		return a.text == b.text && a.at == b.at
	})
	return same, far
}

// alike is how much of the text in sight is so both times.
func alike(a, b []seen) float64 {
	from, to := max(a[0].at.Offset, b[0].at.Offset), min(a[len(a)-1].at.Offset, b[len(b)-1].at.Offset)
	all := max(a[len(a)-1].at.Offset, b[len(b)-1].at.Offset) - min(a[0].at.Offset, b[0].at.Offset)
	return float64(to-from) / float64(all)
}

// TestExcerpt: after a change of size or width the part of a long message that is in sight
// is there when little of it is laid out, as it will be once all is; the text at the top
// stays where it is both times.
func TestExcerpt(t *testing.T) {
	for name, d := range hugePages() {
		t.Run(name, func(t *testing.T) {
			run := &stepper{}
			s := newStage(t, 600, 300, run)
			loose := strings.HasPrefix(name, "table") || name == "one text"
			s.set(d, Document{Text: "the second part"})
			all := s.v.Text()
			places := []float32{0.6}
			if name == "in a frame" || name == "plain text" {
				places = []float32{0, 0.5, 0.97}
			}
			for _, at := range places {
				s.page.By(-1e7)
				s.page.By(s.v.sheet.height*at + 3)
				for _, change := range []func(){func() { s.v.SetZoom(1.3) }, func() { s.win.Resize(s.win.Canvas().Size().AddWidthHeight(-150, 0)) }, func() { s.v.SetZoom(0.8) }} {
					old, kept, where := s.v.sheet, s.inSight(), s.v.top
					if len(kept) == 0 {
						t.Fatalf("at %v: nothing is in sight", at)
					}
					var first []seen
					run.each = func() {
						if s.v.sheet == old || first != nil {
							return
						}
						first = s.inSight()
						laid := 0
						for i, p := range s.v.sheet.parts {
							if p.around != nil || p.plain && p.laid != old.parts[i].laid {
								laid += len(p.laid.Items)
							}
						}
						if laid > 3000 {
							t.Errorf("at %v: %d items come first", at, laid)
						}
						if s.v.full == nil || len(s.v.tiles) == 0 {
							t.Errorf("at %v: nothing is drawn", at)
						}
						if got := s.v.Text(); got != all {
							t.Errorf("at %v: the text is another one, of %d octets for %d", at, len(got), len(all))
						}
					}
					change()
					run.each = nil
					if s.v.sheet == old || first == nil {
						t.Fatalf("at %v: nothing comes first", at)
					}
					if s.v.full != nil || slices.ContainsFunc(s.v.sheet.parts, func(p *part) bool { return p.around != nil }) {
						t.Fatalf("at %v: the excerpt stays", at)
					}
					last := s.inSight()
					if loose { // lines and columns follow from all that stands before, or in them
						if share := alike(first, last); share < 0.6 {
							t.Errorf("at %v: of what comes first %v is there then\n%v\n%v", at, share, first, last)
						}
						continue
					}
					if same, far := distance(first, last); !same || far > 2 {
						t.Errorf("at %v: what comes first is apart by %v from what is there then\n%v\n%v", at, far, first, last)
					}
					if where > 50 {
						y, ok := s.v.yOf(kept[0].at)
						if moved := float64(y-s.v.top) - kept[0].y; !ok || math.Abs(moved) > 30 { // a line: that of the text at the top may begin elsewhere
							t.Errorf("at %v: the text at the top has moved by %v", at, moved)
						}
					}
				}
				s.v.SetZoom(1)
				s.win.Resize(s.win.Canvas().Size().AddWidthHeight(150, 0))
			}
		})
	}
}
