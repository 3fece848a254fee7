package fetch

import (
	"fmt"
	"testing"

	"popmail/account"
	"popmail/pop3/pop3test"
)

// A server that says that it takes commands ahead of its answers, and forgets or answers amiss
// what came with the password, is asked one by one over another line.
func TestForgetsWhatFollows(t *testing.T) {
	begin := pop3test.Do(pop3test.Send("+OK ready\r\n"), pop3test.CAPA("PIPELINING", "UIDL", "USER"), pop3test.Answer("USER", "+OK\r\n"))
	all := pop3test.Do(pop3test.Expect("PASS"), pop3test.Expect("CAPA"), pop3test.Expect("STAT"), pop3test.Expect("UIDL"))
	for name, amiss := range map[string]pop3test.Step{
		"cut":        pop3test.Do(all, pop3test.Send("+OK\r\n"), pop3test.Cut()),
		"cut before": pop3test.Do(all, pop3test.Cut()),
		"amiss":      pop3test.Do(all, pop3test.Send("+OK\r\n+OK\r\nUIDL\r\n.\r\nwhat?\r\n"), pop3test.Drain()),
		"half":       pop3test.Do(all, pop3test.Send("+OK\r\n+OK\r\nUIDL\r\n.\r\n+OK 1 9\r\n"), pop3test.Cut()),
	} {
		t.Run(name, func(t *testing.T) {
			s, err := pop3test.NewScript([]pop3test.Step{begin, amiss}, []pop3test.Step{
				begin, pop3test.Answer("PASS", "+OK\r\n"), pop3test.CAPA("PIPELINING", "UIDL", "USER"), pop3test.Answer("STAT", "+OK 1 18\r\n"),
				pop3test.Answer("UIDL", "+OK\r\n1 a\r\n.\r\n"), pop3test.Answer("LIST", "+OK\r\n1 18\r\n.\r\n"),
				pop3test.Answer("RETR 1", "+OK\r\nSubject: x\r\n\r\nab\r\n.\r\n"), pop3test.Answer("QUIT", "+OK\r\n"),
			})
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = s.Close() }()
			rep, err := (&Session{Store: newStore(t)}).Run(t.Context(), at(account.None, s.Port(), ""), account.Password(testPassword))
			if err != nil || rep.Received != 1 {
				t.Errorf("%+v %v", rep, err)
			}
		})
	}
}

// A password that is refused is told as that, also where the server answers what came with it,
// or ends over it.
func TestRefusedWithWhatFollows(t *testing.T) {
	begin := pop3test.Do(pop3test.Send("+OK ready\r\n"), pop3test.CAPA("PIPELINING", "UIDL", "USER"), pop3test.Answer("USER", "+OK\r\n"))
	for i, step := range []pop3test.Step{
		pop3test.Do(pop3test.Answer("PASS", "-ERR [AUTH] no\r\n"), pop3test.Answer("CAPA", "+OK\r\nUSER\r\n.\r\n"), pop3test.Answer("STAT", "-ERR\r\n"), pop3test.Answer("UIDL", "-ERR\r\n"), pop3test.Drain()),
		pop3test.Do(pop3test.Answer("PASS", "-ERR [AUTH] no\r\n"), pop3test.Cut()),
		pop3test.Do(pop3test.Answer("PASS", "-ERR [AUTH] no\r\n"), pop3test.Expect("CAPA"), pop3test.Expect("STAT"), pop3test.Expect("UIDL"), pop3test.Cut()),
	} {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			s := script(t, begin, step)
			_, err := (&Session{Store: newStore(t)}).Run(t.Context(), at(account.None, s.Port(), ""), account.Password(testPassword))
			wantTrouble(t, err, account.TroublePassword)
		})
	}
}
