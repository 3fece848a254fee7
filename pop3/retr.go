package pop3

import (
	"context"
	"errors"
	"strconv"

	"popmail/pop3/internal/wire"
)

// Retr returns message n (RETR, RFC 1939, section 5), dot-stuffing undone, all
// other octets and line ends as sent.
func (c *Client) Retr(ctx context.Context, n int) (raw []byte, err error) {
	spool := c.opts.Spool
	defer func() { c.opts.Spool = spool }()
	c.opts.Spool = nil // it is to outlive the call
	err = c.RetrEach(ctx, []Listing{{Number: n}}, func(_ int, b []byte, err error) error {
		raw = b
		return err
	})
	if err != nil {
		return nil, err
	}
	return raw, nil
}

// RetrEach fetches the messages of items in order, many at a time where the
// server advertises PIPELINING (RFC 2449, section 6.6), and hands each to each.
// raw is whole, as Retr returns it, and belongs to each. With Options.Spool it may lie in a
// Spool, which each takes over by Spooled, or else raw is valid during the call alone.
//
// A message that the server refuses (*ServerError) or that is larger than
// Options.MaxMessage (*LimitError) is handed over as err, and the next one
// follows; a message announced as larger is not asked for. See also Options.GiveUp. An error that each
// returns ends RetrEach with that error; the session stays usable. Any other
// error ends the session, and each is not called for what had not arrived.
//
// Listing.Size bounds what is asked for ahead, and helps to find the end of a
// message from a server that breaks rules; 0 is allowed.
func (c *Client) RetrEach(ctx context.Context, items []Listing, each func(n int, raw []byte, err error) error) error {
	ask := make([]Listing, 0, len(items))
	huge := map[int][]Listing{} // by the place in ask that they come before
	for _, it := range items {
		switch {
		case it.Number < 1:
			return &ArgumentError{"RETR", "the message number is out of range"}
		case it.Size > c.opts.MaxMessage && !c.opts.GiveUp:
			huge[len(ask)] = append(huge[len(ask)], it)
		default:
			ask = append(ask, it)
		}
	}
	skip := func(i int) error {
		for _, it := range huge[i] {
			err := &LimitError{Command: retr(it.Number), What: "message", Limit: c.opts.MaxMessage, Size: it.Size}
			if err := each(it.Number, nil, err); err != nil {
				return err
			}
		}
		return nil
	}
	err := c.run(ctx, batch{
		count:   len(ask),
		command: func(i int) string { return retr(ask[i].Number) },
		octets:  func(i int) int64 { return ask[i].Size },
		answer: func(i int, drop bool, more func() bool) error {
			raw, err := c.message(ask, i, more)
			defer c.dropSpool()
			if c.broken != nil || drop {
				return err
			}
			if err := skip(i); err != nil {
				return err
			}
			return each(ask[i].Number, raw, err)
		},
	})
	if err != nil {
		return err
	}
	return skip(len(ask))
}

// SetMaxMessage sets Options.MaxMessage for what is asked for from now on.
func (c *Client) SetMaxMessage(octets int64) { c.opts.MaxMessage = octets }

// Announced is the number of octets that the first line of the last answer to RETR
// named, as in the examples of RFC 1939, section 5; 0: none. It is for the function
// that RetrEach calls.
func (c *Client) Announced() int64 { return c.announced }

// Spooled hands over where the last message of RETR lies; nil: in memory. It is for the
// function that RetrEach calls. Who takes it closes it.
func (c *Client) Spooled() Spool { return c.r.Spooled() }

func (c *Client) dropSpool() {
	if s := c.r.Spooled(); s != nil {
		_ = s.Close() // nobody wants it
	}
}

// LoneDots is the number of lines of one dot within the last message of RETR that were
// not taken for its end. Servers that keep the rules send none (RFC 1939, section 3):
// where no size shows otherwise, such a message may be two. It is for the function that
// RetrEach calls.
func (c *Client) LoneDots() int { return c.loneDots }

// LoneEnds is the number of lines of one dot that were passed over before answers so
// far: ends that were sent once more, or what such a line has cut from a message.
func (c *Client) LoneEnds() int { return c.r.LoneEnds() }

func retr(n int) string { return "RETR " + strconv.Itoa(n) }

// message reads the answer to RETR for ask[i].
func (c *Client) message(ask []Listing, i int, more func() bool) ([]byte, error) {
	command := retr(ask[i].Number)
	st, err := c.status(command)
	if err != nil {
		return nil, err
	}
	c.announced = wire.Octets(st.Text)
	expect := ask[i].Size
	if expect <= 0 {
		expect = c.announced
	}
	raw, err := c.body(command, wire.Body{
		Expect: expect,
		Exact:  c.sizes.exact(),
		Trust:  c.sizes.trusted(),
		BareLF: st.Bare,
		More:   more,
		Max:    c.opts.MaxMessage,
		GiveUp: c.opts.GiveUp,

		Spool: c.opts.Spool, SpoolFrom: c.opts.SpoolFrom,
	})
	if err != nil {
		return nil, err
	}
	c.loneDots = c.r.LoneDots()
	if err := c.shifted(ask, i, int64(len(raw)), more); err != nil {
		return nil, err
	}
	c.sizes.note(expect, int64(len(raw)))
	return raw, nil
}

// shifted notices that a server has lost a command that was sent ahead, so that
// the answers that follow belong to other messages: its sizes were right so far,
// this one is wrong, and it is that of a message asked for later.
func (c *Client) shifted(ask []Listing, i int, size int64, more func() bool) error {
	if more == nil || !more() || !c.sizes.exact() || c.sizes.right < 3 || ask[i].Size <= 0 || fits(ask[i].Size, size) {
		return nil
	}
	for _, later := range ask[i+1 : min(i+1+maxAhead, len(ask))] {
		if later.Size > 0 && fits(later.Size, size) {
			return c.fail(&ProtocolError{Command: retr(ask[i].Number), Reason: "this is another message than the one asked for"})
		}
	}
	return nil
}

// body reads a message or its beginning. A message that is too large gives a
// *LimitError and leaves the session intact.
func (c *Client) body(command string, o wire.Body) ([]byte, error) {
	c.transport.startBody()
	raw, err := c.r.Body(o)
	c.transport.endBody()
	if long, ok := errors.AsType[*wire.TooLong](err); ok {
		return nil, &LimitError{Command: command, What: "message", Limit: o.Max, Size: long.Size}
	}
	if errors.Is(err, wire.ErrAmbiguous) {
		return nil, c.fail(&ProtocolError{Command: command, Reason: "the message is shorter than announced, and its end is not certain while commands are sent ahead"})
	}
	if errors.Is(err, wire.ErrEndless) {
		return nil, c.fail(&LimitError{Command: command, What: "message", Limit: o.Max})
	}
	if e, ok := errors.AsType[*SpoolError](err); ok {
		return nil, c.fail(e)
	}
	if err != nil {
		return nil, c.netErr(command, err)
	}
	// What follows must be another answer. Else the end was not the end, and the
	// message is perhaps not whole.
	if b := c.r.Peek(64); len(b) > 0 && !endOrRefusal(b) && (o.More == nil || !o.More() || wire.SkipEnds(b)[0] != '+') {
		return nil, c.fail(&ProtocolError{Command: command, Reason: "text follows the end of the message", Got: wire.Clean(string(b), 60)})
	}
	return raw, nil
}

// DistrustSizes says that the server is known to announce sizes that are too high: after the end of
// a message that came shorter nothing is waited for.
func (c *Client) DistrustSizes() { c.sizes.wrong = max(c.sizes.wrong, c.sizes.right+1) }

// sizeTrust remembers whether the sizes a server announces are those it sends.
type sizeTrust struct{ right, wrong int }

func (s *sizeTrust) exact() bool { return s.right > 0 && s.wrong == 0 }

// trusted reports whether a size that is not reached says that something is missing.
func (s *sizeTrust) trusted() bool { return s.right >= s.wrong }

func (s *sizeTrust) note(announced, sent int64) {
	switch {
	case announced <= 0:
	case fits(announced, sent):
		s.right++
	default:
		s.wrong++
	}
}

// fits reports whether a size is the announced one.
//
// QUIRK: Dovecot does not count the line end that it adds to a message that has
// none at its end.
func fits(announced, sent int64) bool { return sent == announced || sent == announced+2 }
