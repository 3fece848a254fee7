package login

import (
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/emersion/go-sasl"
	"github.com/xdg-go/scram"

	"popmail/account"
)

func names(ways []Way) string {
	var list []string
	for _, w := range ways {
		list = append(list, w.Name)
	}
	return strings.Join(list, " ")
}

// tlsPair is both ends of a TLS line of one version.
func tlsPair(t *testing.T, version uint16) (client, server *tls.ConnectionState) {
	t.Helper()
	web := httptest.NewUnstartedServer(nil)
	web.StartTLS()
	defer web.Close()
	a, b := net.Pipe()
	cfg := web.TLS.Clone()
	cfg.NextProtos, cfg.MaxVersion = nil, version
	s := tls.Server(b, cfg)
	c := tls.Client(a, &tls.Config{InsecureSkipVerify: true, MaxVersion: version}) //nolint:gosec // both ends are here
	done := make(chan error, 1)
	go func() { done <- s.Handshake() }()
	if err := errors.Join(c.Handshake(), <-done); err != nil {
		t.Fatal(err)
	}
	cs, ss := c.ConnectionState(), s.ConnectionState()
	ss.PeerCertificates = cs.PeerCertificates // the server's own, for tls-server-end-point
	t.Cleanup(func() { _, _ = a.Close(), b.Close() })
	return &cs, &ss
}

func TestOrder(t *testing.T) {
	line, _ := tlsPair(t, tls.VersionTLS13)
	all := strings.Fields("LOGIN PLAIN CRAM-MD5 EXTERNAL SCRAM-SHA-1 SCRAM-SHA-256 SCRAM-SHA-1-PLUS SCRAM-SHA-256-PLUS XOAUTH2 OAUTHBEARER GSSAPI NTLM DIGEST-MD5")
	password, token := account.Password("secret"), account.WithToken(account.Token{Access: "tok"})
	for _, c := range []struct {
		name string
		c    Case
		want string
	}{
		{"everything", Case{Credential: password, Offered: all, UserPass: true, TLS: line}, "SCRAM-SHA-256-PLUS SCRAM-SHA-256-PLUS SCRAM-SHA-1-PLUS SCRAM-SHA-1-PLUS SCRAM-SHA-256 SCRAM-SHA-1 CRAM-MD5 PLAIN LOGIN USER"},
		{"open line", Case{Credential: password, Offered: all, UserPass: true}, "SCRAM-SHA-256 SCRAM-SHA-1 CRAM-MD5"},
		{"open line that was chosen", Case{Credential: password, Offered: all, UserPass: true, Insecure: true}, "SCRAM-SHA-256 SCRAM-SHA-1 CRAM-MD5 PLAIN LOGIN USER"},
		{"token", Case{Credential: token, Offered: all, UserPass: true, TLS: line}, "XOAUTH2 OAUTHBEARER"},
		{"token on an open line", Case{Credential: token, Offered: all}, ""},
		{"token and nothing for it", Case{Credential: token, Offered: []string{"PLAIN"}, UserPass: true, TLS: line}, ""},
		{"token chosen, password given", Case{Credential: password, Auth: account.AuthOAuth, Offered: all, TLS: line}, ""},
		{"plain", Case{Credential: password, Auth: account.AuthPlain, Offered: all, UserPass: true, TLS: line}, "PLAIN LOGIN USER"},
		{"user", Case{Credential: password, Auth: account.AuthUser, Offered: all, UserPass: true, TLS: line}, "USER"},
		{"apop", Case{Credential: password, Auth: account.AuthAPOP, Offered: all}, "APOP"},
		{"external", Case{Auth: account.AuthExternal, Offered: all, TLS: line}, "EXTERNAL"},
		{"scram", Case{Credential: password, Auth: account.AuthSCRAM256, Offered: all, TLS: line}, "SCRAM-SHA-256-PLUS SCRAM-SHA-256-PLUS SCRAM-SHA-256"},
		{"unknown ones", Case{Credential: password, Offered: []string{"GSSAPI", "NTLM"}, TLS: line}, ""},
	} {
		if got := names(Ways(c.c)); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	if !Browser([]string{"XOAUTH2", "GSSAPI"}, false) || Browser([]string{"XOAUTH2", "PLAIN"}, false) || Browser([]string{"XOAUTH2"}, true) || Browser([]string{"GSSAPI"}, false) {
		t.Error("what wants a browser")
	}
}

func TestTwoLines(t *testing.T) {
	line, _ := tlsPair(t, tls.VersionTLS13)
	for host, want := range map[string]bool{
		"outlook.office365.com": true, "Outlook.Office365.com.": true, "pop-mail.outlook.com": true, "pop.gmail.com": false, "outlook.com.example.org": false, "notoutlook.com": false,
	} {
		w := Ways(Case{Credential: account.WithToken(account.Token{Access: "t"}), Host: host, Offered: []string{"XOAUTH2"}, TLS: line})
		if len(w) != 1 || w[0].TwoLines != want {
			t.Errorf("%s: %+v", host, w)
		}
	}
}

// serve plays the server's side of SCRAM.
func serve(t *testing.T, name, user, password string, binding *scram.ChannelBinding, m sasl.Client) (err error, proved error) {
	t.Helper()
	hash := scrams[strings.TrimSuffix(name, "-PLUS")]
	c, err := hash.NewClient(user, password, "")
	if err != nil {
		t.Fatal(err)
	}
	stored, err := c.GetStoredCredentialsWithError(scram.KeyFactors{Salt: "salt", Iters: 4096})
	if err != nil {
		t.Fatal(err)
	}
	server, err := hash.NewServer(func(name string) (scram.StoredCredentials, error) {
		if name != user {
			return scram.StoredCredentials{}, errors.New("nobody")
		}
		return stored, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	conv := server.NewConversation()
	if binding != nil {
		conv = server.NewConversationWithChannelBinding(*binding)
	}
	_, response, err := m.Start()
	for err == nil && !conv.Done() {
		var challenge string
		if challenge, err = conv.Step(string(response)); err != nil {
			break
		}
		response, err = m.Next([]byte(challenge))
	}
	return err, m.(interface{ Proved() error }).Proved()
}

// SCRAM with each binding that a line gives, to a server on the same line, on another
// one, and one that has the password of somebody else.
func TestSCRAM(t *testing.T) {
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		client, server := tlsPair(t, version)
		_, other := tlsPair(t, version)
		binds := func(s *tls.ConnectionState) map[scram.ChannelBindingType]scram.ChannelBinding {
			m := map[scram.ChannelBindingType]scram.ChannelBinding{}
			for _, b := range bindingsOf(s) {
				m[b.Type] = b
			}
			return m
		}
		here, there := binds(server), binds(other)
		ways := Ways(Case{User: "anna", Credential: account.Password("Ⅸ gehe\u00adim"), Offered: []string{"SCRAM-SHA-256-PLUS", "SCRAM-SHA-1-PLUS", "SCRAM-SHA-512", "SCRAM-SHA-256"}, TLS: client})
		if want := 6; len(ways) != want {
			t.Fatalf("TLS %x: %d ways (%s), want %d", version, len(ways), names(ways), want)
		}
		kinds := map[scram.ChannelBindingType]int{}
		for _, w := range ways {
			m := w.New().(*scramMechanism)
			var b, far *scram.ChannelBinding
			_, first, _ := w.New().Start()
			if kind, ok := strings.CutPrefix(string(first), "p="); ok {
				kind, _, _ = strings.Cut(kind, ",")
				k, f := here[scram.ChannelBindingType(kind)], there[scram.ChannelBindingType(kind)]
				kinds[k.Type]++
				b, far = &k, &f
			} else if !strings.HasPrefix(string(first), "n,") {
				t.Errorf("%s: begins %q although the server lists PLUS", w.Name, first)
			}
			// The server has the password in its normal form: SASLprep.
			if err, proved := serve(t, w.Name, "anna", "IX geheim", b, m); err != nil || proved != nil {
				t.Errorf("%s: %v, %v", w.Name, err, proved)
			}
			if err, proved := serve(t, w.Name, "anna", "another", b, w.New()); err == nil || proved == nil {
				t.Errorf("%s: proved without the password", w.Name)
			}
			if far != nil && far.Type == scram.ChannelBindingTLSExporter {
				if err, proved := serve(t, w.Name, "anna", "IX geheim", far, w.New()); err == nil || proved == nil {
					t.Errorf("%s: bound to another line", w.Name)
				}
			}
		}
		if kinds[scram.ChannelBindingTLSExporter] != 2 || kinds[scram.ChannelBindingTLSServerEndpoint] != 2 {
			t.Errorf("TLS %x: bound by %v", version, kinds)
		}
	}
	line, _ := tlsPair(t, tls.VersionTLS13)
	w := Ways(Case{User: "anna", Credential: account.Password("x"), Offered: []string{"SCRAM-SHA-256"}, TLS: line})
	if _, first, _ := w[0].New().Start(); !strings.HasPrefix(string(first), "y,,n=anna,r=") {
		t.Errorf("%q does not say that PLUS was missed", first)
	}
	// A name with what separates, and a password that SASLprep refuses.
	w = Ways(Case{User: "a,b=c", Credential: account.Password("geheim\U0001FAE0\u0007"), Offered: []string{"SCRAM-SHA-256"}})
	if _, first, err := w[0].New().Start(); err != nil || !strings.HasPrefix(string(first), "n,,n=a=2Cb=3Dc,r=") {
		t.Errorf("%q, %v", first, err)
	}
}

// What a server cannot make SCRAM do.
func TestSCRAMRefuses(t *testing.T) {
	start := func() (*scramMechanism, string) {
		m := newSCRAM("SCRAM-SHA-256", "anna", "secret", nil, false)
		_, first, err := m.Start()
		if err != nil {
			t.Fatal(err)
		}
		_, nonce, _ := strings.Cut(string(first), "r=")
		return m, nonce
	}
	for _, challenge := range []string{
		"r=%sx,s=c2FsdA==,i=2000001", "r=%sx,s=c2FsdA==,i=1000", "r=%sx,s=c2FsdA==,i=99999999999999999999", "r=other,s=c2FsdA==,i=4096%.0s", "r=%sx,s=!,i=4096", "r=%sx,i=4096", "m=ext,r=%sx,s=c2FsdA==,i=4096", "%.0s", "\x00\xff%.0s", "v=%sx",
	} {
		m, nonce := start()
		if got, err := m.Next(fmt.Appendf(nil, challenge, nonce)); err == nil {
			t.Errorf("%q is answered by %q", challenge, got)
		}
		if m.Proved() == nil {
			t.Errorf("%q proves something", challenge)
		}
	}
	for _, final := range []string{"v=" + base64.StdEncoding.EncodeToString(make([]byte, 32)), "v=", "", "x"} {
		m, nonce := start()
		if _, err := m.Next(fmt.Appendf(nil, "r=%sx,s=c2FsdA==,i=4096", nonce)); err != nil {
			t.Fatal(err)
		}
		if _, err := m.Next([]byte(final)); !errors.Is(err, ErrUnproven) || m.Proved() == nil {
			t.Errorf("%q: %v", final, err)
		}
	}
	m, _ := start()
	if _, err := m.Next([]byte("e=unknown-user,x=1")); err != nil || m.Detail() != "unknown-user" || m.Proved() == nil {
		t.Errorf("%v, %q", err, m.Detail())
	}
}

// RFC 7677, section 4: 4096 rounds at least, whichever hash it is.
func TestSCRAMWantsEnoughRounds(t *testing.T) {
	for name := range scrams {
		for rounds, ok := range map[string]bool{"1": false, "0": false, "-1": false, "4095": false, "4096": true, "10000": true} {
			m := newSCRAM(name, "anna", "secret", nil, false)
			_, first, err := m.Start()
			if err != nil {
				t.Fatal(err)
			}
			_, nonce, _ := strings.Cut(string(first), "r=")
			got, err := m.Next([]byte("r=" + nonce + "x,s=c2FsdA==,i=" + rounds))
			if ok && (err != nil || !strings.HasPrefix(string(got), "c=")) || !ok && (err == nil || len(got) > 0) {
				t.Errorf("%s with %s rounds: %q, %v", name, rounds, got, err)
			}
		}
	}
}

func TestBearer(t *testing.T) {
	line, _ := tlsPair(t, tls.VersionTLS13)
	ways := Ways(Case{User: "a,n=na@example.org", Host: "pop.example.org", Port: 995, Credential: account.WithToken(account.Token{Access: "ya29.x"}), Offered: []string{"OAUTHBEARER", "XOAUTH2"}, TLS: line})
	want := map[string]string{
		"XOAUTH2":     "user=a,n=na@example.org\x01auth=Bearer ya29.x\x01\x01",
		"OAUTHBEARER": "n,a=a=2Cn=3Dna@example.org,\x01host=pop.example.org\x01port=995\x01auth=Bearer ya29.x\x01\x01",
	}
	for _, w := range ways {
		for json, detail := range map[string]string{
			`{"status":"400","schemes":"Bearer","scope":"https://mail.google.com/"}`: "400", `{"status":401}`: "401", `{"status":"invalid_token","openid-configuration":"https://x"}`: "invalid_token",
			`{"status":"400","error":"invalid_scope"}`: "invalid_scope", "not json": "invalid_token",
		} {
			m := w.New()
			name, first, err := m.Start()
			if err != nil || name != w.Name || string(first) != want[name] {
				t.Errorf("%s: %q, %v", name, first, err)
			}
			answer, err := m.Next([]byte(json))
			if dummy := map[string]string{"XOAUTH2": "", "OAUTHBEARER": "\x01"}[name]; err != nil || string(answer) != dummy {
				t.Errorf("%s answers %q, %v", name, answer, err)
			}
			if got := m.(*bearer).Detail(); got != detail {
				t.Errorf("%s: %q, want %q", json, got, detail)
			}
			if _, err := m.Next(nil); err == nil {
				t.Error("a second challenge is answered")
			}
		}
	}
	for _, bad := range []string{"a\x01b", "a\r\nb"} {
		if _, _, err := (&bearer{name: "XOAUTH2", user: "u", token: bad}).Start(); err == nil {
			t.Errorf("%q is sent", bad)
		}
	}
}

// The example of RFC 2195, section 2.
func TestCRAM(t *testing.T) {
	m := &cramMD5{"tim", "tanstaaftanstaaf"}
	got, err := m.Next([]byte("<1896.697170952@postoffice.reston.mci.net>"))
	if err != nil || string(got) != "tim b913a602c7eda7a495b4e6e7334d3890" {
		t.Errorf("%q, %v", got, err)
	}
	if _, err := m.Next(nil); err == nil {
		t.Error("an empty challenge is answered")
	}
}

func TestCredentialHidesTokens(t *testing.T) {
	c := account.WithToken(account.Token{Access: "ya29.secret", Refresh: "1//secret"})
	for _, s := range []string{fmt.Sprint(c), fmt.Sprintf("%+v %#v %v", c, c, c.Token), fmt.Sprintf("%#v", c.Token)} {
		if strings.Contains(s, "secret") {
			t.Errorf("%q", s)
		}
	}
	if !slices.Contains([]string{c.Secret()}, "ya29.secret") {
		t.Error("the secret of a token is what the server sees")
	}
}
