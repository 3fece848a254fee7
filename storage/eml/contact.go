package eml

import (
	"strings"
	"time"

	"popmail/assets/plain"
)

// Bounds of what is taken in of cards.
const (
	maxContacts = 20
	maxFacts    = 20 // phones, addresses and so on of one contact
)

// Contact is a contact card that came with the message (RFC 6350; also versions 2.1
// and 3.0). What the card does not say is empty.
type Contact struct {
	Attachment int // index in Message.Attachments of the card
	Name       string
	Title      string // what the person does
	Org        string
	Phones     []Fact
	Emails     []Fact
	Addresses  []Fact // several lines
	Links      []Fact // http or https
	Birthday   string // as the card has it, 1990-12-24 for a whole date
	Note       string
}

// Fact is a number, an address or the like. Kind is home, work, mobile or fax, or
// "" where the card says none of these.
type Fact struct{ Kind, Value string }

// readContacts reads the cards of a file, most of them at most, and returns how
// many there are beyond.
func readContacts(s string, most int) (contacts []Contact, left int) {
	var c *Contact
	var parts [5]string // of the name (section 6.2.2)
	depth := 0
	done := func() {
		if c == nil {
			return
		}
		if c.Name == "" {
			c.Name = cleanLine(strings.Join(strings.Fields(parts[3]+" "+parts[1]+" "+parts[2]+" "+parts[0]+" "+parts[4]), " "))
		}
		if c.Name == "" {
			c.Name = c.Org
		}
		if c.Name == "" && len(c.Emails) > 0 {
			c.Name = c.Emails[0].Value
		}
		if c.Name == "" && len(c.Phones) == 0 {
			contacts = contacts[:len(contacts)-1]
		}
		c = nil
	}
	for l := range contentLines(s) {
		switch l.name {
		case "BEGIN":
			if !strings.EqualFold(strings.TrimSpace(l.value), "VCARD") {
				continue
			}
			if depth++; depth > 1 {
				continue // version 2.1: a card in a card
			}
			parts = [5]string{}
			if len(contacts) >= most {
				left++
				continue
			}
			contacts = append(contacts, Contact{})
			c = &contacts[len(contacts)-1]
			continue
		case "END":
			if strings.EqualFold(strings.TrimSpace(l.value), "VCARD") {
				if depth = max(depth-1, 0); depth == 0 {
					done()
				}
			}
			continue
		}
		if c == nil || depth != 1 {
			continue
		}
		if l.name == "N" {
			copy(parts[:], fields(l.value))
			continue
		}
		c.take(l)
	}
	done() // QUIRK: cut off on its way
	return contacts, left
}

// take takes in a line of the card.
func (c *Contact) take(l *contentLine) {
	v := cleanLine(unescaped(l.value))
	if v == "" {
		return
	}
	add := func(to *[]Fact, v string) {
		if v == "" || len(*to) >= maxFacts {
			return
		}
		for _, f := range *to {
			if f.Value == v {
				return
			}
		}
		*to = append(*to, Fact{Kind: l.kind(), Value: v})
	}
	switch l.name {
	case "FN":
		if c.Name == "" {
			c.Name = v
		}
	case "TITLE", "ROLE":
		if c.Title == "" {
			c.Title = v
		}
	case "ORG":
		if c.Org == "" {
			c.Org = cleanLine(joinFields(l.value, ", "))
		}
	case "TEL":
		add(&c.Phones, phone(v))
	case "EMAIL":
		add(&c.Emails, strings.TrimPrefix(v, "mailto:"))
	case "ADR":
		add(&c.Addresses, postal(l.value))
	case "URL":
		add(&c.Links, webAddress(l.value))
	case "BDAY":
		c.Birthday = birthday(v, l.param("X-APPLE-OMIT-YEAR"))
	case "NOTE":
		if c.Note == "" {
			c.Note = strings.TrimSpace(plain.Cut(cleanText(unescaped(l.value)), maxNotes))
		}
	}
}

// birthday is the day of a birthday: "1990-12-24", without a year "--12-24" (RFC 6350, section 4.3.1), or what stands
// there. QUIRK: no is a year that stands for none.
func birthday(v, no string) string {
	day := v
	if len(day) > 8 && strings.ContainsAny(day[8:], "Tt") {
		day = day[:8+strings.IndexAny(day[8:], "Tt")] // a time (RFC 2426, section 3.1.5)
	}
	if rest, ok := strings.CutPrefix(day, "--"); ok {
		rest, _, _ = strings.Cut(strings.ToUpper(rest), "T")
		if t, err := time.Parse("20060102", "2000"+strings.Replace(rest, "-", "", 1)); err == nil {
			return t.Format("--01-02")
		}
		return v
	}
	t, hour, ok := clock(day)
	switch {
	case !ok || hour:
		return v
	case no != "" && strings.HasPrefix(day, no):
		return t.Format("--01-02")
	}
	return t.Format("2006-01-02")
}

// phone is a telephone number, of a tel: address with its extension (RFC 3966, section 3).
func phone(s string) string {
	rest, ok := strings.CutPrefix(s, "tel:")
	if !ok {
		return s
	}
	number, params, _ := strings.Cut(rest, ";")
	for p := range strings.SplitSeq(params, ";") {
		if ext, ok := strings.CutPrefix(strings.ToLower(p), "ext="); ok && ext != "" {
			number += " ext. " + ext
		}
	}
	return number
}

// kind is what a fact is of. Version 2.1 has the types bare.
func (l *contentLine) kind() string {
	kind := ""
	for p := range strings.FieldsFuncSeq(strings.ToUpper(l.params), func(r rune) bool { return r == ';' || r == ',' || r == '"' || r == '=' }) {
		switch strings.TrimSpace(p) {
		case "CELL", "MOBILE", "IPHONE":
			return "mobile"
		case "FAX":
			return "fax"
		case "HOME":
			kind = "home"
		case "WORK":
			kind = "work"
		}
	}
	return kind
}

// fields are the parts of a value that is made of several (RFC 6350, section 3.3),
// as many as a name or an address has.
func fields(s string) []string {
	var out []string
	for len(out) < 8 {
		n := 0
		for n < len(s) && s[n] != ';' {
			if s[n] == '\\' {
				n++
			}
			n++
		}
		n = min(n, len(s))
		out = append(out, cleanLine(strings.NewReplacer("\r\n", ", ", "\n", ", ", "\r", ", ").Replace(strings.TrimSpace(unescaped(s[:n])))))
		if n == len(s) {
			break
		}
		s = s[n+1:]
	}
	return out
}

// joinFields is the parts that are not empty.
func joinFields(s, with string) string {
	var out []string
	for _, p := range fields(s) {
		if p != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, with)
}

// postal is a postal address in lines: street, place, country (section 6.3.1).
func postal(s string) string {
	p := fields(s)
	if len(p) < 3 {
		return joinFields(s, "\n")
	}
	p = append(p, make([]string, 7)...)
	place := strings.TrimSpace(p[3])
	if p[4] != "" {
		place = strings.TrimPrefix(place+", "+p[4], ", ")
	}
	place = strings.TrimSpace(place + " " + p[5])
	var out []string
	for _, v := range [...]string{p[0], p[1], p[2], place, p[6]} {
		if v != "" {
			out = append(out, v)
		}
	}
	return strings.Join(out, "\n")
}
