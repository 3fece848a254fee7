package eml

import "bytes"

// Octets before the header, and lines that end with CR alone. RFC 5322, section 2.1
// knows neither: a message begins with a field, and lines end with CRLF.

const (
	maxBlank = 4096 // octets of blank lines before it
	maxNote  = 2000 // octets of a note before it
)

// start is where the header begins. note is true where text stood before it.
func start(b []byte) (at int, note bool) {
	if begins(b) {
		return 0, false
	}
	// QUIRK: a byte order mark, NULs, blanks, the sign of a quotation, or what a
	// terminal was told.
	k := 0
	for k < len(b) && k < maxBlank && (b[k] <= ' ' && b[k] != '\n' && b[k] != '\r' || b[k] >= 0x7F) {
		k++
	}
	if k > 0 && begins(b[k:]) {
		return k, false
	}
	if k, ok := behindSigns(b); ok {
		return k, false
	}
	// QUIRK: blank lines.
	n := 0
	for n < len(b) && n < maxBlank && (b[n] == ' ' || b[n] == '\t' || b[n] == '\r' || b[n] == '\n') {
		n++
	}
	if n > 0 && begins(b[n:]) {
		return n, false
	}
	// QUIRK: a note of a gateway and an empty line. It takes a whole header after
	// it, since without one all is text.
	if h, _ := readHeader(nil, b[:min(len(b), maxNote)], nil); h.known > 0 {
		return 0, false
	}
	end := emptyLine(b[:min(len(b), maxNote)])
	if end < 0 {
		return 0, false
	}
	h, _ := readHeader(nil, b[end:min(len(b), end+64<<10)], nil)
	if h.known >= 3 && len(h.get(fFrom)) > 0 && begins(b[end:]) && (len(h.get(fDate)) > 0 || len(h.get(fReceived)) > 0) {
		return end, true
	}
	return 0, false
}

// behindSigns finds a field behind signs, or what a terminal was told (ECMA-48, section
// 5.4), in the first line, where the second line begins with a field as well.
func behindSigns(b []byte) (at int, ok bool) {
	first, rest := cutLine(b[:min(len(b), 1000)])
	for at < len(first) && !asciiLetter(first[at]) && (first[at] < '0' || first[at] > '9') {
		if at++; first[at-1] == 0x1b && at < len(first) && first[at] == '[' {
			for at++; at < len(first) && !asciiLetter(first[at]); {
				at++
			}
			at = min(at+1, len(first))
		}
	}
	return at, at > 0 && fieldLine(first[at:]) && fieldLine(rest)
}

// startWithin is start for an enclosed message, where a note would be the text.
func startWithin(b []byte) int {
	at, note := start(b[:min(len(b), maxBlank+1000)])
	if note {
		return 0
	}
	return at
}

// begins reports whether b begins with a field known from mail, or with the
// separator of an mbox file.
func begins(b []byte) bool {
	if bytes.HasPrefix(b, []byte("From ")) || bytes.HasPrefix(b, []byte(">From ")) {
		_, rest := cutLine(b[:min(len(b), 1000)])
		return fieldLine(rest) || bytes.HasPrefix(rest, []byte(">From "))
	}
	return fieldLine(b)
}

// emptyLine is where the first empty line of b ends; negative where there is none.
func emptyLine(b []byte) int {
	for at := 0; at < len(b); {
		i := bytes.IndexByte(b[at:], '\n')
		if i < 0 {
			return -1
		}
		if len(bytes.TrimRight(b[at:at+i], "\r")) == 0 {
			return at + i + 1
		}
		at += i + 1
	}
	return -1
}

// crHeader reports whether the lines of the header end with CR alone: read so it has
// sender, subject and the like, and otherwise at most one of them.
func crHeader(b []byte) bool {
	head := b[:min(len(b), 64<<10)]
	i := bytes.IndexByte(head, '\r')
	if i < 0 || i+1 == len(head) || bytes.IndexByte(head[:i], '\n') >= 0 {
		return false
	}
	if rest := bytes.TrimLeft(head[i:], "\r"); len(rest) == 0 || rest[0] == '\n' {
		return false
	}
	h, _ := readHeader(nil, head, nil)
	again, _ := readHeader(nil, bareCRs(head), nil)
	return h.envelope() < 2 && again.envelope() >= 2
}

// envelope counts the fields that nearly every message has.
func (h *header) envelope() int {
	n := 0
	for _, id := range [...]fieldID{fFrom, fTo, fSubject, fDate, fReceived} {
		if len(h.get(id)) > 0 {
			n++
		}
	}
	return n
}
