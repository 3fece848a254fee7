package sample

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"mime"
	"mime/quotedprintable"
	"net/mail"
	"path"
	"strings"

	"golang.org/x/text/encoding/ianaindex"
)

// entity is a part with its header, both with CRLF line ends.
type entity struct {
	header []string // fields, folded, without the last CRLF
	body   []byte
}

// message builds the octets of l. byID are all letters.
func (l *letter) message(byID map[string]*letter) ([]byte, error) {
	body, err := l.content(byID)
	if err != nil {
		return nil, err
	}
	head := []string{
		"Return-Path: <" + l.from.Address + ">",
		fmt.Sprintf("Received: from mail.%s (mail.%s [192.0.2.%d])\r\n\tby mx.example.org with ESMTPS id %08x\r\n\tfor <%s>; %s",
			l.domain(), l.domain(), l.hash()%250+1, l.hash(), Email, l.date.Format("Mon, 2 Jan 2006 15:04:05 -0700")),
		"Date: " + l.date.Format("Mon, 2 Jan 2006 15:04:05 -0700"),
		"Message-ID: " + l.messageID(),
	}
	if l.reply != "" {
		chain, err := l.references(byID)
		if err != nil {
			return nil, err
		}
		head = append(head,
			"In-Reply-To: "+chain[len(chain)-1],
			"References: "+strings.Join(chain, "\r\n "))
	}
	for _, f := range []struct {
		name string
		list []*mail.Address
	}{{"From", []*mail.Address{l.from}}, {"To", l.to}, {"Cc", l.cc}, {"Reply-To", l.replyTo}} {
		if len(f.list) == 0 {
			continue
		}
		value, err := addresses(f.list, l.charset)
		if err != nil {
			return nil, err
		}
		head = append(head, f.name+": "+value)
	}
	subject, err := words(l.subject, l.charset)
	if err != nil {
		return nil, err
	}
	head = append(head, "Subject: "+subject)
	head = append(head, l.header...)
	head = append(head, "MIME-Version: 1.0")
	body.header = append(head, body.header...)
	return body.octets(), nil
}

func (e *entity) octets() []byte {
	var b bytes.Buffer
	for _, h := range e.header {
		b.WriteString(h)
		b.WriteString("\r\n")
	}
	b.WriteString("\r\n")
	b.Write(e.body)
	return b.Bytes()
}

// references are the message ids from the first letter of the thread to the one
// that l answers (RFC 5322, section 3.6.4).
func (l *letter) references(byID map[string]*letter) ([]string, error) {
	var chain []string
	for id := l.reply; id != ""; {
		p := byID[id]
		if p == nil || len(chain) > len(byID) {
			return nil, fmt.Errorf("answers %q, which is not there", id)
		}
		chain = append([]string{p.messageID()}, chain...)
		id = p.reply
	}
	return chain, nil
}

// content nests what the letter has, from the inside: text and HTML as
// alternatives, pictures related to the HTML, attachments mixed in.
func (l *letter) content(byID map[string]*letter) (*entity, error) {
	var e *entity
	var err error
	if l.html != "" {
		if e, err = l.textPart("html", l.html); err != nil {
			return nil, err
		}
		if len(l.inline) > 0 {
			parts := []*entity{e}
			for _, name := range l.inline {
				p, err := l.filePart(enclosure{name, name}, true)
				if err != nil {
					return nil, err
				}
				parts = append(parts, p)
			}
			e = l.multipart("related", parts)
		}
	}
	if l.text != "" {
		plain, err := l.textPart("plain", l.text)
		if err != nil {
			return nil, err
		}
		if e == nil {
			e = plain
		} else {
			e = l.multipart("alternative", []*entity{plain, e})
		}
	}
	if e == nil {
		return nil, fmt.Errorf("no text")
	}
	if len(l.attach) == 0 && l.forward == "" {
		return e, nil
	}
	parts := []*entity{e}
	if l.forward != "" {
		f := byID[l.forward]
		if f == nil {
			return nil, fmt.Errorf("forwards %q, which is not there", l.forward)
		}
		raw, err := f.message(byID)
		if err != nil {
			return nil, err
		}
		parts = append(parts, &entity{[]string{"Content-Type: message/rfc822", "Content-Disposition: attachment"}, raw})
	}
	for _, a := range l.attach {
		p, err := l.filePart(a, false)
		if err != nil {
			return nil, err
		}
		parts = append(parts, p)
	}
	return l.multipart("mixed", parts), nil
}

func (l *letter) multipart(kind string, parts []*entity) *entity {
	boundary := fmt.Sprintf("=_%s_%08x", kind, l.hash())
	var b bytes.Buffer
	for _, p := range parts {
		fmt.Fprintf(&b, "--%s\r\n%s\r\n", boundary, p.octets())
	}
	fmt.Fprintf(&b, "--%s--\r\n", boundary)
	return &entity{[]string{fmt.Sprintf("Content-Type: multipart/%s; boundary=%q", kind, boundary)}, b.Bytes()}
}

func (l *letter) textPart(subtype, text string) (*entity, error) {
	kind := "Content-Type: text/" + subtype + "; charset=" + l.charset
	if l.flowed && subtype == "plain" {
		kind += "; format=flowed"
		text = flow(text)
	}
	octets, err := inCharset(l.charset, text)
	if err != nil {
		return nil, err
	}
	octets = bytes.ReplaceAll(octets, []byte("\n"), []byte("\r\n"))
	body, err := encode(l.encoding, octets)
	if err != nil {
		return nil, err
	}
	return &entity{[]string{kind, "Content-Transfer-Encoding: " + l.encoding}, body}, nil
}

// filePart is a file of files/ as an attachment or as a picture of the HTML.
func (l *letter) filePart(a enclosure, inline bool) (*entity, error) {
	data, err := files.ReadFile("files/" + a.file)
	if err != nil {
		return nil, err
	}
	kind, params := mediaTypes[path.Ext(a.file)], map[string]string{}
	if kind == "" {
		return nil, fmt.Errorf("%s: no media type for that ending", a.file)
	}
	encoding := "base64"
	if strings.HasPrefix(kind, "text/") {
		text, err := l.fill(string(data))
		if err != nil {
			return nil, err
		}
		data = []byte(strings.ReplaceAll(text, "\n", "\r\n"))
		params["charset"] = "utf-8"
		encoding = "quoted-printable"
		if kind == "text/calendar" {
			params["method"] = "PUBLISH"
		}
	}
	body, err := encode(encoding, data)
	if err != nil {
		return nil, err
	}
	disposition := "attachment"
	if inline {
		disposition = "inline"
	}
	head := []string{
		"Content-Type: " + fold(mime.FormatMediaType(kind, params)),
		"Content-Disposition: " + fold(mime.FormatMediaType(disposition, map[string]string{"filename": a.name})),
		"Content-Transfer-Encoding: " + encoding,
	}
	if inline {
		head = append(head, "Content-ID: <"+a.file+">")
	}
	return &entity{head, body}, nil
}

var mediaTypes = map[string]string{
	".pdf": "application/pdf",
	".png": "image/png",
	".jpg": "image/jpeg",
	".ics": "text/calendar",
	".csv": "text/csv",
	".txt": "text/plain",
}

// fold puts each parameter of a field on a line of its own.
func fold(value string) string { return strings.ReplaceAll(value, "; ", ";\r\n ") }

// encode applies a transfer encoding (RFC 2045, section 6).
func encode(encoding string, data []byte) ([]byte, error) {
	var b bytes.Buffer
	switch encoding {
	case "7bit", "8bit":
		return data, nil
	case "quoted-printable":
		w := quotedprintable.NewWriter(&b)
		if _, err := w.Write(data); err != nil {
			return nil, err
		}
		if err := w.Close(); err != nil {
			return nil, err
		}
		return b.Bytes(), nil
	case "base64":
		s := base64.StdEncoding.EncodeToString(data)
		for len(s) > 76 {
			b.WriteString(s[:76] + "\r\n")
			s = s[76:]
		}
		b.WriteString(s + "\r\n")
		return b.Bytes(), nil
	}
	return nil, fmt.Errorf("unknown encoding %q", encoding)
}

// inCharset encodes text; a letter that the charset lacks is an error.
func inCharset(charset, text string) ([]byte, error) {
	if charset == "us-ascii" {
		if !isASCII(text) {
			return nil, fmt.Errorf("not all of it is ASCII")
		}
		return []byte(text), nil
	}
	enc, err := ianaindex.MIME.Encoding(charset)
	if err != nil || enc == nil {
		return nil, fmt.Errorf("charset %s: not known", charset)
	}
	out, err := enc.NewEncoder().Bytes([]byte(text))
	if err != nil {
		return nil, fmt.Errorf("in charset %s: %w", charset, err)
	}
	return out, nil
}

// flow breaks long lines softly at 72 columns (RFC 3676, section 4.2).
// Quotations stay as they are.
func flow(text string) string {
	var b strings.Builder
	write := func(line string) {
		// A line may not look like a quotation or like the start of a message
		// in an mbox file (section 4.4).
		if strings.HasPrefix(line, "From ") || strings.HasPrefix(line, " ") {
			b.WriteByte(' ')
		}
		b.WriteString(line + "\n")
	}
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		for runes := []rune(line); len(runes) > 72 && runes[0] != '>'; runes = []rune(line) {
			head := string(runes[:72])
			cut := strings.LastIndexByte(head, ' ')
			if cut < 1 {
				break
			}
			write(line[:cut+1])
			line = line[cut+1:]
		}
		if line != "-- " {
			line = strings.TrimRight(line, " ")
		}
		write(line)
	}
	return b.String()
}
