package discover

import (
	"encoding/pem"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// TestSystem runs a Finder as the program has it, with the system's resolver, dialler and
// authorities: in a network of its own that consists of the loopback device alone.
func TestSystem(t *testing.T) {
	const inside = "POPMAIL_TEST_INSIDE"
	if os.Getenv(inside) == "" {
		dir := t.TempDir()
		resolv := filepath.Join(dir, "resolv.conf")
		if err := os.WriteFile(resolv, []byte("nameserver 127.0.0.1\noptions timeout:1 attempts:1\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		prepare := `mount --bind "$1" /etc/resolv.conf && ip link set lo up && ip addr add 203.0.113.1/24 dev lo`
		if out, err := exec.Command("unshare", "-rnm", "sh", "-c", prepare, "sh", resolv).CombinedOutput(); err != nil {
			t.Skipf("this system gives no network of its own: %v %s", err, out)
		}
		more := ` && for n in 2 3 4 5 6 7 8 9; do ip addr add 203.0.113.$n/24 dev lo; done && exec "$2" -test.run='^TestSystem$' -test.v`
		cmd := exec.Command("unshare", "-rnm", "sh", "-c", prepare+more, "sh", resolv, os.Args[0])
		cmd.Env = append(os.Environ(), inside+"="+dir, "SSL_CERT_FILE="+filepath.Join(dir, "ca.pem"), "SSL_CERT_DIR="+dir)
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		t.Logf("%s", out)
		return
	}
	w := newWorldAt(t, "127.0.0.1:53")
	w.real = true
	ca := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: w.ca.Raw})
	if err := os.WriteFile(filepath.Join(os.Getenv(inside), "ca.pem"), ca, 0o600); err != nil {
		t.Fatal(err)
	}
	w.finder = New(t.TempDir())
	w.web("autoconfig.example.org", page(configPath, settings(imapServer+popServer+smtpServer)))
	w.pop("pop.example.org:995")
	w.smtp("smtp.example.org:587")
	start := time.Now()
	w.want(w.find("Ann <ann@Example.org>"), "pop.example.org:995 tls ann autoconfig usual+, smtp.example.org:587 starttls ann@example.org autoconfig usual+")
	t.Logf("by the domain's settings: %v", time.Since(start))
	w.forget()
	w.set(w.mx, "firm.example", "10 aspmx.l.google.com")
	w.pop("pop.gmail.com:995")
	w.want(w.find("ann@firm.example"), "pop.gmail.com:995 tls ann@firm.example mx app+?, smtp.gmail.com:465 tls ann@firm.example mx app?!")
	w.set(w.srv, "_pop3s._tcp.shop.example", "0 0 995 pop.example.org")
	w.want(w.find("ann@shop.example"), "pop.example.org:995 tls ann@shop.example srv usual+?, -")
	start = time.Now()
	w.pop("mail.d.example:110")
	w.want(w.find("ann@d.example"), "mail.d.example:110 starttls ann@d.example guess usual+?, -")
	t.Logf("by usual names: %v", time.Since(start))
	start = time.Now()
	if r := w.find("ann@nowhere.example"); len(r.Candidates) > 0 || r.Silent {
		t.Errorf("%+v", r)
	}
	t.Logf("nothing: %v", time.Since(start))
}
