package htmlview

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// finding is what was looked for and where it stands.
type finding struct {
	text string
	hits [][2]position
	at   int // the one that is shown; -1: none
}

// mostHits bounds what is found.
const mostHits = 10_000

// Find looks for text, whatever its case, and shows the first hit from what is in sight
// on. It returns the number of hits and which is shown, from 1; 0: none.
func (v *View) Find(text string) (count, at int) {
	v.find = finding{text: text, at: -1}
	v.unfold()
	v.find.look(v)
	for i, h := range v.find.hits {
		if y, ok := v.yOf(h[0]); ok && y >= v.top {
			v.find.at = i
			break
		}
	}
	if v.find.at < 0 && len(v.find.hits) > 0 {
		v.find.at = 0
	}
	return v.showHit()
}

// FindNext shows another hit: 1 the next one, -1 the one before, round and round.
func (v *View) FindNext(by int) (count, at int) {
	if n := len(v.find.hits); n > 0 {
		v.find.at = ((v.find.at+by)%n + n) % n
	}
	return v.showHit()
}

// EndFind forgets what was looked for.
func (v *View) EndFind() {
	v.find = finding{}
	v.Refresh()
}

func (v *View) showHit() (count, at int) {
	f := &v.find
	if f.at >= 0 && f.at < len(f.hits) {
		h := f.hits[f.at]
		v.Select(h[0], h[1])
		v.Reveal(h[0])
	}
	v.Refresh()
	return len(f.hits), f.at + 1
}

// look finds the hits in all documents.
func (f *finding) look(v *View) {
	f.hits = nil
	if v.sheet == nil {
		return
	}
	for i, p := range v.sheet.parts {
		for _, h := range occurrences(p.reading().text, f.text, mostHits-len(f.hits)) {
			f.hits = append(f.hits, [2]position{{Part: i, Offset: h[0]}, {Part: i, Offset: h[1]}})
		}
	}
}

// again looks once more after the documents were laid out anew.
func (f *finding) again(v *View) {
	if f.text == "" {
		return
	}
	before := len(f.hits)
	f.look(v)
	f.at = min(f.at, len(f.hits)-1)
	if len(f.hits) != before && v.OnFound != nil {
		v.OnFound(len(f.hits), f.at+1)
	}
}

// occurrences are the places of wanted in text, whatever its case; any white space stands
// for any other.
func occurrences(text, wanted string, most int) (out [][2]int) {
	want := []rune(strings.Join(strings.Fields(fold(wanted)), " "))
	if len(want) == 0 {
		return nil
	}
	for at := 0; at < len(text) && len(out) < most; {
		if end := matches(text[at:], want); end > 0 {
			out = append(out, [2]int{at, at + end})
			at += end
			continue
		}
		_, n := utf8.DecodeRuneInString(text[at:])
		at += n
	}
	return out
}

func fold(s string) string { return strings.Map(foldRune, s) }

func foldRune(r rune) rune {
	if r < 0x80 {
		if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		}
		return r
	}
	return unicode.ToLower(unicode.ToUpper(r))
}

// matches is how much of the start of text is wanted; 0: it is something else.
func matches(text string, want []rune) int {
	at := 0
	for _, w := range want {
		r, n := utf8.DecodeRuneInString(text[at:])
		for r == 0xad { // a soft hyphen is not seen
			at += n
			r, n = utf8.DecodeRuneInString(text[at:])
		}
		if n == 0 {
			return 0
		}
		if w == ' ' {
			if !unicode.IsSpace(r) {
				return 0
			}
			for unicode.IsSpace(r) && n > 0 {
				at += n
				r, n = utf8.DecodeRuneInString(text[at:])
			}
			continue
		}
		if foldRune(r) != w {
			return 0
		}
		at += n
	}
	return at
}
