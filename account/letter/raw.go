package letter

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"mime"
	"slices"
	"strings"
	"time"

	"github.com/emersion/go-message"
	"github.com/emersion/go-message/mail"
	"github.com/emersion/go-message/textproto"
)

// ErrHeader says that octets that are to be sent do not begin with a header that can be
// read.
var ErrHeader = errors.New("this is not a mail message: it does not begin with header fields such as From and Subject")

// maxHeader bounds the header of a message that comes from outside.
const maxHeader = 1 << 20

// Envelope reads from a message whom it comes from and all whom it goes to: To, Cc and
// Bcc, each address once. Of one that is redirected these are the people of the last redirection
// alone (RFC 5322, section 3.6.6). from is empty where the message does not say.
func Envelope(raw []byte) (from string, to []string, err error) {
	h, _, err := readHeader(raw)
	if err != nil {
		return "", nil, err
	}
	if last, ok := redirection(h); ok {
		h = last
	}
	m := mail.Header{Header: message.Header{Header: h}}
	for _, name := range []string{"Sender", "From"} {
		if !m.Has(name) {
			continue
		}
		list, err := m.AddressList(name)
		if err != nil {
			return "", nil, fmt.Errorf("%s: %w", name, err)
		}
		if len(list) > 0 {
			from = list[0].Address // From, where there is one
		}
	}
	seen := map[string]bool{}
	for _, name := range []string{"To", "Cc", "Bcc"} {
		for f := m.FieldsByKey(name); f.Next(); {
			if strings.TrimSpace(f.Value()) == "" {
				continue
			}
			one := mail.Header{}
			one.Add(name, f.Value())
			list, err := one.AddressList(name)
			if err != nil {
				// QUIRK: "undisclosed-recipients:;" and the like are groups of nobody.
				if strings.HasSuffix(strings.TrimSpace(f.Value()), ":;") {
					continue
				}
				return "", nil, fmt.Errorf("%s: %w", name, err)
			}
			for _, a := range list {
				if k := key(a.Address); !seen[k] {
					seen[k] = true
					to = append(to, a.Address)
				}
			}
		}
	}
	return from, to, nil
}

// redirection is who has redirected a message last and to whom, as the fields of an own message; false: nobody
// has.
func redirection(h textproto.Header) (last textproto.Header, ok bool) {
	seen := map[string]bool{}
	var own []string // names and values, from the first
	for f := h.Fields(); f.Next(); {
		low := strings.ToLower(f.Key())
		name, resent := strings.CutPrefix(low, "resent-")
		if !resent && len(own) == 0 {
			continue
		}
		if !resent || seen[name] { // another one stands below
			break
		}
		seen[name] = true
		own = append(own, name, f.Value())
	}
	for i := len(own) - 2; i >= 0; i -= 2 { // the library writes what was added last first
		last.Add(own[i], own[i+1])
	}
	return last, seen["to"] || seen["cc"] || seen["bcc"]
}

// Complete makes a message that comes from outside one that can be sent: with CRLF line
// ends and without NUL, with From, Date and Message-ID where they are missing, and its
// header in ASCII. sender is who it comes from where it does not say. What else is in it
// stays as it is.
func Complete(raw []byte, sender Person, now time.Time) ([]byte, error) {
	h, body, err := readHeader(raw)
	if err != nil {
		return nil, err
	}
	var fields [][]byte
	has := map[string]bool{}
	for f := h.Fields(); f.Next(); {
		field, err := asciiField(f)
		if err != nil {
			return nil, err
		}
		has[strings.ToLower(f.Key())] = strings.TrimSpace(f.Value()) != "" || has[strings.ToLower(f.Key())]
		fields = append(fields, field)
	}
	from, _, err := Envelope(raw)
	if err != nil {
		return nil, err
	}
	add := func(name string, pieces []string) {
		if !has[strings.ToLower(name)] {
			fields = append([][]byte{field(name, pieces)}, slices.DeleteFunc(fields, func(f []byte) bool { return named(f, name) })...)
		}
	}
	if from == "" {
		from = sender.Email
	}
	if !has["from"] { // a Sender alone is not enough (RFC 5322, section 3.6)
		pieces, err := people([]Person{sender})
		if err != nil {
			return nil, err
		}
		add("From", pieces)
	}
	add("Message-ID", ids(NewMessageID(from)))
	add("Date", []string{date(now)})
	out := append(bytes.Join(fields, nil), "\r\n"...)
	return append(out, crlf(body)...), nil
}

func named(field []byte, name string) bool {
	k, _, _ := bytes.Cut(field, []byte(":"))
	return strings.EqualFold(strings.TrimSpace(string(k)), name)
}

// Outgoing is a message as it leaves this computer: nobody sees its Bcc, its line ends are
// CRLF and its lines not longer than RFC 5322, section 2.1.1, has them. What has eight bits
// stays so only where the server takes that (8BITMIME, RFC 6152). Its header is in ASCII, but
// for addresses that cannot be, see Foreign: with utf8 there are such (RFC 6532). Whatever
// needs no change has none. Of one that is redirected it does not say to whom it was delivered
// before: a server that finds its own Delivered-To in a message takes it for one that goes in a
// circle, and returns it.
func Outgoing(raw []byte, eightBit bool) (out []byte, utf8 bool, err error) {
	h, body, err := readHeader(raw)
	if err != nil {
		return nil, false, err
	}
	_, resent := redirection(h)
	for f := h.Fields(); f.Next(); {
		switch strings.ToLower(f.Key()) {
		case "bcc", "resent-bcc", "return-path":
			continue
		case "delivered-to":
			if resent {
				continue
			}
		}
		b, err := asciiField(f)
		if err != nil { // of a message that is passed on: what nobody could read is a text
			b = field(f.Key(), text(strings.Join(strings.Fields(f.Value()), " ")))
		}
		if tooLong(b) {
			b = foldHard(b)
		}
		utf8 = utf8 || high(b)
		out = append(out, b...)
	}
	fit, header, err := fitBody(h, crlf(body), eightBit, 0)
	if err != nil {
		return nil, false, err
	}
	if header != "" {
		out = withEncoding(out, header)
	}
	return append(append(out, "\r\n"...), fit...), utf8, nil
}

// readHeader parts a message. An mbox line before it is left out (RFC 4155).
func readHeader(raw []byte) (textproto.Header, []byte, error) {
	if bytes.HasPrefix(raw, []byte("From ")) {
		_, raw, _ = bytes.Cut(raw, []byte("\n"))
	}
	head, body := raw, []byte(nil)
	for at := 0; at < len(raw); {
		end := bytes.IndexByte(raw[at:], '\n')
		if end < 0 {
			break
		}
		if line := bytes.TrimRight(raw[at:at+end], "\r"); len(line) == 0 {
			head, body = raw[:at], raw[at+end+1:]
			break
		}
		at += end + 1
	}
	if len(head) > maxHeader {
		return textproto.Header{}, nil, fmt.Errorf("%w: its header is too long", ErrHeader)
	}
	// A CR alone must not become the beginning of another field.
	head = bytes.ReplaceAll(head, []byte("\r\n"), []byte("\n"))
	for i, c := range head {
		if c == '\r' || c == 0 {
			head[i] = ' '
		}
	}
	head = append(bytes.ReplaceAll(bytes.TrimRight(head, "\n"), []byte("\n"), []byte("\r\n")), "\r\n\r\n"...)
	h, err := textproto.ReadHeader(bufio.NewReader(bytes.NewReader(head)))
	if err != nil || h.Len() == 0 {
		return h, nil, errors.Join(ErrHeader, err)
	}
	return h, body, nil
}

// withoutBcc is a message of which nobody learns who got it without the others knowing, such
// as a copy of one's own that is attached to a letter. All else of it stays as it is.
func withoutBcc(raw []byte) []byte {
	out := make([]byte, 0, len(raw))
	skip, at := false, 0
	for line := range bytes.Lines(raw) {
		if len(bytes.TrimRight(line, "\r\n")) == 0 {
			return append(out, raw[at:]...)
		}
		at += len(line)
		if line[0] != ' ' && line[0] != '\t' {
			skip = named(line, "Bcc") || named(line, "Resent-Bcc")
		}
		if !skip {
			out = append(out, line...)
		}
	}
	return out
}

// crlf gives octets CRLF line ends.
func crlf(b []byte) []byte {
	b = bytes.ReplaceAll(b, []byte("\r\n"), []byte("\n"))
	b = bytes.ReplaceAll(b, []byte("\r"), []byte("\n"))
	return bytes.ReplaceAll(b, []byte("\n"), []byte("\r\n"))
}

// asciiField is a field of a header with whatever is not ASCII in it encoded, but for
// addresses that cannot be.
func asciiField(f textproto.HeaderFields) ([]byte, error) {
	raw, err := f.Raw()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrHeader, err)
	}
	if !high(raw) {
		return raw, nil
	}
	switch name := strings.ToLower(f.Key()); name {
	case "from", "sender", "reply-to", "to", "cc", "bcc", "resent-from", "resent-sender", "resent-to", "resent-cc":
		one := mail.Header{}
		one.Add(name, f.Value())
		list, err := one.AddressList(name)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.Key(), err)
		}
		who := make([]Person, len(list))
		for i, a := range list {
			who[i] = Person{Name: a.Name, Email: a.Address}
		}
		pieces, err := people(who)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.Key(), err)
		}
		return field(f.Key(), pieces), nil
	case "content-type", "content-disposition":
		value, params, err := mime.ParseMediaType(f.Value())
		if s := mime.FormatMediaType(value, params); err == nil && s != "" {
			return field(f.Key(), strings.SplitAfter(s, "; ")), nil
		}
		return nil, fmt.Errorf("%w: %s", ErrHeader, f.Key())
	}
	return field(f.Key(), text(strings.Join(strings.Fields(f.Value()), " "))), nil
}

// high reports whether there is something that is not ASCII.
func high(b []byte) bool { return slices.ContainsFunc(b, func(c byte) bool { return c >= 0x80 }) }
