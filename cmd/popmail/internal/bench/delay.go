package main

import (
	"net"
	"sync"
	"time"
)

// delayed is a way to a server on which everything takes its time, as over a long line: half
// of the round trip there, half of it back. The room of the line is not bounded.
type delayed struct {
	listener net.Listener
	to       string
	half     time.Duration

	mu    sync.Mutex
	lines []net.Conn
	done  sync.WaitGroup
}

// delay opens a way to the server at to with this round trip. It has to be closed.
func delay(to string, roundTrip time.Duration) (*delayed, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	d := &delayed{listener: l, to: to, half: roundTrip / 2}
	d.done.Go(d.accept)
	return d, nil
}

// port is where the way begins.
func (d *delayed) port() int { return d.listener.Addr().(*net.TCPAddr).Port }

// close ends the way and all that is on it.
func (d *delayed) close() {
	_ = d.listener.Close()
	d.mu.Lock()
	for _, c := range d.lines {
		_ = c.Close()
	}
	d.mu.Unlock()
	d.done.Wait()
}

func (d *delayed) accept() {
	for {
		near, err := d.listener.Accept()
		if err != nil {
			return
		}
		d.done.Go(func() {
			time.Sleep(2 * d.half) // the round trip with which TCP begins
			far, err := net.Dial("tcp", d.to)
			if err != nil {
				_ = near.Close()
				return
			}
			d.mu.Lock()
			d.lines = append(d.lines, near, far)
			d.mu.Unlock()
			d.done.Go(func() { d.carry(near, far) })
			d.carry(far, near)
		})
	}
}

// piece is what was read at once, and when it arrives.
type piece struct {
	at     time.Time
	octets []byte
}

// carry brings octets from one side to the other, each half a round trip after it came.
func (d *delayed) carry(from, to net.Conn) {
	pieces := make(chan piece, 1<<14)
	d.done.Go(func() {
		for p := range pieces {
			time.Sleep(time.Until(p.at))
			if _, err := to.Write(p.octets); err != nil {
				_ = from.Close() // and what is still read goes nowhere
			}
		}
		_ = to.Close()
	})
	for {
		b := make([]byte, 64<<10)
		n, err := from.Read(b)
		if n > 0 {
			pieces <- piece{time.Now().Add(d.half), b[:n]}
		}
		if err != nil {
			close(pieces)
			return
		}
	}
}
