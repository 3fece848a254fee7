package fetch

import (
	"cmp"
	"context"
	"crypto/sha256"
	"slices"
	"time"

	"popmail/account"
	"popmail/account/disk"
)

// QUIRK: servers that answer DELE and QUIT with "+OK" and list the messages in the next session
// all the same: archives, copies that may only be read, and Gmail in recent mode where it is to keep
// its copy in the Inbox. They cost a header each, not a transfer, and their removal is not asked
// for in each session.

// backNote is what the notes say of such messages.
type backNote struct {
	Keys  []byte // digests of their unique-ids, of backDigest octets each
	Times int    // how often they came back after their removal was asked for
	Asked bool   // it was asked for once more since
	Until int64  // before, it is not asked for again; Unix seconds; 0: it is
}

const (
	backDigest = 8
	mostBack   = 4000                // messages in a backNote
	backPause  = 24 * time.Hour      // the first one; each further one is twice as long
	longBack   = 32 * 24 * time.Hour // the longest
)

func backKey(uid string) []byte {
	sum := sha256.Sum256([]byte(uid))
	return sum[:backDigest]
}

// has reports whether a unique-id is in the note.
func (b *backNote) has(uid string) bool {
	if b == nil || len(b.Keys) == 0 {
		return false
	}
	key := backKey(uid)
	for c := range slices.Chunk(b.Keys, backDigest) {
		if string(c) == string(key) {
			return true
		}
	}
	return false
}

// takeBack finds the messages of odd that are here, which the server has confirmed to have removed
// and lists again under the same unique-id, of the same size and with the same header (TOP, RFC 1939,
// section 7). They are known as before, and no longer removed. It returns the others.
func (v *connection) takeBack(ctx context.Context, c client, l *listing, odd []*item, heads map[string]string) ([]*item, error) {
	if v.how.noTOP || l.byPlace() {
		return odd, nil
	}
	named := make(map[string]int, len(odd))
	for _, it := range odd {
		named[it.uid]++
	}
	var ask []int
	for _, it := range odd {
		k := l.known[it.uid]
		if it.uid != "" && named[it.uid] == 1 && k.Gone && !k.Short && k.Rest == Whole && k.Listed > 0 && k.Listed == it.size &&
			heads[it.uid] != "" && sameHead(heads[it.uid], heads[it.uid]) && !v.state.tops.skip[nameOf(it)] {
			ask = append(ask, it.number)
		}
	}
	back := make(map[*item]bool)
	for most := topRefusals; len(ask) > 0 && !v.state.tops.none(); most = carriedAtOnce {
		now := ask[:min(len(ask), most)]
		ask = ask[len(now):]
		told := make(map[*item]string, len(now))
		answers := 0
		err := c.TopEach(ctx, now, 0, func(n int, raw []byte, err error) error {
			v.state.tops.came(err)
			answers++
			if err == nil {
				told[l.byNumber[n]] = HeadOf(raw)
			} else if !refused(err) {
				return err
			}
			return nil
		})
		if err != nil {
			v.lostTOP(ctx, l.byNumber[now[min(answers, len(now)-1)]], err)
			return odd, err
		}
		// Only now is it sure whose header each is.
		for it, head := range told {
			back[it] = sameHead(head, heads[it.uid])
		}
	}
	var names []Renaming
	for _, it := range odd {
		if back[it] {
			k := l.known[it.uid]
			k.Gone, k.Away = false, false
			l.known[it.uid] = k
			it.key, it.odd, it.here, it.fetch, it.stored = it.uid, false, true, false, k.Stored
			names = append(names, Renaming{From: it.uid, To: it.uid, Listed: it.size})
		}
	}
	if len(names) == 0 {
		return odd, nil
	}
	if err := v.s.Store.Rename(ctx, v.a.ID, names); err != nil {
		return odd, disk.Problem(err)
	}
	for _, n := range names {
		v.noteBack(n.To)
	}
	return slices.DeleteFunc(odd, func(it *item) bool { return back[it] }), nil
}

// noteBack notes a message that has come back.
func (v *connection) noteBack(uid string) {
	n := v.state.notes
	b := cmp.Or(n.Back, &backNote{})
	n.Back = b
	known := b.has(uid)
	if !known {
		b.Keys = append(b.Keys, backKey(uid)...)
		b.Keys = b.Keys[max(len(b.Keys)-mostBack*backDigest, 0):]
	}
	if b.Times == 0 || known && b.Asked { // it was asked for once more
		b.Times, b.Asked = b.Times+1, false
		if b.Times > 1 { // once may be an accident
			pause := min(backPause<<min(b.Times-2, 10), longBack)
			b.Until = v.now().Add(pause).Unix()
		}
	}
}

// askedBack notes that the server has confirmed removals.
func (v *connection) askedBack(keys []string) {
	if b := v.state.notes.Back; b != nil {
		b.Asked = b.Asked || slices.ContainsFunc(keys, b.has)
	}
}

// withheld is when a message goes that is to go at goes: where the server has listed it again after
// its removal, not before that is asked for again. By hand it is asked for at once.
func (v *connection) withheld(it *item, goes account.Goes) account.Goes {
	b := v.state.notes.Back
	if v.s.Only != nil || goes.Never() || b == nil {
		return goes
	}
	if until := time.Unix(b.Until, 0); until.After(goes.At) && b.rests(v.now()) && (b.has(it.key) || b.has(it.uid)) {
		goes.At = until
	}
	return goes
}

// rests reports whether the removal of the messages is not asked for at now. What was noted with a
// clock that was ahead does not count.
func (b *backNote) rests(now time.Time) bool {
	until := time.Unix(b.Until, 0)
	return until.After(now) && until.Before(now.Add(longBack+time.Hour))
}

// countBack counts the due messages that are not removed because they came back, and forgets those
// that are no longer listed, where the server lists all.
func (v *connection) countBack(l *listing) {
	b := v.state.notes.Back
	if b == nil || v.s.Only != nil {
		return
	}
	here := make(map[string]bool)
	for _, it := range l.items {
		if b.has(it.uid) {
			here[string(backKey(it.uid))] = true
		}
	}
	if v.rep.Back = v.before.Back; b.rests(v.now()) {
		v.rep.Back = max(v.rep.Back, len(here))
	}
	if len(l.seen) > 0 || v.state.parts != notMore {
		return
	}
	var keys []byte
	for c := range slices.Chunk(b.Keys, backDigest) {
		if here[string(c)] {
			keys = append(keys, c...)
		}
	}
	if b.Keys = keys; len(keys) == 0 {
		v.state.notes.Back = nil
	}
}
