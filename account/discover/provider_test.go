package discover

import (
	"fmt"
	"strings"
	"testing"

	"popmail/account"
)

func TestProviders(t *testing.T) {
	for _, c := range []struct{ email, id, guess string }{
		{"ann@gmail.com", "google", "pop.gmail.com"}, {"Ann@GoogleMail.com ", "google", "pop.gmail.com"}, {"a@hotmail.co.uk", "microsoft", "outlook.office365.com"},
		{"a@gmx.at", "gmx", "pop.gmx.net"}, {"a@gmx.co.uk", "gmx", "pop.gmx.com"}, {"a@icloud.com", "apple", "pop.icloud.com"}, {"a@web.de", "web.de", "pop3.web.de"},
		{"a@example.org", "", "pop.example.org"}, {"a@notgmail.com", "", "pop.notgmail.com"}, {"nobody", "", ""}, {"a@", "", ""},
		{"a@inbox.lt", "inbox.lv", "mail.inbox.lt"}, {"a@mail.ee", "mail.ee", "mail.ee"}, {"a@sub.gmail.com", "", "pop.sub.gmail.com"},
		{"Ann <a@Bücher.example>", "", "pop.xn--bcher-kva.example"},
	} {
		p := ByAddress(c.email)
		if (p == nil) != (c.id == "") || p != nil && p.ID != c.id || Guess(c.email) != c.guess {
			t.Errorf("%s: %+v, %q", c.email, p, Guess(c.email))
		}
	}
	for host, id := range map[string]string{"pop.gmail.com": "google", "POP.GMAIL.COM.": "google", "gmail.com": "google", "mygmail.com": "", "smtp.office365.com": "microsoft365", "outlook.office365.com": "microsoft365", "smtp-mail.outlook.com": "microsoft", "pop.mail.yahoo.com": "yahoo", "": ""} {
		if p := ByHost(host); (p == nil) != (id == "") || p != nil && p.ID != id {
			t.Errorf("%s: %+v", host, p)
		}
	}
	for _, c := range []struct{ email, host, id string }{
		{"anna@outlook.de", "outlook.office365.com", "microsoft"}, {"anna@livemail.tw", "outlook.office365.com", "microsoft"}, {"anna@firm.example", "Outlook.Office365.com.", "microsoft365"},
		{"anna@firm.onmicrosoft.com", "outlook.office365.com", "microsoft365"}, {"anna@outlook.de", "pop.example.org", ""}, {"anna@outlook.de", "pop.gmail.com", "google"},
		{"anna@cox.net", "pop.mail.yahoo.com", "cox"}, {"anna@firm.example", "pop.mail.yahoo.com", "yahoo"}, {"", "pop.gmail.com", "google"}, {"anna@gmail.com", "", ""},
	} {
		if p := ByAccount(c.email, c.host); (p == nil) != (c.id == "") || p != nil && p.ID != c.id {
			t.Errorf("%s at %s: %+v", c.email, c.host, p)
		}
	}
	for host, id := range map[string]string{
		"aspmx.l.google.com.": "google", "example-org.mail.protection.outlook.com": "microsoft365", "hotmail-com.olc.protection.outlook.com": "microsoft", "mx.zoho.eu": "zoho",
		"in1-smtp.messagingengine.com": "fastmail", "mx01.mail.icloud.com": "apple", "mail.protonmail.ch": "proton", "w00abc.kasserver.com": "all-inkl", "mx1.mail.ovh.net": "ovh",
		"mxbiz1.qq.com": "exmail", "mx1.qq.com": "qq", "mx00.kundenserver.de": "ionos-de", "mx.example.org": "", "google.com.evil.example": "",
	} {
		if p := ByMX(host); (p == nil) != (id == "") || p != nil && p.ID != id {
			t.Errorf("%s: %+v", host, p)
		}
	}
}

// The table names each domain and each mail exchanger once, in small letters, and each
// server is one.
func TestTable(t *testing.T) {
	seen := map[string]string{}
	for _, p := range table {
		if p.ID == "" || p.Name == "" || p.Domains == "" && p.MX == "" || (p.POP == "") != (p.SMTP == "") {
			t.Errorf("%+v", p)
		}
		if p.Help != "" && securePage(p.Help) != p.Help {
			t.Errorf("%s: %s", p.ID, p.Help)
		}
		if p.POP != "" && p.Instead != 0 {
			t.Errorf("%s has POP3; nothing is needed instead of it", p.ID)
		}
		for kind, names := range map[string]string{"domain": p.Domains, "mx": p.MX} {
			for _, n := range strings.Fields(names) {
				if seen[kind+n] != "" || !isHost(strings.TrimPrefix(n, "*.")) {
					t.Errorf("%s: %s %s stands twice (%s), or is no name", p.ID, kind, n, seen[kind+n])
				}
				seen[kind+n] = p.ID
			}
		}
		for _, spec := range []string{p.POP, p.SMTP} {
			host, port, security := parseSpec(spec, account.Security.SubmissionPort)
			if host == "" {
				continue
			}
			if personal(Form(strings.ReplaceAll(host, mailExchange, ""))) {
				t.Errorf("%s: the address would stand in the name of a server", p.ID)
			}
			if _, err := account.ParseSecurity(string(security)); err != nil || port < 1 || port > 65535 || !strings.Contains(host, "%") && !isHost(host) {
				t.Errorf("%s: %q", p.ID, spec)
			}
			if !strings.Contains(host, "%") && ByHost(host) == nil {
				t.Errorf("%s is not known as a server", host)
			}
		}
	}
}

// known are settings as providers publish them: address, incoming, outgoing, user.
var known = []struct{ email, in, out, user string }{
	{"ann@gmail.com", "pop.gmail.com:995 tls", "smtp.gmail.com:465 tls", "ann@gmail.com"},
	{"Ann@GMAIL.com", "pop.gmail.com:995 tls", "smtp.gmail.com:465 tls", "Ann@gmail.com"},
	{"ann@outlook.com", "outlook.office365.com:995 tls", "smtp-mail.outlook.com:587 starttls", "ann@outlook.com"},
	{"ann@live.com.mx", "outlook.office365.com:995 tls", "smtp-mail.outlook.com:587 starttls", "ann@live.com.mx"},
	{"ann@firm.onmicrosoft.com", "outlook.office365.com:995 tls", "smtp.office365.com:587 starttls", "ann@firm.onmicrosoft.com"},
	{"ann@yahoo.fr", "pop.mail.yahoo.com:995 tls", "smtp.mail.yahoo.com:465 tls", "ann@yahoo.fr"},
	{"ann@yahoo.co.jp", "pop.mail.yahoo.co.jp:995 tls", "smtp.mail.yahoo.co.jp:465 tls", "ann"},
	{"ann@ybb.ne.jp", "ybbpop.mail.yahoo.co.jp:995 tls", "ybbsmtp.mail.yahoo.co.jp:465 tls", "ann"},
	{"ann@verizon.net", "pop.aol.com:995 tls", "smtp.aol.com:465 tls", "ann@verizon.net"},
	{"ann@sbcglobal.net", "inbound.att.net:995 tls", "outbound.att.net:465 tls", "ann@sbcglobal.net"},
	{"ann@cox.net", "pop.mail.yahoo.com:995 tls", "smtp.mail.yahoo.com:465 tls", "ann@cox.net"},
	{"ann@triad.rr.com", "mail.twc.com:995 tls", "mail.twc.com:587 starttls", "ann@triad.rr.com"},
	{"ann@consultant.com", "pop.mail.com:995 tls", "smtp.mail.com:587 starttls", "ann@consultant.com"},
	{"ann@gmx.de", "pop.gmx.net:995 tls", "mail.gmx.net:465 tls", "ann@gmx.de"},
	{"ann@web.de", "pop3.web.de:995 tls", "smtp.web.de:587 starttls", "ann"},
	{"ann@t-online.de", "securepop.t-online.de:995 tls", "securesmtp.t-online.de:465 tls", "ann@t-online.de"},
	{"ann@posteo.net", "posteo.de:995 tls", "posteo.de:465 tls", "ann@posteo.net"},
	{"ann@free.fr", "pop.free.fr:995 tls", "smtp.free.fr:465 tls", "ann"},
	{"ann@laposte.net", "pop.laposte.net:995 tls", "smtp.laposte.net:465 tls", "ann"},
	{"ann@wanadoo.fr", "pop.orange.fr:995 tls", "smtp.orange.fr:465 tls", "ann@wanadoo.fr"},
	{"ann@tim.it", "pop.tim.it:110 starttls", "smtp.tim.it:587 starttls", "ann@tim.it"},
	{"ann@alice.it", "in.alice.it:110 starttls", "out.alice.it:587 starttls", "ann@alice.it"},
	{"ann@libero.it", "popmail.libero.it:995 tls", "smtp.libero.it:465 tls", "ann@libero.it"},
	{"ann@o2.pl", "poczta.o2.pl:995 tls", "poczta.o2.pl:465 tls", "ann"},
	{"ann@wp.pl", "pop3.wp.pl:995 tls", "smtp.wp.pl:465 tls", "ann"},
	{"ann@inbox.lv", "mail.inbox.lv:995 tls", "mail.inbox.lv:587 starttls", "ann@inbox.lv"},
	{"ann@inbox.lt", "mail.inbox.lt:995 tls", "mail.inbox.lt:587 starttls", "ann@inbox.lt"},
	{"ann@mail.ee", "mail.ee:995 tls", "mail.ee:465 tls", "ann@mail.ee"},
	{"ann@yandex.kz", "pop.yandex.com:995 tls", "smtp.yandex.com:465 tls", "ann@yandex.kz"},
	{"ann@list.ru", "pop.mail.ru:995 tls", "smtp.mail.ru:465 tls", "ann@list.ru"},
	{"ann@uol.com.br", "pop3.uol.com.br:995 tls", "smtps.uol.com.br:587 starttls", "ann"},
	{"ann@hanmail.net", "pop.daum.net:995 tls", "smtp.daum.net:465 tls", "ann@hanmail.net"},
	{"ann@vip.163.com", "pop.vip.163.com:995 tls", "smtp.vip.163.com:465 tls", "ann@vip.163.com"},
	{"ann@163.com", "pop.163.com:995 tls", "smtp.163.com:465 tls", "ann@163.com"},
	{"ann@foxmail.com", "pop.qq.com:995 tls", "smtp.qq.com:465 tls", "ann@foxmail.com"},
	{"ann@dd.iij4u.or.jp", "mbox.iij4u.or.jp:110 starttls", "mbox.iij4u.or.jp:587 starttls", "ann.dd.iij4u.or.jp"},
	{"ann@mx41.tiki.ne.jp", "mx41.tiki.ne.jp:110 none", "smtp-auth.tiki.ne.jp:465 tls", "ann"},
	{"ann@ms12.hinet.net", "ms12.hinet.net:995 tls", "msa.hinet.net:465 tls", "ann"},
	{"ann@zohomail.eu", "pop.zoho.eu:995 tls", "smtp.zoho.eu:465 tls", "ann@zohomail.eu"},
	{"ann@ann.fastmail.com", "pop.fastmail.com:995 tls", "smtp.fastmail.com:465 tls", "ann@ann.fastmail.com"},
	{"ann@blueyonder.co.uk", "pop3.blueyonder.co.uk:995 tls", "smtp.blueyonder.co.uk:465 tls", "ann@blueyonder.co.uk"},
	{"ann@xtra.co.nz", "pop3.xtra.co.nz:995 tls", "send.xtra.co.nz:465 tls", "ann@xtra.co.nz"},
}

func shown(s Server) string { return fmt.Sprintf("%s %s", s.Addr(), s.Security) }

// TestKnown asks about each domain of the table without a network: the right settings
// come, or the word that there is no POP3. BenchmarkKnown tells how long that takes.
func TestKnown(t *testing.T) {
	f := Finder{} // nothing to ask with: a question to the network is an error
	find := func(email string) Result {
		r, err := f.Find(t.Context(), email, nil)
		if err != nil {
			t.Errorf("%s: %v", email, err)
		}
		return r
	}
	indexed()
	for _, k := range known {
		r := find(k.email)
		if len(r.Candidates) != 1 {
			t.Errorf("%s: %+v", k.email, r)
			continue
		}
		c := r.Candidates[0]
		if shown(c.Incoming) != k.in || shown(c.Outgoing) != k.out || c.Incoming.User != k.user || c.Outgoing.User != k.user {
			t.Errorf("%s:\n%s, %s, %s\nwant\n%s, %s, %s", k.email, shown(c.Incoming), shown(c.Outgoing), c.Incoming.User, k.in, k.out, k.user)
		}
		if c.Incoming.Source != FromTable || c.Incoming.Verified || c.Incoming.Ask || c.Incoming.Err != nil {
			t.Errorf("%s: %+v", k.email, c.Incoming)
		}
	}
	providers, domains, byDomain := map[string]bool{}, 0, 0
	for _, p := range table {
		for _, d := range strings.Fields(p.Domains) {
			domains++
			if rest, ok := strings.CutPrefix(d, "*."); ok {
				d = "some." + rest
			}
			r := find("ann@" + d)
			if r.Provider == nil || r.Provider.ID != p.ID || r.NoPOP != (p.POP == "") {
				t.Errorf("%s: %+v", d, r)
				continue
			}
			if providers[p.ID+p.POP] = true; strings.Contains(p.POP, mailExchange) || p.POP == "" {
				if len(r.Candidates) > 0 {
					t.Errorf("%s: %+v", d, r.Candidates)
				}
				continue
			}
			byDomain++
			host, _, security := parseSpec(p.POP, nil)
			if c := r.Candidates[0]; !strings.Contains(host, "%") && c.Incoming.Host != host || c.Incoming.Security != security || !c.Outgoing.Found() || strings.Contains(c.Incoming.Host+c.Incoming.User+c.Outgoing.Host, "%") {
				t.Errorf("%s: %+v", d, c)
			}
		}
	}
	if len(providers) < 140 || byDomain < 600 {
		t.Errorf("only %d providers, %d domains", len(providers), byDomain)
	}
	t.Logf("%d providers, %d of them by the domain of an address; %d domains, %d with POP3", len(table), len(providers), domains, byDomain)
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

func BenchmarkKnown(b *testing.B) {
	f := Finder{}
	for b.Loop() {
		if r, err := f.Find(b.Context(), "Ann <ann@triad.rr.com>", nil); err != nil || len(r.Candidates) != 1 {
			b.Fatal(err)
		}
	}
}
