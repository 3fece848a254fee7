package storage

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"popmail/account/fetch"
	"popmail/account/spool"
	"popmail/storage/mailbox"
)

type messageRow struct {
	account, folder, received int64
	flags                     mailbox.Flag
}

// uidRow is what a message is called on its server.
type uidRow struct {
	account int64
	uid     string
}

func (f *finder) noteMessage(_ cell, id int64, row []value) {
	f.messages[id] = messageRow{number(row, 1), number(row, 2), number(row, 4), mailbox.Flag(number(row, 6))}
}

func (f *finder) noteUID(_ cell, _ int64, row []value) {
	message := number(row, 7)
	if _, there := f.uids[message]; message > 0 && (!there || number(row, 6) == 0) { // not replaced by another
		f.uids[message] = uidRow{number(row, 0), string(octets(row, 1))}
		f.wishes[message] = number(row, 10) != goesBySettings
	}
}

// fill stores what was found.
func (f *finder) fill(ctx context.Context, s *Store, r *Rescued) error {
	mail := map[int64][]int64{} // messages of each account
	for id := range f.octets {
		of := f.accountOf(id)
		mail[of] = append(mail[of], id)
	}
	if err := f.addAccounts(ctx, s, mail, r); err != nil {
		return err
	}
	if err := f.makeFolders(ctx, s); err != nil {
		return err
	}
	for _, old := range slices.Sorted(maps.Keys(mail)) {
		slices.Sort(mail[old])
		if err := f.deliver(ctx, s, old, mail[old], r); err != nil {
			return err
		}
	}
	fetched := func(ctx context.Context, s *Store) error { return f.restoreFetched(ctx, s, r.Lost == 0) }
	for _, step := range []func(context.Context, *Store) error{
		f.place, f.restoreLetters, f.restoreVersions, f.restoreUIDs, fetched, f.restoreWhence, f.restoreSnoozes, f.restorePictures, f.restoreContacts, f.restoreSearches, f.restoreRules, f.restoreJunkFilter, f.removeAccounts,
	} {
		if err := step(ctx, s); err != nil {
			return err
		}
	}
	return nil
}

// known reports whether it can be read which account a message is of, or that it is of none.
func (f *finder) known(id int64) bool {
	_, ok := f.messages[id]
	return ok
}

// accountOf is the account of a message; 0: none, or it is not known.
func (f *finder) accountOf(id int64) int64 {
	if m, ok := f.messages[id]; ok {
		return m.account
	}
	if l, ok := f.letters[id]; ok {
		return l.account
	}
	if u, ok := f.uids[id]; ok {
		return u.account
	}
	if len(f.accounts) == 1 {
		for of := range f.accounts { // there is only one that it can be of
			return of
		}
	}
	return 0
}

// raw puts the octets of a message together and checks them. Those of a large one lie in a
// file that lay makes, which is for who asks to close; where that cannot be done they are in
// memory.
func (f *finder) raw(id int64, lay func() (*spool.File, error)) (raw []byte, file *spool.File, err error) {
	for _, believed := range beliefs {
		if raw, file, err = f.rawOf(id, believed, lay); err == nil {
			break
		}
	}
	return raw, file, err
}

// belief says whether a row is taken for a piece of a message; nil: each is.
type belief func(f *finder, c cell, row []value) bool

// beliefs are which rows are taken for pieces, one after the other until the octets are right: all, and
// where others that look the same (likeShapes) may be among them those that the tree leads to, and those
// that have a field more.
var beliefs = []belief{
	nil,
	func(f *finder, c cell, _ []value) bool { return f.owner[c.page] >= ofTable },
	func(_ *finder, _ cell, row []value) bool { return len(row) > 3 },
}

// rawOf is raw by one belief.
func (f *finder) rawOf(id int64, believed belief, lay func() (*spool.File, error)) (raw []byte, file *spool.File, err error) {
	row, err := f.cell(f.octets[id])
	if err != nil {
		return nil, nil, err
	}
	codec, size, sha, data := int(number(row, 1)), number(row, 2), octets(row, 3), octets(row, 4)
	if codec != codecPiece && believed != nil {
		return nil, nil, errNoRow // nothing else is to be tried
	}
	if codec == codecPiece && size > laidFrom {
		if file, err := lay(); err == nil {
			raw, err := f.pour(id, believed, file, size, sha)
			if err == nil {
				return raw, file, nil
			}
			_ = file.Close() // nothing of it is wanted
			if errors.Is(err, errNoRow) || errors.Is(err, mailbox.ErrDamaged) {
				return nil, nil, err
			}
		}
	}
	if codec != codecPiece {
		raw, err = assemble(codec, size, data, f.body)
	} else {
		err = f.piecesOf(id, believed, func(p *storedPiece) (err error) {
			raw, err = p.unpack(raw, size)
			return err
		})
	}
	if err != nil {
		return nil, nil, err
	}
	if sum := sha256.Sum256(raw); !bytes.Equal(sum[:], sha) {
		return nil, nil, errNoRow
	}
	return raw, nil, nil
}

// part finds a row of bodies.
func (f *finder) part(id int64) (p packedPart, err error) {
	row, err := f.cell(f.bodies[id])
	if err != nil {
		return p, err
	}
	return packedPart{codec: int(number(row, 2)), size: number(row, 3), data: octets(row, 4)}, nil
}

// body reads what messages have in base64.
func (f *finder) body(id int64) ([]byte, error) {
	p, err := f.part(id)
	if err != nil {
		return nil, err
	}
	return p.unpack()
}

// piecesOf hands over what is stored of the pieces of a message, one after the other.
func (f *finder) piecesOf(id int64, believed belief, take func(p *storedPiece) error) error {
	for _, n := range slices.Sorted(maps.Keys(f.pieces[id])) {
		c := f.pieces[id][n]
		row, err := f.cell(c)
		if err == nil && believed != nil && !believed(f, c, row) {
			continue
		}
		p := storedPiece{data: octets(row, 2)}
		if err == nil && number(row, 3) > 0 {
			p.body = sql.NullInt64{Int64: number(row, 3), Valid: true}
			p.packedPart, err = f.part(p.body.Int64)
		}
		if err == nil {
			err = take(&p)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// pour puts the octets of a large message into a file.
func (f *finder) pour(id int64, believed belief, file *spool.File, size int64, sha []byte) ([]byte, error) {
	var piece []byte
	err := f.piecesOf(id, believed, func(p *storedPiece) (err error) {
		if piece, err = p.unpack(piece[:0], size); err == nil {
			_, err = file.Write(piece)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	if sum := file.Sum(); file.Size() != size || !bytes.Equal(sum[:], sha) {
		return nil, errNoRow
	}
	return file.Octets()
}

// deliver stores the messages of one account.
func (f *finder) deliver(ctx context.Context, s *Store, old int64, ids []int64, r *Rescued) error {
	from := map[string]int64{} // by unique-id
	uids := make([]string, len(ids))
	for i, id := range ids {
		u, ok := f.uids[id]
		if _, taken := from[u.uid]; !ok || taken || u.account != old {
			u.uid = fmt.Sprintf("rescued-%d", id)
		}
		from[u.uid], uids[i] = id, u.uid
	}
	d, err := s.Deliver(ctx, f.now[old], uids) // none takes the place of another that is the same
	if err != nil {
		return err
	}
	for i, id := range ids {
		raw, file, err := f.raw(id, func() (*spool.File, error) { return s.Spool(f.now[old]) })
		if err != nil {
			delete(from, uids[i])
			r.Lost++
			if row, err := f.cell(f.octets[id]); err == nil {
				if sum := octets(row, 3); len(sum) == sha256.Size {
					r.lost = append(r.lost, [sha256.Size]byte(sum))
				}
			}
			continue
		}
		if err := d.Add(ctx, fetch.Incoming{UID: uids[i], Raw: raw, File: file, At: f.receivedAt(id, s.now())}); err != nil {
			return errors.Join(err, d.Close())
		}
	}
	if err := errors.Join(d.Flush(ctx), d.Close()); err != nil {
		return err
	}
	for uid, id := range from {
		var now mailbox.ID
		if err := s.r.QueryRowContext(ctx, "SELECT message FROM unique_ids WHERE account = ? AND uid = ?", f.now[old], []byte(uid)).Scan(&now); err != nil {
			r.Lost++
			continue
		}
		r.Messages++
		f.placed[id] = now
	}
	return nil
}

// receivedAt is when a message arrived, else now.
func (f *finder) receivedAt(id int64, now time.Time) time.Time {
	if m, ok := f.messages[id]; ok && m.received > 0 && m.received < now.UnixMilli() {
		return time.UnixMilli(m.received)
	}
	return now
}

// place gives the messages their marks and folders, and the time of their arrival.
func (f *finder) place(ctx context.Context, s *Store) error {
	return s.write(ctx, func(t *tx) error {
		for old, id := range f.placed {
			m, known := f.messages[old]
			folder := f.to[m.folder]
			if l, ok := f.letters[old]; ok && !known {
				m.flags = mailbox.Read
				var err error
				if folder, err = roleFolder(t, f.now[l.account], l.lies()); err != nil {
					return err
				}
			}
			nobodys := known && m.account == 0 || f.accountOf(old) == 0 && !f.anyAccount()
			if folder == 0 && nobodys {
				var err error
				if folder, err = roleFolder(t, 0, mailbox.Inbox); err != nil {
					return err
				}
			}
			at := f.receivedAt(old, s.now()).UnixMilli()
			// What lists are sorted by is never later than the arrival, see sortKey.
			var date int64
			if err := t.row("SELECT coalesce(dated, date) FROM messages JOIN headers ON message = id WHERE id = ?", id).Scan(&date); err != nil {
				return err
			}
			if _, err := t.exec("UPDATE headers SET dated = ? WHERE message = ?", later(date, at), id); err != nil {
				return err
			}
			if err := t.changed("UPDATE messages SET folder = coalesce(nullif(?, 0), folder), flags = ?, received = ?, date = ? WHERE id = ?",
				folder, m.flags, at, min(date, at), id); err != nil {
				return err
			}
			if nobodys { // it is of no account
				if err := t.changed("UPDATE messages SET account = NULL WHERE id = ?", id); err != nil {
					return err
				}
			}
		}
		return t.edit()
	})
}

// later is a date that is later than the arrival, else nil.
func later(date, arrival int64) any {
	if date > arrival {
		return date
	}
	return nil
}

// restoreUIDs brings back what servers call their messages, above all those that were
// removed here. A message that could not be read is received again, so it has none.
func (f *finder) restoreUIDs(ctx context.Context, s *Store) error {
	return s.write(ctx, func(t *tx) error {
		return f.rows(ctx, "unique_ids", func(_ int64, row []value) error {
			owner, there := f.now[number(row, 0)]
			message := f.placed[number(row, 7)]
			if !there || row[7] != nil && message == 0 {
				return nil
			}
			_, err := t.exec(`INSERT INTO unique_ids (account, uid, stored, size, sha256, gone, replaced, message, listed, head, goes, deleted, begun) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
				ON CONFLICT (account, uid) DO UPDATE SET stored = excluded.stored, size = excluded.size, sha256 = excluded.sha256, gone = excluded.gone,
				replaced = excluded.replaced, message = coalesce(excluded.message, message), listed = excluded.listed, head = excluded.head, goes = excluded.goes, deleted = excluded.deleted, begun = excluded.begun`,
				owner, octets(row, 1), number(row, 2), number(row, 3), octets(row, 4), number(row, 5), number(row, 6) != 0, nullID(message), number(row, 8), nonNil(octets(row, 9)), number(row, 10), number(row, 11), number(row, 12))
			return err
		})
	})
}

// restoreWhence brings back where messages lay before they came into Trash or Junk.
func (f *finder) restoreWhence(ctx context.Context, s *Store) error {
	return s.write(ctx, func(t *tx) error {
		return f.rows(ctx, "whence", func(old int64, row []value) error {
			id, folder := f.placed[old], f.to[number(row, 1)]
			if id == 0 || folder == 0 {
				return nil
			}
			_, err := t.exec(`INSERT OR REPLACE INTO whence (message, folder) SELECT m.id, ? FROM messages m JOIN folders f ON f.id = m.folder
				WHERE m.id = ? AND f.role IN ('trash', 'junk')`, folder, id)
			return err
		})
	})
}

// restoreFetched brings back of which messages another program has said that it has fetched them, see
// FetchedElsewhere, and under which names those that it has brought are known. Where messages were lost
// they may be among these: then such messages come from their servers where no name says that they are here.
func (f *finder) restoreFetched(ctx context.Context, s *Store, all bool) error {
	return s.write(ctx, func(t *tx) error {
		err := f.rows(ctx, "carried", func(_ int64, row []value) error {
			id := f.placed[number(row, 1)]
			if _, known := f.uids[number(row, 1)]; id == 0 || known { // carry asks for that, and here each has a unique-id for a while
				return nil
			}
			_, err := t.exec("INSERT OR IGNORE INTO carried (name, message) VALUES (?, ?)", octets(row, 0), id)
			return err
		})
		if err != nil || !all {
			return err
		}
		return f.rows(ctx, "elsewhere", func(_ int64, row []value) error {
			_, err := t.exec("INSERT OR IGNORE INTO elsewhere (mailbox, uid) VALUES (?, ?)", octets(row, 0), octets(row, 1))
			return err
		})
	})
}

// restoreSnoozes brings back when messages come back that are put off, and of which letters the
// person is reminded.
func (f *finder) restoreSnoozes(ctx context.Context, s *Store) error {
	return s.write(ctx, func(t *tx) error {
		err := f.rows(ctx, "snoozes", func(old int64, row []value) error {
			id := f.placed[old]
			if id == 0 {
				return nil
			}
			_, err := t.exec(`INSERT OR REPLACE INTO snoozes (message, until, folder) SELECT m.id, ?, nullif(?, 0) FROM messages m JOIN folders f ON f.id = m.folder
				WHERE m.id = ? AND f.role = 'snoozed'`, number(row, 1), f.to[number(row, 2)], id)
			return err
		})
		if err != nil {
			return err
		}
		return f.rows(ctx, "reminders", func(old int64, row []value) error {
			id := f.placed[old]
			if id == 0 {
				return nil
			}
			_, err := t.exec("INSERT OR REPLACE INTO reminders (message, wait, due, told) VALUES (?, ?, ?, ?)", id, number(row, 1), number(row, 2), number(row, 3))
			return err
		})
	})
}

// restorePictures brings back the pictures of messages, and whose are always fetched.
func (f *finder) restorePictures(ctx context.Context, s *Store) error {
	err := f.rows(ctx, "message_pictures", func(_ int64, row []value) error {
		id := f.placed[number(row, 0)]
		if id == 0 {
			return nil
		}
		var picture []byte
		if row[2] != nil {
			p, err := f.cell(f.pictures[number(row, 2)])
			if err != nil {
				return nil
			}
			picture = octets(p, 2)
			if sum := sha256.Sum256(picture); !bytes.Equal(sum[:], octets(p, 1)) {
				return nil
			}
		}
		return s.KeepPictures(ctx, id, map[string][]byte{text(row, 1): picture})
	})
	if err != nil {
		return err
	}
	return s.write(ctx, func(t *tx) error {
		err := f.rows(ctx, "picture_senders", func(_ int64, row []value) error {
			_, err := t.exec("INSERT OR IGNORE INTO picture_senders (address, since) VALUES (?, ?)", text(row, 0), number(row, 1))
			return err
		})
		if err != nil {
			return err
		}
		err = f.rows(ctx, "list_refusals", func(_ int64, row []value) error {
			_, err := t.exec("INSERT OR IGNORE INTO list_refusals (address, since) VALUES (?, ?)", text(row, 0), number(row, 1))
			return err
		})
		if err != nil {
			return err
		}
		return f.rows(ctx, "senders", func(_ int64, row []value) error {
			_, err := t.exec("INSERT OR IGNORE INTO senders (address, trusted, since) VALUES (?, ?, ?)", text(row, 0), number(row, 1), number(row, 2))
			return err
		})
	})
}
