package pop3

import (
	"context"
	"crypto/md5"
	"encoding/hex"
	"errors"
	"strings"
)

// ErrNoTimestamp says that the server's greeting holds nothing that APOP could use.
var ErrNoTimestamp = errors.New("pop3: APOP: the greeting holds no timestamp")

// APOP logs in with a checksum of the greeting's timestamp and the password (RFC
// 1939, section 7). It protects little: who answers in the server's place and chooses
// timestamps learns letters of the password (CVE-2007-1558), which is why those that
// no server makes are refused. Errors are as for Login.
func (c *Client) APOP(ctx context.Context, user, password string) error {
	stamp := timestamp(c.banner)
	if stamp == "" {
		return ErrNoTimestamp
	}
	if user == "" || strings.ContainsRune(user, ' ') {
		return &ArgumentError{"APOP", "the user name is missing or holds a space"}
	}
	c.trace.user, c.trace.secret = user, password
	sum := md5.Sum([]byte(stamp + password))
	digest := hex.EncodeToString(sum[:])
	if _, err := c.cmd(ctx, "APOP", user+" "+digest); err != nil {
		return scrub(err, user, password)
	}
	err := c.sendFollowers(ctx)
	c.preCaps, c.caps = c.caps, nil
	return err
}

// Banner is the text of the greeting, empty before there was one.
func (c *Client) Banner() string { return c.banner }

// timestamp finds the timestamp of a greeting: the last text in angle brackets, if it
// has the form of a msg-id (RFC 5322, section 3.6.4) of visible ASCII.
func timestamp(banner string) string {
	end := strings.LastIndexByte(banner, '>')
	begin := strings.LastIndexByte(banner[:max(end, 0)], '<')
	if end < 0 || begin < 0 {
		return ""
	}
	left, right, ok := strings.Cut(banner[begin+1:end], "@")
	visible := func(s string) bool {
		return s != "" && strings.IndexFunc(s, func(r rune) bool { return r <= ' ' || r >= 0x7f || strings.ContainsRune("<>@", r) }) < 0
	}
	if !ok || !visible(left) || !visible(right) {
		return ""
	}
	return banner[begin : end+1]
}
