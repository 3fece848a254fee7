package main

import (
	"bytes"
	"crypto/tls"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"popmail/account/discover/worldtest"
	"popmail/assets/sample"
	"popmail/pop3/pop3test"
	"popmail/pop3/pop3test/dovecot"
)

// town is the internet in which the wizard is led through all that can happen. Nothing of
// it is outside the network namespace of the test, but a real Dovecot behind a socket.
type town struct {
	*worldtest.World
	t    *testing.T
	dir  string
	mail [][]byte
	// ahead is how far the clocks of web servers are ahead of this computer's.
	ahead time.Duration
}

const (
	townPassword = "rosebud 7"
	townCourt    = "ann@dovecot.example" // whose mailbox a real Dovecot has
	dovecotVar   = "POPMAIL_TEST_DOVECOT"
	worldVar     = "POPMAIL_TEST_WORLD" // "all": also what takes long
)

// enterTown begins a test in the town; nil: the test has run there, and this is outside.
// withDovecot says that it needs a real server.
func enterTown(t *testing.T, withDovecot bool) *town {
	if testing.Short() {
		t.Skip("a real window takes a while")
	}
	var more []string
	if os.Getenv(programVar) == "" {
		if out, err := exec.Command("unshare", "-rnm", "true").CombinedOutput(); err != nil {
			t.Skipf("this system gives no network of its own: %v %s", err, out)
		}
		bin, err := sightedProgram()
		if err != nil {
			t.Fatal(err)
		}
		more = append(more, programVar+"="+bin)
		if withDovecot {
			more = append(more, dovecotVar+"="+courtOutside(t))
		}
	}
	dir := worldtest.Namespace(t, more...)
	if dir == "" {
		return nil
	}
	w := &town{World: worldtest.Real(t), t: t, dir: dir}
	w.Trust(dir)
	for _, m := range sample.Messages(time.Now()) {
		w.mail = append(w.mail, m.Raw)
	}
	return w
}

// courtOutside starts a Dovecot with the sample mail, and returns a folder with a socket
// that leads to it and the file of its authority. Without Dovecot the test is skipped.
func courtOutside(t *testing.T) string {
	s := dovecot.Run(t, dovecot.Options{CertNames: []string{"pop.dovecot.example"}})
	if err := s.AddUser(townCourt, townPassword); err != nil {
		t.Fatal(err)
	}
	for _, m := range sample.Messages(time.Now()) {
		if _, err := s.Deliver(townCourt, bytes.ReplaceAll(m.Raw, []byte("\r\n"), []byte("\n"))); err != nil {
			t.Fatal(err)
		}
	}
	dir, err := os.MkdirTemp("", "court")
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("unix", filepath.Join(dir, "s"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = l.Close()
		_ = os.RemoveAll(dir)
	})
	ca, err := os.ReadFile(s.CAFile)
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, "ca.pem"), ca, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			there, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", s.TLS))
			if err != nil {
				_ = c.Close()
				continue
			}
			go worldtest.Pipe(c, there)
		}
	}()
	return dir
}

// court puts the real Dovecot into the town.
func (w *town) court() {
	w.t.Helper()
	w.publish("dovecot.example", "pop.dovecot.example", 995, "SSL")
	out := os.Getenv(dovecotVar)
	if out == "" {
		w.t.Fatal("enterTown was not asked for Dovecot")
	}
	theirs, err := os.ReadFile(filepath.Join(out, "ca.pem"))
	if err == nil {
		err = os.WriteFile(filepath.Join(w.dir, "ca.pem"), append(w.CAPEM(), theirs...), 0o600)
	}
	if err != nil {
		w.t.Fatal(err)
	}
	w.Forward("pop.dovecot.example:995", filepath.Join(out, "s"))
}

// publish makes a domain tell where its mail is.
func (w *town) publish(domain, host string, port int, socket string) {
	text := fmt.Sprintf(`<clientConfig version="1.1"><emailProvider id="%[1]s"><domain>%[1]s</domain>
<incomingServer type="pop3"><hostname>%[2]s</hostname><port>%[3]d</port><socketType>%[4]s</socketType><username>%%EMAILADDRESS%%</username><authentication>password-cleartext</authentication></incomingServer>
<outgoingServer type="smtp"><hostname>smtp.%[1]s</hostname><port>465</port><socketType>SSL</socketType><username>%%EMAILADDRESS%%</username><authentication>password-cleartext</authentication></outgoingServer>
</emailProvider></clientConfig>`, domain, host, port, socket)
	w.SMTP("smtp." + domain + ":465")
	page := worldtest.Page("/mail/config-v1.1.xml", text)
	w.Web("autoconfig."+domain, func(rw http.ResponseWriter, r *http.Request) {
		if w.ahead != 0 {
			rw.Header().Set("Date", time.Now().Add(w.ahead).UTC().Format(http.TimeFormat))
		}
		page(rw, r)
	})
}

// options are those of a server for user that greets PASS as refuse says; nil: as usual.
func (w *town) options(host, user string, refuse func(line string) string) pop3test.Options {
	o := pop3test.Options{Users: map[string]string{user: townPassword}, TLS: w.Cert(host)}
	if refuse != nil {
		o.Hook = func(_, line string) string { return refuse(line) }
	}
	return o
}

// box puts a server with mail for user at pop.domain, port 995.
func (w *town) box(domain, user string, refuse func(line string) string) *pop3test.Server {
	host := "pop." + domain
	s := pop3test.New(w.options(host, user, refuse))
	for _, m := range w.mail {
		s.AddMessage(user, m)
	}
	w.Mailboxes(host+":995", s, w.Cert(host))
	return s
}

// failing is a domain of which one thing is wrong, and what the window says then.
type failing struct {
	domain string
	at     func(w *town, domain string) // what stands there
	says   []string
	not    string                             // what it must not say
	moved  func(w *town)                      // happens between the search and the test; nil: nothing
	way    string                             // the button or link of the way out; empty: Back
	leads  []string                           // what is read then
	then   func(w *town, v *sighted, h hands) // another way out
	long   bool                               // only make world takes the time for it by keyboard
	mouse  bool                               // make test does it by mouse, too
}

// refuses is a server that answers PASS with a text.
func refuses(text string) func(w *town, domain string) {
	return func(w *town, domain string) {
		w.box(domain, "ann@"+domain, func(line string) string {
			if line == "PASS" {
				return strings.TrimSpace("-ERR " + text)
			}
			return ""
		})
	}
}

func serves(serve func(net.Conn)) func(w *town, domain string) {
	return func(w *town, domain string) { w.Listen("pop."+domain+":995", serve) }
}

func shows(cert func(w *town, name string) *tls.Config) func(w *town, domain string) {
	return func(w *town, domain string) {
		w.Mailboxes("pop."+domain+":995", pop3test.New(w.options("pop."+domain, "ann", nil)), cert(w, "pop."+domain))
	}
}

// TestWorldFailures leads the real wizard into everything that can go wrong, one after the
// other in one window, by keyboard alone. Pictures are left in build/e2e/world-failures.
func TestWorldFailures(t *testing.T) {
	failByHand(t, "world-failures", func(v *sighted) hands { return keyboard{v} }, func(f failing) bool { return !f.long })
}

// TestWorldFailuresByMouse does so by mouse alone.
func TestWorldFailuresByMouse(t *testing.T) {
	failByHand(t, "world-failures-mouse", func(v *sighted) hands { return mouse{v} }, func(f failing) bool { return f.mouse })
}

func failByHand(t *testing.T, name string, by func(v *sighted) hands, always func(f failing) bool) {
	w := enterTown(t, false)
	if w == nil {
		return
	}
	s := newScreen(t, name)
	v := openSighted(s, dataFolder(t))
	h := by(v)
	v.until("Welcome!")
	v.typ("Ann Example")
	for _, f := range slices.Concat(failures, sendingFailures) {
		if always(f) || os.Getenv(worldVar) == "all" {
			w.fails(v, h, f)
		}
	}
	w.noneKnows(v)
	v.leave()
	kept := folder(t, filepath.Dir(v.data))
	kept["stderr"] = v.errs.Bytes()
	hunt(t, "ann", townPassword, kept)
}

// fails leads the wizard into one failure, out of it, and back to the first page.
func (w *town) fails(v *sighted, h hands, f failing) {
	w.t.Helper()
	if f.domain != "" {
		w.publish(f.domain, "pop."+f.domain, 995, "SSL")
	}
	f.at(w, f.domain)
	h.fill("ann@"+f.domain, townPassword)
	h.goOn("Continue")
	v.until("Test and continue")
	if f.moved != nil {
		f.moved(w)
	}
	if f.not == "" {
		f.not = "The server did not accept the password"
	}
	h.goOn("Test and continue")
	v.until(f.says...)
	if text := v.text(); strings.Contains(text, f.not) {
		w.t.Errorf("%s: %q is said in\n%s", f.domain, f.not, text)
	}
	v.shot(f.domain)
	if f.way != "" {
		h.press(f.way)
		v.until(f.leads...)
		v.shot(f.domain + "-way")
	}
	if f.then != nil {
		f.then(w, v, h)
	}
	h.start()
}

// noneKnows checks that nobody but a server of POP3 was told a password.
func (w *town) noneKnows(v *sighted) {
	for _, line := range w.Told() {
		if strings.Contains(line, townPassword) || strings.Contains(line, strings.ReplaceAll(townPassword, " ", "%20")) {
			v.t.Errorf("told: %s", line)
		}
	}
}

// start leads back to the first page by Escape.
func (v *sighted) start() {
	v.t.Helper()
	for range 6 {
		if v.atStart() {
			return
		}
		v.keys("Escape")
		time.Sleep(50 * time.Millisecond)
	}
	v.t.Fatalf("Escape does not lead to the first page:\n%s", v.text())
}

// fill types an address and a password on the first page.
func (v *sighted) fill(email, password string) {
	v.t.Helper()
	v.until("E-mail address")
	v.tabTo("Ann Example")
	v.keys("Tab", "ctrl+a")
	v.typ(email)
	v.keys("Tab", "ctrl+a")
	v.typ(password)
}
