package storage_test

import (
	"testing"
	"time"

	"popmail/account"
	"popmail/account/send"
	"popmail/storage"
	"popmail/storage/storagetest"
)

// What is in the way of all letters is not what keeps one back that waits for another try: that one
// keeps what was said of it, and of its people, until its time has come.
func TestHinderedAndWaiting(t *testing.T) {
	now := time.UnixMilli(1_800_000_000_000)
	s := storagetest.Open(t, &storage.Options{Now: func() time.Time { return now }})
	a := storagetest.AddAccount(t, s, "anna@example.org")
	busy := &account.Problem{Trouble: account.TroubleBusy, Answer: "greylisted"}
	locked := &account.Problem{Trouble: account.TroubleNoKeyring}
	says := func(what string, want ...account.Trouble) {
		t.Helper()
		check(t, s.LettersHindered(ctx, a, locked))
		list, err := s.Letters(ctx)
		check(t, err)
		for _, l := range list {
			i := l.ID - list[0].ID
			if got := l.Problem.Trouble; got != want[i] || (got == account.TroubleBusy) != (len(l.Refusals) == 1) {
				t.Errorf("%s: letter %d: %v, %d refusals", what, i, l.Problem, len(l.Refusals))
			}
		}
	}
	for _, text := range []string{"greylisted", "new"} {
		id, err := s.SaveDraft(ctx, draft(a, text, "x"))
		check(t, err)
		check(t, s.Send(ctx, id, time.Time{}))
		if text == "new" {
			break
		}
		_, err = s.TakeLetter(ctx, a, send.Which{Now: now})
		check(t, err)
		check(t, s.SettleLetter(ctx, int64(id), send.Outcome{State: send.Waits, NextTry: now.Add(3 * time.Hour), Problem: busy, Refusals: []account.Refusal{{Email: "bob@example.net", Code: 450}}}))
	}
	says("at once", account.TroubleBusy, account.TroubleNoKeyring)
	now = now.Add(2 * time.Hour)
	says("before its time", account.TroubleBusy, account.TroubleNoKeyring)
	now = now.Add(2 * time.Hour)
	says("at its time", account.TroubleNoKeyring, account.TroubleNoKeyring)
}
