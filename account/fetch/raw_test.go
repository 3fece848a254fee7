package fetch

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"popmail/account"
	"popmail/account/disk"
	"popmail/pop3"
	"popmail/pop3/pop3test"
)

// rawSpool counts what is written, and keeps it only where keep is set.
type rawSpool struct {
	bytes.Buffer
	n      int64
	keep   bool
	room   int64 // 0: enough
	closed bool
}

var errNoRoom = errors.New("no room")

func (s *rawSpool) Write(p []byte) (int, error) {
	if s.room > 0 && s.n+int64(len(p)) > s.room {
		return 0, errNoRoom
	}
	s.n += int64(len(p))
	if s.keep {
		return s.Buffer.Write(p)
	}
	return len(p), nil
}
func (s *rawSpool) ReadAt(p []byte, off int64) (int, error) {
	return bytes.NewReader(s.Bytes()).ReadAt(p, off)
}
func (s *rawSpool) Octets() ([]byte, error) { return nil, nil }
func (s *rawSpool) Close() error            { s.closed = true; return nil }

// rawFrom gets the message "u2" from a server that has two.
func rawFrom(t *testing.T, listed string, limit int64, made *[]*rawSpool, template rawSpool, answer ...pop3test.Step) error {
	t.Helper()
	steps := append([]pop3test.Step{pop3test.Login(), pop3test.Answer("UIDL", "+OK\r\n1 u1\r\n2 u2\r\n.\r\n"), pop3test.Answer("LIST", listed), pop3test.Expect("RETR 2")}, answer...)
	srv, err := pop3test.NewScript(append([]pop3test.Step{pop3test.Send("+OK ready\r\n"), pop3test.NoCAPA(), pop3test.Answer("USER ", "+OK\r\n"), pop3test.Answer("PASS ", "+OK\r\n")}, steps[1:]...))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = srv.Close() }()
	a := account.Account{ID: 1, Email: "ann@example.org", User: "ann", Incoming: account.Server{Host: "127.0.0.1", Port: srv.Port(), Security: account.None}}
	s := &Session{Timeout: 300 * time.Millisecond, MaxMessage: limit}
	return s.Raw(context.Background(), a, account.Password("secret"), "u2", func(int64) (pop3.Spool, error) {
		f := template
		*made = append(*made, &f)
		return &f, nil
	})
}

// TestRaw: a message goes out as it arrives, and what came before the line broke stays.
func TestRaw(t *testing.T) {
	const list = "+OK\r\n1 100\r\n2 1000000\r\n.\r\n"
	text := letter(2, true, strings.Repeat("a line of it\r\n..and a dot\r\n", 40_000)) // as it goes over the line
	whole := strings.ReplaceAll(text, "\r\n..", "\r\n.")
	plain := letter(2, true, strings.Repeat("a line of it\r\n..and two dots\r\n.x\r\n", 100)+strings.Repeat("more\r\n", 100_000))
	for _, c := range []struct {
		name    string
		listed  string
		answer  []pop3test.Step
		want    string
		trouble account.Trouble // 0: none
	}{
		{"whole", list, []pop3test.Step{pop3test.Send("+OK\r\n" + text + ".\r\n"), pop3test.Answer("QUIT", "+OK\r\n")}, whole, 0},
		{"small", list, []pop3test.Step{pop3test.Send("+OK\r\nSubject: x\r\n\r\nhi\r\n.\r\n"), pop3test.Answer("QUIT", "+OK\r\n")}, "Subject: x\r\n\r\nhi\r\n", 0},
		{"empty", list, []pop3test.Step{pop3test.Send("+OK\r\n.\r\n"), pop3test.Answer("QUIT", "+OK\r\n")}, "", 0},
		{"no size", "-ERR no\r\n", []pop3test.Step{pop3test.Send("+OK\r\n" + text + ".\r\n"), pop3test.Answer("QUIT", "+OK\r\n")}, whole, 0},
		{"cut", list, []pop3test.Step{pop3test.Send("+OK\r\n" + text[:700_003]), pop3test.Cut()}, whole[:len(strings.ReplaceAll(text[:700_003], "\r\n..", "\r\n."))], account.TroubleCut},
		{"cut early", list, []pop3test.Step{pop3test.Send("+OK\r\n" + text[:300]), pop3test.Cut()}, strings.ReplaceAll(text[:300], "\r\n..", "\r\n."), account.TroubleCut},
		{"cut at once", list, []pop3test.Step{pop3test.Send("+OK\r\n"), pop3test.Cut()}, "", account.TroubleCut},
		{"silent", list, []pop3test.Step{pop3test.Send("+OK\r\n" + text[:500_000]), pop3test.Stall()}, strings.ReplaceAll(text[:500_000], "\r\n..", "\r\n."), account.TroubleSilent},
		{"refused", list, []pop3test.Step{pop3test.Send("-ERR no such luck\r\n")}, "", account.TroubleServer},
		// A server that does not stuff dots shows it by the size alone.
		{"not stuffed", fmt.Sprintf("+OK\r\n1 100\r\n2 %d\r\n.\r\n", len(plain)), []pop3test.Step{pop3test.Send("+OK\r\n" + plain + ".\r\n"), pop3test.Answer("QUIT", "+OK\r\n")}, plain, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			var made []*rawSpool
			err := rawFrom(t, c.listed, 0, &made, rawSpool{keep: true}, c.answer...)
			if got := account.TroubleOf(err); (err == nil) != (c.trouble == 0) || err != nil && got != c.trouble {
				t.Fatalf("%v (trouble %d), want %d", err, got, c.trouble)
			}
			if got := made[len(made)-1].String(); got != c.want {
				t.Errorf("%d octets, want %d", len(got), len(c.want))
			}
			if (len(made) == 2) != (c.name == "not stuffed") {
				t.Errorf("%d were made", len(made))
			}
			for i, f := range made {
				if f.closed != (i < len(made)-1) {
					t.Errorf("%d of %d is closed: %v", i, len(made), f.closed)
				}
			}
		})
	}
}

// TestRawBounds: memory holds little of a message, however large; one without end is given up
// at the limit, with what came until there; a disk that is full is no fault of the server.
func TestRawBounds(t *testing.T) {
	chunk := strings.Repeat("and so on, for ever and ever\r\n", 10_000)
	const limit = 100 << 20
	var made []*rawSpool
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	err := rawFrom(t, "+OK\r\n2 5000\r\n.\r\n", limit, &made, rawSpool{}, pop3test.Send("+OK\r\n"), pop3test.Flood(chunk, 1000))
	runtime.ReadMemStats(&after)
	if account.TroubleOf(err) != account.TroubleServer || len(made) != 1 || made[0].n > limit || made[0].n < limit-(1<<20) {
		t.Fatalf("%v, %+v", err, made[0].n)
	}
	// The script's own chunk and the reader's buffers are in it.
	if used := after.TotalAlloc - before.TotalAlloc; used > 16<<20 {
		t.Errorf("%d MB were taken for a message of %d MB", used>>20, limit>>20)
	}
	made = nil
	err = rawFrom(t, "+OK\r\n2 5000\r\n.\r\n", limit, &made, rawSpool{room: 1 << 20}, pop3test.Send("+OK\r\n"), pop3test.Flood(chunk, 10))
	if !errors.Is(err, errNoRoom) || account.TroubleOf(disk.Problem(err)) != account.TroubleStore {
		t.Errorf("%v", err)
	}
}
