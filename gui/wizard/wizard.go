// Package wizard leads a person through setting up an account, in the main
// window and in four steps: who you are, where your mail is, what happens to mail
// on the server, done. It tests the connection before anything is saved, and
// explains in plain words what has gone wrong.
package wizard

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"popmail/account"
	"popmail/account/discover"
	"popmail/gui/kit/flow"
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
	Find func(ctx context.Context, email string, tell func(discover.Event)) (discover.Result, error)
	// Save stores the account; an empty password keeps the one that is kept.
	Save func(ctx context.Context, a account.Account, c account.Credential) (account.ID, error)
	// SaveAnyway stores a changed account whose test has failed. A password that was
	// typed takes the place of the one that is kept only once the server has
	// accepted it.
	SaveAnyway func(ctx context.Context, a account.Account, c account.Credential) (account.ID, error)
	// Has reports whether there is an account of an address already; nil: there is none.
	Has func(email string) bool
	// KeyringWorks reports whether the system's password store can be used.
	KeyringWorks func(ctx context.Context) bool
	// AddAuthority lets the person choose the file of a certificate authority, and calls
	// add with what is in it (PEM) once they have read what that means; nil: nobody adds.
	AddAuthority func(add func(text string))
	// Browser is signing in with the browser; nil: nobody does.
	Browser *Browser
	// Import brings in settings that are on this computer already; nil: none.
	Import *Importer
	// Account is the account to change; nil: a new one.
	Account *account.Account
	// SignIn lets a person sign in to Account with the browser, and does nothing else.
	SignIn bool
	// Draft is what was typed when the wizard was left the last time.
	Draft Draft
	// First says that there is no account yet: the wizard welcomes and cannot be
	// cancelled.
	First bool
	// OnDone is called when the account is saved and the person goes on.
	OnDone func(id account.ID)
	// OnTurn is called when another page is shown; may be nil.
	OnTurn func()
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
	o    Options
	page *flow.Page
	card *flow.Column
	bar  *segments
	at   step

	// what has been found out
	keyringWorks bool
	waiting      Waiting
	saved        account.ID
	arriving     map[account.ID]arrivals // of every account that was heard of
	guessed      account.Server          // as filled in for the address; zero: not yet
	madeUp       bool                    // guessed is a usual name that nobody has published
	guessedUser  string
	proved       proof
	trusting     trusting
	looking      string          // the address that is being looked for
	searches     int             // that were begun
	foundFor     string          // the address that was looked for; empty: none yet
	found        discover.Result // for foundFor
	probe, save  loop.Latest
	finding      loop.Latest
	signing      signing
	sending      sending
	asking       loop.Latest // who signs people in
	browsing     loop.Latest // a sign-in

	imports *importing
	person  *personPage
	search  *findingPage
	noPOP   *noPOPPage
	server  *serverPage
	leave   *leavePage
	problem *problemPage
	done    *donePage

	signIn      *signInPage
	choice      *choicePage
	otherPerson *otherPage
	noSignIn    *noSignInPage
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
	stepImportOne
	stepImported
)

// body is one page.
type body interface {
	objects() []fyne.CanvasObject
	first() fyne.Focusable // what gets the keyboard
	segment() int          // how far the bar is filled, 1 to 4
	submit()               // Enter
	back()                 // Escape
}

// New returns a wizard at its first step.
func New(o Options) *Wizard {
	w := &Wizard{o: o, keyringWorks: true, arriving: map[account.ID]arrivals{}}
	if w.o.Now == nil {
		w.o.Now = time.Now
	}
	w.probe.Run, w.save.Run, w.finding.Run = o.Run, o.Run, o.Run
	w.asking.Run, w.browsing.Run = o.Run, o.Run
	w.bar = newSegments()
	w.imports = newImporting(w)
	w.person = newPersonPage(w)
	w.search, w.noPOP = newFindingPage(w), newNoPOPPage(w)
	w.server = newServerPage(w)
	w.leave = newLeavePage(w)
	w.problem = newProblemPage(w)
	w.done = newDonePage(w)
	w.signIn, w.choice, w.otherPerson, w.noSignIn = newSignInPage(w), newChoicePage(w), newOtherPage(w), newNoSignInPage(w)
	if o.Account == nil {
		w.fillFrom(o.Draft)
		w.person.sayPassword()
	}
	w.card = flow.NewColumn(0).Card(flow.Insets{})
	w.page = flow.NewPage(newMargins(w.card))
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
			w.keyringWorks = works
			w.person.keepChanged(works)
		})
	}
	w.imports.look()
	return w
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
	case stepImportOne:
		return w.imports.one
	case stepImported:
		return w.imports.result
	}
	return w.person
}

// show turns to a page.
func (w *Wizard) show(s step) {
	w.at = s
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

// account puts together what has been typed.
func (w *Wizard) account() account.Account {
	var a account.Account
	if w.o.Account != nil {
		a = *w.o.Account // keeps ID, Auth and the extra CA file
	}
	a.Name = w.person.name.Text
	a.Email = w.person.email.Text
	a.Keep = w.person.keep
	w.server.into(&a)
	w.leave.into(&a)
	w.withAuth(&a)
	w.withTrust(&a)
	return a
}

// credential is what the person has allowed by signing in, or the password as typed,
// without what pasting brings along.
func (w *Wizard) credential() account.Credential {
	if w.signing.whose != "" && w.signing.whose == keyOf(w.account()) {
		c := w.signing.token
		c.Outgoing = w.server.outgoingPassword()
		return c
	}
	p := trimBreaks(w.person.password.Text)
	if host := w.server.host.Text; host != "" {
		return account.Credential{Password: discover.ByHost(host).Tidy(p), Outgoing: w.server.outgoingPassword()}
	}
	return account.Password(discover.ByAddress(w.person.email.Text).Tidy(p))
}

// sameServer reports whether what a test could find out is as it was.
func (w *Wizard) sameServer(a account.Account, c account.Credential) bool {
	old := w.o.Account
	if old == nil || c.Given() {
		return false
	}
	was := old.Incoming
	if was.Security == "" {
		was.Security = account.TLS
	}
	was.Port, a.Incoming.Port = portOf(was), portOf(a.Incoming)
	return was == a.Incoming && old.User == a.User
}

// test tries the settings and goes on, or explains why that is not possible. An
// account whose server stays as it was needs no connection.
func (w *Wizard) test() {
	a, c := w.account(), w.credential()
	if err := a.Validate(); err != nil {
		w.failed(&account.Problem{Trouble: account.TroubleOther, Server: a.Incoming.Host, Err: err}, stepServer)
		return
	}
	if !w.o.SignIn && w.sameServer(a, c) {
		w.leave.untested()
		w.testOutgoing(a, c)
		return
	}
	if !w.o.SignIn && w.sending.passed == (passed{a.Incoming, a.User, c}) {
		w.testOutgoing(a, c) // many servers mind who logs in again at once
		return
	}
	if w.signsInFirst(a, c) {
		return
	}
	b := w.body()
	busy := w.server.busy
	if w.at == stepProblem {
		busy = w.problem.busy
	}
	busy.start(a.Incoming.Host)
	var found Waiting
	var err error
	w.probe.Start(func(ctx context.Context) {
		found, err = w.o.Probe(ctx, a, c)
	}, func() {
		busy.stop()
		if w.body() != b {
			return
		}
		if err != nil && w.o.SignIn && account.TroubleOf(err) != account.TroubleSignInAgain {
			w.store(w.o.Save) // what is wrong now is told at the next check
			return
		}
		if err != nil {
			w.failed(err, stepServer)
			return
		}
		w.waiting = found
		if found.User != "" {
			// It goes with this address and this server: another has its own.
			w.proved = proof{a.Email, a.Incoming.Host, found.User}
			w.guessedUser = found.User
			w.server.user.SetText(found.User)
		}
		w.leave.connected(a.Incoming.Host, found)
		if w.o.SignIn {
			w.store(w.o.Save)
			return
		}
		w.testOutgoing(w.account(), c)
	})
}

// stopTest gives up on a test that is under way. The keyboard comes back from the
// Stop button, which goes.
//
// What is being saved is not given up: it is there in a moment, and would be saved twice.
func (w *Wizard) stopTest() {
	for _, b := range []*busy{w.server.busy, w.problem.busy, w.imports.one.busy} {
		if b != nil && b.running && b.saving {
			return
		}
	}
	w.probe.Cancel()
	w.server.busy.stop()
	w.problem.busy.stop()
	w.imports.one.busy.stop()
	w.Focus()
}

// failed shows what has gone wrong; Back leads to from.
func (w *Wizard) failed(err error, from step) {
	from = w.signInFailed(err, from)
	w.problem.explain(err, from)
	w.show(stepProblem)
}

// store saves the account with save, one of the two functions of the options.
func (w *Wizard) store(save func(context.Context, account.Account, account.Credential) (account.ID, error)) {
	a, c := w.account(), w.credential()
	if err := a.Validate(); err != nil {
		w.failed(&account.Problem{Trouble: account.TroubleOther, Server: a.Incoming.Host, Err: err}, stepLeave)
		return
	}
	b := w.body()
	busy := w.leave.busy
	if w.at == stepProblem {
		busy = w.problem.busy
	}
	busy.start("")
	var id account.ID
	var err error
	w.save.Start(func(ctx context.Context) {
		id, err = save(ctx, a, c)
	}, func() {
		busy.stop()
		if w.body() != b {
			return
		}
		if err != nil {
			w.failed(err, stepLeave)
			return
		}
		w.saved = id
		if w.o.Account != nil {
			w.finish()
			return
		}
		w.done.show(w.waiting, w.arriving[id])
		w.show(stepDone)
		w.o.Run.After(doneFor, func() {
			if w.at == stepDone {
				w.finish()
			}
		})
	})
}

// doneFor is how long the last page stays by itself.
const doneFor = 4 * time.Second

func (w *Wizard) finish() {
	if w.o.OnDone != nil {
		done := w.o.OnDone
		w.o.OnDone = nil // once
		done(w.saved)
	}
}

// margins centres the card at the top of the page, with less air around it where
// the window is small.
type margins struct {
	widget.BaseWidget
	card *flow.Column
}

const cardWidth = 620

func newMargins(card *flow.Column) *margins {
	m := &margins{card: card}
	m.ExtendBaseWidget(m)
	return m
}

func (m *margins) inner(width float32) (x, w float32) {
	unit := widgets.Unit()
	w = min(width-2*16, cardWidth*unit)
	m.card.Inset = flow.Insets{Left: 41, Top: 35, Right: 41, Bottom: 34}
	if w < 560 {
		m.card.Inset = flow.Insets{Left: 24, Top: 24, Right: 24, Bottom: 24}
	}
	return flow.Whole((width - w) / 2), w
}

// edge is the air above and below the card. It depends on the window alone, so that
// cards of different heights begin at the same place: at 70 where the usual card
// fits with as much below it.
func (m *margins) edge() float32 {
	const usual, most, least = 660, 70, 16
	page := fyne.CurrentApp().Driver().CanvasForObject(m)
	if page == nil {
		return flow.Whole(most)
	}
	return flow.Whole(min(max((page.Size().Height-usual)/2, least), most))
}

// HeightFor implements flow.Sizer.
func (m *margins) HeightFor(width float32) float32 {
	_, w := m.inner(width)
	h := m.card.HeightFor(w)
	return h + 2*m.edge()
}

// CreateRenderer implements fyne.Widget.
func (m *margins) CreateRenderer() fyne.WidgetRenderer {
	return &marginsRenderer{m}
}

type marginsRenderer struct{ m *margins }

func (r *marginsRenderer) Destroy()                     {}
func (r *marginsRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.m.card} }
func (r *marginsRenderer) Refresh()                     { r.m.card.Refresh(); canvas.Refresh(r.m) }

func (r *marginsRenderer) MinSize() fyne.Size {
	width := r.m.Size().Width
	if width <= 0 {
		width = cardWidth
	}
	return fyne.NewSize(64, r.m.HeightFor(width))
}

func (r *marginsRenderer) Layout(size fyne.Size) {
	x, w := r.m.inner(size.Width)
	h := r.m.card.HeightFor(w)
	r.m.card.Move(fyne.NewPos(x, r.m.edge()))
	r.m.card.Resize(fyne.NewSize(w, h))
}
