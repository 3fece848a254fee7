package storage_test

import (
	"crypto/sha256"
	"encoding/json"
	"testing"
	"time"

	"popmail/account"
	"popmail/storage"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// TestHeldBack: what the server has listed again after its removal does not go with the next check, whoever is asked;
// what the note is not about does.
func TestHeldBack(t *testing.T) {
	now := time.Date(2026, 12, 1, 8, 0, 0, 0, time.UTC)
	s := storagetest.Open(t, &storage.Options{Now: func() time.Time { return now }})
	id := storagetest.AddAccount(t, s, "me@example.org")
	storagetest.Deliver(t, s, id, mail("f", "one"), mail("g", "two"))
	accounts, err := s.Accounts(ctx)
	if err != nil {
		t.Fatal(err)
	}
	a := accounts[0]
	a.Leave = account.Retention{Mode: account.LeaveNone}
	if err := s.UpdateAccount(ctx, a, nil); err != nil {
		t.Fatal(err)
	}
	key := sha256.Sum256([]byte("f"))
	for _, c := range []struct {
		back  map[string]any
		until time.Duration
		held  map[string]bool
	}{
		{nil, 0, map[string]bool{}},
		{map[string]any{"Keys": key[:8]}, 48 * time.Hour, map[string]bool{"f": true}},
		{map[string]any{"Keys": key[:8]}, -time.Hour, map[string]bool{}},
		{map[string]any{"Keys": key[:8]}, 90 * 24 * time.Hour, map[string]bool{}}, // noted with a clock that was ahead
		{map[string]any{"Keys": nil, "All": true}, 48 * time.Hour, map[string]bool{"f": true, "g": true}},
	} {
		until := now.Add(c.until)
		notes := map[string]any{}
		if c.back != nil {
			c.back["Until"] = until.Unix()
			notes["Back"] = c.back
		}
		text, err := json.Marshal(notes)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.SetNotes(ctx, id, text); err != nil {
			t.Fatal(err)
		}
		right := func(by, uid string, g account.Goes) {
			t.Helper()
			if g.Due(now) == c.held[uid] || c.held[uid] && !g.At.Equal(until) {
				t.Errorf("%v, %s: %s goes %v", c.back, by, uid, g)
			}
		}
		holdings, err := s.Holdings(ctx, id)
		if err != nil || len(holdings) != 2 {
			t.Fatalf("%v %v", holdings, err)
		}
		var ids []mailbox.ID
		for uid, o := range holdings {
			right("Holdings", uid, o.Goes)
			ids = append(ids, mailbox.ID(o.ID))
		}
		list, err := s.OnServer(ctx, ids)
		if err != nil || len(list) != 2 {
			t.Fatalf("%v %v", list, err)
		}
		for _, o := range list {
			right("OnServer", o.UID, o.Goes)
		}
		if r, err := s.Removable(ctx, a); err != nil || r.Messages != 2-len(c.held) {
			t.Errorf("%v: %+v %v", c.back, r, err)
		}
	}
}
