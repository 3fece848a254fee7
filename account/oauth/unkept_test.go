package oauth

import (
	"context"
	"errors"
	"testing"

	"popmail/account"
	"popmail/account/secret"
)

// stuck is a place that takes nothing, as a keyring that somebody has locked.
type stuck struct {
	place
	full *bool
}

func (p stuck) Set(ctx context.Context, c account.Credential) error {
	if *p.full {
		return errors.New("the keyring is locked")
	}
	return p.place.Set(ctx, c)
}

// TestATokenThatCannotBeKept: the provider takes the old one no more, so the new one is not
// lost where it cannot be kept, and is kept as soon as that works.
func TestATokenThatCannotBeKept(t *testing.T) {
	s, p := start(t)
	dir, full := t.TempDir(), false
	k := keeperIn(t, dir, s, p)
	store := stuck{place{secret.File(dir), secret.Key{ID: 7}}, &full}
	old := account.WithToken(signIn(t, s, p))
	if err := store.Set(t.Context(), old); err != nil {
		t.Fatal(err)
	}
	full = true
	next, err := k.Renew(t.Context(), 7, store, old)
	if err != nil || next == old || !s.Valid(next.Token.Access) {
		t.Fatalf("%v", err)
	}
	// Who reads what is kept gets the new one; the old one is not shown again.
	if again, err := k.Renew(t.Context(), 7, store, old); err != nil || again != next || s.Count("refresh") != 1 {
		t.Errorf("%v, %d asked for", err, s.Count("refresh"))
	}
	// The server does not take it: another comes in its place.
	third, err := k.Renew(t.Context(), 7, store, next)
	if err != nil || third.Token.Access == next.Token.Access || s.Count("refresh") != 2 || s.Count("reuse") != 0 {
		t.Errorf("%v, %d asked for, %d again", err, s.Count("refresh"), s.Count("reuse"))
	}
	full = false
	if got, err := k.Renew(t.Context(), 7, store, old); err != nil || got != third {
		t.Errorf("%v", err)
	}
	if kept, err := store.Get(t.Context()); err != nil || kept != third || len(k.unkept) != 0 {
		t.Errorf("it is not kept: %v", err)
	}
	// What the person has signed in for meanwhile counts.
	full = true
	if _, err := k.Renew(t.Context(), 7, store, third); err != nil {
		t.Fatal(err)
	}
	full = false
	mine := account.WithToken(signIn(t, s, p))
	if err := store.Set(t.Context(), mine); err != nil {
		t.Fatal(err)
	}
	if got, err := k.Fresh(t.Context(), 7, store, mine); err != nil || got != mine {
		t.Errorf("%v", err)
	}
	if got, err := k.Renew(t.Context(), 7, store, mine); err != nil || got.Token.Refresh == third.Token.Refresh || s.Count("reuse") != 0 {
		t.Errorf("%v, %d again", err, s.Count("reuse"))
	}
}
