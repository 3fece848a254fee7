package archive

import (
	"bytes"
	"path"
	"strconv"
	"strings"
)

// knownFields are fields of which a message has some.
var knownFields = []string{"from", "to", "subject", "date", "received", "return-path", "message-id", "mime-version", "delivered-to", "content-type", "reply-to", "cc", "x-account-key", "x-mozilla-status", "sender"}

// outlook is the kind of files in which Outlook and the first Outlook Express keep mail: .pst,
// .ost and .mbx. They are not read, but named, so that nobody takes their mail for brought in.
const outlook = "outlook"

// unread is the kind of files that hold mail by their beginning or by what lies beside them, but
// not in a way that is known here. They are named, too.
const unread = "unread"

// readable reports whether files of a kind are read.
func readable(kind string) bool { return kind != "" && kind != outlook && kind != unread }

// isOutlook knows such a file by its beginning.
func isOutlook(b []byte) bool {
	return bytes.HasPrefix(b, []byte("!BDN")) || bytes.HasPrefix(b, []byte("JMF6\x03\x00\x01\x00"))
}

// kindSeen is how many octets of a file tell what it holds, as a rule.
const kindSeen = 16 << 10

// kindOf knows what a file holds: one of the formats, "zip", tarKind, outlook, unread, or "": nothing that is read here.
// asked: the person means this very file.
func kindOf(f *file, name string, asked bool) string {
	b := f.start(kindSeen)
	ext := strings.ToLower(path.Ext(name))
	if bytes.HasPrefix(b, []byte("PK\x03\x04")) {
		if ext == ".olm" { // of Outlook for Mac
			return unread
		}
		return "zip"
	}
	if isOutlook(b) {
		return outlook
	}
	if isTar(b) {
		return tarKind
	}
	// QUIRK: macOS writes what it knows of "Letter.eml" into "._Letter.eml" (AppleDouble) on disks of others.
	if bytes.HasPrefix(b, []byte("\x00\x05\x16\x07")) {
		return ""
	}
	if messages, beside := isDBX(b); messages {
		return string(DBX)
	} else if beside {
		return ""
	}
	if ext == ".msg" && bytes.HasPrefix(b, []byte("\xD0\xCF\x11\xE0")) {
		return string(MSG)
	}
	if line, rest, ok := bytes.Cut(b, []byte("\n")); ok && ext == ".emlx" {
		if _, err := strconv.ParseInt(string(bytes.TrimSpace(line)), 10, 48); err == nil && len(rest) > 0 {
			return string(EMLX)
		}
	}
	if isMMDF(b) {
		return string(MBox)
	}
	box := b
	if at := lead(f); at > 0 {
		box = make([]byte, min(f.size-at, int64(len(b))))
		n, _ := f.ReadAt(box, at) // what cannot be read is told later
		if box = box[:n]; noMail(b) {
			b = box
		}
	}
	if line, next, ok := bytes.Cut(box, []byte("\n")); ok {
		if _, is := parts(bytes.TrimRight(line, "\r"), next, true, true); is {
			return string(MBox)
		}
	}
	if keepsOther(b, ext) {
		return unread
	}
	named := ext == ".eml" || ext == ".msg"
	if ext == ".eml" && f.size > 0 {
		return string(EML)
	}
	if bytes.HasPrefix(box, []byte("From ")) {
		return unread
	}
	if bytes.HasPrefix(b, []byte(".")) || !headerLike(firstLine(b)) {
		return ""
	}
	known := 0
	for line := range bytes.Lines(b) {
		if len(bytes.TrimRight(line, "\r\n")) == 0 {
			break
		}
		for _, name := range knownFields {
			if _, ok := field(line, name); ok {
				known++
			}
		}
	}
	if known >= 2 || known == 1 && (named || asked) {
		if !named && ext != ".emlx" && boxLater(f) {
			return string(MBox)
		}
		return string(EML)
	}
	return ""
}

func firstLine(b []byte) []byte {
	line, _, _ := bytes.Cut(b, []byte("\n"))
	return bytes.TrimRight(line, "\r")
}
