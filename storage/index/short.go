package index

import "unicode/utf8"

// Searching as one types asks for words that begin with one or two letters. The
// index would have to put together the lists of thousands of words for that. So
// the beginnings that occur in people, subject and file names of a message are
// words of their own, in the column short, each after a character that says where
// it occurs. In the text of messages one or two letters are only found as a whole
// word: there nearly every beginning is in nearly every message.

// The columns whose beginnings can be asked for alone.
const (
	shortFrom    = 'f'
	shortTo      = 't'
	shortSubject = 's'
	shortFiles   = 'n'
)

// maxShort is the length in characters of the longest beginning that is indexed.
const maxShort = 2

// shortMark is the private-use character before the beginnings; no folded word
// holds one. The letter after it is the column, shortAny where any will do.
const (
	shortMark = "\uE000"
	shortAny  = 'a'
)

// shortWord is the index word for a beginning in a column.
func shortWord(column byte, beginning string) string {
	return shortMark + string(rune(column)) + beginning
}

// shortener collects the beginnings of a message's words.
type shortener struct {
	out  []byte
	seen [5]map[string]bool // by column, beginnings that are not ASCII
	one  [5][2]uint64
	two  [5][]uint64
}

func columnIndex(column byte) int {
	switch column {
	case shortFrom:
		return 1
	case shortTo:
		return 2
	case shortSubject:
		return 3
	case shortFiles:
		return 4
	}
	return 0
}

// add takes the words of folded, which are parted by single spaces.
func (s *shortener) add(column byte, folded []byte) {
	c := columnIndex(column)
	anyTwo, two := s.pairs(0), s.pairs(c)
	for i := 0; i < len(folded); i++ {
		end := i + 1
		for end < len(folded) && folded[end] != ' ' {
			end++
		}
		// Most words of a text begin like one before them.
		if end > i+1 && folded[i] < utf8.RuneSelf && folded[i+1] < utf8.RuneSelf {
			n := int(folded[i])<<7 | int(folded[i+1])
			at, bit := n>>6, uint64(1)<<(n&63)
			if anyTwo[at]&two[at]&bit != 0 {
				i = end
				continue
			}
		}
		if end > i && folded[i] != ' ' {
			s.word(0, shortAny, folded[i:end])
			s.word(c, column, folded[i:end])
		}
		i = end
	}
}

func (s *shortener) pairs(c int) []uint64 {
	if s.two[c] == nil {
		s.two[c] = make([]uint64, 128*128/64)
	}
	return s.two[c]
}

// word notes the beginnings of a word; c is the index of the column.
func (s *shortener) word(c int, column byte, word []byte) {
	if word[0] < utf8.RuneSelf && (len(word) == 1 || word[1] < utf8.RuneSelf) {
		if bit := uint64(1) << (word[0] & 63); s.one[c][word[0]>>6]&bit == 0 {
			s.one[c][word[0]>>6] |= bit
			s.put(column, word[:1])
		}
		if len(word) == 1 {
			return
		}
		n := int(word[0])<<7 | int(word[1])
		if bit := uint64(1) << (n & 63); s.pairs(c)[n>>6]&bit == 0 {
			s.two[c][n>>6] |= bit
			s.put(column, word[:2])
		}
		return
	}
	for n, i := 0, 0; n < maxShort && i < len(word); n++ {
		_, size := utf8.DecodeRune(word[i:])
		i += size
		if n == 0 && spaceless(word[:i]) {
			return // a word of one character, found as such
		}
		if !s.seen[c][string(word[:i])] {
			if s.seen[c] == nil {
				s.seen[c] = make(map[string]bool)
			}
			s.seen[c][string(word[:i])] = true
			s.put(column, word[:i])
		}
	}
}

// spaceless reports whether the character b is always a word of its own, as in
// scripts without spaces; see query.Words.
func spaceless(b []byte) bool {
	r, _ := utf8.DecodeRune(b)
	return r >= 0x0E00 && r < 0x0F00 || r >= 0x2E80
}

func (s *shortener) put(column byte, beginning []byte) {
	if len(s.out) > 0 {
		s.out = append(s.out, ' ')
	}
	s.out = append(s.out, shortMark...)
	s.out = append(s.out, column)
	s.out = append(s.out, beginning...)
}

func (s *shortener) text() string { return string(s.out) }
