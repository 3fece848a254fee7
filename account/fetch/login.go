package fetch

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"popmail/account"
	"popmail/account/login"
	"popmail/pop3"
)

// The bounds of the tries to log in within one Run, over all its lines: providers
// shut out who tries too often. Between two Runs the poller sees to pauses.
const (
	maxShown = 3 // in which the password or its proof was shown and refused
	maxWays  = 6 // in all
)

// attempts are the ways to log in that were refused in one Run.
type attempts struct {
	refused map[string]bool // by wayName: the way is the trouble
	last    *refusedWay
	shown   int
	all     int
	cut     bool // a line was closed after a way was refused
	again   bool // another line may do
}

// wayName tells ways apart; a mechanism may come with several bindings.
func wayName(i int, w login.Way) string { return fmt.Sprintf("%s/%d", w.Name, i) }

// login asks what the server can do (CAPA, RFC 2449, section 5) and logs in, in the
// strongest way that both sides know. Another way is tried only after a refusal that
// is about the way and not about user name and password, see wayRefused. How to log in
// and how often is known only then in time.
func (v *connection) login(ctx context.Context, c *pop3.Client, cred account.Credential) error {
	var caps pop3.Capabilities
	if !v.how.noCAPA && !v.how.noEarlyCAPA {
		var err error
		if caps, err = v.capabilities(ctx, c); err != nil {
			v.lostEarly = true
			return err
		}
		d, perUser, _ := caps.LoginDelay()
		if v.delayOfUser = perUser; d > 0 {
			v.rep.LoginDelay = d
		}
	}
	ways, err := v.ways(c, caps, cred)
	if err != nil && v.how.noEarlyCAPA && !v.how.noCAPA {
		// QUIRK: whoever chokes at CAPA may have done so once. There is no other way to
		// learn how to log in, and without it nothing says that there is none.
		if caps, err = v.capabilities(ctx, c); err != nil {
			v.lostEarly = true
			return err
		}
		ways, err = v.ways(c, caps, cred)
	}
	if err != nil {
		return err
	}
	if caps.Has("UTF8") && ctx.Err() == nil {
		// Messages are to come as they are. Who refuses it hands them out all the same.
		if err := c.UTF8(ctx); err != nil && !as[*pop3.ServerError](err) {
			return err
		}
	}
	v.stage = loggingIn
	c.Follow(v.follow...)
	t := &attempts{}
	if v.state != nil {
		t = &v.state.tries
	}
	last := t.last
	for _, i := range v.order(c, ways) {
		w := ways[i]
		name := wayName(i, w)
		if t.refused[name] || last != nil && !last.mayFollow(w, v.a) {
			continue
		}
		err := v.try(ctx, c, cred, w)
		if err == nil {
			v.stage = loggedIn
			v.rep.Accepted = true
			v.took(ways, i)
			return nil
		}
		t.all++
		_, encrypted := c.TLS()
		v.proofOnly = as[*pop3.ServerError](err) && login.ProofOnly(ways, w, encrypted)
		if proofShown(err) {
			t.shown++
		}
		if last != nil && isCut(err) && !t.cut {
			// The server hangs up after a refusal. This way was not refused.
			t.cut, t.again = true, true
			return err
		}
		refused, named := v.wayRefused(err)
		if ctx.Err() != nil || !refused || t.shown >= maxShown || t.all >= maxWays {
			return err
		}
		t.refuse(name)
		last = &refusedWay{w, err, named}
		t.last = last
	}
	if last == nil { // nothing is left of what an earlier line has refused
		return &account.Problem{Trouble: account.TroubleMethod, Server: v.a.Incoming.Host, Err: errors.New("every way to log in that the server lists was refused")}
	}
	return last
}

// refusedWay is the refusal of a way to log in.
type refusedWay struct {
	way   login.Way
	err   error
	named bool // the server says that the way is the trouble
}

// Error is that of the refusal.
func (e *refusedWay) Error() string { return e.err.Error() }

// Unwrap returns the refusal.
func (e *refusedWay) Unwrap() error { return e.err }

// mayFollow reports whether w may be tried after what was refused before. Nobody on the
// way can bring a password out: what gives more away follows only where the server has
// said that the way before was the trouble, and on an open line only if the person has
// chosen it.
func (e *refusedWay) mayFollow(w login.Way, a account.Account) bool {
	if w.Strength >= e.way.Strength {
		return true
	}
	open := w.Clear && a.Incoming.Security == account.None && (a.Auth == account.AuthAuto || a.Auth == "")
	return e.named && !open
}

func (t *attempts) refuse(name string) {
	if t.refused == nil {
		t.refused = make(map[string]bool)
	}
	t.refused[name] = true
}

// ways are the ways to log in with cred. Its errors say that there is none.
func (v *connection) ways(c *pop3.Client, caps pop3.Capabilities, cred account.Credential) ([]login.Way, error) {
	host := v.a.Incoming.Host
	offered := caps.SASL()
	v.tokenOnly = login.Browser(offered, false)
	_, encrypted := c.TLS()
	listed := caps.Has("USER") || !caps.Has("SASL") || encrypted && len(offered) == 0
	// QUIRK: servers that list mechanisms with a password in clear, and not USER, which
	// they have.
	for _, m := range offered {
		listed = listed || m == "PLAIN" || m == "LOGIN"
	}
	k := login.Case{
		User: v.a.User, Credential: cred, Auth: v.a.Auth, Host: host, Port: v.a.Incoming.Port,
		Offered: offered, UserPass: listed, Insecure: v.a.Incoming.Security == account.None,
	}
	if state, ok := c.TLS(); ok {
		k.TLS = &state
	}
	if v.a.Auth == account.AuthUser {
		k.UserPass = true
	}
	ways := login.Ways(k)
	if len(ways) > 0 {
		return ways, nil
	}
	problem := func(t account.Trouble) error {
		return &account.Problem{Trouble: t, Server: host, Err: fmt.Errorf("the server lists SASL %s, USER: %t", strings.Join(offered, " "), caps.Has("USER"))}
	}
	switch {
	case k.TLS == nil && (caps.Has("STLS") || len(offered) == 0):
		return nil, problem(account.TroublePlainRefused)
	case cred.Token == (account.Token{}) && login.Browser(offered, listed):
		return nil, problem(account.TroubleBrowser)
	}
	return nil, problem(account.TroubleMethod)
}

// try logs in by one way.
func (v *connection) try(ctx context.Context, c *pop3.Client, cred account.Credential, w login.Way) error {
	switch w.Name {
	case login.UserPass:
		return c.Login(ctx, v.a.User, cred.Password)
	case login.APOP:
		return c.APOP(ctx, v.a.User, cred.Password)
	}
	x := pop3.Exchange{Mechanism: w.New(), TwoLines: w.TwoLines, User: v.a.User, Secret: cred.Secret()}
	err := c.Auth(ctx, x)
	if e, ok := errors.AsType[*pop3.AuthError](err); ok && e.Given && !x.TwoLines && v.wantsTwoLines(e) {
		// QUIRK: servers from before RFC 5034 know no initial response.
		x.Mechanism, x.TwoLines = w.New(), true
		return c.Auth(ctx, x)
	}
	return err
}

// proofShown reports whether a try to log in has shown the password, or what proves it.
func proofShown(err error) bool {
	if e, ok := errors.AsType[*pop3.AuthError](err); ok {
		return e.Proof
	}
	e, ok := errors.AsType[*pop3.ServerError](err)
	return ok && e.Command != "USER"
}
