package pop3

import (
	"context"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"strings"

	"github.com/emersion/go-sasl"

	"popmail/pop3/internal/wire"
)

// Bounds of one AUTH exchange, in octets where not said otherwise.
const (
	maxAuthCommand  = 255      // of the command with its initial response (RFC 5034, section 4), CRLF included
	maxAuthResponse = 64 << 10 // of one response in base64: tokens are long
	maxAuthSteps    = 10       // challenges; no mechanism needs more than 3
)

// Exchange is one log-in by SASL.
type Exchange struct {
	// Mechanism is the client's side. One that can tell whether the server has proved
	// that it knows the password too is a Prover.
	Mechanism sasl.Client
	// TwoLines keeps the initial response out of the command, also where it fits
	// there: the server asks for it by an empty challenge.
	TwoLines bool
	// User and Secret are taken out of the server's answers, see Reveals.
	User, Secret string
}

// Prover is a mechanism at whose end the server has proved something, such as SCRAM
// (RFC 5802, section 3). Until Proved returns nil, the server's "+OK" is worth nothing.
type Prover interface {
	sasl.Client
	Proved() error
}

// AuthError says how AUTH has failed. The connection can go on being used unless Err
// is a fault of the line or of the protocol.
type AuthError struct {
	Mechanism string
	Given     bool   // something of the credential had been sent before it failed
	Proof     bool   // of the password or token, not the user name alone
	Canceled  bool   // by this side, which did not want the server's challenge
	Detail    string // what the mechanism has learnt of the reason, such as "invalid_token"; may be empty
	Err       error  // *ServerError for a refusal
}

// Error tells the mechanism and the cause.
func (e *AuthError) Error() string {
	if e.Detail != "" {
		return e.Err.Error() + " (" + e.Detail + ")"
	}
	return e.Err.Error()
}

// Unwrap returns the cause.
func (e *AuthError) Unwrap() error { return e.Err }

// explainer is a mechanism that has learnt why it was refused.
type explainer interface{ Detail() string }

// gradual is a mechanism that sends less than a proof at first.
type gradual interface{ Proof() bool }

// Auth logs in by SASL (AUTH, RFC 5034, section 4). Its errors are *AuthError; a
// refusal wraps a *ServerError. Neither password nor token is in them. AUTH without a
// mechanism is never sent.
func (c *Client) Auth(ctx context.Context, x Exchange) error {
	name, first, err := x.Mechanism.Start()
	if err == nil && !isMechanism(name) {
		err = &ArgumentError{"AUTH", "this is not the name of a mechanism"}
	}
	if err != nil {
		return &AuthError{Mechanism: name, Err: err}
	}
	c.trace.user, c.trace.secret = x.User, x.Secret
	a := &auth{Client: c, x: x, name: name, command: "AUTH " + name, first: first}
	if err := c.do(ctx, a.play); err != nil {
		e := &AuthError{Mechanism: name, Given: a.given, Proof: a.given, Canceled: a.canceled, Err: scrub(err, x.User, x.Secret)}
		if g, ok := x.Mechanism.(gradual); ok {
			e.Proof = a.given && g.Proof()
		}
		if d, ok := x.Mechanism.(explainer); ok && !Reveals(d.Detail(), x.User, x.Secret) {
			e.Detail = wire.Clean(d.Detail(), 200)
		}
		return e
	}
	err = c.sendFollowers(ctx)
	c.preCaps, c.caps = c.caps, nil
	return err
}

// auth is one exchange under way.
type auth struct {
	*Client
	x        Exchange
	name     string
	command  string
	first    []byte // the initial response; nil: none (left)
	given    bool
	canceled bool
	followed bool // commands are on their way behind it
}

func (a *auth) play() error {
	line := a.command
	if a.first != nil && !a.x.TwoLines {
		coded := "=" // RFC 5034, section 4: an empty initial response
		if len(a.first) > 0 {
			coded = base64.StdEncoding.EncodeToString(a.first)
		}
		// What does not fit waits for the server's empty challenge.
		if len(line)+1+len(coded)+2 <= maxAuthCommand {
			line += " " + coded
			a.given, a.first = true, nil
		}
	}
	if err := a.begin(line); err != nil {
		return err
	}
	for step := 0; ; step++ {
		challenge, more, err := a.answer()
		if err != nil {
			return err
		}
		if !more {
			return a.finish()
		}
		if a.followed {
			return a.fail(&ProtocolError{Command: a.command, Reason: "the server asks for what the command held already"})
		}
		if step == maxAuthSteps {
			return a.cancel(&ProtocolError{Command: a.command, Reason: "the server asks without end"})
		}
		response, err := a.respond(challenge)
		if err != nil {
			return a.cancel(err)
		}
		a.given = true
		coded := base64.StdEncoding.EncodeToString(response)
		if len(coded) > maxAuthResponse {
			return a.cancel(&ArgumentError{a.command, "the response is too long"})
		}
		a.trace.secretly(len(coded))
		if err := a.write(coded); err != nil {
			return err
		}
	}
}

// begin sends the command. Where it holds all that this side has to say, what follows the
// log-in goes out with it.
func (a *auth) begin(line string) error {
	var list []command
	if a.given && a.name == "PLAIN" { // RFC 4616, section 2: a single message
		list = a.followers()
	}
	a.followed = len(list) > 0
	return a.together(append([]command{{name: a.command, sent: line}}, list...))
}

func (a *auth) respond(challenge []byte) ([]byte, error) {
	if a.first != nil {
		// QUIRK: some servers send words here instead of an empty challenge.
		r := a.first
		a.first = nil
		return r, nil
	}
	return a.x.Mechanism.Next(challenge)
}

// write sends one line of the exchange.
func (a *auth) write(line string) error {
	if err := a.quiet(a.command); err != nil {
		return err
	}
	if _, err := a.transport.Write([]byte(line + "\r\n")); err != nil {
		return a.netErr(a.command, err)
	}
	return nil
}

// answer reads a challenge (more), or the end.
func (a *auth) answer() (challenge []byte, more bool, err error) {
	text, more, err := a.challenge(a.command)
	if err != nil || !more {
		return nil, false, err
	}
	return decodeChallenge(text), true, nil
}

// decodeChallenge is a challenge without its base64.
//
// QUIRK: padding that is missing, blanks within, and prompts that are not coded at
// all ("+ Username:"). A mechanism that needs to understand it will not, and cancels.
func decodeChallenge(text string) []byte {
	compact := strings.TrimRight(strings.Join(strings.Fields(text), ""), "=")
	if b, err := base64.RawStdEncoding.DecodeString(compact); err == nil {
		return b
	}
	return []byte(strings.TrimSpace(text))
}

// finish judges the server's "+OK".
func (a *auth) finish() error {
	if !a.given {
		return a.fail(&ProtocolError{Command: a.command, Reason: "the server says that the log-in is done before it began"})
	}
	if p, ok := a.x.Mechanism.(Prover); ok {
		if err := p.Proved(); err != nil {
			return a.fail(&ProtocolError{Command: a.command, Reason: "the server lets in who has asked it for a proof, and gives none", Err: err})
		}
	}
	return nil
}

// cancel ends the exchange (RFC 5034, section 4: a line of "*") and returns why.
func (a *auth) cancel(why error) error {
	a.canceled = true
	if err := a.write("*"); err != nil {
		return err
	}
	_, more, err := a.challenge(a.command)
	if _, refused := errors.AsType[*ServerError](err); refused {
		return why
	}
	if err != nil {
		return errors.Join(why, err)
	}
	reason := "the server takes a log-in that was canceled for done"
	if more {
		reason = "the server goes on with a log-in that was canceled"
	}
	return a.fail(&ProtocolError{Command: a.command, Reason: reason, Err: why})
}

// isMechanism checks the form of RFC 4422, section 3.1.
func isMechanism(name string) bool {
	return name != "" && len(name) <= 20 && strings.Trim(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") == ""
}

// TLS is the state of the encryption, and whether there is one. Mechanisms bind
// themselves to it (RFC 5929, RFC 9266).
func (c *Client) TLS() (tls.ConnectionState, bool) {
	t, ok := c.transport.get().(*tls.Conn)
	if !ok || !c.secured {
		return tls.ConnectionState{}, false
	}
	return t.ConnectionState(), true
}
