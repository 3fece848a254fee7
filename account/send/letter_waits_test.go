package send

import (
	"bufio"
	"context"
	"io"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"popmail/account"
)

// lazy is a server for sending that answers as it should until it hears a word; then it is
// silent.
type lazy struct {
	until string // a command, "." for the end of a letter; empty: never
	no    bool   // the letter is refused
	heard []string
}

func (z *lazy) dial(context.Context, string, string) (net.Conn, error) {
	client, server := net.Pipe()
	go z.serve(server)
	return client, nil
}

func (z *lazy) serve(c net.Conn) {
	defer func() { _ = c.Close() }()
	_, _ = io.WriteString(c, "220 mx ESMTP\r\n")
	r := bufio.NewReader(c)
	data := false
	for {
		l, err := r.ReadString('\n')
		if err != nil {
			return
		}
		word := strings.ToUpper(strings.Fields(l + " -")[0])
		if data && word != "." {
			continue
		}
		if z.heard = append(z.heard, word); word == z.until {
			_, _ = io.Copy(io.Discard, r)
			return
		}
		text := "250 ok\r\n"
		switch word {
		case "DATA":
			data, text = true, "354 go on\r\n"
		case ".":
			if data = false; z.no {
				text = "554 5.7.1 not this\r\n"
			}
		case "QUIT":
			text = "221 bye\r\n"
		}
		if _, err := io.WriteString(c, text); err != nil {
			return
		}
	}
}

// shelf is an outbox with one letter. settles: noting what became of it comes to no end.
type shelf struct {
	taken, settles bool
	dotted         func()
	got            Outcome
}

func (*shelf) UnfinishedLetters(context.Context, account.ID) error { return nil }

func (s *shelf) LettersWaiting(context.Context, account.ID, Which) (int, time.Time, error) {
	return 1, time.Time{}, nil
}

func (s *shelf) TakeLetter(context.Context, account.ID, Which) (Letter, error) {
	if s.taken {
		return Letter{}, ErrNone
	}
	s.taken = true
	return Letter{ID: 1, From: "a@example.org", To: []string{"b@example.org"}, Raw: []byte("From: a@example.org\r\nSubject: s\r\n\r\nx\r\n")}, nil
}

func (s *shelf) LastDot(context.Context, int64) error {
	if s.dotted != nil {
		s.dotted()
	}
	return nil
}

func (s *shelf) SettleLetter(ctx context.Context, _ int64, o Outcome) error {
	if s.got = o; s.settles {
		<-ctx.Done()
		return ctx.Err()
	}
	return nil
}

func (*shelf) LettersHindered(context.Context, account.ID, error) error { return nil }

// A server has for each answer the time of RFC 5321, section 4.5.3.2; for that to the last dot a
// shorter one where the program is about to end; and for its farewell next to none.
func TestAnswersToALetterAreWaitedFor(t *testing.T) {
	for name, c := range map[string]struct {
		server lazy
		shelf  shelf
		stops  bool // the program ends when the last dot is sent
		want   time.Duration
		state  State
	}{
		"the sender":                             {lazy{until: "MAIL"}, shelf{}, false, 2 * time.Minute, Waits},
		"who gets it":                            {lazy{until: "RCPT"}, shelf{}, false, 2 * time.Minute, Waits},
		"the letter may come":                    {lazy{until: "DATA"}, shelf{}, false, 2 * time.Minute, Waits},
		"the last dot":                           {lazy{until: "."}, shelf{}, false, 10 * time.Minute, Unknown},
		"the last dot, the program ends":         {lazy{until: "."}, shelf{}, true, 15 * time.Second, Unknown},
		"the farewell":                           {lazy{until: "QUIT"}, shelf{}, false, 2 * time.Second, Sent},
		"to forget a letter that it has refused": {lazy{until: "RSET", no: true}, shelf{}, false, 2 * time.Minute, Refused},
		"the disk":                               {lazy{}, shelf{settles: true}, false, 30 * time.Second, Sent},
		"nothing":                                {lazy{}, shelf{}, false, 0, Sent},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, stop := context.WithCancel(t.Context())
				defer stop()
				if c.stops {
					c.shelf.dotted = func() { time.AfterFunc(time.Millisecond, stop) }
					c.want += time.Millisecond
				}
				o := Outbox{Store: &c.shelf, Prober: Prober{Dial: c.server.dial}}
				a := account.Account{ID: 1, Email: "a@example.org", OutgoingOpen: true, Outgoing: account.Server{Host: "smtp.example.org", Port: 25, Security: account.None}}
				begun := time.Now()
				_, err := o.Run(ctx, a, account.Credential{}, Which{})
				if took := time.Since(begun); took != c.want || c.shelf.got.State != c.state {
					t.Errorf("%v after %v, want %v; %+v; heard %q", err, took, c.want, c.shelf.got, c.server.heard)
				}
			})
		})
	}
}
