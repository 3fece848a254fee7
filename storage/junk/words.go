package junk

import (
	"bytes"
	"slices"
	"strings"
	"unicode/utf8"

	"popmail/storage/eml"
	"popmail/storage/query"
)

// Bounds of what is read of one letter.
const (
	maxWords  = 3000      // that are looked at
	maxApart  = 1500      // of these, such as do not stand in the text
	maxText   = 256 << 10 // octets of its text
	maxPage   = 512 << 10 // octets of its HTML, for the hosts of links
	maxHead   = 32 << 10  // octets of its header
	maxHosts  = 50
	minLetter = 2  // letters of a word, where it is written in an alphabet
	maxLetter = 24 // longer ones are mostly no words
)

// The kinds of words that do not stand in the text begin with one of these, a colon and what the
// kind is about. No word of a text holds a colon.
const (
	KindSubject = "subject" // a word of the subject
	KindName    = "name"    // a word of the sender's name
	KindFrom    = "from"    // the sender's address, or its host
	KindReply   = "reply"   // the host that answers go to, where it is not the sender's
	KindTo      = "to"      // the host of an address it was sent to, or a word of the name
	KindList    = "list"    // a word of the mailing list's name (List-Id, RFC 2919)
	KindLink    = "link"    // the host of a link
	KindMailer  = "mailer"  // the program that wrote the letter
	KindType    = "type"    // the form of the letter: its media type, or of a file in it
	KindServer  = "server"  // what the server's own filter said (X-Spam-Flag, X-Spam-Status): "junk" or "good"
	KindSign    = "sign"    // a peculiarity, such as "no-to"
	KindRelay   = "relay"   // the host of a server on the way
)

// Part splits a word into its kind, which is empty for one of the text, and the rest.
func Part(word string) (kind, rest string) {
	if k, r, ok := strings.Cut(word, ":"); ok {
		return k, r
	}
	return "", word
}

// Words returns the words of a letter, each once, in order of the alphabet: those of its readable
// text, and of what else tells letters apart. raw are its octets, or as many of them as are here.
func Words(raw []byte, m *eml.Message) []string {
	s := set{}
	// What says the most comes first: there is room for it however long the letter is.
	s.head(raw[:min(len(raw), maxHead)])
	text := m.Readable()
	for _, a := range m.From {
		s.text(KindName, a.Name)
		s.add(KindFrom, strings.ToLower(a.Email))
		s.add(KindFrom, Host(a.Email))
	}
	for _, a := range m.ReplyTo {
		if h := Host(a.Email); len(m.From) == 0 || h != Host(m.From[0].Email) {
			s.add(KindReply, h)
		}
	}
	if len(m.To) == 0 {
		s.add(KindSign, "no-to")
	}
	if strings.ToUpper(m.Subject) == m.Subject && strings.ToLower(m.Subject) != m.Subject {
		s.add(KindSign, "loud")
	}
	if strings.Contains(m.Subject, "!") {
		s.add(KindSign, "!")
	}
	if strings.Contains(m.Subject, "?") {
		s.add(KindSign, "?")
	}
	if strings.Contains(text, "$") {
		s.add(KindSign, "$")
	}
	if strings.Contains(text, "!!") {
		s.add(KindSign, "!!")
	}
	if m.InReplyTo != "" || len(m.References) > 0 {
		s.add(KindSign, "answer")
	}
	hosts := 0
	for _, p := range m.Pages {
		hosts = s.hosts(p.HTML[:min(len(p.HTML), maxPage)], hosts)
	}
	s.hosts(text[:min(len(text), maxText)], hosts)
	for i := range m.Attachments {
		s.add(KindType, m.Attachments[i].Type)
	}
	s.text(KindSubject, m.Subject)
	for _, a := range append(m.To[:len(m.To):len(m.To)], m.Cc...) {
		s.add(KindTo, Host(a.Email))
		s.text(KindTo, a.Name)
	}
	s.text("", text[:min(len(text), maxText)])
	out := make([]string, 0, len(s))
	for w := range s {
		out = append(out, w)
	}
	slices.Sort(out)
	return out
}

// Host is what stands behind the @ of an address, in small letters.
func Host(address string) string {
	return strings.ToLower(address[strings.LastIndexByte(address, '@')+1:])
}

type set map[string]struct{}

func (s set) add(kind, word string) {
	word = strings.ToValidUTF8(word, "") // fields of the header may hold anything
	if word == "" || len(word) > 200 || len(s) >= maxWords || kind != "" && len(s) >= maxApart {
		return
	}
	if kind != "" {
		word = kind + ":" + word
	}
	s[word] = struct{}{}
}

// text adds the words of a text as the index knows them: folded, the scripts that have no blanks
// cut into pairs.
func (s set) text(kind, text string) {
	for word := range bytes.FieldsSeq(query.AppendIndex(nil, text)) {
		n := utf8.RuneCount(word)
		if word[0] >= '0' && word[0] <= '9' || n == len(word) && n < minLetter || n > maxLetter || n < len(word) && n < 2 {
			continue
		}
		s.add(kind, string(word))
	}
}

// hosts adds the hosts of http and https links in a text or a page.
func (s set) hosts(text string, n int) int {
	for n < maxHosts {
		_, after, ok := strings.Cut(text, "://")
		if !ok {
			break
		}
		text = after
		end := strings.IndexFunc(after, func(r rune) bool {
			return r != '.' && r != '-' && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') && r < utf8.RuneSelf
		})
		if end < 0 {
			end = len(after)
		}
		host := strings.ToLower(strings.Trim(after[:end], "."))
		if len(host) < 4 || len(host) > 100 || !strings.Contains(host, ".") {
			continue
		}
		n++
		s.add(KindLink, host)
		// The registered name alone as well: senders of junk number the rest.
		if parts := strings.Split(host, "."); len(parts) > 2 {
			s.add(KindLink, strings.Join(parts[len(parts)-2:], "."))
		}
	}
	return n
}

// head adds what the header says (RFC 5322, section 2.2), field by field.
func (s set) head(raw []byte) {
	for field := range fields(raw) {
		name, value, ok := bytes.Cut(field, []byte(":"))
		if !ok {
			continue
		}
		v := strings.ToLower(strings.TrimSpace(string(value)))
		n := strings.ToLower(string(bytes.TrimSpace(name)))
		switch n {
		case "message-id", "return-path":
			s.add(KindFrom, Host(strings.Trim(v, "<> ")))
		case "date":
			if i := strings.LastIndexAny(v, "+-"); i >= 0 && len(v) >= i+5 {
				s.add(KindSign, "zone"+v[i:i+5])
			}
		case "received":
			s.relay(v)
		case "x-mailer", "user-agent":
			word, _, _ := strings.Cut(v, "/")
			s.text(KindMailer, word)
		case "list-id":
			if i := strings.LastIndexByte(v, '<'); i >= 0 {
				v = strings.Trim(v[i:], "<> ")
			}
			s.add(KindList, v)
		case "content-type":
			media, _, _ := strings.Cut(v, ";")
			s.add(KindType, strings.TrimSpace(media))
			if _, cs, ok := strings.Cut(v, "charset="); ok {
				cs, _, _ = strings.Cut(strings.Trim(cs, `"' `), ";")
				s.add(KindType, strings.Trim(cs, `"' `))
			}
		case "x-spam-flag":
			s.server(strings.HasPrefix(v, "yes"))
		case "x-spam-status":
			s.server(strings.HasPrefix(v, "yes"))
		}
	}
}

// server adds what the server's filter said: one word, however many fields say it.
func (s set) server(bad bool) {
	if bad {
		delete(s, KindServer+":good")
		s.add(KindServer, "junk")
	} else if _, ok := s[KindServer+":junk"]; !ok {
		s.add(KindServer, "good")
	}
}

// relay adds the host that handed a letter on (RFC 5321, section 4.4).
func (s set) relay(v string) {
	_, after, ok := strings.Cut(v, "from ")
	if !ok {
		return
	}
	host, _, _ := strings.Cut(after, " ")
	if parts := strings.Split(strings.Trim(host, "[]()."), "."); len(parts) >= 2 {
		s.add(KindRelay, strings.Join(parts[len(parts)-2:], "."))
	}
}

// fields yields the fields of a header, unfolded lines joined by their ends.
func fields(raw []byte) func(yield func([]byte) bool) {
	return func(yield func([]byte) bool) {
		var field []byte
		for line := range bytes.Lines(raw) {
			line = bytes.TrimRight(line, "\r\n")
			switch {
			case len(line) == 0:
				if field != nil {
					yield(field)
				}
				return
			case line[0] == ' ' || line[0] == '\t':
				field = append(field, line...)
			default:
				if field != nil && !yield(field) {
					return
				}
				field = bytes.Clone(line)
			}
		}
		if field != nil {
			yield(field)
		}
	}
}
