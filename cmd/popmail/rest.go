package main

import (
	"context"

	"popmail/storage/mailbox"
)

// rest fills gui.Options.Rest: the wish is kept in the store, and a check of the accounts follows
// whose servers have the rests.
func (s *session) rest(ctx context.Context, ids []mailbox.ID, on bool) error {
	if err := s.app.store.WantRest(ctx, ids, on); err != nil || !on {
		return err
	}
	accounts, err := s.app.store.RestsFrom(ctx, ids)
	if err != nil {
		return err
	}
	s.poller.CheckFor(accounts) // the others have nothing to do with it
	return nil
}
