package storage

import (
	"context"
	"fmt"
	"time"

	"popmail/account"
	"popmail/storage/mailbox"
)

// Send puts a draft into the outbox. It is held until notBefore, so that it can be called
// back; the zero time holds it not at all. For one that waits already only that changes.
// One that goes to nobody is mailbox.ErrNobody.
func (s *Store) Send(ctx context.Context, id mailbox.ID, notBefore time.Time) error {
	return s.write(ctx, func(t *tx) error {
		state, err := letterState(t, id)
		if err != nil {
			return err
		}
		if state != mailbox.LetterDraft && state != mailbox.LetterQueued {
			return fmt.Errorf("letter %d: %w", id, notDraft(state))
		}
		var to int
		var owner account.ID
		if err := t.row("SELECT json_array_length(recipients), account FROM letters WHERE message = ?", id).Scan(&to, &owner); err != nil {
			return err
		}
		if to == 0 {
			return fmt.Errorf("letter %d: %w", id, mailbox.ErrNobody)
		}
		folder, err := roleFolder(t, owner, mailbox.Outbox)
		if err != nil {
			return err
		}
		return s.letterTo(t, id, folder, anew, mailbox.LetterQueued, milli(notBefore))
	})
}

// anew is what is forgotten of earlier tries when a letter is put into the outbox, or becomes a draft again:
// not that it may have arrived.
const anew = "dotted = 2 * (dotted <> 0 OR state = 'unknown'), " + forgotten

// The numbers in letters.dotted: 1, the last dot of the try under way may be sent; 2, the letter may have arrived by an
// earlier one, and is under the same Message-ID still. A draft has either for the latter.

const forgotten = "next_try = NULL, tries = 0, problem = '', refusals = ''"

// letterTo gives a letter a state and moves it. set is what changes besides.
func (s *Store) letterTo(t *tx, id mailbox.ID, folder mailbox.FolderID, set string, state mailbox.LetterState, notBefore any) error {
	if err := t.changed("UPDATE letters SET state = ?, not_before = ?, "+set+" WHERE message = ?", state, notBefore, id); err != nil {
		return err
	}
	t.publish(mailbox.LettersChanged{})
	m, err := relocate(t, []mailbox.ID{id}, folder)
	if err != nil || len(m.IDs) == 0 {
		return err
	}
	return s.moved(t, []mailbox.Moved{m})
}

// Recall makes a draft of a letter that waits, was refused or has an unknown fate. What is
// being sent right now is mailbox.ErrSending.
func (s *Store) Recall(ctx context.Context, id mailbox.ID) error {
	return s.write(ctx, func(t *tx) error {
		switch state, err := letterState(t, id); {
		case err != nil || state == mailbox.LetterDraft:
			return err
		case state == mailbox.LetterSending || state == mailbox.LetterSent:
			return fmt.Errorf("letter %d: %w", id, notDraft(state))
		}
		var owner account.ID
		if err := t.row("SELECT account FROM letters WHERE message = ?", id).Scan(&owner); err != nil {
			return err
		}
		folder, err := draftsOf(t, owner)
		if err != nil {
			return err
		}
		return s.letterTo(t, id, folder, anew, mailbox.LetterDraft, nil)
	})
}

// SendAgain lets a letter that waits, was refused or has an unknown fate go as soon as
// there is a connection, without another wait. That is for the person alone to say.
func (s *Store) SendAgain(ctx context.Context, id mailbox.ID) error {
	return s.SendAllAgain(ctx, []mailbox.ID{id})
}

// SendAllAgain is SendAgain for several letters: all of them, or after an error none.
func (s *Store) SendAllAgain(ctx context.Context, ids []mailbox.ID) error {
	if len(ids) == 0 {
		return nil
	}
	return s.write(ctx, func(t *tx) error {
		for _, id := range ids {
			switch state, err := letterState(t, id); {
			case err != nil:
				return err
			case state == mailbox.LetterDraft:
				return fmt.Errorf("letter %d: %w", id, mailbox.ErrNotWaiting)
			case state == mailbox.LetterSending || state == mailbox.LetterSent:
				return fmt.Errorf("letter %d: %w", id, notDraft(state))
			}
			if err := t.changed("UPDATE letters SET state = 'queued', not_before = NULL, "+anew+" WHERE message = ?", id); err != nil {
				return err
			}
		}
		t.publish(mailbox.LettersChanged{})
		return nil
	})
}

// Release holds a letter that waits in the outbox no longer, so that it goes as soon as its turn comes.
// Nothing else about it changes, and nothing at all about a letter in any other state.
func (s *Store) Release(ctx context.Context, id mailbox.ID) error {
	return s.write(ctx, func(t *tx) error {
		r, err := t.exec("UPDATE letters SET not_before = NULL WHERE message = ? AND state = 'queued' AND not_before IS NOT NULL", id)
		if err != nil {
			return err
		}
		n, err := r.RowsAffected()
		if err == nil && n > 0 {
			t.publish(mailbox.LettersChanged{})
		}
		return err
	})
}

// Arrived notes that a letter with an unknown fate was sent, by the person's word.
func (s *Store) Arrived(ctx context.Context, id mailbox.ID) error {
	return s.write(ctx, func(t *tx) error {
		switch state, err := letterState(t, id); {
		case err != nil:
			return err
		case state != mailbox.LetterUnknown:
			return fmt.Errorf("letter %d is %s: %w", id, state, mailbox.ErrNotWaiting)
		}
		return s.letterSent(ctx, t, id)
	})
}

// letterSent files a letter that was sent, and marks what it answers or forwards.
func (s *Store) letterSent(ctx context.Context, t *tx, id mailbox.ID) error {
	var owner account.ID
	if err := t.row("SELECT account FROM letters WHERE message = ?", id).Scan(&owner); err != nil {
		return err
	}
	folder, err := home(t, owner, mailbox.Sent)
	if err != nil {
		return err
	}
	type mark struct {
		id   mailbox.ID
		flag mailbox.Flag
	}
	marks := []mark{{id, mailbox.Read}}
	for _, m := range []struct {
		column string
		flag   mailbox.Flag
	}{{"answers", mailbox.Answered}, {"forwards", mailbox.Forwarded}} {
		ids, err := column[mailbox.ID](t.query("SELECT "+m.column+" FROM letters WHERE message = ? AND "+m.column+" IS NOT NULL", id))
		if err != nil {
			return err
		}
		for _, original := range ids {
			marks = append(marks, mark{original, m.flag})
		}
	}
	if err := t.edit(); err != nil {
		return err
	}
	var marked, originals []mailbox.ID
	for _, m := range marks {
		if m.flag&outweighs != 0 {
			originals = append(originals, m.id)
		}
		if _, err := t.exec("UPDATE messages SET flags = flags | ? WHERE id = ?", m.flag, m.id); err != nil {
			return err
		}
		marked = append(marked, m.id)
	}
	// With what its editor needed it can be edited as new; files that went smaller are not kept.
	if _, err := t.exec("UPDATE letters SET state = 'sent', dotted = 0, not_before = NULL, next_try = NULL, problem = '', refusals = '', writing = iif(length(writing) > ?1, x'', writing), writing_sum = iif(length(writing) > ?1, x'', writing_sum) WHERE message = ?2", mostWriting, id); err != nil {
		return err
	}
	if _, err := t.exec("DELETE FROM draft_versions WHERE message = ?", id); err != nil {
		return err
	}
	if err := remindLate(t, id, s.now()); err != nil {
		return err
	}
	if _, err := relocate(t, []mailbox.ID{id}, folder); err != nil {
		return err
	}
	writtenTo, err := column[string](t.query("SELECT r.value FROM letters l, json_each(l.recipients) r WHERE l.message = ? AND r.type = 'text'", id))
	if err != nil {
		return err
	}
	s.acquit(ctx, t, writtenTo, false) // they are known by that
	if err := s.suspect(t, originals, false); err != nil {
		return err
	}
	t.after = append(t.after, func() {
		s.catalogRows(t.edits, marked, func(r *row) {
			for _, m := range marks {
				if m.id == r.id {
					r.flags |= m.flag
				}
			}
			if r.id == id {
				r.folder = int32(folder)
			}
		})
	})
	t.publish(mailbox.Marked{IDs: marked}, mailbox.Left{IDs: []mailbox.ID{id}}, mailbox.FoldersChanged{}, mailbox.LettersChanged{})
	return nil
}

// calledBack makes drafts of those letters in a list that wait, were refused or have an
// unknown fate, because they are taken out of the outbox.
func calledBack(t *tx, ids []mailbox.ID) error {
	list := idList(ids)
	var sending int
	if err := t.row("SELECT count(*) FROM letters WHERE state = 'sending' AND message IN (SELECT value FROM json_each(?))", list).Scan(&sending); err != nil {
		return err
	}
	if sending > 0 {
		return fmt.Errorf("a letter among them: %w", mailbox.ErrSending)
	}
	r, err := t.exec("UPDATE letters SET state = 'draft', not_before = NULL, "+anew+
		" WHERE state IN ('queued', 'refused', 'unknown') AND message IN (SELECT value FROM json_each(?))", list)
	if err != nil {
		return err
	}
	if n, err := r.RowsAffected(); err != nil || n == 0 {
		return err
	}
	t.publish(mailbox.LettersChanged{})
	return nil
}
