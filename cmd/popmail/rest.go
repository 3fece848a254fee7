package main

import (
	"context"

	"popmail/storage/mailbox"
)

// rest fills gui.Options.Rest: the wish is kept in the store, and a check follows.
func (s *session) rest(ctx context.Context, ids []mailbox.ID, on bool) error {
	if err := s.app.store.WantRest(ctx, ids, on); err != nil || !on {
		return err
	}
	s.poller.Again(false) // also behind a session that is under way
	s.poller.CheckNow()
	return nil
}
