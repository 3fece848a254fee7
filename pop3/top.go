package pop3

import (
	"context"
	"strconv"

	"popmail/pop3/internal/wire"
)

// Top returns the header of message n and the first lines of its body (TOP, RFC
// 1939, section 7), dot-stuffing undone, line ends as sent.
func (c *Client) Top(ctx context.Context, n, lines int) (raw []byte, err error) {
	if n < 1 || lines < 0 {
		return nil, &ArgumentError{"TOP", "the message number or the number of lines is out of range"}
	}
	command := "TOP " + strconv.Itoa(n)
	err = c.do(ctx, func() error {
		if err := c.send("TOP", strconv.Itoa(n)+" "+strconv.Itoa(lines)); err != nil {
			return err
		}
		st, err := c.status(command)
		if err != nil {
			return err
		}
		raw, err = c.body(command, wire.Body{BareLF: st.Bare})
		return err
	})
	return raw, err
}
