package plain_test

import (
	"strings"
	"testing"

	"popmail/gui/htmlview/plain"
	"popmail/gui/htmlview/style"
)

// TestAgain: a part can be made again for another width without those before it, and is
// what it is among all parts for that width.
func TestAgain(t *testing.T) {
	narrow := options()
	narrow.Width = 300
	for name, text := range longTexts {
		text = text[:200<<10]
		var wide, want []plain.Part
		for p := range plain.Parts(text, options()) {
			wide = append(wide, p)
		}
		for p := range plain.Parts(text, narrow) {
			want = append(want, p)
		}
		if len(wide) != len(want) || len(wide) < 10 {
			t.Fatalf("%s: %d parts, and %d for another width", name, len(wide), len(want))
		}
		for _, i := range []int{0, 1, len(wide) / 2, len(wide) - 1} {
			k := i
			for p := range wide[i].Again(narrow) {
				if written(p.Page.Root) != written(want[k].Page.Root) || p.Wide != want[k].Wide || p.Joined != want[k].Joined {
					t.Fatalf("%s: part %d from %d on is another one", name, k, i)
				}
				k++
			}
			if k != len(want) {
				t.Errorf("%s: from part %d on %d of %d come", name, i, k-i, len(want)-i)
			}
		}
	}
}

// written is a page with its elements and links.
func written(n *style.Node) string {
	var b strings.Builder
	var walk func(n *style.Node)
	walk = func(n *style.Node) {
		b.WriteString("<" + n.Tag + ">" + n.Text)
		for _, c := range n.Children {
			walk(c)
		}
	}
	walk(n)
	return b.String()
}
