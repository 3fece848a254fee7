package send

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"popmail/account"
	"popmail/account/answer"
	"popmail/account/login"
)

// The bounds of the tries to log in, as for receiving: providers shut out who tries too
// often.
const (
	maxShown = 3 // in which the password or its proof was shown and refused
	maxWays  = 6 // in all

	maxSteps = 10 // challenges within one; no mechanism needs more than 3
)

// errEndless says that a server goes on asking.
var errEndless = errors.New("the server asks without end")

// login logs in (AUTH, RFC 4954), in the strongest way that both sides know. Another way
// is tried only after a refusal that is about the way and not about user name and
// password; one that gives more away only where the server has said so, and on an open
// line never by itself.
func (s *session) login(ctx context.Context) error {
	offered := s.extras["AUTH"]
	s.stage = loggingIn
	s.tokenOnly = login.Browser(offered, false)
	k := login.Case{
		User: s.user, Credential: s.cred, Auth: submissionAuth(s.auth), Host: s.server.Host, Port: s.server.Port,
		Offered: offered, TLS: s.tls, Insecure: s.server.Security == account.None,
	}
	ways := login.Ways(k)
	ways = withoutAPOP(ways)
	if len(ways) == 0 {
		return s.noWay(offered)
	}
	var last *refused
	shown := 0
	for i, w := range ways {
		if i == maxWays || shown == maxShown {
			break
		}
		if last != nil && !last.mayFollow(w, s) {
			continue
		}
		x := &exchange{Client: w.New()}
		err := s.try(x)
		if err == nil {
			return nil
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if login.LineDetail(x.detail()) {
			return &account.Problem{Trouble: account.TroubleUnproven, Err: err}
		}
		s.proofOnly = isAnswer(err) && !x.canceled && login.ProofOnly(ways, w, s.tls != nil)
		if x.proof() {
			shown++
		}
		way, named := s.wayRefused(err, x)
		if last != nil && !isAnswer(err) && !x.canceled {
			return last // the server hangs up after a refusal
		}
		if !way {
			return err
		}
		last = &refused{w, err, named}
	}
	return last
}

// noWay says why there is no way to log in.
func (s *session) noWay(offered []string) error {
	err := fmt.Errorf("the server lists AUTH %s", strings.Join(offered, " "))
	if len(offered) == 0 {
		err = errors.New("the server lists no AUTH")
	}
	t := account.TroubleMethod
	switch {
	case s.tls == nil && s.extras.has("STARTTLS"):
		t = account.TroublePlainRefused
	case s.tokenOnly && s.cred.Token == (account.Token{}):
		t = account.TroubleBrowser
	}
	return &account.Problem{Trouble: t, Err: err}
}

// submissionAuth is what the choice of a way to log in to a POP3 server says of SMTP,
// which has neither USER nor APOP.
func submissionAuth(a account.Auth) account.Auth {
	switch a {
	case account.AuthUser:
		return account.AuthPlain
	case account.AuthAPOP:
		return account.AuthAuto
	}
	return a
}

func withoutAPOP(ways []login.Way) []login.Way {
	kept := ways[:0]
	for _, w := range ways {
		if w.New != nil {
			kept = append(kept, w)
		}
	}
	return kept
}

// refused is the refusal of a way to log in.
type refused struct {
	way   login.Way
	err   error
	named bool // the server says that the way is the trouble
}

// Error is that of the refusal.
func (e *refused) Error() string { return e.err.Error() }

// Unwrap returns the refusal.
func (e *refused) Unwrap() error { return e.err }

// mayFollow reports whether w may be tried after what was refused before.
func (e *refused) mayFollow(w login.Way, s *session) bool {
	if w.Strength >= e.way.Strength {
		return true
	}
	open := w.Clear && s.tls == nil && (s.auth == account.AuthAuto || s.auth == "")
	return e.named && !open
}

// try logs in by one way.
func (s *session) try(x *exchange) error {
	s.handed.x = x
	err := s.smtp.Auth(x)
	s.handed.x = nil
	if err != nil {
		return err
	}
	if !x.given {
		return errors.New("the server says that the log-in is done before it began")
	}
	if p, ok := x.Client.(interface{ Proved() error }); ok {
		if err := p.Proved(); err != nil {
			return err
		}
	}
	return nil
}

// exchange is a mechanism as go-smtp is to see it, and what has become of it.
type exchange struct {
	sasl.Client
	given    bool // something of the credential had been sent
	canceled bool // by this side, which did not want the server's challenge
	steps    int  // challenges so far
}

// Start fulfils sasl.Client.
func (x *exchange) Start() (string, []byte, error) {
	name, first, err := x.Client.Start()
	// One without anything in it is a response too: that of EXTERNAL, for which the line
	// has shown the certificate already.
	x.given, x.canceled = err == nil && first != nil, err != nil
	return name, first, err
}

// Next fulfils sasl.Client. A response without anything in it is sent: go-smtp takes nil
// for the end of a log-in that went well.
func (x *exchange) Next(challenge []byte) ([]byte, error) {
	if x.steps++; x.steps > maxSteps {
		x.canceled = true
		return nil, errEndless
	}
	response, err := x.Client.Next(challenge)
	if err != nil {
		x.canceled = true
		return nil, err
	}
	x.given = true
	if response == nil {
		response = []byte{}
	}
	return response, nil
}

// proof reports whether more than the user name was sent.
func (x *exchange) proof() bool {
	if g, ok := x.Client.(interface{ Proof() bool }); ok {
		return x.given && g.Proof()
	}
	return x.given
}

// detail is what the mechanism has learnt of the reason, such as "invalid_token".
func (x *exchange) detail() string {
	if d, ok := x.Client.(interface{ Detail() string }); ok {
		return d.Detail()
	}
	return ""
}

func isAnswer(err error) bool { _, ok := errors.AsType[*smtp.SMTPError](err); return ok }

// wayRefused reports whether a failed try is about the way to log in; named says that
// the server says so, or that it refused before anything of the credential was sent.
func (s *session) wayRefused(err error, x *exchange) (way, named bool) {
	if errors.Is(err, login.ErrUnproven) {
		return false, false
	}
	e, ok := errors.AsType[*smtp.SMTPError](err)
	if !ok {
		return x.canceled, false
	}
	text, t := answer.Fold(e.Message), s.refusal(e.Code, e.Message, e.EnhancedCode)
	switch {
	case t == account.TroubleMethod:
		return true, true
	case login.WayDetail(x.detail()):
		return true, true
	case x.detail() != "" || t.Busy() || t == account.TroubleBrowser:
		return false, false
	case !x.given:
		return true, true
	}
	return t == account.TroubleLogin && e.Code != 535 && !text.Elsewhere(), false
}
