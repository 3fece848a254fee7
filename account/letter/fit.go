package letter

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"io"
	"mime/quotedprintable"
	"strings"

	"github.com/emersion/go-message"
	"github.com/emersion/go-message/textproto"
)

// ErrSealed says that a signed message would have to be changed, which its signature would
// not outlive.
var ErrSealed = errors.New("this signed message has lines or characters that mail servers don’t take, and it can’t be changed without breaking its signature")

const (
	maxLine  = 998 // octets of a line without its CRLF (RFC 5322, section 2.1.1)
	maxDepth = 20  // parts within parts
)

// fitBody makes the body of a part fit to be sent. encoding is the transfer encoding that
// it has then, empty for the one that it had.
func fitBody(h textproto.Header, body []byte, eightBit bool, depth int) (fit []byte, encoding string, err error) {
	if fits(body, eightBit) {
		return body, "", nil
	}
	mh := message.Header{Header: h}
	kind, params, err := mh.ContentType()
	if err != nil {
		kind = "text/plain"
	}
	switch {
	case kind == "multipart/signed" || kind == "multipart/encrypted":
		return nil, "", ErrSealed
	case strings.HasPrefix(kind, "multipart/") && params["boundary"] != "" && depth < maxDepth:
		fit, err = fitParts(body, params["boundary"], eightBit, depth)
		if err != nil || !fits(fit, eightBit) {
			return nil, "", errors.Join(err, ErrHeader)
		}
		return fit, seven(mh, eightBit), nil
	case kind == "message/rfc822" && depth < maxDepth:
		// It must not be encoded itself (RFC 2046, section 5.2.1), what is in it may be.
		fit, err = fitEnclosed(body, eightBit, depth)
		if err != nil || !fits(fit, eightBit) {
			return nil, "", errors.Join(err, ErrHeader)
		}
		return fit, seven(mh, eightBit), nil
	}
	data := decoded(mh, body)
	if strings.HasPrefix(kind, "text/") {
		var b bytes.Buffer
		w := quotedprintable.NewWriter(&b)
		if _, err := w.Write(data); err != nil {
			return nil, "", err
		}
		err := w.Close()
		return b.Bytes(), "quoted-printable", err
	}
	return wrapped(data), "base64", nil
}

// seven is the encoding of what holds parts that have seven bits now.
func seven(h message.Header, eightBit bool) string {
	if enc := strings.TrimSpace(h.Get("Content-Transfer-Encoding")); enc == "" || eightBit || strings.EqualFold(enc, "7bit") {
		return ""
	}
	return "7bit"
}

// decoded undoes the transfer encoding of a body. QUIRK: what is broken in it is left out, or stands as it is: who
// gets the part has no more of it than who passes it on.
func decoded(h message.Header, body []byte) []byte {
	switch strings.ToLower(strings.TrimSpace(h.Get("Content-Transfer-Encoding"))) {
	case "quoted-printable":
		if data, err := io.ReadAll(quotedprintable.NewReader(bytes.NewReader(body))); err == nil {
			return data
		}
		return unquotedLoosely(body)
	case "base64":
		if data, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, bytes.NewReader(body))); err == nil {
			return data
		}
		return fromBase64Loosely(body)
	}
	return body
}

// unquotedLoosely undoes quoted-printable, and leaves what is none of it as it is.
func unquotedLoosely(body []byte) []byte {
	var out bytes.Buffer
	for line := range bytes.Lines(body) {
		text := bytes.TrimRight(line, " \t\r\n")
		end := line[len(bytes.TrimRight(line, "\r\n")):]
		if bytes.HasSuffix(text, []byte("=")) {
			text, end = text[:len(text)-1], nil
		}
		for i := 0; i < len(text); i++ {
			if text[i] == '=' && i+2 < len(text) {
				if b, err := hex.DecodeString(string(text[i+1 : i+3])); err == nil {
					out.Write(b)
					i += 2
					continue
				}
			}
			out.WriteByte(text[i])
		}
		out.Write(end)
	}
	return out.Bytes()
}

// fromBase64Loosely undoes base64 of which some is no such sign, or which ends in the midst.
func fromBase64Loosely(body []byte) []byte {
	signs := make([]byte, 0, len(body))
	for _, c := range body {
		if c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '+' || c == '/' {
			signs = append(signs, c)
		}
	}
	if len(signs)%4 == 1 {
		signs = signs[:len(signs)-1]
	}
	out := make([]byte, base64.RawStdEncoding.DecodedLen(len(signs)))
	n, _ := base64.RawStdEncoding.Decode(out, signs) // of signs that there are
	return out[:n]
}

// wrapped is base64 in lines.
func wrapped(data []byte) []byte {
	text := base64.StdEncoding.EncodeToString(data)
	var b bytes.Buffer
	for len(text) > 76 {
		b.WriteString(text[:76] + "\r\n")
		text = text[76:]
	}
	b.WriteString(text + "\r\n")
	return b.Bytes()
}

// fitParts goes over the parts of a multipart body and leaves all else as it is.
func fitParts(body []byte, boundary string, eightBit bool, depth int) ([]byte, error) {
	var out bytes.Buffer
	var part bytes.Buffer
	inside := false
	end := func() error {
		if !inside {
			out.Write(part.Bytes())
			part.Reset()
			return nil
		}
		// The line end before a boundary belongs to it (RFC 2046, section 5.1.1).
		text, tail := bytes.CutSuffix(part.Bytes(), []byte("\r\n"))
		fit, err := fitEnclosed(text, eightBit, depth)
		out.Write(fit)
		if tail {
			out.WriteString("\r\n")
		}
		part.Reset()
		return err
	}
	for line := range bytes.Lines(body) {
		bare := bytes.TrimRight(line, " \t\r\n")
		last := string(bare) == "--"+boundary+"--"
		if !last && string(bare) != "--"+boundary {
			part.Write(line)
			continue
		}
		if err := end(); err != nil {
			return nil, err
		}
		out.Write(line)
		inside = !last
	}
	if err := end(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// fitEnclosed is fitBody for a part with its header.
func fitEnclosed(part []byte, eightBit bool, depth int) ([]byte, error) {
	if fits(part, eightBit) {
		return part, nil
	}
	head, body, ok := bytes.Cut(part, []byte("\r\n\r\n"))
	head = append(bytes.Clone(head), "\r\n"...)
	switch {
	case bytes.HasPrefix(part, []byte("\r\n")): // no header at all
		head, body = nil, part[2:]
	case !ok:
		return nil, ErrHeader
	}
	h, err := textproto.ReadHeader(bufio.NewReader(bytes.NewReader(append(bytes.Clone(head), "\r\n"...))))
	if err != nil {
		return nil, errors.Join(ErrHeader, err)
	}
	if !fits(head, true) || !eightBit && high(head) {
		if head, err = asciiHeader(h); err != nil {
			return nil, err
		}
	}
	fit, encoding, err := fitBody(h, body, eightBit, depth+1)
	if err != nil {
		return nil, err
	}
	if encoding != "" {
		head = withEncoding(head, encoding)
	}
	return append(append(head, "\r\n"...), fit...), nil
}

func asciiHeader(h textproto.Header) ([]byte, error) {
	var out []byte
	for f := h.Fields(); f.Next(); {
		b, err := asciiField(f)
		if err != nil {
			return nil, err
		}
		if tooLong(b) {
			b = foldHard(b)
		}
		out = append(out, b...)
	}
	return out, nil
}

// withEncoding gives a header the transfer encoding of its body.
func withEncoding(head []byte, encoding string) []byte {
	var out bytes.Buffer
	skip := false
	for line := range bytes.Lines(head) {
		if line[0] != ' ' && line[0] != '\t' {
			skip = named(line, "Content-Transfer-Encoding")
		}
		if !skip {
			out.Write(line)
		}
	}
	out.WriteString("Content-Transfer-Encoding: " + encoding + "\r\n")
	return out.Bytes()
}

// fits reports whether octets can be sent as they are.
func fits(b []byte, eightBit bool) bool {
	return (eightBit || !high(b)) && !tooLong(b) && bytes.IndexByte(b, 0) < 0
}

func tooLong(b []byte) bool {
	for line := range bytes.Lines(b) {
		if len(bytes.TrimRight(line, "\r\n")) > maxLine {
			return true
		}
	}
	return false
}

// foldHard breaks the lines of a field that are too long where there is white space, and
// where there is none, anywhere, but not within its name. A field with a name that no line
// has room for is left out.
func foldHard(field []byte) []byte {
	var out bytes.Buffer
	least := bytes.IndexByte(field, ':')
	if least >= maxLine-1 {
		return nil
	}
	for line := range bytes.Lines(field) {
		line = bytes.TrimRight(line, "\r\n")
		for len(line) > maxLine {
			at := bytes.LastIndexByte(line[:maxLine-1], ' ')
			if at <= max(least, 0) {
				at = maxLine - 1
			}
			least = 0
			out.Write(line[:at])
			out.WriteString("\r\n ")
			line = bytes.TrimLeft(line[at:], " ")
		}
		out.Write(line)
		out.WriteString("\r\n")
	}
	return out.Bytes()
}
