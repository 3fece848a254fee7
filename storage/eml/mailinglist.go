package eml

import (
	"bytes"
	"net/url"
	"strings"

	"popmail/storage/mailbox"
)

// Bounds of what is taken of the fields of a mailing list.
const (
	mostListField = 4 << 10 // octets of one that are looked at
	mostListID    = 255     // RFC 2919, section 2
	mostListName  = 100     // characters
)

// mailingList is the mailing list that a message came through: that of List-Id (RFC 2919), else the
// one whose address is in List-Post, or can be told by that of List-Unsubscribe (RFC 2369). Its
// Address is empty where the header names none.
func mailingList(bud *budget, h *header, local string) (l mailbox.MailingList) {
	field := h.get(fListID)
	field = field[:min(len(field), mostListField)]
	if from, to := bytes.LastIndexByte(field, '<'), bytes.LastIndexByte(field, '>'); from >= 0 {
		if to < from {
			to = len(field) // QUIRK: the last bracket is missing
		}
		l.Address = listAddress(string(field[from+1 : to]))
		l.Name = listName(fieldText(bud, field[:from], local))
	} else if text := string(bytes.TrimSpace(field)); strings.Contains(text, ".") && !strings.ContainsAny(text, " \t\r\n") {
		l.Address = listAddress(text) // QUIRK: no brackets around it; RFC 2919, section 3 wants them
	}
	if l.Address == "" {
		l.Name = ""
		l.Address = listAddress(mailtoOf(h.get(fListPost)))
	}
	if l.Address == "" {
		l.Address = listAddress(leftBy(mailtoOf(h.get(fListUnsubscribe))))
	}
	return l
}

// listAddress is the identifier of a list as it is compared: in lower case, without the white space
// of folding, and with a dot for the @ of an address, as the List-Id of most lists has it. It is
// empty for what is none.
func listAddress(s string) string {
	s = strings.ToLower(strings.Join(strings.Fields(s), ""))
	s = strings.Trim(strings.Replace(s, "@", ".", 1), ".")
	named := false
	for i := range len(s) {
		c := s[i]
		if c <= ' ' || c >= 0x7F || strings.IndexByte(`<>()[]\,;:@"`, c) >= 0 {
			return ""
		}
		named = named || c >= 'a' && c <= 'z' || c >= '0' && c <= '9'
	}
	if !named || len(s) > mostListID {
		return ""
	}
	return s
}

// listName is the phrase before the identifier, without quotation marks.
func listName(s string) string {
	s = strings.TrimSpace(s)
	if len(s) >= 2 && s[0] == '"' && s[len(s)-1] == '"' {
		s = strings.NewReplacer(`\\`, `\`, `\"`, `"`, `\(`, "(", `\)`, ")").Replace(s[1 : len(s)-1])
	}
	s = strings.TrimSpace(strings.Trim(s, `"<>`))
	if r := []rune(s); len(r) > mostListName {
		s = strings.TrimSpace(string(r[:mostListName]))
	}
	return s
}

// mailtoOf is the first address for letters in a List- field (RFC 2369, section 2); empty: there is
// none, as where nobody may post.
func mailtoOf(field []byte) string {
	for _, t := range bracketed(strings.ToValidUTF8(string(field[:min(len(field), mostListField)]), "")) {
		scheme, rest, ok := strings.Cut(strings.Join(strings.Fields(t), ""), ":")
		if !ok || !strings.EqualFold(scheme, "mailto") {
			continue
		}
		address, _, _ := strings.Cut(rest, "?")
		if plain, err := url.PathUnescape(address); err == nil {
			address = plain
		}
		if strings.Contains(address, "@") {
			return address
		}
	}
	return ""
}

// leftBy is the address of the list that is left by a letter to an address, as those of lists are
// called; empty where it does not say so, as those of newsletters, which are made for each reader.
func leftBy(address string) string {
	local, host, _ := strings.Cut(address, "@")
	for _, end := range []string{"-request", "-unsubscribe", "-leave"} {
		if len(local) > len(end) && strings.EqualFold(local[len(local)-len(end):], end) {
			return local[:len(local)-len(end)] + "@" + host
		}
	}
	return ""
}
