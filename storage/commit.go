package storage

import (
	"cmp"
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"popmail/account"
	"popmail/account/fetch"
	"popmail/storage/mailbox"
)

// commit stores a batch in one transaction: messages, unique-ids and words
// together. An error means that nothing of the batch is stored. A message that the
// file cannot take by itself (too large) is reported in its outcome, and the rest
// is stored.
func (d *delivery) commit(batch []*job) ([]fetch.Outcome, error) {
	batch, unread := readable(batch)
	if len(batch) == 0 {
		return unread, nil
	}
	if err := d.broke(); err != nil {
		return nil, err
	}
	outcomes, err := d.try(batch)
	outcomes = append(outcomes, unread...)
	if err == nil || lasting(err) || errors.Is(err, context.Canceled) {
		return outcomes, err
	}
	outcomes = unread
	for _, j := range batch {
		var one []fetch.Outcome
		err := d.broke()
		if err == nil {
			one, err = d.try([]*job{j})
		}
		switch {
		case err == nil:
			outcomes = append(outcomes, one...)
		case lasting(err):
			// What was committed before stays; the rest meets this error too.
			outcomes = append(outcomes, fetch.Outcome{UID: j.in.UID, Err: err, Size: j.size})
			d.breakWith(err)
		default:
			outcomes = append(outcomes, fetch.Outcome{UID: j.in.UID, Err: err, Size: j.size})
		}
	}
	return outcomes, nil
}

// readable is a batch without what the disk has not given back, whose outcomes are unread.
func readable(batch []*job) (good []*job, unread []fetch.Outcome) {
	if !slices.ContainsFunc(batch, func(j *job) bool { return j.unread != nil }) {
		return batch, nil
	}
	for _, j := range batch {
		if j.unread == nil {
			good = append(good, j)
		} else {
			unread = append(unread, fetch.Outcome{UID: j.in.UID, Err: problem(j.unread), Size: j.size})
		}
	}
	return good, unread
}

func (d *delivery) broke() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.broken
}

func (d *delivery) breakWith(err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.broken = err
	if d.failed == nil {
		d.failed = err
	}
}

func (d *delivery) try(batch []*job) (outcomes []fetch.Outcome, err error) {
	// The newest come first; of those of one time the later one is to have the higher ID.
	slices.SortStableFunc(batch, func(a, b *job) int { return cmp.Compare(a.in.Place, b.in.Place) })
	err = d.s.write(d.ctx, func(t *tx) error {
		outcomes = make([]fetch.Outcome, 0, len(batch))
		for _, j := range batch {
			d.present.add(j.in.UID)
		}
		b, err := beginBatch(t, d.account, d.s.now())
		if err != nil {
			return err
		}
		sums, err := sumsOf(batch)
		if err != nil {
			return err
		}
		lost, err := d.loadVanished(t, sums)
		if err != nil {
			return err
		}
		nameless, err := d.loadBrought(t, sums)
		if err != nil {
			return err
		}
		for _, j := range batch {
			already, err := b.deliver(d.s, t, j, lost, nameless)
			if err != nil {
				return err
			}
			outcomes = append(outcomes, fetch.Outcome{UID: j.in.UID, Already: already, Size: j.size})
		}
		return b.end(t)
	})
	if err != nil {
		return nil, err
	}
	return outcomes, nil
}

// batch is a transaction that adds messages.
type batch struct {
	account account.ID
	inbox   mailbox.FolderID
	now     time.Time
	next    mailbox.ID
	added   []added
	renewed bool // octets of a message were replaced
	settle  bool // what is added is new mail, which is put in order
}

// added is a message that the batch has stored.
type added struct {
	mailbox.Entry
	folder mailbox.FolderID
}

func beginBatch(t *tx, id account.ID, now time.Time) (*batch, error) {
	b := &batch{account: id, now: now, settle: true}
	err := t.row("SELECT f.id FROM folders f JOIN accounts a ON a.id = f.account WHERE a.id = ? AND a.removed = 0 AND f.role = 'inbox'", id).Scan(&b.inbox)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fmt.Errorf("account %d: %w", id, mailbox.ErrNotFound)
	}
	if err != nil {
		return nil, err
	}
	return b, b.begin(t)
}

func (b *batch) begin(t *tx) error { return t.row("SELECT next_message FROM state").Scan(&b.next) }

// deliver stores one message unless it is here already.
func (b *batch) deliver(s *Store, t *tx, j *job, lost vanished, nameless brought) (already bool, err error) {
	uid := []byte(j.in.UID)
	d := j.digest
	if j.in.Replace {
		if done, err := b.replace(t, j); done || err != nil {
			return false, err
		}
	}
	stored := b.now.UnixMilli()
	var message any = int64(b.next)
	earlier := lost.find(d.sum)
	if earlier != nil {
		stored, message = earlier.stored, nil
		if earlier.message.Valid {
			message = earlier.message.Int64
		}
	}
	own, in, size, sum := mailbox.ID(0), j.in, d.size, d.sum
	if earlier == nil {
		if own, err = s.ownLetter(t, b, j); err != nil {
			return false, err
		}
		if own == 0 && !in.Short {
			own = nameless.take(d.sum)
		}
		if own != 0 {
			message = int64(own)
		}
		if own != 0 && in.Beginning {
			in.Beginning, in.Short = false, false
			sum = sha256.Sum256(sum[:]) // no other message is this one by its beginning
		}
		if own == 0 && in.Beginning {
			if own, size, sum, err = broughtWhole(t, b.account, j); err != nil {
				return false, err
			}
			if own != 0 {
				message, in.Beginning, in.Short = int64(own), false, false
			}
		}
	}
	head := []byte(j.in.Head)
	if head == nil {
		head = []byte{}
	}
	r, err := t.exec(`INSERT INTO unique_ids (account, uid, stored, size, sha256, message, listed, head, begun) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (account, uid) DO NOTHING`, b.account, uid, stored, size, sum[:], message, announced(in), head, in.Beginning)
	if err != nil {
		return false, err
	}
	if n, err := r.RowsAffected(); err != nil || n == 0 {
		// Another process has stored it meanwhile, perhaps not whole.
		return true, errors.Join(err, b.complete(t, j))
	}
	if earlier != nil {
		if _, err := t.exec(`UPDATE unique_ids SET (goes, deleted, begun) = (SELECT goes, deleted, iif(?4, max(begun, 1), 0) FROM unique_ids WHERE account = ?1 AND uid = ?3)
			WHERE account = ?1 AND uid = ?2`, b.account, uid, earlier.uid, j.in.Beginning); err != nil {
			return false, err
		}
		if _, err := t.exec("UPDATE unique_ids SET replaced = 1, begun = 0 WHERE account = ? AND uid = ?", b.account, earlier.uid); err != nil {
			return false, err
		}
		if earlier.message.Valid {
			if _, err := t.exec("UPDATE headers SET uid = ? WHERE message = ?", uid, earlier.message.Int64); err != nil {
				return false, err
			}
		}
		lost.take(d.sum)
		if earlier.damaged && earlier.message.Valid {
			return true, b.renew(t, mailbox.ID(earlier.message.Int64), d, false)
		}
		return true, nil
	}
	if own != 0 {
		_, err := t.exec("UPDATE headers SET uid = ? WHERE message = ?", uid, own)
		return true, errors.Join(err, t.edit())
	}
	return false, b.add(t, b.inbox, j.in.At, 0, uid, d)
}

// add stores one message in a folder. at is its date where it has none of its own;
// without either it is now.
func (b *batch) add(t *tx, folder mailbox.FolderID, at time.Time, flags mailbox.Flag, uid []byte, d *digest) error {
	date := d.Date
	if date.IsZero() {
		date = at
	}
	if date.IsZero() {
		date = b.now
	}
	if err := insertMessage(t, b.next, b.account, folder, date, b.now, flags, uid, d); err != nil {
		return err
	}
	e := mailbox.Entry{ID: b.next, Date: time.UnixMilli(sortKey(date, b.now).UnixMilli())}
	b.added = append(b.added, added{e, folder})
	b.next++
	return nil
}

// replace puts a whole copy in the place of what is stored under its unique-id, and
// reports whether there was something. What the person removed stays removed.
func (b *batch) replace(t *tx, j *job) (done bool, err error) {
	d := j.digest
	var message sql.NullInt64
	var begun bool
	if err := t.row("SELECT EXISTS (SELECT 1 FROM unique_ids WHERE account = ? AND uid = ? AND begun > 0)", b.account, []byte(j.in.UID)).Scan(&begun); err != nil {
		return false, err
	}
	err = t.row("UPDATE unique_ids SET size = ?, sha256 = ?, listed = ?, head = ?, stored = iif(begun > 0, ?, stored), begun = 0 WHERE account = ? AND uid = ? RETURNING message",
		d.size, d.sum[:], announced(j.in), []byte(j.in.Head), b.now.UnixMilli(), b.account, []byte(j.in.UID)).Scan(&message)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	if err != nil || !message.Valid {
		return err == nil, err
	}
	return true, b.renew(t, mailbox.ID(message.Int64), d, begun)
}

// renew gives a message other octets. begun: only its beginning was here, and rules wait for the rest.
func (b *batch) renew(t *tx, id mailbox.ID, d *digest, begun bool) error {
	if _, err := t.exec("UPDATE messages SET size = ? WHERE id = ?", d.size, id); err != nil {
		return err
	}
	if err := heal(t, id, d); err != nil {
		return err
	}
	b.renewed = true
	if err := errors.Join(refresh(t, id, d), t.edit()); err != nil || !begun {
		return err
	}
	return awaitRules(t, id)
}

// complete is replace where what is stored under the unique-id is not whole, and the copy is.
func (b *batch) complete(t *tx, j *job) error {
	var short bool
	err := t.row("SELECT count(*) > 0 FROM unique_ids WHERE account = ? AND uid = ? AND listed < 0", b.account, []byte(j.in.UID)).Scan(&short)
	if err == nil && short && !j.in.Short {
		_, err = b.replace(t, j)
	}
	return err
}

func (b *batch) end(t *tx) error {
	if b.renewed {
		t.publish(mailbox.Renewed{}, mailbox.FoldersChanged{})
	}
	if len(b.added) == 0 {
		return nil
	}
	if _, err := t.exec("UPDATE state SET next_message = ?", b.next); err != nil {
		return err
	}
	if err := threadNew(t, b.added); err != nil {
		return err
	}
	if b.settle {
		if err := awaitSettling(t, b.added); err != nil {
			return err
		}
	}
	for rest := b.added; len(rest) > 0; {
		c := mailbox.Arrived{Folder: rest[0].folder}
		for len(rest) > 0 && rest[0].folder == c.Folder {
			c.Entries = append(c.Entries, rest[0].Entry)
			rest = rest[1:]
		}
		t.publish(c)
	}
	t.publish(mailbox.FoldersChanged{})
	return nil
}

// sortKey is the time that lists are sorted by: the date of a message, but never
// later than its arrival, so that mail from the future does not stay on top.
func sortKey(date, received time.Time) time.Time {
	if date.After(received) {
		return received
	}
	return date
}

// insertMessage stores a message in all tables but unique_ids; its words wait for the index.
func insertMessage(t *tx, id mailbox.ID, owner account.ID, folder mailbox.FolderID, date, received time.Time, flags mailbox.Flag, uid []byte, d *digest) error {
	key := sortKey(date, received)
	var dated any
	if !key.Equal(date) {
		dated = date.UnixMilli()
	}
	if _, err := t.exec("INSERT INTO messages (id, account, folder, date, received, size, flags, attachments) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
		id, who(owner), folder, key.UnixMilli(), received.UnixMilli(), d.size, flags, d.Attachments); err != nil {
		return err
	}
	if err := insertOctets(t, id, d); err != nil {
		return err
	}
	if err := insertParts(t, id, d.parts); err != nil {
		return err
	}
	if err := putWords(t, id, d); err != nil {
		return err
	}
	_, err := t.exec(`INSERT INTO headers (message, uid, message_id, in_reply_to, refs, from_name, from_email, recipients, cc, subject, snippet, dated, list)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		id, uid, d.MessageID, d.inReplyTo(), strings.Join(d.References, " "), d.sender().Name, d.sender().Email, formatPeople(d.To), formatPeople(d.Cc), d.Subject, d.Snippet, dated, formatList(d.List))
	return err
}

func insertOctets(t *tx, id mailbox.ID, d *digest) error {
	data := d.data
	if data == nil {
		data = []byte{}
	}
	var bodies map[int64]struct{}
	if d.codec == codecPiece {
		var err error
		if data, bodies, err = insertPieces(t, id, d); err != nil {
			return err
		}
	}
	if _, err := t.exec("INSERT INTO octets (message, codec, size, sha256, data) VALUES (?, ?, ?, ?, ?)", id, d.codec, d.size, d.sum[:], data); err != nil {
		return err
	}
	for body := range bodies {
		if _, err := t.exec("INSERT INTO message_bodies (message, body) VALUES (?, ?)", id, body); err != nil {
			return err
		}
	}
	return nil
}
