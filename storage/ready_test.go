package storage_test

import (
	"testing"
	"time"

	"popmail/account"
	"popmail/storage"
	"popmail/storage/storagetest"
)

// TestReadiness: what is counted of the mail, and when something goes from a server.
func TestReadiness(t *testing.T) {
	now := time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)
	s := storagetest.Open(t, &storage.Options{Now: func() time.Time { return now }})
	a := storagetest.Account("me@example.org")
	a.Leave = account.Retention{Mode: account.LeaveDays, Days: 14}
	id, err := s.AddAccount(ctx, a, nil)
	if err != nil {
		t.Fatal(err)
	}
	storagetest.Deliver(t, s, id, storagetest.Mail{Subject: "one"}.Incoming("1"), storagetest.Mail{Subject: "two"}.Incoming("2"))
	r, err := s.Readiness(ctx)
	if err != nil || r.Messages != 2 || r.Due != 0 || !r.Removes.Equal(now.Add(14*24*time.Hour)) || r.Room == 0 || r.Free <= 0 || len(r.Waiting) != 0 {
		t.Errorf("%+v, %v", r, err)
	}
	now = now.Add(15 * 24 * time.Hour)
	storagetest.Deliver(t, s, id, storagetest.Mail{Subject: "three"}.Incoming("3"))
	if r, err = s.Readiness(ctx); err != nil || r.Due != 2 || !r.Removes.Equal(now.Add(14*24*time.Hour)) {
		t.Errorf("%+v, %v", r, err)
	}
}
