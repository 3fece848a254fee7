package wizard

import (
	"slices"

	"popmail/account"
)

// Taken is what was typed of an account of another program that was being taken over. There
// is no password in it.
type Taken struct {
	Program string `json:"program,omitempty"` // this and what follows: which account
	Email   string `json:"email"`
	Host    string `json:"host,omitempty"`
	Typed   Typed  `json:"typed"`
}

// Typed is what stands on the page of the servers.
type Typed struct {
	Incoming     account.Server `json:"incoming"`
	Outgoing     account.Server `json:"outgoing,omitzero"` // zero: left for later
	User         string         `json:"user,omitempty"`
	OutgoingUser string         `json:"outgoing_user,omitempty"`
	OutgoingOpen bool           `json:"outgoing_open,omitempty"` // nobody signs in there
}

// is reports whether k is of t.
func (k *Taken) is(t *taking) bool {
	return k.Program == t.Program && k.Email == t.Account.Email && k.Host == t.Account.Incoming.Host
}

// Taken is what was typed until now of accounts that are taken over and not added yet, and
// what was typed of others the last time.
func (w *Wizard) Taken() []Taken {
	if w.o.Account != nil {
		return nil
	}
	kept := slices.Clone(w.o.Taken)
	for _, t := range w.imports.queue {
		if t.state == nil {
			continue
		}
		kept = slices.DeleteFunc(kept, func(k Taken) bool { return k.is(t) })
		if now := t.state.server.typed(); t.id == 0 && now != t.filled {
			kept = append(kept, Taken{t.Program, t.Account.Email, t.Account.Incoming.Host, now})
		}
	}
	return kept
}

// keptOf is what was typed of t the last time.
func (w *Wizard) keptOf(t *taking) (Typed, bool) {
	i := slices.IndexFunc(w.o.Taken, func(k Taken) bool { return k.is(t) })
	if i < 0 {
		return Typed{}, false
	}
	return w.o.Taken[i].Typed, true
}

// typed is what stands on the page.
func (p *serverPage) typed() Typed {
	var a account.Account
	p.into(&a)
	return Typed{a.Incoming, a.Outgoing, a.User, a.OutgoingUser, a.OutgoingOpen}
}

// retype types it in again.
func (p *serverPage) retype(k Typed) {
	p.in.fields.Fill(k.Incoming, false)
	p.in.fold()
	if p.out.fields.Fill(k.Outgoing, false); k.Outgoing.Host != "" {
		p.out.fold()
	} else {
		p.out.postpone()
	}
	p.user.SetText(k.User)
	p.login.Fill(account.Account{OutgoingUser: k.OutgoingUser, OutgoingOpen: k.OutgoingOpen})
	p.loginShown()
}
