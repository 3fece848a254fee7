package discover

import (
	"runtime"
	"strings"
	"testing"
	"time"

	"popmail/account"
)

// FuzzConfig reads settings that anybody may have written: within time and memory that
// go with their size, and with nothing in the result that could not be a server.
func FuzzConfig(f *testing.F) {
	for _, s := range []string{
		settings(imapServer + popServer + smtpServer), "<clientConfig>" + strings.Repeat("<a>", 1000), "<clientConfig><incomingServer type='pop3'><hostname>" + strings.Repeat("x", 1000),
		"<!DOCTYPE x [<!ENTITY a 'b'><!ENTITY c '&a;&a;'>]><clientConfig>&c;</clientConfig>", "<?xml version='1.0' encoding='utf-16'?><clientConfig/>",
		"<?xml version='1.0' encoding='iso-2022-jp'?><clientConfig><documentation url='https://x.example/?a&b'/></clientConfig>", "<html>", "\ufeff<clientConfig/>",
		"<clientConfig></a></clientConfig><clientConfig>" + strings.Repeat(popServer, 100),
	} {
		f.Add([]byte(s))
	}
	a, err := ParseAddress("ann@example.org")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		start := time.Now()
		c, err := parseConfig(data)
		if err != nil {
			return
		}
		all := c.candidates(a, "Ann", func(string) bool { return true })
		took := time.Since(start)
		runtime.ReadMemStats(&after)
		// A hundred times what the largest file takes, on a machine that is busy.
		if took > time.Second {
			t.Errorf("%d octets took %v", len(data), took)
		}
		if grown := after.TotalAlloc - before.TotalAlloc; grown > 1<<20+uint64(len(data))*400 {
			t.Errorf("%d octets took %d octets of memory", len(data), grown)
		}
		if len(all) > maxServers || len(c.domains) > 1000 || len(c.page) > 600 {
			t.Errorf("%d servers, %d domains, %d octets of page", len(all), len(c.domains), len(c.page))
		}
		for _, c := range all {
			for _, s := range []Server{c.Incoming, c.Outgoing} {
				if !s.Found() {
					continue
				}
				srv := s.Server
				if err := srv.Validate(); err != nil || srv.Port != s.Port || strings.ContainsAny(s.User, "\r\n\x00") {
					t.Errorf("%+v: %v", s, err)
				}
			}
			if _, err := account.ParseSecurity(string(c.Incoming.Security)); err != nil {
				t.Error(err)
			}
		}
	})
}

// FuzzAddress reads what was typed or pasted: what comes out goes in again unchanged.
func FuzzAddress(f *testing.F) {
	for _, s := range []string{"ann@example.org", "Ann <ann@Bücher.example>", `"a\"b"@example.org`, "mailto:x@y.z?q", "用户＠例子。广告", "a@xn--a.example", `"@"@a.b`, "<<a@b.c>>"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		a, err := ParseAddress(s)
		if err != nil {
			return
		}
		b, err := ParseAddress(a.Email)
		if err != nil || b.Email != a.Email || b.Domain != a.Domain || b.Local != a.Local {
			t.Errorf("%q: %+v, then %+v, %v", s, a, b, err)
		}
		if !isHost(a.Domain) || strings.ContainsAny(a.Email, "\r\n\x00") {
			t.Errorf("%q: %+v", s, a)
		}
	})
}
