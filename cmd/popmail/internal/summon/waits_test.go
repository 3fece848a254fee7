package summon

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"testing"
	"testing/synctest"
	"time"
)

// queued is a listener that fails as often as a test says, and then has the callers of the test.
type queued struct {
	fails   int
	callers chan net.Conn
}

func (q *queued) Accept() (net.Conn, error) {
	if q.fails > 0 {
		q.fails--
		return nil, errors.New("too many open files")
	}
	c, ok := <-q.callers
	if !ok {
		return nil, net.ErrClosed
	}
	return c, nil
}

func (q *queued) Close() error   { close(q.callers); return nil }
func (q *queued) Addr() net.Addr { return nil }

// Who listens tries again where the system has no room for a caller, hangs up on one that says
// nothing, and does not wait longer for the window than a caller does.
func TestListenerWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := &queued{fails: 3, callers: make(chan net.Conn, 4)}
		l := &Listener{net: q, token: "token", ended: make(chan struct{})}
		waited := make(chan time.Duration, 1)
		stuck := false
		go l.serve(func(ctx context.Context, _ string) error {
			if !stuck {
				return nil
			}
			began := time.Now()
			<-ctx.Done()
			waited <- time.Since(began)
			return ctx.Err()
		})
		call := func(says string) (heard string, took time.Duration) {
			here, there := net.Pipe()
			defer here.Close()
			began := time.Now()
			q.callers <- there
			if says != "" {
				if _, err := io.WriteString(here, says+"\n"); err != nil {
					t.Error(err)
				}
			}
			heard, _ = bufio.NewReader(here).ReadString('\n')
			return heard, time.Since(began)
		}
		if heard, took := call(request + " token "); heard != answer+"\n" || took != 300*time.Millisecond {
			t.Errorf("after three failures: %q after %v", heard, took)
		}
		if heard, took := call(""); heard != "" || took != requestTime {
			t.Errorf("a silent caller: %q after %v", heard, took)
		}
		if heard, took := call(request + " wrong "); heard != "" || took != 0 {
			t.Errorf("a stranger: %q after %v", heard, took)
		}
		stuck = true
		if heard, took := call(request + " token "); heard != "" || took != callTime || <-waited != callTime {
			t.Errorf("a stuck window: %q after %v", heard, took)
		}
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
}
