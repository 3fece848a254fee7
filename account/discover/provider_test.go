package discover

import (
	"strings"
	"testing"
)

func TestProviders(t *testing.T) {
	for _, c := range []struct{ email, id, guess string }{
		{"ann@gmail.com", "google", "pop.gmail.com"}, {"Ann@GoogleMail.com ", "google", "pop.gmail.com"}, {"a@hotmail.co.uk", "microsoft", "outlook.office365.com"},
		{"a@gmx.at", "gmx", "pop.gmx.net"}, {"a@gmx.co.uk", "gmx", "pop.gmx.com"}, {"a@icloud.com", "apple", "pop.icloud.com"}, {"a@web.de", "web.de", "pop3.web.de"},
		{"a@example.org", "", "pop.example.org"}, {"a@notgmail.com", "", "pop.notgmail.com"}, {"nobody", "", ""}, {"a@", "", ""},
	} {
		p := ByAddress(c.email)
		if (p == nil) != (c.id == "") || p != nil && p.ID != c.id || Guess(c.email) != c.guess {
			t.Errorf("%s: %+v, %q", c.email, p, Guess(c.email))
		}
	}
	for host, id := range map[string]string{"pop.gmail.com": "google", "POP.GMAIL.COM.": "google", "gmail.com": "google", "mygmail.com": "", "smtp.office365.com": "microsoft", "": ""} {
		if p := ByHost(host); (p == nil) != (id == "") || p != nil && p.ID != id {
			t.Errorf("%s: %+v", host, p)
		}
	}
}

// The table names each domain and each host once.
func TestTable(t *testing.T) {
	seen := map[string]bool{}
	for _, p := range providers {
		if p.ID == "" || len(p.Domains) == 0 || len(p.Hosts) == 0 {
			t.Errorf("%+v", p)
		}
		for i, names := range [][]string{p.Domains, p.Hosts} {
			for _, n := range names {
				key := string(rune('0'+i)) + n
				if seen[key] || n != strings.ToLower(n) {
					t.Errorf("%s stands twice, or in capitals", n)
				}
				seen[key] = true
			}
		}
		if p.POP != "" && ByHost(p.POP) == nil {
			t.Errorf("%s is not known as a server", p.POP)
		}
	}
}

func TestTidy(t *testing.T) {
	google, gmx := ByAddress("a@gmail.com"), ByAddress("a@gmx.de")
	for _, c := range []struct {
		p        *Provider
		in, want string
	}{
		{google, "abcd efgh ijkl mnop", "abcdefghijklmnop"}, {google, " abcdefgh ijklmnop\n", "abcdefghijklmnop"}, {google, "my own pass word", "my own pass word"},
		{google, "abcd efgh ijkl mno1", "abcd efgh ijkl mno1"}, {gmx, "abcd efgh ijkl mnop", "abcd efgh ijkl mnop"}, {nil, "abcd efgh ijkl mnop", "abcd efgh ijkl mnop"},
	} {
		if got := c.p.Tidy(c.in); got != c.want {
			t.Errorf("%q becomes %q", c.in, got)
		}
	}
}
