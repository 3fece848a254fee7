package main

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/pflag"

	"popmail/account"
	"popmail/account/discover/profiles"
	"popmail/gui/kit/widgets"
	"popmail/gui/wizard"
)

// importer is what the window brings in from this computer.
func (u accountPort) importer() *wizard.Importer {
	return &wizard.Importer{
		Find: func(ctx context.Context) ([]wizard.Found, error) {
			here, err := u.s.app.store.Accounts(ctx)
			if err != nil {
				return nil, err
			}
			return foundAccounts(profiles.Find(ctx, profiles.Usual()), here), nil
		},
		Read: func(ctx context.Context, path string) (wizard.Found, error) {
			a, err := settingsOf(path)
			if err != nil {
				return a, err
			}
			if _, err := u.s.app.find(ctx, a.Account.Email); err == nil {
				return a, &wizard.FileProblem{Kind: wizard.FileHere, Value: a.Account.Email}
			}
			return a, nil
		},
	}
}

// foundAccounts are the accounts of other programs, with those that cannot be taken over
// at the end.
func foundAccounts(f profiles.Found, here []account.Account) (out []wizard.Found) {
	known := func(email string) bool {
		return slices.ContainsFunc(here, func(a account.Account) bool { return account.SameEmail(a.Email, email) })
	}
	for _, s := range f.Accounts {
		found := wizard.Found{Program: string(s.Program), Account: s.Account}
		if a := &found.Account; a.Sends() {
			a.OutgoingUser, a.OutgoingOpen = s.OutgoingUser, s.OutgoingUser == ""
			if strings.EqualFold(s.OutgoingUser, cmp.Or(a.User, a.Email)) {
				a.OutgoingUser = "" // the same log-in, not another one with a password of its own
			}
		}
		switch {
		case known(s.Account.Email):
			found.Left = wizard.LeftHere
		case s.Browser:
			found.Left = wizard.LeftBrowser
		}
		out = append(out, found)
	}
	for _, o := range f.Others {
		found := wizard.Found{Program: string(o.Program), Account: account.Account{Email: o.Email, Incoming: account.Server{Host: o.Server}}, Left: wizard.LeftOther}
		switch o.Kind {
		case profiles.IMAP:
			found.Left = wizard.LeftIMAP
		case "":
			found.Left = wizard.LeftUseless
		}
		if known(o.Email) {
			found.Left = wizard.LeftHere
		}
		out = append(out, found)
	}
	slices.SortStableFunc(out, func(a, b wizard.Found) int { return min(int(a.Left), 1) - min(int(b.Left), 1) })
	return out
}

// settingsOf reads the account of a settings file. Errors are *wizard.FileProblem.
func settingsOf(path string) (wizard.Found, error) {
	var f addFlags
	fl := pflag.NewFlagSet("", pflag.ContinueOnError)
	f.register(fl)
	if err := fromFile(fl, path); err != nil {
		problem := wizard.FileProblem{Kind: wizard.FileUnreadable, Err: err}
		if e := (*settingError)(nil); errors.As(err, &e) {
			problem = wizard.FileProblem(*e)
		}
		return wizard.Found{}, &problem
	}
	a, err := f.account()
	if err == nil {
		if err := takeAuthorities(&a); err != nil {
			return wizard.Found{}, &wizard.FileProblem{Kind: wizard.FileValue, Name: "ca-file", Value: f.caFile, Err: err}
		}
	}
	if err == nil {
		kept := a
		kept.Keep = account.KeepFile // the person chooses that in the window
		cert, err := f.certificate(kept)
		if err != nil {
			problem := &wizard.FileProblem{Kind: wizard.FileValue, Name: "client-cert", Value: f.clientCert, Err: err}
			switch {
			case a.Auth == account.AuthExternal && f.clientCert == "":
				problem.Kind = wizard.FileMissing
			case a.Auth == account.AuthExternal && a.Incoming.Security == account.None:
				problem.Name, problem.Value = "security", f.security
			}
			return wizard.Found{}, problem
		}
		return wizard.Found{Account: a, Certificate: cert}, nil
	}
	problem := &wizard.FileProblem{Kind: wizard.FileValue, Err: err}
	switch {
	case f.email == "":
		problem.Kind, problem.Name = wizard.FileMissing, "email"
	case f.server == "":
		problem.Kind, problem.Name = wizard.FileMissing, "server"
	default:
		problem.Name, problem.Value = f.culprit()
	}
	return wizard.Found{}, problem
}

// culprit is the setting, and its value, because of which account has failed.
func (f *addFlags) culprit() (name, value string) {
	_, security := account.ParseSecurity(f.security)
	_, out := account.ParseSecurity(f.smtpSecurity)
	_, auth := account.ParseAuth(f.auth)
	_, leave := account.ParseRetention(f.leave)
	_, keep := account.ParseKeep(f.keep)
	server := account.Server{Host: f.server, Port: 1}
	port := account.Server{Host: "x", Port: f.port}
	for _, c := range []struct {
		name, value string
		err         error
	}{
		{"security", f.security, security}, {"smtp-security", f.smtpSecurity, out}, {"auth", f.auth, auth}, {"leave", f.leave, leave}, {"keep-password", f.keep, keep},
		{"server", f.server, server.Validate()}, {"port", strconv.Itoa(f.port), port.Validate()},
	} {
		if c.err != nil {
			return c.name, c.value
		}
	}
	a := account.Account{Email: f.email, Incoming: account.Server{Host: "x"}}
	if a.Validate() != nil {
		return "email", f.email
	}
	if a.Signature = f.signed(); a.Validate() != nil {
		return "signature", widgets.Short(f.signature, 60)
	}
	return "smtp-server", f.smtpServer
}
