package storage

import (
	"cmp"
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"strings"

	"popmail/account"
	"popmail/account/fetch"
	"popmail/storage/mailbox"
)

// plan puts back all but messages, and finds out which of these are not here.
func (b *restoring) plan(ctx context.Context, t *tx, hurt []mailbox.ID) error {
	if err := t.row("SELECT next_message = 1 FROM state").Scan(&b.fresh); err != nil {
		return err
	}
	if b.fresh = b.fresh && b.pick.All(); b.fresh {
		if _, err := t.exec("UPDATE state SET next_message = (SELECT next_message FROM backup.state)"); err != nil {
			return err
		}
	}
	for _, step := range []func(*tx) error{b.accounts, b.folders, b.known, b.people, b.counts, b.removed} {
		if err := errors.Join(ctx.Err(), step(t)); err != nil {
			return err
		}
	}
	if err := b.damaged(t, hurt); err != nil {
		return err
	}
	var sum [sha256.Size]byte
	rows, err := t.query("SELECT m.id, o.sha256, n.now FROM backup.messages m LEFT JOIN backup.octets o ON o.message = m.id LEFT JOIN temp.to_message n ON n.old = m.id WHERE " + b.picked("m"))
	return each(rows, err, func(rows *sql.Rows) error {
		var id mailbox.ID
		var s sql.RawBytes
		var here sql.NullInt64
		if err := rows.Scan(&id, &s, &here); err != nil {
			return err
		}
		switch {
		case here.Valid:
			b.r.Here++
			b.here = append(b.here, mailbox.ID(here.Int64))
		case copy(sum[:], s) != len(sum):
			b.r.Missing++
		default:
			b.want[sum] = append(b.want[sum], id)
		}
		return nil
	})
}

// damaged notes which octets messages lack here.
func (b *restoring) damaged(t *tx, hurt []mailbox.ID) error {
	var sum [sha256.Size]byte
	for _, id := range hurt {
		var s []byte
		switch err := t.row("SELECT sha256 FROM octets WHERE message = ?", id).Scan(&s); {
		case errors.Is(err, sql.ErrNoRows): // of such a message nothing says what it was
			if err = t.row("SELECT b.sha256 FROM backup.octets b JOIN temp.to_message m ON m.old = b.message WHERE m.now = ?", id).Scan(&s); err != nil {
				continue
			}
		case err != nil:
			return err
		}
		if copy(sum[:], s) == len(sum) {
			b.hurt[sum] = append(b.hurt[sum], id)
		}
	}
	return nil
}

// look finds out what is damaged of the messages of a part that are here. With all, everything here
// was looked at.
func (b *restoring) look(ctx context.Context) error {
	if b.pick.All() {
		return nil
	}
	var hurt []mailbox.ID
	for _, id := range b.here {
		err := b.s.pour(ctx, b.s.r, id, io.Discard)
		if errors.Is(err, mailbox.ErrDamaged) {
			err = b.s.pour(ctx, b.s.r, id, io.Discard) // pieces may have been replaced while they were read
		}
		switch {
		case errors.Is(err, mailbox.ErrDamaged):
			hurt = append(hurt, id)
		case errors.Is(err, mailbox.ErrNotFound): // removed meanwhile, or nothing is left of its octets
			there, err := b.s.listed(ctx, id)
			if err != nil {
				return err
			}
			if there {
				hurt = append(hurt, id)
			}
		case err != nil:
			return err
		}
	}
	if len(hurt) == 0 {
		return nil
	}
	return b.s.write(ctx, func(t *tx) error { return b.damaged(t, hurt) })
}

// picked is the condition for rows of messages of the backup that are asked for.
func (b *restoring) picked(m string) string {
	switch {
	case len(b.pick.Messages) > 0:
		return fmt.Sprintf("%s.id IN (SELECT value FROM json_each('%s'))", m, idList(b.pick.Messages))
	case !b.pick.All():
		return fmt.Sprintf("%s.folder IN (SELECT old FROM temp.to_folder)", m)
	}
	return "1"
}

type restoredAccount struct {
	id      account.ID
	email   string
	removed bool
}

func accountList(t *tx, from string) (list []restoredAccount, _ error) {
	rows, err := t.query("SELECT id, email, removed FROM " + from + ".accounts ORDER BY removed, id")
	err = each(rows, err, func(rows *sql.Rows) error {
		var r restoredAccount
		err := rows.Scan(&r.id, &r.email, &r.removed)
		list = append(list, r)
		return err
	})
	return list, err
}

// accounts puts back those that are not here. One that was removed since, while its mail was
// kept, is there again where all is restored.
func (b *restoring) accounts(t *tx) error {
	list, err := accountList(t, "backup")
	if err != nil {
		return err
	}
	here, err := accountList(t, "main")
	if err != nil {
		return err
	}
	first, taken := len(here) == 0, map[account.ID]bool{}
	// The same one has the same address, and if there are several, the same number.
	same := func(o restoredAccount) *restoredAccount {
		var found *restoredAccount
		for i := range here {
			h := &here[i]
			if !taken[h.id] && account.SameEmail(h.email, o.email) && (found == nil || h.id == o.id) {
				found = h
			}
		}
		return found
	}
	for _, o := range list {
		var id account.ID
		before := b.r.Accounts
		removed := o.removed || !b.pick.All()
		switch h := same(o); {
		case h == nil:
			if id, err = b.newAccount(t, o.id, removed, first); err == nil && !removed {
				b.r.Accounts++
			}
		case h.removed && !removed:
			id = h.id
			if _, err = t.exec("UPDATE accounts SET removed = 0, place = (SELECT max(place) + 1 FROM accounts) WHERE id = ?", id); err == nil {
				err = addFolders(t, id)
			}
			if err == nil {
				_, err = adopt(t, id)
			}
			b.r.Accounts++
		default:
			id, removed = h.id, h.removed
		}
		if err == nil && b.r.Accounts > before {
			err = restoreQuota(t, o.id, id)
		}
		if err == nil {
			_, err = t.exec("INSERT INTO temp.to_account (old, now, live) VALUES (?, ?, ?)", o.id, id, !removed)
		}
		if err != nil {
			return err
		}
		taken[id] = true
	}
	return nil
}

// restoreQuota puts back what the person has said that the mailbox of an account may hold. The rest of what
// its sessions have noted they learn anew.
func restoreQuota(t *tx, old, now account.ID) error {
	var notes []byte
	if err := t.row("SELECT notes FROM backup.session_notes WHERE account = ?", old).Scan(&notes); err != nil {
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		return err
	}
	said, _ := fetch.MailboxOf(notes)
	return setMailbox(t, now, func(quota, _ *int64) { *quota = cmp.Or(*quota, said) })
}

// newAccount makes an account that is as in the backup; removed: only its mail is wanted. It
// has the same number, by which its password is found, unless another one has it.
func (b *restoring) newAccount(t *tx, old account.ID, removed, first bool) (id account.ID, err error) {
	other := map[string]string{
		"removed": fmt.Sprint(btoi(removed)), "id": "(SELECT CASE WHEN EXISTS (SELECT 1 FROM main.accounts WHERE id = b.id) THEN NULL ELSE b.id END)",
		"email_key": "CASE WHEN EXISTS (SELECT 1 FROM main.accounts WHERE email_key = b.email_key) THEN b.email_key || ' #' || hex(randomblob(6)) ELSE b.email_key END",
	}
	if !first {
		other["place"] = "(SELECT max(place) + 1 FROM main.accounts)"
	}
	if err := b.row(t, "INSERT", "accounts", other, "b.id = ?", old); err != nil {
		return 0, err
	}
	err = t.row("SELECT last_insert_rowid()").Scan(&id)
	return id, err
}

func btoi(v bool) int {
	if v {
		return 1
	}
	return 0
}

// folders finds the folders of the backup, or makes them.
func (b *restoring) folders(t *tx) error {
	type row struct {
		id       mailbox.FolderID
		role     mailbox.Role
		key      string
		account  account.ID // here; 0: none
		live     bool
		kept     account.ID // here
		keptLive bool
	}
	where := "1"
	if !b.pick.All() {
		where = "EXISTS (SELECT 1 FROM backup.messages m WHERE m.folder = b.id AND m.id IN (SELECT value FROM json_each(?1))) OR b.id IN (SELECT value FROM json_each(?2))"
	}
	picked := b.pick.Folders
	if b.pick.Folder != "" {
		var err error
		if picked, err = foldersCalled(t, b.pick.Folder); err != nil {
			return err
		}
	}
	var list []row
	rows, err := t.query(`SELECT b.id, b.role, b.name_key, coalesce(a.now, 0), coalesce(a.live, 0), coalesce(k.now, 0), coalesce(k.live, 0) FROM backup.folders b
		LEFT JOIN temp.to_account a ON a.old = b.account LEFT JOIN temp.to_account k ON k.old = b.kept WHERE `+where+" ORDER BY b.parent <> 0, b.id", idList(b.pick.Messages), idList(picked))
	err = each(rows, err, func(rows *sql.Rows) error {
		var r row
		err := rows.Scan(&r.id, &r.role, &r.key, &r.account, &r.live, &r.kept, &r.keptLive)
		list = append(list, r)
		return err
	})
	if err != nil {
		return err
	}
	if len(b.pick.Folders) > 0 && len(list) == 0 {
		return fmt.Errorf("a folder of the backup: %w", mailbox.ErrNotFound)
	}
	for _, r := range list {
		var now mailbox.FolderID
		var err error
		switch {
		case r.kept != 0 && r.keptLive:
			now, err = roleFolder(t, r.kept, mailbox.Inbox)
		case r.kept != 0:
			now, err = b.ownFolder(t, r.id, 0)
		case r.role == mailbox.Own:
			now, err = b.ownFolder(t, r.id, 0)
		case r.account != 0 && !r.live:
			now, err = keptFolder(t, r.account)
		default:
			now, err = b.folder(t, r.id, 0, "SELECT id FROM folders WHERE account IS nullif(?, 0) AND role = ?", r.account, r.role)
		}
		if err == nil {
			_, err = t.exec("INSERT OR IGNORE INTO temp.to_folder (old, now) VALUES (?, ?)", r.id, now)
		}
		if err != nil {
			return err
		}
	}
	live, err := column[account.ID](t.query("SELECT now FROM temp.to_account WHERE live = 1"))
	if err != nil {
		return err
	}
	for _, id := range live {
		if err := addFolders(t, id); err != nil {
			return err
		}
	}
	return nil
}

// insideFolders is the list of the folders in a backup: their numbers, roles, names, and what
// they lie in.
const insideFolders = `SELECT f.id, f.role, CASE WHEN f.name = '' THEN coalesce('Mail of ' || a.email, '') ELSE f.name END, %s FROM %sfolders f LEFT JOIN %saccounts a ON a.id = %s`

func scanFolder(rows *sql.Rows) (f mailbox.Folder, err error) {
	err = rows.Scan(&f.ID, &f.Role, &f.Name, &f.Parent)
	return f, err
}

// pathOf is "Work/Plans" for the folder Plans in Work.
func pathOf(list []mailbox.Folder, id mailbox.FolderID) string {
	var names []string
	for _, f := range mailbox.FolderPath(list, id) {
		names = append(names, f.Name)
	}
	return strings.Join(names, "/")
}

// foldersCalled finds the folders of the backup that Pick.Folder means.
func foldersCalled(t *tx, name string) (found []mailbox.FolderID, err error) {
	var list []mailbox.Folder
	rows, err := t.query(fmt.Sprintf(insideFolders, "f.parent", "backup.", "backup.", "f.kept"))
	err = each(rows, err, func(rows *sql.Rows) error {
		f, err := scanFolder(rows)
		list = append(list, f)
		return err
	})
	if err != nil {
		return nil, err
	}
	key := nameKey(name)
	var last []mailbox.FolderID // of which only the name fits
	var paths []string
	for _, f := range list {
		path := pathOf(list, f.ID)
		switch {
		case f.Role != mailbox.Own:
			if string(f.Role) == key || nameKey(f.Name) == key {
				found = append(found, f.ID)
			}
		case nameKey(path) == key:
			found = append(found, f.ID)
		case nameKey(f.Name) == key:
			last, paths = append(last, f.ID), append(paths, path)
		}
	}
	switch {
	case len(found) > 0:
		return found, nil
	case len(last) == 1:
		return last, nil
	case len(last) > 1:
		return nil, fmt.Errorf("more than one folder is called %s: name one of %s", name, strings.Join(paths, ", "))
	}
	return nil, fmt.Errorf("a folder called %s: %w", name, mailbox.ErrNotFound)
}

// ownFolder finds an own folder in the folders that it lies in, or makes it there, with these:
// of names, color, icon and place that are here nothing changes. deep is how many lie in it.
func (b *restoring) ownFolder(t *tx, old mailbox.FolderID, deep int) (id mailbox.FolderID, err error) {
	if err := t.row("SELECT now FROM temp.to_folder WHERE old = ?", old).Scan(&id); !errors.Is(err, sql.ErrNoRows) {
		return id, err
	}
	var in, up mailbox.FolderID
	var key string
	var kept sql.NullInt64
	err = t.row("SELECT f.name_key, f.kept, coalesce((SELECT p.id FROM backup.folders p WHERE p.id = f.parent AND p.role = 'own'), 0) FROM backup.folders f WHERE f.id = ?", old).Scan(&key, &kept, &up)
	if err != nil {
		return 0, err
	}
	if up != 0 && deep < mailbox.MaxFolderDepth {
		if in, err = b.ownFolder(t, up, deep+1); err != nil {
			return 0, err
		}
	}
	if kept.Valid {
		var now account.ID
		var live bool
		if err := t.row("SELECT now, live FROM temp.to_account WHERE old = ?", kept.Int64).Scan(&now, &live); err != nil && !errors.Is(err, sql.ErrNoRows) {
			return 0, err
		}
		if live {
			return 0, nil // what was kept in it is in the folders of its account
		}
		id, err = b.folder(t, old, in, "SELECT id FROM folders WHERE kept = ?", now)
	} else {
		id, err = b.folder(t, old, in, "SELECT id FROM folders WHERE role = 'own' AND parent = ? AND name_key = ?", in, key)
	}
	return id, err
}

// folder finds a folder, or makes the one of the backup in an own folder that is here; 0: in none.
func (b *restoring) folder(t *tx, old, in mailbox.FolderID, find string, args ...any) (id mailbox.FolderID, err error) {
	if err = t.row(find, args...).Scan(&id); !errors.Is(err, sql.ErrNoRows) {
		return id, err
	}
	err = b.row(t, "INSERT", "folders", map[string]string{
		"id":      "(SELECT CASE WHEN EXISTS (SELECT 1 FROM main.folders WHERE id = b.id) THEN NULL ELSE b.id END)",
		"account": nowOf("account", "account"), "kept": nowOf("account", "kept"), "total": "0", "unread": "0",
		"parent":   fmt.Sprint(in),
		"name_key": "CASE WHEN b.kept IS NOT NULL AND b.name = '' THEN char(1) || 'kept ' || " + nowOf("account", "kept") + " ELSE b.name_key END",
	}, "b.id = ?", old)
	if err == nil {
		err = t.row("SELECT last_insert_rowid()").Scan(&id)
	}
	return id, err
}

// known finds the messages of the backup that are here: by their unique-id, letters by their
// message-id, others by their octets, as often as there are of the same. Those of which nobody
// knows whose they are (see CopyOctets) are here where anybody has them.
func (b *restoring) known(t *tx) error {
	if _, err := t.exec(`INSERT OR IGNORE INTO temp.to_message (old, now) SELECT o.message, min(h.message) FROM backup.octets o
		CROSS JOIN main.octets h INDEXED BY octets_sum ON substr(h.sha256, 1, 8) = substr(o.sha256, 1, 8) AND h.sha256 = o.sha256
		WHERE (SELECT edits FROM backup.state) = ? GROUP BY o.message`, madeOfOctets); err != nil {
		return err
	}
	for _, q := range []string{
		`INSERT OR IGNORE INTO temp.to_message (old, now) SELECT o.message, min(u.message) FROM backup.unique_ids o JOIN temp.to_account a ON a.old = o.account
			JOIN main.unique_ids u ON u.account = a.now AND u.uid = o.uid JOIN backup.headers h ON h.message = o.message JOIN main.headers g ON g.message = u.message
			WHERE u.sha256 = o.sha256 OR h.message_id <> '' AND h.message_id = g.message_id GROUP BY o.message`,
		`INSERT OR IGNORE INTO temp.to_message (old, now) SELECT o.message, min(l.message) FROM backup.letters o JOIN temp.to_account a ON a.old = o.account
			JOIN main.letters l ON l.account = a.now AND l.message_id = o.message_id WHERE o.message_id <> '' GROUP BY o.message`,
		`INSERT OR IGNORE INTO temp.to_message (old, now) SELECT x.id, y.id FROM
			(SELECT m.id, o.sha256, a.now AS owner, row_number() OVER (PARTITION BY o.sha256, a.now ORDER BY m.id) AS n FROM backup.messages m JOIN backup.octets o ON o.message = m.id
				LEFT JOIN temp.to_account a ON a.old = m.account WHERE m.id NOT IN (SELECT old FROM temp.to_message)) x
			JOIN (SELECT m.id, o.sha256, m.account AS owner, row_number() OVER (PARTITION BY o.sha256, m.account ORDER BY m.id) AS n FROM main.messages m JOIN main.octets o ON o.message = m.id
				WHERE m.id NOT IN (SELECT now FROM temp.to_message)) y ON y.sha256 = x.sha256 AND y.owner IS x.owner AND y.n = x.n`,
	} {
		if _, err := t.exec(q); err != nil {
			return err
		}
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
		`UPDATE main.messages SET account = a.now, folder = f.now, flags = messages.flags | m.flags, received = min(messages.received, m.received), date = min(messages.date, m.received)
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
	if _, err := t.exec(`CREATE TEMP TABLE astray AS SELECT o.now, f.now AS folder, m.flags, m.received, coalesce(h.dated, m.date) AS date
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
		"b.message IS NULL OR "+nowOf("message", "message")+" IS NOT NULL")
}
