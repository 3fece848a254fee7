package htmlview

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"popmail/storage/query"
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
	all, starts := v.sheet.text()
	at := func(offset, i int) (position, int) {
		for i+1 < len(starts) && starts[i+1] <= offset {
			i++
		}
		return position{Part: i, Offset: offset - starts[i]}, i
	}
	part := 0
	for _, h := range occurrences(all, f.text, mostHits) {
		var hit [2]position
		hit[0], part = at(h[0], part)
		hit[1], _ = at(h[1]-1, part)
		hit[1].Offset++
		f.hits = append(f.hits, hit)
	}
}

// text is what all parts say and where each begins in it. Parts that follow each other
// directly are a line apart; a part without words, such as a picture, parts what is around
// it with something that nobody looks for.
func (s *sheet) text() (all string, starts []int) {
	if len(s.parts) == 1 {
		return s.parts[0].reading().text, []int{0}
	}
	var b strings.Builder
	for i, p := range s.parts {
		t := p.reading().text
		switch {
		case strings.TrimSpace(t) == "":
			t = "\x00"
			fallthrough
		case i > 0 && !p.joined:
			b.WriteByte('\n')
		}
		starts = append(starts, b.Len())
		b.WriteString(t)
	}
	return b.String(), starts
}

// again looks once more after the documents were laid out anew.
func (f *finding) again(v *View) {
	if f.text == "" {
		return
	}
	before := len(f.hits)
	f.look(v)
	f.at = min(f.at, len(f.hits)-1)
	if hit := occurrences(v.lost.words, f.text, 1); f.at >= 0 && len(hit) > 0 && hit[0] == [2]int{0, len(v.lost.words)} { // it was selected as a hit
		v.Select(f.hits[f.at][0], f.hits[f.at][1])
	}
	if f.at < 0 && len(f.hits) > 0 { // nothing was found before the rest was there
		f.at = 0
		v.Select(f.hits[0][0], f.hits[0][1])
		v.Reveal(f.hits[0][0])
	}
	if len(f.hits) != before && v.OnFound != nil {
		v.OnFound(len(f.hits), f.at+1)
	}
}

// occurrences are the places of wanted in text, whatever its case and accents, as the
// search looks for words; any white space stands for any other.
func occurrences(text, wanted string, most int) (out [][2]int) {
	want := fold(strings.Join(strings.Fields(wanted), " "))
	if want == "" {
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

func fold(s string) string {
	var b strings.Builder
	for _, r := range s {
		b.WriteString(folded(r))
	}
	return b.String()
}

// ascii are the letters of ASCII, folded.
const ascii = "\x00\x01\x02\x03\x04\x05\x06\a\b\t\n\v\f\r\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f" +
	" !\"#$%&'()*+,-./0123456789:;<=>?@abcdefghijklmnopqrstuvwxyz[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~\x7f"

// folded is what a character is compared by: nothing for marks that are looked past.
func folded(r rune) string {
	switch {
	case r < 0x80:
		return ascii[r : r+1]
	case r == 0xad: // a soft hyphen is not seen
		return ""
	case r == '’' || r == '‘':
		return "'"
	case r == '“' || r == '”':
		return `"`
	}
	s, _ := query.Letter(r)
	return s
}

// matches is how much of the start of text is wanted, which is folded; 0: it is something
// else. Marks on its last letter belong to it.
func matches(text, want string) int {
	at := 0
	for want != "" {
		r, n := utf8.DecodeRuneInString(text[at:])
		if n == 0 {
			return 0
		}
		if want[0] == ' ' {
			if !unicode.IsSpace(r) {
				return 0
			}
			for unicode.IsSpace(r) && n > 0 {
				at += n
				r, n = utf8.DecodeRuneInString(text[at:])
			}
			want = want[1:]
			continue
		}
		f := folded(r)
		switch {
		case f == "" && at == 0:
			return 0
		case strings.HasPrefix(want, f):
			want = want[len(f):]
		case strings.HasPrefix(f, want): // ß has what was looked for at its start
			want = ""
		default:
			return 0
		}
		at += n
	}
	for at < len(text) {
		r, n := utf8.DecodeRuneInString(text[at:])
		if r < 0x80 || folded(r) != "" {
			break
		}
		at += n
	}
	return at
}
