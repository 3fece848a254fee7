package fetch

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"popmail/account"
	"popmail/pop3"
	"popmail/pop3/pop3test"
)

const testPassword = "Geheim#17"

// server starts a behaving server with the user anna.
func server(t *testing.T, o pop3test.Options) *pop3test.Server {
	t.Helper()
	o.Users = map[string]string{"anna": testPassword}
	s := pop3test.New(o)
	if err := s.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func script(t *testing.T, steps ...pop3test.Step) *pop3test.Script {
	t.Helper()
	s, err := pop3test.NewScript(steps)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// at is an account on this computer.
func at(sec account.Security, port int, caFile string) account.Account {
	return account.Account{
		ID: 1, Email: "anna@example.org", User: "anna",
		Incoming: account.Server{Host: "127.0.0.1", Port: port, Security: sec, CAFile: caFile},
	}
}

func TestSecurity(t *testing.T) {
	s := server(t, pop3test.Options{})
	s.AddMessage("anna", []byte(letter(1, true, "hello")))
	for _, c := range []struct {
		sec  account.Security
		port int
	}{{account.TLS, s.TLSPort()}, {account.STARTTLS, s.Port()}, {account.None, s.Port()}} {
		a := at(c.sec, c.port, s.CAFile())
		n, octets, err := Probe(t.Context(), a, account.Password(testPassword), 5*time.Second)
		if err != nil || n != 1 || octets != int64(len(letter(1, true, "hello"))) {
			t.Errorf("%s: Probe gives %d, %d, %v", c.sec, n, octets, err)
		}
		store := newStore(t)
		rep, err := (&Session{Store: store}).Run(t.Context(), a, account.Password(testPassword))
		if err != nil || rep.Received != 1 {
			t.Errorf("%s: %+v, %v", c.sec, rep, err)
		}
		store.mustHold(t, letter(1, true, "hello"))
	}
	if n := s.Commands("RETR"); n != 3 {
		t.Errorf("%d RETR, want one for each session and none for Probe", n)
	}
}

// TestProblems meets what can go wrong on real connections.
func TestProblems(t *testing.T) {
	dead, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	deadPort := dead.Addr().(*net.TCPAddr).Port
	_ = dead.Close()

	good := server(t, pop3test.Options{})
	noSTLS := server(t, pop3test.Options{NoSTLS: true})
	encryptedOnly := server(t, pop3test.Options{PlainRefused: true})
	busy := server(t, pop3test.Options{})
	busy.Lock("anna")
	busyMute := server(t, pop3test.Options{NoCodes: true})
	busyMute.Lock("anna")
	otherName := server(t, pop3test.Options{Cert: pop3test.Cert{Names: []string{"mail.example.org"}}})
	expired := server(t, pop3test.Options{Cert: pop3test.Cert{Expired: true}})
	old := server(t, pop3test.Options{MaxTLS: tls.VersionTLS11})
	full := server(t, pop3test.Options{})
	full.Refuse(true)

	silent := script(t, pop3test.Stall())
	http := script(t, pop3test.Send("HTTP/1.1 400 Bad Request\r\n\r\n"))
	ssh := script(t, pop3test.Send("SSH-2.0-OpenSSH_9.2\r\n"))
	hangsUp := script(t, pop3test.Cut())
	afterPass := script(t, pop3test.Send("+OK\r\n"), pop3test.Answer("USER", "+OK\r\n"), pop3test.Expect("PASS"))
	tempGreeting := script(t, pop3test.Send("-ERR [SYS/TEMP] restarting\r\n"))
	tooMany := script(t, pop3test.Send("-ERR too many connections from your address\r\n"))
	echo := script(t, pop3test.Send("+OK\r\n"), pop3test.Answer("USER", "+OK\r\n"), pop3test.Answer("PASS", "-ERR bad password "+testPassword+"\r\n"))
	noise := script(t, pop3test.Send("+OK\r\n"), pop3test.NoCAPA(), pop3test.Answer("USER", "+OK\r\n"), pop3test.Answer("PASS", "+OK\r\n"),
		pop3test.Answer("", "what is this\r\n"))

	noCert := filepath.Join(t.TempDir(), "empty.pem")
	if err := os.WriteFile(noCert, []byte("nothing\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name     string
		a        account.Account
		password string // "": the right one
		want     account.Trouble
		answer   string // part of what the server said
		text     string // part of the error
	}{
		{"wrong password", at(account.TLS, good.TLSPort(), good.CAFile()), "Falsch#99", account.TroublePassword, "", ""},
		{"no password", at(account.TLS, good.TLSPort(), good.CAFile()), "none", account.TroubleNoPassword, "", ""},
		{"mailbox in use", at(account.STARTTLS, busy.Port(), busy.CAFile()), "", account.TroubleInUse, "", ""},
		{"mailbox in use, no code", at(account.STARTTLS, busyMute.Port(), busyMute.CAFile()), "", account.TroubleBusy, "", ""},
		{"no STLS", at(account.STARTTLS, noSTLS.Port(), noSTLS.CAFile()), "", account.TroubleNoSTLS, "", ""},
		{"encryption wanted", at(account.None, encryptedOnly.Port(), ""), "", account.TroublePlainRefused, "", ""},
		{"nobody vouches", at(account.TLS, good.TLSPort(), ""), "", account.TroubleCertUnknown, "", ""},
		{"nobody vouches, STARTTLS", at(account.STARTTLS, good.Port(), ""), "", account.TroubleCertUnknown, "", ""},
		{"other authority", at(account.TLS, good.TLSPort(), otherName.CAFile()), "", account.TroubleCertUnknown, "", ""},
		{"other name", at(account.TLS, otherName.TLSPort(), otherName.CAFile()), "", account.TroubleCertName, "", ""},
		{"expired", at(account.TLS, expired.TLSPort(), expired.CAFile()), "", account.TroubleCertExpired, "", ""},
		{"old TLS", at(account.TLS, old.TLSPort(), old.CAFile()), "", account.TroubleOldTLS, "", ""},
		{"old TLS, STARTTLS", at(account.STARTTLS, old.Port(), old.CAFile()), "", account.TroubleOldTLS, "", ""},
		{"TLS to a port without", at(account.TLS, good.Port(), good.CAFile()), "", account.TroubleNotPOP3, "", ""},
		{"nothing listens", at(account.None, deadPort, ""), "", account.TroubleRefused, "", ""},
		{"silence", at(account.None, silent.Port(), ""), "", account.TroubleSilent, "", ""},
		{"silence, TLS", at(account.TLS, silent.Port(), ""), "", account.TroubleSilent, "", ""},
		{"HTTP", at(account.None, http.Port(), ""), "", account.TroubleNotPOP3, "", ""},
		{"SSH", at(account.STARTTLS, ssh.Port(), ""), "", account.TroubleNotPOP3, "", ""},
		{"hangs up", at(account.None, hangsUp.Port(), ""), "", account.TroubleCut, "", ""},
		{"hangs up after PASS", at(account.None, afterPass.Port(), ""), "", account.TroubleCut, "", ""},
		{"greets with a fault", at(account.None, tempGreeting.Port(), ""), "", account.TroublePassing, "restarting", ""},
		{"greets with too many", at(account.None, tooMany.Port(), ""), "", account.TroubleBusy, "too many", ""},
		{"repeats the password", at(account.None, echo.Port(), ""), "", account.TroublePassword, "", ""},
		{"noise after the log-in", at(account.None, noise.Port(), ""), "", account.TroubleServer, "", ""},
		{"line break in the password", at(account.None, good.Port(), ""), "one\r\nDELE 1", account.TroubleOther, "", "line break"},
		{"CA file is missing", at(account.TLS, good.TLSPort(), noCert+".not"), "", account.TroubleOther, "", "certificate authorities"},
		{"CA file is empty", at(account.TLS, good.TLSPort(), noCert), "", account.TroubleOther, "", "holds no certificate"},
		{"CA file is a folder", at(account.TLS, good.TLSPort(), filepath.Dir(noCert)), "", account.TroubleOther, "", "certificate authorities"},
	} {
		t.Run(c.name, func(t *testing.T) {
			pw := testPassword
			switch c.password {
			case "":
			case "none":
				pw = ""
			default:
				pw = c.password
			}
			timeout := 10 * time.Second
			if c.want == account.TroubleSilent {
				timeout = 700 * time.Millisecond
			}
			_, _, probeErr := Probe(t.Context(), c.a, account.Password(pw), timeout)
			store := newStore(t)
			_, runErr := (&Session{Store: store, Timeout: timeout}).Run(t.Context(), c.a, account.Password(pw))
			for _, err := range []error{probeErr, runErr} {
				wantTrouble(t, err, c.want)
				p, _ := errors.AsType[*account.Problem](err)
				if !strings.Contains(p.Answer, c.answer) || !strings.Contains(err.Error(), c.text) {
					t.Errorf("answer %q, text %q", p.Answer, err)
				}
				if p.Server != "127.0.0.1" {
					t.Errorf("server %q", p.Server)
				}
				for e := err; e != nil; e = errors.Unwrap(e) {
					if s := fmt.Sprintf("%v %+v", e, e); pw != "" && strings.Contains(s, pw) {
						t.Error("the password is in the error")
					}
				}
			}
		})
	}
}

func TestRefusals(t *testing.T) {
	for _, c := range []struct {
		line  account.Security
		stage stage
		err   pop3.ServerError
		want  account.Trouble
	}{
		{account.TLS, loggingIn, pop3.ServerError{Command: "PASS", Code: "AUTH", Text: "Authentication failed."}, account.TroublePassword},
		{account.TLS, loggingIn, pop3.ServerError{Command: "PASS", Text: "Username and password not accepted."}, account.TroublePassword},
		{account.TLS, loggingIn, pop3.ServerError{Command: "PASS", Text: "Invalid login or password, please try again"}, account.TroublePassword},
		{account.TLS, loggingIn, pop3.ServerError{Command: "PASS", Text: "Logon failure: unknown user name or bad password."}, account.TroublePassword},
		{account.TLS, loggingIn, pop3.ServerError{Command: "PASS", Text: ""}, account.TroubleLogin},
		{account.TLS, loggingIn, pop3.ServerError{Command: "USER", Text: "no such user"}, account.TroublePassword},
		{account.TLS, loggingIn, pop3.ServerError{Command: "PASS", Code: "IN-USE", Text: "x"}, account.TroubleInUse},
		{account.TLS, loggingIn, pop3.ServerError{Command: "PASS", Code: "LOGIN-DELAY", Text: "x"}, account.TroubleTooSoon},
		{account.TLS, loggingIn, pop3.ServerError{Command: "PASS", Code: "SYS/TEMP", Text: "x"}, account.TroublePassing},
		{account.TLS, loggingIn, pop3.ServerError{Command: "PASS", Code: "SYS/PERM", Text: "x"}, account.TroubleLasting},
		{account.TLS, loggingIn, pop3.ServerError{Command: "PASS", Text: "Unable to lock maildrop"}, account.TroubleBusy},
		{account.TLS, loggingIn, pop3.ServerError{Command: "PASS", Text: "maildrop already locked"}, account.TroubleBusy},
		{account.TLS, loggingIn, pop3.ServerError{Command: "PASS", Text: "Mailbox is in use by another session"}, account.TroubleBusy},
		{account.TLS, loggingIn, pop3.ServerError{Command: "PASS", Text: "Temporary authentication failure"}, account.TroubleBusy},
		{account.TLS, loggingIn, pop3.ServerError{Command: "PASS", Text: "Too many failed logins, try later"}, account.TroubleTooMany},
		{account.TLS, loggingIn, pop3.ServerError{Command: "PASS", Text: "mailbox is opened by another program"}, account.TroubleBusy},
		{account.TLS, loggingIn, pop3.ServerError{Command: "PASS", Text: "can't get exclusive access to mailbox"}, account.TroubleBusy},
		{account.TLS, loggingIn, pop3.ServerError{Command: "PASS", Text: "authentication server timed out"}, account.TroubleBusy},
		{account.TLS, loggingIn, pop3.ServerError{Command: "PASS", Text: "Login to account disabled for 15 minutes"}, account.TroubleBusy},
		{account.TLS, loggingIn, pop3.ServerError{Command: "PASS", Text: "Postfach wird bereits von einem anderen Programm benutzt"}, account.TroubleBusy},
		{account.TLS, loggingIn, pop3.ServerError{Command: "PASS", Text: "Zu viele Verbindungen, bitte versuchen Sie es später"}, account.TroubleBusy},
		{account.TLS, loggingIn, pop3.ServerError{Command: "PASS", Text: "Benutzername oder Passwort falsch"}, account.TroublePassword},
		{account.TLS, loggingIn, pop3.ServerError{Command: "PASS", Text: "Anmeldung fehlgeschlagen"}, account.TroublePassword},
		{account.TLS, loggingIn, pop3.ServerError{Command: "PASS", Text: "Boîte aux lettres verrouillée"}, account.TroubleBusy},
		{account.TLS, loggingIn, pop3.ServerError{Command: "PASS", Text: "Boi\ufffdte d\ufffdj\ufffd en cours d'utilisation"}, account.TroubleBusy},
		{account.TLS, loggingIn, pop3.ServerError{Command: "PASS", Text: "Nom d'utilisateur ou mot de passe incorrect"}, account.TroublePassword},
		{account.TLS, loggingIn, pop3.ServerError{Command: "PASS", Text: "Buzón bloqueado por otra sesión"}, account.TroubleBusy},
		{account.TLS, loggingIn, pop3.ServerError{Command: "PASS", Text: "Nome utente o password errati"}, account.TroublePassword},
		{account.TLS, loggingIn, pop3.ServerError{Command: "PASS", Text: "Casella già in uso"}, account.TroubleBusy},
		{account.TLS, loggingIn, pop3.ServerError{Command: "PASS", Text: "Interner Fehler"}, account.TroubleServer},
		{account.TLS, loggingIn, pop3.ServerError{Command: "PASS", Text: "Internal error occurred. Refer to the log"}, account.TroubleServer},
		{account.TLS, loggingIn, pop3.ServerError{Command: "USER", Text: "Unknown command."}, account.TroubleMethod},
		{account.None, loggingIn, pop3.ServerError{Command: "USER", Text: "Unknown command."}, account.TroublePlainRefused},
		{account.None, loggingIn, pop3.ServerError{Command: "USER", Code: "AUTH", Text: "Plaintext authentication disallowed on non-secure (SSL/TLS) connections."}, account.TroublePlainRefused},
		{account.None, loggingIn, pop3.ServerError{Command: "USER", Text: "must issue a STLS command first"}, account.TroublePlainRefused},
		{account.STARTTLS, connecting, pop3.ServerError{Command: "STLS", Text: "what?"}, account.TroubleNoSTLS},
		{account.STARTTLS, connecting, pop3.ServerError{Command: "STLS", Code: "SYS/TEMP", Text: "later"}, account.TroublePassing},
		{account.TLS, connecting, pop3.ServerError{Command: "greeting", Text: "go away"}, account.TroubleServer},
		{account.TLS, connecting, pop3.ServerError{Command: "greeting", Text: "Your IP address is blocked"}, account.TroubleFromHere},
		{account.TLS, connecting, pop3.ServerError{Command: "greeting", Text: "too many failed logins from your IP address"}, account.TroubleTooMany},
		{account.TLS, connecting, pop3.ServerError{Command: "greeting", Text: "too many connections from your IP address"}, account.TroubleBusy},
		{account.TLS, loggedIn, pop3.ServerError{Command: "UIDL", Text: "mailbox is broken"}, account.TroubleServer},
		{account.TLS, loggedIn, pop3.ServerError{Command: "STAT", Text: "mailbox locked"}, account.TroubleBusy},
		{account.TLS, loggedIn, pop3.ServerError{Command: "STAT", Text: "POP3 is disabled for this mailbox"}, account.TroubleSwitchedOff},
		{account.TLS, loggedIn, pop3.ServerError{Command: "UIDL", Text: "Bitte aktivieren Sie POP3 in Ihren Einstellungen"}, account.TroubleSwitchedOff},
		{account.TLS, loggedIn, pop3.ServerError{Command: "LIST", Code: "SYS/PERM", Text: "POP access is not enabled"}, account.TroubleSwitchedOff},
		{account.TLS, loggedIn, pop3.ServerError{Command: "STAT", Text: "Your account is suspended"}, account.TroubleLocked},
		{account.TLS, loggedIn, pop3.ServerError{Command: "STAT", Text: "Web login required"}, account.TroubleWeb},
		{account.TLS, loggedIn, pop3.ServerError{Command: "STAT", Text: "unknown user name or bad password"}, account.TroubleServer},
		{account.TLS, loggedIn, pop3.ServerError{Command: "RETR 7", Text: "POP3 is disabled"}, account.TroubleServer},
		{account.TLS, loggedIn, pop3.ServerError{Command: "STAT", Code: "SYS/PERM", Text: "disk error"}, account.TroubleLasting},
	} {
		v := &connection{s: &Session{}, stage: c.stage, a: account.Account{Incoming: account.Server{Security: c.line}}}
		if got := account.TroubleOf(v.explain(fmt.Errorf("wrapped: %w", &c.err))); got != c.want {
			t.Errorf("%s %+v: trouble %d, want %d", c.line, c.err, got, c.want)
		}
	}
}

func TestErrorsOfTheNetwork(t *testing.T) {
	for _, c := range []struct {
		err  error
		want account.Trouble
	}{
		{&net.DNSError{Err: "server misbehaving", IsTemporary: true}, account.TroubleOffline},
		{&net.DNSError{Err: "i/o timeout", IsTimeout: true}, account.TroubleOffline},
		{fmt.Errorf("read: %w", os.ErrDeadlineExceeded), account.TroubleSilent},
		{context.DeadlineExceeded, account.TroubleSilent},
		{io.ErrUnexpectedEOF, account.TroubleCut},
		{net.ErrClosed, account.TroubleCut},
		{pop3.ErrClosed, account.TroubleCut},
		{context.Canceled, account.TroubleStopped},
		{&pop3.PipelineError{Command: "RETR 3", Err: io.ErrUnexpectedEOF}, account.TroubleCut},
		{&pop3.LimitError{Command: "UIDL", What: "listing"}, account.TroubleServer},
		{x509.CertificateInvalidError{Reason: x509.NotAuthorizedToSign}, account.TroubleCertUnknown},
		{&tls.CertificateVerificationError{Err: x509.HostnameError{Certificate: &x509.Certificate{}, Host: "x"}}, account.TroubleCertName},
		{errors.New("something else"), account.TroubleOther},
	} {
		v := &connection{s: &Session{}, stage: loggedIn, a: testAccount}
		if got := account.TroubleOf(v.explain(c.err)); got != c.want {
			t.Errorf("%v: trouble %d, want %d", c.err, got, c.want)
		}
	}
	// Both sides wait for the other to begin.
	v := &connection{s: &Session{}, a: at(account.None, 995, "")}
	if got := account.TroubleOf(v.explain(os.ErrDeadlineExceeded)); got != account.TroubleNotPOP3 {
		t.Errorf("silence on 995 without TLS: trouble %d", got)
	}
}

func TestStopWhileTheServerIsSilent(t *testing.T) {
	s := script(t, pop3test.Send("+OK\r\n"), pop3test.Stall())
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	time.AfterFunc(50*time.Millisecond, stop)
	_, err := (&Session{Store: newStore(t), Timeout: time.Hour}).Run(ctx, at(account.None, s.Port(), ""), account.Password(testPassword))
	wantTrouble(t, err, account.TroubleStopped)
}

// What answers is named where it names itself.
func TestWhatIsSpoken(t *testing.T) {
	for greeting, want := range map[string]string{
		"* OK [CAPABILITY IMAP4rev1] ready\r\n": "IMAP", "* BYE not now\r\n": "IMAP", "220 mail.example.org ESMTP\r\n": "SMTP", "554 no\r\n": "SMTP",
		"HTTP/1.1 400 Bad Request\r\n\r\n": "HTTP", "SSH-2.0-OpenSSH\r\n": "", "hello\r\n": "",
	} {
		for _, security := range []account.Security{account.None, account.TLS} {
			s := script(t, pop3test.Send(greeting), pop3test.Drain())
			_, _, err := Probe(t.Context(), at(security, s.Port(), ""), account.Password(testPassword), 0)
			if p := account.ProblemOf(err); p.Trouble != account.TroubleNotPOP3 || p.Speaks != want {
				t.Errorf("%q by %s: trouble %d, %q, want %q", greeting, security, p.Trouble, p.Speaks, want)
			}
		}
	}
}
