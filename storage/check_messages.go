package storage

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"popmail/account/spool"
	"popmail/storage/eml"
	"popmail/storage/index"
	"popmail/storage/mailbox"
)

// checking is a message that is looked at: what is stored of it, and what its octets say.
type checking struct {
	id      mailbox.ID
	shown   shown
	indexed bool
	waits   bool // for the index
	hasRead bool // and has words already
	parts   []part
	files   []fileOf

	octets packed
	raw    []byte // of a large message; it lies in file
	file   *spool.File

	// What was found.
	err   error // mailbox.ErrDamaged: these are not the octets that came
	same  bool  // the row and the parts are what the octets say
	words index.Words
	sum   index.Sum // of the words
	bad   int       // files
}

// shown is what is stored of what lists show of a message. Each value is as SQLite has it: one of
// another type is another one.
type shown struct {
	attachments, date, received, size, dated                                any
	messageID, inReplyTo, refs, name, email, to, cc, subject, snippet, list any

	octets any   // how many there are
	lifted int64 // what lists sort it by since it came back after it was put off; 0: by its date
}

// is reports whether it is what d says, as sameRow does.
func (s *shown) is(d *digest) bool {
	if _, is := s.size.(int64); !is || s.size != s.octets {
		return false
	}
	date, ok := s.date.(int64)
	received, ok2 := s.received.(int64)
	if !ok || !ok2 {
		return false
	}
	was, dated := date, any(nil)
	if !d.Date.IsZero() {
		if was = d.Date.UnixMilli(); received < was {
			dated = was
		}
	}
	want := min(was, received)
	if s.lifted > 0 {
		if want = s.lifted; d.Date.IsZero() {
			dated = s.dated
		} else {
			dated = was
		}
	}
	return date == want && same(s.dated, dated) && same(s.attachments, int64(d.Attachments)) && same(s.messageID, d.MessageID) &&
		same(s.inReplyTo, d.inReplyTo()) && same(s.refs, strings.Join(d.References, " ")) && same(s.name, d.sender().Name) && same(s.email, d.sender().Email) &&
		same(s.to, formatPeople(d.To)) && same(s.cc, formatPeople(d.Cc)) && same(s.subject, d.Subject) && same(s.snippet, d.Snippet) && same(s.list, formatList(d.List))
}

// same compares values, of which is is nil, a number or a text.
func same(stored, is any) bool {
	_, blob := stored.([]byte)
	return !blob && stored == is
}

// fileOf is a row of message_files.
type fileOf struct {
	place int
	sum   []byte
}

// messages looks at each of them: what is stored is read in the order of their numbers, and
// unpacked and read by several goroutines.
func (k *checker) messages(ctx context.Context) error {
	for at := mailbox.ID(0); ; {
		list, err := k.rows(ctx, at)
		if err == nil && len(list) > 0 && !k.old {
			err = errors.Join(k.partsOf(ctx, list), k.filesOf(ctx, list))
		}
		if err != nil {
			return err
		}
		if len(list) == 0 {
			return k.work.Flush()
		}
		if err := k.octets(ctx, list); err != nil {
			return err
		}
		at = list[len(list)-1].id
	}
}

// rows reads the rows of the messages after one.
func (k *checker) rows(ctx context.Context, after mailbox.ID) (list []*checking, err error) {
	rows, err := k.c.QueryContext(ctx, `SELECT m.id, m.attachments, m.date, m.received, m.size, o.size, h.dated, h.message_id, h.in_reply_to, h.refs, h.from_name, h.from_email, h.recipients, h.cc, h.subject, h.snippet, h.list,
		EXISTS (SELECT 1 FROM words_docsize WHERE id = m.id), u.message IS NOT NULL, coalesce(length(u.words), 0) > 0,
		coalesce((SELECT lifted FROM snoozes WHERE message = m.id), 0)
		FROM messages m LEFT JOIN headers h ON h.message = m.id LEFT JOIN octets o ON o.message = m.id LEFT JOIN unindexed u ON u.message = m.id WHERE m.id > ? ORDER BY m.id LIMIT ?`, after, checkCount)
	err = each(rows, err, func(rows *sql.Rows) error {
		m := &checking{}
		s := &m.shown
		if err := rows.Scan(&m.id, &s.attachments, &s.date, &s.received, &s.size, &s.octets, &s.dated, &s.messageID, &s.inReplyTo, &s.refs, &s.name, &s.email, &s.to, &s.cc, &s.subject, &s.snippet, &s.list,
			&m.indexed, &m.waits, &m.hasRead, &s.lifted); err != nil {
			return err
		}
		if m.id <= after {
			return outOfOrder("messages")
		}
		after = m.id
		list = append(list, m)
		return nil
	})
	return list, err
}

// within calls fn for the rows of a query between the first and the last of some messages, whose
// first column is the number of the message, which scan reads. The rows are in the order of these.
func (k *checker) within(ctx context.Context, list []*checking, q string, fn func(rows *sql.Rows, of func(id mailbox.ID) *checking) error) error {
	at := 0
	of := func(id mailbox.ID) *checking {
		for at < len(list) && list[at].id < id {
			at++
		}
		if at < len(list) && list[at].id == id {
			return list[at]
		}
		return &checking{}
	}
	rows, err := k.c.QueryContext(ctx, q, list[0].id, list[len(list)-1].id)
	return each(rows, err, func(rows *sql.Rows) error { return fn(rows, of) })
}

// filesOf reads the texts of attached files.
func (k *checker) filesOf(ctx context.Context, list []*checking) error {
	return k.within(ctx, list, `SELECT f.message, f.place, iif(p.sum = f.sum, x.sha256, NULL) FROM message_files f LEFT JOIN parts p ON p.message = f.message AND p.place = f.place
		LEFT JOIN file_texts x ON x.id = f.text WHERE f.message BETWEEN ? AND ? ORDER BY f.message`, func(rows *sql.Rows, of func(mailbox.ID) *checking) error {
		var id mailbox.ID
		var f fileOf
		err := rows.Scan(&id, &f.place, &f.sum)
		m := of(id)
		m.files = append(m.files, f)
		return err
	})
}

// partsOf reads what is noted of attachments.
func (k *checker) partsOf(ctx context.Context, list []*checking) error {
	return k.within(ctx, list, "SELECT message, place, digest, start, length, encoding, sum, size, name, type, cid, flags FROM parts WHERE message BETWEEN ? AND ? ORDER BY message, place",
		func(rows *sql.Rows, of func(mailbox.ID) *checking) error {
			var id mailbox.ID
			var p part
			var digest, flags int
			var sum int64
			if err := rows.Scan(&id, &p.Index, &digest, &p.Start, &p.Length, &p.Encoding, &sum, &p.Size, &p.Name, &p.Type, &p.CID, &flags); err != nil {
				return err
			}
			p.sum, p.Inline, p.Minor = uint32(sum), flags&partInline != 0, flags&partMinor != 0
			if digest != digestVersion || int64(p.sum) != sum || flags&^(partInline|partMinor) != 0 {
				p.Index = -1
			}
			m := of(id)
			m.parts = append(m.parts, p)
			return nil
		})
}

// octets looks at the octets of some messages.
func (k *checker) octets(ctx context.Context, list []*checking) error {
	var ends error // of the looking, not of the rows
	at := 0
	rows, err := k.c.QueryContext(ctx, "SELECT message, codec, size, sha256, data FROM octets WHERE message BETWEEN ? AND ? AND codec NOT IN (?, ?) ORDER BY message",
		list[0].id, list[len(list)-1].id, codecPiece, codecShelf)
	err = each(rows, err, func(rows *sql.Rows) error {
		var id mailbox.ID
		var o packed
		if err := rows.Scan(&id, &o.codec, &o.size, &o.sum, &o.data); err != nil {
			return err
		}
		for ; at < len(list) && list[at].id < id && ends == nil; at++ {
			ends = k.alone(ctx, list[at])
		}
		if at < len(list) && list[at].id == id && ends == nil {
			m := list[at]
			at++
			if err := o.fetch(ctx, k.c); err == nil {
				m.octets = o
				ends = k.put(ctx, m)
			} else {
				ends = k.alone(ctx, m)
			}
		}
		return ends
	})
	if ends != nil {
		return ends
	}
	if err = problem(err); err != nil && !errors.Is(err, mailbox.ErrDamaged) {
		return err
	}
	for ; at < len(list); at++ {
		if err := k.alone(ctx, list[at]); err != nil {
			return err
		}
	}
	return nil
}

// alone looks at a message that is large, or whose octets were not found as they should be.
func (k *checker) alone(ctx context.Context, m *checking) error {
	if m.raw, m.file, m.err = k.s.lay(ctx, k.c, m.id); m.err != nil && !errors.Is(m.err, mailbox.ErrDamaged) && !errors.Is(m.err, mailbox.ErrNotFound) {
		return m.err
	}
	if m.file == nil {
		return k.put(ctx, m)
	}
	err := k.work.Flush()
	if err == nil {
		m.read(ctx, k.old)
		err = k.note(ctx, m)
	}
	return errors.Join(err, m.file.Close())
}

// put has a message looked at by another goroutine.
func (k *checker) put(ctx context.Context, m *checking) error {
	return k.work.Put(m.octets.weight()+int64(len(m.raw)), func() { m.read(ctx, k.old) }, func() error { return k.note(ctx, m) })
}

// read unpacks and reads the message and its files, and compares them with what is stored; onlyOctets:
// it unpacks them.
func (m *checking) read(ctx context.Context, onlyOctets bool) {
	if m.err == nil && m.raw == nil {
		m.raw, m.err = m.octets.raw()
	}
	m.octets = packed{}
	if m.err != nil || onlyOctets {
		m.raw = nil
		return
	}
	if len(m.raw) > largeMessage {
		defer frugal()()
	}
	lost := m.file.Look(func() { m.err = m.compare(ctx) })
	m.err, m.raw = errors.Join(m.err, lost), nil
}

// compare compares what is stored with the octets.
func (m *checking) compare(ctx context.Context) error {
	unread := m.waits && !m.hasRead // it is read whole later, and until then shown as it was on arrival
	if unread {
		row, _ := eml.ReadRow(context.Background(), m.raw) // with which there is no error
		d := &digest{Row: *row}
		d.tidy(m.raw)
		if same(m.shown.snippet, "") {
			m.shown.snippet = d.Snippet // they are not stored yet, see firstwords.go
		}
		m.same = m.shown.is(d)
	}
	if !unread || !m.same || m.indexed {
		d := readDigest(m.raw)
		m.words = d.words
		m.same = m.shown.is(d) && (unread || slices.Equal(m.parts, d.parts))
		if m.indexed {
			m.sum.Add(int64(m.id), d.words)
		}
	}
	if len(m.files) == 0 {
		return nil
	}
	h, err := eml.Open(ctx, m.raw)
	if err != nil {
		return err
	}
	for _, f := range m.files {
		var sum [sha256.Size]byte
		data, _, err := h.Data(ctx, f.place)
		if err == nil {
			sum = sha256.Sum256(data)
		} else if err := ctx.Err(); err != nil {
			return err
		}
		if !bytes.Equal(f.sum, sum[:]) {
			m.bad++
		}
	}
	return nil
}

// note notes what was found of a message.
func (k *checker) note(ctx context.Context, m *checking) error {
	k.out.Messages++
	switch {
	case errors.Is(m.err, mailbox.ErrDamaged) || errors.Is(m.err, mailbox.ErrNotFound):
		k.out.Damaged = append(k.out.Damaged, m.id)
		k.skip = append(k.skip, m.id)
		return nil
	case m.err != nil:
		return fmt.Errorf("message %d: %w", m.id, m.err)
	case k.old:
		return ctx.Err()
	}
	k.sum.Join(m.sum)
	if m.waits && m.hasRead {
		var words []byte
		if err := k.c.QueryRowContext(ctx, "SELECT words FROM unindexed WHERE message = ?", m.id).Scan(&words); err != nil {
			return err
		}
		if !bytes.Equal(words, m.words) {
			k.out.Faults.Words++
		}
	}
	if !m.same {
		k.out.Faults.Rows++
	}
	k.out.Faults.Files += m.bad
	return ctx.Err()
}
