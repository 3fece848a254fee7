package fetch

import (
	"testing"
	"time"

	"popmail/account"
	"popmail/pop3/pop3test/peers"
)

// Servers of other makers: the log-in by each way that they have, mail, and a wrong
// password, which is called one.
func TestServersOfOtherMakers(t *testing.T) {
	mail := []byte("From: a@example.org\nSubject: peer\n\nhello\n")
	for _, c := range []struct {
		kind, mechanisms string
		auth             []account.Auth
	}{
		{peers.Courier, "", []account.Auth{account.AuthAuto, account.AuthPlain, account.AuthLogin, account.AuthCRAM, account.AuthUser}},
		{peers.Courier, "LOGIN", []account.Auth{account.AuthAuto}},
		{peers.Courier, "CRAM-MD5", []account.Auth{account.AuthAuto}},
		{peers.Popa3d, "", []account.Auth{account.AuthAuto, account.AuthUser}},
		{peers.Mailutils, "", []account.Auth{account.AuthAuto, account.AuthUser}},
	} {
		t.Run(c.kind+" "+c.mechanisms, func(t *testing.T) {
			t.Parallel()
			port := peers.Run(t, c.kind, peers.Options{Mail: mail, Mechanisms: c.mechanisms})
			for _, auth := range c.auth {
				a := at(account.None, port, "")
				a.Auth = auth
				store := newStore(t)
				rep, err := (&Session{Store: store, Timeout: 30 * time.Second}).Run(t.Context(), a, account.Password(peers.Password))
				if err != nil || rep.Received != 1 {
					t.Errorf("%s: %+v, %v", auth, rep, err)
				}
			}
			_, _, err := Probe(t.Context(), at(account.None, port, ""), account.Password("falsch"), 30*time.Second)
			wantTrouble(t, err, account.TroublePassword)
		})
	}
}
