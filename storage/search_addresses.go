package storage

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"slices"

	"popmail/storage/mailbox"
	"popmail/storage/query"
)

// addressed leaves in among those messages that are from or to an address. The rows of all that are
// in it are read, those with the same people at once.
func (e *search) addressed(n *query.Address, among set) error {
	ids := make([]mailbox.ID, 0, 64)
	for i := range e.cat.rows {
		if among.has(i) {
			ids = append(ids, e.cat.rows[i].id)
		}
	}
	clear(among)
	if len(ids) == 0 {
		return nil
	}
	people := "from_email, '', '', ''"
	if n.Field == query.To {
		people = "'', recipients, cc, coalesce((SELECT bcc FROM letters WHERE message = headers.message), '')"
	}
	var same sql.RawBytes
	var who correspondents
	// A context that can end would cost a goroutine for each row.
	found := map[mailbox.ID]bool{}
	rows, err := e.conn.QueryContext(context.WithoutCancel(e.ctx), "SELECT group_concat(message, ' '), "+people+" FROM headers WHERE message IN (SELECT value FROM json_each(?)) GROUP BY 2, 3, 4, 5", idList(ids))
	err = each(rows, err, func(rows *sql.Rows) error {
		if err := rows.Scan(&same, &who.from, &who.to, &who.cc, &who.bcc); err != nil {
			return err
		}
		holds, err := who.are(n)
		if holds {
			for _, id := range numbers[mailbox.ID](same) {
				found[id] = true
				if i := e.cat.place(id); i >= 0 {
					among.put(i)
				}
			}
		}
		return errors.Join(err, e.ctx.Err())
	})
	if err != nil || n.Field != query.To || e.s == nil {
		return err
	}
	return e.alsoTo(n, slices.DeleteFunc(ids, func(id mailbox.ID) bool { return found[id] }), among)
}

// Who got a letter as Bcc stands in its row where it was written here. Of others, such as sent mail that was
// brought in, its octets say so: of the last ones that have the words of the address and nobody else of it.
const (
	mostHidden  = 100
	hiddenHeads = 64 << 10 // octets of each
)

// alsoTo adds to among those messages that went to an address as Bcc.
func (e *search) alsoTo(n *query.Address, ids []mailbox.ID, among set) error {
	slices.SortFunc(ids, func(a, b mailbox.ID) int { return cmp.Compare(b, a) })
	for _, id := range ids[:min(len(ids), mostHidden)] {
		head, err := e.s.Beginning(e.ctx, id, hiddenHeads)
		switch {
		case errors.Is(err, mailbox.ErrNotFound), errors.Is(err, mailbox.ErrDamaged):
			continue
		case err != nil:
			return err
		}
		if slices.ContainsFunc(bccOf(head), func(a mailbox.Address) bool { return n.Is(a.Email) }) {
			if i := e.cat.place(id); i >= 0 {
				among.put(i)
			}
		}
	}
	return nil
}

// correspondents are the people of a message, as they stand in its row.
type correspondents struct {
	from        string // the address of the sender
	to, cc, bcc []byte // see formatPeople; bcc of letters that were written here
}

// are reports whether an address is among those of the people that it looks at.
func (c *correspondents) are(n *query.Address) (bool, error) {
	if n.Field == query.From {
		return n.Is(c.from), nil
	}
	for _, list := range [][]byte{c.to, c.cc, c.bcc} {
		people, err := parsePeople(list)
		if err != nil || slices.ContainsFunc(people, func(a mailbox.Address) bool { return n.Is(a.Email) }) {
			return err == nil, err
		}
	}
	return false, nil
}
