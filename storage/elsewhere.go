package storage

import (
	"cmp"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"popmail/account"
	"popmail/account/fetch"
	"popmail/storage/mailbox"
)

// FetchedElsewhere notes unique-ids of the mailbox of user on a server of which another program
// says that it has fetched them. The account does not have to be here yet.
func (s *Store) FetchedElsewhere(ctx context.Context, host, user string, uids []string) error {
	if len(uids) == 0 {
		return nil
	}
	list, err := hexList(uids)
	if err != nil {
		return err
	}
	return s.write(ctx, func(t *tx) error {
		_, err := t.exec("INSERT OR IGNORE INTO elsewhere (mailbox, uid) SELECT ?1, unhex(value) FROM json_each(?2)", mailboxKey(host, user), list)
		return err
	})
}

// mailboxKey is one and the same for all ways to write a server and a user. getmail puts "-" in
// the place of some characters.
func mailboxKey(host, user string) []byte {
	odd := strings.NewReplacer("/", "-", `\`, "-", ":", "-", ";", "-", "<", "-", ">", "-", "|", "-")
	return []byte(odd.Replace(account.HostKey(host)) + "\n" + odd.Replace(strings.ToLower(user)))
}

// mailboxOf is the key of the mailbox of an account; empty: the account is not here.
func (s *Store) mailboxOf(ctx context.Context, id account.ID) ([]byte, error) {
	var host, user, email string
	err := s.r.QueryRowContext(ctx, "SELECT host, user, email FROM accounts WHERE id = ?", id).Scan(&host, &user, &email)
	if errors.Is(err, sql.ErrNoRows) {
		return []byte{}, nil
	}
	return mailboxKey(host, cmp.Or(user, email)), problem(err)
}

// Elsewhere returns those of uids that FetchedElsewhere has noted, see fetch.Store.
func (s *Store) Elsewhere(ctx context.Context, id account.ID, uids []string) ([]string, error) {
	box, err := s.mailboxOf(ctx, id)
	if err != nil {
		return nil, err
	}
	list, err := hexList(uids)
	if err != nil {
		return nil, err
	}
	var out []string
	var uid sql.RawBytes
	rows, err := s.r.QueryContext(ctx, "SELECT e.uid FROM json_each(?2) j CROSS JOIN elsewhere e ON e.mailbox = ?1 AND e.uid = unhex(j.value)", box, list)
	err = each(rows, err, func(rows *sql.Rows) error {
		err := rows.Scan(&uid)
		out = append(out, string(uid))
		return err
	})
	return out, problem(err)
}

// Adopt enters unique-ids of messages that are here, see fetch.Store.
func (s *Store) Adopt(ctx context.Context, id account.ID, messages []fetch.Carried) (map[string]time.Time, error) {
	box, err := s.mailboxOf(ctx, id)
	if err != nil {
		return nil, err
	}
	var out map[string]time.Time
	err = s.write(ctx, func(t *tx) error {
		out = make(map[string]time.Time)
		now := time.UnixMilli(s.now().UnixMilli())
		for _, m := range messages {
			if _, err := t.exec("DELETE FROM elsewhere WHERE mailbox = ? AND uid = ?", box, []byte(m.UID)); err != nil {
				return err
			}
			if m.Name == "" {
				continue
			}
			var message int64
			err := t.row(`INSERT OR IGNORE INTO unique_ids (account, uid, stored, size, sha256, message, listed, head)
				SELECT ?1, ?2, ?3, o.size, o.sha256, o.message, ?4, ?5 FROM carried c JOIN octets o ON o.message = c.message
				JOIN messages m ON m.id = c.message AND (m.account = ?1 OR m.account IS NULL)
				WHERE c.name = ?6 AND NOT EXISTS (SELECT 1 FROM unique_ids u WHERE u.message = c.message) ORDER BY c.message LIMIT 1 RETURNING message`,
				id, []byte(m.UID), now.UnixMilli(), m.Listed, []byte(m.Head), []byte(m.Name)).Scan(&message)
			if errors.Is(err, sql.ErrNoRows) {
				continue
			}
			if err == nil {
				_, err = t.exec("UPDATE headers SET uid = ? WHERE message = ?", []byte(m.UID), message)
			}
			if err == nil {
				_, err = t.exec("DELETE FROM carried WHERE message = ?", message)
			}
			if err != nil {
				return err
			}
			out[m.UID] = now
		}
		return t.edit() // another process's delivery must read anew what is known
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// Header returns the octets of the message under a unique-id, see fetch.Store.
func (s *Store) Header(ctx context.Context, id account.ID, uid string) ([]byte, error) {
	var message mailbox.ID
	err := s.r.QueryRowContext(ctx, "SELECT message FROM unique_ids WHERE account = ? AND uid = ? AND message IS NOT NULL", id, []byte(uid)).Scan(&message)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, problem(err)
	}
	raw, err := s.Raw(ctx, message)
	if errors.Is(err, mailbox.ErrNotFound) || errors.Is(err, mailbox.ErrDamaged) {
		return nil, nil
	}
	return raw, err
}

// Holds reports whether a message came with these octets under a unique-id, see fetch.Store.
func (s *Store) Holds(ctx context.Context, id account.ID, uid string, raw []byte) (same bool, err error) {
	sum := sha256.Sum256(raw)
	err = s.r.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM unique_ids WHERE account = ? AND uid = ? AND begun = 0 AND size = ? AND sha256 = ?)", id, []byte(uid), len(raw), sum[:]).Scan(&same)
	return same, problem(err)
}

// dropElsewhere forgets what FetchedElsewhere has noted of the mailbox of an account that is removed
// with its mail, where no other account has that mailbox.
func dropElsewhere(t *tx, id account.ID) error {
	var gone []byte
	held := map[string]bool{}
	rows, err := t.query("SELECT id, host, user, email FROM accounts WHERE id = ? OR removed = 0", id)
	err = each(rows, err, func(rows *sql.Rows) error {
		var other account.ID
		var host, user, email string
		err := rows.Scan(&other, &host, &user, &email)
		box := mailboxKey(host, cmp.Or(user, email))
		if other == id {
			gone = box
		} else {
			held[string(box)] = true
		}
		return err
	})
	if err != nil || gone == nil || held[string(gone)] {
		return err
	}
	_, err = t.exec("DELETE FROM elsewhere WHERE mailbox = ?", gone)
	return err
}

// carry notes under which names a message may be known to a server.
func carry(t *tx, id int64, names []string) error {
	for _, name := range names {
		if _, err := t.exec("INSERT OR IGNORE INTO carried (name, message) SELECT ?1, ?2 WHERE NOT EXISTS (SELECT 1 FROM unique_ids WHERE message = ?2)", []byte(name), id); err != nil {
			return err
		}
	}
	return nil
}

// hexList lists octets for json_each and unhex.
func hexList(list []string) (string, error) {
	names := make([]string, len(list))
	for i, s := range list {
		names[i] = hex.EncodeToString([]byte(s))
	}
	out, err := json.Marshal(names)
	return string(out), err
}
