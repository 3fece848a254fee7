package pop3

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"popmail/pop3/internal/wire"
)

// Capabilities are what the server says it can do (RFC 2449, section 6): names
// in upper case, each with its parameters as sent.
type Capabilities map[string][]string

// Has reports whether the server has the capability, for example "STLS".
func (c Capabilities) Has(name string) bool {
	_, ok := c[strings.ToUpper(name)]
	return ok
}

// SASL lists the mechanisms of the AUTH command in upper case (RFC 5034, section 3).
func (c Capabilities) SASL() []string {
	list := make([]string, 0, len(c["SASL"]))
	for _, m := range c["SASL"] {
		list = append(list, strings.ToUpper(m))
	}
	return list
}

// LoginDelay is the time the server wants between two logins (RFC 2449, section
// 6.5). perUser says that it may be another once the user is known.
func (c Capabilities) LoginDelay() (delay time.Duration, perUser, ok bool) {
	p := c["LOGIN-DELAY"]
	if len(p) == 0 {
		return 0, false, false
	}
	n, err := strconv.Atoi(p[0])
	if err != nil || n < 0 || n > 10*366*24*3600 {
		return 0, false, false
	}
	return time.Duration(n) * time.Second, len(p) > 1 && strings.EqualFold(p[1], "USER"), true
}

// Expire is the number of days after which the server may remove messages by itself
// (RFC 2449, section 6.7); 0: at the end of the session in which they were received. ok is
// false where it never does, or does not say.
func (c Capabilities) Expire() (days int, ok bool) {
	p := c["EXPIRE"]
	if len(p) == 0 {
		return 0, false
	}
	n, err := strconv.Atoi(p[0]) // or NEVER
	return n, err == nil && n >= 0
}

// maxCapabilities bounds the rows of CAPA that are kept.
const maxCapabilities = 256

// Capabilities asks what the server can do (CAPA, RFC 2449, section 5). A server
// without CAPA gives an empty set and no error. The answer is kept, and asked
// for anew after StartTLS and Login.
func (c *Client) Capabilities(ctx context.Context) (Capabilities, error) {
	if c.caps != nil {
		return c.caps, nil
	}
	err := c.do(ctx, func() error {
		first := c.unasked > 0
		if err := c.send("CAPA", ""); err != nil {
			return err
		}
		_, err := c.status("CAPA")
		came := false
		if err == nil {
			came, err = c.rowsCome(first)
		}
		if _, refused := errors.AsType[*ServerError](err); refused {
			// QUIRK: servers that know CAPA only before the login, though RFC 2449,
			// section 5, has it in both states.
			c.caps = Capabilities{}
			if len(c.preCaps) > 0 {
				c.caps = c.preCaps
			}
			return nil
		}
		if err != nil {
			return err
		}
		caps := Capabilities{}
		if !came {
			c.lateRows = true
			c.caps = caps
			return nil
		}
		kept := 0
		if err := c.rows("CAPA", func(row []byte) error {
			if kept < maxCapabilities && caps.add(row) {
				kept++
			}
			return nil
		}); err != nil {
			return err
		}
		c.caps = caps
		return nil
	})
	return c.caps, err
}

// rowsCome reports whether anything follows the answer to CAPA, which perhaps was the first of this
// connection.
//
// QUIRK: servers that say +OK to anything and then send no list; and the second greeting of a
// program in between that comes late. No row begins as an answer does.
func (c *Client) rowsCome(first bool) (bool, error) {
	came, err := c.r.Arrives()
	if err != nil {
		return false, c.netErr("CAPA", err)
	}
	if b := strings.ToUpper(string(c.r.Peek(4))); !first || !strings.HasPrefix(b, "+OK") && b != "-ERR" {
		return came, nil
	}
	if _, err := c.status("CAPA"); err != nil {
		return false, err
	}
	return c.rowsCome(false)
}

// add enters a row, and tells whether there was anything in it.
func (c Capabilities) add(row []byte) bool {
	f := strings.Fields(string(row))
	if len(f) == 0 {
		return false
	}
	name := strings.ToUpper(f[0])
	if p, ok := c[name]; ok {
		// QUIRK: one row for each SASL mechanism instead of one row with all.
		f = append(p, f[1:]...)
	} else {
		f = f[1:]
	}
	c[name] = f
	return true
}

// rows reads the rest of a listing.
func (c *Client) rows(command string, row func([]byte) error) error {
	if command == "LIST" || command == "UIDL" {
		c.transport.wait(c.opts.Patience)
		defer c.transport.wait(0)
	}
	c.transport.startListing()
	defer c.transport.endListing()
	if err := c.r.Rows(row); err != nil {
		return c.netErr(command, err)
	}
	return nil
}

// dropLate passes over the rows of a listing that came after it was given up.
func (c *Client) dropLate(first string) error {
	if strings.TrimSpace(first) == "." {
		return nil
	}
	c.transport.startListing()
	defer c.transport.endListing()
	for n := 0; n < maxCapabilities; n++ {
		line, _, err := c.r.Line(wire.MaxRow)
		if err != nil {
			return err
		}
		if string(line) == "." {
			return nil
		}
	}
	return wire.ErrListing
}
