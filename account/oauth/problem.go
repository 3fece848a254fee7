package oauth

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"

	"golang.org/x/oauth2"

	"popmail/account"
	"popmail/account/traffic"
)

// ErrEnded says that a permission has ended or was withdrawn: nothing but another sign-in
// helps.
var ErrEnded = errors.New("the permission has ended")

// refusedError is a provider's refusal without anything that could hold a secret.
type refusedError struct{ code string }

// Error tells the code of RFC 6749, section 5.2.
func (e *refusedError) Error() string { return "the provider refused (" + e.code + ")" }

// plainError is err of golang.org/x/oauth2 without the text of the answer, which could
// repeat what was sent.
func plainError(err error) error {
	e, ok := errors.AsType[*oauth2.RetrieveError](err)
	if !ok {
		if isNet(err) {
			return err
		}
		return errors.New("the provider's answer was not understood")
	}
	switch e.ErrorCode {
	// QUIRK: OpenID Connect has the last three for the page of the sign-in alone (Core 1.0, section 3.1.2.6); Microsoft answers so at a
	// renewal where a company wants a second factor now, or the consent was withdrawn.
	case "invalid_grant", "interaction_required", "consent_required", "login_required":
		return fmt.Errorf("%w (%s)", ErrEnded, e.ErrorCode)
	}
	switch {
	case e.ErrorCode != "":
		return &refusedError{word(e.ErrorCode)}
	case e.Response != nil:
		return &refusedError{"status " + http.StatusText(e.Response.StatusCode)}
	}
	return &refusedError{"no reason"}
}

func isNet(err error) bool {
	_, isNet := errors.AsType[net.Error](err)
	_, isTLS := errors.AsType[*tls.CertificateVerificationError](err)
	return isNet || isTLS || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}

// word is a code of the provider's, if it has the form of one.
func word(code string) string {
	if len(code) > 60 || strings.Trim(code, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-") != "" {
		return "something else"
	}
	return code
}

// problem says what an error means to a person.
func problem(p Provider, err error) error {
	t := account.TroubleOther
	refused, isRefused := errors.AsType[*refusedError](err)
	_, dns := errors.AsType[*net.DNSError](err)
	_, op := errors.AsType[*net.OpError](err)
	netErr, isNetErr := errors.AsType[net.Error](err)
	_, cert := errors.AsType[*tls.CertificateVerificationError](err)
	switch {
	case errors.Is(err, ErrDenied):
		t = account.TroubleDenied
	case errors.Is(err, errNobody):
		t = account.TroubleNobody
	case errors.Is(err, ErrEnded):
		t = account.TroubleSignInAgain
	case errors.Is(err, context.Canceled):
		t = account.TroubleStopped
	case isRefused && (refused.code == "invalid_client" || refused.code == "unauthorized_client"):
		t = account.TroubleNoClient
	case isRefused:
		t = account.TroubleServer
	case cert:
		t = account.TroubleCertUnknown
	case errors.Is(err, context.DeadlineExceeded), isNetErr && netErr.Timeout():
		t = account.TroubleSilent
	case dns, op:
		t = account.TroubleOffline
	}
	return &account.Problem{Trouble: t, Server: p.host(), Err: err}
}

// transport is Go's usual one, with its octets counted.
var transport = func() http.RoundTripper {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.DialContext = traffic.Dial(t.DialContext)
	return t
}()

// client is what requests to a provider go through. Nothing is sent on elsewhere.
func withHTTP(ctx context.Context, c *http.Client) context.Context {
	if c == nil {
		c = &http.Client{Timeout: requestTime, Transport: transport}
	}
	own := *c
	own.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return context.WithValue(ctx, oauth2.HTTPClient, &own)
}
