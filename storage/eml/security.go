package eml

import (
	"bytes"
	"strings"
)

// Security says how a message is signed or encrypted. Nothing is checked or opened:
// that a message is signed does not say by whom, nor that it came unchanged.
type Security struct {
	Signed, Encrypted bool
	// By is "S/MIME" (RFC 8551) or "OpenPGP" (RFC 3156, and armor in the text as of
	// RFC 9580, section 6.2).
	By string
	// Part: only a part of the message is.
	Part bool
	// Sealed: the signed text lies within a part that could not be looked into.
	Sealed bool
	// Told is the sentence of Message.Problems that says the same; "" where there is
	// none.
	Told string
}

// The sentences of Problems about messages that cannot be read.
const (
	toldSealed    = "The text of this message is sealed inside an attachment that PopMail cannot open."
	toldEncrypted = "This message is encrypted. PopMail cannot open what is inside."
)

// isCMS reports the media types of S/MIME messages.
func isCMS(media string) bool {
	return media == "application/pkcs7-mime" || media == "application/x-pkcs7-mime"
}

// namesCMS reports the names of files that are S/MIME messages, whatever their type (RFC 8551,
// section 3.9): any that ends so where it is all of the message, else the usual one. An invoice
// that is attached as invoice.xml.p7m is a file.
func namesCMS(name string, all bool) bool {
	name = strings.ToLower(name)
	return (all || strings.HasPrefix(name, "smime.")) && (strings.HasSuffix(name, ".p7m") || strings.HasSuffix(name, ".p7z"))
}

// startsPGP reports whether a part is the one with which an encrypted message of OpenPGP
// begins (RFC 3156, section 4). Files that were encrypted one by one are of the same type.
func (r *reading) startsPGP(p *part) bool {
	if p.media != "application/pgp-encrypted" {
		return false
	}
	b := r.t.body(p)
	b = bytes.TrimSpace(appendDecoded(r.bud, nil, b[:min(len(b), 200)], p.enc))
	return len(b) < 100 && bytes.HasPrefix(bytes.ToLower(b), []byte("version:"))
}

// cmsKind is how such a part is: "signed", "encrypted", "compressed" or "" for others, such as
// a bag of certificates (RFC 8551, section 3.2.2).
func (r *reading) cmsKind(p *part) string {
	kind := strings.ToLower(getParam(p.params, "smime-type"))
	name := strings.ToLower(p.fileName())
	switch {
	case strings.Contains(kind, "signed"), len(p.kids) > 0:
		return "signed"
	case strings.Contains(kind, "enveloped"), strings.Contains(kind, "encrypted"):
		return "encrypted"
	case strings.Contains(kind, "compressed"), strings.HasSuffix(name, ".p7z"):
		return "compressed"
	case strings.Contains(kind, "certs"), strings.HasSuffix(name, ".p7c"):
		return ""
	case strings.HasSuffix(name, ".p7s"):
		return "signed"
	}
	if s := r.t.cmsType(p); s != "" {
		return s
	}
	return "encrypted"
}

// security says how the message is signed or encrypted; nil where it is not.
func (r *reading) security(text string, problems []string) *Security {
	s := &Security{}
	for i := range r.t.parts {
		p := &r.t.parts[i]
		if p.inside {
			continue
		}
		protocol := strings.ToLower(getParam(p.params, "protocol"))
		by := "OpenPGP"
		if strings.Contains(protocol, "pkcs7") {
			by = "S/MIME"
		}
		before := *s
		switch {
		case p.media == "multipart/signed":
			if protocol == "" && len(p.kids) > 1 {
				protocol = r.t.parts[p.kids[len(p.kids)-1]].media // QUIRK: the parameter is missing
				if strings.Contains(protocol, "pkcs7") {
					by = "S/MIME"
				}
			}
			if !strings.Contains(protocol, "pgp") && !strings.Contains(protocol, "pkcs7") {
				continue // such as by the list, for its own use
			}
			s.Signed = true
		case p.media == "multipart/encrypted":
			if protocol == "" && len(p.kids) > 0 && strings.Contains(r.t.parts[p.kids[0]].media, "pkcs7") {
				by = "S/MIME"
			}
			s.Encrypted = true
		case isCMS(p.media):
			by = "S/MIME"
			switch r.cmsKind(p) {
			case "signed":
				s.Signed = true
				s.Sealed = s.Sealed || len(p.kids) == 0
			case "encrypted":
				s.Encrypted = true
			}
		case s.By == "" && r.startsPGP(p): // QUIRK: Exchange makes multipart/mixed of multipart/encrypted
			s.Encrypted = true
		}
		if *s != before {
			s.Part = s.By == "" && i > 0 && (p.media != "application/pgp-encrypted" || meaningful(text, 1) > 0)
			if s.By == "" {
				s.By = by
			}
		}
	}
	if s.By == "" {
		s.inText(text)
	}
	if s.By == "" {
		return nil
	}
	for _, p := range problems {
		if p == toldSealed || p == toldEncrypted {
			s.Told = p
		}
	}
	return s
}

// inText finds armor in a text.
func (s *Security) inText(text string) {
	const signed, sealed = "-----BEGIN PGP SIGNED MESSAGE-----", "-----BEGIN PGP MESSAGE-----"
	at := armor(text, signed)
	end := strings.Index(text, "-----END PGP SIGNATURE-----")
	s.Signed = at >= 0 && end > at
	if !s.Signed {
		at = armor(text, sealed)
		end = strings.Index(text, "-----END PGP MESSAGE-----")
		s.Encrypted = at >= 0 && end > at
	}
	if s.Signed || s.Encrypted {
		s.By = "OpenPGP"
		end += strings.IndexByte(text[end:]+"\n", '\n')
		s.Part = meaningful(text[:at], 20) >= 20 || meaningful(text[min(end, len(text)):], 20) >= 20
	}
}

// armor is where a line begins that is mark; -1: there is none.
func armor(text, mark string) int {
	for at := 0; ; {
		i := strings.Index(text[at:], mark)
		if i < 0 {
			return -1
		}
		at += i
		if at == 0 || text[at-1] == '\n' {
			return at
		}
		at += len(mark)
	}
}

// Shown is the plain text as it is shown. What is signed as a whole stands without the
// signature; where a part is, it shows which.
func (m *Message) Shown() string { return m.unsigned(m.Text) }

// unsigned is a text of the message without the signature around it, where it is signed as a
// whole.
func (m *Message) unsigned(text string) string {
	if s := m.Security; s != nil && s.Signed && !s.Part && s.By == "OpenPGP" {
		return WithoutArmor(text)
	}
	return text
}

// WithoutArmor is a text without what OpenPGP puts around it when it is signed (RFC
// 9580, section 7). A text that is not signed so, or not whole, stays as it is.
func WithoutArmor(text string) string {
	if armor(text, "-----BEGIN PGP SIGNED MESSAGE-----") < 0 {
		return text
	}
	const outside, head, inside, signature = 0, 1, 2, 3
	var b strings.Builder
	at := outside
	for line := range strings.Lines(text) {
		bare := strings.TrimRight(line, " \t\r\n")
		switch {
		case at == outside && bare == "-----BEGIN PGP SIGNED MESSAGE-----":
			at = head
		case at == head:
			if bare == "" {
				at = inside
			}
		case at == inside && bare == "-----BEGIN PGP SIGNATURE-----":
			at = signature
		case at == signature:
			if bare == "-----END PGP SIGNATURE-----" {
				at = outside
			}
		case at == inside:
			b.WriteString(strings.TrimPrefix(line, "- "))
		default:
			b.WriteString(line)
		}
	}
	if at != outside {
		return text
	}
	return b.String()
}

// armorBegin is how what OpenPGP has packed begins (RFC 9580, section 6.2).
const armorBegin = "-----BEGIN PGP "

// outsideArmor is a text without the blocks of OpenPGP in it (RFC 9580, section 6.2): what
// is packed in them, and signatures and keys. Of a signed text the words stay.
func outsideArmor(text string) string {
	const begin, end = armorBegin, "-----END PGP "
	if !strings.Contains(text, begin) {
		return text
	}
	const outside, head, block = 0, 1, 2
	var b strings.Builder
	at := outside
	for line := range strings.Lines(text) {
		bare := strings.TrimRight(line, " \t\r\n")
		switch {
		case strings.HasPrefix(bare, end) && strings.HasSuffix(bare, "-----"):
			at = outside
		case bare == begin+"SIGNED MESSAGE-----":
			at = head
		case strings.HasPrefix(bare, begin) && strings.HasSuffix(bare, "-----"):
			at = block
		case at == head:
			if bare == "" {
				at = outside
			}
		case at == outside:
			b.WriteString(line)
		}
	}
	return b.String()
}
