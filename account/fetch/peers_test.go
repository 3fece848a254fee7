package fetch

import (
	"bytes"
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"popmail/account"
	"popmail/pop3/pop3test/peers"
)

// peerMail is what lies in the maildrops: lines ending in LF, as on a disk.
func peerMail() (mail [][]byte) {
	for i, body := range []string{
		"hello\n",
		"",
		".\n..\n.x\n.\n\n",
		strings.Repeat("a longer one, of many lines\n", 12_000),
		strings.Repeat("one line ", 200) + "\n\n",
		"gr\xfc\xdfe, \xe4\xb8\xad\xe6\x96\x87\n",
	} {
		mail = append(mail, fmt.Appendf(nil, "Received: from a by b; Sat, 28 Nov 2026 04:00:%02d +0000\nFrom: a@example.org\nSubject: peer %d\nMessage-ID: <peer%d@example.org>\nDate: Sat, 28 Nov 2026 04:00:%02d +0000\n\n%s", i, i, i, i, body))
	}
	return mail
}

// Servers of other makers, over each line that they have: all is received, nothing of it
// again, octet for octet the same over each line, and what is removed is gone there and
// stays here.
func TestServersOfOtherMakers(t *testing.T) {
	for _, kind := range []string{peers.Courier, peers.Cyrus, peers.Mailutils, peers.Popa3d, peers.Solid} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			mail := peerMail()
			s := peers.Run(t, kind, peers.Options{Mail: mail})
			lines := []account.Account{at(account.None, s.Port, "")}
			if s.TLS != 0 {
				lines = append(lines, at(account.STARTTLS, s.Port, s.CAFile), at(account.TLS, s.TLS, s.CAFile))
			}
			var first map[string]int
			var store *memStore
			for _, a := range lines {
				store = newStore(t)
				peerRun(t, store, a, len(mail), len(mail), 0, 0)
				peerRun(t, store, a, len(mail), 0, len(mail), 0)
				got := store.copies()
				for i, m := range mail {
					if !holds(got, withCRLF(m)) {
						t.Errorf("%s: message %d is not among those received", a.Incoming.Security, i)
					}
				}
				if first == nil {
					first = got
				}
				// Mailutils writes marks of its own into the heads once they were asked for.
				if kind != peers.Mailutils && !maps.Equal(got, first) {
					t.Errorf("%s: other octets than over the first line", a.Incoming.Security)
				}
			}
			before := store.copies()
			last := lines[len(lines)-1]
			last.Leave = deleteAll
			peerRun(t, store, last, len(mail), 0, len(mail), len(mail))
			peerRun(t, store, last, 0, 0, 0, 0)
			if n, _, err := Probe(t.Context(), lines[0], account.Password(peers.Password), 30*time.Second); n != 0 || err != nil {
				t.Errorf("%d messages are left, %v", n, err)
			}
			if got := store.copies(); !maps.Equal(got, before) {
				t.Error("what was removed there is not here as it was")
			}
		})
	}
}

// peerRun runs one session, which has to go well, and compares what it says.
func peerRun(t *testing.T, store Store, a account.Account, onServer, received, here, removed int) {
	t.Helper()
	rep, err := (&Session{Store: store, Timeout: 30 * time.Second}).Run(t.Context(), a, account.Password(peers.Password))
	if err != nil || rep.OnServer != onServer || rep.Received != received || rep.AlreadyHere != here || rep.Removed != removed || len(rep.Failed) != 0 {
		t.Errorf("%s: %+v, %v; want %d on the server, %d received, %d here, %d removed", a.Incoming.Security, rep, err, onServer, received, here, removed)
	}
}

// holds tells whether one of the messages is m below header fields that the server may
// have put above it or into its head (cyrus), with the mark that an mbox has before
// "From " and perhaps an empty line more at its end.
func holds(got map[string]int, m []byte) bool {
	head, body, _ := bytes.Cut(m, []byte("\r\n\r\n"))
	for g := range got {
		h, b, _ := strings.Cut(g, "\r\n\r\n")
		if strings.Contains("\r\n"+h+"\r\n", "\r\n"+string(head)+"\r\n") && strings.TrimRight(b, "\r\n") == strings.TrimRight(string(body), "\r\n") {
			return true
		}
	}
	return false
}

// The log-in by each way that they have, and a wrong password, which is called one.
func TestLogInAtServersOfOtherMakers(t *testing.T) {
	for _, c := range []struct {
		kind, mechanisms string
		auth             []account.Auth
	}{
		{peers.Courier, "", []account.Auth{account.AuthAuto, account.AuthPlain, account.AuthLogin, account.AuthCRAM, account.AuthUser}},
		{peers.Courier, "LOGIN", []account.Auth{account.AuthAuto}},
		{peers.Courier, "CRAM-MD5", []account.Auth{account.AuthAuto}},
		{peers.Cyrus, "", []account.Auth{account.AuthAuto, account.AuthPlain, account.AuthLogin, account.AuthCRAM, account.AuthUser}},
		{peers.Cyrus, "SCRAM-SHA-256", []account.Auth{account.AuthAuto}},
		{peers.Mailutils, "", []account.Auth{account.AuthAuto, account.AuthUser}},
		{peers.Popa3d, "", []account.Auth{account.AuthAuto, account.AuthUser}},
		{peers.Solid, "", []account.Auth{account.AuthAuto, account.AuthUser}},
	} {
		t.Run(c.kind+" "+c.mechanisms, func(t *testing.T) {
			t.Parallel()
			s := peers.Run(t, c.kind, peers.Options{Mail: peerMail()[:1], Mechanisms: c.mechanisms})
			a := at(account.None, s.Port, "")
			for _, a.Auth = range c.auth {
				peerRun(t, newStore(t), a, 1, 1, 0, 0)
			}
			_, _, err := Probe(t.Context(), at(account.None, s.Port, ""), account.Password("falsch"), 30*time.Second)
			wantTrouble(t, err, account.TroublePassword)
		})
	}
}
