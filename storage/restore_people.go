package storage

import "errors"

// people puts back the address book, the searches that are kept, rules, and what decided does. Who is here is left as he is, and who was forgotten
// since stays forgotten.
func (b *restoring) people(t *tx) error {
	if !b.pick.All() {
		return nil
	}
	for _, q := range []string{
		"CREATE TEMP TABLE to_person (old INTEGER PRIMARY KEY, now INTEGER NOT NULL)",
		`INSERT OR IGNORE INTO temp.to_person SELECT o.contact, min(n.contact) FROM backup.contact_addresses o JOIN main.contact_addresses n ON n.address = o.address GROUP BY o.contact`,
		`INSERT OR IGNORE INTO temp.to_person SELECT o.id, min(n.id) FROM backup.contacts o JOIN main.contacts n ON n.name = o.name AND n.note = o.note
			WHERE NOT EXISTS (SELECT 1 FROM backup.contact_addresses WHERE contact = o.id) GROUP BY o.id`,
		"CREATE TEMP TABLE new_person AS SELECT id FROM backup.contacts o WHERE id NOT IN (SELECT old FROM temp.to_person) AND (NOT EXISTS (SELECT 1 FROM backup.contact_addresses WHERE contact = o.id)" +
			" OR EXISTS (SELECT 1 FROM backup.contact_addresses a WHERE a.contact = o.id AND a.address NOT IN (SELECT address FROM main.forgotten_addresses)))",
		// They keep their numbers where nobody has them.
		"INSERT INTO temp.to_person SELECT id, CASE WHEN id IN (SELECT id FROM main.contacts) THEN max((SELECT coalesce(max(id), 0) FROM main.contacts), (SELECT max(id) FROM backup.contacts)) + row_number() OVER (ORDER BY id) ELSE id END FROM temp.new_person",
		"INSERT INTO main.contacts (id, name, note, rest) SELECT p.now, o.name, o.note, o.rest FROM temp.new_person n JOIN temp.to_person p ON p.old = n.id JOIN backup.contacts o ON o.id = n.id",
		`INSERT OR IGNORE INTO main.contact_addresses (address, contact, place, email) SELECT o.address, p.now, o.place, o.email FROM temp.new_person n JOIN temp.to_person p ON p.old = n.id
			JOIN backup.contact_addresses o ON o.contact = n.id WHERE o.address NOT IN (SELECT address FROM main.forgotten_addresses)`,
		"INSERT OR IGNORE INTO main.forgotten_addresses SELECT address FROM backup.forgotten_addresses WHERE address NOT IN (SELECT address FROM main.contact_addresses)",
		"CREATE TEMP TABLE to_group (old INTEGER PRIMARY KEY, now INTEGER NOT NULL)",
		"INSERT INTO temp.to_group SELECT o.id, min(n.id) FROM backup.contact_groups o JOIN main.contact_groups n ON n.name = o.name GROUP BY o.id",
		"CREATE TEMP TABLE new_group AS SELECT id FROM backup.contact_groups WHERE id NOT IN (SELECT old FROM temp.to_group)",
		"INSERT INTO temp.to_group SELECT id, CASE WHEN id IN (SELECT id FROM main.contact_groups) THEN max((SELECT coalesce(max(id), 0) FROM main.contact_groups), (SELECT max(id) FROM backup.contact_groups)) + row_number() OVER (ORDER BY id) ELSE id END FROM temp.new_group",
		"INSERT INTO main.contact_groups (id, name) SELECT g.now, o.name FROM temp.new_group n JOIN temp.to_group g ON g.old = n.id JOIN backup.contact_groups o ON o.id = n.id",
		`INSERT OR IGNORE INTO main.contact_members (contact_group, contact) SELECT g.now, p.now FROM backup.contact_members m JOIN temp.to_group g ON g.old = m.contact_group JOIN temp.to_person p ON p.old = m.contact
			WHERE m.contact IN (SELECT id FROM temp.new_person) OR m.contact_group IN (SELECT id FROM temp.new_group)`,
		`INSERT INTO main.searches (id, name, query) SELECT CASE WHEN id IN (SELECT id FROM main.searches) THEN NULL ELSE id END, name, query FROM backup.searches
			WHERE query NOT IN (SELECT query FROM main.searches)`,
		"UPDATE state SET contacts = contacts + 1",
		"DROP TABLE temp.to_person; DROP TABLE temp.new_person; DROP TABLE temp.to_group; DROP TABLE temp.new_group",
	} {
		if _, err := t.exec(q); err != nil {
			return err
		}
	}
	return errors.Join(b.decided(t), b.rules(t))
}

// decided puts back whose pictures are always fetched, whose mail is always junk or never, and what
// the person has said of lists and of the junk filter. A store that knows the backup has decided about
// these since: of what it does not have, nobody knows whether it was taken back.
func (b *restoring) decided(t *tx) error {
	var do []string
	if !b.knows || b.pick.Rescued {
		do = append(do, "INSERT OR IGNORE INTO main.picture_senders SELECT * FROM backup.picture_senders",
			"INSERT OR IGNORE INTO main.senders SELECT * FROM backup.senders",
			"INSERT OR IGNORE INTO main.list_refusals SELECT * FROM backup.list_refusals")
	}
	if b.fresh {
		do = append(do, "INSERT OR IGNORE INTO main.junk_words SELECT * FROM backup.junk_words",
			"UPDATE main.state SET (junk_off, junk_learned, good_learned) = (SELECT junk_off, junk_learned, good_learned FROM backup.state)")
	}
	for _, q := range do {
		if _, err := t.exec(q); err != nil {
			return err
		}
	}
	return nil
}

// counts finds out whether the junk filter here counts all that the one of the backup did: then its letters
// are not learned once more when they come back. So it is in a new store, also where a restore was stopped
// there, and in the one that the backup is of, unless it was to forget since.
func (b *restoring) counts(t *tx) error {
	return t.row(`SELECT m.junk_learned >= o.junk_learned AND m.good_learned >= o.good_learned AND NOT EXISTS (SELECT 1 FROM backup.junk_words w
		LEFT JOIN main.junk_words n ON n.word = w.word WHERE n.word IS NULL OR n.junk < w.junk OR n.good < w.good) FROM main.state m, backup.state o`).Scan(&b.counted)
}

// rules puts back the rules that are not here. In a store that knows the backup they are switched
// off, for they may have been changed or deleted since.
func (b *restoring) rules(t *tx) error {
	off := b.knows
	if off && b.pick.Rescued { // unless all may have been lost
		if err := t.row("SELECT EXISTS (SELECT 1 FROM main.rules)").Scan(&off); err != nil {
			return err
		}
	}
	r, err := t.exec(`INSERT INTO main.rules (place, query, acts, folder, is_on, changed, caught, last)
		SELECT (SELECT coalesce(max(place), 0) FROM main.rules) + r.place, r.query, r.acts, f.now, r.is_on AND NOT ?, r.changed, r.caught, r.last
		FROM backup.rules r LEFT JOIN temp.to_folder f ON f.old = r.folder WHERE NOT EXISTS (SELECT 1 FROM main.rules m WHERE m.query = r.query AND m.acts = r.acts)`, off)
	if err != nil || !off {
		return err
	}
	n, err := r.RowsAffected()
	b.r.Rules = int(n)
	return err
}
