package fetch

import (
	"fmt"
	"testing"

	"popmail/account"
	"popmail/pop3/pop3test"
)

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

// Sizes that will be needed are asked for with the unique-ids, and are passed over where nothing
// is new after all.
func TestSizesFollow(t *testing.T) {
	begin := pop3test.Do(pop3test.Send("+OK ready\r\n"), pop3test.CAPA("PIPELINING", "UIDL", "USER"), pop3test.Answer("USER", "+OK\r\n"))
	all := pop3test.Do(pop3test.Expect("PASS"), pop3test.Expect("CAPA"), pop3test.Expect("STAT"), pop3test.Expect("UIDL"))
	answers := "+OK\r\n+OK\r\nUIDL\r\nPIPELINING\r\n.\r\n+OK 1 18\r\n+OK\r\n1 a\r\n.\r\n"
	const sizes = "+OK\r\n1 18\r\n.\r\n"
	end := pop3test.Answer("QUIT", "+OK\r\n")
	message := pop3test.Answer("RETR 1", "+OK\r\nSubject: x\r\n\r\nab\r\n.\r\n")
	for _, tt := range []struct {
		name  string
		sizes bool
		first []pop3test.Step // session; the second one finds nothing new
		again []pop3test.Step
	}{
		{"wanted", true, []pop3test.Step{all, pop3test.Expect("LIST"), pop3test.Send(answers + sizes), message, end}, []pop3test.Step{all, pop3test.Expect("LIST"), pop3test.Send(answers + sizes), end}},
		{"refused", true, []pop3test.Step{all, pop3test.Expect("LIST"), pop3test.Send(answers + "-ERR not now\r\n"), message, pop3test.Answer("STAT", "+OK 1 18\r\n"), end}, []pop3test.Step{all, pop3test.Expect("LIST"), pop3test.Send(answers + "-ERR not now\r\n"), end}},
		{"not wanted", false, []pop3test.Step{all, pop3test.Send(answers), pop3test.Answer("LIST", sizes), message, end}, []pop3test.Step{all, pop3test.Send(answers), end}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			store := newStore(t)
			for i, steps := range [][]pop3test.Step{tt.first, tt.again} {
				s := script(t, append([]pop3test.Step{begin}, steps...)...)
				rep, err := (&Session{Store: store, Sizes: tt.sizes}).Run(t.Context(), at(account.None, s.Port(), ""), account.Password(testPassword))
				if err := s.Err(); err != nil {
					t.Errorf("session %d: %v", i+1, err)
				}
				if err != nil || rep.Received != 1-i || rep.OnServer != 1 {
					t.Errorf("session %d: %+v %v", i+1, rep, err)
				}
			}
		})
	}
}
