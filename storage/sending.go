package storage

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"popmail/account"
	"popmail/account/send"
	"popmail/storage/mailbox"
)

// The methods below fulfil send.Store.

// due selects what of the outbox of an account ?1 may go: at the time ?2, also what waits
// for another try where ?3, or nothing but the letters ?4 where it is not empty; in each case none of ?5.
// What is to wait beyond ?6 or ?7 was put off by a clock that was ahead, and may go.
const due = `account = ?1 AND state = 'queued' AND message NOT IN (SELECT value FROM json_each(?5)) AND CASE WHEN ?4 <> '[]' THEN message IN (SELECT value FROM json_each(?4))
	ELSE coalesce(not_before, 0) NOT BETWEEN ?2 + 1 AND ?6 AND (?3 OR coalesce(next_try, 0) NOT BETWEEN ?2 + 1 AND ?7) END`

// The longest that letters wait: for Undo that is seconds, for another try what a server may
// ask for at most (answer.Wait).
const (
	longestHold  = 2 * time.Hour
	longestPause = 25 * time.Hour
)

func dueArgs(id account.ID, w send.Which) []any {
	return []any{id, w.Now.UnixMilli(), w.Anyway, idList(w.IDs), idList(w.Done), w.Now.Add(longestHold).UnixMilli(), w.Now.Add(longestPause).UnixMilli()}
}

// UnfinishedLetters settles what a sender left that did not live to the end of a letter.
// What had not been ended by its last dot waits again; the fate of the rest is unknown.
// The caller is the only one that sends for the account.
func (s *Store) UnfinishedLetters(ctx context.Context, id account.ID) error {
	var n int
	if err := s.r.QueryRowContext(ctx, "SELECT count(*) FROM letters WHERE account = ? AND state = 'sending'", id).Scan(&n); err != nil || n == 0 {
		return problem(err)
	}
	return s.write(ctx, func(t *tx) error {
		t.publish(mailbox.LettersChanged{})
		_, err := t.exec(`UPDATE letters SET problem = CASE WHEN dotted & 1 THEN ?2 ELSE problem END, state = CASE WHEN dotted & 1 THEN 'unknown' ELSE 'queued' END
			WHERE account = ?1 AND state = 'sending'`, id, account.FailureOf(&account.Problem{Trouble: account.TroubleFate}).String())
		return err
	})
}

// LettersWaiting counts what may go; next is when the first of the rest may, zero for
// never.
func (s *Store) LettersWaiting(ctx context.Context, id account.ID, w send.Which) (n int, next time.Time, err error) {
	var at sql.NullInt64
	err = s.r.QueryRowContext(ctx, "SELECT coalesce(sum(iif("+due+", 1, 0)), 0), min(iif("+due+`, NULL, max(coalesce(not_before, 0), coalesce(next_try, 0))))
		FROM letters WHERE account = ?1 AND state = 'queued'`, dueArgs(id, w)...).Scan(&n, &at)
	return n, timeOf(at), problem(err)
}

// TakeLetter claims the next letter that may go; send.ErrNone where there is none. It is
// on the disk as being sent when it is returned.
func (s *Store) TakeLetter(ctx context.Context, id account.ID, w send.Which) (l send.Letter, err error) {
	for {
		var recipients []byte
		err := s.r.QueryRowContext(ctx, "SELECT message FROM letters WHERE "+due+" ORDER BY tries, message LIMIT 1", dueArgs(id, w)...).Scan(&l.ID)
		if errors.Is(err, sql.ErrNoRows) {
			return l, send.ErrNone
		}
		if err != nil {
			return l, problem(err)
		}
		err = s.write(ctx, func(t *tx) error {
			// A try before its time, as by hand, counts as none: tries stand for the time that a server has had.
			err := t.row("UPDATE letters SET state = 'sending', dotted = dotted & 2, tries = tries + (coalesce(next_try, 0) NOT BETWEEN ?2 + 1 AND ?7) WHERE message = ?8 AND "+due+" RETURNING sender, recipients, tries",
				append(dueArgs(id, w), l.ID)...).Scan(&l.From, &recipients, &l.Tries)
			if err == nil {
				t.publish(mailbox.LettersChanged{})
			}
			return err
		})
		if errors.Is(err, sql.ErrNoRows) {
			continue // it was called back just now
		}
		if err != nil {
			return l, err
		}
		// Read once nobody can change it any more. It is in memory while it is sent, since line
		// ends and encodings become what the server takes: it is no larger than letters may be.
		if err = json.Unmarshal(recipients, &l.To); err == nil {
			l.Raw, err = s.Raw(ctx, mailbox.ID(l.ID))
		}
		if err == nil {
			return l, nil
		}
		o := send.Outcome{State: send.Waits, Problem: err}
		if errors.Is(err, mailbox.ErrDamaged) {
			o.State, err = send.Refused, nil
		}
		if err = errors.Join(err, s.SettleLetter(context.WithoutCancel(ctx), l.ID, o)); err != nil {
			return l, err
		}
	}
}

// LastDot notes that the last dot of a letter is about to be sent.
func (s *Store) LastDot(ctx context.Context, id int64) error {
	return s.write(ctx, func(t *tx) error {
		return t.changed("UPDATE letters SET dotted = dotted | 1 WHERE message = ? AND state = 'sending'", id)
	})
}

// SettleLetter notes what became of a letter that was taken.
func (s *Store) SettleLetter(ctx context.Context, id int64, o send.Outcome) error {
	refusals := ""
	if len(o.Refusals) > 0 {
		b, err := json.Marshal(o.Refusals)
		if err != nil {
			return err
		}
		refusals = string(b)
	}
	return s.write(ctx, func(t *tx) error {
		var state mailbox.LetterState
		switch o.State {
		case send.Sent:
			return s.letterSent(ctx, t, mailbox.ID(id))
		case send.Waits:
			state = mailbox.LetterQueued
		case send.Refused:
			state = mailbox.LetterRefused
		case send.Unknown:
			state = mailbox.LetterUnknown
		default:
			return fmt.Errorf("letter %d: %q is no outcome", id, o.State)
		}
		t.publish(mailbox.LettersChanged{})
		return t.changed("UPDATE letters SET state = ?1, dotted = iif(?1 = 'unknown', 2, dotted & 2), next_try = ?2, problem = ?3, refusals = ?4 WHERE message = ?5",
			state, milli(o.NextTry), account.FailureOf(o.Problem).String(), refusals, id)
	})
}

// LettersHindered notes why nothing in the outbox of an account could go. What waits for another
// try keeps what was said of it: this does not keep it back.
func (s *Store) LettersHindered(ctx context.Context, id account.ID, why error) error {
	const which = "account = ?1 AND state = 'queued' AND problem <> ?2 AND coalesce(next_try, 0) NOT BETWEEN ?3 + 1 AND ?4"
	now := s.now()
	args := []any{id, account.FailureOf(why).String(), now.UnixMilli(), now.Add(longestPause).UnixMilli()}
	var n int
	if err := s.r.QueryRowContext(ctx, "SELECT count(*) FROM letters WHERE "+which, args...).Scan(&n); err != nil || n == 0 {
		return problem(err)
	}
	return s.write(ctx, func(t *tx) error {
		t.publish(mailbox.LettersChanged{})
		_, err := t.exec("UPDATE letters SET problem = ?2, refusals = '' WHERE "+which, args...)
		return err
	})
}
