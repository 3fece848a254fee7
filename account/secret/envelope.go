package secret

import (
	"encoding/json"
	"strings"

	"popmail/account"
)

// envelope marks an entry that holds more than a password as it was typed. Passwords
// that begin so are put into one as well.
const envelope = "popmail:1:"

// maxEntry bounds an entry, in octets: Windows takes 2560.
const maxEntry = 2400

type contents struct {
	Password string `json:"password,omitempty"`
	Issuer   string `json:"issuer,omitempty"`
	Access   string `json:"access,omitempty"`
	Refresh  string `json:"refresh,omitempty"`
	Expires  int64  `json:"expires,omitempty"`
	Servers  string `json:"servers,omitempty"`
	Outgoing string `json:"outgoing,omitempty"`
	File     string `json:"certificate,omitempty"`
	Key      string `json:"key,omitempty"`
}

// encode is what is kept of c. An access token that is too long for an entry beside
// what gets another one is left out.
func encode(c account.Credential) string {
	t := c.Token
	if t == (account.Token{}) && c.Outgoing == "" && c.Certificate == (account.ClientCertificate{}) && !strings.HasPrefix(c.Password, envelope) {
		return c.Password
	}
	in := contents{Password: c.Password, Issuer: t.Issuer, Access: t.Access, Refresh: t.Refresh, Expires: t.Expires, Servers: t.Servers, Outgoing: c.Outgoing, File: c.Certificate.File, Key: c.Certificate.Key}
	text, _ := json.Marshal(in) // of strings and numbers
	if len(text) > maxEntry && t.Refresh != "" {
		in.Access = ""
		text, _ = json.Marshal(in)
	}
	return envelope + string(text)
}

// decode reads what encode has written.
func decode(text string) account.Credential {
	var in contents
	rest, ok := strings.CutPrefix(text, envelope)
	if !ok || json.Unmarshal([]byte(rest), &in) != nil {
		return account.Password(text)
	}
	return account.Credential{Password: in.Password, Token: account.Token{Issuer: in.Issuer, Access: in.Access, Refresh: in.Refresh, Expires: in.Expires, Servers: in.Servers}, Outgoing: in.Outgoing, Certificate: account.ClientCertificate{File: in.File, Key: in.Key}}
}
