package discover

import (
	"context"
	"strings"
	"sync"

	"golang.org/x/net/publicsuffix"
)

// maxExchangers bounds the mail exchangers that are looked at.
const maxExchangers = 4

// fromExchanger asks who receives the mail of the domain, or of the registered domain
// above it, and what is known or published about that one. Only names of domains are
// told to others. MX records can be forged on the way, so what they lead to is asked
// about.
func (s *search) fromExchanger(ctx context.Context) answer {
	sctx, cancel := context.WithTimeout(ctx, stepTime)
	defer cancel()
	names, err := s.exchangers(sctx)
	var bases []string
	for _, mx := range names {
		if p := ByMX(mx); p != nil {
			a := s.known(p, mx, FromExchanger)
			s.distrust(a.found)
			a.found = s.confirm(ctx, a.found)
			return a
		}
		bases = s.addBase(bases, mx)
	}
	bases = s.addBase(bases, s.addr.Domain)
	a := s.published(sctx, bases)
	if a.err == nil && len(a.found) == 0 {
		a.err = err
	}
	s.distrust(a.found)
	a.found = s.confirm(ctx, a.found)
	return a
}

// exchangers are the names of the domain's mail exchangers, best first.
func (s *search) exchangers(ctx context.Context) (names []string, err error) {
	for _, d := range s.addBase([]string{s.addr.Domain}, s.addr.Domain) {
		found, err := s.Resolver.LookupMX(ctx, d+".")
		if s.hear(err); notFound(err) {
			err = nil
		}
		for _, mx := range found[:min(len(found), maxExchangers)] {
			// "." means that the domain takes no mail (RFC 7505).
			if host, ok := cleanHost(mx.Host); ok && mx.Host != "." {
				names = append(names, host)
			}
		}
		if len(names) > 0 || err != nil {
			return names, err
		}
	}
	return nil, nil
}

// addBase adds the registered domain of a name, unless that is the domain of the address
// or stands there already.
func (s *search) addBase(bases []string, name string) []string {
	base, err := publicsuffix.EffectiveTLDPlusOne(name)
	if err != nil || base == s.addr.Domain {
		return bases
	}
	for _, b := range bases {
		if b == base {
			return bases
		}
	}
	return append(bases, strings.ToLower(base))
}

// published asks about other domains than that of the address: the table, the domains
// themselves and the public list.
func (s *search) published(ctx context.Context, bases []string) answer {
	type slot struct{ own, public answer }
	for _, base := range bases {
		if p := ByDomain(base); p != nil {
			return s.known(p, "", FromExchanger)
		}
	}
	slots := make([]slot, len(bases))
	var wg sync.WaitGroup
	for i, base := range bases {
		wg.Go(func() { slots[i].own = s.ownSettings(ctx, base, false) })
		if s.Public != "" {
			wg.Go(func() { slots[i].public = s.publicSettings(ctx, base) })
		}
	}
	wg.Wait()
	var none answer
	for _, sl := range slots {
		for _, a := range []answer{sl.own, sl.public} {
			for i := range a.found {
				a.found[i].Incoming.Source, a.found[i].Outgoing.Source = FromExchanger, FromExchanger
			}
			if len(a.found) > 0 {
				return a
			}
			none.otherOnly = none.otherOnly || a.otherOnly
		}
	}
	return none
}

// distrust marks servers outside the domain as to be asked about.
func (s *search) distrust(all []Candidate) {
	for i := range all {
		for _, srv := range []*Server{&all[i].Incoming, &all[i].Outgoing} {
			srv.Ask = srv.Found() && !s.inside(srv.Host)
		}
	}
}
