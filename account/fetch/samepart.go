package fetch

import (
	"bytes"
	"context"
	"regexp"
	"strings"

	"popmail/account/disk"
)

// What has come and what is stored, not whole or damaged, as one and the same message.

// takesPlace reports whether a message that has come is the one that is stored, not whole or
// damaged, under its unique-id: as size and unique-id say, which both may be those of another one by now.
// Else the unique-id is given free, and what is stored stays.
func (d *delivery) takesPlace(ctx context.Context, it *item, head string, raw []byte) bool {
	same := d.samePlace(ctx, it, head, raw)
	if it.head = ""; same || d.err != nil {
		return same
	}
	r := &recognition{v: d.v, known: d.known}
	name := r.replaced(it)
	it.fetch = false // it has come
	if err := d.v.s.Store.Rename(ctx, d.v.a.ID, []Renaming{name}); err != nil {
		d.err = disk.Problem(err)
	}
	return false
}

// samePlace reports whether a message that has come and the one that is stored, not whole or damaged, under its
// unique-id are the same one. Where the header names neither of them, the beginning that is stored has to be how the other one begins.
func (d *delivery) samePlace(ctx context.Context, it *item, head string, raw []byte) bool {
	if sameName(head, it.head) {
		return true
	}
	if it.damaged { // its octets tell nothing
		return head == it.head && int64(len(raw)) == d.known[it.uid].Size
	}
	if it.head == headUnknown || it.begun && !provesHead(raw, it.head) {
		stored, err := d.v.s.Store.Header(ctx, d.v.a.ID, it.uid)
		if err != nil {
			d.err = disk.Problem(err)
			return false
		}
		if stored == nil { // the person has removed it
			return it.head == headUnknown || head == it.head
		}
		it.head = HeadOf(stored)
		if sameName(head, it.head) {
			return true
		}
		if it.begun && int64(len(raw)) >= int64(len(stored)) && HeadOf(withoutBoundary(raw)) == HeadOf(withoutBoundary(stored)) && head != it.head {
			return true // QUIRK: servers that make multiparts anew each time; unique-id and size are the same
		}
		part, all := bytes.TrimRight(stored[len(headerOf(stored)):], "\r\n"), raw[len(headerOf(raw)):]
		return head == it.head && (bytes.HasPrefix(all, part) || it.doubtful && bytes.HasPrefix(part, bytes.TrimRight(all, "\r\n")))
	}
	return head == it.head
}

// withoutBoundary is the header of a message without the boundary of its multipart (RFC 2046, section 5.1.1).
func withoutBoundary(raw []byte) []byte { return boundaries.ReplaceAll(headerOf(raw), []byte("$1")) }

var boundaries = regexp.MustCompile(`(?i)(\bboundary\s*=\s*)("[^"]*"|[^\s;]+)`)

// partOf returns the key of what came short before and is a part of the message raw, each once: the header says that both
// are of one delivery, or the one begins as the other does. none: nothing that is here is; else, where part is "", several may be.
func (d *delivery) partOf(ctx context.Context, raw []byte) (part string, none bool, err error) {
	content := d.l.content
	trace, found := deliveryOf(raw), 0
	parts := content.parts[partName(HeadOf(raw))]
	for _, key := range parts[:min(len(parts), mostParts)] {
		stored, err := d.v.s.Store.Header(ctx, d.v.a.ID, key)
		if err != nil {
			return "", false, err
		}
		begins := len(stored) > len(headerOf(stored)) && (bytes.HasPrefix(raw, stored) || bytes.HasPrefix(stored, raw))
		if begins || trace != "" && trace == deliveryOf(stored) {
			part, found = key, found+1
		}
	}
	if found != 1 {
		return "", found == 0, nil
	}
	content.taken(part)
	return part, false, nil
}

// mostParts bounds what is read of messages that came short with one header.
const mostParts = 64

// deliveryOf is what the header of a message says of its delivery: where it was received (RFC 5321, section 4.4), and its name;
// "": nothing. What a server may write anew each time is no part of it.
func deliveryOf(raw []byte) string {
	var out []byte
	received, in := false, false
	for line := range bytes.Lines(headerOf(raw)) {
		text := bytes.TrimSpace(line)
		if len(line) > 0 && line[0] != ' ' && line[0] != '\t' {
			name, _, _ := bytes.Cut(text, []byte(":"))
			switch strings.ToLower(string(bytes.TrimSpace(name[:min(len(name), 20)]))) {
			case "received":
				received, in = true, true
			case "message-id", "date":
				in = true
			default:
				in = false
			}
		}
		if in {
			out = append(append(out, text...), '\n')
		}
	}
	if !received {
		return ""
	}
	return string(out)
}

// partAgain looks, for a message that came short and that only its content identifies, for another part of it
// that is here, so that it is not here twice, and reports whether there is nothing more to do. The longer part is kept.
func (d *delivery) partAgain(ctx context.Context, it *item, raw []byte) (done bool) {
	v, content := d.v, d.l.content
	part, none, err := d.partOf(ctx, raw)
	switch {
	case err != nil:
		d.err = disk.Problem(err)
		return true
	case none:
		return false
	case part != "" && int64(len(raw)) > content.known[part].Size && !it.disproved:
		if err := v.s.Store.Rename(ctx, v.a.ID, []Renaming{{From: part, To: it.key, Listed: it.listed(), Short: true}}); err != nil {
			d.err = disk.Problem(err)
			return true
		}
		it.replace, it.less = true, true
		return false
	}
	v.countAside(it, raw)
	v.state.refuse(it)
	v.fail(it, leftShort(it, raw))
	return true
}
