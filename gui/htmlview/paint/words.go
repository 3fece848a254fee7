package paint

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/language"

	"popmail/gui/htmlview/layout"
	"popmail/gui/htmlview/style"
)

// A Word is a word of a page with its place, in CSS pixels from the page's top left.
type Word struct {
	Word string  `json:"word"` // as the page has it, whatever text-transform makes of it
	X    float64 `json:"x"`
	Y    float64 `json:"y"`
	W    float64 `json:"w"`
	H    float64 `json:"h"`
}

// smallest is the size of letters below which nobody sees a word, CSS pixels.
const smallest = 3

// Words are the words that a page shows, in reading order: what stands between white space
// and within one element. Of a word that is broken over lines it is the place of its first
// part. Alt texts and the numbers of lists are no words of the page.
func Words(page *layout.Page, m layout.Measurer) []Word {
	var texts []*layout.Text
	for _, item := range page.Items {
		t, ok := item.(*layout.Text)
		if ok && t.Node != nil && t.Node.Tag == "" && !ofControl(t.Node) && t.Opacity > 0 && t.Font.Size >= smallest {
			texts = append(texts, t)
		}
	}
	slices.SortStableFunc(texts, func(a, b *layout.Text) int { return cmp.Compare(a.Start, b.Start) })
	var out []Word
	for len(texts) > 0 {
		n := 1
		for n < len(texts) && texts[n].Node == texts[0].Node {
			n++
		}
		out = appendWords(out, texts[:n], m)
		texts = texts[n:]
	}
	return out
}

// ofControl reports whether a text is what a form control holds, or what a page's rules put
// before or after what is in an element.
func ofControl(n *style.Node) bool {
	if n.Parent == nil {
		return false
	}
	switch n.Parent.Tag {
	case "input", "textarea", "select":
		return true
	}
	return n.Parent.Generated()
}

// separates reports whether a character stands between words: white space, and what is
// not seen.
func separates(r rune) bool {
	return unicode.IsSpace(r) || r == 0xa0 || r >= 0x200b && r <= 0x200d || r == 0x34f || r == 0xfeff || r == 0xad
}

// A stretch is a part of the characters of a run of text.
type stretch struct {
	text     *layout.Text
	from, to int // octets
}

// appendWords adds the words of one text of the page, of which the runs are shown.
func appendWords(out []Word, texts []*layout.Text, m layout.Measurer) []Word {
	at := 0 // in texts
	pos := 0
	for _, word := range strings.FieldsFunc(texts[0].Node.Text, separates) {
		var parts []stretch
		for left := word; left != "" && at < len(texts); {
			t := texts[at]
			for pos < len(t.Text) {
				r, n := utf8.DecodeRuneInString(t.Text[pos:])
				if !separates(r) {
					break
				}
				pos += n
			}
			if pos == len(t.Text) {
				at, pos = at+1, 0
				continue
			}
			n, taken := match(t.Text[pos:], left)
			if n == 0 {
				break
			}
			parts = append(parts, stretch{t, pos, pos + n})
			pos, left = pos+n, left[taken:]
		}
		if len(parts) == 0 {
			continue
		}
		if w := placeOf(parts, m); w.W > 0 {
			w.Word = word
			out = append(out, w)
		}
	}
	return out
}

// match counts the octets of a run's text that show the beginning of a word, and those of
// the word, whatever their case.
func match(shown, word string) (n, taken int) {
	for n < len(shown) && taken < len(word) {
		r, rn := utf8.DecodeRuneInString(shown[n:])
		w, wn := utf8.DecodeRuneInString(word[taken:])
		if separates(r) {
			break
		}
		if r != w && unicode.ToUpper(r) != unicode.ToUpper(w) {
			if upper := cases.Upper(language.Und).String(string(w)); upper != string(w) && strings.HasPrefix(shown[n:], upper) { // SS for ß
				n, taken = n+len(upper), taken+wn
				continue
			}
			break
		}
		n, taken = n+rn, taken+wn
	}
	return n, taken
}

// placeOf is the place of the parts of a word that stand on its first line.
func placeOf(parts []stretch, m layout.Measurer) (w Word) {
	for i, p := range parts {
		t := p.text
		if i > 0 && t.Baseline != parts[0].text.Baseline {
			break
		}
		before, width := advance(t, t.Text[:p.from], m), advance(t, t.Text[p.from:p.to], m)
		x := t.X + before
		if t.RTL {
			x = t.X + t.W - before - width
		}
		if i == 0 {
			w = Word{X: x, Y: t.Y, W: width, H: t.H}
			continue
		}
		right := max(w.X+w.W, x+width)
		w.X = min(w.X, x)
		w.W = right - w.X
	}
	return w
}

func advance(t *layout.Text, s string, m layout.Measurer) float64 {
	if s == "" {
		return 0
	}
	w := m.Width(t.Font, s)
	if st := t.Style; st != nil && st.Letter != 0 {
		w += st.Letter * float64(utf8.RuneCountInString(s))
	}
	return w
}
