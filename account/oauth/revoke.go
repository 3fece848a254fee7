package oauth

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"

	"golang.org/x/oauth2"
)

// revoke tells the provider that a token is not needed any more (RFC 7009, section 2.1).
func revoke(ctx context.Context, c *http.Client, p Provider, client Client, token string) error {
	ctx, cancel := context.WithTimeout(ctx, requestTime)
	defer cancel()
	form := url.Values{"token": {token}, "token_type_hint": {"refresh_token"}, "client_id": {client.ID}}
	if client.Secret != "" { // RFC 7009, section 2.1: as at the token endpoint
		form.Set("client_secret", client.Secret)
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, p.Revoke, strings.NewReader(form.Encode()))
	if err != nil {
		return problem(p, err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer, err := withHTTP(ctx, c).Value(oauth2.HTTPClient).(*http.Client).Do(r)
	if err != nil {
		return problem(p, err)
	}
	defer func() { _ = answer.Body.Close() }()
	_, _ = io.Copy(io.Discard, io.LimitReader(answer.Body, 64<<10))
	if answer.StatusCode != http.StatusOK {
		return problem(p, &refusedError{word(strings.ReplaceAll(http.StatusText(answer.StatusCode), " ", "-"))})
	}
	return nil
}
