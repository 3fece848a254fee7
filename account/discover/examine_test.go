package discover

import (
	"crypto/tls"
	"errors"
	"io"
	"net"
	"testing"

	"popmail/account"
)

func TestExamine(t *testing.T) {
	at := func(port int, s account.Security) account.Server {
		return account.Server{Host: "pop.example.org", Port: port, Security: s}
	}
	type want struct {
		trouble account.Trouble
		instead account.Server
	}
	for name, c := range map[string]struct {
		world   func(w *world)
		srv     account.Server
		trouble account.Trouble
		want    want
	}{
		"the other port": {func(w *world) { w.POP("pop.example.org:110") }, at(995, account.TLS), account.TroubleRefused, want{account.TroubleRefused, at(110, account.STARTTLS)}},
		"the better port": {func(w *world) { w.POP("pop.example.org:110"); w.POP("pop.example.org:995") }, at(1995, account.TLS), account.TroubleRefused,
			want{account.TroubleRefused, at(995, account.TLS)}},
		"TLS where none was": {func(w *world) { w.POP("pop.example.org:995") }, at(110, account.None), account.TroubleRefused, want{account.TroubleRefused, at(995, account.TLS)}},
		"only in the clear":  {func(w *world) { w.POP("pop.example.org:110", "-") }, at(995, account.TLS), account.TroubleRefused, want{account.TroubleRefused, at(110, account.None)}},
		"only in the clear, at another port": {func(w *world) { w.POP("pop.example.org:110", "-") }, at(1100, account.None), account.TroubleRefused,
			want{account.TroubleRefused, at(110, account.None)}},
		"only in the clear, and asked so": {func(w *world) { w.POP("pop.example.org:110", "-") }, at(110, account.STARTTLS), account.TroubleNoSTLS,
			want{account.TroubleNoSTLS, at(110, account.None)}},
		"in the clear beside TLS": {func(w *world) { w.POP("pop.example.org:110", "-"); w.POP("pop.example.org:995") }, at(110, account.STARTTLS), account.TroubleNoSTLS,
			want{account.TroubleNoSTLS, at(995, account.TLS)}},
		"in the clear it wants encryption": {func(w *world) { w.POP("pop.example.org:110", "-") }, at(110, account.None), account.TroublePlainRefused,
			want{trouble: account.TroublePlainRefused}},
		"a mail server of another kind": {func(w *world) {
			w.Listen("pop.example.org:110", func(c net.Conn) { _, _ = io.WriteString(c, "* OK IMAP4rev1\r\n") })
		}, at(995, account.TLS), account.TroubleRefused, want{trouble: account.TroubleRefused}},
		"a bad certificate answers too": {func(w *world) { w.POP("pop.example.org:995", "other.example") }, at(995, account.STARTTLS), account.TroubleNotPOP3,
			want{account.TroubleNotPOP3, at(995, account.TLS)}},
		"a private network": {func(w *world) { w.A("pop.example.org", "192.168.0.9"); w.POP("pop.example.org:110") }, at(995, account.TLS), account.TroubleRefused,
			want{account.TroubleRefused, at(110, account.STARTTLS)}},
		"nothing":                     {func(w *world) { w.Addr("pop.example.org") }, at(995, account.TLS), account.TroubleRefused, want{trouble: account.TroubleRefused}},
		"a wrong password":            {func(w *world) { w.POP("pop.example.org:110") }, at(995, account.TLS), account.TroublePassword, want{trouble: account.TroublePassword}},
		"names all lead to one place": {func(w *world) { w.Portal("portal.test") }, at(995, account.TLS), account.TroubleCertName, want{trouble: account.TroublePortal}},
		"wrong names lead to a page of ads": {func(w *world) { w.Addr("pop.example.org"); w.Wrong("ads.test") }, at(995, account.TLS), account.TroubleRefused,
			want{trouble: account.TroubleRefused}},
		"somebody answers for all": {func(w *world) {
			w.Addr("pop.example.org")
			w.A("nowhere.test", nowhere)
			w.Listen("nowhere.test:995", func(c net.Conn) { _, _ = io.Copy(io.Discard, c) })
		}, at(995, account.TLS), account.TroubleCertUnknown, want{trouble: account.TroublePortal}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			c.world(w)
			p := &account.Problem{Trouble: c.trouble, Server: c.srv.Host, Err: errors.New("x")}
			got := w.finder.Examine(t.Context(), c.srv, p)
			if got.Trouble != c.want.trouble || got.Answers != c.want.instead || !errors.Is(got, p.Err) {
				t.Errorf("trouble %d, instead %+v; want %+v", got.Trouble, got.Answers, c.want)
			}
			if p.Trouble != c.trouble || p.Answers != (account.Server{}) {
				t.Error("the problem itself was changed")
			}
		})
	}
	// The DNS server of one provider is out of order, or there is none at all.
	for name, c := range map[string]struct {
		there bool
		cause error
		want  account.Trouble
	}{
		"one":   {true, &net.DNSError{Err: "server misbehaving", IsTemporary: true}, account.TroubleNoHost},
		"all":   {false, &net.DNSError{Err: "server misbehaving", IsTemporary: true}, account.TroubleOffline},
		"route": {true, errors.New("network is unreachable"), account.TroubleOffline},
	} {
		w := newWorld(t)
		if c.there {
			w.Addr("list.test")
		}
		if p := w.finder.Examine(t.Context(), at(995, account.TLS), &account.Problem{Trouble: account.TroubleOffline, Err: c.cause}); p.Trouble != c.want {
			t.Errorf("%s: trouble %d, want %d", name, p.Trouble, c.want)
		}
	}
	// Who is asked about an address alone learns nothing of names.
	w := newWorld(t)
	w.Portal("portal.test")
	w.Listen("portal.test:995", func(c net.Conn) { _ = tls.Server(c, w.Cert("portal.test")).Handshake() })
	if p := w.finder.Examine(t.Context(), account.Server{Host: "203.0.113.9", Port: 995, Security: account.TLS}, &account.Problem{Trouble: account.TroubleCertName}); p.Trouble != account.TroubleCertName {
		t.Errorf("%v", p)
	}
}
