package pop3

import (
	"cmp"
	"context"
	"errors"
	"slices"
)

// Follow names commands that are asked after the next log-in, in this order, such as CAPA,
// STAT and UIDL. Where the server has advertised PIPELINING before the log-in (RFC 2449,
// section 6.6), they are sent in one write with its last command, or where AUTH takes more than
// one line, right after it; the
// methods of those commands then only take the answers. After a log-in that is refused,
// or where another command is sent instead, the answers are passed over.
func (c *Client) Follow(commands ...string) { c.follow = commands }

// pipelines reports whether the server takes commands ahead of its answers, as far as it was
// asked in this state of the session.
func (c *Client) pipelines() bool { return !c.opts.NoPipelining && c.caps.Has("PIPELINING") }

// command is a command with its argument.
type command struct {
	name, arg string
	sent      string // in the place of both, where it is not to be told; without line end
}

// together sends commands in one write; the answers to all but the first are on their way then.
func (c *Client) together(list []command) error {
	var text []byte
	for _, x := range list {
		if err := checkArg(x.name, x.arg); err != nil {
			return err
		}
	}
	if err := c.quiet(list[0].name); err != nil {
		return err
	}
	for _, x := range list {
		c.trace.sent(x.name, x.arg)
		line := cmp.Or(x.sent, x.name)
		if x.arg != "" || x.name == "PASS" {
			line += " " + x.arg
		}
		text = append(append(text, line...), '\r', '\n')
	}
	c.early = ""
	if len(list) > 1 {
		c.early = list[0].name
	}
	if _, err := c.transport.Write(text); err != nil {
		return c.netErr(list[0].name, err)
	}
	for _, x := range list[1:] {
		c.onWay = append(c.onWay, x.name)
	}
	return nil
}

// followers are the commands of Follow if they may be sent ahead.
func (c *Client) followers() (list []command) {
	if c.pipelines() {
		for _, name := range c.follow {
			list = append(list, command{name: name})
		}
	}
	c.follow = nil
	return list
}

// sendFollowers sends the commands of Follow after a log-in by other means than USER and PASS.
func (c *Client) sendFollowers(ctx context.Context) error {
	list := c.followers()
	if len(list) == 0 {
		return nil
	}
	return c.do(ctx, func() error {
		if err := c.together(list); err != nil {
			return err
		}
		c.onWay = slices.Insert(c.onWay, 0, list[0].name)
		return nil
	})
}

// Sent reports whether a command of Follow is on its way, so that asking takes its answer alone.
func (c *Client) Sent(name string) bool { return slices.Contains(c.onWay, name) }

// taken reports whether a command is on its way already, so that only its answer is to be
// read. Answers that come before it are passed over.
func (c *Client) taken(name, arg string) (bool, error) {
	if arg != "" || !c.Sent(name) {
		return false, nil
	}
	for c.onWay[0] != name {
		if err := c.passOver(); err != nil {
			return false, err
		}
	}
	c.onWay, c.early = c.onWay[1:], name
	return true, nil
}

// passOver reads the next answer on its way, which nobody wants.
func (c *Client) passOver() error {
	name := c.onWay[0]
	c.onWay, c.early = c.onWay[1:], name
	_, err := c.status(name)
	if _, refused := errors.AsType[*ServerError](err); refused {
		return nil
	}
	if err == nil && (name == "CAPA" || name == "UIDL" || name == "LIST") {
		err = c.rows(name, func([]byte) error { return nil })
	}
	return err
}

// misled gives the end of the connection its name while answers are due to commands that
// were sent ahead: perhaps the server cannot do what it advertises.
func (c *Client) misled(err error) error {
	if c.early == "" || errors.Is(err, context.Canceled) || errors.Is(err, ErrClosed) {
		return err
	}
	if _, ok := errors.AsType[*PipelineError](err); ok {
		return err
	}
	return &PipelineError{Command: c.early, Reason: "the answer is missing or wrong", InFlight: len(c.onWay) + 1, Err: err}
}
