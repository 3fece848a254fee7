package pop3_test

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"strings"
	"testing"
	"time"

	"popmail/pop3"
	"popmail/pop3/pop3test"
)

func TestTLS(t *testing.T) {
	s := serve(t, pop3test.Options{PlainRefused: true})
	s.AddMessage("bob", mail(1))
	ctx := t.Context()
	o := &pop3.Options{TLS: s.ClientTLS()}
	for name, dial := range map[string]func() (*pop3.Client, error){
		"implicit": func() (*pop3.Client, error) { return pop3.DialTLS(ctx, s.TLSAddr(), o) },
		"STLS":     func() (*pop3.Client, error) { return pop3.DialStartTLS(ctx, s.Addr(), o) },
	} {
		c, err := dial()
		if err != nil {
			t.Fatal(name, err)
		}
		caps, err := c.Capabilities(ctx)
		if err != nil || caps.Has("STLS") || !caps.Has("USER") {
			t.Fatal(name, caps, err)
		}
		if err := c.Login(ctx, "bob", "secret"); err != nil {
			t.Fatal(name, err)
		}
		if raw, err := c.Retr(ctx, 1); err != nil || len(raw) != len(mail(1)) {
			t.Fatal(name, err)
		}
		var arg *pop3.ArgumentError
		if err := c.StartTLS(ctx); !errors.As(err, &arg) {
			t.Fatal(name, "encrypted twice", err)
		}
		if err := c.Quit(ctx); err != nil {
			t.Fatal(name, err)
		}
	}
	if o.TLS.ServerName != "" {
		t.Error("the caller's configuration was changed")
	}
	// In the clear, this server wants no name.
	c := login2(t, s.Addr())
	if err := c.Login(ctx, "bob", "secret"); !refused(err, "") {
		t.Error(err)
	}
}

func login2(t *testing.T, addr string) *pop3.Client { t.Helper(); return dial(t, addr, nil) }

// Capabilities from before the encryption are asked for again.
func TestCapabilitiesAfterSTLS(t *testing.T) {
	s := script(t, pop3test.Send("+OK\r\n"), pop3test.CAPA("STLS", "X-BEFORE"), pop3test.Answer("STLS", "+OK\r\n"), pop3test.StartTLS(), pop3test.CAPA("UIDL"),
		pop3test.Answer("QUIT", "+OK\r\n"))
	ctx := t.Context()
	c := dial(t, s.Addr(), &pop3.Options{TLS: s.ClientTLS()})
	if caps, err := c.Capabilities(ctx); err != nil || !caps.Has("X-BEFORE") {
		t.Fatal(caps, err)
	}
	if err := c.StartTLS(ctx); err != nil {
		t.Fatal(err)
	}
	if caps, err := c.Capabilities(ctx); err != nil || caps.Has("X-BEFORE") || !caps.Has("UIDL") {
		t.Fatal(caps, err)
	}
	if err := c.Quit(ctx); err != nil {
		t.Fatal(err)
	}
}

func TestCertificates(t *testing.T) {
	for _, c := range []struct {
		name  string
		o     pop3test.Options
		trust bool
		is    func(error) bool
	}{
		{"unknown authority", pop3test.Options{}, false, as[x509.UnknownAuthorityError]},
		{"another name", pop3test.Options{Cert: pop3test.Cert{Names: []string{"mail.example"}}}, true, as[x509.HostnameError]},
		{"expired", pop3test.Options{Cert: pop3test.Cert{Expired: true}}, true, as[x509.CertificateInvalidError]},
		{"TLS 1.1", pop3test.Options{MaxTLS: tls.VersionTLS11}, true, func(err error) bool { return strings.Contains(err.Error(), "protocol version") }},
	} {
		s := serve(t, c.o)
		o := &pop3.Options{TLS: &tls.Config{MinVersion: tls.VersionTLS10}}
		if c.trust {
			o.TLS.RootCAs = s.ClientTLS().RootCAs
		}
		for range 2 {
			if _, err := pop3.DialTLS(t.Context(), s.TLSAddr(), o); err == nil || !c.is(err) {
				t.Errorf("%s, implicit: %v", c.name, err)
			}
			if _, err := pop3.DialStartTLS(t.Context(), s.Addr(), o); err == nil || !c.is(err) {
				t.Errorf("%s, STLS: %v", c.name, err)
			}
		}
		if s.Commands("USER") != 0 {
			t.Errorf("%s: logged in", c.name)
		}
	}
}

func as[T error](err error) bool {
	_, ok := errors.AsType[T](err)
	return ok
}

// After a failed STLS nothing goes on in the clear.
func TestSTLSFails(t *testing.T) {
	for name, steps := range map[string][]pop3test.Step{
		"refused":         {pop3test.Answer("STLS", "-ERR not here\r\n"), pop3test.Drain()},
		"injected":        {pop3test.Answer("STLS", "+OK\r\n+OK injected\r\n"), pop3test.Drain()},
		"half a line":     {pop3test.Answer("STLS", "+OK\r\n+O"), pop3test.Drain()},
		"before":          {pop3test.Send("+OK injected\r\n"), pop3test.Drain()},
		"cut":             {pop3test.Expect("STLS"), pop3test.Cut()},
		"cut after":       {pop3test.Answer("STLS", "+OK\r\n"), pop3test.Cut()},
		"no handshake":    {pop3test.Answer("STLS", "+OK\r\n"), pop3test.Stall()},
		"clear handshake": {pop3test.Answer("STLS", "+OK\r\n"), pop3test.Delay(20 * time.Millisecond), pop3test.Send("+OK go on in the clear\r\n"), pop3test.Drain()},
		"nonsense":        {pop3test.Answer("STLS", "yes\r\n"), pop3test.Drain()},
		"stall":           {pop3test.Expect("STLS"), pop3test.Stall()},
	} {
		noLeaks(t)
		s := script(t, append([]pop3test.Step{pop3test.Send("+OK\r\n"), pop3test.Delay(5 * time.Millisecond)}, steps...)...)
		c := dial(t, s.Addr(), &pop3.Options{TLS: s.ClientTLS(), Timeout: 400 * time.Millisecond})
		if name == "before" {
			time.Sleep(50 * time.Millisecond)
		}
		err := c.StartTLS(t.Context())
		if err == nil {
			t.Errorf("%s: no error", name)
		}
		if err := c.Login(t.Context(), "bob", "secret"); err == nil {
			t.Errorf("%s: went on", name)
		}
		if _, err := pop3.DialStartTLS(t.Context(), s.Addr(), &pop3.Options{TLS: s.ClientTLS(), Timeout: 400 * time.Millisecond}); err == nil {
			t.Errorf("%s: no error of DialStartTLS", name)
		}
		for _, line := range s.Got() {
			if !strings.HasPrefix(line, "STLS") && strings.Contains(line, "bob") {
				t.Errorf("%s: sent %q in the clear", name, line)
			}
		}
	}
}

func TestTLSToPlainPort(t *testing.T) {
	s := serve(t, pop3test.Options{})
	_, err := pop3.DialTLS(t.Context(), s.Addr(), &pop3.Options{TLS: s.ClientTLS(), Timeout: 2 * time.Second})
	if !as[*pop3.ProtocolError](err) || !as[tls.RecordHeaderError](err) {
		t.Error(err)
	}
	// The reverse: the server waits for the handshake.
	if _, err := pop3.Dial(t.Context(), s.TLSAddr(), short); !isTimeout(err) {
		t.Error(err)
	}
}

func TestHandshakeStalls(t *testing.T) {
	s := script(t, pop3test.Stall())
	if _, err := pop3.DialTLS(t.Context(), s.Addr(), short); !isTimeout(err) {
		t.Error(err)
	}
	cut := script(t, pop3test.Cut())
	if _, err := pop3.DialTLS(t.Context(), cut.Addr(), short); err == nil || isTimeout(err) {
		t.Error(err)
	}
}

// Text that was put in behind the answer to STLS is told from a server that is none.
func TestInjected(t *testing.T) {
	for _, text := range []string{"+OK injected\r\n", "+O", "\x16\x03\x01"} {
		s := script(t, pop3test.Send("+OK\r\n"), pop3test.Answer("STLS", "+OK\r\n"+text), pop3test.Drain())
		c := dial(t, s.Addr(), &pop3.Options{TLS: s.ClientTLS(), Timeout: 400 * time.Millisecond})
		if err := c.StartTLS(t.Context()); !errors.Is(err, pop3.ErrInjected) {
			t.Errorf("%q: %v", text, err)
		}
	}
}
