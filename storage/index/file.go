package index

import (
	"unicode/utf8"

	"popmail/storage/query"
)

// The words of attached files are in an index of their own, words_files, a row for each
// content: they are written long after their message, and once for all messages that have it.

// WriteFile puts the words of an attached file into it, in the place of those that are there.
func WriteFile(exec Exec, id int64, text string) error {
	if _, err := exec("DELETE FROM words_files WHERE rowid = ?", id); err != nil {
		return err
	}
	if text == "" {
		return nil
	}
	folded := query.AppendIndex(make([]byte, 0, len(text)+len(text)/8), text)
	_, err := exec("INSERT INTO words_files (rowid, text) VALUES (?, ?)", id, string(folded))
	return err
}

// MatchFile is the expression of words_files for a term; empty where it does not look into
// files. As in the text of messages, one or two letters are found as a whole word.
func MatchFile(t *query.Term) string {
	words := query.Words(t.Text)
	if t.Field != query.Any || len(words) == 0 {
		return ""
	}
	last := words[len(words)-1]
	if !t.Prefix || whole(last) {
		return quote(words...)
	}
	if utf8.RuneCountInString(last) > maxShort {
		return quote(words...) + " *"
	}
	if len(words) == 1 {
		return quote(last)
	}
	return "(" + quote(words[:len(words)-1]...) + " AND " + quote(last) + ")"
}
