// Package discover finds where the mail of an address is: in a table of facts, in what
// the domain or the public list of providers publishes, in the DNS, and, if nothing
// else helps, under usual names. One file holds one source.
//
// A password is never part of a search. Only the domain of an address is told to
// others, the whole address to nobody but that domain, and both only over https.
package discover

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/netip"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// PublicList is the public list of providers of the Thunderbird project (ISPDB).
const PublicList = "https://autoconfig.thunderbird.net/v1.1/"

// FolderName is the folder in the data folder with settings that somebody has put there.
const FolderName = "isp"

// Resolver asks the DNS; *net.Resolver is one.
type Resolver interface {
	LookupMX(ctx context.Context, name string) ([]*net.MX, error)
	LookupSRV(ctx context.Context, service, proto, name string) (string, []*net.SRV, error)
	LookupNetIP(ctx context.Context, network, host string) ([]netip.Addr, error)
}

// Finder finds servers. The zero Finder asks nobody: it knows the table. Its methods may
// be called from several goroutines.
type Finder struct {
	Resolver Resolver // nil: nothing is asked over the network
	// Dial connects to "address:port", never to a name; nil: a net.Dialer.
	Dial   func(ctx context.Context, network, addr string) (net.Conn, error)
	Roots  *x509.CertPool // certificate authorities; nil: the system's
	Folder string         // with files as Mozilla's autoconfig has them; empty: none
	Public string         // an https address that a domain is put behind; empty: no list is asked
	Name   string         // the person's, for what wants to know it
}

// New makes a Finder that asks the internet. dataDir is the data folder.
func New(dataDir string) *Finder {
	return &Finder{Resolver: net.DefaultResolver, Folder: filepath.Join(dataDir, FolderName), Public: PublicList}
}

// Limits of time. What is found early ends a search early: a domain that answers is done
// in less than 3 s, one where nothing answers in less than 8 s.
const (
	totalTime  = 7 * time.Second         // of a search
	stepTime   = 4 * time.Second         // for one source to say what it has
	probeTime  = 2500 * time.Millisecond // for one server to answer
	guessAfter = 1 * time.Second         // usual names are tried when nothing was found until then
	outTime    = 1200 * time.Millisecond // for usual outgoing servers, without which mail can be read all the same
	graceTime  = 700 * time.Millisecond  // for better sources, once one has found something
	hedgeTime  = 300 * time.Millisecond  // for better names, once one of several has answered, or a usual name
)

// State is how far a source is.
type State uint8

// The states of a source.
const (
	Waiting State = iota // its turn comes if nothing else helps
	Asking
	Found
	Nothing // it has answered, and has nothing
	Failed  // it did not answer, or not in a way that can be used
	Dropped // it was not waited for, because something better was found, or the search was stopped
)

// Event tells what a search is doing.
type Event struct {
	Source Source
	State  State
	Name   string // what is asked about: a domain, or the first of the usual names
}

// Result is what was found.
type Result struct {
	Address    Address
	Candidates []Candidate // best first
	Provider   *Provider   // of whom the table knows something; nil: unknown
	// NoPOP says that there is no POP3: by the table (Provider is given then), or
	// because the domain says so itself (RFC 6186, section 3.4).
	NoPOP bool
	// OtherOnly says that settings are published, but none for POP3.
	OtherOnly bool
	// Silent says that the network was asked and nothing at all has answered: perhaps
	// there is no way to the internet.
	Silent bool
	// Portal says that something in this network answers in the place of all servers, as in
	// a hotel before one has signed in, so that nothing could be found.
	Portal bool
	// Untrusted says that nothing that can be used was found, and a server that was asked
	// has shown a certificate that no known authority has signed: perhaps one of a company.
	Untrusted bool
	// Behind is how far this computer's clock is behind that of a web server which has
	// proved its name; 0: less than a day, or not known.
	Behind time.Duration
}

// Find looks for the servers of an address, as it was typed. tell, which may be nil, is
// called for each change of a source, from several goroutines but never twice at once.
// When ctx ends, what was found until then comes with ctx's error. An address that is
// none is ErrAddress; that nothing was found is no error.
func (f *Finder) Find(ctx context.Context, typed string, tell func(Event)) (Result, error) {
	a, err := ParseAddress(typed)
	if err != nil {
		return Result{}, err
	}
	s := &search{Finder: f, addr: a, result: Result{Address: a}}
	s.tell = func(e Event) {
		if tell != nil {
			s.telling.Lock()
			defer s.telling.Unlock()
			tell(e)
		}
	}
	s.event(FromFolder, Asking)
	s.take(answer{source: FromFolder, found: s.fromFolder()})
	table := s.fromTable()
	s.unsure = table.provider != nil && table.provider.Unsure && f.Resolver != nil
	if !s.unsure {
		s.event(FromTable, Asking)
		s.take(table)
	}
	if len(s.result.Candidates) == 0 && !s.result.NoPOP && f.Resolver != nil {
		s.network(ctx)
		if err = ctx.Err(); err == nil && !s.heard.Load() {
			s.result.Silent = true
		}
	}
	s.result.NoPOP = s.result.NoPOP && len(s.result.Candidates) == 0
	works := slices.ContainsFunc(s.result.Candidates, func(c Candidate) bool { return c.Incoming.Err == nil })
	s.result.Portal = s.result.Portal && !works
	s.result.Untrusted = s.untrusted.Load() && !works && !s.result.NoPOP && !s.result.Portal
	s.result.Behind = time.Duration(s.behind.Load())
	s.result.Candidates = rank(s.result.Candidates)
	return s.result, err
}

// search is one search.
type search struct {
	*Finder
	addr    Address
	tell    func(Event)
	telling sync.Mutex
	heard   atomic.Bool // something on the network has answered
	// what Result says of the same names
	untrusted atomic.Bool
	behind    atomic.Int64
	unsure    bool           // the table is one source among others
	result    Result         // written by one goroutine
	own       memo[bool]     // whether the domain itself lies in a private network
	out       memo[[]Server] // the usual outgoing servers that answer
}

func (s *search) event(from Source, state State) {
	name := s.addr.Domain
	if from == FromGuess {
		name = "pop." + name
	}
	s.tell(Event{Source: from, State: state, Name: name})
}

// answer is what one source has.
type answer struct {
	source    Source
	found     []Candidate
	provider  *Provider
	noPOP     bool
	otherOnly bool
	portal    bool  // see Result
	err       error // it could not be asked
}

// useful reports whether nothing worse has to be asked because of it.
func (a answer) useful() bool {
	for _, c := range a.found {
		if c.Incoming.Err == nil {
			return true
		}
	}
	return a.noPOP
}

// take puts an answer into the result and tells of it.
func (s *search) take(a answer) {
	r := &s.result
	r.Candidates = append(r.Candidates, a.found...)
	r.OtherOnly = r.OtherOnly || a.otherOnly
	r.Portal = r.Portal || a.portal
	if r.Provider == nil {
		r.Provider = a.provider
	}
	r.NoPOP = r.NoPOP || a.noPOP
	switch {
	case len(a.found) > 0 || a.noPOP:
		s.event(a.source, Found)
	case a.err != nil:
		s.event(a.source, Failed)
	default:
		s.event(a.source, Nothing)
	}
}

// network asks all that is not on this computer, the likely sources at once.
func (s *search) network(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, totalTime)
	var wg sync.WaitGroup
	defer wg.Wait()
	defer cancel()
	sources := map[Source]func(context.Context) answer{FromDomain: s.fromDomain, FromPublic: s.fromPublic, FromSRV: s.fromSRV, FromExchanger: s.fromExchanger}
	answers := make(chan answer, len(sources)+1)
	pending := map[Source]bool{}
	ask := func(from Source, find func(context.Context) answer) {
		pending[from] = true
		s.event(from, Asking)
		wg.Go(func() {
			a := find(ctx)
			a.source = from
			answers <- a
		})
	}
	if s.Public == "" {
		delete(sources, FromPublic)
	}
	if s.unsure {
		sources[FromTable] = func(ctx context.Context) answer {
			a := s.fromTable()
			a.found = s.confirm(ctx, a.found)
			return a
		}
	}
	for from := FromTable; from < FromGuess; from++ {
		if find := sources[from]; find != nil {
			ask(from, find)
		}
	}
	s.event(FromGuess, Waiting)
	guessed, useful := false, FromGuess+1
	soon, grace := time.NewTimer(guessAfter), time.NewTimer(totalTime)
	defer soon.Stop()
	defer grace.Stop()
	for done := false; !done; {
		late := false
		select {
		case a := <-answers:
			delete(pending, a.source)
			s.take(a)
			if a.useful() {
				switch {
				case a.source == FromGuess: // the others had their time
					grace.Reset(hedgeTime)
				case useful > FromGuess:
					grace.Reset(graceTime)
				}
				useful = min(useful, a.source)
			}
		case <-soon.C:
			late = true
		case <-grace.C:
			done = true
		case <-ctx.Done():
			done = true
		}
		better := false // may still come
		for from := range pending {
			better = better || from < useful
		}
		if !guessed && useful > FromGuess && !s.result.NoPOP && (late || len(pending) == 0) && !done {
			guessed, better = true, true
			ask(FromGuess, s.fromGuess)
		}
		done = done || !better
	}
	for from := range pending {
		s.event(from, Dropped)
	}
	if !guessed {
		s.event(FromGuess, Dropped)
	}
}

// tls is a configuration that checks certificates and remembers the line.
func (s *search) tls(state *tls.ConnectionState) *tls.Config {
	return &tls.Config{RootCAs: s.Roots, MinVersion: tls.VersionTLS12, VerifyConnection: func(cs tls.ConnectionState) error {
		if state != nil {
			*state = cs
		}
		return nil
	}}
}

// hear notes what an error, or none, tells of the network.
func (s *search) hear(err error) {
	dns, isDNS := errors.AsType[*net.DNSError](err)
	if err == nil || isDNS && dns.IsNotFound {
		s.heard.Store(true)
	}
}

// doubt notes that nobody known has signed a certificate, where err says so.
func (s *search) doubt(err error) {
	if _, ok := errors.AsType[x509.UnknownAuthorityError](err); ok {
		s.untrusted.Store(true)
	}
}
