package discover

import (
	"context"
	"crypto/tls"
	"errors"
	"sync"
	"time"

	"popmail/account"
)

// fromGuess tries the usual names of POP3 servers: 995 before 110, which counts only
// with STLS. What was guessed is always asked about.
func (s *search) fromGuess(ctx context.Context) answer {
	d := s.addr.Domain
	var names []Server
	for _, ps := range []account.Server{{Port: 995, Security: account.TLS}, {Port: 110, Security: account.STARTTLS}} {
		for _, host := range []string{"pop." + d, "pop3." + d, "mail." + d, d} {
			srv := ps
			srv.Host = host
			names = append(names, Server{Server: srv, User: s.addr.expand(FullAddress, ""), Source: FromGuess, Ask: true})
		}
	}
	var wg sync.WaitGroup
	wg.Go(func() { s.usualOutgoing(ctx) })
	in, err := s.try(ctx, names, s.probePOP)
	wg.Wait()
	a := answer{err: err}
	if proved := len(in) > 0 && in[0].Verified; !proved && s.heard.Load() && s.shut(ctx) {
		return answer{portal: true}
	}
	for _, srv := range in {
		a.found = append(a.found, Candidate{Incoming: srv})
	}
	if len(in) > 0 {
		a.err = nil
	}
	a.found = s.addOutgoing(ctx, a.found)
	return a
}

// usualOutgoing tries the usual names of outgoing servers, once in a search.
func (s *search) usualOutgoing(ctx context.Context) []Server {
	return s.out.get(ctx, func() []Server {
		d := s.addr.Domain
		var names []Server
		for _, ps := range []account.Server{{Port: 465, Security: account.TLS}, {Port: 587, Security: account.STARTTLS}} {
			for _, host := range []string{"smtp." + d, "mail." + d, d} {
				srv := ps
				srv.Host = host
				names = append(names, Server{Server: srv, User: s.addr.expand(FullAddress, ""), Source: FromGuess, Ask: true})
			}
		}
		ctx, cancel := context.WithTimeout(ctx, outTime)
		defer cancel()
		found, _ := s.try(ctx, names, s.probeSMTP)
		return found
	})
}

// try asks servers, all at once, and returns those that have answered in the order of
// the names, and behind them those that have answered with a certificate that does not
// fit. Once one is there, it waits for better names only a moment. Where none has
// answered, err says why the last did not, or nil where none of the names exists.
func (s *search) try(ctx context.Context, names []Server, ask func(context.Context, account.Server) (tls.ConnectionState, error)) (found []Server, err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	done := make(chan int, len(names))
	for i := range names {
		go func() { // ends with ctx; try waits for it
			s.probe(ctx, &names[i], ask)
			done <- i
		}()
	}
	ended := make([]bool, len(names))
	hedge := time.NewTimer(probeTime)
	defer hedge.Stop()
	for n, first := 0, true; n < len(names); {
		select {
		case i := <-done:
			n++
			ended[i] = true
			if names[i].Verified && first {
				first = false
				hedge.Reset(hedgeTime)
			}
			if best(names, ended) {
				cancel()
			}
		case <-hedge.C:
			cancel()
		}
	}
	var misfit []Server
	for _, srv := range names {
		switch {
		case srv.Verified:
			found = append(found, srv)
		case certificate(srv.Err):
			misfit = append(misfit, srv)
		case srv.Err != nil && !notFound(srv.Err) && !errors.Is(srv.Err, context.Canceled):
			err = srv.Err
		}
	}
	return append(found, misfit...), err
}

// best reports whether the first name that can still win has answered.
func best(names []Server, ended []bool) bool {
	for i := range names {
		if !ended[i] {
			return false
		}
		if names[i].Verified {
			return true
		}
	}
	return true
}

// certificate reports whether only the certificate of a server stands in the way.
func certificate(err error) bool {
	_, ok := errors.AsType[*tls.CertificateVerificationError](err)
	return ok
}
