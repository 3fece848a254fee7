package main

import (
	"context"
	"fmt"
	"slices"

	"popmail/account"
	"popmail/account/event"
	"popmail/storage/mailbox"
)

// serverPort fills gui.ServerMail.
type serverPort struct{ s *session }

// login finds an account and what it is logged in with.
func (p serverPort) login(ctx context.Context, id account.ID) (account.Account, account.Credential, error) {
	accounts, err := p.s.app.store.Accounts(ctx)
	if err != nil {
		return account.Account{}, account.Credential{}, err
	}
	i := slices.IndexFunc(accounts, func(a account.Account) bool { return a.ID == id })
	if i < 0 {
		return account.Account{}, account.Credential{}, fmt.Errorf("account %d: %w", id, mailbox.ErrNotFound)
	}
	c, err := p.s.poller.Credential(ctx, accounts[i])
	return accounts[i], c, err
}

func (p serverPort) Maildrop(ctx context.Context, id account.ID, look account.Look) (account.Maildrop, error) {
	a, c, err := p.login(ctx, id)
	if err != nil {
		return account.Maildrop{}, err
	}
	return p.s.app.maildrop(ctx, a, c, networkTimeout, look)
}

func (p serverPort) LastMaildrop(ctx context.Context, id account.ID) (account.Maildrop, error) {
	return p.s.app.store.LastMaildrop(ctx, id)
}

func (p serverPort) Quota(ctx context.Context, id account.ID) (int64, error) {
	known, err := p.s.app.store.Status(ctx)
	return known[id].Quota, err
}

func (p serverPort) SetQuota(ctx context.Context, id account.ID, octets int64) error {
	return p.s.app.store.SetQuota(ctx, id, octets)
}

func (p serverPort) Get(ctx context.Context, id account.ID, uids []string, tell func(event.Progress)) (account.Done, error) {
	a, c, err := p.login(ctx, id)
	if err != nil {
		return account.Done{}, err
	}
	g, err := p.s.app.receiveThese(ctx, a, c, networkTimeout, uids, tell)
	return g.Done(), err
}

func (p serverPort) Drop(ctx context.Context, id account.ID, seen []account.Seen) (account.Done, error) {
	a, c, err := p.login(ctx, id)
	if err != nil {
		return account.Done{}, err
	}
	g, err := p.s.app.removeThese(ctx, a, c, networkTimeout, nil, seen)
	return g.Done(), err
}

func (p serverPort) Choose(ctx context.Context, list []mailbox.Choice) ([]mailbox.Choice, error) {
	return p.s.app.store.Choose(ctx, list)
}

func (p serverPort) Holdings(ctx context.Context, id account.ID) (map[string]account.OnServer, error) {
	return p.s.app.store.Holdings(ctx, id)
}

func (p serverPort) OnServer(ctx context.Context, ids []mailbox.ID) ([]mailbox.OnServer, error) {
	return p.s.app.store.OnServer(ctx, ids)
}

func (p serverPort) Removable(ctx context.Context, a account.Account) (account.Removable, error) {
	return p.s.app.store.Removable(ctx, a)
}
