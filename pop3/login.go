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
	list := append([]command{{name: "PASS", arg: password}}, c.followers()...)
	err := c.do(ctx, func() error {
		// On an open line the password waits for what the server says to USER: a refusal
		// keeps it from being sent.
		if c.secured && c.pipelines() {
			list = append([]command{{name: "USER", arg: user}}, list...)
			if err := c.together(list); err != nil {
				return err
			}
			if _, err := c.status("USER"); err != nil {
				return err
			}
			if _, err := c.taken("PASS", ""); err != nil {
				return err
			}
		} else {
			if err := c.send("USER", user); err != nil {
				return err
			}
			if _, err := c.status("USER"); err != nil {
				return err
			}
			if err := c.together(list); err != nil {
				return err
			}
		}
		_, err := c.status("PASS")
		return err
	})
	if err != nil {
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
		if KnownCode(e.Code) == "" && codeReveals(e.Code, user, password) {
			e.Hidden, e.Code = true, ""
		}
	}
	if e, ok := errors.AsType[*ProtocolError](err); ok && Reveals(e.Got, user, password) {
		e.Got = "(not shown, because it repeats the password)"
	}
	return err
}
