package fetch

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"popmail/account/disk"
	"popmail/pop3"
)

// The kinds of heads, their first letter. Behind it stand two digests of eight
// octets: of what names the message, and of the header.
const (
	headNamed = "m" // it has a Message-ID, and a Date or a trace of transport (RFC 5322, sections 3.6.1, 3.6.4 and 3.6.7)
	headWeak  = "h" // any other: it tells nothing
)

// headUnknown stands for that of a stored message of which nothing was noted. No message has it.
const headUnknown = "?"

// HeadOf is what Incoming.Head holds of a message, from its header or all of it.
// Fields that servers and mail programs write into what they keep are left out.
func HeadOf(raw []byte) string {
	var id, date string
	traced := false
	sum := sha256.New()
	skip := false
	for line := range bytes.SplitSeq(raw, []byte("\n")) {
		line = bytes.TrimRight(line, "\r")
		if len(line) == 0 {
			break
		}
		if line[0] == ' ' || line[0] == '\t' {
			if !skip {
				sum.Write(bytes.TrimSpace(line))
			}
			if id == "?" {
				id = string(bytes.TrimSpace(line))
			}
			continue
		}
		name, value, _ := bytes.Cut(line, []byte(":"))
		value = bytes.TrimSpace(value)
		switch low := strings.ToLower(strings.TrimSpace(string(name[:min(len(name), 40)]))); {
		case ofKeeper(low):
			skip = true
			continue
		case low == "message-id" && id == "":
			if id = string(value); id == "" {
				id = "?" // it stands on the next line
			}
		case low == "date" && date == "":
			date = string(value)
		case low == "received":
			traced = true
		}
		skip = false
		sum.Write(line)
		sum.Write([]byte{'\n'})
	}
	kind := headWeak
	if id != "" && id != "?" && (date != "" || traced) {
		kind = headNamed
	}
	name := sha256.Sum256([]byte(id + "\n" + date))
	return kind + hex.EncodeToString(name[:8]) + hex.EncodeToString(sum.Sum(nil)[:8])
}

// ofKeeper reports whether a field, its name in small letters, is one that servers and mail
// programs write into what they keep.
func ofKeeper(low string) bool {
	switch low {
	case "status", "x-status", "content-length", "lines":
		return true
	}
	return strings.HasPrefix(low, "x-uid") || strings.HasPrefix(low, "x-imap") || strings.HasPrefix(low, "x-mozilla-") || strings.HasPrefix(low, "x-keywords")
}

// sameHead reports whether two heads are those of one message.
func sameHead(a, b string) bool { return a == b && strings.HasPrefix(a, headNamed) }

// sameName reports whether two heads are those of one message, as far as its name tells:
// the rest of its header may have been changed by servers. Messages without a name are
// never known to be the same.
func sameName(a, b string) bool {
	const name = 1 + 16
	return len(a) > name && len(b) > name && strings.HasPrefix(a, headNamed) && a[:name] == b[:name]
}

// oldPrefix begins the names of what was stored under a unique-id that stands for
// another message now.
const oldPrefix = "old:"

// ClaimPrefix begins the names under which a store keeps what another program says of a
// message that it has: behind it stands the unique-id. It was never seen in a listing.
const ClaimPrefix = "claim:"

// reconsider looks at what unique-ids alone tell wrongly:
//   - a mailbox that was made anew gives old unique-ids to other messages. Sizes
//     that have changed show it, and headers where unique-ids look like places;
//   - some servers give each message another unique-id in every session, or after
//     they were moved. A new one whose size and head are those of a message that is
//     no longer listed is that message;
//   - another program may have fetched a message that is here, see Carried.
//
// Headers are asked for by TOP (RFC 1939, section 7); without it a suspicious
// message is fetched and looked at then.
func (v *connection) reconsider(ctx context.Context, c client, l *listing, known map[string]Known) error {
	unsure, err := v.unsure(ctx, l, known)
	if err != nil {
		return err
	}
	suspects, claims, lost := l.suspects(known, unsure), l.claims(known), l.lost(known)
	r := &recognition{v: v, c: c, known: known}
	for _, it := range l.items {
		if k := known[it.uid]; it.here && !it.odd && k.Listed == 0 && it.size > 0 {
			r.names = append(r.names, Renaming{From: it.uid, To: it.uid, Listed: it.size}) // as it was not known before
		}
	}
	elsewhere, err := v.listedElsewhere(ctx, l, known)
	if err != nil {
		return err
	}
	var moved []string
	if v.moving(l) {
		moved = l.unlisted(known)
	}
	if len(suspects) == 0 && len(claims) == 0 && len(lost) == 0 && len(moved) == 0 && len(r.names) == 0 && len(elsewhere) == 0 {
		return nil
	}
	heads, err := v.s.Store.Heads(ctx, v.a.ID)
	if err != nil {
		return disk.Problem(err)
	}
	r.heads = heads
	err = r.check(ctx, l, suspects, unsure)
	checked := len(r.names)
	if err == nil {
		err = r.claimed(ctx, l, claims)
	}
	if err == nil {
		err = r.find(ctx, l, lost)
	}
	if err == nil {
		err = r.moved(ctx, l, moved)
	}
	if err == nil {
		err = r.carried(ctx, l, elsewhere)
	}
	if err != nil {
		r.keepFound(checked, err)
		g, cancel := grace(ctx)
		defer cancel()
		ctx = g
	}
	if len(r.names) == 0 {
		return err
	}
	if err2 := v.s.Store.Rename(ctx, v.a.ID, r.names); err2 != nil {
		return disk.Problem(err2)
	}
	return err
}

// knowReplaced notes the heads of what is to be replaced, see delivery.takesPlace. What is perhaps
// another message has perhaps the head of that one, and goes by size and unique-id.
func (v *connection) knowReplaced(ctx context.Context, l *listing) error {
	replaces := func(it *item) bool {
		return it.fetch && it.replace && !it.odd && l.known[it.uid].marks()&Shifted == 0
	}
	if !l.any(replaces) {
		return nil
	}
	heads, err := v.s.Store.Heads(ctx, v.a.ID)
	if err != nil {
		return disk.Problem(err)
	}
	for _, it := range l.items {
		if replaces(it) {
			it.head = cmp.Or(heads[it.uid], headUnknown)
		}
	}
	return nil
}

// keepFound leaves of the names only what stands for itself, where the line was lost: those that
// check has found, the first checked ones, hold together. Where one is another message all are
// looked at, and that has to begin anew. A line that was out of step has shown nothing.
func (r *recognition) keepFound(checked int, err error) {
	if as[*pop3.ProtocolError](err) {
		r.names = nil
		return
	}
	freed := make(map[string]bool, checked)
	for _, n := range r.names[:checked] {
		freed[n.From] = freed[n.From] || n.From != n.To
	}
	r.names = slices.DeleteFunc(r.names[checked:], func(n Renaming) bool { return freed[n.To] })
}

// unsure returns what is looked at because unique-ids may be places in a disguise, see
// listing.unsure; true: it is to be removed. Where nothing is new only that is.
func (v *connection) unsure(ctx context.Context, l *listing, known map[string]Known) (map[*item]bool, error) {
	if l.byPlace() || !l.likePlaces() {
		return nil, nil
	}
	due, err := v.due(ctx, l)
	if err != nil {
		return nil, err
	}
	goes := make(map[int]bool, len(due))
	for _, n := range due {
		goes[n] = true
	}
	news := l.any(func(it *item) bool { return it.fetch && !it.here })
	unsure := l.unsure(known)
	for it := range unsure {
		if unsure[it] = goes[it.number]; !unsure[it] && !news {
			delete(unsure, it)
		}
	}
	return unsure, nil
}

// suspects are known messages that are listed with another size than before, or although
// the server was asked to remove them, and those that are unsure.
func (l *listing) suspects(known map[string]Known, unsure map[*item]bool) (list []*item) {
	for _, it := range l.items {
		if k := known[it.uid]; it.here && !it.odd && (k.asked || has(unsure, it) || k.size() > 0 && it.size > 0 && it.size != k.size()) {
			list = append(list, it)
		}
	}
	return list
}

// claims are the messages that another program may have brought here, see ClaimPrefix.
func (l *listing) claims(known map[string]Known) (list []*item) {
	for _, it := range l.items {
		if k, ok := known[ClaimPrefix+it.uid]; ok && it.fetch && !it.here && !it.odd && it.size > 0 && it.size == k.Listed && !k.Gone {
			list = append(list, it)
		}
	}
	return list
}

// lost are known unique-ids that are not listed, by the size of their messages as
// it was listed.
func (l *listing) lost(known map[string]Known) map[int64][]string {
	fresh := make(map[int64]bool)
	listed := make(map[string]bool, len(l.items))
	for _, it := range l.items {
		listed[it.uid], listed[it.key] = true, true
		if it.fetch && !it.here && !it.odd && it.size > 0 {
			fresh[it.size] = true
		}
	}
	out := make(map[int64][]string)
	if len(fresh) == 0 {
		return out
	}
	for uid, k := range known {
		if fresh[k.Listed] && !listed[uid] && (!k.Short || k.Rest != Whole) && !k.Gone && !strings.HasPrefix(uid, contentPrefix) && !strings.HasPrefix(uid, ClaimPrefix) {
			out[k.Listed] = append(out[k.Listed], uid)
		}
	}
	for _, uids := range out {
		slices.Sort(uids) // so that it is not left to chance which of several copies a message is taken for
	}
	return out
}

// maxHeads bounds the headers of small messages that are asked for in one session: each is
// a way to the server and back. What lies beyond is fetched and known by its octets.
const maxHeads = 3000

// smallMessage is the size, in octets, up to which a message comes about as fast as a header.
const smallMessage = 16 << 10

// recognition compares heads.
type recognition struct {
	v     *connection
	c     client
	known map[string]Known
	heads map[string]string
	asked int
	noTOP bool
	other bool // another message stands under a unique-id
	names []Renaming
}

// head is HeadOf of what the server tells; "" where that is not possible.
func (r *recognition) head(ctx context.Context, it *item) (string, error) {
	top, err := r.header(ctx, it)
	if err != nil || top == nil {
		return "", err
	}
	return HeadOf(top), nil
}

// header asks for the header of a message; nil where that is not possible.
func (r *recognition) header(ctx context.Context, it *item) ([]byte, error) {
	if r.asked++; r.noTOP || r.asked > maxHeads && it.size <= smallMessage {
		return nil, nil
	}
	top, refused, err := r.v.top(ctx, r.c, it)
	if err != nil || top == nil {
		r.noTOP = refused
		return nil, err
	}
	return top, nil
}

// top asks for the header of a message (TOP, RFC 1939, section 7); nil where the
// server does not give it, refused where it gives none at all.
func (v *connection) top(ctx context.Context, c client, it *item) (head []byte, refusing bool, err error) {
	tops := &v.state.tops
	if v.how.noTOP || tops.none() || tops.skip[nameOf(it)] {
		return nil, v.how.noTOP || tops.none(), nil
	}
	head, err = c.Top(ctx, it.number, 0)
	tops.came(err)
	switch {
	case err == nil:
		return head, false, nil
	case refused(err):
		return nil, tops.none(), nil
	}
	v.lostTOP(ctx, it, err)
	return nil, false, err
}

// check compares the suspects with what is stored. Where one is another message,
// all are looked at: others may have the same size by chance. Where that cannot be told
// yet, what is not whole is looked at when it comes, before it takes a place. What is only
// unsure, and gives no header, is taken for what is stored until it is to be removed.
func (r *recognition) check(ctx context.Context, l *listing, suspects []*item, unsure map[*item]bool) error {
	anew, blind := false, false
	looked := make(map[*item]bool)
	look := func(it *item) error {
		looked[it] = true
		stored, known := r.heads[it.uid], r.known[it.uid]
		if known.asked && r.asked >= maxHeads && !r.other && it.size > 0 && it.size == known.size() {
			return nil // of so many that were asked to be removed none was
		}
		if stored == "" {
			if anew || known.asked { // nothing tells whether it is still this one: its octets will
				r.names = append(r.names, r.replaced(it))
				it.doubtful = false
			}
			return nil
		}
		head, err := r.head(ctx, it)
		goes, likely := unsure[it]
		likely = likely && !known.asked && (it.size == 0 || known.announced(it.size))
		switch {
		case err != nil:
			return err
		case likely && (head == stored || head == "" && !goes):
		case head == "":
			it.here, it.fetch, it.replace, it.head = false, true, false, stored
			blind = true
		case sameName(head, stored):
			r.names = append(r.names, Renaming{From: it.uid, To: it.uid, Listed: known.relisted(it.size)})
		default:
			// Another message, or one without a name whose size has changed: it is
			// fetched, and if its octets are those that are stored the store sees it.
			anew = anew || head != stored && !known.asked
			r.other = true
			r.names = append(r.names, r.replaced(it))
			it.doubtful = false
		}
		return nil
	}
	for _, it := range suspects {
		if err := look(it); err != nil {
			return err
		}
	}
	for _, it := range l.items {
		if it.here && !it.odd && !looked[it] && (anew || blind && it.replace) {
			if err := look(it); err != nil {
				return err
			}
		}
	}
	return nil
}

// replaced frees the unique-id of what is stored for the message that has it now.
func (r *recognition) replaced(it *item) Renaming {
	name := oldPrefix + it.uid
	for n := 2; has(r.known, name); n++ {
		name = fmt.Sprintf("%s%s#%d", oldPrefix, it.uid, n)
	}
	r.known[name] = r.known[it.uid]
	n := Renaming{From: it.uid, To: name, Listed: r.known[it.uid].Listed}
	delete(r.known, it.uid)
	r.v.otherUnder(it.uid)
	it.here, it.fetch, it.replace, it.begun, it.head = false, true, false, false, ""
	return n
}

// claimed finds the messages that another program has claimed: under the same unique-id, of
// just the same size. Where a unique-id may be nothing but a place the header must be the same
// as well.
func (r *recognition) claimed(ctx context.Context, l *listing, claims []*item) error {
	places := len(claims) > 0 && (l.byPlace() || l.likePlaces())
	for _, it := range claims {
		from := ClaimPrefix + it.uid
		if places {
			head, err := r.head(ctx, it)
			if err != nil {
				return err
			}
			if !sameHead(r.heads[from], head) {
				continue
			}
		}
		r.adopt(it, from)
	}
	return nil
}

// find looks for new unique-ids among the messages that are no longer listed.
func (r *recognition) find(ctx context.Context, l *listing, lost map[int64][]string) error {
	for _, it := range l.items {
		if !it.fetch || it.here || it.odd || it.head != "" || it.size <= 0 || len(lost[it.size]) == 0 {
			continue
		}
		header, err := r.header(ctx, it)
		if err != nil {
			return err
		}
		for i, uid := range lost[it.size] {
			if header == nil || !provesHead(header, r.heads[uid]) {
				continue
			}
			r.adopt(it, uid)
			lost[it.size] = append(lost[it.size][:i:i], lost[it.size][i+1:]...)
			break
		}
	}
	return nil
}

// adopt takes what is stored under the unique-id from for a message of the listing.
func (r *recognition) adopt(it *item, from string) {
	k := r.known[from]
	k.Listed, k.Away = k.relisted(it.size), false
	r.names = append(r.names, Renaming{From: from, To: it.uid, Listed: k.Listed})
	delete(r.known, from)
	r.known[it.uid] = k
	if !strings.HasPrefix(from, ClaimPrefix) && !strings.HasPrefix(from, oldPrefix) {
		r.v.rep.renamed(from, it.uid)
	}
	it.here, it.fetch, it.stored, it.doubtful = true, false, k.Stored, k.Short
	if k.Rest != Whole {
		r.v.knowBegun(it, k)
	}
}
