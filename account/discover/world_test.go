package discover

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"popmail/account/discover/worldtest"
)

// world is a small internet and a Finder in it.
type world struct {
	*worldtest.World
	t      *testing.T
	finder *Finder
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{World: worldtest.New(t), t: t}
	w.finder = &Finder{Resolver: w.Resolver(), Dial: w.Dial, Roots: w.Roots, Public: "https://list.test/v1.1/", Name: "Ann Berg"}
	return w
}

// find searches and checks what must be true of every search: nobody was told the
// address but the domain it belongs to, and nobody got more than a greeting.
func (w *world) find(email string) Result {
	w.t.Helper()
	r, err := w.finder.Find(w.t.Context(), email, nil)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, line := range w.Told() {
		host, said, _ := strings.Cut(line, ": ")
		switch word, _, _ := strings.Cut(said, " "); word {
		case "CAPA", "STLS", "QUIT", "EHLO", "STARTTLS":
		case "GET":
			inside := host == r.Address.Domain || strings.HasSuffix(host, "."+r.Address.Domain)
			if !inside && (strings.Contains(said, r.Address.Local) || !strings.HasSuffix(said, "referer=")) {
				w.t.Errorf("%s was told: %s", host, said)
			}
		default:
			if host != "dns" || strings.Contains(said, "@") {
				w.t.Errorf("%s was told: %s", host, said)
			}
		}
	}
	return r
}

// brief is a candidate in one line.
func brief(c Candidate) string {
	one := func(s Server) string {
		if !s.Found() {
			return "-"
		}
		marks := ""
		if s.Verified {
			marks += "+"
		}
		if s.Ask {
			marks += "?"
		}
		if s.Err != nil {
			marks += "!"
		}
		return fmt.Sprintf("%s %s %s %s%s", shown(s), s.User, s.Source, []string{"usual", "app", "code", "own", "browser", "open"}[s.Login], marks)
	}
	return one(c.Incoming) + ", " + one(c.Outgoing)
}

func (w *world) want(r Result, lines ...string) {
	w.t.Helper()
	var got []string
	for _, c := range r.Candidates {
		got = append(got, brief(c))
	}
	if !slices.Equal(got, lines) {
		w.t.Errorf("found\n%s\nwant\n%s\n(noPOP %v, otherOnly %v, silent %v)\ntold:\n%s", strings.Join(got, "\n"), strings.Join(lines, "\n"), r.NoPOP, r.OtherOnly, r.Silent, strings.Join(w.Told(), "\n"))
	}
}

func parseIP(s string) netip.Addr { return netip.MustParseAddr(s) }
