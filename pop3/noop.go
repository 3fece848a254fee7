package pop3

import "context"

// Noop asks for a sign of life (NOOP, RFC 1939, section 5).
func (c *Client) Noop(ctx context.Context) error {
	_, err := c.cmd(ctx, "NOOP", "")
	return err
}
