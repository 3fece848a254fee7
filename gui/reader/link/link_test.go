package link

import (
	"net/url"
	"slices"
	"strings"
	"testing"
)

func TestTo(t *testing.T) {
	for _, c := range []struct {
		link, host, address, posing string
	}{
		{"https://example.org/a b", "example.org", "https://example.org/a%20b", ""},
		{"https://bank.example@evil.example/x", "evil.example", "https://evil.example/x", "bank.example"},
		{"https://bank.example:pw@evil.example:8443/", "evil.example", "https://evil.example:8443/", "bank.example"},
		{"https://:pw@evil.example/", "evil.example", "https://evil.example/", "@"},
		{"https://pаypal.example/", "xn--pypal-4ve.example", "https://xn--pypal-4ve.example/", ""}, // a Cyrillic а
		{"https://ｅｘａｍｐｌｅ。org/", "example.org", "https://example.org/", ""},                        // wide letters
		{"https://exam\u00adple.org/", "example.org", "https://example.org/", ""},
		{"HTTP://EXAMPLE.ORG", "example.org", "http://example.org", ""},
		{"https://example.org./x", "example.org", "https://example.org/x", ""},
		{"http://[::1]:80/x", "::1", "http://[::1]:80/x", ""},
		{" https://example.org/long\r\n\tline ", "example.org", "https://example.org/longline", ""},
		{"https://example.org/100%?a=50%25&b=%zz", "example.org", "https://example.org/100%25?a=50%25&b=%25zz", ""},
		{"//example.org/x", "example.org", "https://example.org/x", ""},
		{"www.example.org/x", "www.example.org", "http://www.example.org/x", ""},
		{"https://my_shop.example.org/", "my_shop.example.org", "https://my_shop.example.org/", ""},
		{"https://example.org:99999/", "", "", ""},
		{`https://bank.example\@evil.example/`, "", "", ""},
		{"https://bank.example%2f@evil.example/", "evil.example", "https://evil.example/", "bank.example/"},
		{"https://", "", "", ""},
		{"https:///x", "", "", ""},
		{"page.html", "", "", ""},
		{"", "", "", ""},
	} {
		got := To(c.link)
		if got.Host != c.host || got.Address != c.address || got.Posing != c.posing || (got.Kind == Web) != (c.host != "") {
			t.Errorf("%s: %+v", c.link, got)
		}
	}
}

func TestOnlySomeKindsOpen(t *testing.T) {
	for _, s := range []string{"javascript:alert(1)", "java\nscript:alert(1)", " JavaScript:alert(1)", "vbscript:x", "data:text/html,<script>", "file:///etc/passwd", "file://host/share",
		"smb://host/share", "ms-msdt:/id", "ms-word:ofe|u|http://x", "search-ms:query=x", "ftp://example.org/", "ssh://-oProxyCommand=x", "view-source:http://x", "blob:http://x/1",
		"popmail:details", "x-apple.systempreferences:", "cid:1", "about:blank", "steam://run/1", `\\host\share`, "jar:http://x!/", "wss://x/", "intent://x#Intent;end", "sms:1", "tel:*#06#", "tel:", "mailto:"} {
		if got := To(s); got.Kind != Other || got.Address != "" {
			t.Errorf("%q opens as %+v", s, got)
		}
	}
	if got := To("ms-msdt:/id%zz"); got.Scheme != "ms-msdt" {
		t.Errorf("%+v", got)
	}
}

func TestMailAndPhone(t *testing.T) {
	for _, c := range []struct{ link, shown, address string }{
		{"mailto:ann%40example.org?subject=x", "ann@example.org", "mailto:ann@example.org?subject=x"},
		{"MAILTO:ann@example.org", "ann@example.org", "mailto:ann@example.org"},
		{"mailto:ann@example.org?subject=Two%20words+more&body=a%0D%0Ab", "ann@example.org", "mailto:ann@example.org?body=a%0D%0Ab&subject=Two%20words%2Bmore"},
		{"mailto:ann@example.org?attach=/etc/passwd&attachment=%2Fhome%2Fann%2F.ssh&Subject=Hi", "ann@example.org", "mailto:ann@example.org?subject=Hi"},
		{"mailto:a@x.example?subject=leave;id=1&body=50% off", "a@x.example", "mailto:a@x.example?body=50%25%20off&subject=leave%3Bid%3D1"},
		{"mailto:a@x.example?subject=100%&body=%zz%41%4", "a@x.example", "mailto:a@x.example?body=%25zzA%254&subject=100%25"},
		{"mailto:?to=ann@example.org", "ann@example.org", "mailto:ann@example.org"},
		{"mailto:ann@example.org,bob@example.org", "ann@example.org,bob@example.org", "mailto:ann@example.org,bob@example.org"},
		{"mailto:ann@example.org%0ABcc:x@evil.example", "ann@example.orgBcc:x@evil.example", "mailto:ann@example.orgBcc:x@evil.example"},
		{"mailto://ann@example.org", "ann@example.org", "mailto:ann@example.org"},
		{"tel:+44%2020%207946%200018", "+44 20 7946 0018", "tel:+442079460018"},
		{"tel:555-0100;ext=5", "555-0100", "tel:555-0100"},
	} {
		got := To(c.link)
		if got.Mail+got.Phone != c.shown || got.Address != c.address {
			t.Errorf("%s: %+v", c.link, got)
		}
	}
}

func TestDoubts(t *testing.T) {
	for _, c := range []struct {
		link, words string
		want        []Doubt
		named       string
	}{
		{"https://tickets.rail.example/x", "See cabins and prices", nil, ""},
		{"https://tickets.rail.example/x", "https://tickets.rail.example/x", nil, ""},
		{"https://www.bank.com/", "bank.com", nil, ""},
		{"https://v2--shop.example.com/", "", nil, ""},
		{"https://r3---sn-4g5e.c.example.com/", "", nil, ""},
		{"https://my-.tumblr.example/", "", nil, ""},
		{"https://-a.tumblr.example/", "", nil, ""},
		{"https://login.bank.co.uk/", "www.bank.co.uk", nil, ""},
		{"https://evil.co.uk/", "bank.co.uk", []Doubt{OtherName}, "bank.co.uk"},
		{"https://evil.example/", "https://bank.example/login", []Doubt{OtherName}, "bank.example"},
		{"https://evil.example/", "Log in at WWW.BANK.COM.", []Doubt{OtherName}, "www.bank.com"},
		{"https://evil.example/", "bank.com/login", []Doubt{OtherName}, "bank.com"},
		{"https://evil.example/", "(bank.com)", []Doubt{OtherName}, "bank.com"},
		{"https://evil.example/", "ba\u200bnk.c\u00adom", []Doubt{OtherName}, "bank.com"},
		{"https://evil.example/", "ｂａｎｋ．ｃｏｍ", []Doubt{OtherName}, "bank.com"},
		{"https://bank.com.evil.example/", "bank.com", []Doubt{OtherName, LookAlike}, "bank.com"},
		{"https://evil.example/bank.com", "bank.com", []Doubt{OtherName}, "bank.com"},
		{"https://bob.github.io/", "alice.github.io", []Doubt{OtherName}, "alice.github.io"},
		{"https://evil.example/", "service@bank.com", []Doubt{OtherName}, "bank.com"},
		{"https://evil.example/", "http://192.0.2.1/x", []Doubt{OtherName}, "192.0.2.1"},
		{"https://shop.example/", "Version 1.2.3 for $4.50, e.g. Node.js and README.md", nil, ""},
		{"https://github.com/a/b", "cmd/main.go", nil, ""},
		{"https://shop.example/", "Read more...now", nil, ""},
		{"https://xn--mnchen-3ya.de/", "münchen.de", nil, ""},
		{"https://münchen.de/", "Hier", nil, ""},
		{"https://日本語.jp/", "ここ", nil, ""},
		{"https://カフェ東京.jp/", "x", nil, ""},
		{"https://россия.example/", "сюда", nil, ""},
		{"https://pаypal.com/", "Log in", []Doubt{LookAlike}, ""}, // Cyrillic а
		{"https://xn--pypal-4ve.com/", "Log in", []Doubt{LookAlike}, ""},
		{"https://аррӏе.com/", "Log in", []Doubt{LookAlike}, ""}, // Cyrillic alone
		{"https://goοgle.com/", "x", []Doubt{LookAlike}, ""},     // Greek ο
		{"https://paypaĺ.com/", "x", []Doubt{LookAlike}, ""},
		{"https://paypa1.com/", "x", []Doubt{LookAlike}, ""},
		{"https://www.rnicrosoft.com/", "x", []Doubt{LookAlike}, ""},
		{"https://g00gle.com/", "x", []Doubt{LookAlike}, ""},
		{"https://google.com/", "x", nil, ""},
		{"https://apple.com/", "apple.com", nil, ""},
		{"https://pаypal.com/", "paypal.com", []Doubt{OtherName, LookAlike}, "paypal.com"},
		{"https://www.bank.com.evil.example/", "Log in", []Doubt{LookAlike}, ""},
		{"https://paypal.net.evil.example/", "Log in", []Doubt{LookAlike}, ""},
		{"https://bank.com.br/", "x", nil, ""},
		{"https://login.bank.com.au/", "x", nil, ""},
		{"https://com.example.org/", "x", nil, ""},
		{"https://it.net.example.org/", "x", nil, ""},
		{"https://evil.example/", "bank。com", []Doubt{OtherName}, "bank.com"},
		{"https://evil.example/", "bank｡com", []Doubt{OtherName}, "bank.com"},
		{"https://shop.example/", "请看这里。com", nil, ""},
		{"https://xn--a.example/", "x", []Doubt{LookAlike}, ""},
		{"https://bank.example@evil.example/", "Log in", []Doubt{Poses}, ""},
		{"https://bank.example@evil.example/", "https://bank.example@evil.example/", []Doubt{OtherName, Poses}, "bank.example"},
		{"http://192.0.2.1/x", "Log in", []Doubt{Bare}, ""},
		{"http://192.0.2.1/x", "http://192.0.2.1/x", []Doubt{Bare}, ""},
		{"http://3232235777/", "x", []Doubt{Bare}, ""},
		{"http://0x7f.1/", "x", []Doubt{Bare}, ""},
		{"http://[2001:db8::1]/", "x", []Doubt{Bare}, ""},
		{"mailto:ann@bank.com", "ann@bank.com", nil, ""},
		{"mailto:ann@bank.com", "Write to us", nil, ""},
		{"mailto:ann@evil.example", "ann@bank.com", []Doubt{OtherName}, "bank.com"},
		{"https://evil.example/", "gmx.net", []Doubt{OtherName}, "gmx.net"},
		{"https://evil.example/", "Log in at Comcast.net", []Doubt{OtherName}, "comcast.net"},
		{"https://gmx.net/", "gmx.net", nil, ""},
		{"https://shop.example/", "ASP.NET and C#.NET in a week", nil, ""},
		{"https://paypaI.com/", "Log in", []Doubt{LookAlike}, ""}, // a capital I
		{"https://www.mlcrosoft.com/", "x", []Doubt{LookAlike}, ""},
		{"https://faceb00k-.example.com/", "x", nil, ""},
		{"https://iinkedin.com/", "x", []Doubt{LookAlike}, ""},
		{"https://www.dhi.example/", "x", nil, ""},
		{"https://www.bank.de.login.evil.example/", "Log in", []Doubt{LookAlike}, ""},
		{"https://www.bank.co.uk.evil.example/", "Log in", []Doubt{LookAlike}, ""},
		{"https://paypal.de.evil.example/", "Log in", []Doubt{LookAlike}, ""},
		{"https://login.amazon.co.uk.evil.example/", "Log in", []Doubt{LookAlike}, ""},
		{"https://paypal.com-login.example/", "Log in", []Doubt{LookAlike}, ""},
		{"https://www.bank.com-login.example/", "Log in", []Doubt{LookAlike}, ""},
		{"https://paypal.net-login.example/", "Log in", []Doubt{LookAlike}, ""},
		{"https://www.net-a-porter.com/", "Shop", nil, ""},
		{"https://shop.net-a-porter.com/", "Shop", nil, ""},
		{"https://newsletter.com-magazin.de/", "Mehr", nil, ""},
		{"https://www.com-magazin.de/", "Mehr", nil, ""},
		{"https://www.shop.de.company.example/", "x", nil, ""},
		{"https://www.careers.us.company.example/", "x", nil, ""},
		{"https://de.company.example/", "x", nil, ""},
		{"https://www.de.company.example/", "x", nil, ""},
		{"https://live.us.company.example/", "x", nil, ""},
		{"https://www.business.uk.hsbc.com/", "x", nil, ""},
		{"https://click.e.apple.news.example/", "x", nil, ""},
		{"https://www.amazon.co.uk/", "x", nil, ""},
		{"https://shop.example/", "Barnes&Noble.com", nil, ""},
		{"https://att.com/", "AT&T.com", nil, ""},
		{"https://click.shop.example/", "http://click.shop.example/?u=http://www.bank.com/", nil, ""},
		{"https://click.shop.example/", "click.shop.example:8080/r?to=www.bank.com", nil, ""},
		{"https://click.shop.example/", "https://click.shop.example/~ann/a+b=c&d=www.bank.com#x", nil, ""},
		{"https://shop.example/", "Follow @ann.bsky.social", nil, ""},
		{"https://shop.example/", "10:30 – 12:45, 50%off, and/or 1.5=3/2, C:\\docs\\readme.md, src/cmd/main.go, v1.2~rc3", nil, ""},
		{"mailto:ann.lee@bank.com", "mailto:ann.lee@bank.com", nil, ""},
		{"https://evil.example/", "mailto:ann.lee@bank.com", []Doubt{OtherName}, "bank.com"},
		{"https://evil.example/", "ann.lee+x=y@bank.com", []Doubt{OtherName}, "bank.com"},
		{"https://evil.example/", "https://user:pw@bank.example/", []Doubt{OtherName}, "bank.example"},
		{"https://evil.example/", strings.Repeat("\u200b", 700) + "www.paypal.com", []Doubt{OtherName}, "www.paypal.com"},
		{"https://evil.example/", strings.Repeat("many words ", 700) + "www.paypal.com", []Doubt{OtherName}, "www.paypal.com"},
		{"https://evil.example/", "www.paypal.com " + strings.Repeat("many words ", 70000), []Doubt{OtherName}, "www.paypal.com"},
		{"https://evil.example/", strings.Repeat("a", 1996) + " bank.com" + strings.Repeat("a", 9000), nil, ""},
		{"tel:+1", "bank.com", nil, ""},
		{"javascript:x", "bank.com", nil, ""},
	} {
		got, named := To(c.link).Doubts(c.words)
		if !slices.Equal(got, c.want) || named != c.named {
			t.Errorf("%s as %q: %v %q, want %v %q", c.link, c.words, got, named, c.want, c.named)
		}
	}
}

// Whatever stands around a name, it is seen.
func TestNamesAmongSigns(t *testing.T) {
	for _, words := range []string{"Visit:www.paypal.com", "Login:paypal.com", "Login:https://paypal.com/", "*www.paypal.com*", "~www.paypal.com~", "_www.paypal.com_", "www.paypal.com&x", "x&www.paypal.com",
		"www.paypal.com=login", "from=paypal.com", "from=http://paypal.com/x", "paypal.com+login", "#paypal.com", "$paypal.com", "paypal.com®", "paypal.com™", "paypal.com·login", "•paypal.com•",
		"http:⁄⁄www.paypal.com⁄login", "http:∕∕paypal.com", "https:⧸⧸paypal.com⧸x", "http:/www.paypal.com", "http:www.paypal.com", "›www.paypal.com", "✔paypal.com", "→paypal.com", "www.paypal.com–secure",
		"www.paypal.com—secure", "paypal.com‚", "‹paypal.com›", "paypal.com…", "…paypal.com", "paypal.com!", "¡paypal.com!", "paypal.com’s", "paypal.com's", "l'paypal.com", "«paypal.com»", "`paypal.com`", "^paypal.com",
		"Login/www.paypal.com", "here?paypal.com", "|paypal.com|", "paypal.com:443", "paypal.com:login", "-paypal.com-", "100%paypal.com", "ⓟⓐⓨⓟⓐⓛ.com", "paypal．com", "paypal․com", "paypal﹒com", "🔒paypal.com", "🔒 paypal.com🔒"} {
		list, named := To("https://evil.example/").Doubts(words)
		if !slices.Equal(list, []Doubt{OtherName}) || strings.TrimPrefix(named, "www.") != "paypal.com" {
			t.Errorf("%q: %v %q", words, list, named)
		}
		if list, named := To("https://www.paypal.com/x").Doubts(words); len(list) > 0 {
			t.Errorf("%q where it goes there: %v %q", words, list, named)
		}
	}
}

// Each line of what is seen is read, whatever stands in the others.
func TestNamesInEachLine(t *testing.T) {
	for _, filler := range []string{strings.Repeat("x", 2500), strings.Repeat("some words ", 1000), "short"} {
		for _, words := range []string{
			filler + "www.paypal.com\nwww.paypal.com\n" + filler, filler + "\n" + filler + "\n" + filler + "\nwww.paypal.com", "www.paypal.com\n" + filler + "\n" + filler,
			"evil.example\n" + filler + "www.paypal.com\nwww.paypal.com\n" + filler,
		} {
			if list, named := To("https://evil.example/").Doubts(words); !slices.Equal(list, []Doubt{OtherName}) || !strings.HasSuffix(named, "paypal.com") {
				t.Errorf("%.30q: %v %.30q", words, list, named)
			}
		}
	}
	if list, _ := To("https://evil.example/").Doubts(strings.Repeat("a\n", 1<<20) + "www.paypal.com"); len(list) != 1 {
		t.Error(list)
	}
}

// A name with a sign in it names its own host, and nobody else's.
func TestNamesWithASign(t *testing.T) {
	for words, host := range map[string]string{
		"col·legi.cat": "col·legi.cat", "www.col·legi.cat/x": "col·legi.cat", "ポケット・モンスター.jp": "ポケット・モンスター.jp", "E*TRADE.com": "etrade.com", "Visit E*TRADE.com!": "etrade.com",
		"O'Reilly.com": "www.oreilly.com", "O’Reilly.com": "oreilly.com", "https://www.O’Reilly.com/books": "www.oreilly.com", "L'Oréal.com": "www.loreal.com", "L’Oréal.com": "loréal.com",
	} {
		if list, named := To("https://" + host + "/x").Doubts(words); slices.Contains(list, OtherName) {
			t.Errorf("%s at %s: %v %s", words, host, list, named)
		}
	}
	for words, host := range map[string]string{
		"O'Reilly.com": "evil.example", "E*TRADE.com": "trade.example", "bank.com*evil.com": "bank.comevil.com", "bank.com·evil.com": "comevil.com", "l'paypal.com": "lpaypal.com", "www.my*bank.com": "evil-mybank.com",
		"me*bank.com@evil.com": "mebank.com", "x*bank.com": "bank.com.evil.com",
	} {
		if list, _ := To("https://" + host + "/x").Doubts(words); !slices.Contains(list, OtherName) {
			t.Errorf("%s at %s: %v", words, host, list)
		}
	}
}

func FuzzTo(f *testing.F) {
	for _, s := range []string{"https://a@b.example:1/x", "mailto:a%40b", "http://[::1]:0", "https://xn--a.example", "HTTP://Ä.example/\u202e", "javascript:x", "https://a%", "tel:+1 (2)"} {
		f.Add(s, "see a.com")
	}
	f.Fuzz(func(t *testing.T, s, words string) {
		got := To(s)
		got.Doubts(words)
		if got.Kind == Other {
			if got.Address != "" {
				t.Fatalf("%q opens %+v", s, got)
			}
			return
		}
		u, err := url.Parse(got.Address)
		if err != nil || u.Scheme != got.Scheme || u.User != nil {
			t.Fatalf("%q leads to %+v (%v)", s, got, err)
		}
		if strings.ContainsFunc(got.Address, func(r rune) bool { return r < ' ' || r == 0x7f }) {
			t.Fatalf("%q: %q", s, got.Address)
		}
		if got.Kind != Web {
			return
		}
		if u.Hostname() != got.Host {
			t.Fatalf("%q: %+v", s, got)
		}
		for _, r := range got.Host {
			if r <= ' ' || r >= 0x7f {
				t.Fatalf("%q: host %q", s, got.Host)
			}
		}
	})
}
