package fetch

import (
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"popmail/account"
	"popmail/pop3/pop3test"
	"popmail/pop3/pop3test/dovecot"
)

// scriptCA is a file with the authority of a script.
func scriptCA(t *testing.T, s *pop3test.Script) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(file, s.CAPEM(), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func b64(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }

// Each mechanism alone, on a real Dovecot; the log tells which one was used.
func TestDovecotMechanisms(t *testing.T) {
	for _, mechanism := range []string{"plain", "login", "cram-md5", "scram-sha-1", "scram-sha-256", "plain login cram-md5 scram-sha-1 scram-sha-256"} {
		t.Run(mechanism, func(t *testing.T) {
			s := startDovecot(t, dovecot.Options{Mechanisms: mechanism, TLSOnly: true})
			if _, err := s.Deliver("anna", []byte("Subject: x\r\n\r\nx\r\n")); err != nil {
				t.Fatal(err)
			}
			best := strings.ToUpper(mechanism[strings.LastIndexByte(mechanism, ' ')+1:])
			for _, security := range []account.Security{account.TLS, account.STARTTLS} {
				a := dovecotAccount(s, security)
				store := newStore(t)
				rep, err := (&Session{Store: store}).Run(t.Context(), a, account.Password(testPassword))
				if err != nil || rep.Received != 1 {
					t.Errorf("%s: %+v, %v", security, rep, err)
				}
				_, err = (&Session{Store: store}).Run(t.Context(), a, account.Password("falsch"))
				wantTrouble(t, err, account.TroublePassword)
			}
			// On an open line only what does not show the password.
			a := dovecotAccount(s, account.None)
			a.Incoming.Host = dovecot.Far
			_, err := (&Session{Store: newStore(t)}).Run(t.Context(), a, account.Password(testPassword))
			if digest := strings.Contains(mechanism, "-"); digest && err != nil {
				t.Errorf("on an open line: %v", err)
			} else if !digest {
				wantTrouble(t, err, account.TroublePlainRefused)
			}
			if log := s.Log(); !strings.Contains(log, "method="+best) || strings.Contains(log, testPassword) {
				t.Errorf("the log shows no log-in by %s, or the password", best)
			}
			n := 0
			for end := time.Now().Add(20 * time.Second); n != 2 && time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
				n = strings.Count(s.Log(), "auth failed, 1 attempts") // it is written a little later
			}
			if n != 2 {
				t.Errorf("%d refusals in the log, want one for each of two wrong passwords", n)
			}
		})
	}
}

// Which way to log in is taken, and what follows on a refusal.
func TestWaysToLogIn(t *testing.T) {
	const in, end = "+OK in\r\n", "\x00"
	plain := "AUTH PLAIN " + b64("\x00anna\x00"+testPassword)
	for _, c := range []struct {
		name  string
		capa  []string
		auth  account.Auth
		open  bool     // without TLS
		talk  []string // what the client sends (a prefix) and the answer, in turn; "" of a client: anything
		want  account.Trouble
		fails bool
		proof bool // the password itself may be what is needed
	}{
		{name: "USER where nothing is listed", talk: []string{"USER anna", "+OK", "PASS " + testPassword, "+OK"}},
		{name: "PLAIN before USER", capa: []string{"USER", "SASL PLAIN"}, talk: []string{plain, "+OK"}},
		{name: "a mechanism a row", capa: []string{"SASL LOGIN", "SASL PLAIN"}, talk: []string{plain, "+OK"}},
		{name: "LOGIN alone", capa: []string{"SASL LOGIN"}, talk: []string{"AUTH LOGIN", "+ VXNlcm5hbWU6", b64("anna"), "+ UGFzc3dvcmQ6", b64(testPassword), "+OK"}},
		{name: "LOGIN with other words", capa: []string{"SASL LOGIN"}, talk: []string{"AUTH LOGIN", "+ wer da?", b64("anna"), "+", b64(testPassword), "+OK"}},
		{name: "CRAM-MD5 before PLAIN", capa: []string{"SASL PLAIN CRAM-MD5"}, talk: []string{"AUTH CRAM-MD5", "+ " + b64("<1@x>"), "", "+OK"}},
		{name: "listed and refused", capa: []string{"USER", "SASL PLAIN LOGIN"}, talk: []string{plain, "-ERR unknown command", "AUTH LOGIN", "-ERR unknown command", "USER anna", "+OK", "PASS", "+OK"}},
		{name: "listed and refused by code", capa: []string{"USER", "SASL CRAM-MD5"}, talk: []string{"AUTH CRAM-MD5", "-ERR [AUTH] Unsupported authentication mechanism", "USER anna", "+OK", "PASS", "+OK"}},
		{name: "refused without words", capa: []string{"USER", "SASL PLAIN"}, talk: []string{plain, "-ERR", "USER anna", "+OK", "PASS", "+OK"}},
		{name: "the password is wrong", capa: []string{"USER", "SASL PLAIN LOGIN"}, talk: []string{plain, "-ERR [AUTH] Authentication failed"}, want: account.TroublePassword, fails: true},
		{name: "the password is wrong, in words", capa: []string{"USER", "SASL PLAIN LOGIN"}, talk: []string{plain, "-ERR Invalid password"}, want: account.TroublePassword, fails: true},
		{name: "busy", capa: []string{"USER", "SASL PLAIN LOGIN"}, talk: []string{plain, "-ERR [IN-USE] locked"}, want: account.TroubleInUse, fails: true},
		{name: "too many", capa: []string{"USER", "SASL PLAIN LOGIN"}, talk: []string{"AUTH PLAIN", "-ERR too many log-ins, wait 10 minutes"}, want: account.TroubleTooMany, fails: true},
		{name: "no initial response", capa: []string{"SASL PLAIN"}, talk: []string{plain, "-ERR syntax error", "AUTH PLAIN", "+", b64("\x00anna\x00" + testPassword), "+OK"}},
		{name: "closes the line on refusal", capa: []string{"USER", "SASL PLAIN"}, talk: []string{plain, "-ERR unknown command", "USER", end, "USER anna", "+OK", "PASS", "+OK"}},
		{name: "a digest refused without words gives no password away", capa: []string{"USER", "SASL CRAM-MD5 PLAIN"}, talk: []string{"AUTH CRAM-MD5", "+ " + b64("<1@x>"), "", "-ERR no"}, want: account.TroubleLogin, fails: true, proof: true},
		{name: "a digest for which the server has no secret", capa: []string{"USER", "SASL SCRAM-SHA-256 PLAIN"}, talk: []string{"AUTH SCRAM-SHA-256 ", "-ERR [AUTH] Authentication failed."}, want: account.TroublePassword, fails: true, proof: true},
		{name: "a digest beside USER alone", capa: []string{"USER", "SASL CRAM-MD5"}, talk: []string{"AUTH CRAM-MD5", "+ " + b64("<1@x>"), "", "-ERR [AUTH] no"}, want: account.TroublePassword, fails: true, proof: true},
		{name: "a digest alone", capa: []string{"SASL CRAM-MD5"}, talk: []string{"AUTH CRAM-MD5", "+ " + b64("<1@x>"), "", "-ERR [AUTH] no"}, want: account.TroublePassword, fails: true},
		{name: "a digest on an open line", capa: []string{"USER", "SASL CRAM-MD5 PLAIN"}, open: true, talk: []string{"AUTH CRAM-MD5", "+ " + b64("<1@x>"), "", "-ERR [AUTH] no"}, want: account.TroublePassword, fails: true},
		{name: "a digest and a full house", capa: []string{"USER", "SASL CRAM-MD5 PLAIN"}, talk: []string{"AUTH CRAM-MD5", "+ " + b64("<1@x>"), "", "-ERR [IN-USE] locked"}, want: account.TroubleInUse, fails: true},
		{name: "a digest and what it does not know", capa: []string{"USER", "SASL SCRAM-SHA-256 PLAIN"}, talk: []string{"AUTH SCRAM-SHA-256 ", "+", "*", "-ERR"}, want: account.TroubleMethod, fails: true},
		{name: "a digest refused by name", capa: []string{"SASL CRAM-MD5 PLAIN"}, talk: []string{"AUTH CRAM-MD5", "+ " + b64("<1@x>"), "", "-ERR mechanism CRAM-MD5 not supported for this user", plain, "+OK"}},
		{name: "not on an open line", capa: []string{"SASL CRAM-MD5 PLAIN"}, open: true, talk: []string{"AUTH CRAM-MD5", "-ERR mechanism not supported"}, want: account.TroubleMethod, fails: true},
		{name: "on an open line if chosen", capa: []string{"SASL CRAM-MD5 PLAIN"}, open: true, auth: account.AuthPlain, talk: []string{plain, "+OK"}},
		{name: "only a token", capa: []string{"SASL XOAUTH2 OAUTHBEARER"}, want: account.TroubleBrowser, fails: true},
		{name: "only what nobody knows", capa: []string{"SASL GSSAPI NTLM"}, want: account.TroubleMethod, fails: true},
		{name: "APOP where it is chosen", capa: []string{"USER", "SASL PLAIN"}, auth: account.AuthAPOP, talk: []string{"APOP anna ", "+OK"}},
		{name: "never APOP by itself", capa: []string{"USER"}, talk: []string{"USER", "+OK", "PASS", "+OK"}},
		{name: "chosen and not listed", capa: []string{"USER", "SASL PLAIN"}, auth: account.AuthSCRAM256, want: account.TroubleMethod, fails: true},
		{name: "USER chosen", capa: []string{"SASL SCRAM-SHA-256 PLAIN"}, auth: account.AuthUser, talk: []string{"USER anna", "+OK", "PASS", "+OK"}},
		{name: "UTF8 before the log-in", capa: []string{"USER", "UTF8"}, talk: []string{"UTF8", "+OK", "USER anna", "+OK", "PASS", "+OK"}},
		{name: "UTF8 refused", capa: []string{"USER", "UTF8"}, talk: []string{"UTF8", "-ERR no", "USER anna", "+OK", "PASS", "+OK"}},
		{name: "SCRAM from one who has no proof", capa: []string{"USER", "SASL SCRAM-SHA-256 PLAIN"}, talk: []string{"AUTH SCRAM-SHA-256 ", "+OK welcome"}, want: account.TroubleUnproven, fails: true},
		{name: "SCRAM with another's nonce", capa: []string{"SASL SCRAM-SHA-256 PLAIN"}, talk: []string{"AUTH SCRAM-SHA-256 ", "+ " + b64("r=abc,s=c2FsdA==,i=4096"), "*", "-ERR"}, want: account.TroubleMethod, fails: true},
		{name: "SCRAM with endless work", capa: []string{"SASL SCRAM-SHA-1 PLAIN"}, talk: []string{"AUTH SCRAM-SHA-1 ", "+ " + b64("r=abc,s=c2FsdA==,i=2000000000"), "*", "-ERR"}, want: account.TroubleMethod, fails: true},
		{name: "many ways, all refused", capa: []string{"SASL SCRAM-SHA-512 SCRAM-SHA-256 SCRAM-SHA-1 CRAM-MD5 PLAIN LOGIN", "USER"}, talk: []string{
			"AUTH SCRAM-SHA-512", "-ERR unsupported mechanism", "AUTH SCRAM-SHA-256", "-ERR unsupported mechanism", "AUTH SCRAM-SHA-1", "-ERR unsupported mechanism",
			"AUTH CRAM-MD5", "-ERR unsupported mechanism", "AUTH PLAIN", "-ERR unsupported mechanism", "AUTH LOGIN", "-ERR unsupported mechanism",
		}, want: account.TroubleMethod, fails: true},
	} {
		t.Run(c.name, func(t *testing.T) {
			capa := pop3test.NoCAPA()
			if c.capa != nil {
				capa = pop3test.CAPA(c.capa...)
			}
			security := account.TLS
			hello := []pop3test.Step{pop3test.StartTLS()}
			if c.open {
				security, hello = account.None, nil
			}
			hello = append(hello, pop3test.Send("+OK ready <1@x>\r\n"), capa)
			lines := [][]pop3test.Step{hello}
			for i := 0; i < len(c.talk); i += 2 {
				last := len(lines) - 1
				if c.talk[i+1] == end {
					lines[last] = append(lines[last], pop3test.Expect(c.talk[i]))
					lines = append(lines, hello)
					continue
				}
				lines[last] = append(lines[last][:len(lines[last]):len(lines[last])], pop3test.Answer(c.talk[i], c.talk[i+1]+"\r\n"))
			}
			last := len(lines) - 1
			if c.fails {
				lines[last] = append(lines[last], pop3test.Drain())
			} else {
				lines[last] = append(lines[last], pop3test.Answer("STAT", "+OK 0 0\r\n"), pop3test.Answer("QUIT", "+OK\r\n"))
			}
			s, err := pop3test.NewScript(lines...)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = s.Close() }()
			a := at(security, s.Port(), scriptCA(t, s))
			a.Auth = c.auth
			_, _, err = Probe(t.Context(), a, account.Password(testPassword), 0)
			if c.fails {
				wantTrouble(t, err, c.want)
			} else if err != nil {
				t.Error(err)
			}
			if p := account.ProblemOf(err); err != nil && p.ProofOnly != c.proof {
				t.Errorf("%v: only a proof: %v", err, p.ProofOnly)
			}
			if err := s.Err(); err != nil {
				t.Error(err)
			}
			for i, line := range s.Got() {
				if strings.TrimSpace(line) == "AUTH" {
					t.Error("a bare AUTH was sent")
				}
				if c.fails && i > 1+len(c.talk)/2 {
					t.Errorf("sent beyond the refusal: %q", s.Got())
				}
			}
		})
	}
}
