package fetch

import (
	"cmp"
	"slices"
	"time"

	"popmail/account"
)

// Report is what a session has done. After an error it says how far it came.
type Report struct {
	Listed      bool  // the server has said what it holds
	OnServer    int   // messages that the server listed
	Received    int   // messages stored by this session
	AlreadyHere int   // messages on the server that were stored before, found by unique-id or by their octets
	Removed     int   // messages whose removal the server has confirmed
	Bytes       int64 // octets of the messages that were transferred
	Failed      []Failure
	Kept        []Failure     // messages that were to be removed, and that the server does not remove; each Err is an *account.Problem
	Stays       bool          // the server removes nothing of what is to be removed, see Kept
	Back        int           // due messages that the server lists although it has confirmed their removal, which is not asked for again for now
	LoginDelay  time.Duration // the server wants this long between two log-ins (RFC 2449, section 6.5); 0: no wish
	First       bool          // nothing was known of the mailbox, and all that was listed has come: of a server that lists a part at a time more is listed now
	Accepted    bool          // the server has taken user name and password
	// Unbegun are messages over Session.WholeUpTo that came whole all the same, where that is less than usual: the server
	// gives them no unique-id that lasts.
	Unbegun int
	Took    time.Duration
	Expires account.Expiry // what the server says about removing mail by itself
	Gone    []string       // unique-ids whose removal the server has confirmed
	Rows    []Row          // with Only: what the server holds
	Octets  int64          // of all that the server listed, as it says; 0: not told
	Freed   int64          // of these, those of the messages in Removed, as far as is known
	// Renamed are the unique-ids under which the server lists messages now that are known by others, by those.
	Renamed  map[string]string
	listedAs map[string]string // the other way round
	Untold   int               // with Only.List: messages whose headers are wanted, and were too many for this session

	came map[string]bool // unique-ids of what was received
}

// Held is what is known at now, after the session, of what the server holds; the
// zero Held when the session did not come as far.
func (r *Report) Held(now time.Time) account.Held {
	if !r.Listed {
		return account.Held{}
	}
	return account.Held{
		At:       now,
		Messages: max(r.OnServer-r.Removed, 0),
		Missing:  max(r.OnServer-r.AlreadyHere-r.Received, 0),
		Octets:   max(r.Octets-r.Freed, 0),
		Expires:  r.Expires,
	}
}

// Failure is one message that could not be brought in, or removed. It is tried again by the
// next session.
type Failure struct {
	UID    string // the unique-id; empty when the server gave none
	Number int    // message-number in the session (RFC 1939, section 4), where UID is empty; 0: not known
	Err    error

	name string // see nameOf
}

// renamed notes that a message which was listed under the unique-id from is so under to.
func (r *Report) renamed(from, to string) {
	if r.Renamed == nil || len(r.listedAs) != len(r.Renamed) {
		r.listedAs = make(map[string]string, len(r.Renamed))
		for before, now := range r.Renamed {
			r.listedAs[now] = before
		}
	}
	if r.Renamed == nil {
		r.Renamed = make(map[string]string)
	}
	first := cmp.Or(r.listedAs[from], from)
	delete(r.listedAs, from)
	r.Renamed[first], r.listedAs[to] = to, first
}

// plus is what two rounds have done, r first. Of a mailbox that is listed in parts,
// each part counts once.
func (r Report) plus(next Report) Report {
	if !next.Listed {
		next.OnServer, next.AlreadyHere, next.Octets = 0, 0, 0
	} else if next.Received == 0 && r.Listed {
		// Nothing new: what is listed is all that was listed before, or none of it.
		next.OnServer = max(next.OnServer-r.OnServer, 0)
		next.Octets = max(next.Octets-r.Octets, 0)
		next.AlreadyHere = 0
	}
	for _, f := range r.Failed {
		if !next.came[f.UID] && !slices.ContainsFunc(next.Failed, func(n Failure) bool { return n.UID == f.UID && n.name == f.name }) {
			next.Failed = append(next.Failed, f) // a later part may not list it
		}
	}
	next.Listed = next.Listed || r.Listed
	next.Stays = next.Stays || r.Stays
	next.Accepted = next.Accepted || r.Accepted
	next.OnServer += r.OnServer
	next.Octets += r.Octets
	next.Freed += r.Freed
	next.Back += r.Back
	next.Unbegun += r.Unbegun
	next.Received += r.Received
	next.AlreadyHere += r.AlreadyHere
	next.Removed += r.Removed
	next.Bytes += r.Bytes
	next.Gone = append(r.Gone, next.Gone...)
	for from, to := range r.Renamed {
		next.renamed(from, cmp.Or(next.Renamed[to], to))
	}
	next.Kept = append(r.Kept, next.Kept...)
	return next
}
