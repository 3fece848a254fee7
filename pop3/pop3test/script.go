package pop3test

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"time"
)

// Step is one thing a Script does.
type Step func(p *play) error

// play is one connection of a Script.
type play struct {
	*Script
	conn  net.Conn
	r     *bufio.Reader
	verbs map[string]int // commands so far
}

// errCut ends the connection without any trouble.
var errCut = errors.New("cut")

// scriptPatience bounds how long a step waits for the client.
const scriptPatience = 20 * time.Second

// Send sends octets as they are.
func Send(text string) Step {
	return func(p *play) error {
		_, err := io.WriteString(p.conn, text)
		return err
	}
}

// Expect waits for a line from the client that begins with prefix (without
// regard to case). Another line is an error of the Script, see Err.
func Expect(prefix string) Step {
	return func(p *play) error {
		line, err := p.line()
		if err != nil {
			return fmt.Errorf("waiting for %q: %w", prefix, err)
		}
		if len(line) < len(prefix) || !strings.EqualFold(line[:len(prefix)], prefix) {
			return fmt.Errorf("the client sent %q instead of %q", line, prefix)
		}
		return nil
	}
}

// Answer waits for a line that begins with prefix and sends text.
func Answer(prefix, text string) Step { return Do(Expect(prefix), Send(text)) }

// Do plays several steps as one.
func Do(steps ...Step) Step {
	return func(p *play) error {
		for _, s := range steps {
			if err := s(p); err != nil {
				return err
			}
		}
		return nil
	}
}

// Repeat plays steps n times.
func Repeat(n int, steps ...Step) Step {
	return func(p *play) error {
		for range n {
			if err := Do(steps...)(p); err != nil {
				return err
			}
		}
		return nil
	}
}

// UpTo plays yes at the first n commands of verb in the connection, and then no.
func UpTo(n int, verb string, yes, no Step) Step {
	return func(p *play) error {
		if p.verbs[verb] <= n {
			return yes(p)
		}
		return no(p)
	}
}

// Login greets and takes USER and PASS.
func Login() Step {
	return Do(Send("+OK ready\r\n"), Answer("USER ", "+OK\r\n"), Answer("PASS ", "+OK\r\n"))
}

// NoCAPA refuses CAPA.
func NoCAPA() Step { return Answer("CAPA", "-ERR unknown command\r\n") }

// CAPA answers CAPA with names.
func CAPA(names ...string) Step {
	return Answer("CAPA", "+OK\r\n"+strings.Join(append(names, "."), "\r\n")+"\r\n")
}

// Trickle sends octets one by one with a pause after each.
func Trickle(text string, pause time.Duration) Step {
	return func(p *play) error {
		for i := range len(text) {
			if _, err := io.WriteString(p.conn, text[i:i+1]); err != nil {
				return err
			}
			if err := p.sleep(pause); err != nil {
				return err
			}
		}
		return nil
	}
}

// Delay waits.
func Delay(d time.Duration) Step {
	return func(p *play) error { return p.sleep(d) }
}

// Stall does nothing more, reads nothing, and keeps the connection open until
// the Script is closed.
func Stall() Step {
	return func(p *play) error {
		<-p.done
		return errCut
	}
}

// Made does something that is not of the line.
func Made(do func() error) Step { return func(*play) error { return do() } }

// Drain reads and ignores what the client sends until it closes the connection.
func Drain() Step {
	return func(p *play) error {
		_, _ = io.Copy(io.Discard, p.r)
		return nil
	}
}

// Cut closes the connection.
func Cut() Step { return func(*play) error { return errCut } }

// Reset closes the connection so that the client gets an error instead of an end.
func Reset() Step {
	return func(p *play) error {
		if c, ok := p.conn.(*net.TCPConn); ok {
			_ = c.SetLinger(0)
		}
		return errCut
	}
}

// Flood sends chunk again and again, n times or until the client goes away.
func Flood(chunk string, n int) Step {
	octets := []byte(chunk) // once: tests measure memory
	return func(p *play) error {
		for range n {
			if _, err := p.conn.Write(octets); err != nil {
				return errCut
			}
		}
		return nil
	}
}

// StartTLS makes the handshake from the server's side. As the first step it
// makes the connection one with implicit TLS.
func StartTLS() Step {
	return func(p *play) error {
		conn := tls.Server(p.conn, p.ca.server(p.MaxTLS))
		if err := conn.Handshake(); err != nil {
			return errCut // the client may rightly refuse
		}
		p.conn, p.r = conn, bufio.NewReader(conn)
		return nil
	}
}

func (p *play) line() (string, error) {
	_ = p.conn.SetReadDeadline(time.Now().Add(scriptPatience))
	line, err := p.r.ReadString('\n')
	line = strings.TrimRight(line, "\r\n")
	if line != "" {
		verb, _, _ := strings.Cut(line, " ")
		p.verbs[strings.ToUpper(verb)]++
		p.mu.Lock()
		p.got = append(p.got, line)
		p.mu.Unlock()
	}
	return line, err
}

func (p *play) sleep(d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-p.done:
		return errCut
	}
}

// Script is a server that plays steps, one list for each connection, the last
// one again for further connections. After the last step it closes the connection.
type Script struct {
	MaxTLS uint16 // bounds the version of TLS; 0: none. Set it before the first connection

	sessions [][]Step
	listener net.Listener
	ca       *authority
	done     chan struct{}
	wg       sync.WaitGroup

	mu    sync.Mutex
	conns map[net.Conn]struct{}
	taken int
	got   []string
	err   error
}

// NewScript listens on a free port of 127.0.0.1 and plays sessions.
func NewScript(sessions ...[]Step) (*Script, error) {
	ca, err := newAuthority(Cert{})
	if err != nil {
		return nil, err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := Unheard(sessions...)
	s.listener, s.ca = l, ca
	s.wg.Go(s.accept)
	return s, nil
}

// Unheard makes a Script that listens nowhere and knows no TLS, for Dial.
func Unheard(sessions ...[]Step) *Script {
	return &Script{sessions: sessions, done: make(chan struct{}), conns: map[net.Conn]struct{}{}}
}

// Dial plays the next session on a pipe, which holds some of what is sent ahead, and returns
// its other end. It takes the place of pop3.Options.Dial, and may be used within a bubble of
// testing/synctest that the Script was made in.
func (s *Script) Dial(context.Context, string, string) (net.Conn, error) {
	client, server := net.Pipe()
	if !s.take(server, newAhead(server)) {
		return nil, errors.Join(net.ErrClosed, client.Close())
	}
	return client, nil
}

func (s *Script) accept() {
	for {
		conn, err := s.listener.Accept()
		if err != nil {
			return
		}
		if !s.take(conn, conn) {
			return
		}
	}
}

// take plays the next session on line, which stands on conn, or closes it once the Script is
// closed.
func (s *Script) take(conn, line net.Conn) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	select {
	case <-s.done:
		_ = conn.Close()
		_ = line.Close()
		return false
	default:
	}
	s.conns[conn] = struct{}{}
	var steps []Step
	if n := len(s.sessions); n > 0 {
		steps = s.sessions[min(s.taken, n-1)]
	}
	s.taken++
	s.wg.Go(func() { s.play(conn, line, steps) })
	return true
}

func (s *Script) play(conn, line net.Conn, steps []Step) {
	p := &play{Script: s, conn: line, r: bufio.NewReader(line), verbs: map[string]int{}}
	err := Do(steps...)(p)
	_ = p.conn.Close()
	_ = conn.Close()
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.conns, conn)
	select {
	case <-s.done:
		return // whatever went wrong, the test is over
	default:
	}
	if err != nil && !errors.Is(err, errCut) && s.err == nil {
		s.err = fmt.Errorf("pop3test: %w", err)
	}
}

// Addr is "host:port".
func (s *Script) Addr() string { return s.listener.Addr().String() }

// Port is the port of Addr.
func (s *Script) Port() int { return s.listener.Addr().(*net.TCPAddr).Port }

// ClientTLS is a configuration that trusts the Script's own authority.
func (s *Script) ClientTLS() *tls.Config { return s.ca.client() }

// CAPEM is the certificate of the Script's own authority.
func (s *Script) CAPEM() []byte { return s.ca.pem }

// Got returns all lines that were received, passwords included.
func (s *Script) Got() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.got...)
}

// Connections is the number of connections taken.
func (s *Script) Connections() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.taken
}

// Err is the first thing that went otherwise than the steps say.
func (s *Script) Err() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.err
}

// Close cuts all connections and waits for them to end. It returns Err.
func (s *Script) Close() error {
	s.mu.Lock()
	select {
	case <-s.done:
	default:
		close(s.done)
	}
	s.mu.Unlock()
	if s.listener != nil {
		_ = s.listener.Close()
	}
	s.mu.Lock()
	for c := range s.conns {
		_ = c.Close()
	}
	s.mu.Unlock()
	s.wg.Wait()
	return s.Err()
}
