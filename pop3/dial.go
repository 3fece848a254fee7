package pop3

import (
	"context"
	"crypto/tls"
	"net"
	"strings"
)

// Dial connects to addr ("host:port") in the clear and reads the greeting.
func Dial(ctx context.Context, addr string, o *Options) (*Client, error) {
	c, err := connect(ctx, addr, o)
	if err != nil {
		return nil, err
	}
	if err := c.Greeting(ctx); err != nil {
		_ = c.Close()
		return nil, err
	}
	return c, nil
}

// DialTLS connects to addr with TLS from the first octet (RFC 8314, section
// 3.2) and reads the greeting.
func DialTLS(ctx context.Context, addr string, o *Options) (*Client, error) {
	c, err := connect(ctx, addr, o)
	if err != nil {
		return nil, err
	}
	err = c.do(ctx, func() error { return c.handshake(ctx, "TLS") })
	if err == nil {
		err = c.Greeting(ctx)
	}
	if err != nil {
		_ = c.Close()
		return nil, err
	}
	return c, nil
}

// DialStartTLS connects to addr, reads the greeting and switches to TLS by STLS
// (RFC 2595, section 4). It fails rather than go on in the clear.
func DialStartTLS(ctx context.Context, addr string, o *Options) (*Client, error) {
	c, err := Dial(ctx, addr, o)
	if err != nil {
		return nil, err
	}
	if err := c.StartTLS(ctx); err != nil {
		_ = c.Close()
		return nil, err
	}
	return c, nil
}

func connect(ctx context.Context, addr string, o *Options) (*Client, error) {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, err
	}
	var opts Options
	if o != nil {
		opts = *o
	}
	if opts.Timeout <= 0 {
		opts.Timeout = DefaultTimeout
	}
	dial := opts.Dial
	if dial == nil {
		dial = (&net.Dialer{}).DialContext
	}
	dialCtx, cancel := context.WithTimeout(ctx, opts.Timeout)
	defer cancel()
	conn, err := dial(dialCtx, "tcp", addr)
	if err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, err
	}
	c := NewClient(conn, &opts)
	c.host = strings.TrimSuffix(host, ".")
	return c, nil
}

// tlsConfig is the configuration for the handshake with the server.
func (c *Client) tlsConfig() *tls.Config {
	cfg := &tls.Config{}
	if c.opts.TLS != nil {
		cfg = c.opts.TLS.Clone()
	}
	if cfg.ServerName == "" {
		cfg.ServerName = c.host
	}
	cfg.MinVersion = max(cfg.MinVersion, tls.VersionTLS12)
	return cfg
}
