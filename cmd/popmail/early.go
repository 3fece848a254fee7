package main

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"popmail/account"
	"popmail/account/event"
	"popmail/account/fetch"
	"popmail/account/poll"
	"popmail/account/secret"
	"popmail/cmd/popmail/internal/metered"
	"popmail/gui"
	"popmail/gui/kit/text"
)

// earlyMost is how much of what happens before the window is there is kept for it.
const earlyMost = 1024

// firstCheck is what the first check has to know before there is a window to tell it.
type firstCheck struct {
	offline bool  // the person works offline
	whole   int64 // fetch.Session.WholeUpTo
	waits   bool  // for the window, which knows whether the connection is metered
}

func firstOf(p fyne.Preferences) firstCheck {
	whole, _ := gui.Whole(p, false)
	return firstCheck{offline: gui.WorksOffline(p), whole: whole, waits: metered.Told() && gui.MeteredCounts(p)}
}

// lookTime is how much longer than the opening of the mail the window waits to know what the
// system can be told.
const lookTime = 2 * time.Second

// asProgram is PopMail as one of the programs of the system.
type asProgram struct {
	mail  gui.MailProgram
	start gui.Autostart
}

// lookAround finds out what the system can be told: it looks through folders, of which one may
// lie in a network that does not answer.
var lookAround = func(s *session) *asProgram { return &asProgram{s.mailProgram(), s.autostart()} }

// openEarly opens the mail beside the making of the window, which takes longer. The result
// waits until it is open.
func (s *session) openEarly() (wait func(context.Context)) {
	open, looked := make(chan struct{}), make(chan struct{})
	go func() { // it only reads, and nobody waits for it who wants to end
		defer close(looked)
		s.program.Store(lookAround(s))
	}()
	s.run.Go(func(ctx context.Context) {
		defer close(open)
		s.open(ctx)
	}, nil)
	return func(ctx context.Context) {
		<-open
		late := time.NewTimer(lookTime)
		defer late.Stop()
		select {
		case <-looked:
		case <-late.C: // this time without
		case <-ctx.Done():
		}
	}
}

// asProgram is what was found out by now.
func (s *session) asProgram() asProgram {
	if p := s.program.Load(); p != nil {
		return *p
	}
	return asProgram{}
}

// prepare does what the window needs and does not have to do itself, while its first graphics
// are being made.
func (s *session) prepare() {
	if text.SystemFirst() {
		text.FindSystem() // Fyne must not be the first
		return
	}
	found := make(chan struct{})
	go func() { // it only reads, and nobody waits for it who wants to end
		defer close(found)
		text.FindSystem() // Fyne would do so on the window's thread, for the first text of a field
	}()
	s.run.Go(func(ctx context.Context) {
		select {
		case <-found:
		case <-ctx.Done():
		}
	}, nil)
}

// collect has the first checks begin, beside the making of the window. What happens in the
// meantime is kept for it, see heard; changes of the mail are since it was opened.
func (s *session) collect(ctx context.Context) {
	s.activity.Hold(earlyMost)
	s.app.whole.Store(s.first.whole)
	s.poller = poll.New(poll.Options{
		Accounts:   s.app.store.Accounts,
		Credential: s.app.accounts.Credential,
		Fresh:      s.app.accounts.Fresh,
		Fetch: func(ctx context.Context, a account.Account, c account.Credential, progress func(event.Progress)) (fetch.Report, error) {
			return s.app.fetch(ctx, a, c, networkTimeout, progress)
		},
		Keep: func(ctx context.Context, a account.Account, c account.Credential) error {
			return s.app.accounts.Remember(ctx, a.ID, c)
		},
		Send: s.app.sendByPoller, Waiting: s.app.lettersWaiting, Hindered: s.app.store.LettersHindered,
		SaveStatus: s.app.store.SetStatus, Pause: s.app.pause,
		Activity: &s.activity,
	})
	s.app.accounts.Sessions = holder{s}
	context.AfterFunc(ctx, secret.WhenKeyringOpens(s.poller.KeyringOpened))
	s.poller.WorkOffline(s.first.offline)
	if before, err := s.app.store.Status(ctx); err == nil {
		s.before = before
	}
	if !s.first.waits {
		s.check()
	}
}

// check begins to look for mail.
func (s *session) check() {
	if !s.options.UntilDrawn && s.app.store.Unwritable() == nil {
		s.run.Go(func(ctx context.Context) { _ = s.poller.Run(ctx) }, nil)
	}
}

// heard ends the keeping of what happens: whoever wants to know it listens.
func (s *session) heard() {
	s.activity.Release()
	s.app.store.Changes().Release()
}
