// Package traffic counts what goes over the network: the octets of every line that
// PopMail opens, with those of TLS, where they leave the program and come into it. What
// the system does for it, such as looking names up, and the headers of packets are not
// counted.
package traffic

import (
	"context"
	"net"
	"sync/atomic"
)

// Octets are numbers of octets that came in and went out.
type Octets struct {
	In  int64 `json:"in"`
	Out int64 `json:"out"`
}

func (o Octets) plus(p Octets) Octets  { return Octets{o.In + p.In, o.Out + p.Out} }
func (o Octets) minus(p Octets) Octets { return Octets{o.In - p.In, o.Out - p.Out} }
func (o Octets) sum() int64            { return o.In + o.Out }

// in and out are those of the whole process: lines are opened in many places, and what is
// told of is the program.
var in, out atomic.Int64

// Moved is what all lines that are counted have moved since the program was started.
func Moved() Octets { return Octets{in.Load(), out.Load()} }

// Count returns conn with its octets counted.
func Count(conn net.Conn) net.Conn { return &counted{conn} }

// Dial is dial with the octets of its lines counted.
func Dial(dial func(ctx context.Context, network, address string) (net.Conn, error)) func(ctx context.Context, network, address string) (net.Conn, error) {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := dial(ctx, network, address)
		if err != nil {
			return nil, err
		}
		return Count(conn), nil
	}
}

type counted struct{ net.Conn }

// Read implements net.Conn.
func (c *counted) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	in.Add(int64(n))
	return n, err
}

// Write implements net.Conn.
func (c *counted) Write(p []byte) (int, error) {
	n, err := c.Conn.Write(p)
	out.Add(int64(n))
	return n, err
}
