package main

import (
	"context"
	"sync"
	"testing"

	"popmail/account"
	"popmail/account/event"
	"popmail/account/fetch"
	"popmail/account/poll"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// The rest of a message is asked of its own account: no other is checked for it, above all none that
// waits for a person.
func TestRestChecksItsAccount(t *testing.T) {
	app, err := openApp(t.Context(), dataFolder(t))
	if err != nil {
		t.Fatal(err)
	}
	defer app.Close()
	var ids []account.ID
	for _, email := range []string{"ann@example.org", "bob@example.org", "carl@example.org"} {
		ids = append(ids, storagetest.AddAccount(t, app.store, email))
	}
	storagetest.Deliver(t, app.store, ids[1], fetch.Incoming{UID: "f", Raw: []byte("Subject: film\r\n\r\nbegins"), Listed: 5000, Short: true, Beginning: true})
	list, err := app.store.List(t.Context(), mailbox.View{}, 0)
	if err != nil || len(list) != 1 {
		t.Fatal(list, err)
	}

	var mu sync.Mutex
	checked := make(map[account.ID]int)
	came := make(chan account.ID, 10)
	p := poll.New(poll.Options{
		Accounts: func(context.Context) ([]account.Account, error) {
			var out []account.Account
			for _, id := range ids {
				out = append(out, account.Account{ID: id, User: "u", Interval: account.ByHand})
			}
			return out, nil
		},
		Credential: func(context.Context, account.Account) (account.Credential, error) { return account.Password("x"), nil },
		Fetch: func(_ context.Context, a account.Account, _ account.Credential, _ func(event.Progress)) (fetch.Report, error) {
			mu.Lock()
			checked[a.ID]++
			mu.Unlock()
			came <- a.ID
			return fetch.Report{}, nil
		},
		SaveStatus: func(context.Context, account.ID, account.Status) error { return nil },
		Activity:   new(event.Topic[event.Activity]),
	})
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- p.Run(ctx) }()
	p.CheckNow() // also as soon as there are accounts
	for range ids {
		<-came
	}
	s := &session{app: app, poller: p}
	if err := s.rest(t.Context(), []mailbox.ID{list[0].ID}, true); err != nil {
		t.Fatal(err)
	}
	if id := <-came; id != ids[1] {
		t.Errorf("account %d is checked", id)
	}
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
	if checked[ids[0]] != 1 || checked[ids[1]] != 2 || checked[ids[2]] != 1 {
		t.Errorf("%v", checked)
	}
}
