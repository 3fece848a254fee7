package oauth

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gofrs/flock"

	"popmail/account"
)

// These tests run in a bubble with a clock of its own (testing/synctest): what they measure is
// what PopMail waits for.

// silent is a provider that never answers.
type silent struct{}

func (silent) RoundTrip(r *http.Request) (*http.Response, error) {
	<-r.Context().Done()
	return nil, r.Context().Err()
}

// doorway is a listener without a network: browsers come through it.
type doorway struct {
	conns chan net.Conn
	shut  chan struct{}
	once  sync.Once
}

func newDoorway() *doorway { return &doorway{conns: make(chan net.Conn), shut: make(chan struct{})} }

func (d *doorway) Accept() (net.Conn, error) {
	select {
	case c := <-d.conns:
		return c, nil
	case <-d.shut:
		return nil, net.ErrClosed
	}
}

func (d *doorway) Close() error {
	d.once.Do(func() { close(d.shut) })
	return nil
}

func (d *doorway) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 4711} }

func (d *doorway) listen(context.Context) (net.Listener, error) { return d, nil }

// come is a browser that has come.
func (d *doorway) come() net.Conn {
	here, there := net.Pipe()
	d.conns <- there
	return here
}

var quietProvider = Provider{ID: "quiet", Name: "Quiet", Client: "quiet", Auth: "https://a.test/", Token: "https://t.test/", Revoke: "https://r.test/", Hosts: []string{"pop.quiet.test"}}

// state is the one in an address that the browser was sent to.
func state(address string) string {
	_, s, _ := strings.Cut(address, "state=")
	s, _, _ = strings.Cut(s, "&")
	return s
}

// A sign-in that nobody ends is given up after ten minutes, or the time that was said.
func TestNobodySignsIn(t *testing.T) {
	for said, want := range map[time.Duration]time.Duration{0: 10 * time.Minute, time.Minute: time.Minute} {
		synctest.Test(t, func(t *testing.T) {
			f := Flow{Provider: quietProvider, Time: said, Open: func(context.Context, string) error { return nil }, HTTP: &http.Client{Transport: silent{}}, listen: newDoorway().listen}
			begun := time.Now()
			_, err := f.SignIn(t.Context())
			if took := time.Since(begun); took != want || account.TroubleOf(err) != account.TroubleNobody {
				t.Errorf("%v after %v, want %v", err, took, want)
			}
		})
	}
}

// A browser that asks for nothing, or never ends what it asks, is let go of after ten seconds,
// and the sign-in goes on.
func TestBrowserThatIsNeverDone(t *testing.T) {
	for _, says := range []string{"", "GET / HTTP/1.1\r\nHost: 127.0.0.1:4711\r\n"} {
		synctest.Test(t, func(t *testing.T) {
			d := newDoorway()
			var took time.Duration
			f := Flow{Provider: quietProvider, HTTP: &http.Client{Transport: silent{}}, listen: d.listen, Open: func(context.Context, string) error {
				c := d.come()
				begun := time.Now()
				_, _ = io.WriteString(c, says)
				_, _ = io.Copy(io.Discard, c)
				took = time.Since(begun)
				return nil
			}}
			if _, err := f.SignIn(t.Context()); account.TroubleOf(err) != account.TroubleNobody || took != 10*time.Second {
				t.Errorf("%q: let go of after %v; %v", says, took, err)
			}
		})
	}
}

// A provider that does not answer when the person has signed in is given up after thirty
// seconds.
func TestSilentProvider(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDoorway()
		f := Flow{Provider: quietProvider, HTTP: &http.Client{Transport: silent{}}, listen: d.listen, Open: func(_ context.Context, address string) error {
			page := d.come()
			_, _ = io.WriteString(page, "GET /?code=c&state="+state(address)+" HTTP/1.1\r\nHost: 127.0.0.1:4711\r\n\r\n")
			r, err := http.ReadResponse(bufio.NewReader(page), nil)
			if err != nil || r.StatusCode != http.StatusOK {
				t.Errorf("%v %v", r, err)
			}
			return page.Close()
		}}
		begun := time.Now()
		_, err := f.SignIn(t.Context())
		if took := time.Since(begun); took < 30*time.Second || took > 31*time.Second || account.TroubleOf(err) != account.TroubleSilent {
			t.Errorf("%v after %v", err, took)
		}
	})
}

// The last page has two seconds to reach the browser.
func TestLastPageIsNotWaitedForLong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDoorway()
		var page net.Conn
		f := Flow{Provider: quietProvider, HTTP: &http.Client{Transport: silent{}}, listen: d.listen, Open: func(_ context.Context, address string) error {
			page = d.come()
			_, err := io.WriteString(page, "GET /?error=access_denied&state="+state(address)+" HTTP/1.1\r\nHost: 127.0.0.1:4711\r\n\r\n")
			return err
		}}
		begun := time.Now()
		_, err := f.SignIn(t.Context())
		if took := time.Since(begun); took != 2*time.Second || account.TroubleOf(err) != account.TroubleDenied {
			t.Errorf("%v after %v", err, took)
		}
		_ = page.Close()
	})
}

// stuckStore gives what was kept, and never comes to an end with keeping something.
type stuckStore struct{ kept account.Credential }

func (s stuckStore) Get(context.Context) (account.Credential, error) { return s.kept, nil }

func (stuckStore) Set(ctx context.Context, _ account.Credential) error {
	<-ctx.Done()
	return ctx.Err()
}

// granting gives a new token at once.
type granting struct{}

func (granting) RoundTrip(*http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}},
		Body: io.NopCloser(strings.NewReader(`{"access_token":"new","refresh_token":"next","expires_in":3600}`))}, nil
}

// A renewal has thirty seconds with the provider and thirty to be kept, also when it was
// stopped; who waits for it, in this program or in another one, does so a little longer.
func TestRenewalIsBounded(t *testing.T) {
	old := account.WithToken(account.Token{Issuer: "quiet", Access: "a", Refresh: "r", Expires: 1})
	dir := t.TempDir()
	other := flock.New(filepath.Join(dir, "oauth-8.lock"))
	if ok, err := other.TryLock(); !ok || err != nil {
		t.Fatal(ok, err)
	}
	defer func() { _ = other.Close() }()
	clients := Clients{Dir: t.TempDir()}
	if err := clients.Set(quietProvider, Client{ID: "popmail-test"}); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		id   account.ID
		dir  string
		way  http.RoundTripper
		want time.Duration
		is   account.Trouble
	}{
		"the provider is silent":              {7, "", silent{}, 30 * time.Second, account.TroubleSilent},
		"it is not kept":                      {7, "", granting{}, 30 * time.Second, account.TroubleOther},
		"another program holds the account":   {8, dir, granting{}, 75 * time.Second, account.TroubleMeanwhile},
		"another renewal holds the account":   {9, "", granting{}, 75 * time.Second, account.TroubleMeanwhile},
		"giving back, the provider is silent": {10, "", silent{}, 30 * time.Second, account.TroubleSilent},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				k := &Keeper{Clients: clients, Dir: c.dir, HTTP: &http.Client{Transport: c.way}, Providers: []Provider{quietProvider}}
				ctx, stop := context.WithCancel(t.Context())
				defer stop()
				if c.id == 9 {
					free, err := k.lock(ctx, 9)
					if err != nil {
						t.Fatal(err)
					}
					defer free()
				}
				begun := time.Now()
				var err error
				if c.id == 10 {
					err = k.Revoke(ctx, old)
				} else {
					if c.id == 7 {
						time.AfterFunc(time.Second, stop) // which does not end it
					}
					_, err = k.Renew(ctx, c.id, stuckStore{old}, old)
				}
				if took := time.Since(begun); took != c.want || err != nil && account.TroubleOf(err) != c.is || (err == nil) != (name == "it is not kept") {
					t.Errorf("%v after %v, want %v", err, took, c.want)
				}
				if errors.Is(err, context.Canceled) {
					t.Error(err)
				}
			})
		})
	}
}
