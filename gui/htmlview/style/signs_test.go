package style

import "testing"

// Letters of a font of signs are the signs that their writer saw.
func TestSigns(t *testing.T) {
	words := func(page string) string {
		text := ""
		var walk func(n *Node)
		walk = func(n *Node) {
			text += n.Text
			for _, c := range n.Children {
				walk(c)
			}
		}
		walk(read(std + page).Root)
		return text
	}
	for page, want := range map[string]string{
		`Thank you <span style="font-family:Wingdings">J</span>`:                                                             "Thank you ☺",
		`<span style='font-family:Wingdings'>J` + "\uf04a" + `</span>`:                                                       "☺☺",
		`<p style='font:10pt Wingdings'><span>§<span style='font:7pt "Times New Roman"'>&nbsp;J</span></span>`:               "▪\u00a0J",
		`<font face="Wingdings">à</font> <font face="Wingdings, Arial">ü</font>`:                                             "→ ✓",
		`<style>.b{font-family:"Symbol"}</style><span class=b>·</span>`:                                                      "•",
		`<b style="font-family:Arial">J</b><b style="font-family:Arial,Wingdings">J</b>`:                                     "JJ",
		`<span style="font-family:Wingdings">J<b style="font-family:inherit">J</b><i style="font-family:Arial">J</i></span>`: "☺☺J",
	} {
		if got := words(page); got != want {
			t.Errorf("%s: %q, want %q", page, got, want)
		}
	}
}
