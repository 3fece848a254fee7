package query

import (
	"strings"
	"sync/atomic"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// What a character does to the word that is being written.
const (
	classBreak uint8 = iota // ends it
	classDrop               // nothing
	classPart               // entry.text belongs to it
	classWords              // entry.text holds words; a space ends one
	classVoice              // a voiced sound mark, goes onto the kana before
)

type entry struct {
	text  string
	class uint8
}

type page [256]entry

// pages holds what characters fold to, 256 to a page, worked out when a page is
// first needed.
var pages [(unicode.MaxRune + 1) / 256]atomic.Pointer[page]

func lookup(r rune) *entry {
	p := pages[r>>8].Load()
	if p == nil {
		p = new(page)
		for i := range p {
			p[i] = foldRune(r&^0xFF + rune(i))
		}
		pages[r>>8].Store(p)
	}
	return &p[r&0xFF]
}

// plain holds letters that are another letter with a stroke or a ligature to the
// eye, but not to Unicode.
var plain = map[rune]string{
	'ø': "o", 'ł': "l", 'đ': "d", 'ð': "d", 'þ': "th", 'æ': "ae", 'œ': "oe",
	'ħ': "h", 'ŧ': "t", 'ı': "i", 'ĸ': "k", 'ŋ': "n", 'ƶ': "z", 'ƀ': "b",
	'ɨ': "i", 'ʉ': "u", 'ɵ': "o", 'ǝ': "e", 'ə': "e", 'ґ': "г", 'ѐ': "е",
	// Arabic letters that people write for one another.
	'ى': "ي", 'ی': "ي", 'ک': "ك", 'ة': "ه", 'ٱ': "ا",
}

// foldRune works out what r folds to.
func foldRune(r rune) entry {
	switch r {
	case 0x3099, 0x309A, 0xFF9E, 0xFF9F:
		return entry{class: classVoice}
	case 0x200B: // zero width space
		return entry{class: classBreak}
	case 0x02B9, 0x02BA, 0x02BB, 0x02BC, 0x02BD, 0x02BE, 0x02BF, 0x02C8:
		// Apostrophes that are letters to Unicode, as in Ukrainian and Hawaiian: people write ’ and ' for them.
		return entry{class: classBreak}
	}
	if r < 0x80 {
		if c := asciiFold[r]; c > 1 {
			return entry{text: string(rune(c)), class: classPart}
		}
		return entry{class: classBreak}
	}
	var out strings.Builder
	letters := false
	for _, c := range decompose(r) {
		if dropped(c) {
			continue
		}
		switch {
		case c < 0x80:
			if f := asciiFold[c]; f > 1 {
				out.WriteByte(f)
				letters = true
			} else {
				out.WriteByte(' ')
			}
		case unicode.Is(unicode.Nd, c):
			out.WriteByte(digit(c))
			letters = true
		case Alone(c):
			out.WriteByte(' ')
			out.WriteRune(c)
			out.WriteByte(' ')
			letters = true
		case unicode.IsLetter(c) || unicode.IsNumber(c) || unicode.IsMark(c):
			if p, ok := plain[c]; ok {
				out.WriteString(p)
			} else {
				out.WriteRune(c)
			}
			letters = true
		default:
			out.WriteByte(' ')
		}
	}
	s := out.String()
	switch {
	case s == "" || !letters && strings.Trim(s, " ") == "" && unicode.Is(unicode.Sk, r):
		return entry{class: classDrop}
	case !letters:
		return entry{class: classBreak}
	case strings.Contains(s, " "):
		return entry{text: s, class: classWords}
	}
	return entry{text: s, class: classPart}
}

// decompose folds the case of r and takes it apart. Kana and Hangul stay whole,
// since their marks make other letters of them.
func decompose(r rune) string {
	form := norm.NFKD
	c := norm.NFKC.String(string(r))
	for _, k := range c {
		if k >= 0x3040 && k <= 0x30FF || unicode.Is(unicode.Hangul, k) {
			form = norm.NFKC
		}
	}
	fold := cases.Fold()
	s := form.String(fold.String(form.String(string(r))))
	if form == norm.NFKD {
		// Taking apart may leave letters with a case, and case folding marks.
		s = norm.NFKD.String(fold.String(s))
	}
	return s
}

// dropped reports marks that searching looks past: accents, Hebrew points,
// Arabic and Syriac vowel signs, variation selectors, skin tones, and invisible
// characters. Vowel signs of Indic and South-East Asian scripts are letters.
func dropped(r rune) bool {
	switch {
	case unicode.Is(unicode.Cf, r), unicode.Is(unicode.Me, r), r == 0x0640: // tatweel
		return true
	case r >= 0x1F3FB && r <= 0x1F3FF, r >= 0xE0100 && r <= 0xE01EF:
		return true
	case unicode.Is(unicode.Mn, r):
		return unicode.In(r, unicode.Inherited, unicode.Hebrew, unicode.Arabic, unicode.Syriac,
			unicode.Latin, unicode.Greek, unicode.Cyrillic, unicode.Common)
	}
	return false
}

// Alone reports characters that are a word each, as in scripts without spaces.
func Alone(r rune) bool {
	switch {
	case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Bopomofo, unicode.Yi,
		unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar, unicode.Tibetan):
		return unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsNumber(r)
	case r == 0x30FC || r == 0x3005 || r == 0x3006 || r == 0x303C:
		return true
	case r >= 0x1F000 && r <= 0x1FBFF, r >= 0x2600 && r <= 0x27BF, r >= 0x2B00 && r <= 0x2BFF, r >= 0x2300 && r <= 0x23FF:
		return unicode.Is(unicode.So, r)
	}
	return false
}

// digit is the ASCII digit of a decimal digit. Decimal digits of a script follow
// one another in Unicode, from zero to nine.
func digit(r rune) byte {
	n := 0
	for unicode.Is(unicode.Nd, r-rune(n)-1) {
		n++
	}
	return '0' + byte(n%10)
}
