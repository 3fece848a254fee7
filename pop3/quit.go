package pop3

import (
	"context"
	"strconv"
)

// Quit ends the session and closes the connection (QUIT, RFC 1939, sections 5
// and 6). Only nil says that the server has removed the messages marked by Dele:
// a *ServerError means that some may be left, any other error that nobody knows.
func (c *Client) Quit(ctx context.Context) error {
	_, err := c.cmd(ctx, "QUIT", "")
	if c.broken == nil {
		c.broken = ErrClosed
		c.transport.bye()
	}
	return err
}

// MaxDeleQuit is how many messages DeleQuit takes.
const MaxDeleQuit = maxAhead - 1

// DeleQuit marks messages for removal and ends the session and the connection, as DeleEach
// and Quit do. Where the server advertises PIPELINING all commands go out in one write: when
// DeleQuit is called nothing can be taken back any more. each is told what became of every
// mark, nil or the server's refusal (*ServerError), as far as answers come. The error is that
// of Quit, or why the connection ended before; with one that is no *ServerError the
// messages that each was not told a refusal of are perhaps removed.
func (c *Client) DeleQuit(ctx context.Context, numbers []int, each func(n int, err error)) error {
	if len(numbers) > MaxDeleQuit {
		return &ArgumentError{"DELE", "too many messages for one write"}
	}
	for _, n := range numbers {
		if n < 1 {
			return &ArgumentError{"DELE", "the message number is out of range"}
		}
	}
	command := func(i int) string {
		if i == len(numbers) {
			return "QUIT"
		}
		return "DELE " + strconv.Itoa(numbers[i])
	}
	err := c.run(ctx, batch{
		count:   len(numbers) + 1,
		command: command,
		octets:  func(int) int64 { return 0 },
		answer: func(i int, _ bool, _ func() bool) error {
			_, err := c.status(command(i))
			if i == len(numbers) || c.broken != nil {
				return err
			}
			each(numbers[i], err)
			return nil
		},
	})
	if c.broken == nil {
		c.broken = ErrClosed
		c.transport.bye()
	}
	return err
}
