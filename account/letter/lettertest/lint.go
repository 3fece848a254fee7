package lettertest

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"mime"
	"mime/quotedprintable"
	"regexp"
	"strings"
)

var (
	fieldName   = regexp.MustCompile(`^[!-9;-~]+$`)
	word        = regexp.MustCompile(`=\?[^?\s]+\?[bBqQ]\?[^?\s]*\?=`)
	anyWord     = regexp.MustCompile(`=\?[^\s]*`)
	messageID   = regexp.MustCompile(`^<[^<>\s@]+@[^<>\s@]+>$`)
	reference   = regexp.MustCompile(`^<[^<>\s]+>$`) // QUIRK: others make ids without an @, and they are known by them
	once        = []string{"date", "from", "to", "cc", "bcc", "subject", "message-id", "in-reply-to", "references", "mime-version", "content-type", "content-transfer-encoding", "content-disposition", "content-id"}
	needed      = []string{"date", "from", "message-id", "mime-version", "content-type"}
	mostDeep    = 6
	foreign     = regexp.MustCompile(`[\pL\pM\pN!#$%&'*+\-/=?^_{|}~.` + "`" + `]*[^\x00-\x7f\s]+[\pL\pM\pN!#$%&'*+\-/=?^_{|}~.` + "`" + `]*@`) // RFC 6532: the only place for other letters in a header
	phraseSigns = regexp.MustCompile(`^[A-Za-z0-9!*+\-/=_]*$`)
)

// Lint lists where octets break what RFC 5322, 2045, 2046, 2047, 2231 and 6532 ask of who
// writes a message.
func Lint(raw []byte) (bad []string) {
	say := func(format string, a ...any) { bad = append(bad, fmt.Sprintf(format, a...)) }
	head := true
	for i, l := range bytes.SplitAfter(raw, []byte("\n")) {
		if head = head && len(l) > 2; head {
			l = foreign.ReplaceAll(l, []byte("x@"))
		}
		switch {
		case len(l) > 0 && !bytes.HasSuffix(l, []byte("\r\n")):
			say("line %d does not end with CR LF", i+1)
		case len(l) > 1000:
			say("line %d has %d octets", i+1, len(l)-2)
		}
		if bytes.ContainsFunc(bytes.TrimSuffix(l, []byte("\r\n")), func(r rune) bool { return r == '\r' || r == 0 || r >= 0x80 }) {
			say("line %d has octets that are no text of 7 bits", i+1)
		}
	}
	lint(raw, 0, say)
	return bad
}

func lint(raw []byte, depth int, say func(string, ...any)) {
	head, body, ok := bytes.Cut(raw, []byte("\r\n\r\n"))
	if !ok {
		say("a header without an end")
		return
	}
	h := header(string(head), depth == 0, say)
	kind, params, err := mime.ParseMediaType(h["content-type"])
	if err != nil {
		say("content type %q: %v", h["content-type"], err)
		return
	}
	enc := h["content-transfer-encoding"]
	if !strings.HasPrefix(kind, "multipart/") {
		encoded(kind, enc, body, say)
		return
	}
	if enc != "" && enc != "7bit" {
		say("a multipart with the encoding %s", enc)
	}
	bound := params["boundary"]
	if bound == "" || len(bound) > 70 {
		say("a boundary of %d signs", len(bound))
		return
	}
	parts := bytes.Split(append([]byte("\r\n"), body...), []byte("\r\n--"+bound))
	if len(parts) < 4 && kind != "multipart/related" && kind != "multipart/mixed" || len(parts) < 3 {
		say("%s with %d parts", kind, len(parts)-2)
		return
	}
	if last := parts[len(parts)-1]; !bytes.HasPrefix(last, []byte("--\r\n")) {
		say("a multipart that does not end")
	}
	if depth > mostDeep {
		say("too deep")
		return
	}
	for _, p := range parts[1 : len(parts)-1] {
		p, ok := bytes.CutPrefix(p, []byte("\r\n"))
		if !ok {
			say("signs behind a boundary")
		}
		lint(p, depth+1, say)
	}
}

// header checks the fields and returns the last value of each, unfolded.
func header(head string, top bool, say func(string, ...any)) map[string]string {
	out := map[string]string{}
	count := map[string]int{}
	name := ""
	for _, l := range strings.Split(head, "\r\n") {
		if strings.TrimSpace(l) == "" {
			say("a line of blanks in a header")
		}
		for _, w := range anyWord.FindAllString(l, -1) {
			if m := word.FindString(w); len(m) > 75 {
				say("an encoded word of %d signs", len(m))
			}
		}
		if word.MatchString(l) && len(l) > 76 {
			say("a line of %d signs with an encoded word", len(l))
		}
		if l != "" && (l[0] == ' ' || l[0] == '\t') {
			out[name] += " " + strings.TrimSpace(l)
			continue
		}
		n, v, ok := strings.Cut(l, ":")
		if !ok || !fieldName.MatchString(n) {
			say("%q is no field", l)
			continue
		}
		name = strings.ToLower(n)
		count[name]++
		out[name] = strings.TrimSpace(v)
	}
	for _, n := range once {
		if count[n] > 1 {
			say("%d fields %s", count[n], n)
		}
	}
	if !top {
		if count["content-type"] == 0 {
			say("a part without a type")
		}
		return out
	}
	for _, n := range needed {
		if count[n] == 0 {
			say("no field %s", n)
		}
	}
	for n := range count {
		if strings.HasPrefix(n, "x-") || n == "user-agent" {
			say("a field %s", n)
		}
	}
	if id := out["message-id"]; !messageID.MatchString(id) {
		say("message-id %q", id)
	}
	for _, id := range strings.Fields(out["references"] + " " + out["in-reply-to"]) {
		if !reference.MatchString(id) {
			say("reference %q", id)
		}
	}
	for _, n := range []string{"from", "to", "cc", "bcc"} {
		for _, w := range word.FindAllString(out[n], -1) {
			parts := strings.Split(w, "?")
			if strings.EqualFold(parts[2], "q") && !phraseSigns.MatchString(parts[3]) {
				say("a word with signs that no name may have: %s", w)
			}
		}
	}
	return out
}

func encoded(kind, enc string, body []byte, say func(string, ...any)) {
	switch enc {
	case "quoted-printable":
		for _, l := range bytes.Split(body, []byte("\r\n")) {
			if len(l) > 76 {
				say("a line of %d signs in quoted-printable", len(l))
			}
			if bytes.HasSuffix(l, []byte(" ")) || bytes.HasSuffix(l, []byte("\t")) {
				say("a blank at the end of a line in quoted-printable")
			}
		}
		if _, err := io.ReadAll(quotedprintable.NewReader(bytes.NewReader(body))); err != nil {
			say("quoted-printable: %v", err)
		}
	case "base64":
		for _, l := range bytes.Split(body, []byte("\r\n")) {
			if len(l) > 76 {
				say("a line of %d signs in base64", len(l))
			}
		}
		if _, err := base64.StdEncoding.DecodeString(strings.ReplaceAll(string(body), "\r\n", "")); err != nil {
			say("base64: %v", err)
		}
		if strings.HasPrefix(kind, "message/") {
			say("%s in base64", kind)
		}
	case "7bit":
	default:
		say("encoding %q of %s", enc, kind)
	}
}
