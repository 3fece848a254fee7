package discover

import (
	"context"
	"errors"
	"net/url"
	"sync"
)

// The addresses are those of the autoconfiguration of Mozilla, in use since 2008
// (draft-ietf-mailmaint-autoconfig): a subdomain of its own, then a well-known place.
const (
	configPath    = "/mail/config-v1.1.xml"
	wellKnownPath = "/.well-known/autoconfig" + configPath
)

// fromDomain asks the domain of the address for its settings. It alone hears the whole
// address.
func (s *search) fromDomain(ctx context.Context) answer {
	sctx, cancel := context.WithTimeout(ctx, stepTime)
	defer cancel()
	a := s.ownSettings(sctx, s.addr.Domain, true)
	for i := range a.found {
		a.found[i].Incoming.Source, a.found[i].Outgoing.Source = FromDomain, FromDomain
	}
	a.found = s.confirm(ctx, a.found)
	return a
}

// fromPublic asks the public list for the domain. The address is not sent.
func (s *search) fromPublic(ctx context.Context) answer {
	sctx, cancel := context.WithTimeout(ctx, stepTime)
	defer cancel()
	a := s.publicSettings(sctx, s.addr.Domain)
	a.found = s.confirm(ctx, a.found)
	return a
}

func (s *search) publicSettings(ctx context.Context, domain string) answer {
	a := s.settingsAt(ctx, s.Public+url.PathEscape(domain))
	for i := range a.found {
		a.found[i].Incoming.Source, a.found[i].Outgoing.Source = FromPublic, FromPublic
	}
	return a
}

// ownSettings asks both places of a domain at once; the first is preferred. The address
// is sent only where it is said so, and to the first alone.
func (s *search) ownSettings(ctx context.Context, domain string, address bool) answer {
	first := "https://autoconfig." + domain + configPath
	if address {
		first += "?" + addressParam + "=" + url.QueryEscape(s.addr.expand(FullAddress, ""))
	}
	places := [...]string{first, "https://" + domain + wellKnownPath}
	var answers [len(places)]answer
	var wg sync.WaitGroup
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	for i, place := range places {
		wg.Go(func() {
			if answers[i] = s.settingsAt(ctx, place); i == 0 && len(answers[i].found) > 0 {
				cancel() // the other is not needed
			}
		})
	}
	wg.Wait()
	none := answer{err: errors.Join(answers[0].err, answers[1].err)}
	for _, a := range answers {
		if len(a.found) > 0 {
			return a
		}
		none.otherOnly = none.otherOnly || a.otherOnly
		if a.err == nil {
			none.err = nil // one of them has answered
		}
	}
	return none
}

// settingsAt reads settings from the web.
func (s *search) settingsAt(ctx context.Context, place string) answer {
	data, err := s.get(ctx, place)
	if err != nil || data == nil {
		return answer{err: err}
	}
	c, err := parseConfig(data)
	if err != nil {
		return answer{} // a page that says in friendly words that there is nothing
	}
	a := answer{found: c.candidates(s.addr, s.Name, s.inside)}
	a.otherOnly = len(a.found) == 0 && c.others > 0
	return a
}
