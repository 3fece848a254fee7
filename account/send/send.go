// Package send talks to an account's outgoing server (message submission, RFC 6409):
// it connects, encrypts, and logs in. It stands on go-smtp and go-sasl, except for the
// first words of a server, before TLS, see greet.
package send

import (
	"context"
	"errors"
	"net"
	"sync"
	"time"

	"popmail/account"
	"popmail/account/traffic"
)

// Prober tests outgoing servers. The zero Prober is ready to be used.
type Prober struct {
	Timeout time.Duration // for each step: an answer, a handshake; 0: 30 s
	// Dial connects; nil: a net.Dialer.
	Dial func(ctx context.Context, network, addr string) (net.Conn, error)
}

// stepTime is the usual limit of one step.
const stepTime = 30 * time.Second

// Probe connects to a.Outgoing, encrypts the line, logs in as a says, and quits. It
// hands nothing in. Its error is an *account.Problem with Sending; where the port is
// the trouble and another usual port of the same server answers, Answers names it.
func (p Prober) Probe(ctx context.Context, a account.Account, c account.Credential) error {
	s, err := p.open(ctx, a, c.ForSending(a))
	if err == nil {
		s.quit()
		return nil
	}
	problem := s.explain(err)
	if wrongPort(problem.Trouble) {
		problem.Answers = p.elsewhere(ctx, a, s.server)
	}
	return problem
}

// open connects and logs in. The session is there also with an error, to explain it.
func (p Prober) open(ctx context.Context, a account.Account, c account.Credential) (*session, error) {
	s := &session{
		of: a, server: a.Outgoing, name: a.Outgoing.Host, user: a.SendsAs(), auth: a.Auth, cred: c,
		time: p.Timeout, dial: p.Dial,
	}
	if s.time <= 0 {
		s.time = stepTime
	}
	if s.dial == nil {
		s.dial = (&net.Dialer{Timeout: s.time}).DialContext
	}
	s.dial = traffic.Dial(s.dial)
	if s.user != "" && !c.Given() && s.auth != account.AuthExternal {
		return s, &account.Problem{Trouble: account.TroubleNoPassword}
	}
	if err := s.connect(ctx); err != nil {
		s.close()
		return s, err
	}
	if s.user == "" {
		return s, nil
	}
	if err := s.login(ctx); err != nil {
		s.close()
		return s, err
	}
	return s, nil
}

// elsewhereTime bounds the look at other ports.
const elsewhereTime = 5 * time.Second

// wrongPort reports whether another port may be the right one.
func wrongPort(t account.Trouble) bool {
	switch t {
	case account.TroubleRefused, account.TroubleSilent, account.TroubleNotPOP3, account.TroubleNoSTLS, account.TroubleCut:
		return true
	}
	return false
}

// elsewhere finds a usual port of the same server that answers and encrypts, else one that
// answers and does not, which is for the person to decide about; nothing of the person goes
// there.
func (p Prober) elsewhere(ctx context.Context, a account.Account, server account.Server) account.Server {
	ctx, cancel := context.WithTimeout(ctx, elsewhereTime)
	usual := []account.Security{account.TLS, account.STARTTLS, account.None}
	found := make([]chan bool, len(usual))
	var wg sync.WaitGroup
	defer wg.Wait()
	defer cancel()
	at := func(security account.Security) account.Server {
		other := server
		other.Security, other.Port = security, security.SubmissionPort()
		return other
	}
	for i, security := range usual {
		other := at(security)
		found[i] = make(chan bool, 1)
		if other.Port == server.Port && security == server.Security {
			found[i] <- false
			continue
		}
		wg.Go(func() {
			clear := security == account.None
			if clear {
				other.Security = account.STARTTLS // it says that it does not
			}
			a := account.Account{Outgoing: other, OutgoingOpen: true, Authorities: a.Authorities, Exceptions: a.Exceptions}
			s, err := p.open(ctx, a, account.Credential{})
			if err == nil {
				s.quit()
			}
			found[i] <- err == nil && !clear || errors.Is(err, errNoTLS) && clear
		})
	}
	for i, f := range found {
		if <-f {
			return at(usual[i])
		}
	}
	return account.Server{}
}
