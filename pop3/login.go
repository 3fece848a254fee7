package pop3

import (
	"context"
	"errors"
	"strings"
)

// Login gives user name and password (USER and PASS, RFC 1939, section 7). A
// refusal is a *ServerError; its Code tells a wrong password (CodeAuth) from a
// busy mailbox, where the server says so. The password is in no error.
func (c *Client) Login(ctx context.Context, user, password string) error {
	if err := checkArg("USER", user); err != nil {
		return err
	}
	if err := checkArg("PASS", password); err != nil {
		return err
	}
	if user == "" {
		return &ArgumentError{"USER", "the user name is missing"}
	}
	if _, err := c.cmd(ctx, "USER", user); err != nil {
		return c.scrub(err, password)
	}
	if _, err := c.cmd(ctx, "PASS", password); err != nil {
		return c.scrub(err, password)
	}
	c.preCaps, c.caps = c.caps, nil
	return nil
}

// scrub takes the password out of what the server said, should it repeat it.
func (c *Client) scrub(err error, password string) error {
	hide := func(s string) string {
		if password == "" {
			return s
		}
		return strings.ReplaceAll(s, password, "***")
	}
	if e, ok := errors.AsType[*ServerError](err); ok {
		e.Text, e.Code = hide(e.Text), hide(e.Code)
	}
	if e, ok := errors.AsType[*ProtocolError](err); ok {
		e.Got = hide(e.Got)
	}
	return err
}
