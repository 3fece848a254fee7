package storage

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"

	"popmail/account"
	"popmail/account/fetch"
	"popmail/storage/mailbox"
)

// maxRescuedID is the largest number of an account, a folder or an entry of the address
// book that is believed.
const maxRescuedID = 1 << 31

type accountRow struct {
	account.Account
	place   int64 // in the order of accounts
	removed bool  // its mail was kept
}

func (f *finder) noteAccount(_ cell, id int64, row []value) {
	a := account.Account{
		Email: text(row, 1), Name: text(row, 3), User: text(row, 4), Auth: account.Auth(text(row, 9)), Keep: account.Keep(text(row, 11)),
		Incoming: account.Server{Host: text(row, 5), Port: int(number(row, 6)), Security: account.Security(text(row, 7)), CAFile: text(row, 8)},
		Interval: intervalOf(number(row, 12)), Label: text(row, 16), Color: int(number(row, 17)), Paused: number(row, 26) != 0,
	}
	leave, err := account.ParseRetention(text(row, 10))
	if err != nil || a.Validate() != nil {
		return
	}
	a.Leave = leave
	if deleted, err := account.ParseRetention(text(row, 34)); err == nil {
		a.LeaveDeleted = deleted
	}
	a.Outgoing = account.Server{Host: text(row, 22), Port: int(number(row, 23)), Security: account.Security(text(row, 24)), CAFile: text(row, 25)}
	if a.Validate() != nil {
		a.Outgoing = account.Server{}
	}
	if a.Outgoing != (account.Server{}) {
		a.OutgoingUser, a.OutgoingOpen = text(row, 28), number(row, 29) != 0
	}
	a.Authorities = text(row, 30)
	a.Exceptions, _ = account.ParseExceptions(text(row, 31))
	a.Signature, a.PlainOnly = text(row, 32), number(row, 33) != 0
	if a.Validate() != nil {
		a.Signature = ""
	}
	r := accountRow{Account: a, place: id, removed: number(row, 15) != 0}
	if len(row) > 27 {
		r.place = number(row, 27)
	}
	f.accounts[id] = r
}

// quotaIn is what a person has said that the mailbox of an account may hold, in the notes of its
// sessions; 0: nothing.
func quotaIn(row []value) int64 {
	quota, _ := fetch.MailboxOf(octets(row, 1))
	return quota
}

// live reports whether the settings of an account are there, and it was not removed.
func (f *finder) live(old int64) bool {
	a, ok := f.accounts[old]
	return ok && !a.removed
}

// anyAccount reports whether anything in the file is of an account.
func (f *finder) anyAccount() bool {
	for old := range f.now {
		if old != 0 {
			return true
		}
	}
	return false
}

// nobodys is the address of mail whose account could not be read.
func nobodys(old int64) string { return fmt.Sprintf("rescued-%d@popmail.invalid", old) }

// nobodysLike are all such addresses, for LIKE.
const nobodysLike = "rescued-%@popmail.invalid"

// lastingID reports whether an account can have the same number again.
func lastingID(old int64) bool { return old > 0 && old < maxRescuedID }

// addAccounts makes the accounts; mail tells of which ones there are messages. They keep
// their numbers, by which passwords are found. Those that were removed, and those of which
// only mail or an address is left, exist until removeAccounts.
func (f *finder) addAccounts(ctx context.Context, s *Store, mail map[int64][]int64, r *Rescued) error {
	all := map[int64]bool{}
	for id := range f.accounts {
		all[id] = true
	}
	for id := range f.emails {
		all[id] = lastingID(id)
	}
	for id := range mail {
		all[id] = true
	}
	maps.DeleteFunc(all, func(_ int64, there bool) bool { return !there })
	ids := slices.SortedFunc(maps.Keys(all), func(a, b int64) int { // those that get another number last
		if lastingID(a) != lastingID(b) {
			return cmp.Compare(b, a)
		}
		return cmp.Compare(a, b)
	})
	var order []account.ID
	for _, old := range ids {
		if lastingID(old) {
			if err := s.write(ctx, func(t *tx) error { return sequence(t, "accounts", old-1) }); err != nil {
				return err
			}
		}
		a, known := f.accounts[old]
		if !known {
			a.Account = account.Account{User: f.emails[old], Incoming: account.Server{Host: "popmail.invalid"}, Keep: account.KeepAsk}
		}
		if !f.live(old) {
			a.Email = nobodys(old)
		}
		id, err := s.AddAccount(ctx, a.Account, nil)
		if errors.Is(err, mailbox.ErrExists) { // it is there with another number
			a.removed = true
			f.accounts[old] = a
			a.Email = nobodys(old)
			id, err = s.AddAccount(ctx, a.Account, nil)
		}
		if err != nil {
			return err
		}
		f.now[old] = id
		if f.live(old) {
			r.Accounts++
			order = append(order, id)
			if quota := f.quotas[old]; quota > 0 {
				if err := s.SetQuota(ctx, id, quota); err != nil {
					return err
				}
			}
		}
	}
	for old, ids := range mail {
		_, known := f.accounts[old]
		r.Unknown = r.Unknown || !known && (old != 0 || slices.ContainsFunc(ids, func(id int64) bool { return !f.known(id) }))
	}
	places := map[account.ID]int64{}
	for old, id := range f.now {
		places[id] = f.accounts[old].place
	}
	slices.SortStableFunc(order, func(a, b account.ID) int { return cmp.Compare(places[a], places[b]) })
	if err := s.OrderAccounts(ctx, order); err != nil {
		return err
	}
	return s.write(ctx, func(t *tx) error { return f.nameRemoved(t, ids) })
}

// nameRemoved gives accounts that were removed their addresses: when one of them comes
// back, its mail does not arrive twice.
func (f *finder) nameRemoved(t *tx, ids []int64) error {
	for _, old := range ids {
		email := f.emails[old]
		if a, ok := f.accounts[old]; ok {
			email = a.Email
		}
		if f.live(old) || !isAddress(email) {
			continue
		}
		key, id := emailKey(email), f.now[old]
		switch _, _, err := accountOf(t, email, id); {
		case err == nil:
			key = fmt.Sprintf("%s #%d", key, id)
		case !errors.Is(err, sql.ErrNoRows):
			return err
		}
		if err := t.changed("UPDATE accounts SET email = ?, email_key = ? WHERE id = ?", email, key, id); err != nil {
			return err
		}
	}
	return nil
}

// sequence sets the last number that a table has given.
func sequence(t *tx, table string, last int64) error {
	_, err := t.exec("DELETE FROM sqlite_sequence WHERE name = ?", table)
	if err == nil {
		_, err = t.exec("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", table, last)
	}
	return err
}

// removeAccounts removes the accounts that are not to be there; their mail stays.
func (f *finder) removeAccounts(ctx context.Context, s *Store) error {
	for _, old := range slices.Sorted(maps.Keys(f.now)) {
		if f.live(old) {
			continue
		}
		id := f.now[old]
		if err := s.RemoveAccount(ctx, id, true); err != nil {
			return err
		}
		if _, known := f.accounts[old]; known || f.emails[old] != "" {
			continue
		}
		if err := s.write(ctx, func(t *tx) error { return forget(t, id) }); err != nil {
			return err
		}
	}
	// Numbers that were given once are not given again.
	return s.write(ctx, func(t *tx) error {
		for _, table := range slices.Sorted(maps.Keys(f.sequences)) {
			var last int64
			if err := t.row("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = ?", table).Scan(&last); err != nil {
				return err
			}
			if err := sequence(t, table, max(last, f.sequences[table])); err != nil {
				return err
			}
		}
		return nil
	})
}
