package account

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Exception says that a person trusts one certificate for one server of one account
// although something is wrong with it (RFC 8314, section 5.4: certificate pinning). It
// is made while an account is set up, and counts for no other account, server or
// certificate. The zero Exception is none.
type Exception struct {
	Host  string   // the server's name as the account has it
	Sum   [32]byte // SHA-256 of the certificate
	Since int64    // seconds since 1970
}

// Exceptions are those of an account: one for each of its servers at most.
type Exceptions [2]Exception

// For returns the exception for the server host.
func (x Exceptions) For(host string) (Exception, bool) {
	for _, e := range x {
		if e.Host != "" && SameHost(e.Host, host) {
			return e, true
		}
	}
	return Exception{}, false
}

// All are those that there are.
func (x Exceptions) All() []Exception {
	var all []Exception
	for _, e := range x {
		if e.Host != "" {
			all = append(all, e)
		}
	}
	return all
}

// Without are those for other servers than host.
func (x Exceptions) Without(host string) Exceptions {
	return x.keep(func(e Exception) bool { return !SameHost(e.Host, host) })
}

// keep are those of which f is true, the empty places behind them.
func (x Exceptions) keep(f func(Exception) bool) (kept Exceptions) {
	n := 0
	for _, e := range x {
		if e.Host != "" && f(e) {
			kept[n] = e
			n++
		}
	}
	return kept
}

// Trust lets a trust a certificate for its server host, in the place of an earlier one.
func (a *Account) Trust(host string, sum [32]byte, now time.Time) {
	a.pruneExceptions()
	kept := a.Exceptions.Without(host)
	if kept[len(kept)-1].Host != "" {
		return // host is none of its servers
	}
	kept[len(kept.All())] = Exception{Host: host, Sum: sum, Since: now.Unix()}
	a.Exceptions = kept
}

// pruneExceptions forgets the exceptions for what is no server of a any more.
func (a *Account) pruneExceptions() {
	a.Exceptions = a.Exceptions.keep(func(e Exception) bool {
		return SameHost(e.Host, a.Incoming.Host) || SameHost(e.Host, a.Outgoing.Host)
	})
}

// String is the form in which exceptions are stored: a line for each.
func (x Exceptions) String() string {
	var b strings.Builder
	for _, e := range x.All() {
		fmt.Fprintf(&b, "%s %x %d\n", e.Host, e.Sum, e.Since)
	}
	return b.String()
}

var errExceptions = errors.New("these are no exceptions for certificates")

// ParseExceptions reads what String has written.
func ParseExceptions(s string) (x Exceptions, err error) {
	n := 0
	for line := range strings.Lines(s) {
		f := strings.Fields(line)
		if len(f) != 3 || n == len(x) {
			return Exceptions{}, errExceptions
		}
		sum, err := ParseFingerprint(f[1])
		since, err2 := strconv.ParseInt(f[2], 10, 64)
		if err = errors.Join(err, err2); err != nil {
			return Exceptions{}, fmt.Errorf("%w: %w", errExceptions, err)
		}
		x[n] = Exception{Host: f[0], Sum: sum, Since: since}
		n++
	}
	return x, nil
}
