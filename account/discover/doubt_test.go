package discover

import (
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
