// Package pop3test holds two POP3 servers in memory: Server keeps to the rules,
// and serves tests and the demonstration; Script does what it is told, right or
// wrong, and serves tests only. Neither needs package testing.
package pop3test

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
	"sync"
	"time"
)

// Options are the settings of a Server. The zero value gives a server with
// everything switched on and no users.
type Options struct {
	// Users holds the passwords by user name. AddUser adds more.
	Users map[string]string
	// Delay is waited before each message is sent, so that mail arrives visibly.
	Delay time.Duration
	// Timeout ends a session that does nothing; 0: 10 minutes (RFC 1939, section 3).
	Timeout time.Duration
	// NoCAPA, NoUIDL, NoTOP, NoSTLS and NoPipelining take abilities away.
	NoCAPA, NoUIDL, NoTOP, NoSTLS, NoPipelining bool
	// PlainRefused refuses USER before the line is encrypted.
	PlainRefused bool
	// NoCodes leaves the extended response codes out of refusals.
	NoCodes bool
	// LoginDelay is the least time between two logins of a user (RFC 2449, section 6.5).
	LoginDelay time.Duration
	// Cert says what is special about the server's certificate.
	Cert Cert
	// TLS is used in the place of a certificate and an authority of its own; STLS then
	// needs no Start.
	TLS *tls.Config
	// MaxTLS bounds the version of TLS, for example tls.VersionTLS11; 0: none.
	MaxTLS uint16
	// Greeting is the text of the first line; "": the usual one.
	Greeting string
	// Hook, if set, sees every command line before it is carried out (PASS without
	// its argument). A non-empty answer, "+OK …" or "-ERR …" without line end, is
	// sent instead of carrying it out. It is called from several goroutines.
	Hook func(user, line string) (answer string)
	// Size, if set, gives the size to announce for a message.
	Size func(raw []byte) int64
	// UID, if set, makes the unique-id of the serial-th message of a user (from 1).
	UID func(user string, serial int) string
}

// Message is one message in a maildrop.
type Message struct {
	UID string
	Raw []byte // as the client gets it; must not be changed
}

// Server is a behaving POP3 server on 127.0.0.1 with exclusive maildrops. Its
// methods may be called from several goroutines.
type Server struct {
	opts Options
	ca   *authority

	ctx    context.Context
	cancel context.CancelFunc
	wg     sync.WaitGroup

	plain, implicit net.Listener
	caFile          string

	mu       sync.Mutex
	users    map[string]*maildrop
	conns    map[net.Conn]struct{}
	commands map[string]int
	logins   int
	sessions int
	refuse   bool
	own      *tls.Certificate // in the place of that of ca; may be nil
}

// maildrop is what belongs to one user.
type maildrop struct {
	password  string
	messages  []*Message
	serial    int
	locked    bool
	lastLogin time.Time
}

// New makes a server. Nothing listens before Start.
func New(o Options) *Server {
	if o.Timeout <= 0 {
		o.Timeout = 10 * time.Minute
	}
	s := &Server{opts: o, users: map[string]*maildrop{}, conns: map[net.Conn]struct{}{}, commands: map[string]int{}}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	for user, password := range o.Users {
		s.AddUser(user, password)
	}
	return s
}

// Start makes the certificates and listens on two free ports of 127.0.0.1: one
// in the clear with STLS, one with TLS from the first octet.
func (s *Server) Start() (err error) {
	defer func() {
		if err != nil {
			_ = s.Close()
		}
	}()
	if s.ca, err = newAuthority(s.opts.Cert); err != nil {
		return err
	}
	f, err := os.CreateTemp("", "pop3test-ca-*.pem")
	if err != nil {
		return err
	}
	s.caFile = f.Name()
	_, err = f.Write(s.ca.pem)
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	if s.plain, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		return err
	}
	if s.implicit, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		return err
	}
	s.wg.Go(func() { s.accept(s.plain, false) })
	s.wg.Go(func() { s.accept(s.implicit, true) })
	return nil
}

func (s *Server) accept(l net.Listener, encrypted bool) {
	for {
		conn, err := l.Accept()
		if err != nil {
			if s.ctx.Err() != nil || errors.Is(err, net.ErrClosed) {
				return
			}
			time.Sleep(10 * time.Millisecond)
			continue
		}
		s.wg.Go(func() { s.serve(conn, encrypted) })
	}
}

// ServeConn plays one session on conn, in the clear, and returns when it has
// ended. Start is needed only for STLS, and not with Options.TLS.
func (s *Server) ServeConn(conn net.Conn) { s.serve(conn, false) }

func (s *Server) serve(conn net.Conn, encrypted bool) {
	s.mu.Lock()
	refuse := s.refuse || s.ctx.Err() != nil
	if !refuse {
		s.conns[conn] = struct{}{}
		s.sessions++
	}
	s.mu.Unlock()
	defer func() {
		_ = conn.Close()
		s.mu.Lock()
		delete(s.conns, conn)
		s.mu.Unlock()
	}()
	if refuse {
		return
	}
	ss := newSession(s, conn)
	if encrypted && ss.encrypt() != nil {
		return
	}
	ss.play()
}

// Close stops listening, cuts all sessions, waits for them and removes the CA file.
func (s *Server) Close() error {
	s.cancel()
	var err error
	for _, l := range []net.Listener{s.plain, s.implicit} {
		if l != nil {
			if e := l.Close(); !errors.Is(e, net.ErrClosed) {
				err = errors.Join(err, e)
			}
		}
	}
	s.CutAll()
	s.wg.Wait()
	if s.caFile != "" {
		if e := os.Remove(s.caFile); !os.IsNotExist(e) {
			err = errors.Join(err, e)
		}
	}
	return err
}

// CutAll closes all connections in the middle of what they are doing.
func (s *Server) CutAll() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for c := range s.conns {
		_ = c.Close()
	}
}

// Refuse makes the server close new connections at once, or take them again.
func (s *Server) Refuse(refuse bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refuse = refuse
}

// Addr is "host:port" of the listener in the clear, which knows STLS.
func (s *Server) Addr() string { return s.plain.Addr().String() }

// TLSAddr is "host:port" of the listener with TLS from the first octet.
func (s *Server) TLSAddr() string { return s.implicit.Addr().String() }

// Port is the port of Addr.
func (s *Server) Port() int { return s.plain.Addr().(*net.TCPAddr).Port }

// TLSPort is the port of TLSAddr.
func (s *Server) TLSPort() int { return s.implicit.Addr().(*net.TCPAddr).Port }

// CAPEM is the certificate of the server's own authority, made at Start.
func (s *Server) CAPEM() []byte { return s.ca.pem }

// CAFile is a file with CAPEM, there until Close.
func (s *Server) CAFile() string { return s.caFile }

// SetCertificate lets the server show another certificate from the next line on.
func (s *Server) SetCertificate(c tls.Certificate) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.own = &c
}

// ServerTLS is what another server on this computer needs to show the same certificate.
func (s *Server) ServerTLS() *tls.Config { return s.ca.server(0) }

// ClientTLS is a configuration that trusts the server's own authority.
func (s *Server) ClientTLS() *tls.Config { return s.ca.client() }

// AddUser adds a user with an empty maildrop, or changes the password.
func (s *Server) AddUser(user, password string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if d := s.users[user]; d != nil {
		d.password = password
		return
	}
	s.users[user] = &maildrop{password: password}
}

// AddMessage puts a message into the maildrop of user, who sees it from the next
// login on, and returns its unique-id. An unknown user gets a maildrop nobody
// can log in to before AddUser gives a password.
func (s *Server) AddMessage(user string, raw []byte) (uid string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	d := s.drop(user)
	d.serial++
	if s.opts.UID != nil {
		uid = s.opts.UID(user, d.serial)
	} else {
		uid = fmt.Sprintf("%08x-%s", d.serial, digest(raw))
	}
	d.messages = append(d.messages, &Message{UID: uid, Raw: raw})
	return uid
}

// SetMessages replaces the maildrop of user. An open session keeps what it saw.
func (s *Server) SetMessages(user string, messages []Message) {
	s.mu.Lock()
	defer s.mu.Unlock()
	d := s.drop(user)
	d.messages = nil
	for _, m := range messages {
		d.messages = append(d.messages, &m)
	}
}

func (s *Server) drop(user string) *maildrop {
	d := s.users[user]
	if d == nil {
		d = &maildrop{password: "\x00"} // no client can send it
		s.users[user] = d
	}
	return d
}

// Messages returns what is in the maildrop of user.
func (s *Server) Messages(user string) []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []Message
	if d := s.users[user]; d != nil {
		for _, m := range d.messages {
			list = append(list, *m)
		}
	}
	return list
}

// Lock takes the maildrop of user as another session would; Unlock gives it back.
func (s *Server) Lock(user string) { s.setLock(user, true) }

// Unlock gives the maildrop of user back.
func (s *Server) Unlock(user string) { s.setLock(user, false) }

func (s *Server) setLock(user string, locked bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.drop(user).locked = locked
}

// Logins is the number of logins that succeeded.
func (s *Server) Logins() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.logins
}

// Sessions is the number of connections taken.
func (s *Server) Sessions() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.sessions
}

// Open is the number of connections open now.
func (s *Server) Open() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.conns)
}

// Commands is how often a command, such as "RETR", was given.
func (s *Server) Commands(name string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.commands[strings.ToUpper(name)]
}
