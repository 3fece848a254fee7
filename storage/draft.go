package storage

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/emersion/go-message/mail"
	"github.com/emersion/go-message/textproto"

	"popmail/account"
	"popmail/storage/mailbox"
)

const (
	draftVersions = 5           // that are kept of a draft besides the newest
	versionApart  = time.Minute // a draft that is saved every few seconds has no version of each
	mostWriting   = 1 << 20     // octets of what its editor needs besides, in a version or once it was sent
)

// SaveDraft stores a draft, and returns when it is on disk. One without ID is a new message
// in the folder of drafts of its account; one with an ID takes the place of what was stored
// under it. What is no draft any more is mailbox.ErrNotDraft, ErrSending or ErrSent. The octets of a
// message that is no letter stay as they came, also where it lies among drafts: mailbox.ErrNotFound.
func (s *Store) SaveDraft(ctx context.Context, d mailbox.Draft) (mailbox.ID, error) {
	g := makeDigest(d.Raw, true)
	bcc, messageID := bccOf(d.Raw), g.MessageID
	if redirects(d.Raw, &g.Header) {
		bcc, messageID = nil, g.Resent.MessageID
	}
	id := d.ID
	err := s.write(ctx, func(t *tx) (err error) {
		d.ID = id
		if id == 0 {
			d.ID, err = s.newDraft(t, d, g)
		} else {
			err = s.rewrite(t, d, g)
		}
		if err != nil {
			return err
		}
		_, err = t.exec(`INSERT INTO letters (message, account, state, message_id, sender, recipients, bcc, writing, writing_sum, answers, forwards, dotted) VALUES (?, ?, 'draft', ?, ?, ?, ?, ?, ?, ?, ?, 2 * ?)
			ON CONFLICT (message) DO UPDATE SET account = excluded.account, message_id = excluded.message_id, sender = excluded.sender, recipients = excluded.recipients, bcc = excluded.bcc,
			writing = excluded.writing, writing_sum = excluded.writing_sum, dotted = CASE WHEN ?11 THEN 2 WHEN message_id = excluded.message_id THEN dotted ELSE 0 END, answers = excluded.answers, forwards = excluded.forwards`,
			d.ID, d.Account, messageID, d.From, addresses(d.Recipients), formatPeople(bcc), nonNil(d.Writing), writingSum(d.Writing), nullID(d.Answers), nullID(d.Forwards), d.MayBeOut)
		if err != nil {
			return err
		}
		t.publish(mailbox.LettersChanged{})
		return nil
	})
	if err != nil {
		return 0, err
	}
	return d.ID, nil
}

// SaveWriting stores what the editor of a draft of an account keeps besides its octets, which stay as
// SaveDraft has stored them, and returns when it is on disk. mailbox.ErrNotFound: there is no such
// draft, or it lies in the Trash.
func (s *Store) SaveWriting(ctx context.Context, id mailbox.ID, from account.ID, writing []byte) error {
	return s.write(ctx, func(t *tx) error {
		err := t.changed(`UPDATE letters SET writing = ?3, writing_sum = ?4 WHERE message = ?1 AND account = ?2 AND state = 'draft'
			AND NOT EXISTS (SELECT 1 FROM messages m JOIN folders f ON f.id = m.folder WHERE m.id = ?1 AND f.role = 'trash')`, id, from, nonNil(writing), writingSum(writing))
		if err != nil {
			return fmt.Errorf("letter %d: %w", id, err)
		}
		return nil
	})
}

func nonNil(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}

// draftsOf is the folder of drafts of an account that is not removed.
func draftsOf(t *tx, id account.ID) (mailbox.FolderID, error) {
	var removed bool
	err := t.row("SELECT removed FROM accounts WHERE id = ?", id).Scan(&removed)
	if errors.Is(err, sql.ErrNoRows) || err == nil && removed {
		return 0, fmt.Errorf("account %d: %w", id, mailbox.ErrNotFound)
	}
	if err != nil {
		return 0, err
	}
	return roleFolder(t, id, mailbox.Drafts)
}

func (s *Store) newDraft(t *tx, d mailbox.Draft, g *digest) (mailbox.ID, error) {
	folder, err := draftsOf(t, d.Account)
	if err != nil {
		return 0, err
	}
	b := &batch{account: d.Account, now: s.now()}
	if err := b.begin(t); err != nil {
		return 0, err
	}
	id := b.next
	if err := b.add(t, folder, b.now, mailbox.Read, []byte{}, g); err != nil {
		return 0, err
	}
	return id, b.end(t)
}

// rewrite puts other octets in the place of those of a draft.
func (s *Store) rewrite(t *tx, d mailbox.Draft, g *digest) error {
	switch state, err := letterState(t, d.ID); {
	case err == nil && state != mailbox.LetterDraft:
		return fmt.Errorf("letter %d: %w", d.ID, notDraft(state))
	case err == nil:
		if err := keepVersion(t, d.ID, s.now()); err != nil {
			return err
		}
	default:
		return err
	}
	drafts, err := draftsOf(t, d.Account)
	if err != nil {
		return err
	}
	var from mailbox.FolderID
	var role mailbox.Role
	var owner sql.NullInt64
	if err := t.row("SELECT m.folder, f.role, m.account FROM messages m JOIN folders f ON f.id = m.folder WHERE m.id = ?", d.ID).Scan(&from, &role, &owner); err != nil {
		return err
	}
	to := from
	if account.ID(owner.Int64) != d.Account || role == mailbox.Trash {
		to = drafts // it is sent from another account now; what is written on is not to go with the Trash
	}
	now := s.now().UnixMilli()
	if _, err := t.exec("UPDATE messages SET size = ?, received = ?, date = ?, account = ?, folder = ? WHERE id = ?", g.size, now, now, d.Account, to, d.ID); err != nil {
		return err
	}
	for _, table := range []string{"octets", "pieces"} {
		if _, err := t.exec("DELETE FROM "+table+" WHERE message = ?", d.ID); err != nil {
			return err
		}
	}
	if err := errors.Join(insertOctets(t, d.ID, g), refresh(t, d.ID, g), t.edit()); err != nil {
		return err
	}
	var date int64
	var files bool
	if err := t.row("SELECT date, attachments > 0 FROM messages WHERE id = ?", d.ID).Scan(&date, &files); err != nil {
		return err
	}
	t.after = append(t.after, func() {
		s.catalogRows(t.edits, []mailbox.ID{d.ID}, func(r *row) {
			r.date, r.files, r.folder, r.account = date, files, int32(to), int32(d.Account)
		})
	})
	t.publish(mailbox.Rewritten{IDs: []mailbox.ID{d.ID}})
	if to != from {
		t.publish(mailbox.Left{IDs: []mailbox.ID{d.ID}}, mailbox.FoldersChanged{})
	}
	return nil
}

func notDraft(state mailbox.LetterState) error {
	switch state {
	case mailbox.LetterSending:
		return mailbox.ErrSending
	case mailbox.LetterSent:
		return mailbox.ErrSent
	}
	return mailbox.ErrNotDraft
}

// keepVersion keeps what a draft is now, before it is another. Large ones, most of whose
// octets are attachments, are not kept several times. Where what the editor keeps has no checksum
// (see badWritings) the version has none at all.
func keepVersion(t *tx, id mailbox.ID, now time.Time) error {
	_, err := t.exec(`INSERT INTO draft_versions (message, saved, size, codec, data, writing, sha256, writing_sum)
		SELECT l.message, ?2, o.size, o.codec, o.data, l.writing, iif(length(l.writing) > 0 AND l.writing_sum = x'', x'', o.sha256), l.writing_sum FROM letters l JOIN octets o ON o.message = l.message
		WHERE l.message = ?1 AND o.codec NOT IN (?3, ?6) AND length(l.writing) <= ?5 AND NOT EXISTS (SELECT 1 FROM draft_versions WHERE message = ?1 AND saved > ?4 AND saved <= ?2)`,
		id, now.UnixMilli(), codecPiece, now.Add(-versionApart).UnixMilli(), mostWriting, codecApart)
	if err != nil {
		return err
	}
	_, err = t.exec("DELETE FROM draft_versions WHERE message = ?1 AND id NOT IN (SELECT id FROM draft_versions WHERE message = ?1 ORDER BY id DESC LIMIT ?2)", id, draftVersions)
	return err
}

// bccOf is who gets a message without the others knowing. Reading of received mail does
// not look for that field.
func bccOf(raw []byte) (out []mailbox.Address) {
	h, err := textproto.ReadHeader(bufio.NewReader(bytes.NewReader(raw)))
	if err != nil {
		return nil
	}
	mh := mail.Header{}
	mh.Header.Header = h
	list, err := mh.AddressList("Bcc")
	if err != nil {
		return nil
	}
	for _, a := range list {
		out = append(out, mailbox.Address{Name: strings.TrimSpace(a.Name), Email: a.Address})
	}
	return out
}
