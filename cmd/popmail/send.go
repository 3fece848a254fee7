package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"popmail/account"
	"popmail/account/letter"
	"popmail/storage/mailbox"
)

// maxLetter bounds a message that is to be sent, in octets.
const maxLetter = 256 << 20

// sendFlags are the flags of send.
type sendFlags struct {
	account  string
	headers  bool // -t
	later    bool
	sender   string // -f
	name     string // -F
	password passwordFlags
}

func newSend(e *env) *cobra.Command {
	var f sendFlags
	cmd := &cobra.Command{
		Use:   "send [FILE|-] [ADDRESS…]",
		Short: "Send a message from a file or from standard input",
		Long: `Send a message that stands in a file or comes from standard input: header fields, an empty line, text.
It goes to the addresses that are named, with -t or without any to those of its To, Cc and Bcc. It is kept
in the folder Sent. Where there is no connection, it waits in the outbox.
It takes the flags of sendmail, such as -t, -i, -oi and -f ADDRESS.`,
		RunE: func(cmd *cobra.Command, args []string) error { return e.send(cmd.Context(), &f, args) },
	}
	fl := cmd.Flags()
	fl.StringVar(&f.account, "account", "", "send from the account with this `ADDRESS` (default: the one that the message is from)")
	fl.BoolVarP(&f.headers, "recipients-in-headers", "t", false, "send to all in To, Cc and Bcc")
	fl.BoolVar(&f.later, "later", false, "put it in the outbox; it goes when PopMail’s window is open or with: popmail outbox send")
	fl.StringVarP(&f.sender, "sender", "f", "", "where reports about the letter go: `ADDRESS` (default: that of From)")
	fl.StringVarP(&f.name, "full-name", "F", "", "the `NAME` of the sender where the message has no From")
	f.password.register(fl)
	sendmailFlags(fl, &f)
	return cmd
}

// sendmailFlags takes what programs give to sendmail and what makes no difference here.
func sendmailFlags(fl *pflag.FlagSet, f *sendFlags) {
	fl.StringVarP(&f.sender, "r", "r", "", "")
	names := []string{"r"}
	for _, c := range "imnvUG" {
		fl.BoolP("sendmail-"+string(c), string(c), false, "")
		names = append(names, "sendmail-"+string(c))
	}
	for _, c := range "obBNRVeO" {
		fl.StringP("sendmail-"+string(c), string(c), "", "")
		names = append(names, "sendmail-"+string(c))
	}
	for _, n := range names {
		_ = fl.MarkHidden(n)
	}
}

func (e *env) send(ctx context.Context, f *sendFlags, args []string) error {
	if err := f.password.check(); err != nil {
		return err
	}
	file, to, err := fileAndPeople(args)
	if err != nil {
		return err
	}
	if file == "-" && f.password.stdin {
		return usagef("--password-stdin: standard input is the message")
	}
	raw, err := e.readLetter(file)
	if err != nil {
		return err
	}
	from, named, err := letter.Envelope(raw)
	if err != nil {
		return err
	}
	if len(to) == 0 || f.headers {
		for _, a := range named {
			if !slices.ContainsFunc(to, func(b string) bool { return letter.Same(a, b) }) {
				to = append(to, a)
			}
		}
	}
	if len(to) == 0 {
		return errors.New("the message has no one to go to")
	}
	app, err := e.open(ctx)
	if err != nil {
		return err
	}
	defer e.close(app)
	acct, err := app.sender(ctx, f.account, from)
	if err != nil {
		return err
	}
	id, err := app.enqueue(ctx, acct, raw, f, from, to)
	if err != nil {
		return err
	}
	if f.later {
		l, err := app.store.Letter(ctx, id)
		if err != nil {
			return err
		}
		return e.tellLetter(&l, true)
	}
	failed, err := e.sendAndTell(ctx, app, acct, []mailbox.ID{id}, f.password, true)
	if err == nil && failed {
		err = errSaid
	}
	return err
}

// enqueue puts a message into the outbox.
func (a *app) enqueue(ctx context.Context, acct account.Account, raw []byte, f *sendFlags, from string, to []string) (mailbox.ID, error) {
	sender := letter.Person{Name: acct.Name, Email: acct.Email}
	if f.name != "" {
		sender.Name = f.name
	}
	if f.sender != "" && from == "" {
		sender.Email = f.sender
	}
	raw, err := letter.Complete(raw, sender, time.Now())
	if err != nil {
		return 0, err
	}
	d := mailbox.Draft{Account: acct.ID, Raw: raw, From: from, Recipients: to}
	if d.From == "" {
		d.From = sender.Email
	}
	if f.sender != "" {
		d.From = strings.Trim(f.sender, "<>")
	}
	for _, address := range append([]string{d.From}, to...) {
		if err := letter.Check(address); err != nil {
			return 0, fmt.Errorf("%q: %w", address, err)
		}
	}
	id, err := a.store.SaveDraft(ctx, d)
	if err != nil {
		return 0, err
	}
	return id, a.store.Send(ctx, id, time.Time{})
}

// fileAndPeople tells the file of a command line from the addresses; "-" is standard
// input.
func fileAndPeople(args []string) (file string, to []string, err error) {
	for _, a := range args {
		if a != "-" && strings.Contains(a, "@") {
			if _, err := os.Stat(a); err != nil {
				to = append(to, strings.Trim(a, "<>"))
				continue
			}
		}
		if file != "" {
			return "", nil, usagef("popmail send: unexpected argument %q", a)
		}
		file = a
	}
	if file == "" {
		file = "-"
	}
	return file, to, nil
}

func (e *env) readLetter(file string) ([]byte, error) {
	in := e.in
	if file != "-" {
		f, err := os.Open(file)
		if err != nil {
			return nil, err
		}
		defer func() { _ = f.Close() }()
		in = f
	}
	raw, err := io.ReadAll(io.LimitReader(in, maxLetter+1))
	if err == nil && len(raw) > maxLetter {
		err = fmt.Errorf("the message is larger than %s", size(maxLetter))
	}
	return raw, err
}

// sender is the account that a message is sent from: the one that was named, or that of
// its From, or the only one.
func (a *app) sender(ctx context.Context, named, from string) (account.Account, error) {
	if named != "" {
		return a.find(ctx, named)
	}
	accounts, err := a.store.Accounts(ctx)
	if err != nil {
		return account.Account{}, err
	}
	for _, acct := range accounts {
		if letter.Same(acct.Email, from) {
			return acct, nil
		}
	}
	switch {
	case len(accounts) == 1:
		return accounts[0], nil
	case len(accounts) == 0:
		return account.Account{}, errors.New("there is no account yet; add one with: popmail account add")
	}
	return account.Account{}, usagef("say with --account which account the message is sent from")
}
