package worldtest

import (
	"bufio"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"strings"

	"popmail/pop3/pop3test"
)

// Mailboxes puts a whole POP3 server, which need not be started, at "name:port". The line
// begins with TLS and cert; nil: without, and the server has STLS by its own options.
func (w *World) Mailboxes(place string, s *pop3test.Server, cert *tls.Config) {
	w.t.Helper()
	w.Listen(place, func(c net.Conn) {
		if cert != nil {
			c = tls.Server(c, cert)
		}
		s.ServeConn(c)
	})
}

// Forward puts at "name:port" what listens at a unix socket.
func (w *World) Forward(place, socket string) {
	w.t.Helper()
	w.Listen(place, func(c net.Conn) {
		there, err := net.Dial("unix", socket)
		if err != nil {
			return
		}
		Pipe(c, there)
	})
}

// Pipe carries octets between two connections until one of them ends, and closes both.
func Pipe(a, b net.Conn) {
	done := make(chan struct{})
	go func() {
		_, _ = io.Copy(a, b)
		_ = a.Close()
		close(done)
	}()
	_, _ = io.Copy(b, a)
	_ = b.Close()
	<-done
}

// POP puts a POP3 server at "name:port" with a certificate for names, by default its
// own. On port 995 it begins with TLS; elsewhere it knows STLS, unless names is "-".
func (w *World) POP(place string, names ...string) { w.talk(place, "STLS", popAnswer, names) }

// SMTP is the same for SMTP, with port 465.
func (w *World) SMTP(place string, names ...string) { w.talk(place, "STARTTLS", smtpAnswer, names) }

func (w *World) talk(place, start string, answer func(line string, secure, can bool) string, names []string) {
	w.t.Helper()
	host, port, _ := net.SplitHostPort(place)
	if len(names) == 0 {
		names = []string{host}
	}
	can := names[0] != "-"
	var cfg *tls.Config
	if can {
		cfg = w.Cert(names...)
	}
	w.Listen(place, func(c net.Conn) {
		secure := port == "995" || port == "465"
		if secure {
			c = tls.Server(c, cfg)
		}
		r := bufio.NewReader(c)
		fmt.Fprint(c, answer("", secure, can))
		for {
			line, err := r.ReadString('\n')
			if err != nil {
				return
			}
			w.Note(place, line)
			word := strings.ToUpper(strings.TrimSpace(line))
			fmt.Fprint(c, answer(word, secure, can))
			if word == start && can && !secure {
				secure, c = true, tls.Server(c, cfg)
				r = bufio.NewReader(c)
			}
			if word == "QUIT" {
				_ = c.Close()
				return
			}
		}
	})
}

// Greet is one session of a POP3 server that begins with TLS.
func Greet(c net.Conn, cfg *tls.Config) {
	tc := tls.Server(c, cfg)
	defer tc.Close()
	r := bufio.NewReader(tc)
	fmt.Fprint(tc, popAnswer("", true, true))
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return
		}
		fmt.Fprint(tc, popAnswer(strings.ToUpper(strings.TrimSpace(line)), true, true))
	}
}

func popAnswer(line string, secure, can bool) string {
	switch {
	case line == "":
		return "+OK ready\r\n"
	case line == "CAPA" && can && !secure:
		return "+OK\r\nUSER\r\nSTLS\r\n.\r\n"
	case line == "CAPA":
		return "+OK\r\nUSER\r\n.\r\n"
	case line == "STLS" && can && !secure, line == "QUIT":
		return "+OK\r\n"
	}
	return "-ERR no\r\n"
}

func smtpAnswer(line string, secure, can bool) string {
	word, _, _ := strings.Cut(line, " ")
	switch {
	case line == "":
		return "220 ready\r\n"
	case word == "EHLO" && can && !secure:
		return "250-hello\r\n250 STARTTLS\r\n"
	case word == "EHLO" && secure:
		return "250-hello\r\n250 AUTH PLAIN\r\n"
	case word == "EHLO":
		return "250 hello\r\n"
	case word == "AUTH" && secure: // whoever it is
		return "235 welcome\r\n"
	case word == "STARTTLS" && can && !secure:
		return "220 go\r\n"
	case word == "QUIT":
		return "221 bye\r\n"
	}
	return "502 no\r\n"
}
