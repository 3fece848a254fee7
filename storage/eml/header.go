package eml

import (
	"bytes"
)

// fieldID is a header field that this package reads.
type fieldID uint8

const (
	fNone  fieldID = iota
	fOther         // known to be a header field, but not read
	fFrom
	fSender
	fReturnPath
	fTo
	fCc
	fReplyTo
	fSubject
	fDate
	fMessageID
	fInReplyTo
	fReferences
	fContentType
	fContentEncoding
	fContentDisposition
	fContentID
	fContentDescription
	fContentLocation
	fBcc
	fReceived
	fFailedRecipients
	fListUnsubscribe
	fListUnsubscribePost
	fListPost
	fListID
	fDKIM
	fResentFrom
	fResentTo
	fResentDate
	fResentID
	fieldCount
)

// resent reports whether a field is one of those that are written again each time a message
// is redirected.
func (id fieldID) resent() bool { return id >= fResentFrom && id <= fResentID }

var fieldNames = map[string]fieldID{
	"from": fFrom, "sender": fSender, "return-path": fReturnPath, "to": fTo, "cc": fCc, "bcc": fBcc, "reply-to": fReplyTo,
	"subject": fSubject, "date": fDate, "message-id": fMessageID, "in-reply-to": fInReplyTo, "references": fReferences,
	"content-type": fContentType, "content-transfer-encoding": fContentEncoding,
	"content-disposition": fContentDisposition, "content-id": fContentID,
	"content-description": fContentDescription, "content-location": fContentLocation,
	"list-unsubscribe": fListUnsubscribe, "list-unsubscribe-post": fListUnsubscribePost, "list-post": fListPost, "list-id": fListID, "dkim-signature": fDKIM,
	"resent-from": fResentFrom, "resent-to": fResentTo, "resent-date": fResentDate, "resent-message-id": fResentID,
	"received": fReceived, "x-received": fReceived, "delivery-date": fReceived, "x-failed-recipients": fFailedRecipients, "delivered-to": fOther, "mime-version": fOther, "status": fOther,
	"priority": fOther, "importance": fOther, "precedence": fOther, "errors-to": fOther, "organization": fOther,
	"comments": fOther, "keywords": fOther, "envelope-to": fOther, "user-agent": fOther,
	"lines": fOther, "apparently-to": fOther, "authentication-results": fOther,
	"thread-topic": fOther, "thread-index": fOther, "newsgroups": fOther, "path": fOther, "mailing-list": fOther,
	"auto-submitted": fOther, "domainkey-signature": fOther, "arc-seal": fOther, "autocrypt": fOther, "sensitivity": fOther,
}

// header is the header of a message or of a part. Values are as they stand,
// folds included.
type header struct {
	value [fieldCount][]byte // the first field of each name
	more  []also             // further To, Cc, Bcc, Date, Received and DKIM-Signature fields
	known int                // fields with a name known from mail
	junk  bool               // lines that are no fields were left out
	open  bool               // the empty line before the body is missing
}

type also struct {
	id    fieldID
	value []byte
}

func (h *header) get(id fieldID) []byte { return h.value[id] }

// readHeader reads the header that b begins with and returns where the body
// begins. stop tells lines that end a header by force, those that separate
// parts. Where no line is a field known from mail, there is no header and all is
// body.
func readHeader(bud *budget, b []byte, stop func(line []byte) bool) (h header, body int) {
	id := fNone
	from, to := 0, 0 // the value of the field that is being read
	fields := 0
	done := func() {
		if id <= fOther {
			return
		}
		v := b[from:to]
		switch {
		case len(bytes.TrimSpace(h.value[id])) == 0:
			h.value[id] = v
		case (id == fTo || id == fCc || id == fBcc || id == fDate || id == fReceived || id == fDKIM) && len(h.more) < 200:
			// QUIRK: several To, Cc, Bcc and Date fields; RFC 5322, section 3.6 allows one.
			h.more = append(h.more, also{id, v})
		}
		id = fNone
	}
	pos, sure := 0, 0 // before sure, broken lines are of the header
lines:
	for pos < len(b) {
		next := len(b)
		end := next
		if i := bytes.IndexByte(b[pos:], '\n'); i >= 0 {
			end, next = pos+i, pos+i+1
		}
		line := b[pos:end]
		if !bud.spend(50 + 2*len(line)) {
			break
		}
		for len(line) > 0 && line[len(line)-1] == '\r' {
			line = line[:len(line)-1]
		}
		if len(line) == 0 {
			pos = next
			break
		}
		if line[0] == ' ' || line[0] == '\t' {
			// QUIRK: a line of blanks may be a mangled empty line.
			if len(bytes.TrimLeft(line, " \t")) == 0 && !goesOn(b[next:]) && !unfinished(id, b[from:to], b[next:]) {
				pos = next
				break
			}
			to = pos + len(line)
			pos = next
			continue
		}
		if line[0] == '-' && len(line) > 2 && line[1] == '-' && stop != nil && stop(line) {
			break
		}
		name, colon := fieldName(line)
		switch {
		case name != nil:
			done()
			fields++
			id = lookupField(name)
			if id != fNone {
				h.known++
			}
			from, to = pos+colon+1, pos+len(line)
		case bytes.HasPrefix(line, []byte("From ")) || bytes.HasPrefix(line, []byte(">From ")):
			// QUIRK: the separator of an mbox file was left in the message.
		default:
			if pos >= sure {
				to, ok := h.goesOnAfter(b[next:], id, stop)
				if !ok {
					// QUIRK: the empty line before the body is missing.
					h.open = true
					break lines
				}
				sure = next + to
			}
			// QUIRK: broken lines among the fields.
			done()
			h.junk = true
		}
		pos = next
	}
	done()
	if h.known == 0 && fields > 0 {
		return header{open: true}, 0
	}
	return h, pos
}

// fieldName returns the name that line begins with and the place of its colon,
// or nil where it does not begin with a name (RFC 5322, section 2.2).
func fieldName(line []byte) (name []byte, colon int) {
	i := 0
	for i < len(line) && i < 100 && line[i] > ' ' && line[i] < 0x7F && line[i] != ':' {
		i++
	}
	name = line[:i]
	for i < len(line) && (line[i] == ' ' || line[i] == '\t') {
		i++ // QUIRK: "Subject : x", RFC 5322, section 4.5
	}
	if len(name) == 0 || i >= len(line) || line[i] != ':' {
		return nil, 0
	}
	return name, i
}

// goesOn reports whether a header goes on with b: with a field, or with the rest
// of one and then a field or the end of the header.
func goesOn(b []byte) bool {
	if len(b) == 0 || b[0] == '\n' || b[0] == '\r' {
		return true
	}
	for range 5 {
		if b[0] != ' ' && b[0] != '\t' {
			return fieldLine(b)
		}
		i := bytes.IndexByte(b, '\n')
		if i < 0 || i+1 == len(b) || i > 1000 {
			return false
		}
		b = b[i+1:]
	}
	return false
}

// unfinished reports whether the value of a field needs a parameter after it, as may
// stand in the line that follows.
func unfinished(id fieldID, v, next []byte) bool {
	if id != fContentType && id != fContentDisposition || len(next) == 0 || next[0] != ' ' && next[0] != '\t' {
		return false
	}
	line, _ := cutLine(next)
	return bytes.HasSuffix(bytes.TrimSpace(v), []byte(";")) && bytes.IndexByte(line, '=') > 0
}

// fieldLine reports whether b begins with a field whose name is known from mail.
func fieldLine(b []byte) bool {
	if i := bytes.IndexByte(b[:min(len(b), 1000)], '\n'); i >= 0 {
		b = b[:i]
	}
	b = b[:min(len(b), 1000)]
	name, _ := fieldName(b)
	return name != nil && lookupField(name) != fNone
}

// Broken lines in a row that a header may have, and their octets.
const (
	maxBroken       = 200
	maxBrokenOctets = 64 << 10
)

// goesOnAfter reports whether the header goes on after a broken line, and how far it
// surely does: to the next field, or over further broken lines, before the empty line,
// to one that has not been seen and is not last, or to the end of a header whose last
// line is a field of mail alone. Sender, subject and date that have been seen are
// quoted in a text whose empty line is missing; Received, To and Cc are repeated.
func (h *header) goesOnAfter(b []byte, last fieldID, stop func(line []byte) bool) (to int, ok bool) {
	if fieldLine(b) {
		return 0, true
	}
	b = b[:min(len(b), maxBrokenOctets)]
	machine := false // the line before is a field that only programs write
	for at, n := 0, 0; at < len(b) && n < maxBroken; n++ {
		line := b[at:]
		i := bytes.IndexByte(line, '\n')
		if i < 0 {
			return 0, false
		}
		line = bytes.TrimRight(line[:i], "\r")
		switch {
		case len(line) == 0:
			return at, machine
		case len(line) > 1000, line[0] == '-' && stop != nil && stop(line):
			return 0, false
		case line[0] == ' ' || line[0] == '\t': // of the field before
		default:
			id := fNone
			if name, _ := fieldName(line); name != nil {
				id = lookupField(name)
			}
			machine = id == fOther || id == fReceived || id.resent()
			switch {
			case id <= fOther, id == fReceived, id.resent():
			case len(h.value[id]) == 0 && id != last:
				return at, true
			case id != fTo && id != fCc:
				return 0, false
			}
		}
		at += i + 1
	}
	return 0, false
}

// lookupField finds the field with a name; fOther for names that only mail has.
func lookupField(name []byte) fieldID {
	var low [32]byte
	if len(name) > len(low) {
		if hyphens := bytes.Count(name, []byte("-")); hyphens > 0 {
			return fOther
		}
		return fNone
	}
	for i, c := range name {
		if c >= 'A' && c <= 'Z' {
			c |= 0x20
		}
		low[i] = c
	}
	n := low[:len(name)]
	if id, ok := fieldNames[string(n)]; ok {
		return id
	}
	for _, p := range headerPrefixes {
		if bytes.HasPrefix(n, p) {
			return fOther
		}
	}
	return fNone
}

var headerPrefixes = [][]byte{[]byte("x-"), []byte("content-"), []byte("list-"), []byte("resent-"), []byte("arc-"),
	[]byte("received-"), []byte("original-"), []byte("disposition-"), []byte("old-"), []byte("delivered-")}

// HeaderBlock returns the header of a message as it stands, up to and without
// the empty line, and without octets before its first field.
func HeaderBlock(raw []byte) []byte {
	at, _ := start(raw)
	raw = raw[at:]
	_, body := readHeader(nil, raw, nil)
	return bytes.TrimRight(raw[:body], "\r\n")
}
