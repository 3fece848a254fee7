package wizard

import (
	"context"
	"time"

	"popmail/account"
	"popmail/account/discover"
	"popmail/gui/kit/field"
	"popmail/gui/kit/lang"
	"popmail/gui/servers"
)

// account puts together what has been typed.
func (w *Wizard) account() account.Account {
	var a account.Account
	if w.o.Account != nil {
		a = *w.o.Account // keeps ID, Auth and the extra CA file
	} else if t := w.taking(); t != nil {
		a = t.Account
	}
	a.Name = w.person.name.Text
	a.Email = w.person.email.Text
	a.Keep = w.person.keep
	w.server.into(&a)
	w.leave.into(&a)
	w.withAuth(&a)
	w.leave.recentInto(&a)
	w.withTrust(&a)
	return a
}

// credential is what the person has allowed by signing in, or the password as typed,
// without what pasting brings along.
func (w *Wizard) credential() account.Credential {
	if w.signing.whose != "" && w.signing.whose == keyOf(w.account()) {
		c := w.signing.token
		c.Outgoing = w.server.outgoingPassword()
		return c
	}
	if t := w.taking(); t != nil && t.Account.Auth == account.AuthExternal {
		return account.Credential{Certificate: t.Certificate, Outgoing: w.server.outgoingPassword()}
	}
	typed := w.person.password.Text
	if host := w.server.host.Text; host != "" {
		return account.Credential{Password: servers.Password(typed, host), Outgoing: w.server.outgoingPassword()}
	}
	return account.Password(discover.ByAddress(w.person.email.Text).Tidy(field.TrimBreaks(typed)))
}

// triedNext is next, or what to do where a test has tried both usual user names.
func (w *Wizard) triedNext(problem *account.Problem, a account.Account, next string) string {
	address, err := discover.ParseAddress(a.Email)
	if problem.Trouble != account.TroublePassword || a.ID != 0 || err != nil || !address.IsUserName(a.User) && address.Local != a.User {
		return next
	}
	d := map[string]any{"Whole": a.User, "Local": address.Local}
	if address.Local == a.User {
		d["Whole"] = address.UserName()
	}
	return lang.L("Type the password again. PopMail has tried it with the user names “{{.Whole}}” and “{{.Local}}”. If your provider gave you another one, go back and type that.", d)
}

// sameServer reports whether what a test could find out is as it was.
func (w *Wizard) sameServer(a account.Account, c account.Credential) bool {
	old := w.o.Account
	if old == nil || w.o.Anew || c.Given() {
		return false
	}
	was := old.Incoming
	if was.Security == "" {
		was.Security = account.TLS
	}
	was.Port, a.Incoming.Port = portOf(was), portOf(a.Incoming)
	return was == a.Incoming && old.User == a.User
}

// test tries the settings and goes on, or explains why that is not possible. An
// account whose server stays as it was needs no connection.
func (w *Wizard) test() {
	a, c := w.account(), w.credential()
	if err := a.Validate(); err != nil {
		w.failed(&account.Problem{Trouble: account.TroubleOther, Server: a.Incoming.Host, Err: err}, stepServer)
		return
	}
	if !w.o.SignIn && w.sameServer(a, c) {
		w.leave.untested()
		w.testOutgoing(a, c)
		return
	}
	if !w.o.SignIn && w.sending.passed == (passed{a.Incoming, a.User, a.Auth == account.AuthPlain, c}) {
		w.testOutgoing(a, c) // many servers mind who logs in again at once
		return
	}
	if w.signsInFirst(a, c) {
		return
	}
	b, busy := w.body(), w.busyHere()
	busy.start(a.Incoming.Host)
	var found Waiting
	var err error
	w.probe.Start(func(ctx context.Context) {
		found, err = w.o.Probe(ctx, a, c)
	}, func() {
		busy.stop()
		if w.body() != b {
			return
		}
		if err != nil && w.o.SignIn && account.TroubleOf(err) != account.TroubleSignInAgain {
			w.store(w.o.Save) // what is wrong now is told at the next check
			return
		}
		if err != nil {
			w.failed(err, stepServer)
			return
		}
		w.waiting = found
		if found.User != "" {
			// It goes with this address and this server: another has its own.
			w.proved = proof{a.Email, a.Incoming.Host, found.User}
			w.guessedUser = found.User
			w.server.user.SetText(found.User)
		}
		w.leave.connected(a.Incoming.Host, found)
		if w.o.SignIn {
			w.store(w.o.Save)
			return
		}
		w.testOutgoing(w.account(), c)
	})
}

// stopTest gives up on a test that is under way. The keyboard comes back from the
// Stop button, which goes.
//
// What is being saved is not given up: it is there in a moment, and would be saved twice.
func (w *Wizard) stopTest() {
	if w.saving() || !w.testing() {
		return
	}
	w.probe.Cancel()
	w.server.busy.stop()
	w.problem.busy.stop()
	w.Focus()
}

// testing reports whether something is under way that the person has to wait for.
func (w *Wizard) testing() bool {
	return w.server.busy.underWay() || w.leave.busy.underWay() || w.problem.busy.underWay()
}

// saving reports whether the account is being saved.
func (w *Wizard) saving() bool {
	for _, b := range []*busy{w.server.busy, w.leave.busy, w.problem.busy} {
		if b.underWay() && b.saving {
			return true
		}
	}
	return false
}

// settled goes on once the servers have let the person in. What happens to mail on the
// server is known of an account that is taken over.
func (w *Wizard) settled() {
	if w.taking() != nil {
		w.store(w.o.Save)
		return
	}
	w.show(stepLeave)
}

// busyHere is what is shown on the present page while something is under way.
func (w *Wizard) busyHere() *busy {
	switch w.at {
	case stepProblem:
		return w.problem.busy
	case stepLeave:
		return w.leave.busy
	}
	return w.server.busy
}

// failed shows what has gone wrong; Back leads to from.
func (w *Wizard) failed(err error, from step) {
	from = w.signInFailed(err, from)
	if account.TroubleOf(err) == account.TroubleMethod {
		w.itself = "" // one of the servers has no such way
	}
	w.problem.explain(err, from)
	w.show(stepProblem)
}

// store saves the account with save, one of the two functions of the options.
func (w *Wizard) store(save func(context.Context, account.Account, account.Credential) (account.ID, error)) {
	a, c := w.account(), w.credential()
	if err := a.Validate(); err != nil {
		w.failed(&account.Problem{Trouble: account.TroubleOther, Server: a.Incoming.Host, Err: err}, stepLeave)
		return
	}
	b, busy := w.body(), w.busyHere()
	busy.start("")
	var id account.ID
	var err error
	w.save.Start(func(ctx context.Context) {
		id, err = save(ctx, a, c)
	}, func() {
		busy.stop()
		if w.body() != b {
			return
		}
		if err != nil {
			w.failed(err, stepLeave)
			return
		}
		w.saved = id
		if w.o.Account != nil {
			w.finish()
			return
		}
		if w.taking() != nil {
			w.imports.stored(id)
			return
		}
		w.done.show(w.waiting, w.arriving[id])
		w.show(stepDone)
		w.o.Run.After(doneFor, func() {
			if w.at == stepDone {
				w.finish()
			}
		})
	})
}

// doneFor is how long the last page stays by itself.
const doneFor = 4 * time.Second

func (w *Wizard) finish() {
	if w.o.OnDone != nil {
		done := w.o.OnDone
		w.o.OnDone = nil // once
		done(w.saved)
	}
}
