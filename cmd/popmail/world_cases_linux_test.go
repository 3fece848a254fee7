package main

import (
	"crypto/tls"
	"io"
	"net"
	"os/exec"
	"strings"
	"time"

	"popmail/account/discover/worldtest"
	"popmail/pop3/pop3test"
)

func validFor(from, until time.Duration) func(w *town, name string) *tls.Config {
	return func(w *town, name string) *tls.Config {
		return w.CertFor(worldtest.Period{From: time.Now().Add(from), Until: time.Now().Add(until)}, name)
	}
}

const day = 24 * time.Hour

// failures are the things that can go wrong. Those of which the tests of words and classes
// say the same are left to make world.
var failures = []failing{
	{domain: "wrong.example", mouse: true, at: refuses("[AUTH] Invalid user name or password"), says: []string{"The server did not accept the password", "Invalid user name or password"}, not: "is fine"},
	{domain: "apppassword.example", at: refuses("[AUTH] Application-specific password required: https://example.com/185833"), says: []string{"Your provider wants an app password", "https://example.com/185833", "Make an app password"}},
	{domain: "off.example", at: refuses("[SYS/PERM] Your account is not enabled for POP access."), says: []string{"POP3 is turned off for your mailbox", "Turn on POP3"}},
	{domain: "locked.example", long: true, at: refuses("[AUTH] Account is disabled."), says: []string{"Your provider has locked the account"}},
	{domain: "web.example", long: true, at: refuses("[AUTH] Web login required: https://example.com/78754"), says: []string{"Your provider wants to see you on its website", "https://example.com/78754"}},
	{domain: "abroad.example", long: true, at: refuses("Access denied: your IP address has been blocked"), says: []string{"The server lets nobody in from here", "Try another network"}},
	{domain: "tries.example", at: refuses("Too many failed logins, try again in 15 minutes"), says: []string{"The server wants you to wait", "wait 15 minutes"}},
	{domain: "busy.example", at: refuses("[IN-USE] Mailbox is locked by another session"), says: []string{"The mailbox is open somewhere else", "Your password is fine"}},
	{domain: "soon.example", long: true, at: refuses("[LOGIN-DELAY] 5 minutes between two log-ins"), says: []string{"The server wants you to wait longer", "wait 5 minutes"}},
	{domain: "fault.example", long: true, at: refuses("[SYS/TEMP] Temporary authentication failure"), says: []string{"The server has a problem right now", "This is not about your password"}},
	{domain: "foreign.example", way: "Details", leads: []string{"Copy"}, mouse: true, at: refuses("Ghnorf 0x17"), says: []string{"The server refused the sign-in", "Ghnorf 0x17", "PopMail does not know what this means"}},
	{domain: "dumb.example", long: true, at: refuses(""), says: []string{"The server refused the sign-in", "gave no reason"}},
	{domain: "mail.example", long: true, at: refuses("Mot de passe erroné"), says: []string{"The server did not accept the password", "Mot de passe erroné"}, not: "is fine"},

	{domain: "hangup.example", at: serves(func(c net.Conn) {}), says: []string{"The connection was lost"}},
	{domain: "web-server.example", way: "Change the port", leads: []string{"PopMail can’t get mail this way", "Test and continue"}, long: true, at: serves(func(c net.Conn) { _, _ = io.WriteString(c, "HTTP/1.1 400 Bad Request\r\n\r\n") }), says: []string{"PopMail can’t get mail this way", "A web server answers at pop.web-server.example, port 995"}},
	{domain: "imap.example", way: "Change the server name", leads: []string{"PopMail can’t get mail this way", "Test and continue"}, long: true, at: func(w *town, domain string) {
		cert := w.Cert("pop." + domain)
		w.Listen("pop."+domain+":995", func(c net.Conn) { _, _ = io.WriteString(tls.Server(c, cert), "* OK [CAPABILITY IMAP4rev1] ready\r\n") })
	}, says: []string{"PopMail can’t get mail this way", "speaks IMAP", "Use your provider’s server for POP3"}},
	{domain: "closed.example", way: "Change the port", leads: []string{"The server does not answer on this port", "Test and continue"}, long: true, at: func(w *town, domain string) { w.Addr("pop." + domain) }, says: []string{"The server does not answer on this port", "nothing answers on port 995"}},
	{domain: "port.example", at: func(w *town, domain string) { w.box(domain, "ann@"+domain, nil) }, moved: func(w *town) {
		w.A("pop.port.example", w.Addr("moved.example"))
		w.Mailboxes("moved.example:110", pop3test.New(w.options("pop.port.example", "ann@port.example", nil)), nil)
	}, says: []string{"nothing answers on port 995", "The server does answer on port 110, with STARTTLS"}, way: "Use port 110", leads: []string{"Connected to pop.port.example"}, mouse: true},
	{domain: "portal.example", at: func(w *town, domain string) {
		w.box(domain, "ann@"+domain, nil)
		w.Listen("portal.test:995", func(c net.Conn) { _ = tls.Server(c, w.Stranger("login.hotel.example")).Handshake() })
		w.Portal("portal.test")
	}, says: []string{"This network wants you to sign in first", "Your password was not sent"}, mouse: true, then: func(w *town, v *sighted, h hands) {
		w.Portal("")
		h.press("Try again")
		v.until("Connected to pop.portal.example")
		v.shot("portal-gone")
	}},
	{domain: "expired.example", way: "Trust this certificate for this account", leads: []string{"Connected to pop.expired.example"}, mouse: true, at: shows(validFor(-90*day, -3*day)), says: []string{"expired", "Your password was not sent"}},
	{domain: "future.example", at: shows(validFor(300*day, 600*day)), says: []string{"date", "Your password was not sent"}},
	{domain: "othername.example", way: "Change the server name", leads: []string{"Test and continue"}, mouse: true, at: shows(func(w *town, _ string) *tls.Config { return w.Cert("mail.hoster.example") }), says: []string{"name", "Your password was not sent"}},
	{domain: "stranger.example", way: "Trust this certificate for this account", leads: []string{"Connected to pop.stranger.example"}, at: shows(func(w *town, name string) *tls.Config { return w.Stranger(name) }), says: []string{"sure this is your mail server", "Your password was not sent"}},
	{domain: "silent.example", long: true, at: serves(func(c net.Conn) {
		_ = c.SetDeadline(time.Now().Add(2 * time.Minute))
		_, _ = io.Copy(io.Discard, c)
	}), says: []string{"The server did not answer in time"}},
	{domain: "swallowed.example", long: true, at: func(w *town, domain string) { w.Swallow("pop." + domain + ":995") }, says: []string{"The server did not answer in time"}},
	{domain: "offline.example", at: func(w *town, domain string) {
		w.box(domain, "ann@"+domain, nil)
	}, says: []string{"Connected to"}, then: func(w *town, v *sighted, h hands) {
		h.start()
		loopback(w, "down")
		h.fill("ann@nowhere.example", townPassword)
		h.goOn("Continue")
		v.until("nothing on the internet answered")
		v.shot("offline-search")
		h.goOn("Test and continue")
		v.until("There is no connection to the internet", "Your mail on the server is untouched.")
		v.shot("offline")
		h.start()
		// What is known is found without a network.
		h.fill("ann@gmx.net", townPassword)
		h.goOn("Continue")
		v.until("pop.gmx.net", "PopMail knows GMX")
		v.shot("offline-known")
		loopback(w, "up")
	}},
}

// loopback takes the town's only network away, or gives it back.
func loopback(w *town, state string) {
	w.t.Helper()
	if out, err := exec.Command("ip", "link", "set", "lo", state).CombinedOutput(); err != nil {
		w.t.Fatalf("%v %s", err, strings.TrimSpace(string(out)))
	}
}
