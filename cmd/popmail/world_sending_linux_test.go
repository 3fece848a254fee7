package main

import (
	"bufio"
	"crypto/tls"
	"fmt"
	"net"
	"strings"
)

// outgoing puts another server in the place of the one that takes a domain's letters from
// whoever it is; nil: nobody.
func outgoing(serve func(w *town, host string) func(net.Conn)) func(w *town, domain string) {
	return func(w *town, domain string) {
		w.box(domain, "ann@"+domain, nil)
		host, place := "smtp."+domain, "out."+domain
		w.A(host, w.Addr(place))
		if serve != nil {
			w.Listen(place+":465", serve(w, host))
		}
	}
}

// refusesToSend is an outgoing server that answers AUTH with a text.
func refusesToSend(text string) func(w *town, host string) func(net.Conn) {
	return func(w *town, host string) func(net.Conn) {
		cert := w.Cert(host)
		return func(c net.Conn) {
			line := tls.Server(c, cert)
			defer line.Close()
			_, _ = fmt.Fprint(line, "220 ready\r\n")
			for in := bufio.NewScanner(line); in.Scan(); {
				answer := "502 no"
				switch word, _, _ := strings.Cut(strings.ToUpper(in.Text()), " "); word {
				case "EHLO":
					answer = "250-hello\r\n250 AUTH PLAIN"
				case "AUTH":
					answer = text
				case "QUIT":
					answer = "221 bye"
				}
				_, _ = fmt.Fprint(line, answer+"\r\n")
			}
		}
	}
}

// sendingFailures are those of outgoing servers. The last one leaves sending for later, and
// then the outgoing server is not asked any more.
var sendingFailures = []failing{
	{domain: "nosending.example", long: true, at: outgoing(refusesToSend("535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.")),
		says: []string{"Sending is turned off for your mailbox", "Your mail arrives all the same"}},
	{domain: "oddsending.example", long: true, at: outgoing(refusesToSend("554 Ghnorf")), says: []string{"The outgoing server refused the sign-in", "Ghnorf", "Your mail arrives all the same"}},
	{domain: "closedsending.example", long: true, at: outgoing(nil), says: []string{"The outgoing server does not answer on this port", "Your password was not sent to this server"},
		way: "Change the port", leads: []string{"The outgoing server does not answer on this port", "Test and continue"}},
	{domain: "strangesending.example", long: true, at: outgoing(func(w *town, host string) func(net.Conn) {
		cert := w.Stranger(host)
		return func(c net.Conn) { _ = tls.Server(c, cert).Handshake() }
	}), says: []string{"Your password was not sent to this server", "Trust this certificate for this account"}},
	{domain: "wrongsending.example", mouse: true, at: outgoing(refusesToSend("535 5.7.8 Authentication credentials invalid")),
		says: []string{"The outgoing server did not accept the password", "Your mail arrives all the same"}, not: "The server did not accept the password",
		way: "Go on without sending", leads: []string{"Connected to pop.wrongsending.example"}},
}
