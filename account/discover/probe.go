package discover

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/smtp"
	"net/textproto"
	"slices"
	"strings"
	"sync"
	"time"

	"popmail/account"
	"popmail/pop3"
)

// maxProbed bounds the servers of one source that are asked.
const maxProbed = 6

// errNoTLS says that a server answers but does not encrypt.
var errNoTLS = errors.New("the server does not encrypt")

// confirm asks the servers of candidates whether they are there, all at once.
func (s *search) confirm(ctx context.Context, all []Candidate) []Candidate {
	all = all[:min(len(all), maxProbed)]
	lacking := slices.ContainsFunc(all, func(c Candidate) bool { return !c.Outgoing.Found() })
	var wg sync.WaitGroup
	outgoing := map[string]*Server{} // each is asked once
	for i := range all {
		c := &all[i]
		wg.Go(func() { s.probe(ctx, &c.Incoming, s.probePOP) })
		if !c.Outgoing.Found() {
			continue
		}
		key := told(&c.Outgoing)
		if _, ok := outgoing[key]; !ok {
			out := c.Outgoing
			outgoing[key] = &out
			wg.Go(func() { s.probe(ctx, &out, s.probeSMTP) })
		}
	}
	if lacking {
		wg.Go(func() { s.usualOutgoing(ctx) })
	}
	wg.Wait()
	for i := range all {
		if c := &all[i]; c.Outgoing.Found() {
			c.Outgoing = *outgoing[told(&c.Outgoing)]
		}
	}
	return s.addOutgoing(ctx, all)
}

func told(s *Server) string { return s.Addr() + " " + string(s.Security) + " " + s.User }

// addOutgoing looks for a usual outgoing server where a source has named none.
func (s *search) addOutgoing(ctx context.Context, all []Candidate) []Candidate {
	if !slices.ContainsFunc(all, func(c Candidate) bool { return c.Incoming.Err == nil && !c.Outgoing.Found() }) {
		return all
	}
	out := s.usualOutgoing(ctx)
	for i := range all {
		if c := &all[i]; !c.Outgoing.Found() && len(out) > 0 {
			c.Outgoing = out[0]
			c.Outgoing.User = c.Incoming.User
		}
	}
	return all
}

// probe asks one server and notes what comes of it. A server of which a source says
// that it does not encrypt is used with encryption where it can.
func (s *search) probe(ctx context.Context, srv *Server, ask func(context.Context, account.Server) (tls.ConnectionState, error)) {
	ctx, cancel := context.WithTimeout(ctx, probeTime)
	defer cancel()
	want := srv.Server
	if want.Security == account.None {
		want.Security = account.STARTTLS
	}
	state, err := ask(ctx, want)
	switch {
	case err == nil:
		srv.Security, srv.Verified = want.Security, true
		// RFC 6186, section 6: a certificate that covers the domain of the address shows
		// that the server is meant, whoever has written the record.
		if srv.Source == FromSRV && len(state.PeerCertificates) > 0 && state.PeerCertificates[0].VerifyHostname(s.addr.Domain) == nil {
			srv.Ask = false
		}
	case srv.Security == account.None && errors.Is(err, errNoTLS):
		srv.Ask = true
	default:
		s.doubt(err)
		srv.Err = err
	}
}

// probePOP greets a POP3 server. Nothing else is said but STLS and QUIT.
func (s *search) probePOP(ctx context.Context, srv account.Server) (state tls.ConnectionState, err error) {
	o := &pop3.Options{TLS: s.tls(&state), Timeout: probeTime, Dial: s.dial}
	var c *pop3.Client
	if srv.Security == account.TLS {
		c, err = pop3.DialTLS(ctx, srv.Addr(), o)
		if _, refused := errors.AsType[*pop3.ServerError](err); refused {
			return state, nil // there, and busy just now
		}
	} else {
		if c, err = pop3.Dial(ctx, srv.Addr(), o); err == nil {
			if err = c.StartTLS(ctx); err != nil {
				if _, refused := errors.AsType[*pop3.ServerError](err); refused {
					err = errors.Join(errNoTLS, err)
				}
				_ = c.Close()
			}
		}
	}
	if err != nil {
		return state, err
	}
	_ = c.Quit(ctx)
	_ = c.Close()
	return state, nil
}

// maxSMTP bounds what an SMTP server may say in a probe, in octets.
const maxSMTP = 32 << 10

// probeSMTP says EHLO to an SMTP server (RFC 5321, section 4.1.1.1), encrypted from the
// first octet or by STARTTLS (RFC 3207).
func (s *search) probeSMTP(ctx context.Context, srv account.Server) (state tls.ConnectionState, err error) {
	line, err := s.dial(ctx, "tcp", srv.Addr())
	if err != nil {
		return state, err
	}
	defer line.Close()
	stop := context.AfterFunc(ctx, func() { _ = line.SetDeadline(time.Unix(1, 0)) })
	defer stop()
	var conn net.Conn = &bounded{line, maxSMTP}
	cfg := s.tls(&state)
	cfg.ServerName = srv.Host
	if srv.Security == account.TLS {
		tc := tls.Client(conn, cfg)
		if err := tc.HandshakeContext(ctx); err != nil {
			return state, err
		}
		conn = tc
	}
	c, err := smtp.NewClient(conn, srv.Host)
	if e, refused := errors.AsType[*textproto.Error](err); refused && e.Code/100 == 4 && srv.Security == account.TLS {
		return state, nil // as above
	}
	if err != nil {
		return state, err
	}
	if err := c.Hello("localhost"); err != nil {
		return state, err
	}
	if srv.Security == account.STARTTLS {
		if ok, _ := c.Extension("STARTTLS"); !ok {
			return state, errNoTLS
		}
		if err := c.StartTLS(cfg); err != nil {
			return state, err
		}
	}
	_ = c.Quit()
	return state, nil
}

// bounded is a connection that gives no more than left octets.
type bounded struct {
	net.Conn
	left int
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, io.ErrUnexpectedEOF
	}
	n, err := b.Conn.Read(p[:min(len(p), b.left)])
	b.left -= n
	return n, err
}

// inside reports whether host is the domain of the address or lies below it.
func (s *search) inside(host string) bool {
	host = account.HostKey(host)
	return host == s.addr.Domain || strings.HasSuffix(host, "."+s.addr.Domain)
}
