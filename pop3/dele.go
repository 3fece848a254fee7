package pop3

import (
	"context"
	"strconv"
)

// Dele marks message n for removal (DELE, RFC 1939, section 5). The server
// removes it when Quit succeeds.
func (c *Client) Dele(ctx context.Context, n int) error {
	return c.DeleEach(ctx, []int{n}, func(_ int, err error) error { return err })
}

// DeleEach marks many messages for removal, in order, sending ahead where the
// server advertises PIPELINING, and tells each what became of each: nil, or the
// server's refusal (*ServerError), after which the next one follows. An error
// that each returns ends DeleEach with that error; by then further messages may
// have been marked, which Rset takes back.
func (c *Client) DeleEach(ctx context.Context, numbers []int, each func(n int, err error) error) error {
	for _, n := range numbers {
		if n < 1 {
			return &ArgumentError{"DELE", "the message number is out of range"}
		}
	}
	command := func(i int) string { return "DELE " + strconv.Itoa(numbers[i]) }
	return c.run(ctx, batch{
		count:   len(numbers),
		command: command,
		octets:  func(int) int64 { return 0 },
		answer: func(i int, drop bool, _ func() bool) error {
			_, err := c.status(command(i))
			if c.broken != nil || drop {
				return err
			}
			return each(numbers[i], err)
		},
	})
}
