package discover

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"popmail/assets/plain"
)

const (
	// addressParam is the parameter that holds the address.
	addressParam = "emailaddress"
	// maxConfig bounds a file of settings, in octets. The largest of the public list has 30,000.
	maxConfig    = 128 << 10
	maxRedirects = 4
	maxHeader    = 32 << 10
)

var (
	errRedirect = errors.New("redirected to where PopMail does not follow")
	errTooLarge = errors.New("more than settings would need")
	errStatus   = errors.New("the web server reports a fault of its own")
)

// client fetches settings: over https, also where it is sent on to, with certificates
// that are valid, and from private networks only those that dial allows.
func (s *search) client(ctx context.Context) *http.Client {
	// The transport connects under a context of its own, which lives on when a request
	// is given up. Nothing of a search outlives it, so ctx stands in for that one.
	dial := func(_ context.Context, network, addr string) (net.Conn, error) {
		conn, err := s.dial(ctx, network, addr)
		if err == nil {
			context.AfterFunc(ctx, func() { _ = conn.Close() })
		}
		return conn, err
	}
	return &http.Client{
		Transport: &http.Transport{
			DialContext: dial, TLSClientConfig: s.tls(nil), DisableKeepAlives: true, MaxResponseHeaderBytes: maxHeader,
			ForceAttemptHTTP2: true, TLSHandshakeTimeout: stepTime, ResponseHeaderTimeout: stepTime,
		},
		CheckRedirect: s.redirect,
	}
}

// redirect decides whether a request is sent on. The address goes to nobody but the
// domain it belongs to, neither in the query nor in the Referer.
func (s *search) redirect(req *http.Request, via []*http.Request) error {
	if req.URL.Scheme != "https" || len(via) > maxRedirects || req.URL.User != nil {
		return errRedirect
	}
	req.Header.Del("Referer")
	if s.inside(req.URL.Hostname()) {
		return nil
	}
	if q := req.URL.Query(); q.Has(addressParam) {
		q.Del(addressParam)
		req.URL.RawQuery = q.Encode()
	}
	plain, err := url.QueryUnescape(req.URL.String())
	if err != nil || mentions(plain, s.addr) || mentions(req.URL.Path, s.addr) {
		return errRedirect
	}
	return nil
}

// mentions reports whether text holds the address, in any of its forms.
func mentions(text string, a Address) bool {
	text = strings.ToLower(text)
	for _, whole := range []string{a.Email, a.Local + "@" + a.Domain} {
		if strings.Contains(text, strings.ToLower(whole)) {
			return true
		}
	}
	return false
}

// get fetches a file. nil without an error: there is none.
func (s *search) get(ctx context.Context, place string) ([]byte, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, place, http.NoBody)
	if err != nil {
		return nil, err
	}
	req.Header.Set("User-Agent", "PopMail")
	resp, err := s.client(ctx).Do(req)
	if err != nil {
		if notFound(err) {
			return nil, nil // there is no such server
		}
		s.doubt(err)
		return nil, err
	}
	defer resp.Body.Close()
	s.heard.Store(true)
	s.date(resp.Header, time.Now())
	switch {
	case resp.StatusCode == http.StatusOK:
	case resp.StatusCode >= 500:
		return nil, errStatus
	default:
		return nil, nil
	}
	data, err := io.ReadAll(io.LimitReader(resp.Body, maxConfig+1))
	if err != nil {
		return nil, err
	}
	if len(data) > maxConfig {
		return nil, errTooLarge
	}
	return data, nil
}

// date notes that this computer's clock is behind that of a web server (RFC 9110, section
// 6.6.1). A date before today says nothing: the answer may have been kept somewhere.
func (s *search) date(h http.Header, now time.Time) {
	if t, err := http.ParseTime(h.Get("Date")); err == nil && t.Sub(now) > 24*time.Hour {
		s.behind.Store(int64(t.Sub(now)))
	}
}

// securePage returns an address of a page that can be shown and opened; anything but
// https is none.
func securePage(s string) string {
	u, err := url.Parse(strings.TrimSpace(s))
	if err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil || len(s) > 500 {
		return ""
	}
	if s = u.String(); plain.Line(s, plain.Any) != s {
		return "" // its query stands as it was sent
	}
	return s
}
