package traffic

import (
	"crypto/tls"
	"io"
	"net"
	"testing"
	"time"

	"popmail/account/line/linetest"
)

// move has a counted line move octets.
func move(t *testing.T, in, out int) {
	t.Helper()
	here, there := net.Pipe()
	defer here.Close()
	defer there.Close()
	c := Count(here)
	done := make(chan error, 1)
	go func() { // ends with the pipe
		_, err := io.CopyN(io.Discard, there, int64(out))
		if err == nil && in > 0 {
			_, err = there.Write(make([]byte, in))
		}
		done <- err
	}()
	if out > 0 {
		if _, err := c.Write(make([]byte, out)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := io.ReadFull(c, make([]byte, in)); err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Fatal(err)
	}
}

// The octets of TLS count, and both ends have seen the same ones.
func TestCount(t *testing.T) {
	ca := linetest.NewCA(t, "Example Root")
	crt := ca.Make(t, linetest.Leaf{})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	type seen struct{ in, out int64 }
	end := make(chan seen, 1)
	go func() { // ends with the line
		raw, err := l.Accept()
		if err != nil {
			return
		}
		w := &watched{Conn: raw}
		c := tls.Server(w, &tls.Config{Certificates: []tls.Certificate{crt}})
		_, _ = io.CopyN(io.Discard, c, 1000)
		_, _ = c.Write(make([]byte, 50_000))
		_ = c.CloseWrite()
		_, _ = io.Copy(io.Discard, c)
		_ = c.Close()
		end <- seen{w.in, w.out}
	}()
	raw, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	_ = raw.SetDeadline(time.Now().Add(time.Minute))
	before := Moved()
	c := tls.Client(Count(raw), &tls.Config{InsecureSkipVerify: true})
	if _, err := c.Write(make([]byte, 1000)); err != nil {
		t.Fatal(err)
	}
	if n, err := io.Copy(io.Discard, c); n != 50_000 || err != nil {
		t.Fatal(n, err)
	}
	_ = c.Close()
	there := <-end
	got := Moved().minus(before)
	if got.In != there.out || got.Out != there.in || got.In <= 50_000 || got.Out <= 1000 {
		t.Errorf("counted %+v, the server has seen %+v", got, there)
	}
}

// watched is the other end's own count.
type watched struct {
	net.Conn
	in, out int64
}

func (w *watched) Read(p []byte) (int, error) {
	n, err := w.Conn.Read(p)
	w.in += int64(n)
	return n, err
}

func (w *watched) Write(p []byte) (int, error) {
	n, err := w.Conn.Write(p)
	w.out += int64(n)
	return n, err
}
