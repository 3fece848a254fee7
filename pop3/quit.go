package pop3

import "context"

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
