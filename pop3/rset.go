package pop3

import "context"

// Rset takes back all deletions of the session (RSET, RFC 1939, section 5).
func (c *Client) Rset(ctx context.Context) error {
	_, err := c.cmd(ctx, "RSET", "")
	return err
}
