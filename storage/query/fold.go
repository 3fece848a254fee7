package query

import (
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// MaxWord is the length of an index word in characters. Longer ones are cut, in
// the index and in queries alike, so that a long token is found by its whole
// text or by its beginning.
const MaxWord = 64

// Fold returns the folded words of s joined by single spaces. Two texts that
// differ only in case, accents, width or punctuation fold to the same.
func Fold(s string) string { return string(AppendIndex(nil, s)) }

// Words returns the folded index words of text, in order.
//
// Folding is the same for the index and for queries: Unicode case folding;
// compatibility forms replaced (ﬁ is fi, fullwidth is ASCII, ² is 2); accents,
// Hebrew points, Arabic vowel signs and tatweel dropped (ö is o, й is и); ß is
// ss, æ is ae, ø is o; digits of all scripts are 0-9. Words end at everything
// that is neither letter nor digit, so addresses and URLs are split.
// Scripts written without spaces (Han, kana, Thai, Lao, Khmer, Myanmar) give one
// word for each character; so does Hangul, for each syllable, so that a part of
// a compound is found; so does each emoji. What stands together in such a script
// is to be looked for as a phrase.
func Words(text string) []string {
	return strings.Fields(Fold(text))
}

// AppendIndex appends the folded words of text to dst, joined by single spaces,
// and returns the longer dst. Where dst is not empty and does not end with a
// space, one is put before the first word. See Words for the folding.
func AppendIndex(dst []byte, text string) []byte {
	w := writer{dst: dst, word: -1}
	for i := 0; i < len(text); {
		if text[i] < utf8.RuneSelf {
			i = w.ascii(text, i)
			continue
		}
		r, n := utf8.DecodeRuneInString(text[i:])
		if r >= 0x1100 && r <= 0x11FF {
			// Conjoining Hangul letters, as in file names from macOS, are
			// composed to syllables.
			j := i + n
			for j < len(text) {
				r, n := utf8.DecodeRuneInString(text[j:])
				if r < 0x1100 || r > 0x11FF {
					break
				}
				j += n
			}
			for _, r := range norm.NFC.String(text[i:j]) {
				w.rune(r)
			}
			i = j
			continue
		}
		i += n
		if r == utf8.RuneError && n == 1 {
			w.end()
			continue
		}
		w.rune(r)
	}
	w.end()
	return w.dst
}

// writer builds the folded text. word is the place in dst where the word that is
// being written begins, or -1 between words.
type writer struct {
	dst  []byte
	word int
}

// begin starts a word if none is open.
func (w *writer) begin() {
	if w.word >= 0 {
		return
	}
	if n := len(w.dst); n > 0 && w.dst[n-1] != ' ' {
		w.dst = append(w.dst, ' ')
	}
	w.word = len(w.dst)
}

// end closes the open word and cuts it to MaxWord characters.
func (w *writer) end() {
	if w.word >= 0 && len(w.dst)-w.word > MaxWord {
		w.dst = w.dst[:w.word+cut(w.dst[w.word:])]
	}
	w.word = -1
}

// cut returns the length in octets of the first MaxWord characters of b.
func cut(b []byte) int {
	n := 0
	for i := 0; i < len(b); n++ {
		if n == MaxWord {
			return i
		}
		_, size := utf8.DecodeRune(b[i:])
		i += size
	}
	return len(b)
}

// ascii folds the ASCII run of text that begins at i and returns its end.
func (w *writer) ascii(text string, i int) int {
	w.dst = slices.Grow(w.dst, len(text)-i+1)
	n := len(w.dst)
	d := w.dst[:cap(w.dst)]
	word := w.word
	for i < len(text) {
		// One word, or the rest of one.
		b := text[i]
		if c := asciiFold[b]; c > 1 {
			if word < 0 {
				if n > 0 && d[n-1] != ' ' {
					d[n] = ' '
					n++
				}
				word = n
			}
			d[n] = c
			n++
			i++
			for i < len(text) {
				c := asciiFold[text[i]]
				if c <= 1 {
					break
				}
				d[n] = c
				n++
				i++
			}
			if i >= len(text) {
				break
			}
			b = text[i]
		}
		if b >= utf8.RuneSelf {
			break
		}
		if word >= 0 {
			if n-word > MaxWord {
				n = word + cut(d[word:n])
			}
			word = -1
		}
		i++
	}
	w.dst, w.word = d[:n], word
	return i
}

// rune folds one character that is not ASCII, or one that a composition gave.
func (w *writer) rune(r rune) {
	e := lookup(r)
	switch e.class {
	case classBreak:
		w.end()
	case classDrop:
	case classPart:
		w.begin()
		w.dst = append(w.dst, e.text...)
	case classVoice:
		w.voice(r)
	case classWords:
		for i := 0; i < len(e.text); i++ {
			if e.text[i] == ' ' {
				w.end()
				continue
			}
			w.begin()
			w.dst = append(w.dst, e.text[i])
		}
	}
}

// voice puts a separate (semi-)voiced sound mark onto the kana before it, as
// text from macOS and halfwidth kana have it.
func (w *writer) voice(r rune) {
	mark := rune(0x3099)
	if r == 0x309A || r == 0xFF9F {
		mark = 0x309A
	}
	last, n := utf8.DecodeLastRune(w.dst)
	if last < 0x3040 || last > 0x30FF {
		return
	}
	c := norm.NFC.String(string([]rune{last, mark}))
	if utf8.RuneCountInString(c) == 1 {
		w.dst = append(w.dst[:len(w.dst)-n], c...)
	}
}

// asciiFold holds the lower case of ASCII letters and digits, 1 for everything
// that is not ASCII, and 0 for what ends a word.
var asciiFold = func() (t [256]byte) {
	for c := range t {
		switch {
		case c >= utf8.RuneSelf:
			t[c] = 1
		case c >= '0' && c <= '9', c >= 'a' && c <= 'z':
			t[c] = byte(c)
		case c >= 'A' && c <= 'Z':
			t[c] = byte(c) | 0x20
		}
	}
	return t
}()

// Letter is what one character folds to, within a word; ok is false for what is no part of
// a word. An accent that stands alone folds to nothing.
func Letter(r rune) (folded string, ok bool) {
	e := lookup(r)
	switch e.class {
	case classDrop:
		return "", true
	case classPart:
		return e.text, true
	case classWords:
		if s := strings.TrimSpace(e.text); !strings.Contains(s, " ") {
			return s, true
		}
	}
	return string(r), false
}
