package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"popmail/account"
	"popmail/account/discover"
	"popmail/account/fetch"
	"popmail/account/secret"
	"popmail/account/setup"
	"popmail/storage/mailbox"
)

// addFlags are the flags of account add, as typed.
type addFlags struct {
	email, name, user, server, security, keep, leave, auth, caFile, trust, from string
	smtpServer, smtpSecurity, smtpUser, smtpPassword, signature                 string
	port, smtpPort                                                              int
	smtpOpen, test, plainOnly                                                   bool
	clientCert, clientKey                                                       string
	password                                                                    passwordFlags
}

func newAccountAdd(e *env) *cobra.Command {
	var f addFlags
	cmd := &cobra.Command{
		Use:   "add --email A --server H [--port N] [--security tls|starttls|none]",
		Short: "Add an account",
		Long: "Add an account. The settings can also come from a file that somebody has prepared: with --from, each line of it is\n" +
			"“name = value”, with the names of the flags below. What is typed counts more, and passwords have no place in it.",
		Args: exactly(0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if f.from != "" {
				if err := fromFile(cmd.Flags(), f.from); err != nil {
					return err
				}
			}
			if cmd.Flags().Changed("port") && f.port == 0 {
				return usagef("--port must be between 1 and 65535")
			}
			return e.accountAdd(cmd.Context(), &f)
		},
	}
	f.register(cmd.Flags())
	return cmd
}

// register adds the flags to a set.
func (f *addFlags) register(fl *pflag.FlagSet) {
	fl.StringVar(&f.email, "email", "", "the account's e-mail `ADDRESS`")
	fl.StringVar(&f.name, "name", "", "your own `NAME`")
	fl.StringVar(&f.user, "user", "", "user `NAME` on the server (default: as the provider wants it where that is known, else the address)")
	fl.StringVar(&f.server, "server", "", "`NAME` of the POP3 server")
	fl.IntVar(&f.port, "port", 0, "port of the server (default: 995 with tls, else 110)")
	fl.StringVar(&f.security, "security", string(account.TLS), "`KIND` of connection: tls, starttls or none")
	fl.StringVar(&f.auth, "auth", string(account.AuthAuto), "`WAY` to log in: auto, plain, user, apop, oauth (you sign in with your browser), or a mechanism such as scram-sha-256")
	fl.StringVar(&f.leave, "leave", "forever", "`HOW` long mail stays on the server: forever, delete (removed once it is here) or a number of days such as 14d")
	fl.StringVar(&f.keep, "keep-password", string(account.KeepKeyring), "`PLACE` for the password: keyring, file or ask")
	fl.StringVar(&f.caFile, "ca-file", "", "also trust the certificate authorities in this `FILE` (PEM or DER)")
	fl.StringVar(&f.trust, "trust-certificate", "", "trust the one certificate of the server with this `FINGERPRINT` (SHA-256), whatever is wrong with it")
	fl.StringVar(&f.smtpServer, "smtp-server", "", "`NAME` of the outgoing server (default: none)")
	fl.IntVar(&f.smtpPort, "smtp-port", 0, "port of the outgoing server (default: 465 with tls, else 587)")
	fl.StringVar(&f.smtpSecurity, "smtp-security", string(account.TLS), "`KIND` of connection to the outgoing server: tls, starttls or none")
	fl.StringVar(&f.smtpUser, "smtp-user", "", "user `NAME` on the outgoing server (default: the same)")
	fl.StringVar(&f.smtpPassword, "smtp-password-file", "", "read the outgoing server's password from the first line of `FILE` (default: the same password)")
	fl.BoolVar(&f.smtpOpen, "smtp-no-login", false, "the outgoing server asks for no user name and password")
	fl.StringVar(&f.signature, "signature", "", "`TEXT` below each letter that you write; \\n begins a line")
	fl.BoolVar(&f.plainOnly, "plain-only", false, "letters go as plain text only")
	fl.StringVar(&f.clientCert, "client-cert", "", "with --auth external: prove who you are with the certificate in this PEM `FILE`")
	fl.StringVar(&f.clientKey, "client-key", "", "PEM `FILE` with the key of that certificate, not encrypted (default: the same file)")
	fl.BoolVar(&f.test, "test", false, "log in to the server of incoming mail first, and add the account only if that works; without --user, the whole address and the part before the @ are tried")
	fl.StringVar(&f.from, "from", "", "take what is not given here from the settings `FILE`")
	f.password.register(fl)
}

func (e *env) accountAdd(ctx context.Context, f *addFlags) error {
	acct, err := f.account()
	if err != nil {
		return usageError{err}
	}
	if err := f.password.check(); err != nil {
		return err
	}
	if acct.Auth.Browser() && f.password.given() {
		return usagef("--auth %s takes no password: you sign in with your browser", acct.Auth)
	}
	cert, err := f.certificate(acct)
	if err != nil {
		return usageError{err}
	}
	if f.test && acct.Keep == account.KeepAsk && !acct.Auth.Browser() {
		return usagef("--test needs the password, which --keep-password ask does not keep")
	}
	typed := !acct.Auth.Browser() && acct.Auth != account.AuthExternal
	if acct.Keep != account.KeepAsk && typed && !f.password.given() && !isTerminal(e.in) {
		return usagef("give the password with --password-file or --password-stdin (there is no terminal to ask on), or use --keep-password ask")
	}
	if err := takeAuthorities(&acct); err != nil {
		return err
	}
	app, err := e.begin(ctx)
	if err != nil {
		return err
	}
	defer e.close(app)
	exists := fmt.Errorf("the account %s is here already; change it in the Settings of the window; account remove --keep-mail takes it away and keeps its mail", acct.Email)
	if _, err := app.find(ctx, acct.Email); err == nil {
		return exists
	} else if !errors.Is(err, mailbox.ErrNotFound) {
		return err
	}
	var cred account.Credential
	if acct.Keep != account.KeepAsk {
		if acct.Keep == account.KeepKeyring && !secret.KeyringWorks(ctx) {
			return errNoKeyring
		}
		switch {
		case acct.Auth.Browser():
			cred, err = e.signIn(ctx, app, acct)
		case !typed:
			cred.Certificate = cert
		default:
			cred.Password, err = e.readPassword(ctx, f.password, acct.Email)
			cred.Password = discover.ByHost(acct.Incoming.Host).Tidy(cred.Password)
		}
		if err != nil {
			return err
		}
	} else if f.password.given() || f.smtpPassword != "" {
		fmt.Fprintln(e.err, "The password is not kept (--keep-password ask): it is asked for at each start.")
	}
	if f.smtpPassword != "" && acct.Keep != account.KeepAsk {
		if cred.Outgoing, err = passwordFile("--smtp-password-file", f.smtpPassword); err != nil {
			return err
		}
	}
	if f.test {
		if acct.User, err = f.tried(ctx, acct, cred); err != nil {
			return app.looker().Examine(ctx, acct.Incoming, account.ProblemOf(err))
		}
	}
	_, err = app.accounts.Add(ctx, acct, cred)
	switch {
	case errors.Is(err, mailbox.ErrExists):
		return exists
	case account.TroubleOf(err) == account.TroubleNoKeyring:
		return fmt.Errorf("%w (%w)", errNoKeyring, account.ProblemOf(err).Err)
	case err != nil:
		return err
	}
	fmt.Fprintf(e.err, "Added %s.\n", oneLine(acct.Email))
	return nil
}

// tried logs in with c and returns the user name that the server takes, in the forms that
// the window tries as well.
func (f *addFlags) tried(ctx context.Context, a account.Account, c account.Credential) (string, error) {
	probe := func(ctx context.Context, a account.Account, c account.Credential) error {
		_, _, err := fetch.Probe(ctx, a, c, networkTimeout)
		return err
	}
	if f.user != "" {
		return a.User, probe(ctx, a, c)
	}
	return setup.FindUser(ctx, a, c, probe)
}

var errNoKeyring = errors.New("this computer's password store cannot be used, so the account was not added; " +
	"use --keep-password file (a file that only you can read) or --keep-password ask")

// signed is the signature, of which a settings file has only one line.
func (f *addFlags) signed() string {
	return strings.NewReplacer(`\\`, `\`, `\n`, "\n").Replace(f.signature)
}

// account reads the flags. Its errors are errors of usage.
func (f *addFlags) account() (acct account.Account, err error) {
	if f.email == "" {
		return acct, errors.New("--email is missing")
	}
	if f.server == "" {
		return acct, errors.New("--server is missing")
	}
	address, err := discover.ParseAddress(f.email)
	if err != nil {
		return acct, fmt.Errorf("--email: %q: %w", f.email, err)
	}
	acct = account.Account{
		Email: address.Email, Name: cmp.Or(f.name, address.Name), User: cmp.Or(strings.TrimSpace(f.user), address.UserAt(f.server)),
		Incoming: account.Server{Host: f.server, Port: f.port}, Signature: f.signed(), PlainOnly: f.plainOnly,
	}
	if acct.Incoming.Security, err = account.ParseSecurity(f.security); err != nil {
		return acct, fmt.Errorf("--security: %w", err)
	}
	if acct.Auth, err = account.ParseAuth(f.auth); err != nil {
		return acct, fmt.Errorf("--auth: %w", err)
	}
	if acct.Leave, err = account.ParseRetention(f.leave); err != nil {
		return acct, fmt.Errorf("--leave: %w", err)
	}
	if acct.Keep, err = account.ParseKeep(f.keep); err != nil {
		return acct, fmt.Errorf("--keep-password: %w", err)
	}
	switch {
	case f.smtpServer != "":
		acct.Outgoing = account.Server{Host: f.smtpServer, Port: f.smtpPort}
		if acct.Outgoing.Security, err = account.ParseSecurity(f.smtpSecurity); err != nil {
			return acct, fmt.Errorf("--smtp-security: %w", err)
		}
		acct.OutgoingUser, acct.OutgoingOpen = f.smtpUser, f.smtpOpen
		if f.smtpPassword != "" && f.smtpUser == "" {
			acct.OutgoingUser = acct.User
		}
		if f.smtpOpen && (f.smtpUser != "" || f.smtpPassword != "") {
			return acct, errors.New("--smtp-no-login goes with neither --smtp-user nor --smtp-password-file")
		}
	case f.smtpPort != 0 || f.smtpUser != "" || f.smtpPassword != "" || f.smtpOpen:
		return acct, errors.New("--smtp-server is missing")
	}
	if f.caFile != "" {
		// The account is used from other folders later.
		if acct.Incoming.CAFile, err = filepath.Abs(f.caFile); err != nil {
			return acct, err
		}
		if acct.Outgoing.Host != "" {
			acct.Outgoing.CAFile = acct.Incoming.CAFile
		}
	}
	if f.trust != "" {
		sum, err := account.ParseFingerprint(f.trust)
		if err != nil {
			return acct, fmt.Errorf("--trust-certificate: %w", err)
		}
		acct.Trust(f.server, sum, time.Now())
	}
	return acct, acct.Validate()
}
