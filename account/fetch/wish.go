package fetch

import (
	"context"
	"slices"

	"popmail/account"
)

// A message over Session.MaxMessage comes only where it is asked for alone. Then its limit is
// what the disk holds, which is looked at right before it is asked for; the limit of all others
// stays as it is.

// knowWishes marks the messages that are asked for alone: those that are named, and beginnings
// whose rest is wanted. Of what is announced as smaller, only what has shown to be larger needs it.
func (v *connection) knowWishes(l *listing) {
	most := v.s.maxMessage()
	var get map[string]bool
	if v.s.Only != nil {
		get = v.asked()
	}
	for _, it := range l.items {
		switch gaveUp := v.state.gaveUp(it); {
		case it.odd:
		case v.s.Only == nil:
			it.wished = it.begun && it.size > most && l.known[it.key].Rest == Wanted
		case get[it.uid] || get[it.key]:
			it.wished = it.size > most || gaveUp >= most
			if gaveUp > 0 && v.state.refused[nameOf(it)] && !slices.ContainsFunc(v.rep.Failed, func(f Failure) bool { return f.name == nameOf(it) }) {
				it.gaveUp = gaveUp // over the line before
				v.state.leave(it)
			}
		}
	}
}

// gaveUp is the number of octets after which a message was given up before, whenever; 0: it was not.
func (t *sessionState) gaveUp(it *item) int64 {
	for _, n := range t.notes.Large {
		if string(n.Name) == nameOf(it) {
			return n.Limit
		}
	}
	return 0
}

// receiveWished brings in a message that is asked for alone, where there is room.
func (v *connection) receiveWished(ctx context.Context, c client, l *listing, it *item) error {
	least := max(it.size, v.state.gaveUp(it)+1)
	limit := 2 * least // servers count in other ways
	if v.s.Only != nil && v.state.gaveUp(it) > 0 {
		limit = account.AnySize // it is named again
	}
	if v.s.Room != nil {
		if free, err := v.s.Room(); err == nil { // else what comes will tell
			if r := account.RoomFor(free, least); !r.Enough() {
				it.fetch = false
				v.state.refuse(it)
				v.fail(it, &account.NoRoomError{Room: r})
				return nil
			}
			limit = min(limit, account.Most(free))
		}
	}
	c.SetMaxMessage(limit)
	defer c.SetMaxMessage(v.s.maxMessage())
	return v.receivePart(ctx, c, l, wishes, toAsk([]*item{it}))
}
