package send

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/textproto"
	"strings"
	"time"

	"github.com/emersion/go-smtp"

	"popmail/account"
	"popmail/account/line"
)

// myName is what EHLO tells of this computer: nothing. RFC 5321, section 4.1.3, has
// address literals for who has no name.
const myName = "[127.0.0.1]"

// Limits of what a server may say, in octets.
const (
	maxAnswer = 64 << 10 // in one answer, as it comes over the network
	maxExtras = 32 << 10 // of the extensions
)

// stage is how far a session has come: the same error means different things.
type stage uint8

const (
	connecting stage = iota
	greeting
	encrypting // STARTTLS
	loggingIn
	handing // a letter
)

// session is one connection to an outgoing server.
type session struct {
	of     account.Account
	server account.Server // as the network knows it, once it is connected
	name   string         // of the server, as the person knows it
	user   string
	auth   account.Auth
	cred   account.Credential
	time   time.Duration
	final  time.Duration // for the answer to the last dot of a letter
	dial   func(ctx context.Context, network, addr string) (net.Conn, error)

	stage     stage
	proofOnly bool // see account.Problem, of the way that was refused last
	tokenOnly bool // the server lists ways to log in for tokens of OAuth, and with a password none
	conn      *guarded
	tls       *tls.ConnectionState // nil: the line is open
	smtp      *smtp.Client
	handed    *handed // to smtp
	extras    extensions
	unhook    func() bool // of the end of the context
	trace     *tracer
}

var (
	errNoTLS    = errors.New("the server does not offer STARTTLS")
	errInjected = errors.New("somebody has put words into the line before it was encrypted")
	errTooLong  = errors.New("the server’s answer is too long")
)

// connect comes as far as the server's list of extensions, over an encrypted line unless
// the person has chosen none.
func (s *session) connect(ctx context.Context) error {
	server, err := line.ASCII(s.server)
	if err != nil {
		return &account.Problem{Trouble: account.TroubleNoHost, Err: err}
	}
	s.server = server
	conn, err := s.dial(ctx, "tcp", server.Addr())
	if err != nil {
		return err
	}
	s.conn = &guarded{Conn: conn, time: s.time}
	s.trace = newTracer(ctx, s)
	// Who gives up is not made to wait for a server.
	s.unhook = context.AfterFunc(ctx, func() { _ = conn.Close() })
	err = s.greet(ctx)
	if err != nil && ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}

// greet hears the server's greeting and turns on encryption. go-smtp's own STARTTLS tells
// a server that lacks it from others by words alone, and knows no limits, so everything
// until the line is encrypted is said here.
func (s *session) greet(ctx context.Context) error {
	var plain net.Conn = s.conn
	if s.server.Security == account.TLS {
		if err := s.handshake(ctx); err != nil {
			return err
		}
		plain = s.tlsConn()
	}
	s.stage = greeting
	r := bufio.NewReaderSize(plain, 4<<10)
	t := textproto.NewReader(r)
	s.conn.begin()
	code, text, err := t.ReadResponse(220)
	if s.trace.first(code, text); err != nil {
		return err
	}
	if s.server.Security != account.STARTTLS {
		return s.hello(plain, r)
	}
	say := func(command string, code int) (string, error) {
		s.conn.begin()
		s.trace.sent([]byte(command + "\n"))
		if _, err := io.WriteString(plain, command+"\r\n"); err != nil {
			return "", err
		}
		got, text, err := t.ReadResponse(code)
		s.trace.first(got, text)
		return text, err
	}
	text, err = say("EHLO "+myName, 250)
	if err != nil {
		return err
	}
	s.stage = encrypting
	if extras := parseExtensions(text); !extras.has("STARTTLS") {
		return errNoTLS
	}
	if _, err := say("STARTTLS", 220); err != nil {
		return err
	}
	// RFC 3207, section 5: nothing that came before counts, and who has sent more than
	// the answer is not the server alone.
	if r.Buffered() > 0 {
		return errInjected
	}
	if err := s.handshake(ctx); err != nil {
		return err
	}
	s.stage = greeting
	return s.hello(s.tlsConn(), nil)
}

// handshake encrypts the line.
func (s *session) handshake(ctx context.Context) error {
	cfg, err := line.TLS(s.of, s.of.Outgoing)
	if err != nil {
		return err
	}
	if err := line.Prove(cfg, s.cred.Certificate); err != nil {
		return err
	}
	tc := tls.Client(s.conn, cfg)
	ctx, cancel := context.WithTimeout(ctx, s.time)
	defer cancel()
	s.conn.begin()
	if err := tc.HandshakeContext(ctx); err != nil {
		if c := line.Faults(err, s.of, s.of.Outgoing, time.Now()); c != nil {
			return &account.Problem{Trouble: c.Trouble(), Err: err, Certificate: c}
		}
		return err
	}
	state := tc.ConnectionState()
	s.tls, s.conn.tls = &state, tc
	return nil
}

func (s *session) tlsConn() net.Conn { return s.conn.tls }

// hello hands the line over to go-smtp, which expects a greeting and gets one, and hears
// what the server can do. rest is what has been read ahead.
func (s *session) hello(conn net.Conn, rest *bufio.Reader) error {
	var r io.Reader = conn
	if rest != nil {
		r = rest
	}
	s.handed = &handed{Conn: conn, guard: s.conn, trace: s.trace, r: io.MultiReader(strings.NewReader("220 \r\n"), r)}
	s.smtp = smtp.NewClient(s.handed)
	s.smtp.CommandTimeout, s.smtp.SubmissionTimeout = s.time, s.time
	// go-smtp does not give the list of extensions out. What both sides say goes through
	// here; nothing secret is said yet.
	heard := &limited{left: maxExtras}
	s.smtp.DebugWriter = heard
	err := s.smtp.Hello(myName)
	s.smtp.DebugWriter = nil
	if err != nil {
		return err
	}
	answer := heardAnswer(heard.String())
	s.extras, s.handed.again = parseExtensions(answer), ehloAnswer(answer)
	return nil
}

// ehloAnswer is what heardAnswer has read, as a server says it.
func ehloAnswer(text string) string {
	lines := strings.Split(text, "\n")
	for i, l := range lines {
		sign := "-"
		if i == len(lines)-1 {
			sign = " "
		}
		lines[i] = "250" + sign + l + "\r\n"
	}
	return strings.Join(lines, "")
}

// heardAnswer is the answer to EHLO in what both sides have said.
func heardAnswer(text string) string {
	var b strings.Builder
	for l := range strings.Lines(text) {
		if len(l) > 4 && l[:3] == "250" {
			b.WriteString(strings.TrimRight(l[4:], "\r\n") + "\n")
		}
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// quit says goodbye. Nothing depends on the answer.
func (s *session) quit() {
	if s.smtp != nil {
		s.conn.time = min(s.time, 2*time.Second)
		s.smtp.CommandTimeout = s.conn.time
		_ = s.smtp.Quit()
	}
	s.close()
}

func (s *session) close() {
	if s.unhook != nil {
		s.unhook()
	}
	if s.conn != nil {
		_ = s.conn.Close()
	}
}

// extensions are the keywords of EHLO with their parameters, in upper case.
type extensions map[string][]string

// parseExtensions reads the answer to EHLO (RFC 5321, section 4.1.1.1), whose first line
// is a greeting.
func parseExtensions(text string) extensions {
	x := extensions{}
	_, text, _ = strings.Cut(text, "\n")
	for l := range strings.Lines(text) {
		// QUIRK: "AUTH=LOGIN PLAIN", as servers had it for clients from before RFC 2554.
		f := strings.Fields(strings.ToUpper(strings.Replace(l, "=", " ", 1)))
		if len(f) > 0 {
			x[f[0]] = append(x[f[0]], f[1:]...)
		}
	}
	return x
}

func (x extensions) has(name string) bool { _, ok := x[name]; return ok }

// guarded is a line on which each answer has an end in time and size.
type guarded struct {
	net.Conn
	tls  *tls.Conn
	time time.Duration
	left int
}

// begin gives the next answer its limits.
func (g *guarded) begin() {
	g.left = maxAnswer
	_ = g.Conn.SetDeadline(time.Now().Add(g.time))
}

// Read implements net.Conn.
func (g *guarded) Read(p []byte) (int, error) {
	if g.left <= 0 {
		return 0, errTooLong
	}
	n, err := g.Conn.Read(p[:min(len(p), g.left)])
	g.left -= n
	return n, err
}

// handed is the line as go-smtp has it: what it writes begins another answer.
type handed struct {
	net.Conn
	guard  *guarded
	r      io.Reader
	x      *exchange // under way
	failed error     // of the last Write
	trace  *tracer
	letter bool // what is written is one, until the answer to its last dot: no command is looked for in it
	// What answers EHLO is handed on in capitals: case tells nothing there (RFC 5321, section 2.4), and
	// go-smtp knows extensions in that form alone.
	hello, capitals bool // the answer is due; it is no refusal
	// again is the answer to EHLO, once there was one. QUIRK: go-smtp greets once more after RSET, which some
	// servers refuse or count as an error; what they can do is known.
	again string
}

// Read implements net.Conn.
func (h *handed) Read(p []byte) (int, error) {
	n, err := h.r.Read(p)
	h.trace.came(p[:n])
	if n > 0 && h.hello {
		h.hello, h.capitals = false, p[0] == '2'
	}
	if h.capitals {
		for i, b := range p[:n] {
			if 'a' <= b && b <= 'z' {
				p[i] = b - 'a' + 'A'
			}
		}
	}
	return n, err
}

// Write implements net.Conn. go-smtp cancels (RFC 4954, section 4: "*") a log-in that the
// server has ended already by refusing it; that goes nowhere, and is answered here.
func (h *handed) Write(p []byte) (int, error) {
	if h.x != nil && !h.x.canceled && string(p) == "*\r\n" {
		h.r = io.MultiReader(strings.NewReader("501 \r\n"), h.r)
		return len(p), nil
	}
	greets := !h.letter && string(p) == "EHLO "+myName+"\r\n"
	if h.again != "" && greets {
		h.r = io.MultiReader(strings.NewReader(h.again), h.r)
		return len(p), nil
	}
	h.hello, h.capitals = greets, false
	h.guard.begin()
	if !h.letter {
		h.trace.sent(p)
	}
	n, err := h.Conn.Write(p)
	if err != nil {
		h.failed = err
	}
	return n, err
}

// limited keeps so much of what is written to it.
type limited struct {
	bytes.Buffer
	left int
}

// Write implements io.Writer.
func (l *limited) Write(p []byte) (int, error) {
	kept := p[:min(len(p), l.left)]
	l.left -= len(kept)
	_, _ = l.Buffer.Write(kept)
	return len(p), nil
}
