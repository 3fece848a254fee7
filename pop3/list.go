package pop3

import (
	"bytes"
	"context"

	"popmail/pop3/internal/wire"
)

// Listing is a row of LIST.
type Listing struct {
	Number int   // 1 and up, valid in this session only
	Size   int64 // octets as the server announces them; 0: unknown
}

// List returns number and size of all messages (LIST, RFC 1939, section 5), in
// the server's order, each number once.
//
// QUIRK: rows that make no sense are passed over. A size that is missing or no
// number is unknown.
func (c *Client) List(ctx context.Context) (list []Listing, err error) {
	err = c.do(ctx, func() error {
		if err := c.send("LIST", ""); err != nil {
			return err
		}
		if _, err := c.status("LIST"); err != nil {
			return err
		}
		list, err = c.listRows()
		return err
	})
	return list, err
}

func (c *Client) listRows() ([]Listing, error) {
	var list []Listing
	var seen numbers
	rows := 0
	err := c.rows("LIST", func(row []byte) error {
		rows++
		n, size, ok := wire.ListRow(row)
		c.zero = c.zero || !ok && numberZero(row)
		switch {
		case !ok:
			return nil
		case !seen.add(n):
			return nil
		case size < 0:
			size = 0
		}
		list = append(list, Listing{n, size})
		return nil
	})
	if err == nil && rows > 0 && len(list) == 0 {
		err = c.fail(&ProtocolError{Command: "LIST", Reason: "no row of the listing makes sense"})
	}
	if err != nil {
		return nil, err
	}
	return list, nil
}

// Zero reports whether an answer to LIST or UIDL had a row with the number 0.
//
// QUIRK: servers that count from 0. No command can name that message (RFC 1939, section 5), and its row is passed over.
func (c *Client) Zero() bool { return c.zero }

func numberZero(row []byte) bool {
	fields := bytes.Fields(row)
	return len(fields) > 1 && len(bytes.Trim(fields[0], "0")) == 0
}

// numbers is a set of message numbers, one bit each. wire bounds them.
type numbers []uint64

// add reports whether n is new.
func (s *numbers) add(n int) bool {
	word, bit := n/64, uint64(1)<<(n%64)
	for len(*s) <= word {
		*s = append(*s, 0)
	}
	known := (*s)[word]&bit != 0
	(*s)[word] |= bit
	return !known
}
