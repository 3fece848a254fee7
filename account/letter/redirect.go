package letter

import (
	"bytes"
	"slices"
	"strings"
)

// resend makes the octets of a letter that redirects a message: the message as it came, with
// fields before it that say by whom it was passed on and to whom (RFC 5322, section 3.6.6).
// Those who get it answer its first sender. The errors are those of Compose, and ErrHeader
// for a message that does not begin with a header.
func resend(l *Letter) ([]byte, error) {
	raw := l.Resent
	if !Resendable(raw) {
		return nil, ErrHeader
	}
	if bytes.HasPrefix(raw, []byte("From ")) { // of an mbox file (RFC 4155)
		_, raw, _ = bytes.Cut(raw, []byte("\n"))
	}
	var out []byte
	add := func(name string, pieces []string) {
		if len(pieces) > 0 {
			out = append(out, field(name, pieces)...)
		}
	}
	if !l.Date.IsZero() {
		add("Resent-Date", []string{date(l.Date)})
	}
	for _, f := range []struct {
		name string
		list []Person
	}{{"Resent-From", []Person{l.From}}, {"Resent-To", l.To}} {
		pieces, err := people(f.list)
		if err != nil {
			return nil, err
		}
		add(f.name, pieces)
	}
	add(resentID, ids(l.MessageID))
	return append(out, raw...), nil
}

// Resendable reports whether a message can be redirected: it begins with a header.
func Resendable(raw []byte) bool {
	_, _, err := readHeader(slices.Clone(raw[:min(len(raw), maxHeader)]))
	return err == nil
}

// Redirected reads the letter that the octets of a redirected message were made of, with its people; nil:
// they are those of a letter of another kind.
func Redirected(raw []byte) *Letter {
	l := &Letter{Resent: unsent(raw)}
	if l.Resent == nil {
		return nil
	}
	h, _, err := readHeader(slices.Clone(raw[:len(raw)-len(l.Resent)]))
	if err != nil {
		return nil
	}
	if from := good(Read(h.Get("Resent-From"))); len(from) > 0 {
		l.From = from[0]
	}
	l.To, l.MessageID = good(Read(h.Get("Resent-To"))), cleanID(h.Get(resentID))
	if first, _, err := readHeader(slices.Clone(l.Resent[:min(len(l.Resent), maxHeader)])); err == nil {
		l.Subject, _ = words.DecodeHeader(first.Get("Subject"))
	}
	return l
}

// resentID is the last of the fields that resend writes.
const resentID = "Resent-Message-ID"

// unsent returns the message that resend was given; nil: the octets are those of a letter of
// another kind. No field of Compose begins as those of resend do.
func unsent(raw []byte) []byte {
	within := false
	for at := 0; at < len(raw); {
		end := bytes.IndexByte(raw[at:], '\n') + 1
		line := raw[at : at+end]
		more := raw[at] == ' ' || raw[at] == '\t'
		switch {
		case within && !more:
			return raw[at:]
		case end == 0:
			return nil
		case !more && (len(line) < 7 || !strings.EqualFold(string(line[:7]), "Resent-")):
			return nil
		}
		within = within || named(line, resentID)
		at += end
	}
	return nil
}
