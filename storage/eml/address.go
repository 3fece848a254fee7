package eml

import (
	"strings"

	"popmail/assets/plain"
	"popmail/storage/mailbox"
)

// maxAddresses is how many people of one field are kept.
const maxAddresses = 2000

// addresses reads a field of addresses (RFC 5322, section 3.4). QUIRK: it takes
// what real mail has: semicolons between addresses, missing brackets, names with
// commas, dots and other signs outside quotation marks, encoded words anywhere,
// brackets twice or as the entities of HTML, and URLs in the place of addresses.
func addresses(bud *budget, v []byte, local string) []mailbox.Address {
	if len(v) == 0 {
		return nil
	}
	a := addressReader{bud: bud, s: fieldString(bud, v, local)}
	if strings.Contains(a.s, "&lt;") {
		a.s = entities.Replace(a.s) // QUIRK: made from a page
	}
	if !bud.spend(4 * len(a.s)) {
		return nil
	}
	a.read()
	return a.out
}

var entities = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&quot;", `"`, "&#39;", "'", "&amp;", "&")

type addressReader struct {
	bud     *budget
	s       string
	out     []mailbox.Address
	text    strings.Builder // what is not in brackets
	textLen int             // how much of it stood before the address in brackets
	comment string
	addr    string
	has     bool // addr was given in brackets
	group   string
	inGroup bool
	members int
	names   int // how many at the end of out are names alone, with commas after them
	// What is not found any more need not be looked for again.
	noQuote, noBracket bool
	lastSemicolon      int
	lastLen            int
}

func (a *addressReader) read() {
	s := a.s
	a.lastSemicolon = strings.LastIndexByte(s, ';')
	for i := 0; i < len(s) && len(a.out) < maxAddresses; {
		switch c := s[i]; c {
		case '"':
			if a.noQuote {
				i++
				continue
			}
			q, end := quotedString(s, i)
			if end < 0 {
				a.noQuote = true // QUIRK: a quotation mark without its fellow
				i++
				continue
			}
			if end < len(s) && s[end] == '@' {
				q = s[i:end] // a quoted local part, RFC 5322, section 3.4.1
			}
			a.text.WriteString(q)
			i = end
		case '(':
			q, end := commentText(s, i)
			if a.comment == "" {
				a.comment = q
			}
			a.text.WriteByte(' ')
			i = end
		case '<':
			end := -1
			if !a.noBracket {
				end = strings.IndexByte(s[i:], '>')
			}
			if end < 0 {
				a.noBracket = true
				end = strings.IndexAny(s[i:], ",;")
				if end < 0 {
					end = len(s) - i
				}
				a.setAddr(s[i+1 : i+end])
				i += end
				continue
			}
			if !a.bud.spend(50 + end/8) {
				return
			}
			if in := s[i+1 : i+end]; !strings.HasPrefix(in, "@") && !strings.Contains(in, `"`) {
				k := strings.IndexAny(in, ",;<")
				if k >= 0 && in[k] == '<' && !strings.Contains(in[:k], "@") {
					// QUIRK: brackets within brackets.
					if strings.TrimSpace(a.text.String()) == "" {
						a.text.WriteString(in[:k])
					}
					i += k + 1
					continue
				}
				if k >= 0 {
					// QUIRK: the closing bracket belongs to another address.
					a.setAddr(in[:k])
					i += k + 1
					continue
				}
			}
			a.setAddr(s[i+1 : i+end])
			i += end + 1
		case '>':
			if !a.has {
				a.text.WriteByte(c)
			}
			i++
		case '\\':
			// QUIRK: quotation marks that were quoted for a program.
			if strings.HasPrefix(s[i:], `\"`) {
				i++
			} else {
				a.text.WriteByte(c)
			}
			i++
		case ',':
			a.flush()
			i++
		case ';':
			a.flush()
			a.names = 0
			if a.inGroup && a.members == 0 && a.group != "" {
				a.out = append(a.out, mailbox.Address{Name: a.group})
			}
			a.inGroup = false
			i++
		case ':':
			if t := a.text.String(); !a.inGroup && !a.has && a.lastSemicolon > i && len(t) < 1000 && !strings.ContainsAny(t, "@[") && strings.TrimSpace(t) != "" {
				a.group = cleanLine(decodeWords(a.bud, t))
				a.inGroup, a.members, a.names = true, 0, 0
				a.text.Reset()
				a.comment = ""
			} else {
				a.text.WriteByte(c)
			}
			i++
		case '=':
			// An encoded word is one piece, whatever signs it has in it.
			if strings.HasPrefix(s[i:], "=?") {
				if _, _, n, ok := encodedWord(a.bud, s[i:]); ok {
					a.text.WriteString(s[i : i+n])
					i += n
					continue
				}
			}
			a.text.WriteByte(c)
			i++
		default:
			a.text.WriteByte(c)
			i++
		}
	}
	a.flush()
	if a.inGroup && a.members == 0 && a.group != "" {
		a.out = append(a.out, mailbox.Address{Name: a.group})
	}
}

func (a *addressReader) setAddr(s string) {
	s = strings.TrimSpace(s)
	if a.has && a.addr != "" && !strings.Contains(a.addr, "@") && strings.Contains(s, "@") {
		// QUIRK: the name is in brackets too, or a part of it.
		text := a.text.String()
		a.text.Reset()
		a.text.WriteString(text[:min(len(text), a.textLen)] + " " + a.addr + " " + text[min(len(text), a.textLen):])
	} else if a.has && a.addr != "" {
		// QUIRK: no comma between two people.
		text := a.text.String()
		a.text.Reset()
		a.text.WriteString(text[:a.textLen])
		a.flush()
		a.text.WriteString(text[min(len(text), a.lastLen):])
	}
	a.has = true
	a.textLen = a.text.Len()
	if strings.HasPrefix(s, "@") {
		// A route, RFC 5322, section 4.4.
		if i := strings.IndexByte(s, ':'); i >= 0 {
			s = s[i+1:]
		}
	}
	a.addr = s
}

// flush ends an address.
func (a *addressReader) flush() {
	text := strings.TrimSpace(a.text.String())
	addr, has, comment := a.addr, a.has, a.comment
	a.text.Reset()
	a.lastLen = a.textLen
	a.addr, a.comment, a.has, a.textLen = "", "", false, 0
	if text == "" && addr == "" && (comment == "" || (a.inGroup || len(a.out) > 0) && !strings.Contains(comment, "@")) {
		return
	}
	if has && addr != "" && !strings.Contains(addr, "@") && strings.Contains(text, "@") {
		text, addr = addr+" "+text, "" // QUIRK: the name is in brackets, the address is not
	}
	name := cleanLine(decodeWords(a.bud, text))
	square := false // the address stands in square brackets
	if !has || addr == "" {
		// No brackets: the word with the @ is the address.
		if words := strings.Fields(name); len(words) > 1 && len(words) < 100 && allAddresses(words) {
			// QUIRK: blanks between addresses.
			for _, w := range words[:len(words)-1] {
				a.members++
				a.out = append(a.out, mailbox.Address{Email: a.cleanEmail(w)})
			}
			name = words[len(words)-1]
		}
		name, addr = splitBare(name)
		if addr == "" && strings.Contains(comment, "@") && !strings.Contains(comment, " ") {
			addr = comment // QUIRK: the address as a comment
		}
		if addr == "" && comment != "" && name == strings.ToLower(name) && !strings.Contains(name, " ") {
			name, addr = "", name // QUIRK: "root (Cron Daemon)", somebody on the same computer
		}
		square = strings.HasPrefix(addr, "[")
	}
	addr = a.cleanEmail(addr)
	if name == "" && comment != "" {
		name = cleanLine(decodeWords(a.bud, comment))
	}
	name = unquoteName(name)
	if addr == "" {
		name = strings.TrimRight(name, ": ")
	}
	if addr == "" && name == "" {
		return
	}
	switch {
	case addr == "":
		a.names++
	case (has || square) && name != "":
		name = a.withNames(name)
		fallthrough
	default:
		a.names = 0
	}
	a.members++
	a.out = append(a.out, mailbox.Address{Name: name, Email: addr})
}

// maxNames is how many commas a name without quotation marks may have.
const maxNames = 3

// withNames puts the names alone before a name in front of it. QUIRK: "Doe, Jane
// <jane@example.org>" is one person; RFC 5322, section 3.2.3 wants quotation marks
// there. A word in small letters before a name is somebody on the same computer.
func (a *addressReader) withNames(name string) string {
	for n := 0; n < maxNames && a.names > 0; n++ {
		before := a.out[len(a.out)-1].Name
		if strings.ToLower(before) == before && !strings.Contains(before, " ") && strings.ToLower(name) != name {
			break
		}
		name = before + ", " + name
		a.out = a.out[:len(a.out)-1]
		a.names--
		a.members--
	}
	return plain.Cut(name, 1000)
}

func allAddresses(words []string) bool {
	for _, w := range words {
		if i := strings.IndexByte(w, '@'); i <= 0 || i == len(w)-1 {
			return false
		}
	}
	return true
}

// splitBare finds an address in text without brackets around it.
func splitBare(text string) (name, addr string) {
	at := strings.IndexByte(text, '@')
	if at < 0 {
		return text, ""
	}
	if i := strings.IndexByte(text, '<'); i >= 0 {
		// QUIRK: the brackets were inside an encoded word.
		if k := strings.IndexByte(text[i:], '>'); k > 0 && strings.Contains(text[i:i+k], "@") {
			return strings.TrimSpace(text[:i] + text[i+k+1:]), text[i+1 : i+k]
		}
	}
	if q := strings.Index(text, `"@`); q > 0 {
		// A quoted local part, RFC 5322, section 3.4.1.
		if k := strings.LastIndexByte(text[:q], '"'); k >= 0 {
			at = q + 1
			end := strings.IndexByte(text[at:], ' ')
			if end < 0 {
				end = len(text) - at
			}
			return strings.TrimSpace(text[:k] + text[at+end:]), text[k : at+end]
		}
	}
	if before, after, _ := strings.Cut(text, "@"); strings.HasSuffix(before, " ") || strings.HasPrefix(after, " ") {
		// QUIRK: blanks around the sign, RFC 5322, section 4.4.
		before, after = strings.TrimRight(before, " "), strings.TrimLeft(after, " ")
		if domain, _, _ := strings.Cut(after, " "); before != "" && strings.Contains(domain, ".") && !strings.Contains(after, "@") {
			text, at = before+"@"+after, len(before)
		}
	}
	for range 10 {
		i := strings.Index(text[at:], " .")
		if i < 0 {
			break
		}
		text = strings.TrimRight(text[:at+i], " ") + "." + strings.TrimLeft(text[at+i+2:], " ")
	}
	from := strings.LastIndexByte(text[:at], ' ') + 1
	to := len(text)
	if i := strings.IndexByte(text[at:], ' '); i >= 0 {
		to = at + i
	}
	name = text[:from]
	if after := text[to:]; !strings.Contains(after, ":") {
		name += after // else QUIRK: the time of an mbox separator
	}
	return strings.TrimSpace(name), text[from:to]
}

// cleanEmail takes out what cannot stand in an address.
func (a *addressReader) cleanEmail(s string) string {
	s = cleanLine(decodeWords(a.bud, s))
	if strings.ContainsRune(s, '(') && !strings.Contains(s, `"`) {
		if out := withoutComments(s); strings.Trim(out, " <>,;") != "" {
			s = out
		}
	}
	s = strings.Trim(s, " <>,;")
	if len(s) > 1 && s[0] == '[' && s[len(s)-1] == ']' {
		s = s[1 : len(s)-1] // QUIRK: as Outlook and Exchange quote people
	}
	for len(s) > 1 && (s[0] == '"' || s[0] == '\'') && s[len(s)-1] == s[0] {
		s = s[1 : len(s)-1]
	}
	if scheme, rest, ok := strings.Cut(s, ":"); ok && (strings.EqualFold(scheme, "mailto") || strings.EqualFold(scheme, "smtp")) {
		s, _, _ = strings.Cut(rest, "?")
	}
	if !strings.Contains(s, `"`) {
		s = strings.Map(func(r rune) rune {
			if plain.Of(r)&(plain.Space|plain.Shown|plain.Joiner) != 0 {
				return -1
			}
			return r
		}, s)
	}
	if strings.Contains(s, "@") {
		s = strings.TrimRight(s, ".")
	}
	return plain.Cut(s, 400)
}

// unquoteName takes off quotation marks that were left around a name.
func unquoteName(s string) string {
	for len(s) >= 2 && (s[0] == '\'' || s[0] == '"') && s[len(s)-1] == s[0] && !twoQuoted(s) {
		s = strings.TrimSpace(s[1 : len(s)-1])
	}
	return plain.Cut(s, 1000)
}

// twoQuoted reports whether the marks at both ends of a name are those of two words, as in "'Ann' via 'Sales'": the
// first ones end within it before others begin.
func twoQuoted(s string) bool {
	end := strings.Index(s[1:], s[:1]+" ")
	return end > 0 && strings.Contains(s[1+end:len(s)-1], " "+s[:1])
}

// quotedString reads the quoted string at s[i] (RFC 5322, section 3.2.4); end is
// negative when it does not end.
func quotedString(s string, i int) (text string, end int) {
	k := strings.IndexByte(s[i+1:], '"')
	if k < 0 {
		return "", -1
	}
	if plain := s[i+1 : i+1+k]; !strings.Contains(plain, `\`) {
		return plain, i + k + 2
	}
	var b strings.Builder
	for j := i + 1; j < len(s); j++ {
		switch {
		case s[j] == '\\' && j+1 < len(s):
			j++
			b.WriteByte(s[j])
		case s[j] == '"':
			return b.String(), j + 1
		default:
			b.WriteByte(s[j])
		}
	}
	return "", -1
}

// commentText reads the comment at s[i], which may hold others (RFC 5322,
// section 3.2.2). One that does not end goes to the end.
func commentText(s string, i int) (text string, end int) {
	depth := 0
	var b strings.Builder
	for j := i; j < len(s); j++ {
		c := s[j]
		switch {
		case c == '\\' && j+1 < len(s):
			j++
			b.WriteByte(s[j])
			continue
		case c == '(':
			depth++
			if depth == 1 {
				continue
			}
		case c == ')':
			depth--
			if depth == 0 {
				return b.String(), j + 1
			}
		}
		b.WriteByte(c)
	}
	return b.String(), len(s)
}

// messageIDs reads the message-ids of a field, without their brackets. QUIRK: ones
// without brackets are taken too.
func messageIDs(v []byte, most int) []string {
	s := unfold(strings.ToValidUTF8(string(v[:min(len(v), maxField)]), "\uFFFD"))
	var out []string
	for s != "" && len(out) < most {
		i := strings.IndexByte(s, '<')
		if i < 0 {
			break
		}
		k := strings.IndexByte(s[i:], '>')
		if k < 0 {
			break
		}
		if id := cleanID(s[i+1 : i+k]); id != "" {
			out = append(out, id)
		}
		s = s[i+k+1:]
	}
	if out == nil {
		for _, w := range strings.Fields(s) {
			if id := cleanID(w); strings.Contains(id, "@") && len(out) < most {
				out = append(out, id)
			}
		}
	}
	return out
}

// replyIDs reads the message-ids of In-Reply-To. QUIRK: programs of long ago wrote words between
// them, as in "Message from Jan <jan@example.net> of Monday <1@example.net>" (RFC 822, section
// 4.6.2 has phrases there); then the last one is meant.
func replyIDs(v []byte) []string {
	ids := messageIDs(v, mostReplyTo)
	if len(ids) < 2 {
		return ids
	}
	rest, within := withoutComments(unfold(string(v[:min(len(v), maxField)]))), false
	for _, r := range rest {
		switch {
		case r == '<':
			within = true
		case r == '>':
			within = false
		case !within && r != ' ' && r != '\t' && r != ',':
			return ids[len(ids)-1:]
		}
	}
	return ids
}

func cleanID(s string) string {
	if at := strings.IndexByte(s, '@'); at >= 0 && strings.Contains(s[at:], "(") {
		s = s[:at] + withoutComments(s[at:]) // RFC 5322, section 4.5.4
	}
	return plain.Cut(strings.ReplaceAll(cleanLine(strings.Trim(s, "<> \t")), " ", ""), 1000)
}
