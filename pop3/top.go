package pop3

import (
	"context"
	"strconv"

	"popmail/pop3/internal/wire"
)

// mostTop bounds what is kept of an answer to TOP, in octets. It is more than any header, and
// than the lines that people see of a message. QUIRK: servers that answer with all of it.
const mostTop = 1 << 20

// Top returns the header of message n and the first lines of its body (TOP, RFC
// 1939, section 7), dot-stuffing undone, line ends as sent. Of an answer of more than
// 1 MB only that much is returned.
func (c *Client) Top(ctx context.Context, n, lines int) (raw []byte, err error) {
	err = c.TopEach(ctx, []int{n}, lines, func(_ int, b []byte, err error) error {
		raw = b
		return err
	})
	if err != nil {
		return nil, err
	}
	return raw, nil
}

// TopEach is Top for many messages, in order, sending ahead where the server advertises
// PIPELINING. A message that the server refuses (*ServerError) is handed over as err, and
// the next one follows. An error that each returns ends TopEach with that error; the
// session stays usable.
func (c *Client) TopEach(ctx context.Context, numbers []int, lines int, each func(n int, raw []byte, err error) error) error {
	for _, n := range numbers {
		if n < 1 || lines < 0 {
			return &ArgumentError{"TOP", "the message number or the number of lines is out of range"}
		}
	}
	command := func(i int) string { return "TOP " + strconv.Itoa(numbers[i]) + " " + strconv.Itoa(lines) }
	return c.run(ctx, batch{
		count:   len(numbers),
		command: command,
		octets:  func(int) int64 { return topOctets },
		answer: func(i int, drop bool, more func() bool) error {
			st, err := c.status(command(i))
			var raw []byte
			if err == nil {
				raw, err = c.body(command(i), wire.Body{BareLF: st.Bare, More: more, Max: c.opts.MaxMessage, GiveUp: c.opts.GiveUp, First: mostTop})
			}
			if c.broken != nil || drop {
				return err
			}
			return each(numbers[i], raw, err)
		},
	})
}

// TopOctets is the number of octets of the last answer to TOP, also of those that were not
// returned. It is for the function that TopEach calls.
func (c *Client) TopOctets() int64 { return c.r.Size() }

// topOctets is what an answer to TOP is reckoned with, ahead of it.
const topOctets = 16 << 10
