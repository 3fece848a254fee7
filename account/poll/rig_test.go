package poll

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"popmail/account"
	"popmail/account/event"
	"popmail/account/fetch"
)

// rig is a Poller with everything around it made up.
type rig struct {
	*Poller
	t      *testing.T
	start  time.Time
	sub    *event.Subscription[event.Activity]
	cancel context.CancelFunc
	ended  chan struct{}

	mu       sync.Mutex
	accounts []account.Account
	accErr   error
	pw       map[account.ID]string
	pwErr    error
	fetch    func(ctx context.Context, a account.Account, pw string, n int) (fetch.Report, error)
	calls    []call
	open     map[account.ID]int
	status   map[account.ID][]account.Status
	net      string
	skew     time.Duration
	pwAsked  int
	jitter   func(time.Duration) time.Duration // nil: none
	waits    func(ctx context.Context) error   // before a password is looked up; nil: nothing
}

// call is one session.
type call struct {
	id   account.ID
	at   time.Duration
	pw   string
	host string
}

func acc(id account.ID, interval time.Duration) account.Account {
	return account.Account{ID: id, Email: fmt.Sprintf("a%d@example.org", id), User: "a", Interval: interval}
}

func newRig(t *testing.T, accounts ...account.Account) *rig {
	r := &rig{
		t: t, start: time.Now(), accounts: accounts, pw: map[account.ID]string{}, open: map[account.ID]int{},
		status: map[account.ID][]account.Status{}, ended: make(chan struct{}),
	}
	for _, a := range accounts {
		r.pw[a.ID] = "right"
	}
	topic := new(event.Topic[event.Activity])
	r.sub = topic.Subscribe(10000)
	r.Poller = New(Options{
		Accounts: func(context.Context) ([]account.Account, error) {
			r.mu.Lock()
			defer r.mu.Unlock()
			return slices.Clone(r.accounts), r.accErr
		},
		Credential: func(ctx context.Context, a account.Account) (account.Credential, error) {
			if r.waits != nil {
				if err := r.waits(ctx); err != nil {
					return account.Credential{}, err
				}
			}
			r.mu.Lock()
			defer r.mu.Unlock()
			r.pwAsked++
			return account.Password(r.pw[a.ID]), r.pwErr
		},
		Fetch: r.session,
		SaveStatus: func(_ context.Context, id account.ID, s account.Status) error {
			r.mu.Lock()
			defer r.mu.Unlock()
			r.status[id] = append(r.status[id], s)
			return nil
		},
		Activity: topic,
		Jitter: func(d time.Duration) time.Duration {
			if r.jitter != nil {
				return r.jitter(d)
			}
			return d
		},
		Pause: func(_ context.Context, id account.ID) (p account.Pause, err error) {
			r.mu.Lock()
			defer r.mu.Unlock()
			for _, st := range r.status[id] {
				if st.Pause != p && st.Pause != (account.Pause{}) {
					p = st.Pause
				}
			}
			return p, nil
		},
		Network: func() string {
			r.mu.Lock()
			defer r.mu.Unlock()
			return r.net
		},
		wall: func() time.Time {
			r.mu.Lock()
			defer r.mu.Unlock()
			return time.Now().Add(r.skew)
		},
	})
	return r
}

func (r *rig) session(ctx context.Context, a account.Account, c account.Credential, progress func(event.Progress)) (fetch.Report, error) {
	r.mu.Lock()
	r.calls = append(r.calls, call{a.ID, time.Since(r.start), c.Password, a.Incoming.Host})
	n := len(r.calls)
	r.open[a.ID]++
	if r.open[a.ID] > 1 {
		r.t.Errorf("two sessions on account %d", a.ID)
	}
	f := r.fetch
	r.mu.Unlock()
	defer func() {
		r.mu.Lock()
		r.open[a.ID]--
		r.mu.Unlock()
		progress(event.Progress{}) // too late, unless it is the last thing that Fetch does
	}()
	if f == nil {
		return fetch.Report{}, nil
	}
	return f(ctx, a, c.Password, n)
}

func (r *rig) run() {
	ctx, cancel := context.WithCancel(r.t.Context())
	r.cancel = cancel
	go func() {
		defer close(r.ended)
		if err := r.Run(ctx); err != nil {
			r.t.Errorf("Run: %v", err)
		}
	}()
}

// after lets d pass and returns the sessions that began meanwhile.
func (r *rig) after(d time.Duration) []call {
	time.Sleep(d)
	synctest.Wait()
	r.mu.Lock()
	defer r.mu.Unlock()
	c := r.calls
	r.calls = nil
	return c
}

// times is after, without all but the times of the sessions.
func (r *rig) times(d time.Duration) []time.Duration {
	var out []time.Duration
	for _, c := range r.after(d) {
		out = append(out, c.at)
	}
	return out
}

// events returns what was published meanwhile, without progress.
func (r *rig) events() []event.Activity {
	synctest.Wait()
	var out []event.Activity
	for {
		select {
		case e := <-r.sub.C():
			if _, ok := e.(event.Progress); !ok {
				out = append(out, e)
			}
		default:
			return out
		}
	}
}

func (r *rig) change(f func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	f()
}

func (r *rig) end() {
	r.cancel()
	<-r.ended
}

func bubble(t *testing.T, f func(t *testing.T)) {
	t.Helper()
	synctest.Test(t, f)
}

func wantTimes(t *testing.T, got []time.Duration, want ...time.Duration) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("sessions at %v, want %v", got, want)
	}
}

// kinds names the types of events.
func kinds(events []event.Activity) []string {
	var out []string
	for _, e := range events {
		out = append(out, reflect.TypeOf(e).Name())
	}
	return out
}

func wantKinds(t *testing.T, got []event.Activity, want ...string) {
	t.Helper()
	if !slices.Equal(kinds(got), want) {
		t.Errorf("events %v, want %v", kinds(got), want)
	}
}

func failing(trouble account.Trouble) func(context.Context, account.Account, string, int) (fetch.Report, error) {
	return func(context.Context, account.Account, string, int) (fetch.Report, error) {
		return fetch.Report{}, &account.Problem{Trouble: trouble, Server: "pop.example.org"}
	}
}

// untilStopped is a session that lasts until it is stopped.
func untilStopped(ctx context.Context, _ account.Account, _ string, _ int) (fetch.Report, error) {
	<-ctx.Done()
	return fetch.Report{Received: 3}, &account.Problem{Trouble: account.TroubleStopped, Err: ctx.Err()}
}
