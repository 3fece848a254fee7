package pop3

import (
	"context"
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"

	"popmail/pop3/internal/wire"
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
		return scrub(err, password)
	}
	if _, err := c.cmd(ctx, "PASS", password); err != nil {
		return scrub(err, password)
	}
	c.preCaps, c.caps = c.caps, nil
	return nil
}

// scrub takes what the server said out of err, should it repeat the password.
// Crossing out the password alone would show which word it is.
func scrub(err error, password string) error {
	const hidden = "(not shown, because it repeats the password)"
	if e, ok := errors.AsType[*ServerError](err); ok {
		if repeats(e.Text, password) {
			e.Text = hidden
		}
		switch e.Code {
		case CodeInUse, CodeLoginDelay, CodeSysTemp, CodeSysPerm, CodeAuth:
		default:
			if repeats(e.Code, strings.ToUpper(password)) {
				e.Code = ""
			}
		}
	}
	if e, ok := errors.AsType[*ProtocolError](err); ok && repeats(e.Got, password) {
		e.Got = hidden
	}
	return err
}

// repeats reports whether text holds password. A short one must stand alone, as
// the letters of any text would else be taken for it.
func repeats(text, password string) bool {
	password = wire.Clean(password, wire.MaxCommand) // as text is
	if cut, ok := strings.CutSuffix(text, "…"); ok {
		for n := len(password) - 1; n >= 4; n-- {
			if strings.HasSuffix(cut, password[:n]) {
				return true
			}
		}
	}
	for from := 0; password != ""; {
		i := strings.Index(text[from:], password)
		if i < 0 {
			break
		}
		i += from
		if len(password) >= 4 || (!wordAt(text[:i], true) && !wordAt(text[i+len(password):], false)) {
			return true
		}
		from = i + 1
	}
	return false
}

// wordAt reports whether text begins with a letter or digit, or ends with one.
func wordAt(text string, end bool) bool {
	r, _ := utf8.DecodeRuneInString(text)
	if end {
		r, _ = utf8.DecodeLastRuneInString(text)
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r)
}
