// Package summon lets a second start of PopMail bring the window of the first to
// the front, with a letter to be written.
//
// The holder of a data folder listens at an address inside of the folder, which
// its owner alone may enter: a socket, or where there can be none a port of the
// loopback interface and a token. A caller sends one line and gets one back.
package summon

import (
	"bufio"
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

	"popmail/account/disk"
)

// Files of the data folder.
const (
	socketName = "popmail.sock"
	portName   = "popmail.port"
)

// The lines of the conversation, each ended by LF. The request is followed by a
// space, the token, a space and what is to be shown in base64, which may be empty.
const (
	request  = "popmail show"
	answer   = "shown"
	lineSize = 256               // bytes, the longest line that is read but for a request
	mostSize = 96<<10 + lineSize // of a request
)

// Most is how many bytes may be said of what is to be shown.
const Most = 64 << 10

// callTime is how long one conversation may take. The window answers once it has
// come to the front, which waits for what it is doing.
const callTime = 3 * time.Second

// requestTime is how long a caller may take to say what it wants; others wait.
const requestTime = time.Second

// Errors of Call, to be tested with errors.Is.
var (
	// ErrNoAnswer is that no window has come to the front.
	ErrNoAnswer = errors.New("the window does not answer")
	// ErrTooLong is that what is to be shown has more than Most bytes.
	ErrTooLong = errors.New("the address is too long")
)

// Listener waits for calls to one data folder.
type Listener struct {
	net   net.Listener
	token string
	ended chan struct{}
}

// Listen waits for calls to the data folder dir, which must be locked by the
// caller: an address that an earlier holder has left there is replaced. For each
// call show brings the window to the front, with what is to be shown in it; it is called one
// at a time, and with an error the call stays unanswered. Once its context is done nobody waits any
// more, and nothing is to be shown.
func Listen(dir string, show func(ctx context.Context, what string) error) (*Listener, error) {
	for _, name := range []string{socketName, portName} {
		if err := os.Remove(filepath.Join(dir, name)); err != nil && !errors.Is(err, os.ErrNotExist) {
			return nil, err
		}
	}
	l := &Listener{ended: make(chan struct{})}
	var err error
	if l.net, l.token, err = listen(dir); err != nil {
		return nil, err
	}
	go l.serve(show)
	return l, nil
}

// Close ends listening, and waits for a conversation that is under way.
func (l *Listener) Close() error {
	err := l.net.Close()
	<-l.ended
	return err
}

func (l *Listener) serve(show func(context.Context, string) error) {
	defer close(l.ended)
	for {
		c, err := l.net.Accept()
		switch {
		case errors.Is(err, net.ErrClosed):
			return
		case err != nil:
			time.Sleep(100 * time.Millisecond) // too many open files, for one
			continue
		}
		l.talk(c, show)
	}
}

func (l *Listener) talk(c net.Conn, show func(context.Context, string) error) {
	defer c.Close()
	_ = c.SetDeadline(time.Now().Add(requestTime))
	got, err := readLine(c, mostSize)
	what, ok := l.asked(got)
	if err != nil || !ok {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), callTime)
	defer cancel()
	_ = c.SetDeadline(time.Now().Add(callTime + requestTime))
	// A caller that hangs up has stopped waiting: it calls once more, or says that nobody answered.
	gone := make(chan struct{})
	go func() {
		defer close(gone)
		_, _ = c.Read(make([]byte, 1))
		cancel()
	}()
	if show(ctx, what) == nil {
		_, _ = io.WriteString(c, answer+"\n")
	}
	_ = c.Close()
	<-gone
}

// asked reads a request; false: it is none, or not from somebody who knows the token.
func (l *Listener) asked(line string) (what string, ok bool) {
	at := strings.LastIndexByte(line, ' ')
	head, code := line[:max(at, 0)], line[at+1:]
	if subtle.ConstantTimeCompare([]byte(head), []byte(request+" "+l.token)) == 0 {
		return "", false
	}
	b, err := base64.StdEncoding.DecodeString(code)
	return string(b), err == nil && len(b) <= Most
}

// Call brings the window of the data folder dir to the front, with what is to be shown
// in it; empty: nothing but the window.
func Call(ctx context.Context, dir, what string) error {
	if len(what) > Most {
		return ErrTooLong
	}
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	c, token, err := dial(ctx, dir)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrNoAnswer, err)
	}
	defer c.Close()
	stop := context.AfterFunc(ctx, func() { _ = c.Close() })
	defer stop()
	giveFront()
	if _, err := io.WriteString(c, request+" "+token+" "+base64.StdEncoding.EncodeToString([]byte(what))+"\n"); err != nil {
		return fmt.Errorf("%w: %w", ErrNoAnswer, err)
	}
	if got, err := readLine(c, lineSize); err != nil || got != answer {
		return errors.Join(ErrNoAnswer, err)
	}
	return nil
}

func readLine(c net.Conn, most int64) (string, error) {
	line, err := bufio.NewReader(io.LimitReader(c, most)).ReadString('\n')
	return strings.TrimSuffix(line, "\n"), err
}

// listenPort listens on the loopback interface and leaves port and token in dir.
func listenPort(dir string) (net.Listener, string, error) {
	l, err := net.ListenTCP("tcp", &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		return nil, "", err
	}
	token := rand.Text()
	if err := disk.Replace(filepath.Join(dir, portName), []byte(l.Addr().String()+" "+token+"\n")); err != nil {
		return nil, "", errors.Join(err, l.Close())
	}
	return &portListener{l, filepath.Join(dir, portName)}, token, nil
}

// portListener takes its address away when it is closed, as sockets do.
type portListener struct {
	net.Listener
	file string
}

func (l *portListener) Close() error { return errors.Join(os.Remove(l.file), l.Listener.Close()) }

// dialPort calls the address that listenPort has left in dir.
func dialPort(ctx context.Context, dir string) (net.Conn, string, error) {
	f, err := os.Open(filepath.Join(dir, portName))
	if err != nil {
		return nil, "", err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, lineSize))
	if err != nil {
		return nil, "", err
	}
	var port int
	var token string
	if _, err := fmt.Sscanf(string(text), "127.0.0.1:%d %s\n", &port, &token); err != nil {
		return nil, "", fmt.Errorf("%s: %w", portName, err)
	}
	c, err := new(net.Dialer).DialContext(ctx, "tcp", fmt.Sprintf("127.0.0.1:%d", port))
	return c, token, err
}
