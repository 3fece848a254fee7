package index

import (
	"bytes"
	"unicode/utf8"
)

// Searching as one types asks for words that begin with one or two letters. The
// index would have to put together the lists of thousands of words for that. So
// the beginnings that occur in people, subject and file names of a message are
// words of their own, in the column short, each after a character that says where
// it occurs. In the text of messages one or two letters are only found as a whole
// word: there nearly every beginning is in nearly every message. What this wins, also
// over FTS5's prefix=, stands in docs/benchmarks.md, "What the figures rest on".

// The columns whose beginnings can be asked for alone.
const (
	shortFrom    = 'f'
	shortTo      = 't'
	shortSubject = 's'
	shortFiles   = 'n'
)

// shortColumns says for each column of the index which of them its beginnings are; 0: none.
var shortColumns = [columns]byte{columnSender: shortFrom, columnPeople: shortTo, columnSubject: shortSubject, columnFiles: shortFiles}

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
	out  []byte          // index words, parted by single spaces
	seen map[string]bool // those of out
}

// add takes the words of folded, which are parted by single spaces.
func (s *shortener) add(column byte, folded []byte) {
	for word := range bytes.SplitSeq(bytes.TrimSpace(folded), []byte(" ")) {
		s.word(shortAny, word)
		s.word(column, word)
	}
}

// word notes the beginnings of a word.
func (s *shortener) word(column byte, word []byte) {
	for n, end := 0, 0; n < maxShort && end < len(word); n++ {
		_, size := utf8.DecodeRune(word[end:])
		end += size
		if n == 0 && spaceless(word[:end]) {
			return // a word of one character, found as such
		}
		s.put(column, word[:end])
	}
}

func (s *shortener) put(column byte, beginning []byte) {
	before := len(s.out)
	if before > 0 {
		s.out = append(s.out, ' ')
	}
	at := len(s.out)
	s.out = append(append(append(s.out, shortMark...), column), beginning...)
	if s.seen[string(s.out[at:])] {
		s.out = s.out[:before]
		return
	}
	if s.seen == nil {
		s.seen = make(map[string]bool)
	}
	s.seen[string(s.out[at:])] = true
}

// spaceless reports whether no beginnings are noted of words that begin with the character b: most are
// words of their own, as in scripts without spaces. All that are tells query.Alone; another table here would
// be another index.
func spaceless(b []byte) bool {
	r, _ := utf8.DecodeRune(b)
	return r >= 0x0E00 && r < 0x0F00 || r >= 0x2E80
}

func (s *shortener) text() string { return string(s.out) }
