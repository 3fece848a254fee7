package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"popmail/account/discover"
	"popmail/account/line"
	"popmail/account/traffic"
)

// discoverRow is one line of discover --json.
type discoverRow struct {
	Server   string `json:"server"`
	Port     int    `json:"port"`
	Security string `json:"security"`
	User     string `json:"user"`
	Source   string `json:"source"`   // folder, provider, autoconfig, ispdb, srv, mx or guess
	Verified bool   `json:"verified"` // the server has answered just now, with a certificate for its name
}

func newDiscover(e *env) *cobra.Command {
	var asJSON bool
	var caFile string
	cmd := &cobra.Command{
		Use:   "discover ADDRESS",
		Short: "Find the servers of an e-mail address",
		Long: "Find the POP3 server of an e-mail address, the best candidate first. For providers that PopMail knows nobody is\n" +
			"asked. Else the domain's own settings, a public list of providers, the DNS and usual names are tried; only the\n" +
			"domain itself is told the address, and no password is ever sent.",
		Args: exactly(1, "an e-mail address"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return e.discover(cmd.Context(), args[0], caFile, asJSON)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object a line")
	cmd.Flags().StringVar(&caFile, "ca-file", "", "also trust the certificate authorities in this `FILE` (PEM or DER)")
	return cmd
}

func (e *env) discover(ctx context.Context, address, caFile string, asJSON bool) error {
	dir, err := e.dataDir()
	if err != nil {
		return err
	}
	var tell func(discover.Event)
	if f, ok := e.err.(*os.File); ok && isTerminal(f) && !asJSON {
		tell = e.tellStep
	}
	finder := discover.New(dir)
	if caFile != "" {
		found, err := line.ReadAuthorities(caFile, time.Now())
		if err != nil {
			return fmt.Errorf("--ca-file: %w", err)
		}
		finder.Roots = line.Roots(found.Text)
	}
	used := traffic.Open(dir, nil)
	r, err := finder.Find(ctx, address, tell)
	_ = used.Settle(context.WithoutCancel(ctx)) // without a data folder nothing is kept
	if errors.Is(err, discover.ErrAddress) {
		return usagef("%q is not an e-mail address", address)
	}
	if err != nil {
		return err
	}
	if len(r.Candidates) == 0 {
		return errors.New(nothingFound(r))
	}
	t := &table{columns: []column{{head: "INCOMING"}, {head: "SECURITY"}, {head: "OUTGOING"}, {head: "SECURITY"}, {head: "USER"}, {head: "SOURCE"}, {head: "VERIFIED", rest: true}}}
	for _, c := range r.Candidates {
		in, out := c.Incoming, c.Outgoing
		if asJSON {
			row := discoverRow{Server: field(in.Host), Port: in.Port, Security: string(in.Security), User: field(in.User), Source: in.Source.String(), Verified: in.Verified}
			if err := e.json(row); err != nil {
				return err
			}
			continue
		}
		cells := []string{in.Addr(), string(in.Security), "", "", in.User, in.Source.String(), verified(in)}
		if out.Found() {
			cells[2], cells[3] = out.Addr(), string(out.Security)
		}
		t.add(cells...)
	}
	if asJSON {
		return nil
	}
	e.advise(r.Candidates[0])
	return t.print(e.out, e.width())
}

// advise tells what has to be known before a candidate can be used.
func (e *env) advise(c discover.Candidate) {
	for _, s := range advice(c) {
		fmt.Fprintln(e.err, oneLine(s))
	}
}

// tellStep says on a terminal what is being asked.
func (e *env) tellStep(ev discover.Event) {
	if ev.State != discover.Asking {
		return
	}
	name := oneLine(ev.Name)
	switch ev.Source {
	case discover.FromDomain:
		fmt.Fprintf(e.err, "Asking %s for the settings that it publishes…\n", name)
	case discover.FromPublic:
		fmt.Fprintln(e.err, "Asking the public list of providers…")
	case discover.FromExchanger:
		fmt.Fprintf(e.err, "Asking who receives mail for %s…\n", name)
	case discover.FromGuess:
		fmt.Fprintf(e.err, "Trying usual names such as %s…\n", name)
	}
}

func verified(s discover.Server) string {
	switch {
	case s.Verified:
		return "yes"
	case s.Err != nil:
		return "no: " + s.Err.Error()
	}
	return "not asked"
}

// advice is what has to be known before a candidate can be used.
func advice(c discover.Candidate) (all []string) {
	name := c.Incoming.Host
	if p := c.Provider; p != nil {
		name = p.Name
		if p.Switch != "" {
			all = append(all, fmt.Sprintf("POP3 has to be turned on at %s: %s", name, p.Switch))
		}
	}
	switch c.Incoming.Login {
	case discover.App:
		all = append(all, fmt.Sprintf("%s wants a password made for mail programs (an app password), not that of the account.", name))
	case discover.Code:
		all = append(all, fmt.Sprintf("%s wants a code that it shows when POP3 is turned on, not the password of the account.", name))
	case discover.Own:
		all = append(all, fmt.Sprintf("%s has a password of its own for mail.", name))
	case discover.Browser:
		all = append(all, fmt.Sprintf("%s takes no passwords from mail programs: sign in with the browser.", name))
	}
	if c.Page != "" {
		all = append(all, "Help: "+c.Page)
	}
	if c.Incoming.Ask {
		all = append(all, "Check the name of the server before you use a password with it.")
	}
	return all
}

// nothingFound says what is known where there is no candidate.
func nothingFound(r discover.Result) string {
	domain := oneLine(r.Address.Domain)
	switch p := r.Provider; {
	case r.NoPOP && p != nil && p.Instead == discover.Relay:
		return fmt.Sprintf("%s holds no mail: it sends everything on to another address; set up that one", p.Name)
	case r.NoPOP && p != nil:
		ways := []string{fmt.Sprintf("%s offers no POP3, so PopMail cannot get mail from there", p.Name)}
		if p.Instead&discover.Forward != 0 {
			ways = append(ways, "it can forward mail to an address at another provider")
		}
		if p.Instead&discover.Export != 0 {
			ways = append(ways, "it can export mail to files")
		}
		return strings.Join(ways, "; ")
	case r.NoPOP:
		return fmt.Sprintf("%s says that it offers no POP3", domain)
	case r.Silent:
		return "nothing on the network has answered; this computer may be offline"
	case r.Portal:
		return "something in this network answers in place of all servers; hotels and public Wi-Fi do this until you sign in with your browser"
	case r.OtherOnly:
		return fmt.Sprintf("%s publishes settings, but none for POP3; its help pages may name a POP3 server", domain)
	}
	return fmt.Sprintf("no POP3 server was found for %s; its provider's help pages name it, under \"POP3\" or \"incoming mail\"", domain)
}
