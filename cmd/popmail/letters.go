package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"popmail/account"
	"popmail/account/discover"
	"popmail/account/event"
	"popmail/account/send"
	"popmail/storage/mailbox"
)

// send empties the outbox of one account, or sends some letters of it.
func (a *app) send(ctx context.Context, acct account.Account, c account.Credential, w send.Which, o send.Outbox) (send.Report, error) {
	if err := a.accounts.MaySend(acct, c); err != nil {
		return send.Report{}, errors.Join(err, a.store.LettersHindered(ctx, acct.ID, err))
	}
	unlock, err := a.lockSending(ctx, acct.ID)
	if err != nil {
		return send.Report{}, err
	}
	defer unlock()
	o.Store = a.store
	o.Renew = func(ctx context.Context, c account.Credential) (account.Credential, error) {
		return a.accounts.Renew(ctx, acct, c)
	}
	rep, err := o.Run(ctx, acct, c, w)
	return rep, a.network(ctx, acct.Outgoing, err)
}

// sendByPoller fulfils poll.Options.Send. Another PopMail that sends for the account is
// left to it.
func (a *app) sendByPoller(ctx context.Context, acct account.Account, c account.Credential, byHand bool, tell func(event.SendProgress)) (send.Report, error) {
	var last time.Time
	rep, err := a.send(ctx, acct, c, send.Which{Now: time.Now(), Anyway: byHand}, send.Outbox{Written: func(id, sent, total int64) {
		if sent == total || time.Since(last) > progressPause {
			last = time.Now()
			tell(event.SendProgress{Letter: id, Bytes: sent, TotalBytes: total})
		}
	}})
	if errors.Is(err, errSendingNow) {
		n, next, err := a.lettersWaiting(ctx, acct.ID, byHand)
		return send.Report{Waiting: n, Next: next}, err
	}
	return rep, err
}

// progressPause is the least time between two words about how far a letter is.
const progressPause = 250 * time.Millisecond

// letterPause is how long changes of letters are gathered before the poller hears of them.
const letterPause = 200 * time.Millisecond

// lettersWaiting fulfils poll.Options.Waiting. What a sender did not live to settle waits
// for somebody to do so.
func (a *app) lettersWaiting(ctx context.Context, id account.ID, byHand bool) (int, time.Time, error) {
	n, next, err := a.store.LettersWaiting(ctx, id, send.Which{Now: time.Now(), Anyway: byHand})
	if err == nil && n == 0 {
		err = a.unfinished(ctx)
	}
	return n, next, err
}

// lettersMayWait reports whether there may be letters to be sent after a change; what
// another process does is told by Renewed.
func lettersMayWait(c mailbox.Change) bool {
	switch c.(type) {
	case mailbox.LettersChanged, mailbox.Renewed:
		return true
	}
	return false
}

// unfinished settles what a sender left that did not live to settle it, of accounts for
// which nobody is sending now.
func (a *app) unfinished(ctx context.Context) error {
	letters, err := a.store.Letters(ctx)
	if err != nil {
		return err
	}
	done := map[account.ID]bool{}
	for _, l := range letters {
		if l.State != mailbox.LetterSending || done[l.Account] {
			continue
		}
		done[l.Account] = true
		unlock, err := lockFile(ctx, a.sendingLockPath(l.Account), 100*time.Millisecond, errSendingNow)
		if account.TroubleOf(err) == account.TroubleBusy {
			continue
		}
		if err != nil {
			return err
		}
		err = a.store.UnfinishedLetters(ctx, l.Account)
		unlock()
		if err != nil {
			return err
		}
	}
	return nil
}

// letterRow is what send and outbox send print of a letter.
type letterRow struct {
	ID        int64  `json:"id"`
	MessageID string `json:"message_id"`
	State     string `json:"state"`
}

func newLetterRow(l *mailbox.Letter) letterRow {
	return letterRow{int64(l.ID), field(l.MessageID), string(l.State)}
}

// letterProblem says in English why a letter is not on its way; empty where nothing is
// known to be wrong.
func letterProblem(l *mailbox.Letter, a account.Account) string {
	f := l.Problem
	if !f.Happened() {
		return ""
	}
	s := (&account.Problem{Trouble: f.Trouble, Server: a.Outgoing.Host, Answer: f.Answer, Hidden: f.Hidden, Sending: true}).Error()
	var who []string
	for _, r := range l.Refusals {
		who = append(who, strings.TrimSpace(fmt.Sprintf("%s: %s", r.Email, r.Text)))
	}
	if len(who) > 0 {
		s += "; " + strings.Join(who, "; ")
	}
	return s
}

// sendCredential is what an account is shown to its outgoing server with.
func (e *env) sendCredential(ctx context.Context, app *app, acct account.Account, f passwordFlags) (account.Credential, error) {
	switch {
	case !acct.Sends():
		return account.Credential{}, &account.Problem{Trouble: account.TroubleNoOutgoing, Sending: true}
	case acct.OutgoingOpen:
		return account.Credential{}, nil
	case f.given():
		pw, err := e.readPassword(ctx, f, acct.Email)
		return forSending(acct, pw), err
	case acct.Keep == account.KeepAsk && acct.Auth.Browser():
		return e.signIn(ctx, app, acct)
	case acct.Keep == account.KeepAsk:
		pw, err := e.askOutgoing(ctx, acct)
		if err != nil {
			err = &account.Problem{Trouble: account.TroubleNoPassword, Server: acct.Outgoing.Host, Sending: true, Err: err}
		}
		return forSending(acct, pw), err
	}
	c, err := app.accounts.Credential(ctx, acct)
	if account.TroubleOf(err) == account.TroubleNoPassword && c.ForSending(acct).Given() {
		err = nil // it is all that is needed here
	}
	return c, err
}

// forSending is what is shown to the outgoing server of an account, with the password that the
// person gave for it.
func forSending(a account.Account, password string) account.Credential {
	if a.OutgoingUser != "" {
		return account.Credential{Outgoing: password}
	}
	return account.Password(discover.ByHost(a.Incoming.Host).Tidy(password))
}

// askOutgoing asks on the terminal for what the outgoing server of an account wants.
func (e *env) askOutgoing(ctx context.Context, a account.Account) (string, error) {
	if a.OutgoingUser != "" {
		return e.askPassword(ctx, a.OutgoingUser+" at "+a.Outgoing.Host)
	}
	return e.askPassword(ctx, a.Email)
}

// sendAndTell sends letters of one account, and prints what became of each. failed says
// that one was refused, or has an unknown fate.
func (e *env) sendAndTell(ctx context.Context, app *app, acct account.Account, ids []mailbox.ID, f passwordFlags, asJSON bool) (failed bool, err error) {
	c, err := e.sendCredential(ctx, app, acct, f)
	if err == nil {
		_, err = app.send(ctx, acct, c, send.Which{IDs: numbers(ids)}, send.Outbox{})
	} else {
		err = errors.Join(err, app.store.LettersHindered(context.WithoutCancel(ctx), acct.ID, err))
	}
	told := false
	for _, id := range ids {
		l, lerr := app.store.Letter(context.WithoutCancel(ctx), id)
		if lerr != nil {
			return true, lerr
		}
		if err := e.tellLetter(&l, asJSON); err != nil {
			return true, err
		}
		if problem := letterProblem(&l, acct); problem != "" && l.State != mailbox.LetterSent {
			fmt.Fprintf(e.err, "letter %d: %s\n", l.ID, oneLine(problem))
			told = true
		}
		failed = failed || l.State == mailbox.LetterRefused || l.State == mailbox.LetterUnknown
		if l.State == mailbox.LetterQueued {
			fmt.Fprintf(e.err, "Letter %d waits in the outbox. Send it with: popmail outbox send %[1]d\n", l.ID)
		}
	}
	if err != nil && !told {
		fmt.Fprintf(e.err, "%s: %s\n", oneLine(acct.Email), oneLine(errText(err)))
	}
	return failed, ctx.Err()
}

func numbers(ids []mailbox.ID) []int64 {
	out := make([]int64, len(ids))
	for i, id := range ids {
		out[i] = int64(id)
	}
	return out
}

func (e *env) tellLetter(l *mailbox.Letter, asJSON bool) error {
	if asJSON {
		return e.json(newLetterRow(l))
	}
	_, err := fmt.Fprintf(e.out, "letter %d: %s\n", l.ID, l.State)
	return err
}
