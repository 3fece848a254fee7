package layout

import (
	"popmail/gui/kit/bidi"
)

// farContext bounds what is looked at of the text around a line, in octets.
const farContext = 200

// before is the text of the paragraph that stands before the line, as far as it decides on
// the direction of what the line begins with, and the box that it is in.
func (ln *liner) before() (text string, in *box) {
	if ln.head != "" {
		text, in = ln.head, ln.in.items[ln.at].b
	}
	for i := ln.at - 1; i >= 0 && len(text) < farContext && !bidi.Strong(text); i-- {
		it := &ln.in.items[i]
		if it.parts() {
			break
		}
		if s := it.seen(); s != "" {
			text, in = s+text, it.within()
		}
	}
	return text, in
}

// behind is the same for what comes after the line.
func (ln *liner) behind() (text string, in *box) {
	for i := len(ln.cur) - 1; i >= 0; i-- { // what ends a line ends a paragraph
		if ln.cur[i].kind == iBreak {
			return "", nil
		}
	}
	for i := ln.to; i < len(ln.in.items) && len(text) < farContext && !bidi.Strong(text); i++ {
		it := ln.item(i)
		if it.parts() {
			break
		}
		if s := it.seen(); s != "" {
			if in == nil {
				in = it.within()
			}
			text += s
		}
	}
	return text, in
}

// parts reports whether what is before an item has nothing to do with what is after it.
func (it *item) parts() bool {
	return it.kind == iBreak || (it.kind == iOpen || it.kind == iClose) && it.b.st.Isolate
}

// seen is what an item is in the text of the paragraph.
func (it *item) seen() string {
	switch it.kind {
	case iWord, iSpace:
		return it.text
	case iAtomic:
		return object
	}
	return ""
}

// within is the box that an item lies in.
func (it *item) within() *box {
	if it.kind == iAtomic {
		return it.b.parent
	}
	return it.b
}
