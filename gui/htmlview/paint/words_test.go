package paint

import (
	"strings"
	"testing"
	"unicode/utf8"

	"popmail/gui/htmlview/layout"
	"popmail/gui/htmlview/style"
)

// tens is a measurer to which each character is ten wide.
type tens struct{}

func (tens) Width(_ style.Font, s string) float64              { return 10 * float64(utf8.RuneCountInString(s)) }
func (tens) Metrics(style.Font) (ascent, descent, gap float64) { return 12, 4, 0 }
func textNode(s string) *style.Node                            { return &style.Node{Text: s} }
func run(n *style.Node, s string, start int, x, y float64) *layout.Text {
	return &layout.Text{
		Rect: layout.Rect{X: x, Y: y, W: tens{}.Width(style.Font{}, s), H: 16}, Baseline: y + 12, Text: s,
		Font: style.Font{Size: 16}, Style: &style.Computed{}, Opacity: 1, Node: n, Start: start,
	}
}

func told(words []Word) string {
	var all []string
	for _, w := range words {
		all = append(all, w.Word)
	}
	return strings.Join(all, "|")
}

func TestWords(t *testing.T) {
	for _, c := range []struct {
		name, page string
		lines      []string // the runs of it that are shown, one below another
		want       string
	}{
		{"plain", "one two\n three", []string{"one two three"}, "one|two|three"},
		{"no-break space", "1\u00a0000 km", []string{"1\u00a0000 km"}, "1|000|km"},
		{"upper case", "straße up", []string{"STRASSE UP"}, "straße|up"},
		{"each word", "one two", []string{"One Two"}, "one|two"},
		{"broken anywhere", "averylongword x", []string{"avery", "longword x"}, "averylongword|x"},
		{"soft hyphen", "some\u00adthing", []string{"some\u00ad", "thing"}, "some|thing"},
		{"cut off", "one two three", []string{"one two"}, "one|two"},
		{"nothing shown", "one", nil, ""},
	} {
		n := textNode(c.page)
		var items []layout.Item
		at := 0
		for i, s := range c.lines {
			items = append(items, run(n, s, at, 5, float64(20*i)))
			at += len(s)
		}
		if got := told(Words(&layout.Page{Items: items}, tens{})); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestWordsHaveTheirPlaces(t *testing.T) {
	n := textNode("one two averylongword")
	got := Words(&layout.Page{Items: []layout.Item{run(n, "one two avery", 0, 5, 0), run(n, "longword", 13, 5, 20)}}, tens{})
	want := []Word{{"one", 5, 0, 30, 16}, {"two", 45, 0, 30, 16}, {"averylongword", 85, 0, 50, 16}}
	if len(got) != len(want) {
		t.Fatalf("%+v", got)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("%+v, want %+v", got[i], want[i])
		}
	}
	r := run(textNode("אב גדה"), "אב גדה", 0, 100, 0)
	r.RTL = true
	got = Words(&layout.Page{Items: []layout.Item{r}}, tens{})
	if len(got) != 2 || got[0].X != 140 || got[0].W != 20 || got[1].X != 100 || got[1].W != 30 {
		t.Errorf("from right to left: %+v", got)
	}
	r = run(textNode("ab cd"), "ab cd", 0, 0, 0)
	r.Style.Letter = 2
	got = Words(&layout.Page{Items: []layout.Item{r}}, tens{})
	if len(got) != 2 || got[1].X != 36 || got[1].W != 24 {
		t.Errorf("with space between letters: %+v", got)
	}
}

// TestWordsInReadingOrder holds that the order is the page's, not that of painting, and
// that what is no text of the page does not count.
func TestWordsInReadingOrder(t *testing.T) {
	first, second, small, faint := textNode("first"), textNode("second"), textNode("small"), textNode("faint")
	tiny := run(small, "small", 12, 0, 0)
	tiny.Font.Size = 1
	gone := run(faint, "faint", 17, 0, 0)
	gone.Opacity = 0
	got := told(Words(&layout.Page{Items: []layout.Item{
		run(second, "second", 6, 0, 0), &layout.Box{}, run(first, "first", 0, 0, 0), tiny, gone,
		run(&style.Node{Tag: "li"}, "1.", 3, 0, 0), run(nil, "alternative", 4, 0, 0),
	}}, tens{}))
	if got != "first|second" {
		t.Error(got)
	}
}
