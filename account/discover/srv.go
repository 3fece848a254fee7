package discover

import (
	"context"
	"errors"
	"net"
	"sync"

	"popmail/account"
)

// maxTargets bounds the targets of one service that are looked at.
const maxTargets = 3

// fromSRV asks for the records of RFC 6186 and RFC 8314. They are not taken for signed:
// PopMail does not check DNSSEC itself, and that a resolver says it did (the AD bit)
// proves nothing on a foreign network. A target outside the domain is therefore asked
// about, unless its certificate covers the domain as well.
func (s *search) fromSRV(ctx context.Context) answer {
	sctx, cancel := context.WithTimeout(ctx, stepTime)
	defer cancel()
	services := [...]struct {
		name     string
		security account.Security
	}{{"pop3s", account.TLS}, {"pop3", account.STARTTLS}, {"submissions", account.TLS}, {"submission", account.STARTTLS}}
	var found [len(services)]struct {
		servers []Server
		refused bool
		err     error
	}
	var wg sync.WaitGroup
	for i, service := range services {
		wg.Go(func() {
			f := &found[i]
			f.servers, f.refused, f.err = s.targets(sctx, service.name, service.security)
		})
	}
	wg.Wait()
	in := append(found[0].servers, found[1].servers...)
	out := append(found[2].servers, found[3].servers...)
	// Where one of the two is refused and of the other nothing is known, there is none.
	a := answer{noPOP: len(in) == 0 && (found[0].refused || found[1].refused) && found[0].err == nil && found[1].err == nil}
	if len(in) == 0 {
		a.err = errors.Join(found[0].err, found[1].err)
		return a
	}
	for _, srv := range in {
		c := Candidate{Incoming: srv}
		if len(out) > 0 {
			c.Outgoing = out[0]
		}
		a.found = append(a.found, c)
	}
	a.found = s.confirm(ctx, a.found)
	return a
}

// targets are the servers of one service by priority and weight. refused says that the
// domain offers it not at all (RFC 2782: a target of ".").
func (s *search) targets(ctx context.Context, service string, security account.Security) (all []Server, refused bool, err error) {
	// An error beside records means that some of the names were unusable, not all.
	_, records, err := s.Resolver.LookupSRV(ctx, service, "tcp", s.addr.Domain+".")
	if s.hear(err); err != nil {
		if notFound(err) {
			err = nil
		}
		if len(records) == 0 {
			return nil, false, err
		}
	}
	for _, r := range records {
		if r.Target == "." {
			refused = true
			continue
		}
		host, ok := cleanHost(r.Target)
		if !ok || r.Port == 0 || len(all) == maxTargets {
			continue
		}
		srv := Server{Server: account.Server{Host: host, Port: int(r.Port), Security: security}, User: s.addr.expand(FullAddress, ""), Source: FromSRV}
		srv.Ask = !s.inside(host)
		// QUIRK: _pop3 is also published for port 995, where TLS comes first.
		if srv.Port == 995 || srv.Port == 465 {
			srv.Security = account.TLS
		}
		all = append(all, srv)
	}
	return all, refused, nil
}

// notFound reports whether a name is known not to exist.
func notFound(err error) bool {
	dns, ok := errors.AsType[*net.DNSError](err)
	return ok && dns.IsNotFound
}
