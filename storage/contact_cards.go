package storage

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"popmail/storage/mailbox"
	"popmail/storage/query"
)

// PreviewCards counts what AddCards would do.
func (s *Store) PreviewCards(ctx context.Context, cards []mailbox.Card) (mailbox.Imported, error) {
	b := &book{t: &tx{}}
	var n mailbox.Imported
	c, err := s.r.Conn(ctx)
	if err != nil {
		return n, problem(err)
	}
	defer func() { _ = c.Close() }()
	b.t.conn = c
	p, err := b.plan(cards)
	if err == nil {
		n = p.count
	}
	return n, problem(err)
}

// AddCards brings cards into the address book. One with an address of an entry, or without
// addresses and with the name of one, is joined with it, and so are cards of one person among
// each other. Groups are known by their names. A card without name and address is left out.
func (s *Store) AddCards(ctx context.Context, cards []mailbox.Card) (n mailbox.Imported, was mailbox.ContactEdit, err error) {
	was, err = s.editContacts(ctx, func(b *book) error {
		p, err := b.plan(cards)
		if err != nil {
			return err
		}
		n = p.count
		return p.carryOut(ctx, b)
	})
	return n, was, err
}

// plan is what cards do to the address book.
type plan struct {
	people  []*planned
	byEmail map[string]*planned
	byName  map[string]*planned // by folded name
	groups  map[string]mailbox.GroupID
	names   map[string]string // of groups that are new, by their key
	order   []string          // of those
	count   mailbox.Imported
}

const mostCalled = 20 // names of one person in a file

// planned is an entry as it will be.
type planned struct {
	id   mailbox.ContactID // 0: a new one
	card mailbox.Card
	changed,
	met bool // it stands in the cards
	groups map[string]bool // that it is to come into, by their keys
	called []string        // the names under which it stands in the cards
}

// plan reads the address book and compares cards with it.
func (b *book) plan(cards []mailbox.Card) (*plan, error) {
	p := &plan{byEmail: map[string]*planned{}, byName: map[string]*planned{}, names: map[string]string{}}
	byID := map[mailbox.ContactID]*planned{}
	rows, err := b.t.query("SELECT id, name, note, rest FROM contacts ORDER BY id")
	err = each(rows, err, func(rows *sql.Rows) error {
		e := &planned{}
		err := rows.Scan(&e.id, &e.card.Name, &e.card.Note, &e.card.Rest)
		byID[e.id] = e
		p.people = append(p.people, e)
		return err
	})
	if err != nil {
		return nil, err
	}
	rows, err = b.t.query("SELECT contact, email FROM contact_addresses ORDER BY contact, place")
	err = each(rows, err, func(rows *sql.Rows) error {
		var id mailbox.ContactID
		var email string
		err := rows.Scan(&id, &email)
		if e := byID[id]; e != nil {
			e.card.Emails = append(e.card.Emails, email)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, e := range p.people {
		p.know(e)
	}
	if p.groups, err = b.groups(); err != nil {
		return nil, err
	}
	members := map[[2]int64]bool{}
	rows, err = b.t.query("SELECT contact_group, contact FROM contact_members")
	err = each(rows, err, func(rows *sql.Rows) error {
		var m [2]int64
		err := rows.Scan(&m[0], &m[1])
		members[m] = true
		return err
	})
	for _, c := range cards {
		if c, bad := cleanCard(c); bad == nil {
			p.add(&c, members)
		}
	}
	for _, e := range p.people {
		switch {
		case !e.met:
		case e.id == 0:
			p.count.Added++
		case e.changed:
			p.count.Joined++
		default:
			p.count.Same++
		}
	}
	p.count.Groups = len(p.order)
	return p, err
}

// know makes an entry known by its addresses and its name.
func (p *plan) know(e *planned) {
	for _, a := range e.card.Emails {
		if key := addressKey(a); p.byEmail[key] == nil {
			p.byEmail[key] = e
		}
	}
	if name := query.Fold(e.card.Name); name != "" && p.byName[name] == nil {
		p.byName[name] = e
	}
}

// add puts one card to the entry that it belongs to.
func (p *plan) add(c *mailbox.Card, members map[[2]int64]bool) {
	var e *planned
	free := c.Emails[:0:0]   // addresses that no other entry has
	shared := c.Emails[:0:0] // those of somebody else who stands in the cards
	for _, a := range c.Emails {
		by := p.byEmail[addressKey(a)]
		if by != nil && by.other(c) {
			shared = append(shared, a)
			continue
		}
		if e == nil {
			e = by
		}
		if by == nil || by == e {
			free = append(free, a)
		}
	}
	if e == nil && len(free) == 0 {
		e = p.byName[query.Fold(c.Name)]
	}
	if e == nil {
		e = &planned{}
		p.people = append(p.people, e)
	}
	with := *c
	with.Emails = free
	// An address belongs to one entry, and an entry has one name: what is another here is noted.
	for _, a := range shared {
		if slices.Contains(e.card.Emails, a) {
			continue
		}
		with.Note = strings.TrimPrefix(with.Note+"\n"+a, "\n")
	}
	if e.card.Name != "" && !mayBeName(e.card.Name, c.Name) {
		with.Note = strings.TrimPrefix(with.Note+"\n"+c.Name, "\n")
	}
	e.met = true
	if len(e.called) < mostCalled && !slices.Contains(e.called, c.Name) {
		e.called = append(e.called, c.Name)
	}
	if joinCard(&e.card, &with) {
		e.changed = true
		if c, err := cleanCard(e.card); err == nil {
			e.card = c // within its limits
		}
	}
	for _, g := range c.Groups {
		clean, err := cleanCard(mailbox.Card{Name: g})
		if err != nil {
			continue
		}
		key := groupKey(clean.Name)
		id, known := p.groups[key]
		if !known && p.names[key] == "" {
			p.names[key] = clean.Name
			p.order = append(p.order, key)
		}
		if !known || !members[[2]int64{int64(id), int64(e.id)}] {
			if e.groups == nil {
				e.groups = map[string]bool{}
			}
			e.groups[key], e.changed = true, true
		}
	}
	p.know(e)
}

// other reports whether somebody stands in the cards already, under a name that is not the one of a card: couples and
// offices have an address together.
func (e *planned) other(c *mailbox.Card) bool {
	return len(e.called) > 0 && !slices.ContainsFunc(e.called, func(name string) bool { return mayBeName(name, c.Name) })
}

// mayBeName reports whether two names can be those of one person: all words of one are, or begin, words of the other.
func mayBeName(a, b string) bool {
	x, y := query.Words(a), query.Words(b)
	if len(x) > len(y) {
		x, y = y, x
	}
	for _, w := range x {
		if !slices.ContainsFunc(y, func(o string) bool { return strings.HasPrefix(o, w) || strings.HasPrefix(w, o) }) {
			return false
		}
	}
	return true
}

// carryOut writes what is new.
func (p *plan) carryOut(ctx context.Context, b *book) error {
	for _, key := range p.order {
		id, err := b.newGroup(p.names[key])
		if err != nil {
			return err
		}
		p.groups[key] = id
	}
	for _, e := range p.people {
		if err := ctx.Err(); err != nil {
			return err
		}
		if e.met {
			if err := b.forget(false, e.card.Emails...); err != nil {
				return err
			}
		}
		if !e.changed {
			continue
		}
		id, err := b.put(e.id, &e.card)
		if err != nil {
			return err
		}
		for key := range e.groups {
			if err := b.join(p.groups[key], id); err != nil {
				return err
			}
		}
	}
	return nil
}

// Cards are people with all that is kept of them, to be given out, in the order of list.
func (s *Store) Cards(ctx context.Context, list []mailbox.Contact) ([]mailbox.Card, error) {
	rest := map[mailbox.ContactID]string{}
	rows, err := s.r.QueryContext(ctx, "SELECT id, rest FROM contacts WHERE rest <> ''")
	err = each(rows, err, func(rows *sql.Rows) error {
		var id mailbox.ContactID
		var text string
		err := rows.Scan(&id, &text)
		rest[id] = text
		return err
	})
	if err != nil {
		return nil, problem(err)
	}
	in := map[mailbox.ContactID][]string{}
	rows, err = s.r.QueryContext(ctx, "SELECT contact, name FROM contact_members JOIN contact_groups ON id = contact_group ORDER BY name, id")
	err = each(rows, err, func(rows *sql.Rows) error {
		var id mailbox.ContactID
		var name string
		err := rows.Scan(&id, &name)
		in[id] = append(in[id], name)
		return err
	})
	out := make([]mailbox.Card, len(list))
	for i, c := range list {
		out[i] = mailbox.Card{Name: c.Name, Emails: slices.Clone(c.Emails), Note: c.Note}
		if c.ID != 0 {
			out[i].Groups, out[i].Rest = in[c.ID], rest[c.ID]
		}
	}
	return out, problem(err)
}
