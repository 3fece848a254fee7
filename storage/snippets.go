package storage

import (
	"context"
	"errors"

	"popmail/storage/eml"
	"popmail/storage/index"
	"popmail/storage/mailbox"
)

// Snippets returns, for messages that hold one of the terms (see
// mailbox.Result.Terms), the words around the first of them, on one line, at most
// 200 characters: of the text where it stands there, else of the people or the
// names of attachments; where the message lacks some of the terms, of an attached file that
// holds one of these. Messages that hold it only in subject or sender are left
// out, as both are listed anyway. It reads the messages anew, so it is meant for the
// rows that are being looked at.
func (s *Store) Snippets(ctx context.Context, ids []mailbox.ID, terms []string) (map[mailbox.ID]mailbox.Excerpt, error) {
	out := make(map[mailbox.ID]mailbox.Excerpt)
	for _, id := range ids {
		m, err := s.readAnew(ctx, id)
		if errors.Is(err, mailbox.ErrNotFound) {
			continue
		}
		if err != nil {
			return out, err
		}
		x, err := s.inFile(ctx, id, index.Lacks(m, terms))
		if err != nil {
			return out, err
		}
		if x.Text == "" {
			x.Text = index.Snippet(m, terms)
		}
		if x.Text != "" {
			out[id] = x
		}
	}
	return out, nil
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
		if text := index.FileSnippet(f.text, terms); text != "" {
			return mailbox.Excerpt{File: f.name, Text: text}, nil
		}
	}
	return mailbox.Excerpt{}, err
}

// readAnew takes a message apart.
func (s *Store) readAnew(ctx context.Context, id mailbox.ID) (m *eml.Digested, err error) {
	raw, f, err := s.lay(ctx, s.r, id)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	err = f.Look(func() { m = read(raw) })
	return m, err
}
