package storage

import (
	"cmp"
	"database/sql"
	"errors"
	"fmt"

	"popmail/account"
	"popmail/account/fetch"
)

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
