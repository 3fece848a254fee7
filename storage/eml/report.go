package eml

import (
	"bytes"
	"strings"
	"time"

	"popmail/assets/plain"
)

// maxRecipients is how many recipients of a report are taken in.
const maxRecipients = 50

// Report is what a mail server or program says about a message that was sent: a
// delivery report (RFC 3464, or an older form) or a receipt (RFC 8098).
type Report struct {
	Receipt    bool   // what somebody did with the message, not what servers did
	Subject    string // of the message that it is about; "" where the report does not say
	Server     string // the server that reports, or the program
	Recipients []Recipient
	Left       int // how many more there are
}

// Recipient is what became of a message for one recipient.
type Recipient struct {
	Address string
	// Action is failed, delayed, delivered, relayed or expanded (RFC 3464, section
	// 2.3.3); of a receipt displayed, deleted, dispatched, processed, denied or
	// failed (RFC 8098, section 3.2.6.2, and RFC 3798 before it). Lower case.
	Action string
	// Status is a code of RFC 3463, such as 5.1.1, or "". Where the report has but a
	// general one, it is that of Said.
	Status string
	Said   string    // what the other server said, with its code
	Server string    // that server
	Until  time.Time // until when the server goes on trying; zero: it is not said
}

// report is the report that the message is; nil where it is none.
func (r *reading) report() *Report {
	at := -1
	for i := range r.t.parts {
		p := &r.t.parts[i]
		if p.inside || len(p.kids) > 0 {
			continue
		}
		switch p.media {
		case "message/delivery-status", "message/global-delivery-status", "message/disposition-notification",
			"message/global-disposition-notification":
			if at < 0 {
				at = i
			}
		}
	}
	if at < 0 {
		return r.oldReport()
	}
	p := &r.t.parts[at]
	text, _ := r.t.partText(at, r.aside())
	rep := &Report{Receipt: strings.Contains(p.media, "disposition")}
	rep.read(plain.Cut(text, maxOther))
	if len(rep.Recipients) == 0 {
		return nil
	}
	rep.Subject = r.reportedSubject()
	return rep
}

// oldReport is a report of Exim or qmail without a part for programs; nil where the
// message is none. QUIRK: a field of Exim's own names whom the message did not reach.
func (r *reading) oldReport() *Report {
	v := r.t.parts[0].h.get(fFailedRecipients)
	if len(v) == 0 {
		return r.qmailReport()
	}
	rep := &Report{Subject: r.reportedSubject()}
	for s := range strings.SplitSeq(cleanLine(unfold(string(v[:min(len(v), maxOther)]))), ",") {
		a := mailAddress(s)
		switch {
		case !strings.Contains(a, "@"):
		case len(rep.Recipients) == maxRecipients:
			rep.Left++
		default:
			rep.Recipients = append(rep.Recipients, Recipient{Address: a, Action: "failed"})
		}
	}
	if len(rep.Recipients) == 0 {
		return nil
	}
	return rep
}

// reportedSubject is that of the message that came back, or of its header.
func (r *reading) reportedSubject() string {
	for i := range r.t.parts {
		p := &r.t.parts[i]
		switch {
		case p.inside:
		case isMessage(p.media) && len(p.kids) == 1:
			return fieldText(r.bud, r.t.parts[p.kids[0]].h.get(fSubject), r.localOf(p.kids[0]))
		case p.media == "text/rfc822-headers" || p.media == "message/rfc822-headers" || p.media == "message/global-headers":
			b := appendDecoded(r.bud, nil, r.t.body(p), p.enc)
			h, _ := readHeader(r.bud, bytes.TrimLeft(b, "\r\n"), nil)
			return fieldText(r.bud, h.get(fSubject), r.localOfHeader(&h))
		}
	}
	return ""
}

// read reads the fields of a report: groups of them, the first of which is about the
// message as a whole (RFC 3464, section 2.1). QUIRK: the empty lines between groups
// are missing, or there are too many; a recipient begins with a field that names it.
func (rep *Report) read(text string) {
	var cur *Recipient
	var original string
	group, named := 0, false // named: the group has its Final-Recipient
	add := func() *Recipient {
		if len(rep.Recipients) >= maxRecipients {
			rep.Left++
			return &Recipient{}
		}
		rep.Recipients = append(rep.Recipients, Recipient{})
		return &rep.Recipients[len(rep.Recipients)-1]
	}
	for name, value := range reportFields(text) {
		if name == "" {
			group++
			cur, named, original = nil, false, ""
			continue
		}
		_, v, typed := strings.Cut(value, ";")
		v = strings.TrimSpace(v)
		if !typed {
			v = value // QUIRK: the type is missing
		}
		switch name {
		case "reporting-mta", "reporting-ua":
			if rep.Server == "" {
				if name == "reporting-ua" {
					v, _, _ = strings.Cut(value, ";")
				}
				rep.Server = strings.TrimSpace(v)
			}
			continue
		case "original-recipient":
			// Postfix names the recipient that it had at the end first.
			a := mailAddress(v)
			if cur == nil || original != "" || named && (cur.Action != "" || cur.Status != "") && a != cur.Address {
				cur, named = add(), false
			}
			if original = a; a != "" {
				cur.Address = a
			}
			continue
		case "final-recipient":
			if cur == nil || named {
				cur, original = add(), ""
			}
			named = true
			if a := mailAddress(v); a != "" && original == "" {
				cur.Address = a
			}
			continue
		case "action", "status", "disposition":
			if cur == nil && (group > 0 || rep.Receipt) {
				cur = add()
			}
		}
		if cur == nil {
			continue
		}
		switch name {
		case "action":
			word, _, _ := strings.Cut(strings.ToLower(value), " ")
			if word == "failure" {
				word = "failed" // QUIRK
			}
			cur.Action = plain.Cut(word, 40)
		case "disposition":
			// automatic-action/MDN-sent-automatically; displayed/error
			word := strings.ToLower(v)
			if n := strings.IndexAny(word, "/,"); n >= 0 {
				word = word[:n]
			}
			cur.Action = plain.Cut(strings.TrimSpace(word), 40)
		case "status":
			cur.Status = statusCode(value)
		case "diagnostic-code", "error", "failure":
			if cur.Said == "" {
				cur.Said = v
			}
		case "remote-mta":
			cur.Server = v
		case "will-retry-until":
			cur.Until, _ = readDate([]byte(value), "")
		}
	}
	kept := rep.Recipients[:0]
	for _, c := range rep.Recipients {
		if c.Address == "" && c.Action == "" {
			continue
		}
		if c.Status == "" || strings.HasSuffix(c.Status, ".0.0") {
			if s := statusIn(c.Said); s != "" && (c.Status == "" || s[0] == c.Status[0]) {
				c.Status = s
			}
		}
		if c.Action == "" && c.Status != "" {
			c.Action = map[byte]string{'2': "delivered", '4': "delayed", '5': "failed"}[c.Status[0]]
		}
		kept = append(kept, c)
	}
	rep.Recipients = kept
}

// reportFields goes through the fields of a report, names in lower case, and tells
// empty lines by an empty name.
func reportFields(text string) func(yield func(name, value string) bool) {
	return func(yield func(name, value string) bool) {
		var name, value string
		flush := func() bool {
			ok := name == "" || yield(name, cleanLine(strings.TrimSpace(value)))
			name, value = "", ""
			return ok
		}
		for line := range strings.Lines(text) {
			line = strings.TrimRight(line, " \t\r\n")
			if line != "" && (line[0] == ' ' || line[0] == '\t') && name != "" {
				if len(value) < maxLine {
					value += " " + strings.TrimSpace(line)
				}
				continue
			}
			if !flush() {
				return
			}
			if line == "" {
				if !yield("", "") {
					return
				}
				continue
			}
			if n, v, ok := strings.Cut(line, ":"); ok && !strings.ContainsAny(strings.TrimSpace(n), " \t") {
				name, value = strings.ToLower(strings.TrimSpace(n)), plain.Cut(v, maxLine)
			}
		}
		flush()
	}
}

// mailAddress is an address of a report without its angle brackets.
func mailAddress(s string) string {
	s = strings.Trim(strings.TrimSpace(s), "<>\"")
	return plain.Cut(strings.TrimSpace(s), 320)
}

// statusCode is the code that s begins with (RFC 3463, section 2), or "".
func statusCode(s string) string {
	s = strings.TrimSpace(s)
	n := 0
	for n < len(s) && (s[n] >= '0' && s[n] <= '9' || s[n] == '.') {
		n++
	}
	parts := strings.Split(strings.TrimRight(s[:n], "."), ".")
	if len(parts) != 3 || len(parts[0]) != 1 || !strings.Contains("245", parts[0]) {
		return ""
	}
	for _, p := range parts[1:] {
		if len(p) == 0 || len(p) > 3 {
			return ""
		}
	}
	return strings.Join(parts, ".")
}

// statusIn is the first code in what a server said, or "".
func statusIn(s string) string {
	for f := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == ' ' || r == '-' || r == '#' || r == '(' || r == '<' }) {
		if c := statusCode(f); c != "" {
			return c
		}
	}
	return ""
}
