package pop3

import (
	"context"
	"strconv"
	"strings"

	"popmail/pop3/internal/wire"
)

// Stat returns the number of messages in the maildrop and their octets together
// (STAT, RFC 1939, section 5).
func (c *Client) Stat(ctx context.Context) (messages int, octets int64, err error) {
	st, err := c.cmd(ctx, "STAT", "")
	if err != nil {
		return 0, 0, err
	}
	f := strings.Fields(st.Text)
	if len(f) > 0 {
		messages, err = strconv.Atoi(f[0])
	}
	if len(f) == 0 || err != nil || messages < 0 {
		return 0, 0, c.fail(&ProtocolError{Command: "STAT", Reason: "the answer holds no number of messages", Got: wire.Clean(st.Text, 120)})
	}
	if len(f) > 1 {
		// QUIRK: an octet count that is missing or no number is taken as unknown (0).
		octets, _ = strconv.ParseInt(f[1], 10, 64)
		octets = max(octets, 0)
	}
	return messages, octets, nil
}
