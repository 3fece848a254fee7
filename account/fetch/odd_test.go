package fetch

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"

	"popmail/account"
	"popmail/pop3/pop3test"
)

// troubles are the words of pop3test for what goes wrong.
var troubles = map[string]account.Trouble{
	"passing": account.TroublePassing, "lasting": account.TroubleLasting, "server": account.TroubleServer, "quota": account.TroubleQuota,
	"login": account.TroubleLogin, "password": account.TroublePassword, "in use": account.TroubleInUse, "busy": account.TroubleBusy,
	"too soon": account.TroubleTooSoon, "locked": account.TroubleLocked, "switched off": account.TroubleSwitchedOff, "browser": account.TroubleBrowser,
	"method": account.TroubleMethod, "plain refused": account.TroublePlainRefused,
}

// TestOddServers receives from each server of the table as often as the table says what is
// right. Whatever that is: nothing is removed that is not here.
func TestOddServers(t *testing.T) {
	for _, odd := range pop3test.OddServers() {
		if odd.Ahead || odd.Right == nil {
			continue // a session sends nothing ahead before it has seen what sizes are worth
		}
		t.Run(odd.Name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { receiveFrom(t, odd) })
		})
	}
}

func receiveFrom(t *testing.T, odd pop3test.Odd) {
	var sessions [][]pop3test.Step
	for _, s := range odd.Sessions {
		sessions = append(sessions, s.Says.InAnyOrder())
	}
	server, store := pop3test.Unheard(sessions...), newStore(t)
	defer func() {
		if err := server.Close(); err != nil {
			t.Error(err)
		}
	}()
	a := testAccount
	a.User = "bob"
	var servers Servers
	played, heard := 0, 0
	for i, right := range odd.Right {
		a.Leave = account.Retention{}
		if odd.Remove || right.Remove {
			a.Leave = deleteAll
		}
		s := store.into(&Session{Store: store, Dial: server.Dial, Servers: &servers})
		rep, err := s.Run(t.Context(), a, account.Password("secret"))
		if want, known := troubles[right.Trouble]; known {
			wantTrouble(t, err, want)
		} else if err != nil || right.Trouble != "" {
			t.Fatalf("receive %d: %v, want %q", i+1, err, right.Trouble)
		}
		if rep.OnServer != right.OnServer || rep.Received != right.Received || rep.AlreadyHere != right.Here || len(rep.Failed) != right.Failed || rep.Removed != right.Removed {
			t.Errorf("receive %d: %+v, want %+v", i+1, rep, right)
		}
		if right.Trouble == "" && right.Failed == 0 {
			if held := rep.Held(store.now()); held.Missing != 0 {
				t.Errorf("receive %d: %+v", i+1, held)
			}
		}
		if n := server.Connections() - played; right.Sessions != pop3test.AnyNumber && n != max(right.Sessions, 1) {
			t.Errorf("receive %d: %d sessions", i+1, n)
		}
		synctest.Wait()
		got := server.Got()
		asked, removed := 0, 0
		for _, line := range got[heard:] {
			verb, arg, _ := strings.Cut(line, " ")
			switch verb {
			case "RETR":
				asked++
			case "DELE":
				removed++
				n, _ := strconv.Atoi(arg)
				if raw := odd.Sessions[min(played, len(odd.Sessions)-1)].Mail[n-1].Raw; store.copies()[raw] == 0 {
					t.Errorf("receive %d: %s, and message %d is not here", i+1, line, n)
				}
			case "QUIT":
				played++
			}
		}
		heard = len(got)
		if most := right.Received + right.Failed; asked > max(most, right.Asked) {
			t.Errorf("receive %d: %d RETR", i+1, asked)
		}
		if removed != right.Removed {
			t.Errorf("receive %d: %d DELE", i+1, removed)
		}
		played = server.Connections()
	}
	var all []string
	for _, s := range odd.Sessions[:min(played, len(odd.Sessions))] {
		for _, m := range s.Mail {
			if !slices.Contains(all, m.Raw) {
				all = append(all, m.Raw)
			}
		}
	}
	if odd.Right[len(odd.Right)-1].Failed == 0 {
		store.mustHold(t, all...)
	}
}
