package fetch

import (
	"context"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"popmail/account"
	"popmail/account/line"
	"popmail/account/traffic"
	"popmail/pop3"
)

// client is what a session asks of a server.
type client interface {
	Capabilities(ctx context.Context) (pop3.Capabilities, error)
	Noop(ctx context.Context) error
	Stat(ctx context.Context) (messages int, octets int64, err error)
	List(ctx context.Context) ([]pop3.Listing, error)
	UIDL(ctx context.Context) ([]pop3.UniqueID, error)
	Sent(command string) bool
	Zero() bool
	Announced() int64
	LoneDots() int
	LoneEnds() int
	Spooled() pop3.Spool
	RetrEach(ctx context.Context, items []pop3.Listing, each func(n int, raw []byte, err error) error) error
	RetrTo(ctx context.Context, m pop3.Listing, create func() (pop3.Spool, error)) error
	Top(ctx context.Context, n, lines int) ([]byte, error)
	TopEach(ctx context.Context, numbers []int, lines int, each func(n int, raw []byte, err error) error) error
	TopOctets() int64
	DeleEach(ctx context.Context, numbers []int, each func(n int, err error) error) error
	DeleQuit(ctx context.Context, numbers []int, each func(n int, err error)) error
	Rset(ctx context.Context) error
	SetMaxMessage(octets int64)
	Quit(ctx context.Context) error
	DistrustSizes()
	Close() error
}

var _ client = (*pop3.Client)(nil)

// open connects and logs in. USER and PASS go out in the clear only where the
// person chose a line without encryption.
func (v *connection) open(ctx context.Context, cred account.Credential) (client, error) {
	if !cred.Given() && v.a.Auth != account.AuthExternal {
		return nil, &account.Problem{Trouble: account.TroubleNoPassword}
	}
	v.stage = connecting
	o := &pop3.Options{Timeout: v.s.Timeout, NoPipelining: v.how.oneByOne, Patience: v.s.Timeout, MaxMessage: v.s.maxMessage(), GiveUp: true, Trace: tracing(ctx, v.a)}
	if o.Timeout <= 0 {
		o.Timeout, o.Patience = pop3.DefaultTimeout, patience
	}
	if v.s.Spool != nil {
		o.SpoolFrom = v.s.SpoolFrom
		o.Spool = func() (pop3.Spool, error) {
			f, err := v.s.Spool(v.a.ID)
			if err != nil {
				return nil, err
			}
			return f, nil
		}
	}
	dial := v.s.Dial
	if dial == nil {
		dial = (&net.Dialer{Timeout: o.Timeout}).DialContext
	}
	o.Dial = func(ctx context.Context, network, addr string) (net.Conn, error) {
		conn, err := dial(ctx, network, addr)
		if err != nil {
			return nil, err
		}
		return &countedConn{Conn: traffic.Count(conn), n: &v.meter.wire}, nil
	}
	var c *pop3.Client
	server, err := line.ASCII(v.a.Incoming)
	if err != nil {
		return nil, &account.Problem{Trouble: account.TroubleNoHost, Server: v.a.Incoming.Host, Err: err}
	}
	addr := server.Addr()
	if v.a.Incoming.Security == account.None {
		c, err = pop3.Dial(ctx, addr, o)
	} else {
		if o.TLS, err = line.TLS(v.a, v.a.Incoming); err != nil {
			return nil, err
		}
		if err = line.Prove(o.TLS, cred.Certificate); err != nil {
			return nil, err
		}
		if v.a.Incoming.Security == account.STARTTLS {
			c, err = pop3.DialStartTLS(ctx, addr, o)
		} else {
			c, err = pop3.DialTLS(ctx, addr, o)
		}
	}
	if err != nil {
		return nil, v.certificate(ctx, err, addr, o)
	}
	if err := v.login(ctx, c, cred); err != nil {
		_ = c.Close()
		return nil, err
	}
	return c, nil
}

// patience bounds the answers for which a server may have to read or copy the
// whole mailbox, unless the person has set a time.
const patience = 3 * time.Minute

// capaPatience bounds the answer to CAPA. QUIRK: servers that say nothing to
// commands that they do not know are asked again over a new line, without CAPA.
const capaPatience = 15 * time.Second

// capabilities is CAPA with less patience. After an error the line is of no use.
func (v *connection) capabilities(ctx context.Context, c client) (pop3.Capabilities, error) {
	limit := capaPatience
	if v.s.Timeout > 0 {
		limit = min(limit, v.s.Timeout)
	}
	short, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	return c.Capabilities(short)
}

// Probe logs in, asks how much mail there is, and logs out. It fetches and
// changes nothing. Its error is an *account.Problem.
func Probe(ctx context.Context, a account.Account, cred account.Credential, timeout time.Duration) (messages int, octets int64, err error) {
	return (&Session{Timeout: timeout}).probe(ctx, a, cred)
}

func (s *Session) probe(ctx context.Context, a account.Account, cred account.Credential) (messages int, octets int64, err error) {
	t := newSessionState(false)
	var v *connection
	var c client
	for again := true; again; {
		v = &connection{s: s, a: a, state: t, how: t.how, secret: cred.Secret(), token: cred.Token != (account.Token{}), meter: newMeter(nil, a.ID, Report{})}
		t.begin()
		c, err = v.open(ctx, cred)
		t.last.lostEarly = v.lostEarly
		again = err != nil && ctx.Err() == nil && t.again(&Report{}, err)
	}
	if err != nil {
		return 0, 0, v.explain(err)
	}
	defer func() { _ = c.Close() }()
	messages, octets, err = c.Stat(ctx)
	if refused(err) {
		messages, octets, err = -1, 0, nil
	}
	if err != nil {
		return 0, 0, v.explain(err)
	}
	if messages < 0 {
		// QUIRK: STAT may name no number, or be refused.
		list, err := c.List(ctx)
		if err != nil {
			return 0, 0, v.explain(err)
		}
		messages = len(list)
	}
	_ = c.Quit(ctx) // nothing to confirm
	return messages, max(octets, 0), nil
}

// countedConn counts what arrives, so that progress is seen within a message.
type countedConn struct {
	net.Conn
	n *atomic.Int64
}

func (c *countedConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.n.Add(int64(n))
	return n, err
}

// Servers remembers what sessions have learnt of servers: which advertise
// PIPELINING and cannot do it. Sessions may share it, also at the same time.
type Servers struct {
	oneByOne sync.Map
	rest     sync.Map // account.ID to unfinished
}

// unfinished is what a session would have done over another line.
type unfinished struct {
	server string
	how    manner
	tops   tops
}

// later keeps for the next session what another line of this one was to refrain from.
func (s *Servers) later(a account.Account, t *sessionState) {
	s.rest.Store(a.ID, unfinished{a.Incoming.Addr(), t.how, t.tops})
}

// resume begins a session with what the last one has left by later.
func (s *Servers) resume(a account.Account, t *sessionState) {
	left, ok := s.rest.LoadAndDelete(a.ID)
	if u, _ := left.(unfinished); ok && u.server == a.Incoming.Addr() {
		t.how, t.tops = u.how, u.tops
	}
}

func (s *Servers) isOneByOne(server account.Server) bool {
	_, ok := s.oneByOne.Load(server.Addr())
	return ok
}
func (s *Servers) setOneByOne(server account.Server) { s.oneByOne.Store(server.Addr(), struct{}{}) }
