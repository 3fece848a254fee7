package fetch

import (
	"bytes"
	"context"
	"slices"
	"strconv"
	"strings"

	"popmail/account"
	"popmail/account/disk"
)

// What comes as a new message may be one that is here, under a unique-id that is not listed any more. The
// store sees it where all octets are the same. Where only the beginning has come, or is here, or fields have
// come above the header, it is looked for here: by its header, the announced size, and all the octets that
// both have.

// absent are messages that are here and that the server does not list, by sizedHead.
type absent map[string][]string

// sizedHead is the digests of a header, with the announced size.
func sizedHead(head string, size int64) string {
	return head[min(1, len(head)):] + "-" + strconv.FormatInt(size, 10)
}

// provesHead reports whether a header, or all of a message, with the head that is stored belongs to the
// message of that: it has a name (see headNamed), or the trace of one delivery.
func provesHead(raw []byte, stored string) bool {
	head := HeadOf(raw)
	return sameHead(head, stored) || len(stored) > 1 && head[1:] == stored[1:] && traced(raw)
}

// traced reports whether a header names the delivery that it belongs to: a Received with the identifier
// that a server has given (RFC 5321, section 4.4), or, as qmail writes, the number of a process.
func traced(raw []byte) bool {
	received := false
	for line := range bytes.Lines(raw) {
		line = bytes.TrimRight(line, "\r\n")
		if len(line) == 0 {
			return false
		}
		text := line
		if line[0] != ' ' && line[0] != '\t' {
			name, value, _ := bytes.Cut(line, []byte(":"))
			received, text = bytes.EqualFold(bytes.TrimSpace(name), []byte("received")), value
		}
		if !received {
			continue
		}
		words := bytes.Fields(text[:min(len(text), 1000)])
		for i, w := range words[:max(len(words)-1, 0)] {
			if string(w) == "id" && deliveryID(bytes.Trim(words[i+1], ";")) || string(w) == "(qmail" {
				return true
			}
		}
	}
	return false
}

// deliveryID reports whether what follows "id" is that of one delivery.
//
// QUIRK: Exchange writes its version there, "15.20.7918.20".
func deliveryID(id []byte) bool {
	return len(id) > 3 && len(bytes.Trim(id, "0123456789.")) > 0 || len(id) > 3 && !bytes.Contains(id, []byte("."))
}

// absentOf finds the messages that are not listed, where one of size octets, of which nothing is known but
// that, may be among them.
func (v *connection) absentOf(ctx context.Context, l *listing, size int64) (absent, error) {
	if v.absent != nil {
		return v.absent, nil
	}
	if v.absentSizes == nil {
		v.absentSizes = make(map[int64][]string)
		listed := make(map[string]bool, len(l.items))
		for _, it := range l.items {
			listed[it.uid], listed[it.key] = true, true
		}
		for uid, k := range l.known {
			if !listed[uid] && !k.Gone && k.size() > 0 && k.marks() < Damaged && !strings.HasPrefix(uid, ClaimPrefix) {
				v.absentSizes[k.size()] = append(v.absentSizes[k.size()], uid)
			}
		}
	}
	if len(v.absentSizes[size]) == 0 {
		return nil, nil
	}
	heads, err := v.s.Store.Heads(ctx, v.a.ID)
	if err != nil {
		return nil, disk.Problem(err)
	}
	v.absent = make(absent)
	for size, uids := range v.absentSizes {
		slices.Sort(uids) // so that it is not left to chance which of several copies a message is taken for
		for _, uid := range uids {
			if head := heads[uid]; head != "" {
				name := sizedHead(head, size)
				v.absent[name] = append(v.absent[name], uid)
			}
		}
	}
	return v.absent, nil
}

// knownAgain looks for a new message that has come, whole or its beginning, among those that are here and not
// listed, and reports whether there is nothing more to do. Where only a part of it is here, that gets its
// unique-id, and it is to take its place.
//
// A beginning with the header and the size of a message that is here whole may be another one, where the header
// names neither. It is left on the server, and not stored a second time: what comes whole will tell,
// see likely.
func (d *delivery) knownAgain(ctx context.Context, it *item, raw []byte) (done bool) {
	v, l := d.v, d.l
	begins := it.begun && !it.replace
	if it.odd || it.here || it.replace || it.head != "" || it.doubtful && !begins || len(l.seen) > 0 || len(l.known) == 0 || v.state.parts == surelyMore {
		return false
	}
	if m := v.movables; m != nil {
		uid, err := m.match(ctx, it, headerOf(raw), false, raw)
		if err != nil {
			d.err = err
			return true
		}
		if uid != "" {
			v.state.notes.Moved, it.moved = v.now().Unix(), true
			return d.takeUp(ctx, it, uid, begins)
		}
	}
	if it.size <= 0 {
		return false
	}
	list, err := v.absentOf(ctx, l, it.size)
	if err != nil {
		d.err = err
		return true
	}
	head := HeadOf(raw)
	for _, uid := range list[sizedHead(head, it.size)] {
		k, ok := l.known[uid]
		if !ok || !begins && k.Rest == Whole && !k.Short {
			continue // found before, or by all of its octets
		}
		if k.Size > max(mostMovable, int64(len(raw))) {
			continue // it is not read in one piece for the sake of its first lines
		}
		stored, err := v.s.Store.Header(ctx, v.a.ID, uid)
		if err != nil {
			d.err = disk.Problem(err)
			return true
		}
		if len(stored) == 0 || !partOf(raw, stored, begins, k) {
			continue
		}
		if begins && k.Rest == Whole && !traced(raw) && !strings.HasPrefix(head, headNamed) {
			it.here, it.begun, it.doubtful = true, false, true
			v.meter.dropped(it.number)
			v.state.notes.likely(it, true)
			return true
		}
		return d.takeUp(ctx, it, uid, begins)
	}
	return false
}

// partOf reports whether the octets that have come and those that are stored, of a message of which k is
// known, are those of one message, as far as both go. begins: only the beginning has come.
func partOf(raw, stored []byte, begins bool, k Known) bool {
	switch part := k.Rest != Whole || k.Short; {
	case begins && part:
		return bytes.HasPrefix(stored, raw) || bytes.HasPrefix(raw, stored)
	case begins:
		return bytes.HasPrefix(stored, raw)
	case part:
		return bytes.HasPrefix(raw, stored)
	}
	return bytes.Equal(raw, stored)
}

// takeUp gives what is stored under the unique-id from that of a message that has come, and reports whether
// there is nothing more to do.
func (d *delivery) takeUp(ctx context.Context, it *item, from string, begins bool) (done bool) {
	v := d.v
	k := d.known[from]
	r := &recognition{v: v, known: d.known}
	r.adopt(it, from)
	err := v.s.Store.Rename(ctx, v.a.ID, r.names)
	if err != nil {
		d.err = disk.Problem(err)
		return true
	}
	// What another process has meanwhile done with it shows here.
	there, err := v.s.Store.AnyKnown(ctx, v.a.ID, []string{it.uid})
	if err != nil {
		d.err = disk.Problem(err)
		return true
	}
	if !there {
		delete(d.known, it.uid)
		it.here, it.fetch, it.replace, it.begun, it.doubtful = false, false, false, begins, begins
		return false
	}
	if !begins && (k.Rest != Whole || k.Short) {
		it.fetch, it.replace, it.doubtful = false, true, false
		return false
	}
	if it.size > v.s.maxMessage() {
		it.fetch, it.replace = false, false // it comes alone, in another session
	}
	v.meter.dropped(it.number)
	return true
}

// mostLikely bounds notes.Likely.
const mostLikely = 200

// likely notes that a message is likely here, and not proved to be; with is false, it is forgotten.
func (n *notes) likely(it *item, with bool) {
	name := nameOf(it)
	n.Likely = slices.DeleteFunc(n.Likely, func(l []byte) bool { return string(l) == name })
	if with && len(n.Likely) < mostLikely {
		n.Likely = append(n.Likely, []byte(name))
	}
}

// proveLikely has messages come whole that are listed as the last session has left them, likely here:
// not where the person wants less than usual to come.
func (v *connection) proveLikely(l *listing) {
	n := v.state.notes
	if len(n.Likely) == 0 {
		return
	}
	before := make(map[string]bool, len(n.Likely))
	for _, name := range n.Likely {
		before[string(name)] = true
	}
	n.Likely = nil
	for _, it := range l.items {
		if !before[nameOf(it)] || !it.begin {
			continue
		}
		if v.s.wholeUpTo() >= min(account.UsualWhole, v.s.maxMessage()) && it.size <= v.s.maxMessage() {
			it.begin = false
		} else if len(n.Likely) < mostLikely {
			n.Likely = append(n.Likely, []byte(nameOf(it)))
		}
	}
}
