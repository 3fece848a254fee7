package main

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"popmail/account"
	"popmail/account/line"
)

// trustRow is one line of account trust --json: a certificate of a server that is trusted
// although something is wrong with it, or that of an authority.
type trustRow struct {
	Kind        string  `json:"kind"` // exception or authority
	Server      string  `json:"server"`
	Name        string  `json:"name"` // of the authority
	Fingerprint string  `json:"fingerprint"`
	Since       *string `json:"since"` // of an exception
	Until       *string `json:"until"` // of an authority
}

func newAccountTrust(e *env) *cobra.Command {
	var caFile, remove string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "trust ADDRESS [--ca-file FILE] [--remove FINGERPRINT]",
		Short: "List, add and remove what an account trusts besides what this computer does",
		Long: "List the certificates that an account trusts besides those that this computer does: certificate authorities, such as that\n" +
			"of a company, and single certificates that were trusted when the account was set up. Whoever has an authority could\n" +
			"pretend to be any server of the account.",
		Args: exactly(1, "the account's address"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return e.accountTrust(cmd.Context(), args[0], caFile, remove, asJSON)
		},
	}
	cmd.Flags().StringVar(&caFile, "ca-file", "", "also trust the certificate authorities in this `FILE` (PEM or DER)")
	cmd.Flags().StringVar(&remove, "remove", "", "trust the certificate with this `FINGERPRINT` (SHA-256) no more")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object a line")
	return cmd
}

func (e *env) accountTrust(ctx context.Context, email, caFile, remove string, asJSON bool) error {
	var sum [32]byte
	if remove != "" {
		var err error
		if sum, err = account.ParseFingerprint(remove); err != nil {
			return usageError{err}
		}
	}
	app, err := e.open(ctx)
	if err != nil {
		return err
	}
	defer e.close(app)
	a, err := app.find(ctx, email)
	if err != nil {
		return err
	}
	before := a
	if remove != "" && !distrust(&a, sum) {
		return fmt.Errorf("%s trusts no certificate with this fingerprint", oneLine(a.Email))
	}
	if caFile != "" {
		found, err := line.ReadAuthorities(caFile, time.Now())
		if err != nil {
			return fmt.Errorf("--ca-file: %w", err)
		}
		if !strings.Contains(a.Authorities, found.Text) {
			a.Authorities += found.Text
		}
	}
	if a != before {
		if err := app.accounts.Change(ctx, a, account.Credential{}); err != nil {
			return err
		}
	}
	return e.listTrust(a, asJSON)
}

// distrust takes out of a what has the fingerprint sum.
func distrust(a *account.Account, sum [32]byte) (found bool) {
	for _, x := range a.Exceptions.All() {
		if x.Sum == sum {
			a.Exceptions, found = a.Exceptions.Without(x.Host), true
		}
	}
	const end = "-----END CERTIFICATE-----\n"
	parts, kept := strings.SplitAfter(a.Authorities, end), ""
	for i, c := range line.Authorities(a.Authorities) {
		if c.Sum == sum {
			found = true
		} else {
			kept += parts[i]
		}
	}
	a.Authorities = kept
	return found
}

func (e *env) listTrust(a account.Account, asJSON bool) error {
	var rows []trustRow
	for _, x := range a.Exceptions.All() {
		since := stamp(time.Unix(x.Since, 0))
		rows = append(rows, trustRow{Kind: "exception", Server: field(x.Host), Fingerprint: account.Fingerprint(x.Sum), Since: &since})
	}
	for _, c := range line.Authorities(a.Authorities) {
		until := stamp(c.To)
		rows = append(rows, trustRow{Kind: "authority", Name: field(c.Owner), Fingerprint: account.Fingerprint(c.Sum), Until: &until})
	}
	t := &table{columns: []column{{head: "KIND"}, {head: "OF"}, {head: "FINGERPRINT (SHA-256)", rest: true}}}
	for _, r := range rows {
		if asJSON {
			if err := e.json(r); err != nil {
				return err
			}
			continue
		}
		t.add(r.Kind, r.Server+r.Name, r.Fingerprint)
	}
	switch {
	case asJSON:
		return nil
	case len(rows) == 0:
		fmt.Fprintf(e.err, "%s trusts nothing but what this computer does.\n", oneLine(a.Email))
		return nil
	}
	return t.print(e.out, e.width())
}

// takeAuthorities puts what is in the file of certificate authorities into the account,
// which needs the file no more. A collection that is too large for that stays a file.
func takeAuthorities(a *account.Account) error {
	file := a.Incoming.CAFile
	if file == "" {
		return nil
	}
	found, err := line.ReadAuthorities(file, time.Now())
	if errors.Is(err, account.ErrAuthorityLarge) {
		if pem, err := os.ReadFile(file); err == nil && x509.NewCertPool().AppendCertsFromPEM(pem) {
			return nil
		}
	}
	if err != nil {
		return fmt.Errorf("--ca-file: %w", err)
	}
	a.Authorities, a.Incoming.CAFile, a.Outgoing.CAFile = found.Text, "", ""
	return nil
}
