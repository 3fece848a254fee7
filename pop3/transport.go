package pop3

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"os"
	"sync"
	"time"
)

// transport is the connection with its deadlines: every read and write gets one,
// progress renews it, the end of a context and Close interrupt at once.
type transport struct {
	timeout time.Duration
	longer  time.Duration // in the place of timeout for reading, where more; see wait

	mu    sync.Mutex
	conn  net.Conn
	ended error // why nothing may wait any longer
	shut  bool
	hard  time.Time // bound for the line that is being read; zero: none
	total time.Time // bound for the listing that is being read; zero: none

	// Of the message that is being read; they belong to the goroutine that reads.
	since time.Time // zero: none
	came  int       // octets since then
}

// leastPace is the octets a second below which a message counts as silence. The slowest
// lines of telephones that are sold bring a hundred times as much.
const leastPace = 16

var past = time.Unix(1, 0)

func (l *transport) get() net.Conn {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.conn
}

// swap puts the encrypted connection in place.
func (l *transport) swap(conn net.Conn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.conn = conn
}

// watch interrupts all reads and writes when ctx ends, until stop is called,
// which returns why they were interrupted.
func (l *transport) watch(ctx context.Context) (stop func() error) {
	if ctx.Done() == nil {
		return func() error { return nil }
	}
	done := make(chan struct{})
	cancel := context.AfterFunc(ctx, func() {
		defer close(done)
		l.interrupt(ctx.Err())
	})
	return func() error {
		if !cancel() {
			<-done
		}
		l.mu.Lock()
		defer l.mu.Unlock()
		return l.ended
	}
}

func (l *transport) interrupt(why error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.ended == nil {
		l.ended = why
	}
	// A tls.Conn hands deadlines on to the connection below.
	_ = l.conn.SetDeadline(past)
}

// revive makes the connection usable after an interruption that hit nothing.
func (l *transport) revive() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.shut {
		l.ended = nil
		_ = l.conn.SetDeadline(time.Time{})
	}
}

// wait lets each read wait for d where that is more than the time-out, until it is
// called with 0. It belongs to the goroutine that reads.
func (l *transport) wait(d time.Duration) { l.longer = d }

// startLine bounds the time until the line that now begins is complete.
func (l *transport) startLine() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.hard = time.Now().Add(max(l.timeout, l.longer))
}

func (l *transport) endLine() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.hard = time.Time{}
}

// startListing bounds the time of a whole listing; endListing lifts it. The
// bound is far above what any honest line needs.
func (l *transport) startListing() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.total = time.Now().Add(max(20*l.timeout, 10*time.Minute))
}

func (l *transport) endListing() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.hard, l.total = time.Time{}, time.Time{}
}

func (l *transport) armRead(d time.Duration) (net.Conn, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.ended != nil {
		return nil, l.ended
	}
	t := time.Now().Add(d)
	if !l.hard.IsZero() && l.hard.Before(t) {
		t = l.hard
	}
	if !l.total.IsZero() && l.total.Before(t) {
		t = l.total
	}
	return l.conn, l.conn.SetReadDeadline(t)
}

// cause replaces the time-out that an interruption looks like by its reason.
func (l *transport) cause(err error) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err != nil && l.ended != nil {
		return l.ended
	}
	return err
}

// Read reads with a deadline.
func (l *transport) Read(p []byte) (int, error) {
	conn, err := l.armRead(max(l.timeout, l.longer))
	if err != nil {
		return 0, err
	}
	n, err := conn.Read(p)
	if err == nil && l.drips(n) {
		return 0, os.ErrDeadlineExceeded
	}
	return n, l.cause(err)
}

// startBody bounds how slowly a message may come, until endBody.
func (l *transport) startBody() { l.since, l.came = time.Now(), 0 }

func (l *transport) endBody() { l.since = time.Time{} }

// drips reports whether less came within a time-out than an honest line brings; n
// octets came now.
func (l *transport) drips(n int) bool {
	if l.since.IsZero() {
		return false
	}
	l.came += n
	passed := time.Since(l.since)
	if passed < l.timeout {
		return false
	}
	slow := float64(l.came) < leastPace*passed.Seconds()
	l.startBody()
	return slow
}

// readSoon reads what comes within a short while, see wire.Reader.Soon.
func (l *transport) readSoon(p []byte) (int, error) {
	conn, err := l.armRead(min(l.timeout/4, 3*time.Second))
	if err != nil {
		return 0, err
	}
	n, err := conn.Read(p)
	return n, l.cause(err)
}

// Write writes all of p with a deadline.
func (l *transport) Write(p []byte) (int, error) {
	l.mu.Lock()
	conn, err := l.conn, l.ended
	if err == nil {
		err = conn.SetWriteDeadline(time.Now().Add(l.timeout))
	}
	l.mu.Unlock()
	if err != nil {
		return 0, err
	}
	n, err := conn.Write(p)
	return n, l.cause(err)
}

// writeAhead writes without a deadline of its own: while commands are sent
// ahead, the server may rightly not read before its answers are taken, however
// long that lasts here. The reader's deadline covers both sides: when it gives up
// the connection is closed, which ends the write.
func (l *transport) writeAhead(p []byte) error {
	l.mu.Lock()
	conn, err := l.conn, l.ended
	if err == nil {
		err = conn.SetWriteDeadline(time.Time{})
	}
	l.mu.Unlock()
	if err != nil {
		return err
	}
	_, err = conn.Write(p)
	return l.cause(err)
}

// Close closes the connection. It does not wait for the other side.
func (l *transport) Close() error {
	l.mu.Lock()
	if l.shut {
		l.mu.Unlock()
		return nil
	}
	l.shut = true
	if l.ended == nil {
		l.ended = ErrClosed
	}
	conn := l.conn
	l.mu.Unlock()
	_ = conn.SetDeadline(past)
	if t, ok := conn.(*tls.Conn); ok {
		// tls.Conn.Close may wait for its turn to write; the connection below
		// must go away first.
		conn = t.NetConn()
	}
	if err := conn.Close(); err != nil && !errors.Is(err, net.ErrClosed) && !errors.Is(err, os.ErrDeadlineExceeded) {
		return err
	}
	return nil
}

// bye closes the connection as TLS wants it, for servers that keep a log of cut
// lines, but waits for nobody.
func (l *transport) bye() {
	if t, ok := l.get().(*tls.Conn); ok {
		_ = t.SetWriteDeadline(time.Now().Add(min(l.timeout, time.Second)))
		_ = t.CloseWrite()
	}
	_ = l.Close()
}

// handshaking lifts the deadlines for a handshake, which has its own bound.
func (l *transport) handshaking() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.ended != nil {
		return l.ended
	}
	return l.conn.SetDeadline(time.Now().Add(l.timeout))
}
