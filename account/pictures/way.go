package pictures

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"image"
	_ "image/gif"  // their sizes are read
	_ "image/jpeg" //
	_ "image/png"  //
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"syscall"
	"time"

	_ "golang.org/x/image/bmp"  //
	_ "golang.org/x/image/webp" //

	"popmail/account/traffic"
)

// agent is what PopMail calls itself to web servers: what nearly everybody does.
const agent = "Mozilla/5.0"

// way is how the fetcher reaches servers; tests go another one.
type way struct {
	allowed func(netip.AddrPort) bool // nil: what is public
	resolve *net.Resolver
	roots   *x509.CertPool
	dial    func(ctx context.Context, network, address string) (net.Conn, error) // in the place of the net
	txt     func(ctx context.Context, name string) ([]string, error)             // in the place of the DNS
}

type client struct{ http.Client }

func (w *way) client() *client {
	allowed := w.allowed
	if allowed == nil {
		allowed = func(a netip.AddrPort) bool { return publicAddr(a.Addr()) }
	}
	dialer := &net.Dialer{
		Timeout:  10 * time.Second,
		Resolver: w.resolve,
		// What is dialed is looked at, whatever the name said a moment ago.
		Control: func(_, address string, _ syscall.RawConn) error {
			if a, err := netip.ParseAddrPort(address); err != nil || !allowed(a) {
				return ErrPrivate
			}
			return nil
		},
	}
	dial := w.dial
	if dial == nil {
		dial = dialer.DialContext
	}
	t := &http.Transport{
		DialContext:            traffic.Dial(dial),
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: w.roots},
		TLSHandshakeTimeout:    10 * time.Second,
		ResponseHeaderTimeout:  15 * time.Second,
		MaxResponseHeaderBytes: 64 << 10,
		MaxConnsPerHost:        4,
		DisableCompression:     true,
		ForceAttemptHTTP2:      true,
	}
	return &client{http.Client{
		Transport: t,
		// Redirects are followed by hand: each is an address like the first.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// get asks once. next is where the server redirects to.
func (c *client) get(ctx context.Context, u *url.URL, room int64) (octets []byte, next *url.URL, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, nil, ErrAddress
	}
	req.Header.Set("User-Agent", agent)
	req.Header.Set("Accept", "image/*")
	res, err := c.Do(req)
	if err != nil {
		return nil, nil, err
	}
	defer func() { _ = res.Body.Close() }()
	switch res.StatusCode {
	case http.StatusOK:
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		next, err := res.Location()
		if err != nil {
			return nil, nil, ErrAnswer
		}
		return nil, next, nil
	case http.StatusNotFound, http.StatusGone: // who is refused today may be let in tomorrow
		return nil, nil, errGone
	default:
		return nil, nil, fmt.Errorf("%w: %d", ErrAnswer, res.StatusCode)
	}
	if res.ContentLength > room {
		return nil, nil, ErrTooLarge
	}
	octets, err = io.ReadAll(io.LimitReader(res.Body, room+1))
	switch {
	case err != nil:
		return nil, nil, err
	case int64(len(octets)) > room:
		return nil, nil, ErrTooLarge
	}
	return octets, nil, usable(octets)
}

// usable reports by its error whether octets are a picture of a size that can be shown.
// What the server calls it counts for nothing.
func usable(octets []byte) error {
	if c, _, err := image.DecodeConfig(bytes.NewReader(octets)); err == nil {
		if int64(c.Width)*int64(c.Height) > maxPixels {
			return ErrTooLarge
		}
		return nil
	}
	return ErrNone
}

// public reports whether a name in lower case may be one of the internet.
func public(host string) bool {
	if a, err := netip.ParseAddr(host); err == nil {
		return publicAddr(a)
	}
	if !strings.Contains(host, ".") || len(host) > 253 {
		return false
	}
	last := host[strings.LastIndexByte(host, '.')+1:]
	if _, err := strconv.Atoi(last); err == nil || last == "" || strings.HasPrefix(last, "0x") {
		return false // another way to write an address
	}
	for _, private := range []string{"local", "localhost", "internal", "intranet", "lan", "home", "corp", "private", "onion"} {
		if last == private {
			return false
		}
	}
	return !strings.HasSuffix(host, ".home.arpa")
}

// webPort reports whether a port is one that web servers use.
func webPort(port string) bool {
	n, err := strconv.Atoi(port)
	return port == "" || err == nil && (n == 80 || n == 443 || n >= 1024 && n < 65536 && n != 6000 && n != 6667)
}

// nets are those that are not of the internet, beside what netip knows (RFC 6890 and
// the IANA special-purpose registries).
var nets = func() (list []netip.Prefix) {
	for _, p := range strings.Fields("0.0.0.0/8 100.64.0.0/10 192.0.0.0/24 192.0.2.0/24 192.88.99.0/24 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 240.0.0.0/4" +
		" ::/96 64:ff9b:1::/48 100::/64 2001::/23 2001:db8::/32 3fff::/20 5f00::/16 fec0::/10") {
		list = append(list, netip.MustParsePrefix(p))
	}
	return list
}()

// publicAddr reports whether an address is one of the internet. Of those that hold one of
// IPv4 (RFC 6052, RFC 3056) that one counts.
func publicAddr(a netip.Addr) bool {
	a = a.Unmap().WithZone("")
	if !a.IsGlobalUnicast() || a.IsPrivate() || a.IsLoopback() || a.IsLinkLocalUnicast() {
		return false
	}
	for _, p := range nets {
		if p.Contains(a) {
			return false
		}
	}
	if b := a.As16(); a.Is6() {
		switch {
		case netip.MustParsePrefix("64:ff9b::/96").Contains(a):
			return publicAddr(netip.AddrFrom4([4]byte(b[12:])))
		case netip.MustParsePrefix("2002::/16").Contains(a):
			return publicAddr(netip.AddrFrom4([4]byte(b[2:6])))
		}
	}
	return true
}
