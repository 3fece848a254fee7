package archive

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"slices"
	"strconv"
	"strings"

	"popmail/storage/mailbox"
)

// head is the header of a message as it lies in a file, as far as it is looked at here.
type head struct {
	raw     []byte // with the empty line behind it; empty: there is none, or it is too long
	noise   []byte // raw without what belongs to the mbox and not to the message; nil: raw
	note    *note  // of PopMail
	flags   mailbox.Flag
	removed bool     // only the room that it takes was not given free
	trashed bool     // it was to go, and the folder was not cleaned up yet
	partial bool     // Thunderbird has fetched its beginning only
	uid     string   // see toldUID
	keys    []string // words that stand on it, in small letters, see tags
	folder  []string // that labels of Gmail name; nil: there are none
}

// noiseFields are those that programs write into an mbox for themselves.
var noiseFields = []string{
	"status", "x-status", "x-keywords", "x-uid", "x-imap", "x-imapbase",
	"x-mozilla-status", "x-mozilla-status2", "x-mozilla-keys", "x-account-key", "x-uidl",
	"x-popmail", "x-popmail-folder",
}

// readHead reads the header of a message in an mbox.
func readHead(m *Message) (*head, error) {
	b := m.mem[:min(len(m.mem), maxHead)]
	if m.mem == nil {
		b = make([]byte, min(m.Size, maxHead))
		if _, err := m.octets.ReadAt(b, m.start); err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		}
	}
	h := &head{}
	if m.noted {
		h.note, _ = topNote(b)
	}
	if h.note != nil {
		h.raw, h.noise, h.flags = b[:h.note.length], []byte{}, h.note.flags
		return h, nil
	}
	end, whole := 0, int64(len(b)) == m.Size
	for line := range bytes.Lines(b) {
		end += len(line)
		if len(bytes.TrimRight(line, "\r\n")) == 0 {
			whole = true
			break
		}
	}
	if !whole { // what programs have written above it is read and taken off all the same
		if end = mozillaTop(b[:min(len(b), mostMozilla)]); end == 0 {
			end, _ = gmailTop(b[:min(len(b), mostMozilla)])
		}
		if end == 0 || end >= mostMozilla {
			return h, nil
		}
	}
	h.raw = b[:end]
	h.uid = toldUID(h.raw)
	h.clean(m.length, m.Size-int64(end))
	return h, nil
}

// mozillaTop is how many octets at the beginning of a header Thunderbird has written: its
// fields, and nothing else.
func mozillaTop(header []byte) (n int) {
	for line := range bytes.Lines(header) {
		low := bytes.ToLower(line[:min(len(line), 16)])
		more := n > 0 && (line[0] == ' ' || line[0] == '\t')
		if !more && !bytes.HasPrefix(low, []byte("x-mozilla-")) && !bytes.HasPrefix(low, []byte("x-account-key:")) && !bytes.HasPrefix(low, []byte("x-uidl:")) {
			break
		}
		n += len(line)
	}
	return n
}

// ofMozilla reports whether Thunderbird has written above a message that lies in a file of its own: in a
// Maildir of a profile, or where it was saved or dragged out of it. Servers write above what came with
// a message, so a sender's fields do not stand there.
func (m *Message) ofMozilla() (bool, error) {
	b := m.mem[:min(len(m.mem), mostMozilla)]
	if m.mem == nil {
		b = make([]byte, min(m.Size, mostMozilla))
		n, err := m.octets.ReadAt(b, m.start)
		if err != nil && !errors.Is(err, io.EOF) {
			return false, err
		}
		b = b[:n]
	}
	for line := range bytes.Lines(b[:mozillaTop(b)]) {
		if _, ok := field(line, "x-mozilla-status"); ok {
			return true, nil
		}
	}
	return false, nil
}

// mostMozilla is how much of a message is looked at for what Thunderbird has written.
const mostMozilla = 8 << 10

// clean takes off what is not part of the message. body: octets of its body. Where Thunderbird or
// Google Takeout has written above it, all that stands below has come with the message, also fields like
// those.
func (h *head) clean(announced bool, body int64) {
	if n, labels := gmailTop(h.raw); n > 0 {
		h.noise = h.raw[n:]
		h.gmail(labels)
		return
	}
	out := make([]byte, 0, len(h.raw))
	skip, lengths, marked := false, false, false
	top, at := mozillaTop(h.raw), 0
	for line := range bytes.Lines(h.raw) {
		if at += len(line); top > 0 && at > top {
			out = append(out, line...)
			continue
		}
		if line[0] == ' ' || line[0] == '\t' {
			if !skip {
				out = append(out, line...)
			}
			continue
		}
		skip = false
		for _, name := range noiseFields {
			if v, ok := field(line, name); ok {
				skip, marked = true, marked || name == "status"
				h.read(name, string(v))
				break
			}
		}
		if v, ok := field(line, "content-length"); ok {
			n, err := strconv.ParseInt(string(v), 10, 64)
			skip = announced || err == nil && n == body
			lengths = lengths || skip
		}
		if _, ok := field(line, "lines"); ok && lengths {
			skip = true
		}
		if !skip {
			out = append(out, line...)
		}
	}
	if top == 0 { // it may have come with the message
		h.removed, h.partial = false, false
	}
	h.trashed = h.trashed && marked && top == 0 // as all write it that write X-Status
	if len(out) != len(h.raw) {
		h.noise = out
	}
}

// forwarded reports whether words on a message, in small letters, say that it was forwarded.
func forwarded(words []string) bool {
	return slices.Contains(words, "$forwarded") || slices.Contains(words, "forwarded")
}

// read takes the marks from one of noiseFields.
func (h *head) read(name, v string) {
	set := func(on bool, f mailbox.Flag) {
		if on {
			h.flags |= f
		}
	}
	switch name {
	case "status":
		set(strings.ContainsRune(v, 'R'), mailbox.Read)
	case "x-status":
		set(strings.ContainsRune(v, 'A'), mailbox.Answered)
		set(strings.ContainsRune(v, 'F'), mailbox.Starred)
		h.trashed = strings.ContainsRune(v, 'D')
	case "x-keywords", "x-mozilla-keys":
		keys := strings.Fields(strings.ToLower(v))
		set(forwarded(keys), mailbox.Forwarded)
		h.keys = append(h.keys, keys...)
	case "x-mozilla-status":
		n, _ := strconv.ParseUint(v, 16, 32) // 0 where it is no number
		set(n&0x0001 != 0, mailbox.Read)
		set(n&0x0002 != 0, mailbox.Answered)
		set(n&0x0004 != 0, mailbox.Starred)
		set(n&0x1000 != 0, mailbox.Forwarded)
		h.removed, h.partial = n&0x0008 != 0, n&0x0400 != 0
	}
}

// note is what PopMail writes above a message into an mbox, so that the very same octets and
// its folder come back: after the fields Status, X-Status, X-Keywords and X-PopMail-Folder,
// each where there is something to say, the field X-PopMail with the words "crlf" (each LF of
// the message stands for CR LF) or "asis", and "open" where the message does not end with a
// line end.
//
// A sender may write the same, so notes are believed only in an mbox whose first message begins with
// one: all that PopMail writes do, also where another program has put marks of its own below.
type note struct {
	length int // octets that it takes
	flags  mailbox.Flag
	crlf   bool
	open   bool
	folder []string
}

const (
	noteName   = "X-PopMail"
	folderName = "X-PopMail-Folder"
)

// topNote reads the note at the beginning of a message; nil: there is none, or another program
// has written marks of its own instead of those in it, as mutt does. begins: there is one in
// either case.
func topNote(b []byte) (_ *note, begins bool) {
	n := &note{}
	h, marked := &head{}, false
	for range 8 {
		line, rest, ok := bytes.Cut(b[n.length:], []byte("\n"))
		if !ok {
			return nil, false
		}
		n.length = len(b) - len(rest)
		if v, ok := field(line, strings.ToLower(noteName)); ok {
			words := strings.Fields(string(v))
			for _, w := range words {
				n.crlf = n.crlf || w == "crlf"
				n.open = n.open || w == "open"
			}
			if n.flags = h.flags; !marked {
				return nil, true
			}
			return n, true
		}
		known := false
		if v, ok := field(line, strings.ToLower(folderName)); ok {
			known = true
			if text, err := new(mime.WordDecoder).DecodeHeader(string(v)); err == nil {
				n.folder = splitName(text)
			}
		}
		for _, name := range []string{"status", "x-status", "x-keywords"} {
			if v, ok := field(line, name); ok {
				known, marked = true, marked || name == "status"
				h.read(name, string(v))
			}
		}
		if !known {
			return nil, false
		}
	}
	return nil, false
}
