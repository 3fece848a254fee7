package storage

import (
	"context"
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"

	"popmail/storage/eml"
	"popmail/storage/mailbox"
	"popmail/storage/query"
)

const (
	snippetSize = 200 // characters
	snippetLead = 60  // characters before the hit
)

// Snippets returns, for messages in which the terms stand in the text, the words
// around the first of them, on one line, at most 200 characters. It reads the
// messages anew, so it is meant for the rows that are being looked at.
func (s *Store) Snippets(ctx context.Context, ids []mailbox.ID, terms []string) (map[mailbox.ID]string, error) {
	out := make(map[mailbox.ID]string)
	for _, id := range ids {
		raw, err := s.Raw(ctx, id)
		if errors.Is(err, mailbox.ErrNotFound) {
			continue
		}
		if err != nil {
			return out, err
		}
		if text := around(eml.Digest(raw).Text, terms); text != "" {
			out[id] = text
		}
	}
	return out, nil
}

// around returns the words of text around the first hit; empty where there is none.
func around(text string, terms []string) string {
	spans := query.Marks(text, terms)
	if len(spans) == 0 {
		return ""
	}
	// Go back snippetLead characters, then on to the beginning of a word.
	from := spans[0].Start
	line := strings.Join(strings.Fields(text[:from]), " ")
	lead := []rune(line)
	cut := ""
	if len(lead) > snippetLead {
		lead = lead[len(lead)-snippetLead:]
		cut = "… "
		if i := strings.IndexByte(string(lead), ' '); i >= 0 {
			lead = []rune(string(lead)[i+1:])
		}
	}
	// An accent on its own belongs to a letter that was cut off.
	head := cut + strings.TrimLeftFunc(string(lead), unicode.IsMark)
	if last, _ := utf8.DecodeLastRuneInString(text[:from]); head != "" && unicode.IsSpace(last) {
		head += " "
	}
	// Four octets a character, and room for spaces that are folded into one.
	rest := text[from:]
	if most := 8 * snippetSize; len(rest) > most {
		rest = strings.ToValidUTF8(rest[:most], "")
	}
	return eml.Snippet(head+rest, snippetSize)
}
