package pop3

import (
	"context"
	"crypto/tls"
	"errors"
	"io"

	"popmail/pop3/internal/wire"
)

// StartTLS switches the connection to TLS (STLS, RFC 2595, section 4). After an
// error the connection is closed: nothing goes on in the clear. What was known
// of the server's capabilities is forgotten.
//
// Whether the server advertises STLS is not asked: its answer to STLS says so,
// and an answer in the clear could be forged either way.
func (c *Client) StartTLS(ctx context.Context) error {
	return c.do(ctx, func() error {
		if c.secured {
			return &ArgumentError{"STLS", "the connection is encrypted already"}
		}
		if len(c.onWay) > 0 {
			// An answer from before the handshake would be taken for one from behind it.
			return c.fail(&ArgumentError{"STLS", "commands are on their way"})
		}
		if err := c.send("STLS", ""); err != nil {
			return c.fail(err)
		}
		if _, err := c.status("STLS"); err != nil {
			return c.fail(err)
		}
		// Octets that came before the handshake are not protected by it. Anybody
		// on the way can have put them there as answers to commands still to come.
		if b := c.r.Peek(64); len(b) > 0 {
			return c.fail(&ProtocolError{Command: "STLS", Reason: "unencrypted text follows the answer, perhaps from an attacker", Got: wire.Clean(string(b), 60), Err: ErrInjected})
		}
		return c.handshake(ctx, "STLS")
	})
}

// handshake makes the connection a TLS one. It is bounded by Options.Timeout
// as a whole.
func (c *Client) handshake(ctx context.Context, command string) error {
	conn := tls.Client(c.transport.get(), c.tlsConfig())
	if err := c.transport.handshaking(); err != nil {
		return c.netErr(command, err)
	}
	if err := conn.HandshakeContext(ctx); err != nil {
		err = c.transport.cause(err)
		if _, ok := errors.AsType[tls.RecordHeaderError](err); ok {
			return c.fail(&ProtocolError{Command: command, Reason: "the server does not speak TLS here", Err: err})
		}
		if errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF
		}
		return c.netErr(command, err)
	}
	c.transport.swap(conn)
	c.r.Reset(c.transport)
	c.secured = true
	c.caps, c.preCaps = nil, nil
	c.lateRows, c.unasked = false, 0
	return nil
}
