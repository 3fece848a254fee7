package wizard

import (
	"errors"
	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"

	"popmail/account"
	"popmail/gui/kit/field"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/selectable"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
	"popmail/storage/mailbox"
)

// problemPage explains what has gone wrong and what to do.
type problemPage struct {
	w        *Wizard
	from     step // where Back leads
	password *field.Entry
	typed    *field.Labelled // password
	refused  string          // the password that the page is about
	details  *selectable.Text
	detailed *flow.Column
	busy     *busy
	main     *widgets.Button // the one thing to do
	remedy   remedy          // what main does; zero: it tries again
	all      []fyne.CanvasObject
}

func newProblemPage(w *Wizard) *problemPage {
	p := &problemPage{w: w, from: stepServer}
	p.password = newPassword(w)
	p.typed = field.Label(lang.L("Password"), p.password)
	p.password.OnChanged = func(string) {
		if p.typed.Saying() {
			p.typed.Say("")
			w.relayout()
		}
	}
	return p
}

func (p *problemPage) objects() []fyne.CanvasObject { return p.all }
func (p *problemPage) segment() int                 { return p.w.bodyOf(p.from).segment() }

func (p *problemPage) first() fyne.Focusable {
	if p.password.Visible() {
		return p.password
	}
	return p.main
}

func (p *problemPage) back() {
	if p.busy.running {
		p.w.stopTest()
		return
	}
	if p.from == stepSignIn {
		p.w.signIn.back()
		return
	}
	if p.w.taking() != nil && p.from == stepLeave {
		p.from = stepServer // there is no other page of it
	}
	p.w.show(p.from)
}

func (p *problemPage) submit() {
	if p.busy.running {
		return
	}
	if p.password.Visible() {
		if wrong := p.w.passwordFault(p.password.Text, p.w.person.email.Text); wrong != "" && p.remedy.apply == nil {
			p.refuse(wrong)
			return
		}
		p.w.person.password.SetText(p.password.Text)
	}
	switch {
	case p.remedy.apply != nil:
		p.remedy.apply()
	case p.from == stepLeave:
		p.w.store(p.w.o.Save)
	default:
		p.w.test()
	}
}

// refuse says below the password what is wrong with it as it was typed.
func (p *problemPage) refuse(text string) {
	p.typed.Say(text)
	p.w.relayout()
	p.w.focus(p.password)
}

// explain fills the page.
func (p *problemPage) explain(err error, from step) {
	p.from = from
	a := p.w.account()
	problem := account.ProblemOf(err)
	host := problem.Server
	if host == "" {
		host = a.Incoming.Host
	}
	e := words.Of(problem, host, a.Incoming.Port)
	here := from == stepLeave && errors.Is(err, mailbox.ErrExists)
	if here {
		e = words.Explanation{
			Heading: lang.L("PopMail already has this account"),
			What:    lang.L("{{.Email}} was added from somewhere else while this page was open, so it was not added again.", map[string]any{"Email": a.Email}),
			Safe:    lang.L("Your mail on the server is untouched."),
			Next:    lang.L("To change the account, open Settings."),
		}
	} else if from == stepLeave && problem.Trouble == account.TroubleOther {
		e = words.Explanation{
			Heading: lang.L("PopMail could not save the account"),
			What:    lang.L("The settings work, but could not be saved on this computer."),
			Safe:    lang.L("Your mail on the server is untouched."),
			Next:    lang.L("Try again. You can copy the text under Details for someone who can help you."),
		}
	}
	if p.w.o.Anew && problem.Trouble == account.TroubleCertChanged {
		e.Next = lang.L("Ask the person who looks after the server whether it has a new certificate. If not, go back and change nothing.")
	}
	if from == stepSignIn {
		e = p.w.explainSignIn(problem, e, host)
	}
	if problem.Sending {
		if problem.Server == "" {
			host = a.Outgoing.Host
		}
		e = p.explainSending(problem, a)
	} else {
		e.Next = p.w.guessedNext(problem, a.Incoming, e.Next)
		e.Next = p.w.triedNext(problem, a, e.Next)
	}
	p.remedy = p.remedyFor(problem, a.Incoming, e.Heading)
	if here && p.w.o.Account == nil && p.w.taking() == nil {
		p.remedy = remedy{lang.L("Close"), p.w.finish}
	}
	if t := p.w.taking(); t != nil {
		t.problem = e.Heading
	}
	var parts []fyne.CanvasObject
	parts = append(parts, air(20), heading(e.Heading), air(11))
	if problem.Answer != "" {
		answered := lang.L("{{.Server}} answered:", map[string]any{"Server": host})
		parts = append(parts, selectable.New(nil,
			selectable.Run{Text: answered + " "},
			selectable.Run{Text: words.Quote(problem.Answer), Color: theme.ColorMuted},
		))
		if problem.Trouble != account.TroublePassword {
			parts = append(parts, air(6), widgets.NewText(e.What, "", ""))
		}
	} else {
		parts = append(parts, widgets.NewText(e.What, "", ""))
	}
	if problem.Certificate != nil {
		parts = append(parts, p.certificateParts(problem.Certificate)...)
	}
	h, known := hintFor(problem.Trouble, p.w.providerOf(a), a.Email, a.Incoming.Host, a.Auth.Browser())
	known = known && !problem.Sending // it speaks of POP3 and of the other password
	if known {
		parts = append(parts, air(15), p.w.noticeOf(h), air(10), muted(e.Safe))
	} else {
		parts = append(parts, air(15), p.w.noticeOf(hint{text: e.Next}), air(10), muted(e.Safe))
	}
	asks := asksPassword(problem.Trouble) && !problem.Sending
	p.password.Hidden = !asks
	if asks {
		p.refused = p.w.person.password.Text
		if problem.Trouble == account.TroublePassword {
			p.w.person.password.SetText("") // refused
		}
		p.password.SetText(p.w.person.password.Text)
		p.typed.Say("")
		parts = append(parts, air(14), p.typed)
	}
	back := widgets.NewButton(widgets.Flat, lang.L("Back"), "", p.back)
	more := widgets.NewButton(widgets.Quiet, lang.L("Details"), "", p.toggleDetails)
	label := lang.L("Try again")
	if from == stepSignIn {
		label = lang.L("Sign in again")
	}
	if p.remedy.apply != nil {
		label = p.remedy.label
	}
	p.main = widgets.NewButton(widgets.Primary, label, "", p.submit)
	row := []fyne.CanvasObject{more}
	for _, b := range []*widgets.Button{p.w.skipButton(), p.saveAnyway(problem.Trouble), p.later(problem)} {
		if b != nil {
			row = append(row, b)
		}
	}
	p.busy = newBusy(p.w, flow.NewEnds(11, back, append(row, p.main)...))
	p.busy.lock = func(on bool) {
		if on {
			p.password.Disable()
			p.main.Disable()
		} else {
			p.password.Enable()
			p.main.Enable()
		}
	}
	p.details = selectable.NewText(words.Technical(problem, a), theme.SizeSmall, theme.ColorMuted)
	copied := widgets.NewLink(lang.L("Copy"), func() {
		fyne.CurrentApp().Clipboard().SetContent(p.details.Text())
	})
	copied.Small = true
	inner := flow.NewColumn(6, p.details, flow.NewEnds(0, copied))
	inner.Fill, inner.Inset, inner.Radius = theme.ColorField, flow.Same(14), fynetheme.SizeNameInputRadius
	p.detailed = flow.NewColumn(0, air(20), inner)
	p.detailed.Hide()
	parts = append(parts, air(26), p.busy.column, p.detailed)
	parts = append(parts, p.trustParts(problem)...)
	parts = append(parts, p.itselfParts(problem, a, host)...)
	parts = append(parts, p.registrationParts(problem, a)...)
	p.all = parts
}

// saveAnyway is the button that saves changed settings without a test that went
// well; nil where there is nothing to change or the settings cannot be saved.
func (p *problemPage) saveAnyway(t account.Trouble) *widgets.Button {
	if p.w.o.Account == nil || p.w.o.SaveAnyway == nil || p.from != stepServer || t == account.TroubleOther {
		return nil
	}
	return widgets.NewButton(widgets.Quiet, lang.L("Save anyway"), "", func() {
		if p.busy.running {
			return
		}
		if p.password.Visible() {
			p.w.person.password.SetText(p.password.Text)
		}
		p.from = stepLeave
		p.w.store(p.w.o.SaveAnyway)
	})
}

// noticeOf is a coloured bar with a bold start and a link to a page of help.
func (w *Wizard) noticeOf(h hint) fyne.CanvasObject {
	para := widgets.NewSpans()
	if h.lead != "" {
		para.Spans = append(para.Spans, widgets.Span{Text: h.lead + " ", Bold: true})
	}
	para.Spans = append(para.Spans, widgets.Span{Text: h.text})
	para.SizeName, para.Color = theme.SizeSmall, theme.ColorNoticeText
	c := flow.NewColumn(0, para)
	if h.help != "" && w.o.OnOpenLink != nil {
		h.act, h.do = lang.L("Show me how"), func() { w.o.OnOpenLink(h.help) }
	}
	if h.act != "" {
		link := widgets.NewLink(h.act, h.do)
		link.Small, link.Bold, link.Underline, link.Color = true, true, true, theme.ColorNoticeText
		c.Objects = append(c.Objects, flow.NewEnds(0, link))
	}
	c.Fill, c.Radius = theme.ColorNotice, fynetheme.SizeNameInputRadius
	c.Inset = flow.Insets{Left: 14, Top: 8, Right: 14, Bottom: 8}
	return c
}

func (p *problemPage) toggleDetails() {
	p.detailed.Hidden = !p.detailed.Hidden
	p.w.relayout()
}

// asksPassword reports whether typing the password anew can help.
func asksPassword(t account.Trouble) bool {
	switch t {
	case account.TroublePassword, account.TroubleAppPassword, account.TroubleLogin, account.TroubleNoPassword, account.TroubleNewServer:
		return true
	}
	return false
}
