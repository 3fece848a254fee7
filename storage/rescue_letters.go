package storage

import (
	"bytes"
	"context"
	"encoding/json"

	"popmail/account"
	"popmail/storage/mailbox"
)

// rescuedLetter is what a damaged file says of a letter.
type rescuedLetter struct {
	account                    int64
	state                      mailbox.LetterState
	dotted                     bool // of a draft: it may have arrived
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

// lies is the role of the folder in which a letter lies until restoreLetters.
func (l *rescuedLetter) lies() mailbox.Role {
	if l.state == mailbox.LetterSent {
		return mailbox.Sent
	}
	return mailbox.Drafts
}

// isLetter reports whether fields, which have the right kinds, are a row of the table letters.
func isLetter(row []value) bool {
	switch mailbox.LetterState(text(row, 2)) {
	case mailbox.LetterDraft, mailbox.LetterQueued, mailbox.LetterSending, mailbox.LetterSent, mailbox.LetterRefused, mailbox.LetterUnknown:
	default:
		return false
	}
	return json.Valid([]byte(text(row, 11))) && json.Valid([]byte(text(row, 12)))
}

func (f *finder) noteLetter(_ cell, id int64, row []value) {
	writing := octets(row, 13)
	if len(row) > 16 && len(octets(row, 16)) > 0 && !bytes.Equal(writingSum(writing), octets(row, 16)) {
		writing = nil // it is opened by its octets
	}
	l := rescuedLetter{number(row, 1), mailbox.LetterState(text(row, 2)), number(row, 3) != 0, text(row, 9), text(row, 10), text(row, 11), text(row, 12), writing, number(row, 14), number(row, 15)}
	if before, ok := f.letters[id]; !ok || l.progress() >= before.progress() {
		f.letters[id] = l
	}
}

// restoreLetters makes letters again of those messages that were some. Nobody knows whether what waited was sent
// since: it asks.
func (f *finder) restoreLetters(ctx context.Context, s *Store) error {
	for old, id := range f.placed {
		l, ok := f.letters[old]
		if !ok || !f.live(l.account) {
			continue
		}
		owner := f.now[l.account]
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
			_, err := t.exec(`INSERT INTO letters (message, account, state, dotted, problem, message_id, sender, recipients, bcc, writing, writing_sum, answers, forwards) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
				id, owner, state, l.dotted && state != mailbox.LetterSent, problem, l.messageID, l.sender, l.to, l.bcc, nonNil(l.writing), writingSum(l.writing), nullID(f.placed[l.answers]), nullID(f.placed[l.forwards]))
			if err != nil || state != mailbox.LetterUnknown {
				return err
			}
			folder, err := roleFolder(t, owner, mailbox.Outbox)
			if err != nil {
				return err
			}
			return s.letterTo(t, id, folder, "dotted = dotted", state, nil)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// restoreVersions brings back what drafts were before.
func (f *finder) restoreVersions(ctx context.Context, s *Store) error {
	return s.write(ctx, func(t *tx) error {
		return f.rows(ctx, "draft_versions", func(id int64, row []value) error {
			sum, err := versionSum(int(number(row, 4)), number(row, 3), octets(row, 5))
			writing := octets(row, 6)
			if err != nil || len(row) > 8 && len(octets(row, 7)) > 0 && !(bytes.Equal(sum, octets(row, 7)) && bytes.Equal(writingSum(writing), octets(row, 8))) {
				return nil
			}
			_, err = t.exec("INSERT OR REPLACE INTO draft_versions (id, message, saved, size, codec, data, writing, sha256, writing_sum) SELECT ?, message, ?, ?, ?, ?, ?, ?, ? FROM letters WHERE message = ?",
				id, number(row, 2), number(row, 3), number(row, 4), octets(row, 5), writing, sum, writingSum(writing), nullID(f.placed[number(row, 1)]))
			return err
		})
	})
}
