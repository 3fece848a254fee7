package storage

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"popmail/account"
	"popmail/account/fetch"
	"popmail/storage/mailbox"
)

const accountColumns = `id, email, name, user, host, port, security, ca_file, auth, leave, keep, interval_ms, label, color,
	out_host, out_port, out_security, out_ca_file, paused, out_user, out_open, authorities, exceptions, signature, plain_only, leave_deleted`

func scanAccount(row interface{ Scan(...any) error }) (account.Account, error) {
	var a account.Account
	var leave, deleted, exceptions string
	var interval int64
	err := row.Scan(&a.ID, &a.Email, &a.Name, &a.User, &a.Incoming.Host, &a.Incoming.Port, &a.Incoming.Security,
		&a.Incoming.CAFile, &a.Auth, &leave, &a.Keep, &interval, &a.Label, &a.Color,
		&a.Outgoing.Host, &a.Outgoing.Port, &a.Outgoing.Security, &a.Outgoing.CAFile, &a.Paused, &a.OutgoingUser, &a.OutgoingOpen,
		&a.Authorities, &exceptions, &a.Signature, &a.PlainOnly, &deleted)
	if err != nil {
		return a, err
	}
	a.Interval = intervalOf(interval)
	a.Exceptions, _ = account.ParseExceptions(exceptions) // what cannot be read is no exception
	var err2 error
	a.Leave, err = account.ParseRetention(leave)
	a.LeaveDeleted, err2 = account.ParseRetention(deleted)
	return a, errors.Join(err, err2)
}

// intervalOf reads what is stored of an interval. An earlier PopMail stored 0 for what is
// checked only by hand.
func intervalOf(ms int64) time.Duration {
	if ms <= 0 {
		return account.ByHand
	}
	return time.Duration(ms) * time.Millisecond
}

// Accounts returns the accounts in the order that the person gave them; those that were
// added since are the last.
func (s *Store) Accounts(ctx context.Context) ([]account.Account, error) {
	var out []account.Account
	rows, err := s.r.QueryContext(ctx, "SELECT "+accountColumns+" FROM accounts WHERE removed = 0 ORDER BY place, id")
	err = each(rows, err, func(rows *sql.Rows) error {
		a, err := scanAccount(rows)
		out = append(out, a)
		return err
	})
	return out, problem(err)
}

// AddAccount stores a new account with its folders and returns its ID. An address
// that is there already is mailbox.ErrExists. An address that was removed while
// its mail was kept gets its earlier ID again, and what was received then is not
// received twice.
//
// Agree, unless it is nil, is asked with the ID that the account gets, when nothing
// else stands in the way and before anything is stored. Where it fails, or the disk,
// everything is as it was before, also the mail and the unique-ids that were kept of
// an earlier account. Meanwhile nobody else writes.
func (s *Store) AddAccount(ctx context.Context, a account.Account, agree func(account.ID) error) (account.ID, error) {
	if err := a.Validate(); err != nil {
		return 0, err
	}
	err := s.write(ctx, func(t *tx) error {
		id, removed, err := accountOf(t, a.Email, 0)
		switch {
		case errors.Is(err, sql.ErrNoRows):
			err = t.row(`INSERT INTO accounts (email, email_key, name, user, host, port, security, ca_file, auth, leave, keep, interval_ms, label, color,
				out_host, out_port, out_security, out_ca_file, paused, out_user, out_open, authorities, exceptions, signature, plain_only, leave_deleted)
				VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`, accountValues(&a)...).Scan(&a.ID)
		case err == nil && !removed:
			return fmt.Errorf("the account %s: %w", a.Email, mailbox.ErrExists)
		case err == nil:
			a.ID = id
			err = updateAccount(t, &a)
		}
		if err == nil {
			err = t.changed("UPDATE accounts SET place = (SELECT max(place) + 1 FROM accounts) WHERE id = ?", a.ID)
		}
		if err != nil {
			return err
		}
		if err := addFolders(t, a.ID); err != nil {
			return err
		}
		adopted, err := adopt(t, a.ID)
		if err != nil {
			return err
		}
		t.publish(mailbox.AccountsChanged{}, mailbox.FoldersChanged{})
		if adopted {
			t.publish(mailbox.Renewed{})
		}
		if agree == nil {
			return nil
		}
		return agree(a.ID)
	})
	if err != nil {
		return 0, err
	}
	return a.ID, nil
}

// accountOf finds the account with an address, however the address is written, leaving out
// the one with the ID but; else sql.ErrNoRows. One that is there goes before one that was
// removed.
func accountOf(t *tx, email string, but account.ID) (id account.ID, removed bool, err error) {
	rows, err := t.query("SELECT id, email_key, removed FROM accounts WHERE id <> ? ORDER BY removed, email_key <> ?, id", but, emailKey(email))
	if err != nil {
		return 0, false, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var key string
		if err := rows.Scan(&id, &key, &removed); err != nil {
			return 0, false, err
		}
		if account.SameEmail(key, email) {
			return id, removed, nil
		}
	}
	return 0, false, cmp.Or(rows.Err(), sql.ErrNoRows)
}

func emailKey(email string) string { return strings.ToLower(email) }

func accountValues(a *account.Account) []any {
	return []any{a.Email, emailKey(a.Email), a.Name, a.User, a.Incoming.Host, a.Incoming.Port, string(a.Incoming.Security), a.Incoming.CAFile,
		string(a.Auth), a.Leave.String(), string(a.Keep), a.Interval.Milliseconds(), a.Label, a.Color,
		a.Outgoing.Host, a.Outgoing.Port, string(a.Outgoing.Security), a.Outgoing.CAFile, a.Paused, a.OutgoingUser, a.OutgoingOpen,
		a.Authorities, a.Exceptions.String(), a.Signature, a.PlainOnly, a.LeaveDeleted.String()}
}

func updateAccount(t *tx, a *account.Account) error {
	if err := newMaildrop(t, a); err != nil {
		return err
	}
	if err := newLine(t, a); err != nil {
		return err
	}
	return t.changed(`UPDATE accounts SET email = ?, email_key = ?, name = ?, user = ?, host = ?, port = ?, security = ?, ca_file = ?,
		auth = ?, leave = ?, keep = ?, interval_ms = ?, label = ?, color = ?,
		out_host = ?, out_port = ?, out_security = ?, out_ca_file = ?, paused = ?, out_user = ?, out_open = ?,
		authorities = ?, exceptions = ?, signature = ?, plain_only = ?, leave_deleted = ?, removed = 0 WHERE id = ?`, append(accountValues(a), a.ID)...)
}

// newMaildrop sets the unique-ids of an account aside when its mail is fetched from
// another server or as another user: the same ones stand for other messages
// there (RFC 1939, section 7, has them unique within one maildrop). What the old
// maildrop held is still recognised by its octets, see vanished.
func newMaildrop(t *tx, a *account.Account) error {
	var host, user string
	if err := t.row("SELECT host, user FROM accounts WHERE id = ?", a.ID).Scan(&host, &user); err != nil {
		return err
	}
	if account.SameHost(host, a.Incoming.Host) && user == a.User {
		return nil
	}
	aside := fmt.Sprintf("until %d: ", time.Now().UnixMilli())
	if _, err := t.exec("UPDATE unique_ids SET uid = CAST(? || uid AS BLOB) WHERE account = ?", aside, a.ID); err != nil {
		return err
	}
	// That the account was checked well says nothing of the other server, or of the other user.
	if _, err := t.exec("UPDATE accounts SET last_check = NULL, listed = NULL, on_server = 0, missing = 0, stopped = 0, expires = NULL WHERE id = ?", a.ID); err != nil {
		return err
	}
	_, err := t.exec("DELETE FROM session_notes WHERE account = ?", a.ID)
	return err
}

// newLine forgets how the last check ended when the way to the server, or what proves who
// the server is, changes: an account that account.Trouble.Halts is checked again then.
func newLine(t *tx, a *account.Account) error {
	_, err := t.exec(`UPDATE accounts SET last_error = '' WHERE id = ?
		AND (host, port, security, ca_file, authorities, exceptions) IS NOT (?, ?, ?, ?, ?, ?)`,
		a.ID, a.Incoming.Host, a.Incoming.Port, string(a.Incoming.Security), a.Incoming.CAFile, a.Authorities, a.Exceptions.String())
	return err
}

// UpdateAccount stores the changed settings of the account a.ID; agree is as in
// AddAccount.
func (s *Store) UpdateAccount(ctx context.Context, a account.Account, agree func() error) error {
	if err := a.Validate(); err != nil {
		return err
	}
	return s.write(ctx, func(t *tx) error {
		other, removed, err := accountOf(t, a.Email, a.ID)
		switch {
		case err == nil && !removed:
			return fmt.Errorf("the account %s: %w", a.Email, mailbox.ErrExists)
		case err == nil:
			// The address of a removed account; the mail that was kept of it stays.
			if _, err := t.exec("UPDATE accounts SET email_key = ? WHERE id = ?", fmt.Sprintf("%s #%d", emailKey(a.Email), other), other); err != nil {
				return err
			}
		case !errors.Is(err, sql.ErrNoRows):
			return err
		}
		var there bool
		if err := t.row("SELECT count(*) FROM accounts WHERE id = ? AND removed = 0", a.ID).Scan(&there); err != nil {
			return err
		}
		if !there {
			return fmt.Errorf("account %d: %w", a.ID, mailbox.ErrNotFound)
		}
		t.publish(mailbox.AccountsChanged{})
		if err := updateAccount(t, &a); err != nil || agree == nil {
			return err
		}
		return agree()
	})
}

// PauseAccount stores whether an account is paused.
func (s *Store) PauseAccount(ctx context.Context, id account.ID, paused bool) error {
	return s.write(ctx, func(t *tx) error {
		t.publish(mailbox.AccountsChanged{})
		return t.changed("UPDATE accounts SET paused = ? WHERE id = ? AND removed = 0", paused, id)
	})
}

// OrderAccounts gives the accounts an order. Those that are not named, such as one that
// another process has added meanwhile, stand behind the named ones as they did; who is
// named and not there is passed over.
func (s *Store) OrderAccounts(ctx context.Context, ids []account.ID) error {
	return s.write(ctx, func(t *tx) error {
		named, err := json.Marshal(ids)
		if err != nil {
			return err
		}
		t.publish(mailbox.AccountsChanged{})
		_, err = t.exec(`UPDATE accounts SET place = o.n FROM (
			SELECT a.id, row_number() OVER (ORDER BY j.key IS NULL, j.key, a.place, a.id) AS n
			FROM accounts a LEFT JOIN (SELECT min(key) AS key, value FROM json_each(?) GROUP BY value) j ON j.value = a.id) o
			WHERE o.id = accounts.id AND accounts.place <> o.n`, string(named))
		return err
	})
}

// SetStatus notes how the last check of an account ended. A zero LastCheck, an
// unknown Held, Held.Octets that were not told and a zero Pause keep what is stored of them. Of
// Quota it takes nothing, see SetQuota.
func (s *Store) SetStatus(ctx context.Context, id account.ID, st account.Status) error {
	return s.write(ctx, func(t *tx) error {
		err := t.changed("UPDATE accounts SET last_check = coalesce(?, last_check), last_error = ?, stopped = ? WHERE id = ?",
			milli(st.LastCheck), st.Failure.String(), st.Stopped, id)
		if err == nil {
			err = setPause(t, id, st.Pause, s.now())
		}
		if err != nil || !st.Held.Known() {
			return err
		}
		return setHeld(t, id, st.Held)
	})
}

// SetHeld notes what a server held at the end of a session that was no check. Octets that were not told keep what is stored
// of them.
func (s *Store) SetHeld(ctx context.Context, id account.ID, held account.Held) error {
	return s.write(ctx, func(t *tx) error { return setHeld(t, id, held) })
}

func setHeld(t *tx, id account.ID, held account.Held) error {
	if held.Octets > 0 || held.Messages == 0 {
		if err := setMailbox(t, id, func(_, was *int64) { *was = held.Octets }); err != nil {
			return err
		}
	}
	return t.changed("UPDATE accounts SET listed = ?, on_server = ?, missing = ?, expires = ? WHERE id = ?",
		milli(held.At), held.Messages, held.Missing, sql.NullInt64{Int64: int64(held.Expires.Days), Valid: held.Expires.Said}, id)
}

// milli is a time as it is stored; nil for the zero time.
func milli(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UnixMilli()
}

// Status returns how the last check of each account ended. What was received
// after Held was noted, because a session did not live to its end, is no longer
// missing.
func (s *Store) Status(ctx context.Context) (map[account.ID]account.Status, error) {
	out := make(map[account.ID]account.Status)
	rows, err := s.r.QueryContext(ctx, `SELECT id, last_check, last_error, stopped, listed, on_server,
		CASE WHEN missing = 0 THEN 0 ELSE missing - (SELECT count(*) FROM unique_ids u WHERE u.account = accounts.id AND u.stored > accounts.listed) END, expires,
		(SELECT notes FROM session_notes WHERE account = accounts.id)
		FROM accounts WHERE removed = 0`)
	err = each(rows, err, func(rows *sql.Rows) error {
		var id account.ID
		var notes []byte
		var check, listed, expires sql.NullInt64
		var st account.Status
		var failure string
		if err := rows.Scan(&id, &check, &failure, &st.Stopped, &listed, &st.Held.Messages, &st.Held.Missing, &expires, &notes); err != nil {
			return err
		}
		st.Failure, st.Pause = account.ParseFailure(failure), fetch.PauseOf(notes)
		st.Quota, st.Held.Octets = fetch.MailboxOf(notes)
		st.Stays = fetch.StaysOf(notes)
		for _, a := range fetch.AsidesOf(notes) {
			if a.Left {
				st.Left++
			} else {
				st.Aside++
			}
		}
		if check.Valid {
			st.LastCheck = time.UnixMilli(check.Int64)
		}
		if listed.Valid {
			st.Held.At = time.UnixMilli(listed.Int64)
		}
		st.Held.Missing = max(st.Held.Missing, 0)
		st.Held.Expires = account.Expiry{Said: expires.Valid, Days: int(expires.Int64)}
		out[id] = st
		return nil
	})
	return out, problem(err)
}
