package fetch

import (
	"bytes"
	"context"

	"popmail/account"
	"popmail/pop3"
)

// Of a message over Session.WholeUpTo only the beginning comes at first (TOP, RFC 1939,
// section 7). It is stored as a message that is not whole, and so never removed from the
// server by any way. Its rest comes by RETR, and the whole takes its place.

// The bounds of a beginning, behind the header.
const (
	beginningLines  = 40
	beginningOctets = 16 << 10
)

// noTopFor is the number of sessions after which a server that answers TOP with all of a
// message is asked again.
const noTopFor = 20

func (s *Session) wholeUpTo() int64 {
	if s.WholeUpTo > 0 {
		return s.WholeUpTo
	}
	return account.UsualWhole
}

// wants reports whether the rest of a message is to come, where the server lists it.
func (s *Session) wants(k Known) bool {
	return k.Rest == Wanted || k.Rest == Waits && k.Listed <= s.wholeUpTo()
}

// knowBegun says of a message of which the beginning is here whether the rest is to come.
func (v *connection) knowBegun(it *item, k Known) {
	if it.size <= 0 {
		it.size = k.Listed // which was not asked for
	}
	k.Listed = it.size
	it.begun, it.doubtful = true, true
	it.replace = v.s.wants(k) && !v.state.counted[nameOf(it)] && v.state.notes.due(nameOf(it), v.now(), v.state.sizes.trusted())
	it.fetch = it.replace
}

// chooseBeginnings marks the new messages of which only the beginning is to come.
//
// QUIRK: where unique-ids are places, or tell nothing, a message is known again by all of its
// octets: it comes whole.
func (v *connection) chooseBeginnings(l *listing) {
	cannot := v.state.notes.NoTop > 0 || v.how.noTOP || l.byPlace()
	for _, it := range l.items {
		it.large = it.fetch && !it.odd && it.size > v.s.wholeUpTo()
		it.begin = it.large && !cannot && !it.here && !it.replace && it.head == ""
	}
}

// begin asks for the beginnings of items. Where one cannot be had the message is left to
// come whole.
//
// QUIRK: servers that refuse TOP, answer it with nothing, or with the whole message, which is
// taken then.
func (d *delivery) begin(ctx, g context.Context, c client, items []pop3.Listing) error {
	v := d.v
	given := 0 // beginnings, less what could not be had
	for _, m := range items {
		it := d.l.byNumber[m.Number]
		it.begin, it.large = false, true
		if given < 0 || v.state.notes.NoTop > 0 {
			continue
		}
		raw, err := c.Top(ctx, it.number, beginningLines)
		switch limit, large := tooLarge(err); {
		case large:
			v.state.refuse(it)
			v.state.noteLarge(it, limit, v.now())
			v.state.last.given = true
			return err
		case refused(err):
			given--
			continue
		case err != nil:
			v.state.last.lostAtTOP = true
			return err
		}
		v.last = nil
		begun := cutBeginning(raw)
		// Lines may be long: only more of them than were asked for show such a server.
		all := bytes.Count(raw[len(begun):], []byte("\n")) > beginningLines
		switch {
		case headless(raw) || !bytes.Contains(raw, []byte("\n")):
			given--
			continue
		case exact(it.size, raw):
			if all {
				v.state.notes.NoTop = noTopFor // it gives no less
			}
		case all && int64(len(raw)) > it.size/2 && len(raw) > 2*len(begun):
			v.state.notes.NoTop = noTopFor
			continue
		default:
			it.begun, it.doubtful, raw = true, true, begun
			given++
		}
		it.fetch = false
		v.state.last.answered++
		v.rep.Bytes += int64(len(raw))
		v.meter.arrived(it.number, len(raw))
		if d.add(g, it, raw); d.err != nil {
			return d.err
		}
	}
	return nil
}

// cutBeginning is the header of a message and the first lines behind it, within the bounds.
func cutBeginning(raw []byte) []byte {
	body := 0
	for body < len(raw) {
		n := bytes.IndexByte(raw[body:], '\n')
		if n < 0 {
			return raw
		}
		line := raw[body : body+n]
		if body += n + 1; len(bytes.TrimRight(line, "\r")) == 0 {
			break
		}
	}
	end := body
	for lines := 0; end < len(raw) && lines < beginningLines; lines++ {
		n := bytes.IndexByte(raw[end:], '\n') + 1
		if n == 0 {
			n = len(raw) - end
		}
		if end+n > body+beginningOctets {
			if end == body { // one long line
				end = body + beginningOctets
			}
			break
		}
		end += n
	}
	return raw[:end]
}
