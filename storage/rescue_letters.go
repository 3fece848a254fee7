package storage

import (
	"context"
	"encoding/json"

	"popmail/account"
	"popmail/storage/mailbox"
)

// rescuedLetter is what a damaged file says of a letter.
type rescuedLetter struct {
	state                      mailbox.LetterState
	messageID, sender, to, bcc string
	writing                    []byte
	answers, forwards          int64
}

// progress orders the states by how far a letter has come: a file may hold several
// versions of a row, and what has left this computer once must not do so again by itself.
func (l *rescuedLetter) progress() int {
	switch l.state {
	case mailbox.LetterSent:
		return 2
	case mailbox.LetterDraft:
		return 0
	}
	return 1
}

// isLetter reports whether fields are a row of the table letters.
func isLetter(row []value) bool {
	if len(row) < 16 || !is(row, "niti..ittttttb..") {
		return false
	}
	switch state, _ := row[2].(string); mailbox.LetterState(state) {
	case mailbox.LetterDraft, mailbox.LetterQueued, mailbox.LetterSending, mailbox.LetterSent, mailbox.LetterRefused, mailbox.LetterUnknown:
	default:
		return false
	}
	for _, list := range []int{11, 12} {
		text, _ := row[list].(string)
		if !json.Valid([]byte(text)) {
			return false
		}
	}
	return true
}

func (f *finder) noteLetter(id int64, row []value) {
	text := func(i int) string { v, _ := row[i].(string); return v }
	number := func(i int) int64 { v, _ := row[i].(int64); return v }
	writing, _ := row[13].([]byte)
	l := rescuedLetter{mailbox.LetterState(text(2)), text(9), text(10), text(11), text(12), writing, number(14), number(15)}
	if before, ok := f.letters[id]; !ok || l.progress() > before.progress() {
		f.letters[id] = l
	}
}

// restoreLetters makes letters again of those messages that were some. Nobody knows whether what waited was sent
// since: it asks.
func (f *finder) restoreLetters(ctx context.Context, s *Store) error {
	for old, now := range f.placed {
		l, ok := f.letters[old]
		if !ok || !now.known {
			continue
		}
		state := l.state
		if role := f.folders[f.messages[old].folder].role; l.progress() == 1 || role == mailbox.Outbox {
			state = mailbox.LetterUnknown
		} else if role == mailbox.Sent {
			state = mailbox.LetterSent
		}
		problem := ""
		if state == mailbox.LetterUnknown {
			problem = account.FailureOf(&account.Problem{Trouble: account.TroubleRescued}).String()
		}
		err := s.write(ctx, func(t *tx) error {
			_, err := t.exec(`INSERT INTO letters (message, account, state, problem, message_id, sender, recipients, bcc, writing, answers, forwards) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
				now.id, now.account, state, problem, l.messageID, l.sender, l.to, l.bcc, nonNil(l.writing), nullID(f.placed[l.answers].id), nullID(f.placed[l.forwards].id))
			if err != nil || state != mailbox.LetterUnknown {
				return err
			}
			folder, err := roleFolder(t, now.account, mailbox.Outbox)
			if err != nil {
				return err
			}
			return s.letterTo(t, now.id, folder, "dotted = 0", state, nil)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// placed is where a rescued message is now.
type placed struct {
	id      mailbox.ID
	account account.ID
	known   bool // the account
}
