package discover

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"
)

// world is a small internet on loopback: a DNS server, a certificate authority, and
// servers that are reached under addresses that only the world's Dial knows.
type world struct {
	t      *testing.T
	dns    net.PacketConn
	ca     *x509.Certificate
	caKey  *ecdsa.PrivateKey
	roots  *x509.CertPool
	finder *Finder

	mu     sync.Mutex
	a      map[string][]string // names with their addresses
	mx     map[string][]string // "10 mx.example.org"
	srv    map[string][]string // "0 5 995 pop.example.org"
	routes map[string]string   // "192.0.2.1:995" to a listener; "" swallows everything
	seen   []string            // what the servers were told, "host: line"
	next   int
	real   bool // servers listen on the addresses and ports that the DNS tells
}

func newWorld(t *testing.T) *world { return newWorldAt(t, "127.0.0.1:0") }

// newWorldAt makes a world whose DNS server listens at an address.
func newWorldAt(t *testing.T, dns string) *world {
	t.Helper()
	w := &world{t: t, a: map[string][]string{}, mx: map[string][]string{}, srv: map[string][]string{}, routes: map[string]string{}}
	var err error
	if w.caKey, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader); err != nil {
		t.Fatal(err)
	}
	w.ca = &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "the world's own"}, NotBefore: time.Unix(0, 0), NotAfter: time.Unix(1<<32, 0),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, w.ca, w.ca, &w.caKey.PublicKey, w.caKey)
	if err != nil {
		t.Fatal(err)
	}
	if w.ca, err = x509.ParseCertificate(der); err != nil {
		t.Fatal(err)
	}
	w.roots = x509.NewCertPool()
	w.roots.AddCert(w.ca)
	if w.dns, err = net.ListenPacket("udp", dns); err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		w.answerDNS()
	}()
	t.Cleanup(func() {
		_ = w.dns.Close()
		<-done
	})
	resolver := &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "udp", w.dns.LocalAddr().String())
	}}
	w.finder = &Finder{Resolver: resolver, Dial: w.dial, Roots: w.roots, Public: "https://list.test/v1.1/", Name: "Ann Berg"}
	return w
}

// set puts records for a name into one of the maps of the DNS server.
func (w *world) set(records map[string][]string, name string, values ...string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	records[name] = values
}

// addr gives a name an address, its own or, where it has one, the same.
func (w *world) addr(name string) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.a[name]) == 0 {
		w.next++
		w.a[name] = []string{fmt.Sprintf("203.0.113.%d", w.next)}
	}
	return w.a[name][0]
}

func (w *world) note(host, line string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.seen = append(w.seen, host+": "+strings.TrimSpace(line))
}

// told returns what was said to servers and to the DNS.
func (w *world) told() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.seen)
}

// forget makes told begin anew.
func (w *world) forget() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.seen = nil
}

func (w *world) dial(ctx context.Context, _, addr string) (net.Conn, error) {
	w.mu.Lock()
	to, ok := w.routes[addr]
	w.mu.Unlock()
	switch {
	case !ok:
		return nil, &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}
	case to == "":
		<-ctx.Done()
		return nil, ctx.Err()
	}
	return (&net.Dialer{}).DialContext(ctx, "tcp", to)
}

// swallow makes "name:port" take packets and never answer.
func (w *world) swallow(places ...string) {
	for _, p := range places {
		host, port, _ := net.SplitHostPort(p)
		ip := w.addr(host)
		w.mu.Lock()
		w.routes[net.JoinHostPort(ip, port)] = ""
		w.mu.Unlock()
	}
}

// cert is a certificate for names.
func (w *world) cert(names ...string) *tls.Config {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		w.t.Fatal(err)
	}
	der, err := x509.CreateCertificate(rand.Reader, &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: names[0]}, DNSNames: names, NotBefore: time.Unix(0, 0), NotAfter: time.Unix(1<<32, 0),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}, w.ca, &key.PublicKey, w.caKey)
	if err != nil {
		w.t.Fatal(err)
	}
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}
}

// listen puts a server at "name:port".
func (w *world) listen(place string, serve func(net.Conn)) {
	w.t.Helper()
	host, port, _ := net.SplitHostPort(place)
	at := "127.0.0.1:0"
	if w.real {
		at = net.JoinHostPort(w.addr(host), port)
	}
	l, err := net.Listen("tcp", at)
	if err != nil {
		w.t.Fatal(err)
	}
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			wg.Go(func() {
				defer c.Close()
				_ = c.SetDeadline(time.Now().Add(20 * time.Second))
				serve(c)
			})
		}
	})
	w.t.Cleanup(func() {
		_ = l.Close()
		wg.Wait()
	})
	ip := w.addr(host)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.routes[net.JoinHostPort(ip, port)] = l.Addr().String()
}

// web puts an https server at a name; its certificate is for that name.
func (w *world) web(host string, h http.HandlerFunc) {
	w.t.Helper()
	tlsConfig := w.cert(host)
	conns := make(chan net.Conn)
	l := &chanListener{conns, make(chan struct{})}
	srv := &http.Server{ErrorLog: log.New(io.Discard, "", 0), Handler: http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		w.note(host, r.Method+" "+r.URL.String()+" referer="+r.Referer())
		h(rw, r)
	})}
	go func() { _ = srv.Serve(l) }()
	w.t.Cleanup(func() { _ = srv.Close() })
	w.listen(host+":443", func(c net.Conn) {
		tc := &waited{tls.Server(c, tlsConfig), make(chan struct{}), sync.Once{}}
		select {
		case conns <- tc:
			<-tc.closed
		case <-l.closed:
		}
	})
}

type waited struct {
	net.Conn
	closed chan struct{}
	once   sync.Once
}

func (c *waited) Close() error {
	defer c.once.Do(func() { close(c.closed) })
	return c.Conn.Close()
}

type chanListener struct {
	conns  chan net.Conn
	closed chan struct{}
}

func (l *chanListener) Accept() (net.Conn, error) {
	select {
	case c := <-l.conns:
		return c, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}
func (l *chanListener) Close() error   { close(l.closed); return nil }
func (l *chanListener) Addr() net.Addr { return &net.TCPAddr{} }

// page answers a path with text, and everything else with 404.
func page(path, text string) http.HandlerFunc {
	return func(rw http.ResponseWriter, r *http.Request) {
		if r.URL.Path != path {
			http.NotFound(rw, r)
			return
		}
		rw.Header().Set("Content-Type", "application/xml")
		_, _ = io.WriteString(rw, text)
	}
}

// pop puts a POP3 server at "name:port" with a certificate for names, by default its
// own. On port 995 it begins with TLS; elsewhere it knows STLS, unless names is "-".
func (w *world) pop(place string, names ...string) { w.talk(place, "STLS", popAnswer, names) }

// smtp is the same for SMTP, with port 465.
func (w *world) smtp(place string, names ...string) { w.talk(place, "STARTTLS", smtpAnswer, names) }

func (w *world) talk(place, start string, answer func(line string, secure, can bool) string, names []string) {
	w.t.Helper()
	host, port, _ := net.SplitHostPort(place)
	if len(names) == 0 {
		names = []string{host}
	}
	can := names[0] != "-"
	var cfg *tls.Config
	if can {
		cfg = w.cert(names...)
	}
	w.listen(place, func(c net.Conn) {
		secure := port == "995" || port == "465"
		if secure {
			c = tls.Server(c, cfg)
		}
		r := bufio.NewReader(c)
		fmt.Fprint(c, answer("", secure, can))
		for {
			line, err := r.ReadString('\n')
			if err != nil {
				return
			}
			w.note(place, line)
			word := strings.ToUpper(strings.TrimSpace(line))
			fmt.Fprint(c, answer(word, secure, can))
			if word == start && can && !secure {
				secure, c = true, tls.Server(c, cfg)
				r = bufio.NewReader(c)
			}
			if word == "QUIT" {
				_ = c.Close()
				return
			}
		}
	})
}

// playPOP is one session of a POP3 server that begins with TLS.
func playPOP(c net.Conn, cfg *tls.Config) {
	tc := tls.Server(c, cfg)
	defer tc.Close()
	r := bufio.NewReader(tc)
	fmt.Fprint(tc, popAnswer("", true, true))
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return
		}
		fmt.Fprint(tc, popAnswer(strings.ToUpper(strings.TrimSpace(line)), true, true))
	}
}

func popAnswer(line string, secure, can bool) string {
	switch {
	case line == "":
		return "+OK ready\r\n"
	case line == "CAPA" && can && !secure:
		return "+OK\r\nUSER\r\nSTLS\r\n.\r\n"
	case line == "CAPA":
		return "+OK\r\nUSER\r\n.\r\n"
	case line == "STLS" && can && !secure, line == "QUIT":
		return "+OK\r\n"
	}
	return "-ERR no\r\n"
}

func smtpAnswer(line string, secure, can bool) string {
	word, _, _ := strings.Cut(line, " ")
	switch {
	case line == "":
		return "220 ready\r\n"
	case word == "EHLO" && can && !secure:
		return "250-hello\r\n250 STARTTLS\r\n"
	case word == "EHLO":
		return "250 hello\r\n"
	case word == "STARTTLS" && can && !secure:
		return "220 go\r\n"
	case word == "QUIT":
		return "221 bye\r\n"
	}
	return "502 no\r\n"
}

// answerDNS is the DNS server of the world.
func (w *world) answerDNS() {
	buf := make([]byte, 4096)
	for {
		n, from, err := w.dns.ReadFrom(buf)
		if err != nil {
			return
		}
		var m dnsmessage.Message
		if m.Unpack(buf[:n]) != nil || len(m.Questions) != 1 {
			continue
		}
		q := m.Questions[0]
		name := strings.ToLower(strings.TrimSuffix(q.Name.String(), "."))
		w.note("dns", q.Type.String()[4:]+" "+name)
		m.Additionals = nil
		m.Response, m.RecursionAvailable, m.Authoritative = true, true, true
		head := dnsmessage.ResourceHeader{Name: q.Name, Class: q.Class, Type: q.Type, TTL: 1}
		add := func(b dnsmessage.ResourceBody) {
			m.Answers = append(m.Answers, dnsmessage.Resource{Header: head, Body: b})
		}
		full := func(s string) dnsmessage.Name { return dnsmessage.MustNewName(strings.TrimSuffix(s, ".") + ".") }
		w.mu.Lock()
		known := len(w.a[name])+len(w.mx[name])+len(w.srv[name]) > 0
		switch q.Type {
		case dnsmessage.TypeA:
			for _, a := range w.a[name] {
				add(&dnsmessage.AResource{A: [4]byte(net.ParseIP(a).To4())})
			}
		case dnsmessage.TypeMX:
			for _, v := range w.mx[name] {
				var pref uint16
				var host string
				_, _ = fmt.Sscan(v, &pref, &host)
				add(&dnsmessage.MXResource{Pref: pref, MX: full(host)})
			}
		case dnsmessage.TypeSRV:
			for _, v := range w.srv[name] {
				r := dnsmessage.SRVResource{}
				var host string
				_, _ = fmt.Sscan(v, &r.Priority, &r.Weight, &r.Port, &host)
				r.Target = full(host)
				add(&r)
			}
		}
		w.mu.Unlock()
		if !known {
			m.RCode = dnsmessage.RCodeNameError
		}
		if out, err := m.Pack(); err == nil {
			_, _ = w.dns.WriteTo(out, from)
		}
	}
}

// find searches and checks what must be true of every search: nobody was told the
// address but the domain it belongs to, and nobody got more than a greeting.
func (w *world) find(email string) Result {
	w.t.Helper()
	r, err := w.finder.Find(w.t.Context(), email, nil)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, line := range w.told() {
		host, said, _ := strings.Cut(line, ": ")
		switch word, _, _ := strings.Cut(said, " "); word {
		case "CAPA", "STLS", "QUIT", "EHLO", "STARTTLS":
		case "GET":
			inside := host == r.Address.Domain || strings.HasSuffix(host, "."+r.Address.Domain)
			if !inside && (strings.Contains(said, r.Address.Local) || !strings.HasSuffix(said, "referer=")) {
				w.t.Errorf("%s was told: %s", host, said)
			}
		default:
			if host != "dns" || strings.Contains(said, "@") {
				w.t.Errorf("%s was told: %s", host, said)
			}
		}
	}
	return r
}

// brief is a candidate in one line.
func brief(c Candidate) string {
	one := func(s Server) string {
		if !s.Found() {
			return "-"
		}
		marks := ""
		if s.Verified {
			marks += "+"
		}
		if s.Ask {
			marks += "?"
		}
		if s.Err != nil {
			marks += "!"
		}
		return fmt.Sprintf("%s %s %s %s%s", shown(s), s.User, s.Source, []string{"usual", "app", "code", "own", "browser", "open"}[s.Login], marks)
	}
	return one(c.Incoming) + ", " + one(c.Outgoing)
}

func (w *world) want(r Result, lines ...string) {
	w.t.Helper()
	var got []string
	for _, c := range r.Candidates {
		got = append(got, brief(c))
	}
	if !slices.Equal(got, lines) {
		w.t.Errorf("found\n%s\nwant\n%s\n(noPOP %v, otherOnly %v, silent %v)\ntold:\n%s", strings.Join(got, "\n"), strings.Join(lines, "\n"), r.NoPOP, r.OtherOnly, r.Silent, strings.Join(w.told(), "\n"))
	}
}

func parseIP(s string) netip.Addr { return netip.MustParseAddr(s) }
