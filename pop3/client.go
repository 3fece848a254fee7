// Package pop3 is a client for the Post Office Protocol, version 3: RFC 1939
// with the extensions of RFC 2449 (CAPA, response codes, PIPELINING), TLS by
// RFC 2595 (STLS) and RFC 8314 (implicit), SASL by RFC 5034 (AUTH), UTF8 and LANG of
// RFC 6856, and the response codes of RFC 3206.
//
// It knows the protocol and no policy. Every operation takes a context and is
// bounded in time and size; what a server sends beyond a limit is an error of a
// type of this package.
package pop3

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"

	"popmail/pop3/internal/wire"
)

// Defaults of Options.
const (
	DefaultTimeout    = 60 * time.Second
	DefaultMaxMessage = 512 << 20
	DefaultSpoolFrom  = 8 << 20
)

// Options are the settings of a Client. The zero value, and nil, are usable.
type Options struct {
	// TLS is the configuration for TLS connections; nil means the system's
	// roots. An empty ServerName becomes the host that was dialled, and
	// MinVersion is raised to TLS 1.2 (RFC 8314, section 4.1, and RFC 8996).
	TLS *tls.Config
	// Timeout bounds every network operation that makes no progress, and the
	// whole of a connect, a TLS handshake and a status line. 0: DefaultTimeout.
	Timeout time.Duration
	// Patience bounds in the place of Timeout the answers to PASS, APOP, AUTH, STAT,
	// LIST, UIDL and QUIT, for which servers read or write the whole maildrop. 0: Timeout.
	Patience time.Duration
	// Dial opens the connection; nil: a net.Dialer.
	Dial func(ctx context.Context, network, addr string) (net.Conn, error)
	// MaxMessage is the largest message in octets. A larger one is read and
	// thrown away, and reported as *LimitError. 0: DefaultMaxMessage.
	MaxMessage int64
	// GiveUp ends the session at a message that goes on beyond MaxMessage, instead
	// of reading it to its end: nobody can make this client take more. What is only
	// announced as larger is asked for then.
	GiveUp bool
	// Spool makes what a message of RETR of more than SpoolFrom octets is written to, in the
	// place of memory; nil: all are kept in memory. Where it fails the session ends with a
	// *SpoolError.
	Spool     func() (Spool, error)
	SpoolFrom int64 // 0: DefaultSpoolFrom
	// NoPipelining waits for every answer before the next command is sent, also
	// where the server advertises PIPELINING.
	NoPipelining bool
	// Trace is told what both sides say, line by line, without passwords, tokens and
	// anything of a message; nil: nobody listens.
	Trace func(sent bool, line string)
}

// Client is one session with a POP3 server. Its methods must not be called at
// the same time, except Close.
type Client struct {
	zero      bool // see Zero
	transport *transport
	r         *wire.Reader
	opts      Options
	host      string // for certificates; may be empty
	secured   bool

	greeted   bool
	banner    string       // the greeting, for APOP
	caps      Capabilities // nil: not asked since the state last changed
	preCaps   Capabilities // from before the login
	lateRows  bool         // a listing that seemed absent may still arrive, before the next answer
	unasked   int          // lines of the greeting that may still arrive; 0: something was answered
	sizes     sizeTrust
	announced int64 // see Announced
	loneDots  int   // see LoneDots
	broken    error // why the connection is of no more use
	trace     tracer

	follow []string // see Follow
	onWay  []string // commands that are sent, and whose answers nobody has asked for yet
	early  string   // of those the one whose answer is being read; "": none
}

// Spool takes the octets of a large message.
type Spool = wire.Spool

// SpoolError is what went wrong with a Spool, not with the line.
type SpoolError = wire.SpoolError

// bufferSize is the octets read at once.
const bufferSize = 256 << 10

// NewClient makes a client of a connection. It does no input or output: call
// Greeting next. For STLS, Options.TLS must then name the server.
func NewClient(conn net.Conn, o *Options) *Client {
	c := &Client{}
	if o != nil {
		c.opts = *o
	}
	if c.opts.Timeout <= 0 {
		c.opts.Timeout = DefaultTimeout
	}
	if c.opts.MaxMessage <= 0 {
		c.opts.MaxMessage = DefaultMaxMessage
	}
	if c.opts.SpoolFrom <= 0 {
		c.opts.SpoolFrom = DefaultSpoolFrom
	}
	_, c.secured = conn.(*tls.Conn)
	c.trace.tell = c.opts.Trace
	c.transport = &transport{conn: conn, timeout: c.opts.Timeout}
	c.r = wire.NewReader(c.transport, bufferSize)
	c.r.OnWait = c.transport.startLine
	c.r.Soon = c.transport.readSoon
	return c
}

// Greeting reads the server's first line (RFC 1939, section 4). A refusal is a
// *ServerError, something that is not POP3 a *ProtocolError.
func (c *Client) Greeting(ctx context.Context) error {
	if c.greeted {
		return nil
	}
	return c.do(ctx, func() error {
		st, err := c.status("greeting")
		if err != nil {
			if _, refused := errors.AsType[*ServerError](err); refused {
				return c.fail(err) // the server will close the connection
			}
			return err
		}
		c.greeted, c.banner, c.unasked = true, st.Text, maxBanner
		// QUIRK: a banner of several lines, or a second greeting of a program in
		// between. What comes with the greeting and is no refusal belongs to it;
		// nothing was asked yet. STLS comes later and refuses whatever else is left.
		for ; c.unasked > 0 && c.r.Buffered() > 0 && c.r.Peek(1)[0] != '-'; c.unasked-- {
			if _, _, err := c.r.Line(wire.MaxStatus); err != nil {
				return c.netErr("greeting", err)
			}
		}
		return nil
	})
}

// maxBanner bounds the lines of a greeting behind the first.
const maxBanner = 100

// do runs one operation: the connection is interrupted when ctx ends.
func (c *Client) do(ctx context.Context, f func() error) error {
	if c.broken != nil {
		return c.broken
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	stop := c.transport.watch(ctx)
	err := f()
	if ended := stop(); ended != nil && c.broken == nil {
		c.transport.revive() // the interruption came too late to hurt
	}
	return err
}

// quiet checks before command is sent that the server has not sent anything
// without being asked: its later answers could then be taken for others.
//
// QUIRK: "-ERR" for an idle time-out or a shutdown comes unasked, and is taken
// as the answer. So are the rows of a listing that had been given up.
func (c *Client) quiet(command string) error {
	for len(c.onWay) > 0 {
		if err := c.passOver(); err != nil {
			return err
		}
	}
	c.early = ""
	b := c.r.Peek(64)
	if endOrRefusal(b) || c.lateRows {
		return nil
	}
	return c.fail(&ProtocolError{Command: command, Reason: "the server sent more than it was asked for", Got: wire.Clean(string(b), 60)})
}

// send writes one command line.
func (c *Client) send(command, arg string) error {
	if err := checkArg(command, arg); err != nil {
		return err
	}
	if taken, err := c.taken(command, arg); taken || err != nil {
		return err
	}
	if err := c.quiet(command); err != nil {
		return err
	}
	text := command + "\r\n"
	if arg != "" || command == "PASS" {
		text = command + " " + arg + "\r\n"
	}
	c.trace.sent(command, arg)
	if _, err := c.transport.Write([]byte(text)); err != nil {
		return c.netErr(command, err)
	}
	return nil
}

// status reads the answer to command: nil for "+OK".
func (c *Client) status(command string) (wire.Status, error) {
	st, _, err := c.answered(command, false)
	return st, err
}

// challenge reads the answer to a line of AUTH: nil and false for "+OK", true and the
// text for a challenge.
func (c *Client) challenge(command string) (text string, more bool, err error) {
	st, more, err := c.answered(command, true)
	return st.Text, more, err
}

func (c *Client) answered(command string, sasl bool) (st wire.Status, more bool, err error) {
	switch command {
	case "PASS", "APOP", "STAT", "LIST", "UIDL", "QUIT":
		c.transport.wait(c.opts.Patience)
		defer c.transport.wait(0)
	default:
		if sasl {
			c.transport.wait(c.opts.Patience)
			defer c.transport.wait(0)
		}
	}
	for {
		c.transport.startLine()
		st, err := c.r.Status()
		c.transport.endLine()
		if err != nil {
			return st, false, c.netErr(command, err)
		}
		c.trace.came(command, st, sasl)
		switch st.Kind {
		case wire.OK:
			c.lateRows, c.unasked = false, 0
			return st, false, nil
		case wire.Err:
			c.lateRows, c.unasked = false, 0
			return st, false, &ServerError{Command: command, Code: st.Code, Text: wire.Clean(readable(st.Text), 500)}
		case wire.Continue:
			if sasl {
				return st, true, nil
			}
		}
		// QUIRK: a challenge without the space after its "+".
		if rest, ok := strings.CutPrefix(st.Text, "+"); ok && sasl && st.Kind == wire.Other {
			st.Text = rest
			return st, true, nil
		}
		if c.unasked > 0 && command != "STLS" {
			// A line of the greeting that comes late. The answer is not far behind.
			c.unasked--
			if came, err := c.r.Arrives(); errors.Is(err, context.Canceled) {
				return st, false, c.netErr(command, err)
			} else if came && err == nil {
				continue
			}
		}
		if c.lateRows {
			c.lateRows = false
			if err := c.dropLate(st.Text); err != nil {
				return st, false, c.netErr(command, err)
			}
			continue
		}
		reason := "this is not an answer of a POP3 server"
		return st, false, c.fail(&ProtocolError{Command: command, Reason: reason, Got: wire.Clean(st.Text, 120)})
	}
}

// cmd sends one command and reads its one-line answer.
func (c *Client) cmd(ctx context.Context, command, arg string) (st wire.Status, err error) {
	err = c.do(ctx, func() error {
		if err := c.send(command, arg); err != nil {
			return err
		}
		st, err = c.status(command)
		return err
	})
	return st, err
}

// fail marks the connection as unusable and returns err.
func (c *Client) fail(err error) error {
	if c.broken == nil {
		err = c.misled(err)
		c.broken = err
		_ = c.transport.Close()
	}
	return err
}

// netErr explains an error of the connection. It is final: where an answer is
// missing, the next one cannot be told apart.
func (c *Client) netErr(command string, err error) error {
	if c.broken != nil {
		return c.broken
	}
	switch {
	case errors.Is(err, wire.ErrLong):
		err = &LimitError{Command: command, What: "line", Limit: wire.MaxStatus}
	case errors.Is(err, wire.ErrListing):
		err = &LimitError{Command: command, What: "listing", Limit: wire.MaxListing}
	case errors.Is(err, io.EOF):
		err = fmt.Errorf("pop3: %s: the server closed the connection: %w", command, io.ErrUnexpectedEOF)
	case errors.Is(err, io.ErrUnexpectedEOF):
		err = fmt.Errorf("pop3: %s: the server closed the connection: %w", command, err)
	default:
		err = fmt.Errorf("pop3: %s: %w", command, err)
	}
	return c.fail(err)
}

// Close closes the connection at once, without QUIT: the server then removes
// nothing (RFC 1939, section 6). It may be called at any time and more than once.
func (c *Client) Close() error { return c.transport.Close() }

// endOrRefusal reports whether b can stand between two answers: nothing, the end of
// a message once more, a refusal that comes unasked.
func endOrRefusal(b []byte) bool {
	b = wire.SkipEnds(b)
	return len(b) == 0 || b[0] == '-'
}
