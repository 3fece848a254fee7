package pop3

import (
	"context"
	"strings"

	"popmail/pop3/internal/wire"
)

// UTF8 asks for messages as they are, with UTF-8 in their header fields (RFC 6856,
// section 2). Without it a server may hand out a copy in ASCII, with other octets and
// another size, or refuse the message. It is sent before the log-in and only where the
// server lists UTF8; sizes, numbers and unique-ids keep their meaning.
func (c *Client) UTF8(ctx context.Context) error {
	_, err := c.cmd(ctx, "UTF8", "")
	return err
}

// UTF8User reports whether user names and passwords may be other than ASCII (RFC
// 6856, section 2.2).
func (c Capabilities) UTF8User() bool {
	for _, p := range c["UTF8"] {
		if strings.EqualFold(p, "USER") {
			return true
		}
	}
	return false
}

// Language is one in which a server can word its answers.
type Language struct {
	Tag  string // RFC 5646, such as "de"
	Name string // in that language
}

// maxLanguages bounds those that are kept.
const maxLanguages = 500

// Languages lists the languages of the server's answers (LANG without argument, RFC
// 6856, section 3).
func (c *Client) Languages(ctx context.Context) (list []Language, err error) {
	err = c.do(ctx, func() error {
		if err := c.send("LANG", ""); err != nil {
			return err
		}
		if _, err := c.status("LANG"); err != nil {
			return err
		}
		return c.rows("LANG", func(row []byte) error {
			tag, name, _ := strings.Cut(strings.TrimSpace(string(row)), " ")
			if tag != "" && len(list) < maxLanguages {
				list = append(list, Language{wire.Clean(tag, 64), wire.Clean(name, 200)})
			}
			return nil
		})
	})
	return list, err
}

// Lang chooses the language of the server's answers; "*" is the one that the server
// thinks best (RFC 6856, section 3). Response codes stay what they are.
//
// Sessions of PopMail do not send it: what kind of refusal an answer is, is told by
// words that are known best in the language a server has by itself.
func (c *Client) Lang(ctx context.Context, tag string) error {
	if tag == "" || strings.ContainsAny(tag, " \t") {
		return &ArgumentError{"LANG", "this is not the tag of a language"}
	}
	_, err := c.cmd(ctx, "LANG", tag)
	return err
}
