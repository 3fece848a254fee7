package pop3test

import (
	"bufio"
	"cmp"
	"crypto/subtle"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
	"time"

	"popmail/pop3/internal/wire"
)

// session is one connection in the states of RFC 1939, section 3.
type session struct {
	*Server
	conn      net.Conn
	r         *wire.Reader
	w         *bufio.Writer
	encrypted bool

	user     string // named by USER
	drop     *maildrop
	messages []*Message // as they were at the login; the place is the number less 1
	deleted  []bool
	stuffed  []byte // memory for messages
}

func newSession(s *Server, conn net.Conn) *session {
	ss := &session{Server: s, conn: conn}
	ss.r = wire.NewReader(idleReader{ss}, 0)
	ss.w = bufio.NewWriterSize(idleWriter{ss}, 64<<10)
	return ss
}

type idleReader struct{ *session }

// Read flushes what waits to be sent before it waits for the client, so that
// answers to commands that were sent ahead go out together.
func (r idleReader) Read(p []byte) (int, error) {
	if err := r.w.Flush(); err != nil {
		return 0, err
	}
	if err := r.conn.SetReadDeadline(time.Now().Add(r.opts.Timeout)); err != nil {
		return 0, err
	}
	return r.conn.Read(p)
}

type idleWriter struct{ *session }

// Write writes with a deadline.
func (w idleWriter) Write(p []byte) (int, error) {
	if err := w.conn.SetWriteDeadline(time.Now().Add(w.opts.Timeout)); err != nil {
		return 0, err
	}
	return w.conn.Write(p)
}

func (s *session) encrypt() error {
	if !s.canTLS() {
		return errors.New("pop3test: the server was not started")
	}
	cfg := s.opts.TLS
	if cfg == nil {
		cfg = s.ca.server(s.opts.MaxTLS)
		s.mu.Lock()
		if s.own != nil {
			cfg.Certificates = []tls.Certificate{*s.own}
		}
		s.mu.Unlock()
	}
	conn := tls.Server(s.conn, cfg)
	_ = s.conn.SetDeadline(time.Now().Add(s.opts.Timeout))
	if err := conn.HandshakeContext(s.ctx); err != nil {
		return err
	}
	s.conn, s.encrypted = conn, true
	s.r.Reset(idleReader{s})
	return nil
}

func (s *session) canTLS() bool { return s.ca != nil || s.opts.TLS != nil }

// errEnd ends a session.
var errEnd = errors.New("end")

func (s *session) play() {
	defer s.release()
	s.ok(cmp.Or(s.opts.Greeting, "pop3test ready"))
	for {
		line, _, err := s.r.Line(wire.MaxCommand)
		if errors.Is(err, wire.ErrLong) {
			s.err("", "line too long")
			_ = s.w.Flush()
			return
		}
		if err != nil {
			return
		}
		name, arg, _ := strings.Cut(string(line), " ")
		name = strings.ToUpper(name)
		s.count(name)
		if s.opts.Hook != nil {
			shown := string(line)
			if name == "PASS" {
				shown = name
			}
			if answer := s.opts.Hook(s.user, shown); answer != "" {
				s.raw(answer + "\r\n")
				continue
			}
		}
		if err := s.command(name, arg); err != nil {
			_ = s.w.Flush()
			if t, ok := s.conn.(*tls.Conn); ok {
				_ = t.CloseWrite()
			}
			return
		}
	}
}

// known are the commands that are counted.
var known = map[string]bool{"USER": true, "PASS": true, "CAPA": true, "STLS": true, "STAT": true, "LIST": true, "UIDL": true,
	"RETR": true, "TOP": true, "DELE": true, "NOOP": true, "RSET": true, "QUIT": true}

func (s *session) count(name string) {
	if !known[name] {
		name = "?"
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.commands[name]++
}

// release gives the maildrop back. Without QUIT nothing is removed (RFC 1939,
// section 6).
func (s *session) release() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.drop != nil {
		s.drop.locked = false
		s.drop = nil
	}
}

func (s *session) raw(text string) { _, _ = s.w.WriteString(text) }

func (s *session) ok(text string) {
	if text != "" {
		text = " " + text
	}
	s.raw("+OK" + text + "\r\n")
}

func (s *session) err(code, text string) {
	if code != "" && !s.opts.NoCodes {
		text = "[" + code + "] " + text
	}
	s.raw("-ERR " + text + "\r\n")
}

// command carries out one command. It returns errEnd when the session is over.
func (s *session) command(name, arg string) error {
	switch {
	case name == "QUIT":
		return s.quit()
	case name == "CAPA" && !s.opts.NoCAPA:
		s.capa()
		return nil
	case s.drop == nil:
		return s.authorization(name, arg)
	}
	s.transaction(name, arg)
	return nil
}

func (s *session) capa() {
	s.ok("what this server can do")
	list := []string{"RESP-CODES", "AUTH-RESP-CODE", "EXPIRE NEVER", "IMPLEMENTATION pop3test"}
	for _, c := range []struct {
		on   bool
		name string
	}{
		{!s.opts.NoTOP, "TOP"}, {!s.opts.NoUIDL, "UIDL"}, {!s.opts.NoPipelining, "PIPELINING"},
		{!s.opts.NoSTLS && !s.encrypted && s.canTLS(), "STLS"},
		{s.encrypted || !s.opts.PlainRefused, "USER"},
		{s.opts.LoginDelay > 0, "LOGIN-DELAY " + strconv.Itoa(int(s.opts.LoginDelay/time.Second))},
	} {
		if c.on {
			list = append(list, c.name)
		}
	}
	for _, c := range list {
		s.raw(c + "\r\n")
	}
	s.raw(".\r\n")
}

func (s *session) authorization(name, arg string) error {
	switch name {
	case "STLS":
		if s.opts.NoSTLS || s.encrypted || !s.canTLS() {
			s.err("", "no STLS here")
			return nil
		}
		s.ok("begin")
		if err := s.w.Flush(); err != nil {
			return err
		}
		// RFC 2595, section 4: what was known of the client is forgotten.
		s.user = ""
		return s.encrypt()
	case "USER":
		switch {
		case s.opts.PlainRefused && !s.encrypted:
			s.err("", "switch on encryption first")
		case arg == "":
			s.err("", "no name")
		default:
			s.user = arg
			s.ok("")
		}
	case "PASS":
		if s.user == "" {
			s.err("", "USER first")
			return nil
		}
		s.login(arg)
	default:
		s.err("", "not known, or not before the login")
	}
	return nil
}

func (s *session) login(password string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	user := s.user
	s.user = ""
	d := s.users[user]
	switch {
	case d == nil || subtle.ConstantTimeCompare([]byte(d.password), []byte(password)) != 1:
		s.err("AUTH", "user name or password are wrong")
	case d.locked:
		s.err("IN-USE", "another session has the maildrop")
	case s.opts.LoginDelay > 0 && time.Since(d.lastLogin) < s.opts.LoginDelay:
		s.err("LOGIN-DELAY", "too soon after the last login")
	default:
		d.locked = true
		d.lastLogin = time.Now()
		s.drop = d
		s.user = user
		s.messages = append([]*Message(nil), d.messages...)
		s.deleted = make([]bool, len(d.messages))
		s.logins++
		s.ok(fmt.Sprintf("%d messages", len(s.messages)))
	}
}

func (s *session) transaction(name, arg string) {
	switch name {
	case "STAT":
		n, octets := 0, int64(0)
		for i, m := range s.messages {
			if !s.deleted[i] {
				n++
				octets += s.size(m)
			}
		}
		s.ok(fmt.Sprintf("%d %d", n, octets))
	case "LIST":
		s.list(arg, func(m *Message) string { return strconv.FormatInt(s.size(m), 10) })
	case "UIDL":
		if s.opts.NoUIDL {
			s.err("", "no UIDL here")
			return
		}
		s.list(arg, func(m *Message) string { return m.UID })
	case "RETR":
		if m := s.message(arg); m != nil {
			s.wait()
			s.ok(strconv.FormatInt(s.size(m), 10) + " octets")
			s.body(m.Raw)
		}
	case "TOP":
		s.top(arg)
	case "DELE":
		if m := s.message(arg); m != nil {
			n, _ := strconv.Atoi(arg)
			s.deleted[n-1] = true
			s.ok("marked")
		}
	case "NOOP":
		s.ok("")
	case "RSET":
		clear(s.deleted)
		s.ok("")
	default:
		s.err("", "not known")
	}
}

func (s *session) size(m *Message) int64 {
	if s.opts.Size != nil {
		return s.opts.Size(m.Raw)
	}
	n := int64(len(m.Raw))
	if n > 0 && m.Raw[n-1] != '\n' {
		n += 2 // as it is sent
	}
	return n
}

// list answers LIST and UIDL, with and without argument.
func (s *session) list(arg string, of func(*Message) string) {
	if arg != "" {
		if m := s.message(arg); m != nil {
			s.ok(arg + " " + of(m))
		}
		return
	}
	s.ok("")
	for i, m := range s.messages {
		if !s.deleted[i] {
			s.raw(strconv.Itoa(i+1) + " " + of(m) + "\r\n")
		}
	}
	s.raw(".\r\n")
}

// message finds the message of an argument, or says what is wrong and returns nil.
func (s *session) message(arg string) *Message {
	n, err := strconv.Atoi(arg)
	if err != nil || n < 1 || n > len(s.messages) || s.deleted[n-1] {
		s.err("", "no such message")
		return nil
	}
	return s.messages[n-1]
}

func (s *session) body(raw []byte) {
	s.stuffed = wire.AppendMessage(s.stuffed[:0], raw)
	_, _ = s.w.Write(s.stuffed)
}

func (s *session) top(arg string) {
	number, count, _ := strings.Cut(arg, " ")
	lines, err := strconv.Atoi(count)
	if s.opts.NoTOP || err != nil || lines < 0 {
		s.err("", "no TOP here, or no number of lines")
		return
	}
	if m := s.message(number); m != nil {
		s.ok("")
		s.body(wire.Top(m.Raw, lines))
	}
}

// wait holds a message back for Options.Delay, or until the server is closed.
func (s *session) wait() {
	if s.opts.Delay <= 0 {
		return
	}
	_ = s.w.Flush()
	t := time.NewTimer(s.opts.Delay)
	defer t.Stop()
	select {
	case <-t.C:
	case <-s.ctx.Done():
	}
}

// quit removes what was marked, if there was a login (RFC 1939, section 6).
func (s *session) quit() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.drop != nil {
		gone := map[*Message]bool{}
		for i, m := range s.messages {
			gone[m] = s.deleted[i]
		}
		kept := s.drop.messages[:0:0]
		for _, m := range s.drop.messages {
			if !gone[m] {
				kept = append(kept, m)
			}
		}
		s.drop.messages = kept
		s.drop.locked = false
		s.drop = nil
	}
	s.ok("bye")
	return errEnd
}
