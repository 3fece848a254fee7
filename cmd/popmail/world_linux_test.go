package main

import (
	"bytes"
	"crypto/tls"
	"encoding/xml"
	"fmt"
	"net"
	"os"
	"testing"
	"time"

	"popmail/account/discover/worldtest"
	"popmail/assets/sample"
	"popmail/pop3/pop3test"
)

// town is the internet in which the wizard is led through all that can happen.
type town struct {
	*worldtest.World
	t    *testing.T
	dir  string
	mail [][]byte
}

const townPassword = "rosebud 7 Geheim#17"

func newTown(t *testing.T, dir string) *town {
	w := &town{World: worldtest.Real(t), t: t, dir: dir}
	w.Trust(dir)
	for _, m := range sample.Messages(time.Now()) {
		w.mail = append(w.mail, bytes.ReplaceAll(m.Raw, []byte("\r\n"), []byte("\r\n")))
	}
	return w
}

// publish makes a domain tell where its mail is.
func (w *town) publish(domain, host string, port int, socket string) {
	type server struct {
		Type     string `xml:"type,attr"`
		Hostname string `xml:"hostname"`
		Port     int    `xml:"port"`
		Socket   string `xml:"socketType"`
		User     string `xml:"username"`
	}
	text, err := xml.Marshal(struct {
		XMLName xml.Name `xml:"clientConfig"`
		ID      struct {
			ID     string `xml:"id,attr"`
			Domain string `xml:"domain"`
			In     server `xml:"incomingServer"`
			Out    server `xml:"outgoingServer"`
		} `xml:"emailProvider"`
	}{ID: struct {
		ID     string `xml:"id,attr"`
		Domain string `xml:"domain"`
		In     server `xml:"incomingServer"`
		Out    server `xml:"outgoingServer"`
	}{domain, domain, server{"pop3", host, port, socket, "%EMAILADDRESS%"}, server{"smtp", "smtp." + domain, 465, "SSL", "%EMAILADDRESS%"}}})
	if err != nil {
		w.t.Fatal(err)
	}
	w.Web("autoconfig."+domain, worldtest.Page("/mail/config-v1.1.xml", string(text)))
}

// post puts a POP3 server for ann at pop.domain, port 995, whose user name there is user
// and which answers PASS with refusal, if there is one.
func (w *town) post(domain, user, refusal string) *pop3test.Server {
	o := pop3test.Options{Users: map[string]string{user: townPassword}}
	if refusal != "" {
		o.Hook = func(_, line string) string {
			if line == "PASS" {
				return refusal
			}
			return ""
		}
	}
	s := pop3test.New(o)
	for _, m := range w.mail {
		s.AddMessage(user, m)
	}
	w.Mailboxes("pop."+domain+":995", s, w.Cert("pop."+domain))
	w.SMTP("smtp." + domain + ":465")
	return s
}

// failing are domains of which each has one thing wrong, with what the window says then.
type failing struct {
	domain string
	at     func(w *town, domain string) // what stands there
	says   []string
	not    []string
	then   func(v *sighted) // the way out; nil: Back
}

func answers(text string) func(w *town, domain string) {
	return func(w *town, domain string) { w.post(domain, "ann@"+domain, "-ERR "+text) }
}

func serves(serve func(net.Conn)) func(w *town, domain string) {
	return func(w *town, domain string) { w.Listen("pop."+domain+":995", serve) }
}

func certified(cert func(w *town, name string) *tls.Config) func(w *town, domain string) {
	return func(w *town, domain string) {
		w.Mailboxes("pop."+domain+":995", pop3test.New(pop3test.Options{}), cert(w, "pop."+domain))
	}
}

var failures = []failing{
	{domain: "wrong.example", at: answers("[AUTH] Invalid user name or password"), says: []string{"The server did not accept the password", "Invalid user name or password"}},
	{domain: "unknown.example", at: answers("Ghnorf 0x17"), says: []string{"Ghnorf 0x17", "PopMail doesn’t know what this means"}, not: []string{"password is wrong"}},
}

// TestWorld leads the real wizard through a small internet.
func TestWorld(t *testing.T) {
	if testing.Short() {
		t.Skip("a real window takes a while")
	}
	bin := ""
	if os.Getenv(programVar) == "" {
		var err error
		if bin, err = build("popmail-eyes", "popmail_eyes"); err != nil {
			t.Fatal(err)
		}
	}
	dir := worldtest.Namespace(t, programVar+"="+bin)
	if dir == "" {
		return
	}
	w := newTown(t, dir)
	t.Run("failures", func(t *testing.T) {
		s := newScreen(t, "world-failures")
		v := openSighted(s, dataFolder(t))
		v.until("Welcome!")
		v.typ("Ann Example")
		for _, f := range failures {
			w.publish(f.domain, "pop."+f.domain, 995, "SSL")
			f.at(w, f.domain)
			v.tabTo("Ann Example")
			v.keys("Tab", "ctrl+a")
			v.typ("ann@" + f.domain)
			v.keys("Tab", "ctrl+a")
			v.typ(townPassword)
			v.keys("Return")
			v.until("Test and continue")
			v.keys("Return")
			v.until(f.says...)
			v.shot(f.domain)
			fmt.Println(v.text())
			v.keys("Escape", "Escape")
			v.until("E-mail address")
		}
	})
}
