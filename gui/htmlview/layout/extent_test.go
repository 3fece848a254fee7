package layout

import (
	"context"
	"testing"

	"popmail/gui/htmlview/style"
)

// tall measures like squares, and stands in for ideographs with a font that reaches higher.
type tall struct{ squares }

func (tall) Extent(f style.Font, text string) (ascent, descent float64) {
	return 1.2 * f.Size, 0.4 * f.Size
}

// A normal line height holds the fonts that stand in for the face's own, a given one does not.
func TestLinesHoldOtherFonts(t *testing.T) {
	for _, c := range []struct {
		name   string
		text   string
		height float64 // line-height, 0 for normal
		want   string
	}{
		{"own letters", "a b c", 0, "a b 0,0; c 0,10"},
		{"Latin, Greek, Cyrillic", "é Ж Ω", 0, "é Ж 0,0; Ω 0,10"},
		{"other letters", "a 漢 c", 0, "a 漢 0,4; c 0,16"},
		{"a given height", "a 漢 c", 20, "a 漢 0,5; c 0,25"},
	} {
		p := page(false, block(nil, text(c.text)))
		for _, n := range []*style.Node{p.Root, p.Body, p.Body.Children[0], p.Body.Children[0].Children[0]} {
			n.Style.LineHeight = c.height
		}
		same(t, c.name, words(Lay(context.Background(), p, 30, tall{}, nil)), c.want)
	}
}
