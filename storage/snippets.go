package storage

import (
	"context"
	"errors"
	"slices"
	"strings"

	"popmail/storage/index"
	"popmail/storage/mailbox"
)

// Snippets returns, for messages that hold one of the terms (see
// mailbox.Result.Terms), the words around the first of them, on one line, at most
// 200 characters: of the text where it stands there, else of the people or the
// names of attachments; where the message itself lacks some of the terms, of an attached file that
// holds one of these, as a letter that was attached to it. Messages that hold it only in subject or sender are left
// out, as both are listed anyway. It reads the messages anew, so it is meant for the
// rows that are being looked at.
func (s *Store) Snippets(ctx context.Context, ids []mailbox.ID, terms []string) (map[mailbox.ID]mailbox.Excerpt, error) {
	out := make(map[mailbox.ID]mailbox.Excerpt)
	if len(terms) == 0 {
		return out, nil
	}
	with, err := column[mailbox.ID](s.r.QueryContext(ctx, "SELECT DISTINCT message FROM message_files WHERE message IN (SELECT value FROM json_each(?))", idList(ids)))
	if err != nil {
		return out, problem(err)
	}
	for part := range slices.Chunk(ids, snippetsAtOnce) {
		texts, err := s.readTexts(ctx, s.r, part)
		if err != nil {
			return out, err
		}
		found := make([]mailbox.Excerpt, len(part))
		err = onAll(ctx, len(part), func(i int) (err error) {
			t := texts[i]
			if t == nil {
				return nil
			}
			if slices.Contains(with, part[i]) {
				if found[i], err = s.inFile(ctx, part[i], index.Lacks(ownWords(&t.Searched), terms)); err != nil {
					return err
				}
			}
			if found[i].Text == "" {
				found[i].Text = index.Snippet(&t.Searched, terms)
			}
			return nil
		})
		for i, x := range found {
			if x.Text != "" {
				out[part[i]] = x
			}
		}
		if err != nil {
			return out, err
		}
	}
	return out, nil
}

// snippetsAtOnce bounds how many messages are in memory for them.
const snippetsAtOnce = 64

// ownWords are the words of a message without those of the messages in it, which are files of it where it has a
// text itself.
func ownWords(s *index.Searched) index.Words {
	own := s.Read.Text[:min(s.Read.Own, len(s.Read.Text))]
	if len(own) == len(s.Read.Text) || strings.TrimSpace(own) == "" {
		return s.Words
	}
	m := *s.Read
	m.Text = own
	return index.Of(&m)
}

// inFile is where the first attached file of a message that holds one of the terms does so.
func (s *Store) inFile(ctx context.Context, id mailbox.ID, terms []string) (mailbox.Excerpt, error) {
	if len(terms) == 0 {
		return mailbox.Excerpt{}, nil
	}
	files, err := s.filesOfMessage(ctx, id)
	if errors.Is(err, mailbox.ErrDamaged) { // it can be made again
		err = nil
	}
	for _, f := range files {
		if found := index.Passages(f.text, terms, 1); len(found) > 0 {
			return mailbox.Excerpt{File: f.name, Text: found[0].Words}, nil
		}
	}
	return mailbox.Excerpt{}, err
}
