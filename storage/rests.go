package storage

import (
	"context"
	"database/sql"

	"popmail/account"
	"popmail/account/fetch"
	"popmail/storage/eml"
	"popmail/storage/mailbox"
)

// Of a large message only the beginning may be here: its row in unique_ids says so in the
// column begun, which holds a fetch.Rest. It is Short as well, and so never removed from the
// server. What comes later takes its place, see batch.replace.

func restOf(r fetch.Rest, whole int64, gone bool) mailbox.Rest {
	if r == fetch.Whole {
		return mailbox.Rest{}
	}
	return mailbox.Rest{Whole: max(whole, 1), Wanted: r == fetch.Wanted && !gone, Gone: gone}
}

// WantRest notes that the person wants the rest of messages, or does not want it any more.
// Messages that are whole, or whose rest is gone, are passed over.
func (s *Store) WantRest(ctx context.Context, ids []mailbox.ID, on bool) error {
	from, to := fetch.Wanted, fetch.Waits
	if on {
		from, to = to, from
	}
	return s.write(ctx, func(t *tx) error {
		if _, err := t.exec("UPDATE unique_ids SET begun = ?1 WHERE begun = ?2 AND begun > 0 AND gone = 0 AND message IN (SELECT value FROM json_each(?3))", to, from, idList(ids)); err != nil {
			return err
		}
		t.publish(mailbox.Renewed{})
		return nil
	})
}

// RestsFrom are the accounts whose servers have the rests of messages that are wanted.
func (s *Store) RestsFrom(ctx context.Context, ids []mailbox.ID) ([]account.ID, error) {
	list, err := column[account.ID](s.r.QueryContext(ctx, "SELECT DISTINCT account FROM unique_ids WHERE begun = ?1 AND gone = 0 AND message IN (SELECT value FROM json_each(?2)) ORDER BY account", fetch.Wanted, idList(ids)))
	return list, problem(err)
}

// alone is true of a row of unique_ids with a message over ?1 octets of which the rest is not ?2,
// wanted.
const alone = "(coalesce(-listed, 0) > ?1 AND begun != ?2)"

// Beginnings are the messages of which only the beginning is here and whose rest waits on
// the server, the newest first. Of those over so many octets only what is wanted is among ids;
// the others are larger.
func (s *Store) Beginnings(ctx context.Context, askAbove int64) (ids, larger []mailbox.ID, err error) {
	const query = "SELECT m.id FROM unique_ids u JOIN messages m ON m.id = u.message WHERE u.begun > 0 AND u.gone = 0 AND "
	const order = " ORDER BY m.date DESC, m.id DESC"
	ids, err = column[mailbox.ID](s.r.QueryContext(ctx, query+"NOT "+alone+order, askAbove, fetch.Wanted))
	if err == nil {
		larger, err = column[mailbox.ID](s.r.QueryContext(ctx, query+alone+order, askAbove, fetch.Wanted))
	}
	return ids, larger, problem(err)
}

// LostRests returns the messages of which only the beginning is here, and the rest no longer on the
// server, the newest first.
func (s *Store) LostRests(ctx context.Context) ([]mailbox.ID, error) {
	ids, err := column[mailbox.ID](s.r.QueryContext(ctx, "SELECT m.id FROM unique_ids u JOIN messages m ON m.id = u.message WHERE u.begun > 0 AND u.gone > 0 ORDER BY m.date DESC, m.id DESC"))
	return ids, problem(err)
}

// Rests counts what waits on the servers; Rests.Larger are those that Beginnings calls so.
func (s *Store) Rests(ctx context.Context, askAbove int64) (mailbox.Rests, error) {
	var r mailbox.Rests
	rows, err := s.r.QueryContext(ctx, "SELECT account, count(*), coalesce(sum(max(-listed - size, 0)) FILTER (WHERE NOT "+alone+"), 0), sum(begun = ?2), count(*) FILTER (WHERE "+alone+") FROM unique_ids WHERE begun > 0 AND message IS NOT NULL AND gone = 0 GROUP BY account", askAbove, fetch.Wanted)
	err = each(rows, err, func(rows *sql.Rows) error {
		var id account.ID
		var n, wanted, larger int
		var octets int64
		err := rows.Scan(&id, &n, &octets, &wanted, &larger)
		r.Messages, r.Octets, r.Wanted, r.Larger, r.Accounts = r.Messages+n, r.Octets+octets, r.Wanted+wanted, r.Larger+larger, append(r.Accounts, id)
		return err
	})
	return r, problem(err)
}

// wholeSize is the size of the message m; where only the beginning is here, what the server has said.
const wholeSize = "max(m.size, coalesce((SELECT -u.listed FROM unique_ids u WHERE u.message = m.id AND u.begun > 0), 0))"

// begun reports whether only the beginning of a message is here.
func (s *Store) begun(ctx context.Context, id mailbox.ID) (bool, error) {
	var there bool
	err := s.r.QueryRowContext(ctx, "SELECT count(*) > 0 FROM unique_ids WHERE message = ? AND begun > 0", id).Scan(&there)
	return there, problem(err)
}

// beginning is what a person gets of a message of which only the beginning is here: the
// text, for its attachments are not whole, and nothing is wrong with what is missing.
func beginning(m *eml.Message) *eml.Message {
	b := *m
	b.Attachments, b.Problems, b.LeftOut = nil, nil, false
	b.Events, b.Contacts, b.EventsLeft, b.ContactsLeft = nil, nil, 0, 0
	b.Enclosed, b.EnclosedLeft, b.Report, b.Security, b.Carded = nil, 0, nil, nil, false
	return &b
}

func beginningError(begun bool) error {
	if begun {
		return mailbox.ErrBeginning
	}
	return nil
}
