package textview

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Many programs break the lines of plain text at some 72 characters. Where the
// view is too narrow for such lines, or the text large, each would be followed by
// a line of one or two words. Then lines that were broken only because they were
// full are joined again.

const (
	fullLeast = 60        // the longest line of a text, in characters: shorter ones are verses, addresses, …
	fullMost  = 100       // longer ones are not broken by a program
	flowMost  = 512 << 10 // longer texts stay as they are
)

// joined returns the paragraphs with such lines joined, and the blocks at their
// new places; nil if there are none.
func joined(paras []para, blocks []block) ([]para, []block) {
	full := 0 // where the program broke the lines
	for i := range paras {
		if prose(&paras[i]) {
			full = max(full, utf8.RuneCountInString(paras[i].text))
		}
	}
	if full < fullLeast || full > fullMost {
		return nil, nil
	}
	out := make([]para, 0, len(paras))
	at := make([]int, len(paras)) // new places
	for i, p := range paras {
		if i > 0 && prose(&p) && prose(&paras[i-1]) && broken(paras[i-1].text, p.text, full) {
			last := &out[len(out)-1]
			last.text = strings.TrimRight(last.text, " ") + " " + p.text
			last.ascii = last.ascii && p.ascii
			last.spans = findLinks(last.text)
		} else {
			out = append(out, p)
		}
		at[i] = len(out) - 1
	}
	if len(out) == len(paras) {
		return nil, nil
	}
	moved := make([]block, len(blocks))
	for i, b := range blocks {
		moved[i] = block{first: at[b.first], last: at[b.last], open: b.open}
	}
	return out, moved
}

// prose reports whether a line may be part of a paragraph of running text.
func prose(p *para) bool {
	return p.text != "" && p.quote == 0 && !p.muted && p.text[0] != ' ' && !strings.Contains(strings.TrimRight(p.text, " "), "  ")
}

// broken reports whether a line ended only because the first word of the next one
// had no room in full characters.
func broken(line, next string, full int) bool {
	word, _, _ := strings.Cut(next, " ")
	if utf8.RuneCountInString(strings.TrimRight(line, " "))+1+utf8.RuneCountInString(word) <= full || strings.Contains(word, "://") {
		return false
	}
	r, n := utf8.DecodeRuneInString(next)
	switch {
	case unicode.IsDigit(r): // "2." and "3)" begin an item of a list
		rest := strings.TrimLeftFunc(next, unicode.IsDigit)
		return !strings.HasPrefix(rest, ".") && !strings.HasPrefix(rest, ")")
	case unicode.IsLetter(r):
		return !strings.HasPrefix(next[n:], ")") // "b) …"
	}
	return strings.ContainsRune("\"'(“„‘«¿¡", r)
}

// flow chooses between the lines as they were written and joined ones.
func (v *View) flow(width float32) {
	if v.soft == nil {
		return
	}
	narrow := false
	for i := range v.hard {
		if p := &v.hard[i]; prose(p) && len(p.text) >= fullLeast && len(p.text) <= 4*fullMost {
			w := float32(0)
			for _, r := range p.text {
				w += v.regular.sign(r)
			}
			if narrow = w > width; narrow {
				break
			}
		}
	}
	if narrow == v.flowing {
		return
	}
	v.flowing = narrow
	for i := range v.blocks { // what is unfolded stays so
		v.hardBlocks[i].open, v.softBlocks[i].open = v.blocks[i].open, v.blocks[i].open
	}
	v.anchor, v.head = position{}, position{}
	if narrow {
		v.paras, v.blocks = v.soft, v.softBlocks
	} else {
		v.paras, v.blocks = v.hard, v.hardBlocks
	}
}
