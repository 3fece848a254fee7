package storage

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"strings"

	"popmail/storage/mailbox"
	"popmail/storage/query"
)

// mostGroups is how many groups are offered while somebody types.
const mostGroups = 3

// group is a group of the address book.
type group struct {
	mailbox.ContactGroup
	words string // as those of met
}

// listed is one line of a list of people.
type listed struct {
	contact mailbox.Contact
	order   string // folded, lists are in its order
	words   string // as those of met, of all names and addresses
	robot   bool
}

// readBook reads the address book. Words are folded anew only of those whose names have
// changed: it is read after each change, and folding is most of the work.
func (d *directory) readBook(ctx context.Context, r *sql.DB) error {
	for _, p := range d.all {
		p.own, p.forgotten = nil, false
	}
	d.own, d.byID, d.groups = nil, map[mailbox.ContactID]*mailbox.Contact{}, nil
	rows, err := r.QueryContext(ctx, "SELECT id, name, note FROM contacts ORDER BY id")
	err = each(rows, err, func(rows *sql.Rows) error {
		c := &mailbox.Contact{}
		err := rows.Scan(&c.ID, &c.Name, &c.Note)
		d.own, d.byID[c.ID] = append(d.own, c), c
		return err
	})
	if err != nil {
		return err
	}
	rows, err = r.QueryContext(ctx, "SELECT contact, email FROM contact_addresses ORDER BY contact, place")
	err = each(rows, err, func(rows *sql.Rows) error {
		var id mailbox.ContactID
		var email string
		if err := rows.Scan(&id, &email); err != nil {
			return err
		}
		if c := d.byID[id]; c != nil { // else it was written just now, and is read again
			c.Emails = append(c.Emails, email)
			d.at(email).own = c
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, p := range d.all {
		if p.ownName() != p.indexed {
			p.index()
		}
	}
	forgotten, err := column[string](r.QueryContext(ctx, "SELECT address FROM forgotten_addresses"))
	if err != nil {
		return err
	}
	for _, a := range forgotten {
		d.at(a).forgotten = true
	}
	return d.readGroups(ctx, r)
}

func (d *directory) readGroups(ctx context.Context, r *sql.DB) error {
	byID := map[mailbox.GroupID]int{}
	rows, err := r.QueryContext(ctx, "SELECT id, name FROM contact_groups ORDER BY id")
	err = each(rows, err, func(rows *sql.Rows) error {
		var g group
		err := rows.Scan(&g.ID, &g.Name)
		g.words = " " + query.Fold(g.Name)
		d.groups = append(d.groups, g)
		return err
	})
	if err != nil {
		return err
	}
	slices.SortFunc(d.groups, func(a, b group) int { return cmp.Or(cmp.Compare(a.words, b.words), cmp.Compare(a.ID, b.ID)) })
	for i, g := range d.groups {
		byID[g.ID] = i
	}
	rows, err = r.QueryContext(ctx, "SELECT contact_group, contact FROM contact_members ORDER BY contact_group, contact")
	return each(rows, err, func(rows *sql.Rows) error {
		var g mailbox.GroupID
		var c mailbox.ContactID
		err := rows.Scan(&g, &c)
		if i, ok := byID[g]; ok && d.byID[c] != nil {
			d.groups[i].Members = append(d.groups[i].Members, c)
		}
		return err
	})
}

// findGroups is the groups of People on what is in memory.
func (d *directory) findGroups(typed string) (out []mailbox.Suggestion) {
	parts := beginnings(typed)
	if len(parts) == 0 {
		return nil
	}
	for _, g := range d.groups {
		if len(out) < mostGroups && begin(g.words, parts) {
			out = append(out, d.suggest(g))
		}
	}
	return out
}

// suggest opens a group into its people.
func (d *directory) suggest(g group) mailbox.Suggestion {
	s := mailbox.Suggestion{Address: mailbox.Address{Name: g.Name}, Group: true}
	for _, id := range g.Members {
		if c := d.byID[id]; len(c.Emails) > 0 {
			s.Members = append(s.Members, mailbox.Address{Name: c.Name, Email: c.Emails[0]})
		} else {
			s.Without = append(s.Without, c.Name)
		}
	}
	return s
}

// Contacts lists people by their names. Who was forgotten is left out, and so are addresses
// that nobody reads unless something is typed that they begin with.
func (s *Store) Contacts(ctx context.Context, v mailbox.ContactView) ([]mailbox.Contact, error) {
	d := &s.people
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.update(ctx, s.r, s.now()); err != nil {
		return nil, problem(err)
	}
	return d.list(v), nil
}

func (d *directory) list(v mailbox.ContactView) []mailbox.Contact {
	if d.listed == nil {
		d.order()
	}
	var in map[mailbox.ContactID]bool
	if v.Group != 0 {
		in = map[mailbox.ContactID]bool{}
		for _, g := range d.groups {
			if g.ID == v.Group {
				for _, m := range g.Members {
					in[m] = true
				}
			}
		}
	}
	parts := beginnings(v.Typed)
	out := []mailbox.Contact{}
	for i := range d.listed {
		l := &d.listed[i]
		switch {
		case v.Group != 0 && !in[l.contact.ID],
			v.Own && l.contact.ID == 0,
			l.robot && len(parts) == 0,
			len(parts) == 0 && strings.TrimSpace(v.Typed) != "",
			!begin(l.words, parts):
			continue
		}
		out = append(out, l.contact)
	}
	return out
}

// order makes the list of everybody.
func (d *directory) order() {
	d.listed = make([]listed, 0, len(d.own)+len(d.all))
	for _, c := range d.own {
		words := " " + query.Fold(c.Name)
		for _, e := range c.Emails {
			words += d.at(e).words
		}
		d.listed = append(d.listed, listed{contact: *c, order: orderOf(c), words: words})
	}
	for _, p := range d.all {
		if p.own == nil && p.there() {
			c := mailbox.Contact{Name: p.who.Name, Emails: []string{p.who.Email}}
			d.listed = append(d.listed, listed{contact: c, order: orderOf(&c), words: p.words, robot: p.robot()})
		}
	}
	slices.SortFunc(d.listed, func(a, b listed) int {
		return cmp.Or(strings.Compare(a.order, b.order), slices.Compare(a.contact.Emails, b.contact.Emails), cmp.Compare(a.contact.ID, b.contact.ID))
	})
}

func orderOf(c *mailbox.Contact) string {
	called := c.Called()
	return cmp.Or(query.Fold(called), called)
}

// ContactOf returns who has an address; of nobody who is known it is one without a name.
func (s *Store) ContactOf(ctx context.Context, email string) (mailbox.Contact, error) {
	d := &s.people
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.update(ctx, s.r, s.now()); err != nil {
		return mailbox.Contact{}, problem(err)
	}
	switch p := d.known[addressKey(email)]; {
	case p == nil:
		return mailbox.Contact{Emails: []string{email}}, nil
	case p.own != nil:
		return *p.own, nil
	default:
		return mailbox.Contact{Name: p.who.Name, Emails: []string{p.who.Email}}, nil
	}
}

// InBook reports whether an address belongs to an entry of the address book. It is quick.
func (s *Store) InBook(ctx context.Context, email string) (bool, error) {
	var n int
	err := s.r.QueryRowContext(ctx, "SELECT count(*) FROM contact_addresses WHERE address = ?", addressKey(email)).Scan(&n)
	return n > 0, problem(err)
}

// Groups lists the groups of the address book by their names.
func (s *Store) Groups(ctx context.Context) ([]mailbox.ContactGroup, error) {
	d := &s.people
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.update(ctx, s.r, s.now()); err != nil {
		return nil, problem(err)
	}
	out := make([]mailbox.ContactGroup, len(d.groups))
	for i, g := range d.groups {
		out[i] = g.ContactGroup
		out[i].Members = slices.Clone(g.Members)
	}
	return out, nil
}
