package index

import (
	"bytes"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"popmail/assets/plain"
	"popmail/storage/mailbox"
	"popmail/storage/query"
)

const (
	snippetSize = 200 // characters
	snippetLead = 60  // characters before the hit
)

// Snippet is the words around a term in what is searched of a message, on one line, at
// most 200 characters; empty where there is none, or where subject or sender hold it. Terms
// of several words whose words do not stand side by side, as the last one had only
// been begun when they were searched for, are looked for word by word.
func Snippet(s *Searched, terms []string) string {
	m, body := s.Read, bytes.TrimPrefix(s.Words.column(columnBody), []byte{' '})
	for _, terms := range [][]string{terms, eachWord(terms)} {
		if from := s.places.First(m.Text, body, terms); from >= 0 {
			if text := around(m.Text, from); text != "" {
				return text
			}
		}
		listed := m.Subject
		if len(m.From) > 0 {
			if listed += " " + m.From[0].Name; m.From[0].Name == "" {
				listed += m.From[0].Email
			}
		}
		if query.First(listed, terms) >= 0 {
			return ""
		}
		for _, people := range [][]mailbox.Address{m.From, m.ReplyTo, m.To, m.Cc, m.Bcc} {
			for _, a := range people {
				if text := excerpt(a.String(), terms); text != "" {
					return text
				}
			}
		}
		for i := range m.Attachments {
			if text := excerpt(m.Attachments[i].Name, terms); text != "" {
				return text
			}
		}
	}
	return ""
}

// Lacks returns the terms that what is searched of a message itself does not hold, not even as
// words that do not stand side by side.
func Lacks(w Words, terms []string) (out []string) {
	lacks := func(term string) bool { return !bytes.Contains(w, []byte(" "+term)) }
	for _, term := range terms { // each word stands between two blanks, also one that ends in a blank
		if lacks(term) && slices.ContainsFunc(eachWord([]string{term}), lacks) {
			out = append(out, term)
		}
	}
	return out
}

// Passage is words around a term in the text of an attached file, and the octet at which it stands.
type Passage struct {
	Words string
	At    int
}

// Passages are where the terms stand in the text of an attached file, as for Snippet: at most
// so many, the first of all, with no term among the words of two of them. Where none of lacking
// stands there, its words are looked for one by one.
func Passages(text string, lacking []string, most int) (out []Passage) {
	for _, terms := range [][]string{lacking, eachWord(lacking)} {
		for from := 0; len(out) < most; {
			at := query.First(text[from:], terms)
			if at < 0 {
				break
			}
			at += from
			words := around(text, at)
			if words != "" {
				out = append(out, Passage{words, at})
			}
			// On from the first blank, or character that is a word, behind those words.
			from = len(text)
			behind := 0
			for i, r := range text[at:] {
				if behind++; behind > snippetSize-snippetLead && (unicode.IsSpace(r) || r >= 0x2E80) {
					from = at + i
					break
				}
			}
		}
		if len(out) > 0 {
			break
		}
	}
	return out
}

// Hits is where each of the terms stands in the text of an attached file, as Passages finds them.
func Hits(text string, lacking []string) []query.Span {
	if marks := query.Marks(text, lacking); len(marks) > 0 {
		return marks
	}
	return query.Marks(text, eachWord(lacking))
}

// Each is Passages for each of the hits by itself, so that words can stand in several.
func Each(text string, lacking []string, most int) (out []Passage) {
	hits := Hits(text, lacking)
	for _, h := range hits[:min(len(hits), most)] {
		out = append(out, Passage{around(text, h.Start), h.Start})
	}
	return out
}

// eachWord takes terms apart. Only the last word of one may be the beginning of a longer one.
func eachWord(terms []string) (words []string) {
	for _, t := range terms {
		last, end := strings.TrimSpace(t), ""
		if i := strings.LastIndexByte(last, ' '); i >= 0 {
			for _, w := range strings.Fields(last[:i]) {
				words = append(words, w+" ")
			}
			last = last[i+1:]
		}
		if strings.HasSuffix(t, " ") {
			end = " "
		}
		if last != "" {
			words = append(words, last+end)
		}
	}
	return words
}

// excerpt returns the words of text around the first hit; empty where there is none.
func excerpt(text string, terms []string) string {
	if from := query.First(text, terms); from >= 0 {
		return around(text, from)
	}
	return ""
}

// around returns the words of text around the one that begins at from.
func around(text string, from int) string {
	// Go back snippetLead characters, then on to the beginning of a word.
	lead := enough(snippetLead, func(most int) string {
		before := text[:from]
		if len(before) > most {
			before = strings.ToValidUTF8(before[len(before)-most:], "")
		}
		return oneLine(before)
	}, from)
	cut := ""
	if len(lead) > snippetLead {
		lead = lead[len(lead)-snippetLead:]
		cut = "… "
		if i := slices.Index(lead, ' '); i >= 0 {
			lead = lead[i+1:]
		}
	}
	// An accent on its own belongs to a letter that was cut off.
	head := cut + strings.TrimLeftFunc(string(lead), unicode.IsMark)
	if last, _ := utf8.DecodeLastRuneInString(text[:from]); head != "" && unicode.IsSpace(last) {
		head = strings.TrimRight(head, " ") + " "
	}
	out := enough(snippetSize, func(most int) string {
		rest := text[from:]
		if len(rest) > most {
			rest = strings.ToValidUTF8(rest[:most], "")
		}
		return head + oneLine(rest)
	}, len(text)-from)
	return strings.TrimSpace(string(out[:min(len(out), snippetSize)]))
}

// enough is a line of more than size characters, or all there is: what line makes of as many
// octets as it is handed. Most texts have one or two octets a character and few blanks that
// become one; where they are not enough, line is asked again for four, and room for blanks.
func enough(size int, line func(most int) string, all int) []rune {
	out := []rune(line(2 * size))
	if len(out) <= size+1 && all > 2*size {
		out = []rune(line(8 * size))
	}
	return out
}

// oneLine folds all blanks into single spaces, and leaves out control characters and
// the signs of quoted lines. The words stay as they are, quoted or not.
func oneLine(text string) string {
	if strings.Contains(text, ">") {
		lines := strings.Split(text, "\n")
		for i, line := range lines {
			lines[i] = strings.TrimLeft(line, "> ")
		}
		text = strings.Join(lines, " ")
	}
	return plain.Line(text, plain.Shown)
}
