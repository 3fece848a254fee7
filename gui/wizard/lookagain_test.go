package wizard

import (
	"context"
	"testing"

	"popmail/account"
	"popmail/account/discover"
)

// TestANetworkThatOpens: what was guessed because the network was shut is looked for once it
// is open. A server that is found then is seen before a password goes there; where nothing
// else is found, or the person has typed the server, it is tested at once.
func TestANetworkThatOpens(t *testing.T) {
	shut := map[string]struct {
		found   discover.Result // while it is shut
		trouble account.Trouble
	}{
		"offline":               {discover.Result{Silent: true}, account.TroubleOffline},
		"portal, nothing found": {discover.Result{}, account.TroublePortal},
		"portal, which answers": {discover.Result{Candidates: []discover.Candidate{{Incoming: discover.Server{Server: account.Server{Host: "pop.example.org", Port: 995, Security: account.TLS}, Source: discover.FromGuess, Ask: true}}}}, account.TroublePortal},
	}
	for name, tt := range shut {
		for _, host := range []string{"mail.provider.example", "pop.example.org", ""} {
			for _, typed := range []string{"", "pop.typed.example"} {
				open, asked := false, 0
				s := newStage(t, func(o *Options) {
					o.Find = func(_ context.Context, email, _ string, _ func(discover.Event)) (discover.Result, error) {
						asked++
						r := tt.found
						if open {
							r = discover.Result{}
							if host != "" {
								r.Candidates = []discover.Candidate{{Incoming: discover.Server{Server: account.Server{Host: host, Port: 995, Security: account.TLS}, Source: discover.FromDomain}}}
							}
						}
						r.Address, _ = discover.ParseAddress(email)
						return r, nil
					}
				})
				s.fillPerson()
				s.w.person.submit()
				if typed != "" {
					s.w.server.host.SetText(typed)
				}
				s.fail = &account.Problem{Trouble: tt.trouble}
				s.w.server.submit()
				open, s.fail = true, nil
				s.tap("Try again")
				at, searches, server := stepLeave, 2, "pop.example.org"
				switch {
				case typed != "":
					searches, server = 1, typed
				case host == "mail.provider.example":
					at, server = stepServer, host
				}
				tested := map[bool]int{true: 1, false: 2}[at == stepServer]
				if s.w.at != at || asked != searches || s.w.server.host.Text != server || len(s.probed) != tested {
					t.Errorf("%s, then %q, typed %q: page %d, %d searches, %q, %d tests", name, host, typed, s.w.at, asked, s.w.server.host.Text, len(s.probed))
				}
			}
		}
	}
}
