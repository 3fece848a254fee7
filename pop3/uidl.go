package pop3

import (
	"context"

	"popmail/pop3/internal/wire"
)

// UniqueID is a row of UIDL.
type UniqueID struct {
	Number int    // 1 and up, valid in this session only
	UID    string // octets as sent; never empty
}

// UIDL returns the unique-ids of all messages (UIDL, RFC 1939, section 7), in the
// server's order, each number at most once. A server without UIDL gives a
// *ServerError.
//
// QUIRK: rows without number or unique-id are passed over. Where one number comes
// with two unique-ids, neither is believed.
// That two numbers have the same unique-id is left to the caller.
func (c *Client) UIDL(ctx context.Context) (ids []UniqueID, err error) {
	err = c.do(ctx, func() error {
		if err := c.send("UIDL", ""); err != nil {
			return err
		}
		if _, err := c.status("UIDL"); err != nil {
			return err
		}
		ids, err = c.uidRows()
		return err
	})
	return ids, err
}

func (c *Client) uidRows() ([]UniqueID, error) {
	type place struct{ number, end int } // in text, from the end of the one before
	var (
		text   []byte // all unique-ids in one piece of memory
		places []place
		seen   numbers
		twice  map[int]bool
		rows   int
	)
	err := c.rows("UIDL", func(row []byte) error {
		rows++
		n, uid, ok := wire.UIDRow(row)
		c.zero = c.zero || !ok && numberZero(row)
		switch {
		case !ok:
			return nil
		case len(uid) == 0:
			return nil
		case !seen.add(n):
			if twice == nil {
				twice = map[int]bool{}
			}
			twice[n] = true
		}
		text = append(text, uid...)
		places = append(places, place{n, len(text)})
		return nil
	})
	if err == nil && rows > 0 && len(places) == 0 {
		err = c.fail(&ProtocolError{Command: "UIDL", Reason: "no row of the listing makes sense"})
	}
	if err != nil {
		return nil, err
	}
	all := string(text)
	ids := make([]UniqueID, 0, len(places))
	from := 0
	for _, p := range places {
		ids = append(ids, UniqueID{p.number, all[from:p.end]})
		from = p.end
	}
	if twice != nil {
		ids = settleTwice(ids, twice)
	}
	return ids, nil
}

// settleTwice keeps numbers that came twice with the same unique-id once, and
// drops those that came with several.
func settleTwice(ids []UniqueID, twice map[int]bool) []UniqueID {
	first := map[int]string{}
	differ := map[int]bool{}
	for _, id := range ids {
		if twice[id.Number] {
			if uid, ok := first[id.Number]; ok && uid != id.UID {
				differ[id.Number] = true
			} else {
				first[id.Number] = id.UID
			}
		}
	}
	kept := ids[:0]
	given := map[int]bool{}
	for _, id := range ids {
		if differ[id.Number] || given[id.Number] {
			continue
		}
		if twice[id.Number] {
			given[id.Number] = true
		}
		kept = append(kept, id)
	}
	return kept
}
