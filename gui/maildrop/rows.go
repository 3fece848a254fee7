package maildrop

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"popmail/account"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
	"popmail/storage/mailbox"
	"popmail/storage/query"
)

// Order is what the rows are sorted by.
type Order uint8

// The orders, one for each column.
const (
	ByDate Order = iota
	BySender
	BySubject
	BySize
	ByPlace
	ByGoes
)

// Which is what of the mailbox is listed.
type Which uint8

// What can be listed.
const (
	All     Which = iota
	NotHere       // what is not on this computer, or not all of it
	Biggest       // the largest messages
	Soon          // what goes in the next days
)

// Limits of what is listed.
const (
	biggest  = 100 // messages
	soonDays = 7
)

// Place says where a message is.
type Place uint8

// The places.
const (
	Here      Place = iota // on this computer, too
	Beginning              // only its beginning is here
	Partly                 // perhaps not all of it is here
	Away                   // on the server alone
	Deleted                // on the server alone; it was here, and the person deleted it
)

// PlaceOf says where a message of a server is.
func PlaceOf(o *account.OnServer) Place {
	switch {
	case o.Deleted:
		return Deleted
	case o.Beginning:
		return Beginning
	case o.Here && o.Part:
		return Partly
	case o.Here:
		return Here
	}
	return Away
}

// words of the column with the same name, and the sign before them.
func (p Place) words() (string, widgets.IconName) {
	switch p {
	case Here:
		return lang.L("On this computer"), widgets.IconCheck
	case Beginning:
		return lang.L("Only the beginning"), widgets.IconDocument
	case Partly:
		return lang.L("Perhaps not all of it"), widgets.IconDocument
	case Deleted:
		return lang.L("Deleted here"), widgets.IconServer
	}
	return lang.L("Only on the server"), widgets.IconServer
}

// goesWords are those of the column, and the sign before them, which may be empty.
func goesWords(g account.Goes, now time.Time) (string, widgets.IconName) {
	switch {
	case g.Never() && g.Chosen:
		return lang.L("Kept by you"), widgets.IconLock
	case g.Never():
		return lang.L("Stays"), ""
	case g.Due(now):
		return lang.L("Goes at the next check"), widgets.IconTrash
	}
	return lang.L("Goes on {{.Day}}", map[string]any{"Day": words.LongDate(g.At, now)}), widgets.IconClock
}

// rows are the messages of a mailbox on a server, and those of them that are listed. Each
// has a key that stays its own when the server is asked again.
type rows struct {
	drop  account.Maildrop
	keys  []int64 // of drop.Messages
	named map[string]int64
	last  int64

	find            string
	which           Which
	order           Order
	up              bool  // the least comes first
	shown           []int // in drop.Messages
	at              map[int64]int
	now             time.Time
	sums            sums
	dates           []time.Time // of drop.Messages, for the order
	senders         []string    // of drop.Messages, as they are shown
	folded          []string    // whole senders, for search
	names, subjects []string    // of drop.Messages, for search and order
}

// sums are what is told of the whole mailbox.
type sums struct {
	octets         int64
	messages, here int
	soon           int
	frees          int64
	notHere        int
}

// set takes what a server holds.
func (r *rows) set(d account.Maildrop, now time.Time) {
	if r.named == nil {
		r.named = map[string]int64{}
	}
	r.drop, r.now = d, now
	r.keys = make([]int64, len(d.Messages))
	n := len(d.Messages)
	r.senders, r.folded, r.names, r.subjects = make([]string, n), make([]string, n), make([]string, n), make([]string, n)
	seen := make(map[int64]bool, len(d.Messages))
	for i := range d.Messages {
		o := &d.Messages[i]
		k := r.named[o.UID]
		if k == 0 || o.Nameless || seen[k] {
			r.last++
			k = r.last
			if !o.Nameless {
				r.named[o.UID] = k
			}
		}
		r.keys[i], seen[k] = k, true
		r.senders[i] = sender(o)
		r.folded[i] = query.Fold(o.From)
		r.names[i], r.subjects[i] = query.Fold(r.senders[i]), query.Fold(o.Subject)
	}
	r.date()
	r.sum()
	r.list()
}

// date gives each message its date, or where that is not known the one of the message before
// it: servers list in the order of arrival.
func (r *rows) date() {
	r.dates = make([]time.Time, len(r.drop.Messages))
	var last time.Time
	for i := range r.drop.Messages {
		if d := r.drop.Messages[i].Date; !d.IsZero() {
			last = d
		}
		r.dates[i] = last
	}
}

// sender is the name of who wrote a message, else the address.
func sender(o *account.OnServer) string {
	name := o.From
	if i := strings.LastIndex(name, " <"); i > 0 {
		name = name[:i]
	}
	return widgets.OneLine(strings.Trim(name, `"<> `))
}

func (r *rows) sum() {
	s := sums{octets: r.drop.Octets, messages: len(r.drop.Messages)}
	var all int64
	until := r.now.AddDate(0, 0, soonDays)
	for i := range r.drop.Messages {
		o := &r.drop.Messages[i]
		all += o.Size
		if PlaceOf(o) == Here {
			s.here++
		} else {
			s.notHere++
		}
		if o.Goes.Due(until) {
			s.soon++
			s.frees += o.Size
		}
	}
	if s.octets == 0 {
		s.octets = all
	}
	r.sums = s
}

// list puts what is to be seen into its order.
func (r *rows) list() {
	r.shown = r.shown[:0]
	find := query.Fold(strings.TrimSpace(r.find))
	until := r.now.AddDate(0, 0, soonDays)
	least := int64(0)
	if r.which == Biggest {
		least = r.least()
	}
	for i := range r.drop.Messages {
		o := &r.drop.Messages[i]
		switch {
		case r.which == NotHere && PlaceOf(o) == Here, r.which == Soon && !o.Goes.Due(until),
			r.which == Biggest && o.Size < least, find != "" && !strings.Contains(r.folded[i], find) && !strings.Contains(r.subjects[i], find):
			continue
		}
		r.shown = append(r.shown, i)
	}
	slices.SortStableFunc(r.shown, func(a, b int) int {
		c := r.compare(a, b)
		if !r.up {
			c = -c
		}
		return cmp.Or(c, b-a) // what came last stands above
	})
	r.at = make(map[int64]int, len(r.shown))
	for at, i := range r.shown {
		r.at[r.keys[i]] = at
	}
}

// least is the size of the smallest of the largest messages.
func (r *rows) least() int64 {
	sizes := make([]int64, 0, len(r.drop.Messages))
	for i := range r.drop.Messages {
		sizes = append(sizes, r.drop.Messages[i].Size)
	}
	if len(sizes) <= biggest {
		return 0
	}
	slices.Sort(sizes)
	return sizes[len(sizes)-biggest]
}

func (r *rows) compare(a, b int) int {
	x, y := &r.drop.Messages[a], &r.drop.Messages[b]
	switch r.order {
	case BySender:
		return strings.Compare(r.names[a], r.names[b])
	case BySubject:
		return strings.Compare(r.subjects[a], r.subjects[b])
	case BySize:
		return cmp.Compare(x.Size, y.Size)
	case ByPlace:
		return cmp.Compare(PlaceOf(x), PlaceOf(y))
	case ByGoes:
		return cmp.Compare(r.leaving(x), r.leaving(y))
	}
	return cmp.Or(r.dates[a].Compare(r.dates[b]), a-b)
}

// leaving is a number that is the greater the later a message goes.
func (r *rows) leaving(o *account.OnServer) int64 {
	const never = 1 << 62
	switch {
	case o.Goes.Never() && o.Goes.Chosen:
		return never
	case o.Goes.Never():
		return never - 1
	case o.Goes.Due(r.now):
		return 0
	}
	return o.Goes.At.Unix()
}

// sort turns to an order, or turns it round.
func (r *rows) sort(by Order) {
	if r.order == by {
		r.up = !r.up
	} else {
		r.order, r.up = by, by != ByDate && by != BySize
	}
	r.list()
}

// choose turns to what is listed, in the order that shows it best.
func (r *rows) choose(w Which) {
	r.which = w
	switch w {
	case Biggest:
		r.order, r.up = BySize, false
	case Soon:
		r.order, r.up = ByGoes, true
	default:
		if r.order != BySender && r.order != BySubject {
			r.order, r.up = ByDate, false
		}
	}
	r.list()
}

// known merges into the rows what the store knows, by unique-id, and leaves out what gone
// says has left the server, and what a check has removed or missed since the server listed it.
func (r *rows) known(held map[string]account.OnServer, gone map[string]bool) {
	d := r.drop
	d.Messages = nil
	for _, o := range r.drop.Messages {
		h, ok := held[o.UID]
		if !o.Nameless && (gone[o.UID] || h.Gone && !o.Gone) {
			d.Octets = max(d.Octets-o.Size, 0)
			continue
		}
		if ok && !o.Nameless {
			h.Size = o.Size
			if h.ID == 0 {
				h.From, h.Subject, h.Date, h.Mark = o.From, o.Subject, o.Date, o.Mark
			}
			o = h
		}
		d.Messages = append(d.Messages, o)
	}
	r.set(d, r.now)
}

// parts are chosen messages by what can be done with them.
type parts struct {
	all      []*account.OnServer
	get      []string       // not on this computer, or not all of it
	octets   int64          // of these
	wish     []string       // for which the person can say when they go
	here     []string       // on this computer: they are removed at the next check
	deleted  []string       // which were deleted here: so are they, and they are lost
	away     []string       // only on the server: they are removed at once, and lost
	seen     []account.Seen // the same, as they are in sight
	parts    int            // not whole here: they stay
	nameless int            // which cannot be asked for one by one
}

// pick sorts the messages with keys.
func (r *rows) pick(keys []int64) (p parts) {
	for _, k := range keys {
		at, ok := r.at[k]
		if !ok {
			continue
		}
		o := &r.drop.Messages[r.shown[at]]
		p.all = append(p.all, o)
		if o.Nameless {
			p.nameless++
			continue
		}
		where := PlaceOf(o)
		if where != Here {
			p.get = append(p.get, o.UID)
			p.octets += o.Size
		}
		if where != Away {
			p.wish = append(p.wish, o.UID)
		}
		switch where {
		case Here:
			p.here = append(p.here, o.UID)
		case Deleted:
			p.deleted = append(p.deleted, o.UID)
		case Away:
			p.away, p.seen = append(p.away, o.UID), append(p.seen, o.Seen())
		default:
			p.parts++
		}
	}
	return p
}

// sizes are those of messages, as far as the server has told them.
func (r *rows) sizes(uids []string) (sizes []int64) {
	asked := make(map[string]bool, len(uids))
	for _, uid := range uids {
		asked[uid] = true
	}
	for i := range r.drop.Messages {
		if o := &r.drop.Messages[i]; asked[o.UID] {
			sizes = append(sizes, o.Size)
		}
	}
	return sizes
}

// choices are a wish for messages.
func choices(id account.ID, uids []string, w account.Wish) []mailbox.Choice {
	out := make([]mailbox.Choice, len(uids))
	for i, uid := range uids {
		out[i] = mailbox.Choice{Account: id, UID: uid, Wish: w}
	}
	return out
}
