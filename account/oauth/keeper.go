package oauth

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/gofrs/flock"
	"golang.org/x/oauth2"

	"popmail/account"
	"popmail/account/disk"
)

const (
	keepTime = 30 * time.Second // for a token to be kept: a keyring may ask
	// lockWait bounds the wait for another PopMail that is getting a token.
	lockWait = requestTime + keepTime + 15*time.Second
)

// Store is where the credential of one account is kept.
type Store interface {
	Get(ctx context.Context) (account.Credential, error)
	Set(ctx context.Context, c account.Credential) error
}

// Keeper keeps permissions alive: it gets a new token before the old one ends. Many
// providers give a new refresh token each time and take the old one for stolen when it
// comes again, so only one at a time asks, in this program and in others that share the
// folder; whoever comes second finds what the first has got.
type Keeper struct {
	Clients   Clients
	Wait      time.Duration // for another that is getting a token for the same account; 0: the usual
	Dir       string        // for the lock that other programs see; empty: none do
	HTTP      *http.Client  // nil: a usual one
	Providers []Provider    // nil: those of Clients
	Now       func() time.Time

	mu     sync.Mutex
	locks  map[account.ID]chan struct{}
	unkept map[account.ID]renewed
}

// renewed is a token that could not be kept, and the one that it has come in the place of,
// which the provider takes no more.
type renewed struct{ from, to account.Token }

// Fresh returns c, or in its place a credential whose token is good for a while, which
// has been kept then; where that was not possible it is used as long as the program runs,
// and tried to be kept each time. What is no token is returned as it is. Errors are
// *account.Problem: with account.TroubleSignInAgain the permission has ended or was
// withdrawn, with account.TroubleNoClient this copy is not registered.
func (k *Keeper) Fresh(ctx context.Context, id account.ID, s Store, c account.Credential) (account.Credential, error) {
	if c.Token == (account.Token{}) || c.Token.Fresh(k.now()) {
		return c, nil
	}
	return k.renew(ctx, id, s, c)
}

// Renew is Fresh for a token that the server has refused although its time was not over.
func (k *Keeper) Renew(ctx context.Context, id account.ID, s Store, c account.Credential) (account.Credential, error) {
	return k.renew(ctx, id, s, c)
}

func (k *Keeper) renew(ctx context.Context, id account.ID, s Store, c account.Credential) (account.Credential, error) {
	p, ok := k.Provider(c.Token.Issuer)
	if !ok {
		return c, &account.Problem{Trouble: account.TroubleNoClient, Err: fmt.Errorf("there is no provider %q", c.Token.Issuer)}
	}
	unlock, err := k.lock(ctx, id)
	if err != nil {
		return c, err
	}
	defer unlock()
	before, none := s.Get(ctx)
	late, ok := k.notKept(id, c.Token, before.Token, none == nil)
	if ok {
		shown := c.Token.Access
		if none == nil {
			c = before
		}
		if c.Token = late.to; c.Token.Access != shown && c.Token.Fresh(k.now()) {
			k.keep(ctx, id, s, c, late.from)
			return c, nil
		}
	} else if kept := before; none == nil && kept.Token.Issuer == c.Token.Issuer {
		// Another may have got a new one meanwhile.
		if kept.Token.Access != c.Token.Access && kept.Token.Fresh(k.now()) {
			return kept, nil
		}
		// What the person has signed in for since is newer than what is kept.
		if kept.Token.Expires >= c.Token.Expires {
			c = kept
		}
	}
	if c.Token.Refresh == "" {
		return c, problem(p, ErrEnded)
	}
	client, ok := k.Clients.Of(p)
	if !ok {
		return c, &account.Problem{Trouble: account.TroubleNoClient, Server: p.host(), Err: fmt.Errorf("this copy of PopMail has no client ID for %s", p.Name)}
	}
	// What the provider has given is kept, also when ctx ends now.
	rctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), requestTime)
	defer cancel()
	t, err := p.config(client, "").TokenSource(withHTTP(rctx, k.HTTP), &oauth2.Token{RefreshToken: c.Token.Refresh}).Token()
	if err != nil {
		return c, problem(p, plainError(err))
	}
	old := c.Token
	c.Token = tokenOf(p, t, old.Refresh)
	// What the person has put there or taken away since then stays as it is.
	if now, err := s.Get(rctx); none == nil && err == nil {
		outgoing := now.Outgoing
		if now.Outgoing = before.Outgoing; now != before {
			return c, nil
		}
		if outgoing != before.Outgoing {
			c.Outgoing = outgoing
		}
	} else if none == nil && account.TroubleOf(err) == account.TroubleNoPassword {
		return c, nil
	}
	if late.from == (account.Token{}) {
		late.from = before.Token
	}
	if late.from == (account.Token{}) {
		late.from = old
	}
	k.keep(ctx, id, s, c, late.from)
	return c, nil
}

// keep keeps c, whose token has come in the place of from, or remembers it where that is
// not possible: from is good for nothing any more.
func (k *Keeper) keep(ctx context.Context, id account.ID, s Store, c account.Credential, from account.Token) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), keepTime)
	defer cancel()
	err := s.Set(ctx, c)
	k.mu.Lock()
	defer k.mu.Unlock()
	if err == nil {
		delete(k.unkept, id)
		return
	}
	slog.Warn("a new sign-in could not be kept", "account", id, "error", err)
	if k.unkept == nil {
		k.unkept = make(map[account.ID]renewed)
	}
	k.unkept[id] = renewed{from, c.Token}
}

// notKept is the token that has come in the place of asked and could not be kept, unless
// another is kept now.
func (k *Keeper) notKept(id account.ID, asked, kept account.Token, readable bool) (renewed, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	r, ok := k.unkept[id]
	if !ok || readable && kept != r.from || asked.Refresh != r.from.Refresh && asked.Refresh != r.to.Refresh {
		return renewed{}, false
	}
	return r, true
}

// Provider finds the provider that a token names.
func (k *Keeper) Provider(id string) (Provider, bool) {
	list := k.Providers
	if list == nil {
		list = k.Clients.Providers()
	}
	return find(list, id)
}

func (k *Keeper) now() time.Time {
	if k.Now != nil {
		return k.Now()
	}
	return time.Now()
}

// lock keeps others, in this program and in others, from getting a token for the same
// account. Its error is an *account.Problem, and not about the provider.
func (k *Keeper) lock(whole context.Context, id account.ID) (unlock func(), err error) {
	ctx, cancel := context.WithTimeout(whole, cmp.Or(k.Wait, lockWait))
	defer cancel()
	waited := func() error {
		if errors.Is(whole.Err(), context.Canceled) {
			return &account.Problem{Trouble: account.TroubleStopped, Err: whole.Err()}
		}
		return &account.Problem{Trouble: account.TroubleMeanwhile, Err: ctx.Err()}
	}
	k.mu.Lock()
	if k.locks == nil {
		k.locks = make(map[account.ID]chan struct{})
	}
	here := k.locks[id]
	if here == nil {
		here = make(chan struct{}, 1)
		k.locks[id] = here
	}
	k.mu.Unlock()
	select {
	case here <- struct{}{}:
	case <-ctx.Done():
		return nil, waited()
	}
	free := func() { <-here }
	if k.Dir == "" {
		return free, nil
	}
	if err := os.MkdirAll(k.Dir, 0o700); err != nil {
		free()
		return nil, disk.Problem(err)
	}
	file := flock.New(k.lockPath(id), flock.SetPermissions(0o600))
	if _, err := file.TryLockContext(ctx, 20*time.Millisecond); err != nil {
		free()
		if ctx.Err() != nil {
			return nil, waited()
		}
		return nil, disk.Problem(err)
	}
	return func() {
		_ = file.Close()
		free()
	}, nil
}

// Forget removes the lock of an account that is gone.
func (k *Keeper) Forget(id account.ID) {
	k.mu.Lock()
	delete(k.locks, id)
	delete(k.unkept, id)
	k.mu.Unlock()
	if k.Dir != "" {
		_ = os.Remove(k.lockPath(id))
	}
}

func (k *Keeper) lockPath(id account.ID) string {
	return filepath.Join(k.Dir, fmt.Sprintf("oauth-%d.lock", id))
}

// Revoke gives the permission back (RFC 7009), where the provider has a way for it. It
// is best effort: the token is forgotten here in any case.
func (k *Keeper) Revoke(ctx context.Context, c account.Credential) error {
	p, ok := k.Provider(c.Token.Issuer)
	if !ok || p.Revoke == "" || c.Token.Refresh == "" {
		return nil
	}
	client, _ := k.Clients.Of(p)
	return revoke(ctx, k.HTTP, p, client, c.Token.Refresh)
}
