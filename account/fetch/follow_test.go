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
