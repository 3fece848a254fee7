package main

import (
	"crypto/tls"
	"errors"
	"io"
	"net"
	"strings"
	"sync"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"popmail/assets/sample"
	"popmail/pop3/pop3test"
)

// demoPost is the outgoing server of the demonstration. What is written to its own people
// arrives in their mailboxes, and the rest goes nowhere.
type demoPost struct {
	mail   *pop3test.Server
	server *smtp.Server
	port   int
	served sync.WaitGroup
}

// demoLargest is the size of the largest letter that the server takes, in octets.
const demoLargest = 32 << 20

func newDemoPost(mail *pop3test.Server) (*demoPost, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	p := &demoPost{mail: mail, port: l.Addr().(*net.TCPAddr).Port}
	p.server = smtp.NewServer(p)
	p.server.Domain, p.server.MaxMessageBytes = "localhost", demoLargest
	p.server.ReadTimeout, p.server.WriteTimeout = time.Minute, time.Minute
	p.server.ErrorLog = quietly{}
	p.served.Go(func() { _ = p.server.Serve(tls.NewListener(l, mail.ServerTLS())) })
	return p, nil
}

// Close ends the server.
func (p *demoPost) Close() error {
	err := p.server.Close()
	p.served.Wait()
	return err
}

// NewSession implements smtp.Backend.
func (p *demoPost) NewSession(*smtp.Conn) (smtp.Session, error) { return &demoPosting{post: p}, nil }

// demoPosting is one connection to a demoPost.
type demoPosting struct {
	post *demoPost
	in   bool
	to   []string
}

// AuthMechanisms implements smtp.AuthSession.
func (s *demoPosting) AuthMechanisms() []string { return []string{sasl.Plain} }

// Auth implements smtp.AuthSession.
func (s *demoPosting) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != demoUser && user != demoClubUser || password != demoPassword {
			return errors.New("authentication failed")
		}
		s.in = true
		return nil
	}), nil
}

// Mail implements smtp.Session.
func (s *demoPosting) Mail(string, *smtp.MailOptions) error {
	if !s.in {
		return smtp.ErrAuthRequired
	}
	return nil
}

// Rcpt implements smtp.Session.
func (s *demoPosting) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.to = append(s.to, to)
	return nil
}

// Data implements smtp.Session.
func (s *demoPosting) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	for _, to := range s.to {
		switch {
		case strings.EqualFold(to, sample.Email):
			s.post.mail.AddMessage(demoUser, raw)
		case strings.EqualFold(to, demoClub):
			s.post.mail.AddMessage(demoClubUser, raw)
		}
	}
	return nil
}

// Reset implements smtp.Session.
func (s *demoPosting) Reset() { s.to = nil }

// Logout implements smtp.Session.
func (s *demoPosting) Logout() error { return nil }

// quietly keeps go-smtp from writing to the terminal.
type quietly struct{}

func (quietly) Printf(string, ...any) {}
func (quietly) Println(...any)        {}
