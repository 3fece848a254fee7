package discover

import (
	"testing"
	"time"

	"popmail/account/discover/worldtest"
)

// TestSystem runs a Finder as the program has it, with the system's resolver, dialler and
// authorities: in a network of its own that consists of the loopback device alone.
func TestSystem(t *testing.T) {
	dir := worldtest.Namespace(t)
	if dir == "" {
		return
	}
	w := &world{World: worldtest.Real(t), t: t, finder: New(t.TempDir())}
	w.Trust(dir)
	w.Web("autoconfig.example.org", worldtest.Page(configPath, settings(imapServer+popServer+smtpServer)))
	w.POP("pop.example.org:995")
	w.SMTP("smtp.example.org:587")
	start := time.Now()
	w.want(w.find("Ann <ann@Example.org>"), "pop.example.org:995 tls ann autoconfig usual+, smtp.example.org:587 starttls ann@example.org autoconfig usual+")
	t.Logf("by the domain's settings: %v", time.Since(start))
	w.Forget()
	w.MX("firm.example", "10 aspmx.l.google.com")
	w.POP("pop.gmail.com:995")
	w.want(w.find("ann@firm.example"), "pop.gmail.com:995 tls ann@firm.example mx app+?, smtp.gmail.com:465 tls ann@firm.example mx app?!")
	w.SRV("_pop3s._tcp.shop.example", "0 0 995 pop.example.org")
	w.want(w.find("ann@shop.example"), "pop.example.org:995 tls ann@shop.example srv usual+?, -")
	start = time.Now()
	w.POP("mail.d.example:110")
	w.want(w.find("ann@d.example"), "mail.d.example:110 starttls ann@d.example guess usual+?, -")
	t.Logf("by usual names: %v", time.Since(start))
	start = time.Now()
	if r := w.find("ann@nowhere.example"); len(r.Candidates) > 0 || r.Silent {
		t.Errorf("%+v", r)
	}
	t.Logf("nothing: %v", time.Since(start))
}
