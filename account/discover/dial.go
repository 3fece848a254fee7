package discover

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"slices"
	"time"

	"popmail/account/traffic"
)

// errPrivate says that a name from outside leads into a private network. Whoever
// answers there, it is not what the internet has told.
var errPrivate = errors.New("this name leads to a private network")

// maxAddresses bounds the addresses that are tried for a name.
const maxAddresses = 4

// shared is the address space of RFC 6598, which is private to a provider.
var shared = netip.MustParsePrefix("100.64.0.0/10")

func private(ip netip.Addr) bool {
	ip = ip.Unmap()
	return ip.IsPrivate() || ip.IsLoopback() || ip.IsLinkLocalUnicast() || ip.IsMulticast() || ip.IsUnspecified() || shared.Contains(ip)
}

// addresses looks a name up. Addresses of private networks count only where the domain
// of the person's address itself has such: a company's own network.
func (s *search) addresses(ctx context.Context, host string) ([]netip.Addr, error) {
	var all []netip.Addr
	if ip, err := netip.ParseAddr(host); err == nil {
		all = []netip.Addr{ip}
	} else {
		all, err = s.Resolver.LookupNetIP(ctx, "ip", host+".")
		if s.hear(err); err != nil {
			return nil, err
		}
	}
	var public []netip.Addr
	for _, ip := range all {
		if !private(ip) {
			public = append(public, ip.Unmap())
		}
	}
	if len(public) == 0 && len(all) > 0 {
		if !s.privateDomain(ctx) {
			return nil, errPrivate
		}
		public = all
	}
	return public[:min(len(public), maxAddresses)], nil
}

// privateDomain reports whether the domain of the address has an address in a private
// network.
func (s *search) privateDomain(ctx context.Context) bool {
	return s.own.get(ctx, func() bool {
		ips, err := s.Resolver.LookupNetIP(ctx, "ip", s.addr.Domain+".")
		return err == nil && slices.ContainsFunc(ips, private)
	})
}

// dial connects to "name:port": to its addresses one after the other, each with a short
// start before the next (RFC 8305, section 5).
func (s *search) dial(ctx context.Context, network, addr string) (net.Conn, error) {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, err
	}
	ips, err := s.addresses(ctx, host)
	if err != nil {
		return nil, err
	}
	if len(ips) == 0 {
		return nil, &net.DNSError{Err: "no address", Name: host, IsNotFound: true}
	}
	dial := s.Dial
	if dial == nil {
		dial = (&net.Dialer{}).DialContext
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	type reached struct {
		conn net.Conn
		err  error
	}
	results := make(chan reached, len(ips))
	next := time.NewTimer(0)
	defer next.Stop()
	for started, ended := 0, 0; ; {
		select {
		case <-next.C:
			if started < len(ips) {
				to := net.JoinHostPort(ips[started].String(), port)
				started++
				go func() { // ends with ctx; its connection is taken or closed
					conn, err := dial(ctx, network, to)
					results <- reached{conn, err}
				}()
				next.Reset(hedgeTime)
			}
		case r := <-results:
			ended++
			if r.err == nil {
				s.heard.Store(true)
				go func() { // closes what was reached as well
					for range started - ended {
						if late := <-results; late.conn != nil {
							_ = late.conn.Close()
						}
					}
				}()
				return traffic.Count(r.conn), nil
			}
			if err = r.err; ended == len(ips) {
				return nil, err
			}
			next.Reset(0)
		}
	}
}
