package send

import (
	"context"
	"encoding/base64"
	"errors"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"popmail/account"
	"popmail/pop3/pop3test"
)

const password = "Geheim#17"

// script plays an SMTP server, and returns an account that sends over it.
func script(t *testing.T, security account.Security, steps ...pop3test.Step) (*pop3test.Script, account.Account) {
	t.Helper()
	return scripts(t, security, steps)
}

// scripts is script with several sessions, one after the other.
func scripts(t *testing.T, security account.Security, sessions ...[]pop3test.Step) (*pop3test.Script, account.Account) {
	t.Helper()
	s, err := pop3test.NewScript(sessions...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	ca := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(ca, s.CAPEM(), 0o600); err != nil {
		t.Fatal(err)
	}
	return s, account.Account{
		Email: "anna@example.org", User: "anna@example.org", Incoming: account.Server{Host: "pop.example.org"},
		Outgoing: account.Server{Host: "localhost", Port: s.Port(), Security: security, CAFile: ca},
	}
}

func plain(user, secret string) string {
	return base64.StdEncoding.EncodeToString([]byte("\x00" + user + "\x00" + secret))
}

// prober dials the scripted server for its own port alone: what else listens on this
// computer is none of the test's business.
func prober(port int) Prober {
	return Prober{Timeout: 5 * time.Second, Dial: func(ctx context.Context, network, addr string) (net.Conn, error) {
		_, p, _ := net.SplitHostPort(addr)
		if p == "465" || p == "587" {
			return nil, &net.OpError{Op: "dial", Err: os.NewSyscallError("connect", errsNothing)}
		}
		return (&net.Dialer{}).DialContext(ctx, network, addr)
	}}
}

// greeted are the first steps of a server that lists extensions, each with its line.
func greeted(extensions ...string) pop3test.Step {
	return pop3test.Do(pop3test.Send("220 mx ESMTP\r\n"), ehlo(extensions...))
}

func ehlo(extensions ...string) pop3test.Step {
	text := "250-mx\r\n"
	for _, x := range extensions {
		text += "250-" + x + "\r\n"
	}
	return pop3test.Answer("EHLO [127.0.0.1]", text+"250 SIZE 1000\r\n")
}

func startTLS() pop3test.Step {
	return pop3test.Do(greeted("STARTTLS"), pop3test.Answer("STARTTLS", "220 go on\r\n"), pop3test.StartTLS())
}

func quit() pop3test.Step { return pop3test.Answer("QUIT", "221 bye\r\n") }

func TestProbe(t *testing.T) {
	good := "AUTH PLAIN " + plain("anna@example.org", password)
	for name, c := range map[string]struct {
		security account.Security
		steps    []pop3test.Step
		change   func(*account.Account)
		secret   account.Credential
	}{
		"TLS":           {account.TLS, []pop3test.Step{pop3test.StartTLS(), greeted("AUTH PLAIN"), pop3test.Answer(good, "235 ok\r\n"), quit()}, nil, account.Credential{}},
		"STARTTLS":      {account.STARTTLS, []pop3test.Step{startTLS(), ehlo("AUTH PLAIN"), pop3test.Answer(good, "235 ok\r\n"), quit()}, nil, account.Credential{}},
		"open":          {account.None, []pop3test.Step{greeted("AUTH PLAIN"), pop3test.Answer(good, "235 ok\r\n"), quit()}, nil, account.Credential{}},
		"small letters": {account.STARTTLS, []pop3test.Step{greeted("starttls"), pop3test.Answer("STARTTLS", "220 go on\r\n"), pop3test.StartTLS(), ehlo("auth plain"), pop3test.Answer(good, "235 ok\r\n"), quit()}, nil, account.Credential{}},
		"old form":      {account.TLS, []pop3test.Step{pop3test.StartTLS(), greeted("AUTH=PLAIN"), pop3test.Answer(good, "235 ok\r\n"), quit()}, nil, account.Credential{}},
		"long greeting": {account.None, []pop3test.Step{pop3test.Send("220-hello\r\n220-this is the mail server\r\n220 ESMTP\r\n"), ehlo("AUTH PLAIN"), pop3test.Answer(good, "235 ok\r\n"), quit()}, nil, account.Credential{}},
		"LOGIN": {account.TLS, []pop3test.Step{pop3test.StartTLS(), greeted("AUTH LOGIN"), pop3test.Answer("AUTH LOGIN", "334 VXNlcm5hbWU6\r\n"),
			pop3test.Answer(base64.StdEncoding.EncodeToString([]byte("anna@example.org")), "334 UGFzc3dvcmQ6\r\n"), pop3test.Answer(base64.StdEncoding.EncodeToString([]byte(password)), "235 ok\r\n"), quit()}, nil, account.Credential{}},
		"own user and password": {account.TLS, []pop3test.Step{pop3test.StartTLS(), greeted("AUTH PLAIN"), pop3test.Answer("AUTH PLAIN "+plain("out", "other"), "235 ok\r\n"), quit()},
			func(a *account.Account) { a.OutgoingUser = "out" }, account.Credential{Password: password, Outgoing: "other"}},
		"no log-in": {account.TLS, []pop3test.Step{pop3test.StartTLS(), greeted("AUTH PLAIN"), quit()}, func(a *account.Account) { a.OutgoingOpen = true }, account.Credential{}},
		"XOAUTH2": {account.TLS, []pop3test.Step{pop3test.StartTLS(), greeted("AUTH PLAIN XOAUTH2"),
			pop3test.Answer("AUTH XOAUTH2 "+base64.StdEncoding.EncodeToString([]byte("user=anna@example.org\x01auth=Bearer ya29\x01\x01")), "235 ok\r\n"), quit()}, nil, account.WithToken(account.Token{Access: "ya29"})},
		"listed and not known": {account.TLS, []pop3test.Step{pop3test.StartTLS(), greeted("AUTH CRAM-MD5 PLAIN"), pop3test.Answer("AUTH CRAM-MD5", "504 5.5.4 Unrecognized authentication type\r\n"),
			pop3test.Answer(good, "235 ok\r\n"), quit()}, nil, account.Credential{}},
		"POP's USER": {account.TLS, []pop3test.Step{pop3test.StartTLS(), greeted("AUTH PLAIN"), pop3test.Answer(good, "235 ok\r\n"), quit()}, func(a *account.Account) { a.Auth = account.AuthUser }, account.Credential{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, a := script(t, c.security, c.steps...)
			if c.change != nil {
				c.change(&a)
			}
			secret := c.secret
			if secret == (account.Credential{}) {
				secret = account.Password(password)
			}
			if err := prober(s.Port()).Probe(t.Context(), a, secret); err != nil {
				t.Error(err)
			}
			if err := s.Err(); err != nil {
				t.Error(err)
			}
			for _, l := range s.Got() {
				if host, _ := os.Hostname(); len(host) > 2 && strings.Contains(l, host) {
					t.Errorf("%q tells the name of this computer", l)
				}
			}
		})
	}
}

func TestProblems(t *testing.T) {
	const proof = "may need the password itself"
	auth := func(answer string) []pop3test.Step {
		return []pop3test.Step{pop3test.StartTLS(), greeted("AUTH PLAIN"), pop3test.Answer("AUTH PLAIN", answer+"\r\n"), pop3test.Drain()}
	}
	for name, c := range map[string]struct {
		security account.Security
		steps    []pop3test.Step
		want     account.Trouble
		text     string // in the error
	}{
		"digest without secret": {account.TLS, []pop3test.Step{pop3test.StartTLS(), greeted("AUTH CRAM-MD5 PLAIN"), pop3test.Answer("AUTH CRAM-MD5", "334 PDFAeD4=\r\n"),
			pop3test.Answer("", "535 5.7.8 Error: authentication failed: authentication failure\r\n"), pop3test.Drain()}, account.TroublePassword, proof},
		"digest alone": {account.TLS, []pop3test.Step{pop3test.StartTLS(), greeted("AUTH CRAM-MD5"), pop3test.Answer("AUTH CRAM-MD5", "334 PDFAeD4=\r\n"),
			pop3test.Answer("", "535 5.7.8 Error: authentication failed: authentication failure\r\n"), pop3test.Drain()}, account.TroublePassword, ""},
		"digest on an open line": {account.None, []pop3test.Step{greeted("AUTH CRAM-MD5 PLAIN"), pop3test.Answer("AUTH CRAM-MD5", "334 PDFAeD4=\r\n"),
			pop3test.Answer("", "535 5.7.8 Error: authentication failed: authentication failure\r\n"), pop3test.Drain()}, account.TroublePassword, ""},
		"no AUTH on an open line": {account.None, []pop3test.Step{greeted(), pop3test.Drain()}, account.TroubleMethod, "no AUTH"},
		"blocked by a list":       {account.TLS, []pop3test.Step{pop3test.StartTLS(), pop3test.Send("554 5.7.1 Service unavailable; Client host [203.0.113.9] blocked using zen.spamhaus.org\r\n")}, account.TroubleFromHere, ""},
		"wrong password":          {account.TLS, auth("535 5.7.8 Error: authentication failed: UGFzc3dvcmQ6"), account.TroublePassword, "localhost: the server says that the user name or password is wrong"},
		"Postfix 3.7":             {account.TLS, auth("535 5.7.8 Error: authentication failed: (reason unavailable)"), account.TroublePassword, ""},
		"Postfix 3.7, LOGIN":      {account.TLS, auth("535 5.7.8 Error: authentication failed: UGFzc3dvcmQ6"), account.TroublePassword, ""},
		"generic":                 {account.TLS, auth("535 5.7.8 Error: authentication failed: generic failure"), account.TroublePassword, ""},
		"Exim":                    {account.TLS, auth("535 Incorrect authentication data"), account.TroublePassword, ""},
		"Exchange":                {account.TLS, auth("535 5.7.3 Authentication unsuccessful"), account.TroublePassword, ""},
		"OpenSMTPD":               {account.TLS, auth("535 Authentication failed"), account.TroublePassword, ""},
		"Courier":                 {account.TLS, auth("535 Authentication failed."), account.TroublePassword, ""},
		"qmail":                   {account.TLS, auth("535 authorization failed (#5.7.0)"), account.TroublePassword, ""},
		"from there":              {account.TLS, []pop3test.Step{pop3test.StartTLS(), pop3test.Send("554 5.7.1 Your IP address is blocked\r\n")}, account.TroubleFromHere, ""},
		"too many of 454":         {account.TLS, auth("454 4.7.0 Too many login attempts, please try again later"), account.TroubleTooMany, ""},
		"too many of 535":         {account.TLS, auth("535 5.7.0 Too many failed login attempts, try again later"), account.TroubleTooMany, ""},
		"Exim, for now":           {account.TLS, auth("435 Unable to authenticate at present"), account.TroublePassing, ""},
		"wrong without words":     {account.TLS, auth("535 no"), account.TroublePassword, ""},
		"Gmail's":                 {account.TLS, auth("535-5.7.8 Username and Password not accepted. For more information, go to\r\n535 5.7.8  https://support.google.com/mail/?p=BadCredentials"), account.TroublePassword, "support.google.com"},
		"app password":            {account.TLS, auth("534-5.7.9 Application-specific password required. For more information, go to\r\n534 5.7.9  https://support.google.com/mail/?p=InvalidSecondFactor"), account.TroubleAppPassword, ""},
		"browser first":           {account.TLS, auth("534 5.7.14 Please log in via your web browser and then try again."), account.TroubleWeb, ""},
		"no passwords":            {account.TLS, auth("535 5.7.139 Authentication unsuccessful, basic authentication is disabled."), account.TroubleBrowser, ""},
		"sending is off":          {account.TLS, auth("535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox."), account.TroubleSwitchedOff, "may not send"},
		"Yandex":                  {account.TLS, auth("535 5.7.8 Error: authentication failed: This user does not have access rights to this service"), account.TroubleSwitchedOff, ""},
		"behind it":               {account.TLS, auth("535 5.7.8 Error: authentication failed: Connection lost to authentication server, internal error"), account.TroubleServer, ""},
		"for now":                 {account.TLS, auth("454 4.7.0 Temporary authentication failure: Connection lost to authentication server"), account.TroubleBusy, ""},
		"for now, in short":       {account.TLS, auth("454 4.3.0 x"), account.TroublePassing, ""},
		"too many":                {account.TLS, auth("421 4.7.0 Too many errors, try again in 15 minutes"), account.TroubleBusy, ""},
		"locked":                  {account.TLS, auth("525 5.7.13 User account disabled"), account.TroubleLocked, ""},
		"blank refusal":           {account.TLS, auth("550 5.7.1 Policy"), account.TroubleLogin, "Policy"},
		"no AUTH":                 {account.TLS, []pop3test.Step{pop3test.StartTLS(), greeted(), pop3test.Drain()}, account.TroubleMethod, ""},
		"only others":             {account.TLS, []pop3test.Step{pop3test.StartTLS(), greeted("AUTH GSSAPI NTLM"), pop3test.Drain()}, account.TroubleMethod, "GSSAPI"},
		"only tokens":             {account.TLS, []pop3test.Step{pop3test.StartTLS(), greeted("AUTH XOAUTH2"), pop3test.Drain()}, account.TroubleBrowser, ""},
		"encryption first":        {account.None, []pop3test.Step{greeted("STARTTLS"), pop3test.Drain()}, account.TroublePlainRefused, ""},
		"encryption wanted":       {account.None, []pop3test.Step{greeted("AUTH PLAIN"), pop3test.Answer("AUTH", "538 5.7.11 Encryption required for requested authentication mechanism\r\n"), pop3test.Drain()}, account.TroublePlainRefused, ""},
		"no STARTTLS":             {account.STARTTLS, []pop3test.Step{greeted("AUTH PLAIN"), pop3test.Drain()}, account.TroubleNoSTLS, ""},
		"STARTTLS refused":        {account.STARTTLS, []pop3test.Step{greeted("STARTTLS"), pop3test.Answer("STARTTLS", "502 5.5.1 no\r\n"), pop3test.Drain()}, account.TroubleNoSTLS, ""},
		"STARTTLS not now":        {account.STARTTLS, []pop3test.Step{greeted("STARTTLS"), pop3test.Answer("STARTTLS", "454 4.7.0 TLS not available due to local problem\r\n"), pop3test.Drain()}, account.TroublePassing, ""},
		"words put in":            {account.STARTTLS, []pop3test.Step{greeted("STARTTLS"), pop3test.Answer("STARTTLS", "220 go on\r\n250-mx\r\n250 AUTH PLAIN\r\n"), pop3test.StartTLS(), pop3test.Drain()}, account.TroubleInjected, "put text into the connection"},
		"shut out":                {account.TLS, []pop3test.Step{pop3test.StartTLS(), pop3test.Send("554 5.7.1 Your address is on a block list\r\n")}, account.TroubleFromHere, "block list"},
		"not now":                 {account.TLS, []pop3test.Step{pop3test.StartTLS(), pop3test.Send("421 4.3.2 Service not available\r\n")}, account.TroubleBusy, ""},
		"POP3":                    {account.TLS, []pop3test.Step{pop3test.StartTLS(), pop3test.Send("+OK ready\r\n"), pop3test.Drain()}, account.TroubleNotPOP3, "not a server for outgoing mail"},
		"IMAP":                    {account.None, []pop3test.Step{pop3test.Send("* OK ready\r\n"), pop3test.Drain()}, account.TroubleNotPOP3, ""},
		"no TLS":                  {account.TLS, []pop3test.Step{pop3test.Send("220 mx\r\n"), pop3test.Drain()}, account.TroubleNotPOP3, ""},
		"hangs up":                {account.TLS, []pop3test.Step{pop3test.StartTLS(), greeted("AUTH PLAIN"), pop3test.Expect("AUTH"), pop3test.Cut()}, account.TroubleCut, ""},
		"endless greeting":        {account.None, []pop3test.Step{pop3test.Flood("220-x\r\n", 1<<17)}, account.TroubleNotPOP3, ""},
		"endless list":            {account.None, []pop3test.Step{pop3test.Send("220 mx\r\n"), pop3test.Expect("EHLO"), pop3test.Flood("250-x\r\n", 1<<17)}, account.TroubleNotPOP3, ""},
		"done before it began":    {account.TLS, []pop3test.Step{pop3test.StartTLS(), greeted("AUTH CRAM-MD5"), pop3test.Answer("AUTH", "235 ok\r\n"), pop3test.Drain()}, account.TroubleMethod, ""},
		"SCRAM without a proof":   {account.TLS, []pop3test.Step{pop3test.StartTLS(), greeted("AUTH SCRAM-SHA-256"), pop3test.Answer("AUTH", "235 ok\r\n"), pop3test.Drain()}, account.TroubleUnproven, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, a := script(t, c.security, c.steps...)
			err := prober(s.Port()).Probe(t.Context(), a, account.Password(password))
			p, ok := errors.AsType[*account.Problem](err)
			if !ok || p.Trouble != c.want || !p.Sending || !strings.Contains(p.Error(), c.text) {
				t.Errorf("%v: trouble %d, want %d", err, p.Trouble, c.want)
			}
			if p.ProofOnly != (c.text == proof) {
				t.Errorf("only a proof: %v", p.ProofOnly)
			}
			if strings.Contains(p.Error(), password) {
				t.Errorf("%v holds the password", p)
			}
		})
	}
}

// The password never goes out over a line that was to be encrypted and is not, and a
// server that repeats it is not quoted.
func TestNothingLeaks(t *testing.T) {
	s, a := script(t, account.STARTTLS, greeted("AUTH PLAIN LOGIN"), pop3test.Drain())
	if err := prober(s.Port()).Probe(t.Context(), a, account.Password(password)); err == nil {
		t.Error("no error")
	}
	for _, l := range s.Got() {
		if strings.HasPrefix(strings.ToUpper(l), "AUTH") {
			t.Errorf("sent %q", l)
		}
	}
	s, a = script(t, account.TLS, pop3test.StartTLS(), greeted("AUTH PLAIN"), pop3test.Answer("AUTH", "535 bad password "+password+"\r\n"), pop3test.Drain())
	err := prober(s.Port()).Probe(t.Context(), a, account.Password(password))
	if p := account.ProblemOf(err); !p.Hidden || strings.Contains(err.Error(), password) {
		t.Errorf("%v", err)
	}
	// What is refused with the password's proof is not tried with the password itself.
	s, a = script(t, account.TLS, pop3test.StartTLS(), greeted("AUTH CRAM-MD5 PLAIN"), pop3test.Answer("AUTH CRAM-MD5", "334 PDE+\r\n"), pop3test.Answer("", "535 5.7.8 no\r\n"), pop3test.Drain())
	if err := prober(s.Port()).Probe(t.Context(), a, account.Password(password)); account.TroubleOf(err) != account.TroublePassword {
		t.Errorf("%v", err)
	}
	if got := s.Got(); slices.ContainsFunc(got, func(l string) bool { return strings.HasPrefix(l, "AUTH PLAIN") }) {
		t.Errorf("%q", got)
	}
}

// Who stops the test does not wait for the server.
func TestStop(t *testing.T) {
	s, a := script(t, account.TLS, pop3test.StartTLS(), pop3test.Stall())
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(50*time.Millisecond, cancel)
	begun := time.Now()
	if err := prober(s.Port()).Probe(ctx, a, account.Password(password)); account.TroubleOf(err) != account.TroubleStopped {
		t.Errorf("%v", err)
	}
	if d := time.Since(begun); d > 4*time.Second {
		t.Errorf("stopped after %v", d)
	}
}

// A silent server is given up, and where another port of it answers, that is said.
func TestAnotherPort(t *testing.T) {
	other, a := script(t, account.STARTTLS, startTLS(), ehlo("AUTH PLAIN"), quit())
	silent, b := script(t, account.STARTTLS, pop3test.Stall())
	p := Prober{Timeout: 300 * time.Millisecond, Dial: func(ctx context.Context, network, addr string) (net.Conn, error) {
		switch _, port, _ := net.SplitHostPort(addr); port {
		case "465":
			return nil, &net.OpError{Op: "dial", Err: os.NewSyscallError("connect", errsNothing)}
		case "587":
			return (&net.Dialer{}).DialContext(ctx, network, other.Addr())
		}
		return (&net.Dialer{}).DialContext(ctx, network, silent.Addr())
	}}
	b.Outgoing.CAFile = a.Outgoing.CAFile
	err := p.Probe(t.Context(), b, account.Password(password))
	got := account.ProblemOf(err)
	if got.Trouble != account.TroubleSilent || got.Answers.Port != 587 || got.Answers.Security != account.STARTTLS {
		t.Errorf("%v: %+v", err, got.Answers)
	}
	if !strings.Contains(err.Error(), "port 587 answers, with starttls") {
		t.Errorf("%v", err)
	}
	b.Outgoing.Security, b.Outgoing.Port = account.TLS, 465
	if got := account.ProblemOf(p.Probe(t.Context(), b, account.Password(password))); got.Trouble != account.TroubleRefused {
		t.Errorf("%v", got)
	}
}

// A server that answers only without encryption is named as what it is; one that encrypts with
// a certificate of nobody known is not one of those.
func TestOnlyInTheClear(t *testing.T) {
	in := func(s *pop3test.Script) Prober {
		return Prober{Timeout: time.Second, Dial: func(ctx context.Context, network, addr string) (net.Conn, error) {
			if _, port, _ := net.SplitHostPort(addr); port == "587" {
				return (&net.Dialer{}).DialContext(ctx, network, s.Addr())
			}
			return nil, &net.OpError{Op: "dial", Err: os.NewSyscallError("connect", errsNothing)}
		}}
	}
	for _, asked := range []account.Server{{Port: 465, Security: account.TLS}, {Port: 587, Security: account.STARTTLS}, {Port: 2525, Security: account.None}} {
		s, a := script(t, account.STARTTLS, greeted("AUTH PLAIN"), quit())
		a.Outgoing.Port, a.Outgoing.Security = asked.Port, asked.Security
		err := in(s).Probe(t.Context(), a, account.Password(password))
		if got := account.ProblemOf(err).Answers; got.Port != 587 || got.Security != account.None {
			t.Errorf("%+v: %v: %+v", asked, err, got)
		}
		if !strings.Contains(err.Error(), "port 587 answers, but without encryption: others may read the password and the mail") {
			t.Errorf("%v", err)
		}
		if slices.ContainsFunc(s.Got(), func(l string) bool { return strings.HasPrefix(l, "AUTH") }) {
			t.Errorf("%q", s.Got())
		}
	}
	s, a := script(t, account.STARTTLS, startTLS(), pop3test.Drain())
	a.Outgoing.Port, a.Outgoing.Security, a.Outgoing.CAFile = 465, account.TLS, ""
	if got := account.ProblemOf(in(s).Probe(t.Context(), a, account.Password(password))).Answers; got != (account.Server{}) {
		t.Errorf("a strange certificate: %+v", got)
	}
}

func TestCertificates(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*account.Account)
		want   account.Trouble
	}{
		"nobody knows it": {func(a *account.Account) { a.Outgoing.CAFile = "" }, account.TroubleCertUnknown},
		"no file":         {func(a *account.Account) { a.Outgoing.CAFile = "/nowhere" }, account.TroubleOther},
	} {
		for _, security := range []account.Security{account.TLS, account.STARTTLS} {
			first := pop3test.StartTLS()
			if security == account.STARTTLS {
				first = startTLS()
			}
			s, a := script(t, security, first, pop3test.Drain())
			c.change(&a)
			err := prober(s.Port()).Probe(t.Context(), a, account.Password(password))
			if account.TroubleOf(err) != c.want {
				t.Errorf("%s, %s: %v", name, security, err)
			}
			if slices.ContainsFunc(s.Got(), func(l string) bool { return strings.HasPrefix(l, "AUTH") }) {
				t.Errorf("%s: %q", name, s.Got())
			}
		}
	}
	if err := (Prober{}).Probe(t.Context(), account.Account{User: "a", Outgoing: account.Server{Host: "localhost", Port: 1, Security: account.TLS}}, account.Credential{}); account.TroubleOf(err) != account.TroubleNoPassword {
		t.Errorf("%v", err)
	}
}
