// Package pictures fetches pictures of a message from the internet, and asks to be taken off
// a mailing list, for a person who has said so. Nothing else of PopMail asks web servers for
// anything. It sends no cookies, no referrer and no account of who asks, and it never asks
// machines of the person's own net.
package pictures

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"
)

// Bounds of what one message may cost.
const (
	maxPictures  = 200
	maxOctets    = 10 << 20 // of one picture
	maxAll       = 60 << 20 // of all of them
	maxPixels    = 40_000_000
	maxRedirects = 3
	timeout      = 20 * time.Second // of one picture, with all its redirects
	timeoutAll   = 90 * time.Second
	atOnce       = 6
)

// Errors of pictures.
var (
	ErrAddress  = errors.New("the address of the picture is not one that PopMail asks")
	ErrPrivate  = errors.New("the picture lies in a private network")
	ErrTooLarge = errors.New("the picture is too large")
	ErrNone     = errors.New("this is not a picture")
	ErrAnswer   = errors.New("the server did not send the picture")
	ErrTooMany  = errors.New("the message has more pictures than are fetched at once")
	errGone     = fmt.Errorf("%w: it is not there", ErrAnswer)
)

// Never reports whether an error says that a picture will not come another time either. Nobody but
// its own server can say so: not what has answered in its stead, as the net of a train or a hotel
// does before its page is agreed to.
func Never(err error) bool {
	return errors.Is(err, ErrAddress) || errors.Is(err, ErrNone) || errors.Is(err, ErrTooLarge) || errors.Is(err, errGone)
}

// A Picture is what became of one address.
type Picture struct {
	URL    string // as asked for
	Octets []byte // nil with an error
	Err    error
}

// Fetcher asks for pictures. Its zero value is ready for use; it keeps nothing between
// two calls.
type Fetcher struct {
	way // for tests
}

// Fetch asks for each of urls once and hands what came to each, one at a time, in any
// order. It returns when all have come or failed, or ctx ends.
func (f *Fetcher) Fetch(ctx context.Context, urls []string, each func(Picture)) {
	ctx, cancel := context.WithTimeout(ctx, timeoutAll)
	defer cancel()
	urls = slices.Clone(urls)
	slices.Sort(urls)
	urls = slices.Compact(urls)
	client := f.client()
	defer client.CloseIdleConnections()
	var (
		mu   sync.Mutex
		left = int64(maxAll)
		jobs = make(chan string)
		work sync.WaitGroup
	)
	for range min(atOnce, len(urls)) {
		work.Go(func() {
			for address := range jobs {
				mu.Lock()
				room := min(left, maxOctets)
				mu.Unlock()
				var octets []byte
				err := ErrTooMany
				if room > 0 {
					octets, err = f.one(ctx, client, address, room)
				}
				if errors.Is(err, ErrTooLarge) && octets == nil && room < maxOctets {
					err = ErrTooMany
				}
				mu.Lock()
				left -= int64(len(octets))
				each(Picture{URL: address, Octets: octets, Err: err})
				mu.Unlock()
			}
		})
	}
	for i, address := range urls {
		if i >= maxPictures {
			mu.Lock()
			each(Picture{URL: address, Err: ErrTooMany})
			mu.Unlock()
			continue
		}
		jobs <- address
	}
	close(jobs)
	work.Wait()
}

// answered reports whether a server has answered, or is none that is asked at all: nobody
// is asked a second time then.
func answered(err error) bool {
	return Never(err) || errors.Is(err, ErrPrivate) || errors.Is(err, ErrAnswer)
}

// one asks for one picture: by https first, also where the address says http, unless it
// names a port.
func (f *Fetcher) one(ctx context.Context, c *client, address string, room int64) ([]byte, error) {
	u, err := Parse(address)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	open := false // somebody was asked, or has led here, who has not shown a certificate
	for range maxRedirects + 1 {
		var octets []byte
		var next *url.URL
		safe := secure(u)
		if safe != nil {
			octets, next, err = c.get(ctx, safe, room)
		}
		if safe == nil || err != nil && !answered(err) && ctx.Err() == nil {
			open = open || u.Scheme == "http"
			octets, next, err = c.get(ctx, u, room)
		}
		if err == nil && next != nil {
			if u, err = Parse(next.String()); err == nil {
				continue
			}
		}
		if open && Never(err) {
			err = fmt.Errorf("%w: who has answered is not known", ErrAnswer)
		}
		return octets, err
	}
	return nil, ErrAnswer
}

// secure is the https address in the place of an http one; nil where there is none.
func secure(u *url.URL) *url.URL {
	if u.Scheme != "http" || u.Port() != "" && u.Port() != "80" {
		return nil
	}
	safe := *u
	safe.Scheme, safe.Host = "https", u.Hostname()
	if strings.Contains(safe.Host, ":") {
		safe.Host = "[" + safe.Host + "]"
	}
	return &safe
}

// Parse reads the address of a picture, ErrAddress where PopMail never asks for it: any
// scheme but http and https, a user name, a host without a dot or of a private net, a port
// of other services.
func Parse(address string) (*url.URL, error) {
	// HTML takes line ends and tabs out of addresses (WHATWG URL, section 4.4).
	address = strings.NewReplacer("\n", "", "\r", "", "\t", "").Replace(strings.TrimSpace(address))
	if strings.HasPrefix(address, "//") {
		address = "https:" + address
	}
	u, err := url.Parse(address)
	if err != nil || u.User != nil || u.Opaque != "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, ErrAddress
	}
	host := strings.ToLower(strings.TrimSuffix(u.Hostname(), "."))
	if !public(host) || !webPort(u.Port()) {
		return nil, ErrAddress
	}
	u.Fragment, u.RawFragment = "", ""
	return u, nil
}

// Host is the name of the server that an address tells of the reading, in lower case; ""
// where PopMail never asks.
func Host(address string) string {
	u, err := Parse(address)
	if err != nil {
		return ""
	}
	return strings.ToLower(strings.TrimSuffix(u.Hostname(), "."))
}
