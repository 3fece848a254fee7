package layout

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"popmail/gui/htmlview/style"
)

// smallCap is how large a small capital is beside a large one, as browsers make it where
// the font has none.
const smallCap = 0.7

// smallCaps makes the boxes of a text whose small letters look like capitals (CSS Fonts 4,
// section 6.6), in an inline box of their own.
func (e *engine) smallCaps(n *style.Node, st *style.Computed, parent *box) *box {
	large, small := *st, *st
	large.SmallCaps, small.SmallCaps = false, false
	small.Font.Size *= smallCap
	small.Transform = "uppercase"
	text := n.Text
	switch st.Transform {
	case "uppercase":
		small = large
	case "lowercase":
		text = strings.ToLower(text)
	}
	in := e.anonymous(kInline, st, parent)
	in.inline = true
	for at := 0; at < len(text) && e.boxes < maxBoxes; {
		end, low := at, false
		for end < len(text) {
			r, size := utf8.DecodeRuneInString(text[end:])
			if is := unicode.IsLower(r); end == at {
				low = is
			} else if is != low {
				break
			}
			end += size
		}
		look := &large
		if low {
			look = &small
		}
		e.boxes++
		e.order++
		in.kids = append(in.kids, &box{kind: kText, node: n, st: look, parent: in, text: text[at:end], order: e.order, inline: true})
		at = end
	}
	return in
}
