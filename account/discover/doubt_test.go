package discover

import (
	"crypto/tls"
	"net"
	"net/http"
	"testing"
	"time"

	"popmail/account/discover/worldtest"
)

// TestUntrusted: that nobody known has signed a certificate is told where nothing that can
// be used was found for it, and only there.
func TestUntrusted(t *testing.T) {
	for name, c := range map[string]struct {
		at   func(w *world)
		want bool
	}{
		"settings of a company": {func(w *world) {
			w.WebWith("autoconfig.example.org", w.Stranger("autoconfig.example.org"), worldtest.Page(configPath, settings(popServer)))
		}, true},
		"another server works": {func(w *world) {
			w.WebWith("autoconfig.example.org", w.Stranger("autoconfig.example.org"), worldtest.Page(configPath, settings(popServer)))
			w.POP("pop.example.org:995")
		}, false},
		"another name": {func(w *world) {
			w.WebWith("autoconfig.example.org", w.Cert("www.example.org"), worldtest.Page(configPath, settings(popServer)))
		}, false},
		"nothing": {func(*world) {}, false},
	} {
		w := newWorld(t)
		c.at(w)
		if r := w.find("ann@example.org"); r.Untrusted != c.want {
			t.Errorf("%s: %+v", name, r)
		}
	}
}

// TestBehind: only a date that is later than today's says something of this computer's
// clock: an answer may have been kept somewhere.
func TestBehind(t *testing.T) {
	for _, ahead := range []time.Duration{-90 * 24 * time.Hour, -time.Minute, 0, 3 * time.Hour, 400 * 24 * time.Hour} {
		w := newWorld(t)
		page := worldtest.Page(configPath, settings(popServer))
		w.Web("autoconfig.example.org", func(rw http.ResponseWriter, r *http.Request) {
			rw.Header().Set("Date", time.Now().Add(ahead).UTC().Format(http.TimeFormat))
			page(rw, r)
		})
		w.POP("pop.example.org:995")
		r := w.find("ann@example.org")
		if wrong := ahead > 24*time.Hour; (r.Behind != 0) != wrong || wrong && (ahead-r.Behind).Abs() > time.Hour {
			t.Errorf("%v ahead: %v", ahead, r.Behind)
		}
	}
}

// TestBehindAPortal: what answers in the place of all servers is no server of anybody, and is
// told of as what it is, whether it speaks or not.
func TestBehindAPortal(t *testing.T) {
	speaks := func(w *world) {
		w.Listen("portal.test:995", func(c net.Conn) { _ = tls.Server(c, w.Stranger("login.hotel.example")).Handshake() })
	}
	for name, c := range map[string]struct {
		at         func(w *world)
		want       bool
		candidates int
	}{
		"it answers in the place of a server": {func(w *world) { speaks(w); w.Portal("portal.test") }, true, 0},
		"it lets nothing through":             {func(w *world) { w.Portal("portal.test") }, true, 0},
		"it lies in a private network":        {func(w *world) { w.A("portal.test", "10.1.0.1"); speaks(w); w.Portal("portal.test") }, true, 0},
		"wrong names lead to a page of ads": {func(w *world) {
			w.Addr("list.test")
			w.Addr("ads.test")
			w.Wrong("ads.test")
		}, false, 0},
		"a stranger's certificate": {func(w *world) {
			w.Addr("list.test")
			w.POP("pop.example.org:995", "other.example")
		}, false, 1},
		"nothing": {func(w *world) { w.Addr("list.test") }, false, 0},
	} {
		w := newWorld(t)
		c.at(w)
		r := w.find("ann@example.org")
		if r.Portal != c.want || len(r.Candidates) != c.candidates || r.Portal && r.Untrusted {
			t.Errorf("%s: portal %t, untrusted %t, %+v", name, r.Portal, r.Untrusted, r.Candidates)
		}
	}
}
