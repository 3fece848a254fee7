package storage

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"time"

	"popmail/account"
	"popmail/account/fetch"
	"popmail/storage/mailbox"
)

// What unique_ids.goes holds but for a time, in milliseconds.
const (
	goesBySettings = 0
	goesNever      = -1
	goesNext       = 1
)

func goesOf(w account.Wish) int64 {
	switch w.Kind {
	case account.WishKeep:
		return goesNever
	case account.WishRemove:
		return goesNext
	case account.WishRemoveOn:
		return max(w.On.UnixMilli(), goesNext)
	}
	return goesBySettings
}

func wishOf(goes int64) account.Wish {
	switch {
	case goes == goesBySettings:
		return account.Wish{}
	case goes < 0:
		return account.Wish{Kind: account.WishKeep}
	case goes == goesNext:
		return account.Wish{Kind: account.WishRemove}
	}
	return account.Wish{Kind: account.WishRemoveOn, On: time.UnixMilli(goes)}
}

func keptOf(stored, goes, deleted int64, purged bool) account.Kept {
	k := account.Kept{Stored: time.UnixMilli(stored), Wish: wishOf(goes), Purged: purged}
	if deleted != 0 {
		k.Deleted = time.UnixMilli(deleted)
	}
	return k
}

// Chosen returns, by unique-id, what is known of the messages of an account of which not
// only their age decides when they go from the server, see fetch.Store.
func (s *Store) Chosen(ctx context.Context, id account.ID) (map[string]account.Kept, error) {
	out := map[string]account.Kept{}
	rows, err := s.r.QueryContext(ctx, "SELECT uid, stored, goes, deleted, message IS NULL FROM unique_ids INDEXED BY unique_ids_goes WHERE account = ? AND (goes <> 0 OR deleted <> 0)", id)
	err = each(rows, err, func(rows *sql.Rows) error {
		var uid sql.RawBytes
		var stored, goes, deleted int64
		var purged bool
		err := rows.Scan(&uid, &stored, &goes, &deleted, &purged)
		out[string(uid)] = keptOf(stored, goes, deleted, purged)
		return err
	})
	return out, problem(err)
}

// Listed notes which messages a server that has told all it holds no longer names, and
// which it names again.
func (s *Store) Listed(ctx context.Context, id account.ID, away, back []string) error {
	if len(away)+len(back) == 0 {
		return nil
	}
	return s.write(ctx, func(t *tx) error {
		rests := false
		for i, uids := range [][]string{away, back} {
			for _, uid := range uids {
				var begun bool
				err := t.row("UPDATE unique_ids SET gone = ?3 WHERE account = ?1 AND uid = ?2 AND gone = 2 - ?3 RETURNING begun > 0", id, []byte(uid), 2*(1-i)).Scan(&begun)
				if err != nil && !errors.Is(err, sql.ErrNoRows) {
					return err
				}
				rests = rests || begun
			}
		}
		t.publish(mailbox.RemovalsChanged{})
		if rests {
			t.publish(mailbox.Renewed{})
		}
		return nil
	})
}

// Forget forgets messages that were removed for ever here, so that they come again.
func (s *Store) Forget(ctx context.Context, id account.ID, uids []string) error {
	return s.write(ctx, func(t *tx) error {
		for _, uid := range uids {
			if _, err := t.exec("DELETE FROM unique_ids WHERE account = ? AND uid = ? AND message IS NULL", id, []byte(uid)); err != nil {
				return err
			}
		}
		return t.edit() // another process's delivery must read anew what it knows
	})
}

// Choose notes when the person wants messages removed from their servers, and returns what
// was noted before, by which it is undone, and for which it may be too late. Messages that are not known, and those that
// the server has already removed, are left out.
func (s *Store) Choose(ctx context.Context, list []mailbox.Choice) (before []mailbox.Choice, err error) {
	err = s.write(ctx, func(t *tx) error {
		before = nil
		asked := map[account.ID][][]byte{}
		for _, c := range list {
			if _, known := asked[c.Account]; !known {
				notes, err := notesOf(t, c.Account)
				if err != nil {
					return err
				}
				asked[c.Account] = fetch.AskedOf(notes)
			}
			var goes int64
			err := t.row("SELECT goes FROM unique_ids WHERE account = ? AND uid = ? AND gone <> 1", c.Account, []byte(c.UID)).Scan(&goes)
			if errors.Is(err, sql.ErrNoRows) {
				continue
			}
			if err == nil {
				_, err = t.exec("UPDATE unique_ids SET goes = ? WHERE account = ? AND uid = ?", goesOf(c.Wish), c.Account, []byte(c.UID))
			}
			if err != nil {
				return err
			}
			before = append(before, mailbox.Choice{Account: c.Account, UID: c.UID, Wish: wishOf(goes), Late: slices.ContainsFunc(asked[c.Account], func(key []byte) bool { return string(key) == c.UID })})
		}
		t.publish(mailbox.RemovalsChanged{})
		return nil
	})
	if err != nil {
		return nil, err
	}
	return before, nil
}

// OnServer tells of messages whether they lie on a server, as far as is known, and when
// they go from there. Those that do not are left out.
func (s *Store) OnServer(ctx context.Context, ids []mailbox.ID) ([]mailbox.OnServer, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	accounts, err := s.byID(ctx)
	if err != nil {
		return nil, err
	}
	var out []mailbox.OnServer
	now := s.now()
	rows, err := s.r.QueryContext(ctx, `SELECT u.message, u.account, u.uid, u.stored, u.goes, u.deleted, u.listed < 0 FROM json_each(?) j
		JOIN unique_ids u ON u.message = j.value WHERE u.gone = 0 AND u.replaced = 0`, idList(ids))
	err = each(rows, err, func(rows *sql.Rows) error {
		var o mailbox.OnServer
		var uid sql.RawBytes
		var stored, goes, deleted int64
		if err := rows.Scan(&o.ID, &o.Account, &uid, &stored, &goes, &deleted, &o.Part); err != nil {
			return err
		}
		o.UID = string(uid)
		if a, ok := accounts[o.Account]; ok { // else it was removed, and nobody asks its server any more
			o.Goes = a.Goes(keptOf(stored, goes, deleted, false), now)
			if o.Part {
				o.Goes = account.Goes{Chosen: o.Goes.Chosen && o.Goes.Never()}
			}
			out = append(out, o)
		}
		return nil
	})
	if err != nil {
		return nil, problem(err)
	}
	held := map[account.ID]fetch.HeldBack{}
	for i := range out {
		o := &out[i]
		if o.Goes.Never() {
			continue
		}
		h, known := held[o.Account]
		if !known {
			if h, err = s.heldBack(ctx, o.Account); err != nil {
				return nil, err
			}
			held[o.Account] = h
		}
		o.Goes = h.Goes(o.UID, o.Goes, now)
	}
	return out, nil
}

// heldBack tells which removals the checks of an account do not ask for.
func (s *Store) heldBack(ctx context.Context, id account.ID) (fetch.HeldBack, error) {
	notes, err := s.Notes(ctx, id)
	return fetch.HeldBackOf(notes), err
}

// Deleted returns the unique-ids of the messages of an account that were removed for ever here
// and that its server may still hold.
func (s *Store) Deleted(ctx context.Context, id account.ID) ([]string, error) {
	var out []string
	rows, err := s.r.QueryContext(ctx, "SELECT uid FROM unique_ids WHERE account = ? AND message IS NULL AND gone <> 1 AND replaced = 0", id)
	err = each(rows, err, func(rows *sql.Rows) error {
		var uid sql.RawBytes
		err := rows.Scan(&uid)
		out = append(out, string(uid))
		return err
	})
	return out, problem(err)
}

func (s *Store) byID(ctx context.Context) (map[account.ID]account.Account, error) {
	list, err := s.Accounts(ctx)
	out := make(map[account.ID]account.Account, len(list))
	for _, a := range list {
		out[a.ID] = a
	}
	return out, err
}

// Removable counts what the next check of an account with these settings would remove
// from the server.
func (s *Store) Removable(ctx context.Context, a account.Account) (account.Removable, error) {
	var r account.Removable
	held, err := s.heldBack(ctx, a.ID)
	if err != nil {
		return r, err
	}
	now := s.now()
	var uid sql.RawBytes
	rows, err := s.r.QueryContext(ctx, "SELECT uid, stored, goes, deleted, message IS NULL, size FROM unique_ids WHERE account = ? AND gone = 0 AND replaced = 0 AND listed >= 0", a.ID)
	err = each(rows, err, func(rows *sql.Rows) error {
		var stored, goes, deleted, size int64
		var purged bool
		if err := rows.Scan(&uid, &stored, &goes, &deleted, &purged, &size); err != nil {
			return err
		}
		at := a.Goes(keptOf(stored, goes, deleted, purged), now)
		if at.Due(now) && held.Goes(string(uid), at, now).Due(now) {
			r.Messages++
			r.Octets += size
			if goes == 0 && deleted == 0 {
				r.Old++
			}
		}
		return nil
	})
	return r, problem(err)
}

// binned notes when messages came into Trash, and forgets it of those that left it.
func binned(t *tx, list string, to mailbox.FolderID) error {
	_, err := t.exec(`UPDATE unique_ids SET deleted = CASE WHEN deleted = 0 THEN ?2 ELSE 0 END
		WHERE message IN (SELECT value FROM json_each(?1)) AND (deleted = 0) = (SELECT role = 'trash' FROM folders WHERE id = ?3)`,
		list, t.now().UnixMilli(), to)
	return err
}

// purged notes when messages that did not lie in Trash were removed for ever.
func purged(t *tx, list string) error {
	_, err := t.exec("UPDATE unique_ids SET deleted = ?2 WHERE deleted = 0 AND message IN (SELECT value FROM json_each(?1))", list, t.now().UnixMilli())
	return err
}

// Holdings returns what is known of the messages of an account that its server may list,
// by unique-id. Date is that of the message, Size what the server announced when it came, else what came.
func (s *Store) Holdings(ctx context.Context, id account.ID) (map[string]account.OnServer, error) {
	out := map[string]account.OnServer{}
	accounts, err := s.byID(ctx)
	if err != nil {
		return nil, err
	}
	held, err := s.heldBack(ctx, id)
	if err != nil {
		return nil, err
	}
	a, now := accounts[id], s.now()
	size := listedSize("u")
	rows, err := s.r.QueryContext(ctx, `SELECT u.uid, u.stored, u.goes, u.deleted, u.listed < 0, u.begun > 0, u.gone > 0, coalesce(u.message, 0), h.from_name, h.from_email, h.subject, coalesce(h.dated, m.date),
			CASE WHEN u.listed <> -1 AND `+size+` > 0 THEN `+size+` ELSE u.size END,
			u.listed < -1 AND (-u.listed & ?2) <> 0
		FROM unique_ids u LEFT JOIN messages m ON m.id = u.message LEFT JOIN headers h ON h.message = u.message WHERE u.account = ?1 AND u.replaced = 0`, id, fetch.Shifted)
	err = each(rows, err, func(rows *sql.Rows) error {
		var o account.OnServer
		var uid sql.RawBytes
		var stored, goes, deleted int64
		var name, email, subject sql.NullString
		var date sql.NullInt64
		if err := rows.Scan(&uid, &stored, &goes, &deleted, &o.Part, &o.Beginning, &o.Gone, &o.ID, &name, &email, &subject, &date, &o.Size, &o.Other); err != nil {
			return err
		}
		o.UID, o.From, o.Subject = string(uid), mailbox.Address{Name: name.String, Email: email.String}.String(), subject.String
		o.Deleted = o.ID == 0
		o.Here = !o.Deleted
		if date.Valid {
			o.Date = time.UnixMilli(date.Int64)
		}
		if o.Goes = a.Goes(keptOf(stored, goes, deleted, o.Deleted), now); o.Part && !o.Goes.Never() {
			o.Goes = account.Goes{}
		}
		o.Goes = held.Goes(o.UID, o.Goes, now)
		out[o.UID] = o
		return nil
	})
	return out, problem(err)
}
