package settings

import (
	"cmp"
	"context"
	"time"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"

	"popmail/account"
	"popmail/gui/kit/ask"
	"popmail/gui/kit/field"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/selectable"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
)

// Unsaved reports whether an account or a rule is changed that is not saved yet.
func (s *Settings) Unsaved() bool {
	return s.form != nil && s.form.changed() || s.ruleForm != nil && s.ruleForm.unsaved() || s.ruleStoring
}

// Leave goes on with then, which may be nil, once the account and the rule that are being changed
// are saved or given up, which the person is asked.
func (s *Settings) Leave(then func()) { s.leaveRule(func() { s.leaveForm(then) }) }

// leaveForm is Leave for the account alone.
func (s *Settings) leaveForm(then func()) {
	leave := func() {
		s.closeForm()
		if then != nil {
			then()
		}
	}
	if s.form == nil || !s.form.changed() || s.canvas() == nil {
		leave()
		return
	}
	f := s.form
	if f.storing {
		return // which is done in a moment
	}
	f.stop()
	q := &ask.Question{
		Title: lang.L("Save your changes to {{.Account}}?", map[string]any{"Account": f.card.name.Text()}),
		Buttons: []*widgets.Button{
			widgets.NewButton(widgets.Flat, lang.L("Discard changes"), "", leave),
			widgets.NewButton(widgets.Quiet, lang.L("Keep editing"), "", nil),
			widgets.NewButton(widgets.Primary, lang.L("Save"), "", func() {
				if s.form == f {
					s.turn(0)
					f.store(then)
				}
			}),
		},
	}
	q.Show(s.canvas())
}

// submit saves.
func (f *form) submit() { f.store(nil) }

// store saves what was changed, after a test where a server or the log-in was, then goes
// on with then, which may be nil.
func (f *form) store(then func()) {
	if f.busy || !f.check() {
		return
	}
	saved := func() {
		if then != nil {
			then()
		}
	}
	if !f.changed() {
		f.s.closeForm()
		saved()
		return
	}
	now := f.now()
	outgoing := now.Sends() && (now.Outgoing != f.was.Outgoing || now.OutgoingUser != f.was.OutgoingUser || now.OutgoingOpen != f.was.OutgoingOpen)
	if f.login.credential() != (account.Credential{}) || now.Incoming != f.was.Incoming || now.User != f.was.User || now.Auth != f.was.Auth || outgoing {
		f.tryOut(func(save storer) { f.keep(save, saved) })
		return
	}
	f.keep(f.s.Save, saved)
}

// storer is one of the functions that store an account.
type storer func(ctx context.Context, was, now account.Account, c account.Credential) error

// keep stores the account, then goes on with then.
func (f *form) keep(save storer, then func()) {
	was, now, c := f.was, f.now(), f.login.credential()
	f.begin(lang.L("Saving…"), false)
	var err error
	var goes account.Removable
	f.work.Start(func(ctx context.Context) {
		if err = save(ctx, was, now, c); err == nil {
			goes = f.s.removable(ctx, was, now)
		}
	}, func() {
		f.end()
		if err != nil {
			f.explainStoring(err, now)
			return
		}
		f.login.password.SetText("")
		f.outgoing.login.Password.SetText("")
		f.was = now
		f.s.closeForm()
		if f.s.OnSaved != nil {
			f.s.OnSaved()
		}
		f.s.offerBack(was, now, goes)
		then()
	})
}

// tryOut tests the connection as it stands in the fields. store is called when it works, or
// when the person wants it all the same; nil: it is only told.
func (f *form) tryOut(store func(storer)) {
	if f.busy {
		f.stop()
		return
	}
	if !f.check() {
		return
	}
	a, c := f.now(), f.login.credential()
	if err := a.Validate(); err != nil {
		f.explain(&account.Problem{Trouble: account.TroubleOther, Server: a.Incoming.Host, Err: err}, a, nil)
		return
	}
	f.connecting(a.Incoming.Host)
	var err error
	f.work.Start(func(ctx context.Context) { err = f.s.Probe(ctx, a, c) }, func() {
		if err != nil {
			f.end()
			f.incoming.answered(a, false)
			f.explain(err, a, store)
			return
		}
		if a.Sends() && f.s.ProbeOutgoing != nil {
			f.tryOutgoing(a, c, store)
			return
		}
		f.end()
		f.answered(a, false, store)
	})
}

// tryOutgoing is the second half of tryOut: the incoming server has answered.
func (f *form) tryOutgoing(a account.Account, c account.Credential, store func(storer)) {
	f.end()
	f.connecting(a.Outgoing.Host)
	var err error
	f.work.Start(func(ctx context.Context) { a.OutgoingUser, err = f.s.ProbeOutgoing(ctx, a, c) }, func() {
		f.end()
		if err != nil {
			f.incoming.answered(a, true)
			f.outgoing.answered(a, false)
			f.explain(err, a, store)
			return
		}
		f.answered(a, true, store)
	})
}

// connecting locks the form while a server is tested.
func (f *form) connecting(host string) {
	d := map[string]any{"Server": host}
	f.begin(lang.L("Connecting to {{.Server}}…", d), true)
	f.timers = append(f.timers, f.s.Run.After(sayLongAfter, func() {
		f.say(lang.L("{{.Server}} is slow to answer. Still waiting…", d))
	}))
}

// answered stores after a test that went well; nil: it is told.
func (f *form) answered(a account.Account, both bool, store func(storer)) {
	if store != nil {
		store(f.s.Save)
		return
	}
	f.incoming.answered(a, true)
	d := map[string]any{"Server": a.Incoming.Host, "Time": words.Time(f.s.now())}
	text := lang.L("{{.Server}} answered at {{.Time}}.", d)
	if both {
		f.outgoing.answered(a, true)
		text = lang.L("Both servers answered at {{.Time}}.", d)
	}
	f.say(text)
}

// sayLongAfter is how long a server may take until that is told.
const sayLongAfter = 6 * time.Second

// begin locks the form while something is under way.
func (f *form) begin(text string, stoppable bool) {
	f.busy, f.storing = true, !stoppable
	f.problem.Hide()
	f.lock(true)
	f.test.SetText(lang.L("Stop"))
	if !stoppable {
		f.test.Disable()
	}
	f.say(text)
}

func (f *form) end() {
	for _, stop := range f.timers {
		stop()
	}
	f.timers = nil
	if !f.busy {
		return
	}
	f.busy, f.storing = false, false
	f.lock(false)
	f.test.Enable()
	f.test.SetText(lang.L("Test connection"))
	f.say("")
}

// stop gives up on what is under way.
func (f *form) stop() {
	f.work.Cancel()
	f.end()
}

func (f *form) say(text string) {
	f.said.SetText(text)
	f.s.relayout()
}

// mark brings what is said of the servers and the log-in up to date.
func (f *form) mark() {
	f.incoming.mark()
	f.outgoing.mark()
	f.login.mark()
}

// explainStoring says that the account could not be stored.
func (f *form) explainStoring(err error, a account.Account) {
	p := account.ProblemOf(err)
	if p.Trouble != account.TroubleOther {
		f.explain(err, a, nil)
		return
	}
	f.tell(p, a, words.Explanation{
		Heading: lang.L("PopMail could not save the account"),
		What:    lang.L("What you typed is still here."),
		Next:    lang.L("Try again. You can copy the text under Details for someone who can help you."),
	}, nil)
}

// explain says what has gone wrong and what to do. store, unless it is nil, is what the
// test was made for: the settings can be saved all the same.
func (f *form) explain(err error, a account.Account, store func(storer)) {
	p := account.ProblemOf(err)
	host := p.Server
	if host == "" {
		host = a.Incoming.Host
	}
	e := words.Of(p, host, a.Incoming.Port)
	if p.Sending {
		e = words.ExplainSending(p, a.Outgoing)
	}
	if p.Trouble == account.TroubleInUse && f.card.account.Checking {
		e.What = lang.L("PopMail is receiving mail from this account right now, and the server lets in only one at a time.")
		e.Next = lang.L("Test again once it has finished.")
	}
	f.tell(p, a, e, store)
}

// tell shows what has gone wrong above the buttons, with what can be done about it.
func (f *form) tell(p *account.Problem, a account.Account, e words.Explanation, store func(storer)) {
	head := widgets.NewText(e.Heading, "", theme.ColorNoticeText)
	head.Set(e.Heading, true, nil)
	text := e.What
	if said := words.Said(p); said != "" {
		text += " " + said
	}
	box := flow.NewColumn(4, head, selectable.NewText(text, theme.SizeSmall, theme.ColorNoticeText))
	if e.Next != "" {
		box.Objects = append(box.Objects, widgets.NewText(e.Next, theme.SizeSmall, theme.ColorNoticeText))
	}
	link := func(name string, do func()) *widgets.Button {
		b := widgets.NewLink(name, do)
		b.Small, b.Bold, b.Underline, b.Color = true, true, true, theme.ColorNoticeText
		return b
	}
	technical := words.Technical(p, a)
	copied := link(lang.L("Copy details"), func() {
		if f.s.OnCopy != nil {
			f.s.OnCopy(technical)
		}
	})
	details := flow.NewColumn(4, selectable.NewText(technical, theme.SizeSmall, theme.ColorNoticeText), flow.NewTiles(0, copied))
	details.Hide()
	links := flow.NewTiles(16)
	if store != nil && f.s.SaveAnyway != nil {
		links.Objects = append(links.Objects, link(lang.L("Save anyway"), func() { store(f.s.SaveAnyway) }))
	}
	links.Objects = append(links.Objects, link(lang.L("Details"), func() {
		details.Hidden = !details.Hidden
		box.Refresh()
		f.s.relayout()
	}))
	if p.ProofOnly && a.Encrypted() {
		host := cmp.Or(p.Server, a.Incoming.Host)
		box.Objects = append(box.Objects, widgets.NewText(words.BeforePassword(host), theme.SizeSmall, theme.ColorNoticeText))
		links.Objects = append(links.Objects, link(words.SendPassword(), func() {
			f.itself, f.proof = host, false
			f.tryOut(store)
		}))
	}
	f.trust.offer(box, p, func(name string, do func()) { links.Objects = append(links.Objects, link(name, do)) }, func() { f.tryOut(store) })
	box.Objects = append(box.Objects, links, details)
	box.Before(links, 8)
	box.Fill, box.Radius = theme.ColorNotice, fynetheme.SizeNameInputRadius
	box.Inset = flow.Insets{Left: 14, Top: 10, Right: 14, Bottom: 10}
	f.problem.Set(box)
	f.problem.Show()
	f.lead(p, e.Heading)
}

// lead opens the fields that a trouble is about, says it below them and gives them the
// keyboard. They are in sight then, and what was said as far as there is room.
func (f *form) lead(p *account.Problem, heading string) {
	s := f.incoming
	if p.Sending {
		s = f.outgoing
	}
	row := s.row
	var at fyne.Focusable
	var below *field.Labelled
	switch t := p.Trouble; {
	case p.Sending && s.login.Own.Visible() && (t.Typed() || t == account.TroubleLogin || t == account.TroubleNoPassword):
		at, below = s.login.Password, s.login.PasswordField
	case p.Sending && (t.Typed() || t == account.TroubleLogin || t == account.TroubleMethod):
		at = s.login.Same
	default:
		row, at, below = f.leadTo(t, s)
	}
	if at == nil {
		f.s.relayout()
		reveal(f.problem)
		return
	}
	row.open()
	if below != nil {
		below.Say(heading)
	}
	f.s.relayout()
	f.s.focus(at)
	reveal(f.problem)
	if below != nil {
		reveal(below)
	} else if o, ok := at.(fyne.CanvasObject); ok {
		reveal(o)
	}
}

// reveal brings all of o into sight: nobody is about to press what moves.
func reveal(o fyne.CanvasObject) { flow.RevealPart(o, 0, o.Size().Height) }

// leadTo finds the field that a trouble with a server is about; nil: there is none.
func (f *form) leadTo(t account.Trouble, s *server) (row *row, at fyne.Focusable, below *field.Labelled) {
	row = s.row
	switch t {
	case account.TroublePassword, account.TroubleAppPassword, account.TroubleLogin, account.TroubleNoPassword, account.TroubleNewServer:
		row, at, below = f.login.row, f.login.password, f.login.passwordField
	case account.TroubleUserName:
		row, at, below = f.login.row, f.login.user, f.login.userField
	case account.TroubleNoHost, account.TroubleCertName:
		at, below = s.fields.Host, s.fields.HostField
	case account.TroubleRefused, account.TroubleNotPOP3:
		at, below = s.fields.Port, s.fields.PortField
	case account.TroubleNoSTLS, account.TroublePlainRefused, account.TroubleOldTLS, account.TroubleOldCiphers:
		at, below = s.fields.Security, s.fields.SecurityField
	}
	return row, at, below
}
