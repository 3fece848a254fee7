package gui

import (
	"errors"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"popmail/account"
	"popmail/account/event"
	"popmail/gui/certificate"
	"popmail/gui/kit/ask"
	"popmail/gui/kit/field"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/selectable"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/gui/servers"
	"popmail/gui/status"
	"popmail/gui/wizard"
	"popmail/gui/words"
	"popmail/storage/mailbox"
)

// activity is the collecting of mail: the status line, the questions for passwords and
// what went wrong.
type activity struct {
	*shell
	listing *listing
	post    Post
	owners  Owners
	status  status.Model
	bar     *status.Bar
	asking  bool                // the question for a password is on the screen
	sending map[account.ID]bool // of whose letters the person has said that they go now
	outward *outward            // one for all windows, also those that stay when the main one is drawn anew

	knows bool             // the accounts were read
	heard []event.Activity // what has happened before, see happened

	letters     func() (waiting, doubtful int) // in the outbox, see status.Model; nil: nothing is written
	travels     func(m *status.Model)          // fills in what travel mode tells
	backup      func() string                  // when the newest backup was made; nil: none are
	onStatus    func()                         // the status line was drawn
	onSession   func()                         // a session has begun or ended
	onFinished  func(e event.Finished)         // a check has ended well
	onNoAccount func()                         // mail is to be collected, and there is no account
	onSignIn    func(id account.ID)
	onPlace     func(title, accept, name string, chosen func(path string)) // a place for a file is wanted
	onSaved     func(text, folder string)
}

func newActivity(sh *shell, ls *listing, post Post, owners Owners) *activity {
	act := &activity{shell: sh, listing: ls, post: post, owners: owners, bar: status.NewBar(), outward: new(outward)}
	act.status.Explain = headingOf
	act.bar.OnStop = post.Stop
	act.bar.OnRest = act.getMail
	act.bar.OnAsides = func(l status.Line) { act.showAsides(l.Account) }
	act.bar.OnDetails = act.details
	act.bar.OnPassword = act.givePassword
	act.bar.OnOnline = func() { act.workOffline(false) }
	if act.worksOffline() {
		act.outward.open(false)
		act.post.WorkOffline(true)
		act.status.WorkOffline(true)
	}
	ls.tree.OnMark = act.mend
	return act
}

// activityPause is the least time between two changes of the status line.
const activityPause = 400 * time.Millisecond

// happened follows the sessions. What happens before the accounts were read waits for them.
func (act *activity) happened(batch []event.Activity, _ bool) {
	if !act.knows {
		for _, a := range batch {
			act.hear(a)
		}
		return
	}
	for _, a := range batch {
		before, noRoom := 0, 0
		if f, ok := a.(event.Finished); ok {
			before, noRoom = act.status.Aside(f.Account), act.status.NoRoom(f.Account)
		}
		act.status.Apply(a)
		if z, ok := act.sheet.(*wizard.Wizard); ok {
			z.Happened(a)
		}
		if _, ok := a.(event.Started); ok {
			act.run.After(status.LongWait+time.Second, act.showStatus)
		}
		switch a.(type) {
		case event.Started, event.Finished, event.Failed, event.NeedsPassword:
			defer act.onSession()
		}
		switch a := a.(type) {
		case event.Failed:
			act.tellDamaged(a.Err)
		case event.SendEnded:
			act.sendEnded(a)
		case event.Finished:
			act.onFinished(a)
		case event.NotKept:
			if of, ok := act.account(a.Account); ok {
				act.toasts.tell(lang.L("The password for {{.Account}} could not be saved. PopMail will ask for it again next time.", map[string]any{"Account": of.Email}), "", nil, nil)
			}
		}
		if a, ok := a.(event.Finished); ok && a.Problems > before {
			act.toasts.tell(lang.N("{{.Count}} messages could not be received. PopMail will ask for them again.", a.Problems,
				map[string]any{"Count": words.Count(a.Problems)}), "", nil, nil)
		} else if ok && a.NoRoom > noRoom {
			act.toasts.tell(lang.N("The disk of this computer has no room for {{.Count}} messages. They stay on the server.", a.NoRoom,
				map[string]any{"Count": words.Count(a.NoRoom)}), "", nil, nil)
		}
	}
	act.showStatus()
}

// hear keeps what has happened for when the accounts are known: of the progress of a session
// the last.
func (act *activity) hear(a event.Activity) {
	p, ok := a.(event.Progress)
	if n := len(act.heard); ok && n > 0 {
		if last, ok := act.heard[n-1].(event.Progress); ok && last.Account == p.Account {
			act.heard[n-1] = a
			return
		}
	}
	act.heard = append(act.heard, a)
}

// know takes what the store knows of the accounts. The first time it follows what the
// first sessions have found, which may have begun before the window.
func (act *activity) know(known map[account.ID]account.Status) {
	act.status.SetAccounts(act.known.accounts)
	if !act.knows {
		act.knows = true
		for id, st := range act.o.Before {
			act.status.SetStatus(id, st)
		}
		if heard := act.heard; len(heard) > 0 {
			act.heard = nil
			act.happened(heard, false)
		}
	}
	for id, st := range known {
		act.status.SetStatus(id, st)
	}
}

// showStatus draws the status line.
func (act *activity) showStatus() {
	if act.letters != nil {
		act.status.SetLetters(act.letters())
	}
	if act.travels != nil {
		act.travels(&act.status)
	}
	act.bar.Set(act.status.Line(act.now()))
	foot := []string{act.status.Here()}
	if act.backup != nil {
		foot = append(foot, act.backup())
	}
	act.listing.tree.SetFooter(foot...)
	marks := make(map[account.ID]string)
	for _, a := range act.known.accounts {
		if wants := act.status.Wants(a.ID); wants != "" {
			marks[a.ID] = wants
		}
	}
	act.listing.tree.SetMarks(marks)
	act.onStatus()
}

// checkAccount looks for the mail of one account.
func (act *activity) checkAccount(id account.ID) {
	if act.worksOffline() {
		act.offerOnline(func() { act.checkAccount(id) })
		return
	}
	act.post.CheckAccount(id)
}

func (act *activity) getMail() {
	if !act.known.read {
		return // the first check begins by itself
	}
	if len(act.known.accounts) == 0 {
		act.onNoAccount()
		return
	}
	if text := act.readOnly(); text != "" {
		act.toasts.show(text, nil)
		return
	}
	if act.status.Paused() {
		act.toasts.show(lang.L("Checking for new mail is paused. You can resume it in Settings."), nil)
		return
	}
	if act.worksOffline() {
		act.offerOnline(act.getMail)
		return
	}
	if id, e, ok := act.status.NeedsPassword(); ok && !act.asking && act.sheet == nil {
		act.askPassword(id, e, false)
	}
	act.post.CheckNow()
}

// sendNow tries at once to send letters of an account, by the person's word.
func (act *activity) sendNow(id account.ID) {
	if act.sending == nil {
		act.sending = map[account.ID]bool{}
	}
	act.sending[id] = true
	act.post.SendNow(id)
}

// sendEnded asks for the password that letters wait for which the person has asked to send: of an account that
// is paused nothing else does. That of an outgoing server's own is typed in the settings.
func (act *activity) sendEnded(e event.SendEnded) {
	wanted := act.sending[e.Account]
	delete(act.sending, e.Account)
	a, ok := act.account(e.Account)
	if !ok || !wanted || act.asking {
		return
	}
	if p := account.ProblemOf(e.Err); p.Trouble == account.TroubleNoPassword && !(p.Sending && a.OutgoingUser != "") {
		act.askPassword(a.ID, event.NeedsPassword{Account: a.ID, SignIn: a.Auth.Browser()}, true)
	}
}

// askPassword asks for the password of an account, to send letters or to check for mail.
func (act *activity) askPassword(id account.ID, e event.NeedsPassword, toSend bool) {
	a, ok := act.account(id)
	if !ok {
		return
	}
	if e.Keyring {
		act.askUnlock(a)
		return
	}
	if e.SignIn || a.Auth.Browser() {
		act.askSignIn(a, toSend)
		return
	}
	act.askTyped(a, e, toSend, true)
}

// askTyped is askPassword of an account that has one. keep: it is kept where the account has it; else it
// goes as far as this run, because that place cannot be used now.
func (act *activity) askTyped(a account.Account, e event.NeedsPassword, toSend, keep bool) {
	act.asking = true
	text := lang.L("Type the password for {{.Account}} to check for new mail. You can read the mail that is already here without it.", map[string]any{"Account": a.Email})
	if toSend {
		text = lang.L("Type the password for {{.Account}} to send your letter.", map[string]any{"Account": a.Email})
	}
	if e.Rejected {
		text = lang.L("The server did not accept the password for {{.Account}}. Please type it again.", map[string]any{"Account": a.Email})
		if e.Answer != "" {
			text += "\n" + lang.L("The server said: “{{.Answer}}”", map[string]any{"Answer": e.Answer})
		}
	}
	var note string
	switch {
	case keep && a.Keep == account.KeepKeyring:
		note = lang.L("Saved in this computer’s password manager.")
	case keep && a.Keep == account.KeepFile:
		note = lang.L("Saved in a private file.")
	default:
		note = lang.L("Not saved. PopMail will ask again next time.")
	}
	later := func() { act.asking = false }
	var hide func()
	var entry *field.Entry
	var below *field.Labelled
	give := func() {
		password := servers.Password(entry.Text, a.Incoming.Host)
		if strings.ContainsAny(password, "\r\n\x00") {
			below.Say(lang.L("A password can’t contain a line break."))
			ask.Relayout(act.window.Canvas())
			return
		}
		hide()
		act.asking = false
		if password != "" {
			act.post.Give(a.ID, account.Password(password), keep)
		}
	}
	entry = field.NewPassword(give, func() { hide(); later() })
	below = field.Label("", entry)
	accept := widgets.NewButton(widgets.Primary, lang.L("OK"), "", give)
	q := &ask.Question{
		Title: lang.L("Password"), Text: text, Focus: entry, OnEscape: later, Stays: accept,
		Extra:   []fyne.CanvasObject{below, widgets.NewText(note, theme.SizeSmall, theme.ColorMuted)},
		Buttons: []*widgets.Button{widgets.NewButton(widgets.Flat, lang.L("Not now"), "", later), accept},
	}
	hide = q.Show(act.window.Canvas())
}

// askUnlock says that the password manager has to be unlocked. Where it cannot be, a password may be
// typed for now; who signs in with the browser has none.
func (act *activity) askUnlock(a account.Account) {
	x := words.Explain(account.TroubleNoKeyring, "", 0)
	act.asking = true
	later := func() { act.asking = false }
	q := &ask.Question{
		Title: x.Heading, Text: a.Email + "\n" + lang.L("Unlock the password manager and try again."), OnEscape: later,
		Buttons: []*widgets.Button{
			widgets.NewButton(widgets.Flat, lang.L("Not now"), "", later),
			widgets.NewButton(widgets.Primary, lang.L("Try again"), "", func() { later(); act.checkAccount(a.ID) }),
		},
	}
	if !a.Auth.Browser() {
		typed := widgets.NewButton(widgets.Flat, lang.L("Enter password…"), "", func() {
			later()
			act.askTyped(a, event.NeedsPassword{Account: a.ID}, false, a.Keep != account.KeepKeyring)
		})
		q.Buttons = append([]*widgets.Button{typed}, q.Buttons...)
	}
	q.Show(act.window.Canvas())
}

// askSignIn asks whether to sign in with the browser, which opens.
func (act *activity) askSignIn(a account.Account, toSend bool) {
	text := lang.L("Sign in to {{.Account}} with your browser to check for new mail. You can read the mail that is already here without it.", map[string]any{"Account": a.Email})
	if toSend {
		text = lang.L("Sign in to {{.Account}} with your browser to send your letter.", map[string]any{"Account": a.Email})
	}
	act.asking = true
	later := func() { act.asking = false }
	q := &ask.Question{
		Title:    lang.L("Sign in again"),
		Text:     text,
		OnEscape: later,
		Buttons: []*widgets.Button{
			widgets.NewButton(widgets.Flat, lang.L("Not now"), "", later),
			widgets.NewButton(widgets.Primary, lang.L("Sign in…"), "", func() { later(); act.onSignIn(a.ID) }),
		},
	}
	q.Show(act.window.Canvas())
}

// givePassword asks for the password that an account waits for, or lets the person sign in.
func (act *activity) givePassword(l status.Line) {
	if l.SignIn {
		act.onSignIn(l.Account)
		return
	}
	act.askPassword(l.Account, act.status.Asked(l.Account), false)
}

// mend leads to what a person has to do before an account is checked again.
func (act *activity) mend(id account.ID) {
	switch {
	case act.asking || act.sheet != nil:
	case act.status.WaitsForPassword(id):
		act.givePassword(status.Line{Account: id, SignIn: act.status.NeedsSignIn(id)})
	case act.status.Trouble(id) != nil:
		act.details(status.Line{Account: id, Err: act.status.Trouble(id)})
	}
}

// details explains what is wrong.
func (act *activity) details(l status.Line) {
	a, _ := act.account(l.Account)
	p := account.ProblemOf(l.Err)
	x := words.Of(p, a.Incoming.Host, a.Incoming.Port)
	if errors.Is(l.Err, mailbox.ErrDamaged) {
		x = words.Explanation{Heading: lang.L("Your mail file is damaged"), What: damagedText()}
	}
	technical := words.Technical(p, a)
	q := &ask.Question{
		Title: x.Heading, Text: x.What,
		Extra: []fyne.CanvasObject{
			widgets.NewText(strings.TrimSpace(words.Said(p)+"\n"+x.Safe), "", ""),
			widgets.NewText(words.Later(p.Trouble, act.status.GoesOn(a.ID)), "", ""),
			selectable.Details(technical),
		},
		Buttons: []*widgets.Button{
			widgets.NewButton(widgets.Flat, lang.L("Copy details"), "", func() {
				act.app.Clipboard().SetContent(technical)
				act.toasts.show(lang.L("Copied."), nil)
			}),
			widgets.NewButton(widgets.Primary, lang.L("Close"), "", nil),
		},
	}
	if p.Certificate != nil {
		q.Extra = append([]fyne.CanvasObject{certificate.New(p.Certificate, act.now())}, q.Extra...)
	}
	if t := p.Trouble; a.ID != 0 && act.o.SignIns != nil && (t == account.TroubleSignInAgain || t == account.TroubleBrowser) {
		q.Buttons[1] = widgets.NewButton(widgets.Primary, lang.L("Sign in…"), "", func() { act.onSignIn(a.ID) })
		q.Buttons = append([]*widgets.Button{widgets.NewButton(widgets.Flat, lang.L("Close"), "", nil)}, q.Buttons...)
	}
	if p.Trouble.Halts() && a.ID != 0 {
		q.Buttons[1] = widgets.NewButton(widgets.Primary, lang.L("Try again"), "", act.getMail)
		q.Buttons = append([]*widgets.Button{widgets.NewButton(widgets.Flat, lang.L("Close"), "", nil)}, q.Buttons...)
	}
	q.Show(act.window.Canvas())
}

// headingOf is a short sentence for an error.
func headingOf(err error) string {
	if errors.Is(err, mailbox.ErrDamaged) {
		return lang.L("Your mail file is damaged")
	}
	if errors.Is(err, mailbox.ErrBusy) {
		return lang.L("Another PopMail is still working with your mail. Try again in a minute.")
	}
	if errors.Is(err, mailbox.ErrOwnFolder) {
		return lang.L("PopMail keeps your mail in this folder. Choose another one.")
	}
	switch { // of folders
	case errors.Is(err, mailbox.ErrExists):
		return lang.L("There is one of that name already")
	case errors.Is(err, mailbox.ErrInside):
		return lang.L("A folder can’t be put into itself")
	case errors.Is(err, mailbox.ErrDeep):
		return lang.L("The folders would lie too deep in one another")
	case errors.Is(err, mailbox.ErrName):
		return lang.L("This name can’t be used for a folder")
	}
	return words.Explain(account.ProblemOf(err).Trouble, "", 0).Heading
}
