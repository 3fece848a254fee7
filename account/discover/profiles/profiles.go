// Package profiles reads the settings of POP3 accounts from the profiles of other mail
// programs on this computer: Thunderbird, Claws Mail, Sylpheed and Evolution. It reads
// settings and signatures and nothing else: no passwords, no mail, and it changes nothing.
package profiles

import (
	"cmp"
	"context"
	"io"
	"net/mail"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"popmail/account"
)

// Program is a mail program whose profiles can be read.
type Program string

// The programs, by the names that people know.
const (
	Thunderbird Program = "Thunderbird"
	Claws       Program = "Claws Mail"
	Sylpheed    Program = "Sylpheed"
	Evolution   Program = "Evolution"
)

// Settings are those of one account.
type Settings struct {
	Program Program
	Profile string // the folder or file they come from
	// Account has the person's name and address, the servers (without Outgoing where
	// there is none), the user name and what happens to mail on the server. It is valid.
	Account account.Account
	// Browser says that the program signs in with the browser, so that there is no password.
	Browser bool
	// signature is the file of the signature where that is kept in one, below Profile or of
	// a full name; empty: it is in the settings.
	signature string
	// OutgoingUser is the user name at the outgoing server; empty: none is used there.
	OutgoingUser string
}

// Found is what was found on the computer.
type Found struct {
	Accounts []Settings
	Others   []Other // the other accounts for mail
}

// Other is an account that cannot be taken over.
type Other struct {
	Program Program
	Email   string // may be empty
	Server  string // may be empty
	Kind    string // IMAP, or what the program calls it; empty: POP3, with settings that are no use
}

// IMAP is the Kind of most others.
const IMAP = "imap"

// Limits of what is read.
const (
	maxFile     = 8 << 20 // octets; a prefs.js of many years has one or two million
	maxProfiles = 50      // of a program
	maxAccounts = 200     // of a profile
	maxValue    = 4096    // octets of a value
)

// Find reads all profiles below the places. What cannot be read is passed over. An
// account that several profiles have comes once.
func Find(ctx context.Context, p Places) Found {
	var all Found
	for _, dir := range p.Thunderbird {
		for _, profile := range thunderbirdProfiles(dir) {
			all.add(ctx, filepath.Join(profile, "prefs.js"), readThunderbird, Thunderbird, profile)
		}
	}
	for _, dir := range p.Claws {
		all.add(ctx, filepath.Join(dir, "accountrc"), readAccountrc, Claws, dir)
	}
	for _, dir := range p.Sylpheed {
		all.add(ctx, filepath.Join(dir, "accountrc"), readAccountrc, Sylpheed, dir)
	}
	for _, dir := range p.Evolution {
		if ctx.Err() == nil {
			found := readEvolution(sources(dir))
			all.join(found, Evolution, dir)
		}
	}
	return all
}

// add reads one file.
func (f *Found) add(ctx context.Context, file string, read func(string) Found, program Program, profile string) {
	if ctx.Err() != nil {
		return
	}
	if text, ok := readFile(file); ok {
		f.join(read(text), program, profile)
	}
}

func (f *Found) join(more Found, program Program, profile string) {
	for _, o := range more.Others {
		o.Program = program
		if len(f.Others) < maxAccounts && !slices.Contains(f.Others, o) {
			f.Others = append(f.Others, o)
		}
	}
	for _, s := range more.Accounts {
		s.Program, s.Profile = program, profile
		s.readSignature()
		same := func(o Settings) bool {
			return account.SameEmail(o.Account.Email, s.Account.Email) && o.Account.Incoming == s.Account.Incoming && o.Account.User == s.Account.User
		}
		if len(f.Accounts) < maxAccounts && !slices.ContainsFunc(f.Accounts, same) {
			f.Accounts = append(f.Accounts, s)
		}
	}
}

// take adds an account if it can be used as it is.
func (f *Found) take(s Settings) {
	a := &s.Account
	if addr, err := mail.ParseAddress(a.Email); err == nil {
		a.Email = addr.Address
		a.Name = cmp.Or(a.Name, addr.Name)
	}
	a.Email, a.Name, a.Label, a.User = cut(a.Email), cut(a.Name), cut(a.Label), cut(a.User)
	s.OutgoingUser = cut(s.OutgoingUser)
	a.Signature = usable(a.Signature)
	if strings.EqualFold(a.Label, a.Email) {
		a.Label = ""
	}
	if a.Outgoing.Host == "" {
		a.Outgoing, s.OutgoingUser = account.Server{}, ""
	}
	if a.Validate() != nil && a.Outgoing != (account.Server{}) {
		a.Outgoing, s.OutgoingUser = account.Server{}, "" // mail can be read without it
	}
	switch {
	case a.Validate() != nil:
		f.leaveOut(a.Email, a.Incoming.Host, "")
	case len(f.Accounts) < maxAccounts:
		f.Accounts = append(f.Accounts, s)
	}
}

// leaveOut notes an account that cannot be taken over.
func (f *Found) leaveOut(email, server, kind string) {
	if len(f.Others) < maxAccounts {
		f.Others = append(f.Others, Other{Email: cut(email), Server: cut(server), Kind: cut(kind)})
	}
}

// cut makes one line of bounded length.
func cut(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	return strings.TrimSpace(strings.ToValidUTF8(s[:min(len(s), 500)], ""))
}

// keep says what happens to mail on the server, of what programs have: whether it is
// left there, and for how many days (0: for ever).
func keep(left bool, days int) account.Retention {
	switch {
	case !left:
		return account.Retention{Mode: account.LeaveNone}
	case days > 0:
		return account.Retention{Mode: account.LeaveDays, Days: min(days, account.MaxDays)}
	}
	return account.Retention{}
}

// number reads a number that is not negative; anything else is 0.
func number(s string) int {
	n, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil || n < 0 || n > 1<<30 {
		return 0
	}
	return n
}

// readFile reads a whole file of settings, if it is one.
func readFile(name string) (string, bool) {
	info, err := os.Stat(name)
	if err != nil || !info.Mode().IsRegular() || info.Size() > maxFile {
		return "", false
	}
	f, err := os.Open(name)
	if err != nil {
		return "", false
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil || len(data) > maxFile {
		return "", false
	}
	return strings.TrimPrefix(string(data), "\ufeff"), true
}
