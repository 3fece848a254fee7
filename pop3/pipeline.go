package pop3

import (
	"context"
	"errors"
	"os"
	"sync"
)

// The bounds of what is sent ahead of the answers.
const (
	maxAhead       = 512      // commands
	maxAheadOctets = 16 << 20 // announced octets of their answers, unless one alone is larger
)

// batch is a row of like commands to be sent ahead of their answers (RFC 2449,
// section 6.6), or one by one where the server does not advertise PIPELINING.
type batch struct {
	count   int
	command func(i int) string // without line end
	octets  func(i int) int64  // announced size of the answer
	// answer reads answer i. drop says that nobody wants it any more; more tells
	// whether further answers are due, nil meaning none. An error that leaves the
	// session intact stops the batch.
	answer func(i int, drop bool, more func() bool) error
}

// run plays the batch and returns the first error of answer, or why the
// connection ended. When it returns with the session intact, nothing is on its
// way any more.
func (c *Client) run(ctx context.Context, b batch) error {
	if b.count == 0 {
		return ctx.Err()
	}
	ahead := false
	if b.count > 1 && !c.opts.NoPipelining {
		caps, err := c.Capabilities(ctx)
		if err != nil {
			return err
		}
		ahead = caps.Has("PIPELINING")
	}
	return c.do(ctx, func() error {
		if ahead {
			return c.ahead(b)
		}
		return c.lockstep(b)
	})
}

func (c *Client) lockstep(b batch) error {
	for i := range b.count {
		if err := c.send(b.command(i), ""); err != nil {
			return err
		}
		if err := b.answer(i, false, nil); err != nil {
			return err
		}
	}
	return nil
}

// window counts what is on its way. The writing side fills it and the reading
// side empties it, so neither waits for the other inside the connection.
type window struct {
	mu      sync.Mutex
	changed sync.Cond
	sent    int   // commands given to the connection
	done    int   // answers read
	octets  int64 // announced for the answers on their way
	stopped bool
}

func (c *Client) ahead(b batch) error {
	if err := c.quiet(b.command(0)); err != nil {
		return err
	}
	w := &window{}
	w.changed.L = &w.mu
	var writer sync.WaitGroup
	writer.Go(func() { w.write(c.transport, b) })
	err := c.answers(b, w)
	// Either everything that was sent is answered, or the connection is closed:
	// the writer cannot hang.
	w.stop()
	writer.Wait()
	return err
}

// write sends commands while there is room, many at a time.
func (w *window) write(l *transport, b batch) {
	var text []byte
	for {
		text = w.next(b, text[:0])
		if len(text) == 0 {
			return
		}
		if l.writeAhead(text) != nil {
			return // the reading side takes what was answered before, and then finds out
		}
	}
}

// next waits until half of the window is free, so that commands go out many at a
// time, and returns those that fill it; nothing when there are no more.
func (w *window) next(b batch, text []byte) []byte {
	w.mu.Lock()
	defer w.mu.Unlock()
	for !w.stopped && w.sent < b.count && !w.wide(b) {
		w.changed.Wait()
	}
	for !w.stopped && w.sent < b.count && w.sent-w.done < maxAhead {
		size := b.octets(w.sent)
		if w.sent > w.done && w.octets+size > maxAheadOctets {
			break
		}
		text = append(text, b.command(w.sent)...)
		text = append(text, '\r', '\n')
		w.octets += size
		w.sent++
	}
	return text
}

// wide reports whether it is time to send; there must be a command left.
func (w *window) wide(b batch) bool {
	ahead := w.sent - w.done
	return ahead == 0 || (ahead <= maxAhead/2 && w.octets <= maxAheadOctets/2 && w.octets+b.octets(w.sent) <= maxAheadOctets)
}

func (w *window) stop() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.stopped = true
	w.changed.Broadcast()
}

// beyond is the number of commands sent after command i; -1 when i itself was not.
func (w *window) beyond(i int) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.sent - i - 1
}

// answered notes that the answer to command i was read.
func (w *window) answered(b batch, i int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.done++
	w.octets -= b.octets(i)
	if w.sent < b.count && w.wide(b) {
		w.changed.Signal()
	}
}

// answers reads the answers in order.
func (c *Client) answers(b batch, w *window) error {
	var stop error
	for i := range b.count {
		if stop != nil && w.beyond(i) < 0 {
			break
		}
		more := func() bool { return w.beyond(i) > 0 }
		err := b.answer(i, stop != nil, more)
		if c.broken != nil && stop != nil {
			return stop // what the caller wants to hear of
		}
		if c.broken != nil {
			return c.lostWay(b.command(i), w.beyond(i)+1, err)
		}
		if err != nil && stop == nil {
			stop = err
			w.stop()
		}
		w.answered(b, i)
	}
	return stop
}

// lostWay gives the end of the connection its name when it looks as if the
// server cannot do what it advertises.
func (c *Client) lostWay(command string, flight int, err error) error {
	if flight < 2 {
		return err
	}
	var reason string
	if errors.Is(err, os.ErrDeadlineExceeded) {
		reason = "the server stopped answering"
	} else if _, ok := errors.AsType[*ProtocolError](err); ok {
		reason = "the answers do not fit the commands"
	} else {
		return err
	}
	c.broken = &PipelineError{Command: command, Reason: reason, InFlight: flight, Err: err}
	return c.broken
}
