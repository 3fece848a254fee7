package eml

import (
	"path"
	"strings"
)

// Letter reports whether an attachment says, by its type or the ending of its name, that
// it is a message (RFC 2046, section 5.2.1; RFC 6532, section 3.7). See IsMessage.
func (a Attachment) Letter() bool {
	return isMessage(a.Type) || strings.EqualFold(path.Ext(a.Name), ".eml")
}

// MayBeMessage reports whether IsMessage may, whatever the octets.
func (a Attachment) MayBeMessage() bool {
	return a.Letter() || a.Type == "application/octet-stream" && path.Ext(a.Name) == ""
}

// IsMessage reports whether the octets of an attachment are a message: where its type says
// so always, else where they begin as nothing but a message does.
func IsMessage(a Attachment, data []byte) bool {
	if isMessage(a.Type) {
		return true
	}
	// QUIRK: messages are sent as files, under the type for octets or for text.
	if !a.MayBeMessage() {
		return false
	}
	least := 2
	if !a.Letter() {
		least = 4
	}
	at := startWithin(data)
	head := data[at:min(len(data), at+64<<10)]
	if !begins(head) {
		return false
	}
	h, _ := readHeader(nil, head, nil)
	return h.envelope() >= least
}
