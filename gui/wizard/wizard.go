// Package wizard leads a person through setting up an account, in the main
// window and in four steps: who you are, where your mail is, what happens to mail
// on the server, done. It tests the connection before anything is saved, and
// explains in plain words what has gone wrong.
package wizard

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"popmail/account"
	"popmail/account/discover"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/loop"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
)

// Waiting is what a server holds.
type Waiting struct {
	Messages int
	Bytes    int64
	User     string // the user name that the server has taken, where it is another than was asked for
}

// Options are what the wizard needs. The functions that take a context are
// called in the background.
type Options struct {
	Run loop.Runner
	// Probe logs in and out; errors are *account.Problem. With an empty password
	// it uses the one that is kept for the account.
	Probe func(ctx context.Context, a account.Account, c account.Credential) (Waiting, error)
	// ProbeOutgoing does so at the outgoing server, and returns the OutgoingUser that it
	// has taken; nil: that one is not tested.
	ProbeOutgoing func(ctx context.Context, a account.Account, c account.Credential) (user string, err error)
	// Find looks for the servers of an address, as discover.Finder does; nil: nothing is
	// looked for.
	// authorities (PEM) are trusted besides those of this computer.
	Find func(ctx context.Context, email, authorities string, tell func(discover.Event)) (discover.Result, error)
	// Save stores the account; an empty password keeps the one that is kept.
	Save func(ctx context.Context, a account.Account, c account.Credential) (account.ID, error)
	// SaveAnyway stores a changed account whose test has failed. A password that was
	// typed takes the place of the one that is kept only once the server has
	// accepted it.
	SaveAnyway func(ctx context.Context, a account.Account, c account.Credential) (account.ID, error)
	// Has reports whether there is an account of an address already; nil: there is none.
	Has func(email string) bool
	// Offline reports whether the person works offline, so that nothing is received; nil: never.
	Offline func() bool
	// KeyringWorks reports whether the system's password store can be used.
	KeyringWorks func(ctx context.Context) bool
	// AddAuthority lets the person choose the file of a certificate authority, and calls
	// add with what is in it (PEM) once they have read what that means; nil: nobody adds.
	AddAuthority func(add func(text string))
	// Browser is signing in with the browser; nil: nobody does.
	Browser *Browser
	// Import brings in settings that are on this computer already; nil: none.
	Import *Importer
	// OnBackup brings mail and accounts back from a backup; nil: that is not offered.
	OnBackup func()
	// Account is the account to change; nil: a new one.
	Account *account.Account
	// Anew sets Account up as if it were new: its servers are tested, and a certificate
	// that is new can be trusted.
	Anew bool
	// SignIn lets a person sign in to Account with the browser, and does nothing else.
	SignIn bool
	// Draft is what was typed when the wizard was left the last time.
	Draft Draft
	// Taken is what was typed then of accounts that were being taken over.
	Taken []Taken
	// First says that there is no account yet: the wizard welcomes and cannot be
	// cancelled.
	First bool
	// OnDone is called when the account is saved and the person goes on.
	OnDone func(id account.ID)
	// OnTurn is called when another page is shown; may be nil.
	OnTurn func()
	// OnBringIn opens the page that brings in mail of other programs, in the place of the
	// wizard; nil: there is none.
	OnBringIn func()
	// OnCancel is called when the person gives up; nil: that is not possible.
	OnCancel func()
	// OnOpenLink opens a page of a provider in the web browser; nil: no links.
	OnOpenLink func(address string)
	// Now is the time in the person's zone; nil: time.Now.
	Now func() time.Time
}

// Wizard is the whole area of the window while an account is set up.
type Wizard struct {
	widget.BaseWidget
	*state
	o    Options
	page *flow.Page
	card *flow.Column
	bar  *segments
	at   step

	saved       account.ID
	arriving    map[account.ID]arrivals // of every account that was heard of
	looking     string                  // the address that is being looked for
	searches    int                     // that were begun
	probe, save loop.Latest
	finding     loop.Latest
	asking      loop.Latest // who signs people in
	browsing    loop.Latest // a sign-in

	imports *importing
	search  *findingPage
	noPOP   *noPOPPage
	problem *problemPage
	done    *donePage

	signIn      *signInPage
	choice      *choicePage
	otherPerson *otherPage
	noSignIn    *noSignInPage
}

// state is what was typed and found out of the account that is being set up. Each of those
// that are taken over from another program has its own.
type state struct {
	person *personPage
	server *serverPage
	leave  *leavePage

	waiting     Waiting
	guessed     account.Server // as filled in for the address; zero: not yet
	madeUp      bool           // guessed is a usual name that nobody has published
	guessedUser string
	proved      proof
	trusting    trusting
	itself      string          // the server that the person wants to be sent the password itself, not a proof of it
	foundFor    string          // the address that was looked for; empty: none yet
	found       discover.Result // for foundFor
	signing     signing
	sending     sending
}

// newState makes the pages anew.
func (w *Wizard) newState() {
	w.state = &state{}
	w.person = newPersonPage(w)
	w.server = newServerPage(w)
	w.leave = newLeavePage(w)
}

// proof is a user name that a server has taken for an address.
type proof struct{ email, host, user string }

// step is a page of the wizard.
type step uint8

const (
	stepPerson step = iota
	stepServer
	stepLeave
	stepProblem
	stepDone
	stepFinding
	stepNoPOP
	stepSignIn
	stepChoice
	stepOtherPerson
	stepNoSignIn
	stepImport
	stepImported
)

// body is one page.
type body interface {
	objects() []fyne.CanvasObject
	first() fyne.Focusable // what gets the keyboard; nil: nothing, the keys go to the page
	segment() int          // how far the bar is filled, 1 to 4
	submit()               // Enter
	back()                 // Escape
}

// New returns a wizard at its first step.
func New(o Options) *Wizard {
	w := &Wizard{o: o, arriving: map[account.ID]arrivals{}}
	if w.o.Now == nil {
		w.o.Now = time.Now
	}
	w.probe.Run, w.save.Run, w.finding.Run = o.Run, o.Run, o.Run
	w.asking.Run, w.browsing.Run = o.Run, o.Run
	w.bar = newSegments()
	w.imports = newImporting(w)
	w.newState()
	w.search, w.noPOP = newFindingPage(w), newNoPOPPage(w)
	w.problem = newProblemPage(w)
	w.done = newDonePage(w)
	w.signIn, w.choice, w.otherPerson, w.noSignIn = newSignInPage(w), newChoicePage(w), newOtherPage(w), newNoSignInPage(w)
	if o.Account == nil {
		w.fillFrom(o.Draft)
		w.person.sayPassword()
	}
	w.card = flow.NewColumn(0).Card(flow.Insets{})
	w.page = flow.NewPage(widgets.NewMargins(w.card))
	w.page.Fill, w.page.FollowFocus = theme.ColorPane, true
	w.ExtendBaseWidget(w)
	if o.SignIn {
		w.at = stepSignIn // Begin fills it
	} else {
		w.show(stepPerson)
	}
	if o.KeyringWorks != nil {
		works := true
		o.Run.Go(func(ctx context.Context) { works = o.KeyringWorks(ctx) }, func() {
			w.imports.own().person.keepChanged(works)
			if w.taking() != nil {
				w.person.keepChanged(works)
			}
		})
	}
	w.imports.look()
	return w
}

// Title is what the wizard is for, as a name of the window; empty: the welcome, which is
// all that there is.
func (w *Wizard) Title() string {
	switch {
	case w.o.SignIn:
		return lang.L("Sign in")
	case w.o.First:
		return ""
	}
	return w.person.title.Text()
}

// Begin opens the sign-in of Options.SignIn. The window calls it once the wizard is shown.
func (w *Wizard) Begin() {
	if w.o.SignIn && w.o.Account != nil && w.o.Browser != nil {
		w.test()
	}
}

// CreateRenderer implements fyne.Widget.
func (w *Wizard) CreateRenderer() fyne.WidgetRenderer {
	w.ExtendBaseWidget(w)
	return widget.NewSimpleRenderer(w.page)
}

func (w *Wizard) body() body { return w.bodyOf(w.at) }

func (w *Wizard) bodyOf(s step) body {
	switch s {
	case stepFinding:
		return w.search
	case stepNoPOP:
		return w.noPOP
	case stepServer:
		return w.server
	case stepLeave:
		return w.leave
	case stepProblem:
		return w.problem
	case stepDone:
		return w.done
	case stepSignIn:
		return w.signIn
	case stepChoice:
		return w.choice
	case stepOtherPerson:
		return w.otherPerson
	case stepNoSignIn:
		return w.noSignIn
	case stepImport:
		return w.imports.page
	case stepImported:
		return w.imports.result
	}
	return w.person
}

// show turns to a page.
func (w *Wizard) show(s step) {
	if s != stepPerson && s != stepFinding {
		w.stopLooking() // or what it finds would lead away from here
	}
	if w.at = s; s == stepPerson {
		w.person.keepUsable()
	}
	b := w.body()
	w.bar.set(b.segment())
	w.card.Set(append([]fyne.CanvasObject{w.bar}, b.objects()...)...)
	w.page.Relayout()
	w.Focus()
	w.page.ToTop() // what to do stands there, wherever the keyboard is
	if w.o.OnTurn != nil {
		w.o.OnTurn()
	}
}

// relayout gives the page its height after something has appeared or gone.
func (w *Wizard) relayout() {
	if w.card == nil {
		return // the pages are being made
	}
	w.card.Refresh()
	w.page.Relayout()
}

// Focus gives the keyboard to the first field of the present page. The window
// calls it once the wizard is shown.
func (w *Wizard) Focus() {
	if w.Size().IsZero() {
		return // not in a window yet
	}
	c := fyne.CurrentApp().Driver().CanvasForObject(w)
	if c == nil {
		return
	}
	if f := w.body().first(); f != nil {
		c.Focus(f)
	} else {
		c.Unfocus()
	}
}

// First is what gets the keyboard when the wizard is put into a window.
func (w *Wizard) First() fyne.Focusable { return w.body().first() }

// TypedKey lets the window hand on keys that no field has taken: Enter goes on,
// Escape back. It reports whether the key was used.
func (w *Wizard) TypedKey(e *fyne.KeyEvent) bool {
	switch e.Name {
	case fyne.KeyReturn, fyne.KeyEnter:
		w.body().submit()
	case fyne.KeyEscape:
		w.body().back()
	default:
		return false
	}
	return true
}

// Close stops what is under way. The window calls it when it takes the wizard away.
func (w *Wizard) Close() {
	w.stopLooking()
	w.asking.Cancel()
	w.signIn.stop()
	w.probe.Cancel()
	w.save.Cancel()
}

func (w *Wizard) cancel() {
	if w.o.OnCancel != nil && !w.o.First {
		w.Close()
		w.o.OnCancel()
	}
}
