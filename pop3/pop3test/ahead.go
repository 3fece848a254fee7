package pop3test

import (
	"bytes"
	"net"
	"sync"
)

// ahead is an end of a pipe that takes some of what is written at once, as a line of a network
// does. What is written after the other end has gone is lost.
type ahead struct {
	net.Conn
	pieces chan []byte
	end    sync.Once
	sent   chan struct{} // closed when nothing is left to send
}

// aheadMost is how many pieces are taken before a write waits.
const aheadMost = 64

func newAhead(conn net.Conn) *ahead {
	a := &ahead{Conn: conn, pieces: make(chan []byte, aheadMost), sent: make(chan struct{})}
	go func() {
		defer close(a.sent)
		for p := range a.pieces {
			if _, err := conn.Write(p); err != nil {
				break
			}
		}
		_ = conn.Close()
		for range a.pieces { // nobody reads them any more
		}
	}()
	return a
}

func (a *ahead) Write(p []byte) (int, error) {
	a.pieces <- bytes.Clone(p)
	return len(p), nil
}

// Close waits until all is sent, or the other end has gone.
func (a *ahead) Close() error {
	a.end.Do(func() { close(a.pieces) })
	<-a.sent
	return nil
}
