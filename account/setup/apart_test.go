package setup

import (
	"testing"

	"popmail/account"
)

// relay is an account whose letters go through somebody else, with a log-in of its own.
func relay(t *testing.T, keep account.Keep, c account.Credential) (*world, account.Account) {
	t.Helper()
	w := newWorld()
	a := account.Account{Email: "ann@example.org", Keep: keep, Incoming: account.Server{Host: "pop.example.org"}, Outgoing: account.Server{Host: "smtp.relay.example"}, OutgoingUser: "relay7"}
	id, err := w.Add(t.Context(), a, c)
	if err != nil {
		t.Fatal(err)
	}
	return w, w.accounts[id]
}

var both = account.Credential{Password: "main", Outgoing: "own"}

// The password for reading mail is not shown to another owner's server that has a log-in of its
// own, however little else there is.
func TestTheOtherPasswordIsNoSubstitute(t *testing.T) {
	w, a := relay(t, account.KeepFile, both)
	for name, c := range map[string]struct {
		change func(a *account.Account)
		c      account.Credential
		ok     bool
	}{
		"its own":              {func(*account.Account) {}, both, true},
		"only the other":       {func(*account.Account) {}, account.Password("main"), false},
		"of the same owner":    {func(a *account.Account) { a.Outgoing.Host = "smtp.example.org" }, account.Password("main"), true},
		"the same server":      {func(a *account.Account) { a.Outgoing.Host = "POP.example.org." }, account.Password("main"), true},
		"the same log-in":      {func(a *account.Account) { a.OutgoingUser = "" }, account.Password("main"), true},
		"no log-in":            {func(a *account.Account) { a.OutgoingUser, a.OutgoingOpen = "", true }, account.Password("main"), true},
		"its own alone":        {func(*account.Account) {}, account.Credential{Outgoing: "own"}, true},
		"a new one, as typed":  {func(a *account.Account) { a.ID = 0 }, account.Password("main"), true},
		"of a public suffix":   {func(a *account.Account) { a.Incoming.Host, a.Outgoing.Host = "pop.co.uk", "smtp.co.uk" }, account.Password("main"), false},
		"of an address":        {func(a *account.Account) { a.Outgoing.Host = "192.0.2.1" }, account.Password("main"), false},
		"another one's domain": {func(a *account.Account) { a.Outgoing.Host = "example.org.relay.example" }, account.Password("main"), false},
	} {
		b := a
		c.change(&b)
		err := w.MaySend(b, c.c)
		if (err == nil) != c.ok {
			t.Errorf("%s: %v", name, err)
		}
		if p := account.ProblemOf(err); err != nil && (p.Trouble != account.TroubleNoPassword || !p.Sending || p.Server != b.Outgoing.Host) {
			t.Errorf("%s: %+v", name, p)
		}
	}
}

// What was typed once for a new account is for both its servers, and stays so.
func TestOnePasswordForBoth(t *testing.T) {
	w, a := relay(t, account.KeepFile, account.Password("main"))
	c, err := w.Credential(t.Context(), a)
	if err != nil || w.MaySend(a, c) != nil || c.ForSending(a).Password != "main" {
		t.Errorf("%v, %v", err, w.MaySend(a, c))
	}
}

// One password that is for both servers is changed for both, until one of them has another.
func TestOnePasswordForBothAnew(t *testing.T) {
	for _, keep := range []account.Keep{account.KeepFile, account.KeepKeyring, account.KeepAsk} {
		w, a := relay(t, keep, account.Password("main"))
		is := func(what, password, own string) {
			t.Helper()
			if c, err := w.Credential(t.Context(), a); err != nil || c != (account.Credential{Password: password, Outgoing: own}) {
				t.Errorf("%s: %s: %v, not as it should be", keep, what, err)
			}
		}
		if err := w.Remember(t.Context(), a.ID, account.Password("anew")); err != nil {
			t.Fatal(err)
		}
		is("typed when asked", "anew", "anew")
		if err := w.Change(t.Context(), a, account.Password("again")); err != nil {
			t.Fatal(err)
		}
		is("typed in Settings", "again", "again")
		b := a
		b.Outgoing.Host = "smtp.other.example"
		if err := w.Change(t.Context(), b, account.Password("moved")); err != nil {
			t.Fatal(err)
		}
		if c, err := w.Credential(t.Context(), b); err != nil || c != account.Password("moved") {
			t.Errorf("%s: another server is given it: %v", keep, err)
		}
		if err := w.Change(t.Context(), a, account.Credential{Password: "more", Outgoing: "own"}); err != nil {
			t.Fatal(err)
		}
		if err := w.Remember(t.Context(), a.ID, account.Password("last")); err != nil {
			t.Fatal(err)
		}
		is("with one of its own", "last", "own")
	}
}

// The password of an outgoing server's own outlives another for reading, wherever the two are
// kept, and can be there alone.
func TestTheirOwnPasswordStays(t *testing.T) {
	for _, keep := range []account.Keep{account.KeepFile, account.KeepKeyring, account.KeepAsk} {
		w, a := relay(t, keep, both)
		if err := w.Remember(t.Context(), a.ID, account.Password("new")); err != nil {
			t.Fatal(err)
		}
		if c, err := w.Credential(t.Context(), a); err != nil || c != (account.Credential{Password: "new", Outgoing: "own"}) {
			t.Errorf("%s: %v", keep, err)
		}
		if err := w.Passwords.Of(keep).Delete(t.Context(), w.entry(a).key); err != nil {
			t.Fatal(err)
		}
		// Typed alone, in the Settings.
		if err := w.Change(t.Context(), a, account.Credential{Outgoing: "own2"}); err != nil {
			t.Fatal(err)
		}
		c, err := w.Credential(t.Context(), a)
		if account.TroubleOf(err) != account.TroubleNoPassword || c != (account.Credential{Outgoing: "own2"}) {
			t.Errorf("%s: alone: %v", keep, err)
		}
		if err := w.Remember(t.Context(), a.ID, account.Password("main")); err != nil {
			t.Fatal(err)
		}
		if c, err := w.Credential(t.Context(), a); err != nil || c != (account.Credential{Password: "main", Outgoing: "own2"}) {
			t.Errorf("%s: both: %v", keep, err)
		}
	}
	w, a := relay(t, account.KeepAsk, account.Credential{})
	if err := w.Change(t.Context(), a, account.Credential{Outgoing: "own"}); err != nil {
		t.Fatal(err)
	}
	a.Outgoing.Host = "smtp.evil.example"
	if c, err := w.CredentialFor(t.Context(), a); err == nil || c != (account.Credential{}) {
		t.Errorf("for another server: %v", err)
	}
	if c, err := w.Credential(t.Context(), a); err == nil || c != (account.Credential{}) {
		t.Errorf("for another server: %v", err)
	}
}

// The password of a log-in ends with the log-in.
func TestTheirOwnPasswordEnds(t *testing.T) {
	for name, change := range map[string]func(a *account.Account){
		"the same log-in":           func(a *account.Account) { a.OutgoingUser = "" },
		"no log-in":                 func(a *account.Account) { a.OutgoingUser, a.OutgoingOpen = "", true },
		"no server":                 func(a *account.Account) { a.Outgoing = account.Server{} },
		"another of the same owner": func(a *account.Account) { a.Outgoing.Host = "mail.example.org" },
	} {
		w, a := stored(t, both)
		was := a
		change(&a)
		if err := w.Change(t.Context(), a, account.Credential{}); err != nil {
			t.Fatal(name, err)
		}
		// In the entry itself, too: the server or the log-in may come back.
		kept, err := w.file.Get(t.Context(), w.entry(a).key)
		if err != nil || kept.Outgoing != "" || kept.Password != "main" {
			t.Errorf("%s: still there: %v, %v", name, kept.Outgoing != "", err)
		}
		was.Outgoing.Host = a.Outgoing.Host
		if c, _ := w.Credential(t.Context(), w.accounts[a.ID]); c.ForSending(was).Password == "own" {
			t.Errorf("%s: it is sent", name)
		}
	}
	// With another password typed for reading as well.
	w, a := stored(t, both)
	a.Outgoing.Host = "mail.example.org"
	if err := w.Change(t.Context(), a, account.Password("new")); err != nil {
		t.Fatal(err)
	}
	if c, err := w.Credential(t.Context(), a); err != nil || c != account.Password("new") {
		t.Errorf("%v", err)
	}
	// Another port of the same server, and another name for its log-in, are no reason.
	w, a = stored(t, both)
	w.file.get = errRing
	a.Outgoing.Port, a.OutgoingUser = 587, "other"
	if err := w.Change(t.Context(), a, account.Credential{}); err != nil {
		t.Errorf("a port: %v", err)
	}
	w.file.get = nil
	if c, err := w.Credential(t.Context(), a); err != nil || c != both {
		t.Errorf("a port: %v", err)
	}
}

// An account that asks at each start is found its password until the program ends.
func TestTypedForNow(t *testing.T) {
	w := newWorld()
	id, err := w.Add(t.Context(), anna(account.KeepAsk), account.Credential{})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Remember(t.Context(), id, account.Password("pw")); err != nil {
		t.Fatal(err)
	}
	a := w.accounts[id]
	a.Incoming.Port = 1995
	if c, err := w.CredentialFor(t.Context(), a); err != nil || c.Password != "pw" {
		t.Errorf("%v", err)
	}
	a.Keep = account.KeepKeyring
	if err := w.Change(t.Context(), a, account.Credential{}); err != nil {
		t.Fatal(err)
	}
	w.wantPassword(t, w.ring, a, "pw")
	w.wantPassword(t, w.memory, a, "")
}

// TestAnotherServerOfTheProvider: a token goes to all servers of its provider, and to no other.
func TestAnotherServerOfTheProvider(t *testing.T) {
	w, a, _ := signedIn(t)
	was := a
	a.Incoming.Host, a.Outgoing.Host = "b.mail.example.org", "out.mail.example.org"
	c, err := w.CredentialFor(t.Context(), a)
	if err != nil || c.Token == (account.Token{}) {
		t.Errorf("%v", err)
	}
	if err := w.Change(t.Context(), a, account.Credential{}); err != nil {
		t.Fatal(err)
	}
	if c, err = w.Credential(t.Context(), a); err != nil || c.Token == (account.Token{}) {
		t.Errorf("after the change: %v", err)
	}
	a = was
	a.Incoming.Host = "pop.example.net"
	if c, err := w.CredentialFor(t.Context(), a); account.TroubleOf(err) != account.TroubleSignInAgain || c != (account.Credential{}) {
		t.Errorf("another's: %v", err)
	}
	if err := w.Change(t.Context(), a, account.Credential{}); err != nil {
		t.Fatal(err)
	}
	if c, _ := w.Credential(t.Context(), a); c != (account.Credential{}) {
		t.Error("it is kept for another's server")
	}
}
