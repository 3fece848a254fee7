// Package poll says when mail is fetched: at the start, at each account's
// interval, when the person asks, after failures with growing pauses, and when
// the network is back. An account never has two sessions at once.
package poll

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"popmail/account"
	"popmail/account/event"
	"popmail/account/fetch"
	"popmail/account/send"
)

// Options say what a Poller works with. All functions may take long; they are
// called from several goroutines.
type Options struct {
	// Accounts returns the accounts to check. It is called at the start and
	// after Reload.
	Accounts func(ctx context.Context) ([]account.Account, error)
	// Credential returns what is kept for an account to log in with. An error with
	// TroubleNoPassword or TroubleNoKeyring leads to NeedsPassword; with the first the password
	// of an outgoing server's own may be there all the same.
	Credential func(ctx context.Context, a account.Account) (account.Credential, error)
	// Fresh returns a credential that was given, with a token that is good for a while;
	// nil: as it was given.
	Fresh func(ctx context.Context, a account.Account, c account.Credential) (account.Credential, error)
	// Keep keeps a password that was given by Remember, after the server has taken
	// it; nil: nobody does.
	Keep func(ctx context.Context, a account.Account, c account.Credential) error
	// Fetch runs one session and returns when it has ended, soon after ctx has.
	Fetch func(ctx context.Context, a account.Account, c account.Credential, progress func(event.Progress)) (fetch.Report, error)
	// Send sends the letters of an account that may go now, byHand also those that wait for
	// another try, and returns soon after ctx has ended; nil: nothing is sent.
	Send func(ctx context.Context, a account.Account, c account.Credential, byHand bool, tell func(event.SendProgress)) (send.Report, error)
	// Waiting counts the letters that Send would send, and says when the first of the rest
	// may go; zero: never. It is there with Send.
	Waiting func(ctx context.Context, id account.ID, byHand bool) (n int, next time.Time, err error)
	// Hindered notes why Send is not called for the letters that wait: there is no password, or the
	// sign-in has ended; nil: nobody does.
	Hindered func(ctx context.Context, id account.ID, why error) error
	// SaveStatus notes how a session ended, and, as soon as the server has said
	// what it holds, that; nil: nobody does. A zero LastCheck, an unknown Held and
	// a zero Pause leave the stored ones as they are.
	SaveStatus func(ctx context.Context, id account.ID, s account.Status) error
	// Pause returns what a server has asked for in an earlier run of the program; nil: that
	// is not known.
	Pause func(ctx context.Context, id account.ID) (account.Pause, error)
	// Activity receives what happens, for each account in order: Started,
	// Progress…, then Finished, Failed or NeedsPassword, then Scheduled.
	Activity *event.Topic[event.Activity]
	// Jitter spreads the usual interval and the pauses after a failure; nil: up to a tenth longer.
	Jitter func(time.Duration) time.Duration
	// Network returns something that changes when the computer's network does;
	// nil: the addresses of its interfaces.
	Network func() string

	wall func() time.Time // the clock on the wall, in tests
}

// Poller is the scheduler. Its methods may be called from any goroutine, also
// before Run.
type Poller struct {
	o    Options
	wake chan struct{} // to read the accounts

	offline atomic.Bool   // the person works offline
	opened  atomic.Uint64 // times that KeyringOpened was called

	mu      sync.Mutex
	workers map[account.ID]*worker
	senders map[account.ID]*sender
	given   map[account.ID]given
	keep    map[account.ID]account.Credential // of these, those to be kept once the server has taken them
	ready   bool                              // the accounts were read
	early   bool                              // CheckNow was called before
}

// New returns a Poller. It does nothing before Run.
func New(o Options) *Poller {
	if o.Activity == nil {
		o.Activity = new(event.Topic[event.Activity])
	}
	if o.SaveStatus == nil {
		o.SaveStatus = func(context.Context, account.ID, account.Status) error { return nil }
	}
	if o.Jitter == nil {
		o.Jitter = jitter
	}
	if o.Network == nil {
		o.Network = network
	}
	if o.wall == nil {
		o.wall = time.Now
	}
	return &Poller{
		o:       o,
		wake:    make(chan struct{}, 1),
		workers: make(map[account.ID]*worker),
		senders: make(map[account.ID]*sender),
		given:   make(map[account.ID]given),
		keep:    make(map[account.ID]account.Credential),
	}
}

// watchEvery is the time between two looks at the network and the clock.
const watchEvery = 15 * time.Second

// asleep is how much longer than watchEvery the clock on the wall must have gone
// on for the computer to have been asleep.
const asleep = 45 * time.Second

// Run checks for mail until ctx ends, and returns nil once all sessions have
// ended. It must run only once.
func (p *Poller) Run(ctx context.Context) error {
	var all sync.WaitGroup
	defer all.Wait()
	p.Reload()
	watch := time.NewTicker(watchEvery)
	defer watch.Stop()
	retry := time.NewTimer(0)
	defer retry.Stop()
	retry.Stop()
	pause := firstReload
	net, wall := p.o.Network(), p.o.wall().Round(0)
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-p.wake:
		case <-retry.C:
		case <-watch.C:
			now := p.o.wall().Round(0)
			slept := now.Sub(wall) > watchEvery+asleep
			n := p.o.Network()
			if n != net || slept {
				p.each(func(w *worker) { w.networkChanged(slept) })
				p.eachSender(func(s *sender) {
					s.until = time.Time{}
					s.poke(false)
				})
			}
			net, wall = n, now
			continue
		}
		var accounts []account.Account
		err := guard(func() (err error) {
			accounts, err = p.o.Accounts(ctx)
			return err
		})
		if err != nil {
			retry.Reset(pause)
			pause = min(2*pause, lastReload)
			continue
		}
		pause = firstReload
		p.arrange(ctx, accounts, &all)
	}
}

// The pauses after the accounts could not be read.
const (
	firstReload = 2 * time.Second
	lastReload  = time.Minute
)

// arrange starts, changes and ends workers so that there is one for each account that
// is not paused.
func (p *Poller) arrange(ctx context.Context, accounts []account.Account, all *sync.WaitGroup) {
	p.mu.Lock()
	defer p.mu.Unlock()
	there := make(map[account.ID]bool, len(accounts))
	for _, a := range accounts {
		there[a.ID] = true
		w, ok := p.workers[a.ID]
		if a.Paused {
			if ok {
				w.retire() // what was given stays for when it is resumed
			}
			continue
		}
		if ok && !w.retired() {
			w.update(a)
			continue
		}
		// An account that was removed or paused and is back waits for the end of its last session.
		next := newWorker(p, a)
		if p.early {
			next.check, next.byHand = true, true
		}
		if ok {
			next.after = w.done
		}
		p.workers[a.ID] = next
		all.Go(func() { next.run(ctx) })
	}
	p.arrangeSenders(ctx, accounts, all.Go)
	p.ready, p.early = true, false
	for id, w := range p.workers {
		if !there[id] {
			w.retire()
			delete(p.given, id)
			delete(p.keep, id)
			select {
			case <-w.done:
				delete(p.workers, id)
			default:
			}
		}
	}
}

func (p *Poller) each(f func(*worker)) {
	p.mu.Lock()
	workers := make([]*worker, 0, len(p.workers))
	for _, w := range p.workers {
		workers = append(workers, w)
	}
	p.mu.Unlock()
	for _, w := range workers {
		f(w)
	}
}

// CheckNow checks all accounts that are not paused at once, also those whose password was
// refused and those that are not checked by themselves any more, see account.Trouble.Halts.
// An account with a session under way is left to it.
func (p *Poller) CheckNow() {
	p.mu.Lock()
	p.early = !p.ready
	p.mu.Unlock()
	p.each((*worker).checkNow)
}

// Again says that sessions are other ones now. With anew, those under way end and begin
// again. Without, another one follows them, and all accounts are checked but those that the
// person has to do something for first and those that are checked by hand alone.
func (p *Poller) Again(anew bool) { p.each(func(w *worker) { w.again(anew) }) }

// CheckFor is CheckNow for some accounts, because of something that the person wants of them: where a
// session is under way another one follows it.
func (p *Poller) CheckFor(ids []account.ID) {
	p.mu.Lock()
	var workers []*worker
	for _, id := range ids {
		if w := p.workers[id]; w != nil {
			workers = append(workers, w)
		}
	}
	p.mu.Unlock()
	for _, w := range workers {
		w.ask(true)
	}
}

// CheckAccount is CheckNow for one account.
func (p *Poller) CheckAccount(id account.ID) {
	p.mu.Lock()
	w := p.workers[id]
	p.mu.Unlock()
	if w != nil {
		w.checkNow()
	}
}

// Stop ends the sessions under way. What they received stays. Each ends with
// Failed and an error of TroubleStopped; the next check comes at the usual time.
func (p *Poller) Stop() {
	p.each((*worker).stop)
	p.stopSending()
}

func (p *Poller) stopSending() {
	p.eachSender(func(s *sender) {
		if s.stop != nil {
			s.stop()
		}
	})
}

// Reload reads the accounts anew: new and resumed ones are checked at once, so are
// those whose server, user or choice about mail on the server has changed; the sessions
// of changed, paused and removed ones are ended.
func (p *Poller) Reload() {
	select {
	case p.wake <- struct{}{}:
	default:
	}
}

// Anew says that what is kept for an account to log in with is another now: what was given
// before is forgotten, and the account is checked.
func (p *Poller) Anew(id account.ID) {
	p.mu.Lock()
	delete(p.given, id)
	delete(p.keep, id)
	w := p.workers[id]
	if s := p.senders[id]; s != nil {
		s.poke(true)
	}
	p.mu.Unlock()
	if w != nil {
		w.passwordGiven()
	}
}

// End ends the session on one account, if there is one, and waits for its end.
// No further one begins before Reload finds the account. Sessions on other
// accounts go on.
func (p *Poller) End(ctx context.Context, id account.ID) error {
	p.mu.Lock()
	w, s := p.workers[id], p.senders[id]
	if s != nil {
		s.retire()
	}
	p.mu.Unlock()
	if s != nil {
		select {
		case <-s.done:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	if w == nil {
		return nil
	}
	return w.endSession(ctx)
}
