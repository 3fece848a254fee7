package fetch

import (
	"context"
	"errors"
	"slices"

	"popmail/account"
	"popmail/account/disk"
)

// Only narrows a session down to what the person asks for. What is due is removed all the
// same, but with List.
type Only struct {
	// List: nothing is received and nothing removed; Report.Rows tells more of what there is.
	List bool
	// Heads, with List, are the unique-ids of known messages whose header is wanted as well.
	Heads []string
	// Tell, with List, is handed what is known as soon as the server has listed what it holds,
	// and a few times while the headers come, also when those have come that Sight returned;
	// nil: nobody waits for that.
	Tell func(rows []Row, octets int64)
	// Told, with List, are the unique-ids of messages whose headers earlier looks have brought,
	// with the sizes that they had. Those are not asked for again, unless the unique-id may
	// stand for another message now.
	Told map[string]int64
	// Sight, with List, returns the unique-ids of the messages that the person has in sight,
	// whose headers are asked for before those of the last ones. It is called a few times while
	// they come; nil: nobody looks.
	Sight func() []string
	// SightOnly, with Sight: no other headers are asked for.
	SightOnly bool
	// Get are the unique-ids of messages that are received, also those that were set aside
	// or were too large, and those of which only a part is here. No others are.
	Get []string
	// Drop are messages that are not here and are removed all the same, as the person has seen
	// them. A message that its unique-id does not tell from others is not, nor one of which only
	// the beginning is here, nor one that is perhaps not whole unless the person has seen it so, nor one that is not what was seen.
	Drop []account.Seen
}

// Row is one message that the server listed.
type Row struct {
	Key  string // unique-id in the store; "": its content will tell
	UID  string // unique-id of the server; "": none
	Size int64  // as listed; 0: not known
	Here bool   // stored, or it was
	Part bool   // stored, but perhaps not whole
	Odd  bool   // its unique-id does not tell it from others
	Head []byte // its header; nil: the server did not give it, or it was not asked for
	Mark string // of Head, see account.Seen
	Told bool   // its header is not asked for: it is one of Only.Told
	// Asked: the server was asked for its header, and Head is nil where it has refused.
	Asked bool
	// Unsure: Head was asked for together with others, ahead of their answers, and not all of
	// those have come yet. QUIRK: of a server that loses such commands it may be the header of
	// another message, so it is not to be kept.
	Unsure bool
}

// errAmbiguous is a reason for which a message is not removed unseen, beside account.ErrOther.
var errAmbiguous = errors.New("the server’s name for the message may stand for another one")

func set(uids []string) map[string]bool {
	m := make(map[string]bool, len(uids))
	for _, uid := range uids {
		m[uid] = uid != ""
	}
	return m
}

// asked are the unique-ids of Only.Get, and those under which the server lists the messages now.
func (v *connection) asked() map[string]bool {
	get := set(v.s.Only.Get)
	for _, uid := range v.s.Only.Get {
		if to, ok := v.rep.Renamed[uid]; ok {
			get[to] = true
		}
	}
	return get
}

// narrow leaves out what the person does not ask for.
func (v *connection) narrow(l *listing) {
	if v.s.Only == nil {
		return
	}
	v.rows(l, nil)
	get := v.asked()
	for i, it := range l.items {
		if !get[it.uid] && !get[it.key] || v.state.refused[nameOf(it)] {
			it.fetch, it.replace = false, false
		} else if it.here && it.doubtful && !it.odd && v.state.counted[it.key] {
			it.fetch, it.replace = false, false // it has come in this Run, and once more tells nothing
		} else if it.here && it.doubtful && !it.odd {
			it.fetch, it.replace = true, true
			v.rep.Rows[i].Part = false // what comes will tell
		}
	}
}

// dropped returns the numbers of the messages of Only.Drop that are still what the person has
// seen: of their size, and with their header, which is asked for anew (TOP, RFC 1939, section
// 7). Where unique-ids are only the places of messages, or look like that, the header alone
// tells; of one that has changed its size, and gives no header, a part may be here.
func (v *connection) dropped(ctx context.Context, c client, l *listing) (numbers []int, err error) {
	if v.s.Only == nil || len(v.s.Only.Drop) == 0 {
		return nil, nil
	}
	drop := make(map[string]account.Seen, len(v.s.Only.Drop))
	for _, seen := range v.s.Only.Drop {
		drop[seen.UID] = seen
	}
	byPlace, likePlaces := l.byPlace(), l.likePlaces()
	fail := func(it *item, err error) {
		v.rep.Failed = slices.DeleteFunc(v.rep.Failed, func(f Failure) bool { return f.UID == it.uid })
		v.rep.Failed = append(v.rep.Failed, Failure{name: nameOf(it), UID: it.uid, Err: err})
	}
	var compare []int
	for _, it := range slices.Backward(l.items) {
		seen, named := drop[it.uid]
		switch {
		case !named || it.uid == "" || it.here && (!seen.Part || it.begun) || !it.here && seen.Part:
		case it.odd || it.head != "":
			fail(it, errAmbiguous)
		case seen.Size > 0 && it.size > 0 && seen.Size != it.size:
			fail(it, account.ErrOther)
		case seen.Mark != "" && !v.how.noTOP && !v.state.tops.skip[nameOf(it)]:
			compare = append(compare, it.number)
		case seen.Mark != "" || byPlace || likePlaces && seen != (account.Seen{UID: it.uid}):
			fail(it, errAmbiguous)
		default:
			numbers = append(numbers, it.number)
		}
	}
	told := make(map[int]string, len(compare))
	answers := 0
	err = c.TopEach(ctx, compare, 0, func(n int, raw []byte, err error) error {
		v.state.tops.came(err)
		answers++
		if err == nil {
			told[n] = HeadOf(raw)
		} else if !refused(err) {
			return err
		}
		return nil
	})
	if err != nil {
		v.lostTOP(ctx, l.byNumber[compare[min(answers, len(compare)-1)]], err)
		return nil, err
	}
	for _, n := range compare {
		switch it := l.byNumber[n]; told[n] {
		case "":
			fail(it, errAmbiguous)
		case drop[it.uid].Mark:
			numbers = append(numbers, n)
		default:
			fail(it, account.ErrOther)
		}
	}
	return numbers, nil
}

// markAway notes which known messages the server no longer lists, where it lists all.
func (v *connection) markAway(ctx context.Context, l *listing, known map[string]Known) error {
	if v.state.parts != notMore || l.any(func(it *item) bool { return it.odd }) {
		return nil
	}
	listed := func(it *item) bool {
		k, ok := known[it.key]
		return ok && !k.Gone
	}
	var away, back []string
	here := 0
	for _, it := range l.items {
		if listed(it) {
			if here++; known[it.key].Away {
				back = append(back, it.key)
			}
		}
	}
	there := len(back)
	for _, k := range known {
		if !k.Gone && !k.Away {
			there++
		}
	}
	if there > here {
		keys := make(map[string]bool, here)
		for _, it := range l.items {
			keys[it.key] = listed(it)
		}
		for key, k := range known {
			if !k.Gone && !k.Away && !keys[key] {
				away = append(away, key)
			}
		}
	}
	return disk.Problem(v.s.Store.Listed(ctx, v.a.ID, away, back))
}
