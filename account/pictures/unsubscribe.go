package pictures

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptrace"
	"strings"
)

// Errors of requests to leave a mailing list.
var (
	ErrNotTaken = errors.New("the server did not take the request")
	ErrNotAsked = errors.New("the request was not made") // the way to the server, or to the signature's key, failed before
)

// Unsubscribe asks the server of a mailing list to take the person off it, with the one POST
// of RFC 8058, for a person who has said so. Only https addresses of the internet are asked,
// as with pictures, and redirects are not followed (section 3.1). letter are the octets of a
// letter of the list: the server is not asked unless a signature vouches for what that says
// (section 4), else ErrUnsigned. The error is nil when the server says that it has taken the
// request, ErrNotTaken when it says that it has not; with any but ErrNotAsked, ErrUnsigned and
// ErrAddress it may have taken it.
func (f *Fetcher) Unsubscribe(ctx context.Context, letter []byte, address string) error {
	u, err := Parse(address)
	if err != nil || u.Scheme != "https" {
		return ErrAddress
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	if err := f.confirm(ctx, letter); errors.Is(err, ErrUnsigned) {
		return err
	} else if err != nil {
		return errors.Join(ErrNotAsked, err)
	}
	c := f.client()
	defer c.CloseIdleConnections()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, u.String(), strings.NewReader("List-Unsubscribe=One-Click"))
	if err != nil {
		return ErrAddress
	}
	req.Header.Set("User-Agent", agent)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	sent := false
	req = req.WithContext(httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { sent = true }}))
	res, err := c.Do(req)
	switch {
	case err != nil && !sent:
		return errors.Join(ErrNotAsked, err)
	case err != nil:
		return err
	}
	defer func() { _ = res.Body.Close() }()
	_, _ = io.CopyN(io.Discard, res.Body, 64<<10)
	if res.StatusCode < 200 || res.StatusCode > 299 {
		return ErrNotTaken
	}
	return nil
}
