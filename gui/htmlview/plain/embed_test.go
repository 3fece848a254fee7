package plain

import (
	"strings"
	"testing"

	"popmail/gui/htmlview/style"
)

// TestSetApart keeps the direction of a piece of a line that signs set apart.
func TestSetApart(t *testing.T) {
	got := outlines("هاتف: \u202a+966 50\u202c ا", Options{})
	if !strings.Contains(got, "هاتف: +966 50 ا") {
		t.Error(got)
	}
	apart := 0
	for p := range Parts("هاتف: \u2066+966 50\u2069 ا", Options{}) {
		var walk func(n *style.Node)
		walk = func(n *style.Node) {
			if n.Tag == "bdi" && n.Style.Isolate && !n.Style.RTL && content(n) == "+966 50" {
				apart++
			}
			for _, k := range n.Children {
				walk(k)
			}
		}
		walk(p.Page.Root)
	}
	if apart != 1 {
		t.Errorf("%d pieces are set apart", apart)
	}
	// What format=flowed says is no quotation (storage/eml) is none here.
	if got := outlines("a\n  > one\n  >> two\nme", Options{}); got != "|a\n|  > one\n|  >> two\n|me\n" {
		t.Error(got)
	}
}
