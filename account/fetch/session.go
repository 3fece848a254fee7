package fetch

import (
	"context"
	"net"
	"time"

	"popmail/account"
	"popmail/account/event"
)

// Session is one visit to a server. Store is needed; the zero value of the
// other fields is useful. A Session may be used again, but by one Run at a time.
type Session struct {
	Store    Store
	Timeout  time.Duration // per network operation without progress; 0: 60 s
	Now      func() time.Time
	Progress func(event.Progress) // at most about 4 calls a second, one at a time; nil: none
	// Dial opens the line; nil: the network.
	Dial func(ctx context.Context, network, addr string) (net.Conn, error)
}

// Report is what a session has done. After an error it says how far it came.
type Report struct {
	OnServer    int   // messages that the server listed
	Received    int   // messages stored by this session
	AlreadyHere int   // messages on the server that were stored before, found by unique-id or by their octets
	Removed     int   // messages whose removal the server has confirmed
	Bytes       int64 // octets of the messages that were transferred
	Failed      []Failure
	LoginDelay  time.Duration // the server wants this long between two log-ins (RFC 2449, section 6.4); 0: no wish
	Took        time.Duration
}

// Failure is one message that could not be brought in. It is tried again by the
// next session.
type Failure struct {
	UID string // the unique-id; empty when the server gave none
	Err error
}

// Run logs in, stores what is new, removes from the server what is due and
// stored, and logs out. Its error is an *account.Problem.
func (s *Session) Run(ctx context.Context, a account.Account, password string) (Report, error) {
	return Report{}, &account.Problem{Trouble: account.TroubleInternal}
}

// Probe logs in, asks how much mail there is, and logs out. It fetches and
// changes nothing. Its error is an *account.Problem.
func Probe(ctx context.Context, a account.Account, password string, timeout time.Duration) (messages int, octets int64, err error) {
	return 0, 0, &account.Problem{Trouble: account.TroubleInternal}
}
