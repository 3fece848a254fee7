package eml

import (
	"slices"
	"strings"
)

// Unsubscribe is how the header of a message says that one leaves its mailing list
// (RFC 2369, section 3.2).
type Unsubscribe struct {
	// Targets are http, https and mailto addresses as the sender wrote them, the one that
	// the sender likes best first.
	Targets []string
	// OneClick: a POST to the first https address is enough (RFC 8058), as the header says,
	// and a signature in it claims to cover that. Whether it does is for who sends the POST
	// to find out.
	OneClick bool
}

// Bounds of what is taken of the field.
const (
	mostTargets = 8
	mostTarget  = 4000 // octets of one
)

// unsubscribe reads the fields of the message's own header; nil: they say nothing.
func (r *reading) unsubscribe() *Unsubscribe {
	h := &r.t.parts[0].h
	raw := h.get(fListUnsubscribe)
	raw = raw[:min(len(raw), 4*mostTarget)]
	field := strings.ToValidUTF8(string(raw), "")
	if strings.Contains(field, "=?") && !strings.Contains(field, "<") {
		field = fieldText(r.bud, raw, r.fieldCharset()) // QUIRK: addresses as encoded words
	}
	var u Unsubscribe
	for _, t := range bracketed(field) {
		// White space in an address comes of folding (RFC 2369, section 2).
		t = strings.Join(strings.Fields(t), "")
		scheme, _, ok := strings.Cut(t, ":")
		if scheme = strings.ToLower(scheme); !ok || len(t) > mostTarget || scheme != "http" && scheme != "https" && scheme != "mailto" {
			continue
		}
		if u.Targets = append(u.Targets, t); len(u.Targets) == mostTargets {
			break
		}
	}
	if len(u.Targets) == 0 {
		return nil
	}
	post := strings.Join(strings.Fields(fieldText(r.bud, h.get(fListUnsubscribePost), "")), "")
	u.OneClick = strings.EqualFold(post, "List-Unsubscribe=One-Click") &&
		slices.ContainsFunc(u.Targets, func(t string) bool { return strings.HasPrefix(strings.ToLower(t), "https:") }) && h.listSigned()
	return &u
}

// listSigned reports whether a DKIM signature names both fields of RFC 8058 (section 4)
// among those that it covers (RFC 6376, section 3.5, tag h).
func (h *header) listSigned() bool {
	if signsList(h.get(fDKIM)) {
		return true
	}
	return slices.ContainsFunc(h.more, func(m also) bool { return m.id == fDKIM && signsList(m.value) })
}

func signsList(signature []byte) bool {
	for tag := range strings.SplitSeq(string(signature[:min(len(signature), 8<<10)]), ";") {
		name, value, _ := strings.Cut(tag, "=")
		if strings.TrimSpace(name) != "h" {
			continue
		}
		fields := strings.Split(strings.ToLower(strings.Join(strings.Fields(value), "")), ":")
		return slices.Contains(fields, "list-unsubscribe") && slices.Contains(fields, "list-unsubscribe-post")
	}
	return false
}

// bracketed are the addresses in angle brackets of a List- field. Comments are beside them.
func bracketed(field string) (list []string) {
	if !strings.Contains(field, "<") {
		// QUIRK: addresses without brackets.
		return strings.FieldsFunc(field, func(r rune) bool { return r == ',' || r == ' ' || r == '\t' || r == '\n' })
	}
	for len(list) < 4*mostTargets {
		_, after, ok := strings.Cut(field, "<")
		if !ok {
			return list
		}
		inner, rest, ok := strings.Cut(after, ">")
		if !ok {
			return append(list, after) // QUIRK: the last bracket is missing
		}
		list, field = append(list, inner), rest
	}
	return list
}
