package layout

import (
	"unicode/utf8"

	"popmail/gui/kit/bidi"
)

// farContext bounds what is looked at of the text around a line, in octets.
const farContext = 200

// before is the text of the paragraph that stands before the line, as far as it decides on
// the direction of what the line begins with, and the box that it is in.
func (ln *liner) before() (text string, in *box) {
	if ln.head != "" {
		text, in = lastOf(ln.head), ln.in.items[ln.at].b
	}
	for i := ln.at - 1; i >= 0 && len(text) < farContext && !bidi.Strong(text); i-- {
		it := &ln.in.items[i]
		if it.parts() {
			break
		}
		if s := it.seen(); s != "" {
			text, in = lastOf(s)+text, it.within()
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
			text += firstOf(s)
		}
	}
	return text, in
}

// lastOf is the end of a text as far as it is looked at, whole characters.
func lastOf(s string) string {
	i := max(0, len(s)-farContext)
	for i < len(s) && !utf8.RuneStart(s[i]) {
		i++
	}
	return s[i:]
}

// firstOf is the same of its beginning.
func firstOf(s string) string {
	i := min(len(s), farContext)
	for i > 0 && i < len(s) && !utf8.RuneStart(s[i]) {
		i--
	}
	return s[:i]
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
