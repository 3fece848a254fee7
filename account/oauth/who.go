package oauth

import (
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"
)

// maxIDToken bounds an ID token, in octets.
const maxIDToken = 64 << 10

// who is the address in an ID token (OpenID Connect Core 1.0, section 2) that was made
// for client; empty where there is none. The token came from the token endpoint itself,
// so the line vouches for it (section 3.1.3.7, 6), and what it says is shown to the
// person and decides nothing.
func who(token, client string) string {
	parts := strings.Split(token, ".")
	if len(parts) != 3 || len(token) > maxIDToken {
		return ""
	}
	data, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(parts[1], "="))
	if err != nil {
		return ""
	}
	var claims struct {
		Audience  any    `json:"aud"` // one or several
		Email     string `json:"email"`
		Preferred string `json:"preferred_username"` // Microsoft: the name to sign in with
	}
	if json.Unmarshal(data, &claims) != nil {
		return ""
	}
	list, _ := claims.Audience.([]any)
	if claims.Audience != client && !slices.Contains(list, any(client)) {
		return ""
	}
	for _, s := range []string{claims.Email, claims.Preferred} {
		if strings.Count(s, "@") == 1 && printable(s) {
			return s
		}
	}
	return ""
}
