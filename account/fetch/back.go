package fetch

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/json"
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
	All   bool   `json:",omitempty"` // there are more than Keys holds: it stands for whatever is listed
	Times int    // how often they came back after their removal was asked for
	Asked bool   // it was asked for once more since
	Until int64  // before, it is not asked for again; Unix seconds; 0: it is
	Held  int    `json:",omitempty"` // due messages that the last session did not ask for

	set map[[backDigest]byte]bool // Keys, once they were looked at
}

const (
	backDigest = 8
	mostBack   = 4000                // messages in a backNote
	backPause  = 24 * time.Hour      // the first one; each further one is twice as long
	longBack   = 32 * 24 * time.Hour // the longest
)

func backKey(uid string) (key [backDigest]byte) {
	sum := sha256.Sum256([]byte(uid))
	copy(key[:], sum[:])
	return key
}

// named reports whether a unique-id is in the note by itself.
func (b *backNote) named(uid string) bool {
	if b.set == nil {
		b.set = make(map[[backDigest]byte]bool, len(b.Keys)/backDigest)
		for c := range slices.Chunk(b.Keys[:len(b.Keys)/backDigest*backDigest], backDigest) {
			b.set[[backDigest]byte(c)] = true
		}
	}
	return b.set[backKey(uid)]
}

// has reports whether the note is about a unique-id.
func (b *backNote) has(uid string) bool {
	return b != nil && (b.All || len(b.Keys) > 0 && b.named(uid))
}

// add notes a unique-id.
func (b *backNote) add(uid string) {
	if b.named(uid) {
		return
	}
	if len(b.Keys) >= mostBack*backDigest {
		b.All = true // which ones does not matter anymore: the server removes nothing
		return
	}
	key := backKey(uid)
	b.Keys, b.set[key] = append(b.Keys, key[:]...), true
}

// keep forgets all unique-ids but those in uids.
func (b *backNote) keep(uids []string) {
	var keys []byte
	for _, uid := range uids {
		if key := backKey(uid); b.named(uid) {
			keys = append(keys, key[:]...)
			delete(b.set, key) // each once
		}
	}
	b.Keys, b.set = keys, nil
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
	b.add(uid)
	if b.Times == 0 || known && b.Asked { // it was asked for once more
		b.Times, b.Asked = b.Times+1, false
		if b.Times > 1 { // once may be an accident
			pause := min(backPause<<min(b.Times-2, 10), longBack)
			b.Until = v.now().Add(pause).Unix()
		}
	}
}

// otherUnder notes that another message stands under a unique-id by now: what is noted is not about it.
func (v *connection) otherUnder(uid string) {
	if b := v.state.notes.Back; b != nil && len(b.Keys) > 0 && b.named(uid) {
		key := backKey(uid)
		for i := 0; i+backDigest <= len(b.Keys); i += backDigest {
			if [backDigest]byte(b.Keys[i:i+backDigest]) == key {
				b.Keys = slices.Delete(b.Keys, i, i+backDigest)
				break
			}
		}
		b.set = nil
	}
}

// askedBack notes that the server has confirmed removals, of what is noted as well.
func (v *connection) askedBack(l *listing, keys []string) {
	b := v.state.notes.Back
	if b == nil || b.Asked {
		return
	}
	removed := make(map[string]bool, len(keys))
	for _, key := range keys {
		removed[key] = true
	}
	b.Asked = l.any(func(it *item) bool { return removed[it.key] && b.about(it) })
}

// about reports whether the note is about a message of the listing: not about another one that has come
// under its unique-id, and is known by its octets.
func (b *backNote) about(it *item) bool { return (it.key == it.uid || it.back) && b.has(it.uid) }

// HeldBack tells which removals are not asked for by each check: the server has listed the messages again
// after it had confirmed them. The zero HeldBack is about none.
type HeldBack struct{ note *backNote }

// HeldBackOf reads them out of what Store.Notes returns.
func HeldBackOf(text []byte) HeldBack {
	var n struct{ Back *backNote }
	if !bytes.Contains(text, []byte(`"Back"`)) || json.Unmarshal(text, &n) != nil {
		return HeldBack{}
	}
	return HeldBack{n.Back}
}

// Goes is when a message goes that is to go at goes, as seen at now. It is not for use by several goroutines at once.
func (h HeldBack) Goes(uid string, goes account.Goes, now time.Time) account.Goes {
	if goes.Never() || !h.note.has(uid) {
		return goes
	}
	return h.note.later(goes, now)
}

// later is when a message goes that the note is about.
func (b *backNote) later(goes account.Goes, now time.Time) account.Goes {
	if until := time.Unix(b.Until, 0); until.After(goes.At) && b.rests(now) {
		goes.At = until
	}
	return goes
}

// withheld is when a message goes that is to go at goes: where the server has listed it again after
// its removal, not before that is asked for again. By hand it is asked for at once.
func (v *connection) withheld(it *item, goes account.Goes) account.Goes {
	b := v.state.notes.Back
	if v.s.Only != nil || goes.Never() || b == nil {
		return goes
	}
	if b.about(it) {
		goes = b.later(goes, v.now())
	}
	return goes
}

// rests reports whether the removal of the messages is not asked for at now. What was noted with a
// clock that was ahead does not count.
func (b *backNote) rests(now time.Time) bool {
	until := time.Unix(b.Until, 0)
	return until.After(now) && until.Before(now.Add(longBack+time.Hour))
}

// countBack counts the due messages that are not removed because they came back: held ones of those
// that this session has looked at.
func (v *connection) countBack(l *listing, held int) {
	b := v.state.notes.Back
	if v.s.Only != nil || b == nil {
		return
	}
	if len(l.seen) > 0 && b.rests(v.now()) {
		held = max(held, b.Held) // the others are as they were
	}
	b.Held = held
	v.rep.Back = max(v.before.Back, held)
}

// forgetBack forgets the messages that are no longer listed, where the server lists all.
func (v *connection) forgetBack(l *listing) {
	b := v.state.notes.Back
	if b == nil || v.s.Only != nil || len(l.seen) > 0 || v.state.parts != notMore {
		return
	}
	var uids []string
	for _, it := range l.items {
		if b.named(it.uid) {
			uids = append(uids, it.uid)
		}
	}
	b.keep(uids)
	b.All = b.All && len(l.items) > mostBack
	if len(b.Keys) == 0 && !b.All {
		v.state.notes.Back = nil
	}
}
