package discover

import (
	"context"
	"crypto/rand"
	"errors"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"popmail/account"
)

// Examine looks for the reason why a POP3 server that a person has chosen could not be
// reached, or is not what it should be: whether it answers on another of its usual ports,
// and whether this network is the reason. It returns p, or a copy that
// says so. No more is said to anybody than in a search.
func (f *Finder) Examine(ctx context.Context, srv account.Server, p *account.Problem) *account.Problem {
	switch p.Trouble {
	case account.TroubleRefused, account.TroubleSilent, account.TroubleNotPOP3, account.TroubleNoSTLS, account.TroublePlainRefused, account.TroubleCut:
	default:
		return f.Network(ctx, srv, p)
	}
	if f.Resolver == nil {
		return p
	}
	ctx, cancel := context.WithTimeout(ctx, probeTime)
	defer cancel()
	var wg sync.WaitGroup
	var portal bool
	var instead account.Server
	wg.Go(func() { portal = f.portal(ctx, srv) })
	wg.Go(func() { instead = f.instead(ctx, srv) })
	wg.Wait()
	switch {
	case portal:
		return behindPortal(p)
	case instead != account.Server{}:
		out := *p
		out.Answers = instead
		return &out
	}
	return p
}

// Network is p, or where this network rather than the server is the reason for it, a copy
// that says so: a certificate that is not the server's because something answers in its
// place, or a missing internet that is there, with one name that could not be looked up. It
// asks for made-up names and for that of the public list alone.
func (f *Finder) Network(ctx context.Context, srv account.Server, p *account.Problem) *account.Problem {
	if f.Resolver == nil || p.Trouble != account.TroubleOffline && !p.Trouble.Halts() {
		return p
	}
	ctx, cancel := context.WithTimeout(ctx, probeTime)
	defer cancel()
	switch {
	case p.Trouble.Halts() && f.portal(ctx, srv):
		return behindPortal(p)
	case p.Trouble == account.TroubleOffline && f.namesFound(ctx, p):
		out := *p
		out.Trouble = account.TroubleNoHost
		return &out
	}
	return p
}

// behindPortal is p where something has answered in the place of the server, whose
// certificate nobody has seen then.
func behindPortal(p *account.Problem) *account.Problem {
	out := *p
	out.Trouble, out.Certificate = account.TroublePortal, nil
	return &out
}

// namesFound reports whether only the name of one server could not be found out about, and
// that of the public list can: the DNS server of a provider may be out of order while the
// internet is there.
func (f *Finder) namesFound(ctx context.Context, p *account.Problem) bool {
	list, err := url.Parse(f.Public)
	if _, isDNS := errors.AsType[*net.DNSError](p.Err); !isDNS || err != nil || list.Hostname() == "" {
		return false
	}
	_, err = f.Resolver.LookupNetIP(ctx, "ip", list.Hostname()+".")
	return err == nil
}

// instead is how srv answers: with TLS at its port, else with STARTTLS at its own, else
// there without encryption, which is for the person to decide about.
func (f *Finder) instead(ctx context.Context, srv account.Server) account.Server {
	// An address of a private network counts: the person has chosen the name.
	s := &search{Finder: f, addr: Address{Domain: srv.Host}}
	var usual []account.Server
	for _, security := range []account.Security{account.TLS, account.STARTTLS, account.None} {
		other := account.Server{Host: srv.Host, Port: security.DefaultPort(), Security: security}
		if other.Port != srv.Port || security != srv.Security {
			usual = append(usual, other)
		}
	}
	answers := make([]bool, len(usual))
	var wg sync.WaitGroup
	for i, other := range usual {
		wg.Go(func() {
			_, err := s.probePOP(ctx, other)
			if other.Security == account.None {
				answers[i] = errors.Is(err, errNoTLS) // as it says when asked to encrypt
				return
			}
			answers[i] = err == nil || certificate(err) // which is for the person to look at
		})
	}
	wg.Wait()
	for i, other := range usual {
		if answers[i] {
			return other
		}
	}
	return account.Server{}
}

// nowhere is an address of RFC 5737, at which nobody is in the internet.
const nowhere = "192.0.2.1"

// portal reports whether something in this network answers in the place of a server, as in
// a hotel before one has signed in: a name that nobody has leads to the same address, or
// the same port answers where nobody is.
func (f *Finder) portal(ctx context.Context, srv account.Server) bool {
	if _, err := netip.ParseAddr(srv.Host); err == nil {
		return false
	}
	var wg sync.WaitGroup
	var names, ports bool
	wg.Go(func() {
		theirs, err := f.Resolver.LookupNetIP(ctx, "ip", strings.TrimSuffix(srv.Host, ".")+".")
		if err != nil {
			return
		}
		// Some providers of the internet lead wrong names to a page of theirs. Two names
		// of different kinds that lead to the mail server as well are another thing.
		for _, domain := range []string{".com.", ".org."} {
			made, err := f.Resolver.LookupNetIP(ctx, "ip", "popmail-"+strings.ToLower(rand.Text())+domain)
			if err != nil || !slices.ContainsFunc(made, func(ip netip.Addr) bool { return slices.Contains(theirs, ip) }) {
				return
			}
		}
		names = true
	})
	wg.Go(func() {
		dial := f.Dial
		if dial == nil {
			dial = (&net.Dialer{}).DialContext
		}
		short, cancel := context.WithTimeout(ctx, nowhereTime)
		defer cancel()
		c, err := dial(short, "tcp", net.JoinHostPort(nowhere, strconv.Itoa(srv.Port)))
		if ports = err == nil; ports {
			_ = c.Close()
		}
	})
	wg.Wait()
	return names || ports
}

// shut reports whether a portal stands before the internet. A name that is surely there is
// looked at: one that nobody has may lead to a page of the provider of the internet.
func (s *search) shut(ctx context.Context) bool {
	list, err := url.Parse(s.Public)
	if err != nil || list.Hostname() == "" {
		return false
	}
	return s.portal(ctx, account.Server{Host: list.Hostname(), Port: account.TLS.DefaultPort()})
}

// nowhereTime is how long an answer from where nobody is is waited for. What is in between
// is near.
const nowhereTime = time.Second
