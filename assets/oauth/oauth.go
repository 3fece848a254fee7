// Package oauth holds the file in which who packages PopMail writes how this copy is
// registered with providers that let people sign in with a browser.
package oauth

import _ "embed"

// Clients is clients.json: for each provider the client ID that it has given to this
// copy of PopMail as a "desktop" or "native" application, and the secret, if it gave
// one; such a secret is none (RFC 8252, section 8.5). The address to come back to is
// http://127.0.0.1 with any port. Without an ID nobody can sign in with a browser.
//
//go:embed clients.json
var Clients []byte
