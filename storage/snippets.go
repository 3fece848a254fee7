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
// names of attachments. Messages that hold it only in subject or sender are left
// out, as both are listed anyway. It reads the messages anew, so it is meant for the
// rows that are being looked at.
func (s *Store) Snippets(ctx context.Context, ids []mailbox.ID, terms []string) (map[mailbox.ID]string, error) {
	out := make(map[mailbox.ID]string)
	for _, id := range ids {
		m, err := s.readAnew(ctx, id)
		if errors.Is(err, mailbox.ErrNotFound) {
			continue
		}
		if err != nil {
			return out, err
		}
		if text := index.Snippet(m, terms); text != "" {
			out[id] = text
		}
	}
	return out, nil
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
