package index

import (
	"bytes"
	"unicode/utf8"

	"popmail/storage/query"
)

// Finder looks for a term in words that are not in the index, and finds what the index
// would find by Match.
type Finder struct {
	column int    // where to look; -1: in all
	phrase []byte // that stands in a column; nil: none
	// begun is the last word where it has only been begun with one or two letters: a word of
	// any column begins so, but in the text it is the whole word (see short.go).
	begun []byte
}

var columnOf = map[query.Field]int{
	query.From:       columnSender,
	query.To:         columnPeople,
	query.Subject:    columnSubject,
	query.Attachment: columnFiles,
	query.Body:       columnBody,
}

// Find prepares the search for a term; ok is false where Match has nothing to look for.
func Find(t *query.Term) (f Finder, ok bool) {
	words := query.Words(t.Text)
	if len(words) == 0 {
		return Finder{}, false
	}
	f.column = -1
	if n, ok := columnOf[t.Field]; ok {
		f.column = n
	}
	last := words[len(words)-1]
	begun := t.Prefix && !whole(last)
	if _, indexed := shortOf[t.Field]; begun && indexed && utf8.RuneCountInString(last) <= maxShort {
		f.begun, words, begun = []byte(" "+last), words[:len(words)-1], false
	}
	for _, w := range words {
		f.phrase = append(append(f.phrase, ' '), w...)
	}
	if len(words) > 0 && !begun {
		f.phrase = append(f.phrase, ' ')
	}
	return f, true
}

// In reports whether the words of a message hold the term.
func (f *Finder) In(w Words) bool {
	if f.column >= 0 {
		text := w.column(f.column)
		return bytes.Contains(text, f.phrase) && bytes.Contains(text, f.begun)
	}
	if !bytes.Contains(w, f.phrase) {
		return false
	}
	if f.begun == nil {
		return true
	}
	for n := range columns {
		text := w.column(n)
		for n == columnBody {
			i := bytes.Index(text, f.begun)
			if i < 0 {
				break
			}
			if text = text[i+len(f.begun):]; len(text) > 0 && text[0] == ' ' {
				return true
			}
		}
		if n != columnBody && bytes.Contains(text, f.begun) {
			return true
		}
	}
	return false
}
