// Package worldtest is a small internet on loopback for tests: a DNS server, a certificate
// authority, and servers for the web and for mail. Only tests import it.
//
// A World either lets its own Dial alone lead to its servers, which listen on free ports,
// or, made by Real, puts them at the addresses and ports that its DNS tells; that needs a
// network namespace of the test's own, see Namespace.
package worldtest

import (
	"context"
	"crypto/ecdsa"
	"crypto/x509"
	"fmt"
	"net"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// World is such an internet. Its methods may be called from several goroutines.
type World struct {
	Roots *x509.CertPool // the world's own authority

	t     testing.TB
	dns   net.PacketConn
	ca    *x509.Certificate
	caKey *ecdsa.PrivateKey
	real  bool

	mu     sync.Mutex
	a      map[string][]string // names with their addresses
	mx     map[string][]string // "10 mx.example.org"
	srv    map[string][]string // "0 5 995 pop.example.org"
	portal string              // the address that every name has, behind a portal
	wrong  string              // the address of names that nobody has
	routes map[string]string   // "203.0.113.1:995" to a listener; "" swallows everything
	seen   []string            // what the servers were told, "host: line"
	next   int
}

// New makes a world that is reached by its Dial and Resolver alone.
func New(t testing.TB) *World { return newAt(t, "127.0.0.1:0", false) }

// Real makes a world whose DNS server listens at 127.0.0.1:53 and whose servers listen at
// the addresses that it tells.
func Real(t testing.TB) *World { return newAt(t, "127.0.0.1:53", true) }

func newAt(t testing.TB, dns string, real bool) *World {
	t.Helper()
	w := &World{t: t, real: real, a: map[string][]string{}, mx: map[string][]string{}, srv: map[string][]string{}, routes: map[string]string{}}
	w.ca, w.caKey = authority(t)
	w.Roots = x509.NewCertPool()
	w.Roots.AddCert(w.ca)
	var err error
	if w.dns, err = net.ListenPacket("udp", dns); err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		w.answerDNS()
	}()
	t.Cleanup(func() {
		w.CloseDNS()
		<-done
	})
	return w
}

// CloseDNS takes the DNS server away.
func (w *World) CloseDNS() { _ = w.dns.Close() }

// Resolver asks the world's DNS server.
func (w *World) Resolver() *net.Resolver {
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "udp", w.dns.LocalAddr().String())
	}}
}

func (w *World) set(records map[string][]string, name string, values []string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	records[name] = values
}

// A gives a name addresses of IPv4.
func (w *World) A(name string, values ...string) { w.set(w.a, name, values) }

// MX gives a name exchangers, such as "10 mx.example.org".
func (w *World) MX(name string, values ...string) { w.set(w.mx, name, values) }

// SRV gives a name such as "_pop3s._tcp.example.org" services, such as "0 5 995 pop.example.org".
func (w *World) SRV(name string, values ...string) { w.set(w.srv, name, values) }

// Portal makes every name that is asked for lead to the same host, as in a hotel before
// one has signed in; the empty name ends it.
func (w *World) Portal(host string) { w.lead(&w.portal, host) }

// Wrong makes names that nobody has lead to a host, as some providers of the internet do;
// the empty name ends it.
func (w *World) Wrong(host string) { w.lead(&w.wrong, host) }

func (w *World) lead(which *string, host string) {
	ip := ""
	if host != "" {
		ip = w.Addr(host)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	*which = ip
}

// Addr gives a name an address, its own or, where it has one, the same.
func (w *World) Addr(name string) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.a[name]) == 0 {
		w.next++
		w.a[name] = []string{fmt.Sprintf("203.0.113.%d", w.next)}
	}
	return w.a[name][0]
}

// Note notes what a server was told.
func (w *World) Note(host, line string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.seen = append(w.seen, host+": "+strings.TrimSpace(line))
}

// Told returns what was said to servers and to the DNS.
func (w *World) Told() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.seen)
}

// Forget makes Told begin anew.
func (w *World) Forget() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.seen = nil
}

// Dial connects to "address:port".
func (w *World) Dial(ctx context.Context, _, addr string) (net.Conn, error) {
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

// Swallow makes "name:port" take packets and never answer. In a real world the name, with
// all its ports, gets an address to which nothing is listening.
func (w *World) Swallow(places ...string) {
	for _, p := range places {
		host, port, _ := net.SplitHostPort(p)
		if w.real {
			w.mu.Lock()
			w.next++
			w.a[host] = []string{fmt.Sprintf("%s.%d", lostNet, w.next)}
			w.mu.Unlock()
			continue
		}
		ip := w.Addr(host)
		w.mu.Lock()
		w.routes[net.JoinHostPort(ip, port)] = ""
		w.mu.Unlock()
	}
}

// Listen puts a server at "name:port".
func (w *World) Listen(place string, serve func(net.Conn)) {
	w.t.Helper()
	host, port, _ := net.SplitHostPort(place)
	at := "127.0.0.1:0"
	if w.real {
		at = net.JoinHostPort(w.Addr(host), port)
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
				_ = c.SetDeadline(time.Now().Add(patience))
				serve(c)
			})
		}
	})
	w.t.Cleanup(func() {
		_ = l.Close()
		wg.Wait()
	})
	ip := w.Addr(host)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.routes[net.JoinHostPort(ip, port)] = l.Addr().String()
}

// lostNet are addresses in a namespace to which packets go and get lost.
const lostNet = "198.51.100"

// patience bounds a connection to one of the servers.
const patience = 20 * time.Second
