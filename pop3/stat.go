package pop3

import (
	"context"
	"strconv"
	"strings"
)

// Stat returns the number of messages in the maildrop and their octets together
// (STAT, RFC 1939, section 5).
//
// QUIRK: where the answer names no number of messages, it is -1. No octets are 0, and -1
// is another word in their place.
// LIST and UIDL say all that is needed.
func (c *Client) Stat(ctx context.Context) (messages int, octets int64, err error) {
	st, err := c.cmd(ctx, "STAT", "")
	if err != nil {
		return 0, 0, err
	}
	f := strings.Fields(st.Text)
	if len(f) == 0 {
		return -1, 0, nil
	}
	if messages, err = strconv.Atoi(f[0]); err != nil || messages < 0 {
		return -1, 0, nil
	}
	if len(f) > 1 {
		if octets, err = strconv.ParseInt(f[1], 10, 64); err != nil || octets < 0 {
			octets = -1
		}
	}
	return messages, octets, nil
}
