package pop3

import (
	"cmp"
	"context"
	"strconv"

	"popmail/pop3/internal/wire"
)

// keepStep is how much of a message of RetrTo memory holds, in octets.
const keepStep = 256 << 10

// RetrTo writes message m into what create makes, as it arrives, with dot-stuffing undone
// (RETR, RFC 1939, section 5). All that has come lies there after an error, too, or nowhere
// where create was not called. It is called once more at the end of a message that shows only as
// a whole that its dots were stuffed in another way than it seemed: what it has made first is
// closed then, and nothing else is.
//
// A message that goes on beyond Options.MaxMessage is a *LimitError; what create has
// returned, and what could not be written, is a *SpoolError.
func (c *Client) RetrTo(ctx context.Context, m Listing, create func() (Spool, error)) error {
	if m.Number < 1 {
		return &ArgumentError{"RETR", "the message number is out of range"}
	}
	return c.do(ctx, func() error {
		if err := c.send("RETR", strconv.Itoa(m.Number)); err != nil {
			return err
		}
		command := retr(m.Number)
		st, err := c.status(command)
		if err != nil {
			return err
		}
		c.announced = wire.Octets(st.Text)
		_, err = c.body(command, wire.Body{
			Expect: cmp.Or(max(m.Size, 0), c.announced),
			Exact:  c.sizes.exact(),
			Trust:  c.sizes.trusted(),
			BareLF: st.Bare,
			Max:    c.opts.MaxMessage,
			GiveUp: c.opts.GiveUp,

			Spool: create, SpoolFrom: keepStep, Keep: true,
		})
		return err
	})
}
