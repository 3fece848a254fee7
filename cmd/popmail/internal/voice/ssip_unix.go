//go:build unix && !darwin

package voice

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"
)

// A line speaks SSIP: commands and answers of lines, each with a number of three digits; in all
// lines of an answer but the last a hyphen follows it. Events come between answers, with numbers
// from 700 on, as three lines: the message, the client, and what has happened.
type line struct {
	ctx  context.Context
	conn net.Conn
	r    *bufio.Reader
	stop func() // after it the context does nothing to the line anymore
}

// mostLine is the longest line that is taken, in octets.
const mostLine = 64 << 10

// Events that end a message.
const (
	eventEnd    = "702"
	eventCancel = "703"
)

func newLine(ctx context.Context, conn net.Conn) *line {
	l := &line{ctx: ctx, conn: conn, r: bufio.NewReaderSize(conn, mostLine)}
	done := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(done)
		_ = conn.SetReadDeadline(time.Unix(1, 0))
	})
	l.stop = func() {
		if !stop() {
			<-done
		}
	}
	return l
}

// end stops what is still read aloud, and says goodbye.
func (l *line) end() {
	l.stop()
	_ = l.conn.SetWriteDeadline(time.Now().Add(time.Second))
	_, _ = io.WriteString(l.conn, "CANCEL SELF\r\nQUIT\r\n")
	// It takes no notice of a command where the line is closed before it has read it.
	_ = l.conn.SetReadDeadline(time.Now().Add(time.Second))
	_, _ = io.Copy(io.Discard, io.LimitReader(l.r, mostLine))
}

// why is the context's error where that is over.
func (l *line) why(err error) error {
	if l.ctx.Err() != nil {
		return l.ctx.Err()
	}
	return err
}

func (l *line) greet() error {
	for _, c := range []string{"SET SELF CLIENT_NAME person:popmail:reading", "SET SELF PRIORITY text", "SET SELF NOTIFICATION END ON", "SET SELF NOTIFICATION CANCEL ON"} {
		if _, err := l.ask(c); err != nil {
			return err
		}
	}
	return nil
}

// within bounds the time until the next answer.
func (l *line) within(d time.Duration) error {
	at := time.Now().Add(d)
	_ = l.conn.SetReadDeadline(at)
	_ = l.conn.SetWriteDeadline(at)
	return l.ctx.Err() // it may have ended before, with a deadline of its own
}

func (l *line) write(s string) error {
	_, err := io.WriteString(l.conn, s)
	return err
}

// read is the next line, in two parts.
func (l *line) read() (code string, more bool, text string, err error) {
	b, err := l.r.ReadSlice('\n')
	if err != nil {
		return "", false, "", err
	}
	s := strings.TrimRight(string(b), "\r\n")
	if len(s) < 4 || s[3] != ' ' && s[3] != '-' {
		return "", false, "", fmt.Errorf("%.80q is no answer of %s", s, program)
	}
	return s[:3], s[3] == '-', s[4:], nil
}

// answer is the next answer that is no event, without its last line; an error where it says no.
func (l *line) answer() (lines []string, err error) {
	for {
		code, more, text, err := l.read()
		switch {
		case err != nil:
			return nil, err
		case code >= "700":
			continue
		case more:
			if lines = append(lines, text); len(lines) > 10_000 {
				return nil, errors.New("an answer does not end")
			}
			continue
		case code >= "300":
			return nil, fmt.Errorf("%s says: %s %.200s", program, code, text)
		}
		return lines, nil
	}
}

func (l *line) ask(command string) ([]string, error) {
	if err := l.within(answerTime); err != nil {
		return nil, err
	}
	if err := l.write(command + "\r\n"); err != nil {
		return nil, err
	}
	return l.answer()
}

// speak reads a text aloud, and returns when it was read.
func (l *line) speak(text string) error {
	if _, err := l.ask("SPEAK"); err != nil {
		return err
	}
	var b strings.Builder
	for s := range strings.Lines(strings.ReplaceAll(text, "\x00", "")) {
		if s = strings.TrimRight(s, "\r\n"); strings.HasPrefix(s, ".") {
			s = "." + s
		}
		b.WriteString(s + "\r\n")
	}
	said, err := l.ask(b.String() + ".")
	if err != nil {
		return err
	}
	if len(said) == 0 {
		return fmt.Errorf("%s does not say which message it reads", program)
	}
	id := said[0]
	if err := l.within(speakTime); err != nil {
		return err
	}
	for of := ""; ; {
		code, more, got, err := l.read()
		switch {
		case err != nil:
			return err
		case more && of == "":
			of = got
		case !more:
			if of == id && code == eventCancel {
				return errCanceled
			}
			if of == id && code == eventEnd {
				return nil
			}
			of = ""
		}
	}
}

// errCanceled says that another program has had the voice stop.
var errCanceled = errors.New("the voice was stopped")
