package fetch

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"time"

	"popmail/account/disk"
)

// QUIRK: a mailbox that moves to another server gets other unique-ids, and often a field above each
// header: Return-Path, Delivered-To or one of the server's own. Others have no unique-ids, or other
// ones in each session, and write Status or X-UIDL into the header of what was fetched. Such a
// message is known by its header (TOP, RFC 1939, section 7) below what stands above it, and by the
// octets below its header.

const (
	mostAdded   = 4096 // octets by which a header may have grown or shrunk
	movedFor    = 7 * 24 * time.Hour
	mostMovable = 64 << 20 // octets of a message whose header is read out of the store
)

// moving reports whether the unique-ids that the server lists may all be other ones than before:
// none is known.
func (v *connection) moving(l *listing) bool {
	if v.state.parts != notMore || len(l.seen) > 0 || l.byPlace() {
		return false
	}
	since := v.now().Sub(time.Unix(v.state.notes.Moved, 0))
	return since >= 0 && since < movedFor || !l.any(func(it *item) bool { return it.here && !it.odd && !it.moved })
}

// unlisted are the unique-ids of messages that may be listed under others, in order; none
// where nothing is new.
func (l *listing) unlisted(known map[string]Known) (uids []string) {
	if !l.any(func(it *item) bool { return it.fresh() }) {
		return nil
	}
	listed := make(map[string]bool, len(l.items))
	for _, it := range l.items {
		listed[it.uid], listed[it.key] = true, true
	}
	for uid, k := range known {
		if !listed[uid] && k.movable() && !strings.HasPrefix(uid, contentPrefix) && !strings.HasPrefix(uid, ClaimPrefix) && !strings.HasPrefix(uid, oldPrefix) {
			uids = append(uids, uid)
		}
	}
	slices.Sort(uids) // so that it is not left to chance which of several copies a message is taken for
	return uids
}

// movable reports whether a message is here, or a part of it, and its octets small enough to be compared.
func (k Known) movable() bool {
	return !k.Gone && k.marks() < Damaged && k.size() > 0 && k.Size > 0 && k.Size <= mostMovable
}

// movables are messages that are here and may be listed as others.
type movables struct {
	v     *connection
	known map[string]Known
	heads map[string]string
	named map[string][]string // by what names a message, see sameName
	sizes []int64             // announced, in order
}

func (v *connection) newMovables(known map[string]Known, heads map[string]string, uids []string) *movables {
	m := &movables{v: v, known: known, heads: heads, named: make(map[string][]string)}
	for _, uid := range uids {
		if name, ok := namePart(heads[uid]); ok {
			m.named[name] = append(m.named[name], uid)
			m.sizes = append(m.sizes, known[uid].size())
		}
	}
	slices.Sort(m.sizes)
	return m
}

// namePart is what sameName compares.
func namePart(head string) (string, bool) {
	const name = 1 + 16
	if len(head) <= name || !strings.HasPrefix(head, headNamed) {
		return "", false
	}
	return head[:name], true
}

// near reports whether a message of so many octets may be one of them with another header.
func (m *movables) near(size int64) bool {
	i, _ := slices.BinarySearch(m.sizes, size-mostAdded)
	return i < len(m.sizes) && m.sizes[i] <= size+mostAdded
}

// find returns which of items are messages that are here, by their headers. strict: nothing but fields
// of keepers may have come or gone.
func (m *movables) find(ctx context.Context, c client, l *listing, items []*item, strict bool, found func(it *item, uid string)) error {
	v := m.v
	var numbers []int
	for _, it := range items {
		if it.size > 0 && m.near(it.size) && !v.state.tops.skip[nameOf(it)] {
			numbers = append(numbers, it.number)
		}
	}
	for most := topRefusals; len(numbers) > 0 && !v.state.tops.none(); most = carriedAtOnce {
		now := numbers[:min(len(numbers), most)]
		numbers = numbers[len(now):]
		told := make(map[int][]byte, len(now))
		answers := 0
		err := c.TopEach(ctx, now, 0, func(n int, raw []byte, err error) error {
			v.state.tops.came(err)
			answers++
			if err == nil {
				told[n] = slices.Clone(headerOf(raw))
			} else if !refused(err) {
				return err
			}
			return nil
		})
		if err != nil {
			v.lostTOP(ctx, l.byNumber[now[min(answers, len(now)-1)]], err)
			return err
		}
		for _, n := range now {
			uid, err := m.match(ctx, l.byNumber[n], told[n], strict, nil)
			if err != nil {
				return err
			}
			if uid != "" {
				found(l.byNumber[n], uid)
			}
		}
	}
	return nil
}

// match returns the unique-id of the message that is here and that has a header; "": there is none.
// Each is returned once. raw is what has come of it, all or its beginning; nil: nothing but the header.
func (m *movables) match(ctx context.Context, it *item, header []byte, strict bool, raw []byte) (string, error) {
	head := HeadOf(header)
	name, ok := namePart(head)
	if !ok || !ended(header) {
		return "", nil
	}
	for i, uid := range m.named[name] {
		if strict && !sameHead(head, m.heads[uid]) {
			continue
		}
		stored, err := m.v.s.Store.Header(ctx, m.v.a.ID, uid)
		if err != nil {
			return "", disk.Problem(err)
		}
		k, ok := m.known[uid]
		if !ok {
			continue // it was found in another way
		}
		head := headerOf(stored)
		below := k.size() - int64(len(head))
		// All of the octets are more than their number.
		all := raw != nil && !it.begun && k.Rest == Whole && !k.Short
		if !ended(head) || below <= 0 || below != it.size-int64(len(header)) && !all || !sameFields(header, head, strict) {
			continue
		}
		if raw != nil && !partOf(raw[len(header):], stored[len(head):], it.begun, k) {
			continue
		}
		m.named[name] = slices.Delete(slices.Clone(m.named[name]), i, i+1)
		return uid, nil
	}
	return "", nil
}

// ended reports whether a header has the line that ends it.
func ended(header []byte) bool {
	return bytes.HasSuffix(header, []byte("\n\n")) || bytes.HasSuffix(header, []byte("\n\r\n"))
}

// sameFields reports whether two headers have the same fields, but for those of keepers and, unless
// strict, for what stands above one of them.
func sameFields(a, b []byte, strict bool) bool {
	fa, fb := fields(a), fields(b)
	if len(fa) < len(fb) {
		fa, fb = fb, fa
	}
	above := len(fa) - len(fb)
	return len(fb) > 0 && above <= maxAbove && (above == 0 || !strict) && slices.Equal(fa[above:], fb)
}

// fields are those of a header, each as one line, without those of keepers.
func fields(header []byte) (list []string) {
	skip := false
	for line := range bytes.Lines(header) {
		line = bytes.TrimRight(line, "\r\n")
		if len(line) == 0 {
			break
		}
		if line[0] == ' ' || line[0] == '\t' {
			if !skip && len(list) > 0 {
				list[len(list)-1] += " " + string(bytes.TrimSpace(line))
			}
			continue
		}
		name, _, _ := bytes.Cut(line[:min(len(line), 80)], []byte(":"))
		if skip = ofKeeper(strings.ToLower(string(bytes.TrimSpace(name)))); !skip {
			list = append(list, string(bytes.TrimSpace(line)))
		}
	}
	return list
}

// moved finds the messages of a mailbox that was moved.
func (r *recognition) moved(ctx context.Context, l *listing, uids []string) error {
	if len(uids) == 0 {
		return nil
	}
	m := r.v.newMovables(r.known, r.heads, slices.DeleteFunc(uids, func(uid string) bool { return !has(r.known, uid) }))
	r.v.movables = m // also for what comes without
	if r.v.how.noTOP {
		return nil
	}
	var items []*item
	for _, it := range l.items {
		if it.fresh() {
			items = append(items, it)
		}
	}
	return m.find(ctx, r.c, l, items, false, func(it *item, uid string) {
		r.adopt(it, uid)
		it.moved = true
		r.v.state.notes.Moved = r.v.now().Unix()
		r.v.state.notes.Way = false // that was another server's
	})
}

// recogniseKept finds those of the odd messages that are here and into which the server has written
// what it keeps of them.
func (c *contents) recogniseKept(ctx context.Context, v *connection, l *listing, cl client, odd []*item, heads map[string]string) error {
	taken := make(map[string]bool)
	var items []*item
	for _, it := range odd {
		if it.here {
			taken[it.key] = true
		} else {
			items = append(items, it)
		}
	}
	var uids []string
	for uid, k := range c.known {
		if strings.HasPrefix(uid, contentPrefix) && !taken[uid] && k.movable() && !k.Short && k.Rest == Whole {
			uids = append(uids, uid)
		}
	}
	if len(items) == 0 || len(uids) == 0 {
		return nil
	}
	slices.Sort(uids)
	c.kept = v.newMovables(c.known, heads, uids) // also for what comes without
	if v.how.noTOP {
		return nil
	}
	return c.kept.find(ctx, cl, l, items, true, func(it *item, uid string) {
		it.key, it.here, it.fetch, it.stored = uid, true, false, c.known[uid].Stored
		if sum, _, ok := splitContentKey(uid); ok {
			c.seen[sum]++
		}
	})
}
