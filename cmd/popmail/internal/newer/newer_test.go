package newer

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/x509"
	"errors"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"aead.dev/minisign"

	"popmail/account/traffic"
)

const address = "https://example.com/popmail/newest.json"

var release = Release{
	Version: "0.2.0", Date: time.Date(2027, 3, 1, 9, 30, 0, 0, time.UTC), Page: "https://example.com/popmail/",
	Words: map[string]string{"en": "Search is quicker.", "de": "Die Suche ist schneller.", "pt": "A busca é mais rápida."},
}

// key is a pair of keys, the public one as it is built into programs.
func key(t testing.TB) (minisign.PrivateKey, string) {
	t.Helper()
	public, private, err := minisign.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return private, public.String()
}

// site is a web site by https and by http; the certificate is that of example.com.
type site struct {
	pages map[string]http.HandlerFunc // by scheme and path
	asked []string                    // what was asked for, as scheme and path with query
	heads []http.Header
	Source
}

func newSite(t *testing.T) *site {
	t.Helper()
	s := &site{pages: map[string]http.HandlerFunc{}}
	handler := func(scheme string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			s.asked = append(s.asked, scheme+"://"+r.Host+r.URL.String())
			s.heads = append(s.heads, r.Header.Clone())
			if page := s.pages[scheme+"://"+r.Host+r.URL.Path]; page != nil {
				page(w, r)
			} else {
				http.NotFound(w, r)
			}
		}
	}
	safe, plain := httptest.NewTLSServer(handler("https")), httptest.NewServer(handler("http"))
	t.Cleanup(safe.Close)
	t.Cleanup(plain.Close)
	s.Address, s.roots = address, x509.NewCertPool()
	s.roots.AddCert(safe.Certificate())
	s.dial = func(ctx context.Context, _, to string) (net.Conn, error) {
		at := plain.Listener.Addr().String()
		if strings.HasSuffix(to, ":443") {
			at = safe.Listener.Addr().String()
		}
		return (&net.Dialer{}).DialContext(ctx, "tcp", at)
	}
	return s
}

func (s *site) send(at string, data []byte) {
	s.pages[at] = func(w http.ResponseWriter, _ *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: "who", Value: "you"})
		_, _ = w.Write(data)
	}
}

// publish puts a release there, signed.
func (s *site) publish(t *testing.T, r Release, k minisign.PrivateKey) []byte {
	t.Helper()
	data, err := Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	s.send(address, data)
	s.send(address+SignatureSuffix, minisign.Sign(k, data))
	return data
}

func (s *site) redirect(from, to string) {
	s.pages[from] = func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, to, http.StatusFound) }
}

// What is signed is believed, and who asks tells nothing but that a PopMail asks.
func TestNewest(t *testing.T) {
	s := newSite(t)
	k, public := key(t)
	_, other := key(t)
	s.Keys = other + "\n" + public
	s.publish(t, release, k)
	before := traffic.Moved()
	got, err := s.Newest(t.Context(), release.Date)
	if err != nil || got.Version != "0.2.0" || !got.Date.Equal(release.Date) || got.Page != release.Page || !maps.Equal(got.Words, release.Words) {
		t.Fatalf("%+v %v", got, err)
	}
	if now := traffic.Moved(); now.In-before.In < 500 || now.Out-before.Out < 200 {
		t.Errorf("of what goes over the network %d in and %d out are counted", now.In-before.In, now.Out-before.Out)
	}
	s.redirect(address, "https://www.example.com/elsewhere")
	s.pages["https://www.example.com/elsewhere"] = func(w http.ResponseWriter, r *http.Request) {
		data, _ := Marshal(release)
		_, _ = w.Write(data)
	}
	if _, err := s.Newest(t.Context(), time.Time{}); err != nil {
		t.Error(err)
	}
	if want := []string{address, address + SignatureSuffix, address, "https://www.example.com/elsewhere", address + SignatureSuffix}; !slices.Equal(s.asked, want) {
		t.Errorf("asked %q", s.asked)
	}
	for i, h := range s.heads {
		if len(h) != 1 || h.Get("User-Agent") != "PopMail" {
			t.Errorf("%s was told %v", s.asked[i], h)
		}
	}
}

// What may not be believed, or does not come, is an error that says why.
func TestNotBelieved(t *testing.T) {
	k, public := key(t)
	wrong, _ := key(t)
	signed, err := Marshal(release)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		do   func(s *site)
		seen time.Time
		want error
	}{
		"another key": {func(s *site) { s.publish(t, release, wrong) }, time.Time{}, ErrUnsigned},
		"changed":     {func(s *site) { s.send(address, bytes.Replace(signed, []byte("0.2.0"), []byte("9.2.0"), 1)) }, time.Time{}, ErrUnsigned},
		"comment changed": {func(s *site) {
			s.send(address+SignatureSuffix, bytes.Replace(minisign.SignWithComments(k, signed, "one", "x"), []byte("comment: one"), []byte("comment: two"), 1))
		}, time.Time{}, ErrUnsigned},
		"no signature":    {func(s *site) { delete(s.pages, address+SignatureSuffix) }, time.Time{}, ErrStatus},
		"empty signature": {func(s *site) { s.send(address+SignatureSuffix, nil) }, time.Time{}, ErrUnsigned},
		"something signed": {func(s *site) {
			s.send(address, []byte("sums"))
			s.send(address+SignatureSuffix, minisign.Sign(k, []byte("sums")))
		}, time.Time{}, ErrOdd},
		"old":            {func(*site) {}, release.Date.Add(time.Second), ErrOld},
		"not there":      {func(s *site) { delete(s.pages, address) }, time.Time{}, ErrStatus},
		"huge":           {func(s *site) { s.send(address, make([]byte, maxFile+1)) }, time.Time{}, ErrTooLarge},
		"huge signature": {func(s *site) { s.send(address+SignatureSuffix, make([]byte, maxFile+1)) }, time.Time{}, ErrTooLarge},
		"endless": {func(s *site) {
			s.pages[address] = func(w http.ResponseWriter, r *http.Request) {
				for r.Context().Err() == nil {
					if _, err := w.Write(make([]byte, 8<<10)); err != nil {
						return
					}
				}
			}
		}, time.Time{}, ErrTooLarge},
		"to http":    {func(s *site) { s.redirect(address, "http://example.com/popmail/newest.json") }, time.Time{}, ErrPlain},
		"to a user":  {func(s *site) { s.redirect(address, "https://a:b@example.com/") }, time.Time{}, ErrStatus},
		"in circles": {func(s *site) { s.redirect(address, address) }, time.Time{}, ErrStatus},
		"no address": {func(s *site) { s.Address = "" }, time.Time{}, ErrNotMade},
		"by http":    {func(s *site) { s.Address = "http://example.com/popmail/newest.json" }, time.Time{}, ErrNotMade},
		"with query": {func(s *site) { s.Address += "?from=0.1.0" }, time.Time{}, ErrNotMade},
		"no key":     {func(s *site) { s.Keys = " " }, time.Time{}, ErrNotMade},
		"odd key":    {func(s *site) { s.Keys += " RWQ" }, time.Time{}, ErrNotMade},
	} {
		s := newSite(t)
		s.Keys = public
		s.publish(t, release, k)
		c.do(s)
		if got, err := s.Newest(t.Context(), c.seen); !errors.Is(err, c.want) || got.Version != "" {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
		for _, a := range s.asked {
			if !strings.HasPrefix(a, "https:") {
				t.Errorf("%s: %s was asked", name, a)
			}
		}
		if made := s.Made(); made == errors.Is(c.want, ErrNotMade) {
			t.Errorf("%s: made for it: %v", name, made)
		}
	}
}

// A web site with a certificate of its own making is not asked.
func TestCertificate(t *testing.T) {
	s := newSite(t)
	k, public := key(t)
	s.Keys, s.roots = public, x509.NewCertPool()
	s.publish(t, release, k)
	if _, err := s.Newest(t.Context(), time.Time{}); err == nil || len(s.asked) > 0 {
		t.Errorf("%v, asked %q", err, s.asked)
	}
}
