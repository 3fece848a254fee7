package storage

import (
	"cmp"
	"context"
	"database/sql"
	"errors"

	"popmail/account"
)

// sameMail holds for a unique-id o of the backup and u, the same one here, where both stand for one
// message: h and g are the rows of headers. Of a large one there may be the whole on one side
// and its beginning on the other; without a message-id it is known by its length and header then.
var sameMail = `(u.sha256 = o.sha256 OR h.message_id = g.message_id AND (h.message_id <> '' OR (u.listed < 0 OR o.listed < 0)
	AND h.from_email = g.from_email AND h.subject = g.subject AND (u.head = o.head AND u.head <> x'' OR ` + listedSize("u") + ` = ` + listedSize("o") + ` AND ` + listedSize("u") + ` > 1)))`

// lacksRest holds for messages of the backup, old, and here, now, where only a part of the latter is
// here and the backup has the whole.
func lacksRest(old, now string) string {
	return `(EXISTS (SELECT 1 FROM backup.unique_ids o JOIN temp.to_account a ON a.old = o.account JOIN main.unique_ids u ON u.account = a.now AND u.uid = o.uid
		JOIN backup.octets p ON p.message = o.message LEFT JOIN main.octets q ON q.message = u.message
		WHERE o.message = ` + old + ` AND u.message = ` + now + ` AND u.listed < 0 AND o.listed >= 0 AND o.begun = 0 AND p.size > coalesce(q.size, 0))
		OR EXISTS (SELECT 1 FROM temp.begun x JOIN main.unique_ids u ON u.message = x.now WHERE x.old = ` + old + ` AND x.now = ` + now + ` AND u.begun > 0))`
}

// known finds the messages of the backup that are here: by their unique-id, letters by their
// message-id, others by their octets, as often as there are of the same, and beginnings, which a server may call
// otherwise by now, by their message-id, sender, subject and announced length. Those of which nobody
// knows whose they are (see CopyOctets) are here where anybody has them.
func (b *restoring) known(ctx context.Context, t *tx) error {
	if _, err := t.exec(`INSERT OR IGNORE INTO temp.to_message (old, now) SELECT o.message, min(h.message) FROM backup.octets o
		CROSS JOIN main.octets h INDEXED BY octets_sum ON substr(h.sha256, 1, 8) = substr(o.sha256, 1, 8) AND h.sha256 = o.sha256
		WHERE (SELECT edits FROM backup.state) = ? GROUP BY o.message`, madeOfOctets); err != nil {
		return err
	}
	for _, q := range []string{
		`INSERT OR IGNORE INTO temp.to_message (old, now) SELECT o.message, min(u.message) FROM backup.unique_ids o JOIN temp.to_account a ON a.old = o.account
			JOIN main.unique_ids u ON u.account = a.now AND u.uid = o.uid JOIN backup.headers h ON h.message = o.message JOIN main.headers g ON g.message = u.message
			WHERE ` + sameMail + ` GROUP BY o.message`,
		`INSERT OR IGNORE INTO temp.to_message (old, now) SELECT o.message, min(l.message) FROM backup.letters o JOIN temp.to_account a ON a.old = o.account
			JOIN main.letters l ON l.account = a.now AND l.message_id = o.message_id WHERE o.message_id <> '' GROUP BY o.message`,
		`INSERT OR IGNORE INTO temp.to_message (old, now) SELECT x.id, y.id FROM
			(SELECT m.id, o.sha256, a.now AS owner, row_number() OVER (PARTITION BY o.sha256, a.now ORDER BY m.id) AS n FROM backup.messages m JOIN backup.octets o ON o.message = m.id
				LEFT JOIN temp.to_account a ON a.old = m.account WHERE m.id NOT IN (SELECT old FROM temp.to_message)) x
			JOIN (SELECT m.id, o.sha256, m.account AS owner, row_number() OVER (PARTITION BY o.sha256, m.account ORDER BY m.id) AS n FROM main.messages m JOIN main.octets o ON o.message = m.id
				WHERE m.id NOT IN (SELECT now FROM temp.to_message)) y ON y.sha256 = x.sha256 AND y.owner IS x.owner AND y.n = x.n`,
		`INSERT OR IGNORE INTO temp.begun (old, now) SELECT x.id, y.message FROM
			(SELECT m.id, a.now AS owner, m.size, h.message_id, h.from_email, h.subject, row_number() OVER (PARTITION BY a.now, m.size, h.message_id, h.from_email, h.subject ORDER BY m.id) AS n
				FROM backup.messages m CROSS JOIN temp.to_account a ON a.old = m.account CROSS JOIN backup.headers h ON h.message = m.id CROSS JOIN backup.octets p ON p.message = m.id AND p.size = m.size
				WHERE m.size IN (SELECT -listed FROM main.unique_ids WHERE begun > 0) AND h.message_id <> '' AND m.id NOT IN (SELECT old FROM temp.to_message)
					AND NOT EXISTS (SELECT 1 FROM backup.letters l WHERE l.message = m.id)) x
			JOIN (SELECT u.message, u.account AS owner, -u.listed AS size, g.message_id, g.from_email, g.subject, row_number() OVER (PARTITION BY u.account, u.listed, g.message_id, g.from_email, g.subject ORDER BY u.message) AS n
				FROM main.unique_ids u JOIN main.headers g ON g.message = u.message WHERE u.begun > 0 AND u.message NOT IN (SELECT now FROM temp.to_message)) y
			ON y.owner = x.owner AND y.size = x.size AND y.message_id = x.message_id AND y.from_email = x.from_email AND y.subject = x.subject AND y.n = x.n`,
		"INSERT INTO temp.to_message (old, now) SELECT old, now FROM temp.begun",
	} {
		if _, err := t.exec(q); err != nil {
			return err
		}
	}
	if err := b.twinned(ctx, t); err != nil {
		return err
	}
	if err := t.row(`SELECT EXISTS (SELECT 1 FROM temp.to_message o JOIN backup.messages m ON m.id = o.old JOIN main.messages y ON y.id = o.now
		WHERE y.received = m.received)`).Scan(&b.knows); err != nil {
		return err
	}
	return errors.Join(b.adopt(t), b.putBack(t, b.picked("m")))
}

// putLateBack is putBack for the messages that came here meanwhile.
func (b *restoring) putLateBack(t *tx) error {
	if !b.late {
		return nil
	}
	return b.putBack(t, "m.id IN (SELECT old FROM temp.late)")
}

// adopt gives messages of which nothing here says whose they are, as of those that came out of
// a damaged file (see nobodys), what the backup says of them.
func (b *restoring) adopt(t *tx) error {
	for _, q := range []string{
		`CREATE TEMP TABLE orphans AS SELECT x.id AS old, y.id AS now FROM
			(SELECT m.id, o.sha256, row_number() OVER (PARTITION BY o.sha256 ORDER BY m.id) AS n FROM backup.messages m JOIN backup.octets o ON o.message = m.id
				WHERE m.folder IN (SELECT old FROM temp.to_folder) AND m.id NOT IN (SELECT old FROM temp.to_message) AND ` + b.picked("m") + `) x
			JOIN (SELECT m.id, o.sha256, row_number() OVER (PARTITION BY o.sha256 ORDER BY m.id) AS n FROM main.messages m JOIN main.octets o ON o.message = m.id
				WHERE (m.account IS NULL OR m.account IN (SELECT id FROM main.accounts WHERE removed <> 0 AND email LIKE '` + nobodysLike + `'))
					AND m.id NOT IN (SELECT now FROM temp.to_message)) y ON y.sha256 = x.sha256 AND y.n = x.n`,
		"INSERT INTO temp.to_message (old, now) SELECT old, now FROM temp.orphans",
		"DELETE FROM main.unique_ids WHERE message IN (SELECT now FROM temp.orphans)",
		`UPDATE main.messages SET account = a.now, folder = f.now, flags = messages.flags | (m.flags & 127), received = min(messages.received, m.received), date = min(messages.date, m.received)
			FROM temp.orphans o JOIN backup.messages m ON m.id = o.old LEFT JOIN temp.to_account a ON a.old = m.account JOIN temp.to_folder f ON f.old = m.folder WHERE messages.id = o.now`,
		"DROP TABLE temp.orphans",
	} {
		if _, err := t.exec(q); err != nil {
			return err
		}
	}
	return nil
}

// putBack gives messages their folders, marks and times of arrival of which a damaged file did not
// tell them any more: a rescue has put them into an Inbox, as if they had come just then. Those of an
// account that was set up anew, whose mail has come a second time, are brought there as well, but
// never into Trash or Junk.
func (b *restoring) putBack(t *tx, which string) error {
	if _, err := t.exec(`CREATE TEMP TABLE astray AS SELECT o.now, f.now AS folder, m.flags & 127 AS flags, m.received, coalesce(h.dated, m.date) AS date
			FROM temp.to_message o JOIN backup.messages m ON m.id = o.old JOIN backup.headers h ON h.message = m.id JOIN backup.folders w ON w.id = m.folder
			JOIN temp.to_folder f ON f.old = m.folder JOIN main.messages y ON y.id = o.now JOIN main.folders g ON g.id = y.folder
			WHERE y.received > m.received AND g.role = 'inbox' AND w.role IN ('inbox', 'archive', 'own') AND ` + which); err != nil {
		return err
	}
	var n int
	if err := t.row("SELECT count(*) FROM temp.astray a JOIN main.messages y ON y.id = a.now WHERE y.folder <> a.folder").Scan(&n); err != nil {
		return err
	}
	b.r.PutBack += n
	for _, q := range []string{
		// What lists are sorted by is never later than the arrival, see sortKey.
		"UPDATE main.headers SET dated = iif(a.date > a.received, a.date, NULL) FROM temp.astray a WHERE headers.message = a.now",
		"UPDATE main.messages SET folder = a.folder, flags = messages.flags | a.flags, received = a.received, date = min(a.date, a.received) FROM temp.astray a WHERE messages.id = a.now",
		"DROP TABLE temp.astray",
	} {
		if _, err := t.exec(q); err != nil {
			return err
		}
	}
	return nil
}

// removed puts back what servers call the messages that are here or were removed, so that
// these do not come a second time.
func (b *restoring) removed(t *tx) error {
	if !b.pick.All() {
		return nil
	}
	return b.row(t, "INSERT OR IGNORE", "unique_ids", map[string]string{"account": nowOf("account", "account"), "message": nowOf("message", "message")},
		"b.message IS NULL OR "+nowOf("message", "message")+" IS NOT NULL AND b.message NOT IN (SELECT old FROM temp.begun)")
}

// fetched puts back of which messages on servers another program has said that it has fetched them, see
// FetchedElsewhere, but for those that an account here knows by now. Else mail of that program which no
// session has looked at before the backup was made would come from the server once more.
func (b *restoring) fetched(t *tx) error {
	if !b.pick.All() {
		return nil
	}
	type owner struct {
		id  account.ID
		box []byte
	}
	var owners []owner
	rows, err := t.query("SELECT id, host, user, email FROM main.accounts")
	err = each(rows, err, func(rows *sql.Rows) error {
		var o owner
		var host, user, email string
		err := rows.Scan(&o.id, &host, &user, &email)
		o.box = mailboxKey(host, cmp.Or(user, email))
		owners = append(owners, o)
		return err
	})
	if err != nil {
		return err
	}
	do := func(q string, args ...any) {
		if err == nil {
			_, err = t.exec(q, args...)
		}
	}
	do("CREATE TEMP TABLE came (mailbox BLOB NOT NULL, uid BLOB NOT NULL, PRIMARY KEY (mailbox, uid)) WITHOUT ROWID")
	for _, o := range owners {
		do(`INSERT OR IGNORE INTO temp.came (mailbox, uid) SELECT e.mailbox, e.uid FROM backup.elsewhere e
			WHERE e.mailbox = ?1 AND EXISTS (SELECT 1 FROM main.unique_ids u WHERE u.account = ?2 AND u.uid = e.uid)`, o.box, o.id)
	}
	do(`INSERT OR IGNORE INTO main.elsewhere (mailbox, uid) SELECT e.mailbox, e.uid FROM backup.elsewhere e
		WHERE NOT EXISTS (SELECT 1 FROM temp.came c WHERE c.mailbox = e.mailbox AND c.uid = e.uid)`)
	do("DROP TABLE temp.came")
	return err
}

// carried puts back under which names messages may be known to a server, see carry, but for those that
// a session has known by them since. where is a condition on o, the row of temp.to_message.
func carried(t *tx, where string, args ...any) error {
	_, err := t.exec(`INSERT OR IGNORE INTO main.carried (name, message) SELECT c.name, o.now FROM temp.to_message o JOIN backup.carried c ON c.message = o.old
		WHERE EXISTS (SELECT 1 FROM main.messages m WHERE m.id = o.now) AND NOT EXISTS (SELECT 1 FROM main.unique_ids u WHERE u.message = o.now) AND `+where, args...)
	return err
}
