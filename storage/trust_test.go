package storage_test

import (
	"testing"
	"time"

	"popmail/account"
	"popmail/storage"
	"popmail/storage/storagetest"
)

// TestTrust keeps what an account trusts over a restart, for this account alone, and
// forgets it with the account, also where its mail is kept.
func TestTrust(t *testing.T) {
	dir := t.TempDir()
	s := storagetest.OpenIn(t, dir, nil)
	id, other := storagetest.AddAccount(t, s, "me@example.org"), storagetest.AddAccount(t, s, "you@example.org")
	of := func(s *storage.Store, id account.ID) account.Account {
		for _, a := range mustAccounts(t, s) {
			if a.ID == id {
				return a
			}
		}
		t.Fatalf("account %d is gone", id)
		return account.Account{}
	}
	a := of(s, id)
	a.Outgoing = account.Server{Host: "smtp.example.org"}
	a.Authorities = "-----BEGIN CERTIFICATE-----\n"
	a.Trust(a.Incoming.Host, [32]byte{1}, time.Unix(1800000000, 0))
	a.Trust("smtp.example.org", [32]byte{31: 2}, time.Unix(1800000001, 0))
	if err := s.UpdateAccount(ctx, a, nil); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = storagetest.OpenIn(t, dir, nil)
	got := of(s, id)
	if got.Exceptions != a.Exceptions || len(got.Exceptions.All()) != 2 || got.Authorities != a.Authorities {
		t.Errorf("%+v", got)
	}
	if o := of(s, other); len(o.Exceptions.All()) != 0 || o.Authorities != "" {
		t.Errorf("the other account: %+v", o)
	}
	if err := s.RemoveAccount(ctx, id, true); err != nil {
		t.Fatal(err)
	}
	if again := storagetest.AddAccount(t, s, "me@example.org"); again != id {
		t.Fatalf("account %d", again)
	}
	if got = of(s, id); len(got.Exceptions.All()) != 0 || got.Authorities != "" {
		t.Errorf("after it was removed: %+v", got)
	}
}
