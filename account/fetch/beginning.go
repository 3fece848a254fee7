package fetch

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"slices"

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
	return min(cmp.Or(s.WholeUpTo, account.UsualWhole), s.maxMessage())
}

// wants reports whether the rest of a message is to come, where the server lists it.
func (s *Session) wants(k Known) bool {
	return k.Rest == Wanted || k.Rest == Waits && k.Listed <= s.wholeUpTo() && !s.OneRest
}

// knowBegun says of a message of which the beginning is here whether the rest is to come.
func (v *connection) knowBegun(it *item, k Known) {
	if it.size <= 0 && !it.absurd {
		it.size = k.Listed // which was not asked for
	}
	k.Listed = it.size
	it.begun, it.doubtful = true, true
	it.replace = v.s.wants(k) && !v.state.counted[nameOf(it)] && v.state.notes.due(nameOf(it), v.now())
	it.fetch = it.replace
}

// chooseBeginnings marks the new messages of which only the beginning is to come.
//
// QUIRK: where unique-ids are places, or tell nothing, a message comes whole: it is known again
// by all of its octets. Its header tells it from others only where it has a name and traces of
// transport, and has to be asked for anew in each session.
func (v *connection) chooseBeginnings(l *listing) {
	cannot := v.state.notes.NoTop > 0 || v.how.noTOP || l.byPlace()
	for _, it := range l.items {
		if v.state.onlySmall && it.fetch && it.odd && !it.here && it.size > v.s.wholeUpTo() {
			it.fetch, it.putOff = false, true
		}
		it.large = it.fetch && !it.odd && it.size > v.s.wholeUpTo()
		it.unbegun = it.fetch && (it.odd && it.uid == "" || cannot && l.byPlace()) && it.size > v.s.wholeUpTo() && v.s.wholeUpTo() < min(account.UsualWhole, v.s.maxMessage())
		it.begin = it.large && !cannot && !it.here && !it.replace && it.head == ""
	}
	v.proveLikely(l)
}

// beginningsAtOnce is how many beginnings are asked for together, ahead of the answers. Only
// once all of them are there it is known that each is the answer to its own command.
const beginningsAtOnce = 50

// amount is more than a usual answer to TOP has, in octets. After one that is larger they are
// asked for one by one, so that few are held at a time.
const amount = 8 * beginningOctets

var errAmount = errors.New("the answer is a large one")

// begin asks for the beginnings of items. Where one cannot be had the message is left to
// come whole. They are asked for one by one until one has come: a server may give all of a message.
func (d *delivery) begin(ctx, g context.Context, c client, items []pop3.Listing) error {
	v, all := d.v, items
	for _, m := range items {
		it := d.l.byNumber[m.Number]
		it.begin, it.large = false, true
	}
	given := 0 // beginnings, less what was of no use
	tops := &v.state.tops
	most := beginningsAtOnce
	if !v.ahead {
		most = 1
	}
	items = slices.DeleteFunc(slices.Clone(items), func(m pop3.Listing) bool { return tops.skip[nameOf(d.l.byNumber[m.Number])] })
	for len(items) > 0 && given >= 0 && v.state.notes.NoTop == 0 && !tops.none() {
		n := 1
		if tops.given > 0 {
			n = min(most, len(items))
		}
		numbers := make([]int, n)
		for i, m := range items[:n] {
			numbers[i] = m.Number
		}
		raws := make([][]byte, 0, n)
		sizes := make([]int64, 0, n)
		err := c.TopEach(ctx, numbers, beginningLines, func(_ int, raw []byte, err error) error {
			tops.came(err)
			if err != nil && !refused(err) {
				return err
			}
			if raws, sizes = append(raws, raw), append(sizes, c.TopOctets()); len(raw) > amount {
				return errAmount
			}
			return nil
		})
		if errors.Is(err, errAmount) {
			n, most, err = len(raws), 1, nil
		}
		if limit, large := tooLarge(err); large {
			it := d.l.byNumber[numbers[len(raws)]]
			v.state.refuse(it)
			v.state.noteLarge(it, limit, v.now())
			v.state.last.given = true
			return err
		}
		if err != nil {
			v.lostTOP(ctx, d.l.byNumber[numbers[min(len(raws), n-1)]], err)
			return err
		}
		v.last = nil
		for i, raw := range raws {
			switch {
			case d.beginning(g, d.l.byNumber[numbers[i]], raw, sizes[i]):
				given++
			case raw != nil:
				given--
			}
			if d.err != nil {
				return d.err
			}
		}
		items = items[n:]
	}
	for _, m := range all {
		if it := d.l.byNumber[m.Number]; it.fetch && it.gaveUp > 0 {
			v.state.leave(it)
		}
	}
	return nil
}

// beginning takes the answer to TOP, nil where that was refused, and reports whether it is of
// use. The answer had size octets, which are not all in raw where they were many.
//
// QUIRK: servers that refuse TOP, answer it with nothing, or with the whole message, which is
// taken then.
func (d *delivery) beginning(g context.Context, it *item, raw []byte, size int64) bool {
	v := d.v
	begun := cutBeginning(raw)
	// Lines may be long: only more of them than were asked for show such a server.
	all := bytes.Count(raw[len(begun):], []byte("\n")) > beginningLines
	switch {
	case headless(raw) || !bytes.Contains(raw, []byte("\n")):
		return false
	case size == int64(len(raw)) && exact(it.size, raw):
		if all {
			v.state.notes.NoTop = noTopFor // it gives no less
		}
	case all && size > it.size/2 && len(raw) > 2*len(begun):
		v.state.notes.NoTop = noTopFor
		return false
	default:
		it.begun, it.doubtful, raw = true, true, begun
	}
	it.fetch = false
	v.state.last.answered++
	v.quota.given++
	v.rep.Bytes += int64(len(raw))
	v.meter.arrived(it.number, len(raw))
	d.add(g, it, raw)
	return true
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
