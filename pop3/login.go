package pop3

import (
	"context"
	"errors"
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
	c.trace.user, c.trace.secret = user, password
	if _, err := c.cmd(ctx, "USER", user); err != nil {
		return scrub(err, user, password)
	}
	if _, err := c.cmd(ctx, "PASS", password); err != nil {
		return scrub(err, user, password)
	}
	c.preCaps, c.caps = c.caps, nil
	return nil
}

// scrub takes what the server said out of err, should it repeat the password.
func scrub(err error, user, password string) error {
	if e, ok := errors.AsType[*ServerError](err); ok {
		if Reveals(e.Text, user, password) {
			e.Hidden, e.Text, e.rest = true, "", without(e.Text, user, password)
			if Reveals(e.rest, user, password) {
				e.rest = ""
			}
		}
		if KnownCode(e.Code) == "" && Reveals(e.Code, user, password) {
			e.Hidden, e.Code = true, ""
		}
	}
	if e, ok := errors.AsType[*ProtocolError](err); ok && Reveals(e.Got, user, password) {
		e.Got = "(not shown, because it repeats the password)"
	}
	return err
}
