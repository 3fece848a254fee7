// Package newer asks the project's web site which version of PopMail is the newest, for a person
// who has said so. It gets a small file and its signature, and believes nothing that is not signed
// with a key that is built into the program. Who asks tells nothing: no version, no number of its
// own, no cookie and no language. It never gets a program.
package newer

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"time"

	"popmail/account/traffic"
)

// Bounds of one question.
const (
	timeout      = 30 * time.Second // for the file and its signature, with all redirects
	stepTime     = 10 * time.Second // for the connection, and for encryption
	maxFile      = 64 << 10         // octets, of each of the two
	maxHeader    = 32 << 10
	maxRedirects = 3
)

// agent is what PopMail calls itself: all who ask say the same.
const agent = "PopMail"

// SignatureSuffix is the end of the name of the signature, behind that of the file.
const SignatureSuffix = ".minisig"

// Why there is no answer, beside the errors of the network.
var (
	ErrNotMade  = errors.New("no address and no key are built into this PopMail")
	ErrPlain    = errors.New("the answer would have come without encryption")
	ErrStatus   = errors.New("the web site has not sent the file")
	ErrTooLarge = errors.New("the answer is larger than it can be")
	ErrUnsigned = errors.New("the answer is not signed with a key of PopMail's makers")
	ErrOld      = errors.New("the answer is older than one that was seen before")
	ErrOdd      = errors.New("the answer is signed, and cannot be read")
)

// Source is where the answer is. Its zero value is that of a program that was not made for it.
type Source struct {
	Address string // of the file, https
	Keys    string // public keys of minisign with blanks between them; one that has signed is enough

	roots *x509.CertPool // for tests; nil: the system's
	dial  func(ctx context.Context, network, address string) (net.Conn, error)
}

// Made reports whether the program was made to ask.
func (s *Source) Made() bool {
	u, err := url.Parse(s.Address)
	keys, bad := parseKeys(s.Keys)
	return err == nil && u.Scheme == "https" && u.Host != "" && u.User == nil && u.RawQuery == "" && bad == nil && len(keys) > 0
}

// Newest asks for the newest version. seen is the date of the newest answer that was believed
// before; the zero time: there was none.
func (s *Source) Newest(ctx context.Context, seen time.Time) (Release, error) {
	if !s.Made() {
		return Release{}, ErrNotMade
	}
	keys, err := parseKeys(s.Keys)
	if err != nil {
		return Release{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	client := s.client()
	defer client.CloseIdleConnections()
	file, err := get(ctx, client, s.Address)
	if err != nil {
		return Release{}, err
	}
	signature, err := get(ctx, client, s.Address+SignatureSuffix)
	if err != nil {
		return Release{}, err
	}
	r, err := read(file, signature, keys)
	if err == nil && r.Date.Before(seen) {
		return Release{}, fmt.Errorf("%w: it is of %s", ErrOld, r.Date.Format(time.DateOnly))
	}
	return r, err
}

// client goes over https alone, also where it is sent on to, and keeps no cookies.
func (s *Source) client() *http.Client {
	dial := s.dial
	if dial == nil {
		dial = (&net.Dialer{Timeout: stepTime}).DialContext
	}
	return &http.Client{
		Transport: &http.Transport{
			DialContext:            traffic.Dial(dial),
			TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: s.roots},
			TLSHandshakeTimeout:    stepTime,
			MaxResponseHeaderBytes: maxHeader,
			DisableCompression:     true,
			ForceAttemptHTTP2:      true,
		},
		CheckRedirect: func(req *http.Request, via []*http.Request) error {
			switch {
			case req.URL.Scheme != "https":
				return ErrPlain
			case len(via) > maxRedirects || req.URL.User != nil:
				return ErrStatus
			}
			req.Header.Del("Referer")
			return nil
		},
	}
}

// get fetches one of the two files.
func get(ctx context.Context, c *http.Client, address string) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, http.NoBody)
	if err != nil {
		return nil, err
	}
	req.Header.Set("User-Agent", agent)
	resp, err := c.Do(req)
	if err != nil {
		return nil, err
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%w: %d", ErrStatus, resp.StatusCode)
	}
	if resp.ContentLength > maxFile {
		return nil, ErrTooLarge
	}
	data, err := io.ReadAll(io.LimitReader(resp.Body, maxFile+1))
	if err == nil && len(data) > maxFile {
		err = ErrTooLarge
	}
	return data, err
}
