package login

import (
	"bytes"
	"crypto/tls"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/emersion/go-sasl"
	"github.com/xdg-go/scram"
)

// The hashes of SCRAM (RFC 5802, RFC 7677), and of a draft that servers have.
var scrams = map[string]scram.HashGeneratorFcn{"SCRAM-SHA-512": scram.SHA512, "SCRAM-SHA-256": scram.SHA256, "SCRAM-SHA-1": scram.SHA1}

var scramNames = []string{"SCRAM-SHA-512", "SCRAM-SHA-256", "SCRAM-SHA-1"}

// The bounds of the work that a server asks for. Less than minIterations (RFC 7677,
// section 4, and RFC 5802, section 5.1, for SCRAM-SHA-1) is refused: whoever sits at the
// other end could try out passwords with what PopMail shows, and a server that is what it
// says has no reason. maxIterations take a second or so.
const (
	minIterations = 4096
	maxIterations = 2_000_000
)

func (c Case) scramWays(password string) (list []Way) {
	bindings := bindingsOf(c.TLS)
	plus := false
	for _, name := range scramNames {
		if c.offers(name + "-PLUS") {
			plus = true
			for _, b := range bindings {
				list = append(list, Way{Name: name + "-PLUS", New: func() sasl.Client { return newSCRAM(name, c.User, password, &b, false) }, Strength: strengthBound})
			}
		}
	}
	for _, name := range scramNames {
		if c.offers(name) {
			// "y" tells a server that lists -PLUS that somebody has taken it off the
			// list on the way (RFC 5802, section 6).
			able := len(bindings) > 0 && !plus
			list = append(list, Way{Name: name, New: func() sasl.Client { return newSCRAM(name, c.User, password, nil, able) }, Strength: strengthMutual})
		}
	}
	return list
}

// bindingsOf are the ways to bind to a line, best first. TLS 1.2 without an extended
// master secret gives no exporter (RFC 9266, section 4.2).
func bindingsOf(state *tls.ConnectionState) (list []scram.ChannelBinding) {
	if state == nil {
		return nil
	}
	if b, err := scram.NewTLSExporterBinding(state); err == nil {
		list = append(list, b)
	}
	if b, err := scram.NewTLSServerEndpointBinding(state); err == nil {
		list = append(list, b)
	}
	return list
}

// scramMechanism is SCRAM as a sasl.Client that knows whether the server has proved
// itself.
type scramMechanism struct {
	name   string
	conv   *scram.ClientConversation
	err    error // of the preparation
	steps  int
	detail string
}

func newSCRAM(name, user, password string, binding *scram.ChannelBinding, able bool) *scramMechanism {
	m := &scramMechanism{name: name}
	hash := scrams[name]
	client, err := hash.NewClient(user, password, "")
	if err != nil {
		// QUIRK: a password that SASLprep (RFC 4013) refuses, such as one with a
		// picture, may have been stored as it was typed.
		client, err = hash.NewClientUnprepped(user, password, "")
	}
	if err != nil {
		m.err = errors.New("the user name or password cannot be used with SCRAM")
		return m
	}
	switch {
	case binding != nil:
		m.name += "-PLUS"
		m.conv = client.NewConversationWithChannelBinding(*binding)
	case able:
		m.conv = client.NewConversationAdvertisingChannelBinding()
	default:
		m.conv = client.NewConversation()
	}
	return m
}

// Start fulfils sasl.Client.
func (m *scramMechanism) Start() (string, []byte, error) {
	if m.err != nil {
		return m.name, nil, m.err
	}
	first, err := m.conv.Step("")
	return m.name, []byte(first), err
}

// Next fulfils sasl.Client.
func (m *scramMechanism) Next(challenge []byte) ([]byte, error) {
	if m.steps++; m.conv.Done() {
		if len(bytes.TrimSpace(challenge)) == 0 && m.conv.Valid() {
			return nil, nil // QUIRK: one more empty challenge before the end
		}
		return nil, errors.New("the server goes on after the end of SCRAM")
	}
	text := string(challenge)
	if reason, ok := strings.CutPrefix(text, "e="); ok {
		reason, _, _ = strings.Cut(reason, ",")
		m.detail = reason
		return nil, nil // its refusal follows (RFC 5802, section 5.1)
	}
	if err := bounded(text); err != nil {
		return nil, err
	}
	last := m.steps > 1
	response, err := m.conv.Step(text)
	if err != nil && last {
		return nil, fmt.Errorf("%w: SCRAM: %w", ErrUnproven, err)
	}
	if err != nil {
		return nil, fmt.Errorf("SCRAM: %w", err)
	}
	return []byte(response), nil
}

// bounded refuses a first message of the server that asks for endless work, or for so
// little that the password could be found out.
func bounded(text string) error {
	for _, f := range strings.Split(text, ",") {
		if i, ok := strings.CutPrefix(f, "i="); ok {
			if n, err := strconv.Atoi(i); err == nil && n > maxIterations {
				return errors.New("SCRAM: the server asks for too much work")
			} else if err == nil && n < minIterations {
				return fmt.Errorf("SCRAM: the server asks for %d rounds, and the password is safe from %d", n, minIterations)
			}
		}
	}
	return nil
}

// Proved reports why the server has not proved that it knows the password, as far as
// it was asked.
func (m *scramMechanism) Proved() error {
	if m.conv == nil || !m.conv.Valid() {
		return fmt.Errorf("%w: SCRAM: the server's signature is missing", ErrUnproven)
	}
	return nil
}

// Proof reports whether more than the user name was sent.
func (m *scramMechanism) Proof() bool { return m.steps > 0 }

// ErrUnproven says that the server could not show that it knows the password, or that
// the line does not end at it.
var ErrUnproven = errors.New("the server did not prove that it knows the password")

// Detail is the server's reason (RFC 5802, section 7, server-error-value), or empty.
func (m *scramMechanism) Detail() string { return m.detail }

// WayDetail reports whether a reason of SCRAM (RFC 5802, section 7) says that the way is
// the trouble.
func WayDetail(detail string) bool {
	switch detail {
	case "unsupported-channel-binding-type", "channel-binding-not-supported", "extensions-not-supported":
		return true
	}
	return false
}

// LineDetail reports whether a reason of SCRAM says that the line does not end at the
// server.
func LineDetail(detail string) bool {
	return detail == "channel-bindings-dont-match" || detail == "server-does-support-channel-binding"
}
