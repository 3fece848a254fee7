package wizard

import (
	"context"
	"strings"

	"popmail/account"
	"popmail/account/discover"
	"popmail/gui/kit/field"
	"popmail/gui/kit/lang"
	"popmail/gui/words"
)

// Browser is signing in with the system's browser, for providers that take no password
// from mail programs, and those that take either. All is called in the background.
type Browser struct {
	// At returns who signs people in for a server and an address; false: nobody.
	At func(ctx context.Context, host, email string) (Provider, bool)
	// SignIn waits until the person has signed in. Its errors are *account.Problem.
	SignIn func(ctx context.Context, a account.Account, ask SignInAsk) (SignedIn, error)
	// SetClient keeps a client ID for the provider with a Provider.Key; false: it cannot be
	// one. nil: none can be kept.
	SetClient func(ctx context.Context, key, id, secret string) (ok bool, err error)
	// Open opens a page in the browser.
	Open func(ctx context.Context, address string) error
}

// Provider signs people in.
type Provider struct {
	Key   string // of the registration there
	Name  string // such as "Microsoft"
	Page  string // the name of the server with its page
	Ready bool   // this copy of PopMail is registered there
}

// SignInAsk is what a sign-in is to do.
type SignInAsk struct {
	Other bool // another person than the one that the browser knows is to be able to sign in
	// Provider is the discover.Provider.ID of whose address it is, where several share servers; empty: not known.
	Provider string
	// Open is handed the address of the page. It is called in the background.
	Open func(ctx context.Context, address string) error
	// Done and Failed are what the browser shows at the end.
	Done, Failed string
}

// SignedIn is what a person has allowed, and who that is.
type SignedIn struct {
	Credential account.Credential
	Email      string // as the provider says it; empty: it does not say
}

// signing is what is known and chosen of signing in. What is known goes with a server
// and an address: others have their own.
type signing struct {
	key      string // of what At was asked last, see signing.keyOf
	provider Provider
	there    bool // a provider was found for key

	token  account.Credential // of who has signed in
	whose  string             // the key that it is for
	typed  string             // the key for which a password is used although there is a choice
	agreed string             // the key for which another address than the typed one was signed in, and the person says that it is right
}

func keyOf(a account.Account) string {
	return strings.ToLower(strings.TrimSpace(a.Incoming.Host) + " " + strings.TrimSpace(a.Email))
}

// learn finds out who signs people in for a, then goes on.
func (w *Wizard) learn(a account.Account, then func()) {
	key := keyOf(a)
	if w.o.Browser == nil || w.signing.key == key {
		then()
		return
	}
	var p Provider
	var ok bool
	w.asking.Start(func(ctx context.Context) { p, ok = w.o.Browser.At(ctx, a.Incoming.Host, a.Email) }, func() {
		w.signing.key, w.signing.provider, w.signing.there = key, p, ok
		then()
	})
}

// passwordWorks reports whether a server takes a password too, as far as is known: what
// was found for the address counts more than the table.
func (w *Wizard) passwordWorks(host string) bool {
	for _, c := range w.found.Candidates {
		if account.SameHost(c.Incoming.Host, host) {
			return c.Incoming.Login != discover.Browser
		}
	}
	p := discover.ByHost(host)
	return p == nil || p.Login != discover.Browser
}

// providerOf is the provider of an account: as it was found for the address, or else as the table
// knows it; nil: not known.
func (w *Wizard) providerOf(a account.Account) *discover.Provider {
	if p := w.foundProvider(a); p != nil {
		return p
	}
	return discover.ByAccount(a.Email, a.Incoming.Host)
}

// foundProvider is the provider of an account as the search has found it; nil: it has not.
func (w *Wizard) foundProvider(a account.Account) *discover.Provider {
	if w.found.Address.Email == "" || !account.SameEmail(w.found.Address.Email, a.Email) {
		return nil
	}
	for _, c := range w.found.Candidates {
		if c.Provider != nil && account.SameHost(c.Incoming.Host, a.Incoming.Host) {
			return c.Provider
		}
	}
	return nil
}

// signsInFirst takes over where a person has to sign in, or to choose whether to, before
// a can be tested; then it goes on with the test by itself. It reports whether it has
// taken over.
func (w *Wizard) signsInFirst(a account.Account, c account.Credential) bool {
	s := &w.signing
	key := keyOf(a)
	if w.o.Browser == nil || s.whose == key || s.typed == key {
		return false
	}
	if old := w.o.Account; old != nil && !w.o.SignIn {
		// What is kept goes on being used where it was given for.
		if !a.Auth.Browser() || account.SameHost(old.Incoming.Host, a.Incoming.Host) {
			return false
		}
	}
	if s.key != key {
		b := w.body()
		w.learn(a, func() {
			if w.body() == b { // else the person has gone elsewhere meanwhile
				w.test()
			}
		})
		return true
	}
	both := w.passwordWorks(a.Incoming.Host)
	switch {
	case !s.there && c.Given(), !s.there && w.o.Account != nil, s.there && !s.provider.Ready && both && c.Given():
		return false
	case !s.there || !s.provider.Ready && both:
		w.needPassword()
	case !s.provider.Ready:
		w.noSignIn.say(a)
		w.show(stepNoSignIn)
	case both && !w.o.SignIn && isAppPassword(a, c.Password):
		return false
	case both && !w.o.SignIn:
		w.choice.say(a)
		w.show(stepChoice)
	default:
		w.signIn.begin(false)
	}
	return true
}

// isAppPassword reports whether a password has the form of one that the provider makes
// for mail programs: such a one was looked for and is meant.
func isAppPassword(a account.Account, password string) bool {
	p := discover.ByHost(a.Incoming.Host)
	if p == nil || p.Login != discover.App || len(password) != 16 {
		return false
	}
	return strings.Trim(password, "abcdefghijklmnopqrstuvwxyz") == ""
}

// signedIn takes what a person has allowed.
func (w *Wizard) signedIn(in SignedIn) {
	a := w.account()
	key := keyOf(a)
	w.signing.token = in.Credential
	if in.Email != "" && !account.SameEmail(in.Email, a.Email) && !account.SameEmail(in.Email, a.User) && w.signing.agreed != key {
		w.otherPerson.say(a, in.Email)
		w.show(stepOtherPerson)
		return
	}
	w.signing.whose = key
	w.person.password.SetText("") // it is not used
	w.signIn.connecting()
	w.test()
}

// forgetSignIn drops what was allowed, to ask anew.
func (w *Wizard) forgetSignIn() { w.signing.token, w.signing.whose = account.Credential{}, "" }

// withAuth fits the way to log in to what the person has chosen.
func (w *Wizard) withAuth(a *account.Account) {
	switch {
	case w.signing.whose != "" && w.signing.whose == keyOf(*a):
		a.Auth = account.AuthOAuth
	case a.Auth.Browser() && field.TrimBreaks(w.person.password.Text) != "":
		a.Auth = account.AuthAuto
	}
	if w.itself != "" && a.Auth.Auto() && a.Encrypted() && (account.SameHost(w.itself, a.Incoming.Host) || account.SameHost(w.itself, a.Outgoing.Host)) {
		a.Auth = account.AuthPlain
	}
}

// mailName is what people call the mail at a server.
func (w *Wizard) mailName(a account.Account) string {
	if p := discover.ByAddress(a.Email); p != nil {
		return p.Name
	}
	if p := w.providerOf(a); p != nil {
		return p.Name
	}
	if d := discover.Domain(a.Email); d != "" {
		return d
	}
	return a.Incoming.Host
}

// browserAdvice is said of a provider before anything was tried, where a person can sign
// in with the browser.
func (w *Wizard) browserAdvice(host string) hint {
	d := map[string]any{"Provider": w.signing.provider.Name}
	if w.passwordWorks(host) {
		return hint{
			lead: lang.L("You can sign in with your browser.", d),
			text: lang.L("PopMail then never sees your {{.Provider}} password. An app password works too.", d),
		}
	}
	return hint{
		lead: lang.L("You sign in with your browser, on {{.Provider}}’s own page.", d),
		text: lang.L("It opens when you continue. PopMail never sees your {{.Provider}} password.", d),
	}
}

// signInFailed drops a sign-in that has failed or that the server has not taken, and
// returns the page that a failure belongs to.
func (w *Wizard) signInFailed(err error, from step) step {
	if w.at != stepSignIn {
		return from
	}
	w.signIn.stop()
	if w.signing.whose == "" || account.TroubleOf(err) == account.TroubleSignInAgain {
		w.forgetSignIn()
		return stepSignIn
	}
	return from
}

// explainSignIn is e for a sign-in that has just failed: what it says of accounts that
// worked before, and of POP3 servers, does not fit.
func (w *Wizard) explainSignIn(p *account.Problem, e words.Explanation, host string) words.Explanation {
	a := w.account()
	e.Safe = lang.L("Your mail on the server is untouched.")
	switch p.Trouble {
	case account.TroubleSignInAgain:
		d := map[string]any{"Server": a.Incoming.Host, "Address": a.Email}
		e.Heading = lang.L("The server didn’t accept the sign-in")
		e.What = lang.L("You signed in, but {{.Server}} didn’t open the mailbox of {{.Address}}.", d)
		e.Next = lang.L("Sign in again, as {{.Address}}.", d)
		if known := w.providerOf(a); known != nil && known.Switch != "" {
			d["Where"] = known.Switch
			e.Next += " " + lang.L("If that was right, POP3 may be turned off. On its website, turn it on here: {{.Where}}.", d)
		}
	case account.TroubleOther:
		e.Heading = lang.L("The sign-in didn’t work")
		e.What = lang.L("{{.Provider}}’s answer was not the one that PopMail waited for.", map[string]any{"Provider": w.signing.provider.Name})
	case account.TroubleSilent:
		x := words.Explain(p.Trouble, host, 443)
		e.Heading, e.What = x.Heading, x.What
	}
	return e
}
