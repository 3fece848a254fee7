package account

import (
	"errors"
	"time"
)

// Wish is what the person has chosen for one message on a server. The zero Wish: what the
// settings of the account say.
type Wish struct {
	Kind WishKind
	On   time.Time // with WishRemoveOn
}

// WishKind is the kind of a Wish.
type WishKind uint8

// The kinds of Wish.
const (
	WishNone     WishKind = iota // as the settings of the account say
	WishKeep                     // it stays on the server
	WishRemove                   // it is removed at the next check
	WishRemoveOn                 // it is removed at the first check from On on
)

// Kept is what is known here of a message that was stored and lies on its server.
type Kept struct {
	Stored  time.Time // here; zero: not known, it counts as new
	Wish    Wish
	Deleted time.Time // when the person moved it to Trash or removed it for ever; zero: they have not
	Purged  bool      // it was removed for ever here
}

// Goes says when a message is removed from its server: at the first check from At on. The
// zero At: never.
type Goes struct {
	At     time.Time
	Chosen bool // by the person for this message, not by the settings of the account
}

// Due reports whether the next check removes it. A clock that was set back never makes a
// message due.
func (g Goes) Due(now time.Time) bool { return !g.At.IsZero() && !g.At.After(now) }

// Never reports whether it stays on the server.
func (g Goes) Never() bool { return g.At.IsZero() }

// Goes says when a message goes: as the person has chosen for it, else at the sooner of
// what Leave and LeaveDeleted say.
func (a *Account) Goes(k Kept, now time.Time) Goes {
	switch k.Wish.Kind {
	case WishKeep:
		return Goes{Chosen: true}
	case WishRemove:
		return Goes{At: now, Chosen: true}
	case WishRemoveOn:
		return Goes{At: k.Wish.On, Chosen: true}
	}
	since := k.Stored
	if since.IsZero() {
		since = now
	}
	at := a.Leave.from(since, now)
	if k.Deleted.IsZero() || a.LeaveDeleted.Mode == LeaveNone && !k.Purged {
		return Goes{At: at}
	}
	if deleted := a.LeaveDeleted.from(k.Deleted, now); at.IsZero() || !deleted.IsZero() && deleted.Before(at) {
		at = deleted
	}
	return Goes{At: at}
}

// Expiry is what a server says about removing mail by itself (EXPIRE, RFC 2449, section
// 6.7). The zero Expiry: it does not say so.
type Expiry struct {
	Said bool
	Days int // after which mail may go; 0: once it was received
}

// Sooner reports whether the server may remove mail before r does.
func (e Expiry) Sooner(r Retention) bool {
	return e.Said && (r.Mode == LeaveForever || r.Mode == LeaveDays && e.Days < r.Days)
}

// OnServer is one message that a server holds.
type OnServer struct {
	UID           string    // by which the store and the server know it; empty: the server gives none
	Size          int64     // octets as announced; 0: not told
	From, Subject string    // From is "Name <address>"; both empty: the server did not tell
	Date          time.Time // of the message, else of its arrival here; zero: not known
	Here          bool      // all of it is on this computer
	ID            int64     // of the message here, or of its beginning; 0: there is none
	Beginning     bool      // only its beginning is here
	Part          bool      // perhaps not all of it is here: it is never removed from the server
	Other         bool      // Part, as what is here under its unique-id is perhaps another message
	Deleted       bool      // it was here, and the person removed it for ever
	Gone          bool      // it was noted that the server has removed it, or does not list it; who lists it anew knows better
	Nameless      bool      // its unique-id does not tell it from others: it cannot be asked for by it
	Mark          string    // of the header that the server gave, see Seen; empty: it gave none
	Place         int       // in the list of the server when it was asked, from 1; 0: it is not from such a list
	Goes          Goes
}

// Seen returns what the person has seen of the message.
func (o *OnServer) Seen() Seen { return Seen{UID: o.UID, Size: o.Size, Mark: o.Mark} }

// Untold reports whether it is not known who wrote the message.
func (o *OnServer) Untold() bool { return o.ID == 0 && o.Mark == "" }

// Seen is what the person has seen of a message that is on the server only: by it the message
// is known again before it is removed for ever.
type Seen struct {
	UID  string
	Size int64  // octets as announced; 0: not told
	Mark string // tells its header from those of others; empty: nothing of it was seen
	Part bool   // it is here, perhaps not whole, and that is enough
}

// ErrOther says that a message is not removed because it is not what the person has seen.
var ErrOther = errors.New("the server has another message under this name now")

// Maildrop is what a server holds.
type Maildrop struct {
	At       time.Time // of the listing
	Octets   int64     // of all messages, as the server says; 0: not told
	Messages []OnServer
	Expires  Expiry
	Untold   int  // messages of which another look can tell who wrote them
	Going    bool // such looks go on
}

// Look is how a server is asked what it holds.
type Look struct {
	// Sight returns the unique-ids of the messages that are in sight; who wrote those is asked
	// first. It is called from any goroutine; nil: nobody looks.
	Sight func() []string
	// SightOnly: of others it is not asked.
	SightOnly bool
	// Tell is handed what is known so far, a few times, from any goroutine; nil: nobody waits.
	Tell func(Maildrop)
}

// Removable is what a change of settings would remove from a server at the next check.
type Removable struct {
	Messages int
	Octets   int64
	Old      int // of the messages, those that go only because of the days in Account.Leave, or as soon as they are here
}

// Done is what became of messages that were asked for, or removed, by their unique-ids.
type Done struct {
	UIDs   []string // that came, or that the server has confirmed to have removed
	Absent []string // that the server does not hold
	Failed map[string]error
}
