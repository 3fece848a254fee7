package discover

import (
	"context"
	"crypto/tls"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"

	"popmail/account/discover/worldtest"
)

// settings is a file of settings with the given servers.
func settings(servers string) string {
	return `<?xml version="1.0"?><clientConfig version="1.1"><emailProvider id="x"><domain>example.org</domain>` + servers + `</emailProvider></clientConfig>`
}

const (
	imapServer = `<incomingServer type="imap"><hostname>imap.example.org</hostname><port>993</port><socketType>SSL</socketType><username>%EMAILADDRESS%</username></incomingServer>`
	popServer  = `<incomingServer type="pop3"><hostname>pop.%EMAILDOMAIN%</hostname><port>995</port><socketType>SSL</socketType><username>%EMAILLOCALPART%</username><authentication>password-cleartext</authentication></incomingServer>`
	smtpServer = `<outgoingServer type="smtp"><hostname>smtp.%EMAILDOMAIN%</hostname><port>587</port><socketType>STARTTLS</socketType><username>%EMAILADDRESS%</username></outgoingServer>`
)

func TestFromDomain(t *testing.T) {
	w := newWorld(t)
	w.Web("autoconfig.example.org", worldtest.Page(configPath, settings(imapServer+popServer+smtpServer)))
	w.POP("pop.example.org:995")
	w.SMTP("smtp.example.org:587")
	r := w.find("Ann.B+x@Example.ORG")
	w.want(r, "pop.example.org:995 tls Ann.B+x autoconfig usual+, smtp.example.org:587 starttls Ann.B+x@example.org autoconfig usual+")
	if !slices.Contains(w.Told(), "autoconfig.example.org: GET /mail/config-v1.1.xml?emailaddress=Ann.B%2Bx%40example.org referer=") {
		t.Errorf("%q", w.Told())
	}
}

func TestWellKnown(t *testing.T) {
	w := newWorld(t)
	w.Web("example.org", worldtest.Page(wellKnownPath, settings(popServer)))
	w.Web("autoconfig.example.org", func(rw http.ResponseWriter, _ *http.Request) { http.Error(rw, "", http.StatusBadGateway) })
	w.POP("pop.example.org:995")
	w.SMTP("mail.example.org:465")
	w.want(w.find("ann@example.org"), "pop.example.org:995 tls ann autoconfig usual+, mail.example.org:465 tls ann guess usual+?")
}

// Settings of a domain whose servers do not answer stand behind others that do.
func TestSettingsOfTheDead(t *testing.T) {
	w := newWorld(t)
	w.Web("autoconfig.example.org", worldtest.Page(configPath, settings(popServer+smtpServer)))
	w.POP("mail.example.org:995")
	w.want(w.find("ann@example.org"), "mail.example.org:995 tls ann@example.org guess usual+?, -", "pop.example.org:995 tls ann autoconfig usual!, smtp.example.org:587 starttls ann@example.org autoconfig usual!")
}

func TestRedirects(t *testing.T) {
	to := func(place string) http.HandlerFunc {
		return func(rw http.ResponseWriter, r *http.Request) {
			http.Redirect(rw, r, strings.ReplaceAll(place, "QUERY", r.URL.RawQuery), http.StatusFound)
		}
	}
	for _, c := range []struct {
		name, place string
		follow      bool
	}{
		{"plain", "https://conf.hoster.test/c.xml", true},
		{"with the address", "https://conf.hoster.test/c.xml?QUERY", true},
		{"in the path", "https://conf.hoster.test/ann@example.org/c.xml", false},
		{"in disguise", "https://conf.hoster.test/c.xml?who=%61nn%2540example.org&x=ann%40example.org", false},
		{"without encryption", "http://conf.hoster.test/c.xml", false},
		{"to a private network", "https://router.test/c.xml", false},
		{"to itself", "https://autoconfig.example.org/mail/config-v1.1.xml", false},
		{"a file", "file:///etc/passwd", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			w.A("router.test", "192.168.1.1")
			w.Web("router.test", worldtest.Page("/c.xml", settings(popServer)))
			w.Web("autoconfig.example.org", to(c.place))
			w.Web("conf.hoster.test", worldtest.Page("/c.xml", settings(popServer)))
			w.Listen("conf.hoster.test:80", func(c net.Conn) {
				w.Note("conf.hoster.test", "in the clear")
				text := settings(popServer)
				_, _ = io.ReadFull(c, make([]byte, 16))
				_, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: "+strconv.Itoa(len(text))+"\r\n\r\n"+text)
			})
			w.POP("pop.example.org:995")
			r := w.find("ann@example.org")
			if got := len(r.Candidates) > 0 && r.Candidates[0].Incoming.Source == FromDomain; got != c.follow {
				t.Errorf("followed %v: %q", got, w.Told())
			}
			for _, line := range w.Told() {
				if host, _, _ := strings.Cut(line, ":"); !c.follow && (host == "conf.hoster.test" || host == "router.test") {
					t.Errorf("asked: %s", line)
				}
			}
		})
	}
}

func TestPublicList(t *testing.T) {
	w := newWorld(t)
	w.Web("list.test", worldtest.Page("/v1.1/example.org", settings(popServer+smtpServer)))
	w.POP("pop.example.org:995")
	w.SMTP("smtp.example.org:587")
	w.want(w.find("ann@example.org"), "pop.example.org:995 tls ann ispdb usual+, smtp.example.org:587 starttls ann@example.org ispdb usual+")
	// A subdomain has what the list says of the domain above it.
	w.POP("pop.dep.example.org:995")
	w.want(w.find("ann@dep.example.org"), "pop.dep.example.org:995 tls ann mx usual+, smtp.dep.example.org:587 starttls ann@dep.example.org mx usual!")
}

func TestFolder(t *testing.T) {
	w := newWorld(t)
	w.finder.Folder = t.TempDir()
	put := func(name, text string) {
		if err := os.WriteFile(filepath.Join(w.finder.Folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	put("company.xml", strings.ReplaceAll(settings(`<domain>gmail.com</domain>`+popServer), "pop.%EMAILDOMAIN%", "10.0.0.5"))
	put("broken.xml", "<clientConfig")
	put("notes.txt", settings(popServer))
	put("other.example", settings(popServer))
	w.want(w.find("ann@example.org"), "10.0.0.5:995 tls ann folder usual, -")
	w.want(w.find("ann@gmail.com"), "10.0.0.5:995 tls ann folder usual, -", "pop.gmail.com:995 tls ann@gmail.com provider app, smtp.gmail.com:465 tls ann@gmail.com provider app")
	w.want(w.find("ann@other.example"), "pop.other.example:995 tls ann folder usual, -")
	if told := w.Told(); len(told) > 0 {
		t.Errorf("asked: %q", told)
	}
}

func TestSRV(t *testing.T) {
	w := newWorld(t)
	w.SRV("_pop3s._tcp.example.org", "20 0 995 second.example.org", "10 0 995 first.example.org")
	w.SRV("_submissions._tcp.example.org", "0 0 465 out.example.org")
	w.POP("first.example.org:995")
	w.POP("second.example.org:995")
	w.SMTP("out.example.org:465")
	const out = ", out.example.org:465 tls ann@example.org srv usual+"
	w.want(w.find("ann@example.org"), "first.example.org:995 tls ann@example.org srv usual+"+out, "second.example.org:995 tls ann@example.org srv usual+"+out)
}

func TestSRVOutside(t *testing.T) {
	w := newWorld(t)
	w.SRV("_pop3._tcp.example.org", "0 0 110 pop.hoster.test")
	w.SRV("_submission._tcp.example.org", "0 0 587 pop.hoster.test")
	w.POP("pop.hoster.test:110")
	w.SMTP("pop.hoster.test:587", "pop.hoster.test", "example.org")
	// The certificate of the first covers only its own name, that of the second the
	// domain as well.
	w.want(w.find("ann@example.org"), "pop.hoster.test:110 starttls ann@example.org srv usual+?, pop.hoster.test:587 starttls ann@example.org srv usual+")
}

func TestSRVRefused(t *testing.T) {
	w := newWorld(t)
	w.SRV("_pop3s._tcp.example.org", "0 0 0 .")
	w.SRV("_pop3._tcp.example.org", "0 0 0 .")
	w.POP("pop.example.org:995") // not to be tried
	r := w.find("ann@example.org")
	if w.want(r); !r.NoPOP || r.Provider != nil {
		t.Errorf("%+v", r)
	}
	for _, line := range w.Told() {
		if strings.HasPrefix(line, "pop.") {
			t.Error(line)
		}
	}
	// Only one of them is refused, the other is there.
	w.SRV("_pop3._tcp.example.org", "0 0 110 box.example.org")
	w.POP("box.example.org:110")
	w.want(w.find("ann@example.org"), "box.example.org:110 starttls ann@example.org srv usual+?, -"[:len("box.example.org:110 starttls ann@example.org srv usual+")]+", -")
}

func TestExchanger(t *testing.T) {
	w := newWorld(t)
	w.MX("example.org", "10 aspmx.l.google.com", "20 mx.example.org")
	w.POP("pop.gmail.com:995")
	w.SMTP("smtp.gmail.com:465")
	r := w.find("ann@example.org")
	w.want(r, "pop.gmail.com:995 tls ann@example.org mx app+?, smtp.gmail.com:465 tls ann@example.org mx app+?")
	if r.Provider == nil || r.Provider.ID != "google" || r.Candidates[0].Provider != r.Provider {
		t.Errorf("%+v", r.Provider)
	}
	// The exchanger is the server itself.
	w.MX("firm.example", "10 W01a.kasserver.com.")
	w.POP("w01a.kasserver.com:995")
	w.SMTP("w01a.kasserver.com:465")
	w.want(w.find("ann@firm.example"), "w01a.kasserver.com:995 tls ann@firm.example mx usual+?, w01a.kasserver.com:465 tls ann@firm.example mx usual+?")
	// Nobody has POP3 there.
	w.MX("private.example", "10 mail.protonmail.ch")
	if r := w.find("ann@private.example"); !r.NoPOP || r.Provider == nil || r.Provider.ID != "proton" || len(r.Candidates) > 0 {
		t.Errorf("%+v", r)
	}
	// The exchanger is not known, but publishes settings.
	w.MX("shop.example", "10 in.mx.hoster.co.uk")
	w.Web("autoconfig.hoster.co.uk", worldtest.Page(configPath, settings(strings.ReplaceAll(popServer, "pop.%EMAILDOMAIN%", "pop.hoster.co.uk"))))
	w.POP("pop.hoster.co.uk:995")
	w.want(w.find("ann@shop.example"), "pop.hoster.co.uk:995 tls ann mx usual+?, -")
	// The domain above has the exchanger.
	w.want(w.find("ann@dep.firm.example"), "w01a.kasserver.com:995 tls ann@dep.firm.example mx usual+?, w01a.kasserver.com:465 tls ann@dep.firm.example mx usual+?")
	// It takes no mail (RFC 7505).
	w.MX("none.example", "0 .")
	w.want(w.find("ann@none.example"))
}

func TestGuess(t *testing.T) {
	w := newWorld(t)
	w.POP("pop.a.example:995")
	w.POP("pop.a.example:110")
	w.POP("mail.a.example:995")
	w.SMTP("smtp.a.example:587")
	w.SMTP("mail.a.example:465")
	const out = ", smtp.a.example:587 starttls ann@a.example guess usual+?"
	r := w.find("ann@a.example")
	if len(r.Candidates) == 0 || brief(r.Candidates[0]) != "pop.a.example:995 tls ann@a.example guess usual+?, mail.a.example:465 tls ann@a.example guess usual+?" {
		w.want(r, "pop.a.example:995 first", out)
	}
	// Only with STLS.
	w.POP("pop3.b.example:110")
	w.want(w.find("ann@b.example"), "pop3.b.example:110 starttls ann@b.example guess usual+?, -")
	// Without it, it does not count.
	w.POP("pop.c.example:110", "-")
	w.SMTP("smtp.c.example:587", "-")
	w.want(w.find("ann@c.example"))
	// The certificate of the hoster: it is shown, behind all others, and not taken.
	w.POP("d.example:995", "*.hoster.test")
	w.want(w.find("ann@d.example"), "d.example:995 tls ann@d.example guess usual?!, -")
	w.POP("mail.d.example:110")
	w.want(w.find("ann@d.example"), "mail.d.example:110 starttls ann@d.example guess usual+?, -", "d.example:995 tls ann@d.example guess usual?!, -")
}

// Names of the internet that lead into the network at home are not followed, unless the
// domain lies there itself.
func TestPrivate(t *testing.T) {
	w := newWorld(t)
	w.A("pop.example.org", "192.168.0.1")
	w.POP("pop.example.org:995")
	w.Addr("example.org")
	w.want(w.find("ann@example.org"))
	for _, line := range w.Told() {
		if strings.HasPrefix(line, "pop.") {
			t.Error(line)
		}
	}
	w.A("intra.example", "10.1.2.3")
	w.A("pop.intra.example", "10.1.2.4")
	w.POP("pop.intra.example:995")
	w.want(w.find("ann@intra.example"), "pop.intra.example:995 tls ann@intra.example guess usual+?, -")
	for ip, want := range map[string]bool{"127.0.0.1": true, "10.0.0.1": true, "100.64.1.1": true, "169.254.1.1": true, "fe80::1": true, "fd00::1": true, "::1": true, "::ffff:192.168.1.1": true, "0.0.0.0": true, "192.0.2.1": false, "2001:db8::1": false} {
		if got := private(parseIP(ip)); got != want {
			t.Errorf("%s: %v", ip, got)
		}
	}
}

// What is published may be anything.
func TestStrangeSettings(t *testing.T) {
	endless := func(rw http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(rw, settings(popServer))
		for line := strings.Repeat(" ", 32<<10); ; {
			if _, err := io.WriteString(rw, line); err != nil {
				return
			}
		}
	}
	for name, h := range map[string]http.HandlerFunc{
		"endless": endless, "a page": worldtest.Page(configPath, "<!doctype html><html><body>Not here<br></html>"), "nothing": worldtest.Page(configPath, ""),
		"half": worldtest.Page(configPath, "<clientConfig><emailProvider><incomingServer type='pop3'><hostname>pop.example.org</hostname>"),
		"imap": worldtest.Page(configPath, settings(imapServer)), "no host": worldtest.Page(configPath, settings(strings.ReplaceAll(popServer, "pop.%EMAILDOMAIN%", "pop.%NONSENSE%.org"))),
		"command": worldtest.Page(configPath, settings(strings.ReplaceAll(popServer, "pop.%EMAILDOMAIN%", "pop.example.org&#10;DELE 1"))),
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.Web("autoconfig.example.org", h)
			w.POP("pop.example.org:995")
			r := w.find("ann@example.org")
			w.want(r, "pop.example.org:995 tls ann@example.org guess usual+?, -")
			if r.OtherOnly != (name == "imap") {
				t.Errorf("only others: %v", r.OtherOnly)
			}
		})
	}
}

// Programs that write settings are not agreed on what they have written them in.
func TestEncodingsOfSettings(t *testing.T) {
	as := func(code string) string {
		return strings.Replace(settings(popServer), `"1.0"`, `"1.0" encoding="`+code+`"`, 1)
	}
	wide := func(mark string, order binary.AppendByteOrder) string {
		b := []byte(mark)
		for _, u := range utf16.Encode([]rune(as("utf-16"))) {
			b = order.AppendUint16(b, u)
		}
		return string(b)
	}
	for name, page := range map[string]string{
		"UTF-8 with a mark": "\ufeff" + as("utf-8"), "UTF-8 by another name": as("utf-16"), "a name that nobody knows": as("x-bogus"), "Latin-1": as("iso-8859-1") + "<!-- \xe4 -->",
		"UTF-16, little end first": wide("\xff\xfe", binary.LittleEndian), "UTF-16, big end first": wide("\xfe\xff", binary.BigEndian),
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.Web("autoconfig.example.org", worldtest.Page(configPath, page))
			w.POP("pop.example.org:995")
			w.want(w.find("ann@example.org"), "pop.example.org:995 tls ann autoconfig usual+, -")
		})
	}
}

// A server that is busy just now, and says so over TLS, is there.
func TestBusy(t *testing.T) {
	w := newWorld(t)
	busy := func(place, name, greeting string) {
		cert := w.Cert(name)
		w.Listen(place, func(c net.Conn) {
			tc := tls.Server(c, cert)
			defer tc.Close()
			_, _ = io.WriteString(tc, greeting)
		})
	}
	busy("mail.example.org:995", "mail.example.org", "-ERR [SYS/TEMP] too many connections\r\n")
	busy("smtp.example.org:465", "smtp.example.org", "421 4.7.0 try later\r\n")
	busy("smtp.b.example:465", "smtp.b.example", "HTTP/1.1 400 no\r\n")
	busy("mail.b.example:995", "mail.b.example", "* BYE too many connections\r\n")
	w.want(w.find("ann@example.org"), "mail.example.org:995 tls ann@example.org guess usual+?, smtp.example.org:465 tls ann@example.org guess usual+?")
	w.want(w.find("ann@b.example"))
}

// Who the person is stands in no name of a server outside the domain: it would be told
// to the DNS.
func TestAddressInHostName(t *testing.T) {
	personal := settings(strings.ReplaceAll(popServer, "pop.%EMAILDOMAIN%", "%EMAILLOCALPART%.box.test"))
	w := newWorld(t)
	w.Web("autoconfig.example.org", worldtest.Page(configPath, personal))
	w.Web("list.test", worldtest.Page("/v1.1/example.org", personal))
	w.POP("ann.box.test:995")
	w.want(w.find("ann@example.org"))
	for _, line := range w.Told() {
		if strings.Contains(line, "ann") && !strings.HasPrefix(line, "autoconfig.example.org: ") {
			t.Error(line)
		}
	}
	w = newWorld(t)
	w.Web("autoconfig.b.example", worldtest.Page(configPath, strings.ReplaceAll(personal, "box.test", "b.example")))
	w.POP("ann.b.example:995")
	w.want(w.find("ann@b.example"), "ann.b.example:995 tls ann autoconfig usual+, -")
}

// A portal of a hotel, or whoever else is in between, answers under every name and has no
// certificate for any: nothing of it is believed.
func TestInBetween(t *testing.T) {
	for name, cert := range map[string]func(w *world) *tls.Config{
		"another name": func(w *world) *tls.Config { return w.Cert("portal.test") },
		"another authority": func(w *world) *tls.Config {
			return newWorld(w.t).Cert("autoconfig.example.org", "example.org", "list.test", "pop.example.org", "smtp.example.org")
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			cfg := cert(w)
			for _, host := range []string{"autoconfig.example.org", "example.org", "list.test"} {
				w.Listen(host+":443", func(c net.Conn) {
					tc := tls.Server(c, cfg)
					if tc.Handshake() == nil {
						w.Note(host, "believed")
						_, _ = io.WriteString(tc, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"+settings(popServer))
					}
				})
			}
			w.Listen("pop.example.org:995", func(c net.Conn) { worldtest.Greet(c, cfg) })
			states := map[Source]State{}
			r, err := w.finder.Find(t.Context(), "ann@example.org", func(e Event) { states[e.Source] = e.State })
			if err != nil || states[FromDomain] != Failed || states[FromPublic] != Failed || r.Silent {
				t.Errorf("%v, %v, %+v", err, states, r)
			}
			w.want(r, "pop.example.org:995 tls ann@example.org guess usual?!, -")
			if len(r.Candidates) > 0 && !certificate(r.Candidates[0].Incoming.Err) {
				t.Error(r.Candidates[0].Incoming.Err)
			}
		})
	}
}

// Servers that nobody could confirm are asked, and so is everybody else.
func TestUnsure(t *testing.T) {
	w := newWorld(t)
	w.POP("mail.mynet.com:995")
	w.want(w.find("ann@mynet.com"), "mail.mynet.com:995 tls ann@mynet.com guess usual+?, -", "pop3.mynet.com:995 tls ann@mynet.com provider usual!, smtp.mynet.com:465 tls ann@mynet.com provider usual!")
	w.POP("pop3.mynet.com:995")
	w.SMTP("smtp.mynet.com:465")
	w.want(w.find("ann@mynet.com"), "pop3.mynet.com:995 tls ann@mynet.com provider usual+, smtp.mynet.com:465 tls ann@mynet.com provider usual+")
}

func TestIDN(t *testing.T) {
	w := newWorld(t)
	w.Web("autoconfig.xn--bcher-kva.example", worldtest.Page(configPath, settings(popServer)))
	w.POP("pop.xn--bcher-kva.example:995")
	r := w.find("Ann <ann@Bücher.example>")
	w.want(r, "pop.xn--bcher-kva.example:995 tls ann autoconfig usual+, -")
	if r.Address.Email != "ann@bücher.example" {
		t.Errorf("%+v", r.Address)
	}
}

// Without a way to the internet nothing answers; with one, a domain that does not exist
// is an answer.
func TestSilent(t *testing.T) {
	w := newWorld(t)
	if r := w.find("ann@nowhere.example"); r.Silent || len(r.Candidates) > 0 {
		t.Errorf("%+v", r)
	}
	w.CloseDNS()
	if r := w.find("ann@nowhere.example"); !r.Silent || len(r.Candidates) > 0 {
		t.Errorf("%+v", r)
	}
	if r := w.find("ann@gmail.com"); r.Silent || len(r.Candidates) != 1 {
		t.Errorf("%+v", r)
	}
}

// A search can be stopped, and what was told of it comes in order.
func TestEvents(t *testing.T) {
	w := newWorld(t)
	w.SRV("_pop3s._tcp.example.org", "0 0 995 pop.example.org")
	w.Swallow("autoconfig.example.org:443", "list.test:443", "pop.example.org:995", "mail.example.org:995")
	ctx, stop := context.WithCancel(t.Context())
	states := map[Source][]State{}
	r, err := w.finder.Find(ctx, "ann@example.org", func(e Event) {
		states[e.Source] = append(states[e.Source], e.State)
		if e.Source == FromGuess && e.State == Asking {
			if e.Name != "pop.example.org" {
				t.Errorf("%+v", e)
			}
			stop()
		}
	})
	if !errors.Is(err, context.Canceled) || r.Address.Email == "" {
		t.Errorf("%+v, %v", r, err)
	}
	for from, want := range map[Source][]State{FromTable: {Asking, Nothing}, FromDomain: {Asking, Dropped}, FromGuess: {Waiting, Asking, Dropped}, FromExchanger: {Asking, Nothing}} {
		if !slices.Equal(states[from], want) && (from != FromExchanger || !slices.Equal(states[from], []State{Asking, Dropped})) {
			t.Errorf("%v: %v", from, states[from])
		}
	}
	if _, err := w.finder.Find(t.Context(), "nobody", nil); !errors.Is(err, ErrAddress) {
		t.Error(err)
	}
}
