package login

import (
	"crypto/hmac"
	"crypto/md5"
	"encoding/hex"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
)

var errMore = errors.New("the server asks for more than the mechanism has")

// cramMD5 is CRAM-MD5 (RFC 2195).
type cramMD5 struct{ user, password string }

// Start fulfils sasl.Client.
func (m *cramMD5) Start() (string, []byte, error) { return "CRAM-MD5", nil, nil }

// Next fulfils sasl.Client.
func (m *cramMD5) Next(challenge []byte) ([]byte, error) {
	if len(challenge) == 0 {
		return nil, errors.New("CRAM-MD5: the server's challenge is empty")
	}
	h := hmac.New(md5.New, []byte(m.password))
	h.Write(challenge)
	return []byte(m.user + " " + hex.EncodeToString(h.Sum(nil))), nil
}

// loginMechanism is LOGIN, which no RFC has: user name and password are asked for one
// after the other. QUIRK: the words of the two questions differ, so their order counts,
// and the user name is never sent along with the command.
type loginMechanism struct {
	user, password string
	asked          int
}

// Start fulfils sasl.Client.
func (m *loginMechanism) Start() (string, []byte, error) { return "LOGIN", nil, nil }

// Next fulfils sasl.Client.
func (m *loginMechanism) Next([]byte) ([]byte, error) {
	m.asked++
	switch m.asked {
	case 1:
		return []byte(m.user), nil
	case 2:
		return []byte(m.password), nil
	}
	return nil, errMore
}

// Proof reports whether more than the user name was sent.
func (m *loginMechanism) Proof() bool { return m.asked > 1 }

// bearer is OAUTHBEARER (RFC 7628) or XOAUTH2, which Google has described: a token of
// OAuth 2.
type bearer struct {
	name, user, token string
	host              string // only OAUTHBEARER
	port              int
	failed            bool
	detail            string
}

// Start fulfils sasl.Client.
func (m *bearer) Start() (string, []byte, error) {
	if strings.ContainsAny(m.user+m.token+m.host, "\x01\r\n") {
		return m.name, nil, errors.New("the user name or token holds what cannot be sent")
	}
	if m.name == "XOAUTH2" {
		return m.name, []byte("user=" + m.user + "\x01auth=Bearer " + m.token + "\x01\x01"), nil
	}
	// RFC 7628, section 3.1; commas and "=" in names as in RFC 5801, section 4.
	name := strings.NewReplacer("=", "=3D", ",", "=2C").Replace(m.user)
	text := "n,a=" + name + ",\x01"
	if m.host != "" {
		text += "host=" + m.host + "\x01port=" + strconv.Itoa(m.port) + "\x01"
	}
	return m.name, []byte(text + "auth=Bearer " + m.token + "\x01\x01"), nil
}

// Next answers the challenge that tells in JSON why the token is refused (RFC 7628,
// section 3.2.2); the refusal itself follows.
func (m *bearer) Next(challenge []byte) ([]byte, error) {
	if m.failed {
		return nil, errMore
	}
	m.failed = true
	// QUIRK: Google has the status as a string of digits, others as a number.
	var reason struct {
		Status any    `json:"status"`
		Error  string `json:"error"`
	}
	if json.Unmarshal(challenge, &reason) == nil {
		switch s := reason.Status.(type) {
		case string:
			m.detail = s
		case float64:
			m.detail = strconv.Itoa(int(s))
		}
		if reason.Error != "" {
			m.detail = reason.Error
		}
	}
	if m.detail == "" {
		m.detail = "invalid_token"
	}
	if m.name == "XOAUTH2" {
		return nil, nil
	}
	return []byte{1}, nil // RFC 7628, section 3.2.3
}

// Detail is the server's reason, such as "invalid_token" or "401", or empty.
func (m *bearer) Detail() string { return m.detail }
