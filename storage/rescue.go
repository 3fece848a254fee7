package storage

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"popmail/account"
	"popmail/account/fetch"
	"popmail/storage/mailbox"
)

// Rescued tells what was saved from a damaged mail file.
type Rescued struct {
	Messages int    // in the new file
	Lost     int    // messages of which only a part could be read
	Accounts int    // whose settings could be read
	Aside    string // where the damaged file is now
}

// nobody is the address of mail whose account could not be read.
const nobody = "rescued-%d@popmail.invalid"

// Rescue puts what can be read of the damaged mail file of dir into a new one,
// which takes its place. Messages are trusted by their checksum, whatever the
// structure of the file says. The damaged file is renamed and stays as it is.
// Nobody may have the file open. Where it fails, all is as it was.
func Rescue(ctx context.Context, dir string, now time.Time) (r Rescued, err error) {
	begun := time.Now()
	defer func() {
		slog.Info("the mail file was rescued", "messages", r.Messages, "lost", r.Lost, "accounts", r.Accounts, "aside", filepath.Base(r.Aside), "took", time.Since(begun), "error", err)
	}()
	path := filepath.Join(dir, FileName)
	p, err := openPages(path)
	if err != nil {
		return r, problem(err)
	}
	defer func() { err = errors.Join(err, p.Close()) }()
	temp, err := os.MkdirTemp(dir, "rescue-")
	if err != nil {
		return r, problem(err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(temp)) }()
	s, err := Open(ctx, temp, nil)
	if err != nil {
		return r, err
	}
	f := &finder{p: p}
	if err = f.look(ctx); err == nil {
		err = f.fill(ctx, s, &r)
	}
	if err = errors.Join(err, s.Close()); err != nil {
		return r, err
	}
	if r.Aside, err = setAside(path, now); err != nil {
		return r, problem(err)
	}
	if err := os.Rename(filepath.Join(temp, FileName), path); err != nil {
		return r, problem(errors.Join(err, os.Rename(r.Aside, path)))
	}
	return r, nil
}

// setAside renames a mail file and what belongs to it.
func setAside(path string, now time.Time) (aside string, err error) {
	for i := 1; ; i++ {
		aside = filepath.Join(filepath.Dir(path), "popmail damaged "+now.Format(time.DateOnly))
		if i > 1 {
			aside += fmt.Sprintf(" (%d)", i)
		}
		aside += ".db"
		if _, err := os.Lstat(aside); errors.Is(err, fs.ErrNotExist) {
			break
		} else if err != nil {
			return "", err
		}
	}
	for _, suffix := range []string{"-wal", "-shm"} { // or they would spoil the new file
		if err := os.Rename(path+suffix, aside+suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", err
		}
	}
	return aside, os.Rename(path, aside)
}

// finder looks for the rows of a damaged file by their shape.
type finder struct {
	p        *pages
	octets   map[int64]cell
	pieces   map[int64]map[int64]cell // by message and number
	messages map[int64]messageRow
	accounts map[int64]account.Account
	places   map[int64]int64 // of the accounts in their order
	folders  map[int64]folderRow
	uids     map[string]string // by account and checksum
	letters  map[int64]rescuedLetter
	placed   map[int64]placed
}

type messageRow struct {
	account, folder, received int64
	flags                     mailbox.Flag
}

type folderRow struct {
	role mailbox.Role
	name string
}

func sumKey(account int64, sum []byte) string { return fmt.Sprintf("%d %x", account, sum) }

// look goes over all pages once.
func (f *finder) look(ctx context.Context) error {
	f.octets, f.pieces, f.messages = map[int64]cell{}, map[int64]map[int64]cell{}, map[int64]messageRow{}
	f.accounts, f.places, f.folders, f.uids = map[int64]account.Account{}, map[int64]int64{}, map[int64]folderRow{}, map[string]string{}
	f.letters, f.placed = map[int64]rescuedLetter{}, map[int64]placed{}
	b := make([]byte, pageSize)
	for n := uint32(1); n <= f.p.count; n++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		if f.p.page(n, b) != nil {
			continue
		}
		for _, c := range cells(n, b) {
			if id, row, err := f.p.row(c, b); err == nil {
				f.note(c, id, row)
			}
		}
	}
	return nil
}

// is reports whether fields have the types that kinds names: n null, i number, t text, b octets, . any.
func is(row []value, kinds string) bool {
	if len(row) < len(kinds) {
		return false
	}
	for i, k := range kinds {
		switch row[i].(type) {
		case nil:
			if k != 'n' && k != '.' {
				return false
			}
		case int64:
			if k != 'i' && k != '.' {
				return false
			}
		case string:
			if k != 't' && k != '.' {
				return false
			}
		case []byte:
			if k != 'b' && k != '.' {
				return false
			}
		}
	}
	return true
}

func (f *finder) note(c cell, id int64, row []value) {
	number := func(i int) int64 { v, _ := row[i].(int64); return v }
	text := func(i int) string { v, _ := row[i].(string); return v }
	octets := func(i int) []byte { v, _ := row[i].([]byte); return v }
	switch {
	case c.kind != tableLeaf:
		if is(row, "ibiib") && len(octets(4)) == sha256.Size {
			f.uids[sumKey(number(0), octets(4))] = string(octets(1))
		}
	case len(row) == 5 && is(row, "niibb") && len(octets(3)) == sha256.Size:
		f.octets[id] = c
	case len(row) == 3 && is(row, "nib"):
		m := f.pieces[number(1)]
		if m == nil {
			m = map[int64]cell{}
			f.pieces[number(1)] = m
		}
		m[id] = c
	case len(row) == 8 && is(row, "n.iiiiii"):
		f.messages[id] = messageRow{number(1), number(2), number(4), mailbox.Flag(number(6))}
	case isLetter(row):
		f.noteLetter(id, row)
	case len(row) >= 16 && is(row, "nttttti") && strings.Contains(text(1), "@"):
		f.noteAccount(id, row)
	case len(row) >= 7 && len(row) <= 8 && is(row, "n.tttii"):
		f.folders[id] = folderRow{mailbox.Role(text(2)), text(3)}
	}
}

func (f *finder) noteAccount(id int64, row []value) {
	if !is(row, "ntttttittttti") {
		return
	}
	text := func(i int) string { v, _ := row[i].(string); return v }
	number := func(i int) int64 { v, _ := row[i].(int64); return v }
	a := account.Account{
		Email: text(1), Name: text(3), User: text(4), Auth: account.Auth(text(9)), Keep: account.Keep(text(11)),
		Incoming: account.Server{Host: text(5), Port: int(number(6)), Security: account.Security(text(7)), CAFile: text(8)},
		Interval: intervalOf(number(12)),
	}
	leave, err := account.ParseRetention(text(10))
	if err != nil || a.Validate() != nil {
		return
	}
	a.Leave = leave
	if len(row) > 17 {
		a.Label, a.Color = text(16), int(number(17))
	}
	if len(row) > 25 {
		a.Outgoing = account.Server{Host: text(22), Port: int(number(23)), Security: account.Security(text(24)), CAFile: text(25)}
		if a.Validate() != nil {
			a.Outgoing = account.Server{}
		}
	}
	if len(row) > 26 {
		a.Paused = number(26) != 0
	}
	if len(row) > 31 {
		a.Authorities = text(30)
		a.Exceptions, _ = account.ParseExceptions(text(31))
	}
	if len(row) > 33 {
		a.Signature, a.PlainOnly = text(32), number(33) != 0
		if a.Validate() != nil {
			a.Signature = ""
		}
	}
	f.places[id] = id
	if len(row) > 27 {
		f.places[id] = number(27)
	}
	if len(row) > 29 && a.Outgoing != (account.Server{}) {
		a.OutgoingUser, a.OutgoingOpen = text(28), number(29) != 0
	}
	if len(row) > 15 && number(15) == 0 {
		f.accounts[id] = a
	}
}

// raw puts the octets of a message together and checks them.
func (f *finder) raw(id int64) ([]byte, []byte, error) {
	b := make([]byte, pageSize)
	fields := func(c cell) ([]value, error) {
		if err := f.p.page(c.page, b); err != nil {
			return nil, err
		}
		_, row, err := f.p.row(c, b)
		return row, err
	}
	row, err := fields(f.octets[id])
	if err != nil {
		return nil, nil, err
	}
	codec, size, sum, data := int(row[1].(int64)), row[2].(int64), row[3].([]byte), row[4].([]byte)
	var raw []byte
	if codec != codecPiece {
		raw, err = unpack(codec, size, data)
	} else {
		numbers := make([]int64, 0, len(f.pieces[id]))
		for n := range f.pieces[id] {
			numbers = append(numbers, n)
		}
		slices.Sort(numbers)
		for _, n := range numbers {
			if row, err = fields(f.pieces[id][n]); err != nil {
				break
			}
			if raw, err = unpackPiece(raw, row[2].([]byte), size); err != nil {
				break
			}
		}
	}
	if err != nil {
		return nil, nil, err
	}
	if got := sha256.Sum256(raw); !bytes.Equal(got[:], sum) {
		return nil, nil, errNoRow
	}
	return raw, sum, nil
}

// fill stores what was found.
func (f *finder) fill(ctx context.Context, s *Store, r *Rescued) error {
	mail := map[int64][]int64{} // messages of each account
	for id := range f.octets {
		of := f.messages[id].account
		if _, ok := f.messages[id]; !ok && len(f.accounts) == 1 {
			for of = range f.accounts { // there is only one that it can be of
			}
		}
		mail[of] = append(mail[of], id)
	}
	for id := range f.accounts {
		if _, ok := mail[id]; !ok {
			mail[id] = nil
		}
	}
	own := map[string]mailbox.FolderID{}
	ids := make([]int64, 0, len(mail))
	for id := range mail {
		ids = append(ids, id)
	}
	slices.SortFunc(ids, func(a, b int64) int { return cmp.Or(cmp.Compare(f.places[a], f.places[b]), cmp.Compare(a, b)) })
	for _, old := range ids {
		a, known := f.accounts[old]
		if !known {
			a = account.Account{Email: fmt.Sprintf(nobody, old), Incoming: account.Server{Host: "popmail.invalid"}, Keep: account.KeepAsk}
		}
		id, err := s.AddAccount(ctx, a, nil)
		if err != nil {
			return err
		}
		slices.Sort(mail[old])
		if err := f.deliver(ctx, s, old, id, mail[old], own, r); err != nil {
			return err
		}
		if known {
			r.Accounts++
		} else if err := s.RemoveAccount(ctx, id, true); err != nil {
			return err
		}
	}
	return f.restoreLetters(ctx, s)
}

// deliver stores the messages of one account, and puts them where they were.
func (f *finder) deliver(ctx context.Context, s *Store, old int64, to account.ID, ids []int64, own map[string]mailbox.FolderID, r *Rescued) error {
	d, err := s.Deliver(ctx, to, nil)
	if err != nil {
		return err
	}
	from := map[string]int64{} // by unique-id
	for _, id := range ids {
		raw, sum, err := f.raw(id)
		if err != nil {
			r.Lost++
			continue
		}
		uid, ok := f.uids[sumKey(old, sum)]
		if _, taken := from[uid]; !ok || taken {
			uid = fmt.Sprintf("rescued-%d", id)
		}
		from[uid] = id
		at := s.now()
		if m, ok := f.messages[id]; ok {
			at = time.UnixMilli(m.received)
		}
		if err := d.Add(ctx, fetch.Incoming{UID: uid, Raw: raw, At: at}); err != nil {
			return errors.Join(err, d.Close())
		}
	}
	if err := errors.Join(d.Flush(ctx), d.Close()); err != nil {
		return err
	}
	for uid, id := range from {
		var now mailbox.ID
		if err := s.r.QueryRowContext(ctx, "SELECT message FROM unique_ids WHERE account = ? AND uid = ?", to, []byte(uid)).Scan(&now); err != nil {
			r.Lost++
			continue
		}
		r.Messages++
		_, known := f.accounts[old]
		f.placed[id] = placed{now, to, known}
		if err := f.place(ctx, s, f.messages[id], now, own); err != nil {
			return err
		}
	}
	return nil
}

// place gives a message its marks and its folder.
func (f *finder) place(ctx context.Context, s *Store, m messageRow, id mailbox.ID, own map[string]mailbox.FolderID) (err error) {
	one := []mailbox.ID{id}
	for _, flag := range []mailbox.Flag{mailbox.Read, mailbox.Starred, mailbox.Answered, mailbox.Forwarded} {
		if m.flags&flag != 0 {
			err = errors.Join(err, s.SetFlag(ctx, one, flag, true))
		}
	}
	folder := f.folders[m.folder]
	switch {
	case folder.role == mailbox.Archive, folder.role == mailbox.Junk, folder.role == mailbox.Trash, folder.role == mailbox.Drafts, folder.role == mailbox.Sent,
		folder.role == mailbox.Outbox: // which is the folder of drafts here, see move and restoreLetters
		_, e := s.MoveTo(ctx, one, folder.role)
		err = errors.Join(err, e)
	case folder.role == mailbox.Own && folder.name != "":
		to, ok := own[folder.name]
		if !ok {
			var e error
			if to, e = s.CreateFolder(ctx, folder.name); e != nil {
				return errors.Join(err, e)
			}
			own[folder.name] = to
		}
		_, e := s.Move(ctx, one, to)
		err = errors.Join(err, e)
	}
	return err
}
