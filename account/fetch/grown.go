package fetch

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"hash"
	"strings"

	"popmail/account/disk"
	"popmail/pop3"
)

// A mailbox mostly grows at its end. Where the server lists what the last session has seen, in
// the same order and with the same sizes, and a few more messages behind it, all that is there
// to do is about these: of what is known a session asks only whether it knows them.

// grows is what is needed for that of what the last session has seen.
type grows struct {
	Messages int
	Octets   int64
	Sizes    []byte // digest of what was announced for each, see sizesDigest
	// Lost are the sizes of known messages that were not listed. A new one of such a size may
	// be one of them under another name.
	Lost []int64 `json:",omitempty"`
}

// The bounds of what is new then, and of grows.Lost.
const (
	mostFresh = 100
	mostLost  = 1000
)

// grown returns the listing where the server has told what the last session has seen and a few
// more, which are not known; nil: all that is known must be looked at.
func (v *connection) grown(ctx context.Context, c client, a told, last *lastSeen) (*listing, error) {
	fresh := v.fresh(a, last)
	if fresh == nil {
		return nil, nil
	}
	var names []string
	for _, id := range fresh {
		names = append(names, id.UID, ClaimPrefix+id.UID)
	}
	if known, err := v.s.Store.AnyKnown(ctx, v.a.ID, names); err != nil || known {
		return nil, disk.Problem(err)
	}
	sizes, err := c.List(ctx)
	if refused(err) {
		return nil, nil
	}
	if err != nil || len(sizes) != len(a.ids) || !numbered(sizes, func(s pop3.Listing) int { return s.Number }) {
		return nil, err
	}
	n := last.Grows.Messages
	d := newSizesDigest()
	for _, s := range sizes[:n] {
		d.add(s.Size)
	}
	if !bytes.Equal(d.sum(), last.Grows.Sizes) {
		return nil, nil // one that was seen has changed
	}
	lost := make(map[int64]bool, len(last.Grows.Lost))
	for _, size := range last.Grows.Lost {
		lost[size] = true
	}
	l := &listing{items: make([]*item, 0, len(fresh)), byNumber: make(map[int]*item, len(fresh)), seen: a.ids[:n], octets: last.Grows.Octets, seenSizes: sizes[:n]}
	octets := l.octets
	l.addIDs(fresh, nil)
	for i, it := range l.items {
		it.size = sizes[n+i].Size
		octets += it.size
		if it.odd || it.size <= 0 || absurd(it.size) || lost[it.size] {
			return nil, nil
		}
	}
	if octets != a.octets {
		return nil, nil
	}
	v.state.sizes.recalled, v.state.sizes.past = true, true
	return l, nil
}

// fresh returns what the server lists behind all that the last session has seen; nil: it does
// not list that, or too many, or what cannot be told apart by names.
func (v *connection) fresh(a told, last *lastSeen) []pop3.UniqueID {
	g := last.Grows
	if last.now == nil || g == nil || !last.holds(v.now()) || g.Messages <= 0 || g.Messages >= len(a.ids) {
		return nil
	}
	fresh := a.ids[g.Messages:]
	if len(fresh) > mostFresh || !numbered(a.ids, func(id pop3.UniqueID) int { return id.Number }) {
		return nil
	}
	if !bytes.Equal(last.Listing, a.digest(v.a, v.s.wholeUpTo(), g.Messages, g.Octets)) {
		return nil
	}
	for _, id := range fresh {
		if id.UID == "" || strings.HasPrefix(id.UID, contentPrefix) || strings.HasPrefix(id.UID, ClaimPrefix) || strings.HasPrefix(id.UID, oldPrefix) {
			return nil
		}
	}
	return fresh
}

// numbered reports whether rows are those of the messages 1, 2 and so on.
func numbered[T any](rows []T, number func(T) int) bool {
	for i, r := range rows {
		if number(r) != i+1 {
			return false
		}
	}
	return true
}

// sizesDigest tells rows of sizes apart.
type sizesDigest struct {
	h   hash.Hash
	buf []byte
}

func newSizesDigest() *sizesDigest { return &sizesDigest{h: sha256.New()} }

func (d *sizesDigest) add(size int64) {
	if d.buf = binary.AppendVarint(d.buf, size); len(d.buf) > 4<<10 {
		_, _ = d.h.Write(d.buf)
		d.buf = d.buf[:0]
	}
}

func (d *sizesDigest) sum() []byte {
	_, _ = d.h.Write(d.buf)
	d.buf = nil
	return d.h.Sum(nil)
}

// growing is what a session leaves for one that finds more; nil: that is to look at all that is
// known.
func (v *connection) growing(l *listing, last *lastSeen) *grows {
	s := &v.state.sizes
	// The sizes that the server tells are worth something to the next session, see sizes.recall.
	past := s.past || len(l.known) == 0 && len(l.seen) == 0 && v.rep.Received >= enough
	if s.inexact || !past || l.byPlace() || l.likePlaces() {
		return nil
	}
	g := &grows{Messages: len(l.seen) + len(l.items), Octets: v.octets}
	d := newSizesDigest()
	for _, size := range l.seenSizes {
		d.add(size.Size)
	}
	for i, it := range l.items {
		if it.number != len(l.seen)+i+1 {
			return nil
		}
		size := it.size
		if k, ok := l.known[it.uid]; ok {
			size = k.Listed // by which a session that looks at all sees whether it has changed
		}
		d.add(size)
	}
	g.Sizes = d.sum()
	if len(l.seen) > 0 {
		g.Lost = last.Grows.Lost
		return g
	}
	var ok bool
	if g.Lost, ok = l.lostSizes(mostLost); !ok {
		return nil
	}
	return g
}

// lostSizes returns the sizes of known messages that are not listed, see lost; false: they are
// more than most.
func (l *listing) lostSizes(most int) (sizes []int64, ok bool) {
	open := func(uid string, k Known) bool {
		return !k.Gone && k.size() > 0 && !strings.HasPrefix(uid, contentPrefix) && !strings.HasPrefix(uid, ClaimPrefix)
	}
	n := 0
	for uid, k := range l.known {
		if open(uid, k) {
			n++
		}
	}
	for _, it := range l.items {
		if k, ok := l.known[it.uid]; ok && open(it.uid, k) {
			n--
		}
	}
	if n == 0 {
		return nil, true
	}
	listed := make(map[string]bool, len(l.items))
	for _, it := range l.items {
		listed[it.uid], listed[it.key] = true, true
	}
	seen := make(map[int64]bool)
	for uid, k := range l.known {
		if open(uid, k) && !listed[uid] && !seen[k.size()] {
			if len(sizes) == most {
				return nil, false
			}
			seen[k.size()] = true
			sizes = append(sizes, k.size())
		}
	}
	return sizes, true
}
