package storage

import (
	"cmp"
	"context"
	"database/sql"
	"math"
	"slices"
	"strings"
	"sync"
	"time"

	"popmail/storage/mailbox"
	"popmail/storage/query"
)

// directory is who was met in mail and who is in the address book, in memory: what completion
// and lists of people need at each key. Who was met is made of headers, so nothing of that is
// in the file.
type directory struct {
	mu    sync.Mutex
	edits int64      // the state of what was sent
	next  mailbox.ID // received messages from here on are not in it
	known map[string]*met
	all   []*met

	contacts int64 // the state of the address book
	own      []*mailbox.Contact
	byID     map[mailbox.ContactID]*mailbox.Contact
	groups   []group
	listed   []listed  // everybody in the order of lists; nil: not made yet
	weighed  time.Time // when all scores were made; zero: they have to be
}

// met is one person.
type met struct {
	who       mailbox.Address // with the newest name of those who know best
	named     int64           // when the name was used, milliseconds
	by        naming          // who has used it
	words     string          // folded words of name and address, a blank before each
	indexed   string          // the name in the address book that is among them
	received  int             // messages from them
	beside    int             // messages to them that others have sent
	sent      int             // letters to them
	last      int64           // the newest message, milliseconds
	lastSent  int64
	own       *mailbox.Contact // the entry of the address book; nil: none
	forgotten bool             // without an entry they are not offered
	score     float64          // how likely they are meant
}

// naming is who calls somebody by a name.
type naming uint8

// They themselves know best. A name that others gave them reaches them with the next letter.
const (
	byOthers naming = iota
	byPerson
	byThemselves
)

// there reports whether somebody can be meant.
func (p *met) there() bool {
	return p.own != nil || !p.forgotten && p.received+p.beside+p.sent > 0
}

// address is the person as they are known now.
func (p *met) address() mailbox.Address {
	a := p.who
	a.Name = cmp.Or(p.ownName(), a.Name)
	return a
}

// index makes somebody found by their names and their address.
func (p *met) index() {
	p.indexed = p.ownName()
	p.words = " "
	if p.indexed != "" {
		p.words += query.Fold(p.indexed) + " "
	}
	p.words += query.Fold(p.who.Name) + " " + addressKey(p.who.Email) + " " + query.Fold(p.who.Email)
}

// ownName is the name in the address book; empty: there is none.
func (p *met) ownName() string {
	if p.own == nil {
		return ""
	}
	return p.own.Name
}

// People returns those of the address book and those met in mail of whom the words that are
// typed begin words of name or address, the likeliest first: those written to, often and
// lately, and those of the address book. Junk, Trash and drafts do not count, and who was
// forgotten is left out. limit 0: all. Behind them come groups, at most mostGroups.
func (s *Store) People(ctx context.Context, typed string, limit int) ([]mailbox.Suggestion, error) {
	d := &s.people
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.update(ctx, s.r, s.now()); err != nil {
		return nil, problem(err)
	}
	return append(d.find(typed, limit), d.findGroups(typed)...), nil
}

// update reads what is new.
func (d *directory) update(ctx context.Context, r *sql.DB, now time.Time) error {
	if d.known == nil {
		d.known, d.edits, d.contacts = map[string]*met{}, -1, -1
	}
	var edits, contacts int64
	var next mailbox.ID
	if err := r.QueryRowContext(ctx, "SELECT edits, next_message, contacts FROM state").Scan(&edits, &next, &contacts); err != nil {
		return err
	}
	if next > d.next || edits != d.edits || contacts != d.contacts {
		d.listed, d.weighed = nil, time.Time{}
	}
	if next > d.next {
		err := d.read(ctx, r, "f.role NOT IN ('junk', 'trash', 'drafts', 'outbox', 'sent') AND m.id >= ? AND m.id < ?", d.next, next)
		if err != nil {
			d.known, d.all, d.next, d.byID = nil, nil, 0, nil // half of it would count twice
			return err
		}
	}
	if next > d.next || edits != d.edits {
		for _, p := range d.all {
			p.sent, p.lastSent = 0, 0
		}
		d.edits = -1
		if err := d.read(ctx, r, "f.role = 'sent'"); err != nil {
			return err
		}
	}
	if contacts != d.contacts {
		d.contacts = -1
		if err := d.readBook(ctx, r); err != nil {
			return err
		}
	}
	if age := now.Sub(d.weighed); age < 0 || age > weighEvery { // not at each key
		for _, p := range d.all {
			p.score = p.weigh(now)
		}
		d.weighed = now
	}
	d.edits, d.next, d.contacts = edits, next, contacts
	return nil
}

func (d *directory) read(ctx context.Context, r *sql.DB, where string, args ...any) error {
	var id mailbox.ID
	var from mailbox.Address
	var to, cc, bcc sql.RawBytes
	var date int64
	var sent bool
	rows, err := r.QueryContext(ctx, `SELECT m.id, h.from_name, h.from_email, h.recipients, h.cc, m.date, f.role = 'sent', CASE WHEN f.role = 'sent' THEN coalesce((SELECT bcc FROM letters WHERE message = m.id), '') ELSE '' END
		FROM folders f JOIN messages m ON m.folder = f.id JOIN headers h ON h.message = m.id WHERE `+where, args...)
	return each(rows, err, func(rows *sql.Rows) error {
		if err := rows.Scan(&id, &from.Name, &from.Email, &to, &cc, &date, &sent, &bcc); err != nil {
			return err
		}
		if !sent {
			if p := d.meet(from, date, byThemselves); p != nil {
				p.received++
			}
		}
		by := byOthers
		if sent {
			by = byPerson
		}
		for _, list := range [][]byte{to, cc, bcc} {
			people, err := parsePeople(list)
			if err != nil {
				return err
			}
			for _, a := range people {
				p := d.meet(a, date, by)
				switch {
				case p == nil:
				case sent:
					p.sent++
					p.lastSent = max(p.lastSent, date)
				default:
					p.beside++
				}
			}
		}
		return nil
	})
}

// meet returns whom an address is of; nil: of nobody.
func (d *directory) meet(a mailbox.Address, date int64, by naming) *met {
	if !strings.Contains(a.Email, "@") || len(a.Email) > 254 {
		return nil
	}
	p := d.at(a.Email)
	p.last = max(p.last, date)
	name := a.Name
	if strings.EqualFold(name, a.Email) {
		name = ""
	}
	if name != "" && (by > p.by || p.who.Name == "" || by == p.by && date >= p.named) {
		p.by, p.named = by, date
		if name != p.who.Name {
			p.who.Name = name
			p.index()
		}
	}
	return p
}

// at is who has an address; one who is new was not met yet.
func (d *directory) at(email string) *met {
	key := addressKey(email)
	p := d.known[key]
	if p == nil {
		p = &met{who: mailbox.Address{Email: email}, named: math.MinInt64}
		p.index()
		d.known[key] = p
		d.all = append(d.all, p)
	}
	return p
}

// beginnings are what words of somebody have to begin with, each behind a blank; none: nobody
// is meant.
func beginnings(typed string) (parts []string) {
	for _, w := range strings.Fields(strings.ToLower(typed)) {
		if strings.Contains(w, "@") {
			parts = append(parts, " "+w)
			continue
		}
		for _, f := range query.Words(w) {
			parts = append(parts, " "+f)
		}
	}
	return parts
}

// begin reports whether words, a blank before each, begin with all parts.
func begin(words string, parts []string) bool {
	for _, w := range parts {
		if !strings.Contains(words, w) {
			return false
		}
	}
	return true
}

// find is the people of People on what is in memory.
func (d *directory) find(typed string, limit int) []mailbox.Suggestion {
	parts := beginnings(typed)
	if len(parts) == 0 {
		return nil
	}
	if limit <= 0 {
		limit = len(d.all)
	}
	exact := d.known[addressKey(strings.TrimSpace(typed))] // who is likelier does not matter where the address is there
	likelier := func(a, b *met) int {
		switch {
		case a == b:
			return 0
		case a == exact:
			return -1
		case b == exact:
			return 1
		}
		return likelier(a, b)
	}
	var best []*met // at most limit, the likeliest first
	for _, p := range d.all {
		if len(best) == limit && likelier(best[limit-1], p) < 0 || !p.there() || !begin(p.words, parts) {
			continue
		}
		i, _ := slices.BinarySearchFunc(best, p, likelier)
		best = slices.Insert(best, i, p)
		best = best[:min(len(best), limit)]
	}
	out := make([]mailbox.Suggestion, len(best))
	for i, p := range best {
		out[i].Address = p.address()
	}
	return out
}

// likelier is below 0 where a comes before b.
func likelier(a, b *met) int {
	return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(b.last, a.last), strings.Compare(a.who.Email, b.who.Email))
}

// Weights of somebody of the address book, of a letter sent to somebody, a message from them,
// and one that went to both them and the person; and the age at which a message counts half.
const (
	ownWeight    = 8 // as much as 50 messages from them today
	sentWeight   = 10
	fromWeight   = 2
	besideWeight = 0.5
	halfAge      = 90 * 24 * time.Hour
)

// weighEvery is how long scores stay as they are while nothing changes but the time of day.
const weighEvery = time.Hour

// robots are the beginnings of addresses that nobody reads.
var robots = []string{"noreply", "no-reply", "no_reply", "donotreply", "do-not-reply", "mailer-daemon", "bounce", "postmaster"}

func (p *met) weigh(now time.Time) float64 {
	fresh := func(at int64) float64 {
		age := now.Sub(time.UnixMilli(at))
		return 1 / (1 + max(float64(age)/float64(halfAge), 0))
	}
	v := sentWeight*math.Log1p(float64(p.sent))*fresh(p.lastSent) + (fromWeight*math.Log1p(float64(p.received))+besideWeight*math.Log1p(float64(p.beside)))*fresh(p.last)
	if p.own != nil {
		return v + ownWeight
	}
	if p.robot() {
		return v / 100
	}
	return v
}

// robot reports whether an address is one that nobody reads.
func (p *met) robot() bool {
	low := strings.ToLower(p.who.Email)
	for _, r := range robots {
		if strings.HasPrefix(low, r) {
			return true
		}
	}
	return false
}
