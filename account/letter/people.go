package letter

import (
	"mime"
	"slices"
	"strings"
	"unicode"

	"github.com/emersion/go-message/charset"

	"popmail/assets/plain"
)

// mostPeople bounds what is read of one text.
const mostPeople = 5000

// Typed is one person of a text.
type Typed struct {
	Person
	Wrong error // of Check; nil: it is an address
}

// Read reads the people of a text as they are typed or pasted: parted by commas,
// semicolons, line ends or tabs; "Name <a@b>", names in quotes, addresses with a name in
// brackets behind them, groups (RFC 5322, section 3.4), encoded words and mailto:.
func Read(text string) []Typed {
	var out []Typed
	for _, item := range split(text) {
		if len(out) >= mostPeople {
			break
		}
		out = append(out, person(item)...)
	}
	return out
}

// split parts a text where one person ends and another begins.
func split(text string) []string { return whole(pieces(text)) }

// mostNames is how many names a person has at most before the comma that stands in them.
const mostNames = 2

// whole puts names together again that have a comma in them, as in "Doe, Jane <jane@example.org>; Roe, Rich
// <rich@example.org>". That is so only where other signs part the people, and one address stands between these.
// QUIRK: Outlook gives names out like that.
func whole(items []string, ends []rune) []string {
	if !slices.ContainsFunc(ends, hard) {
		return items
	}
	var out []string
	for at := 0; at < len(items); {
		end := at // of what stands between two hard signs
		for end < len(items)-1 && !hard(ends[end]) {
			end++
		}
		run := items[at : end+1]
		last := run[len(run)-1]
		names := len(run) > 1 && len(run) <= mostNames+1 && strings.Contains(last, "<") && strings.Count(last, "@") == 1 &&
			!slices.ContainsFunc(run[:len(run)-1], func(s string) bool { return strings.ContainsAny(s, "@<:") }) &&
			!slices.ContainsFunc(ends[at:end], func(r rune) bool { return r != ',' })
		if names {
			out = append(out, strings.Join(run, ", "))
		} else {
			out = append(out, run...)
		}
		at = end + 1
	}
	return out
}

// hard reports whether a sign parts people and stands in no name.
func hard(sign rune) bool { return sign == ';' || sign == '；' || sign == '\n' || sign == '\r' }

// pieces parts a text at all signs that may part people; ends are those at which the pieces end, 0 where there was none.
func pieces(text string) (out []string, ends []rune) {
	var b strings.Builder
	quoted, angle, bracket, escaped := false, false, 0, false
	from, whole := 0, 0 // in b: where an angle bracket opened, where an address in such ended; 0: none did
	end := func(sign rune) {
		if s := strings.TrimSpace(b.String()); s != "" {
			out, ends = append(out, s), append(ends, sign)
		} else if len(ends) > 0 && hard(sign) {
			ends[len(ends)-1] = sign
		}
		b.Reset()
		angle, bracket, from, whole = false, 0, 0, 0
	}
	// next ends a person behind whose address another one begins without a sign between them.
	next := func() {
		rest := b.String()[whole:]
		out, ends = append(out, strings.TrimSpace(b.String()[:whole])), append(ends, 0)
		b.Reset()
		b.WriteString(rest)
		whole = 0
	}
	for i, r := range text {
		switch {
		case escaped:
			escaped = false
		case r == '\\' && quoted:
			escaped = true
		case r == '"' && (quoted || strings.ContainsRune(text[i+1:], '"')):
			quoted = !quoted
		case quoted:
			if r == '\n' { // a sign for inches, or a line that was cut
				quoted = false
				end(r)
				continue
			}
		case r == '<':
			if whole > 0 {
				next()
			}
			angle, from = true, b.Len()
		case r == '>':
			if angle && strings.Contains(b.String()[from:], "@") {
				whole, bracket = b.Len()+1, 0
			}
			angle = false
		case r == '@' && whole > 0 && bracket == 0:
			next()
		case r == '(':
			bracket++
		case r == ')':
			bracket = max(0, bracket-1)
		case r == '\n' || r == '\r' || r == ';' || (r == ',' || r == '\t' || r == '،' || r == '、' || r == '，' || r == '；') && !angle && bracket == 0:
			end(r)
			continue
		}
		b.WriteRune(r)
	}
	end(0)
	return out, ends
}

// person reads one item, which may be several addresses parted by blanks.
func person(item string) []Typed {
	item = strings.TrimSpace(group(item))
	if item == "" {
		return nil
	}
	if open := strings.LastIndexByte(item, '<'); open >= 0 {
		email, rest, _ := strings.Cut(item[open+1:], ">")
		name := item[:open]
		if strings.TrimSpace(name) == "" {
			name = rest
		}
		return []Typed{typed(name, email)}
	}
	words := strings.Fields(item)
	with := 0
	for _, w := range words {
		if strings.Contains(w, "@") {
			with++
		}
	}
	if with == 0 || len(words) == 1 {
		return []Typed{typed("", item)}
	}
	if i := strings.IndexByte(item, '('); i > 0 && with == 1 && strings.HasSuffix(item, ")") && !strings.Contains(item[i:], "@") {
		return []Typed{typed(item[i+1:len(item)-1], item[:i])} // QUIRK: the name as a comment (RFC 822)
	}
	if with == len(words) {
		var out []Typed
		for _, w := range words {
			out = append(out, typed("", w))
		}
		return out
	}
	if last := words[len(words)-1]; with == 1 && strings.Contains(last, "@") && !strings.Contains(last, `"`) {
		return []Typed{typed(strings.Join(words[:len(words)-1], " "), last)}
	}
	return []Typed{typed("", item)}
}

// group takes the name of a group away from its first member.
func group(item string) string {
	quoted := false
	for i, r := range item {
		switch {
		case r == '"':
			quoted = !quoted
		case quoted:
		case r == '<' || r == '@' || r == '[':
			return item
		case r == ':':
			return item[i+1:] // of "mailto:" too
		}
	}
	return item
}

var words = mime.WordDecoder{CharsetReader: charset.Reader}

// typed is a person of a name and an address as they stand in a text.
func typed(name, email string) Typed {
	name = strings.TrimSpace(name)
	if len(name) > 1 && (name[0] == '"' && name[len(name)-1] == '"' || name[0] == '\'' && name[len(name)-1] == '\'') {
		name = name[1 : len(name)-1]
	}
	name = strings.ReplaceAll(strings.ReplaceAll(name, `\"`, `"`), `\\`, `\`)
	if s, err := words.DecodeHeader(name); err == nil {
		name = s
	}
	t := Typed{Person: Person{Name: line(name), Email: line(email)}}
	if len(t.Email) > 7 && strings.EqualFold(t.Email[:7], "mailto:") {
		t.Email = t.Email[7:]
	}
	if strings.EqualFold(t.Name, t.Email) {
		t.Name = ""
	}
	t.Wrong = Check(t.Email)
	return t
}

// line is a text of one line without what has no ink, blanks at its ends and blanks beside
// each other.
func line(s string) string {
	s = strings.ToValidUTF8(s, "")
	s = strings.Map(func(r rune) rune {
		switch k := plain.Of(r); {
		case k&plain.Space != 0:
			return ' '
		case k&(plain.Forced|plain.Mark|plain.Seam) != 0 || unicode.Is(unicode.Cc, r):
			return -1
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}
